//! What is signed or checked: the parts of a request, borrowed, the body as raw bytes.

use std::borrow::Cow;
use std::time::Duration;

use crate::event::envelope::{Envelope, lines};

/// A request to check.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// Path and query as received.
    pub path: &'a str,
    /// The URL that the sender called, when it is known; else it is guessed from the headers.
    pub url: Option<&'a str>,
    /// The headers, as a block of `name: value\r\n`.
    pub headers: &'a [u8],
    /// The exact body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// A received request.
    #[must_use]
    pub fn of(envelope: &'a Envelope) -> Self {
        Self {
            method: envelope.method.as_str(),
            path: &envelope.path,
            url: None,
            headers: envelope.headers.block(),
            body: &envelope.body,
        }
    }

    /// Every value of a header.
    pub(super) fn values(self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        lines(self.headers)
            .filter(move |(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The first value of a header.
    pub(super) fn value(self, name: &str) -> Option<&'a [u8]> {
        self.values(name).next()
    }

    /// The first value of each of some headers, in one pass.
    pub(super) fn first_of<const N: usize>(self, names: [&str; N]) -> [Option<&'a [u8]>; N] {
        let mut found = [None; N];
        for (name, value) in lines(self.headers) {
            for (found, wanted) in found.iter_mut().zip(names) {
                if found.is_none() && name.eq_ignore_ascii_case(wanted) {
                    *found = Some(value);
                }
            }
        }
        found
    }

    /// What `{url}` may stand for, the likeliest first: the documentation does not say which.
    pub(super) fn urls(self) -> Vec<Cow<'a, str>> {
        let mut urls: Vec<Cow<'a, str>> = self.url.into_iter().map(Cow::from).collect();
        let text = |name: &str| {
            self.value(name)
                .and_then(|value| str::from_utf8(value).ok())
        };
        for host in ["x-forwarded-host", "host"].into_iter().filter_map(text) {
            let proto = text("x-forwarded-proto");
            for proto in proto.into_iter().chain(["https", "http"]) {
                urls.push(format!("{proto}://{host}{}", self.path).into());
            }
        }
        urls.push(self.path.into());
        if let Some((path, _)) = self.path.split_once('?') {
            urls.push(path.into());
        }
        urls
    }
}

/// When a request is checked, and how far from that its timestamp may be.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Ms since 1970.
    pub at_ms: i64,
    /// Either way.
    pub tolerance: Duration,
}

/// What is usual: Vapi names no tolerance.
pub const TOLERANCE: Duration = Duration::from_secs(300);

impl Clock {
    /// That time, with the usual tolerance.
    #[must_use]
    pub fn at(at_ms: i64) -> Self {
        Self {
            at_ms,
            tolerance: TOLERANCE,
        }
    }

    /// Why a timestamp is not acceptable, if it is not.
    pub(super) fn refuse(&self, timestamp: &[u8]) -> Option<String> {
        let Some(signed_ms) = millis(timestamp) else {
            return Some("its timestamp is not a time".to_owned());
        };
        let off = self.at_ms.abs_diff(signed_ms);
        if u128::from(off) <= self.tolerance.as_millis() {
            return None;
        }
        let off = Duration::from_millis(off);
        let way = if signed_ms < self.at_ms {
            "too old"
        } else {
            "in the future"
        };
        Some(format!(
            "its timestamp is {way}: {} off, {} allowed",
            words(off),
            words(self.tolerance)
        ))
    }
}

/// A timestamp in ms since 1970: a number of seconds or of ms, or RFC 3339.
#[must_use]
pub fn millis(timestamp: &[u8]) -> Option<i64> {
    /// The year 5138 in seconds, 1973 in ms.
    const FROM_HERE_MS: i64 = 100_000_000_000;
    let text = str::from_utf8(timestamp).ok()?.trim();
    match text.parse::<i64>() {
        Ok(number) if number >= FROM_HERE_MS => Some(number),
        Ok(number) => number.checked_mul(1_000),
        Err(_) => {
            let time: jiff::Timestamp = text.parse().ok()?;
            Some(time.as_millisecond())
        }
    }
}

/// A duration in the one unit that tells it.
fn words(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{}ms", duration.as_millis()),
        seconds @ 1..600 => format!("{seconds}s"),
        seconds @ 600..7_200 => format!("{}m", seconds / 60),
        seconds @ 7_200..172_800 => format!("{}h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_seconds_or_ms() {
        for (text, ms) in [
            ("1790000000000", Some(1_790_000_000_000)),
            ("1790000000", Some(1_790_000_000_000)),
            ("2026-09-21T14:13:20Z", Some(1_790_000_000_000)),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(millis(text.as_bytes()), ms, "{text}");
        }
    }

    #[test]
    fn a_clock_refuses_both_ways() {
        let clock = Clock::at(1_790_000_000_000);
        assert_eq!(clock.refuse(b"1790000000"), None);
        assert_eq!(clock.refuse(b"1789999700"), None);
        let old = clock.refuse(b"1789999699").expect("too old");
        assert_eq!(old, "its timestamp is too old: 301s off, 300s allowed");
        assert!(clock.refuse(b"1790000301").is_some());
        assert!(clock.refuse(b"x").is_some());
    }
}
