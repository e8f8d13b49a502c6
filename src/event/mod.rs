//! The one event model: pure data and views over it, no I/O.
//!
//! - [`envelope`]: the request as it arrived (raw bytes);
//! - [`path`]: where a value stands in a body, and changing just that one;
//! - [`dialect`]: how a body is wrapped, and what it looks like when it is no event;
//! - [`message`]: a body opened for reading: its type, call, tool calls, summary;
//! - [`catalog`]: one row per message type: what it is for, who is asked, until when;
//! - [`exchange`]: an event together with what became of it: what is stored, printed, emitted;
//! - [`finding`]: what is wrong with an answer; [`compare`]: two answers, by meaning;
//! - [`fresh`]: an old event as if it happened now;
//! - [`call`]: the call an event belongs to;
//! - [`answer`]: an answer opened for reading;
//! - [`latency`]: how long many answers took, in little room;
//! - [`conversation`]: who said what, and which tools were called;
//! - [`timeline`]: a call's events on one axis of time;
//! - [`report`]: the report of a call's end: cost, analysis, latency;
//! - [`ended_reason`]: why a call ended, in words;
//! - [`voice`]: an agency platform's payload, beside what it is natively;
//! - [`verdict`]: whether it is from who it says;
//! - [`mod@line`]: an exchange as a line of JSON, and back;
//! - [`mod@export`]: events in the words of others: HAR, curl;
//! - [`span`]: lengths of time as people write them;
//! - [`import`]: events from what others wrote: bodies, HAR, curl, saved requests;
//! - [`hidden`]: an event without its secrets, for people to see;
//! - [`redact`]: secrets and personal data replaced by pseudonyms;
//! - [`lookalike`]: what something that is no event looks like;
//! - [`mod@near`]: the names that look like one that is not known;
//! - [`id`]: the name of an event.
//!
//! What a body says is read from its text, in place: that is [`vapihook_json`]'s.
//!
//! Nothing here fails on a strange payload: unknown types, members and values are kept and
//! shown. Nothing here re-serialises a body.

pub mod answer;
pub mod call;
pub mod catalog;
pub mod compare;
pub mod conversation;
pub mod dialect;
pub mod ended_reason;
pub mod envelope;
pub mod exchange;
pub mod export;
pub mod finding;
pub mod fresh;
pub mod hidden;
pub mod id;
pub mod import;
pub mod latency;
pub mod line;
pub mod lookalike;
pub mod message;
pub mod near;
pub mod path;
pub mod redact;
pub mod report;
pub mod span;
pub mod timeline;
pub mod tool_call;
pub mod verdict;
pub mod voice;

use std::borrow::Cow;
use std::time::Duration;

use vapihook_json::raw::{Text, text_of};

use catalog::Row;
use dialect::Dialect;
use envelope::Envelope;
use message::{Message, Transcript};

/// Bytes from which a body is large: checking all of it would cost a relay as much as passing it on.
const LARGE: usize = 16 << 10;

/// What the relay knows of an event: a small owned reading of the envelope.
#[derive(Clone, Debug)]
pub struct Event {
    /// How the body is wrapped.
    pub dialect: Dialect,
    /// The message's `type` as sent; `None` for what is not a Vapi message.
    pub event_type: Option<Cow<'static, str>>,
    /// What the event is called on a line and in a filter: its type, `voice.completed`,
    /// `custom-llm`, or for a plain request `POST /path`.
    pub name: Cow<'static, str>,
    /// The id of the call it belongs to.
    pub call_id: Option<Box<str>>,
    /// How long Vapi waits for the answer.
    pub deadline: Duration,
    /// Whether it is a transcript, and how far that is.
    pub transcript: Option<Transcript>,
    /// What matters in it, on one line. May hold any character: who shows it escapes and folds it.
    pub summary: Box<str>,
}

impl Event {
    /// Reads an envelope. Never fails: what cannot be read is an event without a type.
    #[must_use]
    pub fn parse(envelope: &Envelope) -> Self {
        let text = envelope.text();
        Message::open(envelope, &text).to_event(envelope)
    }

    /// The same at a glance: a large body is not checked, only stepped through.
    #[must_use]
    pub fn at_a_glance(envelope: &Envelope) -> Self {
        if envelope.body.len() < LARGE {
            return Self::parse(envelope);
        }
        let text = Text::skimmed(text_of(&envelope.body));
        Message::open(envelope, &text).to_event(envelope)
    }

    /// The catalog's row for this type, if Vapi is known to send it.
    #[must_use]
    pub fn row(&self) -> Option<&'static Row> {
        catalog::find(self.event_type.as_deref()?)
    }

    /// Whether the sender waits for an answer whose content matters.
    #[must_use]
    pub fn asks(&self) -> bool {
        match self.dialect {
            Dialect::CustomLlm | Dialect::McpTool => true,
            _ => self.row().is_some_and(|row| row.reply.is_expected()),
        }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use bytes::Bytes;
    use http::Method;

    use super::envelope::{Envelope, Headers};
    use super::id::EventId;

    /// A POST of `body` without headers.
    pub(crate) fn post(body: impl Into<Bytes>) -> Envelope {
        Envelope {
            id: EventId::new(),
            received_ms: 0,
            method: Method::POST,
            path: "/vapi?key=1".to_owned(),
            headers: Headers::default(),
            body: body.into(),
        }
    }
}
