//! Nothing in a request, an answer or a file leads anywhere but where the user said.

use serde_json::json;

use crate::sandbox::{Answer, App, Sandbox, Wire, post};

#[test]
fn no_request_chooses_where_it_goes() {
    let (app, other) = (App::new(), App::new());
    let authority = other.at("");
    let elsewhere = format!("http://{authority}");
    let listener = Sandbox::new().listen(&["-f", &app.at("/base")]);
    for head in [
        format!("POST {elsewhere}/a HTTP/1.1\r\nHost: {authority}"),
        format!("POST /a HTTP/1.1\r\nHost: {authority}"),
        format!(
            "POST /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-Host: {authority}\r\nForwarded: host={authority}"
        ),
        format!(
            "POST /a HTTP/1.1\r\nHost: x\r\nX-Original-URL: {elsewhere}\r\nX-Rewrite-URL: {elsewhere}"
        ),
        format!("POST //{authority}/a HTTP/1.1\r\nHost: x"),
        format!("POST /@{authority}/a HTTP/1.1\r\nHost: x"),
        "POST /../../a HTTP/1.1\r\nHost: x".to_owned(),
    ] {
        let mut wire = Wire::connect(listener.port);
        wire.send(format!("{head}\r\nContent-Length: 2\r\n\r\n{{}}"));
        let answer = wire.read_answer("POST");
        assert_eq!(answer.status(), 200, "{head}: {answer:?}");
    }
    assert_eq!(other.count(), 0);
    for request in app.requests(7) {
        assert!(request.uri.starts_with("/base/"), "{}", request.uri);
        let host = request.headers.get("host").expect("a host");
        assert!(app.at("").ends_with(&host), "{host}");
    }
}

#[test]
fn no_answer_of_an_app_is_followed() {
    let other = App::new();
    let elsewhere = format!("http://{}", other.at("/stolen"));
    let app = App::answering(move |_| Answer::new(307).header("Location", &elsewhere).body("{}"));
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    assert_eq!(post(listener.port, "{}").status(), 307);
    let id = listener.event()["id"].as_str().expect("an id").to_owned();
    listener.stop();
    for args in [
        &["replay", &*id, "--to", &app.at("")][..],
        &["trigger", "status-update", "--to", &app.at("")],
    ] {
        sandbox.run(args);
    }
    assert_eq!((app.count(), other.count()), (3, 0));
}

/// A line of a record in which somebody wrote what HTTP does not allow.
fn forged(path: &str, name: &str, value: &str) -> String {
    let request = json!({"method": "POST", "path": path, "headers": {"x-fine": "1", (name): value},
                         "body": "{}"});
    let line = json!({"v": 1, "type": "event", "id": "01h9kzzzzzzzz", "event_type": null,
                      "request": request, "response": null});
    line.to_string() + "\n"
}

#[test]
fn a_file_injects_no_header_and_no_second_request() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let split = "a\r\nX-Injected: 1\r\n\r\nPOST /injected HTTP/1.1\r\nHost: x";
    for (path, name, value) in [
        ("/", "x-evil", split),
        ("/", split, "a"),
        (&*format!("/{split}"), "x-evil", "a"),
        ("/ HTTP/1.1\r\nX-Injected: 1", "x-evil", "a"),
    ] {
        let file = sandbox.file("forged.ndjson", forged(path, name, value));
        let output = sandbox.run(&[
            "replay",
            file.to_str().expect("a path"),
            "--to",
            &app.at(""),
        ]);
        assert_ne!(output.code, 101, "{output:?}");
    }
    sandbox.run(&["replay", "forged.ndjson", "--to", &app.at("")]);
    for flag in [
        &["-H", "X-A: a\r\nX-Injected: 1"][..],
        &["-H", "X-A\r\nX-Injected: 1: a"],
    ] {
        let to = app.at("");
        for command in [
            &["trigger", "hang", "--to", &*to][..],
            &["listen", "-f", &to, "--for", "1ms", "-p", "0"],
        ] {
            let output = sandbox.run(&[command, flag].concat()).code(2);
            assert!(!output.stderr.contains('\r'), "{output:?}");
        }
    }
    for request in app.requests(app.count()) {
        assert_ne!(request.uri, "/injected");
        assert_eq!(request.headers.get("x-injected"), None, "{request:?}");
    }
}

#[test]
fn a_body_that_is_packed_is_not_unpacked() {
    // What 10 MB of zeros are, and what says so: a bomb is relayed and told by its size.
    let packed: Vec<u8> = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0xff; 64]].concat();
    let app = App::answering(|request| {
        Answer::new(200)
            .header("Content-Encoding", "gzip")
            .body(request.body.clone())
    });
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let headers = [
        ("Content-Encoding", "gzip"),
        ("Content-Type", "application/json"),
    ];
    let answer = crate::sandbox::send(listener.port, "POST", "/", &headers, &packed);
    assert_eq!(answer.body, packed);
    assert_eq!(app.requests(1)[0].body, packed);
    let event = listener.event();
    assert_eq!(event["request"]["encoding"], "base64");
    listener.stop();
    let id = event["id"].as_str().expect("an id");
    let shown = sandbox.run(&["inspect", id, "--view", "headers"]).code(0);
    assert!(
        shown.stdout.contains("74 bytes that are not text"),
        "{shown:?}"
    );
}
