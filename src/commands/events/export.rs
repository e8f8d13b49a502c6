//! `events export`: events in a file, a directory or on stdout, without secrets and personal data
//! unless they are asked for.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::filters::Filters;
use super::reader::Reader;
use super::write::{self, Sink};
use crate::commands::judge::Judge;
use crate::commands::values;
use crate::commands::what::{self, Sources, WHAT};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::exchange::Exchange;
use crate::event::export::{curl, file_name, har};
use crate::event::line::{self, to_json};
use crate::event::redact::{Redactor, Report};
use crate::relay::target::Target;
use crate::render::{out, table};

/// Places that the report lists for each kind.
const PLACES: usize = 5;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook events export call:019aa141 -o call.ndjson
  vapihook events export --since 1d --format dir -o tests/calls
  vapihook events export last:tool-calls --format curl --to 3000
  vapihook events export --type 'tool-*' | vapihook replay - --to 3000

Phone numbers, email and IP addresses, names, SIP addresses, URLs of recordings and secrets are
replaced by pseudonyms, the same value by the same everywhere; what was replaced is told on stderr.
Ids stay, so that an export can be replayed. What is said in a transcript stays too, but for phone
numbers, addresses and the names of customers: look at it before you show it to others.")]
pub(super) struct Args {
    #[arg(value_name = "WHAT", help = WHAT, conflicts_with_all = [
        "types", "call", "since", "until", "status", "failed", "findings", "limit"
    ])]
    what: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    /// How it is written; by the name of -o when it is not given, else ndjson
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "How")]
    format: Option<Format>,
    /// Write to this file, or into this directory, instead of stdout (-)
    #[arg(short, long, value_name = "PATH", help_heading = "How")]
    output: Option<PathBuf>,
    /// Keep everything as it was recorded, byte for byte: phone numbers, names and secrets too
    #[arg(long, conflicts_with = "ids", help_heading = "How")]
    raw: bool,
    /// Replace ids of calls, tool calls and accounts as well
    #[arg(long, help_heading = "How")]
    ids: bool,
    /// Write into a directory that is not empty
    #[arg(long, help_heading = "How")]
    force: bool,
    /// Where curl sends to, instead of where the event was sent
    #[arg(long, value_name = "TARGET", help_heading = "How")]
    to: Option<String>,
}

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One event on a line
    Ndjson,
    /// One array
    Json,
    /// A file for each event, named so that they sort by time
    Dir,
    /// An HTTP archive, which browsers and proxies read
    Har,
    /// A shell script
    Curl,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<u8> {
    let to = args.to.as_deref().map(Target::parse).transpose()?;
    let format = format_of(args, context.json())?;
    let mut sources = sources(args, context)?;
    let mut export = Export {
        format,
        to,
        judge: Judge::new(context)?,
        redactor: (!args.raw).then(|| Redactor::new(args.ids)),
        output: values::output(args.output.as_deref()),
        force: args.force,
        sink: None,
        count: 0,
    };
    while let Some(found) = sources.next_told() {
        if !export.write(found.exchange)? {
            break;
        }
    }
    if export.count == 0 && sources.exit_code() == 0 {
        return Err(Error::not_found("no recorded event matches")
            .hint("the recorded events: vapihook events list"));
    }
    export.finish(context)?;
    Ok(sources.exit_code())
}

fn sources(args: &Args, context: &Context) -> Result<Sources> {
    if !args.what.is_empty() {
        return what::open(&args.what, context);
    }
    let store = Reader::open(context)?;
    let mut ids = args.filters.ids(&store, context)?;
    ids.reverse();
    let failed = store.exit_code() != 0;
    Ok(what::recorded(store.into_store(), ids, failed))
}

fn format_of(args: &Args, is_json: bool) -> Result<Format> {
    let output = values::output(args.output.as_deref());
    let ending = output.and_then(Path::extension).and_then(OsStr::to_str);
    let is_directory = output
        .is_some_and(|path| path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/"));
    let format = args.format.unwrap_or(match ending {
        _ if is_directory => Format::Dir,
        Some("json") => Format::Json,
        Some("har") => Format::Har,
        Some("sh" | "curl") => Format::Curl,
        _ => Format::Ndjson,
    });
    if format == Format::Dir && output.is_none() {
        return Err(Error::usage("--format dir needs a directory").hint("name it with -o DIR"));
    }
    if format != Format::Dir && is_directory {
        return Err(Error::usage("-o names a directory").hint("name a file, or use --format dir"));
    }
    if is_json && output.is_none() && format != Format::Ndjson {
        return Err(
            Error::usage("--json prints events and --format another document")
                .hint("leave one of them out, or name the document's file with -o FILE"),
        );
    }
    Ok(format)
}

struct Export<'a> {
    format: Format,
    to: Option<Target>,
    judge: Judge,
    redactor: Option<Redactor>,
    output: Option<&'a Path>,
    force: bool,
    sink: Option<Sink>,
    count: u64,
}

