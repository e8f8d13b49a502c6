//! What Vapi accepts as an answer: a table of rules, each with one small pure function over an
//! event and its answer.
//!
//! A rule is one row beside its function, in the file of its family. No rule guesses: where the
//! sources disagree it says so and is a warning or a note. Of what the app did not answer itself
//! only the want of an answer is a finding (it was not there, broke off, came too late); what was
//! refused before the app is none. Rules that need several events are a [`Session`]'s, those
//! about a configuration that was fetched are [`setup`]'s.

mod assistant;
mod case;
mod destination;
mod effect;
mod inline;
mod mend;
mod others;
mod outcome;
mod rule;
mod schema;
mod secrets;
mod session;
pub mod setup;
mod show;
#[cfg(test)]
mod tests;
mod timing;
mod tool_results;
mod tool_values;
mod transport;
mod voice;
mod wrap;

use std::sync::LazyLock;

use case::{Asked, Case};
pub use outcome::{Outcome, Taken, ToolOutcome, outcome};
pub use rule::{Check, Rule, Scope, Sure};
pub use session::Session;

use crate::event::exchange::Outcome as Ended;
use crate::event::exchange::{Arrival, Delivery, Exchange};
use crate::event::finding::{Finding, Judged};

/// Every rule, in the order of their ids.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(sorted);
    RULES.iter().copied()
}

fn sorted() -> Vec<&'static Rule> {
    let mut all: Vec<&Rule> = [
        transport::RULES,
        timing::RULES,
        tool_results::RULES,
        tool_values::RULES,
        assistant::RULES,
        destination::RULES,
        others::RULES,
        voice::RULES,
        secrets::RULES,
        session::RULES,
        setup::OF_MESSAGES,
        setup::OF_SERVERS,
    ]
    .into_iter()
    .flatten()
    .collect();
    all.sort_by_key(|rule| rule.id);
    all
}

/// The rule of that id, in either case.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// What is wrong with the answer of an exchange, by the order of the rules.
#[must_use]
pub fn check(exchange: &Exchange) -> Vec<Finding> {
    judge(exchange).findings
}

/// What is wrong with the answer of an exchange and what it does. Cheap when the event only
/// informs and was plainly acknowledged: nothing is parsed then.
#[must_use]
pub fn judge(exchange: &Exchange) -> Judged {
    let arrival = &*exchange.arrival;
    let Some(delivery) = &exchange.delivery else {
        return Judged::default();
    };
    let event = arrival.event();
    let is_judged = event.event_type.is_some() || is_lost(delivery) && event.asks();
    if !is_judged || is_plain(arrival, delivery) {
        return Judged::default();
    }
    let text = arrival.text();
    let case = Case::open(arrival, delivery, &text);
    let mut findings = apply(&case);
    let effect = effect::effect(&case, &findings);
    mend::attach(&case, &mut findings);
    Judged {
        findings,
        effect,
        ..Judged::default()
    }
}

/// Whether an event that only informs was acknowledged in time with nothing in the answer.
fn is_plain(arrival: &Arrival, delivery: &Delivery) -> bool {
    case::asked(arrival) == Asked::Nothing
        && !is_lost(delivery)
        && (200..300).contains(&delivery.status)
        && delivery.latency <= arrival.event().deadline
        && matches!(delivery.body.trim_ascii(), b"" | b"{}")
}

/// Whether the app had the event, or should have had it, and gave nothing that can be used.
fn is_lost(delivery: &Delivery) -> bool {
    matches!(
        delivery.outcome,
        Ended::Unreachable | Ended::Truncated | Ended::DeadlineCut
    )
}

/// Every rule that applies, in the order of the ids.
fn apply(case: &Case<'_>) -> Vec<Finding> {
    let judged = match case.delivery.outcome {
        Ended::Answered => rules().collect(),
        // What the sender got is not the app's: only the time says something about the app.
        Ended::DeadlineCut | Ended::SenderGone | Ended::GivenUp => timing::RULES.iter().collect(),
        Ended::Unreachable | Ended::Truncated => find("VW003").into_iter().collect(),
        _ => Vec::new(),
    };
    judged
        .into_iter()
        .filter(|rule| rule.on.includes(case))
        .flat_map(|rule| rule.findings(case))
        .collect()
}

impl Rule {
    fn findings(&self, case: &Case<'_>) -> Vec<Finding> {
        let Check::Exchange(check) = self.check else {
            return Vec::new();
        };
        let faults = check(case).into_iter();
        faults.map(|fault| self.finding(fault)).collect()
    }

    fn finding(&self, fault: rule::Fault) -> Finding {
        Finding {
            id: self.id.into(),
            severity: fault.severity.unwrap_or(self.severity),
            path: fault.path,
            found: fault.found,
            expected: fault.expected,
            message: fault.message.unwrap_or_else(|| self.message.to_owned()),
            fix: fault.fix.unwrap_or_else(|| self.fix.to_owned()),
            fix_body: None,
        }
    }
}
