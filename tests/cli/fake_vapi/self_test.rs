//! The fake does what the fact sheet says of Vapi.

use serde_json::json;

use super::schema::Document;
use super::*;

fn get(vapi: &Vapi, path: &str) -> Result<Value, String> {
    vapi.client_get(path).map_err(|error| error.message)
}

fn patch(vapi: &Vapi, path: &str, body: &Value) -> Result<Value, String> {
    vapi.client_patch(path, body).map_err(|error| error.message)
}

#[test]
fn a_patch_merges_at_the_top_and_hides_the_secret() {
    let vapi = FakeVapi::new()
        .assistant(
            json!({"id": "a1", "name": "bot", "server": {"url": "u", "secret": "s", "x": 1}}),
        )
        .start();
    let shown = get(&vapi, "/assistant/a1").expect("the assistant");
    assert_eq!(shown["server"], json!({"url": "u", "x": 1}));
    assert_eq!(shown["isServerUrlSecretSet"], true);
    assert_eq!(vapi.get("assistant", "bot")["server"]["secret"], "s");

    let body = json!({"server": {"url": "v", "timeoutSeconds": 5}, "name": null});
    let answer = patch(&vapi, "/assistant/a1", &body).expect("patched");
    assert_eq!(answer["server"], json!({"url": "v", "timeoutSeconds": 5}));
    assert!(answer.get("name").is_none() && answer.get("isServerUrlSecretSet").is_none());
    assert_ne!(answer["updatedAt"], answer["createdAt"]);
    assert_eq!(answer, vapi.shown("assistant", "a1"));
    patch(&vapi, "/assistant/a1", &json!({"server": null})).expect("cleared");
    assert!(vapi.get("assistant", "a1").get("server").is_none());
    assert_eq!(vapi.patches().len(), 2);
}

#[test]
fn a_patch_refuses_what_the_schemas_do_not_have() {
    let vapi = FakeVapi::new()
        .strict_server()
        .assistant(json!({"id": "a1"}))
        .tool(json!({"id": "t1", "type": "transferCall"}))
        .start();
    let body = json!({"id": "x", "serverUrl": "u", "name": "n", "server": {"url": 1, "x": 1}});
    let refused = patch(&vapi, "/assistant/a1", &body).expect_err("refused");
    assert_eq!(
        refused,
        "Vapi answered 400: property id should not exist; property serverUrl should not exist; \
         server.url must be a string; server.property x should not exist"
    );
    let refused = patch(&vapi, "/tool/t1", &json!({"server": {"url": "u"}})).expect_err("refused");
    assert_eq!(
        refused,
        "Vapi answered 400: property server should not exist"
    );
    let unknown = patch(&vapi, "/assistant/a2", &json!({})).expect_err("not there");
    assert_eq!(
        unknown,
        "Vapi answered 404: Couldn't find assistant. a2 does not exist."
    );
    let forbidden = get(&vapi, "/org").expect_err("forbidden");
    assert_eq!(forbidden, "Vapi answered 403: Forbidden resource");
    vapi.take_violations();
}

#[test]
fn legacy_members_stay_or_go_as_switched() {
    let old = json!({"id": "a1", "serverUrl": "u", "serverUrlSecret": "s"});
    let body = json!({"server": {"url": "v"}});
    let vapi = FakeVapi::new().assistant(old.clone()).start();
    let shown = get(&vapi, "/assistant/a1").expect("the assistant");
    assert_eq!(shown["serverUrl"], "u");
    assert_eq!(shown["isServerUrlSecretSet"], true);
    assert!(shown.get("serverUrlSecret").is_none());
    let both = patch(&vapi, "/assistant/a1", &body).expect("patched");
    assert_eq!(both["serverUrl"], "u");

    let vapi = FakeVapi::new()
        .assistant(old)
        .accept_legacy()
        .server_replaces_legacy()
        .start();
    patch(&vapi, "/assistant/a1", &json!({"serverUrl": "w"})).expect("accepted");
    let new = patch(&vapi, "/assistant/a1", &body).expect("patched");
    assert!(new.get("serverUrl").is_none());
}

