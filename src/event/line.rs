//! The `event` line of `--json`: an exchange as one JSON object, and back.
//!
//! Bodies are text when they are valid UTF-8, else base64 with `"encoding": "base64"`, beside a
//! sha256 of the raw bytes; headers are an object whose values are a string, or an array of
//! strings for a name that came several times (a value that is not UTF-8 is `{"base64": ..}`).
//! A line read back gives the same bytes.

mod digest;
mod reader;
pub mod time;
mod write;

use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value, json};
use vapihook_json::quoted::{is_as_quoted, is_unsafe};
use vapihook_json::raw::{Raw, has_line_break};

pub use self::digest::Digest;
pub use self::reader::Reader;
pub use self::time::rfc3339;
pub use self::write::{write, write_to};
use super::envelope::{Envelope, Headers};
use super::exchange::{Arrival, Delivery, Exchange, Outcome};
use super::verdict::Verdict;

/// JSON on one line, safe to print: control characters above ASCII's and the characters that
/// reorder or hide text are escaped, which JSON itself does not ask for.
#[must_use]
pub fn to_json(value: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(1_024);
    write_json(&mut json, value);
    String::from_utf8(json).unwrap_or_default()
}

fn write_json(out: &mut Vec<u8>, value: &impl Serialize) {
    let mut serializer = serde_json::Serializer::with_formatter(out, Safe);
    value.serialize(&mut serializer).ok();
}

struct Safe;

impl serde_json::ser::Formatter for Safe {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.is_ascii() && !fragment.contains('\x7f') {
            return out.write_all(fragment.as_bytes());
        }
        let mut units = [0; 2];
        for c in fragment.chars() {
            if is_unsafe(c) {
                for unit in c.encode_utf16(&mut units) {
                    write!(out, "\\u{unit:04x}")?;
                }
            } else {
                write!(out, "{c}")?;
            }
        }
        Ok(())
    }
}

/// Reads an `event` line back.
///
/// # Errors
/// In words, when the text is not such a line.
pub fn read(text: &str) -> Result<Exchange, String> {
    of(Raw::parse(text).map_err(|error| error.to_string())?)
}

/// Reads an `event` line that is known to be JSON.
///
/// # Errors
/// In words, when it is not such a line.
pub fn of(line: Raw<'_>) -> Result<Exchange, String> {
    let [
        kind,
        id,
        received_at,
        request,
        response,
        outcome,
        detail,
        latency,
        target,
        verdict,
    ] = line.members([
        "type",
        "id",
        "received_at",
        "request",
        "response",
        "outcome",
        "detail",
        "latency_ms",
        "target",
        "verdict",
    ]);
    if kind.and_then(Raw::as_str).as_deref() != Some("event") {
        return Err("not an event line: \"type\" is not \"event\"".into());
    }
    let request = request
        .filter(|request| request.is_object())
        .ok_or("it has no request")?;
    let id = id.and_then(Raw::as_str).and_then(|id| id.parse().ok());
    let [method, path, payload @ ..] =
        request.members(["method", "path", "headers", "body", "encoding", "sha256"]);
    let method = method.and_then(Raw::as_str);
    let method = method.and_then(|method| method.parse().ok());
    let Body {
        bytes: body,
        quoted,
        digest,
    } = body_from_json(payload)?;
    let envelope = Envelope {
        id: id.ok_or("its id is not an event id")?,
        received_ms: received_at
            .and_then(Raw::as_str)
            .and_then(|time| time::read(time.as_bytes()))
            .ok_or("its received_at is not a time")?,
        method: method.ok_or("its method is not an HTTP method")?,
        path: path
            .and_then(Raw::as_str)
            .unwrap_or("/".into())
            .into_owned(),
        headers: headers_from_json(payload[0])?,
        body,
    };
    let target = target.and_then(Raw::as_str).map(std::convert::Into::into);
    let mut arrival = Arrival::new(envelope, target)
        .with_quoted(quoted.map(|text| Bytes::copy_from_slice(text.as_bytes())))
        .with_digest(digest);
    let verdict = verdict.and_then(Raw::to_value);
    arrival.verdict = verdict.and_then(|verdict| Verdict::from_json(&verdict));
    let delivery = match response.filter(|response| response.is_object()) {
        None => None,
        Some(response) => {
            let payload = response.members(PAYLOAD);
            Some(Delivery {
                outcome: outcome
                    .and_then(Raw::as_str)
                    .and_then(|name| Outcome::from_name(&name))
                    .unwrap_or(Outcome::Answered),
                detail: detail
                    .and_then(Raw::as_str)
                    .map(|text| text.into_owned().into()),
                status: number(response, "status").ok_or("its status is not a number")?,
                headers: headers_from_json(payload[0])?,
                body: body_from_json(payload)?.bytes,
                body_omitted: number(response, "omitted_bytes").unwrap_or_default(),
                latency: Duration::try_from_secs_f64(
                    latency.and_then(Raw::as_f64).unwrap_or_default() / 1_000.0,
                )
                .unwrap_or_default(),
            })
        }
    };
    Ok(Exchange {
        arrival: Arc::new(arrival),
        delivery,
    })
}

