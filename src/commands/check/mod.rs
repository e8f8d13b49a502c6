//! `check`: an answer against what Vapi accepts, offline.

mod answer;
mod explain;
mod subjects;

use std::time::Duration;

use clap::ValueEnum;
use serde_json::{Value, json};

use self::subjects::Subjects;
use super::judge::{self, Judge};
use super::values;
use super::what::WHAT;
use crate::context::Context;
use crate::contract;
use crate::error::{Error, Kind, Result};
use crate::event::exchange::Exchange;
use crate::event::finding::{self, Finding, Judged, Severity};
use crate::event::line;
use crate::render::ci::{self, Checked};
use crate::render::reporter::Format as Shown;
use crate::render::text::escape;
use crate::render::{detail, out};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook check                              the newest event and its recorded answer
  vapihook check last:tool-calls --strict     warnings count as errors
  vapihook check --event event.json --response answer.json --elapsed 1.2s
  curl .. | vapihook check --event event.json --response -
  vapihook check calls.ndjson --format junit > check.xml
  vapihook check --explain VW024              what a rule says, and why

Exit codes: 0 when there is no error, 3 when there is one (with --strict also for a warning). The
rules are listed in docs/rules.md.")]
pub struct Args {
    #[arg(value_name = "WHAT", conflicts_with = "event", help = WHAT)]
    what: Vec<String>,
    /// The event that was answered: a file, - for stdin, or any other WHAT
    #[arg(long, value_name = "FILE")]
    event: Option<String>,
    /// Check this answer instead of the recorded one: a file with the body, - for stdin
    #[arg(long, value_name = "FILE")]
    response: Option<String>,
    /// The status of --response
    #[arg(long, value_name = "STATUS", default_value_t = 200, requires = "response",
          value_parser = clap::value_parser!(u16).range(100..=999))]
    status: u16,
    /// How long the app took for --response: 250ms, 1.2s
    #[arg(long, value_name = "TIME", requires = "response", value_parser = values::duration)]
    elapsed: Option<Duration>,
    /// The content type of --response; what fits its body unless given
    #[arg(long, value_name = "TYPE", requires = "response")]
    content_type: Option<String>,
    /// Warnings count as errors
    #[arg(long)]
    strict: bool,
    /// Leave these rules out
    #[arg(long, value_name = "ID,..", value_delimiter = ',', value_parser = rule_id)]
    ignore: Vec<&'static str>,
    /// Apply these rules alone
    #[arg(long, value_name = "ID,..", value_delimiter = ',', value_parser = rule_id)]
    only: Vec<&'static str>,
    /// How to print what is found
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Format>,
    /// Print what a rule says and where it comes from
    #[arg(long, value_name = "ID", value_parser = rule_id, conflicts_with_all = ["what", "event", "response"])]
    explain: Option<&'static str>,
}

/// Reads the id of a rule.
fn rule_id(text: &str) -> Result<&'static str, String> {
    judge::rule(text).map_err(|error| match error.hint {
        Some(hint) => format!("{}: {hint}", error.message),
        None => error.message,
    })
}

/// How the findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for people
    #[default]
    Text,
    /// An object for each event, as with --json
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// One SARIF 2.1.0 log, for code scanning
    Sarif,
    /// One JUnit XML document, a case for each event
    Junit,
}

/// An event that is to be checked, and the file that it or its answer stands in.
struct Subject {
    exchange: Exchange,
    file: Option<(String, u64)>,
}

