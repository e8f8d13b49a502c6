//! What goes wrong with the app, and what the sender and the developer are told then.

use std::net::TcpListener;

use crate::sandbox::{Answer, App, Gate, Listener, Message, Sandbox, free_port, post};

const HANG: &str = r#"{"message":{"type":"hang"}}"#;

fn listen(target: &str) -> Listener {
    Sandbox::new().listen(&["-f", target])
}

/// The reason in an answer of the relay's own.
fn reason(answer: &Message) -> String {
    assert_eq!(answer.status(), 502, "{answer:?}");
    let body = answer.json();
    assert_eq!(body["from"], "vapihook", "{body}");
    body["reason"].as_str().expect("a reason").to_owned()
}

/// The explanation in an answer of the relay's own.
fn explanation(answer: &Message) -> String {
    answer.json()["error"]
        .as_str()
        .expect("an error")
        .to_owned()
}

#[test]
fn an_app_that_is_down_is_a_502_that_says_what_was_tried() {
    let port = free_port();
    let listener = listen(&port.to_string());
    for _ in 0..2 {
        let answer = post(listener.port, HANG);
        assert_eq!(reason(&answer), "refused");
        let tried = format!("nothing listens on [::1]:{port} or 127.0.0.1:{port}");
        assert_eq!(explanation(&answer), tried);
        assert_eq!(
            answer.headers.get("content-type").as_deref(),
            Some("application/json")
        );
    }
    let event = listener.events(2).pop().expect("an event");
    assert_eq!(event["outcome"], "unreachable");
    assert_eq!(event["response"]["status"], 502);
}

#[test]
fn the_line_of_a_failure_tells_how_to_send_the_event_again() {
    let sandbox = Sandbox::with_record();
    let port = free_port();
    let listener = sandbox.listen_in_text(&["-f", &format!("{port}/hook")]);
    assert_eq!(reason(&post(listener.port, HANG)), "refused");
    let advice = listener.line("then: vapihook replay ");
    let (_, command) = advice.split_once("vapihook ").expect("a command");
    sandbox.wait_until_recorded(command.split(' ').nth(1).expect("an id"));
    let app = App::serving_on(
        TcpListener::bind(("127.0.0.1", port)).expect("the port"),
        |_, wire| wire.try_send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    );
    sandbox.run(&command.split(' ').collect::<Vec<_>>()).code(0);
    let request = app.request();
    assert_eq!((&*request.uri, &*request.body), ("/hook", HANG.as_bytes()));
}

#[test]
fn an_app_that_comes_up_and_goes_is_told_once_each() {
    let port = free_port();
    let listener = listen(&port.to_string());
    let down = format!("http://localhost:{port} is down: nothing listens on");
    assert!(listener.warning("app-down").starts_with(&down));
    let app = App::serving_on(
        TcpListener::bind(("127.0.0.1", port)).expect("the port"),
        |_, wire| wire.try_send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    );
    assert_eq!(
        listener.warning("app-up"),
        format!("http://localhost:{port} is up")
    );
    assert_eq!(post(listener.port, HANG).status(), 200);
    drop(app);
    let warnings = listener.stop_json();
    let count = |code: &str| {
        warnings
            .iter()
            .filter(|object| object["code"] == code)
            .count()
    };
    assert_eq!(count("app-up"), 1);
    // It went down again just now, which may have been seen or not.
    assert!((1..=2).contains(&count("app-down")), "{warnings:?}");
}

#[test]
fn an_app_that_closes_before_it_answers_is_a_502() {
    let app = App::serving(|_, _| false);
    let listener = listen(&app.at(""));
    let answer = post(listener.port, HANG);
    assert_eq!(reason(&answer), "closed-early");
    assert!(explanation(&answer).contains("closed the connection before it answered"));
}