fn number<T: std::str::FromStr>(of: Raw<'_>, name: &str) -> Option<T> {
    of.get(name)?.text().parse().ok()
}

/// A duration in ms, to the microsecond.
#[must_use]
pub fn millis(duration: Duration) -> f64 {
    // Whole microseconds, as they are recorded.
    #[expect(clippy::cast_precision_loss, reason = "exact below 285 years")]
    let micros = duration.as_micros() as f64;
    micros / 1e3
}

/// Headers as a JSON object.
#[must_use]
pub fn headers_to_json(headers: &Headers) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in headers.iter() {
        let value = match std::str::from_utf8(value) {
            Ok(text) => Value::from(text),
            Err(_) => json!({ "base64": BASE64.encode(value) }),
        };
        match object.get_mut(name) {
            None => {
                object.insert(name.to_owned(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    object
}

/// The members that hold headers and body.
const PAYLOAD: [&str; 4] = ["headers", "body", "encoding", "sha256"];

fn headers_from_json(headers: Option<Raw<'_>>) -> Result<Headers, String> {
    let Some(headers) = headers else {
        return Ok(Headers::default());
    };
    let mut block = Vec::with_capacity(headers.text().len());
    for (name, value) in headers.entries() {
        let several = value.items();
        if several.is_empty() {
            header_from_json(&name, value, &mut block)?;
        }
        for value in several {
            header_from_json(&name, value, &mut block)?;
        }
    }
    Ok(Headers::from_block(block))
}

fn header_from_json(name: &str, value: Raw<'_>, block: &mut Vec<u8>) -> Result<(), String> {
    let text = value.as_str();
    let bytes = match &text {
        Some(text) => Some(Cow::Borrowed(text.as_bytes())),
        None => value
            .str("base64")
            .and_then(|encoded| Some(Cow::Owned(BASE64.decode(&*encoded).ok()?))),
    };
    let bytes = bytes.ok_or_else(|| format!("the value of header {name} is not text"))?;
    if has_line_break(&bytes) {
        return Err(format!("the value of header {name} holds a line break"));
    }
    for part in [name.as_bytes(), b": ", &bytes, b"\r\n"] {
        block.extend_from_slice(part);
    }
    Ok(())
}

/// A body as it was read.
#[derive(Default)]
struct Body<'a> {
    bytes: Bytes,
    /// As it stands there, if that is just what [`quote`](vapihook_json::quoted::quote) would write.
    quoted: Option<&'a str>,
    /// Its sha256, if it was there and is right.
    digest: Option<Digest>,
}

fn body_from_json([_, body, encoding, sha256]: [Option<Raw<'_>>; 4]) -> Result<Body<'_>, String> {
    let Some(body) = body else {
        return Ok(Body::default());
    };
    let text = body.as_str().ok_or("its body is not a string")?;
    let is_base64 = encoding.and_then(Raw::as_str).as_deref() == Some("base64");
    let (bytes, quoted) = if is_base64 {
        let decoded = BASE64.decode(&*text);
        (decoded.map_err(|error| format!("its body: {error}"))?, None)
    } else {
        let quoted = Some(body.text()).filter(|quoted| is_as_quoted(quoted, &text));
        (text.into_owned().into_bytes(), quoted)
    };
    let sum = sha256.and_then(Raw::as_str);
    let digest = sum.as_ref().map(|_| Digest::of(&bytes));
    if sum.as_deref().map(str::as_bytes) != digest.as_ref().map(|digest| &digest.as_bytes()[..]) {
        return Err("its body does not match its sha256".into());
    }
    Ok(Body {
        bytes: bytes.into(),
        quoted,
        digest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::finding::Judged;
    use crate::event::id::EventId;

    fn exchange(body: &'static [u8]) -> Exchange {
        let headers = b"content-type: application/json\r\nx-a: 1\r\nx-a: 2\r\nx-raw: \xff\r\n";
        let envelope = Envelope {
            id: EventId::new(),
            received_ms: 1_790_000_000_123,
            method: http::Method::POST,
            path: "/hook?x=1".into(),
            headers: Headers::from_block(headers.to_vec()),
            body: Bytes::from_static(body),
        };
        let target = Some("http://localhost:3000".into());
        Exchange {
            arrival: Arc::new(Arrival::new(envelope, target)),
            delivery: Some(Delivery {
                outcome: Outcome::Answered,
                detail: None,
                status: 200,
                headers: Headers::default(),
                body: Bytes::from_static(b"\x00\xff"),
                body_omitted: 3,
                latency: Duration::from_micros(1_234),
            }),
        }
    }

    #[test]
    fn a_line_read_back_gives_the_same_bytes() {
        for body in [
            &b"{\"message\":{\"type\":\"hang\"}}"[..],
            b"",
            b"\xff\xfe",
            b"a\nb\x1b",
        ] {
            let exchange = exchange(body);
            let line = write(&exchange, &Judged::default());
            assert!(!line.contains('\n'));
            let back = read(&line).expect("a line");
            assert_eq!(write(&back, &Judged::default()), line);
            assert_eq!(back.arrival.envelope.body, exchange.arrival.envelope.body);
            assert_eq!(
                back.arrival.envelope.headers,
                exchange.arrival.envelope.headers
            );
        }
    }

    #[test]
    fn a_changed_body_is_not_written_as_it_was_read() {
        let line = write(&exchange(b"{\"secret\":1}"), &Judged::default());
        let mut back = read(&line).expect("a line");
        assert!(back.arrival.quoted().is_some());
        let arrival = Arrival::clone(&back.arrival);
        back.arrival = Arc::new(arrival.with_body(Bytes::from_static(b"{}")));
        assert!(!write(&back, &Judged::default()).contains("secret"));
    }

    #[test]
    fn the_pinned_members_are_there() {
        let line = write(
            &exchange(b"{\"message\":{\"type\":\"hang\",\"call\":{\"id\":\"c\"}}}"),
            &Judged {
                effect: Some("e".into()),
                ..Judged::default()
            },
        );
        let line: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(line["v"], 1);
        assert_eq!(line["event_type"], "hang");
        assert_eq!(line["call_id"], "c");
        assert_eq!(line["request"]["headers"]["x-a"], json!(["1", "2"]));
        assert_eq!(line["response"]["encoding"], "base64");
        assert_eq!(line["latency_ms"], 1.234);
        assert_eq!(line["deadline_ms"], 20_000);
        assert_eq!(line["findings"], json!([]));
        assert_eq!(line["effect"], "e");
        assert_eq!(line["received_at"], "2026-09-21T14:13:20.123Z");
    }

    #[test]
    fn nothing_in_a_line_acts_on_a_terminal() {
        let json = to_json(&"a\u{9b}\u{7f}\u{202e}\u{e0001}é🙂\n");
        assert_eq!(json, r#""a\u009b\u007f\u202e\udb40\udc01é🙂\n""#);
        let back: String = serde_json::from_str(&json).expect("JSON");
        assert_eq!(back, "a\u{9b}\u{7f}\u{202e}\u{e0001}é🙂\n");
    }

    #[test]
    fn a_tampered_or_foreign_line_is_refused() {
        let line = write(&exchange(b"{\"a\":1}"), &Judged::default());
        assert!(read(&line.replace("{\\\"a\\\":1}", "{\\\"a\\\":2}")).is_err());
        for text in ["", "{}", "[1]", "{\"type\":\"event\"}"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
