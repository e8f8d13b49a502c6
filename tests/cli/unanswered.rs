//! An app that does not answer, or breaks off: what Vapi cannot use is told, and is no success.

use std::time::Duration;

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Sandbox, free_port, json_lines, post};

/// Tool calls whose server Vapi waits a second for.
const TOOLS: &str = r#"{"message":{"type":"tool-calls","call":{"id":"c-1"},
  "toolCallList":[{"id":"call_1","function":{"name":"book","arguments":{}}}],
  "toolWithToolCallList":[{"type":"function","function":{"name":"book"},
    "server":{"url":"https://example.com","timeoutSeconds":1},"toolCall":{"id":"call_1"}}]}}"#;

/// What an app says to [`TOOLS`].
fn results() -> Answer {
    Answer::json(r#"{"results":[{"toolCallId":"call_1","result":"booked"}]}"#)
}

/// A sandbox with this event in a file.
fn holding(event: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("event.json", event);
    sandbox
}

/// The line of the first event, which ended so.
fn first(stdout: &str, outcome: &str) -> Value {
    let line = json_lines(stdout).swap_remove(0);
    assert_eq!(line["type"], "event", "{line}");
    assert_eq!(line["outcome"], outcome, "{line}");
    line
}

fn rules(line: &Value) -> Vec<&str> {
    let findings = line["findings"].as_array().expect("findings");
    let ids = findings.iter().map(|finding| finding["id"].as_str());
    ids.map(|id| id.expect("an id")).collect()
}

/// What is typed to send the event of a file, and to be told when Vapi got no answer.
const SENDERS: [&[&str]; 2] = [
    &["trigger", "--from", "event.json", "--exact", "--to"],
    &["replay", "event.json", "--strict-exit", "--to"],
];

#[test]
fn an_app_that_hangs_is_given_up_when_vapi_would() {
    let (app, gate) = App::waiting();
    let sandbox = holding(TOOLS);
    let to = app.at("");
    for sender in SENDERS {
        let output = sandbox.run(&[sender, &[&*to, "--json"]].concat()).code(3);
        let line = first(&output.stdout, "deadline");
        assert_eq!(rules(&line), ["VW012"]);
        let latency = line["latency_ms"].as_f64().expect("a number");
        assert!((1_000.0..5_000.0).contains(&latency), "{latency}");
        let text = sandbox.run(&[sender, &[&*to]].concat()).code(3);
        assert!(
            text.stdout.contains("given up at the deadline, 1 s"),
            "{text:?}"
        );
    }
    gate.open();
}

#[test]
fn an_event_that_only_informs_is_given_up_too() {
    let (app, gate) = App::waiting();
    let event = json!({"message": {"type": "hang",
        "assistant": {"server": {"url": "https://example.com", "timeoutSeconds": 1}}}});
    let sandbox = holding(&event.to_string());
    let to = app.at("");
    for sender in SENDERS {
        let output = sandbox.run(&[sender, &[&*to, "--json"]].concat()).code(0);
        let line = first(&output.stdout, "deadline");
        assert_eq!(line["findings"][0]["severity"], "warning");
    }
    gate.open();
}

#[test]
fn a_recorded_answer_differs_from_none() {
    let (hanging, gate) = App::waiting();
    let app = App::answering(|_| results());
    let sandbox = holding(TOOLS);
    let record = sandbox.run(&["replay", "event.json", "--to", &app.at(""), "--json"]);
    sandbox.file("recorded.ndjson", record.code(0).stdout);
    let args = ["replay", "recorded.ndjson", "--assert", "--to"];
    sandbox.run(&[&args[..], &[&app.at("")]].concat()).code(0);
    let output = sandbox.run(&[&args[..], &[&hanging.at("")]].concat());
    assert!(output.stdout.contains("1 different"), "{output:?}");
    output.code(3);
    gate.open();
}

#[test]
fn a_breakpoint_in_the_app_is_waited_for_when_asked() {
    let app = App::answering(|_| {
        std::thread::sleep(Duration::from_millis(1_200));
        results()
    });
    let sandbox = holding(TOOLS);
    let to = app.at("");
    for sender in SENDERS {
        let waiting = [&*to, "--deadline", "warn", "--json"];
        let output = sandbox.run(&[sender, &waiting].concat()).code(3);
        let line = first(&output.stdout, "answered");
        assert_eq!(line["response"]["status"], 200);
        assert!(rules(&line).contains(&"VW012"), "{line}");
    }
}

/// An app that breaks its answer off.
fn breaking_off() -> App {
    App::serving(|_, wire| {
        wire.send(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n",
        );
        wire.send("{\"results\":[");
        false
    })
}

#[test]
fn an_answer_that_breaks_off_is_no_answer() {
    let app = breaking_off();
    let sandbox = holding(TOOLS);
    let to = app.at("");
    for sender in SENDERS {
        let output = sandbox.run(&[sender, &[&*to, "--json"]].concat()).code(3);
        let line = first(&output.stdout, "truncated");
        assert_eq!(rules(&line), ["VW003"]);
        sandbox.file("line.ndjson", line.to_string());
        let checked = sandbox.run(&["check", "line.ndjson"]).code(3);
        assert!(checked.stdout.contains("VW003"), "{checked:?}");
        let text = sandbox.run(&[sender, &[&*to]].concat()).code(3);
        assert!(
            text.stdout.contains("the app broke off its answer"),
            "{text:?}"
        );
    }
    // What only informs has arrived, and a request that is no message may ask, too.
    sandbox.run(&["trigger", "hang", "--to", &to]).code(0);
    sandbox.run(&["trigger", "custom-llm", "--to", &to]).code(3);
}

#[test]
fn a_listener_says_no_to_what_vapi_could_not_use() {
    let broken = breaking_off();
    let dropping = App::serving(|_, _| false);
    for (app, outcome) in [(&broken, "truncated"), (&dropping, "unreachable")] {
        let sandbox = Sandbox::new();
        for (name, event, code) in [
            ("tool-calls", TOOLS, 3),
            ("hang", r#"{"message":{"type":"hang"}}"#, 0),
        ] {
            let args = ["-f", &app.at(""), "--strict-exit", "--until", name];
            let listener = sandbox.listen(&args);
            post(listener.port, event);
            let line = listener.event();
            assert_eq!(line["outcome"], outcome, "{line}");
            sandbox.file("line.ndjson", line.to_string());
            sandbox.run(&["check", "line.ndjson"]).code(code);
            listener.wait().code(code);
        }
    }
}

#[test]
fn a_program_that_reads_stdout_alone_sees_that_the_app_is_down() {
    let sandbox = holding(TOOLS);
    let to = free_port().to_string();
    for sender in SENDERS {
        let output = sandbox.run(&[sender, &[&*to, "--json"]].concat()).code(6);
        let line = first(&output.stdout, "unreachable");
        assert_eq!(line["response"]["status"], 502);
        let detail = line["detail"].as_str().expect("a detail");
        assert!(detail.starts_with("nothing listens on"), "{line}");
        assert_eq!(rules(&line), ["VW003"]);
        let lines = json_lines(&output.stdout);
        if let Some(summary) = lines.get(1) {
            assert_eq!(
                (&summary["events"], &summary["failures"]),
                (&json!(1), &json!(1))
            );
        }
        // People are told once.
        let text = sandbox.run(&[sender, &[&*to]].concat()).code(6);
        assert!(!text.stdout.contains("nothing listens"), "{text:?}");
    }
}
