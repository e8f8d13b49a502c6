//! A body opened for reading.

use std::borrow::Cow;
use std::time::Duration;

use super::Event;
use super::catalog::{self, DEFAULT_TIMEOUT, Deadline, Row, Server};
use super::dialect::{Dialect, Shape};
use super::envelope::Envelope;
use super::raw::Raw;
use super::tool_call::inline;

/// How far a transcript is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transcript {
    /// More will come for the same words.
    Partial,
    /// The words stand.
    Final,
}

/// A view of one body: where the message stands and what it says about itself.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// How the body is wrapped.
    pub dialect: Dialect,
    /// The object that carries the message's own members: `message` for Vapi's envelope,
    /// `event` for a voice webhook, the whole body otherwise. `None` when there is none.
    pub body: Option<Raw<'a>>,
    /// The message's `type` as sent, for Vapi's messages.
    pub event_type: Option<Cow<'a, str>>,
    /// The `call` member.
    pub call: Option<Raw<'a>>,
}

impl<'a> Message<'a> {
    /// Opens the body of `envelope`; `text` is [`Envelope::text`] (borrowed from the caller so
    /// that the view can borrow it).
    #[must_use]
    pub fn open(envelope: &Envelope, text: &'a str) -> Self {
        let blank = text.trim_ascii().is_empty();
        let Some(root) = (!blank).then(|| Raw::parse(text).ok()).flatten() else {
            let shape = if blank { Shape::Empty } else { Shape::NotJson };
            return Self {
                dialect: Dialect::Other(shape),
                body: None,
                event_type: None,
                call: None,
            };
        };
        let dialect = Dialect::of(envelope, root);
        let body = match dialect {
            Dialect::Vapi => root.get("message"),
            Dialect::VoiceWebhook => root.get("event"),
            Dialect::Other(_) => None,
            _ => Some(root),
        };
        let [kind, call] = body.map_or([None; 2], |body| body.members(["type", "call"]));
        let event_type = match dialect {
            Dialect::Vapi | Dialect::Unwrapped => kind.and_then(Raw::as_str),
            _ => None,
        };
        Self {
            dialect,
            body,
            event_type,
            call,
        }
    }

