//! A place in JSON text that was not checked, for readers who want a few members of many lines:
//! what is stepped over is not checked beyond finding its end. Whatever is unusual (an escape in a
//! name, a list where a string is wanted) is refused: it is left to the readers of whole texts.

use crate::quoted::escaped;
use crate::sixteen::{LANES, Sixteen};

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
    /// Steps to the next member's value as most stand there: without blanks, under a short name.
    #[inline]
    fn usual_name(&mut self) -> Option<&'a [u8]> {
        let rest = self.text.get(self.at..)?.strip_prefix(b",\"")?;
        let end = Sixteen::of(rest.first_chunk()?).ends().first();
        let &[b'"', b':', value] = rest.get(end..)?.first_chunk()? else {
            return None;
        };
        if value <= b' ' {
            return None;
        }
        self.at += 2 + end + 2;
        Some(&rest[..end])
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
            if byte > b' ' || !byte.is_ascii_whitespace() {
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
        let end = run_length(rest);
        if rest.get(end) != Some(&b'"') {
            return Err(Unusual);
        }
        self.at += end + 1;
        Ok(&rest[..end])
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
