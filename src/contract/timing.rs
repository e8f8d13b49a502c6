//! Rules about the time an answer took.

use std::time::Duration;

use super::case::{Asked, Case};
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure, when};
use crate::event::exchange::Outcome;
use crate::event::finding::Severity::{Error, Warning};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW010", severity: Error, on: Scope::One(Asked::Assistant), sure: Sure::Sure, mends: false, check: Exchange(over_the_limit),
        when: "an assistant-request took over 7.5 s",
        message: "over the fixed limit of 7.5 s: the call ends with assistant-request-failed", fix: "answer with an id at once and look things up later",
        source: "docs (server-url/events)" },
    Rule { id: "VW011", severity: Warning, on: Scope::One(Asked::Assistant), sure: Sure::Sure, mends: false, check: Exchange(near_the_limit),
        when: "an assistant-request took over 6 s",
        message: "too near the fixed limit of 7.5 s, which includes the network", fix: "answer faster; host near us-west-2",
        source: "docs (server-url/events)" },
    Rule { id: "VW012", severity: Error, on: Scope::Every, sure: Sure::Sure, mends: false, check: Exchange(too_late),
        when: "another event took over timeoutSeconds of its server (20 s unless set)",
        message: "Vapi has given up waiting", fix: "answer sooner, or raise server.timeoutSeconds (at most 300)",
        source: "schema" },
    Rule { id: "VW013", severity: Warning, on: Scope::Asks, sure: Sure::Unsure, mends: false, check: Exchange(silence),
        when: "tool-calls took over 5 s, a knowledge base over 1 s, endpointing over 0.5 s",
        message: "the caller hears silence meanwhile", fix: "answer sooner, or give the tool a request-start message",
        source: "docs (custom knowledge base), inferred" },
];

/// What is cut off at the deadline is over it, whatever the clock says.
fn is_cut(case: &Case<'_>) -> bool {
    case.delivery.outcome == Outcome::DeadlineCut
}

fn is_over(case: &Case<'_>) -> bool {
    is_cut(case) || case.delivery.latency > case.arrival.event().deadline
}

fn took(case: &Case<'_>, limit: Duration) -> Vec<Fault> {
    let latency = case.delivery.latency;
    when(is_cut(case) || latency > limit, || {
        let seconds = |time: Duration| format!("{} s", time.as_secs_f64());
        Fault::at(
            "latency",
            seconds(latency),
            format!("at most {}", seconds(limit)),
        )
    })
}

fn over_the_limit(case: &Case<'_>) -> Vec<Fault> {
    took(case, case.arrival.event().deadline)
}

fn near_the_limit(case: &Case<'_>) -> Vec<Fault> {
    if is_over(case) {
        return Vec::new();
    }
    took(case, Duration::from_secs(6))
}

fn too_late(case: &Case<'_>) -> Vec<Fault> {
    if case.asked == Asked::Assistant || case.is_async() {
        return Vec::new();
    }
    let mut faults = took(case, case.arrival.event().deadline);
    if !case.asks() {
        // The app has the event; Vapi only counts it as failed.
        faults = faults
            .into_iter()
            .map(|fault| fault.weighing(Warning))
            .collect();
    }
    faults
}

fn silence(case: &Case<'_>) -> Vec<Fault> {
    let limit = match case.asked {
        Asked::Tools | Asked::Function if !case.is_async() => 5_000,
        Asked::Knowledge => 1_000,
        Asked::Endpointing => 500,
        _ => return Vec::new(),
    };
    if is_over(case) {
        return Vec::new();
    }
    took(case, Duration::from_millis(limit))
}
