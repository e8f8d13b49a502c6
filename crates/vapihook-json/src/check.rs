//! Whether bytes are JSON, and where the long values in it end: one pass.
//!
//! What is looked up in a body again and again is small and stands between large things: lists of
//! messages, artifacts, assistants. Whoever knows where those end steps over them without reading
//! them ([`Scan`](super::scan::Scan)).
//!
//! Accepts what `serde_json` accepts (which also writes the error, for what is refused here), to
//! any depth: nothing recurses.

use std::ops::Range;

use fearless_simd::Level;

use crate::grammar::Reader;
use crate::scan::{is_blank, scalar_end, string_end};

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

    /// These.
    pub(crate) fn new(mut ends: Vec<(u32, u32)>) -> Self {
        ends.sort_unstable();
        Self(ends)
    }

    /// The end of the value that begins at `start`, if it is a long one.
    pub(crate) fn of(&self, start: usize) -> Option<usize> {
        let start = u32::try_from(start).ok()?;
        let at = self.0.binary_search_by_key(&start, |&(start, _)| start);
        at.ok().map(|at| self.0[at].1 as usize)
    }

    #[cfg(test)]
    pub(crate) fn into_inner(self) -> Vec<(u32, u32)> {
        self.0
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
    first_by(Level::new(), text)
}

/// The one value that `text` is, blanks around it allowed.
#[must_use]
pub fn whole(text: &[u8]) -> Option<Checked> {
    first(text).filter(|checked| blank(text, checked.range.end) == text.len())
}

fn first_by(level: Level, text: &[u8]) -> Option<Checked> {
    let start = blank(text, 0);
    let longest = match text.get(start)? {
        b'{' | b'[' => text.len(),
        b'"' => string_end(text, start),
        _ => scalar_end(text, start),
    };
    let mut reader = Reader::new();
    let end = reader.value(level, &text[..longest], start)?;
    Some(Checked {
        range: start..end,
        ends: Ends::new(reader.ends()),
    })
}

fn blank(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(|byte| is_blank(*byte)) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use serde::de::IgnoredAny;
    use serde_json::{Value, json};

    use super::*;
    use crate::scan::tests::any_json;
    use crate::sixteen::levels;
    use crate::skim::tests::places;

    /// Whether both readers see the same in `text`, whatever the processor can do.
    fn agree(text: &[u8]) -> bool {
        let theirs = serde_json::from_slice::<IgnoredAny>(text).is_ok();
        let mut stream = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
        let first_end = match stream.next() {
            Some(Ok(_)) => Some(stream.byte_offset()),
            _ => None,
        };
        let same = |level| first_by(level, text).map(|checked| checked.range.end) == first_end;
        levels().into_iter().all(same) && whole(text).is_some() == theirs
    }

    /// Where long values are.
    fn long_values(text: &str) -> Vec<(u32, u32)> {
        places(text, |value, _, is_member| {
            let long = match value.as_bytes().first() {
                Some(b'"') => 256,
                Some(b'{' | b'[') if is_member => 48,
                Some(b'{' | b'[') => 1_024,
                _ => return false,
            };
            value.len() >= long
        })
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
    fn it_is_the_same_wherever_blocks_end() {
        let long = "0123456789".repeat(14);
        for piece in [
            r#""\n""#,
            r#""\\\\\\""#,
            r#""\\\"\\\"""#,
            r#""\\\\\""#,
            r#""\u00e9\uD83D\ude42""#,
            r#""\u12""#,
            r#""\u00g0""#,
            r#""\q""#,
            "\"a\\",
            "\"\u{1f}\"",
            "\"é🙂\"",
            "-1234567890.0123456789e+1234567890",
            "-0.5E-07",
            "0",
            "00",
            "-01.5",
            "1.5.5",
            "1e5e5",
            "1e5.5",
            "1.5e5.5",
            "1.e5",
            "1e",
            "1e+",
            "1e+-5",
            "-",
            "--1",
            "+1",
            "1-1",
            "1.-5",
            ".5",
            "-.5",
            "1x5",
            "true",
            "false",
            "null",
            "truee",
            "true1",
            "true.5",
            "true-",
            "1true",
            "fals",
            "falsetrue",
            "null\"\"",
            "[ \n ]",
            "{ \t }",
            "[ \u{c} ]",
            "[,]",
            "[1 , 2]",
            "[1 2]",
            "[1 ,\r\n]",
            "{\"a\" : 1 , \"b\":{}}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{\"a\" , \"b\"}",
            "{\"a\":\"b\":1}",
            "{\"a\":{\"b\":1}:1}",
            "{\"a\":[1:2]}",
            "{1:2}",
            "{[]:2}",
            "{\"a\":}",
            "{:1}",
            "[\"a\":1]",
            "[\"a\"\"b\"]",
            "[[]{}]",
            "[}",
            "{]",
            "{\"a\":[}]",
            "{\"\":[{},[],{\"\":[]}]}",
            "]",
            "1]}",
            "",
            &long,
            &format!("0{long}"),
            &format!("-1{long}.{long}e{long}"),
            &format!("{long}.{long}.1"),
            &format!("[1,{}2]", " ".repeat(140)),
            &format!("[1.{}]", " ".repeat(140)),
            &format!("[1{}2]", " ".repeat(140)),
            &format!("{{\"a\"{0}:{0}1}}", " ".repeat(70)),
        ] {
            for before in 8..72 {
                let before = "x".repeat(before);
                for text in [
                    format!("[\"{before}\",{piece}]"),
                    format!("[\"{before}\",{piece}"),
                    format!("{{\"{before}\":{piece}}} {{\"\\q"),
                    format!("{before}{piece}").replace('x', "7"),
                    format!("\"{before}\"{piece}"),
                ] {
                    assert!(agree(text.as_bytes()), "{text}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn random_values_are_judged_as_a_parser_does(
            value in any_json(),
            before in 0..140_usize,
            is_indented in any::<bool>(),
            changes in vec((any::<Index>(), select(ODD)), 0..4),
        ) {
            let value = json!({ "x".repeat(before): value, "y": value });
            let mut text = written(&value, is_indented).into_bytes();
            prop_assert!(agree(&text));
            for (at, byte) in changes {
                let at = at.index(text.len());
                text[at] = byte;
                prop_assert!(agree(&text), "{}", String::from_utf8_lossy(&text));
                prop_assert!(agree(&text[..at]) && agree(&text[at..]), "{at}");
            }
        }

        #[test]
        fn long_values_are_those_that_are_long(
            value in any_json(),
            lengths in vec(0..700_usize, 0..9),
            is_indented in any::<bool>(),
        ) {
            let texts: Vec<String> = lengths.iter().map(|length| "a\\".repeat(length / 3)).collect();
            let name = texts.first().cloned().unwrap_or_default();
            let value = json!({ name: value, "texts": texts, "value": value });
            let text = format!("  {} ", written(&value, is_indented));
            for level in levels() {
                let checked = first_by(level, text.as_bytes()).expect("JSON");
                prop_assert_eq!(checked.ends.0, long_values(&text));
            }
        }
    }

    /// Bytes that mean something, or that there must not be.
    const ODD: &[u8] = b"\"\\{}[]:,01.eE+-tfnu \n\x00\x7f\xff";

    fn written(value: &Value, is_indented: bool) -> String {
        let text = if is_indented {
            serde_json::to_string_pretty(value)
        } else {
            serde_json::to_string(value)
        };
        text.expect("JSON")
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
