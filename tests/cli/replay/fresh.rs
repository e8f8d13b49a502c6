//! Events as if they happened now, signed anew, changed, edited.

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Request, Sandbox};

const CALL: &str = "01a1120c-f786-7c31-9d4e-5b2a60f81c07";

fn message(request: &Request) -> Value {
    let body: Value = serde_json::from_slice(&request.body).expect("JSON");
    body["message"].clone()
}

fn now_ms() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a time");
    u64::try_from(now.as_millis()).expect("ms")
}

/// Two events of a call, a while ago.
fn call() -> String {
    let at = 1_791_304_224_138_u64;
    let call = json!({ "id": CALL, "createdAt": "2026-10-06T16:30:02.118Z" });
    let tool = json!({ "id": "call_A1b2C3", "function": { "name": "f", "arguments": {} } });
    let first = json!({ "message": { "type": "tool-calls", "timestamp": at, "call": call,
        "toolCallList": [tool], "toolWithToolCallList": [{ "toolCall": tool }] } });
    let result = json!({ "role": "tool_call_result", "toolCallId": "call_A1b2C3", "time": at });
    let second = json!({ "message": { "type": "hang", "timestamp": at + 5_000, "call": call,
        "artifact": { "messages": [result], "recordingUrl": format!("https://x/{CALL}-1.wav") } } });
    format!("{first}\n{second}\n")
}

/// An app that takes nothing that is old, that it knows, or that is not signed with `s3cret`.
fn strict() -> App {
    let known: Mutex<HashSet<String>> = Mutex::default();
    App::answering(move |request| {
        let message = message(request);
        let stale = |at: u64| now_ms().abs_diff(at) > 300_000;
        let signed = request.headers.get("authorization").as_deref() == Some("Bearer s3cret");
        let tool = message["toolCallList"][0]["id"]
            .as_str()
            .unwrap_or_default();
        let is_new = tool.is_empty() || known.lock().expect("a lock").insert(tool.to_owned());
        if stale(message["timestamp"].as_u64().expect("a time")) || !signed || !is_new {
            return Answer::new(401).body("{}");
        }
        let results = json!({ "results": [{ "toolCallId": tool, "result": "ok" }] });
        Answer::json(if tool.is_empty() {
            "{}".into()
        } else {
            results.to_string()
        })
    })
}

#[test]
fn an_app_that_takes_nothing_old_takes_what_is_fresh_and_signed() {
    let sandbox = Sandbox::new();
    sandbox.file("call.ndjson", call());
    sandbox.file("secret", "s3cret\n");
    let app = strict();
    let to = app.at("");
    let statuses = |flags: &[&str]| -> Vec<u64> {
        let args = [&["replay", "call.ndjson", "--to", &*to], flags].concat();
        let events = sandbox.json(&args);
        let events = events.iter().filter(|event| event["type"] == "event");
        events
            .map(|event| event["response"]["status"].as_u64().expect("a status"))
            .collect()
    };
    let signed = ["--sign", "bearer", "--secret-file", "secret"];
    assert_eq!(statuses(&signed), [401, 401]);
    assert_eq!(statuses(&["--fresh"]), [401, 401]);
    let both = [&["--fresh"], &signed[..]].concat();
    assert_eq!(statuses(&both), [200, 200]);
    assert_eq!(
        statuses(&[&both[..], &["--repeat", "2"]].concat()),
        [200; 4]
    );

    let got: Vec<Value> = app.requests(10)[4..].iter().map(message).collect();
    let pairs: Vec<&[Value]> = got.chunks(2).collect();
    let mut calls = HashSet::new();
    for pair in &pairs {
        let call = pair[0]["call"]["id"].as_str().expect("an id");
        let tool = &pair[0]["toolCallList"][0]["id"];
        assert_eq!(pair[1]["call"]["id"], call);
        assert_eq!(&pair[0]["toolWithToolCallList"][0]["toolCall"]["id"], tool);
        assert_eq!(&pair[1]["artifact"]["messages"][0]["toolCallId"], tool);
        assert_eq!(
            pair[1]["artifact"]["recordingUrl"],
            format!("https://x/{call}-1.wav")
        );
        let times = [&pair[0], &pair[1]].map(|one| one["timestamp"].as_u64().expect("a time"));
        assert_eq!(times[1] - times[0], 5_000);
        assert_eq!(pair[0]["call"], pair[1]["call"]);
        calls.insert(call.to_owned());
    }
    assert_eq!(calls.len(), 3);
    assert!(!calls.contains(CALL));
}

