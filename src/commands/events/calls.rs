//! `events calls`: one line for each recorded call.

use std::time::Duration;

use serde_json::{Value, json};

use super::filters::Filters;
use super::reader::Reader;
use crate::commands::judge::Judge;
use crate::context::Context;
use crate::error::Result;
use crate::event::call::{CallFacts, Ending};
use crate::event::exchange::Exchange;
use crate::event::finding::Severity;
use crate::event::id::EventId;
use crate::event::latency::Slowest;
use crate::event::line::{millis, rfc3339, to_json};
use crate::event::message::Message;
use crate::render::{clock, lines, out, table};

/// Columns from which a whole id has room.
const WIDE: usize = 150;
/// Characters of an id that are shown otherwise.
const SHORT: usize = 8;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook events calls --limit 10
  vapihook events calls --since 1d --failed      calls in which something failed
  vapihook events calls --json | jq -r 'select(.ended_reason | test(\"error\")) | .id'")]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<u8> {
    let store = Reader::open(context)?;
    let judge = Judge::new(context)?;
    let mut rows = Vec::new();
    let calls = ids(&args.filters, &store, context)?;
    let events = store.events_of(&calls)?;
    for (id, events) in calls.into_iter().zip(events) {
        let call = Call::read(id, events, &store, &judge)?;
        if call.events == 0 {
            continue;
        }
        if !context.json() {
            rows.push(call.row(context.style.width));
        } else if out::data(format!("{}\n", to_json(&call.to_json())).as_bytes()).is_err() {
            break;
        }
    }
    if !rows.is_empty() {
        let header = [
            "CALL",
            "WHEN",
            "WHO",
            "LENGTH",
            "ENDED",
            "COST",
            "SLOWEST ANSWER",
            "EVENTS",
            "FINDINGS",
        ];
        out::data(table::table(header, &rows).as_bytes()).ok();
    } else if !context.json() && !context.quiet() {
        out::talk("no recorded call matches");
    }
    Ok(store.exit_code())
}

/// The calls that have an event that matches, newest first.
fn ids(filters: &Filters, store: &Reader, context: &Context) -> Result<Vec<String>> {
    if !filters.by_finding() {
        return store.calls(&filters.to_filter());
    }
    let limit = filters.limit().map_or(usize::MAX, |limit| limit as usize);
    let mut calls: Vec<String> = Vec::new();
    for id in filters.all_ids(store, context)? {
        let exchange = store.get(id)?;
        let call = exchange.and_then(|exchange| {
            exchange
                .arrival
                .event()
                .call_id
                .as_deref()
                .map(str::to_owned)
        });
        if let Some(call) = call.filter(|call| !calls.contains(call)) {
            calls.push(call);
        }
    }
    calls.truncate(limit);
    Ok(calls)
}

/// What is known of a call.
struct Call {
    id: String,
    facts: CallFacts,
    ending: Ending,
    first_ms: i64,
    last_ms: i64,
    events: u64,
    slowest: Option<Slowest>,
    errors: u64,
    warnings: u64,
}

impl Call {
    fn read(id: String, events: Vec<EventId>, store: &Reader, judge: &Judge) -> Result<Self> {
        let mut call = Self {
            id,
            facts: CallFacts::default(),
            ending: Ending::default(),
            first_ms: i64::MAX,
            last_ms: i64::MIN,
            events: 0,
            slowest: None,
            errors: 0,
            warnings: 0,
        };
        for event in events {
            // One that was pruned meanwhile is left out; they all may have been.
            if let Some(exchange) = store.get(event)? {
                call.add(&exchange, judge);
            }
        }
        Ok(call)
    }

    fn add(&mut self, exchange: &Exchange, judge: &Judge) {
        let arrival = &exchange.arrival;
        let text = arrival.text();
        let message = Message::reopen(arrival, &text);
        let CallFacts {
            kind,
            customer,
            assistant,
        } = CallFacts::of(&message);
        let facts = &mut self.facts;
        facts.kind = facts.kind.take().or(kind);
        facts.customer = facts.customer.take().or(customer);
        facts.assistant = facts.assistant.take().or(assistant);
        self.ending.add(&message);
        self.first_ms = self.first_ms.min(arrival.envelope.received_ms);
        self.last_ms = self.last_ms.max(arrival.envelope.received_ms);
        self.events += 1;
        for finding in judge.one(exchange).findings {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Note => {}
            }
        }
        Slowest::note(&mut self.slowest, exchange, |id| id.to_string());
    }

    /// How long it lasted: as it says, else as far as was seen (then it is not whole).
    fn lasted(&self) -> (Duration, bool) {
        let seen = u64::try_from(self.last_ms - self.first_ms).unwrap_or_default();
        self.ending
            .lasted
            .map_or((Duration::from_millis(seen), false), |lasted| {
                (lasted, true)
            })
    }

    fn who(&self) -> String {
        let known = self
            .facts
            .customer
            .clone()
            .or_else(|| self.facts.kind.clone());
        known.unwrap_or_else(|| "-".to_owned())
    }

    /// The id, or what is enough of it to name the call: its end, because calls made close
    /// together begin alike.
    fn shown(&self, width: usize) -> String {
        if width >= WIDE {
            return self.id.clone();
        }
        let start = self.id.char_indices().rev().nth(SHORT - 1);
        self.id[start.map_or(0, |(at, _)| at)..].to_owned()
    }

    fn row(&self, width: usize) -> [String; 9] {
        let (lasted, is_whole) = self.lasted();
        let lasted = match (lines::took(lasted), is_whole) {
            (took, true) => took,
            (_, false) if self.events < 2 => "-".to_owned(),
            (took, false) => format!("~{took}"),
        };
        let slowest = self.slowest.as_ref().map_or_else(
            || "-".to_owned(),
            |slowest| {
                let took = lines::took(slowest.latency);
                format!("{took}, {:.0}% ({})", slowest.share(), slowest.name)
            },
        );
        let findings: Vec<String> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }))
            .collect();
        [
            self.shown(width),
            clock::local(self.first_ms, "%Y-%m-%d %H:%M"),
            self.who(),
            lasted,
            self.ending.reason.clone().unwrap_or_else(|| "-".to_owned()),
            self.ending
                .cost
                .map_or_else(|| "-".to_owned(), |cost| format!("${cost:.4}")),
            slowest,
            self.events.to_string(),
            if findings.is_empty() {
                "-".to_owned()
            } else {
                findings.join(", ")
            },
        ]
    }

    fn to_json(&self) -> Value {
        let (lasted, is_whole) = self.lasted();
        let CallFacts {
            kind,
            customer,
            assistant,
        } = &self.facts;
        json!({
            "v": 1,
            "type": "call",
            "id": self.id,
            "started_at": rfc3339(self.first_ms),
            "kind": kind,
            "customer": customer,
            "assistant": assistant,
            "duration_ms": millis(lasted),
            "ended": is_whole || self.ending.reason.is_some(),
            "ended_reason": self.ending.reason,
            "cost": self.ending.cost,
            "events": self.events,
            "slowest": self.slowest.as_ref().map(Slowest::to_json),
            "findings": {"error": self.errors, "warning": self.warnings},
        })
    }
}
