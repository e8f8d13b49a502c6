//! The mistakes that people make most when they answer tool-calls, each as an app behind
//! `listen`: named in the event's own lines, with a fix that makes the check pass.
//!
//! Where the framework is the mistake, real Express and Flask apps make it; see [`crate::apps`]
//! for how those run.

use std::process::Command;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::apps::folder;
use crate::sandbox::{Answer, App, Listener, Process, Request, Sandbox, free_port, send};

/// A call of one tool, as Vapi sends it.
const EVENT: &str = r#"{"message":{"timestamp":1791304212878,"type":"tool-calls",
"toolCalls":[{"id":"call_Lk3VnQ8dZr0TtYw5","type":"function","function":{"name":"book","arguments":{"day":"Tuesday"}}}],
"toolCallList":[{"id":"call_Lk3VnQ8dZr0TtYw5","type":"function","function":{"name":"book","arguments":{"day":"Tuesday"}}}],
"toolWithToolCallList":[{"id":"5d0f2e1c-tool","type":"function","async":false,"function":{"name":"book"},
"toolCall":{"id":"call_Lk3VnQ8dZr0TtYw5","type":"function","function":{"name":"book","arguments":{"day":"Tuesday"}}}}],
"assistant":{"server":{"url":"https://example.com/vapi","timeoutSeconds":20}},
"call":{"id":"019aa141-4449-7775-8d7e-006f2a64e546","type":"webCall"}}}"#;
const GOOD: &str = r#"{"results":[{"toolCallId":"call_Lk3VnQ8dZr0TtYw5","result":"booked"}]}"#;

/// How the fix is applied.
#[derive(Clone, Copy, PartialEq)]
enum Fix {
    /// The finding has the corrected body.
    Body,
    /// What the finding says is about the code: done as it says, the answer is the good one.
    Code,
    /// The body is fine; the status, the type or the time was not.
    Same,
    /// It is the event that is otherwise: the tool's definition is mended.
    Definition,
}
use Fix::{Body, Code, Definition, Same};

struct Mistake {
    what: &'static str,
    rule: &'static str,
    answer: fn() -> Answer,
    fix: Fix,
}

