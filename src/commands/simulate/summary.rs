//! What came of a run, for people and for programs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::stats::{OfType, Stats};
use crate::event::line::{millis, to_json};
use crate::render::lines::took;
use crate::render::reporter::Format;
use crate::render::style::Style;
use crate::render::{out, table};

/// Prints it; `load` says whether latencies matter.
pub(super) fn print(
    stats: &Stats,
    failed_gates: &[String],
    lasted: Duration,
    load: bool,
    format: Format,
    style: &Style,
) {
    if format == Format::Json {
        for (name, of) in &stats.by_type {
            out::data_line(&to_json(&latency(name, of)));
        }
        out::data_line(&to_json(&object(stats, failed_gates, lasted)));
        return;
    }
    let quiet_and_fine = format == Format::Quiet
        && stats.missed + stats.failures == 0
        && !stats.has_errors
        && failed_gates.is_empty();
    if quiet_and_fine || stats.events == 0 {
        return;
    }
    let rows = rows(stats, failed_gates, lasted);
    out::data_line(&format!(
        "\n{}",
        table::labelled(&rows, style.width).trim_end()
    ));
    for (miss, count) in &stats.misses {
        let times = if *count > 1 {
            format!("{count} x ")
        } else {
            String::new()
        };
        out::data_line(&crate::render::text::escape(&format!("  {times}{miss}")));
    }
    if load {
        out::data_line(&format!("\n{}", latencies(stats).trim_end()));
    }
}

fn rows(
    stats: &Stats,
    failed_gates: &[String],
    lasted: Duration,
) -> Vec<(&'static str, Vec<String>)> {
    let head = format!(
        "{} and {} in {}",
        plural(stats.calls, "call"),
        plural(stats.events, "event"),
        took(lasted)
    );
    let mut rows = vec![("summary", vec![head]), ("ended", counted(&stats.endings))];
    if stats.unplayed > 0 {
        let steps = plural(stats.unplayed, "step");
        rows.push(("unplayed", vec![format!("{steps}, the call had ended")]));
    }
    if stats.expected > 0 {
        let met = stats.expected - stats.missed.min(stats.expected);
        rows.push(("expected", vec![format!("{met} of {} met", stats.expected)]));
    }
    if stats.failures > 0 {
        let answers = plural(stats.failures, "answer");
        rows.push(("failures", vec![format!("{answers} missing or refused")]));
    }
    rows.push(("findings", counted(&stats.findings)));
    for gate in failed_gates {
        rows.push(("too slow", vec![gate.clone()]));
    }
    rows
}

/// `12 x VW024`; `none` for nothing.
fn counted(counts: &BTreeMap<String, u64>) -> Vec<String> {
    let one = |(name, count): (&String, &u64)| match count {
        1 => name.clone(),
        _ => format!("{count} x {name}"),
    };
    let all: Vec<String> = counts.iter().map(one).collect();
    if all.is_empty() {
        vec!["none".to_owned()]
    } else {
        all
    }
}

fn latencies(stats: &Stats) -> String {
    let header = [
        "EVENT",
        "ANSWERS",
        "P50",
        "P95",
        "P99",
        "MAX",
        "DEADLINE",
        "P95 SHARE",
        "LATE",
    ];
    let row = |(name, of): (&String, &OfType)| {
        let at = |percent| took(of.times.percentile(percent));
        [
            name.clone(),
            of.times.count().to_string(),
            at(50.0),
            at(95.0),
            at(99.0),
            took(of.times.max()),
            format!("{}s", of.deadline.as_secs_f64()),
            format!("{:.0}%", share(of)),
            of.over.to_string(),
        ]
    };
    let rows: Vec<[String; 9]> = stats.by_type.iter().map(row).collect();
    table::table(header, &rows)
}

/// How much of the deadline 95 % of the answers need, in percent.
fn share(of: &OfType) -> f64 {
    100.0 * of.times.percentile(95.0).as_secs_f64() / of.deadline.as_secs_f64()
}

fn latency(name: &str, of: &OfType) -> Value {
    let ms = |percent| millis(of.times.percentile(percent));
    json!({
        "v": 1,
        "type": "latency",
        "event_type": name,
        "answers": of.times.count(),
        "p50_ms": ms(50.0),
        "p95_ms": ms(95.0),
        "p99_ms": ms(99.0),
        "max_ms": millis(of.times.max()),
        "deadline_ms": of.deadline.as_millis(),
        "over_deadline": of.over,
    })
}

fn object(stats: &Stats, failed_gates: &[String], lasted: Duration) -> Value {
    json!({
        "v": 1,
        "type": "summary",
        "duration_ms": millis(lasted),
        "calls": stats.calls,
        "events": stats.events,
        "ended": stats.endings,
        "expected": stats.expected,
        "missed": stats.missed,
        "misses": stats.misses,
        "unplayed_steps": stats.unplayed,
        "failures": stats.failures,
        "findings": stats.findings,
        "too_slow": failed_gates,
    })
}

fn plural(count: u64, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}
