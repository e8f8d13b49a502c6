//! Rules about what a tool's result holds.

use serde_json::Value;

use super::case::{Asked, Case, member};
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure};
use super::show::{described, members, quoted};
use super::tool_results::{Entry, entries};
use crate::event::finding::Severity::{Error, Warning};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW024", severity: Error, on: Scope::Tools, sure: Sure::Likely, mends: true, check: Exchange(result_is_a_tree),
        when: "`result` is an object or an array",
        message: "Vapi reads only a string; one page of the docs says otherwise, but nested JSON was seen to fail", fix: "JSON.stringify(result)",
        source: "docs (custom tools troubleshooting), schema; docs (custom tools) disagrees" },
    Rule { id: "VW025", severity: Warning, on: Scope::Tools, sure: Sure::Unsure, mends: true, check: Exchange(result_is_a_scalar),
        when: "`result` is a number, a boolean or null",
        message: "the schema says a string", fix: "String(result)",
        source: "docs (custom tools troubleshooting); docs (custom tools) disagrees" },
    Rule { id: "VW026", severity: Warning, on: Scope::Tools, sure: Sure::Unsure, mends: true, check: Exchange(line_break),
        when: "a line break in `result` or `error`",
        message: "the troubleshooting page says that line breaks break parsing; some deployments return them and work", fix: "use one line",
        source: "docs (custom tools troubleshooting); one live deployment disagrees" },
    Rule { id: "VW027", severity: Error, on: Scope::Tools, sure: Sure::Sure, mends: false, check: Exchange(nothing_said),
        when: "neither `result` nor `error` nor `message`",
        message: "there is nothing for the model to use", fix: "add `result`, one string",
        source: "schema" },
    Rule { id: "VW028", severity: Warning, on: Scope::Tools, sure: Sure::Likely, mends: false, check: Exchange(both_said),
        when: "both `result` and `error`",
        message: "error and result stand together", fix: "send one of them",
        source: "schema" },
    Rule { id: "VW029", severity: Error, on: Scope::Tools, sure: Sure::Sure, mends: true, check: Exchange(error_not_a_string),
        when: "`error` is not a string",
        message: "`error` must be a string", fix: "send the error's message",
        source: "docs (custom tools troubleshooting)" },
    Rule { id: "VW033", severity: Warning, on: Scope::Tools, sure: Sure::Unsure, mends: false, check: Exchange(too_long),
        when: "`result` is longer than 4,000 characters (an error from 100,000)",
        message: "long results are slow, and may be truncated", fix: "return only what the model needs",
        source: "docs (custom tools troubleshooting), inferred" },
    Rule { id: "VW034", severity: Warning, on: Scope::One(Asked::Tools), sure: Sure::Likely, mends: false, check: Exchange(message_shape),
        when: "a result's `message` is not {type: request-complete or request-failed, content}",
        message: "Vapi cannot speak this message", fix: "send {\"type\": \"request-complete\", \"content\": \"..\"}",
        source: "schema" },
];

/// The entries, each through a rule that finds at most one fault.
fn each(case: &Case<'_>, fault: impl Fn(&Entry<'_>) -> Option<Fault>) -> Vec<Fault> {
    entries(case).iter().filter_map(fault).collect()
}

fn result_is_a_tree(case: &Case<'_>) -> Vec<Fault> {
    each(case, |entry| {
        let result = entry.item.get("result")?;
        let wrong = result.is_object() || result.is_array();
        wrong.then(|| Fault::at(entry.at("result"), described(result), "a string"))
    })
}

fn result_is_a_scalar(case: &Case<'_>) -> Vec<Fault> {
    each(case, |entry| {
        let result = entry.item.get("result")?;
        let beside = ["error", "message"]
            .into_iter()
            .any(|name| member(entry.item, name).is_some());
        let wrong = result.is_number() || result.is_boolean() || (result.is_null() && !beside);
        wrong.then(|| Fault::at(entry.at("result"), described(result), "a string"))
    })
}

fn line_break(case: &Case<'_>) -> Vec<Fault> {
    each(case, |entry| {
        let broken = |name: &&str| {
            let text = entry.item.get(*name).and_then(Value::as_str);
            text.is_some_and(|text| text.contains(['\n', '\r']))
        };
        let name = ["result", "error"].into_iter().find(broken)?;
        Some(Fault::at(
            entry.at(name),
            quoted(&entry.item[name]),
            "one line",
        ))
    })
}

fn nothing_said(case: &Case<'_>) -> Vec<Fault> {
    each(case, |entry| {
        let said = ["result", "error"]
            .into_iter()
            .any(|name| entry.item.contains_key(name))
            || member(entry.item, "message").is_some();
        let item = || members(&Value::Object(entry.item.clone()));
        let path = if entry.path.is_empty() {
            "result"
        } else {
            &entry.path
        };
        (!said).then(|| Fault::at(path, item(), "`result` or `error`"))
    })
}

fn both_said(case: &Case<'_>) -> Vec<Fault> {
    each(case, |entry| {
        let [result, error] = ["result", "error"].map(|name| member(entry.item, name));
        let (Some(_), Some(error)) = (result, error) else {
            return None;
        };
        Some(Fault::at(
            entry.at("error"),
            quoted(error),
            "either `result` or `error`",
        ))
    })
}

fn error_not_a_string(case: &Case<'_>) -> Vec<Fault> {
    let listed = each(case, |entry| {
        let error = member(entry.item, "error").filter(|error| !error.is_string())?;
        Some(Fault::at(entry.at("error"), described(error), "a string"))
    });
    let top = (case.asked == Asked::Tools)
        .then(|| case.member("error"))
        .flatten();
    let top = top.filter(|error| !error.is_string());
    let top = top.map(|error| Fault::at("error", described(error), "a string"));
    top.into_iter().chain(listed).collect()
}

fn too_long(case: &Case<'_>) -> Vec<Fault> {
    each(case, |entry| {
        let length = entry.item.get("result")?.as_str()?.chars().count();
        let fault = (length > 4_000).then(|| {
            Fault::at(
                entry.at("result"),
                format!("{length} characters"),
                "at most 4000 characters",
            )
        })?;
        Some(if length >= 100_000 {
            fault.weighing(Error)
        } else {
            fault
        })
    })
}

fn message_shape(case: &Case<'_>) -> Vec<Fault> {
    each(case, |entry| {
        let message = member(entry.item, "message")?;
        let one = std::slice::from_ref(message);
        let all = message.as_array().map_or(one, Vec::as_slice);
        let wrong = all.iter().find(|message| !is_spoken(message))?;
        let expected = "{type: \"request-complete\" or \"request-failed\", content}";
        Some(Fault::at(entry.at("message"), described(wrong), expected))
    })
}

fn is_spoken(message: &Value) -> bool {
    let kind = message.get("type").and_then(Value::as_str);
    let said = message.get("content").is_some_and(Value::is_string)
        || message.get("contents").is_some_and(Value::is_array);
    matches!(kind, Some("request-complete" | "request-failed")) && said
}
