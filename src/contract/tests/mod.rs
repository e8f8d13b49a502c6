//! The rules against answers: each rule with one that triggers it and a near twin that does not,
//! every sample of the documentation, and ten thousand generated answers without a false alarm.

mod assistants;
mod effect;
mod fixes;
mod generated;
mod mutations;
mod samples;
mod session;
mod twins;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;

use super::{check, rules};
use crate::event::catalog;
use crate::event::envelope::{Envelope, Headers};
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use crate::event::finding::{Finding, Severity};
use crate::event::id::EventId;

/// An answer in the making: 200, JSON, at once.
#[derive(Clone)]
struct Answer {
    status: u16,
    kind: &'static str,
    body: Bytes,
    ms: u64,
    outcome: Outcome,
    omitted: u64,
}

fn answer(body: impl Into<Bytes>) -> Answer {
    Answer {
        status: 200,
        kind: "application/json",
        body: body.into(),
        ms: 10,
        outcome: Outcome::Answered,
        omitted: 0,
    }
}

impl Answer {
    fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    fn after(self, ms: u64) -> Self {
        Self { ms, ..self }
    }
}

/// The body of an event: one that is given, or the catalog's sample of a type.
fn event_body(event: &str) -> String {
    match catalog::find(event) {
        Some(row) => row.sample.to_owned(),
        None => event.to_owned(),
    }
}

fn exchange(event: &str, answer: Answer) -> Exchange {
    let envelope = Envelope {
        id: EventId::new(),
        received_ms: 0,
        method: Method::POST,
        path: "/".to_owned(),
        headers: Headers::from_block(b"x-vapi-secret: s3cret-s3cret\r\n".to_vec()),
        body: event_body(event).into(),
    };
    let kind = match answer.kind {
        "" => String::new(),
        kind => format!("content-type: {kind}\r\n"),
    };
    Exchange {
        arrival: Arc::new(Arrival::new(envelope, None)),
        delivery: Some(Delivery {
            outcome: answer.outcome,
            detail: None,
            status: answer.status,
            headers: Headers::from_block(kind.into_bytes()),
            body: answer.body,
            body_omitted: answer.omitted,
            latency: Duration::from_millis(answer.ms),
        }),
    }
}

fn findings(event: &str, answer: Answer) -> Vec<Finding> {
    check(&exchange(event, answer))
}

fn ids(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| &*finding.id).collect()
}

fn loud(findings: &[Finding]) -> Vec<&Finding> {
    let loud = |finding: &&Finding| finding.severity != Severity::Note;
    findings.iter().filter(loud).collect()
}

