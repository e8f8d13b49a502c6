//! What part a message plays in a call, and which of them a server gets: what differs by type for
//! those who make events.

use super::{Row, Server, find};

/// What part a message plays in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Asks who takes the call.
    AsksAssistant,
    /// Asks what tools return.
    AsksTools,
    /// Asks where the call is transferred to.
    AsksTransfer,
    /// Asks which assistant takes over.
    AsksHandoff,
    /// Says how the call stands.
    Status,
    /// Says that somebody began or stopped to speak.
    Speech,
    /// Says what somebody said.
    Transcript,
    /// Holds the whole conversation.
    Conversation,
    /// Says how the call was.
    Report,
    /// Anything else.
    Other,
}

impl Part {
    /// The part of a message of this type.
    #[must_use]
    pub fn of(event_type: &str) -> Self {
        match event_type {
            "assistant-request" => Self::AsksAssistant,
            "tool-calls" => Self::AsksTools,
            "transfer-destination-request" => Self::AsksTransfer,
            "handoff-destination-request" => Self::AsksHandoff,
            "status-update" => Self::Status,
            "speech-update" => Self::Speech,
            "transcript" => Self::Transcript,
            "conversation-update" => Self::Conversation,
            "end-of-call-report" => Self::Report,
            _ => Self::Other,
        }
    }
}

impl Row {
    /// Whether an assistant's `serverMessages` may list this type. What has a server of its own
    /// is sent whenever that server is set, so it is not listed (contract 4.7).
    #[must_use]
    pub fn is_subscribable(&self) -> bool {
        matches!(
            self.server,
            Server::Tool | Server::Call | Server::Handoff | Server::Assistant
        )
    }
}

/// Whether a server gets messages of this type: by the assistant's `serverMessages`, or by
/// default. `is_final` is about transcripts, whose final ones can be listed alone.
#[must_use]
pub fn is_sent(event_type: &str, is_final: bool, listed: Option<&[String]>) -> bool {
    let row = find(event_type);
    if row.is_some_and(|row| !row.is_subscribable()) {
        return true;
    }
    let Some(listed) = listed else {
        return row.is_some_and(|row| row.is_default);
    };
    let finals = format!("{event_type}[transcriptType=\"final\"]");
    listed
        .iter()
        .any(|name| name == event_type || (is_final && *name == finals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_gets() {
        let finals = ["transcript[transcriptType=\"final\"]".to_owned()];
        assert!(is_sent("assistant-request", false, Some(&[])));
        assert!(is_sent("hang", false, None) && !is_sent("hang", false, Some(&finals)));
        assert!(!is_sent("transcript", true, None));
        assert!(is_sent("transcript", true, Some(&finals)));
        assert!(!is_sent("transcript", false, Some(&finals)));
        assert!(is_sent(
            "transcript",
            false,
            Some(&["transcript".to_owned()])
        ));
    }
}
