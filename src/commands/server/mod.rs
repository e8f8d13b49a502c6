//! `server`: the server URLs of assistants, phone numbers and tools.
//!
//! [`targets`] are what a command is about, [`apply`] does one change to each and reports it.

mod apply;
mod get;
mod leases;
mod list;
mod restore;
mod route;
mod set;
pub(super) mod setup;
mod targets;
mod unset;

use crate::context::Context;
use crate::error::Result;

/// Arguments of `server`.
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  vapihook server list
  vapihook server set https://app.example.com/vapi --assistant support-bot
  vapihook server route --phone-number +14155550100"
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List every assistant, phone number and tool with its server
    List(list::Args),
    /// Show the whole server
    Get(get::Args),
    /// Change the server; what is not named stays as it is
    Set(Box<set::Args>),
    /// Remove the server
    Unset(unset::Args),
    /// Say which URL gets each event, and why
    Route(route::Args),
    /// List the server URLs that are taken and not given back
    Leases,
    /// Give back what a listen that did not end well left behind
    Restore(restore::Args),
}

/// Runs `server`; the result is the exit code.
///
/// # Errors
/// When nothing could be tried; what failed for one target is reported with it.
pub fn run(args: Args, context: &Context) -> Result<u8> {
    super::runtime()?.block_on(async {
        match args.command {
            Command::List(args) => list::run(&args, context).await,
            Command::Get(args) => get::run(&args, context).await,
            Command::Set(args) => set::run(*args, context).await,
            Command::Unset(args) => unset::run(&args, context).await,
            Command::Route(args) => route::run(&args, context).await,
            Command::Leases => leases::run(context),
            Command::Restore(args) => restore::run(&args, context).await,
        }
    })
}
