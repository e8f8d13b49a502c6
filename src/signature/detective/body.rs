//! What usually happens to a body between the signature and the check.

use super::json::{self, Style};
use super::{Clue, RAW_BODY};

/// A body that may have been signed instead, and what happened to it.
pub(super) struct Body {
    pub bytes: Vec<u8>,
    mistake: &'static str,
    found: &'static str,
}

impl Body {
    pub fn clue(&self) -> Clue {
        Clue::new(self.mistake, self.found, RAW_BODY)
    }
}

/// It was found by putting its members into another order.
pub(super) fn reordered() -> Clue {
    Clue::new(
        "body-reserialised",
        "the body's members are in another order than when it was signed: it was parsed and \
         written anew",
        RAW_BODY,
    )
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The bodies that may have been signed.
pub(super) fn guesses(body: &[u8]) -> Vec<Body> {
    let mut bodies: Vec<Body> = Vec::new();
    let mut add = |bytes: Vec<u8>, mistake, found| {
        if bytes != body && !bodies.iter().any(|known| known.bytes == bytes) {
            bodies.push(Body {
                bytes,
                mistake,
                found,
            });
        }
    };
    let bare = body.strip_prefix(BOM);
    let unended = body.strip_suffix(b"\n").unwrap_or(body);
    let unended = unended.strip_suffix(b"\r").unwrap_or(unended);
    add(
        unended.to_vec(),
        "trailing-newline",
        "the body has a newline at its end that was not signed: an editor or echo added it",
    );
    for end in ["\n", "\r\n"] {
        add(
            [unended, end.as_bytes()].concat(),
            "trailing-newline",
            "the body was signed with a newline at its end, and has none: something cut it off",
        );
    }
    let lf = unix_lines(body);
    add(
        lf.clone(),
        "crlf",
        "the body has lines that end in CRLF, and was signed with LF: something rewrote them",
    );
    add(
        windows_lines(&lf),
        "crlf",
        "the body has lines that end in LF, and was signed with CRLF: something rewrote them",
    );
    if let Some(bare) = bare {
        add(
            bare.to_vec(),
            "byte-order-mark",
            "the body begins with a byte order mark that was not signed: an editor added it",
        );
    }
    add(
        [BOM, body].concat(),
        "byte-order-mark",
        "the body was signed with a byte order mark, and has none: something cut it off",
    );
    add(
        body.trim_ascii().to_vec(),
        "white-space",
        "the body has white space around it that was not signed",
    );
    if let Some(value) = json::parse(body) {
        for style in &Style::ALL {
            add(
                json::write(&value, style),
                "body-reserialised",
                style.found(),
            );
            let with_newline = [json::write(&value, style), b"\n".to_vec()].concat();
            add(with_newline, "body-reserialised", style.found());
        }
        if let Some(message) = value.get("message") {
            add(
                json::write(message, &Style::ALL[0]),
                "part-of-body",
                "only the message inside the body was signed, not the whole body",
            );
        }
        if let Some(text) = value.as_str() {
            add(
                text.as_bytes().to_vec(),
                "body-in-a-string",
                "the body is a JSON text that holds what was signed: it was encoded twice",
            );
        }
    }
    add(
        Vec::new(),
        "empty-body",
        "an empty body was signed: something had read the body before it was signed",
    );
    bodies
}

fn unix_lines(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut bytes = body.iter().peekable();
    while let Some(&byte) = bytes.next() {
        if byte != b'\r' || bytes.peek() != Some(&&b'\n') {
            out.push(byte);
        }
    }
    out
}

fn windows_lines(lf: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(lf.len() + 64);
    for &byte in lf {
        if byte == b'\n' {
            out.push(b'\r');
        }
        out.push(byte);
    }
    out
}
