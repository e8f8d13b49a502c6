//! What `inspect` shows: each view of our own samples, to the letter.
//!
//! The pages stand in `tests/cli/inspect/*.txt`; `BLESS=1` writes them anew, for a look at the
//! difference before it is committed.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use vapihook::event::catalog;

use crate::sandbox::{Sandbox, json_lines};

/// Compares a page with the file of that name.
fn page(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cli/inspect/{name}.txt"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, found).expect("a writable page");
    }
    let wanted = std::fs::read_to_string(&path).expect("a page; BLESS=1 writes it");
    assert_eq!(found, wanted, "{name} (BLESS=1 writes it anew)");
}

/// A sample in a file of the sandbox.
fn sample(sandbox: &Sandbox, name: &str) -> String {
    let row = catalog::find(name).expect("a row");
    file(sandbox, "event.json", row.sample)
}

fn file(sandbox: &Sandbox, name: &str, content: &str) -> String {
    let path = sandbox.file(name, content);
    path.to_str().expect("a path").to_owned()
}

/// What `inspect` prints of these arguments.
fn shown(sandbox: &Sandbox, args: &[&str]) -> String {
    sandbox.run(&[&["inspect"], args].concat()).code(0).stdout
}

/// An event line, as `listen --json` prints it, of a sample that was answered after so long.
fn line(number: usize, name: &str, latency_ms: f64, status: u16, answer: &Value) -> String {
    let row = catalog::find(name).expect("a row");
    let line = json!({
        "v": 1, "type": "event",
        "id": format!("1m6jg48h{number:02}y8h"),
        "received_at": format!("2026-10-06T16:30:{number:02}.500Z"),
        "request": {"method": "POST", "path": "/hook", "headers": {}, "body": row.sample},
        "response": {"status": status, "headers": {"content-type": "application/json"}, "body": answer.to_string()},
        "outcome": "answered", "latency_ms": latency_ms, "target": "http://localhost:3000",
    });
    format!("{line}\n")
}

/// A call as it was recorded: both tools answered, one with JSON in a string.
fn call() -> String {
    let id = |at: usize| {
        let sample: Value =
            serde_json::from_str(catalog::find("tool-calls").expect("a row").sample).expect("JSON");
        sample["message"]["toolCallList"][at]["id"].clone()
    };
    let patient = r#"{"name":"Dana Whitfield","born":1987,"insurance":["Acme Dental"]}"#;
    let results = json!({"results": [
        {"toolCallId": id(0), "result": patient},
        {"toolCallId": id(1), "result": "Tuesday 9:30 and 14:15 are free, say both and ask which one fits better."},
    ]});
    let assistant = json!({"assistant": {
        "name": "Front desk", "firstMessage": "Lakeside Dental, front desk. How can I help?",
        "model": {"provider": "openai", "model": "gpt-4o", "tools": [
            {"type": "function", "function": {"name": "findPatient"}}]},
        "serverMessages": ["tool-calls", "end-of-call-report"]}});
    let destination = json!({"destination": {"type": "number", "number": "+14155550177"}});
    [
        line(1, "assistant-request", 180.0, 200, &assistant),
        line(2, "tool-calls", 1_240.0, 200, &results),
        line(
            3,
            "transfer-destination-request",
            21_500.0,
            200,
            &destination,
        ),
        line(4, "status-update", 3.0, 200, &json!({})),
        line(5, "end-of-call-report", 12.0, 200, &json!({"ok": true})),
    ]
    .concat()
}

#[test]
fn every_sample_is_summarised() {
    let sandbox = Sandbox::new();
    let mut pages = String::new();
    for row in catalog::rows() {
        let text = shown(&sandbox, &[&sample(&sandbox, row.name)]);
        writeln!(pages, "{text}{}", "=".repeat(40)).expect("a String takes everything");
    }
    page("samples", &pages);
}

#[test]
fn answers_stand_beside_what_was_asked() {
    let sandbox = Sandbox::new();
    let file = file(&sandbox, "call.ndjson", &call());
    page("answered", &shown(&sandbox, &[&file]));
}

