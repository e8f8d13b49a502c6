//! `doctor`: checks everything that has to work. No check takes longer than [`PATIENCE`], and
//! none depends on another, but for what only an answer of the API can tell.

mod account;
mod completions;
mod local;
mod setup;

use std::time::Duration;

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::render::health::{self, Check, Status};
use crate::render::out;

/// The longest that a check may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exits with 3 when a check fails; a warning is no failure.

Examples:
  vapihook doctor
  vapihook doctor -f localhost:3000
  vapihook doctor --json | jq -r '.checks[] | select(.status != \"ok\") | .fix'")]
pub struct Args {
    /// The app to look for; the project's unless given
    #[arg(short, long, value_name = "TARGET")]
    forward_to: Option<String>,
}

/// Runs `doctor`; the result is the exit code.
///
/// # Errors
/// When the runtime cannot start.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    let runtime = super::runtime()?;
    let checks = runtime.block_on(check(args, context));
    // A lookup that hangs must not hold up the end.
    runtime.shutdown_background();
    let text = if context.json() {
        format!("{}\n", health::json(&checks))
    } else {
        health::text(&checks)
    };
    out::data(text.as_bytes()).ok();
    let failed = checks.iter().any(|check| check.status == Status::Fail);
    Ok(if failed { Kind::No.exit_code() } else { 0 })
}

async fn check(args: &Args, context: &Context) -> Vec<Check> {
    let files = account::files(context);
    let (mut checks, app, store, setup) = tokio::join!(
        account::asked(context),
        local::app(args.forward_to.as_deref(), context),
        local::store(context),
        setup::checks(context),
    );
    checks.extend(setup);
    checks.extend([
        app,
        local::port(context),
        store,
        local::tunnels(),
        local::leases(context),
        completions::check(),
    ]);
    // What is wrong with a file is told once, in its own line.
    for check in &mut checks {
        if let Some(file) = files.iter().find(|file| file.tells_of(check)) {
            let detail = format!("not checked: see {}", file.name);
            *check = Check::new(check.name, Status::Warn, detail);
        }
    }
    drop(context.config().take_warnings());
    files.into_iter().chain(checks).collect()
}

/// A check that an error decides.
fn failed(name: &'static str, error: Error) -> Check {
    Check {
        name,
        status: Status::Fail,
        detail: error.message,
        fix: error.hint,
    }
}
