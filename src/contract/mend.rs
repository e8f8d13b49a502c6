//! The answer as it should be, where that follows from the answer as it is.
//!
//! One correction per kind of answer. It is offered only when checking it again finds neither
//! the fault it is offered for nor any error.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::assistant::READ_ONLY;
use super::case::{Asked, Case, member};
use super::inline;
use super::tool_results::OTHER_NAMES;
use super::{apply, find, wrap};
use crate::event::envelope::Headers;
use crate::event::exchange::{Delivery, Outcome};
use crate::event::finding::{Finding, Severity};

/// Adds the corrected answer to the findings that it cures.
pub(super) fn attach(case: &Case<'_>, findings: &mut [Finding]) {
    let cured = |finding: &Finding| find(&finding.id).is_some_and(|rule| rule.mends);
    if !findings.iter().any(cured) {
        return;
    }
    let Some(body) = case.body().and_then(|body| mended(case, body)) else {
        return;
    };
    let left = check_again(case, &body);
    if left
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| cured(finding)) {
        if !left.iter().any(|other| other.id == finding.id) {
            finding.fix_body = Some(body.clone());
        }
    }
}

/// What the rules say about the corrected body.
fn check_again(case: &Case<'_>, body: &Value) -> Vec<Finding> {
    let delivery = Delivery {
        outcome: Outcome::Answered,
        detail: None,
        status: 200,
        headers: Headers::from_block(b"content-type: application/json\r\n".to_vec()),
        body: Bytes::from(body.to_string()),
        body_omitted: 0,
        latency: Duration::ZERO,
    };
    let arrival = Arc::new(case.arrival.clone());
    let text = arrival.text();
    apply(&Case::open(&arrival, &delivery, &text))
}

fn mended(case: &Case<'_>, body: &Value) -> Option<Value> {
    let body = match body {
        Value::String(text) => serde_json::from_str(text).ok()?,
        body => body.clone(),
    };
    let mut inner = wrap::innermost(case.asked, &body);
    match case.asked {
        Asked::Tools => return tools(case, inner),
        Asked::Function => function(&mut inner),
        Asked::Assistant => {
            assistant(&mut inner);
            assistants(&mut inner);
        }
        Asked::Transfer => transfer(&mut inner),
        Asked::Handoff => {
            only_one(&mut inner, "destination");
            assistants(&mut inner);
        }
        Asked::Knowledge => listed(&mut inner, "documents"),
        Asked::Endpointing => unquoted(&mut inner, "timeoutSeconds"),
        Asked::Predial => unquoted(&mut inner, "eligible"),
        Asked::Voice | Asked::Nothing => return None,
    }
    inner.is_object().then_some(inner)
}

fn tools(case: &Case<'_>, answer: Value) -> Option<Value> {
    let mut items = results(case, answer)?;
    for item in &mut items {
        if !item.is_object() {
            *item = json!({ "result": item.take() });
        }
    }
    let mut items: Vec<Map<String, Value>> = items
        .into_iter()
        .filter_map(|item| match item {
            Value::Object(item) => Some(item),
            _ => None,
        })
        .collect();
    give_ids(case, &mut items)?;
    let mut seen = Vec::new();
    items.retain(|item| {
        let id = item.get("toolCallId").cloned();
        let first = !seen.contains(&id);
        seen.push(id);
        first
    });
    items.iter_mut().for_each(texts);
    Some(json!({ "results": items }))
}

/// The results, wherever they stand.
fn results(case: &Case<'_>, mut answer: Value) -> Option<Vec<Value>> {
    if let Value::Array(items) = answer {
        return Some(items);
    }
    let object = answer.as_object_mut()?;
    match object.remove("results") {
        Some(Value::Array(items)) => return Some(items),
        Some(Value::Object(item)) => return Some(vec![Value::Object(item)]),
        Some(Value::Null) | None => {}
        Some(other) => return Some(vec![json!({ "result": other })]),
    }
    let is_result = ["result", "toolCallId"]
        .into_iter()
        .any(|name| object.contains_key(name));
    if is_result {
        return Some(vec![answer]);
    }
    // Data as it came from a database or an API: the result of the only call.
    let data = case.calls.len() == 1 && !object.is_empty() && !object.contains_key("error");
    data.then(|| vec![json!({ "result": answer })])
}

/// Gives the results that belong to no call the ids of the calls without a result: first by the
/// function's name, then in order. `None` when there are more results than calls.
fn give_ids(case: &Case<'_>, items: &mut [Map<String, Value>]) -> Option<()> {
    let id_of = |item: &Map<String, Value>| {
        let other = OTHER_NAMES.iter().find_map(|name| item.get(*name));
        let id = item.get("toolCallId").filter(|id| id.is_string()).or(other);
        id.and_then(Value::as_str).and_then(|id| case.call(id))
    };
    let known: Vec<Option<usize>> = items.iter().map(id_of).collect();
    let mut free: Vec<usize> = (0..case.calls.len())
        .filter(|at| !known.contains(&Some(*at)) && !case.calls[*at].is_async)
        .collect();
    for (item, known) in items.iter_mut().zip(known) {
        let name = member(item, "name").and_then(Value::as_str);
        let named = name.and_then(|name| free.iter().position(|at| case.calls[*at].name == name));
        let at = match known {
            Some(at) => at,
            None if free.is_empty() => return None,
            None => free.remove(named.unwrap_or(0)),
        };
        let call = &case.calls[at];
        for name in OTHER_NAMES {
            item.shift_remove(name);
        }
        item.shift_remove("toolCallId");
        item.shift_insert(0, "toolCallId".to_owned(), json!(call.id));
        if item.contains_key("name") {
            item.insert("name".to_owned(), json!(call.name));
        }
    }
    Some(())
}

