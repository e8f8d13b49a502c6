//! What a program prints, line by line: bounded, without colours, and the URLs in it.

use std::collections::VecDeque;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// What is read of one line, in bytes; the rest of it is dropped.
const LONGEST_LINE: usize = 8 * 1024;
/// What is kept of one line, in characters.
const LONGEST_KEPT: usize = 500;
/// How many lines are kept for an error message.
const KEPT: usize = 40;

/// Reads lines that end in `\n` or `\r`. Memory stays bounded whatever comes.
pub(super) struct Lines<R>(BufReader<R>);

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(source: R) -> Self {
        Self(BufReader::new(source))
    }

    /// The next line that is not empty, without escape sequences; `None` at the end.
    pub async fn next(&mut self) -> Option<String> {
        let mut line = Vec::new();
        loop {
            let chunk = self.0.fill_buf().await.unwrap_or_default();
            if chunk.is_empty() {
                return (!line.is_empty()).then(|| clean(&line));
            }
            let end = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let length = end.unwrap_or(chunk.len());
            let room = LONGEST_LINE - line.len();
            line.extend_from_slice(&chunk[..length.min(room)]);
            self.0.consume(length + usize::from(end.is_some()));
            if end.is_some() && !line.is_empty() {
                return Some(clean(&line));
            }
        }
    }
}

/// The last lines of a program.
#[derive(Default)]
pub(super) struct Tail(VecDeque<String>);

impl Tail {
    pub fn push(&mut self, mut line: String) {
        if let Some((end, _)) = line.char_indices().nth(LONGEST_KEPT) {
            line.truncate(end);
            line.push('…');
        }
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(line);
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }
}

/// The text without colours and other escape sequences, and without blanks at its end.
fn clean(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            kept.push(c);
            continue;
        }
        match chars.next() {
            // ESC [ parameters final
            Some('[') => {
                chars.find(|c| ('@'..='~').contains(c));
            }
            // ESC ] text BEL
            Some(']') => {
                chars.find(|c| *c == '\u{7}');
            }
            _ => {}
        }
    }
    kept.truncate(kept.trim_end().len());
    kept
}

/// A URL found in a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub scheme: &'a str,
    /// Host and, if any, port.
    pub authority: &'a str,
    /// What follows the authority, up to the next blank.
    pub rest: &'a str,
}

impl Found<'_> {
    /// Scheme and authority.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }
}

/// Every http and https URL in a line.
pub(super) fn urls(line: &str) -> impl Iterator<Item = Found<'_>> {
    line.match_indices("://").filter_map(|(at, _)| {
        let scheme = ["https", "http"]
            .into_iter()
            .find(|scheme| line[..at].ends_with(scheme))?;
        let rest = &line[at + 3..];
        let rest = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let of_authority =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        let end = rest.find(|c| !of_authority(c)).unwrap_or(rest.len());
        let authority = rest[..end].trim_end_matches(['.', ':']);
        (!authority.is_empty()).then(|| Found {
            scheme,
            authority,
            rest: rest[authority.len()..].trim_start_matches(['.', ':']),
        })
    })
}
