//! A place in JSON text that was not checked, for readers who want a few members of many lines:
//! what they read is checked on the way, what they skip is not beyond finding its end. Whatever is
//! unusual (an escape in a name, a list where a string is wanted) is refused: it is left to the
//! readers of whole texts.

use std::borrow::Cow;

use crate::check;
use crate::quoted::escaped;
use crate::scan::is_blank;
use crate::sixteen::{LANES, Sixteen, has_controls, is_printable};
use crate::unescape::{self, Unescaper};

/// What stands there is not what was asked for, or no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusual;

/// What a step comes to.
pub type Result<T> = std::result::Result<T, Unusual>;

/// A place in JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

/// An object that is being read, member by member.
#[derive(Debug)]
pub struct Object {
    has_begun: bool,
}

impl Object {
    /// The next member's name, without its quotes; the cursor is at the value then, which has to be
    /// read or skipped before the next. `None` at the object's end, which is stepped over.
    ///
    /// # Errors
    /// When there is neither, or the name has escapes.
    pub fn member<'a>(&mut self, cursor: &mut Cursor<'a>) -> Result<Option<&'a [u8]>> {
        if self.has_begun
            && let Some(name) = cursor.usual_name()
        {
            return Ok(Some(name));
        }
        match cursor.peek()? {
            b'}' => {
                cursor.at += 1;
                return Ok(None);
            }
            b',' if self.has_begun => cursor.at += 1,
            _ if self.has_begun => return Err(Unusual),
            _ => {}
        }
        self.has_begun = true;
        let name = cursor.plain()?;
        cursor.eat(b':')?;
        cursor.peek()?;
        Ok(Some(name))
    }
}

