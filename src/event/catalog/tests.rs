use std::collections::HashSet;

use vapihook_json::raw::Raw;

use super::*;
use crate::event::Event;
use crate::event::dialect::Dialect;
use crate::event::message::Message;
use crate::event::testing::post;
use crate::event::tool_call::tool_calls;

/// What the line of each sample says: in the catalog's order, so that none is forgotten.
const LINES: &[(&str, &str)] = &[
    ("assistant-request", "from +14155550123"),
    (
        "call.endpointing.request",
        r#"user: "Two fifteen, please. And do you take my insurance?""#,
    ),
    ("campaign.predial", "+14155550148  Morgan Ellis"),
    (
        "function-call",
        r#"checkAvailability {date: "2026-10-13", service: "cleaning"}"#,
    ),
    (
        "handoff-destination-request",
        r#"{department: "billing", reason: "question about a bill"}"#,
    ),
    (
        "knowledge-base-request",
        r#"user: "Two fifteen, please. And do you take my insurance?""#,
    ),
    (
        "tool-calls",
        r#"findPatient {phone: "+14155550123", lastName: "Whitfield"}, checkAvailability {date: "2026-10-13", service: "cleaning"}"#,
    ),
    (
        "transfer-destination-request",
        r#"from +14155550123  user: "Could somebody look at my last bill with me?""#,
    ),
    (
        "voice-request",
        r#"24000 Hz "Two fifteen on Tuesday is yours. We work with most insurers.""#,
    ),
    ("assistant.started", "Front desk"),
    (
        "call.artifact.upload",
        "end-of-call-report uploaded, recording-stereo uploaded, log failed",
    ),
    ("call.delete.failed", "inboundPhoneCall  from +14155550123"),
    ("call.deleted", "inboundPhoneCall  from +14155550123"),
    (
        "campaign.event",
        "contact.completed  contact 5a74f8d2-06e1-4b3c-9f8a-d13b27c6e905",
    ),
    (
        "end-of-call-report",
        r#"customer-ended-call  62s  $0.12  "Dana Whitfield booked a cleaning for Tuesday at 2:15 pm and asked about her last bill.""#,
    ),
    (
        "hang",
        r#"user: "Two fifteen, please. And do you take my insurance?""#,
    ),
    ("phone-call-control", "forward to +14155550177"),
    ("status-update", "ended  customer-ended-call"),
    ("transfer-update", "from Front desk to Billing"),
    (
        "assistant.speechStarted",
        r#""I have nine thirty in the morning or two fifteen in the afternoon. Which do you prefer?""#,
    ),
    (
        "conversation-update",
        r#"4 messages, user: "Two fifteen, please. And do you take my insurance?""#,
    ),
    ("language-change-detected", "es"),
    ("language-changed", "es"),
    ("model-output", r#""Two""#),
    ("speech-update", "assistant stopped"),
    ("transcript", r#"user: "Hi, it's Dana Whit" (partial)"#),
    (
        r#"transcript[transcriptType="final"]"#,
        r#"user: "Hi, it's Dana Whitfield. I'd like to book a cleaning for next Tuesday.""#,
    ),
    (
        "user-interrupted",
        r#"turn turn-2  assistant: "I have nine thirty in the morning or two fifteen in the afternoon. Which""#,
    ),
    (
        "voice-input",
        r#""Two fifteen on Tuesday is yours. We work with most insurers.""#,
    ),
    (
        "chat.created",
        r#"01a1119f-1a86-7f02-b51d-48ce90a7d36b  "Are you open on Saturdays?""#,
    ),
    (
        "chat.deleted",
        r#"01a1119f-1a86-7f02-b51d-48ce90a7d36b  "Are you open on Saturdays?""#,
    ),
    (
        "session.created",
        "01a1119f-18f6-7b96-8e4f-d21705ac83e9  active",
    ),
    (
        "session.deleted",
        "01a1119f-18f6-7b96-8e4f-d21705ac83e9  completed",
    ),
    (
        "session.updated",
        "01a1119f-18f6-7b96-8e4f-d21705ac83e9  active",
    ),
    ("workflow.node.started", "offer-times  conversation"),
];

/// The summary of a message of this type with these members.
fn summary(name: &str, members: &str) -> String {
    let row = find(name).expect("a row");
    (row.summary)(&Members::of(Raw::parse(members).expect("JSON")))
}

#[test]
fn every_sample_is_its_own_type_and_says_what_matters() {
    let lines: Vec<(&str, String)> = rows()
        .map(|row| {
            let envelope = post(row.sample);
            let text = envelope.text();
            let message = Message::open(&envelope, &text);
            assert_eq!(message.dialect, Dialect::Vapi, "{}", row.name);
            assert_eq!(message.event_type.as_deref(), Some(row.name));
            (row.name, message.summary(&envelope))
        })
        .collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|(name, line)| (*name, &**line)).collect();
    assert_eq!(lines, LINES);
}

#[test]
fn samples_are_tidy_and_of_one_call() {
    let mut calls = HashSet::new();
    for row in rows() {
        let value: serde_json::Value = serde_json::from_str(row.sample).expect("JSON");
        let pretty = serde_json::to_string_pretty(&value).expect("JSON") + "\n";
        assert_eq!(row.sample, pretty, "{}", row.name);
        assert!(value["message"]["timestamp"].is_u64(), "{}", row.name);
        calls.extend(Event::parse(&post(row.sample)).call_id);
    }
    assert_eq!(calls.len(), 1, "{calls:?}");
}

#[test]
fn sample_costs_add_up() {
    let sample = find("end-of-call-report").expect("a row").sample;
    let value: serde_json::Value = serde_json::from_str(sample).expect("JSON");
    let report = &value["message"];
    let costs = report["costs"].as_array().expect("costs");
    let sum: f64 = costs.iter().filter_map(|cost| cost["cost"].as_f64()).sum();
    for total in [&report["cost"], &report["costBreakdown"]["total"]] {
        assert!((sum - total.as_f64().expect("a number")).abs() < 1e-9);
    }
}

#[test]
fn names_are_unique_and_in_order() {
    for family in [requests::ROWS, call::ROWS, speech::ROWS, records::ROWS] {
        assert!(family.is_sorted_by_key(|row| row.name));
    }
    let names: HashSet<&str> = rows().map(|row| row.name).collect();
    assert_eq!(names.len(), rows().count());
}

#[test]
fn requests_say_what_the_answer_holds() {
    for row in requests::ROWS {
        assert!(
            matches!(row.reply, Reply::Expected(holds) if !holds.is_empty()),
            "{}",
            row.name
        );
    }
    assert_eq!(
        rows().filter(|row| row.reply.is_expected()).count(),
        requests::ROWS.len()
    );
}

#[test]
fn a_sample_knows_the_deadline_of_the_server_that_is_asked() {
    let seconds = |name| {
        let row = find(name).expect("a row");
        Event::parse(&post(row.sample)).deadline.as_secs_f32()
    };
    let asked = requests::ROWS
        .iter()
        .map(|row| (row.name, seconds(row.name)));
    let asked: Vec<(&str, f32)> = asked.collect();
    assert_eq!(
        asked,
        [
            ("assistant-request", 7.5),
            ("call.endpointing.request", 2.0),
            ("campaign.predial", 20.0),
            ("function-call", 20.0),
            ("handoff-destination-request", 20.0),
            ("knowledge-base-request", 5.0),
            ("tool-calls", 20.0),
            ("transfer-destination-request", 20.0),
            ("voice-request", 10.0),
        ]
    );
}

#[test]
fn parallel_tool_calls_read_the_same_from_every_copy() {
    let sample = find("tool-calls").expect("a row").sample;
    let message = Raw::parse(sample)
        .expect("JSON")
        .get("message")
        .expect("it");
    let ids = |member: &str| {
        let copy = format!(
            "{{\"{member}\":{}}}",
            message.get(member).expect("it").text()
        );
        let calls = tool_calls(Raw::parse(&copy).expect("JSON"));
        let calls = calls
            .iter()
            .map(|call| format!("{} {}", call.id, call.inline()));
        calls.collect::<Vec<_>>()
    };
    assert_eq!(ids("toolCallList").len(), 2);
    assert_eq!(ids("toolCallList"), ids("toolCalls"));
    assert_eq!(ids("toolCallList"), ids("toolWithToolCallList"));
}

#[test]
fn near_names_are_proposed() {
    for (typo, first) in [
        ("tool-call", "tool-calls"),
        ("toolcalls", "tool-calls"),
        ("status_update", "status-update"),
        ("assistant.request", "assistant-request"),
        ("end-of-call", "end-of-call-report"),
        ("transcripts", "transcript"),
        ("session.create", "session.created"),
    ] {
        assert_eq!(did_you_mean(typo).first(), Some(&first), "{typo}");
        assert!(did_you_mean(typo).len() <= 3);
    }
    assert!(did_you_mean("zzz").is_empty());
    assert!(did_you_mean("").is_empty());
}

#[test]
fn other_shapes_of_known_members_are_read() {
    for (name, members, line) in [
        (
            "status-update",
            r#"{"status":"ended","endedReason":"assistant-request-returned-invalid-assistant","inboundPhoneCallDebuggingArtifacts":{"error":"No assistant","assistantRequestError":"Invalid.\n  model is missing"}}"#,
            "ended  assistant-request-returned-invalid-assistant  Invalid. model is missing",
        ),
        (
            "status-update",
            r#"{"status":"forwarding","destination":{"type":"sip","sipUri":"sip:desk@example.com"}}"#,
            "forwarding  to sip:desk@example.com",
        ),
        (
            "end-of-call-report",
            r#"{"call":{"endedReason":"silence-timed-out"},"durationMs":1499}"#,
            "silence-timed-out  1s",
        ),
        (
            "end-of-call-report",
            r#"{"startedAt":"2026-10-06T16:30:00.000Z","endedAt":"2026-10-06T16:31:30.400Z","costBreakdown":{"total":1},"summary":"Booked."}"#,
            r#"90s  $1.00  "Booked.""#,
        ),
        (
            "transfer-update",
            r#"{"destination":{"type":"number","number":"+14155550177"}}"#,
            "to +14155550177",
        ),
        ("phone-call-control", r#"{"request":"hang-up"}"#, "hang-up"),
        ("assistant.started", r#"{"assistant":{"id":"a-1"}}"#, "a-1"),
        (
            "assistant-request",
            r#"{"call":{"customer":{"sipUri":"sip:dana@example.com"}}}"#,
            "from sip:dana@example.com",
        ),
        (
            "conversation-update",
            r#"{"conversation":[{"role":"user","message":null,"content":[{"type":"text","text":"Hi"}]},{"role":"assistant","content":null,"tool_calls":[]}]}"#,
            r#"2 messages, user: "Hi""#,
        ),
        (
            "conversation-update",
            r#"{"messages":[{"role":"bot","message":"Hello"}]}"#,
            r#"1 message, assistant: "Hello""#,
        ),
        (
            "model-output",
            r#"{"output":{"name":"findPatient"}}"#,
            r#"{name: "findPatient"}"#,
        ),
        ("transcript", r#"{"transcriptType":"partial"}"#, "(partial)"),
        (
            "campaign.event",
            r#"{"eventType":"campaign.started","data":{"campaignId":"c-1"}}"#,
            "campaign.started  campaign c-1",
        ),
        ("voice-request", r#"{"sampleRate":8000}"#, "8000 Hz"),
    ] {
        assert_eq!(summary(name, members), line, "{name} {members}");
    }
}

/// Every member that a summary looks at, given as each kind that it should not be.
#[test]
fn members_of_another_kind_never_break_a_summary() {
    for wrong in [
        "null",
        "true",
        "1e999",
        r#""\ud800""#,
        "[[{}]]",
        r#"{"a":[1]}"#,
        "[]",
        "{}",
    ] {
        for row in rows() {
            let message = Raw::parse(row.sample).expect("JSON").get("message");
            for (name, value) in message.expect("an object").entries() {
                let inner = value.entries();
                let inner = inner
                    .iter()
                    .map(|(inner, _)| format!("{{\"{inner}\":{wrong}}}"));
                for value in inner.chain([wrong.to_owned()]) {
                    summary(row.name, &format!("{{\"{name}\":{value}}}"));
                }
            }
            summary(row.name, wrong);
        }
    }
}

#[test]
fn types_that_can_be_listed() {
    let all = rows().filter(|row| row.is_subscribable()).count();
    assert_eq!(all, 28, "contract 4.7");
    assert!(rows().all(|row| !row.is_default || row.is_subscribable()));
}
