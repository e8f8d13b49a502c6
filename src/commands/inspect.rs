//! `inspect`: shows events readably.

use super::judge::Judge;
use super::what::{self, WHAT};
use crate::context::Context;
use crate::error::Result;
use crate::event::finding::Severity;
use crate::event::line;
use crate::render::reporter::Format;
use crate::render::{detail, out};

/// Arguments of `inspect`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook inspect                     the newest event
  vapihook inspect last:tool-calls     the newest of a type
  vapihook inspect 7r3k0               an event by how its id begins
  vapihook inspect payload.json        a file; - reads stdin
  vapihook inspect --last 5 --json     the newest five, as listen --json printed them")]
pub struct Args {
    #[arg(value_name = "WHAT", default_value = "last", help = WHAT)]
    what: Vec<String>,
    /// The newest N events, the oldest of them first
    #[arg(long, value_name = "N", conflicts_with = "what")]
    last: Option<u32>,
}

/// Runs `inspect`; the result is the exit code.
///
/// # Errors
/// When something that is named cannot be found or read.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    let names = args
        .last
        .map_or_else(|| args.what.clone(), |count| vec![format!("last:{count}")]);
    let judge = Judge::new(context)?;
    let found = what::find(&names, context)?;
    for (at, exchange) in found.iter().enumerate() {
        let mut judged = judge.one(exchange);
        if context.format(Format::Compact) == Format::Compact {
            // Notes are for those who ask for everything (-v), and for scripts.
            judged
                .findings
                .retain(|finding| finding.severity > Severity::Note);
        }
        let text = if context.json() {
            format!("{}\n", line::write(exchange, &judged))
        } else {
            let gap = if at == 0 { "" } else { "\n" };
            let mut text = format!("{gap}{}", detail::exchange(exchange, &judged));
            if context.format(Format::Compact) == Format::Pretty {
                text += &detail::ignored(&judged);
            }
            text
        };
        if out::data(text.as_bytes()).is_err() {
            break;
        }
    }
    Ok(0)
}
