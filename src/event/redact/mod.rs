//! Secrets and personal data replaced by pseudonyms, so that recorded calls can be shown to others
//! and kept as tests.
//!
//! The same value becomes the same pseudonym everywhere: in nested copies, in JSON inside of a
//! string, in headers and answers. What is replaced is told by where it stands (`customer.number`,
//! a header) or by its form (a phone number in a transcript); every other byte stays, so that the
//! result is JSON where the original was. Ids stay unless they are asked for: a replay needs only
//! that they fit together.
//!
//! What cannot be known is kept: a name that is only spoken, an address, a body that is not text.
//! The [`Report`] says what was replaced and where, so that somebody can look.

use vapihook_json::raw::Raw;

mod json;
mod keys;
mod pseudonym;
mod report;
mod text;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;

use super::envelope::Headers;
use super::exchange::{Arrival, Delivery, Exchange};
pub use pseudonym::Kind;
use pseudonym::Pseudonyms;
pub use report::Report;

/// Replaces, and remembers what by what. One for all events that go together.
#[derive(Debug, Default)]
pub struct Redactor {
    known: Pseudonyms,
    report: Report,
    /// Whether ids are replaced too.
    ids: bool,
    /// Names of people so far, by their first word: where they are spoken, they are replaced too.
    names: HashMap<String, Vec<String>>,
    /// Whether the exchange is only looked at.
    looking: bool,
}

impl Redactor {
    /// A redactor; `ids` is whether ids of calls, tools and accounts are replaced as well.
    #[must_use]
    pub fn new(ids: bool) -> Self {
        Self {
            ids,
            ..Self::default()
        }
    }

    /// What was replaced so far.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The exchange without what is secret or personal.
    #[must_use]
    pub fn exchange(&mut self, exchange: &Exchange) -> Exchange {
        self.looking = true;
        let bodies = [
            Some(&exchange.arrival.envelope.body),
            exchange.delivery.as_ref().map(|delivery| &delivery.body),
        ];
        for body in bodies.into_iter().flatten() {
            self.body(body, "");
        }
        self.looking = false;

        let Arrival {
            envelope, target, ..
        } = &*exchange.arrival;
        let mut envelope = envelope.clone();
        envelope.path = self.url(&envelope.path, "path");
        envelope.body = self.body(&envelope.body, "");
        envelope.headers = self.headers(&envelope.headers, envelope.body.len(), "headers");
        let target = target
            .as_deref()
            .map(|target| self.url(target, "target").into());
        Exchange {
            arrival: Arc::new(Arrival::new(envelope, target)),
            delivery: exchange
                .delivery
                .as_ref()
                .map(|delivery| self.delivery(delivery)),
        }
    }

    fn delivery(&mut self, delivery: &Delivery) -> Delivery {
        let body = self.body(&delivery.body, "answer");
        let detail = delivery.detail.as_deref();
        Delivery {
            headers: self.headers(&delivery.headers, body.len(), "answer.headers"),
            detail: detail.map(|detail| {
                self.in_text(detail, "detail")
                    .unwrap_or_else(|| detail.into())
                    .into()
            }),
            body,
            ..delivery.clone()
        }
    }

    /// A body; `place` is what its paths begin with.
    fn body(&mut self, body: &Bytes, place: &str) -> Bytes {
        let Ok(text) = std::str::from_utf8(body) else {
            self.report.skipped += u64::from(!self.looking);
            return body.clone();
        };
        let (mark, text) = text
            .strip_prefix('\u{feff}')
            .map_or(("", text), |text| ("\u{feff}", text));
        let changed = if Raw::parse(text).is_ok() {
            self.in_json(text, &mut json::Place::new(place))
        } else {
            let place = if place.is_empty() { "body" } else { place };
            self.in_text(text, place)
        };
        changed.map_or_else(|| body.clone(), |text| format!("{mark}{text}").into())
    }

    fn headers(&mut self, headers: &Headers, length: usize, place: &str) -> Headers {
        let mut block = Vec::with_capacity(headers.block().len());
        for (name, value) in headers.iter() {
            let text = std::str::from_utf8(value).ok();
            let replaced = match text {
                _ if name.eq_ignore_ascii_case("content-length") => Some(length.to_string()),
                Some(text) => self.header(
                    name,
                    text,
                    &format!("{place}.{}", name.to_ascii_lowercase()),
                ),
                None => None,
            };
            let value = replaced.as_deref().map_or(value, str::as_bytes);
            block.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        Headers::from_block(block)
    }

    /// The value of a header, if it has to change.
    fn header(&mut self, name: &str, value: &str, path: &str) -> Option<String> {
        if !keys::is_secret_header(name) {
            return self.in_text(value, path);
        }
        // `Bearer` and `Basic` say how, not what.
        let (scheme, secret) = match value.split_once(' ') {
            Some((scheme, secret)) if scheme.chars().all(char::is_alphanumeric) => {
                (Some(scheme), secret)
            }
            _ => (None, value),
        };
        let secret = self.replace(Kind::Secret, secret, path);
        Some(scheme.map_or_else(|| secret.clone(), |scheme| format!("{scheme} {secret}")))
    }

    /// Remembers a name of several words: one alone may be any word.
    fn remember(&mut self, name: &str) {
        let first = text::first_word(name);
        if name.contains(' ') && !first.is_empty() {
            let alike = self.names.entry(first.to_owned()).or_default();
            if !alike.iter().any(|known| known == name) {
                alike.push(name.to_owned());
                alike.sort_by_key(|name| std::cmp::Reverse(name.len()));
            }
        }
    }

    /// The pseudonym of a value, noted in the report.
    fn replace(&mut self, kind: Kind, value: &str, path: &str) -> String {
        if value.is_empty() {
            return String::new();
        }
        if self.looking {
            if kind == Kind::Name {
                self.remember(value.trim());
            }
            return value.to_owned();
        }
        self.report.note(kind, path);
        let pseudonym = self.known.of(kind, value);
        self.report.count(kind, self.known.count(kind));
        pseudonym
    }
}