/// A `tool-calls` event with these calls, `(id, name)`.
fn calling(calls: &[(&str, &str)]) -> String {
    let list: Vec<String> = calls
        .iter()
        .map(|(id, name)| {
            format!(r#"{{"id":"{id}","type":"function","function":{{"name":"{name}","arguments":{{}}}}}}"#)
        })
        .collect();
    let tools: Vec<String> = calls
        .iter()
        .zip(&list)
        .map(|((id, name), call)| {
            format!(
                r#"{{"id":"tool-{name}","type":"function","async":{},"function":{{"name":"{name}"}},"toolCall":{call}}}"#,
                id.starts_with("async")
            )
        })
        .collect();
    format!(
        r#"{{"message":{{"type":"tool-calls","toolCallList":[{}],"toolWithToolCallList":[{}]}}}}"#,
        list.join(","),
        tools.join(",")
    )
}

#[test]
fn ids_are_unique_in_order_and_complete() {
    let found: Vec<&str> = rules().map(|rule| rule.id).collect();
    let wanted: Vec<String> = (1..=67)
        .chain(70..=85)
        .map(|number| format!("VW{number:03}"))
        .collect();
    assert_eq!(found, wanted);
    assert!(super::find("vw024").is_some_and(|rule| rule.id == "VW024"));
    assert!(super::find("VW068").is_none());
}

#[test]
fn what_was_refused_before_the_app_is_no_finding() {
    for outcome in [
        Outcome::Filtered,
        Outcome::Unauthorized,
        Outcome::TooLarge,
        Outcome::BadRequest,
        Outcome::Busy,
    ] {
        let ours = Answer {
            outcome,
            ..answer("").status(502)
        };
        assert_eq!(findings("tool-calls", ours), [], "{}", outcome.name());
    }
    let in_part = Answer {
        omitted: 5,
        ..answer(r#"{"results":[{"#)
    };
    assert_eq!(findings("tool-calls", in_part), []);
    let unanswered = Exchange {
        delivery: None,
        ..exchange("tool-calls", answer(""))
    };
    assert_eq!(check(&unanswered), []);
}

#[test]
fn no_answer_is_an_error_to_whoever_waits_for_one() {
    let llm = r#"{"model":"m","messages":[{"role":"user","content":"hi"}],"call":{"id":"c"}}"#;
    let asynchronous = calling(&[("async-1", "book")]);
    for (outcome, status, asks, late) in [
        (Outcome::Unreachable, 502, "VW003", ""),
        (Outcome::Truncated, 200, "VW003", ""),
        (Outcome::DeadlineCut, 504, "VW012", "VW012"),
    ] {
        let lost = || Answer {
            outcome,
            ..answer("").status(status)
        };
        for event in ["tool-calls", "voice-request", llm] {
            let found = findings(event, lost());
            assert_eq!(ids(&found), [asks], "{} {event}", outcome.name());
            assert_eq!(found[0].severity, Severity::Error);
        }
        // What only informs has arrived, and an async tool's answer is ignored.
        let found = findings("hang", lost());
        assert_eq!(
            ids(&found),
            if late.is_empty() { vec![] } else { vec![late] }
        );
        assert!(found.iter().all(|it| it.severity == Severity::Warning));
        assert_eq!(findings(&asynchronous, lost()), []);
        assert_eq!(findings("nobody knows what this is", lost()), []);
    }
    let failed = Answer {
        outcome: Outcome::DeadlineCut,
        ..answer("").status(504).after(7_500)
    };
    assert_eq!(ids(&findings("assistant-request", failed)), ["VW010"]);
}

#[test]
fn what_is_no_message_is_not_judged() {
    for body in [
        "",
        "x",
        "{}",
        "[1]",
        r#"{"model":"m","messages":[]}"#,
        r#"{"message":{}}"#,
    ] {
        assert_eq!(findings(body, answer("<html>").status(500)), [], "{body}");
    }
    for name in ["hang", "new.thing", "end-of-call-report"] {
        let event = format!(r#"{{"message":{{"type":"{name}"}}}}"#);
        for body in [
            "",
            "{}",
            "ok",
            "null",
            r#"{"received":true}"#,
            "<html>ok</html>",
        ] {
            for status in [200, 201, 204] {
                assert_eq!(
                    findings(&event, answer(body).status(status)),
                    [],
                    "{name} {body}"
                );
            }
        }
    }
}

#[test]
fn any_body_is_survived() {
    let deep = format!(
        "{{\"results\":{}1{}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let bodies: [&[u8]; 8] = [
        b"\xff\xfe",
        b"{",
        b"\"\\ud800\"",
        b"null",
        b"{\"results\":[null,1,[],{}]}",
        b"{\"destination\":1,\"assistant\":[]}",
        b"\xef\xbb\xbf{}",
        deep.as_bytes(),
    ];
    for row in catalog::rows() {
        for body in bodies {
            findings(row.name, answer(body.to_vec()));
            findings(
                &format!(r#"{{"message":{{"type":"{}"}}}}"#, row.name),
                answer(body.to_vec()),
            );
        }
    }
    assert_eq!(findings("tool-calls", answer(deep)), []);
}
