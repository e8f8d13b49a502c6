//! One event and its answer, opened for the rules.

use std::borrow::Cow;

use serde_json::{Map, Value};
use vapihook_json::raw::{Raw, Text, text_of};

use super::wrap;
use crate::event::exchange::{Arrival, Delivery, Outcome};
use crate::event::message::Message;
use crate::event::tool_call::tool_calls;

/// What the sender waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing: the answer's body is ignored.
    Nothing,
    /// Who takes the call.
    Assistant,
    /// What the tools return.
    Tools,
    /// What the function returns (legacy).
    Function,
    /// Where the call is transferred to.
    Transfer,
    /// Which assistant takes over.
    Handoff,
    /// What the knowledge base holds.
    Knowledge,
    /// How a text sounds.
    Voice,
    /// How long to wait before speaking.
    Endpointing,
    /// Whether to dial.
    Predial,
}

impl Asked {
    /// What a message of this type waits for.
    #[must_use]
    pub fn by(event_type: &str) -> Self {
        match event_type {
            "assistant-request" => Self::Assistant,
            "tool-calls" => Self::Tools,
            "function-call" => Self::Function,
            "transfer-destination-request" => Self::Transfer,
            "handoff-destination-request" => Self::Handoff,
            "knowledge-base-request" => Self::Knowledge,
            "voice-request" => Self::Voice,
            "call.endpointing.request" => Self::Endpointing,
            "campaign.predial" => Self::Predial,
            _ => Self::Nothing,
        }
    }

    /// The type that asks it.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Nothing => "events whose answer is ignored",
            Self::Assistant => "assistant-request",
            Self::Tools => "tool-calls",
            Self::Function => "function-call",
            Self::Transfer => "transfer-destination-request",
            Self::Handoff => "handoff-destination-request",
            Self::Knowledge => "knowledge-base-request",
            Self::Voice => "voice-request",
            Self::Endpointing => "call.endpointing.request",
            Self::Predial => "campaign.predial",
        }
    }

    /// The members an answer is known by.
    pub(super) fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Nothing | Self::Voice => &[],
            Self::Assistant => &[
                "error",
                "destination",
                "assistantId",
                "assistant",
                "squadId",
                "squad",
                "workflowId",
                "workflow",
            ],
            Self::Tools => &["results", "toolCallId", "error"],
            Self::Function => &["result", "results", "error"],
            Self::Transfer | Self::Handoff => &["destination", "error"],
            Self::Knowledge => &["documents", "message"],
            Self::Endpointing => &["timeoutSeconds"],
            Self::Predial => &["eligible"],
        }
    }
}

/// One call of a tool, with what its definition says.
#[derive(Debug)]
pub struct Call {
    /// The id an answer repeats; empty when none was sent.
    pub id: String,
    /// The function's name.
    pub name: String,
    /// Whether Vapi goes on without the answer.
    pub is_async: bool,
    /// The id of the tool's definition, which is not the call's.
    pub definition: Option<String>,
    /// What the tool itself says when it is done, and when it failed.
    pub says: [Option<String>; 2],
}

/// One event and its answer.
#[derive(Debug)]
pub struct Case<'a> {
    /// What arrived.
    pub arrival: &'a Arrival,
    /// What became of it.
    pub delivery: &'a Delivery,
    /// What was asked.
    pub asked: Asked,
    /// The message, where something was asked.
    pub message: Option<Raw<'a>>,
    /// The calls of tools in it.
    pub calls: Vec<Call>,
    /// The answer's body as text.
    pub text: Cow<'a, str>,
    /// Whether the body is JSON.
    pub is_json: bool,
    /// The body as JSON; `None` also for a body that nests too deep to look at.
    pub json: Option<Value>,
}

