//! `events list`: one line for each recorded event.

use super::filters::Filters;
use super::reader::Reader;
use crate::commands::judge::Judge;
use crate::context::Context;
use crate::error::Result;
use crate::event::line;
use crate::render::{lines, out};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook events list --limit 20
  vapihook events list --type 'tool-*,transcript' --call 01a1120c
  vapihook events list --failed --since 1h
  vapihook events list --status '>=400' --json | jq -r .id")]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<u8> {
    let judge = Judge::new(context)?;
    let store = Reader::open(context)?;
    for id in args.filters.ids(&store, context)? {
        let Some(exchange) = store.get(id)? else {
            continue;
        };
        let line = if context.json() {
            line::write(&exchange, &judge.one(&exchange))
        } else {
            lines::listed(&exchange, context.style.width)
        };
        if out::data(format!("{line}\n").as_bytes()).is_err() {
            break;
        }
    }
    Ok(store.exit_code())
}
