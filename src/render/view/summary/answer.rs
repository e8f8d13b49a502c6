//! What the app answered, opened: which assistant takes the call, where it goes, what is said.

use vapihook_json::raw::{Raw, text_of};

use super::super::page::Page;
use super::super::strip::Paint;
use crate::event::answer;
use crate::event::exchange::Exchange;

/// What matters in an assistant that is sent whole.
const ASSISTANT: &[(&str, &[&str])] = &[
    ("name", &["name"]),
    ("greeting", &["firstMessage"]),
    ("model", &["model", "model"]),
    ("voice", &["voice", "voiceId"]),
    ("hears", &["transcriber", "model"]),
    ("server", &["server", "url"]),
    ("wants", &["serverMessages"]),
];

/// The answer to an event that asks.
pub(super) fn section(page: &mut Page, exchange: &Exchange) {
    let Some(delivery) = exchange
        .delivery
        .as_ref()
        .filter(|delivery| !delivery.body.is_empty())
    else {
        return;
    };
    if !exchange.arrival.event().asks() {
        return;
    }
    page.title("Answer", "");
    let text = text_of(&delivery.body);
    let Some(json) = Raw::parse(&text).ok().filter(|json| json.is_object()) else {
        page.paragraph(
            &answer::summary(&delivery.headers, &delivery.body),
            Paint::Plain,
        );
        return;
    };
    let entries = json.entries();
    page.labels(entries.iter().map(|(name, _)| &**name));
    for (name, value) in entries {
        match &*name {
            "assistant" if value.is_object() => {
                page.field("assistant", "a new one, made for this call");
                for (label, path) in ASSISTANT {
                    if let Some(value) = value.path(path) {
                        page.member(label, value);
                    }
                }
                tools(page, value);
            }
            "error" => page.painted("error", &error(value), Paint::Bad),
            _ => page.member(&name, value),
        }
    }
}

/// What is spoken to the caller instead.
fn error(value: Raw<'_>) -> String {
    value
        .as_str()
        .map_or_else(|| value.text().to_owned(), std::borrow::Cow::into_owned)
}

/// The names of the assistant's tools.
fn tools(page: &mut Page, assistant: Raw<'_>) {
    let [tools, ids] = assistant
        .get("model")
        .map_or([None; 2], |model| model.members(["tools", "toolIds"]));
    let name = |tool: Raw<'_>| {
        let name = tool
            .path(&["function", "name"])
            .or_else(|| tool.get("type"))?;
        name.as_str().map(std::borrow::Cow::into_owned)
    };
    let names: Vec<String> = tools
        .map(Raw::items)
        .unwrap_or_default()
        .into_iter()
        .filter_map(name)
        .collect();
    page.field("tools", &names.join(", "));
    if let Some(ids) = ids {
        page.member("tool ids", ids);
    }
}
