//! `events rm`: deletes events from the record.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};

use serde_json::json;

use super::filters::Filters;
use super::reader::Reader;
use crate::commands::what;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::id::EventId;
use crate::event::line::to_json;
use crate::render::out;
use crate::render::text::escape;
use crate::store::Store;
use crate::store::read::Seen;

/// Types that a question names.
const NAMED: usize = 4;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook events rm call:019aa141
  vapihook events rm 7r3k0m2qx last
  vapihook events rm --type 'transcript*' --until 7d --yes")]
pub(super) struct Args {
    /// Which events: an id or how it begins, last, last:3, last:tool-calls, call:ID
    #[arg(value_name = "WHAT", conflicts_with_all = [
        "types", "call", "since", "until", "status", "failed", "findings", "limit"
    ])]
    what: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    /// Delete without asking
    #[arg(short, long)]
    yes: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<u8> {
    let mut ids = if !args.what.is_empty() {
        what::ids(&args.what, context)?
    } else if args.filters.is_empty() {
        return Err(Error::usage("nothing says which events are to be deleted")
            .hint("name them, or use a filter; old ones go with: vapihook events prune"));
    } else {
        args.filters.ids(&Reader::open(context)?, context)?
    };
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(Error::not_found("no recorded event matches")
            .hint("the recorded events: vapihook events list"));
    }
    if !args.yes && !asked(&ids, context)? {
        out::talk("nothing was deleted");
        return Ok(1);
    }
    let removed = Store::open(&context.store_path()?)?.remove(&ids)?;
    if context.json() {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        out::data_line(&to_json(
            &json!({"v": 1, "type": "rm", "events": removed, "ids": ids}),
        ));
    } else if !context.quiet() {
        let noun = if removed == 1 { "event" } else { "events" };
        out::data_line(&format!("deleted {removed} {noun}"));
    }
    Ok(0)
}

/// Asks on the terminal whether these are meant.
fn asked(ids: &[EventId], context: &Context) -> Result<bool> {
    let count = ids.len();
    let noun = if count == 1 { "event" } else { "events" };
    if !io::stdin().is_terminal() {
        return Err(Error::usage(format!(
            "there is no terminal to ask whether {count} {noun} may go"
        ))
        .hint("delete without asking with --yes"));
    }
    let store = context.store()?;
    let mut names: BTreeMap<Box<str>, u64> = BTreeMap::new();
    for &id in ids.iter().take(1_000) {
        if let Seen::Exchange(exchange) = store.look(id)? {
            *names
                .entry(exchange.arrival.event().name.clone().into())
                .or_default() += 1;
        }
    }
    let mut listed: Vec<String> = names
        .iter()
        .take(NAMED)
        .map(|(name, count)| format!("{count} {}", escape(name)))
        .collect();
    if names.len() > NAMED {
        listed.push("others".to_owned());
    }
    out::talk(&format!(
        "delete {count} {noun} ({}) for good? [y/N]",
        listed.join(", ")
    ));
    let mut answer = String::new();
    io::stdin()
        .read_line(&mut answer)
        .map_err(|error| Error::failed(format!("the answer cannot be read: {error}")))?;
    Ok(matches!(&*answer.trim().to_lowercase(), "y" | "yes"))
}
