//! The shapes that the Corsair plugin's published webhook map types: six events, a timestamp in a
//! string, tool arguments in a string, and no member that the map does not name.
//!
//! What Vapi sends today has more members and a number as its timestamp; a handler that is
//! generated from the map takes these.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::calls::{self, Shape};
use crate::error::{Error, Result};
use crate::event::catalog;

/// An event that the map has.
#[derive(Debug)]
pub struct Hook {
    /// The message's type.
    pub event: &'static str,
    /// What the hook is called.
    pub name: &'static str,
    /// The members of the message beside `type`, `call` and `timestamp`.
    own: &'static [&'static str],
}

/// Every event of the map, in its order.
pub const HOOKS: &[Hook] = &[
    Hook {
        event: "workflow.node.started",
        name: "client.workflowNodeStarted",
        own: &["node"],
    },
    Hook {
        event: "assistant-request",
        name: "server.assistantRequest",
        own: &["phoneNumber", "customer"],
    },
    Hook {
        event: "end-of-call-report",
        name: "server.endOfCallReport",
        own: &[
            "endedReason",
            "transcript",
            "summary",
            "messages",
            "analysis",
            "artifact",
        ],
    },
    Hook {
        event: "status-update",
        name: "server.statusUpdate",
        own: &["status"],
    },
    Hook {
        event: "tool-calls",
        name: "server.toolCalls",
        own: &["toolCallList", "toolWithToolCallList"],
    },
    Hook {
        event: "transfer-destination-request",
        name: "server.transferDestinationRequest",
        own: &[],
    },
];

/// What `call` may hold.
const CALL: &[&str] = &[
    "id",
    "orgId",
    "type",
    "status",
    "endedReason",
    "assistantId",
    "phoneNumberId",
    "startedAt",
    "endedAt",
    "cost",
    "messages",
    "artifact",
    "analysis",
];

/// The hook of an event.
#[must_use]
pub fn hook(event: &str) -> Option<&'static Hook> {
    HOOKS.iter().find(|hook| hook.event == event)
}

/// The event as the map types it.
///
/// # Errors
/// [`Kind::Usage`](crate::error::Kind::Usage) when the map does not have it.
pub fn shape(text: &str) -> Result<String> {
    let text = match calls::read(text) {
        none if none.is_empty() => text.to_owned(),
        calls => calls::write(text, &calls, Shape::Openai)?.unwrap_or_else(|| text.to_owned()),
    };
    let body: Value = serde_json::from_str(&text)
        .map_err(|error| Error::failed(format!("the body is not JSON: {error}")))?;
    let message = &body["message"];
    let event = message["type"].as_str().unwrap_or_default();
    let Some(hook) = hook(event) else {
        let known: Vec<&str> = HOOKS.iter().map(|hook| hook.event).collect();
        let what = match event {
            "" => "Corsair's webhook map has server messages only".to_owned(),
            event => format!("Corsair's webhook map has no \"{event}\""),
        };
        return Err(Error::usage(what).hint(format!("it has {}", known.join(", "))));
    };
    let mut shaped = Map::new();
    shaped.insert("type".to_owned(), event.into());
    shaped.insert("call".to_owned(), call(&message["call"]));
    for name in hook.own {
        if let Some(value) = message.get(name) {
            shaped.insert((*name).to_owned(), value.clone());
        }
    }
    shaped.insert("timestamp".to_owned(), timestamp(&message["timestamp"]));
    Ok(serde_json::json!({"message": shaped}).to_string())
}

/// The members of `call` that the map has. It is never missing there: what happens without a
/// call today gets the call of a sample.
fn call(call: &Value) -> Value {
    let some = || {
        let row = catalog::find(HOOKS[1].event)?;
        let sample: Value = serde_json::from_str(row.sample).ok()?;
        Some(sample["message"]["call"].clone())
    };
    let call = if call.is_object() {
        call.clone()
    } else {
        some().unwrap_or_default()
    };
    let members = CALL
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), call.get(name)?.clone())));
    Value::Object(members.collect())
}

/// A time as a string; one that is a string stays.
fn timestamp(value: &Value) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "ms since 1970; `as` saturates"
    )]
    let ms = value.as_f64().map(|ms| ms as i64);
    ms.and_then(|ms| Timestamp::from_millisecond(ms).ok())
        .map_or_else(|| value.clone(), |at| format!("{at:.3}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_has_what_the_map_types_and_no_more() {
        for hook in HOOKS {
            let row = catalog::find(hook.event).expect("a row");
            let body: Value =
                serde_json::from_str(&shape(row.sample).expect("a shape")).expect("JSON");
            let message = body["message"].as_object().expect("a message");
            for (name, value) in message {
                let known =
                    ["type", "call", "timestamp"].contains(&&**name) || hook.own.contains(&&**name);
                assert!(known && !value.is_null(), "{}: {name}", hook.event);
            }
            assert!(message["timestamp"].is_string(), "{}", hook.event);
            assert!(message["call"]["id"].is_string(), "{}", hook.event);
            for name in message["call"].as_object().expect("a call").keys() {
                assert!(CALL.contains(&&**name), "{}: call.{name}", hook.event);
            }
            let listed = message.get("toolCallList").and_then(Value::as_array);
            for call in listed.into_iter().flatten() {
                assert!(call["function"]["arguments"].is_string(), "{call}");
            }
        }
    }

    #[test]
    fn other_events_are_refused() {
        let hang = catalog::find("hang").expect("a row");
        let error = shape(hang.sample).expect_err("an error");
        assert!(error.message.contains("no \"hang\""), "{error}");
        assert!(error.hint.expect("a hint").contains("tool-calls"));
        let error = shape("{\"event\":{}}").expect_err("an error");
        assert!(error.message.contains("server messages only"), "{error}");
    }
}
