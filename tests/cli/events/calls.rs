//! `events calls`, and the filters of `events list`.

use super::{CALLS, NUMBER, app, recorded};
use crate::sandbox::{Client, Sandbox};

#[test]
fn a_call_is_a_line() {
    let sandbox = recorded();
    let calls = sandbox.json(&["events", "calls"]);
    let ids: Vec<&str> = calls.iter().map(|call| super::text(&call["id"])).collect();
    assert_eq!(ids, [CALLS[1], CALLS[0]]);
    let call = &calls[0];
    assert_eq!(call["customer"], NUMBER);
    assert_eq!(call["kind"], "inbound");
    assert_eq!(call["duration_ms"], 65_500.0);
    assert_eq!(call["ended_reason"], "customer-ended-call");
    assert_eq!(call["cost"], 0.1234);
    assert_eq!(call["events"], 4);
    assert_eq!(call["slowest"]["deadline_ms"], 20_000);
    assert!(
        call["slowest"]["latency_ms"]
            .as_f64()
            .is_some_and(|ms| ms > 0.0)
    );
    assert_eq!(call["findings"]["error"], 0);

    let text = sandbox
        .run(&["events", "calls", "--limit", "1"])
        .code(0)
        .stdout;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    for part in [
        "0000bbbb  ",
        NUMBER,
        "1m05s",
        "customer-ended-call",
        "$0.1234",
        "% (",
        "  4  ",
    ] {
        assert!(lines[1].contains(part), "{part}: {text}");
    }
}

#[test]
fn a_call_is_named_by_how_its_id_begins_or_ends() {
    let sandbox = recorded();
    for (name, count) in [("call:bbbb", 4), (&*format!("call:{}", CALLS[0]), 4)] {
        assert_eq!(sandbox.json(&["inspect", name]).len(), count, "{name}");
    }
    let events = sandbox.json(&["inspect", "call:aaaa"]);
    assert_eq!(events[0]["event_type"], "tool-calls");
    assert_eq!(events[3]["event_type"], "end-of-call-report");
    let many = sandbox.run(&["inspect", "call:019aa141"]).code(2);
    assert!(
        CALLS.iter().all(|call| many.stderr.contains(call)),
        "{many:?}"
    );
    let none = sandbox.run(&["inspect", "call:nope"]).code(5);
    assert!(none.stderr.contains("vapihook events calls"), "{none:?}");
}

#[test]
fn the_list_is_narrowed() {
    let app = app();
    let sandbox = recorded();
    let listener = sandbox.listen(&["-f", &app.at(""), "--fixed-path"]);
    listener.stop();
    let listener = sandbox.listen(&["-f", &app.at("/fail"), "--fixed-path"]);
    let mut sender = Client::connect(listener.port);
    sender.post(r#"{"message":{"type":"status-update","status":"ended"}}"#);
    listener.stop();
    let count = |args: &[&str]| sandbox.json(&[&["events", "list"], args].concat()).len();
    for (args, wanted) in [
        (&["--type", "tool-*"][..], 4),
        (&["--type", "hang,status-update"], 3),
        (&["--type", "h?ng"], 2),
        (&["--call", CALLS[0]], 4),
        (&["--status", "500"], 1),
        (&["--status", "5xx"], 1),
        (&["--status", ">=400"], 1),
        (&["--status", "200,500"], 9),
        (&["--failed"], 1),
        (&["--findings"], 1),
        (&["--since", "10m"], 9),
        (&["--until", "10m"], 0),
        (&["--since", "2020-01-01", "--limit", "3"], 3),
        (&["--findings", "--limit", "0"], 0),
    ] {
        assert_eq!(count(args), wanted, "{args:?}");
    }
    assert_eq!(sandbox.json(&["events", "calls", "--failed"]).len(), 0);
    let typo = sandbox
        .run(&["events", "list", "--type", "tool-cals"])
        .code(0);
    assert!(typo.stderr.contains("did you mean tool-calls"), "{typo:?}");
    for wrong in [&["--status", "5x"][..], &["--since", "yesterday"]] {
        sandbox.run(&[&["events", "list"], wrong].concat()).code(2);
    }
}

#[test]
fn no_call_is_no_line() {
    let sandbox = Sandbox::with_record();
    let output = sandbox.run(&["events", "calls"]).code(0);
    assert_eq!(output.stdout, "");
    assert_eq!(output.stderr, "no recorded call matches\n");
    assert_eq!(sandbox.json(&["events", "calls"]).len(), 0);
}
