//! Stepping over JSON text that was checked before, for less than checking it again costs.
//!
//! Whoever opens a body checks it once ([`Raw::parse`](super::raw::Raw::parse)); every look into
//! it after that only has to find where values end. On text that was not checked nothing fails
//! either: it ends early.

use memchr::memchr2;

use crate::check::Ends;
use crate::sixteen::{LANES, Sixteen};

/// Bytes from which a string is long.
const LONG: usize = 64;

/// What is known of a text: where the long values in it end.
#[derive(Debug)]
pub(crate) struct Long {
    /// The address of its first byte.
    start: usize,
    ends: Ends,
}

impl Long {
    /// Of a text nothing is known.
    pub const NONE: &'static Self = &Self {
        start: 0,
        ends: Ends::NONE,
    };

    pub fn new(text: &str, ends: Ends) -> Self {
        let start = text.as_ptr().addr();
        Self { start, ends }
    }

    pub fn ends(&self) -> &Ends {
        &self.ends
    }

    /// The length of the value that `rest` begins with, if it is a long one.
    fn length(&self, rest: &str) -> Option<usize> {
        if self.ends.is_empty() {
            return None;
        }
        let at = rest.as_ptr().addr().wrapping_sub(self.start);
        Some(self.ends.of(at)? - at)
    }
}

/// A place in JSON text.
pub(crate) struct Scan<'a> {
    text: &'a str,
    at: usize,
    long: &'a Long,
}

impl<'a> Scan<'a> {
    /// At the beginning of `text`, which begins with its value.
    pub fn new(text: &'a str, long: &'a Long) -> Self {
        Self { text, at: 0, long }
    }

    /// The next member of the object that `text` is: its name with quotes, and its value.
    pub fn member(&mut self) -> Option<(&'a str, &'a str)> {
        Some((self.name()?, self.value()?))
    }

    /// Steps to the value of the next member, and gives its name with quotes.
    pub fn name(&mut self) -> Option<&'a str> {
        self.next_item()?;
        if let Some(name) = self.usual_name() {
            return Some(name);
        }
        let name = self.value()?;
        self.blank();
        self.at += 1;
        self.blank();
        Some(name)
    }

    /// The same for a name as most are: short, without escapes, right before its colon.
    #[inline]
    fn usual_name(&mut self) -> Option<&'a str> {
        let [b'"', inner @ ..] = self.text.as_bytes().get(self.at..)? else {
            return None;
        };
        let end = Sixteen::of(inner.first_chunk()?).ends().first();
        let [b'"', b':', ..] = inner.get(end..)? else {
            return None;
        };
        let start = self.at;
        self.at += 1 + end + 2;
        let name = self.text.get(start..self.at - 1);
        self.blank();
        name
    }

    /// The next item of the array that `text` is.
    pub fn item(&mut self) -> Option<&'a str> {
        self.next_item()?;
        self.value()
    }

    /// Steps over the bracket or comma before an item; `None` at the end of all.
    pub fn next_item(&mut self) -> Option<()> {
        self.blank();
        match self.peek()? {
            b'{' | b'[' | b',' => self.at += 1,
            _ => return None,
        }
        self.blank();
        (!matches!(self.peek()?, b'}' | b']')).then_some(())
    }

    /// Steps over one value.
    pub fn value(&mut self) -> Option<&'a str> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at = match self.peek()? {
            b'"' => near_string_end(bytes, start)
                .or_else(|| Some(start + self.long.length(&self.text[start..])?))
                .unwrap_or_else(|| string_end(bytes, start)),
            b'{' | b'[' => match self.long.length(&self.text[start..]) {
                Some(length) => start + length,
                None => nested_end(bytes, start),
            },
            _ => scalar_end(bytes, start),
        };
        self.text
            .get(start..self.at)
            .filter(|text| !text.is_empty())
    }

    /// Steps over one value, and tells its members on the way if it is an object.
    pub fn value_with(&mut self, mut see: impl FnMut(&'a str, &'a str)) -> Option<&'a str> {
        if self.peek()? != b'{' {
            return self.value();
        }
        let rest = self.text.get(self.at..)?;
        let mut within = Scan::new(rest, self.long);
        while let Some((name, value)) = within.member() {
            see(name, value);
        }
        // Behind the last member is the bracket.
        let object = rest.get(..=within.at).unwrap_or(rest);
        self.at += object.len();
        Some(object)
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// The end of the string whose first quote is at `at`: the place behind its last quote, or the end
/// of all when it has none. Most are short: they are looked at sixteen bytes at a time, and the rest
/// of a long one as fast as memory is read.
#[must_use]
pub fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    let long = at + LONG;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = Sixteen::of(chunk).ends().first();
        at += found;
        if found == LANES {
            if at > long {
                let rest = &bytes[at..];
                at += memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            }
        } else if chunk[found] == b'"' {
            return at + 1;
        } else {
            at += 2;
        }
    }
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The same, when it is near.
#[inline]
fn near_string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    for _ in 0..LONG / LANES {
        let chunk = bytes.get(at..)?.first_chunk()?;
        let found = Sixteen::of(chunk).ends().first();
        at += found;
        if found < LANES {
            if chunk[found] == b'"' {
                return Some(at + 1);
            }
            at += 2;
        }
    }
    None
}

