//! What only several exchanges show.

use std::sync::Arc;

use super::super::Session;
use super::{Answer, answer, calling, exchange, ids};
use crate::event::envelope::Headers;
use crate::event::exchange::Exchange;
use crate::event::finding::Finding;

/// What is found in a run, exchange by exchange.
fn run(all: &[Exchange]) -> Vec<Vec<Finding>> {
    let mut session = Session::default();
    let judged = all.iter().map(|one| session.judge(one).findings);
    judged.collect()
}

fn has(findings: &[Finding], id: &str) -> bool {
    ids(findings).contains(&id)
}

/// An event with these headers, answered so.
fn with(headers: &str, event: &str, answer: Answer) -> Exchange {
    let mut exchange = exchange(event, answer);
    let arrival = Arc::make_mut(&mut exchange.arrival);
    arrival.envelope.headers = Headers::from_block(headers.as_bytes().to_vec());
    exchange
}

#[test]
fn a_handler_that_answers_every_type_alike() {
    let call = calling(&[("call_1", "book")]);
    for body in ["{}", "", r#"{"error":"unknown event"}"#] {
        let all = [
            exchange("status-update", answer(body)),
            exchange(&call, answer(body)),
        ];
        let found = run(&all);
        assert!(!has(&found[0], "VW063"));
        // A top-level error is only a note.
        let wanted = !body.contains("unknown");
        assert_eq!(has(&found[1], "VW063"), wanted, "{body}: {:?}", found[1]);
    }
    let refused = || answer(r#"{"error":"unknown event type"}"#).status(400);
    let all = [exchange("hang", refused()), exchange(&call, refused())];
    assert!(has(&run(&all)[1], "VW063"));
    let fine = r#"{"results":[{"toolCallId":"call_1","result":"ok"}]}"#;
    for all in [
        [
            exchange("status-update", answer("{}")),
            exchange(&call, answer(fine)),
        ],
        [
            exchange("status-update", answer(fine)),
            exchange(&call, answer(fine)),
        ],
        [
            exchange("status-update", answer("{}")),
            exchange(&call, answer("[]")),
        ],
        [exchange(&call, answer("{}")), exchange(&call, answer("{}"))],
        // The app is broken, whatever it reads.
        [
            exchange("status-update", answer("oops").status(500)),
            exchange(&call, answer("oops").status(500)),
        ],
    ] {
        assert!(run(&all).iter().all(|found| !has(found, "VW063")));
    }
}

#[test]
fn a_server_that_lets_everybody_in() {
    let (known, none) = ("x-vapi-secret: s\r\n", "host: x\r\n");
    let ok = || answer("{}");
    let once = run(&[
        with(known, "hang", ok()),
        with(none, "hang", ok()),
        with(none, "hang", ok()),
    ]);
    let told: Vec<bool> = once.iter().map(|found| has(found, "VW066")).collect();
    assert_eq!(told, [false, true, false]);
    for quiet in [
        vec![with(none, "hang", ok()), with(none, "hang", ok())],
        vec![with(known, "hang", ok()), with(known, "hang", ok())],
        vec![
            with(known, "hang", ok()),
            with(none, "hang", ok().status(401)),
        ],
        vec![
            with("Authorization: Bearer x\r\n", "hang", ok()),
            with("X-Signature: 0\r\n", "hang", ok()),
        ],
    ] {
        assert!(run(&quiet).iter().all(|found| !has(found, "VW066")));
    }
}

#[test]
fn a_credential_that_is_not_attached() {
    let event = |server: &str| {
        format!(r#"{{"message":{{"type":"hang","assistant":{{"server":{server}}}}}}}"#)
    };
    let configured = event(r#"{"url":"https://a.example","credentialId":"c-1"}"#);
    let none = "host: x\r\n";
    let found = run(&[
        with(none, &configured, answer("{}")),
        with(none, &configured, answer("{}")),
    ]);
    assert!(has(&found[0], "VW084") && !has(&found[1], "VW084"));
    for (headers, event) in [
        ("authorization: Bearer x\r\n", &configured),
        (none, &event(r#"{"url":"https://a.example"}"#)),
        (none, &event(r#"{"credentialId":"c-1"}"#)),
        (
            none,
            &event(r#"{"url":"https://a.example","credentialId":null}"#),
        ),
    ] {
        let found = run(&[with(headers, event, answer("{}"))]);
        assert!(!has(&found[0], "VW084"), "{headers} {event}");
    }
}

#[test]
fn what_is_remembered_is_bounded() {
    let mut session = Session::default();
    for at in 0..1_000 {
        let event = format!(r#"{{"message":{{"type":"type-{at}"}}}}"#);
        let mut one = exchange(&event, answer("{}"));
        Arc::make_mut(&mut one.arrival).envelope.path = format!("/{at}");
        session.judge(&one);
    }
    assert!(format!("{session:?}").len() < 64 * 400);
}
