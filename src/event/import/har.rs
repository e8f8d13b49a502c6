//! The entries of a HAR file (HTTP archive 1.2), as browsers, proxies and our own export write it.

use std::time::Duration;

use ::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use vapihook_json::raw::{Kind, Raw};

use super::super::envelope::Headers;
use super::super::exchange::{Delivery, Exchange, Outcome};
use super::super::id::EventId;
use super::NotAnEvent;
use super::http::path_of;

/// An event, and whether it has an id of ours.
type Entry = (Exchange, bool);

/// The posted requests with their answers, and how many entries are something else: pages and
/// scripts, that a browser saves with them.
pub(super) fn read(entries: Raw<'_>) -> Result<(Vec<Entry>, usize), NotAnEvent> {
    if entries.kind() != Kind::Array {
        return Err("it is a HAR file whose log.entries is not an array".into());
    }
    let mut found = Vec::new();
    let mut others = 0;
    for (at, entry) in entries.items().into_iter().enumerate() {
        match one(entry).map_err(|why| format!("log.entries[{at}]: {why}"))? {
            Some(exchange) => found.push(exchange),
            None => others += 1,
        }
    }
    Ok((found, others))
}

/// An entry; `None` when it posts nothing.
fn one(entry: Raw<'_>) -> Result<Option<Entry>, String> {
    let [request, response, started, time, ours] = entry.members([
        "request",
        "response",
        "startedDateTime",
        "time",
        "_vapihook",
    ]);
    let request = request.ok_or("it has no request")?;
    let [method, url, headers, post] = request.members(["method", "url", "headers", "postData"]);
    let method: Method = method
        .and_then(Raw::as_str)
        .and_then(|method| method.parse().ok())
        .ok_or("its method is not an HTTP method")?;
    let id: Option<EventId> = ours
        .and_then(|ours| ours.str("id"))
        .and_then(|id| id.parse().ok());
    let posts = matches!(method, Method::POST | Method::PUT | Method::PATCH);
    if id.is_none() && (!posts || post.is_none()) {
        return Ok(None);
    }
    let url = url.and_then(Raw::as_str).unwrap_or_default();
    let body = post.map(|post| content(post, "_encoding")).transpose()?;
    let mut exchange = super::request(
        method,
        path_of(&url),
        header_block(headers, id.is_some())?,
        body.unwrap_or_default(),
    );
    let started = started.and_then(Raw::as_str);
    let started = started.and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let latency = time.and_then(Raw::as_f64).unwrap_or_default();
    exchange.delivery = response
        .map(|response| answer(response, latency, id.is_some()))
        .transpose()?
        .flatten();
    let arrival = std::sync::Arc::make_mut(&mut exchange.arrival);
    if let Some(started) = started {
        arrival.envelope.received_ms = started.as_millisecond();
    }
    if let (Some(id), Some(ours)) = (id, ours) {
        arrival.envelope.id = id;
        arrival.target = ours.str("target").map(Into::into);
        restore(&mut exchange.delivery, ours);
    }
    Ok(Some((exchange, id.is_some())))
}

/// What the format has no place for.
fn restore(delivery: &mut Option<Delivery>, ours: Raw<'_>) {
    let [outcome, detail, omitted] = ours.members(["outcome", "detail", "omitted_bytes"]);
    let outcome = outcome.and_then(Raw::as_str);
    let outcome = outcome.and_then(|name| Outcome::from_name(&name));
    if let (Some(delivery), Some(outcome)) = (delivery, outcome) {
        delivery.outcome = outcome;
        delivery.detail = detail.and_then(Raw::as_str).map(Into::into);
        let omitted = omitted.and_then(|omitted| omitted.text().parse().ok());
        delivery.body_omitted = omitted.unwrap_or_default();
    }
}

/// The answer; `None` when none came (a status of 0).
fn answer(response: Raw<'_>, latency: f64, is_ours: bool) -> Result<Option<Delivery>, String> {
    let [status, headers, body] = response.members(["status", "headers", "content"]);
    let status = status.and_then(|status| status.text().parse().ok());
    let Some(status) = status.filter(|status| (100..1_000).contains(status)) else {
        return Ok(None);
    };
    Ok(Some(Delivery {
        outcome: Outcome::Answered,
        detail: None,
        status,
        headers: header_block(headers, is_ours)?,
        body: body
            .map(|body| content(body, "encoding"))
            .transpose()?
            .unwrap_or_default(),
        body_omitted: 0,
        latency: Duration::try_from_secs_f64(latency / 1_000.0).unwrap_or_default(),
    }))
}

/// The `text` of a body, which is base64 when `encoding` says so.
fn content(of: Raw<'_>, encoding: &str) -> Result<Bytes, String> {
    let [text, encoding] = of.members(["text", encoding]);
    let text = text.and_then(Raw::as_str).unwrap_or_default();
    match encoding.and_then(Raw::as_str).as_deref() {
        Some("base64") => BASE64
            .decode(&*text)
            .map(Bytes::from)
            .map_err(|error| format!("its body is not base64: {error}")),
        _ => Ok(text.into_owned().into()),
    }
}

/// `[{"name": .., "value": ..}]` as a block. Pseudo headers of HTTP/2 and the framing are left out.
fn header_block(headers: Option<Raw<'_>>, is_ours: bool) -> Result<Headers, String> {
    let mut block = Vec::new();
    for header in headers.map(Raw::items).unwrap_or_default() {
        let [name, value] = header.members(["name", "value"]);
        let name = name.and_then(Raw::as_str).ok_or("a header has no name")?;
        let value = value.and_then(Raw::as_str).unwrap_or_default();
        let is_framing = ["content-length", "transfer-encoding"]
            .iter()
            .any(|framing| name.eq_ignore_ascii_case(framing));
        if name.starts_with(':') || (is_framing && !is_ours) {
            continue;
        }
        if value.contains(['\r', '\n']) {
            return Err(format!("the value of header {name} holds a line break"));
        }
        block.extend_from_slice(format!("{}: {value}\r\n", name.to_ascii_lowercase()).as_bytes());
    }
    Ok(Headers::from_block(block))
}
