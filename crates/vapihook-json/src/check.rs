//! Whether bytes are JSON, and where the long values in it end: one pass.
//!
//! What is looked up in a body again and again is small and stands between large things: lists of
//! messages, artifacts, assistants. Whoever knows where those end steps over them without reading
//! them ([`Scan`](super::scan::Scan)).
//!
//! Accepts what `serde_json` accepts (which also writes the error, for what is refused here), to
//! any depth: nothing recurses.

use std::ops::Range;

use crate::sixteen::{LANES, Sixteen};

/// A string of so many bytes is long.
const LONG: usize = 256;
/// An object or array that is a member is long from here on: it is stepped over whenever another
/// member is looked up.
const MEMBER: usize = 48;
/// One that is an item, or all of the text: there may be very many of them.
const ITEM: usize = 1_024;

/// A value that was found to be JSON.
#[derive(Debug)]
pub struct Checked {
    /// Where it stands, without the blanks around it.
    pub range: Range<usize>,
    /// Where the long values in it end.
    pub ends: Ends,
}

/// Where long values begin and end, by where they begin. Counted from the beginning
/// of the text.
#[derive(Clone, Debug, Default)]
pub struct Ends(Vec<(u32, u32)>);

impl Ends {
    /// Nothing is known.
    pub(crate) const NONE: Self = Self(Vec::new());

    /// The end of the value that begins at `start`, if it is a long one.
    pub(crate) fn of(&self, start: usize) -> Option<usize> {
        let start = u32::try_from(start).ok()?;
        let at = self.0.binary_search_by_key(&start, |&(start, _)| start);
        at.ok().map(|at| self.0[at].1 as usize)
    }

    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The first value of `text`; `None` when it is not JSON as far as its end. What stands behind it
/// is not looked at.
#[must_use]
pub fn first(text: &[u8]) -> Option<Checked> {
    let start = blank(text, 0);
    let mut ends = Vec::new();
    let mut open = Vec::new();
    let mut around = Open::default();
    let mut at = start;
    loop {
        at = match *text.get(at)? {
            byte @ (b'{' | b'[') => {
                let is_object = byte == b'{';
                let inside = blank(text, at + 1);
                if *text.get(inside)? == byte + 2 {
                    inside + 1
                } else {
                    open.push(around);
                    around = Open {
                        start: at,
                        is_object,
                    };
                    at = if is_object {
                        name(text, inside)?
                    } else {
                        inside
                    };
                    continue;
                }
            }
            b'"' => {
                let end = string_end(text, at)?;
                if end - at >= LONG {
                    ends.push((at, end));
                }
                end
            }
            b'-' | b'0'..=b'9' => number_end(text, at)?,
            b't' => word_end(text, at, b"true")?,
            b'f' => word_end(text, at, b"false")?,
            b'n' => word_end(text, at, b"null")?,
            _ => return None,
        };
        loop {
            if open.is_empty() {
                return Some(Checked {
                    range: start..at,
                    ends: in_order(ends, text.len()),
                });
            }
            at = blank(text, at);
            match *text.get(at)? {
                b',' => {
                    at = blank(text, at + 1);
                    if around.is_object {
                        at = name(text, at)?;
                    }
                    break;
                }
                byte if byte == (if around.is_object { b'}' } else { b']' }) => {
                    at += 1;
                    let (start, above) = (around.start, open.pop().unwrap_or_default());
                    if at - start >= if above.is_object { MEMBER } else { ITEM } {
                        ends.push((start, at));
                    }
                    around = above;
                }
                _ => return None,
            }
        }
    }
}

/// The one value that `text` is, blanks around it allowed.
#[must_use]
pub fn whole(text: &[u8]) -> Option<Checked> {
    first(text).filter(|checked| blank(text, checked.range.end) == text.len())
}

/// An object or array that has not ended.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    start: usize,
    is_object: bool,
}

/// They were found by where they end.
fn in_order(found: Vec<(usize, usize)>, length: usize) -> Ends {
    if u32::try_from(length).is_err() {
        return Ends::NONE;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within the length")]
    let narrow = |(start, end)| (start as u32, end as u32);
    let mut ends: Vec<(u32, u32)> = found.into_iter().map(narrow).collect();
    ends.sort_unstable();
    Ends(ends)
}

/// The place of the value behind a member's name that begins at `at`.
#[inline]
fn name(text: &[u8], at: usize) -> Option<usize> {
    if *text.get(at)? != b'"' {
        return None;
    }
    let colon = blank(text, string_end(text, at)?);
    (*text.get(colon)? == b':').then(|| blank(text, colon + 1))
}

#[inline]
fn blank(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = text.get(at) {
        at += 1;
    }
    at
}

/// The end of the string that begins at `at`.
#[inline]
fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    while let Some(chunk) = text.get(at..)?.first_chunk() {
        let found = Sixteen::of(chunk).specials().first();
        at += found;
        if found == LANES {
            continue;
        }
        match chunk[found] {
            b'"' => return Some(at + 1),
            b'\\' => at = escape_end(text, at)?,
            _ => return None,
        }
    }
    loop {
        match *text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at = escape_end(text, at)?,
            0..0x20 => return None,
            _ => at += 1,
        }
    }
}

