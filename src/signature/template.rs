//! What is signed: a text with places for the body, the timestamp and so on. It is taken apart
//! once, so that a body that holds `{timestamp}` stays as it is.

use super::begun::Shown;
use super::mac::{Mac, Tag};

/// A piece of what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(Box<str>),
    Body,
    Timestamp,
    Method,
    Url,
    Id,
}

/// The places by name.
const PLACES: &[(&str, Piece)] = &[
    ("{body}", Piece::Body),
    ("{timestamp}", Piece::Timestamp),
    ("{method}", Piece::Method),
    ("{url}", Piece::Url),
    ("{svix-id}", Piece::Id),
];

/// What is filled in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Filling<'a> {
    pub body: &'a [u8],
    pub timestamp: &'a [u8],
    pub method: &'a [u8],
    pub url: &'a str,
    pub id: &'a [u8],
}

impl Piece {
    fn bytes<'a>(&'a self, filling: &Filling<'a>) -> &'a [u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Body => filling.body,
            Self::Timestamp => filling.timestamp,
            Self::Method => filling.method,
            Self::Url => filling.url.as_bytes(),
            Self::Id => filling.id,
        }
    }
}

impl<'a> Filling<'a> {
    /// What a request shows, without its body and its URL.
    pub fn of(shown: &Shown<'a>) -> Self {
        Self {
            timestamp: shown.timestamp.unwrap_or_default(),
            method: shown.method,
            id: shown.id.unwrap_or_default(),
            ..Self::default()
        }
    }
}

/// A payload format, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

impl Template {
    /// Takes a format apart; what is no known place is text.
    #[must_use]
    pub fn parse(format: &str) -> Self {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = format;
        while let Some(c) = rest.chars().next() {
            let place = PLACES.iter().find(|(name, _)| rest.starts_with(name));
            let Some((name, piece)) = place else {
                text.push(c);
                rest = &rest[c.len_utf8()..];
                continue;
            };
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text).into()));
            }
            pieces.push(piece.clone());
            rest = &rest[name.len()..];
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text.into()));
        }
        Self(pieces)
    }

    fn has(&self, piece: &Piece) -> bool {
        self.0.contains(piece)
    }

    /// Whether the body is signed at all.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.has(&Piece::Body)
    }

    /// Whether the timestamp is signed.
    #[must_use]
    pub fn has_timestamp(&self) -> bool {
        self.has(&Piece::Timestamp)
    }

    /// Whether the URL is signed.
    #[must_use]
    pub fn has_url(&self) -> bool {
        self.has(&Piece::Url)
    }

    /// Whether the message's id is signed.
    #[must_use]
    pub fn has_id(&self) -> bool {
        self.has(&Piece::Id)
    }

    /// The signature of what is filled in; nothing is copied.
    pub(super) fn sign(&self, mut mac: Mac, filling: &Filling<'_>) -> Tag {
        for piece in &self.0 {
            mac.update(piece.bytes(filling));
        }
        mac.finish()
    }

    /// What stands before the body and what stands behind it, when it is signed once.
    fn around_body(&self) -> Option<(&[Piece], &[Piece])> {
        let mut at = self.0.iter().enumerate();
        let (at, _) = at.find(|(_, piece)| **piece == Piece::Body)?;
        let (head, tail) = (&self.0[..at], &self.0[at + 1..]);
        (!tail.contains(&Piece::Body)).then_some((head, tail))
    }

    /// Whether the body is signed, and once.
    pub(super) fn signs_the_body_once(&self) -> bool {
        self.around_body().is_some()
    }

    /// Writes what is signed before the body, when that is known: `Some(true)` when something of
    /// the request is in it.
    pub(super) fn head(&self, filling: &Filling<'_>, out: &mut Vec<u8>) -> Option<bool> {
        let (head, _) = self.around_body()?;
        let mut is_bound = false;
        for piece in head {
            let bytes = piece.bytes(filling);
            if !matches!(piece, Piece::Text(_)) {
                is_bound = true;
                if bytes.is_empty() {
                    return None;
                }
            }
            out.extend_from_slice(bytes);
        }
        Some(is_bound)
    }

    /// The signature, when `mac` has had everything up to the end of the body.
    pub(super) fn finish(&self, mac: &mut Mac, filling: &Filling<'_>) -> Tag {
        for piece in self.around_body().map_or(&[][..], |(_, tail)| tail) {
            mac.update(piece.bytes(filling));
        }
        mac.finish()
    }
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for piece in &self.0 {
            let place = PLACES.iter().find(|(_, known)| known == piece);
            f.write_str(match (piece, place) {
                (Piece::Text(text), _) => text,
                (_, Some((name, _))) => name,
                (_, None) => "",
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_taken_apart_once() {
        for format in ["{timestamp}.{body}", "{body}", "é{x}{method}\n{url}", ""] {
            assert_eq!(Template::parse(format).to_string(), format);
        }
        let template = Template::parse("{svix-id}.{timestamp}.{body}");
        assert!(template.has_id() && template.has_timestamp() && template.has_body());
        assert!(!template.has_url());
        assert!(!Template::parse("{ body }").has_body());
    }
}
