//! A recorded call as a test of the app.

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Request, Sandbox, json_lines, post};

const TOOLS: &str = r#"{"message":{"type":"tool-calls","call":{"id":"c-1"},"toolCallList":[{"id":"call_1","function":{"name":"f","arguments":{}}}]}}"#;
const HANG: &str = r#"{"message":{"type":"hang","call":{"id":"c-1"}}}"#;

/// An app whose tool answers with this.
fn app(result: &'static str) -> App {
    App::answering(move |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        match body["message"]["toolCallList"][0]["id"].as_str() {
            None => Answer::json("{}"),
            Some(id) => {
                let results = json!({ "results": [{ "toolCallId": id, "result": result }] });
                Answer::json(results.to_string())
            }
        }
    })
}

/// A call that `listen` recorded with an app like this.
fn recorded(result: &'static str) -> Sandbox {
    let app = app(result);
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    for body in [TOOLS, HANG] {
        post(listener.port, body);
    }
    listener.stop();
    sandbox
}

/// The assertions of a run, and its exit code.
fn assertions(sandbox: &Sandbox, args: &[&str]) -> (Vec<Value>, i32) {
    let output = sandbox.run(&[&["--json", "replay"], args].concat());
    let lines = json_lines(&output.stdout);
    let told = lines.into_iter().filter(|line| line["type"] == "assertion");
    (told.collect(), output.code)
}

const RESULT: &str = r#"{"free": 3, "price": 10.0}"#;

