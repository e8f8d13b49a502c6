//! Finds the events that a command line names: `last`, `last:3`, `last:tool-calls`, an id or the
//! beginning of one, a file, `-`.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::Method;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::event::envelope::{Envelope, Headers, now_ms};
use crate::event::exchange::{Arrival, Exchange};
use crate::event::id::EventId;
use crate::event::line;
use crate::event::raw::{Raw, text_of};
use crate::store::{Filter, Store};

/// How events are named, for hints.
const FORMS: &str = "an event is named by its id or how it begins, last, last:3, \
                     last:tool-calls, a file, or - for stdin";

/// How events are named, for help texts.
pub(super) const WHAT: &str = "Which events: an id or how it begins, last (the newest), last:3 \
                               (the newest three), last:tool-calls (the newest of a type), a file \
                               (a body, or lines of --json), or - for stdin";

/// The events that `names` name, in that order.
pub(super) fn find(names: &[String], context: &Context) -> Result<Vec<Exchange>> {
    let mut found = Vec::new();
    for name in names {
        if name == "-" {
            let mut bytes = Vec::new();
            io::stdin()
                .read_to_end(&mut bytes)
                .map_err(|error| Error::failed(format!("stdin cannot be read: {error}")))?;
            found.extend(in_bytes(&bytes));
        } else if let Some(which) = which_last(name) {
            found.extend(last(which, context)?);
        } else if Path::new(name).is_file() {
            let bytes = fs::read(name)
                .map_err(|error| Error::failed(format!("{name} cannot be read: {error}")))?;
            found.extend(in_bytes(&bytes));
        } else if EventId::range_of_prefix(name).is_none() {
            return Err(
                Error::not_found(format!("there is no event or file \"{name}\"")).hint(FORMS),
            );
        } else {
            let store = context.store()?;
            let id = store.resolve(name)?;
            found.extend(store.get(id)?);
        }
    }
    Ok(found)
}

/// What stands behind `last` or `last:`.
fn which_last(name: &str) -> Option<&str> {
    if name == "last" {
        return Some("");
    }
    name.strip_prefix("last:")
}

/// The newest events, oldest of them first: one, `3`, or the newest of a type.
fn last(which: &str, context: &Context) -> Result<Vec<Exchange>> {
    let count = which.parse().ok();
    let name = (count.is_none() && !which.is_empty()).then(|| which.to_owned());
    let filter = Filter {
        name,
        limit: Some(count.unwrap_or(1)),
        ..Filter::default()
    };
    let store = context.store()?;
    let mut ids = store.newest(&filter)?;
    ids.reverse();
    let found = all(&store, ids)?;
    if found.is_empty() {
        let what = if which.is_empty() { "event" } else { which };
        return Err(Error::not_found(format!(
            "no {what} is recorded in {}",
            store.path().display()
        ))
        .hint("record some with: vapihook listen --forward-to 3000"));
    }
    Ok(found)
}

/// The exchanges of these ids; one that was pruned meanwhile is left out.
fn all(store: &Store, ids: Vec<EventId>) -> Result<Vec<Exchange>> {
    ids.into_iter()
        .filter_map(|id| store.get(id).transpose())
        .collect()
}

/// The events in a file: one body, one `event` line, or a line of either each.
fn in_bytes(bytes: &[u8]) -> Vec<Exchange> {
    let text = text_of(bytes);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let is_lines = lines.len() > 1 && lines.iter().all(|line| Raw::parse(line).is_ok());
    if !is_lines {
        return vec![line::read(&text).unwrap_or_else(|_| of_body(Bytes::copy_from_slice(bytes)))];
    }
    let other_line = |line: &str| {
        // Our own stream holds more than events.
        let kind = Raw::parse(line).ok().and_then(|object| object.str("type"));
        matches!(kind.as_deref(), Some("ready" | "warning" | "summary"))
    };
    lines
        .into_iter()
        .filter(|line| !other_line(line))
        .map(|line| {
            line::read(line).unwrap_or_else(|_| of_body(Bytes::copy_from_slice(line.as_bytes())))
        })
        .collect()
}

/// A bare body as an event that is posted now.
pub(super) fn of_body(body: Bytes) -> Exchange {
    let envelope = Envelope {
        id: EventId::new(),
        received_ms: now_ms(),
        method: Method::POST,
        path: "/".to_owned(),
        headers: Headers::from_block(b"content-type: application/json\r\n".to_vec()),
        body,
    };
    let event = Event::parse(&envelope);
    Exchange {
        arrival: Arc::new(Arrival {
            envelope,
            event,
            target: None,
        }),
        delivery: None,
    }
}
