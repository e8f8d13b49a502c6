use serde_json::json;

use super::*;
use crate::api::Kind;

fn phone(body: Value) -> Resource {
    Resource::new(Kind::PhoneNumber, body).expect("an id")
}

fn speaker(label: &str, body: &Value) -> Speaker {
    Speaker::new(label.to_owned(), body, &[])
}

fn first(situation: &Situation, event: &str) -> (Option<String>, Level, bool) {
    let one = situation.routes(Some(event)).expect(event).remove(0);
    (one.url, one.level, one.sent)
}

#[test]
fn the_first_url_wins() {
    let with = json!({"server": {"url": "https://a.example"}, "model": {"tools": [
        {"type": "function", "function": {"name": "book"}, "server": {"url": "https://t.example"}},
        {"type": "function", "function": {"name": "find"}},
        {"type": "endCall"},
    ]}});
    let mut it = Situation {
        speakers: vec![speaker("bot", &with)],
        ..Situation::default()
    };
    let tools = it.routes(Some("tool-calls")).expect("routes");
    let found: Vec<_> = tools.iter().map(|r| (r.url.as_deref(), r.level)).collect();
    assert_eq!(
        found,
        [
            (Some("https://t.example"), Level::Tool),
            (Some("https://a.example"), Level::Assistant)
        ]
    );
    assert!(!first(&it, "transcript").2, "not among the defaults");
    assert_eq!(first(&it, "voice-request").1, Level::Nobody);

    it.speakers = vec![speaker("bot", &json!({}))];
    assert_eq!(first(&it, "hang"), (None, Level::Organization, true));
    it.phone = Some(phone(json!({"id": "p", "serverUrl": "https://p.example"})));
    let number = (
        Some("https://p.example".to_owned()),
        Level::PhoneNumber,
        true,
    );
    assert_eq!(first(&it, "hang"), number);
    // A chat has no phone number.
    assert_eq!(first(&it, "chat.created").1, Level::Organization);
    assert_eq!(first(&it, "assistant-request"), number);
    it.bound = true;
    assert_eq!(first(&it, "assistant-request").1, Level::Nobody);
}

#[test]
fn overrides_merge_deeply() {
    let assistant = json!({"server": {"url": "https://a.example", "timeoutSeconds": 5}, "voice": {
        "provider": "custom-voice", "server": {"url": "https://v.example"}}});
    let member = json!({"server": {"url": "https://m.example"}});
    let squad = json!({"voice": {"server": {"url": "https://w.example"}}});
    let it = Situation {
        speakers: vec![Speaker::new(
            "bot".into(),
            &assistant,
            &[
                ("assistantOverrides", &member),
                ("membersOverrides", &squad),
            ],
        )],
        ..Situation::default()
    };
    assert_eq!(first(&it, "hang").0.as_deref(), Some("https://m.example"));
    let voice = (Some("https://w.example".to_owned()), Level::Voice, true);
    assert_eq!(first(&it, "voice-request"), voice);
    assert_eq!(it.speakers[0].body["server"]["timeoutSeconds"], 5);
}

#[test]
fn servers_of_their_own() {
    let body = json!({
        "model": {"knowledgeBase": {"server": {"url": "https://k.example"}}, "tools": [
            {"type": "handoff", "destinations": [{"type": "dynamic", "server": {"url": "https://h.example"}}]}]},
        "startSpeakingPlan": {"smartEndpointingPlan": {"provider": "custom-endpointing-model",
            "server": {"url": "https://e.example"}}},
        "transcriber": {"provider": "custom-transcriber", "server": {"url": "wss://s.example"}},
        "serverMessages": ["transcript"],
    });
    let it = Situation {
        speakers: vec![speaker("bot", &body)],
        ..Situation::default()
    };
    for (event, url, level) in [
        (
            "knowledge-base-request",
            "https://k.example",
            Level::KnowledgeBase,
        ),
        (
            "call.endpointing.request",
            "https://e.example",
            Level::Endpointing,
        ),
        (
            "handoff-destination-request",
            "https://h.example",
            Level::Handoff,
        ),
    ] {
        assert_eq!(
            first(&it, event),
            (Some(url.to_owned()), level, true),
            "{event}"
        );
    }
    assert!(first(&it, "transcript").2 && !first(&it, "hang").2);
    let all = it.routes(None).expect("routes");
    assert!(
        all.iter()
            .any(|r| r.url.as_deref() == Some("wss://s.example"))
    );
    assert!(it.routes(Some("tool-call")).is_err());
}
