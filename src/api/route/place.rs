//! Where one event goes.

/// The level whose URL is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The tool's own server.
    Tool,
    /// The dynamic handoff destination's own.
    Handoff,
    /// The assistant's.
    Assistant,
    /// The phone number's.
    PhoneNumber,
    /// The organization's, which cannot be read.
    Organization,
    /// The custom voice's own.
    Voice,
    /// The custom transcriber's own.
    Transcriber,
    /// The smart endpointing plan's own.
    Endpointing,
    /// The knowledge base's own.
    KnowledgeBase,
    /// The campaign's.
    Campaign,
    /// Nobody is asked.
    Nobody,
}

impl Level {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tool => "tool",
            Self::Handoff => "handoff",
            Self::Assistant => "assistant",
            Self::PhoneNumber => "phone-number",
            Self::Organization => "organization",
            Self::Voice => "voice",
            Self::Transcriber => "transcriber",
            Self::Endpointing => "endpointing",
            Self::KnowledgeBase => "knowledge-base",
            Self::Campaign => "campaign",
            Self::Nobody => "none",
        }
    }
}

/// Where one event goes.
#[derive(Clone, Debug)]
pub struct Route {
    /// The event's name.
    pub event: String,
    /// The URL, when there is one that can be known.
    pub url: Option<String>,
    /// Whose URL it is.
    pub level: Level,
    /// Why it goes there.
    pub why: String,
    /// Whether Vapi sends it at all, as the assistant is set up.
    pub sent: bool,
    /// The assistant that speaks, where it depends on that.
    pub assistant: Option<String>,
    /// The tool that is called, where it depends on that.
    pub tool: Option<String>,
}
