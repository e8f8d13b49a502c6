//! `server set`: changes the server, all of which is sent, so what is not named survives.

use std::path::PathBuf;

use clap::ValueEnum;

use super::apply::Job;
use super::targets::Targets;
use crate::api::diff::is_secret_header;
use crate::api::plan::Plan;
use crate::api::server::{Backoff, Change, Edit};
use crate::commands::values;
use crate::context::Context;
use crate::contract::setup;
use crate::error::{Error, Result};
use crate::event::finding::Severity;
use crate::render::out;
use crate::secret::Secret;

/// Arguments of `server set`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The exit code is the highest of any target's: 4 key refused, 5 unknown, 7 the API failed.

Examples:
  vapihook server set https://app.example.com/vapi --assistant support-bot
  vapihook server set https://app.example.com/vapi -a support-bot -p +14155550100 --dry-run
  vapihook server set --timeout-seconds 60 --backoff-plan exponential:5:1 --tool bookAppointment
  vapihook server set https://app.example.com/vapi -a support-bot --secret-file secret.txt
  vapihook server set -a support-bot --events tool-calls,end-of-call-report")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Args {
    /// The server URL; the one that is there when only other fields change
    url: Option<String>,
    #[command(flatten)]
    targets: Targets,
    /// The credential that requests carry; none removes it
    #[arg(long, value_name = "ID")]
    credential_id: Option<String>,
    /// How long Vapi waits for an answer
    #[arg(long, value_name = "1-300", value_parser = clap::value_parser!(u16).range(1..=300))]
    timeout_seconds: Option<u16>,
    /// A header that requests carry, beside those that are there; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// First remove the headers that are there
    #[arg(long)]
    clear_headers: bool,
    /// How Vapi tries again: fixed or exponential, retries, seconds, as exponential:5:1; none
    /// removes it
    #[arg(long, value_name = "PLAN", value_parser = backoff)]
    backoff_plan: Option<Plain<Backoff>>,
    /// Whether requests come from Vapi's static addresses
    #[arg(long, value_enum, value_name = "on|off")]
    static_ips: Option<Switch>,
    /// The file with the shared secret that Vapi sends as X-Vapi-Secret; - is stdin
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Let go of a shared secret
    #[arg(long, conflicts_with = "secret_file")]
    drop_secret: bool,
    /// What Vapi sends for these assistants (serverMessages), instead of what it sends now
    #[arg(long, value_name = "TYPE,..", value_delimiter = ',')]
    events: Vec<String>,
    /// Write serverUrl and serverUrlSecret, as older accounts know them
    #[arg(long, requires = "url", conflicts_with_all = [
        "credential_id", "timeout_seconds", "headers", "clear_headers", "backoff_plan",
        "static_ips", "events",
    ])]
    legacy_fields: bool,
    /// Show what would change, send nothing
    #[arg(long)]
    dry_run: bool,
    /// Take a URL that Vapi cannot reach
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// A value, or `none`.
#[derive(Clone, Debug)]
enum Plain<T> {
    Some(T),
    None,
}

/// Runs `server set`; the result is the exit code.
///
/// # Errors
/// When nothing could be tried.
pub async fn run(args: Args, context: &Context) -> Result<u8> {
    let advice = match &args.url {
        Some(url) => acceptable(url, args.force)?,
        None => Vec::new(),
    };
    if !args.events.is_empty() {
        listable(&args.events)?;
        if !args.targets.has_assistant() {
            return Err(Error::usage("only assistants choose their events")
                .hint("name one with --assistant, or leave --events out"));
        }
    }
    let change = change(&args)?;
    for advice in advice {
        out::warn(&advice);
    }
    let mut secrets: Vec<Secret> = args
        .headers
        .iter()
        .filter(|(name, _)| is_secret_header(name))
        .map(|(_, value)| Secret::new(value.clone()))
        .collect();
    if let Edit::Set(secret) = &change.secret {
        secrets.push(secret.clone());
    }
    let job = Job {
        name: "server-set",
        done: "set",
        plan: &|resource| {
            if args.legacy_fields {
                Plan::set_legacy(resource, &change)
            } else {
                Plan::set(resource, &change)
            }
        },
        dry_run: args.dry_run,
        secrets,
        checked: true,
    };
    job.run(&args.targets, context).await
}

