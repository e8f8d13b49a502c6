//! `listen --auth`, `--require-auth`, `--re-sign`.

use serde_json::Value;

use super::{BODY, SECRET, header_args, run, sandbox};
use crate::sandbox::{App, Listener, Sandbox, send};

fn listen(sandbox: &Sandbox, app: &App, more: &[&str]) -> Listener {
    let target = app.at("");
    let args = [&["--json", "listen", "--port", "0", "-f", &*target], more].concat();
    let mut command = sandbox.command(&args);
    command.env("HOOK_SECRET", SECRET);
    Listener::json(command, sandbox.home())
}

/// The headers of a signed body, for a sender.
fn signed(sandbox: &Sandbox) -> Vec<(String, String)> {
    sandbox.file("body.json", BODY);
    let output = run(sandbox, &["sign", "body.json", "--auth", "prod", "--json"]).code(0);
    let args = header_args(&output);
    let pairs = args.iter().filter_map(|arg| arg.split_once(": "));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn borrowed(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect()
}

fn events(printed: &[Value]) -> Vec<&Value> {
    printed
        .iter()
        .filter(|object| object["type"] == "event")
        .collect()
}

#[test]
fn each_event_carries_its_verdict_into_the_record() {
    let sandbox = sandbox();
    let app = App::new();
    let headers = signed(&sandbox);
    let listener = listen(&sandbox, &app, &["--auth", "prod"]);
    let port = listener.port;
    assert_eq!(
        send(port, "POST", "/", &borrowed(&headers), BODY).status(),
        200
    );
    assert_eq!(
        send(port, "POST", "/", &borrowed(&headers), "{}").status(),
        200
    );
    assert_eq!(send(port, "POST", "/", &[], BODY).status(), 200);
    let printed = listener.stop_json();
    let results: Vec<&Value> = events(&printed)
        .iter()
        .map(|event| &event["verdict"]["result"])
        .collect();
    assert_eq!(results, ["valid", "mismatch", "missing"]);
    assert_eq!(app.count(), 3);
    for event in events(&printed) {
        let id = event["id"].as_str().expect("an id");
        let recorded = run(&sandbox, &["inspect", id, "--json"]).code(0);
        let recorded: Value = serde_json::from_str(&recorded.stdout).expect("JSON");
        assert_eq!(recorded["verdict"], event["verdict"]);
    }
    let output = run(&sandbox, &["verify", "last:3", "--auth", "prod"]).code(3);
    assert!(
        output.stdout.contains("3 checked: 1 valid, 2 not"),
        "{output:?}"
    );
    assert!(output.stdout.contains("another-event"), "{output:?}");
}

#[test]
fn without_auth_there_is_no_verdict() {
    let sandbox = sandbox();
    let app = App::new();
    let listener = listen(&sandbox, &app, &[]);
    send(listener.port, "POST", "/", &[], BODY);
    let printed = listener.stop_json();
    assert_eq!(events(&printed)[0]["verdict"], Value::Null);
}

#[test]
fn who_is_not_who_it_should_be_does_not_reach_the_app() {
    let sandbox = sandbox();
    let app = App::new();
    let headers = signed(&sandbox);
    let listener = listen(&sandbox, &app, &["--auth", "prod", "--require-auth"]);
    let port = listener.port;
    let answer = send(port, "POST", "/", &[], BODY);
    assert_eq!(answer.status(), 401);
    let why: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(why["reason"], "unauthorized");
    assert_eq!(
        send(port, "POST", "/", &borrowed(&headers), "{}").status(),
        401
    );
    assert_eq!(app.count(), 0);
    assert_eq!(
        send(port, "POST", "/", &borrowed(&headers), BODY).status(),
        200
    );
    assert_eq!(app.count(), 1);
    let printed = listener.stop_json();
    let outcomes: Vec<&Value> = events(&printed)
        .iter()
        .map(|event| &event["outcome"])
        .collect();
    assert_eq!(outcomes, ["unauthorized", "unauthorized", "answered"]);
    let id = events(&printed)[0]["id"].as_str().expect("an id");
    let recorded = run(&sandbox, &["inspect", id, "--json"]).code(0);
    assert!(
        recorded.stdout.contains(r#""outcome":"unauthorized""#),
        "{recorded:?}"
    );
}

#[test]
fn the_app_gets_our_signature_instead() {
    let sandbox = sandbox();
    let app = App::new();
    let headers = signed(&sandbox);
    let listener = listen(&sandbox, &app, &["--auth", "prod", "--re-sign", "local"]);
    send(listener.port, "POST", "/a?b=1", &borrowed(&headers), BODY);
    let request = app.request();
    assert_eq!(
        request.headers.get("x-vapi-secret").as_deref(),
        Some("local-hush")
    );
    assert_eq!(request.headers.get("x-signature"), None);
    assert_eq!(request.headers.get("x-timestamp"), None);
    let printed = listener.stop_json();
    // The record keeps what was received.
    let event = events(&printed)[0];
    assert!(
        event["request"]["headers"]["x-signature"].is_string(),
        "{event}"
    );
    assert_eq!(event["verdict"]["result"], "valid");
    let text = serde_json::to_string(&printed).expect("JSON");
    assert!(!text.contains("local-hush"), "{text}");
}