#[test]
fn an_answer_that_breaks_off_breaks_off_for_the_sender_too() {
    for head in ["Content-Length: 100", "Transfer-Encoding: chunked"] {
        let app = App::serving(move |_, wire| {
            wire.send(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n5\r\nhello\r\n"));
            false
        });
        let listener = listen(&app.at(""));
        let answer = post(listener.port, HANG);
        assert!(answer.broken_off, "{answer:?}");
        let event = listener.event();
        assert_eq!(event["outcome"], "truncated");
        assert!(
            event["response"]["body"]
                .as_str()
                .expect("a body")
                .contains("hello")
        );
    }
}

/// What is told about an app that says this instead of an answer.
fn explained(said: &'static [u8]) -> String {
    let app = App::raw(move |mut wire| {
        if wire.read_head().is_some() {
            wire.send(said);
            wire.read_to_end();
        }
    });
    let listener = listen(&app.at(""));
    let answer = post(listener.port, HANG);
    assert_eq!(reason(&answer), "not-http");
    explanation(&answer)
}

#[test]
fn an_app_that_does_not_speak_http_is_a_502() {
    let said = explained(b"220 mail.example.com ESMTP\r\n\r\n");
    assert!(said.contains("did not answer with HTTP"), "{said}");
    for wrong in [
        &b"HTTP/1.1 what\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    ] {
        let said = explained(wrong);
        assert!(said.contains("did not answer with HTTP"), "{said}");
        // That is said only of an app that answers with TLS.
        assert!(!said.contains("https?"), "{said}");
    }
}

#[test]
fn an_app_that_speaks_something_else_is_not_taken_for_tls() {
    for other in [
        &b"220 mail.example.com ESMTP\r\n\r\n"[..],
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"hello\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"\0\0\0\x04\r\n\r\n",
    ] {
        let said = explained(other);
        assert!(!said.contains("https?"), "{said}");
    }
}

#[test]
fn a_host_that_nobody_knows_is_a_502() {
    let listener = listen("no-such-host.invalid:3000");
    let answer = post(listener.port, HANG);
    assert_eq!(reason(&answer), "unknown-host");
    assert!(explanation(&answer).contains("no-such-host.invalid:3000"));
}

#[test]
fn a_self_signed_app_is_refused_with_the_hint_and_accepted_with_the_flag() {
    let app = App::with_tls();
    let target = format!("https://localhost:{}", app.port());
    let refusing = listen(&target);
    let answer = post(refusing.port, HANG);
    assert_eq!(reason(&answer), "tls");
    assert!(
        explanation(&answer).contains("--skip-verify"),
        "{}",
        explanation(&answer)
    );
    assert_eq!(app.count(), 0);
    for target in [target, format!("https://127.0.0.1:{}/x", app.port())] {
        let accepting = Sandbox::new().listen(&["-f", &target, "--skip-verify"]);
        let answer = post(accepting.port, HANG);
        assert_eq!((answer.status(), answer.text()), (200, "{}"));
    }
    assert_eq!(app.requests(2)[0].body, HANG.as_bytes());
}

#[test]
fn http_and_https_mixed_up_is_said() {
    let tls = App::with_tls();
    let listener = listen(&tls.at(""));
    let answer = post(listener.port, HANG);
    assert_eq!(reason(&answer), "not-http");
    assert!(explanation(&answer).contains("does it expect https?"));

    let plain = App::raw(|mut wire| {
        wire.read_until("\u{1}");
        wire.try_send("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let listener = listen(&format!("https://{}", plain.at("")));
    let answer = post(listener.port, HANG);
    assert_eq!(reason(&answer), "tls");
    assert!(explanation(&answer).contains("does it speak plain http?"));
}

#[test]
fn a_sender_that_leaves_does_not_stop_its_event() {
    let (app, gate) = App::waiting();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let mut wire = crate::sandbox::Wire::connect(listener.port);
    wire.send(format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{HANG}",
        HANG.len()
    ));
    app.request();
    wire.close();
    gate.open();
    let event = listener.event();
    assert_eq!(event["outcome"], "sender-gone");
    assert_eq!(event["response"]["status"], 200);
    assert_eq!(event["response"]["body"], "{}");
    listener.stop();
    let recorded = sandbox.json(&["inspect"]).remove(0);
    assert_eq!(recorded["id"], event["id"]);
    assert_eq!(recorded["response"], event["response"]);
}

#[test]
fn an_app_over_the_deadline_is_waited_for() {
    // Not to wait for something: this is an app that takes longer than it may.
    let app = App::answering(|_| {
        std::thread::sleep(std::time::Duration::from_millis(1_010));
        Answer::json("{}")
    });
    let listener = listen(&app.at(""));
    assert_eq!(post(listener.port, asks_within("1")).status(), 200);
    let event = listener.event();
    assert_eq!(event["deadline_ms"], 1_000);
    assert_eq!(event["outcome"], "answered");
    assert!(
        event["latency_ms"].as_f64().expect("a number") > 1_000.0,
        "{event}"
    );
    let summary = listener.stop_json().pop().expect("a summary");
    assert_eq!(summary["over_deadline"], 1);
}

/// A message whose server waits so many seconds.
fn asks_within(seconds: &str) -> String {
    let server = format!(r#"{{"url":"https://example.com","timeoutSeconds":{seconds}}}"#);
    format!(r#"{{"message":{{"type":"tool-calls","assistant":{{"server":{server}}}}}}}"#)
}

#[test]
fn an_app_over_the_deadline_is_cut_off_when_that_is_enforced() {
    let (app, gate) = App::waiting();
    let target = app.at("");
    let listener = Sandbox::new().listen(&["-f", &target, "--deadline", "enforce"]);
    let answer = post(listener.port, asks_within("1"));
    assert_eq!(answer.status(), 504);
    assert_eq!(answer.json()["reason"], "deadline");
    let said = "no answer within 1 s: Vapi would have given up";
    assert_eq!(explanation(&answer), said);
    assert_eq!(listener.event()["outcome"], "deadline");
    gate.open();
}

#[test]
fn an_answer_under_way_is_cut_off_too_when_the_deadline_is_enforced() {
    let gate = Gate::new();
    let app = App::serving({
        let gate = gate.clone();
        move |_, wire| {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
            gate.wait();
            false
        }
    });
    let target = app.at("");
    let listener = Sandbox::new().listen(&["-f", &target, "--deadline", "enforce"]);
    let answer = post(listener.port, asks_within("1"));
    assert!(answer.broken_off);
    assert_eq!(answer.body, b"half");
    assert_eq!(listener.event()["outcome"], "deadline");
    gate.open();
}

#[test]
fn the_deadline_of_an_event_is_the_one_that_vapi_keeps() {
    let app = App::new();
    let listener = listen(&app.at(""));
    let assistant_request = r#"{"message":{"type":"assistant-request",
        "phoneNumber":{"server":{"url":"https://example.com","timeoutSeconds":60}}}}"#;
    for body in [assistant_request, &asks_within("45"), HANG, "{}"] {
        post(listener.port, body);
    }
    let deadlines: Vec<u64> = listener
        .events(4)
        .iter()
        .map(|event| event["deadline_ms"].as_u64().expect("a number"))
        .collect();
    assert_eq!(deadlines, [7_500, 45_000, 20_000, 20_000]);
}

#[test]
fn a_sender_that_leaves_in_the_middle_of_a_body_is_recorded_and_not_forwarded() {
    let app = App::new();
    let listener = listen(&app.at(""));
    let mut wire = crate::sandbox::Wire::connect(listener.port);
    wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
    wire.close();
    let event = listener.event();
    assert_eq!(event["outcome"], "bad-request");
    assert_eq!(event["response"]["status"], 400);
    assert_eq!(app.count(), 0);
}
