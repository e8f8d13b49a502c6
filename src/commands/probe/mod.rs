//! `probe`: sends an app the wrong things on purpose, and tells what it accepted that it should
//! not have.

mod cases;

use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use serde_json::json;

use super::signing::PlanArgs;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::event::catalog;
use crate::event::envelope::{Envelope, Headers, now_ms};
use crate::event::exchange::{Delivery, Outcome};
use crate::event::id::EventId;
use crate::event::line::to_json;
use crate::relay::forward::{ForwardError, Forwarder, Reason};
use crate::relay::once::{self, Patience};
use crate::relay::routing::Destination;
use crate::relay::target::Target;
use crate::render::{lines, out, table};
use cases::{Case, Should, cases};

/// Arguments of `probe`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook probe 3000 --auth prod
  vapihook probe localhost:3000/vapi/webhook --plan credential.json --secret-env VAPI_WEBHOOK_SECRET
  vapihook probe 3000 --scheme shared-secret --secret-file secret.txt --json

Each is sent once, with the body of a status-update: right, then unsigned, with another secret,
tampered with, too old, replayed, too large, broken, unknown. Nothing is recorded. Each is given
10 s to be answered; when what is right is not, the rest is not sent.

Exit codes: 0 when the app did as it should, 3 when it did not, 6 when it cannot be reached.")]
pub struct Args {
    /// The app: 3000, :3000/path, localhost:3000/path or a URL
    #[arg(value_name = "TARGET")]
    target: String,
    /// Send this body instead
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Accept any certificate of an https app, also a self-signed one
    #[arg(long)]
    skip_verify: bool,
    #[command(flatten)]
    plan: PlanArgs,
}

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// How an app did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Did {
    Right,
    Accepted,
    Refused,
    Broke,
}

impl Did {
    fn name(self) -> &'static str {
        match self {
            Self::Right => "ok",
            Self::Accepted => "ACCEPTED",
            Self::Refused => "REFUSED",
            Self::Broke => "BROKE",
        }
    }

    fn of(should: Should, status: Option<u16>) -> Self {
        match (should, status) {
            (_, None | Some(500..)) => Self::Broke,
            (Should::Accept, Some(200..=299)) | (Should::Survive, _) => Self::Right,
            (Should::Accept, _) => Self::Refused,
            (Should::Refuse, Some(0..=399)) => Self::Accepted,
            (Should::Refuse, _) => Self::Right,
        }
    }
}

/// Runs `probe`; the result is the exit code.
///
/// # Errors
/// When the plan or its secret cannot be found or used, or the app cannot be reached.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    let target = Target::parse(&args.target)?.fixed_path(true);
    let url = target
        .uri_for("/")
        .map_or_else(|_| target.to_string(), |url| url.to_string());
    let auth = args.plan.auth(context, false)?;
    let plan = auth.plan().cloned();
    let plan = plan.ok_or_else(|| Error::usage("there is no plan to sign by"))?;
    let body = match &args.body {
        None => sample(),
        Some(path) => read(path)?,
    };
    let cases = cases(&auth, &plan, &body, &url, now_ms())?;
    let forwarder = Forwarder::new(HeaderMap::new(), target.is_https(), args.skip_verify)?;
    let destination = Destination::from(target);
    let mut told = Vec::new();
    super::runtime()?.block_on(async {
        for case in cases {
            let is_first = told.is_empty();
            let sent = send(&case, &forwarder, &destination).await;
            let delivery = match sent {
                Ok(delivery) => delivery,
                Err(error) if is_first || error.reason != Reason::ClosedEarly => {
                    return Err(error.told("TARGET"));
                }
                Err(_) => None,
            };
            let did = Did::of(
                case.should,
                delivery.as_ref().map(|delivery| delivery.status),
            );
            if context.json() {
                out::data_line(&as_json(&case, delivery.as_ref(), did));
            }
            let is_silent = delivery.is_none();
            told.push((case, delivery, did));
            if is_first && is_silent {
                break;
            }
        }
        Ok(())
    })?;
    if !context.json() {
        out::data(as_text(&told, context.quiet()).as_bytes()).ok();
    }
    let wrong = told.iter().any(|(_, _, did)| *did != Did::Right);
    Ok(if wrong { Kind::No.exit_code() } else { 0 })
}

/// What is sent unless a file says otherwise: the event that comes most.
fn sample() -> Vec<u8> {
    let row = catalog::find("status-update");
    row.map_or_else(|| b"{}".to_vec(), |row| row.sample.as_bytes().to_vec())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let name = path.display();
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::not_found(format!("there is no file \"{name}\"")),
        _ => Error::failed(format!("{name} cannot be read: {error}")),
    })
}

async fn send(
    case: &Case,
    forwarder: &Forwarder,
    destination: &Destination,
) -> Result<Option<Delivery>, ForwardError> {
    let envelope = Envelope {
        id: EventId::new(),
        received_ms: now_ms(),
        method: case.method.clone(),
        path: "/".to_owned(),
        headers: Headers::from_map(&case.headers),
        body: Bytes::from(case.body.clone()),
    };
    let arrival = destination.arrival(envelope);
    let patience = Patience::For(PATIENCE);
    let exchange = once::send(forwarder, arrival, &destination.target, false, patience).await?;
    let answer = exchange.delivery;
    Ok(answer.filter(|delivery| delivery.outcome != Outcome::DeadlineCut))
}

/// What to do about a case that went wrong.
fn fix(case: &Case, delivery: Option<&Delivery>) -> &'static str {
    match delivery {
        Some(_) => case.fix,
        None => "answer whatever comes; look in the app's log for what kept it from that",
    }
}

fn as_json(case: &Case, delivery: Option<&Delivery>, did: Did) -> String {
    to_json(&json!({
        "v": 1,
        "type": "probe",
        "case": case.name,
        "about": case.about,
        "should": case.should.name(),
        "status": delivery.map(|delivery| delivery.status),
        "ok": did == Did::Right,
        "did": did.name().to_ascii_lowercase(),
        "fix": (did != Did::Right).then_some(fix(case, delivery)),
    }))
}

fn as_text(told: &[(Case, Option<Delivery>, Did)], quiet: bool) -> String {
    let shown = told
        .iter()
        .filter(|(_, _, did)| !quiet || *did != Did::Right);
    let rows: Vec<[String; 5]> = shown
        .map(|(case, delivery, did)| {
            let (status, took) = match delivery {
                Some(delivery) => (delivery.status.to_string(), lines::took(delivery.latency)),
                None => ("no answer".to_owned(), String::new()),
            };
            let about = match did {
                Did::Right => case.about.clone(),
                _ => format!("{}; fix: {}", case.about, fix(case, delivery.as_ref())),
            };
            let name = case.name.to_owned();
            [name, did.name().to_owned(), status, took, about]
        })
        .collect();
    let count = |what: Did| told.iter().filter(|(_, _, did)| *did == what).count();
    let mut text = String::new();
    if !rows.is_empty() {
        text += &table::table(["SENT", "APP", "STATUS", "TOOK", "WHAT IT IS"], &rows);
        text.push('\n');
    }
    let (accepted, broke) = (count(Did::Accepted), count(Did::Broke));
    let verdict = if let [(_, None, _)] = told {
        "the app does not answer what is right: the rest was not sent".to_owned()
    } else if count(Did::Refused) > 0 {
        "the app refused what is right: the rest says little".to_owned()
    } else if accepted + broke > 0 {
        format!("accepted {accepted} that it should not have, broke on {broke}")
    } else if quiet {
        return text;
    } else {
        "the app did as it should".to_owned()
    };
    text + &verdict + "\n"
}
