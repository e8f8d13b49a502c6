//! What passes through: every byte of a request to the app, every byte of its answer back.

use crate::sandbox::{Answer, App, Client, Sandbox, Wire, get, post, send};

/// Bodies that somebody's code would like to tidy up.
fn strange_bodies() -> Vec<Vec<u8>> {
    let big = format!(
        r#"{{"message":{{"type":"hang","pad":"{}"}}}}"#,
        "é".repeat(500_000)
    );
    vec![
        b"{\"message\":{\"type\":\"hang\"}}".to_vec(),
        b"  {\n\t\"message\" : { \"type\":\"hang\" ,\"n\":1.50,\"n\":2e1 } }\r\n\r\n".to_vec(),
        b"{\"message\":{\"type\":\"hang\",\"s\":\"\\u00e9\\/\"}}".to_vec(),
        b"\xef\xbb\xbf{\"message\":{\"type\":\"hang\"}}".to_vec(),
        b"{\"message\":{\"type\":\"hang\"".to_vec(),
        (0..=255).collect(),
        b"\r\n".to_vec(),
        Vec::new(),
        big.into_bytes(),
    ]
}

#[test]
fn every_body_reaches_the_app_byte_for_byte() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut sender = Client::connect(listener.port);
    for (at, body) in strange_bodies().into_iter().enumerate() {
        assert_eq!(sender.post(&body).status(), 200);
        assert_eq!(app.requests(at + 1)[at].body, body, "body {at}");
    }
}

#[test]
fn a_chunked_body_reaches_the_app_whole() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut wire = Wire::connect(listener.port);
    wire.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    wire.send("3\r\n{\"a\r\n");
    wire.send("4\r\n\":1}\r\n0\r\n\r\n");
    assert_eq!(wire.read_answer("POST").status(), 200);
    let request = app.request();
    assert_eq!(request.body, b"{\"a\":1}");
    assert_eq!(request.headers.get("transfer-encoding"), None);
}

#[test]
fn every_answer_reaches_the_sender_byte_for_byte() {
    // The app answers what it is asked.
    let app = App::answering(|request| Answer::new(200).body(request.body.clone()));
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut sender = Client::connect(listener.port);
    for body in strange_bodies() {
        assert_eq!(sender.post(&body).body, body);
    }
}

#[test]
fn an_answer_has_the_headers_of_the_app_and_no_others() {
    let app = App::serving(|_, wire| {
        wire.try_send(
            "HTTP/1.1 418 I'm a teapot\r\nSet-Cookie: a=1\r\nX-CaSe: Kept\r\nSet-Cookie: b=2\r\n\
             X-Empty:\r\nx-raw: \u{e9}\r\nContent-Length: 2\r\n\r\nhi",
        )
    });
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let answer = post(listener.port, "{}");
    assert_eq!(answer.status(), 418);
    assert_eq!(answer.headers.all("set-cookie"), ["a=1", "b=2"]);
    assert_eq!(answer.headers.all("x-raw"), ["\u{e9}"]);
    let mut names = answer.headers.names();
    names.sort_unstable();
    // In particular no Date and no Content-Type of our own.
    let wanted = [
        "Content-Length",
        "Set-Cookie",
        "Set-Cookie",
        "X-CaSe",
        "X-Empty",
        "x-raw",
    ];
    assert_eq!(names, wanted);
}

#[test]
fn a_request_keeps_its_headers_in_their_case() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let sent = [
        ("X-Vapi-Secret", "s3cret"),
        ("authorization", "Bearer abc"),
        ("X-Twice", "1"),
        ("X-Twice", "2"),
        ("COOKIE", "a=1; b=2"),
    ];
    send(listener.port, "POST", "/", &sent, "{}");
    let request = app.request();
    for (name, _) in sent {
        assert!(
            request.headers.names().contains(&name),
            "{name}: {request:?}"
        );
    }
    assert_eq!(request.headers.all("x-twice"), ["1", "2"]);
    assert_eq!(
        request.headers.get("x-vapi-secret").as_deref(),
        Some("s3cret")
    );
    assert_eq!(
        request.headers.get("authorization").as_deref(),
        Some("Bearer abc")
    );
}

#[test]
fn headers_of_one_connection_stay_on_it_both_ways() {
    const HOP_BY_HOP: [&str; 7] = [
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Upgrade",
        "X-Named",
    ];
    let app = App::answering(|_| {
        HOP_BY_HOP
            .iter()
            .fold(Answer::json("{}"), |answer, name| answer.header(name, "x"))
            .header("Connection", "keep-alive, X-Named")
            .header("X-Stays", "1")
    });
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut sent: Vec<(&str, &str)> = HOP_BY_HOP.iter().map(|name| (*name, "x")).collect();
    sent.push(("Connection", "keep-alive, X-Named"));
    sent.push(("X-Stays", "1"));
    let answer = send(listener.port, "POST", "/", &sent, "{}");
    let request = app.request();
    for headers in [&request.headers, &answer.headers] {
        assert_eq!(headers.get("x-stays").as_deref(), Some("1"));
        for name in HOP_BY_HOP {
            assert_eq!(headers.get(name), None, "{name}");
        }
    }
}