#[test]
fn a_call_has_one_conversation_and_one_timeline() {
    let sandbox = Sandbox::new();
    let file = file(&sandbox, "call.ndjson", &call());
    for view in ["conversation", "timeline"] {
        page(view, &shown(&sandbox, &[&file, "--view", view]));
    }
    let call = "01a1120c-f786";
    let timeline = shown(&sandbox, &[&file, "--call", call]);
    assert_eq!(timeline, shown(&sandbox, &[&file, "--view", "timeline"]));
    let none = sandbox.run(&["inspect", &file, "--call", "nobody"]).code(5);
    assert!(none.stderr.contains("no event of call nobody"), "{none:?}");
}

#[test]
fn a_conversation_is_wrapped_whatever_its_script() {
    let said = "Grüezi 🙂 診察の予約をお願いしたいのですが、来週の火曜日の午後は空いていますか。それとも水曜日のほうがよろしいでしょうか、教えてください。 안녕하세요 👩‍👩‍👧";
    let body = json!({"message": {"type": "conversation-update", "messages": [
        {"role": "system", "message": "Be\u{1b}[31m kind.\u{202e}", "time": 1000},
        {"role": "bot", "message": said, "time": 1000, "endTime": 9000},
        {"role": "user", "message": "a".repeat(150), "time": 8000, "endTime": 9000},
        {"role": "tool_calls", "time": 9500, "toolCalls": [{"id": "c1", "function": {
            "name": "book", "arguments": "{\"day\":\"火曜日\",\"note\":\"long enough that it does not fit on the line that it stands on, not at all\"}"}}]},
        {"role": "tool_call_result", "time": 9900, "name": "book", "result": "ok", "toolCallId": "c1"},
        {"role": "bot", "message": "Done.", "time": 14000, "endTime": 14500}]}});
    let sandbox = Sandbox::new();
    let file = file(&sandbox, "update.json", &body.to_string());
    page(
        "scripts",
        &shown(&sandbox, &[&file, "--view", "conversation"]),
    );
}

#[test]
fn headers_and_bodies_are_shown_as_http() {
    let sandbox = Sandbox::new();
    let line = line(
        1,
        "language-changed",
        3.0,
        200,
        &json!({"a": 1.50, "b": []}),
    );
    let file = file(&sandbox, "events.ndjson", &line);
    page("headers", &shown(&sandbox, &[&file, "--view", "headers"]));
}

#[test]
fn raw_is_the_bytes_that_came() {
    let sandbox = Sandbox::new();
    let body = "{ \"message\" :\t{\"type\":\"hang\",\"n\":1.50} }\n";
    let event = file(&sandbox, "body.json", body);
    assert_eq!(shown(&sandbox, &[&event, "--view", "raw"]), body);
    // What was recorded may be anything.
    let recorded: Value =
        serde_json::from_str(&line(1, "hang", 1.0, 200, &json!({}))).expect("JSON");
    for body in ["not JSON \u{1b}[2J\n", ""] {
        let mut recorded = recorded.clone();
        recorded["request"]["body"] = body.into();
        let event = file(&sandbox, "line.json", &recorded.to_string());
        assert_eq!(shown(&sandbox, &[&event, "--view", "raw"]), body);
    }
}

#[test]
fn a_field_is_its_value_and_nothing_else() {
    let sandbox = Sandbox::new();
    let file = sample(&sandbox, "hang");
    for (path, value) in [
        ("message.type", "hang\n"),
        ("/message/call/customer", "{\"number\":\"+14155550123\"}\n"),
        ("message.artifact.messages[0].time", "1791304218718\n"),
    ] {
        assert_eq!(shown(&sandbox, &[&file, "--field", path]), value);
    }
    let missing = sandbox
        .run(&["inspect", &file, "--field", "message.cal.id"])
        .code(5);
    assert_eq!(missing.stdout, "");
    assert!(missing.stderr.contains("message.call"), "{missing:?}");
    for args in [["--json", "--field=a"], ["--json", "--view=raw"]] {
        let output = sandbox.run(&["inspect", &file, args[0], args[1]]).code(2);
        assert!(output.stderr.contains("--json prints events"), "{output:?}");
    }
    sandbox
        .run(&["inspect", &file, "--view", "raw", "--field", "a"])
        .code(2);
}

