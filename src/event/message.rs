//! A body opened for reading.

use std::borrow::Cow;
use std::time::Duration;

use vapihook_json::members::{Members, Object};
use vapihook_json::raw::{Raw, Text};

use super::Event;
use super::catalog::words::{conversation, join, quote, text};
use super::catalog::{self, DEFAULT_TIMEOUT, Deadline, Row, Server};
use super::dialect::{Dialect, Shape};
use super::envelope::Envelope;
use super::exchange::Arrival;
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
    /// The catalog's row for the type.
    pub row: Option<&'static Row>,
    /// The `call` member.
    pub call: Option<Raw<'a>>,
    /// The body's own members.
    pub own: Members<'a>,
}

/// Members that messages of every type have: they say nothing about the type.
pub const COMMON: [&str; 7] = [
    "type",
    "call",
    "assistant",
    "phoneNumber",
    "customer",
    "timestamp",
    "artifact",
];

impl<'a> Message<'a> {
    /// Opens the body of `envelope`; `text` is [`Envelope::text`] (borrowed from the caller so
    /// that the view can borrow it).
    #[must_use]
    pub fn open(envelope: &Envelope, text: &'a Text<'_>) -> Self {
        let blank = text.trim_ascii().is_empty();
        let Some(root) = (!blank).then(|| text.json()).flatten() else {
            return Self::none(if blank { Shape::Empty } else { Shape::NotJson });
        };
        let (members, of_message) = root.members_within(Dialect::MEMBERS);
        let dialect = Dialect::of(envelope, root, members);
        let [message, event, ..] = members;
        Self::read(dialect, root, message, event, of_message)
    }

    /// Opens the body of an arrival, whose event tells that it was read before: it is neither
    /// checked again nor told apart.
    #[must_use]
    pub fn reopen(arrival: &Arrival, text: &'a Text<'_>) -> Self {
        let dialect = arrival.event().dialect;
        if let Dialect::Other(shape @ (Shape::Empty | Shape::NotJson)) = dialect {
            return Self::none(shape);
        }
        let root = text.reopened();
        let ([message, event], of_message) = root.members_within(["message", "event"]);
        Self::read(dialect, root, message, event, of_message)
    }

    /// A body that is no JSON.
    fn none(shape: Shape) -> Self {
        Self {
            dialect: Dialect::Other(shape),
            body: None,
            event_type: None,
            row: None,
            call: None,
            own: Members::default(),
        }
    }

    fn read(
        dialect: Dialect,
        root: Raw<'a>,
        message: Option<Raw<'a>>,
        event: Option<Raw<'a>>,
        of_message: Members<'a>,
    ) -> Self {
        let body = match dialect {
            Dialect::Vapi => message,
            Dialect::VoiceWebhook => event,
            Dialect::Other(_) => None,
            _ => Some(root),
        };
        let own = match (dialect, body) {
            (Dialect::Vapi, _) => of_message,
            (_, body) => body.map(Members::of).unwrap_or_default(),
        };
        let own = own.and_within("call");
        let event_type = match dialect {
            Dialect::Vapi | Dialect::Unwrapped => own.str("type"),
            _ => None,
        };
        Self {
            dialect,
            body,
            row: event_type.as_deref().and_then(catalog::find),
            event_type,
            call: own.get("call"),
            own,
        }
    }

    /// The small owned reading that travels through the relay.
    #[must_use]
    pub fn to_event(&self, envelope: &Envelope) -> Event {
        // A name that is known need not be kept for each event.
        let event_type = self.event_type.as_deref().map(|name| match self.row {
            Some(row) => Cow::Borrowed(row.name),
            None => Cow::Owned(name.to_owned()),
        });
        let name = match &event_type {
            Some(name) if !name.is_empty() => name.clone(),
            _ => Cow::Owned(self.name(envelope).into_owned()),
        };
        Event {
            dialect: self.dialect,
            event_type,
            name,
            call_id: self.call_id().map(Box::from),
            deadline: self.deadline(),
            transcript: self.transcript(),
            summary: self.summary(envelope).into(),
        }
    }

    /// Whether this is a transcript, and whether it still grows.
    #[must_use]
    pub fn transcript(&self) -> Option<Transcript> {
        match &*self.own.str("transcriptType")? {
            "partial" => Some(Transcript::Partial),
            _ => Some(Transcript::Final),
        }
    }

