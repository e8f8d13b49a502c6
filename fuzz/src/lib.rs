//! What the fuzz targets share: an exchange made of fuzzed bytes, and what holds of printed text.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use vapihook::event::envelope::{Envelope, Headers};
use vapihook::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use vapihook::event::id::EventId;

/// The bytes up to a zero byte, and those behind it.
fn split(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == 0) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[]),
    }
}

/// An exchange: `event body \0 answer body \0 header lines \0 status and ms, two bytes each`. What
/// is missing is empty, so that a bare body is an input too.
pub fn exchange(data: &[u8]) -> Exchange {
    let (body, rest) = split(data);
    let (answer, rest) = split(rest);
    let (headers, rest) = split(rest);
    let number = |at: usize| {
        let byte = |at: usize| u64::from(rest.get(at).copied().unwrap_or_default());
        byte(at) << 8 | byte(at + 1)
    };
    let headers = header_block(headers);
    let envelope = Envelope {
        id: EventId::new(),
        received_ms: 1_763_000_000_000,
        method: Method::POST,
        path: "/vapi?key=1".to_owned(),
        headers: headers.clone(),
        body: Bytes::copy_from_slice(body),
    };
    let target = Some("http://localhost:3000".into());
    Exchange {
        arrival: Arc::new(Arrival::new(envelope, target)),
        delivery: Some(Delivery {
            outcome: Outcome::Answered,
            detail: None,
            status: match number(0) {
                0 => 200,
                status => 100 + u16::try_from(status % 500).unwrap_or_default(),
            },
            headers,
            body: Bytes::copy_from_slice(answer),
            body_omitted: 0,
            latency: Duration::from_millis(number(2)),
        }),
    }
}

/// Header lines as HTTP lets them be: what is received never has a line break inside a value.
fn header_block(lines: &[u8]) -> Headers {
    let mut map = HeaderMap::new();
    for (name, value) in Headers::from_block(lines.to_vec()).iter() {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value)) {
            map.append(name, value);
        }
    }
    Headers::from_map(&map)
}

/// Fails when `text` could act on a terminal: a control character other than a line break, or one
/// that changes the direction of what follows.
pub fn harmless(text: &str) {
    for c in text.chars() {
        let direction =
            matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
        assert!(
            c == '\n' || !(c.is_control() || direction),
            "{c:?} got through: {text:?}"
        );
    }
}
