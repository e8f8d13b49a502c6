//! `server unset`: removes the server, so that the next level's URL is used.

use super::apply::Job;
use super::targets::Targets;
use crate::api::plan::Plan;
use crate::context::Context;
use crate::error::Result;

/// Arguments of `server unset`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook server unset --tool bookAppointment
  vapihook server unset --assistant support-bot --dry-run")]
pub struct Args {
    #[command(flatten)]
    targets: Targets,
    /// Let go of a shared secret that Vapi does not give back
    #[arg(long)]
    drop_secret: bool,
    /// Show what would change, send nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `server unset`; the result is the exit code.
///
/// # Errors
/// When nothing could be tried.
pub async fn run(args: &Args, context: &Context) -> Result<u8> {
    let job = Job {
        name: "server-unset",
        done: "unset",
        plan: &|resource| Plan::unset(resource, args.drop_secret),
        dry_run: args.dry_run,
        secrets: Vec::new(),
        checked: false,
    };
    job.run(&args.targets, context).await
}
