//! Rules about the answer to an assistant-request: who takes the call.

use serde_json::{Map, Value};

use super::case::{Asked, Case, member};
use super::inline;
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure, when};
use super::schema;
use super::show::{described, members, quoted};
use crate::event::finding::Severity::{Error, Warning};

const ON: Scope = Scope::One(Asked::Assistant);

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW037", severity: Error, on: ON, sure: Sure::Sure, mends: true, check: Exchange(nobody),
        when: "none of assistantId, assistant, squadId, squad, workflowId, workflow, destination, error",
        message: "nobody is named: the call ends with assistant-request-returned-no-assistant", fix: "answer {\"assistantId\": \"..\"}",
        source: "schema" },
    Rule { id: "VW038", severity: Warning, on: ON, sure: Sure::Likely, mends: false, check: Exchange(several),
        when: "more than one of error, destination, assistant, squad, workflow",
        message: "only one of them is used", fix: "send one",
        source: "schema" },
    Rule { id: "VW039", severity: Error, on: ON, sure: Sure::Sure, mends: false, check: Exchange(id_not_a_string),
        when: "assistantId, squadId or workflowId is not a string, or is empty",
        message: "an id is a non-empty string", fix: "send the id as the dashboard shows it",
        source: "schema" },
    Rule { id: "VW040", severity: Warning, on: ON, sure: Sure::Unsure, mends: false, check: Exchange(id_not_a_uuid),
        when: "assistantId is not a UUID",
        message: "ids are UUIDs: is a template or a variable not filled in?", fix: "send the assistant's id",
        source: "inferred" },
    Rule { id: "VW041", severity: Error, on: Scope::Assistants, sure: Sure::Likely, mends: false, check: Exchange(assistant_invalid),
        when: "an inline assistant (the answer's, a squad's, a handoff's) is no object, lacks its model's provider or model, or has members, types or values that the schema does not know (a warning where the schema may have grown)",
        message: "an invalid assistant ends the call with assistant-request-returned-invalid-assistant", fix: "send what POST /assistant accepts",
        source: "schema" },
    Rule { id: "VW042", severity: Warning, on: Scope::Assistants, sure: Sure::Likely, mends: true, check: Exchange(read_only),
        when: "an inline assistant has id, orgId, createdAt, updatedAt or isServerUrlSecretSet",
        message: "this member is read-only; validation says \"property should not exist\"", fix: "leave it out, or send assistantId",
        source: "support threads" },
    Rule { id: "VW043", severity: Warning, on: Scope::Assistants, sure: Sure::Likely, mends: true, check: Exchange(misplaced),
        when: "an inline assistant has tools, functions, prompt or systemPrompt",
        message: "this belongs below the assistant's model", fix: "move it: tools to model.tools, a prompt to model.messages",
        source: "support threads" },
    Rule { id: "VW044", severity: Warning, on: ON, sure: Sure::Likely, mends: true, check: Exchange(variables),
        when: "`assistantOverrides.variables`",
        message: "this member is not read", fix: "name it variableValues",
        source: "support threads" },
    Rule { id: "VW045", severity: Error, on: ON, sure: Sure::Likely, mends: false, check: Exchange(unspeakable),
        when: "`error` is not a string or is empty (a warning for an empty one beside another answer)",
        message: "`error` is spoken: the call ends with assistant-request-returned-unspeakable-error", fix: "send a sentence that the caller can hear",
        source: "schema" },
];

fn nobody(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    let keys = Asked::Assistant.keys();
    let wrong = keys.iter().all(|key| member(answer, key).is_none());
    when(wrong, || {
        let found = members(&Value::Object(answer.clone()));
        let fault = Fault::at(
            "body",
            found,
            "assistantId, assistant, squad, destination or error",
        );
        let near = [
            ("assistant_id", "assistantId"),
            ("assistantID", "assistantId"),
            ("squad_id", "squadId"),
            ("id", "assistantId"),
        ];
        match near.into_iter().find(|(name, _)| answer.contains_key(*name)) {
            Some((name, right)) => fault.saying(format!(
                "`{name}` is not read: the call ends with assistant-request-returned-no-assistant"
            )).fixed_by(format!("name the member {right}")),
            None => fault,
        }
    })
}

