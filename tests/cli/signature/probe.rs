//! `probe`: what an app accepts that it should not.

use serde_json::Value;

use super::{run, sandbox};
use crate::sandbox::{Answer, App, free_port};

fn told(output: &crate::sandbox::Output) -> Vec<(String, String)> {
    output
        .stdout
        .lines()
        .map(|line| {
            let object: Value = serde_json::from_str(line).expect("JSON");
            let text = |name: &str| object[name].as_str().expect("a text").to_owned();
            (text("case"), text("did"))
        })
        .collect()
}

#[test]
fn an_app_that_takes_everything_is_told_of() {
    let sandbox = sandbox();
    let app = App::new();
    let output = run(
        &sandbox,
        &["probe", &app.at("/vapi"), "--auth", "prod", "--json"],
    )
    .code(3);
    let accepted: Vec<String> = told(&output)
        .into_iter()
        .filter(|(_, did)| did == "accepted")
        .map(|(case, _)| case)
        .collect();
    let wanted = [
        "unsigned",
        "wrong-secret",
        "empty-signature",
        "tampered",
        "tampered-end",
        "stale",
        "future",
    ];
    assert_eq!(accepted, wanted);
    let text = run(&sandbox, &["probe", &app.at("/vapi"), "--auth", "prod"]).code(3);
    assert!(
        text.stdout.contains("accepted 7 that it should not have"),
        "{text:?}"
    );
    assert!(
        text.stdout.contains("compare the timestamp with the clock"),
        "{text:?}"
    );
}

#[test]
fn an_app_that_compares_the_secret_passes() {
    let sandbox = sandbox();
    let app = App::answering(|request| {
        let secret = request.headers.get("x-vapi-secret");
        let right = secret.as_deref() == Some("local-hush");
        Answer::new(if right { 200 } else { 401 }).body("{}")
    });
    let output = run(&sandbox, &["probe", &app.at(""), "--auth", "local"]).code(0);
    assert!(
        output.stdout.contains("the app did as it should"),
        "{output:?}"
    );
    let refused = App::answering(|_| Answer::new(403).body("{}"));
    let output = run(&sandbox, &["probe", &refused.at(""), "--auth", "local"]).code(3);
    assert!(
        output.stdout.contains("the app refused what is right"),
        "{output:?}"
    );
    let broken = App::answering(|_| Answer::new(500).body("{}"));
    run(&sandbox, &["probe", &broken.at(""), "--auth", "local"]).code(3);
    run(
        &sandbox,
        &["probe", &free_port().to_string(), "--auth", "local"],
    )
    .code(6);
}

#[test]
fn an_app_that_hangs_is_not_waited_for() {
    let sandbox = sandbox();
    let (app, gate) = App::waiting();
    let output = run(&sandbox, &["probe", &app.at(""), "--auth", "prod"]).code(3);
    assert!(output.stdout.contains("no answer"), "{output:?}");
    assert!(
        output
            .stdout
            .ends_with("the app does not answer what is right: the rest was not sent\n"),
        "{output:?}"
    );
    assert_eq!(app.count(), 1);
    gate.open();
}
