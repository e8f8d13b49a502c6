//! What a run amounts to, counted in a space that does not grow with it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::event::exchange::Exchange;
use crate::event::finding::{Finding, Severity};
use crate::event::latency::Latencies;
use crate::relay::forward::ForwardError;

/// Different misses that are told apart; more are only counted.
const MOST_MISSES: usize = 50;

/// Counts over a run.
#[derive(Debug, Default)]
pub(super) struct Stats {
    pub calls: u64,
    pub events: u64,
    pub by_type: BTreeMap<String, OfType>,
    /// Errors and warnings of the contract check, by rule.
    pub findings: BTreeMap<String, u64>,
    pub has_errors: bool,
    /// Expectations that were looked at, and those that were not met.
    pub expected: u64,
    pub missed: u64,
    /// What was not met, with how often.
    pub misses: BTreeMap<String, u64>,
    /// How calls ended.
    pub endings: BTreeMap<String, u64>,
    /// Steps that no call came to.
    pub unplayed: u64,
    /// Why the app could not be reached, the first time.
    pub unreachable: Option<ForwardError>,
    /// Whether it could not be reached the last time.
    pub is_down: bool,
    pub failures: u64,
    /// How often each kind of trouble was shown.
    pub shown: super::desk::Shown,
}

/// The answers to events of one type.
#[derive(Debug)]
pub(super) struct OfType {
    pub times: Latencies,
    pub deadline: Duration,
    /// Answers that came after the deadline.
    pub over: u64,
}

impl Stats {
    /// Counts an answer.
    pub fn add(&mut self, exchange: &Exchange, findings: &[Finding]) {
        let event = exchange.arrival.event();
        let Some(delivery) = &exchange.delivery else {
            return;
        };
        self.events += 1;
        self.failures += u64::from(delivery.outcome.is_failure() || delivery.status >= 400);
        let serious = findings.iter().filter(|it| it.severity > Severity::Note);
        for finding in serious {
            *self.findings.entry(finding.id.to_string()).or_default() += 1;
            self.has_errors |= finding.severity == Severity::Error;
        }
        let of = self
            .by_type
            .entry(event.name.to_string())
            .or_insert_with(|| OfType {
                times: Latencies::default(),
                deadline: event.deadline,
                over: 0,
            });
        of.times.add(delivery.latency);
        of.deadline = event.deadline;
        of.over += u64::from(delivery.latency > event.deadline);
    }

    /// Counts what was expected of an answer, and what of it was not so.
    pub fn expect(&mut self, count: usize, misses: &[String]) {
        self.expected += count as u64;
        self.missed += misses.len() as u64;
        for miss in misses {
            if let Some(count) = self.misses.get_mut(miss) {
                *count += 1;
            } else if self.misses.len() < MOST_MISSES {
                self.misses.insert(miss.clone(), 1);
            }
        }
    }

    /// Counts a call that ended.
    pub fn end(&mut self, reason: &str, unplayed: usize) {
        self.calls += 1;
        self.unplayed += unplayed as u64;
        *self.endings.entry(reason.to_owned()).or_default() += 1;
    }
}
