//! Heads on their way out.

use http::Method;

use crate::body::Length;
use crate::fields::{Fields, Set};
use crate::head::AnswerHead;

/// Writes the head of a request that is passed on: `fields` without what is about the connection
/// they came on, and with `set` in the place of those of the same names.
pub fn write_request(
    out: &mut Vec<u8>,
    method: &Method,
    path: &str,
    fields: &Fields,
    set: &[Set<'_>],
    length: usize,
) {
    out.extend_from_slice(method.as_str().as_bytes());
    out.push(b' ');
    out.extend_from_slice(path.as_bytes());
    out.extend_from_slice(b" HTTP/1.1\r\n");
    fields.forward(out, set, length);
    out.extend_from_slice(b"\r\n");
}

/// Whom an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// It speaks HTTP/1.1 and not 1.0.
    pub is_1_1: bool,
    /// The connection stays open for its next request.
    pub stays: bool,
}

impl Sender {
    /// Whether a body of this length is written in chunks.
    #[must_use]
    pub fn gets_chunks(self, length: Length) -> bool {
        self.is_1_1 && !matches!(length, Length::Exact(_))
    }
}

/// Writes the head of an answer that is passed on.
pub fn write_answer(out: &mut Vec<u8>, head: &AnswerHead, to: Sender) {
    let version: &[u8] = if to.is_1_1 {
        b"HTTP/1.1 "
    } else {
        b"HTTP/1.0 "
    };
    out.extend_from_slice(version);
    out.extend_from_slice(head.status.as_str().as_bytes());
    out.push(b' ');
    let usual = head.status.canonical_reason().unwrap_or_default();
    let reason = head.reason.as_deref().unwrap_or(usual);
    out.extend_from_slice(reason.as_bytes());
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(head.fields.block());
    if to.gets_chunks(head.length) {
        out.extend_from_slice(b"transfer-encoding: chunked\r\n");
    }
    match (to.stays, to.is_1_1) {
        (true, true) => {}
        (true, false) => out.extend_from_slice(b"connection: keep-alive\r\n"),
        (false, _) => out.extend_from_slice(b"connection: close\r\n"),
    }
    out.extend_from_slice(b"\r\n");
}
