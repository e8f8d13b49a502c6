//! What a run amounts to, counted in a space that does not grow with it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::event::exchange::Exchange;
use crate::event::finding::{Finding, Severity};

/// Different misses that are told apart; more are only counted.
const MOST_MISSES: usize = 50;
/// Buckets for each doubling: a bucket is under 1 % wide.
const PER_DOUBLING: usize = 128;

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
    pub unreachable: Option<String>,
    /// Whether it could not be reached the last time.
    pub is_down: bool,
    pub failures: u64,
    /// How often each kind of trouble was shown.
    pub shown: super::desk::Shown,
}

/// The answers to events of one type.
#[derive(Debug)]
pub(super) struct OfType {
    pub times: Times,
    pub deadline: Duration,
    /// Answers that came after the deadline.
    pub over: u64,
}

impl Stats {
    /// Counts an answer.
    pub fn add(&mut self, exchange: &Exchange, findings: &[Finding]) {
        let event = &exchange.arrival.event;
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
                times: Times::default(),
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

/// Latencies by size: what is asked of it is right to 1 %.
#[derive(Debug, Default)]
pub(super) struct Times {
    buckets: BTreeMap<usize, u64>,
    count: u64,
    pub max: Duration,
}

impl Times {
    /// Counts one.
    pub fn add(&mut self, time: Duration) {
        *self.buckets.entry(bucket(time)).or_default() += 1;
        self.count += 1;
        self.max = self.max.max(time);
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The time that so many percent do not exceed.
    pub fn percentile(&self, percent: f64) -> Duration {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count below 2^52"
        )]
        let rank = ((self.count as f64 * percent / 100.0).ceil() as u64).max(1);
        let mut seen = 0;
        for (bucket, count) in &self.buckets {
            seen += count;
            if seen >= rank {
                return upper(*bucket).min(self.max);
            }
        }
        self.max
    }
}

/// The bucket of a time: exact below 128 µs, then so many for each doubling.
fn bucket(time: Duration) -> usize {
    let us = usize::try_from(time.as_micros())
        .unwrap_or(usize::MAX)
        .max(1);
    let doublings = us.ilog2().saturating_sub(PER_DOUBLING.ilog2()) as usize;
    doublings * PER_DOUBLING + (us >> doublings)
}

/// The largest time of a bucket.
fn upper(bucket: usize) -> Duration {
    let doublings = (bucket / PER_DOUBLING).saturating_sub(1);
    let top = bucket - doublings * PER_DOUBLING;
    let us = ((top + 1) << doublings) - 1;
    Duration::from_micros(us as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_right_to_a_percent() {
        let mut times = Times::default();
        for ms in 1..=1_000 {
            times.add(Duration::from_millis(ms));
        }
        for (percent, ms) in [
            (50.0, 500.0),
            (95.0, 950.0),
            (99.0, 990.0),
            (100.0, 1_000.0),
        ] {
            let found = times.percentile(percent).as_secs_f64() * 1_000.0;
            assert!((found - ms).abs() <= ms / 100.0, "p{percent}: {found}");
        }
        assert_eq!(times.max, Duration::from_secs(1));
        assert!(times.buckets.len() < 1_000);
    }

    #[test]
    fn a_bucket_holds_its_times() {
        for us in [
            1_u64, 2, 127, 128, 129, 255, 256, 257, 1_000, 65_537, 10_000_000,
        ] {
            let time = Duration::from_micros(us);
            let top = upper(bucket(time));
            assert!(top >= time, "{us}: {top:?}");
            assert!(
                top.as_secs_f64() <= time.as_secs_f64() * 1.01,
                "{us}: {top:?}"
            );
        }
    }

    #[test]
    fn one_slow_answer_is_the_p95_of_one() {
        let mut times = Times::default();
        times.add(Duration::from_millis(250));
        assert_eq!(times.percentile(95.0), Duration::from_millis(250));
    }
}
