//! An `event` line read for its signature alone: the few members that count, as slices of the
//! line, and the body unescaped straight into the digest when what is signed before it is known by
//! then, else into a buffer that is used again. What is skipped is stepped over and not checked;
//! whatever is unusual is left to the reader of whole lines.

use vapihook_json::cursor::{Cursor, Result, Unusual};

use super::body::Body;
use crate::event::line::time;
use crate::signature::{Auth, Begun, Request, Shown};

/// The buffers that stay between lines.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The exact body, or what became of it.
    pub body: Body,
    head: Vec<u8>,
    headers: Vec<u8>,
    path: Vec<u8>,
}

/// What a line holds beside its body, as slices of it.
#[derive(Debug, Default)]
pub(super) struct Found<'l> {
    pub received_ms: i64,
    /// What a signature needs of it.
    pub shown: Shown<'l>,
    /// Where the path and the headers stand.
    path: Option<usize>,
    headers: Option<usize>,
}

/// What the signature says of a line: which headers count, and when a digest can begin.
pub(super) trait Signed {
    fn looks_at(&self, name: &[u8]) -> bool;
    fn place<'s, 'l>(
        &self,
        name: &[u8],
        shown: &'s mut Shown<'l>,
    ) -> Option<&'s mut Option<&'l [u8]>>;
    fn begin(&self, shown: &Shown<'_>, begun: &mut Option<Begun>, head: &mut Vec<u8>) -> bool;
}

impl Signed for Auth {
    fn looks_at(&self, name: &[u8]) -> bool {
        Auth::looks_at(self, name)
    }

    fn place<'s, 'l>(
        &self,
        name: &[u8],
        shown: &'s mut Shown<'l>,
    ) -> Option<&'s mut Option<&'l [u8]>> {
        Auth::place(self, name, shown)
    }

