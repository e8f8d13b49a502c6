//! Values as people write them: `250ms`, `50MB`, `Name: value`.

use http::{HeaderName, HeaderValue};

pub use crate::event::span::duration;

/// Reads `1024`, `64KB`, `50MB`, `1GB` (powers of 1000) and `64KiB`, `50MiB`, `1GiB` (of 1024).
///
/// # Errors
/// In words, for clap.
pub fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = split(text);
    let scale: u64 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err("a size is a number of bytes, or with KB, MB, GB, as in 50MB".into()),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(scale))
        .ok_or_else(|| "a size is a whole number and B, KB, MB or GB, as in 50MB".into())
}

/// Reads `Name: value`.
///
/// # Errors
/// In words, for clap.
pub fn header(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, value) = text
        .split_once(':')
        .ok_or("a header is written as 'Name: value'")?;
    let name = name
        .trim()
        .parse()
        .map_err(|_| format!("\"{name}\" is no header name"))?;
    let value = value
        .trim()
        .parse()
        .map_err(|_| format!("the value of {name} has characters that a header cannot hold"))?;
    Ok((name, value))
}

/// A number and the unit behind it.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let at = text
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    (text[..at].trim(), text[at..].trim())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn durations() {
        for (text, ms) in [
            ("250ms", 250),
            ("7.5s", 7_500),
            ("10m", 600_000),
            ("3", 3_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(ms)), "{text}");
        }
        for text in ["", "s", "-1s", "1y", "1e400s", "NaN"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes() {
        for (text, bytes) in [("1024", 1_024), ("50MB", 50_000_000), ("1 GiB", 1 << 30)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "-1", "1.5MB", "99999999999GB", "1XB"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn headers() {
        let (name, value) = header("X-Thing:  a: b ").expect("a header");
        assert_eq!((name.as_str(), value.as_bytes()), ("x-thing", &b"a: b"[..]));
        for text in ["X-Thing", "a b: c", "X: a\nb"] {
            assert!(header(text).is_err(), "{text}");
        }
    }
}