/// Makes a result and an error one line of text.
fn texts(item: &mut Map<String, Value>) {
    for name in ["result", "error"] {
        let Some(value) = item.get_mut(name) else {
            continue;
        };
        let text = match &*value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Object(error) if name == "error" => match error.get("message") {
                Some(Value::String(message)) => message.clone(),
                _ => Value::Object(error.clone()).to_string(),
            },
            other => other.to_string(),
        };
        let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).collect();
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        *value = json!(if text.contains(['\n', '\r']) {
            lines.join(" ")
        } else {
            text
        });
    }
}

fn function(answer: &mut Value) {
    if let Some(answer) = answer.as_object_mut() {
        texts(answer);
        if let Some(Value::Array(items)) = answer.get_mut("results") {
            items
                .iter_mut()
                .filter_map(Value::as_object_mut)
                .for_each(texts);
        }
    }
}

fn assistant(answer: &mut Value) {
    let Some(answer) = answer.as_object_mut() else {
        return;
    };
    for (wrong, right) in [
        ("assistant_id", "assistantId"),
        ("assistantID", "assistantId"),
        ("squad_id", "squadId"),
    ] {
        rename(answer, wrong, right);
    }
    if let Some(Value::Object(overrides)) = answer.get_mut("assistantOverrides") {
        rename(overrides, "variables", "variableValues");
    }
    if let Some(Value::Object(destination)) = answer.get_mut("destination") {
        number(destination);
    }
}

/// Mends the inline assistants; what is mended may bring another into its place.
fn assistants(answer: &mut Value) {
    let path = |answer: &Value, at: usize| {
        let found = inline::assistants(answer.as_object()?);
        found.get(at).map(|(path, _)| inline::pointer(path))
    };
    let mut at = 0;
    while let Some(path) = path(answer, at) {
        if let Some(Value::Object(assistant)) = answer.pointer_mut(&path) {
            for name in READ_ONLY {
                assistant.shift_remove(name);
            }
            move_to_model(assistant);
        }
        at += 1;
    }
}

/// Moves what belongs into the model there, when there is a model and nothing in its place.
/// What becomes of the older `functions` is not for us to guess.
fn move_to_model(assistant: &mut Map<String, Value>) {
    for (name, place) in [
        ("tools", "tools"),
        ("prompt", "messages"),
        ("systemPrompt", "messages"),
    ] {
        let model = assistant.get("model").and_then(Value::as_object);
        if model.is_none_or(|model| model.contains_key(place)) {
            continue;
        }
        let moved = match assistant.get(name) {
            Some(Value::String(prompt)) if place == "messages" => {
                json!([{ "role": "system", "content": prompt }])
            }
            Some(tools @ Value::Array(_)) if place == "tools" => tools.clone(),
            _ => continue,
        };
        assistant.shift_remove(name);
        assistant["model"][place] = moved;
    }
}

fn transfer(answer: &mut Value) {
    let Some(answer) = answer.as_object_mut() else {
        return;
    };
    if let Some(Value::Object(destination)) = answer.get_mut("destination") {
        number(destination);
    }
    if let Some(Value::Object(message)) = answer.get_mut("message") {
        rename(message, "message", "content");
    }
}

fn number(destination: &mut Map<String, Value>) {
    for name in ["phoneNumber", "phone_number", "phone"] {
        rename(destination, name, "number");
    }
}

/// Gives a member its right name, unless that is taken.
fn rename(object: &mut Map<String, Value>, wrong: &str, right: &str) {
    if object.contains_key(right) {
        return;
    }
    if let Some(value) = object.shift_remove(wrong) {
        object.insert(right.to_owned(), value);
    }
}

/// Takes the only item out of its list.
fn only_one(answer: &mut Value, name: &str) {
    if let Some(Value::Array(items)) = answer.get_mut(name)
        && let [item] = &mut items[..]
    {
        answer[name] = item.take();
    }
}

/// Puts a lone object, or a bare list, where a list is wanted.
fn listed(answer: &mut Value, name: &str) {
    if answer.is_array() {
        *answer = json!({ name: answer.take() });
    } else if let Some(item) = answer.get_mut(name).filter(|item| item.is_object()) {
        *item = json!([item.take()]);
    }
}

/// Makes a number or a boolean of its text.
fn unquoted(answer: &mut Value, name: &str) {
    if let Some(value) = answer.get_mut(name)
        && let Some(inner) = value
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok())
    {
        *value = inner;
    }
}
