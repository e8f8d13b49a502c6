//! `events prune`: deletes old events from the record.

use std::time::Duration;

use serde_json::json;

use crate::commands::values;
use crate::context::Context;
use crate::error::Result;
use crate::event::line::to_json;
use crate::render::out;
use crate::render::text::size;
use crate::store::{Limits, Store};

#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("limits").required(true).multiple(true)
        .args(["older_than", "keep", "max_size"]),
    after_help = "\
Examples:
  vapihook events prune --older-than 7d
  vapihook events prune --keep 1000 --dry-run
  vapihook events prune --max-size 100MB

listen prunes by itself: see its --keep and --keep-size."
)]
pub(super) struct Args {
    /// Delete events that arrived longer ago (12h, 30d)
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    older_than: Option<Duration>,
    /// Delete all but the newest N events
    #[arg(long, value_name = "N")]
    keep: Option<u64>,
    /// Delete the oldest events until the record takes no more than this of the disk (100MB, 1GiB)
    #[arg(long, value_name = "SIZE", value_parser = values::size)]
    max_size: Option<u64>,
    /// Only say what would be deleted
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<u8> {
    let limits = Limits {
        max_age: args.older_than.unwrap_or(Duration::MAX),
        max_bytes: args.max_size.unwrap_or(u64::MAX),
    };
    let (ids, bytes) = context.store()?.surplus(&limits, args.keep)?;
    let mut events = ids.len() as u64;
    if !args.dry_run {
        let store = Store::open(&context.store_path()?)?;
        events = store.remove(&ids)?;
        // Pages hold more than what is in them: what is left may still be too large.
        events += store.prune(&Limits {
            max_age: Duration::MAX,
            ..limits
        })?;
    }
    if context.json() {
        out::data_line(&to_json(&json!({
            "v": 1, "type": "prune", "events": events, "bytes": bytes, "dry_run": args.dry_run,
        })));
    } else if !context.quiet() {
        let noun = if events == 1 { "event" } else { "events" };
        let size = size(bytes);
        out::data_line(&if args.dry_run {
            format!("{events} {noun} ({size}) would be deleted")
        } else {
            format!("deleted {events} {noun} ({size})")
        });
    }
    Ok(0)
}
