//! Many calls: they differ, they are counted, and they can be too slow.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{message, right_app, slow_app};
use crate::sandbox::{App, Process, Sandbox, free_port, json_lines};

#[test]
fn many_calls_are_different_ones_and_are_counted() {
    let app = right_app();
    let sandbox = Sandbox::new();
    let to = app.at("");
    let args = ["simulate", "inbound", "--to", &to, "--speed", "max"];
    let load = ["--calls", "12", "--concurrency", "4"];
    let output = sandbox.run(&[&args[..], &load].concat()).code(0);
    let requests = app.requests(app.count());
    let set = |find: fn(&serde_json::Value) -> &serde_json::Value| {
        let all = requests.iter().map(|it| find(&message(it)).to_string());
        all.collect::<BTreeSet<String>>().len()
    };
    assert_eq!(set(|it| &it["call"]["id"]), 12);
    assert_eq!(set(|it| &it["customer"]["number"]), 12);
    let text = &output.stdout;
    assert!(!text.contains("-->"), "every event is shown: {text}");
    assert!(
        text.contains("\nended      12 x customer-ended-call\n"),
        "{text}"
    );
    assert!(text.contains("\nexpected   72 of 72 met\n"), "{text}");
    let row = text.lines().find(|line| line.starts_with("tool-calls "));
    let row = row.unwrap_or_else(|| panic!("no tool-calls in {text}"));
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!((cells[1], cells[6], cells[8]), ("24", "20s", "0"), "{row}");

    let output = sandbox
        .run(&[&["--json"], &args[..], &load].concat())
        .code(0);
    let lines = json_lines(&output.stdout);
    let latency = lines
        .iter()
        .find(|it| it["type"] == "latency" && it["event_type"] == "assistant-request")
        .expect("a latency");
    assert!(
        latency["answers"] == 12 && latency["deadline_ms"] == 7_500,
        "{latency}"
    );
    assert!(
        latency["p50_ms"].as_f64() <= latency["max_ms"].as_f64(),
        "{latency}"
    );
    let events = lines.iter().filter(|it| it["type"] == "event").count();
    let summary = lines.last().expect("a summary");
    assert!(
        summary["calls"] == 12 && summary["events"] == events,
        "{summary}"
    );
}

#[test]
fn what_is_too_slow_is_no() {
    let app = slow_app("tool-calls", Duration::from_millis(120));
    let sandbox = Sandbox::new();
    let to = app.at("");
    let args = [
        "simulate",
        "tool-heavy",
        "--to",
        &to,
        "--speed",
        "max",
        "--calls",
        "2",
    ];
    let gated = |gate: &str| sandbox.run(&[&args[..], &["--max-p95", gate]].concat());
    gated("tool-calls=20s").code(0);
    let output = gated("tool-calls=50ms").code(3);
    let told = "over the 50ms that --max-p95 allows";
    assert!(output.stdout.contains(told), "{output:?}");
    let output = gated("assistant-request=1s").code(3);
    assert!(
        output.stdout.contains("no assistant-request was answered"),
        "{output:?}"
    );
}

#[test]
fn calls_are_started_for_a_time() {
    let app = right_app();
    let sandbox = Sandbox::new();
    let file = "[[step]]\nstatus = \"in-progress\"\n[[step]]\nend = \"voicemail\"\n";
    sandbox.file("short.toml", file);
    let to = app.at("");
    let args = [
        "simulate",
        "short.toml",
        "--to",
        &to,
        "--speed",
        "max",
        "--for",
        "300ms",
    ];
    let output = sandbox.run(&[&["--json"], &args[..]].concat()).code(0);
    let lines = json_lines(&output.stdout);
    let summary = lines.last().expect("a summary");
    let calls = summary["calls"].as_u64().expect("calls");
    assert!(calls > 10, "{summary}");
    assert_eq!(summary["ended"]["voicemail"], calls);
    let took = summary["duration_ms"].as_f64().expect("a time");
    assert!(took >= 300.0, "{summary}");
}

#[test]
fn an_endurance_run_goes_on_when_the_app_is_back() {
    let sandbox = Sandbox::new();
    let file = "[[step]]\nstatus = \"in-progress\"\n[[step]]\nend = \"voicemail\"\n";
    sandbox.file("short.toml", file);
    let port = free_port();
    let to = port.to_string();
    let args = [
        "--json",
        "simulate",
        "short.toml",
        "--to",
        &to,
        "--speed",
        "max",
        "--for",
        "2s",
    ];
    let running = Process::start(sandbox.command(&args));
    let line = |code: &'static str| {
        let wanted = format!("\"code\":\"{code}\"");
        running
            .stdout()
            .wait_for(code, |text| text.contains(&wanted).then_some(()));
    };
    line("app-down");
    let socket = std::net::TcpListener::bind(("127.0.0.1", port)).expect("the port");
    let _app = App::serving_on(socket, |_, wire| {
        wire.try_send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    });
    line("app-up");
    let output = running.wait().code(6);
    let lines = json_lines(&output.stdout);
    let ended = &lines.last().expect("a summary")["ended"];
    assert!(ended["voicemail"].as_u64() > Some(0), "{ended}");
    assert!(ended["app unreachable"].as_u64() > Some(0), "{ended}");
}