impl Export<'_> {
    /// Writes one event; `false` when nobody reads any more.
    fn write(&mut self, exchange: Exchange) -> Result<bool> {
        let exchange = match &mut self.redactor {
            Some(redactor) => redactor.exchange(&exchange),
            None => exchange,
        };
        let is_first = self.count == 0;
        self.count += 1;
        if let (Format::Dir, Some(directory)) = (self.format, self.output) {
            if is_first {
                write::directory(directory, self.force)?;
            }
            let mut sink = Sink::file(&directory.join(file_name(&exchange)))?;
            sink.write(&self.line(&exchange))?;
            sink.write("\n")?;
            return sink.finish().map(|()| true);
        }
        let text = match self.format {
            Format::Ndjson | Format::Dir => self.line(&exchange) + "\n",
            Format::Json => {
                let before = if is_first { "[\n" } else { ",\n" };
                format!("{before}{}", self.line(&exchange))
            }
            Format::Har => {
                let before = if is_first {
                    har::head()
                } else {
                    ",\n".to_owned()
                };
                format!("{before}{}", to_json(&har::entry(&exchange)))
            }
            Format::Curl => {
                let before = if is_first { "#!/bin/sh\n" } else { "\n" };
                format!(
                    "{before}{}",
                    curl::command(&exchange, &self.url(&exchange)?)
                )
            }
        };
        let sink = match (self.sink.take(), self.output) {
            (Some(sink), _) => sink,
            (None, Some(path)) => Sink::file(path)?,
            (None, None) => Sink::stdout(),
        };
        let sink = self.sink.insert(sink);
        sink.write(&text)?;
        Ok(sink.is_open())
    }

    fn line(&self, exchange: &Exchange) -> String {
        line::write(exchange, &self.judge.one(exchange))
    }

    /// Where a request goes: `--to`, else where it went.
    fn url(&self, exchange: &Exchange) -> Result<String> {
        let recorded = exchange.arrival.target.as_deref().map(Target::parse);
        let recorded = recorded.transpose()?;
        let target = match self.to.as_ref().or(recorded.as_ref()) {
            Some(target) => target.clone(),
            None => Target::parse("localhost:3000")?,
        };
        let path = &exchange.arrival.envelope.path;
        let url = target.uri_for(path);
        url.map(|url| url.to_string())
            .map_err(|error| Error::failed(format!("{path} cannot be part of a URL: {error}")))
    }

    fn finish(&mut self, context: &Context) -> Result<()> {
        if let Some(mut sink) = self.sink.take() {
            sink.write(match self.format {
                Format::Json => "\n]\n",
                Format::Har => har::TAIL,
                _ => "",
            })?;
            sink.finish()?;
        }
        let events = if self.count == 1 { "event" } else { "events" };
        if let Some(path) = self.output {
            let shown = path.display();
            if context.json() {
                out::data_line(&to_json(&json!({
                    "v": 1, "type": "export", "events": self.count, "path": shown.to_string(),
                    "replaced": self.redactor.as_ref().map(|redactor| as_json(redactor.report())),
                })));
            } else if !context.quiet() {
                out::data_line(&format!("exported {} {events} to {shown}", self.count));
            }
        }
        if context.quiet() {
            return Ok(());
        }
        match &self.redactor {
            Some(redactor) => tell(redactor.report()),
            None => out::warn(
                "--raw: nothing was replaced; the export holds phone numbers, transcripts and \
                 secrets as they were recorded",
            ),
        }
        Ok(())
    }
}

fn as_json(report: &Report) -> serde_json::Value {
    let kinds = report.kinds().map(|(kind, values, places)| {
        let places: serde_json::Map<_, _> = places
            .into_iter()
            .map(|(path, count)| (path.to_owned(), count.into()))
            .collect();
        json!({"kind": kind.about().0, "values": values, "places": places})
    });
    json!({"total": report.total(), "kinds": kinds.collect::<Vec<_>>(), "skipped": report.skipped})
}

/// What was replaced, how often, and where, on stderr.
fn tell(report: &Report) {
    if report.total() == 0 {
        out::talk("nothing had to be replaced");
    } else {
        out::talk("replaced by pseudonyms:");
    }
    let mut rows = Vec::new();
    for (kind, values, places) in report.kinds() {
        let (one, many) = kind.about();
        let mut what = format!("  {values} {}", if values == 1 { one } else { many });
        let others = places.len().saturating_sub(PLACES);
        for (path, count) in places.into_iter().take(PLACES) {
            rows.push([
                std::mem::take(&mut what),
                count.to_string(),
                path.to_owned(),
            ]);
        }
        if others > 0 {
            rows.push([
                String::new(),
                String::new(),
                format!("and {others} other places"),
            ]);
        }
    }
    if !rows.is_empty() {
        out::talk(table::rows(&rows).trim_end());
    }
    if report.skipped > 0 {
        let bodies = if report.skipped == 1 {
            "body is"
        } else {
            "bodies are"
        };
        out::warn(&format!(
            "{} {bodies} not text and stay as recorded",
            report.skipped
        ));
    }
}
