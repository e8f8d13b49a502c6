//! Lines of events read one after the other, each in one pass: what it says is checked while it is
//! read, straight into what is kept of it.
//!
//! Whatever is unusual is left to [`of`](super::of), which reads a text that was checked before and
//! says what is wrong: no line is refused here, and none is read otherwise than there.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Method;
use vapihook_json::cursor::{Cursor, Result, Unusual};
use vapihook_json::raw::{Raw, Text, has_line_break, text_of};
use vapihook_json::unescape::Unescaper;

use super::super::envelope::{Envelope, Headers};
use super::super::exchange::{Arrival, Delivery, Exchange, Outcome};
use super::super::id::EventId;
use super::super::message::Message;
use super::super::verdict::Verdict;
use super::digest::Digest;
use super::time;

/// Longer lines are left alone: what is kept between lines stays small.
const LONGEST: usize = 1 << 20;

/// Bytes of a piece of memory that is shared by what is kept of several lines.
const PIECE: usize = 16 << 10;

/// Reads lines, with buffers that stay between them.
#[derive(Debug, Default)]
pub struct Reader {
    body: Unescaper,
    headers: Vec<u8>,
    kept: Kept,
}

/// Where texts are put that are kept, one behind the other.
#[derive(Debug, Default)]
struct Kept(BytesMut);

impl Kept {
    /// Texts in one piece.
    fn join<const N: usize>(&mut self, texts: [&[u8]; N]) -> Bytes {
        let length = texts.iter().map(|text| text.len()).sum();
        if self.0.capacity() < length {
            self.0 = BytesMut::with_capacity(length.max(PIECE));
        }
        for text in texts {
            self.0.extend_from_slice(text);
        }
        self.0.split().freeze()
    }
}

/// What a line says beside its request.
#[derive(Default)]
struct Line<'l> {
    is_event: bool,
    id: Option<EventId>,
    received_ms: Option<i64>,
    request: Option<Part<'l>>,
    response: Option<Part<'l>>,
    outcome: Option<Cow<'l, str>>,
    detail: Option<Cow<'l, str>>,
    latency: Option<Raw<'l>>,
    target: Option<Arc<str>>,
    verdict: Option<Verdict>,
}

/// A request or an answer.
#[derive(Default)]
struct Part<'l> {
    method: Option<Method>,
    path: Option<Cow<'l, str>>,
    status: Option<Raw<'l>>,
    omitted: Option<Raw<'l>>,
    headers: Headers,
    body: Bytes,
    /// The body as it stands there, if it is just as it would be written.
    quoted: Option<Bytes>,
    digest: Option<Digest>,
}

impl Reader {
    /// The event whose line `text` begins with, and where that ends; `None` when it has to be read
    /// by other means.
    pub fn first(&mut self, text: &[u8]) -> Option<(Exchange, usize)> {
        let mut cursor = Cursor::new(text, 0);
        let short = text.len() <= LONGEST;
        let line = short.then(|| self.line(&mut cursor))?.ok()?;
        Some((line.exchange().ok()?, cursor.place()))
    }

