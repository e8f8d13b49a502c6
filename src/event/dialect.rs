//! How a body is wrapped: told apart by its members, never by its size or sender.

use http::Method;
use vapihook_json::raw::{Kind, Raw};

use super::catalog;
use super::envelope::Envelope;

/// What kind of request reached the server URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `{"message": {"type": ..}}`: what Vapi POSTs to a server URL.
    Vapi,
    /// `{"type": ..}` without the envelope: web SDK, websocket transport, pasted logs.
    Unwrapped,
    /// An `OpenAI` chat completion request from a custom-LLM model.
    CustomLlm,
    /// JSON-RPC from an MCP tool.
    McpTool,
    /// A bare JSON object, as an `apiRequest` tool sends its arguments.
    ApiRequest,
    /// The voice webhook payload of an agency platform built on Vapi.
    VoiceWebhook,
    /// No event: an empty body, or not a JSON object.
    Other(Shape),
}

/// What a body that is no event looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// No body at all.
    Empty,
    /// JSON, but not a body that any known sender would produce.
    Json,
    /// Not JSON.
    NotJson,
}

impl Dialect {
    /// The stable name, used in `--json` output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Vapi => "vapi",
            Self::Unwrapped => "unwrapped",
            Self::CustomLlm => "custom-llm",
            Self::McpTool => "mcp-tool",
            Self::ApiRequest => "api-request",
            Self::VoiceWebhook => "voice-webhook",
            Self::Other(Shape::Empty) => "empty",
            Self::Other(Shape::Json) => "json",
            Self::Other(Shape::NotJson) => "not-json",
        }
    }

    /// One sentence for people.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Vapi => "a Vapi server message",
            Self::Unwrapped => {
                "a Vapi message without its envelope; a server URL receives {\"message\": ..}"
            }
            Self::CustomLlm => "a chat completion request of a custom LLM, not a server message",
            Self::McpTool => "a JSON-RPC request of an MCP tool, not a server message",
            Self::ApiRequest => {
                "a bare JSON object, as an apiRequest tool sends it; not a server message"
            }
            Self::VoiceWebhook => "a voice webhook payload of an agency platform, not Vapi's own",
            Self::Other(Shape::Empty) => "a request without a body",
            Self::Other(Shape::Json) => "JSON, but not an event",
            Self::Other(Shape::NotJson) => "not JSON",
        }
    }

    /// Whether the body is an event that filters and routes apply to.
    #[must_use]
    pub fn is_event(self) -> bool {
        matches!(self, Self::Vapi | Self::Unwrapped | Self::VoiceWebhook)
    }

    /// The members of a body that tell its dialect.
    pub(super) const MEMBERS: [&'static str; 7] = [
        "message", "event", "type", "jsonrpc", "messages", "model", "call",
    ];

    /// Tells the dialect of `root`, the whole body of `envelope`, whose [`Dialect::MEMBERS`] are
    /// `members`.
    #[must_use]
    pub(super) fn of(envelope: &Envelope, root: Raw<'_>, members: [Option<Raw<'_>>; 7]) -> Self {
        if root.kind() == Kind::Array {
            let rpc = root
                .items()
                .first()
                .is_some_and(|first| first.get("jsonrpc").is_some());
            return if rpc {
                Self::McpTool
            } else {
                Self::Other(Shape::Json)
            };
        }
        if !root.is_object() {
            return Self::Other(Shape::Json);
        }
        let [message, event, kind, rpc, messages, model, call] = members;
        if message.is_some_and(Raw::is_object) {
            return Self::Vapi;
        }
        if event.is_some_and(is_voice_event) {
            return Self::VoiceWebhook;
        }
        if rpc.is_some() {
            return Self::McpTool;
        }
        let chat_path = envelope.bare_path().ends_with("/chat/completions");
        if messages.is_some_and(|list| list.kind() == Kind::Array) && (chat_path || model.is_some())
        {
            return Self::CustomLlm;
        }
        if let Some(name) = kind.and_then(Raw::as_str)
            && (catalog::find(&name).is_some() || call.is_some_and(Raw::is_object))
        {
            return Self::Unwrapped;
        }
        match envelope.method {
            Method::POST | Method::PUT | Method::PATCH => Self::ApiRequest,
            _ => Self::Other(Shape::Json),
        }
    }
}

