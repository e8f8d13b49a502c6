//! What an answer leads to, as data: what a simulated call goes on with. The same reading as
//! [`super::effect`], which says it in words.

use serde_json::{Map, Value};

use super::apply;
use super::assistant::kinds;
use super::case::{Asked, Call, Case, asked, member};
use super::effect::{is_heard, spoken};
use super::tool_results::{Entry, entries};
use crate::event::exchange::{self, Exchange};
use crate::event::finding::Severity;

/// What the model reads when it gets nothing.
const NO_RESULT: &str = "No result returned.";
/// What it reads while a tool that is `async` is at work.
const PENDING: &str = "Tool Result Still Pending But Proceed Further If Possible.";

/// What an answer leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The answer's content does not matter to the call.
    Nothing,
    /// An assistant-request: who takes the call, or how it ends.
    Taken(Taken),
    /// Tool calls: what the model reads, in the order of the calls.
    Results(Vec<ToolOutcome>),
    /// A transfer or a handoff.
    Moved {
        /// Where to; `Err` says why it does not happen, if the app did.
        destination: Result<Value, Option<String>>,
        /// What the caller hears before.
        spoken: Option<String>,
    },
}

/// Who takes a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// An `assistant`, a `squad` or a `workflow`: the answer names it or holds it.
    By {
        /// Which of the three.
        kind: &'static str,
        /// The whole answer.
        answer: Map<String, Value>,
    },
    /// A number or a SIP address.
    Forwarded(Value),
    /// Nobody: the call ends.
    Ended {
        /// The `endedReason`.
        reason: &'static str,
        /// What the caller hears before.
        spoken: Option<String>,
        /// What Vapi says was wrong with the answer.
        error: Option<String>,
    },
}

/// What one call of a tool leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolOutcome {
    /// The call's id.
    pub id: String,
    /// The function's name.
    pub name: String,
    /// What the model reads.
    pub result: String,
    /// What the caller hears at once.
    pub spoken: Option<String>,
}

/// What the answer leads to, by the published precedence.
#[must_use]
pub fn outcome(exchange: &Exchange) -> Outcome {
    let Some(delivery) = &exchange.delivery else {
        return Outcome::Nothing;
    };
    let text = exchange.arrival.text();
    let case = Case::open(&exchange.arrival, delivery, &text);
    match asked(&exchange.arrival) {
        Asked::Assistant => Outcome::Taken(taken(&case)),
        Asked::Tools | Asked::Function => Outcome::Results(results(&case)),
        Asked::Transfer | Asked::Handoff => Outcome::Moved {
            destination: moved(&case),
            spoken: said_before(&case),
        },
        _ => Outcome::Nothing,
    }
}

fn ended(reason: &'static str, error: Option<String>) -> Taken {
    Taken::Ended {
        reason,
        spoken: None,
        error,
    }
}

fn taken(case: &Case<'_>) -> Taken {
    if !is_heard(case) {
        return ended("assistant-request-failed", Some(unheard(case)));
    }
    let nobody = || ended("assistant-request-returned-no-assistant", None);
    let Some(answer) = case.answer() else {
        return nobody();
    };
    let text = |name: &str| member(answer, name).and_then(Value::as_str);
    match kinds(answer).first().copied() {
        Some("error") => match text("error").filter(|error| !error.trim().is_empty()) {
            Some(error) => Taken::Ended {
                reason: "assistant-request-returned-error",
                spoken: Some(error.to_owned()),
                error: None,
            },
            None => ended("assistant-request-returned-unspeakable-error", None),
        },
        Some("destination") => Taken::Forwarded(answer["destination"].clone()),
        Some(kind) => match invalid(case, kind) {
            Some(error) => ended(
                "assistant-request-returned-invalid-assistant",
                Some(format!("Invalid Assistant. Errors: [ \"{error}\" ]")),
            ),
            None => Taken::By {
                kind,
                answer: answer.clone(),
            },
        },
        None => nobody(),
    }
}

/// Why an answer did not count, as an HTTP client tells it.
fn unheard(case: &Case<'_>) -> String {
    let deadline = case.arrival.event().deadline;
    let late = case.delivery.latency > deadline;
    match case.delivery.outcome {
        exchange::Outcome::Answered if !late => {
            format!("Request failed with status code {}", case.delivery.status)
        }
        exchange::Outcome::Answered | exchange::Outcome::DeadlineCut => {
            format!("timeout of {}ms exceeded", deadline.as_millis())
        }
        _ => "socket hang up".to_owned(),
    }
}

/// What makes a transient assistant, or the id of who takes the call, invalid.
fn invalid(case: &Case<'_>, kind: &str) -> Option<String> {
    let findings = apply(case);
    let id = format!("{kind}Id");
    let finding = findings.iter().find(|finding| match &*finding.id {
        "VW039" => finding.path == id,
        "VW041" => kind == "assistant" && finding.severity == Severity::Error,
        _ => false,
    })?;
    Some(format!("{}: {}", finding.path, finding.message))
}

fn results(case: &Case<'_>) -> Vec<ToolOutcome> {
    let results = entries(case);
    let heard = is_heard(case);
    let of = |(at, call): (usize, &Call)| {
        let entry = results.iter().find(|entry| entry.call == Some(at));
        let entry = entry.filter(|_| heard && !call.is_async);
        ToolOutcome {
            id: call.id.clone(),
            name: call.name.clone(),
            result: match entry {
                _ if call.is_async => PENDING.to_owned(),
                Some(entry) => read(entry),
                None => NO_RESULT.to_owned(),
            },
            spoken: entry.and_then(|entry| spoken(call, entry).map(str::to_owned)),
        }
    };
    case.calls.iter().enumerate().map(of).collect()
}

/// What the model reads of a result.
fn read(entry: &Entry<'_>) -> String {
    let value = member(entry.item, "error").or_else(|| member(entry.item, "result"));
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(other @ (Value::Number(_) | Value::Bool(_))) => other.to_string(),
        _ => NO_RESULT.to_owned(),
    }
}

/// What is said before a call is moved: the answer's message, else the destination's.
fn said_before(case: &Case<'_>) -> Option<String> {
    let answer = case.answer().filter(|_| is_heard(case))?;
    let own = member(answer, "message").and_then(|message| message.get("content"));
    let place = member(answer, "destination").and_then(|to| to.get("message"));
    let said = own.or(place)?.as_str()?;
    (!said.is_empty()).then(|| said.to_owned())
}

fn moved(case: &Case<'_>) -> Result<Value, Option<String>> {
    let answer = case.answer().filter(|_| is_heard(case)).ok_or(None)?;
    match member(answer, "destination") {
        Some(destination) if destination.as_object().is_some_and(|it| !it.is_empty()) => {
            Ok(destination.clone())
        }
        _ => {
            let error = member(answer, "error").or_else(|| member(answer, "result"));
            Err(error.and_then(Value::as_str).map(str::to_owned))
        }
    }
}
