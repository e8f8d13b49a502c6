//! What the relay refuses, so that it stays up: bodies too large, events too many, senders too
//! slow, and command lines that cannot work.

use std::net::TcpListener;

use serde_json::json;

use crate::sandbox::{App, Client, Listener, Sandbox, Wire, free_port, post};

const POST: &str = "POST / HTTP/1.1\r\nHost: x\r\n";

/// A listener with these flags, and its app.
fn listen(flags: &[&str]) -> (App, Listener) {
    let app = App::new();
    let target = app.at("");
    let listener = Sandbox::new().listen(&[&["-f", &*target], flags].concat());
    (app, listener)
}

#[test]
fn a_body_over_the_limit_is_a_413() {
    let (app, listener) = listen(&["--max-body", "1KB"]);
    assert_eq!(post(listener.port, vec![b'x'; 1_000]).status(), 200);
    for send in [
        format!("{POST}Content-Length: 1001\r\n\r\n"),
        format!("{POST}Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n"),
        format!(
            "{POST}Transfer-Encoding: chunked\r\n\r\n3e9\r\n{}\r\n",
            "x".repeat(1_001)
        ),
    ] {
        let mut wire = Wire::connect(listener.port);
        wire.send(send);
        let answer = wire.read_answer("POST");
        assert_eq!(answer.status(), 413);
        assert_eq!(answer.json()["reason"], "too-large");
        assert_eq!(
            answer.json()["error"],
            "the body is over 1000 bytes (--max-body)"
        );
        assert_eq!(wire.read_to_end(), b"");
    }
    let outcomes: Vec<_> = listener
        .events(4)
        .iter()
        .map(|e| e["outcome"].clone())
        .collect();
    assert_eq!(
        outcomes,
        ["answered", "too-large", "too-large", "too-large"]
    );
    assert_eq!(app.count(), 1);
}

#[test]
fn events_over_the_limit_in_flight_are_a_503() {
    let (app, gate) = App::waiting();
    let target = app.at("");
    let listener = Sandbox::new().listen(&["-f", &target, "--max-inflight", "2"]);
    let port = listener.port;
    let held: Vec<_> = (0..2)
        .map(|_| std::thread::spawn(move || post(port, "{}")))
        .collect();
    app.requests(2);
    let answer = post(port, "{}");
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers.get("retry-after").as_deref(), Some("1"));
    assert_eq!(answer.json()["reason"], "busy");
    gate.open();
    for sender in held {
        assert_eq!(sender.join().expect("a sender").status(), 200);
    }
    assert_eq!(post(port, "{}").status(), 200);
    listener.events(4);
    let summary = listener.stop_json().pop().expect("a summary");
    assert_eq!(
        (&summary["events"], &summary["failures"]),
        (&json!(4), &json!(1))
    );
}

#[test]
fn events_are_relayed_in_parallel() {
    let (app, gate) = App::waiting();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let port = listener.port;
    let senders: Vec<_> = (0..32)
        .map(|_| std::thread::spawn(move || post(port, "{}")))
        .collect();
    // All of them are with the app before it answers the first.
    app.requests(32);
    gate.open();
    for sender in senders {
        assert_eq!(sender.join().expect("a sender").status(), 200);
    }
}

#[test]
fn a_sender_that_stops_in_the_middle_is_timed_out() {
    let (app, listener) = listen(&["--sender-timeout", "1s"]);
    let mut half_a_body = Wire::connect(listener.port);
    half_a_body.send(format!("{POST}Content-Length: 10\r\n\r\nhalf"));
    let answer = half_a_body.read_answer("POST");
    assert_eq!(
        (answer.status(), &answer.json()["reason"]),
        (408, &json!("bad-request"))
    );
    assert_eq!(half_a_body.read_to_end(), b"");

    let mut half_a_head = Wire::connect(listener.port);
    half_a_head.send(POST);
    half_a_head.read_to_end();

    assert_eq!(post(listener.port, "{}").status(), 200);
    assert_eq!(app.count(), 1);
}

