//! What a scenario is made of.

use std::time::Duration;

use serde_json::{Map, Value};

pub use super::expect::Expect;
pub use super::node::Place;

/// How a call came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A customer calls.
    #[default]
    Inbound,
    /// A customer is called.
    Outbound,
    /// A call from a web page.
    Web,
}

impl Kind {
    /// Every kind with its name in a scenario and Vapi's.
    pub const ALL: [(Self, &str, &str); 3] = [
        (Self::Inbound, "inbound", "inboundPhoneCall"),
        (Self::Outbound, "outbound", "outboundPhoneCall"),
        (Self::Web, "web", "webCall"),
    ];

    /// Vapi's name, `call.type`.
    #[must_use]
    pub fn vapi(self) -> &'static str {
        Self::ALL[self as usize].2
    }
}

/// A whole call.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// What happens in it, one sentence.
    pub about: String,
    /// How the call came about.
    pub kind: Kind,
    /// `customer` of the events.
    pub customer: Map<String, Value>,
    /// `phoneNumber` of the events.
    pub phone_number: Map<String, Value>,
    /// The assistant that takes the call: at once, or when an answer names it by its id.
    pub assistant: Map<String, Value>,
    /// Other assistants, that the call can be handed to.
    pub others: Vec<Map<String, Value>>,
    /// What is sent, whatever the assistant says.
    pub server_messages: Option<Vec<String>>,
    /// Whether only what the steps say is sent, and nothing that follows from it: a recording.
    pub exact: bool,
    /// What `{{..}}` in texts stands for, beside what an answer sets.
    pub variables: Map<String, Value>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it stands in the file.
    pub at: Place,
    /// How long nothing happens before.
    pub wait: Duration,
    /// What was said since the step before, and no step says.
    pub adds: Vec<Added>,
    /// What happens.
    pub verb: Verb,
    /// What is expected of the answer.
    pub expect: Option<Expect>,
}

/// What happens in a step.
#[derive(Clone, Debug)]
pub enum Verb {
    /// Nothing.
    Pause,
    /// The app is asked.
    Ask(Ask),
    /// The call's status changes.
    Status {
        /// The new one.
        status: String,
        /// More members of the event.
        with: Map<String, Value>,
    },
    /// The assistant says its first message.
    Greet,
    /// The customer says something.
    User(Speech),
    /// The assistant says something.
    Assistant(Speech),
    /// The model calls tools, all at once.
    Tools(Vec<ToolUse>),
    /// The call goes to a destination that is known.
    Transfer(Value),
    /// Any event.
    Event {
        /// Its type.
        name: String,
        /// Its own members.
        with: Map<String, Value>,
    },
    /// The call ends: its status, then its report.
    End {
        /// The `endedReason`.
        reason: String,
        /// `analysis` of the report.
        analysis: Map<String, Value>,
    },
    /// The report alone.
    Report {
        /// More members of it.
        with: Map<String, Value>,
    },
}

/// What the app is asked for.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Who takes the call.
    Assistant,
    /// Where it is transferred to.
    Transfer,
    /// Which assistant takes over; with the event's `parameters`.
    Handoff(Map<String, Value>),
}

/// Something that is said.
#[derive(Clone, Debug)]
pub struct Speech {
    /// The words.
    pub text: String,
    /// How long it takes; by its words when nothing is said.
    pub takes: Option<Duration>,
    /// Partial transcripts on the way.
    pub partials: u64,
    /// What was heard of it before the customer interrupted.
    pub heard: Option<String>,
}

/// One call of a tool.
#[derive(Clone, Debug)]
pub struct ToolUse {
    /// The id; a new one when there is none.
    pub id: Option<String>,
    /// The function's name.
    pub name: String,
    /// Its arguments.
    pub arguments: Value,
}

/// Something that was said while no event was sent.
#[derive(Clone, Debug)]
pub struct Added {
    /// Who said it: `user`, `assistant`, `system`.
    pub role: String,
    /// The words.
    pub text: String,
    /// How long it took.
    pub takes: Duration,
}
