//! Strings as JSON has them, written and read in runs rather than character by character.

use std::io::Write;

use memchr::{memchr, memchr_iter};

use crate::sixteen::{LANES, Marks, Sixteen};

/// Text on its way to a buffer. A body in a line has an escape every few bytes: runs of it are
/// moved sixteen bytes at a time, whatever follows them.
struct Block {
    bytes: [u8; Self::SIZE],
    used: usize,
}

impl Block {
    const SIZE: usize = 512;
    /// There is always room for so many bytes: a run, and an escape.
    const ROOM: usize = 2 * LANES;

    fn new() -> Self {
        Self {
            bytes: [0; Self::SIZE],
            used: 0,
        }
    }

    /// Adds the first `kept` of these bytes.
    #[inline]
    fn push<const N: usize>(&mut self, bytes: [u8; N], kept: usize) {
        const { assert!(N <= LANES) }
        let room = self.bytes.get_mut(self.used..);
        if let Some(room) = room.and_then(<[u8]>::first_chunk_mut) {
            *room = bytes;
            self.used += kept;
        }
    }

    /// Adds the run that `text` begins with, up to the first byte that is marked: its length, which
    /// is [`LANES`] when it may go on. Of the last bytes of a text it adds none.
    #[inline]
    fn run(&mut self, text: &[u8], marks: impl Fn(Sixteen) -> Marks) -> usize {
        let Some(chunk) = text.first_chunk() else {
            return 0;
        };
        let run = marks(Sixteen::of(chunk)).first();
        self.push(*chunk, run);
        run
    }

    /// Makes room again.
    #[inline]
    fn settle(&mut self, out: &mut Vec<u8>) {
        if self.used > Self::SIZE - Self::ROOM {
            self.flush(out);
        }
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bytes[..self.used]);
        self.used = 0;
    }
}

/// Writes `text` as a JSON string. What would act on a terminal or hide is escaped as well, which
/// JSON itself does not ask for.
pub fn quote(text: &str, out: &mut Vec<u8>) {
    if is_plain(text.as_bytes()) {
        quote_plain(text.as_bytes(), out);
    } else {
        quote_any(text, out);
    }
}

/// The same for bytes, if they are text.
#[must_use]
pub fn quote_bytes(bytes: &[u8], out: &mut Vec<u8>) -> bool {
    if is_plain(bytes) {
        quote_plain(bytes, out);
        return true;
    }
    let text = std::str::from_utf8(bytes);
    text.map(|text| quote_any(text, out)).is_ok()
}

fn quote_plain(bytes: &[u8], out: &mut Vec<u8>) {
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    out.extend_from_slice(bytes);
    out.push(b'"');
}

fn quote_any(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + text.len() / 8 + 2);
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut block = Block::new();
    let mut at = 0;
    loop {
        block.settle(out);
        let run = block.run(bytes.get(at..).unwrap_or_default(), Sixteen::escaping);
        at += run;
        if run == LANES {
            continue;
        }
        let Some(&byte) = bytes.get(at) else { break };
        at += 1;
        match byte {
            b'"' | b'\\' => block.push([b'\\', byte], 2),
            b' '..=b'~' => block.push([byte], 1),
            b'\n' => block.push(*b"\\n", 2),
            b'\r' => block.push(*b"\\r", 2),
            b'\t' => block.push(*b"\\t", 2),
            0x08 => block.push(*b"\\b", 2),
            0x0c => block.push(*b"\\f", 2),
            0..0x80 => {
                let digit = |four: u8| b"0123456789abcdef"[usize::from(four)];
                block.push(
                    [b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)],
                    6,
                );
            }
            _ => {
                block.flush(out);
                at += beyond_ascii(&text[at - 1..], out) - 1;
            }
        }
    }
    block.flush(out);
    out.push(b'"');
}

/// Whether `string`, which says `text`, is just what [`quote`] would write: the shortest way to say
/// it, of which there is only one. Of more than lines of ASCII that can be seen it is never said.
#[must_use]
pub fn is_as_quoted(string: &str, text: &str) -> bool {
    let is_plain = string.is_ascii() && memchr(0x7f, string.as_bytes()).is_none();
    let mut shortest = text.len() + 2;
    let mut escaped = [b'"', b'\\', b'\n'].iter();
    // Whatever else is escaped makes it longer.
    is_plain
        && escaped.any(|byte| {
            shortest += memchr_iter(*byte, text.as_bytes()).count();
            shortest == string.len()
        })
}

/// Whether nothing in it needs an escape, as in most short texts.
fn is_plain(bytes: &[u8]) -> bool {
    let is_plain = |chunk: &[u8; LANES]| Sixteen::of(chunk).escaping().is_none();
    let (chunks, rest) = bytes.as_chunks();
    let is_rest_plain = || {
        // The end of a longer text is looked at together with what stands before it.
        bytes
            .last_chunk()
            .map_or_else(|| is_plain(&filled(rest)), is_plain)
    };
    chunks.iter().all(is_plain) && is_rest_plain()
}