impl<'a> Cursor<'a> {
    /// Steps to the next member's value as most stand there: without blanks or with a space behind
    /// the comma and the colon, under a short name.
    #[inline]
    fn usual_name(&mut self) -> Option<&'a [u8]> {
        let rest = self.text.get(self.at..)?.strip_prefix(b",")?;
        let space = usize::from(*rest.first()? == b' ');
        let rest = rest[space..].strip_prefix(b"\"")?;
        let end = Sixteen::of(rest.first_chunk()?).specials().first();
        let (name, behind) = rest.split_at(end);
        let behind = behind.strip_prefix(b"\":")?;
        let value = usize::from(*behind.first()? == b' ');
        if *behind.get(value)? <= b' ' {
            return None;
        }
        self.at += 1 + space + 1 + end + 2 + value;
        Some(name)
    }

    /// At this place of a text.
    #[must_use]
    pub fn new(text: &'a [u8], at: usize) -> Self {
        Self { text, at }
    }

    /// How many bytes of the text stand before it.
    #[must_use]
    pub fn place(&self) -> usize {
        self.at
    }

    /// Moves to another place.
    pub fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The next byte that is no white space, where it stays.
    ///
    /// # Errors
    /// When there is none.
    pub fn peek(&mut self) -> Result<u8> {
        loop {
            let byte = *self.text.get(self.at).ok_or(Unusual)?;
            if !is_blank(byte) {
                return Ok(byte);
            }
            self.at += 1;
        }
    }

    /// Whether nothing but white space comes.
    #[must_use]
    pub fn is_at_end(mut self) -> bool {
        self.peek().is_err()
    }

    fn eat(&mut self, byte: u8) -> Result<()> {
        if self.peek()? != byte {
            return Err(Unusual);
        }
        self.at += 1;
        Ok(())
    }

    /// Steps into the object that comes next.
    ///
    /// # Errors
    /// When something else does.
    pub fn object(&mut self) -> Result<Object> {
        self.eat(b'{')?;
        Ok(Object { has_begun: false })
    }

    /// What stands between the quotes of a string without escapes.
    ///
    /// # Errors
    /// When something else stands there.
    pub fn plain(&mut self) -> Result<&'a [u8]> {
        self.eat(b'"')?;
        let rest = self.text.get(self.at..).ok_or(Unusual)?;
        let end = plain_length(rest);
        if rest.get(end) != Some(&b'"') {
            return Err(Unusual);
        }
        self.at += end + 1;
        Ok(&rest[..end])
    }

    /// The text of a string; a lone surrogate becomes U+FFFD.
    ///
    /// # Errors
    /// When something else stands there.
    pub fn text(&mut self) -> Result<Cow<'a, str>> {
        self.peek()?;
        let start = self.at;
        if let Ok(plain) = self.plain() {
            return str::from_utf8(plain)
                .map(Cow::Borrowed)
                .map_err(|_| Unusual);
        }
        self.at = string_end(self.text, start).ok_or(Unusual)?;
        let string = str::from_utf8(&self.text[start..self.at]).map_err(|_| Unusual)?;
        unescape::text_of(string).map(Cow::Owned).ok_or(Unusual)
    }

    /// Any value, as it stands there. Whether a number or a word goes on behind it is for who reads
    /// the next member to see.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn value(&mut self) -> Result<&'a [u8]> {
        let first = self.peek()?;
        let start = self.at;
        let rest = &self.text[start..];
        if first != b'"' || self.plain().is_err() {
            let checked = || Some(check::first(rest)?.range.end);
            self.at = start + simple_length(rest).or_else(checked).ok_or(Unusual)?;
        }
        Ok(&self.text[start..self.at])
    }

    /// Adds a string to `text`, its escapes resolved: the string as it stands there if that is just
    /// what [`quote`](crate::quoted::quote) would write, which is never said of more than ASCII.
    ///
    /// # Errors
    /// When something else stands there, or half a character.
    pub fn read(&mut self, text: &mut Unescaper) -> Result<Option<&'a [u8]>> {
        self.eat(b'"')?;
        let start = self.at;
        let end = text.read(self.text, start, None).ok_or(Unusual)?;
        self.at = end + 1;
        let inner = &self.text[start..end];
        let is_printable = is_printable(inner);
        if !is_printable && has_controls(inner) {
            return Err(Unusual);
        }
        let is_as_quoted = is_printable && text.is_short();
        Ok(is_as_quoted.then(|| &self.text[start - 1..self.at]))
    }

    /// Steps over a value.
    ///
    /// # Errors
    /// When it has no end.
    pub fn skip(&mut self) -> Result<()> {
        self.at = value_end(self.text, self.at).ok_or(Unusual)?;
        Ok(())
    }

    /// Adds the text of a short string to `out`, its escapes resolved.
    ///
    /// # Errors
    /// When something else stands there, or half a character.
    pub fn unescape(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.eat(b'"')?;
        loop {
            let rest = self.text.get(self.at..).ok_or(Unusual)?;
            let run = run_length(rest);
            out.extend_from_slice(&rest[..run]);
            self.at += run + 1;
            if *rest.get(run).ok_or(Unusual)? == b'"' {
                return Ok(());
            }
            let (c, used) = escaped(&rest[run + 1..]).ok_or(Unusual)?;
            let c = c.ok_or(Unusual)?;
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            self.at += used;
        }
    }
}

