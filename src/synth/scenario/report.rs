//! The end-of-call-report: it adds up.

use serde_json::{Map, Value, json};

use super::body::iso;
use super::call::{Call, overlay};
use super::costs::{self, Usage};
use super::history::{Entry, seconds};

/// Adds to a report what the call amounted to; what the step says of it stands.
pub(super) fn fill(call: &Call, message: &mut Map<String, Value>) {
    let said = std::mem::take(message);
    let now = call.clock.now_ms();
    let (ended_ms, reason) = match &call.ended {
        Some((at, reason)) => (*at, reason.as_str()),
        None => (now, "customer-ended-call"),
    };
    let ms = call
        .started_ms
        .map_or(0, |started| (ended_ms - started).max(0));
    let mut report = json!({ "endedReason": reason });
    if let Some(started) = call.started_ms {
        report["startedAt"] = iso(started).into();
        report["endedAt"] = iso(ended_ms).into();
    }
    report["durationMs"] = ms.into();
    report["durationSeconds"] = seconds(ms).into();
    report["durationMinutes"] = round(seconds(ms) / 60.0).into();
    let summary = summary(call);
    report["analysis"] = json!({ "summary": summary, "successEvaluation": "true" });
    overlay(
        &mut report["analysis"],
        &said.get("analysis").cloned().unwrap_or(json!({})),
    );
    report["summary"] = report["analysis"]["summary"].clone();
    let transcript = call.history.transcript();
    let mut artifact = call.artifact();
    report["transcript"] = transcript.clone().into();
    artifact["transcript"] = transcript.into();
    if call.started_ms.is_some() {
        for (name, kind) in [("recordingUrl", "mono"), ("stereoRecordingUrl", "stereo")] {
            let url = format!("https://example.com/recordings/{}-{kind}.wav", call.id());
            report[name] = url.clone().into();
            artifact[name] = url.into();
        }
    }
    artifact["performanceMetrics"] = metrics(call);
    report["messages"] = artifact["messages"].clone();
    let usage = Usage::of(&call.history, ms);
    for (name, value) in costs::members(&usage, call.carrier(), &call.assistant) {
        report[name] = value;
    }
    if let Some(destination) = &call.destination {
        report["destination"] = destination.clone();
    }
    report["artifact"] = artifact;
    let mut said = Value::Object(said);
    if let Some(said) = said.as_object_mut() {
        said.remove("analysis");
    }
    overlay(&mut report, &said);
    // The envelope's own members stand first, as in every event.
    let Value::Object(report) = report else {
        return;
    };
    for name in ["timestamp", "type"] {
        message.extend(
            report
                .get(name)
                .map(|value| (name.to_owned(), value.clone())),
        );
    }
    message.extend(report);
}

fn summary(call: &Call) -> String {
    let first = call.history.said().find(|(is_user, ..)| *is_user);
    match first {
        Some((_, text, ..)) => format!("The customer said: {text}"),
        None => "The customer did not say anything.".to_owned(),
    }
}

fn round(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

/// How long the customer waited for each of the assistant's turns.
fn metrics(call: &Call) -> Value {
    let mut waits: Vec<i64> = Vec::new();
    let mut since: Option<i64> = None;
    for entry in call.history.entries() {
        if let Entry::Said {
            is_user, time, end, ..
        } = entry
        {
            match since.take() {
                Some(since) if !is_user => waits.push((time - since).max(0)),
                _ => {}
            }
            since = is_user.then_some(*end);
        }
    }
    // A turn is heard out, thought about and spoken: the parts add up to the whole.
    let turn = |wait: &i64| {
        let (heard, thought, spoken) = (wait / 10, wait / 2, wait / 4);
        let ended = wait - heard - thought - spoken;
        json!({
            "transcriberLatency": heard,
            "endpointingLatency": ended,
            "modelLatency": thought,
            "voiceLatency": spoken,
            "turnLatency": wait,
        })
    };
    let turns: Vec<Value> = waits.iter().map(turn).collect();
    let mut metrics = json!({ "turnLatencies": turns });
    for name in [
        "transcriberLatency",
        "endpointingLatency",
        "modelLatency",
        "voiceLatency",
        "turnLatency",
    ] {
        let sum: i64 = turns.iter().filter_map(|turn| turn[name].as_i64()).sum();
        let count = i64::try_from(turns.len()).unwrap_or(1).max(1);
        metrics[format!("{name}Average")] = (sum / count).into();
    }
    metrics["numUserInterrupted"] = call.interruptions.into();
    metrics["numAssistantInterrupted"] = 0.into();
    metrics
}
