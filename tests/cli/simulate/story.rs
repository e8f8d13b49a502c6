//! One call: what flows through it, what is expected of it, how it ends.

use std::time::Duration;

use serde_json::{Value, json};

use super::{message, play, right, right_app, slow_app, types};
use crate::sandbox::{Answer, App, Sandbox, free_port, json_lines};

#[test]
fn every_builtin_runs_against_an_app_that_answers_right() {
    let sandbox = Sandbox::new();
    let list = sandbox.json(&["simulate", "--list"]);
    assert_eq!(list.len(), 6);
    for scenario in &list {
        let name = scenario["name"].as_str().expect("a name");
        let app = right_app();
        let output = play(&sandbox, name, &app.at("/hook"), &[]).code(0);
        assert!(
            output.stdout.contains("\nfindings   none\n"),
            "{name}: {output:?}"
        );
        assert!(
            !output.stdout.contains("not as expected"),
            "{name}: {output:?}"
        );
        assert!(app.requests(1).iter().all(|it| it.uri == "/hook"));
        let types = types(&app);
        assert_eq!(types.last().map(String::as_str), Some("end-of-call-report"));
        let asks = types.first().map(String::as_str) == Some("assistant-request");
        assert_eq!(asks, name == "inbound", "{types:?}");
    }
}

#[test]
fn what_the_app_answers_is_in_the_events_that_follow() {
    let app = App::answering(|request| {
        let message = message(request);
        let answer = match message["type"].as_str() {
            Some("assistant-request") => json!({
                "assistant": {
                    "name": "Night desk",
                    "firstMessage": "Good evening, {{who}}.",
                    "model": { "provider": "openai", "model": "gpt-4o", "tools": [{
                        "type": "function",
                        "function": { "name": "checkAvailability" },
                        "server": { "url": "https://example.com/tools", "timeoutSeconds": 33 },
                    }] },
                    "serverMessages": ["tool-calls", "end-of-call-report", "conversation-update"],
                },
                "assistantOverrides": { "variableValues": { "who": "Dana" } },
            }),
            Some("tool-calls") => json!({ "results": [{
                "toolCallId": message["toolCallList"][0]["id"],
                "name": message["toolCallList"][0]["function"]["name"],
                "result": "nine or two",
                "message": { "type": "request-complete", "content": "I have looked it up." },
            }] }),
            _ => right(&message),
        };
        Answer::json(answer.to_string())
    });
    let sandbox = Sandbox::new();
    play(&sandbox, "inbound", &app.at(""), &[]).code(0);
    let mut seen = types(&app);
    seen.dedup();
    assert_eq!(
        seen,
        [
            "assistant-request",
            "conversation-update",
            "tool-calls",
            "conversation-update",
            "tool-calls",
            "conversation-update",
            "end-of-call-report"
        ]
    );
    let requests: Vec<Value> = app.requests(app.count()).iter().map(message).collect();
    let first = &requests[1]["messages"][0];
    assert_eq!(first["message"], "Good evening, Dana.");
    let tools = requests.iter().find(|it| it["type"] == "tool-calls");
    let tools = tools.expect("tool-calls");
    assert_eq!(tools["assistant"]["name"], "Night desk");
    assert_eq!(tools["call"]["assistant"]["name"], "Night desk");
    assert_eq!(
        tools["toolWithToolCallList"][0]["server"]["timeoutSeconds"],
        33
    );
    let report = requests.last().expect("a report");
    let transcript = report["transcript"].as_str().expect("a transcript");
    assert!(
        transcript.contains("AI: I have looked it up.\n"),
        "{transcript}"
    );
    let results = report["messages"].as_array().expect("messages").iter();
    let results: Vec<&Value> = results
        .filter(|it| it["role"] == "tool_call_result")
        .map(|it| &it["result"])
        .collect();
    assert_eq!(results, ["nine or two", "nine or two"]);
}

#[test]
fn what_is_said_before_a_transfer_is_heard() {
    let app = right_app();
    let sandbox = Sandbox::new();
    play(&sandbox, "transfer", &app.at(""), &[]).code(0);
    let report = message(app.requests(app.count()).last().expect("a report"));
    let transcript = report["transcript"].as_str().expect("a transcript");
    let wanted = "AI: One moment.\nAI: Billing, how can I help?\n";
    assert!(transcript.contains(wanted), "{transcript}");
}

