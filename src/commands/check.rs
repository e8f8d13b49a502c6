//! `check`: an answer against what Vapi accepts, offline.

use std::fs;
use std::io::{self, Read};
use std::time::Duration;

use bytes::Bytes;
use serde_json::json;

use super::values;
use super::what::{self, WHAT};
use crate::context::Context;
use crate::contract::{self, Rule};
use crate::error::{Error, Kind, Result};
use crate::event::envelope::Headers;
use crate::event::exchange::{Delivery, Exchange, Outcome};
use crate::event::finding::{Finding, Severity};
use crate::event::line;
use crate::event::raw::{Raw, text_of};
use crate::render::out;
use crate::render::text::escape;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook check                              the newest event and its recorded answer
  vapihook check last:tool-calls --strict     warnings count as errors
  vapihook check --event event.json --response answer.json --elapsed 1.2s
  curl .. | vapihook check --event event.json --response -
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
    /// Print what a rule says and where it comes from
    #[arg(long, value_name = "ID", value_parser = rule_id, conflicts_with_all = ["what", "event", "response"])]
    explain: Option<&'static str>,
}

/// Reads the id of a rule.
fn rule_id(text: &str) -> Result<&'static str, String> {
    contract::find(text.trim())
        .map(|rule| rule.id)
        .ok_or_else(|| "there is no such rule; docs/rules.md lists them all".to_owned())
}

/// Runs `check`; the result is the exit code.
///
/// # Errors
/// When the event or its answer cannot be found or read.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    if let Some(rule) = args.explain.and_then(contract::find) {
        explain(rule, context);
        return Ok(0);
    }
    let mut failed = false;
    for exchange in exchanges(args, context)? {
        let findings = findings(args, &exchange);
        let limit = if args.strict {
            Severity::Warning
        } else {
            Severity::Error
        };
        failed |= findings.iter().any(|finding| finding.severity >= limit);
        if context.json() {
            out::data_line(&as_json(&exchange, &findings));
        } else if !context.quiet() || !findings.is_empty() {
            out::data_line(&as_text(&exchange, &findings));
        }
    }
    Ok(if failed { Kind::No.exit_code() } else { 0 })
}

fn findings(args: &Args, exchange: &Exchange) -> Vec<Finding> {
    let mut findings = contract::check(exchange);
    findings.retain(|finding| {
        let named = |ids: &[&str]| ids.contains(&&*finding.id);
        !named(&args.ignore) && (args.only.is_empty() || named(&args.only))
    });
    findings
}

/// The exchanges to check, each with an answer.
fn exchanges(args: &Args, context: &Context) -> Result<Vec<Exchange>> {
    let names: Vec<String> = match &args.event {
        Some(event) => vec![event.clone()],
        None if args.what.is_empty() => vec!["last".to_owned()],
        None => args.what.clone(),
    };
    if args.response.as_deref() == Some("-") && names.iter().any(|name| name == "-") {
        return Err(Error::usage("stdin is either the event or its answer")
            .hint("put one of them in a file"));
    }
    let mut found = what::find(&names, context)?;
    if let Some(file) = &args.response {
        let [exchange] = &mut found[..] else {
            let count = found.len();
            return Err(Error::usage(format!(
                "one answer cannot be checked for {count} events"
            )));
        };
        exchange.delivery = Some(delivery(args, read(file)?));
    }
    match found.iter().find(|exchange| exchange.delivery.is_none()) {
        Some(exchange) => {
            let name = &exchange.arrival.event.name;
            Err(
                Error::usage(format!("there is no answer to this {name} event"))
                    .hint("give the answer's body with --response FILE"),
            )
        }
        None => Ok(found),
    }
}

fn read(file: &str) -> Result<Bytes> {
    let mut bytes = Vec::new();
    let read = match file {
        "-" => io::stdin().read_to_end(&mut bytes).map(|_| bytes),
        file => fs::read(file),
    };
    read.map(Bytes::from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::not_found(format!("there is no file \"{file}\"")),
        _ => Error::failed(format!("{file} cannot be read: {error}")),
    })
}

/// An answer that came from a file.
fn delivery(args: &Args, body: Bytes) -> Delivery {
    let fits = if Raw::parse(&text_of(&body)).is_ok() {
        "application/json"
    } else {
        "application/octet-stream"
    };
    let kind = args.content_type.as_deref().unwrap_or(fits);
    Delivery {
        outcome: Outcome::Answered,
        detail: None,
        status: args.status,
        headers: Headers::from_block(format!("content-type: {kind}\r\n").into_bytes()),
        body,
        body_omitted: 0,
        latency: args.elapsed.unwrap_or_default(),
    }
}

fn as_json(exchange: &Exchange, findings: &[Finding]) -> String {
    let event = &exchange.arrival.event;
    line::to_json(&json!({
        "v": 1,
        "type": "check",
        "id": exchange.arrival.envelope.id.to_string(),
        "event_type": event.event_type,
        "effect": contract::effect(exchange),
        "findings": findings,
    }))
}

fn as_text(exchange: &Exchange, findings: &[Finding]) -> String {
    let mut lines = vec![headline(exchange, findings)];
    if let Some(effect) = contract::effect(exchange) {
        lines.push(format!("  effect: {}", escape(&effect)));
    }
    for finding in findings {
        let Finding {
            id,
            path,
            found,
            expected,
            message,
            fix,
            ..
        } = finding;
        let severity = finding.severity.name();
        lines.push(format!(
            "  {severity} {id} {}: {}",
            escape(path),
            escape(message)
        ));
        lines.push(format!(
            "    found {}, expected {}",
            escape(found),
            escape(expected)
        ));
        lines.push(format!("    fix: {}", escape(fix)));
    }
    let fixed = findings
        .iter()
        .find_map(|finding| finding.fix_body.as_ref());
    if let Some(body) = fixed {
        lines.push(format!(
            "  the answer, corrected: {}",
            escape(&line::to_json(body))
        ));
    }
    lines.join("\n")
}

/// `tool-calls: 1 error, 2 warnings`.
fn headline(exchange: &Exchange, findings: &[Finding]) -> String {
    let name = escape(&exchange.arrival.event.name);
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

fn explain(rule: &Rule, context: &Context) {
    if context.json() {
        out::data_line(&line::to_json(&json!({
            "v": 1, "type": "rule", "id": rule.id, "severity": rule.severity, "events": rule.on.about(),
            "when": rule.when, "message": rule.message, "fix": rule.fix, "source": rule.source,
            "sure": rule.sure.name(), "needs_session": matches!(rule.check, contract::Check::Session),
        })));
        return;
    }
    let note = match rule.check {
        contract::Check::Exchange(_) => "",
        contract::Check::Session => {
            "\nnot checked on one answer: it needs several events or the configuration"
        }
    };
    out::data_line(&format!(
        "{} ({}) for {}\nwhen: {}\nmeans: {}\nfix: {}\nsource: {} ({}){note}",
        rule.id,
        rule.severity.name(),
        rule.on.about(),
        rule.when,
        rule.message,
        rule.fix,
        rule.source,
        rule.sure.name(),
    ));
}
