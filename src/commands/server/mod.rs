//! `server`: server URLs through Vapi's API.

mod leases;
mod restore;

use std::path::PathBuf;

use crate::config;
use crate::context::Context;
use crate::error::{Error, Result};

/// Arguments of `server`.
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the server URLs that are taken and not given back
    Leases,
    /// Give server URLs back that a listen which did not end well left behind
    Restore(restore::Args),
}

/// Runs `server`; the result is the exit code.
///
/// # Errors
/// What the subcommand failed with.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    match &args.command {
        Command::Leases => leases::run(context),
        Command::Restore(args) => restore::run(args, context),
    }
}

/// Where leases are kept.
fn leases_dir() -> Result<PathBuf> {
    config::data_dir()
        .map(|dir| dir.join("leases"))
        .ok_or_else(|| Error::failed("there is no home directory to keep leases in"))
}