#[test]
fn an_expectation_that_is_not_met_is_named_with_its_place() {
    let sandbox = Sandbox::new();
    let file = "[[step]]\nstatus = \"in-progress\"\n\n[[step]]\ntools = [{ name = \"book\" }]\n\
                [step.expect]\nstatus = 200\n\"results[0].result\" = \"a table\"\n";
    sandbox.file("book.toml", file);
    let app = right_app();
    let to = app.at("");
    let output = play(&sandbox, "book.toml", &to, &[]).code(3);
    let miss = "step 2 (book.toml:4): tool-calls: results[0].result is \"done \\\"book\\\"\", \
                expected \"a table\"";
    assert!(
        output.stdout.contains(&format!("not as expected: {miss}")),
        "{output:?}"
    );
    assert!(
        output.stdout.contains("\nexpected   1 of 2 met\n"),
        "{output:?}"
    );

    let output = play(&sandbox, "book.toml", &to, &["--json"]).code(3);
    let lines = json_lines(&output.stdout);
    let told = lines.iter().find(|it| it["type"] == "expectation");
    let told = told.expect("an expectation");
    assert!(told["met"] == false && told["message"] == miss, "{told}");
    let summary = lines.last().expect("a summary");
    assert!(
        summary["type"] == "summary" && summary["missed"] == 1,
        "{summary}"
    );
    assert!(lines.iter().all(|line| line["v"] == 1));

    let right = file.replace("\"a table\"", "{ contains = \"book\" }");
    sandbox.file("book.toml", right);
    play(&sandbox, "book.toml", &to, &[]).code(0);
}

