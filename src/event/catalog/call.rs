//! Messages about a call's life: its status, its transfers, its end and what is kept of it.

use vapihook_json::members::{Members, Object};
use vapihook_json::raw::Raw;

use super::words::{caller, destination, join, last_of_user, quote, text};
use super::{Deadline, Reply, Row, Server, Standing, View};

pub(super) const ROWS: &[Row] = &[
    Row {
        name: "assistant.started",
        about: "An assistant took the call, at its start or after a transfer.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: |message| {
            assistant(message, "newAssistant")
                .or_else(|| assistant(message, "assistant"))
                .unwrap_or_default()
        },
        view: View::Members(&[
            ("assistant", &["newAssistant", "name"]),
            ("id", &["newAssistant", "id"]),
            ("greeting", &["newAssistant", "firstMessage"]),
        ]),
        sample: include_str!("../samples/assistant.started.json"),
    },
    Row {
        name: "call.artifact.upload",
        about: "Recordings or logs of a call were uploaded to your own storage bucket.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: uploads,
        view: View::Members(&[("artifacts", &["artifacts"])]),
        sample: include_str!("../samples/call.artifact.upload.json"),
    },
    Row {
        name: "call.delete.failed",
        about: "A call that was to be deleted could not be.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: which_call,
        view: View::Members(&[]),
        sample: include_str!("../samples/call.delete.failed.json"),
    },
    Row {
        name: "call.deleted",
        about: "A call and what was kept of it were deleted.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: which_call,
        view: View::Members(&[]),
        sample: include_str!("../samples/call.deleted.json"),
    },
    Row {
        name: "campaign.event",
        about: "A campaign or one of its contacts moved on: started, dispatched, completed, failed.",
        server: Server::Campaign,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: campaign_event,
        view: View::Members(&[("event", &["eventType"]), ("data", &["data"])]),
        sample: include_str!("../samples/campaign.event.json"),
    },
    Row {
        name: "end-of-call-report",
        about: "The call is over and analysed: transcript, recording, summary and cost.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: report,
        view: View::Report,
        sample: include_str!("../samples/end-of-call-report.json"),
    },
    Row {
        name: "hang",
        about: "The assistant has failed to reply for a while.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: |message| last_of_user(message).unwrap_or_default(),
        view: View::Talk(&[]),
        sample: include_str!("../samples/hang.json"),
    },
    Row {
        name: "phone-call-control",
        about: "The call should be forwarded or hung up, and whoever subscribes must do it.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| join(" ", [text(message, &["request"]), to_destination(message)]),
        view: View::Members(&[("request", &["request"]), ("to", &["destination"])]),
        sample: include_str!("../samples/phone-call-control.json"),
    },
    Row {
        name: "status-update",
        about: "The call changed its status: queued, ringing, in-progress, forwarding, ended.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: true,
        summary: status,
        view: View::Status,
        sample: include_str!("../samples/status-update.json"),
    },
    Row {
        name: "transfer-update",
        about: "The call moves to another assistant, number or SIP address.",
        server: Server::Call,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: |message| {
            let from = assistant(message, "fromAssistant").map(|name| format!("from {name}"));
            let to = assistant(message, "toAssistant").map(|name| format!("to {name}"));
            join(" ", [from, to.or_else(|| to_destination(message))])
        },
        view: View::Members(&[
            ("from", &["fromAssistant", "name"]),
            ("to", &["toAssistant", "name"]),
            ("where", &["destination"]),
            ("from step", &["fromStepRecord"]),
            ("to step", &["toStepRecord"]),
        ]),
        sample: include_str!("../samples/transfer-update.json"),
    },
];

/// The name, else the id, of an assistant member.
fn assistant(message: &Members<'_>, member: &str) -> Option<String> {
    text(message, &[member, "name"]).or_else(|| text(message, &[member, "id"]))
}

fn to_destination(message: &Members<'_>) -> Option<String> {
    let name = destination(message.get("destination")?)?;
    Some(format!("to {name}"))
}

/// `inboundPhoneCall  from +14155550123`.
fn which_call(message: &Members<'_>) -> String {
    join("  ", [text(message, &["call", "type"]), caller(message)])
}

/// `recording-stereo uploaded, log failed`.
fn uploads(message: &Members<'_>) -> String {
    let artifacts = message.get("artifacts").map(Raw::items).unwrap_or_default();
    let artifacts: Vec<String> = artifacts
        .into_iter()
        .map(|artifact| {
            let success = artifact.get("success").and_then(Raw::as_bool);
            let outcome = success.map(|done| if done { "uploaded" } else { "failed" }.to_owned());
            join(" ", [text(artifact, &["type"]), outcome])
        })
        .collect();
    artifacts.join(", ")
}

/// `contact.completed  contact 0199..`: the members of `data` are not published.
fn campaign_event(message: &Members<'_>) -> String {
    let id = |path: &[&str]| text(message, path);
    let contact = id(&["data", "contactId"]).or_else(|| id(&["data", "contact", "id"]));
    let campaign = || id(&["data", "campaignId"]).map(|id| format!("campaign {id}"));
    let subject = contact.map(|id| format!("contact {id}"));
    join("  ", [id(&["eventType"]), subject.or_else(campaign)])
}

/// `ended  customer-ended-call`; when an assistant-request went wrong, also what Vapi says to
/// its answer, on one line.
fn status(message: &Members<'_>) -> String {
    let debugging = |name| text(message, &["inboundPhoneCallDebuggingArtifacts", name]);
    let error = debugging("assistantRequestError").or_else(|| debugging("error"));
    let error = error.map(|error| error.split_whitespace().collect::<Vec<_>>().join(" "));
    let parts = [
        text(message, &["status"]),
        ended_reason(message),
        to_destination(message),
        error,
    ];
    join("  ", parts)
}

fn ended_reason(message: &Members<'_>) -> Option<String> {
    text(message, &["endedReason"]).or_else(|| text(message, &["call", "endedReason"]))
}

/// `customer-ended-call  62s  $0.12  "summary"`.
fn report(message: &Members<'_>) -> String {
    let number = |path: &[&str]| message.path(path).and_then(Raw::as_f64);
    let cost = number(&["cost"]).or_else(|| number(&["costBreakdown", "total"]));
    let summary = quote(message, &["analysis", "summary"]);
    let parts = [
        ended_reason(message),
        duration(message).map(|seconds| format!("{seconds:.0}s")),
        cost.map(|dollars| format!("${dollars:.2}")),
        summary.or_else(|| quote(message, &["summary"])),
    ];
    join("  ", parts)
}

/// How long the call was, in seconds.
fn duration(message: &Members<'_>) -> Option<f64> {
    let number = |name| message.get(name).and_then(Raw::as_f64);
    let at = |name| message.str(name)?.parse::<jiff::Timestamp>().ok();
    number("durationSeconds")
        .or_else(|| Some(number("durationMs")? / 1_000.0))
        .or_else(|| {
            Some(
                at("endedAt")?
                    .duration_since(at("startedAt")?)
                    .as_secs_f64(),
            )
        })
}