#[test]
fn what_is_not_http_does_not_disturb_the_listener() {
    let (app, listener) = listen(&[]);
    for junk in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GARBAGE\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let mut wire = Wire::connect(listener.port);
        wire.send(junk);
        wire.send("\r\n\r\n");
        let answer = wire.read_to_end();
        let text = String::from_utf8_lossy(&answer);
        assert!(
            answer.is_empty() || text.starts_with("HTTP/1.1 400"),
            "{text}"
        );
    }
    assert_eq!(Client::connect(listener.port).post("{}").status(), 200);
    assert_eq!(app.requests(1).pop().expect("a request").body, b"{}");
}

#[test]
fn a_port_in_use_is_said_at_once() {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = socket.local_addr().expect("an address").port();
    let output = Sandbox::new().run(&["listen", "-f", "3000", "--port", &port.to_string()]);
    let wanted = format!(
        "error: port {port} is in use\n\
         hint: stop what listens there, or take a free port with --port 0\n"
    );
    assert_eq!(
        (output.code, output.stderr, output.stdout),
        (1, wanted, String::new())
    );
}

#[test]
fn an_address_of_another_machine_is_said_at_once() {
    let args = ["listen", "-f", "3000", "--port", "0", "--bind", "192.0.2.1"];
    let output = Sandbox::new().run(&args).code(1);
    assert!(
        output
            .stderr
            .contains("192.0.2.1 is not an address of this machine"),
        "{output:?}"
    );
}

#[test]
fn a_bad_target_is_said_at_once() {
    for target in [
        "",
        "0",
        "70000",
        "localhost:abc",
        "ftp://localhost:1",
        "http://u:p@localhost:1",
    ] {
        let output = Sandbox::new().run(&["listen", "-f", target]).code(2);
        assert!(output.stderr.starts_with("error: "), "{output:?}");
        assert!(output.stderr.contains("\nhint: "), "{output:?}");
    }
    Sandbox::new().run(&["listen"]).code(2);
}

#[test]
fn bad_values_are_said_at_once() {
    for (flag, value) in [
        ("-H", "no colon"),
        ("-H", "bad name: x"),
        ("--max-body", "much"),
        ("--max-inflight", "0"),
        ("--for", "soon"),
        ("--deadline", "maybe"),
        ("--bind", "localhost!"),
        ("--port", "65536"),
        ("--output", "loud"),
    ] {
        let output = Sandbox::new()
            .run(&["listen", "-f", "3000", flag, value])
            .code(2);
        assert!(
            output.stderr.starts_with("error: "),
            "{flag} {value}: {output:?}"
        );
        assert_eq!(output.stdout, "", "{flag} {value}");
    }
}

#[test]
fn a_listener_that_forwards_to_itself_is_refused() {
    let port = free_port();
    for host in ["", "localhost:", "127.0.0.1:", "[::1]:"] {
        let target = format!("{host}{port}");
        let output = Sandbox::new().run(&["listen", "-f", &target, "--port", &port.to_string()]);
        let output = output.code(2);
        assert!(
            output.stderr.contains("is this listener itself"),
            "{output:?}"
        );
        assert!(output.stderr.contains("\nhint: "), "{output:?}");
    }
    let route = format!("hang=localhost:{port}");
    let port = port.to_string();
    let args = ["listen", "-f", "3000", "--port", &port, "--route", &route];
    Sandbox::new().run(&args).code(2);
}

#[test]
fn only_loopback_is_listened_on_unless_another_address_is_named() {
    let (_app, listener) = listen(&[]);
    assert_eq!(listener.url, format!("http://127.0.0.1:{}", listener.port));
    let printed = listener.stop_json();
    assert!(
        printed.iter().all(|object| object["type"] != "warning"),
        "{printed:?}"
    );

    let (_app, open) = listen(&["--bind", "0.0.0.0"]);
    let warning = open.warning("not-loopback");
    let said = format!(
        "0.0.0.0:{} is not loopback: whoever reaches it can",
        open.port
    );
    assert!(warning.starts_with(&said), "{warning}");
    assert_eq!(post(open.port, "{}").status(), 200);
}
