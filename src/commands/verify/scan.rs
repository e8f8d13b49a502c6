//! An `event` line read for its signature alone: the few members that count, as slices of the
//! line, and the body unescaped into a buffer that is used again. What is skipped is stepped over
//! and not checked; whatever is unusual is left to the reader of whole lines.

/// What a line holds, and the buffers that stay between lines.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The exact body.
    pub body: Vec<u8>,
    /// The wanted headers, as a block of `name: value\r\n`.
    pub headers: Vec<u8>,
    pub method: String,
    pub path: String,
    pub received_ms: i64,
    text: Vec<u8>,
}

/// Whether a line could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// It is an event, and the [`Scan`] holds it.
    Event,
    /// It is another object of our own stream: `ready`, `summary`.
    Other,
    /// It has to be read by other means.
    Unusual,
}

impl Scan {
    /// Reads a line. `wants` says which headers count.
    pub fn read(&mut self, line: &[u8], wants: impl Fn(&[u8]) -> bool) -> Scanned {
        self.body.clear();
        self.headers.clear();
        self.method.clear();
        self.path.clear();
        self.received_ms = i64::MIN;
        let mut kind = Scanned::Unusual;
        let mut cursor = Cursor { line, at: 0 };
        let mut request = false;
        let read = cursor.object(|cursor, name| {
            match name {
                b"type" => {
                    kind = match cursor.plain()? {
                        b"event" => Scanned::Event,
                        b"ready" | b"warning" | b"summary" | b"lease" | b"tunnel" => Scanned::Other,
                        _ => Scanned::Unusual,
                    };
                }
                b"received_at" => self.received_ms = time(cursor.plain()?)?,
                b"request" => {
                    request = true;
                    self.request(cursor, &wants)?;
                }
                _ => cursor.skip()?,
            }
            Some(())
        });
        match kind {
            Scanned::Event if !request || self.received_ms == i64::MIN => Scanned::Unusual,
            kind if read.is_some() && cursor.is_at_end() => kind,
            _ => Scanned::Unusual,
        }
    }

    fn request(&mut self, cursor: &mut Cursor<'_>, wants: &impl Fn(&[u8]) -> bool) -> Option<()> {
        let mut base64 = false;
        self.body.clear();
        self.headers.clear();
        self.method.clear();
        self.path.clear();
        cursor.object(|cursor, name| {
            match name {
                b"method" => self.method.push_str(str::from_utf8(cursor.plain()?).ok()?),
                b"path" => {
                    self.text.clear();
                    cursor.unescape(&mut self.text)?;
                    self.path.push_str(str::from_utf8(&self.text).ok()?);
                }
                b"headers" => self.headers(cursor, wants)?,
                b"body" => {
                    self.body.clear();
                    cursor.unescape(&mut self.body)?;
                }
                b"encoding" => base64 = cursor.plain()? == b"base64",
                _ => cursor.skip()?,
            }
            Some(())
        })?;
        // Bytes that are no text are rare: they are left to the other reader.
        (!base64).then_some(())
    }

    fn headers(&mut self, cursor: &mut Cursor<'_>, wants: &impl Fn(&[u8]) -> bool) -> Option<()> {
        let block = &mut self.headers;
        block.clear();
        cursor.object(|cursor, name| {
            if !wants(name) {
                return cursor.skip();
            }
            // A header that came several times is an array.
            if cursor.peek()? != b'"' {
                return None;
            }
            block.extend_from_slice(name);
            block.extend_from_slice(b": ");
            let from = block.len();
            cursor.unescape(block)?;
            let breaks = block[from..]
                .iter()
                .any(|byte| matches!(byte, b'\r' | b'\n'));
            block.extend_from_slice(b"\r\n");
            (!breaks).then_some(())
        })
    }
}

/// A place in a line of JSON.
struct Cursor<'a> {
    line: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.line.get(self.at) {
            if !byte.is_ascii_whitespace() {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The members of an object, each handed over with the cursor at its value.
    fn object(&mut self, mut member: impl FnMut(&mut Self, &'a [u8]) -> Option<()>) -> Option<()> {
        self.eat(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let name = self.plain()?;
            self.eat(b':')?;
            self.peek()?;
            member(self, name)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// A string without escapes.
    fn plain(&mut self) -> Option<&'a [u8]> {
        self.eat(b'"')?;
        let rest = &self.line[self.at..];
        let end = memchr::memchr2(b'"', b'\\', rest)?;
        if rest[end] == b'\\' {
            return None;
        }
        self.at += end + 1;
        Some(&rest[..end])
    }

    /// Steps over a value.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let rest = &self.line[self.at..];
                    let end = rest
                        .iter()
                        .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r'));
                    self.at += end.filter(|end| *end > 0)?;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            let rest = self.line.get(self.at..)?;
            // A quote ends the string unless an odd number of backslashes stands before it.
            let quote = memchr::memchr(b'"', rest)?;
            let before = rest[..quote].iter().rev();
            let slashes = before.take_while(|byte| **byte == b'\\').count();
            self.at += quote + 1;
            if slashes % 2 == 0 {
                return Some(());
            }
        }
    }

    /// A string's bytes, its escapes resolved, added to `out`.
    fn unescape(&mut self, out: &mut Vec<u8>) -> Option<()> {
        self.eat(b'"')?;
        // What is unescaped is never longer than what is escaped.
        let rest = &self.line[self.at..];
        let mut at = 0;
        loop {
            let run = run_length(rest.get(at..)?);
            out.extend_from_slice(&rest[at..at + run]);
            at += run;
            match rest.get(at)? {
                b'"' => {
                    self.at += at + 1;
                    return Some(());
                }
                b'\\' => {
                    let byte = *rest.get(at + 1)?;
                    at += 2;
                    out.push(match byte {
                        b'"' | b'\\' | b'/' => byte,
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'b' => 8,
                        b'f' => 12,
                        b'u' => {
                            let (c, used) = unicode(&rest[at..])?;
                            at += used;
                            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                            continue;
                        }
                        _ => return None,
                    });
                }
                // A bare control character is no JSON.
                _ => return None,
            }
        }
    }
}

/// How many bytes stand before the next quote or backslash: eight at a time.
fn run_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let zero_in = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let found =
            zero_in(word ^ (ONES * u64::from(b'"'))) | zero_in(word ^ (ONES * u64::from(b'\\')));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = &bytes[at..];
    at + rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\'))
        .unwrap_or(rest.len())
}

