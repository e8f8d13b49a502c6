//! Messages that ask: Vapi uses the answer while the caller waits.

use std::time::Duration;

use super::{Deadline, Reply, Row, Server, Standing};
use crate::event::raw::Raw;
use crate::event::tool_call::{ToolCall, tool_calls};

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
        summary: |message| {
            let caller = message.path(&["call", "customer", "number"]);
            caller
                .or_else(|| message.path(&["customer", "number"]))
                .and_then(Raw::as_str)
                .map_or_else(String::new, |number| format!("from {number}"))
        },
        sample: include_str!("../samples/assistant-request.json"),
    },
    Row {
        name: "tool-calls",
        about: "The model calls tools of this server: what do they return?",
        server: Server::Tool,
        reply: Reply::Expected("results: one {toolCallId, result or error} per call"),
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        summary: |message| {
            let calls: Vec<String> = tool_calls(message).iter().map(ToolCall::inline).collect();
            calls.join(", ")
        },
        sample: include_str!("../samples/tool-calls.json"),
    },
];
