//! The table of an assistant's members.

use super::{answer, findings};
use crate::event::finding::Severity;

#[test]
fn faults_have_their_path_and_weight() {
    for (members, wanted) in [
        (
            r#""firstMessage":7"#,
            Some(("assistant.firstMessage", Severity::Error)),
        ),
        (
            r#""endCallPhrases":"bye""#,
            Some(("assistant.endCallPhrases", Severity::Error)),
        ),
        (
            r#""model":"gpt-4o""#,
            Some(("assistant.model", Severity::Error)),
        ),
        (
            r#""model":{"model":"gpt-4o"}"#,
            Some(("assistant.model.provider", Severity::Error)),
        ),
        (
            r#""model":{"provider":"openai","model":"x","temperature":"0"}"#,
            Some(("assistant.model.temperature", Severity::Error)),
        ),
        (
            r#""model":{"provider":"openai","model":"x","temperature":3}"#,
            Some(("assistant.model.temperature", Severity::Warning)),
        ),
        (
            r#""model":{"provider":"OpenAI","model":"x"}"#,
            Some(("assistant.model.provider", Severity::Warning)),
        ),
        (
            r#""model":{"provider":"brand-new","model":"x"}"#,
            Some(("assistant.model.provider", Severity::Note)),
        ),
        (
            r#""voice":{"provider":"11labs"}"#,
            Some(("assistant.voice.voiceId", Severity::Error)),
        ),
        (
            r#""voice":{"provider":"elevenlabs","voiceId":"a"}"#,
            Some(("assistant.voice.provider", Severity::Warning)),
        ),
        (r#""voice":{"provider":"custom-voice","server":{}}"#, None),
        (
            r#""transcriber":{}"#,
            Some(("assistant.transcriber.provider", Severity::Error)),
        ),
        (
            r#""first_message":"Hi""#,
            Some(("assistant.first_message", Severity::Warning)),
        ),
        (
            r#""somethingNew":1"#,
            Some(("assistant.somethingNew", Severity::Note)),
        ),
        (
            r#""maxDurationSeconds":5"#,
            Some(("assistant.maxDurationSeconds", Severity::Warning)),
        ),
        (
            r#""voicemailDetection":"off","name":null,"metadata":{}"#,
            None,
        ),
    ] {
        let body = format!(r#"{{"assistant":{{{members}}}}}"#);
        let found = findings("assistant-request", answer(body));
        let found: Vec<_> = found
            .iter()
            .map(|found| (&*found.path, found.severity))
            .collect();
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{members}");
    }
}

/// Each place where an answer may hold a whole assistant, `A` standing for it, and its path.
const PLACES: [(&str, &str, &str); 7] = [
    ("assistant-request", r#"{"assistant":A}"#, "assistant"),
    (
        "assistant-request",
        r#"{"squad":{"members":[{"assistantId":"a"},{"assistant":A}]}}"#,
        "squad.members[1].assistant",
    ),
    (
        "assistant-request",
        r#"{"squad":{"members":[{"assistantId":"a","assistantDestinations":[
            {"type":"assistant","assistantName":"b"},{"type":"assistant","assistant":A}]}]}}"#,
        "squad.members[0].assistantDestinations[1].assistant",
    ),
    (
        "assistant-request",
        r#"{"assistant":{"model":{"provider":"openai","model":"x","tools":[{"type":"endCall"},
            {"type":"handoff","destinations":[{"type":"assistant","assistant":A}]}]}}}"#,
        "assistant.model.tools[1].destinations[0].assistant",
    ),
    (
        "handoff-destination-request",
        r#"{"destination":{"type":"assistant","assistant":A}}"#,
        "destination.assistant",
    ),
    (
        "handoff-destination-request",
        r#"{"destination":{"type":"squad","squad":{"members":[{"assistant":A}]}}}"#,
        "destination.squad.members[0].assistant",
    ),
    (
        "handoff-destination-request",
        r#"{"destination":{"type":"squad","squad":{"members":[{"assistantDestinations":[
            {"type":"assistant","assistant":A}]}]}}}"#,
        "destination.squad.members[0].assistantDestinations[0].assistant",
    ),
];

/// What is found when this assistant stands in that place.
fn found_in(place: (&str, &str, &str), assistant: &str) -> Vec<(String, String)> {
    let (event, body, _) = place;
    let found = findings(event, answer(body.replace('A', assistant)));
    let found = found
        .iter()
        .map(|one| (one.id.to_string(), one.path.clone()));
    found.collect()
}

const VALID: &str = r#"{"firstMessage":"Hi","model":{"provider":"openai","model":"gpt-4o"},
    "voice":{"provider":"vapi","voiceId":"e"},"transcriber":{"provider":"deepgram"}}"#;

#[test]
fn an_assistant_is_looked_at_wherever_it_stands() {
    for place in PLACES {
        let path = place.2;
        assert_eq!(found_in(place, VALID), [], "{path}");
        for (assistant, id, below) in [
            (r#"{"model":{"model":"x"}}"#, "VW041", ".model.provider"),
            (
                r#"{"voice":{"provider":"11labs"}}"#,
                "VW041",
                ".voice.voiceId",
            ),
            (r#"{"firstMessage":7}"#, "VW041", ".firstMessage"),
            (r#"{"orgId":"o"}"#, "VW042", ".orgId"),
            (r#"{"systemPrompt":"p"}"#, "VW043", ".systemPrompt"),
            (r#""b""#, "VW041", ""),
        ] {
            let wanted = [(id.to_owned(), format!("{path}{below}"))];
            assert_eq!(found_in(place, assistant), wanted, "{path}: {assistant}");
        }
    }
}

#[test]
fn a_mended_answer_has_no_fault_wherever_the_assistant_stood() {
    let assistant = r#"{"id":"i","model":{"provider":"openai","model":"x"},"systemPrompt":"p"}"#;
    for (event, body, path) in PLACES {
        let found = findings(event, answer(body.replace('A', assistant)));
        let mended = found.iter().find_map(|one| one.fix_body.clone());
        let mended = mended.unwrap_or_else(|| panic!("{path}: {found:?}"));
        let left = findings(event, answer(mended.to_string()));
        assert!(left.is_empty(), "{path}: {left:?}");
    }
}

#[test]
fn an_assistant_of_a_handoff_is_not_said_to_begin_a_call() {
    let body = r#"{"destination":{"type":"assistant","assistant":{"firstMessage":7}}}"#;
    let found = findings("handoff-destination-request", answer(body.to_owned()));
    assert_eq!(
        found[0].message,
        "an invalid assistant cannot take over the call"
    );
}
