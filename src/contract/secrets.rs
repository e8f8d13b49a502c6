//! Rules about what an answer must not give away. Nothing here quotes what it found.

use serde_json::Value;

use super::case::{Asked, Case};
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure};
use super::tool_results::entries;
use crate::event::finding::Severity::Error;

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW036", severity: Error, on: Scope::Tools, sure: Sure::Likely, mends: false, check: Exchange(stack_trace),
        when: "an error text is a stack trace",
        message: "the error is a stack trace: the model reads it, and may say it", fix: "return one sentence that the caller may hear, and log the trace",
        source: "VapiAI/skills" },
    Rule { id: "VW065", severity: Error, on: Scope::Every, sure: Sure::Likely, mends: false, check: Exchange(secret),
        when: "an answer contains the request's secret, or a member that holds secrets (serverUrlSecret, twilioAuthToken, x-vapi-secret)",
        message: "the answer gives a secret of the request away", fix: "never copy the request or its configuration into an answer",
        source: "captured payloads" },
];

/// What stands in the stack traces of Python, JavaScript, Java, Rust and Go.
const TRACES: [&str; 7] = [
    "Traceback (most recent call last)",
    "\n    at ",
    "(node:internal/",
    "/node_modules/",
    "panicked at ",
    "goroutine 1 [",
    ".java:",
];

fn stack_trace(case: &Case<'_>) -> Vec<Fault> {
    let top = case.member("error").map(|error| (String::new(), error));
    let listed = entries(case).into_iter().filter_map(|entry| {
        let error = entry.item.get("error")?;
        Some((entry.path, error))
    });
    let mut faults: Vec<Fault> = top
        .into_iter()
        .chain(listed)
        .filter(|(_, error)| {
            let text = error.as_str().unwrap_or_default();
            TRACES.iter().any(|trace| text.contains(trace))
        })
        .map(|(path, _)| {
            let path = format!("{path}.error");
            Fault::at(
                path.trim_start_matches('.'),
                "a stack trace",
                "one sentence",
            )
        })
        .collect();
    faults.dedup_by(|a, b| a.path == b.path);
    faults
}

/// Members whose values are secrets, in lower case.
const SECRET_MEMBERS: [&str; 3] = ["serverurlsecret", "twilioauthtoken", "x-vapi-secret"];

fn secret(case: &Case<'_>) -> Vec<Fault> {
    // An assistant in an answer rightly carries its server's secret.
    if matches!(case.asked, Asked::Assistant | Asked::Handoff | Asked::Voice) {
        return Vec::new();
    }
    let headers = &case.arrival.envelope.headers;
    let echoed = ["x-vapi-secret", "authorization"].into_iter().find(|name| {
        let value = headers.get(name).unwrap_or_default();
        let value = value.strip_prefix("Bearer ").unwrap_or(&value).trim();
        value.len() >= 8 && case.text.contains(value)
    });
    let member = case.json.as_ref().and_then(secret_member);
    let found = echoed
        .map(|name| format!("the value of the request's {name}"))
        .or_else(|| member.map(|name| format!("a value for `{name}`")));
    let found = found.into_iter();
    found
        .map(|found| Fault::at("body", found, "no secret"))
        .collect()
}

/// The first member anywhere in `value` that holds a secret.
fn secret_member(value: &Value) -> Option<&str> {
    match value {
        Value::Object(object) => object.iter().find_map(|(name, value)| {
            let known = SECRET_MEMBERS.contains(&name.to_ascii_lowercase().as_str());
            let filled = value.as_str().is_some_and(|text| !text.is_empty());
            if known && filled {
                return Some(name.as_str());
            }
            secret_member(value)
        }),
        Value::Array(items) => items.iter().find_map(secret_member),
        _ => None,
    }
}
