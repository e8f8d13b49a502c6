//! `events import`: puts events from files into the record.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use crate::commands::what::{self, Found, Origin, WHAT};
use crate::context::Context;
use crate::error::Result;
use crate::event::envelope::now_ms;
use crate::event::exchange::Exchange;
use crate::event::id::EventId;
use crate::event::import::{key_of, sent_ms};
use crate::event::line::to_json;
use crate::render::out;
use crate::store::{Added, Limits, Store};

/// Events, and bytes of them, that are written at once.
const BATCH: usize = 200;
const BATCH_BYTES: usize = 8 << 20;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook events import calls.ndjson
  vapihook events import tests/calls capture.har
  vapihook --json events list | ssh laptop vapihook events import -

Importing twice adds nothing: an exported event keeps its id, and what comes from elsewhere gets
one that is made of its content. Exit code 1 when something could not be read; the rest is
imported all the same.")]
pub(super) struct Args {
    #[arg(value_name = "WHAT", required = true, help = WHAT)]
    what: Vec<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<u8> {
    let mut sources = what::open(&args.what, context)?;
    let path = context.store_path()?;
    let mut import = Import {
        store: None,
        path: &path,
        seen: HashMap::new(),
        batch: Vec::new(),
        bytes: 0,
        total: Added::default(),
        old: 0,
    };
    while let Some(found) = sources.next_told() {
        import.take(found)?;
    }
    import.flush()?;
    import.tell(context);
    Ok(sources.exit_code())
}

struct Import<'a> {
    store: Option<Store>,
    path: &'a Path,
    /// How often a body without an id of ours has come, so that two of the same are two.
    seen: HashMap<EventId, u64>,
    batch: Vec<Exchange>,
    bytes: usize,
    total: Added,
    /// Events that are older than what a listener keeps.
    old: u64,
}

impl Import<'_> {
    fn take(&mut self, found: Found) -> Result<()> {
        let Found {
            mut exchange,
            origin,
            ..
        } = found;
        if let Origin::File { line, is_ours, .. } = &origin
            && !is_ours
        {
            let envelope = &mut Arc::make_mut(&mut exchange.arrival).envelope;
            let sent = sent_ms(envelope);
            let first = key_of(envelope, sent, *line, 0);
            let again = self.seen.entry(first).or_default();
            envelope.id = key_of(envelope, sent, *line, *again);
            *again += 1;
        }
        let limit = i64::try_from(Limits::default().max_age.as_millis()).unwrap_or(i64::MAX);
        self.old += u64::from(exchange.arrival.envelope.received_ms < now_ms() - limit);
        self.bytes += exchange.arrival.weight();
        self.batch.push(exchange);
        if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let store = match self.store.take() {
            Some(store) => store,
            None => Store::open(self.path)?,
        };
        let Added { added, known } = store.add(&self.batch)?;
        self.total.added += added;
        self.total.known += known;
        self.store = Some(store);
        self.batch.clear();
        self.bytes = 0;
        Ok(())
    }

    fn tell(&self, context: &Context) {
        let Added { added, known } = self.total;
        let path = self.path.display().to_string();
        if context.json() {
            out::data_line(&to_json(&json!({
                "v": 1, "type": "import", "added": added, "known": known, "store": path,
            })));
        } else if !context.quiet() {
            let events = if added == 1 { "event" } else { "events" };
            let known = match known {
                0 => String::new(),
                1 => ", 1 was known already".to_owned(),
                known => format!(", {known} were known already"),
            };
            out::data_line(&format!("imported {added} {events}{known}"));
        }
        if self.old > 0 && added > 0 {
            out::warn(&format!(
                "{} of them are older than 30 days: the next listen deletes those, unless it is \
                 started with a longer --keep (for instance --keep 3650d)",
                self.old
            ));
        }
    }
}
