//! The sender is at fault.

use std::time::Duration;

use super::{HANG, Run, headers, outcomes, send_event};
use crate::sandbox::{App, PATIENCE, Wire, post};

const POST: &str = "POST / HTTP/1.1\r\nHost: x\r\n";

/// Another sender is served as if nothing had happened.
fn serves(run: &Run) {
    assert_eq!(post(run.port(), HANG).status(), 200);
}

#[test]
fn one_that_leaves_before_its_body_is_recorded_and_not_forwarded() {
    let app = App::new();
    let run = Run::of(&app);
    // Not a byte: no event.
    Wire::connect(run.port()).close();
    let mut wire = Wire::connect(run.port());
    wire.send(format!("{POST}Content-Length: 27\r\n\r\n"));
    wire.close();
    run.listener.event();
    serves(&run);
    assert_eq!(app.count(), 1);
    assert_eq!(outcomes(&run.events()), ["bad-request 400", "answered 200"]);
}

#[test]
fn a_head_that_drips_is_given_a_time_in_all() {
    let app = App::new();
    let run = Run::with(&app, &["--sender-timeout", "1s"]);
    let mut wire = Wire::connect(run.port());
    let until = std::time::Instant::now() + PATIENCE;
    // A byte at a time, never a pause as long as the limit.
    while wire.try_send("a") {
        assert!(std::time::Instant::now() < until, "it may drip for ever");
        // Not to wait for something: this is a sender that takes its time.
        std::thread::sleep(Duration::from_millis(20));
    }
    serves(&run);
    assert_eq!(outcomes(&run.events()), ["answered 200"]);
}

#[test]
fn events_in_one_packet_are_each_answered_and_recorded() {
    let app = App::new();
    let run = Run::of(&app);
    let mut wire = Wire::connect(run.port());
    let request = format!("{POST}Content-Length: {}\r\n\r\n{HANG}", HANG.len());
    wire.send(request.repeat(20));
    for _ in 0..20 {
        assert_eq!(wire.read_answer("POST").text(), "{}");
    }
    assert_eq!(outcomes(&run.events()), vec!["answered 200"; 20]);
}

#[test]
fn a_length_that_is_too_short_makes_no_second_event_of_the_rest() {
    let app = App::new();
    let run = Run::of(&app);
    let mut wire = Wire::connect(run.port());
    wire.send(format!(
        "{POST}Content-Length: 2\r\n\r\n{{}} and more\r\n\r\n"
    ));
    assert_eq!(wire.read_answer("POST").text(), "{}");
    let rest = String::from_utf8_lossy(&wire.read_to_end()).into_owned();
    assert!(rest.starts_with("HTTP/1.1 400"), "{rest}");
    assert_eq!(app.requests(1).remove(0).body, b"{}");
    serves(&run);
    assert_eq!(outcomes(&run.events()), ["answered 200"; 2]);
}

#[test]
fn a_smuggling_pair_is_one_request_for_everybody() {
    // What a server that goes by the length would take for a second request, and the other way.
    let by_length = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    for (head, body) in [
        (
            format!(
                "Content-Length: {}\r\nTransfer-Encoding: chunked",
                by_length.len()
            ),
            by_length.to_owned(),
        ),
        (
            format!(
                "Transfer-Encoding: chunked\r\nContent-Length: {}",
                by_length.len()
            ),
            by_length.to_owned(),
        ),
        (
            "Content-Length: 3\r\nTransfer-Encoding: chunked".to_owned(),
            format!("{:x}\r\n{HANG}\r\n0\r\n\r\n", HANG.len()),
        ),
        (
            "Content-Length: 500\r\nTransfer-Encoding: chunked".to_owned(),
            format!("{:x}\r\n{HANG}\r\n0\r\n\r\n", HANG.len()),
        ),
    ] {
        let app = App::new();
        let run = Run::of(&app);
        let mut wire = Wire::connect(run.port());
        wire.send(format!("{POST}{head}\r\n\r\n{body}"));
        // The chunks count, the length does not; and the connection carries no more requests.
        assert_eq!(wire.read_answer("POST").status(), 200, "{head}");
        assert_eq!(wire.read_to_end(), b"", "{head}");
        let got = app.requests(1);
        let wanted: &[u8] = if body == by_length {
            b""
        } else {
            HANG.as_bytes()
        };
        assert_eq!(got[0].body, wanted, "{head}");
        let length = got[0].headers.get("content-length");
        assert_eq!(
            length.map_or(0, |length| length.parse().expect("a length")),
            wanted.len()
        );
        assert_eq!(got[0].headers.get("transfer-encoding"), None);
        serves(&run);
        assert_eq!(app.requests(2).len(), 2, "{head}");
        assert_eq!(outcomes(&run.events()), ["answered 200"; 2]);
    }
}

