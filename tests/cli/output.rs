//! What a run looks like, line by line. Times, ids and latencies are made the same first
//! ([`normalised`]).

use serde_json::{Value, json};

use crate::sandbox::{
    Answer, App, Listener, Request, Sandbox, free_port, json_lines, normalised, post, send,
};

/// A message of a call.
fn message(kind: &str, members: &Value) -> String {
    let mut message = json!({
        "type": kind,
        "call": {
            "id": "019aa141-4449-7775-8d7e-006f2a64e546",
            "type": "inboundPhoneCall",
            "customer": { "number": "+14155550123" },
        },
    });
    for (name, value) in members.as_object().expect("members") {
        message[name] = value.clone();
    }
    json!({ "message": message }).to_string()
}

fn transcript(role: &str, part: &str, text: &str) -> String {
    let members = json!({ "role": role, "transcriptType": part, "transcript": text });
    message("transcript", &members)
}

/// What a run printed on stdout and stderr once it was stopped.
fn printed(listener: Listener) -> (String, String) {
    let output = listener.stop().code(143);
    (normalised(&output.stdout), output.stderr)
}

#[test]
fn a_call_is_compact_aligned_lines_and_a_summary() {
    let app = App::answering(|request| {
        let body = String::from_utf8_lossy(&request.body);
        if body.contains("tool-calls") {
            Answer::json(r#"{"results":[{"toolCallId":"a","result":"Tue 10:00"}]}"#)
        } else {
            Answer::json("{}")
        }
    });
    let sandbox = Sandbox::new();
    let listener = sandbox.listen_in_text(&["-f", &app.at("/hook"), "--no-record"]);
    let url = listener.url.clone();
    let call = json!({ "name": "book", "arguments": { "day": "Tue" }, "id": "a" });
    for body in [
        message("status-update", &json!({ "status": "in-progress" })),
        transcript("user", "partial", "Hi, I"),
        transcript("user", "partial", "Hi, I need"),
        transcript("assistant", "partial", "Ye"),
        transcript("user", "final", "Hi, I need a date."),
        message("tool-calls", &json!({ "toolCallList": [call] })),
    ] {
        assert_eq!(post(listener.port, body).status(), 200);
    }
    let (stdout, stderr) = printed(listener);
    let id = "  call e546  ID";
    let wanted = format!(
        "\
TIME  ---  call e546  inbound  from +14155550123  019aa141-4449-7775-8d7e-006f2a64e546
TIME  -->  status-update  in-progress{id}
TIME  <--  200  TOOK  N% of 20s  ID
TIME  -->  transcript  user: \"Hi, I need a date.\"  (2 partials){id}
TIME  <--  200  TOOK  N% of 20s  ID
TIME  -->  tool-calls  book {{day: \"Tue\"}}{id}
TIME  <--  200  TOOK  N% of 20s  result \"Tue 10:00\"  ID
                   effect: book: the model answers from \"Tue 10:00\"

summary  6 events in TOOK of 1 call
events  4 transcript, 1 status-update, 1 tool-calls
"
    );
    assert!(stdout.starts_with(&wanted), "{stdout}\nis not\n{wanted}");
    let rest: Vec<&str> = stdout[wanted.len()..].lines().collect();
    let slowest = rest[0].split_once(" TOOK (N% of 20s)  ID");
    assert!(
        slowest.is_some_and(|(name, _)| name.starts_with("slowest  ")),
        "{rest:?}"
    );
    assert_eq!(rest[1..], ["failures  none"]);

    let version = env!("CARGO_PKG_VERSION");
    let target = app.at("/hook");
    let banner = format!(
        "vapihook {version}  relaying {url} -> http://{target}\n  record  off (--no-record)\n  next    \
         call: --tunnel auto opens a public URL, --assistant ID points Vapi at it\n  or try  curl \
         --json '{{\"message\":{{\"type\":\"status-update\",\"status\":\"ringing\"}}}}' {url}\n  \
         stop    Ctrl-C\n\n"
    );
    assert_eq!(stderr, banner);
}

#[test]
fn lines_are_aligned_and_carry_one_id() {
    let app = App::new();
    let listener = Sandbox::new().listen_in_text(&["-f", &app.at("")]);
    for body in [
        message("hang", &json!({})),
        message(
            "speech-update",
            &json!({ "role": "user", "status": "started" }),
        ),
        "{}".to_owned(),
    ] {
        post(listener.port, body);
    }
    let ids: Vec<String> = app.requests(3).iter().map(Request::event_id).collect();
    let output = listener.stop().code(143);
    for (at, id) in ids.iter().enumerate() {
        let ends = format!("  {}", &id[..9]);
        let lines = output
            .stdout
            .lines()
            .filter(|line| line.contains("--") && line.ends_with(&ends));
        let lines: Vec<&str> = lines.collect();
        assert_eq!(lines.len(), 2, "event {at}: {output:?}");
        assert_eq!(
            (&lines[0][12..19], &lines[1][12..19]),
            ("  -->  ", "  <--  ")
        );
        for line in lines {
            // Without a terminal a line has 120 columns.
            assert_eq!(line.chars().count(), 120, "{line}");
        }
    }
}

#[test]
fn the_summary_tells_how_much_is_recorded_and_where() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen_in_text(&["-f", &app.at("")]);
    for _ in 0..2 {
        post(listener.port, "{}");
    }
    let output = listener.stop().code(143);
    let last = output.stdout.lines().last().expect("a line");
    let wanted = format!("record     2 in {}", sandbox.store().display());
    assert!(last.starts_with(&wanted), "{last}");
}

#[test]
fn an_unknown_type_is_shown_like_any_other() {
    let app = App::new();
    let listener = Sandbox::new().listen_in_text(&["-f", &app.at("")]);
    let kind = "something.vapi.adds.tomorrow";
    post(listener.port, message(kind, &json!({ "status": "new" })));
    let line = listener.line("-->");
    assert!(line.contains(kind), "{line}");
    assert!(listener.stop().stdout.contains(&format!("1 {kind}")));
}

#[test]
fn quiet_is_only_what_went_wrong() {
    let app = App::answering(|request| {
        Answer::new(if request.uri == "/bad" { 500 } else { 200 }).body("{}")
    });
    // The child stands for the banner, which quiet has none of.
    let child = [
        "--",
        "sh",
        "-c",
        "echo relaying $VAPIHOOK_URL . >&2; exec sleep 1000",
    ];
    let target = app.at("");
    for flags in [&["--output", "quiet"][..], &["--quiet"]] {
        let args = [&["-f", &*target, "--no-record"][..], flags, &child].concat();
        let listener = Sandbox::new().listen_in_text(&args);
        post(listener.port, "{}");
        send(listener.port, "POST", "/bad", &[], "{}");
        let (stdout, stderr) = printed(listener);
        let mut lines = stdout.lines();
        assert_eq!(lines.next(), Some("TIME  -->  api-request  {}  ID"));
        assert_eq!(
            lines.next(),
            Some("TIME  <--  500  TOOK  N% of 20s  ! Internal Server Error  ID")
        );
        // Nothing is recorded, so there is no command that would show more.
        assert_eq!(lines.next(), Some(""));
        assert!(
            lines
                .next()
                .expect("a summary")
                .starts_with("summary  2 events")
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn pretty_shows_both_bodies() {
    let app = App::answering(|_| {
        Answer::json(r#"{"assistantId":"5a1f0c86-3a52-4c1e-9b7d-2f60c7e8d914"}"#)
    });
    for flags in [&["--output", "pretty"][..], &["--verbose"]] {
        let target = app.at("");
        let listener =
            Sandbox::new().listen_in_text(&[&["-f", &*target, "--no-record"][..], flags].concat());
        post(listener.port, r#"{"message":{"type":"assistant-request"}}"#);
        let (stdout, _) = printed(listener);
        let wanted = "\
TIME  -->  assistant-request  ID
    {
      \"message\": {
        \"type\": \"assistant-request\"
      }
    }
TIME  <--  200  TOOK  N% of 7.5s  assistantId: \"5a1f0c86-3a52-4c1e-9b7d-2f60c7e8d914\"  ID
                   effect: assistant 5a1f0c86-3a52-4c1e-9b7d-2f60c7e8d914 takes the call
    {
      \"assistantId\": \"5a1f0c86-3a52-4c1e-9b7d-2f60c7e8d914\"
    }
";
        assert!(stdout.starts_with(wanted), "{stdout}");
    }
}

#[test]
fn json_is_one_object_per_line_with_the_members_that_scripts_rely_on() {
    let app = App::answering(|_| {
        Answer::new(200)
            .header("Set-Cookie", "a=1")
            .header("Set-Cookie", "b=2")
            .body(b"\xff\x00".as_slice())
    });
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("/hook")]);
    let (url, port) = (listener.url.clone(), listener.port);
    let body = message("status-update", &json!({ "status": "ringing" }));
    send(
        port,
        "POST",
        "/x?y=1",
        &[("X-Twice", "1"), ("X-Twice", "2")],
        &body,
    );
    let id = app.request().event_id();
    let output = listener.stop().code(143);
    assert_eq!(output.stderr, "");
    let mut lines = json_lines(&output.stdout);
    // A slow disk is told, in a line of its own.
    lines.retain(|object| object["code"] != "answered-unrecorded");
    let target = format!("http://{}", app.at("/hook"));
    let ready = json!({
        "v": 1, "type": "ready", "url": url, "port": port, "public_url": null, "target": target,
        "record": sandbox.store(),
    });
    assert_eq!(lines[0], ready);
    let event = &mut lines[1];
    assert!(event["latency_ms"].as_f64().expect("a number") > 0.0);
    assert!(
        event["received_at"]
            .as_str()
            .expect("a time")
            .ends_with('Z')
    );
    for name in ["latency_ms", "received_at"] {
        event[name] = Value::Null;
    }
    let wanted = json!({
        "v": 1, "type": "event", "id": id, "received_at": null,
        "event_type": "status-update", "name": "status-update", "dialect": "vapi",
        "call_id": "019aa141-4449-7775-8d7e-006f2a64e546", "summary": "ringing",
        "request": {
            "method": "POST", "path": "/x?y=1",
            "headers": {
                "host": "hooks.example.com",
                "x-twice": ["1", "2"],
                "content-length": body.len().to_string(),
            },
            "body": body, "encoding": "utf-8", "sha256": sha256(body.as_bytes()),
        },
        "response": {
            "status": 200,
            "headers": { "set-cookie": ["a=1", "b=2"], "content-length": "2" },
            "body": "/wA=", "encoding": "base64", "sha256": sha256(b"\xff\x00"),
        },
        "outcome": "answered", "detail": null, "latency_ms": null, "deadline_ms": 20_000,
        "target": target, "findings": [], "effect": null, "verdict": null,
    });
    assert_eq!(*event, wanted);
    let summary = &lines[2];
    assert_eq!(summary["type"], "summary");
    assert_eq!(summary["by_type"], json!({ "status-update": 1 }));
    assert_eq!(
        (&summary["events"], &summary["calls"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(lines.len(), 3);
}

/// The sum that `sha256sum` prints.
fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    let hex = sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>();
    hex.concat()
}

#[test]
fn what_payloads_hold_cannot_act_on_a_terminal() {
    let evil = "\u{1b}[2J\u{1b}]0;x\u{7}\r\u{8}\u{9b}31m\u{202e}\u{2028}\n";
    let app = App::answering(move |_| {
        Answer::new(302)
            .header("Location", "/\u{9b}31m")
            .header("X-Evil", "\u{9b}31m\u{202e}")
            .body(json!({ "error": evil }).to_string())
    });
    let sandbox = Sandbox::new();
    let target = app.at("");
    let listener = sandbox.listen_in_text(&["-f", &target, "--output", "pretty"]);
    let mut body: Value = serde_json::from_str(&transcript(evil, "final", evil)).expect("JSON");
    body["message"]["call"]["id"] = evil.into();
    body["message"]["call"]["customer"]["number"] = evil.into();
    post(listener.port, body.to_string());
    post(listener.port, message(evil, &json!({})));
    // Not JSON at all, so that nothing in it is escaped by its sender.
    send(
        listener.port,
        "POST",
        "/\u{9b}x",
        &[("X-In", "\u{9b}")],
        evil,
    );
    let output = listener.stop().code(143);
    let inspected = sandbox.run(&["inspect", "--last", "3"]).code(0);
    let listed = sandbox.run(&["events", "list"]).code(0);
    for text in [&output.stdout, &inspected.stdout, &listed.stdout] {
        let acts = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{2028}');
        assert!(!text.contains(acts), "{text:?}");
    }
    assert!(output.stdout.contains(r"\u{1b}[2J"), "{}", output.stdout);
}

#[test]
fn without_a_terminal_nothing_is_coloured_unless_it_is_asked_for() {
    let port = free_port().to_string();
    for (flag, coloured) in [("auto", false), ("never", false), ("always", true)] {
        let listener = Sandbox::new().listen_in_text(&["-f", &port, "--color", flag]);
        post(listener.port, "{}");
        let output = listener.stop().code(143);
        assert_eq!(
            output.stdout.contains('\u{1b}'),
            coloured,
            "{flag}: {output:?}"
        );
        let moves = ["\u{1b}[A", "\u{1b}[2K", "\u{1b}[1A", "\r"];
        assert!(
            !moves.iter().any(|code| output.stdout.contains(code)),
            "{output:?}"
        );
    }
}

#[test]
fn an_answer_that_is_an_error_says_what_to_do() {
    let app = App::answering(|_| {
        Answer::new(404)
            .header("Content-Type", "text/html; charset=utf-8")
            .body("<!doctype html>\n<title>404 Not Found</title>")
    });
    let listener = Sandbox::new().listen_in_text(&["-f", &app.at("/hook")]);
    send(listener.port, "POST", "/x", &[], "{}");
    let line = listener.line("<--");
    assert!(line.contains("! text/html: 404 Not Found"), "{line}");
    let advice = listener.line("the app has no");
    assert!(advice.contains("the app has no POST /hook/x: look at the path of --forward-to, or"));
}

#[test]
fn what_is_no_json_is_refused_with_json() {
    let sandbox = Sandbox::new();
    for (args, told) in [
        (&["simulate", "inbound", "--print"][..], "--print prints"),
        (&["simulate", "--print"], "leave one of them out"),
        (&["simulate", "--from", "last"], "-o FILE"),
        (&["simulate", "--from", "last", "-o", "-"], "-o FILE"),
        (&["completions", "bash"], "prints a script and --json"),
        (&["events", "export", "--format", "har"], "-o FILE"),
        (&["inspect", "--view", "raw"], "leave one of them out"),
    ] {
        let output = sandbox.run(&[args, &["--json"]].concat()).code(2);
        assert_eq!(output.stdout, "", "{args:?}");
        assert!(output.stderr.starts_with("error: "), "{args:?}: {output:?}");
        assert!(output.stderr.contains("\nhint: "), "{args:?}: {output:?}");
        assert!(output.stderr.contains(told), "{args:?}: {output:?}");
    }
}
