//! Messages that ask: Vapi uses the answer while the caller waits.

use std::time::Duration;

use vapihook_json::members::{Members, Object};
use vapihook_json::raw::Raw;

use super::words::{caller, join, last_of_user, quote, text};
use super::{Deadline, Reply, Row, Server, Standing, View};
use crate::event::tool_call::{ToolCall, inline, tool_calls};

pub(super) const ROWS: &[Row] = &[
    Row {
        name: "assistant-request",
        about: "A call reached a phone number that has no assistant: which one takes it?",
        server: Server::PhoneNumber,
        reply: Reply::Expected(
            "assistantId, assistant, squadId, squad, workflowId, workflow, destination or error",
        ),
        deadline: Deadline::Fixed(Duration::from_millis(7_500)),
        standing: Standing::Current,
        is_default: false,
        summary: |message| caller(message).unwrap_or_default(),
        view: View::Members(&[
            ("customer", &["customer", "name"]),
            ("dialled", &["phoneNumber", "number"]),
            ("line", &["phoneNumber", "name"]),
        ]),
        sample: include_str!("../samples/assistant-request.json"),
    },
    Row {
        name: "call.endpointing.request",
        about: "The caller paused: how long should the assistant wait before it speaks?",
        server: Server::Endpointing,
        reply: Reply::Expected("timeoutSeconds: a number from 0 to 15"),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| last_of_user(message).unwrap_or_default(),
        view: View::Talk(&[]),
        sample: include_str!("../samples/call.endpointing.request.json"),
    },
    Row {
        name: "campaign.predial",
        about: "A campaign is about to dial a contact: should it?",
        server: Server::Campaign,
        reply: Reply::Expected("eligible: true or false; anything else and the call is not placed"),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| {
            let contact = |name| text(message, &["contact", name]);
            join("  ", [contact("number"), contact("name")])
        },
        view: View::Members(&[("campaign", &["campaignId"]), ("contact", &["contact"])]),
        sample: include_str!("../samples/campaign.predial.json"),
    },
    Row {
        name: "function-call",
        about: "The model calls a function, in the form used before tool-calls: what does it return?",
        server: Server::Call,
        reply: Reply::Expected("result: one string, at the top level"),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Legacy,
        is_default: true,
        summary: calls,
        view: View::Calls,
        sample: include_str!("../samples/function-call.json"),
    },
    Row {
        name: "handoff-destination-request",
        about: "The model hands the call to a dynamic destination: which assistant takes over?",
        server: Server::Handoff,
        reply: Reply::Expected(
            "destination: one object with assistantId, assistantName or assistant; or error",
        ),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: |message| message.get("parameters").map(inline).unwrap_or_default(),
        view: View::Talk(&[("arguments", &["parameters"])]),
        sample: include_str!("../samples/handoff-destination-request.json"),
    },
    Row {
        name: "knowledge-base-request",
        about: "The assistant looks for an answer in a knowledge base of yours: what does it hold?",
        server: Server::KnowledgeBase,
        reply: Reply::Expected(
            "documents: a list of {content, similarity}; or message, spoken as is",
        ),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| last_of_user(message).unwrap_or_default(),
        view: View::Talk(&[]),
        sample: include_str!("../samples/knowledge-base-request.json"),
    },
    Row {
        name: "tool-calls",
        about: "The model calls tools of this server: what do they return?",
        server: Server::Tool,
        reply: Reply::Expected("results: one {toolCallId, result or error} per call"),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: calls,
        view: View::Calls,
        sample: include_str!("../samples/tool-calls.json"),
    },
    Row {
        name: "transfer-destination-request",
        about: "The model transfers the call without saying where: where does it go?",
        server: Server::Call,
        reply: Reply::Expected("destination: a number, sip or assistant destination; or error"),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: |message| join("  ", [caller(message), last_of_user(message)]),
        view: View::Talk(&[]),
        sample: include_str!("../samples/transfer-destination-request.json"),
    },
    Row {
        name: "voice-request",
        about: "The assistant speaks with a custom voice: how does this text sound?",
        server: Server::Voice,
        reply: Reply::Expected(
            "the audio itself: raw 16-bit little-endian mono PCM at message.sampleRate, never JSON",
        ),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| {
            let rate = message.get("sampleRate").and_then(Raw::as_f64);
            let rate = rate.map(|hertz| format!("{hertz} Hz"));
            join(" ", [rate, quote(message, &["text"])])
        },
        view: View::Members(&[("text", &["text"]), ("Hz", &["sampleRate"])]),
        sample: include_str!("../samples/voice-request.json"),
    },
];

/// `findPatient {lastName: "Whitfield"}, checkAvailability {..}`.
fn calls(message: &Members<'_>) -> String {
    let calls: Vec<String> = tool_calls(message).iter().map(ToolCall::inline).collect();
    calls.join(", ")
}