#[test]
fn a_list_is_limited_filtered_and_newest_first() {
    let mut vapi = FakeVapi::new();
    for number in 0..102 {
        vapi = vapi.with("squad", json!({"name": format!("s{number}")}));
    }
    let vapi = vapi.start();
    let items = |query: &str| -> Vec<Value> {
        let list = get(&vapi, &format!("/squad{query}")).expect("a list");
        let names = list.as_array().expect("a list").iter();
        names.map(|item| item["name"].clone()).collect()
    };
    assert_eq!(items("").len(), 100);
    assert_eq!(items("?limit=2"), [json!("s101"), json!("s100")]);
    let third = vapi.get("squad", "s3")["createdAt"].clone();
    let third = third.as_str().expect("a time");
    assert_eq!(items(&format!("?createdAtLt={third}")).len(), 3);
    assert_eq!(items(&format!("?createdAtLe={third}")).len(), 4);
    assert_eq!(
        items(&format!("?createdAtGt={third}&createdAtGe={third}")).len(),
        98
    );
    let refused = get(&vapi, "/squad?limit=1001&cursor=1&updatedAtLt=now").expect_err("refused");
    assert_eq!(
        refused,
        "Vapi answered 400: limit must not be greater than 1000; property cursor should not \
         exist; updatedAtLt must be a valid ISO 8601 date string"
    );
}

#[test]
fn a_gate_holds_a_patch_before_and_after_it_is_applied() {
    let vapi = FakeVapi::new().assistant(json!({"id": "a1"})).start();
    let name = |name: &str| json!({ "name": name });
    std::thread::scope(|scope| {
        let gate = vapi.gate("PATCH /assistant/a1", Moment::Before);
        let held = scope.spawn(|| patch(&vapi, "/assistant/a1", &name("one")));
        gate.wait();
        assert!(vapi.get("assistant", "a1").get("name").is_none());
        gate.open();
        held.join().expect("a thread").expect("an answer");
        assert_eq!(vapi.get("assistant", "a1")["name"], "one");

        let gate = vapi.gate("PATCH", Moment::Applied);
        let held = scope.spawn(|| patch(&vapi, "/assistant/a1", &name("two")));
        gate.wait();
        assert_eq!(vapi.get("assistant", "a1")["name"], "two");
        vapi.change("assistant", "a1", |object| object["name"] = json!("three"));
        gate.discard();
        // The client tries again, and this time nothing stops it.
        held.join().expect("a thread").expect("an answer");
        assert_eq!(vapi.get("assistant", "a1")["name"], "two");
    });
    vapi.remove("assistant", "a1");
    assert_eq!(vapi.get("assistant", "a1"), Value::Null);
    let lines: Vec<String> = vapi.requests().iter().map(Request::line).collect();
    assert_eq!(lines, ["PATCH /assistant/a1"; 3]);
}

#[test]
fn the_schema_judges_what_is_sent() {
    let document = Document::new(json!({
        "paths": {"/tool/{id}": {"patch": {"requestBody": {"content": {"application/json": {
            "schema": {"oneOf": [{"$ref": "#/f"}], "discriminator": {
                "propertyName": "type", "mapping": {"function": "#/f"}}}}}}}}},
        "f": {"type": "object", "required": ["server"], "properties": {
            "server": {"allOf": [{"$ref": "#/server"}]},
            "kind": {"oneOf": [{"enum": ["a"]}, {"type": "array", "items": {"type": "number"}}]}}},
        "server": {"type": "object", "required": ["url"], "properties": {
            "url": {"type": "string", "maxLength": 3},
            "timeoutSeconds": {"type": "number", "minimum": 1, "maximum": 300}}}
    }));
    let violations = |body: Value| {
        let members = body.as_object().expect("an object");
        document.violations("tool", &json!({"type": "function"}), members)
    };
    let fine = json!({"type": "function", "kind": [1], "server": {"url": "u", "new": [{}]}});
    assert!(violations(fine).is_empty());
    assert!(violations(json!({"server": null, "kind": "a"})).is_empty());
    assert_eq!(
        violations(json!({"server": {"timeoutSeconds": 301}, "kind": ["x"]})),
        [
            "server.timeoutSeconds is beyond maximum: 301",
            "server.url is missing",
            "kind is none of the possible ones: [\"x\"]"
        ]
    );
    assert_eq!(
        violations(json!({"server": {"url": "long"}})),
        ["server.url is beyond maxLength: \"long\""]
    );
    assert_eq!(
        violations(json!({"server": 1})),
        ["server is not of type \"object\": 1"]
    );
}
