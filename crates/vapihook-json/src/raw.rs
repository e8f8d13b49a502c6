//! A lenient, borrowed view of JSON text: members are found, nothing is rejected or copied.
//!
//! Vapi adds members and values without notice, and apps forward whatever they like, so the
//! relay never deserialises into strict types. [`Raw`] is a slice of the text that holds one
//! JSON value; members are looked up by one pass over it. Lone surrogates, duplicate members
//! (the last one counts) and any depth are read; only what is not JSON is an error, and the
//! caller shows it instead of failing.

use std::borrow::Cow;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::check::{self, Ends};
use crate::members::{self, Members, place};
use crate::quoted::mend_surrogates;
use crate::scan::{Long, Scan};
use crate::skim;
use crate::unescape;

/// One JSON value, as the slice of text it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    text: &'a str,
    /// What is known of the text around it.
    long: &'a Long,
}

/// Text that is looked into more than once: where long values in it end is found out at most once.
#[derive(Debug)]
pub struct Text<'a> {
    text: Cow<'a, str>,
    long: OnceLock<Option<Long>>,
}

impl<'a> Text<'a> {
    /// Text of which nothing is known.
    #[must_use]
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            long: OnceLock::new(),
        }
    }

    /// Text that was checked before.
    #[must_use]
    pub fn checked(text: impl Into<Cow<'a, str>>, ends: Ends) -> Self {
        let text = Self::new(text);
        text.long.set(Some(Long::new(&text.text, ends))).ok();
        text
    }

    /// Text that is JSON as far as [`skim::object`] sees, or of which nothing is known.
    #[must_use]
    pub fn skimmed(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        match skim::object(text.as_bytes()) {
            Some(ends) => Self::checked(text, ends),
            None => Self::new(text),
        }
    }

    /// The one JSON value that it is; `None` when it is not.
    #[must_use]
    pub fn json(&self) -> Option<Raw<'_>> {
        let long = self.long.get_or_init(|| {
            let checked = check::whole(self.text.as_bytes())?;
            Some(Long::new(&self.text, checked.ends))
        });
        let text = trimmed(&self.text);
        long.as_ref().map(|long| Raw { text, long })
    }

    /// Where long values end, if that was found out.
    #[must_use]
    pub fn ends(&self) -> Option<Ends> {
        Some(self.long.get()?.as_ref()?.ends().clone())
    }

    /// The one JSON value that it is, as was found before: it is not checked again.
    #[must_use]
    pub fn reopened(&self) -> Raw<'_> {
        let checked = Raw::checked(&self.text);
        match self.long.get() {
            Some(Some(long)) => Raw { long, ..checked },
            _ => checked,
        }
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// The text without the blanks that JSON allows around a value.
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// What a value is, known by its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "JSON's own six kinds")]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// The kind's name in a sentence, with its article: `an object`.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// Bytes as text that can be looked into: a byte order mark is skipped and invalid UTF-8
/// becomes U+FFFD. For viewing only; what is relayed and stored stays the raw bytes.
#[must_use]
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // The usual body is valid, and checking that is several times faster than mending.
    simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// How many line breaks stand in a text.
#[must_use]
pub fn line_breaks(text: &[u8]) -> u64 {
    // One by one: there are few, or none.
    memchr::memchr_iter(b'\n', text).fold(0, |breaks, _| breaks + 1)
}

/// Whether a text is more than one line, by either of the characters that end one.
#[must_use]
pub fn has_line_break(text: &[u8]) -> bool {
    memchr::memchr2(b'\r', b'\n', text).is_some()
}

