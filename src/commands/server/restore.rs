//! `server restore`: gives back what a process that did not end well left behind.

use crate::api::{Client, Kind};
use crate::context::Context;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::lease::{self, Entry, How, Leases, Report};
use crate::render::out;

/// Arguments of `server restore`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without a resource, every lease is given back that no running process holds. What somebody else \
changed meanwhile is left alone and shown.

Examples:
  vapihook server restore
  vapihook server restore --assistant support-bot --force")]
pub struct Args {
    /// Only this assistant: its id or name
    #[arg(long, value_name = "ID")]
    assistant: Vec<String>,
    /// Only this phone number: its id, name or number
    #[arg(long, value_name = "ID")]
    phone_number: Vec<String>,
    /// Only this tool: its id or name
    #[arg(long, value_name = "ID")]
    tool: Vec<String>,
    /// Also what a running process holds
    #[arg(long)]
    all: bool,
    /// Put back what was there although somebody else changed it
    #[arg(long)]
    force: bool,
    /// Keep what is there now, and forget what was there
    #[arg(long, conflicts_with = "force")]
    keep: bool,
}

pub(super) async fn run(args: &Args, context: &Context) -> Result<u8> {
    let entries = lease::list(super::leases_dir()?)?;
    if entries.is_empty() {
        return Ok(nothing(context));
    }
    restore(args, &entries, context).await
}

fn nothing(context: &Context) -> u8 {
    if !context.json() {
        out::talk("nothing to restore");
    }
    0
}

async fn restore(args: &Args, entries: &[Entry], context: &Context) -> Result<u8> {
    let client = context.api()?;
    let named = args.named(entries, &client).await?;
    let how = How {
        force: args.force,
        keep: args.keep,
        held: args.all,
    };
    let mut leases = Leases::new(client, super::leases_dir()?, "server restore");
    let reports = leases.restore(named.as_deref(), how).await?;
    if reports.is_empty() {
        return Ok(nothing(context));
    }
    let mut code = 0;
    for report in &reports {
        if context.json() {
            out::data_line(&report.json().to_string());
        }
        // What was asked for by name and is not given back is a failure, whoever holds it.
        let error = match report.error() {
            None if named.is_some() && report.outcome.is_skipped() => Some(report.not_restored()),
            error => error,
        };
        if let Some(error) = error {
            code = error.kind.exit_code();
            out::error(&error);
        } else if !context.json() {
            say(report);
        }
    }
    Ok(code)
}

fn say(report: &Report) {
    if report.outcome.is_skipped() {
        out::warn(&report.sentence());
    } else {
        out::data_line(&crate::render::text::escape(&report.sentence()));
    }
}

impl Args {
    /// The resources that are named; `None` when none is. A lease is found by what its journal
    /// says, so also one whose resource is gone; only what no journal knows is asked of the API.
    async fn named(&self, entries: &[Entry], api: &Client) -> Result<Option<Vec<(Kind, String)>>> {
        let mut named = Vec::new();
        let kinds = [
            (Kind::Assistant, &self.assistant),
            (Kind::PhoneNumber, &self.phone_number),
            (Kind::Tool, &self.tool),
        ];
        for (kind, texts) in kinds {
            for text in texts {
                let mut known: Vec<String> = entries
                    .iter()
                    .filter_map(|entry| entry.journal.as_ref().ok())
                    .filter(|journal| journal.kind == kind)
                    .filter(|journal| journal.id == *text || journal.name.as_ref() == Some(text))
                    .map(|journal| journal.id.clone())
                    .collect();
                known.sort();
                known.dedup();
                match known.as_slice() {
                    [id] => named.push((kind, id.clone())),
                    [] => named.push((kind, api.find(kind, text).await?.id)),
                    several => {
                        let message =
                            format!("{} {}s are called \"{text}\"", several.len(), kind.label());
                        return Err(Error::new(ErrorKind::Usage, message)
                            .hint(format!("use an id: {}", several.join(", "))));
                    }
                }
            }
        }
        Ok((!named.is_empty()).then_some(named))
    }
}