    /// What the event is called: see [`Event::name`].
    #[must_use]
    pub fn name(&self, envelope: &Envelope) -> Cow<'a, str> {
        if let Some(event_type) = self.event_type.as_ref().filter(|name| !name.is_empty()) {
            return event_type.clone();
        }
        match (self.dialect, self.body) {
            (Dialect::Vapi, _) => Cow::Borrowed("(no type)"),
            (Dialect::VoiceWebhook, Some(event)) => {
                let status = event.path(&["data", "vapi_status"]).and_then(Raw::as_str);
                Cow::Owned(format!("voice.{}", status.as_deref().unwrap_or("unknown")))
            }
            (Dialect::McpTool, Some(rpc)) => rpc
                .str("method")
                .map_or(Cow::Borrowed(self.dialect.name()), |method| {
                    Cow::Owned(format!("mcp {method}"))
                }),
            (Dialect::CustomLlm | Dialect::ApiRequest, _) => Cow::Borrowed(self.dialect.name()),
            _ => Cow::Owned(format!("{} {}", envelope.method, envelope.bare_path())),
        }
    }

    /// The id of the call this belongs to.
    #[must_use]
    pub fn call_id(&self) -> Option<Cow<'a, str>> {
        match self.dialect {
            Dialect::VoiceWebhook => self.body?.path(&["data", "call_id"])?.as_str(),
            _ => self.own.path(&["call", "id"])?.as_str(),
        }
    }

    /// How long Vapi waits: fixed by the type, else the `timeoutSeconds` of the server that is
    /// asked as far as the payload carries it, else 20 s (contract 2.0).
    #[must_use]
    pub fn deadline(&self) -> Duration {
        match self.row.map(|row| (row.deadline, row.server)) {
            Some((Deadline::Fixed(deadline), _)) => deadline,
            Some((Deadline::ServerTimeout, server)) => self.server_timeout(server),
            None if self.event_type.is_some() => self.server_timeout(Server::Call),
            None => DEFAULT_TIMEOUT,
        }
    }

    /// The server that was asked, as far as the event itself shows it.
    #[must_use]
    pub fn server(&self) -> Option<Raw<'a>> {
        let server = self.row.map_or(Server::Call, |row| row.server);
        let mut servers = self.servers(server).into_iter().flatten();
        servers.find(|server| server.get("url").is_some())
    }

    /// The servers in the event, by who is asked first.
    fn servers(&self, server: Server) -> [Option<Raw<'a>>; 4] {
        let assistant = self.own.get("assistant");
        let of_assistant = |path: &[&str]| assistant.and_then(|assistant| assistant.path(path));
        let own = match server {
            Server::Tool => self
                .own
                .get("toolWithToolCallList")
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
            self.own.path(&["call", "assistant", "server"]),
            self.own.path(&["phoneNumber", "server"]),
        ]
    }

    fn server_timeout(&self, server: Server) -> Duration {
        let mut servers = self.servers(server).into_iter().flatten();
        let timeout = servers.find_map(|server| {
            let [url, timeout] = server.members(["url", "timeoutSeconds"]);
            match timeout.and_then(Raw::as_f64) {
                Some(seconds) => Some(Duration::from_secs_f64(seconds.clamp(1.0, 300.0))),
                None => url.map(|_| DEFAULT_TIMEOUT),
            }
        });
        timeout.unwrap_or(DEFAULT_TIMEOUT)
    }

    /// Who speaks: a role in a call, by which the parts of a transcript belong together.
    #[must_use]
    pub fn speaker(&self) -> String {
        let call = self.call_id().unwrap_or_default();
        let role = self.own.str("role").unwrap_or_default();
        format!("{call} {role}")
    }

    /// One line for people: what matters in this event. May hold any character: the renderer
    /// escapes and folds it.
    #[must_use]
    pub fn summary(&self, envelope: &Envelope) -> String {
        if let Some(row) = self.row {
            return (row.summary)(&self.own);
        }
        match self.dialect {
            Dialect::Other(Shape::Empty) => String::new(),
            Dialect::Other(_) => {
                format!("{}, {} bytes", self.dialect.about(), envelope.body.len())
            }
            Dialect::CustomLlm => conversation(&self.own),
            Dialect::McpTool => self
                .own
                .path(&["params", "name"])
                .map_or_else(String::new, inline),
            Dialect::VoiceWebhook => voice_summary(&self.own),
            Dialect::ApiRequest => self.body.map(inline).unwrap_or_default(),
            Dialect::Vapi | Dialect::Unwrapped => {
                let own = self.own.entries();
                let own = own.filter(|(name, _)| !COMMON.contains(&&**name));
                own.map(|(name, value)| format!("{name}: {}", inline(value)))
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        }
    }
}

