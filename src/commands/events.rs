//! `events`: the recorded history.

use super::judge::Judge;
use crate::context::Context;
use crate::error::Result;
use crate::event::line;
use crate::render::{lines, out};
use crate::store::Filter;

/// Arguments of `events`.
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  vapihook events list --limit 20
  vapihook events list --json --type end-of-call-report --limit 1"
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List recorded events, newest first
    List(List),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook events list --limit 20
  vapihook events list --type tool-calls --call 01a1120c
  vapihook events list --json | jq -r 'select(.response.status >= 400) | .id'")]
struct List {
    /// Only events of exactly this type
    #[arg(long = "type", value_name = "TYPE")]
    event_type: Option<String>,
    /// Only events of this call (its id, or how it begins)
    #[arg(long, value_name = "ID")]
    call: Option<String>,
    /// At most the newest N; without it all of them
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

/// Runs `events`; the result is the exit code.
///
/// # Errors
/// When there is no record, or it cannot be read.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    let Command::List(list) = &args.command;
    let judge = Judge::new(context)?;
    let store = context.store()?;
    let filter = Filter {
        name: list.event_type.clone(),
        call_id: list.call.clone(),
        limit: list.limit,
    };
    for id in store.newest(&filter)? {
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
    Ok(0)
}
