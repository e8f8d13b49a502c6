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
