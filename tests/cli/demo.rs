//! `demo`: the whole loop, with nothing needed and nothing left behind.

use serde_json::Value;

use crate::sandbox::{Process, Sandbox, Signal, normalised};

#[test]
fn the_demo_plays_a_call_and_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["demo"]).code(0);
    let shown = normalised(&output.stdout);
    let calls: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains("  ---  "))
        .collect();
    assert_eq!(calls.len(), 1, "{shown}");
    let arrived: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.strip_prefix("TIME  -->  "))
        .filter_map(|line| line.split("  ").next())
        .collect();
    let wanted = [
        "assistant-request",
        "status-update",
        "speech-update",
        "transcript",
        "tool-calls",
        "transfer-destination-request",
        "speech-update",
        "transcript",
        "status-update",
        "end-of-call-report",
    ];
    assert_eq!(arrived, wanted);
    let answered = shown
        .lines()
        .filter(|line| line.starts_with("TIME  <--  200  TOOK  N% of "));
    assert_eq!(answered.count(), wanted.len());
    assert!(shown.contains("(2 partials)  call 1c07  ID\n"), "{shown}");
    assert!(shown.contains("N% of 7.5s  assistantId: "), "{shown}");
    assert!(
        shown.contains("\nsummary  12 events in TOOK of 1 call\n"),
        "{shown}"
    );
    assert!(shown.ends_with("\nfailures  none\n"), "{shown}");
    assert!(
        output
            .stderr
            .contains("vapihook listen --forward-to localhost:3000/vapi/webhook\n")
    );
    assert_eq!(sandbox.files(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn the_demo_in_json_is_the_stream_of_a_run() {
    let sandbox = Sandbox::new();
    let objects = sandbox.json(&["demo"]);
    let types: Vec<&str> = objects
        .iter()
        .map(|object| {
            assert_eq!(object["v"], 1);
            object["type"].as_str().expect("a type")
        })
        .collect();
    assert_eq!(
        types,
        [&["ready"][..], &["event"; 12], &["summary"]].concat()
    );
    assert!(objects[0]["port"].is_u64());
    assert_eq!(objects[0]["record"], Value::Null);
    let summary = objects.last().expect("a summary");
    assert_eq!(
        (&summary["failures"], &summary["over_deadline"]),
        (&0.into(), &0.into())
    );
    assert_eq!(sandbox.files(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn the_demo_needs_no_home_and_no_configuration() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(&["--json", "demo"]);
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("VAPIHOOK_STORE", "/nonexistent/x.db");
    let output = crate::sandbox::Process::start(command).wait().code(0);
    assert_eq!(output.stderr, "");
}

#[test]
fn an_interrupted_demo_says_what_was_played() {
    let sandbox = Sandbox::new();
    let process = Process::start(sandbox.command(&["demo"]));
    process
        .stdout()
        .wait_for("event", |text| text.contains("  <--  200").then_some(()));
    process.signal(Signal::INT);
    let output = process.wait().code(130);
    assert!(output.stdout.contains("\nsummary  "), "{output:?}");
    assert!(!output.stderr.contains("your own app"), "{output:?}");
}
