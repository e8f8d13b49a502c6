//! Which events go where: `--route`, `--events`, `--exclude`.

use serde_json::Value;

use crate::sandbox::{Answer, App, Sandbox, post};

/// A message of this type.
fn event(kind: &str) -> String {
    serde_json::json!({ "message": { "type": kind } }).to_string()
}

#[test]
fn a_route_sends_its_events_to_another_app() {
    let (app, tools) = (
        App::answering(|_| Answer::new(200).body("app")),
        App::answering(|_| Answer::new(200).body("tools")),
    );
    let route = format!("tool-*={}", tools.at("/tools"));
    let listener = Sandbox::new().listen(&["-f", &app.at("/hook"), "--route", &route]);
    assert_eq!(post(listener.port, event("tool-calls")).text(), "tools");
    assert_eq!(post(listener.port, event("hang")).text(), "app");
    assert_eq!(tools.request().uri, "/tools");
    assert_eq!(app.request().uri, "/hook");
    let targets: Vec<Value> = listener
        .events(2)
        .iter()
        .map(|e| e["target"].clone())
        .collect();
    let url = |app: &App, path: &str| format!("http://{}", app.at(path));
    assert_eq!(targets, [url(&tools, "/tools"), url(&app, "/hook")]);
}

#[test]
fn the_first_route_that_matches_counts() {
    let apps: Vec<App> = (0..3).map(|_| App::new()).collect();
    let target = apps[0].at("");
    let first = format!("transcript[transcriptType=\"final\"]={}", apps[1].at(""));
    let second = format!("transcript*={}", apps[2].at(""));
    let args = ["-f", &target, "--route", &first, "--route", &second];
    let listener = Sandbox::new().listen(&args);
    for kind in ["transcript[transcriptType=\"final\"]", "transcript", "hang"] {
        post(listener.port, event(kind));
    }
    let counts: Vec<usize> = apps.iter().map(App::count).collect();
    assert_eq!(counts, [1, 1, 1]);
}

#[test]
fn only_chosen_events_are_forwarded_and_the_rest_is_recorded() {
    let app = App::answering(|_| Answer::json(r#"{"from":"app"}"#));
    let sandbox = Sandbox::new();
    let target = app.at("");
    let args = [
        "-f",
        &target,
        "--events",
        "tool-*,hang",
        "--exclude",
        "hang",
    ];
    let listener = sandbox.listen(&args);
    let sent = ["tool-calls", "hang", "status-update", "tool-thing"];
    for (kind, forwarded) in sent.into_iter().zip([true, false, false, true]) {
        let answer = post(listener.port, event(kind));
        let wanted = if forwarded { r#"{"from":"app"}"# } else { "{}" };
        assert_eq!((answer.status(), answer.text()), (200, wanted), "{kind}");
    }
    let outcomes: Vec<Value> = listener
        .events(4)
        .iter()
        .map(|e| e["outcome"].clone())
        .collect();
    assert_eq!(outcomes, ["answered", "filtered", "filtered", "answered"]);
    assert_eq!(listener.events(2)[1]["target"], Value::Null);
    assert_eq!(app.count(), 2);
    listener.stop();
    let recorded = sandbox.json(&["events", "list"]);
    let kinds: Vec<&Value> = recorded.iter().rev().map(|e| &e["event_type"]).collect();
    assert_eq!(kinds, sent);
}

#[test]
fn an_unknown_type_in_a_filter_is_accepted_with_a_warning() {
    for (flag, value) in [
        ("--events", "tool-call"),
        ("--exclude", "tool-call,hang"),
        ("--until", "tool-call"),
        ("--route", "tool-call=127.0.0.1:9"),
    ] {
        let listener = Sandbox::new().listen(&["-f", "127.0.0.1:9", flag, value]);
        let warning = listener.warning("unknown-event-type");
        assert!(
            warning.contains("\"tool-call\"; did you mean tool-calls"),
            "{flag}: {warning}"
        );
    }
}

#[test]
fn a_known_type_or_pattern_is_not_warned_of() {
    let app = App::new();
    let target = app.at("");
    let args = [
        "-f",
        &target,
        "--events",
        "tool-calls,transcript*,voice.completed,*",
    ];
    let listener = Sandbox::new().listen(&args);
    let printed = listener.stop_json();
    assert!(
        printed.iter().all(|object| object["type"] != "warning"),
        "{printed:?}"
    );
}

#[test]
fn what_is_no_route_is_refused() {
    for route in ["tool-calls", "tool-calls=", "tool-calls=ftp://x"] {
        let output = Sandbox::new()
            .run(&["listen", "-f", "3000", "--route", route])
            .code(2);
        assert!(output.stderr.starts_with("error: "), "{output:?}");
        assert!(output.stderr.contains("\nhint: "), "{output:?}");
    }
}
