//! What is refused before it is forwarded: its sender is told why, whatever it was doing.

use std::net::ToSocketAddrs;

use serde_json::json;

use crate::sandbox::{App, Listener, Message, Sandbox, Wire, free_port, post, send};

/// Sends all of a request before it reads anything, as many clients do.
fn send_whole(wire: &mut Wire, framing: &str, body: &[u8]) -> Message {
    wire.send(format!("POST / HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n"));
    wire.send(body);
    wire.read_answer("POST")
}

/// A body of so many bytes in one chunk.
fn chunked(bytes: usize) -> Vec<u8> {
    let head = format!("{bytes:x}\r\n");
    [head.as_bytes(), &vec![b'x'; bytes], b"\r\n0\r\n\r\n"].concat()
}

#[test]
fn a_sender_that_sends_all_of_a_large_body_first_hears_413() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at(""), "--max-body", "1MB"]);
    let bytes = 5_000_000;
    for (framing, body) in [
        (format!("Content-Length: {bytes}"), vec![b'x'; bytes]),
        ("Transfer-Encoding: chunked".into(), chunked(bytes)),
    ] {
        let mut wire = Wire::connect(listener.port);
        // Twice, as its connection is still good.
        for _ in 0..2 {
            let answer = send_whole(&mut wire, &framing, &body);
            assert_eq!(answer.status(), 413, "{answer:?}");
            assert_eq!(answer.json()["reason"], "too-large");
        }
        let answer = send_whole(&mut wire, "Content-Length: 2", b"{}");
        assert_eq!(answer.status(), 200, "{answer:?}");
    }
    assert_eq!(app.count(), 2);
}

#[test]
fn a_sender_that_sends_all_of_its_body_first_hears_503() {
    let (app, gate) = App::waiting();
    let target = app.at("");
    let listener = Sandbox::new().listen(&["-f", &target, "--max-inflight", "1"]);
    let port = listener.port;
    let held = std::thread::spawn(move || post(port, "{}"));
    app.request();
    let bytes = 1_000_000;
    let mut wire = Wire::connect(port);
    let framing = format!("Content-Length: {bytes}");
    for _ in 0..2 {
        let answer = send_whole(&mut wire, &framing, &vec![b'x'; bytes]);
        assert_eq!(answer.status(), 503, "{answer:?}");
        assert_eq!(answer.json()["reason"], "busy");
    }
    let mut asking = Wire::connect(port);
    let answer = send_whole(&mut asking, &format!("{framing}\r\n{EXPECT}"), b"");
    assert_eq!(answer.status(), 503, "{answer:?}");
    gate.open();
    assert_eq!(held.join().expect("a sender").status(), 200);
    assert_eq!(app.count(), 1);
}

const EXPECT: &str = "Expect: 100-continue";

#[test]
fn a_sender_that_asks_first_hears_413_and_keeps_its_body() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at(""), "--max-body", "1MB"]);
    let mut wire = Wire::connect(listener.port);
    let framing = format!("Content-Length: 5000000\r\n{EXPECT}");
    // The first answer is the last one: no `100 Continue`.
    let answer = send_whole(&mut wire, &framing, b"");
    assert_eq!(answer.status(), 413, "{answer:?}");
    assert_eq!(answer.headers.get("connection").as_deref(), Some("close"));
    assert_eq!(wire.read_to_end(), b"");
    assert_eq!(listener.event()["outcome"], "too-large");
    assert_eq!(app.count(), 0);
}

/// A name of this machine that leads to it.
fn own_name(port: u16) -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    let name = name.trim().to_owned();
    let mut addresses = (&*name, port).to_socket_addrs().ok()?;
    let is_own = |ip| std::net::TcpListener::bind((ip, 0)).is_ok();
    addresses
        .all(|address| address.is_ipv4() && is_own(address.ip()))
        .then_some(name)
}

#[test]
fn an_event_that_comes_back_goes_round_once() {
    let port = free_port();
    let own_name = own_name(port).map(|name| (name, "0.0.0.0"));
    let hosts = ["0.0.0.0", "[::ffff:127.0.0.1]"].map(|host| (host.to_owned(), "127.0.0.1"));
    for (host, bind) in hosts.into_iter().chain(own_name) {
        let sandbox = Sandbox::new();
        let (target, port) = (format!("http://{host}:{port}"), port.to_string());
        let to_itself = ["--port", &*port, "--bind", bind, "-f", &target];
        let command = sandbox.command(&[&["--json", "listen"], &to_itself[..]].concat());
        let listener = Listener::json(command, sandbox.home());
        let answer = post(listener.port, "{}");
        assert_eq!(answer.status(), 508, "{host}: {answer:?}");
        let said = answer.json()["error"].to_string();
        assert!(said.contains("--forward-to"), "{said}");
        listener.events(2);
        let printed = listener.stop_json();
        let events: Vec<_> = printed
            .iter()
            .filter(|object| object["type"] == "event")
            .map(|event| (&event["outcome"], &event["response"]["status"]))
            .collect();
        // The event that came back, then the one that was sent.
        let wanted = [("bad-request", 508), ("answered", 508)];
        let wanted = wanted.map(|(outcome, status)| (json!(outcome), json!(status)));
        let wanted = wanted.each_ref().map(|(outcome, status)| (outcome, status));
        assert_eq!(events, wanted, "{host}");
    }
}

#[test]
fn an_event_of_another_listener_is_no_loop() {
    let app = App::new();
    let inner = Sandbox::new().listen(&["-f", &app.at("")]);
    let outer = Sandbox::new().listen(&["-f", &inner.port.to_string()]);
    assert_eq!(post(outer.port, "{}").text(), "{}");
    let id = "X-Vapihook-Event-Id";
    for foreign in ["", "zzzzzzzzzzzzz", "0000000000000", "not an id"] {
        let answer = send(inner.port, "POST", "/", &[(id, foreign)], "{}");
        assert_eq!(answer.status(), 200, "{foreign}");
    }
}

#[test]
fn connect_is_refused_with_a_line() {
    let app = App::new();
    let connect = |port| {
        let mut wire = Wire::connect(port);
        wire.send("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n");
        let answer = wire.read_answer("CONNECT");
        assert_eq!(answer.status(), 405, "{answer:?}");
        assert!(answer.json()["error"].to_string().contains("CONNECT"));
    };
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    connect(listener.port);
    let event = listener.event();
    assert_eq!(event["request"]["method"], "CONNECT");
    assert_eq!(event["response"]["status"], 405);
    assert_eq!(event["outcome"], "bad-request");

    let listener = Sandbox::new().listen_in_text(&["-f", &app.at("")]);
    connect(listener.port);
    let line = listener.line("<--");
    assert!(line.contains("405") && line.contains("CONNECT"), "{line}");
    assert_eq!(app.count(), 0);
}
