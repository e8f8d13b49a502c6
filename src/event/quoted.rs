//! Strings as JSON has them, written and read in runs rather than character by character.

use std::io::Write;

use super::check::{escaping, plain_end};
use super::line::is_unsafe;

/// Writes `text` as a JSON string. What would act on a terminal or hide is escaped as well, which
/// JSON itself does not ask for.
pub fn quote(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + text.len() / 8 + 2);
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let end = escaping(bytes, at);
        out.extend_from_slice(&bytes[at..end]);
        let Some(&byte) = bytes.get(end) else { break };
        at = end + 1;
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            0..0x80 => {
                write!(out, "\\u{byte:04x}").ok();
            }
            _ => at = end + beyond_ascii(&text[end..], out),
        }
    }
    out.push(b'"');
}

/// Writes the characters beyond ASCII that `text` begins with: how many bytes of it they were.
fn beyond_ascii(text: &str, out: &mut Vec<u8>) -> usize {
    let mut kept = 0;
    for (at, c) in text.char_indices() {
        if !c.is_ascii() && !is_unsafe(c) {
            continue;
        }
        out.extend_from_slice(&text.as_bytes()[kept..at]);
        if c.is_ascii() {
            return at;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}").ok();
        }
        kept = at + c.len_utf8();
    }
    out.extend_from_slice(&text.as_bytes()[kept..]);
    text.len()
}

/// The text that stands between the quotes of a JSON string; a lone surrogate becomes U+FFFD.
/// `None` when it is not what JSON allows there.
pub(super) fn unquoted(inner: &str) -> Option<String> {
    let bytes = inner.as_bytes();
    let mut text = String::with_capacity(inner.len());
    let mut at = 0;
    loop {
        let end = plain_end(bytes, at);
        text.push_str(&inner[at..end]);
        match bytes.get(end) {
            None => return Some(text),
            Some(b'\\') => {}
            Some(_) => return None,
        }
        at = end + 2;
        text.push(match bytes.get(end + 1)? {
            byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let first = unit(bytes, end)?;
                at = end + 6;
                let low = || match (first, unit(bytes, end + 6)) {
                    (0xD800..0xDC00, Some(low @ 0xDC00..0xE000)) => Some(low),
                    _ => None,
                };
                if let Some(low) = low() {
                    at = end + 12;
                    let above = u32::from(first - 0xD800) << 10 | u32::from(low - 0xDC00);
                    char::from_u32(0x1_0000 + above)?
                } else {
                    char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
            }
            _ => return None,
        });
    }
}

/// The unit of UTF-16 that the escape at `at` stands for, if it is one.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let hex = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    hex.iter().try_fold(0, |unit, byte| {
        let digit = char::from(*byte).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = Vec::new();
        quote(text, &mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn what_is_quoted_is_read_back() {
        let all: String = (0..0x3000_u32)
            .chain(0xFE00..0x1_F700)
            .chain(0xE_0000..0xE_0080)
            .filter_map(char::from_u32)
            .collect();
        let own = quoted(&all);
        assert_eq!(
            serde_json::from_str::<String>(&own).ok().as_ref(),
            Some(&all)
        );
        assert_eq!(unquoted(&own[1..own.len() - 1]).as_ref(), Some(&all));
        assert!(!own.chars().any(is_unsafe));
        for length in 0..40 {
            for special in [
                "\"",
                "\\",
                "\n",
                "\u{7f}",
                "é",
                "\u{202e}",
                "\u{e0001}x",
                "\u{1}",
            ] {
                let text = format!("{}{special}{special}x", "x".repeat(length));
                let own = quoted(&text);
                assert_eq!(
                    serde_json::from_str::<String>(&own).ok(),
                    Some(text.clone())
                );
                assert_eq!(unquoted(&own[1..own.len() - 1]), Some(text));
            }
        }
    }

    #[test]
    fn ordinary_text_is_quoted_as_by_everyone() {
        let all: String = (0..0x7f_u8)
            .map(char::from)
            .chain("é🙂日本".chars())
            .collect();
        assert_eq!(Some(quoted(&all)), serde_json::to_string(&all).ok());
    }

    #[test]
    fn every_escape_is_read() {
        for (inner, text) in [
            (r"\u00e9\/\b\f", Some("é/\u{8}\u{c}")),
            (r"\ud83d\ude42", Some("🙂")),
            (r"\ud83d", Some("\u{fffd}")),
            (r"\ude42\ud83d\u0041", Some("\u{fffd}\u{fffd}A")),
            (r"\ud83d\ud83d\ude42", Some("\u{fffd}🙂")),
            (r"\ud83dx", Some("\u{fffd}x")),
            (r"\u12", None),
            (r"\u+123", None),
            (r"\x", None),
            (r"\", None),
            ("a\"b", None),
            ("a\nb", None),
        ] {
            assert_eq!(unquoted(inner).as_deref(), text, "{inner}");
        }
    }
}
