//! How long answers took, by type of event and against the deadline: the figures of a load.

use std::collections::BTreeMap;
use std::time::Duration;

use colored::Colorize;
use serde_json::{Map, Value, json};

use super::lines::took;
use super::table;
use super::text::escape;
use crate::event::exchange::{Exchange, Outcome};
use crate::event::latency::Latencies;
use crate::event::line::millis;

/// The percentiles that are shown.
const SHOWN: [(&str, f64); 4] = [("p50", 50.0), ("p90", 90.0), ("p95", 95.0), ("p99", 99.0)];

/// Latencies of a run. What the app did not answer has none.
#[derive(Clone, Debug, Default)]
pub struct Load {
    all: Latencies,
    by_name: BTreeMap<Box<str>, Typed>,
}

#[derive(Clone, Debug, Default)]
struct Typed {
    latencies: Latencies,
    /// The shortest one seen for this type.
    deadline: Duration,
}

impl Load {
    /// Counts one exchange that ended.
    pub fn add(&mut self, exchange: &Exchange) {
        let Some(delivery) = &exchange.delivery else {
            return;
        };
        if delivery.outcome != Outcome::Answered {
            return;
        }
        let event = exchange.arrival.event();
        self.all.add(delivery.latency);
        if !self.by_name.contains_key(&*event.name) {
            let typed = Typed {
                deadline: event.deadline,
                ..Typed::default()
            };
            self.by_name.insert(event.name.clone().into(), typed);
        }
        if let Some(typed) = self.by_name.get_mut(&*event.name) {
            typed.deadline = typed.deadline.min(event.deadline);
            typed.latencies.add(delivery.latency);
        }
    }

    /// The latencies of every answer.
    #[must_use]
    pub fn all(&self) -> &Latencies {
        &self.all
    }

    /// A table for people: a row for each type, and one for all of them.
    #[must_use]
    pub fn to_text(&self, lasted: Duration) -> String {
        let mut rows: Vec<[String; 8]> = self
            .by_name
            .iter()
            .map(|(name, typed)| row(name, &typed.latencies, Some(typed.deadline)))
            .collect();
        if rows.len() > 1 {
            rows.push(row("all", &self.all, None));
        }
        let header = [
            "latency",
            "answers",
            "p50",
            "p90",
            "p95",
            "p99",
            "max",
            "p99 of deadline",
        ];
        format!(
            "{}\n{}",
            table::table(header, &rows).trim_end(),
            format!("{} events/s", per_second(self.all.count(), lasted)).dimmed()
        )
    }

    /// The members of a `summary` object: `rate`, `latency_ms`, `latency_by_type`.
    #[must_use]
    pub fn to_json(&self, lasted: Duration) -> Map<String, Value> {
        let of = |latencies: &Latencies| {
            let mut object = Map::new();
            for (name, percent) in SHOWN {
                object.insert(name.into(), millis(latencies.percentile(percent)).into());
            }
            object.insert("max".into(), millis(latencies.max()).into());
            object.insert("mean".into(), millis(latencies.mean()).into());
            object
        };
        let by_type: Map<String, Value> = self
            .by_name
            .iter()
            .map(|(name, typed)| {
                let mut object = of(&typed.latencies);
                object.insert("answers".into(), typed.latencies.count().into());
                let deadline = u64::try_from(typed.deadline.as_millis());
                object.insert("deadline_ms".into(), json!(deadline.unwrap_or(u64::MAX)));
                (name.to_string(), object.into())
            })
            .collect();
        let mut members = Map::new();
        members.insert("rate".into(), rate(self.all.count(), lasted).into());
        members.insert("latency_ms".into(), of(&self.all).into());
        members.insert("latency_by_type".into(), by_type.into());
        members
    }
}

fn row(name: &str, latencies: &Latencies, deadline: Option<Duration>) -> [String; 8] {
    let [p50, p90, p95, p99] = SHOWN.map(|(_, percent)| latencies.percentile(percent));
    let share = deadline.map_or_else(String::new, |deadline| {
        let share = 100.0 * p99.as_secs_f64() / deadline.as_secs_f64();
        format!("{share:.0}% of {}s", deadline.as_secs_f64())
    });
    [
        escape(name),
        latencies.count().to_string(),
        fine(p50),
        fine(p90),
        fine(p95),
        fine(p99),
        fine(latencies.max()),
        share,
    ]
}

/// A duration, with decimals below 10 ms.
fn fine(duration: Duration) -> String {
    match duration.as_micros() {
        0..1_000 => format!("{:.2}ms", millis(duration)),
        1_000..10_000 => format!("{:.1}ms", millis(duration)),
        _ => took(duration),
    }
}

/// Events a second, to a tenth.
fn rate(count: u64, lasted: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of answers")]
    let rate = count as f64 / lasted.as_secs_f64().max(1e-6);
    (rate * 10.0).round() / 10.0
}

fn per_second(count: u64, lasted: Duration) -> String {
    let rate = rate(count, lasted);
    if rate < 100.0 {
        format!("{rate:.1}")
    } else {
        format!("{rate:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_at_a_glance() {
        for (us, text) in [
            (0, "0.00ms"),
            (312, "0.31ms"),
            (4_260, "4.3ms"),
            (12_400, "12ms"),
        ] {
            assert_eq!(fine(Duration::from_micros(us)), text);
        }
        assert_eq!(per_second(10, Duration::from_secs(4)), "2.5");
        assert_eq!(per_second(40_000, Duration::from_secs(2)), "20000");
    }
}
