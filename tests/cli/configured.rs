//! The rules about a configuration, where commands fetch one, and the rules that a project
//! ignores.

use serde_json::{Value, json};

use crate::account::{log_in, run_with_env};
use crate::fake_vapi::{FakeVapi, Vapi};
use crate::sandbox::{Answer, App, Sandbox};
use crate::server::vapihook;

const BOT: &str = "11111111-1111-4111-8111-111111111111";

/// An assistant whose tool asks nobody, because its event is not listed.
fn account() -> Vapi {
    FakeVapi::new()
        .assistant(json!({
            "id": BOT, "name": "support-bot", "server": {"url": "https://a.example"},
            "serverMessages": ["hang"],
            "model": {"tools": [{"type": "function", "function": {"name": "book"}}]},
        }))
        .start()
}

fn ids(findings: &Value) -> Vec<&str> {
    let findings = findings.as_array().expect("findings").iter();
    findings.filter_map(|found| found["id"].as_str()).collect()
}

#[test]
fn server_set_says_what_is_wrong_with_what_comes_of_it() {
    let vapi = account();
    let set = ["server", "set", "https://b.example", "-a", BOT, "--dry-run"];
    let shown = vapihook(&vapi, &set).code(0).stdout;
    let wanted = "\nwarning VW076  serverMessages: the tool asks nobody: its event is not sent\n  \
                  found     no tool-calls, which book needs\n";
    assert!(shown.contains(wanted), "{shown}");
    let found = |more: &[&str]| {
        let output = vapihook(&vapi, &[&["--json"], &set[..], more].concat()).code(0);
        let report: Value = serde_json::from_str(&output.stdout).expect("JSON");
        report["targets"][0]["findings"].clone()
    };
    assert_eq!(ids(&found(&[])), ["VW076"]);
    assert_eq!(found(&["--events", "hang,tool-calls"]), json!([]));
}

#[test]
fn server_route_says_it_below_the_routes() {
    let vapi = account();
    let route = ["server", "route", "-a", BOT];
    let shown = vapihook(&vapi, &route).code(0).stdout;
    assert!(
        shown.contains("\nwarning VW076  serverMessages: "),
        "{shown}"
    );
    let output = vapihook(&vapi, &[&["--json"], &route[..]].concat()).code(0);
    let routes: Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(
        ids(&routes[0]["findings"]),
        Vec::<&str>::new(),
        "no assistant's"
    );
    let tools = routes.as_array().expect("an array").iter();
    let mut tools = tools.filter(|route| route["event"] == "tool-calls");
    let tools = tools.next().expect("a route of tool-calls");
    assert_eq!(ids(&tools["findings"]), ["VW076"]);
}

#[test]
fn doctor_looks_at_what_the_project_names() {
    let vapi = account();
    let sandbox = Sandbox::new();
    let url = vapi.url();
    let env = [("VAPI_BASE_URL", &*url)];
    log_in(&sandbox, &vapi, &[]).code(0);
    let setups = |project: &str| {
        sandbox.file("vapihook.toml", project);
        let output = run_with_env(&sandbox, &env, &["doctor", "--json"]);
        let object: Value = serde_json::from_str(&output.stdout).expect("JSON");
        let checks = object["checks"].as_array().expect("checks").clone();
        let setups = checks.into_iter().filter(|check| check["name"] == "setup");
        setups.collect::<Vec<Value>>()
    };
    let named = "assistants = [\"support-bot\"]\n";
    let found = setups(named);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["status"], "warn");
    let detail = found[0]["detail"].as_str().expect("a detail");
    assert!(
        detail.contains("support-bot") && detail.contains("VW076"),
        "{detail}"
    );
    let ignored = format!("{named}[check.ignore]\nVW076 = \"another server has it\"\n");
    assert_eq!(setups(&ignored)[0]["status"], "ok");
    assert_eq!(setups("assistants = [\"nobody\"]\n")[0]["status"], "fail");
    assert_eq!(setups(""), Vec::<Value>::new());
}

#[test]
fn what_sends_events_ignores_what_the_project_ignores() {
    let app = App::answering(|_| Answer::new(500).body("{}"));
    let to = app.at("");
    let sandbox = Sandbox::new();
    let call = r#"{"id":"call_1","function":{"name":"f","arguments":{}}}"#;
    let event = format!(r#"{{"message":{{"type":"tool-calls","toolCallList":[{call}]}}}}"#);
    sandbox.file("event.json", event);
    let commands: [&[&str]; 4] = [
        &["trigger", "tool-calls", "--to", &to],
        &["simulate", "tool-heavy", "--speed", "max", "--to", &to],
        &[
            "simulate",
            "tool-heavy",
            "--speed",
            "max",
            "--calls",
            "2",
            "--to",
            &to,
        ],
        &["replay", "event.json", "--strict-exit", "--to", &to],
    ];
    let findings = || {
        commands.map(|args| {
            let shown = sandbox.run(args).stdout;
            assert!(!shown.is_empty(), "{args:?}");
            shown.contains("! VW001")
        })
    };
    assert_eq!(findings(), [true; 4]);
    sandbox.file(
        "vapihook.toml",
        "[check.ignore]\nVW001 = \"it is down on Sundays\"\n",
    );
    assert_eq!(findings(), [false; 4]);
}
