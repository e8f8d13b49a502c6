//! When events are sent, in which order, and what goes wrong on purpose.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Gate, Process, Request, Sandbox, Signal, json_lines};

/// An event of a call, the `number`th.
fn event(call: &str, number: u64) -> String {
    json!({ "message": { "type": "hang", "number": number, "call": { "id": call } } }).to_string()
}

/// Lines of events: so many calls of so many events each, the calls in turns.
fn calls(calls: u64, events: u64) -> String {
    let numbers = (0..events).flat_map(|number| (0..calls).map(move |call| (call, number)));
    let lines = numbers.map(|(call, number)| event(&format!("call-{call}"), number) + "\n");
    lines.collect()
}

fn call_and_number(request: &Request) -> (String, u64) {
    let body: Value = serde_json::from_slice(&request.body).expect("JSON");
    let message = &body["message"];
    let call = message["call"]["id"].as_str().expect("a call");
    (
        call.to_owned(),
        message["number"].as_u64().expect("a number"),
    )
}

#[test]
fn each_call_keeps_its_order_while_calls_run_side_by_side() {
    let sandbox = Sandbox::new();
    sandbox.file("calls.ndjson", calls(8, 20));
    let app = App::new();
    let to = app.at("");
    let args = [
        "replay",
        "calls.ndjson",
        "--to",
        &to,
        "--concurrency",
        "8",
        "--json",
    ];
    let output = sandbox.run(&args).code(0);
    let requests = app.requests(160);
    assert_eq!(requests.len(), 160);
    let mut seen: HashMap<String, u64> = HashMap::new();
    for (call, number) in requests.iter().map(call_and_number) {
        let next = seen.entry(call).or_default();
        assert_eq!(number, *next);
        *next += 1;
    }
    assert!(
        (2..=8).contains(&app.connections()),
        "{}",
        app.connections()
    );
    let lines = json_lines(&output.stdout);
    let summary = lines.last().expect("a summary");
    assert_eq!(lines.len(), 161);
    assert_eq!(summary["type"], "summary");
    assert_eq!(
        (&summary["events"], &summary["calls"]),
        (&json!(160), &json!(8))
    );
    assert!(summary["latency_ms"]["p99"].as_f64().expect("ms") > 0.0);
    assert_eq!(summary["latency_by_type"]["hang"]["answers"], 160);
}

#[test]
fn a_call_that_waits_does_not_hold_up_the_others() {
    let sandbox = Sandbox::new();
    sandbox.file("calls.ndjson", calls(2, 3));
    let gate = Gate::new();
    let held = gate.clone();
    let app = App::answering(move |request| {
        if call_and_number(request) == ("call-0".to_owned(), 0) {
            held.wait();
        }
        Answer::json("{}")
    });
    let to = app.at("");
    let args = ["replay", "calls.ndjson", "--to", &to, "--concurrency", "2"];
    let process = Process::start(sandbox.command(&args));
    // The first of the held call, and all of the other one.
    let before: Vec<(String, u64)> = app.requests(4).iter().map(call_and_number).collect();
    assert_eq!(
        before.iter().filter(|(call, _)| call == "call-0").count(),
        1
    );
    gate.open();
    process.wait().code(0);
    assert_eq!(app.requests(6).len(), 6);
}

#[test]
fn everything_is_repeated_and_repetitions_do_not_wait_for_each_other() {
    let sandbox = Sandbox::new();
    sandbox.file("one.json", event("c", 0));
    let (app, gate) = App::waiting();
    let to = app.at("");
    let args = [
        "replay",
        "one.json",
        "--to",
        &to,
        "--repeat",
        "5",
        "--concurrency",
        "5",
    ];
    let process = Process::start(sandbox.command(&args));
    assert_eq!(app.requests(5).len(), 5);
    gate.open();
    let output = process.wait().code(0);
    assert!(output.stdout.contains("summary    5 events"), "{output:?}");
    let once = App::new();
    let to = once.at("");
    let args = ["replay", "-", "--to", &to, "--repeat", "3", "-q"];
    sandbox
        .run_with_stdin(&args, event("c", 0).as_bytes())
        .code(0);
    assert_eq!(once.requests(3).len(), 3);
}

#[test]
fn the_recorded_gaps_are_kept() {
    let sandbox = Sandbox::new();
    let recorder = App::new();
    sandbox.file("one.json", event("c", 0));
    let to = recorder.at("");
    let output = sandbox
        .run(&["replay", "one.json", "--to", &to, "--json"])
        .code(0);
    let line = json_lines(&output.stdout).remove(0);
    let at = |id: &str, time: &str| {
        let mut line = line.clone();
        line["id"] = id.into();
        line["received_at"] = time.into();
        line.to_string() + "\n"
    };
    let first = at("0000000000001", "2026-10-06T16:30:00.000Z");
    let second = at("0000000000002", "2026-10-06T16:30:01.200Z");
    sandbox.file("call.ndjson", first + &second);
    for (flags, least) in [
        (&["--speed", "real"][..], 1_200),
        (&["--speed", "4x"], 300),
        (&["--rate", "5/s"], 200),
    ] {
        let started = Instant::now();
        let args = [&["replay", "call.ndjson", "--to", &*to][..], flags].concat();
        sandbox.run(&args).code(0);
        assert!(
            started.elapsed() >= Duration::from_millis(least),
            "{flags:?}"
        );
    }
    let both = [
        "replay",
        "call.ndjson",
        "--to",
        &to,
        "--rate",
        "5/s",
        "--speed",
        "real",
    ];
    sandbox.run(&both).code(2);
}

