//! The voice webhook payload of an agency platform built on Vapi: what it sends when a call is
//! initiated, completed or fails.

use serde_json::{Value, json};

/// What its `vapi_status` may be, and what that means.
pub const STATUSES: &[(&str, &str)] = &[
    (
        "initiated",
        "A call of the agency platform started and rings.",
    ),
    (
        "completed",
        "A call of the agency platform ended successfully.",
    ),
    (
        "failed",
        "A call of the agency platform could not be connected.",
    ),
    ("busy", "The line that the agency platform called is busy."),
    ("no-answer", "Nobody answered the agency platform's call."),
];

/// The payload of a status. Only a call that was answered has words, tools and a recording.
#[must_use]
pub fn payload(status: &str) -> String {
    let at = json!(1_791_304_271.268);
    let answered = status == STATUSES[1].0;
    let inbound = answered || status == STATUSES[0].0;
    let mut data = json!({
        "timestamp": at,
        "direction": if inbound { "inbound" } else { "outbound" },
        "platform": "voice",
        "call_id": "call_f3Kq8ZtN2wXy",
        "vapi_status": status,
    });
    if answered && let Value::Object(data) = &mut data {
        let more = json!({
            "duration": 62,
            "cost": 0.1235,
            "recording_url": "https://example.com/recordings/call_f3Kq8ZtN2wXy.mp3",
            "transcription": "Agent: Lakeside Dental, front desk. How can I help?\n\
                              Lead: Hi, it's Dana Whitfield. I'd like to book a cleaning for next Tuesday.",
            "summary": "Dana Whitfield booked a cleaning for Tuesday at 2:15 pm.",
            "tools_called": ["checkAvailability", "bookAppointment"],
            "tool_calls": [
                {"name": "checkAvailability", "arguments": {"date": "2026-10-13", "service": "cleaning"},
                 "result": {"times": ["09:30", "14:15"]}},
                {"name": "bookAppointment", "arguments": {"date": "2026-10-13", "time": "14:15"},
                 "result": {"booked": true}},
            ],
            "analysis_result": {"sentiment": "positive", "intent": "booking"},
            "appointments": [
                {"datetime": "2026-10-13T14:15:00Z", "type": "cleaning", "confirmed": true},
            ],
        });
        data.extend(more.as_object().cloned().unwrap_or_default());
    }
    json!({
        "event": {"id": "evt_voice_9bT4mKx2", "channel": "voice", "timestamp": at, "data": data},
        "lead_id": "lead_5821",
        "lead_contact": {"number": "+14155550123", "email": "dana@example.com", "name": "Dana Whitfield"},
        "business_id": "biz_117",
        "lead_created": !answered,
    })
    .to_string()
}
