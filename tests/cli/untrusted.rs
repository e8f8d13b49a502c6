//! What others wrote, in the objects of `--json`: nothing in them acts on a terminal, and a
//! program that reads them gets what was written.

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Sandbox, json_lines, post, send};

/// Controls above ASCII's, and characters that reorder, hide or break a line.
const EVIL: &str = "a\u{7f}\u{80}\u{85}\u{9b}31m\u{9f}\u{61c}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\
                    \u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}\u{fff9}\u{e0001}\u{e007f}z";

/// Fails when a text would act on a terminal; every line of it must be an object.
fn harmless(text: &str) -> Vec<Value> {
    let acts = |c: char| (c.is_control() && c != '\n') || EVIL[1..EVIL.len() - 1].contains(c);
    let acts = |c: char| acts(c) && !c.is_ascii_graphic();
    assert!(!text.contains(acts), "{text:?}");
    json_lines(text)
}

/// A message with this in every place.
fn message(evil: &str) -> String {
    let call = json!({
        "id": evil, "type": evil, "customer": { "number": evil }, (evil): evil,
    });
    let arguments = json!({ (evil): [evil] });
    let tool = json!({ "id": evil, "name": evil, "arguments": arguments });
    let message = json!({
        "type": evil, "call": call, "status": evil, "toolCallList": [tool], "transcript": evil,
    });
    json!({ "message": message }).to_string()
}

#[test]
fn events_and_their_summary_are_harmless_and_whole() {
    // What HTTP allows in a header.
    let in_header = EVIL.replace('\u{7f}', "");
    let value = in_header.clone();
    let app = App::answering(move |_| {
        Answer::new(500)
            .header("X-Evil", &value)
            .header("Content-Type", &format!("text/{value}"))
            .body(json!({ "error": EVIL }).to_string())
    });
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let body = message(EVIL);
    post(listener.port, &body);
    let calls = body.replacen(EVIL, "tool-calls", 1);
    // Not JSON at all.
    send(
        listener.port,
        "POST",
        "/\u{9b}x?\u{202e}",
        &[("X-In", "\u{9b}\u{202e}")],
        EVIL,
    );
    post(listener.port, &calls);
    listener.events(3);
    let output = listener.stop().code(143);
    assert_eq!(output.stderr, "");
    let printed = harmless(&output.stdout);
    let events: Vec<&Value> = printed
        .iter()
        .filter(|object| object["type"] == "event")
        .collect();
    assert_eq!(events[0]["event_type"], EVIL);
    assert_eq!(events[0]["call_id"], EVIL);
    assert_eq!(events[0]["request"]["body"], body);
    assert_eq!(events[0]["response"]["headers"]["x-evil"], json!(in_header));
    let answer = events[0]["response"]["body"].as_str().expect("a body");
    assert_eq!(answer, json!({ "error": EVIL }).to_string());
    assert_eq!(events[1]["request"]["path"], "/\u{9b}x?\u{202e}");
    assert_eq!(events[1]["request"]["headers"]["x-in"], "\u{9b}\u{202e}");
    assert_eq!(events[1]["request"]["body"], EVIL);
    assert_eq!(events[2]["request"]["body"], calls);
    let summary = printed.last().expect("a summary");
    assert_eq!(summary["by_type"][EVIL], 1, "{summary}");

    // The same from the record, and from a file.
    let mut recorded = harmless(&sandbox.run(&["events", "list", "--json"]).code(0).stdout);
    recorded.reverse();
    assert!(recorded.iter().eq(events.iter().copied()));
    let file = sandbox.file("run.ndjson", &output.stdout);
    let file = file.to_str().expect("a path");
    for args in [["inspect", "last:3", "--json"], ["inspect", file, "--json"]] {
        assert_eq!(harmless(&sandbox.run(&args).code(0).stdout), recorded);
    }
    let args = ["replay", "last:3", "--to", &app.at(""), "--json"];
    let replayed = harmless(&sandbox.run(&args).code(0).stdout);
    // And the summary.
    assert_eq!(replayed.len(), 4);
    assert_eq!(app.requests(6)[3].body, body.as_bytes());
}

#[test]
fn warnings_and_the_ready_object_are_harmless_and_whole() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let file = sandbox.file(EVIL, "a file and no directory");
    let store = file.join("events.db");
    let store = store.to_str().expect("a path");
    let target = app.at("");
    let flags = ["-f", &*target, "--store", store, "--until", EVIL];
    let listener = sandbox.listen(&flags);
    let warning = listener.warning("not-recording");
    assert!(warning.contains(EVIL), "{warning}");
    let output = listener.stop().code(143);
    let printed = harmless(&output.stdout);
    // The warning may come before it.
    let ready = printed.iter().find(|object| object["type"] == "ready");
    assert_eq!(ready.expect("a ready object")["record"], store);
    let doubts = |object: &&Value| {
        let message = object["message"].as_str();
        message.is_some_and(|text| text.contains("no known event type") && text.contains(EVIL))
    };
    assert_eq!(printed.iter().filter(doubts).count(), 1, "{printed:?}");
}
