//! `server route`: which URL gets which event.

use serde_json::{Value, json};

use crate::fake_vapi::{FakeVapi, KEY, Vapi};
use crate::sandbox::{App, Listener, Process, Sandbox, free_port};
use crate::server::vapihook;

const BOT: &str = "11111111-1111-4111-8111-111111111111";
const NUMBER: &str = "22222222-2222-4222-8222-222222222222";
const TOOL: &str = "33333333-3333-4333-8333-333333333333";
const SQUAD: &str = "44444444-4444-4444-8444-444444444444";

fn routes(vapi: &Vapi, args: &[&str]) -> Vec<Value> {
    let output = vapihook(vapi, &[&["--json", "server", "route"], args].concat()).code(0);
    let routes: Value = serde_json::from_str(&output.stdout).expect("JSON");
    routes.as_array().expect("an array").clone()
}

/// The URL and level of an event's only route.
fn of(routes: &[Value], event: &str) -> (Value, Value) {
    let found: Vec<&Value> = routes.iter().filter(|one| one["event"] == event).collect();
    let [one] = found[..] else {
        panic!("{event}: {found:?}");
    };
    assert!(
        one["why"].as_str().is_some_and(|why| !why.is_empty()),
        "{one}"
    );
    (one["url"].clone(), one["level"].clone())
}

fn is(url: &str, level: &str) -> (Value, Value) {
    let url = if url.is_empty() {
        Value::Null
    } else {
        json!(url)
    };
    (url, json!(level))
}

#[test]
fn the_tools_first_then_the_assistant() {
    let vapi = FakeVapi::new()
        .assistant(json!({"id": BOT, "name": "support-bot", "server": {"url": "https://a.example"},
            "model": {"toolIds": [TOOL], "tools": [
                {"type": "function", "function": {"name": "find"}}]}}))
        .tool(json!({"id": TOOL, "function": {"name": "book"}, "server": {"url": "https://t.example"}}))
        .start();
    let all = routes(&vapi, &["--assistant", "support-bot"]);
    let tools: Vec<_> = all
        .iter()
        .filter(|one| one["event"] == "tool-calls")
        .collect();
    assert_eq!(tools.len(), 2);
    assert_eq!(
        (&tools[0]["tool"], &tools[0]["url"]),
        (&json!("find"), &json!("https://a.example"))
    );
    assert_eq!(
        (&tools[1]["tool"], &tools[1]["level"]),
        (&json!("book"), &json!("tool"))
    );
    assert_eq!(
        of(&all, "end-of-call-report"),
        is("https://a.example", "assistant")
    );
    assert_eq!(
        of(&all, "chat.created"),
        is("https://a.example", "assistant")
    );
    assert_eq!(of(&all, "voice-request"), is("", "none"));
    assert_eq!(of(&all, "assistant-request"), is("", "phone-number"));

    let output = vapihook(&vapi, &["server", "route", "-a", "support-bot"]).code(0);
    for words in [
        "EVENT",
        "https://t.example",
        "tool book has a server URL of its own",
        "not sent",
    ] {
        assert!(output.stdout.contains(words), "{words}: {}", output.stdout);
    }
    assert!(vapi.patches().is_empty());
}

#[test]
fn the_phone_number_then_the_organization() {
    let vapi = FakeVapi::new()
        .assistant(json!({"id": BOT, "name": "bare"}))
        .phone_number(
            json!({"id": NUMBER, "number": "+14155550100", "server": {"url": "https://p.example"}}),
        )
        .start();
    let all = routes(&vapi, &["-p", "+14155550100"]);
    assert_eq!(
        of(&all, "assistant-request"),
        is("https://p.example", "phone-number")
    );
    assert_eq!(
        of(&all, "status-update"),
        is("https://p.example", "phone-number")
    );
    let all = routes(&vapi, &["-a", "bare", "-p", NUMBER]);
    assert_eq!(of(&all, "hang"), is("https://p.example", "phone-number"));
    assert_eq!(of(&all, "session.created"), is("", "organization"));

    let output = vapihook(
        &vapi,
        &["server", "route", "-a", "bare", "-e", "hang", "--json"],
    )
    .code(0);
    for words in ["organization", "neither read nor set", "dashboard.vapi.ai"] {
        assert!(output.stdout.contains(words), "{output:?}");
    }
    let output = vapihook(&vapi, &["server", "route", "-a", "bare"]).code(0);
    assert!(output.stdout.contains("neither read nor set"), "{output:?}");
}

#[test]
fn a_number_leads_to_its_assistant() {
    let vapi = FakeVapi::new()
        .assistant(json!({"id": BOT, "name": "bare", "serverMessages": ["hang"]}))
        .phone_number(
            json!({"id": NUMBER, "assistantId": BOT, "server": {"url": "https://p.example"}}),
        )
        .start();
    let all = routes(&vapi, &["-p", NUMBER]);
    assert_eq!(of(&all, "hang"), is("https://p.example", "phone-number"));
    assert_eq!(of(&all, "assistant-request"), is("", "none"));
    let sent: Vec<&Value> = all
        .iter()
        .filter(|one| one["sent"] == true)
        .map(|one| &one["event"])
        .collect();
    assert_eq!(sent, ["hang"]);
}

