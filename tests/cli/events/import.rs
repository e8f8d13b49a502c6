//! `events import`: what was exported, and what others wrote.

use serde_json::Value;

use super::{lines, recorded};
use crate::sandbox::{Answer, App, Client, Sandbox};

fn import(sandbox: &Sandbox, what: &str) -> Value {
    sandbox.json(&["events", "import", what]).remove(0)
}

/// The counts of an import.
fn counts(report: &Value) -> (u64, u64) {
    let count = |name: &str| report[name].as_u64().expect("a number");
    (count("added"), count("known"))
}

#[test]
fn what_is_exported_and_imported_is_the_same() {
    let app = App::answering(|request| {
        Answer::new(201)
            .header("X-A", "1")
            .body(request.body.repeat(2))
    });
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("/hook")]);
    let mut sender = Client::connect(listener.port);
    for row in vapihook::event::catalog::rows() {
        sender.send(
            "POST",
            "/a?b=1",
            &[("X-Twice", "1"), ("X-Twice", "2")],
            row.sample.as_bytes(),
        );
    }
    sender.send("PUT", "/raw", &[], &(0..=255).collect::<Vec<u8>>());
    sender.send("POST", "/", &[], b"");
    listener.stop();
    let wanted = lines(&sandbox);
    for (format, name) in [
        ("ndjson", "a.ndjson"),
        ("json", "a.json"),
        ("dir", "a"),
        ("har", "a.har"),
    ] {
        let path = sandbox.path(name);
        let path = path.to_str().expect("a path");
        sandbox
            .run(&["events", "export", "--raw", "--format", format, "-o", path])
            .code(0);
        let other = Sandbox::new();
        let all = wanted.len() as u64;
        assert_eq!(counts(&import(&other, path)), (all, 0), "{format}");
        assert_eq!(lines(&other), wanted, "{format}");
        assert_eq!(counts(&import(&other, path)), (0, all), "{format}");
        assert_eq!(lines(&other), wanted, "{format}");
    }
}

#[test]
fn a_call_without_what_is_personal_can_be_replayed() {
    let sandbox = recorded();
    let file = sandbox.path("calls.ndjson");
    let file = file.to_str().expect("a path");
    sandbox.run(&["events", "export", "-o", file]).code(0);
    let other = Sandbox::new();
    assert_eq!(counts(&import(&other, file)), (8, 0));
    let app = super::app();
    let mut printed = other.json(&["replay", "call:aaaa", "--to", &app.at("/hook")]);
    assert_eq!(printed.pop().expect("a summary")["type"], "summary");
    let recorded = other.json(&["inspect", "call:aaaa"]);
    assert_eq!(printed.len(), 4);
    for (printed, recorded) in printed.iter().zip(&recorded) {
        assert_eq!(printed["response"]["body"], recorded["response"]["body"]);
        assert_eq!(printed["id"], recorded["id"]);
    }
    let answer = printed[0]["response"]["body"].as_str().expect("a body");
    assert!(answer.contains("booked for +12025550100"), "{answer}");
}

#[test]
fn foreign_payloads_are_added_once() {
    let sandbox = Sandbox::new();
    let hang = r#"{"message":{"type":"hang"}}"#;
    // Twice the same is two events, told apart by where they stand or how often they came.
    let timed = r#"{"message":{"type":"hang","timestamp":1790000000123}}"#;
    let file = sandbox.file("a.ndjson", format!("{hang}\n{hang}\n{timed}\n{timed}\n"));
    let file = file.to_str().expect("a path");
    assert_eq!(counts(&import(&sandbox, file)), (4, 0));
    assert_eq!(counts(&import(&sandbox, file)), (0, 4));
    let events = sandbox.json(&["events", "list"]);
    assert_eq!(events.len(), 4);
    assert_eq!(events[0]["received_at"], "2026-09-21T14:13:20.123Z");
    assert_eq!(events[0]["request"]["body"], timed);
    let text = sandbox.run(&["events", "import", file]).code(0);
    assert_eq!(text.stdout, "imported 0 events, 4 were known already\n");
}

#[test]
fn what_is_broken_is_said_and_the_rest_is_imported() {
    let sandbox = Sandbox::new();
    let hang = r#"{"message":{"type":"hang"}}"#;
    let file = sandbox.file(
        "a.ndjson",
        format!("{hang}\n{hang}\n{{\"message\":\n{hang}\n{hang}\n"),
    );
    let output = sandbox.run(&["events", "import", "a.ndjson"]).code(1);
    assert_eq!(output.stdout, "imported 4 events\n");
    assert!(
        output
            .stderr
            .starts_with("error: a.ndjson:3: it is not JSON: "),
        "{output:?}"
    );
    drop(file);
    let nothing = Sandbox::new();
    nothing.file("a.html", "<html></html>");
    let output = nothing.run(&["events", "import", "a.html"]).code(1);
    assert!(
        output.stderr.contains("looks like an HTML page"),
        "{output:?}"
    );
    assert!(!nothing.store().exists());
}

#[test]
fn an_import_while_a_listener_runs() {
    let sandbox = recorded();
    let exported = sandbox.run(&["events", "export"]).code(0).stdout;
    let other = Sandbox::with_record();
    let app = App::new();
    let listener = other.listen(&["-f", &app.at("")]);
    let output = other.run_with_stdin(&["events", "import", "-"], exported.as_bytes());
    assert_eq!(output.code(0).stdout, "imported 8 events\n");
    listener.stop();
    assert_eq!(other.json(&["events", "list"]).len(), 8);
}