    /// The catalog's row for the type.
    #[must_use]
    pub fn row(&self) -> Option<&'static Row> {
        catalog::find(self.event_type.as_deref()?)
    }

    /// The small owned reading that travels through the relay.
    #[must_use]
    pub fn to_event(&self, envelope: &Envelope) -> Event {
        Event {
            dialect: self.dialect,
            event_type: self.event_type.as_deref().map(Box::from),
            name: self.name(envelope).into(),
            call_id: self.call_id().map(Box::from),
            deadline: self.deadline(),
        }
    }

    /// What the event is called: see [`Event::name`].
    #[must_use]
    pub fn name(&self, envelope: &Envelope) -> Cow<'a, str> {
        if let Some(event_type) = &self.event_type {
            return event_type.clone();
        }
        match (self.dialect, self.body) {
            (Dialect::Vapi, _) => Cow::Borrowed("(no type)"),
            (Dialect::VoiceWebhook, Some(event)) => {
                let status = event.path(&["data", "vapi_status"]).and_then(Raw::as_str);
                Cow::Owned(format!("voice.{}", status.unwrap_or_default()))
            }
            (Dialect::McpTool, Some(rpc)) => {
                Cow::Owned(format!("mcp {}", rpc.str("method").unwrap_or_default()))
            }
            (Dialect::CustomLlm | Dialect::ApiRequest, _) => Cow::Borrowed(self.dialect.name()),
            _ => Cow::Owned(format!("{} {}", envelope.method, envelope.bare_path())),
        }
    }

    /// The id of the call this belongs to.
    #[must_use]
    pub fn call_id(&self) -> Option<Cow<'a, str>> {
        match self.dialect {
            Dialect::VoiceWebhook => self.body?.path(&["data", "call_id"])?.as_str(),
            _ => self.call?.str("id"),
        }
    }

    /// How long Vapi waits: fixed by the type, else the `timeoutSeconds` of the server that is
    /// asked as far as the payload carries it, else 20 s (contract 2.0).
    #[must_use]
    pub fn deadline(&self) -> Duration {
        match self.row().map(|row| (row.deadline, row.server)) {
            Some((Deadline::Fixed(deadline), _)) => deadline,
            Some((Deadline::ServerTimeout, server)) => self.server_timeout(server),
            None => DEFAULT_TIMEOUT,
        }
    }

    fn server_timeout(&self, server: Server) -> Duration {
        let Some(body) = self.body else {
            return DEFAULT_TIMEOUT;
        };
        let [assistant, phone, tools] =
            body.members(["assistant", "phoneNumber", "toolWithToolCallList"]);
        let of_assistant = |path: &[&str]| assistant.and_then(|assistant| assistant.path(path));
        let own = match server {
            Server::Tool => tools
                .and_then(|tools| tools.items().into_iter().next())
                .and_then(|tool| tool.get("server")),
            Server::Voice => of_assistant(&["voice", "server"]),
            Server::KnowledgeBase => of_assistant(&["model", "knowledgeBase", "server"]),
            Server::Endpointing => {
                of_assistant(&["startSpeakingPlan", "smartEndpointingPlan", "server"])
            }
            _ => None,
        };
        [
            own,
            of_assistant(&["server"]),
            self.call
                .and_then(|call| call.path(&["assistant", "server"])),
            phone.and_then(|phone| phone.get("server")),
        ]
        .into_iter()
        .flatten()
        .find_map(|server| {
            let [url, timeout] = server.members(["url", "timeoutSeconds"]);
            match timeout.and_then(Raw::as_f64) {
                Some(seconds) => Some(Duration::from_secs_f64(seconds.clamp(1.0, 300.0))),
                None => url.map(|_| DEFAULT_TIMEOUT),
            }
        })
        .unwrap_or(DEFAULT_TIMEOUT)
    }

    /// Whether this is a transcript that still grows or the final one, and what it is a
    /// transcript of (a role in a call).
    #[must_use]
    pub fn transcript(&self) -> Option<(Transcript, String)> {
        let [part, role] = self.body?.members(["transcriptType", "role"]);
        let part = match part?.as_str()?.as_ref() {
            "partial" => Transcript::Partial,
            _ => Transcript::Final,
        };
        let call = self.call_id().unwrap_or_default();
        let role = role.and_then(Raw::as_str).unwrap_or_default();
        Some((part, format!("{call} {role}")))
    }

    /// One line for people: what matters in this event. May hold any character: the renderer
    /// escapes and folds it.
    #[must_use]
    pub fn summary(&self, envelope: &Envelope) -> String {
        let Some(body) = self.body else {
            return match self.dialect {
                Dialect::Other(Shape::Empty) => String::new(),
                _ => format!("{}, {} bytes", self.dialect.about(), envelope.body.len()),
            };
        };
        if let Some(row) = self.row() {
            return (row.summary)(body);
        }
        match self.dialect {
            Dialect::CustomLlm => last_user_text(body),
            Dialect::McpTool => body
                .path(&["params", "name"])
                .map_or_else(String::new, inline),
            Dialect::VoiceWebhook => voice_summary(body),
            Dialect::ApiRequest => inline(body),
            _ => {
                let own = body.entries().into_iter().filter(|(name, _)| {
                    !matches!(
                        &**name,
                        "type"
                            | "call"
                            | "assistant"
                            | "phoneNumber"
                            | "customer"
                            | "timestamp"
                            | "artifact"
                    )
                });
                own.map(|(name, value)| format!("{name}: {}", inline(value)))
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        }
    }
}

fn last_user_text(body: Raw<'_>) -> String {
    let messages = body.get("messages").map(Raw::items).unwrap_or_default();
    let last = messages.last().and_then(|message| {
        let [role, content] = message.members(["role", "content"]);
        Some(format!("{}: {}", role?.as_str()?, inline(content?)))
    });
    format!("{} messages, {}", messages.len(), last.unwrap_or_default())
}

fn voice_summary(event: Raw<'_>) -> String {
    let Some(data) = event.get("data") else {
        return String::new();
    };
    let [direction, duration, summary] = data.members(["direction", "duration", "summary"]);
    let mut parts = Vec::new();
    parts.extend(direction.and_then(Raw::as_str).map(Cow::into_owned));
    parts.extend(duration.map(|seconds| format!("{}s", seconds.text())));
    parts.extend(summary.and_then(Raw::as_str).map(Cow::into_owned));
    parts.join(", ")
}
