//! What is sent is judged by Vapi's published document, where it knows the type.
//!
//! The document is not part of the repository: see [`crate::fake_vapi::schema`].

use serde_json::Value;

use crate::fake_vapi::schema::published;
use crate::sandbox::{Sandbox, json_lines};

/// Where the document is known to be wrong about what is sent: type, and how the complaint begins.
const DISPUTED: &[(&str, &str)] = &[
    // A token is a string; the document says object.
    ("model-output", "message.output is not of type"),
    // Two schemas have the name UserMessage; the document refers to the wrong one.
    ("session.updated", "message.session.messages[] is none"),
    ("session.deleted", "message.session.messages[] is none"),
];

#[test]
fn every_message_is_as_the_document_has_it() {
    let Some(document) = published() else {
        return;
    };
    let sandbox = Sandbox::new();
    let mut known = 0;
    for kind in sandbox.json(&["trigger", "--list"]) {
        let name = kind["name"].as_str().expect("a name");
        // The document types arguments as a string; what Vapi sends is an object.
        let args = ["--json", "trigger", name, "--shape", "openai", "--print"];
        let output = sandbox.run(&args);
        let output = if output.code == 0 {
            output
        } else {
            sandbox.run(&["--json", "trigger", name, "--print"]).code(0)
        };
        let request = &json_lines(&output.stdout)[0];
        let body: Value =
            serde_json::from_str(request["body"].as_str().expect("a body")).expect("JSON");
        let Some(mut found) = document.message_violations(&body["message"]) else {
            continue;
        };
        known += 1;
        let disputed = |complaint: &String| {
            let mut rows = DISPUTED.iter();
            rows.any(|(event, begins)| *event == name && complaint.starts_with(begins))
        };
        found.retain(|complaint| !disputed(complaint));
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
    assert_eq!(known, 27);
}
