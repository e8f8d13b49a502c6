//! Walks over JSON text value by value, without building or changing anything: for edits that
//! must leave every other byte as it is.

use std::borrow::Cow;
use std::ops::Range;

use crate::scan::string_end;

/// A string, number, boolean or null, and where it stands.
#[derive(Debug)]
pub struct Scalar<'w, 'a> {
    /// Its own text, with the quotes of a string.
    pub text: &'a str,
    /// Where that is.
    pub range: Range<usize>,
    /// The names of the members it is in, outermost first; the items of an array stand under the
    /// name of the array.
    pub names: &'w [Cow<'a, str>],
    /// Whether it, or the object it is a member of, is an item of an array.
    pub in_item: bool,
}

impl<'a> Scalar<'_, 'a> {
    /// The text of a string without escapes.
    #[must_use]
    pub fn plain_str(&self) -> Option<&'a str> {
        let inner = self.text.strip_prefix('"')?.strip_suffix('"')?;
        (!inner.contains('\\')).then_some(inner)
    }

    /// The name of the member.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.last().map_or("", |name| name)
    }

    /// The name of the member around it.
    #[must_use]
    pub fn parent(&self) -> &str {
        let above = self.names.len().checked_sub(2);
        above.map_or("", |at| &self.names[at])
    }
}

/// What is open around a value.
struct Open {
    is_array: bool,
    /// Names on the stack when it was opened.
    names: usize,
}

/// Tells `see` every scalar of `text`, which must be JSON; of anything else, what can be told.
pub fn scalars<'a>(text: &'a str, mut see: impl FnMut(Scalar<'_, 'a>)) {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut names: Vec<Cow<'a, str>> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => {
                open.push(Open {
                    is_array: bytes[at] == b'[',
                    names: names.len(),
                });
                at += 1;
            }
            b'}' | b']' => {
                if let Some(closed) = open.pop() {
                    names.truncate(closed.names);
                }
                at += 1;
            }
            b',' => {
                if let Some(around) = open.last() {
                    names.truncate(around.names);
                }
                at += 1;
            }
            byte if byte.is_ascii_whitespace() || byte == b':' => at += 1,
            byte => {
                let end = if byte == b'"' {
                    string_end(bytes, at)
                } else {
                    end_of_word(bytes, at)
                };
                let found = &text[at..end];
                let is_name = open
                    .last()
                    .is_some_and(|around| !around.is_array && names.len() == around.names);
                if is_name {
                    names.push(Cow::Borrowed(found.trim_matches('"')));
                } else {
                    let depth = open.len();
                    let is_item =
                        |up: usize| depth.checked_sub(up).is_some_and(|at| open[at].is_array);
                    see(Scalar {
                        text: found,
                        range: at..end,
                        names: &names,
                        in_item: is_item(1) || is_item(2),
                    });
                }
                at = end;
            }
        }
    }
}

fn end_of_word(bytes: &[u8], start: usize) -> usize {
    let stops = |byte: &u8| byte.is_ascii_whitespace() || b",:{}[]\"".contains(byte);
    let rest = &bytes[start..];
    // A byte that starts nothing is stepped over with what follows it.
    start + rest.iter().position(stops).unwrap_or(rest.len()).max(1)
}

/// The text with these ranges replaced; they must not overlap and be in order.
#[must_use]
pub fn replaced(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    for (range, new) in edits {
        out.push_str(&text[kept..range.start]);
        out.push_str(new);
        kept = range.end;
    }
    out.push_str(&text[kept..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        scalars(text, |scalar| {
            assert_eq!(&text[scalar.range.clone()], scalar.text);
            let item = if scalar.in_item { " item" } else { "" };
            seen.push(format!("{}={}{item}", scalar.names.join("."), scalar.text));
        });
        seen
    }

    #[test]
    fn every_scalar_has_its_names() {
        let text = r#" {"a":1, "b" : {"c":[true,{"id":"x"},[2]],"d":"q\"r"},"e":null} "#;
        assert_eq!(
            seen(text),
            [
                "a=1",
                "b.c=true item",
                "b.c.id=\"x\" item",
                "b.c=2 item",
                "b.d=\"q\\\"r\"",
                "e=null"
            ]
        );
        assert_eq!(seen("\"only\""), ["=\"only\""]);
        assert_eq!(seen("[[1],[[2]]]"), ["=1 item", "=2 item"]);
    }

    #[test]
    fn what_is_not_json_is_walked_to_its_end() {
        for text in ["", "{\"a", "{\"a\":\"b\\", "}}]],", "é{ü:ö}", "\"\\"] {
            scalars(text, |_| {});
        }
    }

    #[test]
    fn edits_leave_the_rest() {
        assert_eq!(
            replaced("a-b-c", &[(0..1, "xx".into()), (4..5, String::new())]),
            "xx-b-"
        );
    }
}
