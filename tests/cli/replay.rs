//! `replay` of what cannot be sent again, and the commands that the lines advise.

mod assert;
mod fresh;
mod schedule;
mod suite;

use std::process::Command;

use crate::sandbox::{Answer, App, Listener, Output, Process, Sandbox, Wire, free_port, post};

const HANG: &str = r#"{"message":{"type":"hang"}}"#;

#[test]
fn what_was_refused_is_not_sent_again() {
    let (app, gate) = App::waiting();
    let sandbox = Sandbox::new();
    let target = app.at("");
    let limits = ["--max-body", "1KB", "--max-inflight", "1"];
    let flags = ["-f", &*target, "--sender-timeout", "2s"];
    let listener = sandbox.listen(&[flags, limits].concat());
    let port = listener.port;
    let held = std::thread::spawn(move || post(port, HANG));
    app.request();
    assert_eq!(post(port, HANG).status(), 503);
    gate.open();
    assert_eq!(held.join().expect("a sender").status(), 200);
    assert_eq!(post(port, [b'x'; 1_001]).status(), 413);
    let mut half = Wire::connect(port);
    half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
    assert_eq!(half.read_answer("POST").status(), 408);
    listener.stop();

    let other = App::new();
    let to = other.at("");
    let mut refused = Vec::new();
    for event in sandbox.json(&["events", "list"]) {
        let id = event["id"].as_str().expect("an id").to_owned();
        if event["outcome"] == "answered" {
            sandbox.run(&["replay", &id, "--to", &to]).code(0);
            continue;
        }
        refused.push(event["response"]["status"].as_u64().expect("a status"));
        for flags in [&[][..], &["--json"], &["-q"], &["-v"]] {
            let args = [&["replay", &*id, "--to", &to], flags].concat();
            let output = sandbox.run(&args).code(1);
            let wanted = format!("error: {id} was refused before its body was read\nhint: ");
            assert!(output.stderr.starts_with(&wanted), "{output:?}");
            assert!(!output.stdout.contains(r#""type":"event""#), "{output:?}");
        }
    }
    assert_eq!(refused, [408, 413, 503]);
    assert_eq!(other.count(), 1);
}

#[test]
fn a_quiet_replay_prints_what_went_wrong() {
    let sandbox = Sandbox::new();
    let file = sandbox.file("call.json", HANG);
    let file = file.to_str().expect("a path");
    for (status, lines) in [(200, 0), (302, 2), (500, 2)] {
        let app = App::answering(move |_| Answer::new(status).body("{}"));
        let output = sandbox.run(&["replay", file, "--to", &app.at(""), "-q"]);
        let output = output.code(0);
        let arrows = output.stdout.matches("  -->  ").count();
        let arrows = arrows + output.stdout.matches("  <--  ").count();
        assert_eq!(arrows, lines, "{status}: {output:?}");
        assert_eq!(lines == 0, output.stdout.is_empty(), "{output:?}");
        assert!(lines == 0 || output.stdout.contains(&format!("  {status}  ")));
    }
}

/// What was advised, typed into a shell as it stands there.
fn run_in_shell(sandbox: &Sandbox, line: &str) -> Output {
    let (_, words) = line.split_once("vapihook ").expect("a command");
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_vapihook"));
    let bin = program.parent().expect("a directory").to_str();
    let path = std::env::var("PATH").expect("a path");
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("vapihook {words}")])
        .env_clear()
        .env("HOME", sandbox.path(""))
        .env("PATH", format!("{}:{path}", bin.expect("a path")))
        .current_dir(sandbox.path(""));
    Process::start(command).wait()
}

/// Waits until the record that these flags name holds the event that a line names last.
fn wait_until_recorded(sandbox: &Sandbox, flags: &[&str], line: &str) {
    let until = std::time::Instant::now() + crate::sandbox::PATIENCE;
    let id = line.split_whitespace().next_back().expect("an id");
    let args = [flags, &["inspect", id]].concat();
    while sandbox.run(&args).code != 0 {
        assert!(std::time::Instant::now() < until, "nothing is recorded");
    }
}