/// The end of the value that begins at `at` or behind the blanks there. Brackets are counted, not
/// told apart.
fn value_end(text: &[u8], mut at: usize) -> Option<usize> {
    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r');
    let mut depth = 0_usize;
    loop {
        match *text.get(at)? {
            b'"' => at = string_end(text, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
                continue;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            b',' | b':' if depth > 0 => {
                at += 1;
                continue;
            }
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            _ => {
                let end = text[at..].iter().position(ends)?;
                at += (end > 0).then_some(end)?;
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// The end of the string that begins at `at`, whatever its escapes are.
#[inline]
fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += run_length(text.get(at..)?);
        if *text.get(at)? == b'"' {
            return Some(at + 1);
        }
        // Whatever is escaped, it does not end the string.
        at += 2;
    }
}

/// The length of a value that is checked by looking at it: a word, nothing in brackets, or a number
/// without a sign and an exponent, as far as that may be one.
fn simple_length(text: &[u8]) -> Option<usize> {
    let words: [&[u8]; 5] = [b"null", b"true", b"false", b"[]", b"{}"];
    if let Some(word) = words.iter().find(|word| text.starts_with(word)) {
        return Some(word.len());
    }
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(text);
    if whole == 0 || whole > 1 && text[0] == b'0' {
        return None;
    }
    let Some(fraction) = text[whole..].strip_prefix(b".") else {
        return Some(whole);
    };
    let fraction = digits(fraction);
    (fraction > 0).then_some(whole + 1 + fraction)
}

/// How many bytes stand before the next quote or backslash: most strings are short, and the search
/// for long ones takes a while to begin.
#[inline]
fn run_length(bytes: &[u8]) -> usize {
    const SHORT: usize = 4 * LANES;
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk() {
        let found = Sixteen::of(chunk).ends().first();
        at += found;
        if found < LANES {
            return at;
        }
        if at == SHORT {
            break;
        }
    }
    let rest = &bytes[at..];
    at + memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len())
}

/// How many bytes stand before the next one that is not plain text: a quote, a backslash or a control
/// character.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk() {
        let found = Sixteen::of(chunk).specials().first();
        at += found;
        if found < LANES {
            return at;
        }
    }
    let rest = &bytes[at..];
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..b' ');
    at + rest.iter().position(is_special).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::quoted::quote;

    /// The names of an object's members, with a `*` behind those whose value is a plain string.
    fn names(text: &str) -> Result<Vec<String>> {
        let mut cursor = Cursor::new(text.as_bytes(), 0);
        let mut names = Vec::new();
        let mut object = cursor.object()?;
        while let Some(name) = object.member(&mut cursor)? {
            let at = cursor.place();
            let is_plain = cursor.plain().is_ok();
            if !is_plain {
                cursor.move_to(at);
                cursor.skip()?;
            }
            let mark = if is_plain { "*" } else { "" };
            names.push(String::from_utf8_lossy(name).into_owned() + mark);
        }
        if cursor.is_at_end() {
            Ok(names)
        } else {
            Err(Unusual)
        }
    }

    #[test]
    fn members_come_one_by_one() {
        let text = r#" { "a" : "x" , "b":[1,{"c":"]\"}"}],"":"\n", "d":-1.5e3,"e":null,"f":{} } "#;
        let found = names(text).expect("an object");
        assert_eq!(found, ["a*", "b", "", "d", "e", "f"]);
        assert_eq!(names("{}"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in [
            "",
            "[]",
            "{",
            "{\"a\":1",
            "{,}",
            "{,\"a\":1}",
            "{\"a\":1,}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":1{\"b\":2}}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\\n\":1}",
            "{\"a\":\"x}",
            "{\"a\":\"x\\",
            "{\"a\":]}",
            "{\"a\":[1}",
            "{} x",
        ] {
            // One bracket may end another, as nothing here is checked; the text must still end.
            assert_eq!(names(text), Err(Unusual), "{text}");
        }
    }

    #[test]
    fn a_short_string_is_unescaped() {
        let read = |text: &str| {
            let mut out = Vec::new();
            Cursor::new(text.as_bytes(), 0)
                .unescape(&mut out)
                .map(|()| out)
        };
        assert_eq!(read(r#" "\u00e9\"\ud83d\ude42x" "#), Ok("é\"🙂x".into()));
        for text in [r#""x"#, r#""\"#, r#""\x""#, r#""\ud800""#, "1"] {
            assert_eq!(read(text), Err(Unusual), "{text}");
        }
    }

    /// The value that `text` begins with, as it is checked here and elsewhere.
    fn value(text: &[u8]) -> Option<usize> {
        let mut cursor = Cursor::new(text, 0);
        let value = cursor.value().ok();
        let end = value.map(|_| cursor.place());
        let whole = check::first(text).map(|checked| checked.range);
        // Of a number the beginning may be one: what stands behind it is not looked at.
        let is_cut = |at: usize| {
            text.get(at)
                .is_some_and(|byte| !b" ,]}\n\r\t:[{\"".contains(byte))
        };
        if !end.is_some_and(is_cut) {
            assert_eq!(
                end,
                whole.as_ref().map(|range| range.end),
                "{}",
                text.escape_ascii()
            );
            assert_eq!(value, whole.map(|range| &text[range]));
        }
        end
    }

    #[test]
    fn a_value_is_checked_on_the_way() {
        for text in [
            " \"a\" ",
            "\"\\n\"",
            "\"\\x\"",
            "\"\t\"",
            "\"",
            "null",
            "nul",
            "true,",
            "falsehood",
            "0",
            "00",
            "10",
            "1.5",
            "1.",
            "1.x",
            "1e5",
            "-1.5e3",
            "-",
            "[]",
            "{}x",
            "[ ]",
            "[1,{\"a\":\"]\"}]",
            "[1",
            "[1}",
            "\u{c}1",
            "",
        ] {
            value(text.as_bytes());
        }
        assert_eq!(value(b" 12.50,"), Some(6));
        assert_eq!(value(b"01,"), None);
    }

    #[test]
    fn the_text_of_a_string_is_read_and_checked() {
        let read = |text: &str| {
            let mut cursor = Cursor::new(text.as_bytes(), 0);
            cursor
                .text()
                .map(|text| (text.into_owned(), cursor.place()))
        };
        for (json, text) in [
            (r#" "" "#, ""),
            (r#""é","#, "é"),
            (r#""\\\"\u00e9\ud800""#, "\\\"é\u{fffd}"),
        ] {
            let end = json.rfind('"').expect("a quote") + 1;
            assert_eq!(read(json), Ok((text.to_owned(), end)), "{json}");
        }
        for json in ["1", "\"", "\"\\\"", "\"\\x\"", "\"\n\"", "\"\\n\n\""] {
            assert_eq!(read(json), Err(Unusual), "{json}");
        }
    }

    proptest! {
        #[test]
        fn any_value_is_judged_as_by_the_check(text in "[ -~\t\u{1}]{0,12}|[\\[\\]{}0-9.,:\"a\\\\]{0,12}") {
            value(text.as_bytes());
        }

        #[test]
        fn a_string_is_unescaped_and_known_if_it_is_as_it_would_be_written(
            parts in prop::collection::vec(prop_oneof!["[ -~]{0,40}", "[\"\\\\/\n\t\u{8}\u{1b}\u{7f}é🙂]"], 0..20),
            escape in prop::sample::select(vec!["", "\\/", "\\u0041", "\\ud83d\\ude42"]),
        ) {
            let text = parts.concat();
            let mut json = Vec::new();
            quote(&text, &mut json);
            json.splice(1..1, escape.bytes());
            let said: String = serde_json::from_slice(&json).expect("JSON");
            let mut wanted = Vec::new();
            quote(&said, &mut wanted);
            let end = json.len();
            json.extend_from_slice(b", \"x\"");
            let mut unescaper = Unescaper::default();
            let mut cursor = Cursor::new(&json, 0);
            let quoted = cursor.read(&mut unescaper).expect("a string");
            prop_assert_eq!(unescaper.rest(), said.as_bytes());
            prop_assert_eq!(cursor.place(), end);
            if let Some(quoted) = quoted {
                prop_assert_eq!(quoted, &wanted[..]);
            }
            let is_plain = escape.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'));
            prop_assert!(quoted.is_some() || !is_plain);
        }
    }

    #[test]
    fn control_characters_are_no_text() {
        for json in [
            "\"a\nb\"",
            "\"\u{1}\"",
            "\"\\ud800\"",
            "\"\\x\"",
            "\"x",
            "1",
        ] {
            let mut unescaper = Unescaper::default();
            assert_eq!(
                Cursor::new(json.as_bytes(), 0).read(&mut unescaper),
                Err(Unusual),
                "{json}"
            );
        }
    }
}