#[test]
fn framing_that_is_unclear_is_refused() {
    for head in [
        "Content-Length: 2\r\nContent-Length: 27",
        "Content-Length: 2, 27",
        "Content-Length: +2",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding:\x0bchunked",
        "Transfer-Encoding : chunked",
    ] {
        let app = App::new();
        let run = Run::of(&app);
        let mut wire = Wire::connect(run.port());
        wire.send(format!("{POST}{head}\r\n\r\n0\r\n\r\n"));
        let answer = String::from_utf8_lossy(&wire.read_to_end()).into_owned();
        assert!(answer.starts_with("HTTP/1.1 400"), "{head}: {answer}");
        assert_eq!(app.count(), 0, "{head}");
        serves(&run);
        run.end();
    }
}

#[test]
fn an_absolute_uri_leads_nowhere_but_to_the_app() {
    let (app, other) = (App::new(), App::new());
    let run = Run::of(&app);
    let elsewhere = other.at("");
    for uri in [
        format!("http://{elsewhere}/hook?a=1"),
        format!("https://{elsewhere}/hook?a=1"),
    ] {
        let mut wire = Wire::connect(run.port());
        wire.send(format!(
            "POST {uri} HTTP/1.1\r\nHost: {elsewhere}\r\nContent-Length: 2\r\n\r\n{{}}"
        ));
        assert_eq!(wire.read_answer("POST").status(), 200);
    }
    for request in app.requests(2) {
        assert_eq!(request.uri, "/hook?a=1");
        assert_eq!(request.headers.get("host"), Some(app.at("")));
    }
    assert_eq!(other.connections(), 0);
    let events = run.events();
    assert_eq!(events[0]["request"]["path"], "/hook?a=1");
}

#[test]
fn a_request_with_90_headers_passes_whole() {
    let app = App::new();
    let run = Run::of(&app);
    let headers = headers(90);
    let mut wire = Wire::connect(run.port());
    wire.send(format!("{POST}{headers}Content-Length: 2\r\n\r\n{{}}"));
    assert_eq!(wire.read_answer("POST").status(), 200);
    let request = app.request();
    for n in 0..90 {
        assert_eq!(
            request.headers.get(&format!("x-number-{n}")),
            Some(n.to_string())
        );
    }
    assert_eq!(outcomes(&run.events()), ["answered 200"]);
}

#[test]
fn what_is_refused_before_it_is_an_event_leaves_no_trace() {
    let app = App::new();
    let run = Run::of(&app);
    let many = headers(101);
    for (request, status) in [
        (format!("{POST}{many}\r\n"), 431),
        (format!("{POST}X-It: a\0b\r\n\r\n"), 400),
        ("POST /a\0b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 400),
        ("POST /a\x01b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 400),
        ("POST /a b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 400),
        (
            format!("POST /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000)),
            414,
        ),
    ] {
        let mut wire = Wire::connect(run.port());
        wire.try_send(&request);
        let answer = wire.read_to_end();
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{status}: {answer}"
        );
    }
    serves(&run);
    assert_eq!(app.count(), 1);
    assert_eq!(outcomes(&run.events()), ["answered 200"]);
}

#[test]
fn an_upgrade_is_an_ordinary_request() {
    let app = App::new();
    let run = Run::of(&app);
    let mut wire = Wire::connect(run.port());
    wire.send(
        "GET /socket HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    assert_eq!(wire.read_answer("GET").status(), 200);
    let request = app.request();
    assert_eq!(request.headers.get("upgrade"), None);
    assert_eq!(outcomes(&run.events()), ["answered 200"]);
}

#[test]
fn one_that_leaves_in_the_middle_of_its_answer_does_not_stop_the_record() {
    let (app, gate) = App::waiting();
    let run = Run::of(&app);
    let mut wire = Wire::connect(run.port());
    send_event(&mut wire);
    app.request();
    wire.close();
    gate.open();
    run.listener.event();
    assert_eq!(outcomes(&run.events()), ["sender-gone 200"]);
}
