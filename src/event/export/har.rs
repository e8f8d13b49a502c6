//! An exchange as an entry of a HAR file (HTTP archive 1.2). What the format has no place for
//! stands in `_vapihook`, so that nothing is lost on the way back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use super::super::envelope::Headers;
use super::super::exchange::{Delivery, Exchange};
use super::super::line::{millis, rfc3339};

/// What stands before the entries, which are separated by commas.
#[must_use]
pub fn head() -> String {
    let creator = json!({"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")});
    format!("{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"entries\":[\n")
}

/// What stands behind them.
pub const TAIL: &str = "\n]}}\n";

/// The entry.
#[must_use]
pub fn entry(exchange: &Exchange) -> Value {
    let envelope = &exchange.arrival.envelope;
    let delivery = exchange.delivery.as_ref();
    let host = envelope.headers.get("host").unwrap_or("localhost".into());
    let (body, encoding) = text(&envelope.body);
    let mime = envelope.headers.get("content-type").unwrap_or_default();
    let latency = delivery.map_or(0.0, |delivery| millis(delivery.latency));
    let mut request = json!({
        "method": envelope.method.as_str(),
        "url": format!("https://{host}{}", envelope.path),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&envelope.headers),
        "queryString": query(&envelope.path),
        "headersSize": -1,
        "bodySize": envelope.body.len(),
    });
    if !envelope.body.is_empty() {
        request["postData"] = json!({"mimeType": mime, "params": [], "text": body});
        if let Some(encoding) = encoding {
            request["postData"]["_encoding"] = encoding.into();
        }
    }
    json!({
        "startedDateTime": rfc3339(envelope.received_ms),
        "time": latency,
        "request": request,
        "response": response(delivery),
        "cache": {},
        "timings": {"send": 0, "wait": latency, "receive": 0},
        "_vapihook": {
            "id": envelope.id.to_string(),
            "name": exchange.arrival.event().name,
            "target": exchange.arrival.target.as_deref(),
            "outcome": delivery.map(|delivery| delivery.outcome.name()),
            "detail": delivery.and_then(|delivery| delivery.detail.as_deref()),
            "omitted_bytes": delivery.map(|delivery| delivery.body_omitted),
        },
    })
}

/// The answer; when none came, what browsers write then.
fn response(delivery: Option<&Delivery>) -> Value {
    let status = delivery.map_or(0, |delivery| delivery.status);
    let reason = http::StatusCode::from_u16(status).ok();
    let reason = reason
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default();
    let empty = Headers::default();
    let sent = delivery.map_or(&empty, |delivery| &delivery.headers);
    let bytes: &[u8] = delivery.map_or(b"", |delivery| &delivery.body);
    let (body, encoding) = text(bytes);
    let mut content = json!({
        "size": bytes.len(),
        "mimeType": sent.get("content-type").unwrap_or_default(),
        "text": body,
    });
    if let Some(encoding) = encoding {
        content["encoding"] = encoding.into();
    }
    json!({
        "status": status,
        "statusText": reason,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(sent),
        "content": content,
        "redirectURL": sent.get("location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": bytes.len(),
    })
}

/// A body as text, or in base64.
fn text(bytes: &[u8]) -> (String, Option<&'static str>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (BASE64.encode(bytes), Some("base64")),
    }
}

fn headers(headers: &Headers) -> Vec<Value> {
    let pair = |(name, value)| json!({"name": name, "value": String::from_utf8_lossy(value)});
    headers.iter().map(pair).collect()
}

fn query(path: &str) -> Vec<Value> {
    let (_, query) = path.split_once('?').unwrap_or_default();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            json!({"name": name, "value": value})
        })
        .collect()
}
