use super::*;
use crate::event::catalog;
use crate::event::import::of_body;
use crate::event::tool_call::tool_calls;

fn body_of(redactor: &mut Redactor, body: &str) -> String {
    let exchange = redactor.exchange(&of_body(Bytes::copy_from_slice(body.as_bytes())));
    String::from_utf8(exchange.arrival.envelope.body.to_vec()).expect("UTF-8")
}

fn text(text: &str) -> String {
    let mut redactor = Redactor::new(false);
    redactor
        .in_text(text, "t")
        .unwrap_or_else(|| text.to_owned())
}

#[test]
fn what_is_personal_is_known_by_its_form() {
    for (given, wanted) in [
        ("call +14155552671 now", "call +12025550100 now"),
        ("+1 (415) 555-2671.", "+12025550100."),
        (
            "(415) 555-2671, or 415.555.2671",
            "2025550100, or 2025550100",
        ),
        ("my number is 4155552671", "my number is 2025550100"),
        (
            "1-415-555-2671 and +48 601 234 567",
            "12025550100 and +12025550101",
        ),
        ("Ada.L@mail.example.org!", "person-1@example.com!"),
        (
            "sip:ada@pbx.example.org;x=1",
            "sip:person-1@sip.example.com;x=1",
        ),
        ("<sip:+14155552671@h>", "<sip:+12025550100@sip.example.com>"),
        (
            "from 8.8.8.8:443, 127.0.0.1",
            "from 203.0.113.1:443, 127.0.0.1",
        ),
        ("2a00:1450:4001::5 and ::1", "2001:db8::1 and ::1"),
        (
            "https://me:pw@h.example/a?token=t&b=1.",
            "https://secret-1@h.example/a?token=secret-2&b=1.",
        ),
        (
            "https://storage.example/c-1.wav?x=1",
            "https://media.example.com/1.wav",
        ),
    ] {
        assert_eq!(text(given), wanted, "{given}");
    }
}

#[test]
fn what_only_looks_personal_stays() {
    for given in [
        "1790000000123",
        "1719828000",
        "2026-03-04 10:00:00",
        "2026-03-04T10:00:00.123Z",
        "0.4155552671",
        "order-4155552671",
        "$4155552671",
        "41555526712",
        "019aa141-4449-7775-8d7e-006f2a64e546",
        "call_4155552671",
        "12:30:45",
        "version 1.2.3",
        "a@b, @home, me@localhost",
        "https://example.com/a?b=1",
        "std::env",
    ] {
        assert_eq!(text(given), given);
    }
}

#[test]
fn the_same_value_is_the_same_everywhere() {
    let body = r#"{"message":{"type":"tool-calls","customer":{"number":"+14155552671","name":"Ada Lovelace"},
 "call":{"id":"c-1","customer":{"number":"+14155552671"}},
 "toolCallList":[{"id":"call_abcd","function":{"name":"book","arguments":"{\"name\":\"Ada Lovelace\",\"phone\":\"415-555-2671\",\"n\":[1.50,4155552671],\"contactNumber\":4155552671}"}}],
 "note":"Ada Lovelace called from (415) 555-2671"}}"#;
    let mut redactor = Redactor::new(false);
    let new = body_of(&mut redactor, body);
    let wanted = body
        .replace("Ada Lovelace", "Person 1")
        .replace("+14155552671", "+12025550100")
        .replace("415-555-2671", "2025550100")
        .replace("(415) 555-2671", "2025550100")
        .replace(":4155552671", ":2025550100");
    assert_eq!(new, wanted);
    let report = redactor.report();
    assert_eq!(report.total(), 8);
    let kinds: Vec<(Kind, usize)> = report
        .kinds()
        .map(|(kind, values, _)| (kind, values))
        .collect();
    assert_eq!(kinds, [(Kind::Phone, 1), (Kind::Name, 1)]);
    let (_, _, places) = report.kinds().next().expect("phone numbers");
    assert!(
        places.contains(&("message.call.customer.number", 1)),
        "{places:?}"
    );
    assert!(
        places.contains(&("message.toolCallList[].function.arguments.phone", 1)),
        "{places:?}"
    );
}

