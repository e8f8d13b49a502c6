//! Apps as people write them, with Flask and with Express (the handlers of Vapi's published
//! skill): what they answer through the relay is what they answer directly.
//!
//! These need the frameworks. `VAPIHOOK_TEST_APPS` names a folder with `python/` (for
//! `PYTHONPATH`) and `node/node_modules`; without it these tests pass with a note, with it they
//! fail when an app cannot be started.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::sandbox::{Message, Process, Sandbox, free_port, send};

const FLASK: &str = include_str!("apps/flask.py");
const EXPRESS: &str = include_str!("apps/express.mjs");

#[test]
fn a_flask_app_answers_through_the_relay_as_it_does_directly() {
    let Some(folder) = folder() else { return };
    let sandbox = Sandbox::new();
    let mut python = Command::new("python3");
    python
        .arg(sandbox.file("app.py", FLASK))
        .env("PYTHONPATH", folder.join("python"));
    compare(&sandbox, python);
}

#[test]
fn an_express_app_answers_through_the_relay_as_it_does_directly() {
    let Some(folder) = folder() else { return };
    let sandbox = Sandbox::new();
    let modules = folder.join("node/node_modules");
    std::os::unix::fs::symlink(modules, sandbox.path("node_modules")).expect("a link");
    let mut node = Command::new("node");
    node.arg(sandbox.file("app.mjs", EXPRESS));
    compare(&sandbox, node);
}

/// Where the frameworks are.
#[expect(clippy::print_stderr, reason = "a test that did nothing says so")]
pub fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("VAPIHOOK_TEST_APPS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("note: not run, VAPIHOOK_TEST_APPS is not set");
    }
    folder
}

/// Asks the app directly and through the relay, with every sample of the catalog.
fn compare(sandbox: &Sandbox, mut app: Command) {
    let port = free_port();
    app.env("PORT", port.to_string())
        .current_dir(sandbox.path(""));
    let app = Process::start(app);
    app.stdout()
        .wait_for("listening", |text| text.contains("listening").then_some(()));
    let listener = sandbox.listen(&["-f", &format!("{port}/vapi/webhook")]);
    let json = [("Content-Type", "application/json")];
    let ask_both = |what: &str, body: &[u8]| {
        let direct = send(port, "POST", "/vapi/webhook", &json, body);
        let relayed = send(listener.port, "POST", "/", &json, body);
        assert_eq!(comparable(&relayed), comparable(&direct), "{what}");
        relayed.status()
    };
    let samples = samples();
    for (name, body) in &samples {
        let status = ask_both(name, body);
        // The handlers want each tool call's `name` beside its `id`, where not every payload
        // has it.
        assert!(status == 200 || name == "tool-calls", "{name}: {status}");
    }
    assert_eq!(ask_both("tool-calls", TOOL_CALLS.as_bytes()), 200);
    assert!(ask_both("what is not JSON", b"{not json") >= 400);
    let printed = listener.stop_json();
    let events = printed.iter().filter(|object| object["type"] == "event");
    let outcomes: Vec<&Value> = events.map(|event| &event["outcome"]).collect();
    assert_eq!(outcomes, vec!["answered"; samples.len() + 2]);
}

/// Tool calls as the published handlers read them.
const TOOL_CALLS: &str = r#"{"message":{"type":"tool-calls","toolCallList":[
    {"id":"call_1","name":"book","arguments":{"day":"Tuesday \u2713 é"}}]}}"#;

/// Status, headers and body, without what belongs to one connection or to the moment.
fn comparable(answer: &Message) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let of_the_connection = ["date", "connection", "keep-alive", "transfer-encoding"];
    let mut headers: Vec<(String, String)> = answer
        .headers
        .0
        .iter()
        .filter(|(name, _)| !of_the_connection.contains(&&*name.to_ascii_lowercase()))
        .map(|(name, value)| (name.clone(), String::from_utf8_lossy(value).into_owned()))
        .collect();
    headers.sort();
    (answer.status(), headers, answer.body.clone())
}

/// The catalog's samples by name.
fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/event/samples");
    let mut samples: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("the samples")
        .map(|entry| {
            let path = entry.expect("a sample").path();
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read(path).expect("a sample"))
        })
        .collect();
    samples.sort();
    assert!(samples.len() > 20, "{} samples", samples.len());
    samples
}
