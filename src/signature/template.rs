//! What is signed: a text with places for the body, the timestamp and so on. It is taken apart
//! once, so that a body that holds `{timestamp}` stays as it is.

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
    pub method: &'a str,
    pub url: &'a str,
    pub id: &'a [u8],
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
            mac.update(match piece {
                Piece::Text(text) => text.as_bytes(),
                Piece::Body => filling.body,
                Piece::Timestamp => filling.timestamp,
                Piece::Method => filling.method.as_bytes(),
                Piece::Url => filling.url.as_bytes(),
                Piece::Id => filling.id,
            });
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
