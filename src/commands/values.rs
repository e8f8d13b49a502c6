//! Values as people write them: `250ms`, `50MB`, `Name: value`, `path=value`.

use std::borrow::Cow;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use vapihook_json::raw::Raw;

use crate::event::path::Path;
pub use crate::event::span::duration;
use crate::relay::DeadlinePolicy;
use crate::relay::once::Patience;

/// What happens when the app is slower than Vapi waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Deadline {
    // What each does stands with the flag, which has its own words for it.
    Warn,
    Enforce,
}

impl Deadline {
    /// For who passes events on.
    #[must_use]
    pub fn policy(self) -> DeadlinePolicy {
        match self {
            Self::Warn => DeadlinePolicy::Warn,
            Self::Enforce => DeadlinePolicy::Enforce,
        }
    }

    /// For who sends them.
    #[must_use]
    pub fn patience(self) -> Patience {
        match self {
            Self::Warn => Patience::Endless,
            Self::Enforce => Patience::Vapi,
        }
    }
}

/// What stdout is called where a file is named.
const STDOUT: [&str; 3] = ["-", "/dev/stdout", "/dev/fd/1"];

/// Why a limit that deletes everything is none: who means it says so.
const KEEPS_NOTHING: &str = "that would delete the whole record; to record nothing, use \
                             --no-record; to empty the record, run: vapihook events prune --keep 0";

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

/// Reads how long events are kept: a [`duration`] that keeps any.
///
/// # Errors
/// In words, for clap.
pub fn kept_time(text: &str) -> Result<Duration, String> {
    let time = duration(text)?;
    if time < Duration::from_secs(1) {
        return Err(KEEPS_NOTHING.into());
    }
    Ok(time)
}

/// Reads how much is kept: a [`size`] that keeps any.
///
/// # Errors
/// In words, for clap.
pub fn kept_size(text: &str) -> Result<u64, String> {
    match size(text)? {
        0 => Err(KEEPS_NOTHING.into()),
        size => Ok(size),
    }
}

/// Reads a time in RFC 3339, or a number of seconds or ms since 1970; as ms since 1970.
///
/// # Errors
/// In words, for clap.
pub fn time(text: &str) -> Result<i64, String> {
    crate::signature::request::millis(text.as_bytes())
        .ok_or_else(|| "a time is written as in 2026-03-04T05:06:07Z".into())
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

/// A value for a place in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Where it goes.
    pub path: Path,
    /// The value, as JSON text.
    pub value: Box<str>,
}

/// Reads `message.call.id=c-1` or `/message/call/id=c-1`: see [`json_or_text`] for the value.
/// A `=` inside quotes belongs to the path.
///
/// # Errors
/// In words, for clap.
pub fn assignment(text: &str) -> Result<Assignment, String> {
    let mut quote = None;
    let equals = text.char_indices().find(|(_, c)| {
        match quote {
            Some(open) if open == *c => quote = None,
            None if matches!(c, '"' | '\'') && !text.starts_with('/') => quote = Some(*c),
            None if *c == '=' => return true,
            _ => {}
        }
        false
    });
    let Some((at, _)) = equals else {
        return Err("an assignment is written as path=value, as in message.status=ended".into());
    };
    Ok(Assignment {
        path: Path::parse(&text[..at])?,
        value: json_or_text(&text[at + 1..])?,
    })
}

/// A value as JSON text: JSON as it stands, anything else as a string of JSON; `@FILE` is what a
/// file holds, read in the same way.
///
/// # Errors
/// In words, for clap.
pub fn json_or_text(text: &str) -> Result<Box<str>, String> {
    let text = text_or_file(text)?;
    Ok(match Raw::parse(&text) {
        Ok(json) => json.text().into(),
        Err(_) => serde_json::Value::from(&*text).to_string().into(),
    })
}

/// A value as JSON text; `@FILE` is what a file holds.
///
/// # Errors
/// In words, for clap.
pub fn json(text: &str) -> Result<Box<str>, String> {
    let text = text_or_file(text)?;
    match Raw::parse(&text) {
        Ok(json) => Ok(json.text().into()),
        Err(error) => Err(format!("it is not JSON: {error}")),
    }
}

fn text_or_file(text: &str) -> Result<Cow<'_, str>, String> {
    let Some(file) = text.strip_prefix('@') else {
        return Ok(text.into());
    };
    match std::fs::read_to_string(file) {
        Ok(content) => Ok(content.into()),
        Err(error) => Err(format!(
            "\"{file}\" cannot be read: {error}; a text that begins with @ goes in quotes: '\"{text}\"'"
        )),
    }
}

/// A number and the unit behind it.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let at = text
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    (text[..at].trim(), text[at..].trim())
}

/// The file that `-o` names; `None` for stdout, also when that is what it names. Opened by its
/// name, stdout would be another place in the same file.
pub fn output(named: Option<&std::path::Path>) -> Option<&std::path::Path> {
    named.filter(|path| !STDOUT.iter().any(|name| path.as_os_str() == *name))
}

#[cfg(test)]
mod tests {
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
    fn a_limit_keeps_something() {
        assert_eq!(kept_time("1s"), Ok(Duration::from_secs(1)));
        assert_eq!(kept_size("1"), Ok(1));
        for text in ["0", "0s", "0d", "999ms"] {
            assert_eq!(kept_time(text), Err(KEEPS_NOTHING.to_owned()), "{text}");
        }
        for text in ["0", "0GiB"] {
            assert_eq!(kept_size(text), Err(KEEPS_NOTHING.to_owned()), "{text}");
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

    #[test]
    fn assignments() {
        for (text, path, value) in [
            ("message.status=ended", "message.status", "\"ended\""),
            ("/message/n= 1.0", "message.n", "1.0"),
            ("a=", "a", "\"\""),
            ("a=b=c", "a", "\"b=c\""),
            ("a=\"7\"", "a", "\"7\""),
            ("a.\"b=c\"=null", "a.\"b=c\"", "null"),
            ("/don't=1", "\"don't\"", "1"),
        ] {
            let read = assignment(text).expect(text);
            assert_eq!((&*read.path.to_string(), &*read.value), (path, value));
        }
        for text in ["a", "a..b=1", "a=@/no/such file"] {
            assert!(assignment(text).is_err(), "{text}");
        }
    }
}