/// The sixteen, most frequent first.
fn mistakes() -> [Mistake; 16] {
    let mistake = |what, rule, answer, fix| Mistake {
        what,
        rule,
        answer,
        fix,
    };
    [
        mistake(
            "results is an object",
            "VW015",
            || Answer::json(GOOD.replace(['[', ']'], "")),
            Body,
        ),
        mistake(
            "the id of the tool's definition",
            "VW021",
            || with_id("5d0f2e1c-tool"),
            Body,
        ),
        mistake("a truncated id", "VW021", || with_id("call_Lk3VnQ8d"), Body),
        mistake(
            "reads body.type, answers {}",
            "VW014",
            || Answer::json("{}"),
            Code,
        ),
        mistake(
            "reads body.toolCalls, finds none",
            "VW016",
            || Answer::json(r#"{"results":[]}"#),
            Code,
        ),
        mistake(
            "reads body.type, answers 400",
            "VW001",
            || refusal(400, r#"{"error":"unknown event type undefined"}"#),
            Code,
        ),
        mistake(
            "a schema that refuses unknown members",
            "VW064",
            || {
                refusal(
                    400,
                    r#"{"name":"ZodError","issues":[{"code":"unrecognized_keys","keys":["timestamp"]}]}"#,
                )
            },
            Code,
        ),
        mistake(
            "result is an object",
            "VW024",
            || Answer::json(GOOD.replace("\"booked\"", "{\"ok\":true}")),
            Body,
        ),
        mistake(
            "no content type",
            "VW008",
            || Answer::new(200).body(GOOD),
            Same,
        ),
        mistake(
            "an async tool whose result is wanted",
            "VW035",
            || Answer::json(GOOD),
            Definition,
        ),
        mistake("201", "VW002", || refusal(201, GOOD), Same),
        mistake("the failure as 400", "VW001", || refusal(400, GOOD), Same),
        mistake(
            "the failure as 500",
            "VW001",
            || refusal(500, "Internal Server Error"),
            Code,
        ),
        mistake(
            "later than the timeout",
            "VW012",
            || Answer::json(GOOD),
            Same,
        ),
        mistake(
            "wrapped in a framework's object",
            "VW018",
            || Answer::json(format!(r#"{{"success":true,"data":{GOOD}}}"#)),
            Body,
        ),
        mistake(
            "the object of an API gateway",
            "VW018",
            || Answer::json(json!({ "statusCode": 200, "body": GOOD }).to_string()),
            Body,
        ),
    ]
}

fn with_id(id: &str) -> Answer {
    Answer::json(GOOD.replace("call_Lk3VnQ8dZr0TtYw5", id))
}

fn refusal(status: u16, body: &str) -> Answer {
    Answer::new(status)
        .header("Content-Type", "application/json")
        .body(body)
}

/// The event that a mistake answers.
fn event(mistake: &Mistake) -> String {
    match mistake.rule {
        "VW035" => EVENT.replace("\"async\":false", "\"async\":true"),
        "VW012" => EVENT.replace("\"timeoutSeconds\":20", "\"timeoutSeconds\":1"),
        _ => EVENT.to_owned(),
    }
}

/// An app that makes the mistake whose number is the path.
fn app() -> App {
    App::answering(|request: &Request| {
        let at: usize = request
            .uri
            .trim_start_matches('/')
            .parse()
            .expect("a number");
        let mistake = &mistakes()[at];
        if mistake.rule == "VW012" {
            // Lateness is the mistake.
            thread::sleep(Duration::from_millis(1_050));
        }
        (mistake.answer)()
    })
}

fn make_all(listener: &Listener) {
    for (at, mistake) in mistakes().iter().enumerate() {
        let json = [("Content-Type", "application/json")];
        send(
            listener.port,
            "POST",
            &format!("/{at}"),
            &json,
            event(mistake).as_bytes(),
        );
    }
}

fn finding<'e>(event: &'e Value, rule: &str) -> Option<&'e Value> {
    let mut findings = event["findings"].as_array().expect("findings").iter();
    findings.find(|finding| finding["id"] == rule)
}

#[test]
fn each_mistake_is_named_with_a_fix_that_makes_the_check_pass() {
    let sandbox = Sandbox::new();
    let app = app();
    let listener = sandbox.listen(&["-f", &app.at(""), "--no-record"]);
    make_all(&listener);
    let events = listener.events(16);
    for (mistake, printed) in mistakes().iter().zip(&events) {
        let what = mistake.what;
        let found = finding(printed, mistake.rule).unwrap_or_else(|| panic!("{what}: {printed}"));
        assert!(
            found["fix"].as_str().is_some_and(|fix| !fix.is_empty()),
            "{what}"
        );
        let sent = printed["response"]["body"].as_str().expect("text");
        let fixed = match mistake.fix {
            Body => found["fix_body"].to_string(),
            Code => GOOD.to_owned(),
            Same | Definition => sent.to_owned(),
        };
        assert!(fixed.starts_with('{'), "{what}: {found}");
        let event = match mistake.fix {
            Definition => EVENT.to_owned(),
            _ => event(mistake),
        };
        sandbox.file("event.json", event);
        sandbox.file("answer.json", fixed);
        let args = [
            "check",
            "--event",
            "event.json",
            "--response",
            "answer.json",
        ];
        let passed = [&args[..], &["--strict", "--elapsed", "300ms", "--json"]].concat();
        let output = sandbox.run(&passed).code(0);
        let after: Value = serde_json::from_str(&output.stdout).expect("JSON");
        assert!(finding(&after, mistake.rule).is_none(), "{what}: {after}");
    }
}

#[test]
fn each_mistake_is_named_in_the_lines_of_its_event() {
    let app = app();
    let listener = Sandbox::new().listen_in_text(&["-f", &app.at(""), "--no-record"]);
    make_all(&listener);
    let shown = listener.stop().stdout;
    let blocks: Vec<&str> = shown.split("  -->  ").skip(1).collect();
    assert_eq!(blocks.len(), 16, "{shown}");
    for (mistake, block) in mistakes().iter().zip(blocks) {
        let named = match mistake.rule {
            // A note for those who ask; what it does stands there for everybody.
            "VW035" => block.contains("effect: book: the model went on at once"),
            rule => block.contains(&format!("! {rule} ")) && block.contains("fix: "),
        };
        assert!(named, "{}: {block}", mistake.what);
    }
}

const EXPRESS: &str = include_str!("apps/mistakes.mjs");
const FLASK: &str = include_str!("apps/mistakes.py");

#[test]
fn express_apps_that_make_a_framework_s_mistake() {
    let Some(folder) = folder() else { return };
    let sandbox = Sandbox::new();
    let modules = folder.join("node/node_modules");
    std::os::unix::fs::symlink(modules, sandbox.path("node_modules")).expect("a link");
    let mut node = Command::new("node");
    node.arg(sandbox.file("app.mjs", EXPRESS));
    let wanted = [
        ("/lambda", "VW018"),
        ("/type", "VW014"),
        ("/promise", "VW024"),
        ("/text", "VW008"),
        ("/strict", "VW064"),
    ];
    frameworks(&sandbox, node, &wanted);
}

#[test]
fn flask_apps_that_make_a_framework_s_mistake() {
    let Some(folder) = folder() else { return };
    let sandbox = Sandbox::new();
    let mut python = Command::new("python3");
    python
        .arg(sandbox.file("app.py", FLASK))
        .env("PYTHONPATH", folder.join("python"));
    let wanted = [
        ("/lambda", "VW018"),
        ("/type", "VW016"),
        ("/text", "VW008"),
        ("/twice", "VW009"),
        ("/created", "VW002"),
    ];
    frameworks(&sandbox, python, &wanted);
}

/// Each path of the app makes the mistake of that rule, and answers well on `/good`.
fn frameworks(sandbox: &Sandbox, mut app: Command, wanted: &[(&str, &str)]) {
    let port = free_port();
    app.env("PORT", port.to_string())
        .current_dir(sandbox.path(""));
    let app = Process::start(app);
    app.stdout()
        .wait_for("listening", |text| text.contains("listening").then_some(()));
    let listener = sandbox.listen(&["-f", &port.to_string(), "--no-record"]);
    let ask = |path: &str| {
        let json = [("Content-Type", "application/json")];
        send(listener.port, "POST", path, &json, EVENT.as_bytes());
    };
    for (path, _) in wanted {
        ask(path);
    }
    ask("/good");
    let events = listener.events(wanted.len() + 1);
    for ((path, rule), event) in wanted.iter().zip(&events) {
        let found = finding(event, rule).unwrap_or_else(|| panic!("{path}: {event}"));
        let Some(fixed) = found.get("fix_body") else {
            continue;
        };
        sandbox.file("event.json", EVENT);
        sandbox.file("answer.json", fixed.to_string());
        sandbox
            .run(&[
                "check",
                "--event",
                "event.json",
                "--response",
                "answer.json",
            ])
            .code(0);
    }
    let last = events.last().expect("an event");
    assert_eq!(
        last["findings"].as_array().map(|all| {
            let loud = all.iter().filter(|found| found["severity"] != "note");
            loud.count()
        }),
        Some(0),
        "{last}"
    );
}
