//! Rules about the smaller answers: handoff, knowledge base, endpointing, predial.

use serde_json::Value;

use super::case::{Asked, Case, member};
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure, when};
use super::show::{described, found, members};
use crate::event::finding::Severity::{Error, Warning};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW054", severity: Error, on: Scope::One(Asked::Handoff), sure: Sure::Likely, mends: true, check: Exchange(handoff),
        when: "no `destination` and no `error`; a list of destinations; a destination of type assistant without assistantId, assistantName or assistant",
        message: "a handoff needs exactly one destination", fix: "send {\"destination\": {\"type\": \"assistant\", \"assistantId\": \"..\"}}, or an error to refuse",
        source: "docs (handoff)" },
    Rule { id: "VW055", severity: Error, on: Scope::One(Asked::Knowledge), sure: Sure::Sure, mends: true, check: Exchange(no_documents),
        when: "neither `documents` nor `message`, or `documents` is not an array",
        message: "the knowledge base gave nothing that can be read", fix: "send {\"documents\": [..]}; an empty list is fine",
        source: "docs (custom knowledge base)" },
    Rule { id: "VW056", severity: Error, on: Scope::One(Asked::Knowledge), sure: Sure::Sure, mends: false, check: Exchange(document),
        when: "a document without `content` (a string) or `similarity` (a number)",
        message: "the schema requires both members of every document", fix: "send {\"content\": \"..\", \"similarity\": 0.9}",
        source: "schema" },
    Rule { id: "VW057", severity: Warning, on: Scope::One(Asked::Knowledge), sure: Sure::Unsure, mends: false, check: Exchange(similarity),
        when: "`similarity` is not from 0 to 1",
        message: "a similarity is a share: is this a distance or a percentage?", fix: "scale it to 0..1",
        source: "inferred" },
    Rule { id: "VW058", severity: Error, on: Scope::One(Asked::Endpointing), sure: Sure::Sure, mends: true, check: Exchange(endpointing),
        when: "`timeoutSeconds` is missing, no number, or not from 0 to 15",
        message: "Vapi does not know how long to wait", fix: "send {\"timeoutSeconds\": 0.5}",
        source: "schema" },
    Rule { id: "VW059", severity: Error, on: Scope::One(Asked::Predial), sure: Sure::Sure, mends: true, check: Exchange(predial),
        when: "`eligible` is missing or no boolean",
        message: "this counts as a failure (contact.predial-failed): the call is not placed", fix: "send {\"eligible\": true} or {\"eligible\": false}",
        source: "schema" },
];

fn handoff(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    let Some(destination) = member(answer, "destination") else {
        let refused = member(answer, "error").is_some();
        let found = || members(&Value::Object(answer.clone()));
        return when(!refused, || {
            Fault::at("destination", found(), "a destination or an error")
        });
    };
    let Some(object) = destination.as_object() else {
        return vec![Fault::at(
            "destination",
            described(destination),
            "one object",
        )];
    };
    let named = ["assistantId", "assistantName", "assistant"]
        .into_iter()
        .any(|name| member(object, name).is_some());
    let is_assistant = object.get("type").and_then(Value::as_str) == Some("assistant");
    when(is_assistant && !named, || {
        Fault::at(
            "destination",
            members(destination),
            "assistantId, assistantName or assistant",
        )
        .saying("the destination does not say which assistant")
    })
}

fn no_documents(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    match (member(answer, "documents"), member(answer, "message")) {
        (Some(documents), _) => when(!documents.is_array(), || {
            Fault::at("documents", described(documents), "an array")
        }),
        (None, Some(_)) => Vec::new(),
        (None, None) => {
            let found = members(&Value::Object(answer.clone()));
            vec![Fault::at("documents", found, "`documents` or `message`")]
        }
    }
}

fn documents<'c>(case: &'c Case<'_>) -> impl Iterator<Item = (String, &'c Value)> {
    let documents = case.member("documents").and_then(Value::as_array);
    let documents = documents.map_or(&[][..], Vec::as_slice).iter().enumerate();
    documents.map(|(at, document)| (format!("documents[{at}]"), document))
}

fn document(case: &Case<'_>) -> Vec<Fault> {
    documents(case)
        .flat_map(|(path, document)| {
            let [content, similarity] = ["content", "similarity"].map(|name| document.get(name));
            let content = (!content.is_some_and(Value::is_string))
                .then(|| Fault::at(format!("{path}.content"), found(content), "a string"));
            let similarity = (!similarity.is_some_and(Value::is_number))
                .then(|| Fault::at(format!("{path}.similarity"), found(similarity), "a number"));
            [content, similarity].into_iter().flatten()
        })
        .collect()
}

fn similarity(case: &Case<'_>) -> Vec<Fault> {
    documents(case)
        .filter_map(|(path, document)| {
            let similarity = document.get("similarity")?.as_f64()?;
            let wrong = !(0.0..=1.0).contains(&similarity);
            wrong.then(|| {
                Fault::at(
                    format!("{path}.similarity"),
                    similarity.to_string(),
                    "0 to 1",
                )
            })
        })
        .collect()
}

fn endpointing(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    let timeout = member(answer, "timeoutSeconds");
    let fine = timeout
        .and_then(Value::as_f64)
        .is_some_and(|seconds| (0.0..=15.0).contains(&seconds));
    when(!fine, || {
        Fault::at("timeoutSeconds", found(timeout), "a number from 0 to 15")
    })
}

fn predial(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    let eligible = member(answer, "eligible");
    let fine = eligible.is_some_and(Value::is_boolean);
    when(!fine, || {
        Fault::at("eligible", found(eligible), "true or false")
    })
}