    fn begin(&self, shown: &Shown<'_>, begun: &mut Option<Begun>, head: &mut Vec<u8>) -> bool {
        Auth::begin(self, shown, begun, head)
    }
}

/// Whether a line could be read.
#[derive(Debug)]
pub(super) enum Scanned<'l> {
    /// It is an event; the [`Scan`] holds its body.
    Event(Found<'l>),
    /// It is another object of our own stream: `ready`, `summary`.
    Other,
    /// It has to be read by other means.
    Unusual,
}

impl Scan {
    /// Reads a line.
    pub fn read<'l>(&mut self, line: &'l [u8], signed: &impl Signed) -> Scanned<'l> {
        self.line(line, signed).unwrap_or(Scanned::Unusual)
    }

    fn line<'l>(&mut self, line: &'l [u8], signed: &impl Signed) -> Result<Scanned<'l>> {
        let mut kind = Kind::Unknown;
        let mut found = None;
        let mut received_ms = None;
        self.body.clear();
        let mut cursor = Cursor::new(line, 0);
        let mut members = cursor.object()?;
        while let Some(name) = members.member(&mut cursor)? {
            match name {
                b"type" => {
                    kind = match cursor.plain()? {
                        b"event" => Kind::Event,
                        b"ready" | b"warning" | b"summary" | b"lease" | b"tunnel" => Kind::Other,
                        _ => Kind::Unknown,
                    };
                }
                b"received_at" => received_ms = Some(time::read(cursor.plain()?).ok_or(Unusual)?),
                b"request" => found = Some(self.request(&mut cursor, line, signed)?),
                _ => cursor.skip()?,
            }
        }
        if !cursor.is_at_end() {
            return Err(Unusual);
        }
        match (kind, found, received_ms) {
            (Kind::Event, Some(found), Some(received_ms)) => Ok(Scanned::Event(Found {
                received_ms,
                ..found
            })),
            (Kind::Other, ..) => Ok(Scanned::Other),
            _ => Err(Unusual),
        }
    }

    fn request<'l>(
        &mut self,
        cursor: &mut Cursor<'l>,
        line: &'l [u8],
        signed: &impl Signed,
    ) -> Result<Found<'l>> {
        let mut found = Found::default();
        let mut base64 = false;
        self.body.clear();
        let mut members = cursor.object()?;
        while let Some(name) = members.member(cursor)? {
            match name {
                b"body" => self.body(cursor, line, &found.shown, signed)?,
                b"encoding" => base64 = cursor.plain()? == b"base64",
                // A digest that began with a header or the like began with the last of them.
                b"method" | b"headers" if self.body.begun().is_some_and(Begun::is_bound) => {
                    return Err(Unusual);
                }
                b"method" => found.shown.method = cursor.plain()?,
                b"path" => {
                    found.path = Some(cursor.place());
                    cursor.skip()?;
                }
                b"headers" => {
                    found.headers = Some(cursor.place());
                    headers(cursor, &mut found.shown, signed)?;
                }
                _ => cursor.skip()?,
            }
        }
        // Bytes that are no text are rare: they are left to the other reader.
        if base64 { Err(Unusual) } else { Ok(found) }
    }

    fn body(
        &mut self,
        cursor: &mut Cursor<'_>,
        line: &[u8],
        shown: &Shown<'_>,
        signed: &impl Signed,
    ) -> Result<()> {
        if cursor.peek()? != b'"' {
            return Err(Unusual);
        }
        self.body.clear();
        self.head.clear();
        if signed.begin(shown, self.body.digest(), &mut self.head) {
            self.body.begin(&self.head);
        }
        let end = self.body.read(line, cursor.place() + 1).ok_or(Unusual)?;
        cursor.move_to(end + 1);
        Ok(())
    }

    /// The request of a line that was read, for those who need more of it than a digest.
    pub fn request_of<'a>(
        &'a mut self,
        line: &'a [u8],
        found: &Found<'a>,
        signed: &impl Signed,
    ) -> Option<Request<'a>> {
        self.path.clear();
        self.headers.clear();
        if let Some(at) = found.path {
            Cursor::new(line, at).unescape(&mut self.path).ok()?;
        }
        if let Some(at) = found.headers {
            block(&mut Cursor::new(line, at), signed, &mut self.headers).ok()?;
        }
        Some(Request {
            method: str::from_utf8(found.shown.method).ok()?,
            path: str::from_utf8(&self.path).ok()?,
            url: None,
            headers: &self.headers,
            body: self.body.bytes(),
        })
    }
}

/// What a line says that it is.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Event,
    Other,
    Unknown,
}

/// Notes the headers that a signature needs.
fn headers<'l>(cursor: &mut Cursor<'l>, shown: &mut Shown<'l>, signed: &impl Signed) -> Result<()> {
    *shown = Shown {
        method: shown.method,
        ..Shown::default()
    };
    let mut members = cursor.object()?;
    while let Some(name) = members.member(cursor)? {
        let Some(place) = signed.place(name, shown) else {
            cursor.skip()?;
            continue;
        };
        let value = cursor.plain()?;
        place.get_or_insert(value);
        if value.contains(&b'\r') {
            return Err(Unusual);
        }
    }
    Ok(())
}

