//! What a rule is, and what it says when it applies.

use super::case::{Asked, Case};
use super::setup::Setup;
use crate::event::finding::Severity;

/// One rule of the contract.
#[derive(Debug)]
pub struct Rule {
    /// Its stable id: `VW024`.
    pub id: &'static str,
    /// How much it matters; a single finding may matter less where the sources are unsure.
    pub severity: Severity,
    /// Which events it looks at.
    pub on: Scope,
    /// What triggers it.
    pub when: &'static str,
    /// What that means.
    pub message: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// How sure that is.
    pub sure: Sure,
    /// How it is checked.
    pub check: Check,
    /// Whether a corrected body can cure it.
    pub mends: bool,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    /// Two independent sources, or the schema and what was seen on the wire.
    Sure,
    /// One good source.
    Likely,
    /// Inferred, or the sources contradict each other.
    Unsure,
}

impl Sure {
    /// In a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Unsure => "unsure",
        }
    }
}

/// How a rule is checked.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// On one event and its answer.
    Exchange(fn(&Case<'_>) -> Vec<Fault>),
    /// Over several events; one exchange never triggers it.
    Session,
    /// On a configuration that was fetched.
    Setup(fn(&Setup<'_>) -> Vec<Fault>),
}

/// Which events a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every event.
    Every,
    /// Events whose answer is used.
    Asks,
    /// Events whose answer is ignored.
    Informs,
    /// Calls of tools, also the legacy `function-call`.
    Tools,
    /// Answers with a destination for the call: an assistant request and a transfer.
    Destinations,
    /// Answers that may hold a whole assistant: an assistant request and a handoff.
    Assistants,
    /// One kind of question.
    One(Asked),
    /// No event: what is configured.
    Setup,
}

impl Scope {
    /// Whether an event is looked at.
    #[must_use]
    pub fn includes(self, case: &Case<'_>) -> bool {
        let asked = case.asked;
        match self {
            Self::Every => true,
            Self::Asks => case.asks(),
            Self::Informs => asked == Asked::Nothing,
            Self::Tools => matches!(asked, Asked::Tools | Asked::Function),
            Self::Destinations => matches!(asked, Asked::Assistant | Asked::Transfer),
            Self::Assistants => matches!(asked, Asked::Assistant | Asked::Handoff),
            Self::One(one) => one == asked,
            Self::Setup => false,
        }
    }

    /// In words, for the documentation.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Every => "every event",
            Self::Asks => "events that wait for an answer",
            Self::Informs => "events whose answer is ignored",
            Self::Tools => "tool-calls, function-call",
            Self::Destinations => "assistant-request, transfer-destination-request",
            Self::Assistants => "assistant-request, handoff-destination-request",
            Self::One(asked) => asked.about(),
            Self::Setup => "configurations",
        }
    }
}

/// What a rule saw, where it is more than the rule's own row says.
#[derive(Debug)]
pub struct Fault {
    /// Where.
    pub path: String,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
    /// Instead of the rule's message.
    pub message: Option<String>,
    /// Instead of the rule's fix.
    pub fix: Option<String>,
    /// Instead of the rule's severity.
    pub severity: Option<Severity>,
}

impl Fault {
    /// A fault in the rule's own words.
    pub fn at(
        path: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            found: found.into(),
            expected: expected.into(),
            message: None,
            fix: None,
            severity: None,
        }
    }

    /// With its own message.
    #[must_use]
    pub fn saying(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// With its own fix.
    #[must_use]
    pub fn fixed_by(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// With its own severity.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }
}

/// No fault, or this one.
pub(super) fn when(wrong: bool, fault: impl FnOnce() -> Fault) -> Vec<Fault> {
    if wrong { vec![fault()] } else { Vec::new() }
}