/// Runs with these flags and does what is advised for an answer that is an error and for an app
/// that is down; gives both lines.
fn follow_advice(sandbox: &Sandbox, flags: &[&str], path: &str) -> [String; 2] {
    let failing = App::answering(|_| Answer::new(500).body("{}"));
    let target = failing.at("");
    let listener = sandbox.listen_in_text(&[&["-f", &*target], flags].concat());
    assert_eq!(post(listener.port, HANG).status(), 500);
    let more = listener.line("more: ");
    wait_until_recorded(sandbox, flags, &more);
    let output = run_in_shell(sandbox, &more).code(0);
    assert!(output.stdout.contains("answer     500 in"), "{output:?}");
    listener.stop();

    let port = free_port();
    let target = format!("127.0.0.1:{port}{path}");
    let listener = sandbox.listen_in_text(&[&["-f", &*target], flags].concat());
    let answer = post(listener.port, HANG);
    assert_eq!(answer.status(), 502);
    let again = listener.line("start the app, then: ");
    listener.stop();
    let socket = std::net::TcpListener::bind(("127.0.0.1", port)).expect("the port");
    let app = App::serving_on(socket, |_, wire| {
        wire.try_send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    });
    run_in_shell(sandbox, &again).code(0);
    let request = app.request();
    assert_eq!(request.uri, path);
    assert_eq!(request.body, HANG.as_bytes());
    [more, again]
}

#[test]
fn advice_is_plain_for_the_usual_record() {
    let sandbox = Sandbox::new();
    let [more, again] = follow_advice(&sandbox, &[], "/hook");
    assert!(more.contains("  more: vapihook inspect "), "{more}");
    assert!(again.contains(", then: vapihook replay "), "{again}");
}

#[test]
fn advice_names_the_record_that_was_named() {
    for name in ["other.db", "dir/other.db"] {
        let sandbox = Sandbox::new();
        let absolute = sandbox.path(name);
        for store in [name, absolute.to_str().expect("a path")] {
            let lines = follow_advice(&sandbox, &["--store", store], "/hook");
            for line in lines {
                let named = format!("vapihook --store {store} ");
                assert!(line.contains(&named), "{line}");
            }
        }
    }
}

#[test]
fn advice_can_be_typed_as_it_stands() {
    for (store, path) in [
        ("a b.db", "/hook"),
        ("it's.db", "/hook"),
        ("$HOME;x.db", "/hook"),
        ("other.db", "/hook?token=a&user=b"),
    ] {
        follow_advice(&Sandbox::new(), &["--store", store], path);
    }
}

#[test]
fn no_command_is_advised_when_nothing_is_recorded() {
    let check = |listener: Listener, status| {
        assert_eq!(post(listener.port, HANG).status(), status);
        listener.line("<--");
        let output = listener.stop().code(143);
        assert!(!output.stdout.contains("vapihook "), "{output:?}");
    };
    let app = App::answering(|_| Answer::new(500).body("{}"));
    let sandbox = Sandbox::new();
    let flags = ["--no-record", "--store", "other.db"];
    for flags in [&flags[..1], &flags] {
        let target = app.at("");
        check(
            sandbox.listen_in_text(&[&["-f", &*target], flags].concat()),
            500,
        );
        let target = free_port().to_string();
        check(
            sandbox.listen_in_text(&[&["-f", &*target], flags].concat()),
            502,
        );
    }
}

#[test]
fn an_event_can_be_replayed_through_the_listener_that_recorded_it() {
    let app = App::new();
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("/hook")]);
    post(listener.port, HANG);
    let id = app.request().event_id();
    sandbox.wait_until_recorded(&id);
    let to = listener.port.to_string();
    sandbox.run(&["replay", &id, "--to", &to]).code(0);
    assert_eq!(app.requests(2)[1].body, HANG.as_bytes());
}

#[test]
fn a_line_says_where_an_event_was_sent_now_and_not_who_sent_it_then() {
    let sandbox = Sandbox::new();
    let request = serde_json::json!({
        "method": "POST", "path": "/hook", "headers": { "x-a": ["1", "2"] }, "body": HANG,
    });
    let line = serde_json::json!({
        "v": 1, "type": "event", "id": "0000000000001", "received_at": "2026-09-21T14:13:20.123Z",
        "request": request, "response": null, "target": "http://elsewhere.test",
        "verdict": { "result": "valid", "auth": "prod", "scheme": "bearer" },
    });
    sandbox.file("line.ndjson", line.to_string());
    let app = App::new();
    let to = app.at("");
    for changes in [&[][..], &["--set", "message.type=hang"], &["--fresh"]] {
        let args = [&["replay", "line.ndjson", "--to", &to], changes].concat();
        let sent = &sandbox.json(&args)[0];
        assert_eq!(sent["target"], format!("http://{to}"), "{changes:?}");
        assert!(sent["verdict"].is_null(), "{changes:?}: {sent}");
        assert_eq!(sent["request"]["headers"]["x-a"][1], "2");
    }
}