impl<'a> Case<'a> {
    /// Opens an exchange; `text` is the event's body.
    #[must_use]
    pub fn open(arrival: &'a Arrival, delivery: &'a Delivery, text: &'a Text<'_>) -> Self {
        let asked = asked(arrival);
        let message = (asked != Asked::Nothing)
            .then(|| Message::reopen(arrival, text).body)
            .flatten();
        let calls = match asked {
            Asked::Tools | Asked::Function => message.map(calls).unwrap_or_default(),
            _ => Vec::new(),
        };
        let answer = text_of(&delivery.body);
        let raw = (asked != Asked::Voice)
            .then(|| Raw::parse(&answer).ok())
            .flatten();
        let is_json = raw.is_some();
        let json = raw.and_then(Raw::to_value);
        Self {
            arrival,
            delivery,
            asked,
            message,
            calls,
            text: answer,
            is_json,
            json,
        }
    }

    /// Whether the sender waits for an answer, also of a request that is no message.
    #[must_use]
    pub fn asks(&self) -> bool {
        let event = self.arrival.event();
        self.asked != Asked::Nothing || event.event_type.is_none() && event.asks()
    }

    /// Whether Vapi takes the status for an answer.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.delivery.status)
    }

    /// Whether the body is the app's, and here in full.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.delivery.outcome == Outcome::Answered && self.delivery.body_omitted == 0
    }

    /// Whether every tool is `async`, so that Vapi ignores the answer.
    #[must_use]
    pub fn is_async(&self) -> bool {
        !self.calls.is_empty() && self.calls.iter().all(|call| call.is_async)
    }

    /// Whether the body is blank.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delivery.body.trim_ascii().is_empty()
    }

    /// The body that Vapi looks into: JSON of a success that it does not ignore, and that may have
    /// a body.
    #[must_use]
    pub fn body(&self) -> Option<&Value> {
        let has_one = self.is_success() && self.delivery.status != 204;
        let counts = has_one && self.is_whole() && !self.is_async();
        self.json.as_ref().filter(|_| counts)
    }

    /// The answer itself: an object that is not wrapped in another.
    #[must_use]
    pub fn answer(&self) -> Option<&Map<String, Value>> {
        let body = self.body()?;
        match wrap::find(self.asked, body) {
            Some(_) => None,
            None => body.as_object(),
        }
    }

    /// A member of the answer; `null` is as good as none.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        member(self.answer()?, name)
    }

    /// The call of this id.
    #[must_use]
    pub fn call(&self, id: &str) -> Option<usize> {
        self.calls.iter().position(|call| call.id == id)
    }
}

/// What an event asks; whatever is no Vapi message asks nothing we know of.
#[must_use]
pub fn asked(arrival: &Arrival) -> Asked {
    let name = arrival.event().event_type.as_deref();
    name.map_or(Asked::Nothing, Asked::by)
}

/// A member that is there and not `null`.
#[must_use]
pub fn member<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object.get(name).filter(|value| !value.is_null())
}

fn calls(message: Raw<'_>) -> Vec<Call> {
    let definitions = message.get("toolWithToolCallList").map(Raw::items);
    let definitions = definitions.unwrap_or_default();
    let definition_of = |id: &str| {
        definitions.iter().copied().find(|tool| {
            let call = tool.get("toolCall").and_then(|call| call.str("id"));
            call.as_deref() == Some(id)
        })
    };
    tool_calls(message)
        .into_iter()
        .map(|call| {
            let tool = definition_of(&call.id);
            let names = ["async", "function", "id", "messages"];
            let [own, function, id, messages] = tool.map_or([None; 4], |tool| tool.members(names));
            let inner = function.and_then(|function| function.get("async"));
            Call {
                is_async: own.or(inner).and_then(Raw::as_bool).unwrap_or(false),
                says: said_by_the_tool(messages),
                definition: id.and_then(Raw::as_str).map(Cow::into_owned),
                id: call.id.into_owned(),
                name: call.name.into_owned(),
            }
        })
        .collect()
}

/// The tool's own request-complete and request-failed messages.
fn said_by_the_tool(messages: Option<Raw<'_>>) -> [Option<String>; 2] {
    let messages = messages.map(Raw::items).unwrap_or_default();
    ["request-complete", "request-failed"].map(|kind| {
        let message = messages
            .iter()
            .find(|message| message.str("type").as_deref() == Some(kind))?;
        message.str("content").map(Cow::into_owned)
    })
}
