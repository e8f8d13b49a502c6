//! Requests as text: saved from the wire (`POST / HTTP/1.1`), or written for the HTTP client of an
//! editor (`### name`, then `POST http://localhost:3000/`).

use ::http::Method;
use bytes::Bytes;
use vapihook_json::raw::line_breaks;

use super::super::envelope::Headers;
use super::super::exchange::Exchange;
use super::NotAnEvent;

/// A request, and the line it begins on.
pub type Placed = (u64, Result<Exchange, NotAnEvent>);

/// Whether a line begins a request.
#[must_use]
pub fn is_request_line(line: &[u8]) -> bool {
    request_line(line).is_some()
}

/// Whether a line can stand above a request in an editor's file.
#[must_use]
pub fn is_separator(line: &[u8]) -> bool {
    line.starts_with(b"###")
}

/// Every request in the text. One that cannot be read is told, and the next one is looked for.
#[must_use]
pub fn read(text: &[u8]) -> Vec<Placed> {
    let mut rest = Rest { text, line: 1 };
    let mut found = Vec::new();
    while let Some(line) = rest.peek() {
        let plain = line.trim_ascii();
        let is_comment = plain.starts_with(b"#") || plain.starts_with(b"//");
        if plain.is_empty() || is_comment || plain.starts_with(b"@") {
            rest.take_line();
            continue;
        }
        let at = rest.line;
        let request = one(&mut rest);
        if request.is_err() {
            rest.skip_to_separator();
        }
        found.push((at, request));
    }
    found
}

struct Rest<'a> {
    text: &'a [u8],
    line: u64,
}

impl<'a> Rest<'a> {
    /// The next line, without its end.
    fn peek(&self) -> Option<&'a [u8]> {
        let line = self.text.split(|&byte| byte == b'\n').next()?;
        (!self.text.is_empty()).then(|| line.strip_suffix(b"\r").unwrap_or(line))
    }

    fn take_line(&mut self) -> Option<&'a [u8]> {
        let line = self.peek()?;
        let end = self.text.iter().position(|&byte| byte == b'\n');
        self.take(end.map_or(self.text.len(), |at| at + 1));
        Some(line)
    }

    fn take(&mut self, bytes: usize) -> &'a [u8] {
        let (taken, rest) = self.text.split_at(bytes.min(self.text.len()));
        self.line += line_breaks(taken);
        self.text = rest;
        taken
    }

    fn skip_to_separator(&mut self) {
        while self.peek().is_some_and(|line| !is_separator(line)) {
            self.take_line();
        }
    }

    /// Everything up to a separator or the end, without the blank lines before it.
    fn take_to_separator(&mut self) -> &'a [u8] {
        let whole = self.text;
        let mut at = Rest { ..*self };
        at.skip_to_separator();
        let is_last = at.text.is_empty();
        let body = self.take(whole.len() - at.text.len());
        if is_last { body } else { body.trim_ascii_end() }
    }
}

fn one(rest: &mut Rest<'_>) -> Result<Exchange, NotAnEvent> {
    let line = rest.take_line().unwrap_or_default();
    let (method, target) =
        request_line(line).ok_or("it is no request line, as in: POST /vapi HTTP/1.1")?;
    let mut block = Vec::new();
    let mut length = None;
    let mut is_chunked = false;
    while let Some(line) = rest.take_line() {
        if line.is_empty() {
            break;
        }
        let text = String::from_utf8_lossy(line);
        let (name, value) = text
            .split_once(':')
            .filter(|(name, _)| !name.is_empty() && !name.contains(char::is_whitespace))
            .ok_or_else(|| format!("it is no header: {}", text.trim()))?;
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(
                value
                    .parse::<usize>()
                    .map_err(|_| "its content-length is no number")?,
            );
        }
        is_chunked |= name.eq_ignore_ascii_case("transfer-encoding")
            && value.to_ascii_lowercase().contains("chunked");
        let is_framing = ["content-length", "transfer-encoding"]
            .iter()
            .any(|framing| name.eq_ignore_ascii_case(framing));
        if !is_framing {
            block.extend_from_slice(name.to_ascii_lowercase().as_bytes());
            block.extend_from_slice(b": ");
            let at = line
                .iter()
                .position(|&byte| byte == b':')
                .unwrap_or_default();
            block.extend_from_slice(line[at + 1..].trim_ascii());
            block.extend_from_slice(b"\r\n");
        }
    }
    let body = match length {
        _ if is_chunked => Bytes::from(chunks(rest)?),
        Some(length) if length > rest.text.len() => {
            let found = rest.text.len();
            return Err(format!(
                "its body has {found} bytes, and its content-length says {length}"
            )
            .into());
        }
        Some(length) => Bytes::copy_from_slice(rest.take(length)),
        None => Bytes::copy_from_slice(rest.take_to_separator()),
    };
    Ok(super::request(
        method,
        target,
        Headers::from_block(block),
        body,
    ))
}

/// The bytes of a chunked body.
fn chunks(rest: &mut Rest<'_>) -> Result<Vec<u8>, NotAnEvent> {
    let mut body = Vec::new();
    loop {
        let line = rest.take_line().ok_or("its chunked body has no end")?;
        let size = line.split(|&byte| byte == b';').next().unwrap_or_default();
        let size = std::str::from_utf8(size.trim_ascii()).ok();
        let size = size.and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size.ok_or("a chunk of its body has no size")?;
        if size > rest.text.len() {
            return Err("its chunked body has no end".into());
        }
        body.extend_from_slice(rest.take(size));
        // What ends a chunk, or the trailer.
        while rest
            .take_line()
            .is_some_and(|line| size == 0 && !line.is_empty())
        {}
        if size == 0 {
            return Ok(body);
        }
    }
}

/// The method and the path of `POST /path HTTP/1.1`; the version may be missing, and the path may
/// be a whole URL.
fn request_line(line: &[u8]) -> Option<(Method, String)> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_ascii_whitespace();
    let (method, target, version) = (words.next()?, words.next()?, words.next());
    let is_version = version.is_none_or(|version| version.starts_with("HTTP/"));
    let is_name = method.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_name || !is_version || words.next().is_some() {
        return None;
    }
    let is_target = target.starts_with('/') || target.contains("://") || target.starts_with("{{");
    (is_target && METHODS.contains(&method))
        .then(|| Some((method.parse().ok()?, path_of(target))))?
}

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Path and query of a URL, of `localhost:3000/path`, or of a path.
pub(super) fn path_of(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    if url.starts_with('/') {
        return url.to_owned();
    }
    match rest.find(['/', '?']) {
        Some(at) if rest[at..].starts_with('?') => format!("/{}", &rest[at..]),
        Some(at) => rest[at..].to_owned(),
        None => "/".to_owned(),
    }
}