#[test]
fn secrets_go_and_the_names_of_things_stay() {
    let body = r#"{"message":{"type":"x","assistant":{"name":"Support","server":{"url":"https://h.example","secret":"s3cret","headers":{"X-Api-Key":"k","X-Kind":"a"}}},
 "toolWithToolCallList":[{"type":"function","function":{"name":"book","parameters":{"type":"object","properties":{"name":{"type":"string"}}}}}],
 "artifact":{"recordingUrl":"https://s.example/a.wav","logUrl":"https://s.example/b.jsonl.gz"},"token":""}}"#;
    let new = body_of(&mut Redactor::new(false), body);
    let wanted = body
        .replace("s3cret", "secret-1")
        .replace(r#":"k""#, r#":"secret-2""#)
        .replace("https://s.example/a.wav", "https://media.example.com/1.wav")
        .replace(
            "https://s.example/b.jsonl.gz",
            "https://media.example.com/2.gz",
        );
    assert_eq!(new, wanted);
}

#[test]
fn headers_and_paths_are_read_too() {
    let mut exchange = of_body(Bytes::from_static(b"{\"from\":\"+14155552671\"}"));
    let envelope = &mut Arc::make_mut(&mut exchange.arrival).envelope;
    envelope.path = "/vapi?key=k1&to=+14155552671".into();
    let block = "authorization: Bearer abc\r\ncookie: a=b\r\nx-vapi-signature: 12ab\r\nx-forwarded-for: 8.8.8.8\r\ncontent-length: 23\r\naccept: */*\r\n";
    envelope.headers = Headers::from_block(block);
    let new = Redactor::new(false).exchange(&exchange);
    let envelope = &new.arrival.envelope;
    assert_eq!(envelope.path, "/vapi?key=secret-1&to=+12025550100");
    let headers = String::from_utf8(envelope.headers.block().to_vec()).expect("UTF-8");
    assert_eq!(
        headers,
        "authorization: Bearer secret-2\r\ncookie: secret-3\r\nx-vapi-signature: secret-4\r\nx-forwarded-for: 203.0.113.1\r\ncontent-length: 23\r\naccept: */*\r\n"
    );
    let binary = Redactor::new(false).exchange(&of_body(Bytes::from_static(b"\xff+14155552671")));
    assert_eq!(&binary.arrival.envelope.body[..], b"\xff+14155552671");
}

#[test]
fn ids_go_only_when_asked_for() {
    let body = r#"{"message":{"type":"x","call":{"id":"019aa141-4449-7775-8d7e-006f2a64e546"},"toolCallId":"call_abcd","c":"019aa141-4449-7775-8d7e-006f2a64e546"}}"#;
    assert_eq!(body_of(&mut Redactor::new(false), body), body);
    let new = body_of(&mut Redactor::new(true), body);
    let wanted = body
        .replace(
            "019aa141-4449-7775-8d7e-006f2a64e546",
            "00000000-0000-4000-8000-000000000001",
        )
        .replace("call_abcd", "call_000000000000000000000002");
    assert_eq!(new, wanted);
}

#[test]
fn every_sample_stays_what_it_is() {
    for row in catalog::rows() {
        let mut redactor = Redactor::new(true);
        let new = body_of(&mut redactor, row.sample);
        let (old_json, new_json) = (Raw::parse(row.sample).expect("JSON"), Raw::parse(&new));
        let new_json = new_json.expect("still JSON");
        let names = |root: Raw<'_>| {
            let message = root.get("message").expect("a message");
            let kind = message.str("type").map(std::borrow::Cow::into_owned);
            let tools: Vec<String> = tool_calls(message)
                .into_iter()
                .map(|call| call.name.into_owned())
                .collect();
            (kind, tools, message.entries().len())
        };
        assert_eq!(names(old_json), names(new_json), "{}", row.name);
        // Once more changes nothing.
        assert_eq!(body_of(&mut Redactor::new(true), &new), new, "{}", row.name);
    }
}

#[test]
fn strange_json_keeps_its_form() {
    for body in [
        r#"{"a" : 1.50 , "a":1e5, "b":"\ud800","c":[ ],"d":{"":null}}"#,
        r#"[[["+14155552671"]],{"number":[]}]"#,
        "\u{feff}{\"to\":\"+14155552671\"}",
    ] {
        let new = body_of(&mut Redactor::new(false), body);
        assert_eq!(new, body.replace("+14155552671", "+12025550100"));
    }
    let deep = format!("{}\"a@b.cd\"{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(body_of(&mut Redactor::new(false), &deep).contains("person-1@example.com"));
}
