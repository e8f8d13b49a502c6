//! Writing a line: straight into a buffer, without a tree.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use vapihook_http::fields::lines;
use vapihook_json::quoted::{quote, quote_bytes};

use super::super::envelope::Headers;
use super::super::exchange::Exchange;
use super::super::finding::Judged;
use super::super::verdict::Verdict;
use super::digest::Digest;
use super::{headers_to_json, millis, time, write_json};

/// A member's name as it stands in a line, behind a comma.
macro_rules! member {
    ($name:literal) => {
        concat!(",\"", $name, "\":")
    };
}

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
    plain(out, member!("id"), &envelope.id.digits());
    out.extend_from_slice(concat!(member!("received_at"), '"').as_bytes());
    time::write(out, envelope.received_ms);
    out.push(b'"');
    string_or_null(out, member!("event_type"), event.event_type.as_deref());
    string(out, member!("name"), &event.name);
    plain(out, member!("dialect"), event.dialect.name());
    string_or_null(out, member!("call_id"), event.call_id.as_deref());
    string(out, member!("summary"), &event.summary);
    out.extend_from_slice(b",\"request\":{\"method\":");
    quote(envelope.method.as_str(), out);
    string(out, member!("path"), &envelope.path);
    let digest = arrival.digest();
    payload(
        out,
        &envelope.headers,
        &envelope.body,
        arrival.quoted(),
        digest,
    );
    out.extend_from_slice(b"},\"response\":");
    if let Some(delivery) = delivery {
        write!(out, "{{\"status\":{}", delivery.status).ok();
        let digest = Digest::of(&delivery.body);
        payload(out, &delivery.headers, &delivery.body, None, digest);
        if delivery.body_omitted > 0 {
            write!(out, ",\"omitted_bytes\":{}", delivery.body_omitted).ok();
        }
        out.push(b'}');
    } else {
        out.extend_from_slice(b"null");
    }
    let outcome = delivery.map(|it| it.outcome.name());
    string_or_null(out, member!("outcome"), outcome);
    let detail = delivery.and_then(|it| it.detail.as_deref());
    string_or_null(out, member!("detail"), detail);
    let latency = delivery.map(|it| millis(it.latency));
    value(out, member!("latency_ms"), &latency);
    value(out, member!("deadline_ms"), &event.deadline.as_millis());
    string_or_null(out, member!("target"), arrival.target.as_deref());
    value(out, member!("findings"), &judged.findings);
    string_or_null(out, member!("effect"), judged.effect.as_deref());
    let verdict = arrival.verdict.as_ref().map(Verdict::to_json);
    value(out, member!("verdict"), &verdict);
    out.push(b'}');
}

/// A word of ours: nothing in it needs an escape.
fn plain(out: &mut Vec<u8>, member: &str, word: &(impl AsRef<[u8]> + ?Sized)) {
    out.extend_from_slice(member.as_bytes());
    out.push(b'"');
    out.extend_from_slice(word.as_ref());
    out.push(b'"');
}

fn string(out: &mut Vec<u8>, member: &str, text: &str) {
    out.extend_from_slice(member.as_bytes());
    quote(text, out);
}

fn string_or_null(out: &mut Vec<u8>, member: &str, text: Option<&str>) {
    match text {
        Some(text) => string(out, member, text),
        None => null(out, member),
    }
}

fn null(out: &mut Vec<u8>, member: &str) {
    for part in [member, "null"] {
        out.extend_from_slice(part.as_bytes());
    }
}

fn value(out: &mut Vec<u8>, member: &str, value: &impl Serialize) {
    out.extend_from_slice(member.as_bytes());
    write_json(out, value);
}

/// Headers and body: text when it is valid UTF-8, else base64. `quoted` is the text if somebody
/// has written it before.
fn payload(
    out: &mut Vec<u8>,
    headers: &Headers,
    body: &[u8],
    quoted: Option<&[u8]>,
    digest: Digest,
) {
    out.extend_from_slice(member!("headers").as_bytes());
    write_headers(out, headers);
    let encoding = if let Some(quoted) = quoted {
        out.extend_from_slice(member!("body").as_bytes());
        out.extend_from_slice(quoted);
        "utf-8"
    } else if let Ok(text) = std::str::from_utf8(body) {
        string(out, member!("body"), text);
        "utf-8"
    } else {
        plain(out, member!("body"), &BASE64.encode(body));
        "base64"
    };
    plain(out, member!("encoding"), encoding);
    plain(out, member!("sha256"), digest.as_bytes());
}

/// What [`headers_to_json`] says.
fn write_headers(out: &mut Vec<u8>, headers: &Headers) {
    let start = out.len();
    if write_plain_headers(out, headers).is_none() {
        out.truncate(start);
        write_json(out, &headers_to_json(headers));
    }
}

/// The same, if every name and value is text and no name comes twice.
fn write_plain_headers(out: &mut Vec<u8>, headers: &Headers) -> Option<()> {
    const MOST: usize = 32;
    let mut names = [&b""[..]; MOST];
    out.push(b'{');
    for (at, (name, value)) in lines(headers.block()).enumerate() {
        if names[..at].contains(&name) {
            return None;
        }
        *names.get_mut(at)? = name;
        if at > 0 {
            out.push(b',');
        }
        let is_text = quote_bytes(name, out);
        out.push(b':');
        if !is_text || !quote_bytes(value, out) {
            return None;
        }
    }
    out.push(b'}');
    Some(())
}
