//! The record: what is in it, and the commands that read it.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::sandbox::{Answer, App, Client, Request, Sandbox, free_port, normalised, post, send};

/// A message of this type with a number to tell it by.
fn event(kind: &str, number: usize) -> String {
    format!(r#"{{"message":{{"type":"{kind}","number":{number}}}}}"#)
}

/// A sandbox in which these types were recorded, and their ids.
fn recorded(kinds: &[&str]) -> (Sandbox, Vec<String>) {
    let app = App::answering(|_| Answer::json(r#"{"from":"app"}"#));
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("/hook")]);
    let mut sender = Client::connect(listener.port);
    for (number, kind) in kinds.iter().enumerate() {
        sender.post(event(kind, number));
    }
    listener.stop();
    let ids = app
        .requests(kinds.len())
        .iter()
        .map(Request::event_id)
        .collect();
    (sandbox, ids)
}

/// The ids in some `event` objects.
fn ids(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["id"].as_str().expect("an id"))
        .collect()
}

#[test]
fn an_event_is_found_by_its_id_or_how_it_begins() {
    let (sandbox, recorded) = recorded(&["hang", "tool-calls", "hang"]);
    for id in &recorded {
        for prefix in [&id[..], &id[..9], &id[..9].to_uppercase()] {
            assert_eq!(ids(&sandbox.json(&["inspect", prefix])), [id], "{prefix}");
        }
    }
    let all = sandbox.json(&["inspect", &recorded[2], &recorded[0]]);
    assert_eq!(ids(&all), [&*recorded[2], &*recorded[0]]);
}

#[test]
fn a_prefix_of_many_and_an_id_of_none_are_said() {
    let (sandbox, recorded) = recorded(&["hang", "hang"]);
    let many = sandbox.run(&["inspect", &recorded[0][..1]]);
    assert_ne!(many.code, 0);
    assert!(
        recorded.iter().all(|id| many.stderr.contains(&id[..9])),
        "{many:?}"
    );
    for none in ["zzzzzzzzz", "no such", "last:transcript"] {
        let output = sandbox.run(&["inspect", none]).code(5);
        assert!(output.stderr.starts_with("error: "), "{output:?}");
        assert_eq!(output.stdout, "");
    }
}

#[test]
fn the_newest_events_are_named_by_last() {
    let (sandbox, recorded) = recorded(&["hang", "tool-calls", "status-update"]);
    let last = |args: &[&str]| sandbox.json(&[&["inspect"], args].concat());
    assert_eq!(ids(&last(&[])), [&recorded[2]]);
    assert_eq!(ids(&last(&["last"])), [&recorded[2]]);
    assert_eq!(ids(&last(&["last:tool-calls"])), [&recorded[1]]);
    assert_eq!(ids(&last(&["last:2"])), recorded[1..]);
    assert_eq!(ids(&last(&["--last", "2"])), recorded[1..]);
    assert_eq!(ids(&last(&["--last", "9"])), recorded[..]);
    for nothing in ["last:0", "call:"] {
        let output = sandbox.run(&["inspect", nothing]).code(2);
        assert!(output.stderr.contains("names no"), "{output:?}");
    }
}

#[test]
fn inspect_shows_both_sides_of_an_event() {
    let (sandbox, recorded) = recorded(&["hang"]);
    let output = sandbox.run(&["inspect"]).code(0);
    let shown = normalised(&output.stdout);
    assert!(
        shown.starts_with(&format!("hang  {}\n", recorded[0])),
        "{shown}"
    );
    assert!(
        shown.contains("  answer  200 in TOOK, by http://"),
        "{shown}"
    );
    let output = sandbox.run(&["inspect", "--view", "headers"]).code(0);
    let shown = normalised(&output.stdout);
    for part in [
        "request  POST /\n",
        "\nhost: hooks.example.com\n",
        "    \"number\": 0\n",
        "\nanswer  200\n",
        "\ncontent-type: application/json\n",
        "  \"from\": \"app\"\n",
    ] {
        assert!(shown.contains(part), "{part:?} is not in {shown}");
    }
}

