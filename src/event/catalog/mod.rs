//! The catalog: one row per message type that Vapi sends, by family.
//!
//! A new type is one row here and one sample in `src/event/samples`. Everything that differs by
//! type (who is asked, how long, what to show) is a column, so no other code matches on names.
//! Source: `docs.vapi.ai/server-url/events`, the published schemas and captured payloads.

use vapihook_json::members::Members;

mod call;
mod part;
mod records;
mod requests;
mod speech;
#[cfg(test)]
mod tests;
pub(super) mod words;

use std::time::Duration;

use super::near::near;
pub use part::{Part, is_sent};

/// How long Vapi waits when nothing else is configured: `server.timeoutSeconds` defaults to 20.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(20);
/// How alike a name must be to a known one to be taken for it, misspelt.
pub const ALIKE: f64 = 0.8;

/// One message type.
#[derive(Debug)]
pub struct Row {
    /// The message's `type`.
    pub name: &'static str,
    /// What it is for, one sentence.
    pub about: &'static str,
    /// Which server URL receives it.
    pub server: Server,
    /// Whether the answer's content matters, and what it must hold.
    pub reply: Reply,
    /// How long Vapi waits for the answer.
    pub deadline: Deadline,
    /// Whether Vapi sends it today.
    pub standing: Standing,
    /// Whether it is sent for an assistant that has no `serverMessages` (contract 4.7).
    pub is_default: bool,
    /// What matters in the message, on one line. Takes the message object.
    pub summary: fn(&Members<'_>) -> String,
    /// What a page about the message shows, beside its call and its answer.
    pub view: View,
    /// A body as Vapi sends it (ours, not a capture).
    pub sample: &'static str,
}

/// What a page about a message shows.
#[derive(Clone, Copy, Debug)]
pub enum View {
    /// These members, each under its label.
    Members(&'static [Member]),
    /// The tool calls, each beside its result.
    Calls,
    /// The status; at the end why, and what Vapi says of an answer that it could not use.
    Status,
    /// The report of a call's end.
    Report,
    /// These members, and the end of the conversation.
    Talk(&'static [Member]),
}

/// A member of a message: its label, and where it stands.
pub type Member = (&'static str, &'static [&'static str]);

/// Which server URL receives a message (contract 1.5 and 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// The tool's own server, else as [`Server::Call`].
    Tool,
    /// Assistant, else phone number, else organization.
    Call,
    /// Phone number, else organization: no assistant is known yet.
    PhoneNumber,
    /// The dynamic handoff destination's server, else as [`Server::Call`].
    Handoff,
    /// `assistant.voice.server` only.
    Voice,
    /// `knowledgeBase.server` only.
    KnowledgeBase,
    /// `startSpeakingPlan.smartEndpointingPlan.server`, else assistant, else organization.
    Endpointing,
    /// The campaign's server.
    Campaign,
    /// Assistant, else organization: there is no call.
    Assistant,
    /// No server: a message for web clients only.
    Nobody,
}

impl Server {
    /// Who is asked, in words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Tool => "tool, else assistant, else phone number, else organization",
            Self::Call => "assistant, else phone number, else organization",
            Self::PhoneNumber => "phone number, else organization",
            Self::Handoff => {
                "dynamic handoff destination, else assistant, else phone number, else organization"
            }
            Self::Voice => "the custom voice's server",
            Self::KnowledgeBase => "the custom knowledge base's server",
            Self::Endpointing => "smart endpointing plan, else assistant, else organization",
            Self::Campaign => "the campaign's server",
            Self::Assistant => "assistant, else organization",
            Self::Nobody => "never POSTed: web clients only",
        }
    }
}

/// What Vapi does with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It is used; the text says what it must hold.
    Expected(&'static str),
    /// Its body is ignored; `200 {}` is the convention.
    Ignored,
}

impl Reply {
    /// Whether the sender uses the answer.
    #[must_use]
    pub fn is_expected(self) -> bool {
        matches!(self, Self::Expected(_))
    }
}

/// How long Vapi waits for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// Not configurable.
    Fixed(Duration),
    /// `timeoutSeconds` of the server that is asked.
    ServerTimeout,
}

/// Whether Vapi sends a type today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Sent today.
    Current,
    /// An older name or shape; old assistants still send it.
    Legacy,
    /// Sent to web clients, never posted; seen when logs are pasted.
    ClientOnly,
}

/// Every row, by family and then by name.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    [requests::ROWS, call::ROWS, speech::ROWS, records::ROWS]
        .into_iter()
        .flatten()
}

/// The row of a message type.
#[must_use]
pub fn find(name: &str) -> Option<&'static Row> {
    rows().find(|row| row.name == name)
}

/// Whether messages of this row mark a moment of a call's life, as against what is said in it.
#[must_use]
pub fn marks_a_call(row: &Row) -> bool {
    call::ROWS.iter().any(|other| other.name == row.name)
}

/// Known type names that look like `name`, closest first, at most three.
#[must_use]
pub fn did_you_mean(name: &str) -> Vec<&'static str> {
    let names = rows().map(|row| row.name);
    near(name, names, str::to_owned, ALIKE).take(3).collect()
}