#[test]
fn the_same_app_passes_and_a_changed_one_is_told_what_changed() {
    let sandbox = recorded(RESULT);
    let same = app(r#"{"price":10,"free":3}"#);
    let (told, code) = assertions(&sandbox, &["last:2", "--to", &same.at(""), "--assert"]);
    assert_eq!(code, 0);
    assert_eq!(
        told.iter().map(|one| &one["result"]).collect::<Vec<_>>(),
        ["same", "same"]
    );
    let changed = app(r#"{"free":2,"price":10.001}"#);
    let to = changed.at("");
    let (told, code) = assertions(&sandbox, &["last:2", "--to", &to, "--assert"]);
    assert_eq!(code, 3);
    assert_eq!(told[0]["result"], "different");
    assert_eq!(told[1]["result"], "same");
    let differences = json!([
        { "path": "results[0].result.free", "recorded": "3", "now": "2" },
        { "path": "results[0].result.price", "recorded": "10.0", "now": "10.001" },
    ]);
    assert_eq!(told[0]["differences"], differences);
    let flags = [
        "--tolerance",
        "0.001",
        "--ignore-path",
        "results[*].result.free",
    ];
    let args = [&["last:2", "--to", &*to, "--assert"], &flags[..]].concat();
    assert_eq!(assertions(&sandbox, &args).1, 0);
    let text = sandbox
        .run(&["replay", "last:2", "--to", &to, "--assert"])
        .code(3);
    assert!(
        text.stdout.contains("! not as recorded: 2 differences"),
        "{text:?}"
    );
    assert!(
        text.stdout.contains("~ results[0].result.free   3 -> 2\n"),
        "{text:?}"
    );
    assert!(
        text.stdout
            .contains("assert     1 as recorded, 1 different\n"),
        "{text:?}"
    );
}

#[test]
fn what_fresh_changed_is_no_difference() {
    let sandbox = recorded("ok");
    let same = app("ok");
    let args = ["last:2", "--to", &same.at(""), "--assert", "--fresh"];
    assert_eq!(assertions(&sandbox, &args).1, 0);
    let last = same.requests(2).remove(0);
    assert!(
        !String::from_utf8_lossy(&last.body).contains("call_1\""),
        "not fresh"
    );
}

#[test]
fn an_event_without_an_answer_does_not_pass() {
    let sandbox = Sandbox::new();
    sandbox.file("body.json", HANG);
    let app = app("ok");
    let to = app.at("");
    let (told, code) = assertions(&sandbox, &["body.json", "--to", &to, "--assert"]);
    assert_eq!(code, 3);
    assert_eq!(told[0]["result"], "nothing-to-compare");
    let text = sandbox
        .run(&["replay", "body.json", "--to", &to, "--assert"])
        .code(3);
    assert_eq!(
        text.stderr,
        "error: nothing was compared: the events have no recorded answers\n\
         hint: record them with listen, or use trigger or simulate\n"
    );
    assert!(
        text.stdout
            .contains("nothing to compare: no answer is recorded"),
        "{text:?}"
    );
    assert!(
        text.stdout
            .contains("0 as recorded, 0 different, 1 with nothing"),
        "{text:?}"
    );
    // Beside one that has an answer it is only told.
    let line = sandbox.run(&["replay", "body.json", "--to", &to, "--json"]);
    sandbox.file("line.ndjson", line.code(0).stdout);
    let both = ["body.json", "line.ndjson", "--to", &to, "--assert"];
    let (told, code) = assertions(&sandbox, &both);
    assert_eq!(code, 0);
    let results: Vec<&Value> = told.iter().map(|one| &one["result"]).collect();
    assert_eq!(results, ["nothing-to-compare", "same"]);
}

#[test]
fn an_accepted_answer_is_in_the_record_and_in_its_line() {
    let sandbox = recorded("old");
    let lines = sandbox.run(&["events", "list", "--json"]).stdout;
    let file = format!("\n  {lines}\n");
    sandbox.file("call.ndjson", &file);
    let changed = app("new");
    let to = changed.at("");
    for what in ["last:2", "call.ndjson"] {
        let args = ["replay", what, "--to", &to, "--assert"];
        sandbox.run(&args).code(3);
        let output = sandbox
            .run(&[&args[..], &["--update", "--fresh"]].concat())
            .code(0);
        assert!(
            output.stderr.contains("1 answer was accepted"),
            "{output:?}"
        );
        sandbox.run(&args).code(0);
    }
    let updated = std::fs::read_to_string(sandbox.path("call.ndjson")).expect("a file");
    assert!(
        updated.contains("call_1") && updated.contains(r#"\"new\""#),
        "{updated}"
    );
    let pairs = file.lines().zip(updated.lines());
    assert_eq!(pairs.filter(|(old, new)| old != new).count(), 1);
    let left: Vec<_> = sandbox
        .files()
        .into_iter()
        .filter(|path| path.ends_with(".new"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_slow_answer_fails() {
    let sandbox = Sandbox::new();
    sandbox.file("body.json", HANG);
    let app = app("ok");
    let to = app.at("");
    let output = sandbox.run(&[
        "replay",
        "body.json",
        "--to",
        &to,
        "--max-latency",
        "0.001ms",
    ]);
    let output = output.code(3);
    assert!(
        output.stdout.contains("~ latency  at most 0ms -> "),
        "{output:?}"
    );
    sandbox
        .run(&["replay", "body.json", "--to", &to, "--max-latency", "1m"])
        .code(0);
}

#[test]
fn continuous_integration_gets_its_formats() {
    let sandbox = recorded("old");
    let changed = app("<new>");
    let to = changed.at("");
    let run = |format: &str| {
        sandbox
            .run(&[
                "replay", "last:2", "--to", &to, "--assert", "--format", format,
            ])
            .code(3)
    };
    let junit = run("junit").stdout;
    assert!(
        junit.starts_with("<?xml") && junit.ends_with("</testsuites>\n"),
        "{junit}"
    );
    assert!(junit.contains("tests=\"2\" failures=\"1\"") && junit.contains("&lt;new&gt;"));
    let github = run("github").stdout;
    let annotation = github.lines().find(|line| line.starts_with("::error "));
    assert!(
        annotation
            .expect("one")
            .contains("results[0].result: not as recorded")
    );
    let json = [
        "--json", "replay", "last", "--to", &to, "--assert", "--format", "junit",
    ];
    sandbox.run(&json).code(2);
    sandbox
        .run(&["replay", "last", "--to", &to, "--format", "junit"])
        .code(2);
}

#[test]
fn strict_exit_is_3_for_an_answer_that_vapi_would_not_take() {
    let sandbox = Sandbox::new();
    sandbox.file("body.json", TOOLS);
    let app = App::new();
    let args = ["replay", "body.json", "--to", &app.at("")];
    let output = sandbox.run(&args).code(0);
    assert!(output.stdout.contains("! VW"), "{output:?}");
    sandbox
        .run(&[&args[..], &["--strict-exit"]].concat())
        .code(3);
}