/// What is to be said about a URL all the same.
fn acceptable(url: &str, force: bool) -> Result<Vec<String>> {
    let (findings, is_url) = setup::check_url(url);
    let error = findings
        .iter()
        .find(|found| found.severity == Severity::Error);
    if let Some(found) = error.filter(|_| !force || !is_url) {
        let insist = if is_url {
            ", or insist with --force"
        } else {
            ""
        };
        return Err(Error::usage(&*found.message).hint(format!("{}{insist}", found.fix)));
    }
    Ok(findings.into_iter().map(|found| found.message).collect())
}

/// Refuses types that `serverMessages` does not take.
fn listable(events: &[String]) -> Result<()> {
    match setup::check_events(events).into_iter().next() {
        Some(found) => Err(Error::usage(found.message).hint(found.fix)),
        None => Ok(()),
    }
}

/// What the arguments change.
fn change(args: &Args) -> Result<Change> {
    let nothing = args.url.is_none()
        && args.credential_id.is_none()
        && args.timeout_seconds.is_none()
        && args.headers.is_empty()
        && !args.clear_headers
        && args.backoff_plan.is_none()
        && args.static_ips.is_none()
        && args.secret_file.is_none()
        && !args.drop_secret
        && args.events.is_empty();
    if nothing {
        return Err(Error::usage("there is nothing to set")
            .hint("name a URL: vapihook server set URL --assistant ID"));
    }
    let secret = match &args.secret_file {
        Some(path) => Edit::Set(read_secret(path)?),
        None if args.drop_secret => Edit::Remove,
        None => Edit::Keep,
    };
    Ok(Change {
        url: args.url.clone(),
        credential_id: match args.credential_id.as_deref() {
            None => Edit::Keep,
            Some("none") => Edit::Remove,
            Some(id) => Edit::Set(id.to_owned()),
        },
        timeout_seconds: args.timeout_seconds,
        clear_headers: args.clear_headers,
        headers: args.headers.clone(),
        backoff_plan: match &args.backoff_plan {
            None => Edit::Keep,
            Some(Plain::None) => Edit::Remove,
            Some(Plain::Some(plan)) => Edit::Set(plan.clone()),
        },
        static_ips: args.static_ips.map(|switch| switch == Switch::On),
        secret,
        server_messages: (!args.events.is_empty()).then(|| args.events.clone()),
    })
}

/// The secret in a file, without the line break at its end.
fn read_secret(path: &PathBuf) -> Result<Secret> {
    let shown = path.display();
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|error| Error::failed(format!("cannot read {shown}: {error}")))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() || line.contains(char::is_control) {
        return Err(Error::usage(format!(
            "{shown} does not hold a secret on one line"
        )));
    }
    Ok(Secret::new(line.to_owned()))
}

/// Reads `Name: value`; the name keeps its case.
fn header(text: &str) -> Result<(String, String), String> {
    values::header(text)?;
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// Reads `exponential:5:1`.
fn backoff(text: &str) -> Result<Plain<Backoff>, String> {
    const FORM: &str = "a plan is fixed or exponential, retries (0-10) and seconds (0-10), as in \
                        exponential:5:1";
    if text == "none" {
        return Ok(Plain::None);
    }
    let [kind, retries, delay] = text.split(':').collect::<Vec<_>>()[..] else {
        return Err(FORM.into());
    };
    let plan = Backoff {
        kind: kind.to_owned(),
        max_retries: retries.parse().map_err(|_| FORM)?,
        base_delay_seconds: delay.parse().map_err(|_| FORM)?,
    };
    let fits = matches!(kind, "fixed" | "exponential")
        && plan.max_retries <= 10
        && (0.0..=10.0).contains(&plan.base_delay_seconds);
    if fits {
        Ok(Plain::Some(plan))
    } else {
        Err(FORM.into())
    }
}