#[test]
fn a_file_and_stdin_are_inspected_without_a_record() {
    let sandbox = Sandbox::new();
    let body = event("tool-calls", 7);
    let file = sandbox.file("payload.json", &body);
    let file = file.to_str().expect("a path");
    for events in [
        sandbox.json(&["inspect", file]),
        serde_json::from_str(
            &sandbox
                .run_with_stdin(&["--json", "inspect", "-"], body.as_bytes())
                .stdout,
        )
        .map(|event| vec![event])
        .expect("a JSON object"),
    ] {
        assert_eq!(events[0]["event_type"], "tool-calls");
        assert_eq!(events[0]["request"]["body"], body);
        assert_eq!(events[0]["response"], Value::Null);
    }
    assert_eq!(sandbox.files().len(), 1);
    // A name that begins as `last` does is a name.
    sandbox.file("lastcall.json", &body);
    let events = sandbox.json(&["inspect", "lastcall.json"]);
    assert_eq!(events[0]["request"]["body"], body);
}

#[test]
fn the_stream_of_a_run_is_inspected_like_the_record() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at(""), "--no-record"]);
    for number in 0..3 {
        post(listener.port, event("hang", number));
    }
    let printed = listener.stop().code(143).stdout;
    let file = sandbox.file("run.ndjson", &printed);
    let events = sandbox.json(&["inspect", file.to_str().expect("a path")]);
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    let wanted: Vec<&str> = printed
        .lines()
        .filter(|line| line.contains(r#""type":"event""#))
        .collect();
    assert_eq!(lines, wanted);
}

#[test]
fn an_event_is_inspected_as_it_was_printed() {
    let app = App::answering(|request| {
        Answer::new(if request.uri == "/bad" { 500 } else { 200 })
            .header("X-Twice", "1")
            .header("X-Twice", "2")
            .body(request.body.repeat(3))
    });
    let sandbox = Sandbox::new();
    let target = app.at("");
    let route = format!("hang={}", free_port());
    let flags = ["-f", &*target, "--route", &route, "--max-body", "1KB"];
    let listener = sandbox.listen(&flags);
    let mut sender = Client::connect(listener.port);
    for number in 0..20 {
        sender.post(event("tool-calls", number));
    }
    sender.post(event("hang", 20));
    sender.send("POST", "/bad", &[], b"\xff\0");
    // Its answer is longer than what is recorded of one.
    sender.post([b'x'; 900]);
    post(listener.port, [b'x'; 1_001]);
    let printed = listener.stop().code(143).stdout;
    let is_event = |line: &&str| line.contains(r#""type":"event""#);
    let printed: Vec<&str> = printed.lines().filter(is_event).collect();
    assert_eq!(printed.len(), 24);
    for line in &printed {
        let event: Value = serde_json::from_str(line).expect("JSON");
        let id = event["id"].as_str().expect("an id");
        let inspected = sandbox.run(&["inspect", id, "--json"]).code(0);
        assert_eq!(inspected.stdout.trim_end_matches('\n'), *line);
    }
    let listed = sandbox.run(&["events", "list", "--json"]).code(0).stdout;
    let listed: Vec<&str> = listed.lines().rev().collect();
    assert_eq!(listed, printed);
}

#[test]
fn the_list_is_newest_first_and_can_be_narrowed() {
    let (sandbox, recorded) = recorded(&["hang", "tool-calls", "hang", "status-update"]);
    let list = |args: &[&str]| sandbox.json(&[&["events", "list"], args].concat());
    let newest: Vec<&str> = recorded.iter().rev().map(String::as_str).collect();
    assert_eq!(ids(&list(&[])), newest);
    assert_eq!(ids(&list(&["--limit", "2"])), newest[..2]);
    assert_eq!(
        ids(&list(&["--type", "hang"])),
        [&recorded[2], &recorded[0]]
    );
    let text = sandbox.run(&["events", "list"]).code(0).stdout;
    assert_eq!(text.lines().count(), 4);
    for (line, id) in text.lines().zip(newest) {
        assert!(line.starts_with(&id[..9]), "{line}");
    }
}

#[test]
fn a_record_that_is_not_there_is_said() {
    let sandbox = Sandbox::new();
    for args in [
        &["inspect"][..],
        &["events", "list"],
        &["replay", "last", "--to", "9"],
    ] {
        let output = sandbox.run(args).code(5);
        assert!(output.stderr.contains("\nhint: "), "{output:?}");
    }
    assert_eq!(sandbox.files(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_replay_is_the_same_request_again() {
    let (app, other) = (
        App::new(),
        App::answering(|_| Answer::new(201).body("again")),
    );
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("/hook")]);
    let sent = [
        ("X-Vapi-Secret", "s3cret"),
        ("X-Twice", "1"),
        ("X-Twice", "2"),
    ];
    let body: Vec<u8> = (0..=255).collect();
    send(listener.port, "PUT", "/x?y=1", &sent, &body);
    listener.stop();
    let output = sandbox
        .run(&["replay", "last", "--to", &other.at("/new")])
        .code(0);
    assert!(
        output.stdout.contains("no content type, 5 bytes"),
        "{output:?}"
    );
    let (first, again) = (app.request(), other.request());
    assert_eq!((&*again.method, &*again.uri), ("PUT", "/new/x?y=1"));
    assert_eq!(again.body, body);
    assert_eq!(
        again.headers.get("x-vapi-secret").as_deref(),
        Some("s3cret")
    );
    assert_eq!(again.headers.all("x-twice"), ["1", "2"]);
    assert_eq!(again.event_id(), first.event_id());

    let fixed = other.at("/only");
    sandbox
        .run(&[
            "replay",
            "last",
            "--to",
            &fixed,
            "--fixed-path",
            "-H",
            "X-Twice: 3",
        ])
        .code(0);
    let fixed = other.requests(2).remove(1);
    assert_eq!(fixed.uri, "/only");
    assert_eq!(fixed.headers.all("x-twice"), ["3"]);
}

#[test]
fn a_replay_to_an_app_that_is_down_ends_with_6() {
    let (sandbox, _) = recorded(&["hang"]);
    let port = free_port();
    let output = sandbox
        .run(&["replay", "last", "--to", &port.to_string()])
        .code(6);
    assert!(
        output
            .stderr
            .contains(&format!("nothing listens on [::1]:{port}")),
        "{output:?}"
    );
}

#[test]
fn another_process_reads_while_a_listener_writes() {
    let app = App::new();
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    for number in 0..10 {
        post(listener.port, event("hang", number));
        let id = app.requests(number + 1)[number].event_id();
        sandbox.wait_until_recorded(&id);
        assert_eq!(ids(&sandbox.json(&["inspect", &id])), [id]);
    }
    assert_eq!(sandbox.json(&["events", "list"]).len(), 10);
}

#[test]
fn two_listeners_share_a_record() {
    let app = App::new();
    let sandbox = Sandbox::with_record();
    let listeners = [0, 1].map(|_| sandbox.listen(&["-f", &app.at("")]));
    let senders = listeners.each_ref().map(|listener| {
        let port = listener.port;
        std::thread::spawn(move || {
            let mut sender = Client::connect(port);
            for number in 0..100 {
                assert_eq!(sender.post(event("hang", number)).status(), 200);
            }
        })
    });
    for sender in senders {
        sender.join().expect("a sender");
    }
    for listener in listeners {
        let printed = listener.stop_json();
        let lost = printed
            .iter()
            .find(|object| object["code"] == "not-recording");
        assert_eq!(lost, None);
    }
    let all = sandbox.json(&["events", "list"]);
    let mut sent: Vec<String> = app.requests(200).iter().map(Request::event_id).collect();
    sent.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(ids(&all), sent);
    assert!(all.iter().all(|event| event["outcome"] == "answered"));
}

#[test]
fn the_record_is_its_owners_alone() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    post(listener.port, event("hang", 0));
    let files = sandbox.files();
    assert!(files.contains(&sandbox.store()), "{files:?}");
    for file in files {
        let mode = file.metadata().expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    let dir = sandbox.path(".local/share/vapihook");
    let mode = dir.metadata().expect("a directory").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn no_record_leaves_no_file() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at(""), "--no-record"]);
    post(listener.port, event("hang", 0));
    let printed = listener.stop_json();
    assert_eq!(printed[0]["record"], Value::Null);
    assert_eq!(sandbox.files(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn the_record_is_where_it_is_said() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let (flag, variable) = (sandbox.path("flag/a b.db"), sandbox.path("variable.db"));
    let flag_text = flag.to_str().expect("a path");
    let listener = sandbox.listen(&["-f", &app.at(""), "--store", flag_text]);
    post(listener.port, event("hang", 0));
    listener.stop();
    assert_eq!(
        sandbox
            .json(&["--store", flag_text, "events", "list"])
            .len(),
        1
    );

    let mut command = sandbox.command(&["events", "list"]);
    command.env("VAPIHOOK_STORE", &variable);
    crate::sandbox::Process::start(command).wait().code(5);
    std::fs::copy(&flag, &variable).expect("a copy");
    let mut command = sandbox.command(&["events", "list"]);
    command.env("VAPIHOOK_STORE", &variable);
    let output = crate::sandbox::Process::start(command).wait().code(0);
    assert_eq!(output.stdout.lines().count(), 1);
}
