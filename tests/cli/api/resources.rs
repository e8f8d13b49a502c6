//! Lists, resources by what people call them, and updates.

use serde_json::{Value, json};
use vapihook::api::{Kind, Resource};
use vapihook::error::Kind as ErrorKind;

use super::{failed, one_assistant, told};
use crate::fake_vapi::{FakeVapi, Fault, Member, Vapi, block_on};

/// A fake with so many assistants; `time` gives the microseconds of each.
fn many(count: u32, time: impl Fn(u32) -> u32) -> Vapi {
    let assistants = (0..count).fold(FakeVapi::new(), |vapi, number| {
        let micros = time(number);
        let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        let created = format!("2025-03-01T00:{minutes:02}:{seconds:02}.{fraction:06}Z");
        vapi.assistant(json!({"id": format!("a{number}"), "createdAt": created}))
    });
    assistants.start()
}

#[test]
fn a_list_has_every_item_once() {
    // Seven at a time are created together, so that every border of a page is between such: at
    // the very same time, within a millisecond, and each at its own.
    let together = |number| number / 7 * 1_000_000;
    let within_a_millisecond = |number| number / 7 * 1_000_000 + 123_000 + number * 5 % 7 * 100;
    let alone = |number| number * 1_000;
    for vapi in [
        many(2_345, together),
        many(2_345, within_a_millisecond),
        many(2_345, alone),
        many(1_000, alone),
        many(0, alone),
    ] {
        let all = block_on(vapi.client().all(Kind::Assistant)).expect("a list");
        let pages = vapi.requests_to("GET /assistant");
        let mut ids: Vec<u32> = all
            .iter()
            .map(|a| a.id[1..].parse().expect("a number"))
            .collect();
        ids.sort_unstable();
        let count = u32::try_from(ids.len()).expect("a count");
        assert!(ids.into_iter().eq(0..count));
        let times: Vec<&str> = all
            .iter()
            .filter_map(|a| a.body["createdAt"].as_str())
            .collect();
        assert!(times.is_sorted_by(|a, b| a >= b), "newest first");
        assert_eq!(
            (count, pages.len()),
            match count {
                2_345 => (2_345, 3),
                1_000 => (1_000, 2),
                _ => (0, 1),
            }
        );
        assert!(pages.iter().all(|page| page.query[0].1 == "1000"));
    }
}

#[test]
fn a_list_that_cannot_be_paged_is_no_shorter_list() {
    let vapi = many(2_100, |_| 0);
    let error = failed(block_on(vapi.client().all(Kind::Assistant)));
    let message = "/assistant has more items than can be listed: a page leads to no other";
    assert_eq!(told(&error), (ErrorKind::Network, message, ""));
}

#[test]
fn a_resource_is_found_by_what_people_call_it() {
    const ID: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    let vapi = FakeVapi::new()
        .assistant(json!({"id": ID, "name": "support"}))
        .assistant(json!({"id": "a2", "name": "support-night"}))
        .assistant(json!({"id": "a3", "name": "sales"}))
        .assistant(json!({"id": "a4", "name": "twin"}))
        .assistant(json!({"id": "a5", "name": "twin"}))
        .phone_number(json!({"id": "p1", "name": "front desk", "number": "+14155550100"}))
        .tool(json!({"id": "t1", "function": {"name": "bookAppointment"}}))
        .start();
    let find = |kind, text: &str| block_on(vapi.client().find(kind, text));
    for (kind, text, id) in [
        (Kind::Assistant, ID, ID),
        (Kind::Assistant, "a3", "a3"),
        (Kind::Assistant, "support", ID),
        (Kind::Assistant, "support-", "a2"),
        (Kind::PhoneNumber, "+14155550100", "p1"),
        (Kind::PhoneNumber, "front desk", "p1"),
        (Kind::Tool, "bookApp", "t1"),
    ] {
        assert_eq!(find(kind, text).expect(text).id, id);
    }
    assert_eq!(vapi.requests_to("GET /assistant/").len(), 1);

    for (text, message, hint) in [
        (
            "twin",
            "2 assistants are called \"twin\"",
            "use an id: assistant twin (a5), assistant twin (a4)",
        ),
        (
            "suppor",
            "2 assistants are called \"suppor\"",
            "use an id: assistant support-night (a2), \
             assistant support (3c90c3cc-0d44-4b50-8888-8dd25736052a)",
        ),
        (
            "",
            "an empty text names no assistant",
            "see what there is: vapihook server list",
        ),
    ] {
        let error = failed(find(Kind::Assistant, text));
        assert_eq!(told(&error), (ErrorKind::Usage, message, hint));
    }
    for text in ["nobody", "3c90c3cc-0d44-4b50-8888-000000000000"] {
        assert_eq!(
            failed(find(Kind::Assistant, text)).kind,
            ErrorKind::NotFound
        );
    }
}

/// Sets a server, and gives the members of each PATCH that it took.
fn set_server(vapi: &Vapi, kind: Kind, id: &str) -> Vec<Vec<String>> {
    let server = json!({"url": "https://a.example", "timeoutSeconds": 20});
    let resource = block_on(vapi.client().fetch(kind, id)).expect("a resource");
    let updated = block_on(vapi.client().set_server(&resource, server.clone())).expect("updated");
    assert_eq!(updated.body["server"], server);
    let members = |body: &Value| body.as_object().expect("members").keys().cloned().collect();
    vapi.patches().iter().map(members).collect()
}

#[test]
fn the_disputed_member_is_sent_or_left_out_as_the_account_wants_it() {
    for (rule, patches) in [
        (Member::Either, vec![vec!["server", "provider"]]),
        (Member::Required, vec![vec!["server", "provider"]]),
        (
            Member::Forbidden,
            vec![vec!["server", "provider"], vec!["server"]],
        ),
    ] {
        let number = json!({"id": "p1", "provider": "telnyx"});
        let vapi = FakeVapi::new().phone_number(number).provider_on_patch(rule);
        let vapi = vapi.start();
        assert_eq!(set_server(&vapi, Kind::PhoneNumber, "p1"), patches);
    }
    for (rule, patches) in [
        (Member::Either, vec![vec!["server"]]),
        (Member::Forbidden, vec![vec!["server"]]),
        (
            Member::Required,
            vec![vec!["server"], vec!["server", "type"]],
        ),
    ] {
        let vapi = FakeVapi::new().tool(json!({"id": "t1"}));
        let vapi = vapi.type_on_patch(rule).start();
        assert_eq!(set_server(&vapi, Kind::Tool, "t1"), patches);
    }
    assert_eq!(
        set_server(&one_assistant(), Kind::Assistant, "a1"),
        [["server"]]
    );
}

#[test]
fn a_refusal_about_something_else_is_told_as_it_is() {
    let vapi = FakeVapi::new()
        .tool(json!({"id": "t1"}))
        .type_on_patch(Member::Forbidden)
        .start();
    let tool: Resource = block_on(vapi.client().fetch(Kind::Tool, "t1")).expect("the tool");
    let message = "server.headers must be of type object";
    vapi.fail(Fault::refusing(message).on("PATCH"));
    let error = failed(block_on(vapi.client().set_server(&tool, Value::Null)));
    assert_eq!(error.message, format!("Vapi answered 400: {message}"));
    vapi.fail(Fault::refusing("server.url must be a URL").on("PATCH"));
    let error = failed(block_on(vapi.client().set_server(&tool, Value::Null)));
    assert_eq!(error.message, "Vapi answered 400: server.url must be a URL");
    assert_eq!(vapi.patches().len(), 3);
}