/// The end of the escape whose backslash is at `at`.
#[inline]
fn escape_end(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at + 1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
        b'u' => {
            let hex = text.get(at + 2..at + 6)?;
            hex.iter().all(u8::is_ascii_hexdigit).then_some(at + 6)
        }
        _ => None,
    }
}

/// The end of the number that begins at `at`.
#[inline]
fn number_end(text: &[u8], at: usize) -> Option<usize> {
    let digits = |from: usize| {
        let end = digits_end(text, from);
        (end > from).then_some(end)
    };
    let first = at + usize::from(text[at] == b'-');
    let mut end = match text.get(first)? {
        b'0' => first + 1,
        _ => digits(first)?,
    };
    if text.get(end).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    if text.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        end = digits(end + 1 + sign)?;
    }
    Some(end)
}

fn digits_end(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

fn word_end(text: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    text[at..].starts_with(word).then_some(at + word.len())
}

#[cfg(test)]
mod tests {
    use serde::de::IgnoredAny;

    use super::*;

    /// Whether both readers see the same in `text`.
    fn agree(text: &[u8]) -> bool {
        let theirs = serde_json::from_slice::<IgnoredAny>(text).is_ok();
        let mut stream = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
        let first_end = match stream.next() {
            Some(Ok(_)) => Some(stream.byte_offset()),
            _ => None,
        };
        let ours = first(text).map(|checked| checked.range.end);
        // A number is refused there when something that is no JSON stands right behind it.
        let is_same = ours == first_end || first_end.is_none() && !theirs;
        whole(text).is_some() == theirs && is_same
    }

    #[test]
    fn it_accepts_what_a_parser_accepts() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "{}",
            "[]",
            " { } ",
            "[ ]",
            "[,]",
            "[1,]",
            "[1 2]",
            "{,}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":1 \"b\":2}",
            "{1:2}",
            "{\"a\":1]",
            "[1}",
            "]",
            "}",
            "[[[[]]]]",
            "[[[[]]]",
            "{\"a\":{\"b\":[{}]}}",
            "1",
            "-1",
            "-",
            "--1",
            "01",
            "-01",
            "0",
            "-0",
            "0.5",
            ".5",
            "1.",
            "1.e1",
            "1e",
            "1e+",
            "1e+1",
            "1E-12",
            "1e1.5",
            "+1",
            "0x1",
            "1e999",
            "123456789012345678901234567890",
            "true",
            "false",
            "null",
            "tru",
            "nul",
            "truee",
            "True",
            "NaN",
            "\"",
            "\"a",
            "\"a\"",
            "\"\\\"",
            "\"\\\"\"",
            "\"\\\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12G4\"",
            "\"\\uD800\"",
            "\"\\uFFFF\\/\\b\\f\\n\\r\\t\"",
            "\"a\tb\"",
            "\"a\nb\"",
            "\"\u{7f}é日🙂\"",
            "\"a\" \"b\"",
            "{}{}",
            "[1] x",
            "\u{feff}{}",
            "\u{b}{}",
            "{\"a\"\u{a0}:1}",
            "\"a\u{0}\"",
            "[1,[2,[3,{\"a\":[]}]]] \r\n\t ",
        ] {
            assert!(agree(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn what_is_changed_anywhere_is_judged_as_a_parser_does() {
        let text = br#"{"a\n":[1.5e3,-2,"x\u00e9\\",true,null,{}], "long":"0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijk"}"#;
        for at in 0..text.len() {
            for byte in b"\"\\{}[]:,01.eEu-tn \n\x00\x1f\x20\x7f\xff" {
                let mut changed = text.to_vec();
                changed[at] = *byte;
                assert!(agree(&changed), "{}", String::from_utf8_lossy(&changed));
                changed.insert(at, b'"');
                assert!(agree(&changed), "{}", String::from_utf8_lossy(&changed));
            }
            assert!(agree(&text[..at]) && agree(&text[at..]), "{at}");
        }
    }

    #[test]
    fn strings_of_any_length_end_at_what_is_special() {
        for length in 0..200 {
            let plain = "é".repeat(length / 2) + &"x".repeat(length % 2);
            for special in ["\"", "\\\"\"", "\n\"", "\u{1f}\"", "\\q\"", ""] {
                let text = format!("[\"{plain}{special}]");
                assert!(agree(text.as_bytes()), "{text:?}");
            }
        }
    }

    #[test]
    fn where_long_values_end_is_known() {
        let list = format!("[{}1]", "[\"}\"],".repeat(100));
        let text = format!(" {{\"a\":{list},\"b\":[1],\"c\":{{\"d\":{list}}}}} ");
        let checked = whole(text.as_bytes()).expect("JSON");
        let ends: Vec<&str> = checked
            .ends
            .0
            .iter()
            .map(|&(start, end)| &text[start as usize..end as usize])
            .collect();
        let inner = format!("{{\"d\":{list}}}");
        assert_eq!(ends, [text.trim(), &list, &inner, &list]);
        for &(start, end) in &checked.ends.0 {
            assert_eq!(checked.ends.of(start as usize), Some(end as usize));
            assert_eq!(checked.ends.of(start as usize + 1), None);
        }
    }

    #[test]
    fn any_depth_is_checked() {
        let deep = "{\"a\":[".repeat(100_000) + &"]}".repeat(100_000);
        assert!(whole(deep.as_bytes()).is_some());
        assert!(whole(&deep.as_bytes()[..deep.len() - 1]).is_none());
    }
}
