//! Every event of every built-in is one that Vapi's published document allows.

use serde_json::{Value, json};

use super::{message, play, right_app};
use crate::fake_vapi::schema::published;
use crate::sandbox::Sandbox;

/// What every type that a server can subscribe to comes from.
const EVERYTHING: &str = "server_messages = [\"status-update\", \"speech-update\", \"transcript\", \
    \"conversation-update\", \"tool-calls\", \"transfer-update\", \"user-interrupted\", \
    \"model-output\", \"voice-input\", \"end-of-call-report\", \"assistant.started\", \
    \"assistant.speechStarted\", \"transfer-destination-request\", \
    \"handoff-destination-request\"]";

/// Where the document and the wire differ: arguments are texts of JSON in the document and objects
/// on the wire, `output` is an object in it and a text on the wire.
fn as_published(value: &mut Value) {
    let Value::Object(members) = value else {
        value
            .as_array_mut()
            .into_iter()
            .flatten()
            .for_each(as_published);
        return;
    };
    for (name, member) in members {
        match name.as_str() {
            "arguments" if member.is_object() => *member = member.to_string().into(),
            "output" if member.is_string() => *member = json!({}),
            _ => as_published(member),
        }
    }
}

#[test]
fn every_event_of_every_builtin_is_as_published() {
    let Some(document) = published() else { return };
    let sandbox = Sandbox::new();
    let mut judged = std::collections::BTreeSet::new();
    for name in [
        "inbound",
        "outbound",
        "tool-heavy",
        "transfer",
        "voicemail",
        "handoff",
    ] {
        let printed = sandbox.run(&["simulate", name, "--print"]).code(0).stdout;
        let all = printed.replace("# server_messages = ", &format!("{EVERYTHING}\n# was "));
        sandbox.file("all.toml", all);
        let app = right_app();
        play(&sandbox, "all.toml", &app.at(""), &[]).code(0);
        for request in app.requests(app.count()) {
            let mut message = message(&request);
            as_published(&mut message);
            let Some(found) = document.message_violations(&message) else {
                continue;
            };
            assert!(found.is_empty(), "{name}: {found:#?}\n{message:#}");
            judged.insert(message["type"].to_string());
        }
    }
    assert!(judged.len() >= 11, "{judged:?}");
}