#[test]
fn json_is_a_line_per_event() {
    let sandbox = Sandbox::new();
    let file = file(&sandbox, "call.ndjson", &call());
    let events = json_lines(&shown(&sandbox, &[&file, "--json"]));
    assert_eq!(events.len(), 5);
    assert!(
        events
            .iter()
            .all(|event| event["v"] == 1 && event["type"] == "event")
    );
    assert_eq!(events[1]["latency_ms"], 1_240.0);
}

#[test]
fn what_is_no_event_says_what_it_looks_like() {
    let sandbox = Sandbox::new();
    let mut pages = String::new();
    for body in [
        r#"{"city":"Paris","people":2}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find"}}"#,
        r#"{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}],"call":{"id":"c1","type":"webCall"}}"#,
        r#"{"event":{"id":"evt_1","channel":"voice","timestamp":1790000000.5,"data":{"vapi_status":"busy","direction":"outbound","call_id":"c-1","duration":3}},"lead_id":"l-1","lead_contact":{"number":"+14155550123","name":"Dana"}}"#,
        r#"{"message":{"type":"tool-call","toolCallList":[{"id":"c1"}],"level":{"now":2}}}"#,
        r#"{"type":"hang","call":{"id":"c-1"}}"#,
    ] {
        let file = file(&sandbox, "body.json", body);
        let text = shown(&sandbox, &[&file]);
        writeln!(pages, "{text}{}", "=".repeat(40)).expect("a String takes everything");
    }
    page("other", &pages);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_shown() {
    let sandbox = Sandbox::new();
    let page = file(
        &sandbox,
        "page.json",
        "<!doctype html>\n<title>Sign in</title>",
    );
    let output = sandbox.run(&["inspect", &page]).code(1);
    assert!(output.stderr.contains("page.json:1: "), "{output:?}");
    let lines =
        "{\"message\":{\"type\":\"hang\"}}\n{\"message\":\n{\"message\":{\"type\":\"hang\"}}\n";
    let lines = file(&sandbox, "lines.ndjson", lines);
    let output = sandbox.run(&["inspect", &lines, "--json"]).code(1);
    assert_eq!(json_lines(&output.stdout).len(), 2, "{output:?}");
    assert!(output.stderr.contains("lines.ndjson:2: "), "{output:?}");
}

#[test]
fn many_events_come_in_their_order_whoever_reads_them() {
    let sandbox = Sandbox::new();
    // Most are small; some are each more than is read at once.
    let fillers = [1_000, 300_000].map(|length| "x".repeat(length));
    let mut lines = String::new();
    for number in 0..2_000 {
        // Two megabytes: many times what is read at once.
        if number == 1_000 {
            lines += "{\"message\": nothing}\n";
        }
        let filler = &fillers[usize::from([0, 300, 301, 1_999].contains(&number))];
        let body = json!({"message": {"type": "transcript", "transcriptType": "final", "role": "user",
            "transcript": format!("no. {number}"), "call": {"id": "c-1"}, "filler": filler}});
        writeln!(lines, "{body}").expect("a String takes everything");
    }
    let lines = file(&sandbox, "many.ndjson", &lines);
    let output = sandbox.run(&["inspect", &lines, "--json"]).code(1);
    assert!(
        output.stderr.contains("many.ndjson:1001: "),
        "{}",
        output.stderr
    );
    let events = json_lines(&output.stdout);
    let summaries: Vec<&str> = events
        .iter()
        .filter_map(|it| it["summary"].as_str())
        .collect();
    let wanted: Vec<String> = (0..2_000)
        .map(|number| format!("user: \"no. {number}\""))
        .collect();
    assert_eq!(summaries, wanted);
    let pages = sandbox.run(&["inspect", &lines]).code(1).stdout;
    assert_eq!(pages.matches("── transcript ─").count(), 2_000);
    let output = sandbox.run(&["inspect", &lines, "--call", "c-2"]).code(5);
    assert!(
        output.stderr.contains("no event of call c-2"),
        "{}",
        output.stderr
    );
}

#[test]
fn no_pager_gets_between_in_a_pipe() {
    let sandbox = Sandbox::new();
    let file = sample(&sandbox, "end-of-call-report");
    let mut command = sandbox.command(&["inspect", &file, "--view", "headers"]);
    command.env("PAGER", "false");
    let output = crate::sandbox::Process::start(command).wait().code(0);
    assert!(output.stdout.lines().count() > 100, "{output:?}");
}