impl<'a> Raw<'a> {
    /// Checks that `text` is one JSON value and borrows it.
    ///
    /// # Errors
    /// When `text` is not JSON: the message says what is wrong and at which line and column.
    pub fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<&RawValue>(text).map(|raw| Self::of(raw.get()))
    }

    /// Text that was found to be one JSON value before, blanks around it allowed. With any other
    /// text nothing fails, but nothing sensible is found either.
    #[must_use]
    pub fn checked(text: &'a str) -> Self {
        Self::of(trimmed(text))
    }

    /// A value of a text of which nothing is known.
    fn of(text: &'a str) -> Self {
        let long = Long::NONE;
        Self { text, long }
    }

    /// Another value of the same text.
    fn with(self, text: &'a str) -> Self {
        Self { text, ..self }
    }

    fn scan(self) -> Scan<'a> {
        Scan::new(self.text, self.long)
    }

    /// The value's own text.
    #[must_use]
    pub fn text(self) -> &'a str {
        self.text
    }

    /// Where the value stands in the text that it was found in.
    #[must_use]
    pub fn range_in(self, text: &str) -> Range<usize> {
        let start = self.text.as_ptr().addr() - text.as_ptr().addr();
        start..start + self.text.len()
    }

    /// What the value is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.text.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// Whether the value is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// The text of a string value; lone surrogates become U+FFFD.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        let inner = self.text.strip_prefix('"')?.strip_suffix('"')?;
        if !inner.contains('\\') {
            return Some(Cow::Borrowed(inner));
        }
        unescape::text_of(self.text).map(Cow::Owned)
    }

    /// The value of a number.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        (self.kind() == Kind::Number)
            .then(|| self.text.parse().ok())
            .flatten()
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The named members of an object, found in one pass; `None` for one that is missing or
    /// when this is no object. A member that stands twice gives its last value.
    #[must_use]
    pub fn members<const N: usize>(self, names: [&str; N]) -> [Option<Raw<'a>>; N] {
        let mut found = [None; N];
        self.find(&names, &mut found);
        found
    }

    /// Finds each of some members; a name has its place in `found`.
    fn find(self, names: &[&str], found: &mut [Option<Raw<'a>>]) {
        self.each_member(|name, value| {
            if let Some(at) = place(name, names) {
                found[at] = Some(value);
            }
        });
    }

    /// [`Raw::members`], and all members of the first of them, when that is an object: both in
    /// one pass, which for a message in its envelope is half of the way.
    #[must_use]
    pub fn members_within<const N: usize>(
        self,
        names: [&str; N],
    ) -> ([Option<Raw<'a>>; N], Members<'a>) {
        let mut found = [None; N];
        let inner = self.find_within(&names, &mut found);
        (found, inner)
    }

    fn find_within(self, names: &[&str], found: &mut [Option<Raw<'a>>]) -> Members<'a> {
        let mut inner = Members::default();
        if !self.is_object() {
            return inner;
        }
        let mut scan = self.scan();
        while let Some(name) = scan.name() {
            let at = place(name, names);
            if at == Some(0) {
                inner = Members::default();
            }
            let see = |name, value| inner.push(members::without_quotes(name), self.with(value));
            let value = match at {
                Some(0) => scan.value_with(see),
                _ => scan.value(),
            };
            let Some(value) = value else { break };
            if let Some(at) = at {
                found[at] = Some(self.with(value));
            }
        }
        inner
    }

    /// Tells every member of an object, its name in quotes as it stands there.
    pub(crate) fn each_member(self, mut see: impl FnMut(&'a str, Self)) {
        if self.is_object() {
            let mut scan = self.scan();
            while let Some((name, value)) = scan.member() {
                see(name, self.with(value));
            }
        }
    }

    /// One member of an object.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Raw<'a>> {
        let [found] = self.members([name]);
        found
    }

    /// A member of a member of ... an object.
    #[must_use]
    pub fn path(self, names: &[&str]) -> Option<Raw<'a>> {
        names.iter().try_fold(self, |raw, name| raw.get(name))
    }

    /// The text of a string member.
    #[must_use]
    pub fn str(self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.as_str()
    }

    /// The items of an array; empty for anything else.
    #[must_use]
    pub fn items(self) -> Vec<Raw<'a>> {
        let mut scan = (self.kind() == Kind::Array).then(|| self.scan());
        let items = std::iter::from_fn(|| scan.as_mut()?.item());
        items.map(|item| self.with(item)).collect()
    }

    /// Tells some members of every item of an array, in one pass: for lists of very many.
    pub fn each_item_with<const N: usize>(
        self,
        names: [&str; N],
        mut see: impl FnMut(&[Option<Self>; N]),
    ) {
        self.find_in_items(&names, &mut [None; N], &mut |found| {
            if let Some(found) = found.first_chunk() {
                see(found);
            }
        });
    }

    fn find_in_items(
        self,
        names: &[&str],
        found: &mut [Option<Self>],
        see: &mut dyn FnMut(&[Option<Self>]),
    ) {
        if self.kind() != Kind::Array {
            return;
        }
        let mut scan = self.scan();
        while scan.next_item().is_some() {
            found.fill(None);
            let item = scan.value_with(|name, value| {
                if let Some(at) = place(name, names) {
                    found[at] = Some(self.with(value));
                }
            });
            if item.is_none() {
                break;
            }
            see(found);
        }
    }

    /// The members of an object in their order; empty for anything else. A name with a lone
    /// surrogate keeps its escapes.
    #[must_use]
    pub fn entries(self) -> Vec<(Cow<'a, str>, Raw<'a>)> {
        let mut entries = Vec::new();
        self.each_member(|name, value| {
            let text = Raw::of(name).as_str().unwrap_or(Cow::Borrowed(name));
            entries.push((text, value));
        });
        entries
    }

    /// The value as a tree, lone surrogates mended; `None` when it nests deeper than 128.
    #[must_use]
    pub fn to_value(self) -> Option<Value> {
        serde_json::from_str(self.text)
            .or_else(|_| serde_json::from_str(&mend_surrogates(self.text)))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::Object;

    #[test]
    fn members_are_found_and_the_last_of_two_counts() {
        let raw = Raw::parse(r#" {"a":1,"b":{"c":[true,null]},"a":"x\n"} "#).expect("JSON");
        let [a, b, z] = raw.members(["a", "b", "z"]);
        assert_eq!(a.and_then(Raw::as_str).as_deref(), Some("x\n"));
        assert!(z.is_none());
        let items = b.and_then(|b| b.get("c")).map(Raw::items).expect("items");
        assert_eq!(items[0].as_bool(), Some(true));
        assert_eq!(items[1].kind(), Kind::Null);
        assert_eq!(raw.entries().len(), 3);
        assert_eq!(raw.path(&["b", "c"]).map(Raw::text), Some("[true,null]"));
    }

    #[test]
    fn members_within_are_those_of_the_last_envelope() {
        for (text, message, inner) in [
            (
                r#"{"message":{"type":"a","call":{"id":1}},"z":{}}"#,
                Some(r#"{"type":"a","call":{"id":1}}"#),
                Some("\"a\""),
            ),
            (r#"{"z":[{}] , "message" : { } }"#, Some("{ }"), None),
            (
                r#"{"message":{"type":"a"},"message":{"x":{"type":2}}}"#,
                Some(r#"{"x":{"type":2}}"#),
                None,
            ),
            (r#"{"message":"text","type":"b"}"#, Some("\"text\""), None),
            (r#"{"other":{"type":"b"}}"#, None, None),
            ("[]", None, None),
        ] {
            let raw = Raw::parse(text).expect("JSON");
            let ([found, _], members) = raw.members_within(["message", "z"]);
            let found_inner = members.get("type");
            assert_eq!(found.map(Raw::text), message, "{text}");
            assert_eq!(found_inner.map(Raw::text), inner, "{text}");
            let as_one_by_one = raw.get("message").and_then(|message| message.get("type"));
            assert_eq!(as_one_by_one.map(Raw::text), inner, "{text}");
        }
    }

    #[test]
    fn items_are_told_with_their_members() {
        let read = |text: &str| {
            let mut all = Vec::new();
            let raw = Raw::parse(text).expect("JSON");
            raw.each_item_with(["a", "b"], |found| {
                all.push(found.map(|it| it.map(|it| it.text().to_owned())));
            });
            all
        };
        let text = r#"[ {"b":[{"a":0}],"a":"x"} , 7, {}, [{"a":1}],{"a":1,"a":{ "b" : 2 } } ]"#;
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read(text),
            [
                [some("\"x\""), some("[{\"a\":0}]")],
                [None, None],
                [None, None],
                [None, None],
                [some("{ \"b\" : 2 }"), None],
            ]
        );
        for text in ["[]", "[ ]", "{\"a\":1}", "\"a\""] {
            assert!(read(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn lone_surrogates_are_shown_not_refused() {
        let text = r#"{"a\ud800":"\ud83d\ude42 \udc00 \\ud800","b":"ok"}"#;
        let raw = Raw::parse(text).expect("JSON");
        assert_eq!(raw.str("b").as_deref(), Some("ok"));
        let (name, value) = &raw.entries()[0];
        assert_eq!(name, "a\u{fffd}");
        assert_eq!(value.as_str().as_deref(), Some("🙂 \u{fffd} \\ud800"));
        assert!(raw.to_value().is_some());
    }

    #[test]
    fn any_depth_is_viewed() {
        let deep = format!("{}1{}", "{\"m\":[".repeat(5_000), "]}".repeat(5_000));
        let raw = Raw::parse(&deep).expect("JSON");
        assert_eq!(raw.get("m").map(Raw::items).map(|i| i.len()), Some(1));
        assert!(raw.to_value().is_none());
    }

    #[test]
    fn bytes_become_text() {
        assert_eq!(text_of(b"\xef\xbb\xbf{}"), "{}");
        assert_eq!(text_of(b"a\xff"), "a\u{fffd}");
    }
}
