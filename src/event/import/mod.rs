//! Reading events from what others wrote: a body, a line of ours, a HAR file, a request in the
//! words of curl, a request as it goes over the wire.
//!
//! Nothing here reads a file or guesses in silence: what is no event is refused with what it looks
//! like instead ([`super::lookalike`]).

pub mod curl;
mod har;
pub mod http;
mod shell;

use std::sync::Arc;

use ::http::Method;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use vapihook_json::check::Ends;
use vapihook_json::members::Object;
use vapihook_json::raw::{Kind, Raw, Text, text_of};

use super::dialect::Dialect;
use super::envelope::{Envelope, Headers, now_ms};
use super::exchange::{Arrival, Exchange};
use super::id::EventId;
use super::line;
use super::lookalike::{self, Lookalike};
use super::message::Message;

/// What a document held.
#[derive(Debug)]
pub enum Held {
    /// A line of ours, with the id that was recorded.
    Ours(Box<Exchange>),
    /// A body.
    Body(Box<Exchange>),
    /// Requests that a program saved, each with whether its id is one of ours, and how many of its
    /// entries hold no event.
    Requests(Vec<(Exchange, bool)>, usize),
    /// A line of ours that is no event: `ready`, `summary`.
    Nothing,
}

/// Why something is no event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnEvent {
    /// What is wrong, to stand behind the file and line.
    pub why: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl From<String> for NotAnEvent {
    fn from(why: String) -> Self {
        Self { why, hint: None }
    }
}

impl From<&str> for NotAnEvent {
    fn from(why: &str) -> Self {
        why.to_owned().into()
    }
}

impl From<Lookalike> for NotAnEvent {
    fn from(looks: Lookalike) -> Self {
        Self {
            why: format!("it is not an event: it looks like {}", looks.about),
            hint: looks.hint.map(str::to_owned),
        }
    }
}

/// Reads one JSON document.
///
/// # Errors
/// When it is no event.
pub fn document(bytes: &Bytes) -> Result<Held, NotAnEvent> {
    let text = Text::new(text_of(bytes));
    opened(bytes, &text)
}

/// Reads one JSON document that was checked before.
///
/// # Errors
/// When it is no event.
pub fn checked(bytes: &Bytes, ends: Ends) -> Result<Held, NotAnEvent> {
    let text = text_of(bytes);
    // What is not the text itself has its values elsewhere.
    let text = if text.as_ptr() == bytes.as_ptr() {
        Text::checked(text, ends)
    } else {
        Text::new(text)
    };
    opened(bytes, &text)
}

fn opened(bytes: &Bytes, text: &Text<'_>) -> Result<Held, NotAnEvent> {
    let Some(root) = text.json() else {
        return Err(lookalike::of_bytes(bytes).into());
    };
    let [version, kind, request, log] = root.members(["v", "type", "request", "log"]);
    let kind = kind.and_then(Raw::as_str);
    let is_line = version.is_some_and(|version| version.text() == "1");
    match kind.as_deref() {
        Some("event") if is_line || request.is_some_and(Raw::is_object) => {
            return line::of(root)
                .map(|exchange| Held::Ours(Box::new(exchange)))
                .map_err(|why| format!("an event line cannot be read: {why}").into());
        }
        Some(_) if is_line => return Ok(Held::Nothing),
        _ => {}
    }
    if let Some(entries) = log.and_then(|log| log.get("entries")) {
        return har::read(entries).map(|(found, others)| Held::Requests(found, others));
    }
    if let Some(looks) = lookalike::of_json(root) {
        return Err(looks.into());
    }
    if !matches!(root.kind(), Kind::Object | Kind::Array) {
        return Err(format!("it is not an event: it is {}", root.kind().with_article()).into());
    }
    Ok(Held::Body(Box::new(of_text(bytes.clone(), text))))
}

/// A bare body as an event that is posted when it says it was sent, else now.
#[must_use]
pub fn of_body(body: Bytes) -> Exchange {
    let bytes = body.clone();
    of_text(body, &Text::new(text_of(&bytes)))
}

/// The same; `text` is the body's.
fn of_text(body: Bytes, text: &Text<'_>) -> Exchange {
    let headers = Headers::from_block(b"content-type: application/json\r\n".to_vec());
    posted(Method::POST, "/".to_owned(), headers, body, text)
}

/// A request as an event that nobody has answered.
fn request(method: Method, path: String, headers: Headers, body: Bytes) -> Exchange {
    let bytes = body.clone();
    posted(method, path, headers, body, &Text::new(text_of(&bytes)))
}

/// The same; `text` is the body's.
fn posted(
    method: Method,
    path: String,
    headers: Headers,
    body: Bytes,
    text: &Text<'_>,
) -> Exchange {
    let mut envelope = Envelope {
        id: EventId::new(),
        received_ms: 0,
        method,
        path,
        headers,
        body,
    };
    let message = Message::open(&envelope, text);
    let event = message.to_event(&envelope);
    envelope.received_ms = sent(&message).unwrap_or_else(now_ms);
    let arrival = Arrival::known(envelope, event, None).with_ends(text.ends());
    Exchange {
        arrival: Arc::new(arrival),
        delivery: None,
    }
}

/// When the body says that it was sent, ms since 1970: a number of ms, a time in RFC 3339 (until
/// 2024), or for a voice webhook a number of seconds.
#[must_use]
pub fn sent_ms(envelope: &Envelope) -> Option<i64> {
    let text = envelope.text();
    sent(&Message::open(envelope, &text))
}

fn sent(message: &Message<'_>) -> Option<i64> {
    let at = message.own.get("timestamp")?;
    let ms = if let Some(text) = at.as_str() {
        text.parse::<jiff::Timestamp>().ok()?.as_millisecond()
    } else {
        let is_seconds = message.dialect == Dialect::VoiceWebhook;
        let scale = if is_seconds { 1e3 } else { 1.0 };
        #[expect(clippy::cast_possible_truncation, reason = "out of range saturates")]
        let ms = (at.as_f64()? * scale).round() as i64;
        ms
    };
    // A counter is no date: the product is younger than 2020, and 2100 is far.
    (1_577_836_800_000..4_102_444_800_000)
        .contains(&ms)
        .then_some(ms)
}

/// An id for what came without one of ours: always the same for the same content at the same
/// time, or in the same place when it tells no time. `again` is how many of the same came before.
#[must_use]
pub fn key_of(envelope: &Envelope, sent_ms: Option<i64>, place: u64, again: u64) -> EventId {
    let mut hash = Sha256::new();
    for part in [
        envelope.method.as_str().as_bytes(),
        envelope.path.as_bytes(),
        envelope.headers.block(),
        &envelope.body,
        &again.to_be_bytes(),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let bits = digest[..8]
        .iter()
        .fold(0, |bits, &byte| bits << 8 | u64::from(byte));
    EventId::derived(sent_ms, place, bits)
}

#[cfg(test)]
mod tests;