/// The wanted headers as a block of `name: value\r\n`.
fn block(cursor: &mut Cursor<'_>, signed: &impl Signed, block: &mut Vec<u8>) -> Result<()> {
    let mut members = cursor.object()?;
    while let Some(name) = members.member(cursor)? {
        if !signed.looks_at(name) {
            cursor.skip()?;
            continue;
        }
        block.extend_from_slice(name);
        block.extend_from_slice(b": ");
        let from = block.len();
        // A header that came several times is an array, which is refused.
        cursor.unescape(block)?;
        if block[from..]
            .iter()
            .any(|byte| matches!(byte, b'\r' | b'\n'))
        {
            return Err(Unusual);
        }
        block.extend_from_slice(b"\r\n");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::event::line;

    /// Everything counts, and nothing is digested.
    struct All;

    impl Signed for All {
        fn looks_at(&self, _: &[u8]) -> bool {
            true
        }

        fn place<'s, 'l>(
            &self,
            _: &[u8],
            _: &'s mut Shown<'l>,
        ) -> Option<&'s mut Option<&'l [u8]>> {
            None
        }

        fn begin(&self, _: &Shown<'_>, _: &mut Option<Begun>, _: &mut Vec<u8>) -> bool {
            false
        }
    }

    /// What a line is: its kind, and for an event the time and the rest of it.
    #[derive(Debug, PartialEq)]
    enum Line {
        Event {
            received_ms: i64,
            method: String,
            path: String,
            headers: Vec<u8>,
            body: Vec<u8>,
        },
        Other,
        Unusual,
    }

    fn scan(line: &str) -> Line {
        let mut scan = Scan::default();
        let line = line.as_bytes();
        match scan.read(line, &All) {
            Scanned::Other => Line::Other,
            Scanned::Unusual => Line::Unusual,
            Scanned::Event(found) => match scan.request_of(line, &found, &All) {
                None => Line::Unusual,
                Some(request) => Line::Event {
                    received_ms: found.received_ms,
                    method: request.method.to_owned(),
                    path: request.path.to_owned(),
                    headers: request.headers.to_vec(),
                    body: request.body.to_vec(),
                },
            },
        }
    }

    #[test]
    fn our_own_lines_are_read() {
        let line = r#"{"v":1,"type":"event","id":"x","received_at":"2026-09-21T14:13:20.123Z",
            "summary":"a \"b\\\" c","n":[1,{"request":2}],"t":true,"request":{"method":"POST","path":"/a\/b","headers":
            {"x-a":"1","x-b":"\u00e9"},"body":"{\"a\":\"\ud83d\ude42\\n\"}","encoding":"utf-8"},"response":null}"#;
        let wanted = Line::Event {
            received_ms: 1_790_000_000_123,
            method: "POST".to_owned(),
            path: "/a/b".to_owned(),
            headers: "x-a: 1\r\nx-b: é\r\n".into(),
            body: "{\"a\":\"🙂\\n\"}".into(),
        };
        assert_eq!(scan(line), wanted);
    }

    #[test]
    fn what_is_unusual_is_left_alone() {
        let event = |request: &str| {
            format!(
                r#"{{"type":"event","received_at":"2026-09-21T14:13:20Z","request":{request}}}"#
            )
        };
        assert!(matches!(
            scan(&event(r#"{"body":"x"}"#)),
            Line::Event { .. }
        ));
        for request in [
            r#"{"body":"eA==","encoding":"base64"}"#,
            r#"{"headers":{"a":["1","2"]}}"#,
            r#"{"headers":{"a":"1\n"}}"#,
            r#"{"body":"\ud800"}"#,
            r#"{"body":"\x"}"#,
            r#"{"body":1}"#,
            r#"{"body":"x"#,
        ] {
            assert_eq!(scan(&event(request)), Line::Unusual, "{request}");
        }
        for line in [
            "",
            "{",
            "[]",
            "{}",
            "{\"type\":\"event\"}",
            "{\"type\":\"event\"} x",
        ] {
            assert_eq!(scan(line), Line::Unusual, "{line}");
        }
        assert_eq!(scan(r#"{"v":1,"type":"ready"}"#), Line::Other);
    }

    proptest! {
        #[test]
        fn any_body_and_header_comes_back(body in ".*", value in "[ -~é🙂]*", path in "/[ -~]*") {
            let line = json!({
                "type": "event", "received_at": "2026-09-21T14:13:20.123Z",
                "request": {"method": "PUT", "path": path, "headers": {"x": value}, "body": body},
            });
            let wanted = Line::Event {
                received_ms: 1_790_000_000_123,
                method: "PUT".to_owned(),
                path,
                headers: format!("x: {value}\r\n").into_bytes(),
                body: body.into_bytes(),
            };
            prop_assert_eq!(scan(&line::to_json(&line)), wanted);
        }
    }
}