#[test]
fn every_method_passes() {
    let app = App::answering(|request| Answer::new(200).body(request.method.clone()));
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let methods = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE",
    ];
    for (at, method) in methods.into_iter().enumerate() {
        let answer = send(listener.port, method, "/oauth/token?x=1", &[], "");
        assert_eq!(answer.status(), 200, "{method}");
        let request = app.requests(at + 1).pop().expect("a request");
        assert_eq!(
            (&*request.method, &*request.uri),
            (method, "/oauth/token?x=1")
        );
        // The answer to HEAD tells the length of a body that it does not have.
        let length = answer.headers.get("content-length");
        assert_eq!(length, Some(method.len().to_string()), "{method}");
        let body = if method == "HEAD" { "" } else { method };
        assert_eq!(answer.text(), body);
    }
    let names: Vec<String> = listener
        .events(methods.len())
        .iter()
        .map(|event| event["name"].as_str().expect("a name").to_owned())
        .collect();
    let wanted = methods.map(|method| format!("{method} /oauth/token"));
    assert_eq!(names, wanted);
}

#[test]
fn an_answer_without_a_body_stays_one() {
    for status in [204, 205, 304] {
        let app = App::answering(move |_| {
            let answer = Answer::new(status).header("ETag", "\"a\"");
            if status == 205 {
                answer.body("")
            } else {
                answer
            }
        });
        let listener = Sandbox::new().listen(&["-f", &app.at("")]);
        let mut sender = Client::connect(listener.port);
        for _ in 0..2 {
            let answer = sender.send("GET", "/", &[], b"");
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers.get("etag").as_deref(), Some("\"a\""));
            assert_eq!(answer.body, b"");
            assert_eq!(answer.headers.get("transfer-encoding"), None);
        }
    }
}

#[test]
fn a_redirect_is_passed_on_with_a_warning_and_not_followed() {
    let app = App::answering(|_| {
        Answer::new(308)
            .header("Location", "/vapi/webhook/")
            .body("moved")
    });
    let listener = Sandbox::new().listen_in_text(&["-f", &app.at("")]);
    let answer = post(listener.port, "{}");
    assert_eq!(answer.status(), 308);
    assert_eq!(
        answer.headers.get("location").as_deref(),
        Some("/vapi/webhook/")
    );
    assert_eq!(answer.text(), "moved");
    let line = listener.line("<--");
    assert!(
        line.contains("! a redirect to /vapi/webhook/, passed on and not followed"),
        "{line}"
    );
    assert_eq!(app.count(), 1);
}

#[test]
fn connections_to_the_app_are_reused() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut sender = Client::connect(listener.port);
    for _ in 0..20 {
        sender.post("{}");
    }
    assert_eq!((app.count(), app.connections()), (20, 1));
}

#[test]
fn an_app_that_closes_each_connection_gets_every_event() {
    let app = App::serving(|_, wire| {
        wire.try_send("HTTP/1.0 200 OK\r\n\r\n{}");
        false
    });
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut sender = Client::connect(listener.port);
    for _ in 0..20 {
        let answer = sender.post("{}");
        assert_eq!((answer.status(), answer.text()), (200, "{}"));
    }
    assert_eq!((app.count(), app.connections()), (20, 20));
}

#[test]
fn requests_in_one_packet_are_answered_in_order() {
    let app = App::answering(|request| Answer::new(200).body(request.uri.clone()));
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut wire = Wire::connect(listener.port);
    let requests = [0, 1, 2, 3, 4].map(|at| format!("GET /{at} HTTP/1.1\r\nHost: x\r\n\r\n"));
    wire.send(requests.concat());
    for at in 0..5 {
        assert_eq!(wire.read_answer("GET").text(), format!("/{at}"));
    }
}

#[test]
fn a_sender_with_http_1_0_is_answered() {
    let app = App::serving(|_, wire| {
        wire.try_send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
    });
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut wire = Wire::connect(listener.port);
    wire.send("GET /health HTTP/1.0\r\n\r\n");
    let answer = String::from_utf8(wire.read_to_end()).expect("text");
    assert!(answer.starts_with("HTTP/1.0 200 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\nhi"), "{answer}");
}

#[test]
fn a_health_check_is_no_event_and_passes() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at(""), "--events", "tool-calls"]);
    assert_eq!(get(listener.port, "/health").status(), 200);
    let event = listener.event();
    assert_eq!(event["event_type"], serde_json::Value::Null);
    assert_eq!(event["name"], "GET /health");
    assert_eq!(app.request().uri, "/health");
}