#[test]
fn an_answer_that_vapi_would_not_use_is_no() {
    let app = App::answering(|request| {
        let message = message(request);
        if message["type"] == "tool-calls" {
            return Answer::json(r#"{"result":"old shape"}"#);
        }
        Answer::json(right(&message).to_string())
    });
    let sandbox = Sandbox::new();
    sandbox.file(
        "t.yaml",
        "step:\n  - tools: [{ name: book }]\n  - assistant: 'Hm: {{results.book}}'\n",
    );
    let output = play(&sandbox, "t.yaml", &app.at(""), &[]).code(3);
    assert!(output.stdout.contains("VW017"), "{output:?}");
    let last = message(app.requests(app.count()).last().expect("events"));
    assert_eq!(last["messages"][1]["result"], "No result returned.");
    assert_eq!(last["messages"][2]["message"], "Hm: No result returned.");
}

#[test]
fn an_assistant_request_that_goes_wrong_ends_the_call_with_its_reason() {
    let sandbox = Sandbox::new();
    for (answer, reason, code) in [
        (
            Answer::json(r#"{"error":"Closed."}"#),
            "assistant-request-returned-error",
            0,
        ),
        (
            Answer::json(r#"{"error":3}"#),
            "assistant-request-returned-unspeakable-error",
            3,
        ),
        (
            Answer::json("{}"),
            "assistant-request-returned-no-assistant",
            3,
        ),
        (
            Answer::json(r#"{"assistant":{"model":{}}}"#),
            "assistant-request-returned-invalid-assistant",
            3,
        ),
        (Answer::new(500).body("{}"), "assistant-request-failed", 3),
        (
            Answer::json(r#"{"destination":{"type":"number","number":"+14155550177"}}"#),
            "assistant-request-returned-forwarding-phone-number",
            0,
        ),
    ] {
        let app = App::answering(move |request| match message(request)["type"].as_str() {
            Some("assistant-request") => answer.clone(),
            _ => Answer::json("{}"),
        });
        sandbox.file(
            "ask.toml",
            "[[step]]\nask = \"assistant\"\n[[step]]\ngreet = true\n",
        );
        let output = play(&sandbox, "ask.toml", &app.at(""), &[]).code(code);
        let requests: Vec<Value> = app.requests(app.count()).iter().map(message).collect();
        let [.., status, report] = &requests[..] else {
            panic!("{requests:?}")
        };
        assert_eq!(status["endedReason"], reason, "{output:?}");
        assert_eq!(report["endedReason"], reason);
        assert_eq!(report["type"], "end-of-call-report");
        assert!(output.stdout.contains("unplayed   1 step"), "{output:?}");
        if reason == "assistant-request-returned-error" {
            assert_eq!(report["transcript"], "AI: Closed.\n");
        }
    }
}

#[test]
fn an_answer_after_the_deadline_is_not_waited_for() {
    let app = slow_app("tool-calls", Duration::from_secs(3));
    let sandbox = Sandbox::new();
    let file = "[assistant]\nserver = { url = \"https://example.com\", timeoutSeconds = 1 }\n\
                [[step]]\ntools = [{ name = \"book\" }]\nexpect = { status = 200 }\n\
                [[step]]\nend = \"customer-ended-call\"\n";
    sandbox.file("late.toml", file);
    let output = play(&sandbox, "late.toml", &app.at(""), &[]).code(3);
    assert!(output.stdout.contains("VW012"), "{output:?}");
    assert!(
        output.stdout.contains("tool-calls: there was no answer"),
        "{output:?}"
    );
    let report = message(app.requests(app.count()).last().expect("a report"));
    assert_eq!(report["messages"][1]["result"], "No result returned.");
}

#[test]
fn an_app_that_is_not_there_is_6() {
    let sandbox = Sandbox::new();
    let to = free_port().to_string();
    for more in [&[][..], &["--calls", "20"], &["--json"]] {
        let output = play(&sandbox, "inbound", &to, more).code(6);
        assert!(output.stderr.contains("start the app"), "{output:?}");
    }
}

#[test]
fn a_listener_in_the_middle_records_the_call() {
    let app = right_app();
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("/app")]);
    let to = format!("{}/vapi", listener.port);
    let output = play(&sandbox, "tool-heavy", &to, &[]).code(0);
    assert!(output.stdout.contains("\nfindings   none\n"), "{output:?}");
    listener.stop();
    assert!(app.requests(1).iter().all(|it| it.uri == "/app/vapi"));
    let recorded = sandbox.json(&["events", "list", "--limit", "1000"]);
    assert_eq!(recorded.len(), app.count());
}

#[test]
fn a_printed_scenario_is_one_to_start_from() {
    let sandbox = Sandbox::new();
    let app = right_app();
    let printed = sandbox.run(&["simulate", "inbound", "--print"]).code(0);
    assert!(
        printed.stdout.contains("ask = \"assistant\""),
        "{printed:?}"
    );
    sandbox.file("mine", &printed.stdout);
    play(&sandbox, "mine", &app.at(""), &[]).code(0);
    let to = app.at("");
    let from_stdin = ["simulate", "-", "--to", &to, "--speed", "max"];
    let output = sandbox.run_with_stdin(&from_stdin, printed.stdout.as_bytes());
    output.code(0);
}

#[test]
fn what_is_no_scenario_is_refused_with_its_place() {
    let sandbox = Sandbox::new();
    sandbox.file("bad.toml", "[[step]]\nusr = \"hi\"\n");
    sandbox.file("bad.yaml", "step:\n  - user: hi\n    wiat: 3s\n");
    for (name, code, message) in [
        (
            "bad.toml",
            2,
            "error: bad.toml:2:1: a step has no `usr`\nhint: did you mean `user`?",
        ),
        (
            "bad.yaml",
            2,
            "error: bad.yaml:3:5: a step has no `wiat`\nhint: did you mean `wait`?",
        ),
        (
            "inbuond",
            5,
            "error: there is no scenario or file \"inbuond\"\nhint: did you mean inbound?",
        ),
    ] {
        let output = sandbox.run(&["simulate", name, "--to", "1"]).code(code);
        assert_eq!(output.stderr.trim_end(), message);
        assert!(output.stdout.is_empty(), "{output:?}");
    }
    sandbox.run(&["simulate", "inbound"]).code(2);
    sandbox
        .run(&["simulate", "--to", "1", "--speed", "fast"])
        .code(2);
    sandbox
        .run(&["simulate", "--to", "1", "--max-p95", "tool-cals=1s"])
        .code(2);
}
