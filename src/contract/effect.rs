//! What an answer does: what the caller hears, who takes the call, how the call ends.

use serde_json::Value;

use super::assistant::kinds;
use super::case::{Asked, Call, Case, member};
use super::show::shortened;
use super::tool_results::{Entry, entries};
use crate::event::exchange::Outcome;
use crate::event::finding::{Finding, Severity};

/// What the model reads when it gets nothing.
const NO_RESULT: &str = "the model reads \"No result returned.\"";

/// One line about the effect of the answer to an assistant-request or to tool-calls, by the
/// published precedence; `None` for every other event. May hold any character.
pub(super) fn effect(case: &Case<'_>, findings: &[Finding]) -> Option<String> {
    if case.delivery.body_omitted > 0 {
        return None;
    }
    match case.asked {
        Asked::Assistant => Some(of_assistant_request(case, findings)),
        Asked::Tools => of_tool_calls(case),
        _ => None,
    }
}

/// Whether the answer reached Vapi in time, with a status that it takes.
pub(super) fn is_heard(case: &Case<'_>) -> bool {
    let delivery = case.delivery;
    let sent = matches!(delivery.outcome, Outcome::Answered | Outcome::Filtered);
    sent && case.is_success() && delivery.latency <= case.arrival.event().deadline
}

fn ends(reason: &str) -> String {
    format!("the call ends with assistant-request-{reason}")
}

fn of_assistant_request(case: &Case<'_>, findings: &[Finding]) -> String {
    if !is_heard(case) {
        return ends("failed");
    }
    let nobody = || ends("returned-no-assistant");
    let Some(answer) = case.answer() else {
        return nobody();
    };
    let text = |name: &str| member(answer, name).and_then(Value::as_str);
    match kinds(answer).first().copied() {
        Some("error") => match text("error").filter(|error| !error.trim().is_empty()) {
            Some(error) => format!(
                "the caller hears {}; {}",
                said(error),
                ends("returned-error")
            ),
            None => ends("returned-unspeakable-error"),
        },
        Some("destination") => forwarded(&answer["destination"]),
        Some(kind) => {
            let name = format!("{kind}Id");
            match text(&name) {
                _ if is_no_id(findings, &name) => {
                    format!("nobody takes the call: {name} is no id")
                }
                Some(id) => format!("{kind} {id} takes the call"),
                None if kind == "assistant" => transient(findings, member(answer, "assistant")),
                None => format!("the {kind} in the answer takes the call"),
            }
        }
        None => nobody(),
    }
}

/// Whether the member of that name was found to be no id.
fn is_no_id(findings: &[Finding], name: &str) -> bool {
    let mut findings = findings.iter();
    findings.any(|finding| finding.id == "VW039" && finding.path == name)
}

fn said(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}

fn forwarded(destination: &Value) -> String {
    let text = |name: &str| destination.get(name).and_then(Value::as_str);
    let to = text("number")
        .or_else(|| text("sipUri"))
        .unwrap_or("an unknown destination");
    let heard = match text("message") {
        Some("") => ", silently".to_owned(),
        Some(message) => format!(" after {}", said(message)),
        None => String::new(),
    };
    format!("the call is forwarded to {to}{heard}")
}

fn transient(findings: &[Finding], assistant: Option<&Value>) -> String {
    let invalid = findings
        .iter()
        .any(|finding| finding.id == "VW041" && finding.severity == Severity::Error);
    if invalid {
        return ends("returned-invalid-assistant");
    }
    let text = |name: &str| assistant.and_then(|assistant| assistant.get(name)?.as_str());
    let name = text("name").map_or_else(String::new, |name| format!(" {}", said(name)));
    let first = text("firstMessage").filter(|first| !first.is_empty());
    let first = first.map_or_else(String::new, |first| format!(" and says {}", said(first)));
    format!("the assistant{name} in the answer takes the call{first}")
}

fn of_tool_calls(case: &Case<'_>) -> Option<String> {
    let results = entries(case);
    let heard = is_heard(case);
    let effects: Vec<String> = case
        .calls
        .iter()
        .enumerate()
        .map(|(at, call)| {
            let entry = results.iter().find(|entry| entry.call == Some(at));
            let effect = of_call(call, entry.filter(|_| heard));
            format!("{}: {effect}", call.name)
        })
        .collect();
    (!effects.is_empty()).then(|| effects.join("; "))
}

/// What one call's result does: its own message is spoken, else the tool's, else the model goes
/// on from the result.
fn of_call(call: &Call, entry: Option<&Entry<'_>>) -> String {
    if call.is_async {
        return "the model went on at once".to_owned();
    }
    let Some(entry) = entry else {
        return NO_RESULT.to_owned();
    };
    if let Some(spoken) = spoken(call, entry) {
        return format!("the caller hears {}", said(spoken));
    }
    let error = member(entry.item, "error").and_then(Value::as_str);
    match (error, member(entry.item, "result")) {
        (Some(error), _) => format!("the model answers from the error {}", said(error)),
        (None, Some(Value::String(result))) => format!("the model answers from {}", said(result)),
        (None, Some(result @ (Value::Number(_) | Value::Bool(_)))) => {
            format!("the model answers from {result}")
        }
        _ => NO_RESULT.to_owned(),
    }
}

/// What the caller hears of a result: its own message, else the tool's.
pub(super) fn spoken<'c>(call: &'c Call, entry: &Entry<'c>) -> Option<&'c str> {
    let message = member(entry.item, "message").and_then(|message| match message {
        Value::Array(all) => all.first()?.get("content")?.as_str(),
        one => one.get("content")?.as_str(),
    });
    let error = member(entry.item, "error").and_then(Value::as_str);
    let own = call.says[usize::from(error.is_some())].as_deref();
    message.or(own).filter(|spoken| !spoken.is_empty())
}
