//! Apps that check who sends, with Express and with Flask: they accept what `sign` makes and
//! refuse the rest, and `probe` says so. See `crate::apps` for `VAPIHOOK_TEST_APPS`.

use std::process::Command;

use serde_json::Value;

use super::{BODY, SECRET, header_args, run, sandbox};
use crate::apps::folder;
use crate::sandbox::{Process, Sandbox, free_port, send};

const EXPRESS: &str = include_str!("../apps/signed.mjs");
const FLASK: &str = include_str!("../apps/signed.py");

fn serve(sandbox: &Sandbox, mut app: Command) -> (Process, u16) {
    let port = free_port();
    app.env("PORT", port.to_string())
        .env("HOOK_SECRET", SECRET)
        .current_dir(sandbox.path(""));
    let app = Process::start(app);
    app.stdout()
        .wait_for("listening", |text| text.contains("listening").then_some(()));
    (app, port)
}

/// What an app answers to a body with the headers that `sign` makes by these flags.
fn ask(sandbox: &Sandbox, port: u16, body: &str, by: &[&str]) -> (u16, Value) {
    sandbox.file("body.json", body);
    let args = [&["sign", "body.json", "--json"], by].concat();
    let signed = header_args(&run(sandbox, &args).code(0));
    let mut headers: Vec<(&str, &str)> = signed
        .iter()
        .filter_map(|arg| arg.split_once(": "))
        .collect();
    headers.push(("Content-Type", "application/json"));
    let answer = send(port, "POST", "/vapi/webhook", &headers, body);
    let object = serde_json::from_slice(&answer.body).expect("JSON");
    (answer.status(), object)
}

const PRETTY: &str = "{\n  \"message\": {\"type\": \"hang\", \"note\": \"Grüezi 🙂\"}\n}\n";

#[test]
fn an_express_app_accepts_what_is_signed() {
    let Some(folder) = folder() else { return };
    let sandbox = sandbox();
    let modules = folder.join("node/node_modules");
    std::os::unix::fs::symlink(modules, sandbox.path("node_modules")).expect("a link");
    let mut node = Command::new("node");
    node.arg(sandbox.file("app.mjs", EXPRESS));
    let (_app, port) = serve(&sandbox, node);
    let by = ["--scheme", "legacy-hmac", "--secret-env", "HOOK_SECRET"];
    assert_eq!(
        ask(&sandbox, port, BODY, &by),
        (200, serde_json::json!({"parsed": true}))
    );
    assert_eq!(
        ask(&sandbox, port, PRETTY, &by),
        (200, serde_json::json!({"parsed": false}))
    );
    let other = ["--scheme", "legacy-secret", "--secret-env", "HOOK_SECRET"];
    assert_eq!(ask(&sandbox, port, BODY, &other).0, 401);
    let target = format!("{port}/vapi/webhook");
    let probed = run(
        &sandbox,
        &[&["probe", &*target, "--json"], &by[..]].concat(),
    );
    assert!(
        !probed.stdout.contains("\"did\":\"accepted\""),
        "{probed:?}"
    );
}

#[test]
fn a_flask_app_accepts_what_is_signed() {
    let Some(folder) = folder() else { return };
    let sandbox = sandbox();
    let mut python = Command::new("python3");
    python
        .arg(sandbox.file("app.py", FLASK))
        .env("PYTHONPATH", folder.join("python"));
    let (_app, port) = serve(&sandbox, python);
    for body in [BODY, PRETTY] {
        assert_eq!(ask(&sandbox, port, body, &["--auth", "prod"]).0, 200);
    }
    let late = ["--auth", "prod", "--at", "2020-01-01T00:00:00Z"];
    assert_eq!(ask(&sandbox, port, BODY, &late).0, 401);
    let probed = run(
        &sandbox,
        &["probe", &format!("{port}/vapi/webhook"), "--auth", "prod"],
    );
    assert!(!probed.stdout.contains("ACCEPTED"), "{probed:?}");
}