fn is_voice_event(event: Raw<'_>) -> bool {
    let [channel, data] = event.members(["channel", "data"]);
    channel.and_then(Raw::as_str).as_deref() == Some("voice")
        && data.is_some_and(|data| data.get("vapi_status").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::testing::post;

    fn dialect(method: Method, path: &str, body: &str) -> Dialect {
        let envelope = Envelope {
            method,
            path: path.to_owned(),
            ..post(body.to_owned())
        };
        let root = Raw::parse(body).expect("JSON");
        Dialect::of(&envelope, root, root.members(Dialect::MEMBERS))
    }

    #[test]
    fn members_tell_the_dialect() {
        let chat = r#"{"messages":[{"role":"user","content":"Hi"}],"stream":true}"#;
        for (path, body, expected) in [
            ("/", r#"{"message":{"type":"hang"}}"#, Dialect::Vapi),
            ("/", r#"{"message":{},"extra":1}"#, Dialect::Vapi),
            ("/", r#"{"message":{"type":"new.thing"}}"#, Dialect::Vapi),
            ("/", r#"{"type":"hang"}"#, Dialect::Unwrapped),
            (
                "/",
                r#"{"type":"new.thing","call":{"id":"c-1"}}"#,
                Dialect::Unwrapped,
            ),
            ("/", r#"{"type":"new.thing"}"#, Dialect::ApiRequest),
            ("/", r#"{"type":7,"message":"hang"}"#, Dialect::ApiRequest),
            ("/", r#"{"city":"Paris"}"#, Dialect::ApiRequest),
            ("/", "{}", Dialect::ApiRequest),
            ("/llm/chat/completions?v=1", chat, Dialect::CustomLlm),
            ("/", chat, Dialect::ApiRequest),
            (
                "/",
                r#"{"model":"gpt-4o","messages":[],"call":{"id":"c-1"}}"#,
                Dialect::CustomLlm,
            ),
            (
                "/",
                r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
                Dialect::McpTool,
            ),
            (
                "/",
                r#"[{"jsonrpc":"2.0","method":"initialized"}]"#,
                Dialect::McpTool,
            ),
            ("/", r#"[{"type":"hang"}]"#, Dialect::Other(Shape::Json)),
            ("/", "[]", Dialect::Other(Shape::Json)),
            ("/", "null", Dialect::Other(Shape::Json)),
            ("/", r#""hang""#, Dialect::Other(Shape::Json)),
        ] {
            assert_eq!(dialect(Method::POST, path, body), expected, "{path} {body}");
        }
        let not_posted = dialect(Method::GET, "/", r#"{"city":"Paris"}"#);
        assert_eq!(not_posted, Dialect::Other(Shape::Json));
    }

    #[test]
    fn a_voice_webhook_needs_its_channel_and_its_status() {
        for (event, expected) in [
            (
                r#"{"channel":"voice","data":{"vapi_status":"completed"}}"#,
                Dialect::VoiceWebhook,
            ),
            (
                r#"{"channel":"voice","data":{"vapi_status":4}}"#,
                Dialect::VoiceWebhook,
            ),
            (r#"{"channel":"voice","data":{}}"#, Dialect::ApiRequest),
            (
                r#"{"channel":"sms","data":{"vapi_status":"completed"}}"#,
                Dialect::ApiRequest,
            ),
            (r#""voice""#, Dialect::ApiRequest),
        ] {
            let body = format!(r#"{{"event":{event},"lead_id":"lead-1"}}"#);
            assert_eq!(dialect(Method::POST, "/", &body), expected, "{body}");
        }
    }

    #[test]
    fn only_messages_are_events() {
        for (dialect, is_event) in [
            (Dialect::Vapi, true),
            (Dialect::Unwrapped, true),
            (Dialect::VoiceWebhook, true),
            (Dialect::CustomLlm, false),
            (Dialect::McpTool, false),
            (Dialect::ApiRequest, false),
            (Dialect::Other(Shape::Empty), false),
        ] {
            assert_eq!(dialect.is_event(), is_event, "{}", dialect.name());
        }
    }
}
