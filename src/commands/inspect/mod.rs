//! `inspect`: shows events readably.

mod ahead;
mod field;
mod pages;

use clap::ValueEnum;

use super::what::WHAT;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::event::path::Path;

/// Arguments of `inspect`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook inspect                       what matters in the newest event
  vapihook inspect last:tool-calls       the newest of a type
  vapihook inspect 7r3k0 --view headers  an event by how its id begins, as HTTP
  vapihook inspect call:01a1120c         a whole call on one axis of time
  vapihook inspect report.json --view conversation
  vapihook inspect payload.json          a file; - reads stdin
  vapihook inspect last --field message.call.id
  vapihook inspect --last 5 --json       the newest five, as listen --json printed them")]
pub struct Args {
    #[arg(value_name = "WHAT", help = WHAT)]
    what: Vec<String>,
    /// The newest N events, the oldest of them first
    #[arg(long, value_name = "N", conflicts_with = "what")]
    last: Option<u32>,
    /// The events of this call (its id, or how it begins): recorded, or in WHAT
    #[arg(long, value_name = "ID", conflicts_with = "last")]
    call: Option<String>,
    /// What to show
    #[arg(long, value_enum, value_name = "VIEW", default_value = "auto")]
    view: View,
    /// Only the value at this place of the body: message.call.id, or /message/call/id
    #[arg(long, value_name = "PATH", conflicts_with_all = ["view", "full"])]
    field: Option<Path>,
    /// Fold nothing, however long
    #[arg(long)]
    full: bool,
    /// Show the values of secrets (Authorization, X-Vapi-Secret, server.secret ..), which are
    /// hidden unless asked for. --view raw, --field and --json always have them
    #[arg(long)]
    show_secrets: bool,
    /// Print long pages as they are (see PAGER)
    #[arg(long)]
    no_pager: bool,
}

/// What `inspect` shows of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// A summary; of a call its timeline
    Auto,
    /// What matters first, by the event's type
    Summary,
    /// Who said what, with tool calls in place
    Conversation,
    /// A whole call on one axis of time
    Timeline,
    /// Request and answer as HTTP: headers and bodies
    Headers,
    /// The exact bytes of the body
    Raw,
}

/// Runs `inspect`; the result is the exit code.
///
/// # Errors
/// When something that is named cannot be found or read.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    if context.json() && args.field.is_some() {
        return Err(Error::new(
            Kind::Usage,
            "--field prints a value and --json prints events",
        )
        .hint("leave one of them out"));
    }
    if context.json() && args.view != View::Auto {
        return Err(
            Error::new(Kind::Usage, "--view is for people and --json prints events")
                .hint("leave one of them out"),
        );
    }
    match &args.field {
        Some(path) => field::run(path, args, context),
        None => pages::run(args, context),
    }
}