#[test]
fn a_squad_sends_to_whoever_speaks() {
    let vapi = FakeVapi::new()
        .assistant(json!({"id": BOT, "name": "greeter", "server": {"url": "https://g.example"}}))
        .with(
            "squad",
            json!({"id": SQUAD, "members": [
            {"assistantId": BOT},
            {"assistantId": BOT, "assistantOverrides": {"server": {"url": "https://over.example"}}},
            {"assistant": {"name": "closer"}}]}),
        )
        .phone_number(
            json!({"id": NUMBER, "squadId": SQUAD, "server": {"url": "https://p.example"}}),
        )
        .start();
    let hang = routes(&vapi, &["-p", NUMBER, "--event", "hang"]);
    let urls: Vec<&Value> = hang.iter().map(|one| &one["url"]).collect();
    assert_eq!(
        urls,
        [
            "https://g.example",
            "https://over.example",
            "https://p.example"
        ]
    );
    assert!(
        hang[1]["why"]
            .as_str()
            .is_some_and(|why| why.contains("assistantOverrides"))
    );
    let output = vapihook(&vapi, &["server", "route", "-p", NUMBER]).code(0);
    for words in ["while greeter speaks", "while closer speaks"] {
        assert!(output.stdout.contains(words), "{}", output.stdout);
    }
}

#[test]
fn some_events_have_servers_of_their_own() {
    let vapi = FakeVapi::new()
        .assistant(json!({"id": BOT, "name": "rich", "server": {"url": "https://a.example"},
            "voice": {"provider": "custom-voice", "server": {"url": "https://v.example"}},
            "transcriber": {"provider": "custom-transcriber", "server": {"url": "wss://s.example"}},
            "startSpeakingPlan": {"smartEndpointingPlan": {"provider": "custom-endpointing-model",
                "server": {"url": "https://e.example"}}},
            "model": {"knowledgeBase": {"provider": "custom-knowledge-base", "server": {"url": "https://k.example"}},
                "tools": [{"type": "handoff", "destinations": [
                    {"type": "dynamic", "server": {"url": "https://h.example"}}]}]}}))
        .start();
    let all = routes(&vapi, &["-a", "rich"]);
    for (event, url, level) in [
        ("voice-request", "https://v.example", "voice"),
        (
            "knowledge-base-request",
            "https://k.example",
            "knowledge-base",
        ),
        (
            "call.endpointing.request",
            "https://e.example",
            "endpointing",
        ),
        (
            "handoff-destination-request",
            "https://h.example",
            "handoff",
        ),
        ("custom-transcriber", "wss://s.example", "transcriber"),
        ("hang", "https://a.example", "assistant"),
    ] {
        assert_eq!(of(&all, event), is(url, level), "{event}");
    }
}

#[test]
fn what_does_not_exist() {
    let vapi = FakeVapi::new().start();
    vapihook(&vapi, &["server", "route", "-a", "nobody"]).code(5);
    vapihook(&vapi, &["server", "route"]).code(2);
    let before = vapi.requests().len();
    let output = vapihook(&vapi, &["server", "route", "-a", "x", "-e", "tool-call"]).code(2);
    assert!(
        output.stderr.contains("did you mean tool-calls"),
        "{output:?}"
    );
    assert_eq!(vapi.requests().len(), before);
}

#[test]
fn what_does_not_come_to_a_running_listen_is_marked() {
    let vapi = FakeVapi::new()
        .assistant(json!({"id": BOT, "name": "support-bot", "server": {"url": "https://a.example"},
            "model": {"toolIds": [TOOL]}}))
        .tool(json!({"id": TOOL, "function": {"name": "book"}, "server": {"url": "https://t.example"}}))
        .start();
    let sandbox = Sandbox::new();
    let with_key = |args: &[&str]| {
        let mut command = sandbox.command(args);
        command
            .env("VAPI_API_KEY", KEY)
            .env("VAPI_BASE_URL", vapi.url());
        command
    };
    let app = App::new();
    let (port, target) = (free_port().to_string(), app.at(""));
    let public_url = format!("http://127.0.0.1:{port}");
    let listener = Listener::json(
        with_key(&[
            "--json",
            "listen",
            "-f",
            &target,
            "--port",
            &port,
            "--force",
            "--public-url",
            &public_url,
            "--assistant",
            "support-bot",
        ]),
        sandbox.home(),
    );
    let route = ["--json", "server", "route", "--assistant", "support-bot"];
    let routes: Value =
        serde_json::from_str(&Process::start(with_key(&route)).wait().stdout).expect("JSON");
    let marked = |event: &str| {
        let mut routes = routes.as_array().expect("an array").iter();
        let route = routes.find(|route| route["event"] == event).expect(event);
        route["listening"].clone()
    };
    assert_eq!(marked("status-update"), json!(true));
    assert_eq!(marked("tool-calls"), json!(false));
    let text = Process::start(with_key(&route[1..])).wait().stdout;
    assert_eq!(text.matches("NOT TO LISTEN").count(), 1, "{text}");
    listener.stop();
    let unmarked: Value =
        serde_json::from_str(&Process::start(with_key(&route)).wait().stdout).expect("JSON");
    assert_eq!(unmarked[0]["listening"], Value::Null);
}
