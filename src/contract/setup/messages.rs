//! Rules about what is sent: an assistant's `serverMessages` and its tools.

use serde_json::Value;

use super::{Part, Setup};
use crate::contract::rule::{Check::Setup as OnSetup, Fault, Rule, Scope, Sure};
use crate::contract::show::{quoted, shortened};
use crate::event::catalog;
use crate::event::finding::Severity::{Note, Warning};

const ON: Scope = Scope::Setup;

#[rustfmt::skip]
pub(in crate::contract) const RULES: &[Rule] = &[
    Rule { id: "VW075", severity: Warning, on: ON, sure: Sure::Likely, mends: false, check: OnSetup(call_control),
        when: "serverMessages lists phone-call-control",
        message: "hanging up and forwarding are left to your server: without a handler for it, calls do not end", fix: "handle phone-call-control, or take it out of serverMessages",
        source: "docs (server events)" },
    Rule { id: "VW076", severity: Warning, on: ON, sure: Sure::Likely, mends: false, check: OnSetup(not_subscribed),
        when: "serverMessages lacks tool-calls, transfer-destination-request or handoff-destination-request, and a tool without a server of its own needs it",
        message: "the tool asks nobody: its event is not sent", fix: "add the type to serverMessages",
        source: "docs (custom tools)" },
    Rule { id: "VW077", severity: Note, on: ON, sure: Sure::Likely, mends: false, check: OnSetup(noisy),
        when: "serverMessages lists model-output, conversation-update or transcript",
        message: "many of these come in every call", fix: "take it out unless you read it",
        source: "published configurations" },
    Rule { id: "VW078", severity: Warning, on: ON, sure: Sure::Sure, mends: false, check: OnSetup(unknown),
        when: "serverMessages lists a type that is not in the published enumeration",
        message: "the API refuses it with 400, unless it is newer than this program", fix: "see the types: docs/events.md",
        source: "schema" },
    Rule { id: "VW079", severity: Warning, on: ON, sure: Sure::Likely, mends: false, check: OnSetup(function_name),
        when: "a function's name has other characters than letters, digits, _ and -, or more than 64",
        message: "models refuse a function of this name", fix: "name it with letters, digits, _ and -",
        source: "docs (tools)" },
];

/// What the assistant subscribes to, where it chooses.
fn listed<'a>(setup: &Setup<'a>) -> Option<Vec<&'a str>> {
    let list = setup.body["serverMessages"].as_array()?;
    let names = list.iter().filter_map(Value::as_str);
    (setup.part == Part::Assistant).then(|| names.collect())
}

/// Where a type stands in the list.
fn at(setup: &Setup<'_>, name: &str) -> Option<String> {
    let at = listed(setup)?.iter().position(|listed| *listed == name)?;
    Some(format!("serverMessages[{at}]"))
}

fn call_control(setup: &Setup<'_>) -> Vec<Fault> {
    let at = at(setup, "phone-call-control");
    let fault = at.map(|at| Fault::at(at, "phone-call-control", "a server that handles it"));
    fault.into_iter().collect()
}

fn not_subscribed(setup: &Setup<'_>) -> Vec<Fault> {
    let Some(listed) = listed(setup) else {
        return Vec::new();
    };
    let faults = setup.tools().into_iter().filter_map(|(_, tool)| {
        let wanted = needs(tool)?;
        let missing = !listed.contains(&wanted);
        let name = tool["function"]["name"].as_str().or(tool["id"].as_str());
        let name = name.unwrap_or("a tool");
        missing.then(|| {
            Fault::at(
                "serverMessages",
                format!("no {wanted}, which {} needs", shortened(name)),
                wanted,
            )
        })
    });
    faults.collect()
}

/// The event that a tool without a server of its own sends to the assistant's.
fn needs(tool: &Value) -> Option<&'static str> {
    let has = |server: &Value| server["url"].as_str().is_some_and(|url| !url.is_empty());
    if has(&tool["server"]) || tool["serverUrl"].is_string() {
        return None;
    }
    let destinations = tool["destinations"].as_array();
    match tool["type"].as_str() {
        Some("function") => Some("tool-calls"),
        Some("transferCall") => {
            let none = destinations.is_none_or(Vec::is_empty);
            none.then_some("transfer-destination-request")
        }
        Some("handoff") => {
            let mut all = destinations.into_iter().flatten();
            let asks = all.any(|one| one["type"] == "dynamic" && !has(&one["server"]));
            asks.then_some("handoff-destination-request")
        }
        _ => None,
    }
}

fn noisy(setup: &Setup<'_>) -> Vec<Fault> {
    ["model-output", "conversation-update", "transcript"]
        .into_iter()
        .filter_map(|name| Some(Fault::at(at(setup, name)?, name, "what your server reads")))
        .collect()
}

pub(super) fn unknown(setup: &Setup<'_>) -> Vec<Fault> {
    let names = listed(setup).unwrap_or_default();
    let faults = names.into_iter().enumerate().filter_map(|(at, name)| {
        let path = format!("serverMessages[{at}]");
        let shown = shortened(name);
        match catalog::find(name) {
            Some(row) if row.is_subscribable() => None,
            Some(row) => Some(
                Fault::at(path, shown, "a type that can be listed")
                    .saying(format!("{name} cannot be listed in serverMessages"))
                    .fixed_by(format!("it goes by itself: {}", row.server.about())),
            ),
            None => {
                let fault = Fault::at(path, &*shown, "a type of event")
                    .saying(format!("Vapi has no event \"{shown}\""));
                let near = catalog::did_you_mean(name);
                let near: Vec<&str> = near
                    .into_iter()
                    .filter(|near| catalog::find(near).is_some_and(catalog::Row::is_subscribable))
                    .collect();
                Some(if near.is_empty() {
                    fault
                } else {
                    fault.fixed_by(format!("did you mean {}?", near.join(" or ")))
                })
            }
        }
    });
    faults.collect()
}

fn function_name(setup: &Setup<'_>) -> Vec<Fault> {
    let faults = setup.tools().into_iter().filter_map(|(at, tool)| {
        let name = &tool["function"]["name"];
        let text = name.as_str()?;
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let fine = (1..=64).contains(&text.len()) && text.chars().all(fits);
        (!fine).then(|| {
            Fault::at(
                format!("{at}function.name"),
                quoted(name),
                "a-z, A-Z, 0-9, _ and -, 1 to 64",
            )
        })
    });
    faults.collect()
}