/// Runs `check`; the result is the exit code.
///
/// # Errors
/// When the event or its answer cannot be found or read.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    if let Some(rule) = args.explain.and_then(contract::find) {
        explain::explain(rule, context);
        return Ok(0);
    }
    let format = match args.format {
        None if context.json() => Format::Json,
        None => Format::Text,
        Some(Format::Json) => Format::Json,
        Some(_) if context.json() => {
            return Err(
                Error::usage("--json is a format of its own").hint("leave out --json, or --format")
            );
        }
        Some(format) => format,
    };
    let limit = if args.strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    let judge = Judge::new(context)?;
    context.tell_warnings();
    let mut failed = false;
    let mut gathered = Vec::new();
    let mut subjects = Subjects::open(args, context)?;
    while let Some(subject) = subjects.next()? {
        let judged = judged(args, &judge, &subject.exchange);
        failed |= finding::worst(&judged.findings) >= Some(limit);
        match format {
            Format::Json => out::data_line(&as_json(&subject.exchange, &judged)),
            Format::Text if context.quiet() && judged.findings.is_empty() => {}
            Format::Text => {
                let mut text = as_text(&subject.exchange, &judged);
                if context.format(Shown::Compact) == Shown::Pretty {
                    text += &detail::ignored(&judged);
                }
                out::data_line(text.trim_end());
            }
            Format::Github => {
                let text = ci::annotations(&checked(subject, judged));
                out::data(text.as_bytes()).ok();
            }
            Format::Sarif | Format::Junit => gathered.push(checked(subject, judged)),
        }
    }
    match format {
        Format::Sarif => out::data_line(&line::to_json(&ci::sarif(&gathered, &rules()))),
        Format::Junit => {
            out::data(ci::junit("check", &gathered, limit).as_bytes()).ok();
        }
        Format::Text | Format::Json | Format::Github => {}
    }
    let unread = subjects.end()?;
    Ok(if failed { Kind::No.exit_code() } else { unread })
}

/// What is told of an event where lines are no help.
fn checked(subject: Subject, judged: Judged) -> Checked {
    let arrival = &subject.exchange.arrival;
    let name = match subject.file {
        Some(_) => arrival.event().name.to_string(),
        None => format!("{} {}", arrival.event().name, arrival.envelope.id.short()),
    };
    Checked {
        name,
        file: subject.file,
        judged,
        skipped: None,
    }
}

fn rules() -> Vec<ci::Rule> {
    let rules = contract::rules().map(|rule| ci::Rule {
        id: rule.id,
        when: rule.when,
        message: rule.message,
        fix: rule.fix,
        severity: rule.severity.name(),
    });
    rules.collect()
}

fn judged(args: &Args, judge: &Judge, exchange: &Exchange) -> Judged {
    let mut judged = judge.next(exchange);
    judged.findings.retain(|finding| {
        let named = |ids: &[&str]| ids.contains(&&*finding.id);
        !named(&args.ignore) && (args.only.is_empty() || named(&args.only))
    });
    judged
}

fn as_json(exchange: &Exchange, judged: &Judged) -> String {
    let event = exchange.arrival.event();
    let ignored = judged.ignored.iter();
    let ignored: Vec<Value> = ignored
        .map(
            |(finding, reason)| json!({ "id": finding.id, "path": finding.path, "reason": reason }),
        )
        .collect();
    line::to_json(&json!({
        "v": 1,
        "type": "check",
        "id": exchange.arrival.envelope.id.to_string(),
        "event_type": event.event_type,
        "effect": judged.effect,
        "findings": judged.findings,
        "ignored": ignored,
    }))
}

fn as_text(exchange: &Exchange, judged: &Judged) -> String {
    let headline = headline(exchange, &judged.findings);
    format!("{headline}\n{}", detail::judged(judged))
}

/// `tool-calls: 1 error, 2 warnings`.
fn headline(exchange: &Exchange, findings: &[Finding]) -> String {
    let name = escape(&exchange.arrival.event().name);
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(|severity| {
            let all = findings
                .iter()
                .filter(|finding| finding.severity == severity);
            match (all.count(), severity.name()) {
                (0, _) => None,
                (1, word) => Some(format!("1 {word}")),
                (count, word) => Some(format!("{count} {word}s")),
            }
        })
        .collect();
    if counts.is_empty() {
        return format!("{name}: nothing to say against this answer");
    }
    format!("{name}: {}", counts.join(", "))
}
