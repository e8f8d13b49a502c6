//! What answers do.

use super::super::judge;
use super::{Answer, answer, calling, exchange, findings};

fn line(event: &str, answer: Answer) -> Option<String> {
    judge(&exchange(event, answer)).effect
}

#[test]
fn an_assistant_request() {
    for (body, wanted) in [
        (r#"{"assistantId":"a1"}"#, "assistant a1 takes the call"),
        (r#"{"squadId":"s1"}"#, "squad s1 takes the call"),
        (r#"{"squad":{}}"#, "the squad in the answer takes the call"),
        (
            r#"{"assistant":{"name":"Desk","firstMessage":"Hi"}}"#,
            r#"the assistant "Desk" in the answer takes the call and says "Hi""#,
        ),
        (
            r#"{"assistant":{"model":{}}}"#,
            "the call ends with assistant-request-returned-invalid-assistant",
        ),
        (
            r#"{"error":"closed","assistantId":"a1"}"#,
            r#"the caller hears "closed"; the call ends with assistant-request-returned-error"#,
        ),
        (
            r#"{"assistantId":""}"#,
            "nobody takes the call: assistantId is no id",
        ),
        (
            r#"{"squadId":7}"#,
            "nobody takes the call: squadId is no id",
        ),
        (
            r#"{"error":{}}"#,
            "the call ends with assistant-request-returned-unspeakable-error",
        ),
        (
            r#"{"destination":{"type":"number","number":"+1415","message":""},"assistantId":"a"}"#,
            "the call is forwarded to +1415, silently",
        ),
        (
            "{}",
            "the call ends with assistant-request-returned-no-assistant",
        ),
    ] {
        let found = line("assistant-request", answer(body));
        assert_eq!(found.as_deref(), Some(wanted), "{body}");
    }
    let good = || answer(r#"{"assistantId":"a1"}"#);
    for late in [good().status(500), good().after(7_501)] {
        let found = line("assistant-request", late);
        assert_eq!(
            found.as_deref(),
            Some("the call ends with assistant-request-failed")
        );
    }
}

#[test]
fn tool_calls() {
    let event = calling(&[("call_1", "book")]);
    for (members, wanted) in [
        (r#""result":"ok""#, r#"book: the model answers from "ok""#),
        (
            r#""error":"no""#,
            r#"book: the model answers from the error "no""#,
        ),
        (
            r#""result":"ok","message":{"type":"request-complete","content":"Done."}"#,
            r#"book: the caller hears "Done.""#,
        ),
        (
            r#""result":{}"#,
            r#"book: the model reads "No result returned.""#,
        ),
    ] {
        let body = format!(r#"{{"results":[{{"toolCallId":"call_1",{members}}}]}}"#);
        assert_eq!(
            line(&event, answer(body)).as_deref(),
            Some(wanted),
            "{members}"
        );
    }
    let own = event.replace(
        r#""async":false"#,
        r#""messages":[{"type":"request-complete","content":"Booked."}]"#,
    );
    let body = r#"{"results":[{"toolCallId":"call_1","result":"ok"}]}"#;
    assert_eq!(
        line(&own, answer(body)).as_deref(),
        Some(r#"book: the caller hears "Booked.""#)
    );
    let nothing = r#"book: the model reads "No result returned.""#;
    assert_eq!(
        line(&event, answer(body).status(500)).as_deref(),
        Some(nothing)
    );
    assert_eq!(
        line(&event, answer(body).status(204)).as_deref(),
        Some(nothing)
    );
    let later = calling(&[("async_1", "log")]);
    assert_eq!(
        line(&later, answer("{}")).as_deref(),
        Some("log: the model went on at once")
    );
    assert_eq!(line("hang", answer("{}")), None);
}

#[test]
fn a_result_of_no_call_is_not_asked_for_an_empty_name() {
    let event = calling(&[("call_1", "book")]);
    for (id, wanted) in [("call_1", "\"book\""), ("other", "the function's name")] {
        let body = format!(r#"{{"results":[{{"toolCallId":"{id}","result":"ok"}}]}}"#);
        let found = findings(&event, answer(body));
        let unnamed = found.iter().find(|finding| finding.id == "VW030");
        assert_eq!(unnamed.expect("a note").expected, wanted);
    }
}
