//! `verify`: who sent a request, offline. One request opens no record, settings or runtime unless
//! it names them; a million lines are checked on every core in bounded memory.

mod body;
mod bulk;
mod checker;
mod item;
mod report;
mod scan;
mod sources;

use std::time::{Duration, Instant};

use http::{HeaderName, HeaderValue};

use super::signals;
use super::signing::PlanArgs;
use super::values;
use super::what::Origin;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::render::out;
use crate::render::progress::{Progress, Unit};
use crate::render::reporter::Format;
use crate::signature::Auth;
use crate::signature::request::TOLERANCE;
use crate::store::Filter;
use bulk::Done;
use checker::{Checker, Row};
use report::{Report, as_json, as_line, in_full};
use scan::Scan;
use sources::Jobs;

/// Recorded events that a signature may belong to instead.
const OTHERS: u32 = 200;
/// Files from this size on get a progress bar.
const LONG: u64 = 64 << 20;
/// A file below this size may be looked at whole by a person.
const SHORT: u64 = 256 << 10;

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook verify last --auth prod                  the newest event of the record
  vapihook verify call.ndjson --auth prod           every event of listen --json
  vapihook verify body.json --header 'x-signature: 6c24..' --header 'x-timestamp: 1790000000000' \\
                  --scheme hmac --secret-env VAPI_WEBHOOK_SECRET
  vapihook verify request.http --plan credential.json --secret-file secret.txt
  vapihook verify exports/ --scheme auto --secret-file secret.txt

A file is a saved HTTP request, one event of --json, or lines of them; with --header it is the body,
as it is. Recorded events are checked at the time they were received, anything else now.

Exit codes: 0 when every request is valid, 3 when one is not.")]
pub struct Args {
    /// What to check: files, directories, - for stdin, or events of the record (an id or how it
    /// begins, last, last:3, last:TYPE)
    #[arg(value_name = "WHAT", required = true)]
    what: Vec<String>,
    /// A header of the request; the files are bodies then. Repeatable
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// How far from the time of the check a timestamp may be: 300s, 10m
    #[arg(long, value_name = "TIME", default_value = "300s", value_parser = values::duration)]
    tolerance: Duration,
    /// Check as if it were this time, RFC 3339
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    at: Option<i64>,
    /// The URL that was called, for plans that sign it [default: as the headers have it]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    #[command(flatten)]
    plan: PlanArgs,
}

/// Reads a header as it stands: white space at its end is part of a secret.
fn header(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, _) = values::header(text)?;
    let (_, value) = text.split_once(':').unwrap_or_default();
    let value = value.strip_prefix(' ').unwrap_or(value);
    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|error| error.to_string())?;
    Ok((name, value))
}

/// Runs `verify`; the result is the exit code.
///
/// # Errors
/// When what is to be checked, the plan or its secret cannot be found or used.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    if args.plan.reads_stdin() && args.what.iter().any(|name| name == "-") {
        return Err(
            Error::usage("stdin is either what is checked or the secret")
                .hint("give the secret with --secret-env VAR, or from a file"),
        );
    }
    let bodies = !args.headers.is_empty();
    let mut jobs = Jobs::new(&args.what, bodies, context)?;
    let total = jobs.size();
    let mut checker = Checker::new(args.plan.auth(context, true)?, args.tolerance);
    checker.at_ms = args.at;
    checker.url.clone_from(&args.url);
    checker.headers.clone_from(&args.headers);
    let is_short = total.is_some_and(|total| total < SHORT);
    checker.tell_all = context.json() || (jobs.is_one() && is_short);
    let started = Instant::now();
    let mut told = Told::new(context);
    let is_long = total.is_none_or(|total| total >= LONG);
    let shown = is_long && !context.json() && !context.quiet();
    let progress = Progress::start(Unit::Bytes, total, shown);
    // Who types on stdin may never end the line: there the signal ends the program.
    let reads_stdin = args.what.iter().any(|name| name == "-");
    let heard = (shown && !reads_stdin).then(signals::watch).transpose()?;
    let heard = || heard.as_ref().and_then(|heard| heard.get());
    let mut line = 0;
    let mut others: Option<Vec<(String, Vec<u8>)>> = None;
    let ran = bulk::run(
        &mut jobs,
        &checker,
        |found| match found.origin {
            Origin::Record(_) => {
                checker.event(found, || others.get_or_insert_with(|| recorded(context)))
            }
            Origin::File { .. } => checker.event(found, || &[]),
        },
        |done| {
            progress.advance(done.bytes);
            if done.is_first {
                line = 0;
            }
            told.job(done, &mut line, &progress)?;
            match heard() {
                Some(_) => Err(Error::failed("interrupted")),
                None => Ok(()),
            }
        },
    );
    progress.end();
    if let Some(signal) = heard() {
        return Ok(signal.exit_code());
    }
    ran?;
    told.end(started.elapsed(), jobs.exit_code())
}

