//! One request to check, wherever it came from: an event, a saved HTTP request, a bare body with
//! the headers of the command line.

use http::{HeaderName, HeaderValue};

use crate::event::envelope::lines;
use crate::event::exchange::Exchange;
use crate::signature::Request;

/// A request to check.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The event's id, when it has one.
    pub id: Option<String>,
    /// What the event is called.
    pub name: Option<String>,
    pub method: String,
    pub path: String,
    pub headers: Vec<u8>,
    pub body: Vec<u8>,
    /// When it was received, if that is known.
    pub received_ms: Option<i64>,
}

impl Item {
    pub fn of_event(exchange: &Exchange) -> Self {
        let envelope = &exchange.arrival.envelope;
        Self {
            id: Some(envelope.id.to_string()),
            name: Some(exchange.arrival.event.name.to_string()),
            method: envelope.method.to_string(),
            path: envelope.path.clone(),
            headers: envelope.headers.block().to_vec(),
            body: envelope.body.to_vec(),
            received_ms: Some(envelope.received_ms),
        }
    }

    /// Bytes that are a body and nothing else.
    pub fn of_body(body: Vec<u8>) -> Self {
        Self {
            id: None,
            name: None,
            method: "POST".to_owned(),
            path: "/".to_owned(),
            headers: Vec::new(),
            body,
            received_ms: None,
        }
    }

    /// A request as it went over the wire; `None` when the bytes do not begin as one.
    pub fn of_http(bytes: &[u8]) -> Option<Self> {
        let (first, mut rest) = line(bytes)?;
        let first = str::from_utf8(first).ok()?;
        let (method, target) = first.split_once(' ')?;
        let (target, version) = target.rsplit_once(' ')?;
        let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_method || !version.starts_with("HTTP/") {
            return None;
        }
        let mut headers = Vec::new();
        loop {
            let (header, after) = line(rest)?;
            rest = after;
            if header.is_empty() {
                break;
            }
            headers.extend_from_slice(header);
            headers.extend_from_slice(b"\r\n");
        }
        let named = |name: &str| {
            lines(&headers)
                .find(|(found, _)| found.eq_ignore_ascii_case(name))
                .and_then(|(_, value)| str::from_utf8(value).ok())
        };
        // What an editor put behind the body is not of it.
        let length = named("content-length").and_then(|length| length.trim().parse().ok());
        let body = rest.get(..length.unwrap_or(rest.len())).unwrap_or(rest);
        let path = target.split_once("://").map_or(target, |(_, rest)| {
            rest.find('/').map_or("/", |at| &rest[at..])
        });
        Some(Self {
            method: method.to_owned(),
            path: path.to_owned(),
            body: body.to_vec(),
            headers,
            ..Self::of_body(Vec::new())
        })
    }

    /// Puts the headers of the command line in the place of those of their names.
    pub fn set_headers(&mut self, given: &[(HeaderName, HeaderValue)]) {
        if given.is_empty() {
            return;
        }
        let mut block = Vec::new();
        let kept = lines(&self.headers).filter(|(name, _)| {
            !given
                .iter()
                .any(|(set, _)| set.as_str().eq_ignore_ascii_case(name))
        });
        let given = given
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()));
        for (name, value) in kept.chain(given) {
            block.extend_from_slice(name.as_bytes());
            block.extend_from_slice(b": ");
            block.extend_from_slice(value);
            block.extend_from_slice(b"\r\n");
        }
        self.headers = block;
    }

    pub fn request<'a>(&'a self, url: Option<&'a str>) -> Request<'a> {
        Request {
            method: &self.method,
            path: &self.path,
            url,
            headers: &self.headers,
            body: &self.body,
        }
    }
}

/// The first line without its end, and what is behind it.
fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b'\n', bytes)?;
    let line = &bytes[..end];
    Some((line.strip_suffix(b"\r").unwrap_or(line), &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_request_is_read() {
        for end in ["\r\n", "\n"] {
            let text = [
                "POST /a?b=1 HTTP/1.1",
                "Host: x",
                "X-Signature: ab",
                "",
                "{\"a\":1}",
            ]
            .join(end);
            let item = Item::of_http(text.as_bytes()).expect("a request");
            assert_eq!((&*item.method, &*item.path), ("POST", "/a?b=1"));
            assert_eq!(item.body, b"{\"a\":1}");
            assert_eq!(lines(&item.headers).count(), 2);
        }
        let text = b"PUT http://h/p HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}\n";
        let item = Item::of_http(text).expect("a request");
        assert_eq!((&*item.path, &*item.body), ("/p", &b"{}"[..]));
        for text in [
            "{\"a\":1}\n",
            "POST / HTTP/1.1\r\n",
            "post / HTTP/1.1\n\n",
            "A B C\n\n",
        ] {
            assert!(Item::of_http(text.as_bytes()).is_none(), "{text}");
        }
    }
}
