//! The voice webhook payload of an agency platform built on Vapi, member by member, with what
//! each is in Vapi's own messages (contract 7.1).

use std::borrow::Cow;

use vapihook_json::raw::Raw;

/// One member that the payload has.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Where it stands: `event.data.duration`.
    pub path: String,
    /// Its value.
    pub value: Raw<'a>,
    /// What it is in Vapi's own messages; empty when Vapi has nothing like it.
    pub native: Cow<'static, str>,
}

/// Members of `event.data`, and what they are natively.
const DATA: &[(&str, &str)] = &[
    ("call_id", "message.call.id"),
    ("direction", "message.call.type"),
    ("timestamp", "message.timestamp, in ms there"),
    ("duration", "message.durationSeconds"),
    ("cost", "message.cost"),
    ("recording_url", "message.artifact.recordingUrl"),
    ("summary", "message.analysis.summary"),
    (
        "transcription",
        "message.artifact.transcript (AI: and User: there)",
    ),
    ("analysis_result", "message.analysis.structuredData"),
    ("tools_called", "message.artifact.messages, role tool_calls"),
    (
        "tool_calls",
        "message.artifact.messages, roles tool_calls and tool_call_result",
    ),
    ("appointments", ""),
    ("platform", ""),
];

/// What a status is natively, for a call in that direction.
#[must_use]
pub fn native_status(status: &str, outbound: bool) -> &'static str {
    match (status, outbound) {
        ("initiated", false) => "status-update, status ringing",
        ("initiated", true) => "status-update, status queued",
        ("completed", _) => "end-of-call-report; why the call ended is not said",
        ("failed", _) => {
            "end-of-call-report, endedReason twilio-failed-to-connect-call or its like"
        }
        ("busy", _) => "end-of-call-report, endedReason customer-busy",
        ("no-answer", _) => "end-of-call-report, endedReason customer-did-not-answer",
        _ => "",
    }
}

/// The members of the payload whose root is `root`, in an order that reads well.
#[must_use]
pub fn members(root: Raw<'_>) -> Vec<Member<'_>> {
    let mut members = Vec::new();
    let mut push = |path: String, value, native| {
        members.push(Member {
            path,
            value,
            native,
        });
    };
    let event = root.get("event");
    let data = event.and_then(|event| event.get("data"));
    if let Some(data) = data {
        let [status, direction] = data.members(["vapi_status", "direction"]);
        if let Some(status) = status {
            let outbound = direction.and_then(Raw::as_str).as_deref() == Some("outbound");
            let native = native_status(&status.as_str().unwrap_or_default(), outbound);
            push("event.data.vapi_status".into(), status, native.into());
        }
    }
    if let Some(id) = event.and_then(|event| event.get("id")) {
        push(
            "event.id".into(),
            id,
            "none: Vapi numbers no deliveries".into(),
        );
    }
    for (name, value) in data.map(Raw::entries).unwrap_or_default() {
        if name == "vapi_status" {
            continue;
        }
        let native = DATA.iter().find(|(known, _)| *known == name);
        let native = native.map_or("", |(_, native)| *native);
        push(format!("event.data.{name}"), value, native.into());
    }
    for (name, value) in root.entries() {
        match &*name {
            "event" => {}
            "lead_contact" => {
                for (inner, value) in value.entries() {
                    let native = match &*inner {
                        "number" | "name" => format!("message.customer.{inner}"),
                        _ => String::new(),
                    };
                    push(format!("lead_contact.{inner}"), value, native.into());
                }
            }
            _ => push(name.into_owned(), value, "".into()),
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_is_named_with_what_it_is_natively() {
        let text = r#"{"event":{"id":"e1","channel":"voice","data":{"direction":"outbound",
            "vapi_status":"initiated","duration":3,"new":1}},
            "lead_contact":{"number":"+1","email":"a@example.com"},"lead_id":"l"}"#;
        let shown: Vec<String> = members(Raw::parse(text).expect("JSON"))
            .iter()
            .map(|member| format!("{}|{}", member.path, member.native))
            .collect();
        assert_eq!(
            shown,
            [
                "event.data.vapi_status|status-update, status queued",
                "event.id|none: Vapi numbers no deliveries",
                "event.data.direction|message.call.type",
                "event.data.duration|message.durationSeconds",
                "event.data.new|",
                "lead_contact.number|message.customer.number",
                "lead_contact.email|",
                "lead_id|",
            ]
        );
    }

    #[test]
    fn a_status_is_told_natively() {
        for (status, native) in [
            (
                "completed",
                "end-of-call-report; why the call ended is not said",
            ),
            ("busy", "end-of-call-report, endedReason customer-busy"),
            ("paused", ""),
        ] {
            assert_eq!(native_status(status, false), native);
        }
    }
}
