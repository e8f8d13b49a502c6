//! Writing a line: straight into a buffer, without a tree.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use vapihook_json::quoted::quote;

use super::super::envelope::Headers;
use super::super::exchange::Exchange;
use super::super::finding::Judged;
use super::super::verdict::Verdict;
use super::{headers_to_json, millis, rfc3339, sha256_hex, write_json};

/// The exchange as one line, without the line break, with what a check of its answer says.
#[must_use]
pub fn write(exchange: &Exchange, judged: &Judged) -> String {
    let mut line = Vec::new();
    write_to(&mut line, exchange, judged);
    String::from_utf8(line).unwrap_or_default()
}

/// The same, appended to `out`.
pub fn write_to(out: &mut Vec<u8>, exchange: &Exchange, judged: &Judged) {
    let arrival = &*exchange.arrival;
    let (envelope, event) = (&arrival.envelope, arrival.event());
    let delivery = exchange.delivery.as_ref();
    let answer = delivery.map_or(0, |delivery| delivery.body.len());
    out.reserve(1_024 + (envelope.body.len() + answer) / 4 * 5);
    out.extend_from_slice(b"{\"v\":1,\"type\":\"event\"");
    string(out, "id", &envelope.id.to_string());
    string(out, "received_at", &rfc3339(envelope.received_ms));
    string_or_null(out, "event_type", event.event_type.as_deref());
    string(out, "name", &event.name);
    string(out, "dialect", event.dialect.name());
    string_or_null(out, "call_id", event.call_id.as_deref());
    string(out, "summary", &event.summary);
    out.extend_from_slice(b",\"request\":{\"method\":");
    quote(envelope.method.as_str(), out);
    string(out, "path", &envelope.path);
    payload(out, &envelope.headers, &envelope.body);
    out.push(b'}');
    name(out, "response");
    if let Some(delivery) = delivery {
        write!(out, "{{\"status\":{}", delivery.status).ok();
        payload(out, &delivery.headers, &delivery.body);
        if delivery.body_omitted > 0 {
            write!(out, ",\"omitted_bytes\":{}", delivery.body_omitted).ok();
        }
        out.push(b'}');
    } else {
        out.extend_from_slice(b"null");
    }
    string_or_null(out, "outcome", delivery.map(|it| it.outcome.name()));
    string_or_null(out, "detail", delivery.and_then(|it| it.detail.as_deref()));
    value(out, "latency_ms", &delivery.map(|it| millis(it.latency)));
    value(out, "deadline_ms", &event.deadline.as_millis());
    string_or_null(out, "target", arrival.target.as_deref());
    value(out, "findings", &judged.findings);
    string_or_null(out, "effect", judged.effect.as_deref());
    value(
        out,
        "verdict",
        &arrival.verdict.as_ref().map(Verdict::to_json),
    );
    out.push(b'}');
}

/// A member's name, after a comma.
fn name(out: &mut Vec<u8>, name: &str) {
    for part in [b",\"", name.as_bytes(), b"\":"] {
        out.extend_from_slice(part);
    }
}

fn string(out: &mut Vec<u8>, of: &str, text: &str) {
    name(out, of);
    quote(text, out);
}

fn string_or_null(out: &mut Vec<u8>, of: &str, text: Option<&str>) {
    match text {
        Some(text) => string(out, of, text),
        None => value(out, of, &()),
    }
}

fn value(out: &mut Vec<u8>, of: &str, value: &impl Serialize) {
    name(out, of);
    write_json(out, value);
}

/// Headers and body: text when it is valid UTF-8, else base64.
fn payload(out: &mut Vec<u8>, headers: &Headers, body: &[u8]) {
    name(out, "headers");
    write_headers(out, headers);
    let encoding = if let Ok(text) = std::str::from_utf8(body) {
        string(out, "body", text);
        "utf-8"
    } else {
        string(out, "body", &BASE64.encode(body));
        "base64"
    };
    string(out, "encoding", encoding);
    string(out, "sha256", &sha256_hex(body));
}

/// What [`headers_to_json`] says.
fn write_headers(out: &mut Vec<u8>, headers: &Headers) {
    let mut names: Vec<&str> = Vec::new();
    let is_plain = headers.iter().all(|(name, value)| {
        let is_new = names.len() < 32 && !names.contains(&name);
        names.push(name);
        is_new && std::str::from_utf8(value).is_ok()
    });
    if !is_plain {
        return write_json(out, &headers_to_json(headers));
    }
    out.push(b'{');
    for (at, (name, value)) in headers.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        quote(name, out);
        out.push(b':');
        quote(std::str::from_utf8(value).unwrap_or_default(), out);
    }
    out.push(b'}');
}
