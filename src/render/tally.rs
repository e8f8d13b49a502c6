//! What a run amounted to.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use colored::Colorize;
use foldhash::HashSet;
use serde_json::{Value, json};

use super::lines::took;
use super::text::{escape, wrap};
use crate::event::exchange::{Exchange, Outcome};
use crate::event::finding::{Finding, Severity};
use crate::event::id::EventId;
use crate::event::latency::Slowest;
use crate::event::line::millis;

/// Columns of a label.
const LABEL: usize = 9;

/// Counts over a run.
#[derive(Debug, Default)]
pub struct Tally {
    calls: HashSet<Box<str>>,
    by_name: BTreeMap<Box<str>, u64>,
    events: u64,
    failures: BTreeMap<String, (u64, String)>,
    slowest: Option<Slowest>,
    over_deadline: u64,
    /// Errors and warnings of the contract check, by rule.
    findings: BTreeMap<Cow<'static, str>, u64>,
    has_errors: bool,
    turned_away: u64,
    pages: u64,
}

impl Tally {
    /// Counts one exchange that ended.
    pub fn add(&mut self, exchange: &Exchange, findings: &[Finding]) {
        let event = exchange.arrival.event();
        let Some(delivery) = &exchange.delivery else {
            return;
        };
        self.events += 1;
        for finding in findings {
            if finding.severity == Severity::Note {
                continue;
            }
            *self.findings.entry(finding.id.clone()).or_default() += 1;
            self.has_errors |= finding.severity == Severity::Error;
        }
        if let Some(call_id) = &event.call_id
            && !self.calls.contains(call_id)
        {
            self.calls.insert(call_id.clone());
        }
        if let Some(count) = self.by_name.get_mut(&*event.name) {
            *count += 1;
        } else {
            self.by_name.insert(event.name.clone().into(), 1);
        }
        let id = || exchange.arrival.envelope.id.short();
        if delivery.outcome.is_failure() || delivery.status >= 400 {
            let what = match delivery.outcome {
                Outcome::Answered => delivery.status.to_string(),
                Outcome::GivenUp => Outcome::GivenUp.name().to_owned(),
                outcome => format!("{} {}", delivery.status, outcome.name()),
            };
            let failure = self.failures.entry(what).or_insert_with(|| (0, id()));
            failure.0 += 1;
        }
        if delivery.latency > event.deadline {
            self.over_deadline += 1;
        }
        Slowest::note(&mut self.slowest, exchange, EventId::short);
    }

    /// Events that ended.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Notes how many requests were turned away, without the gate's prefix and of web pages; they
    /// are no events.
    pub fn turned_away(&mut self, strangers: u64, pages: u64) {
        self.turned_away = strangers;
        self.pages = pages;
    }

    /// Whether an answer had an error by Vapi's contract.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.has_errors
    }

    fn by_count(&self) -> Vec<(&str, u64)> {
        let mut names: Vec<(&str, u64)> = self
            .by_name
            .iter()
            .map(|(name, count)| (&**name, *count))
            .collect();
        names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        names
    }

    /// The summary for people.
    #[must_use]
    pub fn to_text(&self, lasted: Duration, record: Option<&str>, width: usize) -> String {
        let types: Vec<String> = self
            .by_count()
            .into_iter()
            .map(|(name, count)| format!("{count} {}", escape(name)))
            .collect();
        let head = format!(
            "{} in {} of {}",
            plural(self.events, "event"),
            took(lasted),
            plural(self.calls.len() as u64, "call"),
        );
        let row = |label: &str, items: &[String]| {
            let label = format!("{label:<LABEL$}");
            let items = items.iter().map(String::as_str);
            let lines = wrap(items, width.saturating_sub(LABEL + 2));
            let indent = format!("\n{}", " ".repeat(LABEL + 2));
            format!("{}  {}", label.bold(), lines.join(&indent))
        };
        let mut lines = vec![row("summary", &[head])];
        if !types.is_empty() {
            lines.push(row("events", &types));
        }
        if let Some(slowest) = &self.slowest {
            let text = format!(
                "{} {} ({:.0}% of {}s)  {}",
                slowest.name,
                took(slowest.latency),
                slowest.share(),
                slowest.deadline.as_secs_f64(),
                slowest.id
            );
            lines.push(row("slowest", &[text]));
        }
        let mut failed: Vec<String> = self
            .failures
            .iter()
            .map(|(what, (count, first))| format!("{count} x {what} (first {first})"))
            .collect();
        if self.over_deadline > 0 {
            failed.push(format!("{} over the deadline", self.over_deadline));
        }
        if failed.is_empty() {
            failed.push("none".to_owned());
        }
        if self.events > 0 {
            lines.push(row("failures", &failed));
        }
        if !self.findings.is_empty() {
            let found: Vec<String> = self
                .findings
                .iter()
                .map(|(id, count)| format!("{count} x {id}"))
                .collect();
            lines.push(row("findings", &found));
        }
        if self.turned_away > 0 {
            let told = plural(self.turned_away, "request");
            lines.push(row(
                "strangers",
                &[format!("{told} without the secret path, turned away")],
            ));
        }
        if self.pages > 0 {
            let told = plural(self.pages, "request");
            lines.push(row(
                "web pages",
                &[format!("{told} of browsers, turned away")],
            ));
        }
        lines.extend(record.map(|record| row("record", &[record.to_owned()])));
        lines.join("\n")
    }

    /// The `summary` object of `--json`.
    #[must_use]
    pub fn to_json(&self, lasted: Duration) -> Value {
        let failures: u64 = self.failures.values().map(|(count, _)| count).sum();
        json!({
            "v": 1,
            "type": "summary",
            "duration_ms": millis(lasted),
            "events": self.events,
            "calls": self.calls.len(),
            "by_type": self.by_name,
            "failures": failures,
            "over_deadline": self.over_deadline,
            "findings": self.findings,
            "turned_away": self.turned_away,
            "pages_turned_away": self.pages,
            "slowest": self.slowest.as_ref().map(Slowest::to_json),
        })
    }
}

fn plural(count: u64, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}
