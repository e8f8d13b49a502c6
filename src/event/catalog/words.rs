//! The words that summaries are made of. What is missing or of another kind is left out.

use std::borrow::Cow;

use vapihook_json::members::Object;
use vapihook_json::raw::Raw;

/// Those who speak in a conversation; `bot` is the assistant in `artifact.messages`.
const SPEAKERS: &[&str] = &["user", "assistant", "bot"];

/// The parts that are there, `gap` between them.
pub(in crate::event) fn join<const N: usize>(gap: &str, parts: [Option<String>; N]) -> String {
    let parts = parts.into_iter().flatten();
    let joined = parts.reduce(|before, part| before + gap + &part);
    joined.unwrap_or_default()
}

/// The string at `path`, unless it is blank.
pub(in crate::event) fn text<'a>(object: impl Object<'a>, path: &[&str]) -> Option<String> {
    said(object.path(path)?).map(Cow::into_owned)
}

/// The string at `path` in quotes.
pub(in crate::event) fn quote<'a>(object: impl Object<'a>, path: &[&str]) -> Option<String> {
    said(object.path(path)?).map(|text| format!("\"{}\"", text.trim()))
}

/// `from` and the number or SIP address that called.
pub(super) fn caller<'a>(message: impl Object<'a>) -> Option<String> {
    let [customer, call] = message.members(["customer", "call"]);
    [customer, call.and_then(|call| call.get("customer"))]
        .into_iter()
        .flatten()
        .find_map(|customer| text(customer, &["number"]).or_else(|| text(customer, &["sipUri"])))
        .map(|number| format!("from {number}"))
}

/// Where a call goes: a name, a number or an address.
pub(super) fn destination(destination: Raw<'_>) -> Option<String> {
    ["assistantName", "number", "sipUri", "assistantId", "type"]
        .into_iter()
        .find_map(|name| text(destination, &[name]))
}

/// What the user said last, as `user: "..."`.
pub(super) fn last_of_user<'a>(message: impl Object<'a>) -> Option<String> {
    last_said(&history(message), &["user"])
}

/// What the assistant said last, as `assistant: "..."`.
pub(super) fn last_of_assistant<'a>(message: impl Object<'a>) -> Option<String> {
    last_said(&history(message), &["assistant", "bot"])
}

/// A conversation's length and its last words: `7 messages, user: "..."`.
pub(in crate::event) fn conversation<'a>(message: impl Object<'a>) -> String {
    let history = history(message);
    let count = match history.len() {
        1 => "1 message".to_owned(),
        count => format!("{count} messages"),
    };
    join(", ", [Some(count), last_said(&history, SPEAKERS)])
}

/// The conversation as far as the message carries it.
fn history<'a>(message: impl Object<'a>) -> Vec<Raw<'a>> {
    let names = ["messages", "messagesOpenAIFormatted"];
    let own = message.members(names);
    let artifact = message.get("artifact").map(|live| live.members(names));
    own.into_iter()
        .chain([message.get("conversation")])
        .chain(artifact.unwrap_or_default())
        .flatten()
        .map(Raw::items)
        .find(|items| !items.is_empty())
        .unwrap_or_default()
}

fn last_said(messages: &[Raw<'_>], roles: &[&str]) -> Option<String> {
    messages.iter().rev().find_map(|entry| {
        let [role, message, content] = entry.members(["role", "message", "content"]);
        let role = role?.as_str().filter(|role| roles.contains(&&**role))?;
        let words = [message, content].into_iter().flatten().find_map(said)?;
        let role = if role == "bot" { "assistant" } else { &role };
        Some(format!("{role}: \"{}\"", words.trim()))
    })
}

/// The words of a message: a string, or the first text in a list of parts. Never blank.
fn said(content: Raw<'_>) -> Option<Cow<'_, str>> {
    let part = || {
        content
            .items()
            .into_iter()
            .find_map(|part| part.str("text"))
    };
    content
        .as_str()
        .or_else(part)
        .filter(|text| !text.trim().is_empty())
}