/// These bytes, and spaces behind them.
fn filled(bytes: &[u8]) -> [u8; LANES] {
    let mut filled = [b' '; LANES];
    filled[..bytes.len()].copy_from_slice(bytes);
    filled
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

/// Whether a character acts on a terminal or hides: controls, bidi controls, line and paragraph
/// separators, zero-width marks, tags.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The text that stands between the quotes of a JSON string; a lone surrogate becomes U+FFFD.
/// `None` when it is not what JSON allows there.
pub(crate) fn unquoted(inner: &str) -> Option<String> {
    let bytes = inner.as_bytes();
    let mut text = Vec::with_capacity(inner.len());
    let mut block = Block::new();
    let mut at = 0;
    loop {
        block.settle(&mut text);
        let run = block.run(bytes.get(at..)?, Sixteen::specials);
        at += run;
        if run == LANES {
            continue;
        }
        let Some(&byte) = bytes.get(at) else { break };
        match byte {
            b'\\' => {
                // Most are of quotes.
                if let Some(&c @ (b'"' | b'\\')) = bytes.get(at + 1) {
                    block.push([c], 1);
                    at += 2;
                    continue;
                }
                let (c, length) = escaped(&bytes[at + 1..])?;
                let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                let mut utf8 = [0; 4];
                let kept = c.encode_utf8(&mut utf8).len();
                block.push(utf8, kept);
                at += 1 + length;
            }
            b'"' | 0..0x20 => return None,
            _ => {
                block.push([byte], 1);
                at += 1;
            }
        }
    }
    block.flush(&mut text);
    String::from_utf8(text).ok()
}

/// The character that an escape stands for, and how many bytes it takes behind its backslash;
/// `None` in the place of the character is a lone surrogate.
#[inline]
pub(crate) fn escaped(behind: &[u8]) -> Option<(Option<char>, usize)> {
    let c = match behind.first()? {
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => return escaped_unit(&behind[1..]),
        _ => return None,
    };
    Some((Some(c), 1))
}

fn escaped_unit(hex: &[u8]) -> Option<(Option<char>, usize)> {
    let first = unit(hex)?;
    if let 0xD800..0xDC00 = first
        && let Some(second) = hex[4..].strip_prefix(b"\\u")
        && let Some(low @ 0xDC00..0xE000) = unit(second)
    {
        let above = u32::from(first - 0xD800) << 10 | u32::from(low - 0xDC00);
        return Some((char::from_u32(0x1_0000 + above), 11));
    }
    Some((char::from_u32(first.into()), 5))
}

/// The unit of UTF-16 that four digits are.
fn unit(hex: &[u8]) -> Option<u16> {
    hex.get(..4)?.iter().try_fold(0, |unit, byte| {
        let digit = char::from(*byte).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

/// Replaces every `\uD800`-`\uDFFF` escape that has no partner by `\uFFFD`.
pub(crate) fn mend_surrogates(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut mended = String::with_capacity(text.len());
    let mut kept = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match surrogate_at(bytes, at) {
            Some(high @ 0xD800..=0xDBFF)
                if matches!(surrogate_at(bytes, at + 6), Some(0xDC00..=0xDFFF)) =>
            {
                debug_assert!(high < 0xDC00);
                at += 12;
            }
            Some(_) => {
                mended.push_str(&text[kept..at]);
                mended.push_str("\\uFFFD");
                at += 6;
                kept = at;
            }
            None => at += 2,
        }
    }
    mended.push_str(&text[kept..]);
    mended
}

/// The surrogate that the escape at `at` stands for, if it is one.
fn surrogate_at(bytes: &[u8], at: usize) -> Option<u16> {
    let code = unit(bytes.get(at..)?.strip_prefix(b"\\u")?)?;
    (0xD800..=0xDFFF).contains(&code).then_some(code)
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
    fn only_a_string_that_would_be_written_is_as_quoted() {
        let usual = ["a", r#"\""#, r"\\", r"\n"];
        let others = [
            r"\/",
            r"\u000a",
            r"\u0041",
            r"\u0022",
            r"\u00e9",
            "é",
            "\x7f",
            r"\u007f",
            "\u{202e}",
            r"\ud800",
            r"\ud83d\ude42",
            "🙂",
            r"\t",
            r"\u001f",
        ];
        let pieces = || usual.iter().chain(&others);
        for (one, other) in pieces().flat_map(|one| pieces().map(move |other| (one, other))) {
            let string = format!("\"{one}{other}\"");
            let text = unquoted(&format!("{one}{other}")).expect("a string");
            let is_usual = usual.contains(one) && usual.contains(other);
            assert_eq!(is_as_quoted(&string, &text), is_usual, "{string}");
            assert!(!is_usual || quoted(&text) == string, "{string}");
        }
        assert!(is_as_quoted("\"\"", ""));
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
