//! Latencies of many answers in little room: counts in buckets that are never wider than 1.6 %
//! of what they hold, so that a percentile of a million answers costs a few KB and no sorting.

use std::time::Duration;

use serde_json::{Value, json};

use super::exchange::{Exchange, Outcome};
use super::id::EventId;
use super::line::millis;

/// Buckets for each doubling.
const STEPS: u64 = 64;
const STEP_BITS: u32 = STEPS.trailing_zeros();
/// Above 2^40 us (12 days) everything falls into the last bucket.
const TOP_BITS: u32 = 40;

/// How long answers took.
#[derive(Clone, Debug, Default)]
pub struct Latencies {
    counts: Vec<u64>,
    count: u64,
    sum: Duration,
    min: Duration,
    max: Duration,
}

impl Latencies {
    /// Counts one answer.
    pub fn add(&mut self, latency: Duration) {
        let at = bucket(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += 1;
        self.min = if self.count == 0 {
            latency
        } else {
            self.min.min(latency)
        };
        self.max = self.max.max(latency);
        self.sum += latency;
        self.count += 1;
    }

    /// Counts what others counted.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.min = if self.count == 0 {
            other.min
        } else {
            self.min.min(other.min)
        };
        self.max = self.max.max(other.max);
        self.sum += other.sum;
        self.count += other.count;
    }

    /// How many were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The longest, exactly.
    #[must_use]
    pub fn max(&self) -> Duration {
        self.max
    }

    /// The mean; zero when nothing was counted.
    #[must_use]
    pub fn mean(&self) -> Duration {
        u32::try_from(self.count)
            .ok()
            .filter(|count| *count > 0)
            .map_or(Duration::ZERO, |count| self.sum / count)
    }

    /// What `percent` of the answers did not exceed; zero when nothing was counted.
    #[must_use]
    pub fn percentile(&self, percent: f64) -> Duration {
        #[expect(clippy::cast_precision_loss, reason = "a count of answers")]
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count, at least 1"
        )]
        let rank = (self.count as f64 * percent / 100.0).ceil().max(1.0) as u64;
        let mut seen = 0;
        if rank >= self.count {
            return self.max;
        }
        for (at, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return Duration::from_micros(middle(at)).clamp(self.min, self.max);
            }
        }
        self.max
    }
}

/// The answer that took longest.
#[derive(Debug)]
pub struct Slowest {
    /// The event's id, as it is shown.
    pub id: String,
    /// The event's name.
    pub name: Box<str>,
    /// How long the answer took.
    pub latency: Duration,
    /// How long it might have taken.
    pub deadline: Duration,
}

impl Slowest {
    /// Puts an answer of the app in the place of the one known, if it took longer.
    pub fn note(
        known: &mut Option<Self>,
        exchange: &Exchange,
        shown: impl FnOnce(EventId) -> String,
    ) {
        let arrival = &exchange.arrival;
        let Some(delivery) = &exchange.delivery else {
            return;
        };
        let is_slower = known
            .as_ref()
            .is_none_or(|known| delivery.latency > known.latency);
        if delivery.outcome == Outcome::Answered && is_slower {
            *known = Some(Self {
                id: shown(arrival.envelope.id),
                name: arrival.event().name.clone().into(),
                latency: delivery.latency,
                deadline: arrival.event().deadline,
            });
        }
    }

    /// How much of its deadline it took, in percent.
    #[must_use]
    pub fn share(&self) -> f64 {
        100.0 * self.latency.as_secs_f64() / self.deadline.as_secs_f64().max(0.001)
    }

    /// The member `slowest` of a summary.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "event_type": self.name,
            "latency_ms": millis(self.latency),
            "deadline_ms": self.deadline.as_millis(),
        })
    }
}

/// The bucket of a latency in us.
fn bucket(us: u64) -> usize {
    let us = us.min((1 << TOP_BITS) - 1);
    let doubling = (u64::BITS - us.leading_zeros()).saturating_sub(STEP_BITS + 1);
    let within = us >> doubling;
    usize::try_from(u64::from(doubling) * STEPS + within).unwrap_or(usize::MAX)
}

/// The middle of a bucket, in us.
fn middle(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    let doubling = (bucket / STEPS).saturating_sub(1);
    let within = bucket - doubling * STEPS;
    (within << doubling) + ((1 << doubling) >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_within_two_percent() {
        let mut latencies = Latencies::default();
        for us in 1..=100_000_u64 {
            latencies.add(Duration::from_micros(us));
        }
        for (percent, us) in [
            (50.0, 50_000.0),
            (90.0, 90_000.0),
            (99.0, 99_000.0),
            (1.0, 1_000.0),
        ] {
            let found = latencies.percentile(percent).as_secs_f64() * 1e6;
            assert!((found / us - 1.0_f64).abs() < 0.02, "{percent}: {found}");
        }
        assert_eq!(latencies.percentile(100.0), Duration::from_millis(100));
        assert_eq!(latencies.count(), 100_000);
        assert_eq!(latencies.mean(), Duration::from_nanos(50_000_500));
    }

    #[test]
    fn every_latency_has_a_bucket_near_it() {
        for us in (0..200).chain((0..40).map(|bit| (1_u64 << bit) + 1)) {
            let near = middle(bucket(us));
            assert!(near.abs_diff(us) * 60 <= us.max(1), "{us}: {near}");
        }
        assert!(bucket(u64::MAX) < 3_000);
    }

    #[test]
    fn one_answer_is_every_percentile_and_none_is_zero() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.percentile(50.0), Duration::ZERO);
        assert_eq!(latencies.mean(), Duration::ZERO);
        latencies.add(Duration::from_micros(1_234_567));
        for percent in [0.0, 50.0, 99.9] {
            let found = latencies.percentile(percent);
            assert_eq!(found, Duration::from_micros(1_234_567));
        }
        let mut both = Latencies::default();
        both.merge(&latencies);
        assert_eq!(both.percentile(50.0), latencies.percentile(50.0));
    }
    #[test]
    fn percentiles_of_whole_milliseconds_are_right_to_a_percent() {
        let mut latencies = Latencies::default();
        for ms in 1..=1_000 {
            latencies.add(Duration::from_millis(ms));
        }
        for (percent, ms) in [
            (50.0, 500.0),
            (95.0, 950.0),
            (99.0, 990.0),
            (100.0, 1_000.0),
        ] {
            let found = latencies.percentile(percent).as_secs_f64() * 1_000.0;
            assert!((found - ms).abs() <= ms / 100.0, "p{percent}: {found}");
        }
        assert_eq!(latencies.max(), Duration::from_secs(1));
        assert!(latencies.counts.len() < 1_000);
    }

    #[test]
    fn one_slow_answer_is_the_p95_of_one() {
        let mut latencies = Latencies::default();
        latencies.add(Duration::from_millis(250));
        assert_eq!(latencies.percentile(95.0), Duration::from_millis(250));
    }
}