/// How many event lines are valid by a plan: what a run does with each piece of a file, for the
/// benchmarks.
#[must_use]
pub fn count_valid(lines: &[u8], auth: Auth) -> u64 {
    let checker = Checker::new(auth, TOLERANCE);
    checker.lines(lines, &mut Scan::default()).valid
}

/// The newest events of the record, as far as it can be read.
fn recorded(context: &Context) -> Vec<(String, Vec<u8>)> {
    let filter = Filter {
        limit: Some(OTHERS),
        ..Filter::default()
    };
    let Ok(store) = context.store() else {
        return Vec::new();
    };
    let ids = store.newest(&filter).unwrap_or_default();
    ids.into_iter()
        .filter_map(|id| store.get(id).ok().flatten())
        .map(|exchange| {
            let envelope = &exchange.arrival.envelope;
            (envelope.id.to_string(), envelope.body.to_vec())
        })
        .collect()
}

/// Prints, and counts.
struct Told<'a> {
    context: &'a Context,
    report: Report,
    /// The first row, held back until it is known whether it is the only one.
    first: Option<(String, Row)>,
    one_only: bool,
}

impl<'a> Told<'a> {
    fn new(context: &'a Context) -> Self {
        Self {
            context,
            report: Report::default(),
            first: None,
            one_only: true,
        }
    }

    fn job(&mut self, done: Done, line: &mut u64, progress: &Progress) -> Result<()> {
        let told = done
            .outcome
            .rows
            .iter()
            .filter(|row| row.is_valid())
            .count() as u64;
        let silent = done.outcome.valid - told;
        self.report.valid += silent;
        if silent > 0 {
            self.several(Some(progress));
        }
        for row in done.outcome.rows {
            let is_body = row.verdict.is_err() && row.line.is_none();
            if is_body && self.report.checked() == 0 && done.is_whole && self.one_only {
                self.one_only = false;
                let why = row.verdict.err().unwrap_or_default();
                return Err(Error::usage(format!("{}: {why}", done.source)).hint(
                    "give them with --header 'x-signature: ..' --header 'x-timestamp: ..', or \
                     check a saved HTTP request or a line of --json",
                ));
            }
            let place = match row.line {
                Some(at) => format!("{}:{}", done.source, *line + at),
                None => done.source.to_string(),
            };
            self.row(&place, row, Some(progress));
        }
        *line += done.outcome.lines;
        Ok(())
    }

    fn row(&mut self, place: &str, row: Row, progress: Option<&Progress>) {
        self.report.count(&row);
        if row.is_valid() {
            self.report.valid += 1;
        }
        if self.one_only && self.first.is_none() {
            self.first = Some((place.to_owned(), row));
            return;
        }
        self.several(progress);
        self.print(place, &row, progress);
    }

    /// There is more than one: the first is told as the others are.
    fn several(&mut self, progress: Option<&Progress>) {
        self.one_only = false;
        if let Some((place, row)) = self.first.take() {
            self.print(&place, &row, progress);
        }
    }

    fn print(&self, place: &str, row: &Row, progress: Option<&Progress>) {
        let line = match self.context.format(Format::Compact) {
            Format::Json => as_json(place, row),
            Format::Pretty => in_full(place, row),
            _ if row.is_valid() => return,
            _ => as_line(place, row),
        };
        match progress {
            Some(progress) => progress.above(|| out::data_line(&line)),
            None => out::data_line(&line),
        }
    }

    /// Tells what is left; the result is the exit code.
    fn end(mut self, lasted: Duration, unread: u8) -> Result<u8> {
        if self.report.checked() == 0 {
            if unread != 0 {
                return Ok(unread);
            }
            return Err(Error::not_found("there was nothing to check")
                .hint("a file has to hold a request, an event, or lines of them"));
        }
        let json = self.context.json();
        match self.first.take() {
            Some((place, row)) if json => out::data_line(&as_json(&place, &row)),
            Some((_, row)) if row.is_valid() && self.context.quiet() => {}
            Some((place, row)) => out::data_line(&in_full(&place, &row)),
            None if json => out::data_line(&self.report.to_json(lasted)),
            None if self.context.quiet() && self.report.refused() == 0 => {}
            None => out::data_line(&self.report.to_text(lasted)),
        }
        let refused = self.report.refused() > 0;
        Ok(if refused {
            Kind::No.exit_code()
        } else {
            unread
        })
    }
}