#[test]
fn a_call_of_twenty_minutes_is_not_stale_at_full_speed() {
    let sandbox = Sandbox::new();
    let start = 1_791_304_224_138_u64;
    let lines: Vec<String> = (0..=20)
        .map(|minute| {
            let at = start + minute * 60_000;
            let spoken = json!({ "role": "user", "time": at - 30_000 });
            let message = json!({ "type": "hang", "timestamp": at, "call": { "id": CALL },
                "artifact": { "messages": [spoken] } });
            json!({ "message": message }).to_string()
        })
        .collect();
    sandbox.file("long.ndjson", lines.join("\n"));
    sandbox.file("secret", "s3cret\n");
    let app = strict();
    let to = app.at("");
    let flags = ["--fresh", "--sign", "bearer", "--secret-file", "secret"];
    let args = [&["replay", "long.ndjson", "--to", &*to], &flags[..]].concat();
    let events = sandbox.json(&args);
    let statuses: Vec<u64> = events
        .iter()
        .filter(|event| event["type"] == "event")
        .map(|event| event["response"]["status"].as_u64().expect("a status"))
        .collect();
    assert_eq!(statuses, [200; 21]);
    let got: Vec<Value> = app.requests(21).iter().map(message).collect();
    for one in &got {
        let at = one["timestamp"].as_u64().expect("a time");
        assert_eq!(one["artifact"]["messages"][0]["time"], at - 30_000);
        assert_eq!(one["call"], got[0]["call"]);
    }
}

#[test]
fn without_flags_every_byte_is_as_recorded() {
    let sandbox = Sandbox::new();
    let body = "{ \"message\":{\"type\":\"hang\", \"n\":1.50e2 ,\"n\":2} }\r\n";
    sandbox.file("body.json", body);
    let app = App::new();
    let to = app.at("");
    sandbox.run(&["replay", "body.json", "--to", &to]).code(0);
    assert_eq!(app.request().body, body.as_bytes());
}

#[test]
fn values_are_changed_where_they_are_and_created_on_request() {
    let sandbox = Sandbox::new();
    sandbox.file("body.json", r#"{"message":{"type":"hang", "n":1.50}}"#);
    let app = App::new();
    let to = app.at("");
    let run =
        |flags: &[&str]| sandbox.run(&[&["replay", "body.json", "--to", &*to], flags].concat());
    run(&["--set", "message.n=2", "--add", "message.call.id=c-1"]).code(0);
    let wanted = r#"{"message":{"type":"hang", "n":2, "call":{"id":"c-1"}}}"#;
    assert_eq!(String::from_utf8_lossy(&app.request().body), wanted);
    let length = app
        .request()
        .headers
        .get("content-length")
        .expect("a length");
    assert_eq!(length, wanted.len().to_string());
    let output = run(&["--set", "message.typo=2"]);
    assert_ne!(output.code, 0);
    assert!(
        output.stderr.contains("--add creates what is missing"),
        "{output:?}"
    );
    assert_eq!(app.count(), 1, "nothing more was sent");
}

#[test]
fn a_body_is_edited_and_what_is_no_json_is_not_sent() {
    let sandbox = Sandbox::new();
    sandbox.file("body.json", r#"{"message":{"type":"hang"}}"#);
    let app = App::new();
    let to = app.at("");
    let run = |editor: &str, flags: &[&str]| {
        let args = [&["replay", "body.json", "--to", &*to, "--edit"], flags].concat();
        let mut command = sandbox.command(&args);
        command.env("EDITOR", editor);
        crate::sandbox::Process::start(command).wait()
    };
    run("sed -i s/hang/status-update/", &[]).code(0);
    assert_eq!(message(&app.request())["type"], "status-update");
    let unchanged = run("true", &[]).code(1);
    assert!(
        unchanged.stderr.contains("nothing was changed"),
        "{unchanged:?}"
    );
    let broken = run("sed -i s/{//", &[]).code(1);
    assert!(broken.stderr.contains("is not JSON"), "{broken:?}");
    let failed = run("false", &[]).code(1);
    assert!(failed.stderr.contains("nothing was sent"), "{failed:?}");
    run("true", &["body.json"]).code(2);
    assert_eq!(app.count(), 1);
}
