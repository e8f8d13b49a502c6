//! The whole way: a call that `listen` recorded, exported, imported into an empty record, and
//! replayed as a test of the app.

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Request, Sandbox, json_lines, post};

const CALL: &str = "01a1120c-f786-7c31-9d4e-5b2a60f81c07";
const NUMBER: &str = "+14155552671";

/// The events of a call, one of which asks for a tool.
fn call() -> [String; 4] {
    let call = json!({ "id": CALL, "customer": { "number": NUMBER, "name": "Ada Lovelace" } });
    let tool = json!({ "id": "call_one1", "type": "function",
        "function": { "name": "book", "arguments": { "phone": NUMBER, "day": "Tuesday" } } });
    let event = |message: Value| {
        let mut message = message;
        message["call"] = call.clone();
        message["timestamp"] = json!(1_791_304_224_138_u64);
        json!({ "message": message }).to_string()
    };
    [
        event(json!({ "type": "status-update", "status": "in-progress" })),
        event(json!({ "type": "tool-calls", "toolCallList": [tool] })),
        event(json!({ "type": "conversation-update", "messages": [] })),
        event(json!({ "type": "end-of-call-report", "endedReason": "customer-ended-call" })),
    ]
}

/// An app that repeats the caller's number; `slots` is what may change about it.
fn app(slots: u32) -> App {
    App::answering(move |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        let Some(tool) = body["message"]["toolCallList"].get(0) else {
            return Answer::json("{}");
        };
        let phone = &tool["function"]["arguments"]["phone"];
        let result = json!({ "slots": slots, "booked_for": phone }).to_string();
        let results = json!({ "results": [{ "toolCallId": tool["id"], "result": result }] });
        Answer::json(results.to_string())
    })
}

fn assertions(output: &str) -> Vec<Value> {
    let lines = json_lines(output).into_iter();
    lines.filter(|line| line["type"] == "assertion").collect()
}

#[test]
fn an_exported_call_is_a_test_of_the_app_somewhere_else() {
    let same = app(3);
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &same.at("")]);
    for body in call() {
        assert_eq!(post(listener.port, body).status(), 200);
    }
    listener.stop();
    let changed = app(2);
    for (name, flags) in [
        ("a.ndjson", &["--format", "ndjson"][..]),
        ("raw.ndjson", &["--format", "ndjson", "--raw"]),
        ("a", &["--format", "dir"]),
        ("raw", &["--format", "dir", "--raw"]),
    ] {
        let place = sandbox.path(name);
        let place = place.to_str().expect("a path");
        let export = [&["events", "export", "-o", place], flags].concat();
        sandbox.run(&export).code(0);
        let other = Sandbox::new();
        other.run(&["events", "import", place]).code(0);
        // From the record there, and from the export itself.
        let of_call = format!("call:{CALL}");
        for what in [&*of_call, place] {
            let run = |app: &App, more: &[&str]| {
                let to = app.at("");
                let args = ["--json", "replay", what, "--to", &to, "--assert"];
                other.run(&[&args[..], more].concat())
            };
            let output = run(&same, &[]).code(0);
            let told = assertions(&output.stdout);
            let results: Vec<&Value> = told.iter().map(|one| &one["result"]).collect();
            assert_eq!(results, ["same"; 4], "{name} {what}");
            run(&same, &["--fresh"]).code(0);

            let output = run(&changed, &[]).code(3);
            let told = assertions(&output.stdout);
            let different: Vec<(&Value, &Value)> = told
                .iter()
                .filter(|one| one["result"] == "different")
                .map(|one| (&one["name"], &one["differences"]))
                .collect();
            let wanted = json!([
                { "path": "results[0].result.slots", "recorded": "3", "now": "2" },
            ]);
            assert_eq!(
                different,
                [(&json!("tool-calls"), &wanted)],
                "{name} {what}"
            );
        }
        let sent = same.requests(1);
        let is_raw = flags.contains(&"--raw");
        let last = String::from_utf8_lossy(&sent[sent.len() - 1].body).into_owned();
        assert_eq!(last.contains(NUMBER), is_raw, "{name}: {last}");
    }
}

#[test]
fn an_event_with_nothing_to_compare_is_skipped_in_junit() {
    let sandbox = Sandbox::new();
    let events = call();
    sandbox.file("call.ndjson", events.join("\n"));
    let app = app(3);
    let args = ["replay", "call.ndjson", "--to", &app.at("")];
    let flags = ["--assert", "--format", "junit"];
    let junit = sandbox.run(&[&args[..], &flags].concat()).code(3).stdout;
    let suite = "<testsuite name=\"vapihook replay\" tests=\"4\" failures=\"0\" errors=\"0\" \
                 skipped=\"4\">";
    assert!(junit.contains(suite), "{junit}");
    let skipped = "<skipped message=\"nothing to compare: no answer is recorded";
    assert_eq!(junit.matches(skipped).count(), 4, "{junit}");
}
