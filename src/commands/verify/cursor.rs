//! A place in a line of JSON, and the few steps that reading a line for its signature takes. What is
//! stepped over is not checked.

use super::unescape::{Escaped, escaped};
use crate::event::eight::quote_or_backslash;

/// A place in a line of JSON.
pub(super) struct Cursor<'a> {
    pub line: &'a [u8],
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(line: &'a [u8]) -> Self {
        Self { line, at: 0 }
    }

    /// The next byte that is no white space.
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.line.get(self.at)?;
            if byte > b' ' || !byte.is_ascii_whitespace() {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    pub fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The members of an object, each handed over with the cursor at its value.
    pub fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, &'a [u8]) -> Option<()>,
    ) -> Option<()> {
        self.eat(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let name = self.plain()?;
            self.eat(b':')?;
            self.peek()?;
            member(self, name)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// A string without escapes.
    pub fn plain(&mut self) -> Option<&'a [u8]> {
        self.eat(b'"')?;
        let rest = &self.line[self.at..];
        let end = run_length(rest);
        if *rest.get(end)? == b'\\' {
            return None;
        }
        self.at += end + 1;
        Some(&rest[..end])
    }

    /// Steps over a value.
    pub fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let rest = &self.line[self.at..];
                    let end = rest
                        .iter()
                        .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r'));
                    self.at += end.filter(|end| *end > 0)?;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            self.at += run_length(self.line.get(self.at..)?);
            if *self.line.get(self.at)? == b'"' {
                self.at += 1;
                return Some(());
            }
            // Whatever is escaped, it does not end the string.
            self.at += 2;
        }
    }

    /// A short string's bytes, its escapes resolved, added to `out`.
    pub fn unescape(&mut self, out: &mut Vec<u8>) -> Option<()> {
        self.eat(b'"')?;
        loop {
            let rest = self.line.get(self.at..)?;
            let run = run_length(rest);
            out.extend_from_slice(&rest[..run]);
            self.at += run + 1;
            if *rest.get(run)? == b'"' {
                return Some(());
            }
            let Escaped { bytes, len, used } = escaped(&rest[run + 1..])?;
            out.extend_from_slice(&bytes[..len]);
            self.at += used;
        }
    }
}

/// How many bytes stand before the next quote or backslash: most strings are short, and the search
/// for long ones takes a while to begin.
#[inline]
fn run_length(bytes: &[u8]) -> usize {
    const SHORT: usize = 32;
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk::<8>() {
        let found = quote_or_backslash(u64::from_le_bytes(*chunk));
        at += found;
        if found < 8 {
            return at;
        }
        if at == SHORT {
            break;
        }
    }
    let rest = &bytes[at..];
    at + memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len())
}
