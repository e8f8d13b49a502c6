//! Each rule about a configuration with one that triggers it and a near twin that does not.

use serde_json::{Value, json};

use super::{Part, Setup, check, check_events, check_url};
use crate::contract::rule::Check;
use crate::contract::rules;
use crate::event::finding::{Finding, Severity};

fn found(part: Part, body: &Value, tools: &[Value]) -> Vec<Finding> {
    let listening = ["https://listener.example/wh".to_owned()];
    check(&Setup {
        tools,
        listening: &listening,
        ..Setup::new(part, body)
    })
}

fn ids(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|found| &*found.id).collect()
}

/// A server that nothing is to be said against, with these members changed.
fn server(changes: &Value) -> Value {
    let mut server = json!({
        "url": "https://app.example.com/vapi", "timeoutSeconds": 20, "credentialId": "c-1",
        "backoffPlan": { "type": "fixed", "maxRetries": 3, "baseDelaySeconds": 1 },
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        server[name] = value.clone();
    }
    server
}

fn of_server(changes: &Value) -> Value {
    json!({ "id": "a-1", "server": server(changes) })
}

fn function(members: &Value) -> Value {
    let mut tool = json!({ "type": "function", "id": "t-1", "function": { "name": "book" } });
    for (name, value) in members.as_object().into_iter().flatten() {
        tool[name] = value.clone();
    }
    tool
}

/// The rule, an assistant that breaks it, and a near twin that does not.
#[expect(clippy::too_many_lines, reason = "a table")]
fn twins() -> Vec<(&'static str, Value, Value)> {
    let with_tool = |messages: Value, tool: Value| json!({ "serverMessages": messages, "model": { "tools": [tool] } });
    let listened = |tool: &str| {
        let tool = function(&json!({ "server": server(&json!({ "url": tool })) }));
        json!({ "server": server(&json!({ "url": "https://listener.example/wh" })), "model": { "tools": [tool] } })
    };
    vec![
        (
            "VW070",
            of_server(&json!({ "url": "https://localhost:3000" })),
            of_server(&json!({})),
        ),
        (
            "VW070",
            of_server(&json!({ "url": "app.example.com" })),
            of_server(&json!({ "url": "" })),
        ),
        (
            "VW070",
            json!({ "serverUrl": "https://10.0.0.1" }),
            json!({ "serverUrl": "https://a.example" }),
        ),
        (
            "VW071",
            of_server(&json!({ "url": "http://app.example.com" })),
            of_server(&json!({})),
        ),
        (
            "VW072",
            of_server(&json!({ "backoffPlan": null })),
            of_server(&json!({})),
        ),
        (
            "VW073",
            of_server(&json!({ "headers": { "Authorization": "x" } })),
            of_server(&json!({ "headers": { "X-Tenant": "x" } })),
        ),
        (
            "VW073",
            of_server(&json!({ "secret": "s", "headers": { "x-vapi-secret": "x" } })),
            of_server(
                &json!({ "secret": "s", "headers": { "authorization": "x" }, "credentialId": null }),
            ),
        ),
        (
            "VW074",
            of_server(&json!({ "credentialId": null })),
            of_server(&json!({ "credentialId": null, "headers": { "X-Api-Key": "x" } })),
        ),
        ("VW074", of_server(&json!({ "credentialId": "" })), {
            let mut hidden = of_server(&json!({ "credentialId": "" }));
            hidden["isServerUrlSecretSet"] = json!(true);
            hidden
        }),
        (
            "VW075",
            json!({ "serverMessages": ["phone-call-control"] }),
            json!({ "serverMessages": ["hang"] }),
        ),
        (
            "VW076",
            with_tool(json!(["hang"]), function(&json!({}))),
            with_tool(json!(["tool-calls"]), function(&json!({}))),
        ),
        (
            "VW076",
            with_tool(json!([]), json!({ "type": "transferCall" })),
            with_tool(
                json!([]),
                json!({ "type": "transferCall", "destinations": [{ "type": "number" }] }),
            ),
        ),
        (
            "VW076",
            with_tool(
                json!([]),
                json!({ "type": "handoff", "destinations": [{ "type": "dynamic" }] }),
            ),
            with_tool(
                json!([]),
                function(&json!({ "server": server(&json!({})) })),
            ),
        ),
        (
            "VW077",
            json!({ "serverMessages": ["transcript"] }),
            json!({ "serverMessages": ["hang"] }),
        ),
        (
            "VW078",
            json!({ "serverMessages": ["tool-call"] }),
            json!({ "serverMessages": ["tool-calls"] }),
        ),
        (
            "VW078",
            json!({ "serverMessages": ["voice-request"] }),
            json!({}),
        ),
        (
            "VW079",
            json!({ "model": { "tools": [function(&json!({ "function": { "name": "book it" } }))] } }),
            json!({ "model": { "tools": [function(&json!({ "function": { "name": "book-it_2" } }))] } }),
        ),
        (
            "VW080",
            of_server(&json!({ "timeoutSeconds": 301 })),
            of_server(&json!({ "timeoutSeconds": 300 })),
        ),
        (
            "VW080",
            of_server(&json!({ "timeoutSeconds": 0 })),
            of_server(&json!({ "timeoutSeconds": 1 })),
        ),
        (
            "VW081",
            of_server(&json!({ "backoffPlan": { "maxRetries": 11 } })),
            of_server(&json!({ "backoffPlan": { "maxRetries": 10, "baseDelaySeconds": 10 } })),
        ),
        (
            "VW082",
            of_server(&json!({ "headers": { "X-Note": "behind an allowlist" } })),
            of_server(
                &json!({ "headers": { "X-Note": "behind an allowlist" }, "staticIpAddressesEnabled": true }),
            ),
        ),
        (
            "VW083",
            listened("https://other.example/x"),
            listened("https://listener.example/tools"),
        ),
    ]
}

#[test]
fn each_rule_has_its_twins() {
    for (id, wrong, fine) in twins() {
        let found_ids = found(Part::Assistant, &wrong, &[]);
        assert!(
            ids(&found_ids).contains(&id),
            "{id}: {wrong}: {found_ids:?}"
        );
        let found_ids = found(Part::Assistant, &fine, &[]);
        assert!(
            !ids(&found_ids).contains(&id),
            "{id}: {fine}: {found_ids:?}"
        );
    }
    let covered: Vec<&str> = twins().iter().map(|(id, ..)| *id).collect();
    for rule in rules().filter(|rule| matches!(rule.check, Check::Setup(_))) {
        assert!(covered.contains(&rule.id), "{} has no twins", rule.id);
    }
}

#[test]
fn a_good_configuration_gives_no_alarm() {
    for (part, body) in [
        (Part::Assistant, json!({})),
        (Part::Assistant, of_server(&json!({}))),
        (Part::PhoneNumber, of_server(&json!({}))),
        (
            Part::Tool,
            function(&json!({ "server": server(&json!({})) })),
        ),
        (
            Part::Organization,
            json!({ "server": null, "serverUrl": null }),
        ),
        (
            Part::Assistant,
            json!({ "server": 7, "serverMessages": "x", "model": [] }),
        ),
    ] {
        assert_eq!(found(part, &body, &[]), [], "{body}");
    }
    // Only notes: a server as it is when nothing but a URL was set.
    let plain = json!({ "server": { "url": "https://a.example" } });
    let severities = found(Part::Assistant, &plain, &[]);
    assert!(
        severities
            .iter()
            .all(|found| found.severity == Severity::Note)
    );
}

#[test]
fn tools_that_are_no_part_of_the_assistant() {
    let tool = function(&json!({ "function": { "name": "a b" } }));
    let findings = found(Part::Assistant, &json!({}), std::slice::from_ref(&tool));
    assert_eq!(ids(&findings), ["VW079"]);
    assert_eq!(findings[0].path, "tool t-1: function.name");
    assert_eq!(found(Part::Tool, &tool, &[])[0].path, "function.name");
}

#[test]
fn the_timeout_of_an_assistant_request_is_fixed() {
    let phone = |more: Value| {
        let mut phone = of_server(&json!({ "timeoutSeconds": 30 }));
        for (name, value) in more.as_object().into_iter().flatten() {
            phone[name] = value.clone();
        }
        found(Part::PhoneNumber, &phone, &[])
    };
    let asked = phone(json!({}));
    assert_eq!(
        (ids(&asked), asked[0].severity),
        (vec!["VW080"], Severity::Note)
    );
    assert_eq!(phone(json!({ "assistantId": "a" })), []);
}

#[test]
fn what_is_to_be_set() {
    let url = |text: &str| {
        let (findings, is_url) = check_url(text);
        let ids: Vec<String> = findings.iter().map(|found| found.id.to_string()).collect();
        (ids.join(" "), is_url)
    };
    assert_eq!(url("https://a.example/x"), (String::new(), true));
    assert_eq!(url("http://10.0.0.1"), ("VW070 VW071".into(), true));
    assert_eq!(url("a.example"), ("VW070".into(), false));
    assert_eq!(url(""), ("VW070".into(), false));
    let events = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        check_events(&names)
    };
    assert_eq!(events(&["hang", "tool-calls"]), []);
    assert!(
        events(&["tool-call"])[0]
            .fix
            .contains("did you mean tool-calls")
    );
    assert!(
        events(&["voice-request"])[0]
            .message
            .contains("cannot be listed")
    );
}
