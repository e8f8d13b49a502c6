//! What arrived: one HTTP request, immutable, its body the exact bytes that were received.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use vapihook_http::fields;
use vapihook_json::raw::{Text, text_of};

use super::id::EventId;

/// One received request.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The name of this event, here and in the app (`X-Vapihook-Event-Id`).
    pub id: EventId,
    /// When its head arrived, ms since 1970.
    pub received_ms: i64,
    /// The HTTP method.
    pub method: Method,
    /// Path and query as received.
    pub path: String,
    /// The headers as received.
    pub headers: Headers,
    /// The body as received. Empty when the body was refused (too large).
    pub body: Bytes,
}

impl Envelope {
    /// The body as text for viewing.
    #[must_use]
    pub fn text(&self) -> Text<'_> {
        Text::new(text_of(&self.body))
    }

    /// The path without the query.
    #[must_use]
    pub fn bare_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}

/// Header lines as one block of `name: value\r\n`, the form they are stored in: values keep
/// their bytes, a name that came several times stands several times. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Bytes);

impl Headers {
    /// The block of a header map.
    #[must_use]
    pub fn from_map(map: &HeaderMap) -> Self {
        let length =
            |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4;
        let mut block = Vec::with_capacity(map.iter().map(length).sum());
        for (name, value) in map {
            block.extend_from_slice(name.as_str().as_bytes());
            block.extend_from_slice(b": ");
            block.extend_from_slice(value.as_bytes());
            block.extend_from_slice(b"\r\n");
        }
        Self(block.into())
    }

    /// The block as it was stored. What is not a header line is not shown by [`Headers::iter`].
    #[must_use]
    pub fn from_block(block: impl Into<Bytes>) -> Self {
        Self(block.into())
    }

    /// The block itself.
    #[must_use]
    pub fn block(&self) -> &[u8] {
        &self.0
    }

    /// Name and value of each line. A header value cannot hold a line break (HTTP forbids it).
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        lines(&self.0)
    }

    /// The name of each line, whatever bytes it is of.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        fields::lines(&self.0).map(|(name, _)| name)
    }

    /// The first value of a header, as text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| String::from_utf8_lossy(value))
    }

    /// The lines as a header map; lines that HTTP does not allow are left out.
    #[must_use]
    pub fn to_map(&self) -> HeaderMap {
        self.iter()
            .filter_map(|(name, value)| {
                let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
                Some((name, HeaderValue::from_bytes(value).ok()?))
            })
            .fold(HeaderMap::new(), |mut map, (name, value)| {
                map.append(name, value);
                map
            })
    }
}

/// Name and value of each line of a block of headers.
pub fn lines(block: &[u8]) -> impl Iterator<Item = (&str, &[u8])> {
    fields::lines(block).filter_map(|(name, value)| Some((std::str::from_utf8(name).ok()?, value)))
}

/// The time now, in ms since 1970, as events are stamped.
#[must_use]
pub fn now_ms() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_keep_repeats_and_bytes() {
        let mut map = HeaderMap::new();
        map.append("set-cookie", HeaderValue::from_static("a=1"));
        map.append("set-cookie", HeaderValue::from_static("b: 2"));
        map.append(
            "x-raw",
            HeaderValue::from_bytes(b"\xff\xfe").expect("valid"),
        );
        map.append("x-empty", HeaderValue::from_static(""));
        let headers = Headers::from_map(&map);
        assert_eq!(headers.iter().count(), 4);
        assert_eq!(headers.get("Set-Cookie").as_deref(), Some("a=1"));
        assert_eq!(headers.to_map(), map);
        assert_eq!(Headers::from_block(headers.block().to_vec()), headers);
    }
}
