//! `events`: the recorded history.

mod calls;
mod export;
mod filters;
mod import;
mod list;
mod prune;
mod reader;
mod rm;
mod write;

use crate::context::Context;
use crate::error::Result;

/// Arguments of `events`.
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  vapihook events list --limit 20
  vapihook events calls --since 1d
  vapihook events export call:019aa141 --format dir -o tests/calls
  vapihook events import tests/calls"
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List recorded events, newest first
    List(list::Args),
    /// List recorded calls, one line each, newest first
    Calls(calls::Args),
    /// Write events to a file or a directory, without secrets and personal data
    Export(export::Args),
    /// Put events from files into the record
    Import(import::Args),
    /// Delete old events from the record
    Prune(prune::Args),
    /// Delete events from the record
    Rm(rm::Args),
}

/// Runs `events`; the result is the exit code.
///
/// # Errors
/// When there is no record, or it cannot be read or written.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    match &args.command {
        Command::List(args) => list::run(args, context),
        Command::Calls(args) => calls::run(args, context),
        Command::Export(args) => export::run(args, context),
        Command::Import(args) => import::run(args, context),
        Command::Prune(args) => prune::run(args, context),
        Command::Rm(args) => rm::run(args, context),
    }
}