#[test]
fn the_seed_that_is_printed_gives_the_same_chaos() {
    let sandbox = Sandbox::new();
    sandbox.file("calls.ndjson", calls(3, 40));
    let run = |seed: &[&str]| {
        let app = App::new();
        let to = app.at("");
        let chaos = "duplicate:0.2,reorder:0.2,drop:0.2,delay:1ms";
        let args = ["replay", "calls.ndjson", "--to", &to, "--chaos", chaos];
        let output = sandbox.run(&[&args[..], seed].concat()).code(0);
        let count = app.count();
        let got: Vec<_> = app.requests(count).iter().map(call_and_number).collect();
        let (_, seed) = output.stderr.split_once("--seed ").expect("a seed");
        (got, seed.trim().to_owned())
    };
    let (got, seed) = run(&[]);
    assert_eq!(run(&["--seed", &seed]), (got.clone(), seed));
    let (seven, _) = run(&["--seed", "7"]);
    assert_ne!(seven, run(&["--seed", "8"]).0);
    let plain: Vec<_> = (0..40)
        .flat_map(|n| (0..3).map(move |c| (format!("call-{c}"), n)))
        .collect();
    let dropped = plain.iter().filter(|one| !seven.contains(one)).count();
    let twice = plain
        .iter()
        .filter(|one| seven.iter().filter(|got| got == one).count() == 2)
        .count();
    assert!(
        (5..60).contains(&dropped) && (5..60).contains(&twice),
        "{dropped} {twice}"
    );
    let mut sorted = seven.clone();
    sorted.sort_by_key(|(_, number)| *number);
    assert_ne!(sorted, seven, "nothing was moved");
}

#[test]
fn a_burst_comes_at_once_and_waits_for_no_answer() {
    let sandbox = Sandbox::new();
    sandbox.file("calls.ndjson", calls(1, 6));
    let (app, gate) = App::waiting();
    let to = app.at("");
    let args = ["replay", "calls.ndjson", "--to", &to, "--chaos", "burst:6"];
    let process = Process::start(sandbox.command(&args));
    assert_eq!(app.requests(6).len(), 6);
    gate.open();
    process.wait().code(0);
    for chaos in ["rain", "drop:2", "delay:soon"] {
        let args = ["replay", "calls.ndjson", "--to", &to, "--chaos", chaos];
        let output = sandbox.run(&args).code(2);
        assert!(output.stderr.starts_with("error: "), "{output:?}");
    }
}

#[test]
fn ctrl_c_ends_with_the_summary_so_far() {
    let sandbox = Sandbox::new();
    sandbox.file("calls.ndjson", calls(1, 5_000));
    let gate = Gate::new();
    let held = gate.clone();
    let app = App::answering(move |request| {
        if call_and_number(request).1 == 2 {
            held.wait();
        }
        Answer::json("{}")
    });
    let to = app.at("");
    let args = ["replay", "calls.ndjson", "--to", &to];
    let process = Process::start(sandbox.command(&args));
    app.requests(3);
    process.signal(Signal::INT);
    gate.open();
    let output = process.wait().code(130);
    // One or two more may be on their way before the signal is heard.
    let sent = app.count();
    assert!((3..5_000).contains(&sent), "{sent}");
    let summary = format!("\nsummary    {sent} events");
    assert!(output.stdout.contains(&summary), "{sent}: {output:?}");
}

#[test]
fn an_app_that_is_gone_ends_the_run_and_one_that_breaks_off_does_not() {
    let sandbox = Sandbox::new();
    sandbox.file("calls.ndjson", calls(1, 5));
    let app = App::serving(|request, wire| {
        let is_second = call_and_number(request).1 == 1;
        !is_second && wire.try_send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    });
    let to = app.at("");
    let output = sandbox
        .run(&["replay", "calls.ndjson", "--to", &to])
        .code(6);
    assert_eq!(app.requests(5).len(), 5);
    assert!(output.stdout.contains("<--  502"), "{output:?}");
    assert!(output.stdout.contains("summary    5 events"), "{output:?}");
    assert!(
        output.stderr.contains("closed the connection"),
        "{output:?}"
    );
    let nobody = crate::sandbox::free_port().to_string();
    let output = sandbox
        .run(&["replay", "calls.ndjson", "--to", &nobody])
        .code(6);
    assert!(
        output.stderr.starts_with("error: nothing listens on"),
        "{output:?}"
    );
}

#[test]
fn many_events_are_all_sent_and_counted() {
    let sandbox = Sandbox::new();
    sandbox.file("calls.ndjson", calls(40, 250));
    let app = App::new();
    let to = app.at("");
    let args = [
        "replay",
        "calls.ndjson",
        "--to",
        &to,
        "--concurrency",
        "8",
        "-q",
    ];
    let output = sandbox.run(&args).code(0);
    assert!(output.stdout.contains("10000 hang"), "{output:?}");
    assert_eq!(app.count(), 10_000);
}

#[test]
fn every_line_of_many_is_whole_and_of_the_event_that_was_sent() {
    let sandbox = Sandbox::new();
    sandbox.file("calls.ndjson", calls(4, 500));
    let app = App::new();
    let to = app.at("");
    let args = ["replay", "calls.ndjson", "--to", &to];
    let lines = sandbox.json(&args);
    let printed = lines.iter().filter(|line| line["type"] == "event");
    let printed: Vec<_> = printed
        .map(|line| line["request"]["body"].clone())
        .collect();
    let sent = app.requests(2_000).into_iter();
    let sent: Vec<_> = sent
        .map(|request| String::from_utf8(request.body).expect("text"))
        .collect();
    assert_eq!(printed.len(), 2_000);
    assert_eq!(printed, sent);
}