    fn line<'l>(&mut self, cursor: &mut Cursor<'l>) -> Result<Line<'l>> {
        let mut line = Line::default();
        let mut members = cursor.object()?;
        while let Some(name) = members.member(cursor)? {
            match name {
                b"type" => line.is_event = cursor.plain()? == b"event",
                b"v" => skip(cursor)?,
                // It says first what it is.
                _ if !line.is_event => return Err(Unusual),
                b"id" => {
                    let id = str::from_utf8(cursor.plain()?);
                    line.id = id.ok().and_then(|id| id.parse().ok());
                }
                b"received_at" => line.received_ms = time::read(cursor.plain()?),
                b"request" => line.request = Some(self.part(cursor)?),
                b"response" if cursor.peek()? == b'{' => line.response = Some(self.part(cursor)?),
                b"response" => {
                    skip(cursor)?;
                    line.response = None;
                }
                b"outcome" => line.outcome = text(cursor)?,
                b"detail" => line.detail = text(cursor)?,
                b"latency_ms" => line.latency = Some(raw(cursor)?),
                b"target" => line.target = text(cursor)?.map(Into::into),
                b"verdict" => {
                    let verdict = raw(cursor)?.to_value();
                    line.verdict = verdict.as_ref().and_then(Verdict::from_json);
                }
                _ => skip(cursor)?,
            }
        }
        Ok(line)
    }

    fn part<'l>(&mut self, cursor: &mut Cursor<'l>) -> Result<Part<'l>> {
        let mut part = Part::default();
        let mut has_body = false;
        let mut sum = None;
        let mut members = cursor.object()?;
        while let Some(name) = members.member(cursor)? {
            match name {
                b"method" => part.method = Method::from_bytes(cursor.plain()?).ok(),
                b"path" => part.path = Some(cursor.text()?),
                b"status" => part.status = Some(raw(cursor)?),
                b"omitted_bytes" => part.omitted = Some(raw(cursor)?),
                b"headers" => part.headers = self.headers(cursor)?,
                b"body" => {
                    self.body.clear();
                    let quoted = cursor.read(&mut self.body)?;
                    let text = self.body.rest();
                    part.body = self.kept.join([text, quoted.unwrap_or_default()]);
                    let as_it_stands = part.body.split_off(text.len());
                    part.quoted = quoted.map(|_| as_it_stands);
                    has_body = true;
                }
                // Bytes that are no text are rare.
                b"encoding" if cursor.plain()? == b"base64" => return Err(Unusual),
                b"encoding" => {}
                b"sha256" => sum = Some(cursor.plain()?),
                _ => skip(cursor)?,
            }
        }
        if let (Some(sum), true) = (sum, has_body) {
            let digest = Digest::of(&part.body);
            if digest.as_bytes() != sum {
                return Err(Unusual);
            }
            part.digest = Some(digest);
        }
        Ok(part)
    }

    fn headers(&mut self, cursor: &mut Cursor<'_>) -> Result<Headers> {
        self.headers.clear();
        let mut members = cursor.object()?;
        while let Some(name) = members.member(cursor)? {
            if str::from_utf8(name).is_err() {
                return Err(Unusual);
            }
            if cursor.peek()? != b'[' {
                self.header(name, &cursor.text()?)?;
                continue;
            }
            let values = raw(cursor)?.items();
            if values.is_empty() {
                return Err(Unusual);
            }
            for value in values {
                self.header(name, &value.as_str().ok_or(Unusual)?)?;
            }
        }
        Ok(Headers::from_block(self.kept.join([&self.headers])))
    }

    fn header(&mut self, name: &[u8], value: &str) -> Result<()> {
        if has_line_break(value.as_bytes()) {
            return Err(Unusual);
        }
        for part in [name, b": ", value.as_bytes(), b"\r\n"] {
            self.headers.extend_from_slice(part);
        }
        Ok(())
    }
}

impl Line<'_> {
    fn exchange(self) -> Result<Exchange> {
        let request = self.request.ok_or(Unusual)?;
        let envelope = Envelope {
            id: self.id.ok_or(Unusual)?,
            received_ms: self.received_ms.ok_or(Unusual)?,
            method: request.method.ok_or(Unusual)?,
            path: request.path.map_or_else(|| "/".to_owned(), Cow::into_owned),
            headers: request.headers,
            body: request.body,
        };
        let event = {
            let text = Text::new(checked(&envelope.body)?);
            Message::open(&envelope, &text).to_event(&envelope)
        };
        let mut arrival = Arrival::known(envelope, event, self.target)
            .with_quoted(request.quoted)
            .with_digest(request.digest);
        arrival.verdict = self.verdict;
        let outcome = self.outcome.as_deref().and_then(Outcome::from_name);
        let latency = self.latency.and_then(Raw::as_f64).unwrap_or_default();
        let delivery = self.response.map(|response| {
            checked(&response.body)?;
            Ok(Delivery {
                outcome: outcome.unwrap_or(Outcome::Answered),
                detail: self.detail.map(|text| text.into_owned().into()),
                status: response.status.and_then(number).ok_or(Unusual)?,
                headers: response.headers,
                body: response.body,
                body_omitted: response.omitted.and_then(number).unwrap_or_default(),
                latency: Duration::try_from_secs_f64(latency / 1_000.0).unwrap_or_default(),
            })
        });
        Ok(Exchange {
            arrival: Arc::new(arrival),
            delivery: delivery.transpose()?,
        })
    }
}

fn skip(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.value().map(|_| ())
}

fn raw<'l>(cursor: &mut Cursor<'l>) -> Result<Raw<'l>> {
    let value = str::from_utf8(cursor.value()?);
    value.map(Raw::checked).map_err(|_| Unusual)
}

/// The text of a string; `None` for any other value.
fn text<'l>(cursor: &mut Cursor<'l>) -> Result<Option<Cow<'l, str>>> {
    if cursor.peek()? == b'"' {
        return cursor.text().map(Some);
    }
    skip(cursor).map(|()| None)
}

fn number<T: std::str::FromStr>(value: Raw<'_>) -> Option<T> {
    value.text().parse().ok()
}

