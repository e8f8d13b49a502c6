//! The corrected answers, and the close misses that are named.

use super::{answer, calling, findings, ids, loud};

/// The corrected body of the first finding that has one.
fn fixed(event: &str, body: &str) -> Option<String> {
    let found = findings(event, answer(body.to_owned()));
    assert!(!found.is_empty(), "{body}");
    found
        .into_iter()
        .find_map(|finding| finding.fix_body)
        .map(|body| body.to_string())
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn a_corrected_answer_is_clean() {
    let one = calling(&[("call_abcdef", "book")]);
    let two = calling(&[("call_abcdef", "book"), ("call_ghijkl", "find")]);
    let ok = r#"{"results":[{"toolCallId":"call_abcdef","result":"ok"}]}"#;
    let both = r#"{"results":[{"toolCallId":"call_abcdef","result":"1"},{"toolCallId":"call_ghijkl","result":"2"}]}"#;
    let who = r#"{"message":{"type":"assistant-request"}}"#;
    let transfer = r#"{"message":{"type":"transfer-destination-request"}}"#;
    let endpointing = r#"{"message":{"type":"call.endpointing.request"}}"#;
    let knowledge = r#"{"message":{"type":"knowledge-base-request"}}"#;
    for (event, body, wanted) in [
        (
            &*one,
            r#"{"results":{"toolCallId":"call_abcdef","result":"ok"}}"#,
            ok,
        ),
        (&one, r#"{"result":"ok"}"#, ok),
        (
            &one,
            r#"{"messageResponse":{"results":[{"toolCallId":"call_abcdef","result":"ok"}]}}"#,
            ok,
        ),
        (
            &one,
            r#"{"statusCode":200,"body":"{\"results\":[{\"toolCallId\":\"call_abcdef\",\"result\":\"ok\"}]}"}"#,
            ok,
        ),
        (
            &one,
            r#"{"success":true,"data":{"results":[{"toolCallId":"call_abcdef","result":"ok"}]}}"#,
            ok,
        ),
        (&one, r#"[{"toolCallId":"call_abcdef","result":"ok"}]"#, ok),
        (
            &one,
            r#""{\"results\":[{\"toolCallId\":\"call_abcdef\",\"result\":\"ok\"}]}""#,
            ok,
        ),
        (
            &one,
            r#"{"results":[{"tool_call_id":"call_abcdef","result":"ok"}]}"#,
            ok,
        ),
        (
            &one,
            r#"{"results":[{"toolCallId":"call_abc","result":"ok"}]}"#,
            ok,
        ),
        (&one, r#"{"results":["ok"]}"#, ok),
        (
            &one,
            r#"{"results":[{"toolCallId":"call_abcdef","result":{"a":1}}]}"#,
            r#"{"results":[{"toolCallId":"call_abcdef","result":"{\"a\":1}"}]}"#,
        ),
        (
            &one,
            r#"{"results":[{"toolCallId":"call_abcdef","result":"a\n b"}]}"#,
            r#"{"results":[{"toolCallId":"call_abcdef","result":"a b"}]}"#,
        ),
        (
            &one,
            r#"{"results":[{"toolCallId":"call_abcdef","error":{"message":"no"}}]}"#,
            r#"{"results":[{"toolCallId":"call_abcdef","error":"no"}]}"#,
        ),
        (
            &one,
            r#"{"temperature":20}"#,
            r#"{"results":[{"toolCallId":"call_abcdef","result":"{\"temperature\":20}"}]}"#,
        ),
        (
            &two,
            r#"{"results":[{"toolCallId":"call_abcdef","result":"1"},{"toolCallId":"tool-find","result":"2"}]}"#,
            both,
        ),
        (&two, r#"{"results":[{"result":1},{"result":2}]}"#, both),
        (
            who,
            r#"{"assistantId":"3f0b9c1e-6a4d-4c58-9a53-0d8a7f1c2b3e","assistantOverrides":{"variables":{"a":1}}}"#,
            r#"{"assistantId":"3f0b9c1e-6a4d-4c58-9a53-0d8a7f1c2b3e","assistantOverrides":{"variableValues":{"a":1}}}"#,
        ),
        (
            who,
            r#"{"assistant":{"id":"x","prompt":"Hi","model":{"provider":"openai","model":"gpt-4o"}}}"#,
            r#"{"assistant":{"model":{"provider":"openai","model":"gpt-4o","messages":[{"role":"system","content":"Hi"}]}}}"#,
        ),
        (
            transfer,
            r#"{"destination":{"type":"number","phoneNumber":"+14155552671"}}"#,
            r#"{"destination":{"type":"number","number":"+14155552671"}}"#,
        ),
        (
            endpointing,
            r#"{"timeoutSeconds":"0.5"}"#,
            r#"{"timeoutSeconds":0.5}"#,
        ),
        (
            knowledge,
            r#"[{"content":"a","similarity":1}]"#,
            r#"{"documents":[{"content":"a","similarity":1}]}"#,
        ),
    ] {
        let found = fixed(event, body);
        assert_eq!(found.as_deref(), Some(wanted), "{body}");
        let again = findings(event, answer(wanted.to_owned()));
        assert!(loud(&again).is_empty(), "{wanted}: {again:?}");
    }
}

#[test]
fn what_cannot_be_derived_is_not_made_up() {
    let two = calling(&[("call_abcdef", "book"), ("call_ghijkl", "find")]);
    for body in [
        r#"{"results":[]}"#,
        r#"{"result":"ok"}"#,
        r#"{"results":[{"toolCallId":"x","result":"1"}]}"#,
        r#"{"temperature":20}"#,
        "{}",
    ] {
        assert_eq!(fixed(&two, body), None, "{body}");
    }
}

#[test]
fn close_misses_are_named() {
    let one = calling(&[("call_AbCdEf123", "book")]);
    for (id, words) in [
        ("call_AbC", "truncated"),
        ("EF123", "no call has this id"),
        ("Ef123", "truncated"),
        ("call_abcdef123", "case or whitespace"),
        (" call_AbCdEf123", "case or whitespace"),
        ("tool-book", "definition"),
        ("book", "function's name"),
        ("other", "no call has this id"),
    ] {
        let body = format!(r#"{{"results":[{{"toolCallId":"{id}","result":"ok"}}]}}"#);
        let found = findings(&one, answer(body));
        let mut found = found.iter().filter(|finding| finding.id == "VW021");
        let message = &found.next().expect("VW021").message;
        assert!(message.contains(words), "{id}: {message}");
    }
    let found = findings(&one, answer(r#"{"results":[]}"#));
    assert!(found[0].message.contains("they stand in `message`"));
    let found = findings(&one, answer("{}"));
    assert!(found[0].message.contains("it stands in `message.type`"));
    let html = findings(
        &one,
        answer("<html>cloudflare tunnel error 1033</html>").status(530),
    );
    assert_eq!(ids(&html), ["VW001", "VW007"]);
    assert!(html[1].message.contains("the tunnel answered"));
}

#[test]
fn one_mistake_is_said_once() {
    let two = calling(&[("call_abcdef", "book"), ("call_ghijkl", "find")]);
    for (body, wanted) in [
        (
            r#"{"results":[{"toolCallId":"call_abcdef","name":"book","result":"1"},{"toolCallId":"x","name":"find","result":"2"}]}"#,
            &["VW021"][..],
        ),
        (r#"{"messageResponse":{"results":"x"}}"#, &["VW018"]),
        (r#"{"result":{"a":1}}"#, &["VW017"]),
        ("oops", &["VW006"]),
        ("", &["VW003"]),
    ] {
        assert_eq!(ids(&findings(&two, answer(body))), wanted, "{body}");
    }
}

#[test]
fn a_partly_async_answer_needs_only_the_other_results() {
    let event = calling(&[("async_1", "log"), ("call_abcdef", "book")]);
    let body = r#"{"results":[{"toolCallId":"call_abcdef","name":"book","result":"ok"}]}"#;
    assert_eq!(ids(&findings(&event, answer(body))), ["VW035"]);
}
