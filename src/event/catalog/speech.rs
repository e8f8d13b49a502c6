//! Messages about what is being said, and by whom. Many a second: the body is never copied.

use vapihook_json::members::{Members, Object};

use super::words::{conversation, join, last_of_assistant, quote, text};
use super::{Deadline, Member, Reply, Row, Server, Standing, View};
use crate::event::tool_call::inline;

const TRANSCRIPT: &[Member] = &[
    ("who", &["role"]),
    ("said", &["transcript"]),
    ("state", &["transcriptType"]),
    ("sure", &["confidence"]),
    ("original", &["originalTranscript"]),
    ("filtered", &["isFiltered"]),
    ("threats", &["detectedThreats"]),
    ("assistant", &["assistantName"]),
];

pub(super) const ROWS: &[Row] = &[
    Row {
        name: "assistant.speechStarted",
        about: "The assistant begins to say this text.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| quote(message, &["text"]).unwrap_or_default(),
        view: View::Members(&[
            ("text", &["text"]),
            ("source", &["source"]),
            ("turn", &["turn"]),
            ("timing", &["timing"]),
        ]),
        sample: include_str!("../samples/assistant.speechStarted.json"),
    },
    Row {
        name: "conversation-update",
        about: "The conversation so far, whole, each time something was said.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: |message| conversation(message),
        view: View::Talk(&[]),
        sample: include_str!("../samples/conversation-update.json"),
    },
    Row {
        name: "language-change-detected",
        about: "The transcriber switched to another language.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: language,
        view: View::Members(&[("language", &["language"])]),
        sample: include_str!("../samples/language-change-detected.json"),
    },
    Row {
        name: "language-changed",
        about: "The older name of language-change-detected.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Legacy,
        is_default: false,
        summary: language,
        view: View::Members(&[("language", &["language"])]),
        sample: include_str!("../samples/language-changed.json"),
    },
    Row {
        name: "model-output",
        about: "One piece of what the model writes, as it writes it.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| message.get("output").map(inline).unwrap_or_default(),
        view: View::Members(&[("output", &["output"]), ("turn", &["turnId"])]),
        sample: include_str!("../samples/model-output.json"),
    },
    Row {
        name: "speech-update",
        about: "The assistant or the user started or stopped speaking.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: |message| join(" ", [text(message, &["role"]), text(message, &["status"])]),
        view: View::Members(&[
            ("who", &["role"]),
            ("speech", &["status"]),
            ("turn", &["turn"]),
        ]),
        sample: include_str!("../samples/speech-update.json"),
    },
    Row {
        name: "transcript",
        about: "What the assistant or the user said, as partial guesses and then as final text.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: transcript,
        view: View::Members(TRANSCRIPT),
        sample: include_str!("../samples/transcript.json"),
    },
    Row {
        name: "transcript[transcriptType=\"final\"]",
        about: "The transcript event of those who subscribe to final transcripts only.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: transcript,
        view: View::Members(TRANSCRIPT),
        sample: include_str!("../samples/transcript-final.json"),
    },
    Row {
        name: "user-interrupted",
        about: "The user spoke while the assistant was speaking, and it stopped.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: |message| {
            let turn = text(message, &["turnId"]).map(|turn| format!("turn {turn}"));
            join("  ", [turn, last_of_assistant(message)])
        },
        view: View::Talk(&[("turn", &["turnId"])]),
        sample: include_str!("../samples/user-interrupted.json"),
    },
    Row {
        name: "voice-input",
        about: "The text that is given to the voice to be spoken.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| quote(message, &["input"]).unwrap_or_default(),
        view: View::Members(&[("text", &["input"])]),
        sample: include_str!("../samples/voice-input.json"),
    },
];

fn language(message: &Members<'_>) -> String {
    text(message, &["language"]).unwrap_or_default()
}

/// `user: "I'd like to book"`, with `(partial)` while it is a guess.
fn transcript(message: &Members<'_>) -> String {
    let role = text(message, &["role"]).map(|role| format!("{role}:"));
    let partial = message.str("transcriptType").as_deref() == Some("partial");
    let partial = partial.then(|| "(partial)".to_owned());
    join(" ", [role, quote(message, &["transcript"]), partial])
}
