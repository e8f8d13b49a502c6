//! What the relay adds: where a request goes, and the headers that tell where it came from.

use crate::sandbox::{Answer, App, Sandbox, get, post, send};

#[test]
fn path_and_query_are_joined_as_a_reverse_proxy_does() {
    for (base, asked, got) in [
        ("", "/", "/"),
        ("", "/vapi/webhook?a=1&b=%20", "/vapi/webhook?a=1&b=%20"),
        ("/vapi/webhook", "/", "/vapi/webhook"),
        ("/vapi/webhook", "/?a=1", "/vapi/webhook?a=1"),
        ("/vapi/", "/x/", "/vapi/x/"),
        (
            "/llm?k=v",
            "/chat/completions?a=1",
            "/llm/chat/completions?k=v&a=1",
        ),
        ("/a", "/b//c/%2e%2e/;d=1", "/a/b//c/%2e%2e/;d=1"),
        ("", "http://hooks.example.com/full?x=1", "/full?x=1"),
    ] {
        let app = App::new();
        let listener = Sandbox::new().listen(&["-f", &app.at(base)]);
        assert_eq!(get(listener.port, asked).status(), 200, "{base} {asked}");
        assert_eq!(app.request().uri, got, "{base} {asked}");
    }
}

#[test]
fn a_fixed_path_gets_everything() {
    let app = App::new();
    let target = app.at("/vapi/webhook?k=v");
    let listener = Sandbox::new().listen(&["-f", &target, "--fixed-path"]);
    for asked in ["/", "/other?a=1"] {
        get(listener.port, asked);
    }
    let uris: Vec<String> = app.requests(2).into_iter().map(|seen| seen.uri).collect();
    assert_eq!(uris, ["/vapi/webhook?k=v", "/vapi/webhook?k=v"]);
}

#[test]
fn every_form_of_a_target_reaches_the_app() {
    let app = App::new();
    let port = app.port();
    let forms = [
        format!("{port}"),
        format!("{port}/hook"),
        format!(":{port}/hook"),
        format!("localhost:{port}/hook"),
        format!("LOCALHOST:{port}/hook"),
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{port}/hook"),
    ];
    for (at, form) in forms.iter().enumerate() {
        let listener = Sandbox::new().listen(&["-f", form]);
        assert_eq!(post(listener.port, "{}").status(), 200, "{form}");
        let wanted = if form.contains("hook") { "/hook" } else { "/" };
        assert_eq!(app.requests(at + 1)[at].uri, wanted, "{form}");
    }
}

#[test]
fn localhost_finds_an_app_that_listens_on_ipv6_only() {
    // A machine without IPv6 has no such app.
    let Ok(socket) = std::net::TcpListener::bind("[::1]:0") else {
        return;
    };
    let app = App::serving_on(socket, |_, wire| {
        wire.try_send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    });
    let listener = Sandbox::new().listen(&["-f", &app.port().to_string()]);
    assert_eq!(post(listener.port, "{}").status(), 200);
}

#[test]
fn the_app_is_told_who_asked_and_for_what() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let answer = post(listener.port, r#"{"message":{"type":"hang"}}"#);
    let request = app.request();
    let header = |name: &str| request.headers.get(name);
    assert_eq!(header("x-forwarded-for").as_deref(), Some("127.0.0.1"));
    assert_eq!(header("x-forwarded-proto").as_deref(), Some("http"));
    assert_eq!(
        header("x-forwarded-host").as_deref(),
        Some("hooks.example.com")
    );
    assert_eq!(header("host"), Some(app.at("")));
    assert_eq!(listener.event()["id"], request.event_id());
    // The app's answer is the app's: nothing is added to it.
    assert_eq!(answer.headers.get("x-vapihook-event-id"), None);
}

#[test]
fn what_a_proxy_said_before_is_kept() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let sent = [
        ("X-Forwarded-For", "203.0.113.7"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "my.tunnel.example"),
        ("X-Vapihook-Event-Id", "forged"),
    ];
    send(listener.port, "POST", "/", &sent, "{}");
    let request = app.request();
    let header = |name: &str| request.headers.get(name).expect("a header");
    assert_eq!(header("x-forwarded-for"), "203.0.113.7, 127.0.0.1");
    assert_eq!(header("x-forwarded-proto"), "https");
    assert_eq!(header("x-forwarded-host"), "my.tunnel.example");
    assert_ne!(request.event_id(), "forged");
}

#[test]
fn a_header_option_adds_or_replaces() {
    let app = App::new();
    let headers = ["Host: app.test", "X-New:  a: b ", "x-vapi-secret: mine"];
    let flags = headers.map(|header| ["-H", header]);
    let target = app.at("");
    let args = [&["-f", &*target][..], flags.as_flattened()].concat();
    let listener = Sandbox::new().listen(&args);
    let sent = [("X-Vapi-Secret", "theirs"), ("X-Vapi-Secret", "again")];
    send(listener.port, "POST", "/", &sent, "{}");
    let request = app.request();
    let header = |name: &str| request.headers.get(name).expect("a header");
    assert_eq!(header("host"), "app.test");
    assert_eq!(header("x-new"), "a: b");
    assert_eq!(header("x-vapi-secret"), "mine");
    assert_eq!(header("x-forwarded-host"), "hooks.example.com");
}

#[test]
fn a_custom_llm_request_passes_and_is_named() {
    let app = App::answering(|_| Answer::json(r#"{"choices":[]}"#));
    let listener = Sandbox::new().listen(&["-f", &app.at("/llm"), "--exclude", "*"]);
    let body = r#"{"model":"gpt-4o","messages":[],"stream":false}"#;
    let answer = send(listener.port, "POST", "/chat/completions", &[], body);
    assert_eq!(answer.text(), r#"{"choices":[]}"#);
    let event = listener.event();
    assert_eq!(event["name"], "custom-llm");
    assert_eq!(event["dialect"], "custom-llm");
    assert_eq!(event["event_type"], serde_json::Value::Null);
    assert_eq!(app.request().uri, "/llm/chat/completions");
}

#[test]
fn an_oauth_form_passes() {
    let app = App::answering(|_| Answer::json(r#"{"access_token":"t"}"#));
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = send(
        listener.port,
        "POST",
        "/token",
        &kind,
        "grant_type=client_credentials",
    );
    assert_eq!(answer.text(), r#"{"access_token":"t"}"#);
    assert_eq!(app.request().body, b"grant_type=client_credentials");
    assert_eq!(listener.event()["name"], "POST /token");
}