/// `inbound  245s  "summary"`.
fn voice_summary(event: &Members<'_>) -> String {
    let seconds = event.path(&["data", "duration"]).and_then(Raw::as_f64);
    let parts = [
        text(event, &["data", "direction"]),
        seconds.map(|seconds| format!("{seconds:.0}s")),
        quote(event, &["data", "summary"]),
    ];
    join("  ", parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::testing::post;

    /// The name and the summary of a body.
    fn read(body: impl Into<Vec<u8>>) -> (String, String) {
        let envelope = post(body.into());
        let text = envelope.text();
        let message = Message::open(&envelope, &text);
        let event = message.to_event(&envelope);
        assert!(!event.name.is_empty());
        (event.name.into(), message.summary(&envelope))
    }

    #[test]
    fn a_voice_webhook_is_named_by_its_status() {
        for status in ["initiated", "completed", "failed", "busy", "no-answer"] {
            let body = format!(
                r#"{{"event":{{"id":"evt_1","channel":"voice","data":{{"vapi_status":"{status}","call_id":"c-1","direction":"inbound","duration":61,"summary":"Booked."}}}},"lead_id":"l-1"}}"#
            );
            let event = Event::parse(&post(body.clone()));
            assert_eq!(event.dialect, Dialect::VoiceWebhook);
            assert_eq!(event.event_type, None);
            assert_eq!(event.call_id.as_deref(), Some("c-1"));
            assert!(!event.asks());
            let line = "inbound  61s  \"Booked.\"".to_owned();
            assert_eq!(read(body), (format!("voice.{status}"), line));
        }
    }

    #[test]
    fn what_is_no_message_has_a_name_and_says_what_it_is() {
        for (body, name, line) in [
            ("", "POST /vapi", ""),
            (" \r\n", "POST /vapi", ""),
            ("{\"message\":", "POST /vapi", "not JSON, 11 bytes"),
            ("<html>", "POST /vapi", "not JSON, 6 bytes"),
            ("42", "POST /vapi", "JSON, but not an event, 2 bytes"),
            (r#"{"city":"Paris"}"#, "api-request", r#"{city: "Paris"}"#),
            (
                r#"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"find"}}"#,
                "mcp tools/call",
                "\"find\"",
            ),
            (r#"[{"jsonrpc":"2.0"}]"#, "mcp-tool", ""),
            (
                r#"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#,
                "custom-llm",
                r#"1 message, user: "Hi""#,
            ),
            (r#"{"message":{}}"#, "(no type)", ""),
            (
                r#"{"message":{"type":3,"status":"ended"}}"#,
                "(no type)",
                "status: \"ended\"",
            ),
            (r#"{"message":{"type":""}}"#, "(no type)", ""),
            (
                r#"{"message":{"type":"new.thing","call":"c-1","timestamp":1,"level":{"now":2}}}"#,
                "new.thing",
                "level: {now: 2}",
            ),
            (
                r#"{"event":{"channel":"voice","data":{"vapi_status":null}}}"#,
                "voice.unknown",
                "",
            ),
        ] {
            assert_eq!(read(body), (name.to_owned(), line.to_owned()), "{body}");
        }
    }

    #[test]
    fn nothing_breaks_the_view() {
        assert_eq!(read(b"\xff\xfe{".to_vec()).0, "POST /vapi");
        assert_eq!(
            read(b"\xef\xbb\xbf{\"message\":{\"type\":\"hang\"}}".to_vec()).0,
            "hang"
        );
        assert_eq!(
            read(b"{\"message\":{\"type\":\"transcript\",\"transcript\":\"a\xff\"}}".to_vec()),
            ("transcript".to_owned(), "\"a\u{fffd}\"".to_owned())
        );
        let surrogates = r#"{"message":{"type":"voice-input","input":"\ud83d \udc00"}}"#;
        assert_eq!(read(surrogates).1, "\"\u{fffd} \u{fffd}\"");
        for depth in [64, 10_000] {
            let (open, close) = ("[{\"a\":".repeat(depth), "}]".repeat(depth));
            let deep = format!("{open}1{close}");
            assert_eq!(read(deep.as_str()).0, "POST /vapi");
            assert_eq!(read(format!("{{\"a\":{deep}}}")).0, "api-request");
            for name in [
                "new.thing",
                "tool-calls",
                "conversation-update",
                "model-output",
            ] {
                let body = format!(
                    r#"{{"message":{{"type":"{name}","toolCalls":{deep},"messages":{deep},"output":{deep},"call":{deep}}}}}"#
                );
                assert_eq!(read(body).0, name);
            }
        }
    }

    #[test]
    fn a_large_body_says_the_same_at_a_glance() {
        let said = |event: Event| format!("{event:?}");
        let turn = r#"{"role":"user","message":"a \"{[\\"}"#;
        let turns = vec![turn; 1_000].join(",");
        for name in catalog::rows().map(|row| row.name) {
            let body = format!(
                r#"{{"message":{{"type":{name:?},"messages":[{turns}],"artifact":{{"messages":[{turns}],"transcript":"b"}},"call":{{"id":"c-1","messages":[{turns}]}},"endedReason":"hangup","status":"ended","assistant":{{"server":{{"url":"https://example.com","timeoutSeconds":33}}}}}}}}"#
            );
            let glance = |body: &str| Event::at_a_glance(&post(body.to_owned()));
            let whole = said(Event::parse(&post(body.clone())));
            assert_eq!(said(glance(&body)), whole);
            assert_eq!(said(glance(&format!("\u{feff} {body}\n"))), whole);
            // A detail is overlooked, a body that is cut off is not, nor what is no object.
            let wrong = body.replace(r#","transcript""#, r#" "transcript""#);
            assert_eq!(said(glance(&wrong)), whole);
            assert_eq!(
                Event::parse(&post(wrong)).dialect,
                Dialect::Other(Shape::NotJson)
            );
            for other in [&body[..body.len() - 1], &format!("[{turns}]")] {
                assert_eq!(
                    said(glance(other)),
                    said(Event::parse(&post(other.to_owned())))
                );
            }
        }
    }

    #[test]
    fn the_call_is_found_where_it_stands() {
        let call_id = |body: &'static str| Event::parse(&post(body)).call_id;
        let wrapped = r#"{"message":{"type":"hang","call":{"id":"c-1"}}}"#;
        assert_eq!(call_id(wrapped).as_deref(), Some("c-1"));
        let unwrapped = r#"{"type":"hang","call":{"id":"c-2"}}"#;
        assert_eq!(call_id(unwrapped).as_deref(), Some("c-2"));
        assert_eq!(call_id(r#"{"message":{"type":"hang","call":"c-3"}}"#), None);
        assert_eq!(
            call_id(r#"{"message":{"type":"hang","call":{"id":4}}}"#),
            None
        );
    }

    #[test]
    fn the_deadline_is_that_of_the_server_that_is_asked() {
        let server = |seconds: &str| {
            format!(r#"{{"url":"https://example.com","timeoutSeconds":{seconds}}}"#)
        };
        let tool = |seconds| {
            format!(
                r#""toolWithToolCallList":[{{"server":{}}}]"#,
                server(seconds)
            )
        };
        let assistant = |seconds| format!(r#""assistant":{{"server":{}}}"#, server(seconds));
        let call = format!(r#""call":{{"assistant":{{"server":{}}}}}"#, server("33"));
        let phone = format!(r#""phoneNumber":{{"server":{}}}"#, server("44"));
        let nothing = r#""a":1"#.to_owned();
        for (name, members, seconds) in [
            ("assistant-request", phone.clone(), 7.5),
            (
                "tool-calls",
                format!("{},{}", tool("12"), assistant("30")),
                12.0,
            ),
            ("hang", format!("{},{}", tool("12"), assistant("30")), 30.0),
            ("tool-calls", assistant("30"), 30.0),
            ("tool-calls", format!("{call},{phone}"), 33.0),
            ("tool-calls", phone, 44.0),
            ("tool-calls", nothing.clone(), 20.0),
            ("new.thing", assistant("30"), 30.0),
            ("hang", nothing, 20.0),
            ("hang", assistant("0.2"), 1.0),
            ("hang", assistant("-5"), 1.0),
            ("hang", assistant("9000"), 300.0),
            ("hang", assistant("1e999"), 300.0),
            ("hang", assistant("2.5"), 2.5),
            ("hang", assistant("\"30\""), 20.0),
            // A server that says no time has the default, whatever a lower level says.
            (
                "tool-calls",
                format!(
                    r#""toolWithToolCallList":[{{"server":{{"url":"https://example.com"}}}}],{}"#,
                    assistant("30")
                ),
                20.0,
            ),
        ] {
            let body = format!(r#"{{"message":{{"type":"{name}",{members}}}}}"#);
            let deadline = Event::parse(&post(body.clone())).deadline;
            assert_eq!(deadline, Duration::from_secs_f64(seconds), "{body}");
        }
    }
}
