//! Everything that can be made up: each message of the catalog, the voice webhook's payloads, and
//! the requests that reach the same app without being messages.

use std::time::Duration;

use vapihook_json::raw::Raw;

use super::voice;
use crate::event::catalog::{self, ALIKE, DEFAULT_TIMEOUT, Deadline, Reply, Row, Standing};
use crate::event::near::near;

/// Something that can be sent.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// What it is for, one sentence.
    pub about: &'static str,
    /// What the answer must hold; `None` when it is ignored.
    pub answer: Option<&'static str>,
    /// How long the sender waits.
    pub deadline: Duration,
    /// Whether it is sent today.
    pub standing: Standing,
    /// The path that the sender appends to the app's URL.
    pub path: &'static str,
    body: Body,
}

#[derive(Clone, Copy, Debug)]
enum Body {
    Sample(&'static str),
    Voice(&'static str),
}

/// The requests that are no messages.
const REQUESTS: &[Kind] = &[
    request(
        "custom-llm",
        "A custom LLM is asked for the assistant's next words (POST /chat/completions).",
        "a chat completion; with \"stream\": true as server-sent events",
        "/chat/completions",
        include_str!("samples/custom-llm.json"),
    ),
    request(
        "api-request",
        "An apiRequest tool sends its arguments, bare.",
        "any JSON: the model reads it",
        "/",
        include_str!("samples/api-request.json"),
    ),
    request(
        "mcp.initialize",
        "An MCP tool opens its session (JSON-RPC).",
        "JSON-RPC: result.protocolVersion, capabilities, serverInfo",
        "/",
        include_str!("samples/mcp.initialize.json"),
    ),
    request(
        "mcp.tools.list",
        "An MCP tool asks which tools there are (JSON-RPC).",
        "JSON-RPC: result.tools",
        "/",
        include_str!("samples/mcp.tools.list.json"),
    ),
    request(
        "mcp.tools.call",
        "An MCP tool is called (JSON-RPC).",
        "JSON-RPC: result.content",
        "/",
        include_str!("samples/mcp.tools.call.json"),
    ),
];

/// The names under which voice webhook payloads are made.
const VOICE: [&str; 5] = [
    "voice.initiated",
    "voice.completed",
    "voice.failed",
    "voice.busy",
    "voice.no-answer",
];

const fn request(
    name: &'static str,
    about: &'static str,
    answer: &'static str,
    path: &'static str,
    sample: &'static str,
) -> Kind {
    Kind {
        name,
        about,
        answer: Some(answer),
        deadline: DEFAULT_TIMEOUT,
        standing: Standing::Current,
        path,
        body: Body::Sample(sample),
    }
}

/// All of them: messages, voice webhooks, requests.
pub fn all() -> impl Iterator<Item = Kind> {
    let voice = VOICE
        .iter()
        .zip(voice::STATUSES)
        .map(|(name, (status, about))| Kind {
            name,
            about,
            answer: None,
            deadline: DEFAULT_TIMEOUT,
            standing: Standing::Current,
            path: "/",
            body: Body::Voice(status),
        });
    catalog::rows()
        .map(message)
        .chain(voice)
        .chain(REQUESTS.iter().copied())
}

/// The one of this name.
#[must_use]
pub fn find(name: &str) -> Option<Kind> {
    all().find(|kind| kind.name == name)
}

/// Names that look like `name`, closest first, at most three. Case, `_` and `.` do not count.
#[must_use]
pub fn did_you_mean(name: &str) -> Vec<&'static str> {
    let plain = |name: &str| name.to_lowercase().replace(['_', '.', ' '], "-");
    let names = all().map(|kind| kind.name);
    near(name, names, plain, ALIKE).take(3).collect()
}

fn message(row: &'static Row) -> Kind {
    Kind {
        name: row.name,
        about: row.about,
        answer: match row.reply {
            Reply::Expected(what) => Some(what),
            Reply::Ignored => None,
        },
        deadline: match row.deadline {
            Deadline::Fixed(time) => time,
            Deadline::ServerTimeout => DEFAULT_TIMEOUT,
        },
        standing: row.standing,
        path: "/",
        body: Body::Sample(row.sample),
    }
}

impl Kind {
    /// The body as it is sent, on one line as Vapi writes it; its ids and times are the sample's.
    #[must_use]
    pub fn body(&self) -> String {
        match self.body {
            Body::Voice(status) => voice::payload(status),
            Body::Sample(sample) => Raw::parse(sample)
                .ok()
                .and_then(Raw::to_value)
                .map_or_else(|| sample.to_owned(), |value| value.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use bytes::Bytes;
    use http::Method;

    use super::*;
    use crate::event::Event;
    use crate::event::dialect::Dialect;
    use crate::event::envelope::{Envelope, Headers};
    use crate::event::id::EventId;

    #[test]
    fn each_is_what_it_is_called() {
        let mut names = HashSet::new();
        for kind in all() {
            assert!(names.insert(kind.name), "{} stands twice", kind.name);
            let envelope = Envelope {
                id: EventId::new(),
                received_ms: 0,
                method: Method::POST,
                path: kind.path.to_owned(),
                headers: Headers::default(),
                body: Bytes::from(kind.body()),
            };
            let event = Event::parse(&envelope);
            let name = match event.dialect {
                Dialect::McpTool => event.name.replace([' ', '/'], "."),
                _ => event.name.to_string(),
            };
            assert_eq!(name, kind.name);
            assert_eq!(
                event.asks(),
                kind.answer.is_some() && kind.name != "api-request"
            );
            let call = kind.name.starts_with("voice.") || kind.name == "custom-llm";
            assert!(!call || event.call_id.is_some(), "{}", kind.name);
        }
        assert_eq!(names.len(), catalog::rows().count() + 10);
    }

    #[test]
    fn names_that_are_nearly_right_are_known() {
        assert_eq!(did_you_mean("tool_calls")[0], "tool-calls");
        assert_eq!(did_you_mean("statusUpdate")[0], "status-update");
        assert_eq!(did_you_mean("voice.complete")[0], "voice.completed");
        assert!(did_you_mean("zzz").is_empty());
    }
}