/// The end of the object or array that begins at `at`.
fn nested_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match CLASS[usize::from(*byte)] {
            Class::Other => at += 1,
            Class::Quote => at = string_end(bytes, at),
            Class::Open => {
                depth += 1;
                at += 1;
            }
            Class::Close => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return at;
                }
            }
        }
    }
    bytes.len()
}

/// The end of the number, `true`, `false` or `null` that begins at `at`.
pub(crate) fn scalar_end(bytes: &[u8], at: usize) -> usize {
    let is_mark = |byte| matches!(byte, b',' | b':' | b'[' | b']' | b'{' | b'}' | b'"');
    let is_end = |byte: &u8| is_mark(*byte) || is_blank(*byte);
    let rest = &bytes[at..];
    at + rest.iter().position(is_end).unwrap_or(rest.len())
}

/// What a byte outside of strings does to the depth.
#[derive(Clone, Copy)]
enum Class {
    Other,
    Quote,
    Open,
    Close,
}

static CLASS: [Class; 256] = {
    let mut class = [Class::Other; 256];
    class[b'"' as usize] = Class::Quote;
    class[b'{' as usize] = Class::Open;
    class[b'[' as usize] = Class::Open;
    class[b'}' as usize] = Class::Close;
    class[b']' as usize] = Class::Close;
    class
};

#[inline]
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;

    fn members(text: &str) -> Vec<(&str, &str)> {
        let mut scan = Scan::new(text, Long::NONE);
        std::iter::from_fn(|| scan.member()).collect()
    }

    fn items(text: &str) -> Vec<&str> {
        let mut scan = Scan::new(text, Long::NONE);
        std::iter::from_fn(|| scan.item()).collect()
    }

    #[test]
    fn values_are_found_whatever_is_in_them() {
        let text = "{ \"a\" : 1 ,\n\"b\\\"}\":{\"c\":[\"]\",{}]} , \"\":\"\\\\\",\"d\":-1.5e3}";
        let expected = [
            ("\"a\"", "1"),
            ("\"b\\\"}\"", "{\"c\":[\"]\",{}]}"),
            ("\"\"", "\"\\\\\""),
            ("\"d\"", "-1.5e3"),
        ];
        assert_eq!(members(text), expected);
        assert_eq!(items("[ ]"), [""; 0]);
        assert_eq!(members("{}"), []);
        assert_eq!(
            items("[null, [1,[2]] ,\"ü,\",true]"),
            ["null", "[1,[2]]", "\"ü,\"", "true"]
        );
    }

    #[test]
    fn strings_of_any_length_end_at_their_quote() {
        for length in 0..200 {
            let plain = "x".repeat(length);
            for inner in [
                plain.clone(),
                format!("{plain}\\\""),
                format!("\\\\{plain}é{plain}"),
            ] {
                let text = format!("[\"{inner}\",\"{inner}\"]");
                let value = format!("\"{inner}\"");
                assert_eq!(items(&text), [&value, &value], "{length}");
            }
        }
    }

    #[test]
    fn what_is_no_json_ends_it() {
        for text in [
            "",
            "{",
            "[",
            "{\"",
            "{\"a",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":}",
            "[,",
            "[1,",
            "{]}",
            "[\"\\",
            "[\"\\\"",
            "{{{{",
            "[[[",
            "{\"a\" 1}",
            "{,,}",
            "é",
            "[é",
            "}",
            "]]",
        ] {
            assert!(members(text).len() + items(text).len() < 9, "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_sees_what_a_parser_sees(value in any_json(), indented in any::<bool>()) {
            let value = Map::from_iter([("a\"".to_owned(), value.clone()), ("b".to_owned(), value)]);
            let text = if indented {
                serde_json::to_string_pretty(&value)
            } else {
                serde_json::to_string(&value)
            };
            let text = text.expect("JSON");
            let found = members(&text);
            prop_assert_eq!(found.len(), value.len());
            for ((name, member), (expected, value)) in found.into_iter().zip(&value) {
                let name: String = serde_json::from_str(name).expect("a string");
                prop_assert_eq!(&name, expected);
                let member: Value = serde_json::from_str(member).expect("JSON");
                prop_assert_eq!(&member, value);
            }
        }
    }

    /// Values of every kind, in each other, with long strings.
    pub(crate) fn any_json() -> impl Strategy<Value = Value> {
        let one = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z\"\\\\\n{}\\[\\]é🙂]{0,9}".prop_map(Value::from),
            "[ -~]{0,200}".prop_map(Value::from),
        ];
        one.prop_recursive(4, 40, 6, |inner| {
            let names = "[a-z\"]{0,12}";
            prop_oneof![
                vec(inner.clone(), 0..6).prop_map(Value::from),
                vec((names, inner), 0..6).prop_map(|of| Value::Object(of.into_iter().collect())),
            ]
        })
    }
}
