//! A recorded call becomes a scenario that sends the same events again.

use serde_json::Value;

use super::{message, play, right_app, types};
use crate::sandbox::{App, Sandbox, send};

/// Plays a file and gives what the app got.
fn played(sandbox: &Sandbox, file: &str) -> App {
    let app = right_app();
    play(sandbox, file, &app.at(""), &[]).code(0);
    app
}

#[test]
fn a_recorded_call_is_played_again_in_its_order() {
    for name in [
        "inbound",
        "outbound",
        "tool-heavy",
        "transfer",
        "voicemail",
        "handoff",
    ] {
        let sandbox = Sandbox::new();
        let app = right_app();
        let output = play(&sandbox, name, &app.at(""), &["--json"]).code(0);
        sandbox.file("call.ndjson", &output.stdout);
        let made = ["simulate", "--from", "call.ndjson", "-o", "again.toml"];
        let told = sandbox.run(&made).code(0);
        assert!(
            told.stderr
                .contains("play it with: vapihook simulate again.toml"),
            "{told:?}"
        );
        let again = played(&sandbox, "again.toml");
        assert_eq!(types(&again), types(&app), "{name}");
        let [first, second] = [&app, &again].map(|app| {
            let requests = app.requests(app.count());
            message(requests.last().expect("a report"))
        });
        for path in [
            "/transcript",
            "/endedReason",
            "/analysis",
            "/assistant/name",
        ] {
            assert_eq!(first.pointer(path), second.pointer(path), "{name} {path}");
        }
        assert_ne!(first["call"]["id"], second["call"]["id"]);
        let ms = |it: &Value| it["durationMs"].as_f64().expect("a time");
        assert!(
            (ms(&first) - ms(&second)).abs() < 2_000.0,
            "{first} {second}"
        );
    }
}

#[test]
fn a_scenario_of_a_recording_holds_no_secret() {
    let sandbox = Sandbox::new();
    let event = r#"{"message":{"type":"status-update","status":"in-progress","call":{"id":"c-1","type":"inboundPhoneCall"},"assistant":{"name":"A","server":{"url":"https://u.example/?k=hush","secret":"hush","timeoutSeconds":9}},"phoneNumber":{"number":"+1","twilioAuthToken":"hush"}}}"#;
    sandbox.file("one.json", event);
    let output = sandbox.run(&["simulate", "--from", "one.json"]).code(0);
    assert!(!output.stdout.contains("hush"), "{output:?}");
    assert!(output.stdout.contains("timeoutSeconds = 9"), "{output:?}");
    assert!(
        output.stdout.contains("status = \"in-progress\""),
        "{output:?}"
    );
}

#[test]
fn what_is_no_call_makes_no_scenario() {
    let sandbox = Sandbox::new();
    sandbox.file("no.json", r#"{"city":"Paris"}"#);
    let output = sandbox.run(&["simulate", "--from", "no.json"]).code(5);
    assert!(
        output.stderr.contains("holds no event of a call"),
        "{output:?}"
    );
    let of = |id: &str| format!(r#"{{"message":{{"type":"hang","call":{{"id":"{id}"}}}}}}"#);
    sandbox.file("two.ndjson", format!("{}\n{}\n", of("c-1"), of("c-2")));
    let output = sandbox.run(&["simulate", "--from", "two.ndjson"]).code(2);
    assert!(
        output.stderr.contains("hint: name one: --from call:c-1"),
        "{output:?}"
    );
}

#[test]
fn the_newest_call_of_the_record_is_made_a_scenario() {
    let app = right_app();
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let to = listener.port.to_string();
    for scenario in ["voicemail", "tool-heavy"] {
        play(&sandbox, scenario, &to, &[]).code(0);
    }
    listener.stop();
    let recorded = types(&app);
    let first = recorded.iter().position(|it| it == "end-of-call-report");
    let newest = &recorded[first.expect("a report") + 1..];
    let made = sandbox.run(&["simulate", "--from"]).code(0);
    assert!(made.stdout.starts_with("# From call "), "{made:?}");
    sandbox.file("last.toml", &made.stdout);
    assert_eq!(types(&played(&sandbox, "last.toml")), newest);
    let id = message(app.requests(app.count()).last().expect("a report"))["call"]["id"].clone();
    let call = format!("call:{}", id.as_str().expect("an id"));
    let by_id = sandbox.run(&["simulate", "--from", &call]).code(0);
    assert_eq!(by_id.stdout, made.stdout);
    // What belongs to no call is no newer call.
    let listener = sandbox.listen(&["-f", "9"]);
    send(listener.port, "GET", "/favicon.ico", &[], b"");
    listener.stop();
    for from in [&["simulate", "--from"][..], &["simulate", "--from", "last"]] {
        assert_eq!(sandbox.run(from).code(0).stdout, made.stdout);
    }
}