/// The kinds of answer that are there, in the order Vapi looks for them.
pub(super) fn kinds(answer: &Map<String, Value>) -> Vec<&'static str> {
    [
        ("error", &["error"][..]),
        ("destination", &["destination"]),
        ("assistant", &["assistantId", "assistant"]),
        ("squad", &["squadId", "squad"]),
        ("workflow", &["workflowId", "workflow"]),
    ]
    .into_iter()
    .filter(|(_, names)| names.iter().any(|name| member(answer, name).is_some()))
    .map(|(kind, _)| kind)
    .collect()
}

fn several(case: &Case<'_>) -> Vec<Fault> {
    let kinds = case.answer().map(kinds).unwrap_or_default();
    when(kinds.len() > 1, || {
        Fault::at("body", kinds.join(", "), "one of them")
            .saying(format!("only `{}` is used", kinds[0]))
    })
}

fn id_not_a_string(case: &Case<'_>) -> Vec<Fault> {
    ["assistantId", "squadId", "workflowId"]
        .into_iter()
        .filter_map(|name| {
            let id = case.member(name)?;
            let wrong = id.as_str().is_none_or(|id| id.trim().is_empty());
            wrong.then(|| Fault::at(name, described(id), "a non-empty string"))
        })
        .collect()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

fn id_not_a_uuid(case: &Case<'_>) -> Vec<Fault> {
    let id = case.member("assistantId").and_then(Value::as_str);
    let wrong = id.filter(|id| !id.trim().is_empty() && !is_uuid(id));
    let fault = |id: &str| Fault::at("assistantId", format!("\"{id}\""), "a UUID");
    wrong.map(fault).into_iter().collect()
}

fn assistant_invalid(case: &Case<'_>) -> Vec<Fault> {
    let faults = inline(case)
        .into_iter()
        .flat_map(|(path, assistant)| match assistant {
            Value::Object(object) => schema::faults(&path, object),
            Value::String(_) => {
                vec![not_an_object(path, assistant).fixed_by("send an id as assistantId")]
            }
            _ => vec![not_an_object(path, assistant)],
        });
    if case.asked == Asked::Assistant {
        return faults.collect();
    }
    // The rule's own words are about the start of a call.
    let mut faults: Vec<Fault> = faults.collect();
    for fault in &mut faults {
        let words = || "an invalid assistant cannot take over the call".to_owned();
        fault.message.get_or_insert_with(words);
    }
    faults
}

fn not_an_object(path: String, found: &Value) -> Fault {
    Fault::at(path, described(found), "an object")
}

/// The assistants that stand in the answer.
fn inline<'c>(case: &'c Case<'_>) -> Vec<(String, &'c Value)> {
    case.answer().map(inline::assistants).unwrap_or_default()
}

/// What the API returns with an assistant and does not take back.
pub(super) const READ_ONLY: [&str; 5] = [
    "id",
    "orgId",
    "createdAt",
    "updatedAt",
    "isServerUrlSecretSet",
];

/// What users put into the assistant and belongs into its model.
pub(super) const MISPLACED: [&str; 4] = ["tools", "functions", "prompt", "systemPrompt"];

/// The members of the assistants that are in `names`.
fn in_assistants(case: &Case<'_>, names: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, assistant) in inline(case) {
        for name in names {
            let member = assistant.get(*name);
            found.extend(member.map(|member| (format!("{path}.{name}"), quoted(member))));
        }
    }
    found
}

fn read_only(case: &Case<'_>) -> Vec<Fault> {
    let found = in_assistants(case, &READ_ONLY);
    let fault = |(path, found)| Fault::at(path, found, "nothing");
    found.into_iter().map(fault).collect()
}

fn misplaced(case: &Case<'_>) -> Vec<Fault> {
    let found = in_assistants(case, &MISPLACED);
    let fault = |(path, found)| Fault::at(path, found, "nothing here");
    found.into_iter().map(fault).collect()
}

fn variables(case: &Case<'_>) -> Vec<Fault> {
    let overrides = case.member("assistantOverrides");
    let variables = overrides.and_then(|overrides| overrides.get("variables"));
    let path = "assistantOverrides.variables";
    let fault = |found| Fault::at(path, quoted(found), "`variableValues`");
    variables.map(fault).into_iter().collect()
}

fn unspeakable(case: &Case<'_>) -> Vec<Fault> {
    let Some(error) = case.member("error") else {
        return Vec::new();
    };
    let wrong = error.as_str().is_none_or(|error| error.trim().is_empty());
    when(wrong, || {
        let fault = Fault::at("error", described(error), "a sentence");
        let beside = case.answer().map(kinds).unwrap_or_default().len() > 1;
        if beside && error.is_string() {
            fault.weighing(Warning)
        } else {
            fault
        }
    })
}