/// The text of a body that is text: what is not would have been mended before it was unescaped.
fn checked(body: &[u8]) -> Result<&str> {
    match text_of(body) {
        Cow::Borrowed(text) => Ok(text),
        Cow::Owned(_) => Err(Unusual),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::event::finding::Judged;
    use crate::event::line::{self, to_json, write};

    /// What a line says, written again; `None` when it is left alone. What is said has to be what
    /// the other reader says.
    fn read(line: &[u8]) -> Option<String> {
        let (exchange, end) = Reader::default().first(line)?;
        let text = text_of(&line[..end]);
        let other = line::read(&text).expect("an event line");
        assert_eq!(
            format!("{:?}", said(&exchange)),
            format!("{:?}", said(&other))
        );
        let written = write(&exchange, &Judged::default());
        assert_eq!(written, write(&other, &Judged::default()));
        Some(written)
    }

    fn said(exchange: &Exchange) -> (&Envelope, Option<&str>, &Option<Delivery>, String) {
        let arrival = &exchange.arrival;
        let verdict = format!("{:?} {:?}", arrival.verdict, arrival.event());
        (
            &arrival.envelope,
            arrival.target.as_deref(),
            &exchange.delivery,
            verdict,
        )
    }

    fn sum(body: &str) -> String {
        let digest = Digest::of(body.as_bytes());
        String::from_utf8_lossy(digest.as_bytes()).into_owned()
    }

    fn event(body: &str) -> Value {
        json!({
            "v": 1, "type": "event", "id": "0000g000000jk", "received_at": "2026-09-21T14:13:20.123Z",
            "summary": "a \"b\"", "findings": [{"id": "VW001"}],
            "request": {
                "method": "POST", "path": "/hook?x=\"1\"",
                "headers": {"content-type": "application/json", "etag": "W/\"1\"", "a": ["1", "é"]},
                "body": body, "encoding": "utf-8", "sha256": sum(body),
            },
            "response": {
                "status": 201, "headers": {"x": ""}, "body": "{\n}", "omitted_bytes": 7,
                "encoding": "utf-8", "sha256": sum("{\n}"),
            },
            "outcome": "truncated", "detail": "é\n", "latency_ms": 1.234, "target": "http://[::1]:1",
            "verdict": null,
        })
    }

    const BODY: &str = r#"{"message":{"type":"hang","call":{"id":"c"}}}"#;

    #[test]
    fn a_line_of_ours_is_read_as_it_was_written() {
        for body in [BODY, "", "\u{feff}{}", "é\u{7f}\t/", "\\\"\n", "\u{1b}"] {
            for line in [
                to_json(&event(body)),
                serde_json::to_string_pretty(&event(body)).expect("JSON"),
                to_json(&event(body)).replace('/', "\\/"),
            ] {
                let first = read(line.as_bytes()).expect("a line");
                assert_eq!(read(first.as_bytes()).as_ref(), Some(&first));
                assert_eq!(read((line + "{\"a\":\"").as_bytes()), Some(first));
            }
        }
    }

    #[test]
    fn what_is_unusual_is_left_alone() {
        let line = event(BODY);
        assert!(read(to_json(&line).as_bytes()).is_some());
        for (path, value) in [
            ("/type", json!("ready")),
            ("/id", json!("x")),
            ("/received_at", json!("2026-02-30T14:13:20.123Z")),
            ("/request", json!(null)),
            ("/request/method", json!("")),
            ("/request/path", json!(1)),
            ("/request/headers", json!([])),
            ("/request/headers/a", json!([])),
            ("/request/headers/a", json!({"base64": "/w=="})),
            ("/request/headers/a", json!("1\n")),
            ("/request/body", json!("{}")),
            ("/request/body", json!(null)),
            ("/request/encoding", json!("base64")),
            ("/response/status", json!("200")),
            ("/response/status", json!(70_000)),
            ("/response/body", json!("x")),
        ] {
            let mut line = line.clone();
            *line.pointer_mut(path).expect("a member") = value;
            assert_eq!(read(to_json(&line).as_bytes()), None, "{path}");
        }
        let line = to_json(&line);
        let long = line.replace("\"a \\\"b", &format!("\"{}", "x".repeat(LONGEST)));
        for other in [
            "",
            "{}",
            BODY,
            "{\"id\":1}",
            &line.replace("\"type\"", "\"t\\u0079pe\""),
            &line.replace("hang", "h\\ud800ng"),
            &line.replace("hang", "h\x01ng"),
            &line.replace("VW001", "VW\x01"),
            &line.replace("1.234", "01.234"),
            &line.replace("null", "nul"),
            &line[..line.len() - 1],
            &long,
        ] {
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
        let mut line = line.replace("hang", "h~ng").into_bytes();
        for byte in &mut line {
            if *byte == b'~' {
                *byte = 0xff;
            }
        }
        assert_eq!(read(&line), None);
    }

    proptest! {
        #[test]
        fn what_is_changed_anywhere_is_read_as_a_checked_line_is(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..3),
            is_again in any::<bool>(),
        ) {
            let line = to_json(&event(BODY));
            // Members that come twice, too.
            let again = if is_again { &line[1..line.len() - 1] } else { "\"v\":1" };
            let mut line = line.replacen("\"v\":1", again, 1).into_bytes();
            for (at, byte) in changes {
                let at = at.index(line.len());
                line[at] = byte;
            }
            let _ = read(&line);
        }
    }
}