/// The character behind `\u`, and how many bytes it takes there.
fn unicode(rest: &[u8]) -> Option<(char, usize)> {
    let unit = |from: usize| {
        let hex = str::from_utf8(rest.get(from..from + 4)?).ok()?;
        hex.bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(hex, 16).ok())?
    };
    let high = unit(0)?;
    if !(0xD800..0xDC00).contains(&high) {
        return Some((char::from_u32(high)?, 4));
    }
    if rest.get(4..6)? != b"\\u" {
        return None;
    }
    let low = unit(6)?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
    let c = char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + low)?;
    Some((c, 10))
}

/// A time as our lines have it, `2026-03-04T05:06:07.089Z`, in ms since 1970.
fn time(text: &[u8]) -> Option<i64> {
    const FORM: &[u8; 24] = b"0000-00-00T00:00:00.000Z";
    let same_kind = |(byte, form): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        _ => byte == form,
    };
    if text.len() != FORM.len() || !text.iter().zip(FORM).all(same_kind) {
        let time: jiff::Timestamp = str::from_utf8(text).ok()?.parse().ok()?;
        return Some(time.as_millisecond());
    }
    let number = |from: usize, to: usize| {
        let digits = text[from..to].iter();
        digits.fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let seconds = number(11, 13) * 3_600 + number(14, 16) * 60 + number(17, 19);
    Some((days(year, month, day) * 86_400 + seconds) * 1_000 + number(20, 23))
}

/// Days from 1970 to a date of the Gregorian calendar, for years from 0 on.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the odd day is at the end of one.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::event::line;

    fn scan(line: &str) -> (Scanned, Scan) {
        let mut scan = Scan::default();
        let scanned = scan.read(line.as_bytes(), |_| true);
        (scanned, scan)
    }

    #[test]
    fn our_own_lines_are_read() {
        let line = r#"{"v":1,"type":"event","id":"x","received_at":"2026-09-21T14:13:20.123Z",
            "summary":"a \"b\\\" c","n":[1,{"request":2}],"t":true,"request":{"method":"POST","path":"/a\/b","headers":
            {"x-a":"1","x-b":"\u00e9"},"body":"{\"a\":\"\ud83d\ude42\\n\"}","encoding":"utf-8"},"response":null}"#;
        let (scanned, scan) = scan(line);
        assert_eq!(scanned, Scanned::Event);
        assert_eq!(scan.body, "{\"a\":\"🙂\\n\"}".as_bytes());
        assert_eq!(scan.headers, "x-a: 1\r\nx-b: é\r\n".as_bytes());
        assert_eq!((&*scan.method, &*scan.path), ("POST", "/a/b"));
        assert_eq!(scan.received_ms, 1_790_000_000_123);
    }

    #[test]
    fn what_is_unusual_is_left_alone() {
        let event = |request: &str| {
            format!(
                r#"{{"type":"event","received_at":"2026-09-21T14:13:20Z","request":{request}}}"#
            )
        };
        assert_eq!(scan(&event(r#"{"body":"x"}"#)).0, Scanned::Event);
        for request in [
            r#"{"body":"eA==","encoding":"base64"}"#,
            r#"{"headers":{"a":["1","2"]}}"#,
            r#"{"headers":{"a":"1\n"}}"#,
            r#"{"body":"\ud800"}"#,
            r#"{"body":"\x"}"#,
            r#"{"body":1}"#,
            r#"{"body":"x"#,
        ] {
            assert_eq!(scan(&event(request)).0, Scanned::Unusual, "{request}");
        }
        for line in [
            "",
            "{",
            "[]",
            "{}",
            "{\"type\":\"event\"}",
            "{\"type\":\"event\"} x",
        ] {
            assert_eq!(scan(line).0, Scanned::Unusual, "{line}");
        }
        assert_eq!(scan(r#"{"v":1,"type":"ready"}"#).0, Scanned::Other);
    }

    #[test]
    fn times_are_read_as_the_clock_reads_them() {
        for ms in [
            0,
            951_782_400_000,
            951_868_800_123,
            1_790_000_000_000,
            4_102_444_799_999,
        ] {
            assert_eq!(time(line::rfc3339(ms).as_bytes()), Some(ms));
        }
        assert_eq!(time(b"2026-13-01T00:00:00.000Z"), None);
    }

    proptest! {
        #[test]
        fn any_body_and_header_comes_back(body in ".*", value in "[ -~é🙂]*", path in "/[ -~]*") {
            let line = json!({
                "type": "event", "received_at": "2026-09-21T14:13:20.123Z",
                "request": {"method": "PUT", "path": path, "headers": {"x": value}, "body": body},
            });
            let (scanned, scan) = scan(&line::to_json(&line));
            prop_assert_eq!(scanned, Scanned::Event);
            prop_assert_eq!(&*scan.body, body.as_bytes());
            prop_assert_eq!(scan.headers, format!("x: {value}\r\n").into_bytes());
            prop_assert_eq!(scan.path, path);
        }
    }
}
