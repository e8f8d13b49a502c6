//! The JSON documents of a file or a pipe, one by one: a line each, pretty-printed, put one after
//! another, or the items of one array. At most one document is in memory.
//!
//! What is broken is said with its line, and the documents behind it are still read: nothing is
//! dropped without a word.

use std::io::{self, BufRead};

use memchr::memchr;
use serde::de::IgnoredAny;
use vapihook_json::check::{self, Ends};
use vapihook_json::raw::line_breaks;

use crate::event::exchange::Exchange;
use crate::event::line;

/// The longest document that is read.
pub(super) const LONGEST: usize = 256 << 20;
/// How much of what is not JSON is kept, to tell what it looks like.
const SAMPLE: usize = 4 << 10;

const CUT: &str = "it is not JSON: it ends in the middle";

/// A document, or what stands where one should.
#[derive(Debug)]
pub(super) enum Piece {
    /// One JSON value, and the line it begins on.
    Document(u64, Vec<u8>, Ends),
    /// An event that stands on a line of ours.
    Event(u64, Exchange),
    /// A document that is broken: the line, and what is wrong.
    Broken(u64, String),
    /// Lines that do not even begin as JSON does: the first, the last, and how they begin.
    Junk(u64, u64, Vec<u8>),
}

/// The pieces of a reader.
pub(super) struct Documents<R> {
    reader: R,
    longest: usize,
    /// What was read and not given out.
    text: Vec<u8>,
    /// Where the piece at hand begins in `text`.
    from: usize,
    /// The line that `from` is on.
    line: u64,
    scan: Scan,
    events: line::Reader,
    /// Whether an array was opened whose items are the documents.
    in_array: bool,
    /// Whether a document was given out.
    found: bool,
    ended: bool,
}

/// How far the document at hand was looked at.
#[derive(Debug, Default)]
struct Scan {
    at: usize,
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// Lines read for this document.
    lines: u32,
}

impl<R: BufRead> Documents<R> {
    pub(super) fn new(reader: R) -> Self {
        Self::up_to(LONGEST, reader)
    }

    fn up_to(longest: usize, reader: R) -> Self {
        Self {
            reader,
            longest,
            text: Vec::new(),
            from: 0,
            line: 1,
            scan: Scan::default(),
            events: line::Reader::default(),
            in_array: false,
            found: false,
            ended: false,
        }
    }

    fn step(&mut self) -> io::Result<Option<Piece>> {
        loop {
            self.skip_blank();
            let Some(&first) = self.text.get(self.from) else {
                self.text.clear();
                self.from = 0;
                if self.read_line()? == 0 {
                    self.ended = true;
                    let open = std::mem::take(&mut self.in_array);
                    return Ok(open.then(|| {
                        Piece::Broken(
                            self.line,
                            "the array around the events is not closed".into(),
                        )
                    }));
                }
                if self.line == 1 && self.text.starts_with(b"\xef\xbb\xbf") {
                    self.from = 3;
                }
                continue;
            };
            match first {
                b'[' if !self.in_array => (self.in_array, self.from) = (true, self.from + 1),
                b']' if self.in_array => (self.in_array, self.from) = (false, self.from + 1),
                b'{' | b'[' => return self.document().map(Some),
                _ => return self.junk().map(Some),
            }
        }
    }

    /// The document that begins at `from`.
    fn document(&mut self) -> io::Result<Piece> {
        if let Some((exchange, length)) = self.events.first(&self.text[self.from..]) {
            return Ok(self.take_event(exchange, self.from + length));
        }
        // Most stand on one line.
        if let Some(checked) = check::first(&self.text[self.from..]) {
            return self.take(self.from + checked.range.end, checked.ends);
        }
        self.scan = Scan {
            at: self.from,
            lines: 1,
            ..Scan::default()
        };
        let mut look_again = 2;
        loop {
            match self.scan.run(&self.text) {
                Reached::End(end) => {
                    let text = &self.text[self.from..end];
                    if let Some(checked) = check::whole(text) {
                        return self.take(end, checked.ends);
                    }
                    return match serde_json::from_slice::<IgnoredAny>(text) {
                        Ok(_) => self.take(end, Ends::default()),
                        Err(error) => self.broken(&error),
                    };
                }
                Reached::Break => {
                    let below = line_breaks(&self.text[self.from..self.scan.at]) - 1;
                    return self.give_up("it is not JSON: a string does not end", below);
                }
                Reached::More => {}
            }
            // A line that was cut off would swallow those behind it. Looking at twice as many
            // lines each time costs no more than looking once at the end.
            if self.scan.lines >= look_again {
                look_again = self.scan.lines.saturating_mul(2);
                if let Err(error) = serde_json::from_slice::<IgnoredAny>(&self.text[self.from..])
                    && !error.is_eof()
                {
                    return self.broken(&error);
                }
            }
            if self.text.len() - self.from >= self.longest {
                return self.too_long();
            }
            if self.read_line()? == 0 {
                return match serde_json::from_slice::<IgnoredAny>(&self.text[self.from..]) {
                    Err(error) => self.broken(&error),
                    Ok(_) => self.give_up("it is not JSON", 0),
                };
            }
            self.scan.lines += 1;
        }
    }

    /// Gives out the event whose line ends at `end`.
    fn take_event(&mut self, exchange: Exchange, end: usize) -> Piece {
        let line = self.line;
        self.line += line_breaks(&self.text[self.from..end]);
        self.from = end;
        self.found = true;
        Piece::Event(line, exchange)
    }

    /// Gives out the document that ends at `end`.
    fn take(&mut self, end: usize, ends: Ends) -> io::Result<Piece> {
        let line = self.line;
        let rest_is_blank = self.text[end..].iter().all(u8::is_ascii_whitespace);
        // A file with one body is that body to its last byte.
        let is_whole_file =
            rest_is_blank && !self.found && !self.in_array && self.reader.fill_buf()?.is_empty();
        self.found = true;
        let until = if is_whole_file { self.text.len() } else { end };
        self.line += line_breaks(&self.text[self.from..until]);
        if self.from == 0 && rest_is_blank {
            // Lines behind the document on which nothing stands are counted later.
            self.line += line_breaks(&self.text[until..]);
            let mut document = std::mem::take(&mut self.text);
            document.truncate(until);
            return Ok(Piece::Document(line, document, ends));
        }
        let document = self.text[self.from..until].to_vec();
        self.from = until;
        Ok(Piece::Document(line, document, ends))
    }

    /// The document at hand is no JSON.
    fn broken(&mut self, error: &serde_json::Error) -> io::Result<Piece> {
        // What ends too early is told where it begins.
        if error.is_eof() {
            return self.give_up(CUT, 0);
        }
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or_default();
        let what = format!("it is not JSON: {what} at column {}", error.column());
        self.give_up(&what, error.line().saturating_sub(1) as u64)
    }

    /// Leaves the document at hand: its first line, and those below that cannot begin another
    /// because they are not indented as it is.
    fn give_up(&mut self, what: &str, below: u64) -> io::Result<Piece> {
        let (first, line) = (self.line, self.line + below);
        let start = self.text[..self.from]
            .iter()
            .rposition(|&byte| byte == b'\n');
        let before = &self.text[start.map_or(0, |at| at + 1)..self.from];
        let indent = before
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_whitespace());
        let indent = indent.count();
        let had_lines = self.scan.lines > 1;
        loop {
            let rest = &self.text[self.from..];
            match rest.iter().position(|&byte| byte == b'\n') {
                Some(end) => {
                    self.from += end + 1;
                    self.line += 1;
                }
                None => self.from = self.text.len(),
            }
            if self.from == self.text.len() {
                self.text.clear();
                self.from = 0;
                if !had_lines || self.read_line()? == 0 {
                    break;
                }
            }
            let next = &self.text[self.from..];
            let blank = next.iter().take_while(|byte| byte.is_ascii_whitespace());
            if blank.count() == indent && next.get(indent) == Some(&b'{') {
                break;
            }
        }
        // It stopped making sense where another document begins: its own end is missing.
        if self.line <= line {
            return Ok(Piece::Broken(first, CUT.to_owned()));
        }
        Ok(Piece::Broken(line, what.to_owned()))
    }

    /// Leaves a document that is too long to be one.
    fn too_long(&mut self) -> io::Result<Piece> {
        let line = self.line;
        self.line += line_breaks(&self.text[self.from..]);
        if !self.text.ends_with(b"\n") {
            self.reader.skip_until(b'\n')?;
            self.line += 1;
        }
        self.text.clear();
        self.from = 0;
        let what = format!("it is longer than {} MiB", self.longest >> 20);
        Ok(Piece::Broken(line, what))
    }

    /// Lines that cannot begin a document.
    fn junk(&mut self) -> io::Result<Piece> {
        let first = self.line;
        let mut sample = Vec::new();
        loop {
            let rest = &self.text[self.from..];
            let end = rest.iter().position(|&byte| byte == b'\n');
            let junk = rest[..end.unwrap_or(rest.len())].trim_ascii();
            sample.extend_from_slice(&junk[..junk.len().min(SAMPLE - sample.len())]);
            self.in_array &= !junk.ends_with(b"]");
            if let Some(end) = end {
                self.from += end + 1;
            } else {
                self.reader.skip_until(b'\n')?;
                self.from = self.text.len();
            }
            self.line += 1;
            if self.from == self.text.len() {
                self.text.clear();
                self.from = 0;
                if self.read_line()? == 0 {
                    break;
                }
            }
            let next = self.text[self.from..].split(|&byte| byte == b'\n').next();
            let next = next.unwrap_or_default().trim_ascii_start().first();
            if matches!(next, None | Some(b'{' | b'[')) || (self.in_array && next == Some(&b']')) {
                break;
            }
        }
        Ok(Piece::Junk(first, self.line - 1, sample))
    }

    /// Moves `from` over what stands between documents.
    fn skip_blank(&mut self) {
        while let Some(&byte) = self.text.get(self.from) {
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' | b'\x1e' => {}
                b',' if self.in_array => {}
                _ => return,
            }
            self.from += 1;
        }
    }

    /// Appends the next line, as far as it may be long: how many bytes came.
    fn read_line(&mut self) -> io::Result<usize> {
        if self.from > self.text.len() / 2 {
            self.text.drain(..self.from);
            self.scan.at = self.scan.at.saturating_sub(self.from);
            self.from = 0;
        }
        let before = self.text.len();
        let room = self.longest.saturating_sub(before - self.from).max(1);
        loop {
            let left = room - (self.text.len() - before);
            let read = match self.reader.fill_buf() {
                Ok(read) => &read[..read.len().min(left)],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = memchr(b'\n', read);
            let line = end.map_or(read, |end| &read[..=end]);
            self.text.extend_from_slice(line);
            let length = line.len();
            self.reader.consume(length);
            if end.is_some() || length == 0 {
                return Ok(self.text.len() - before);
            }
        }
    }
}

impl<R: BufRead> Iterator for Documents<R> {
    type Item = io::Result<Piece>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let step = self.step();
        self.ended |= step.is_err();
        step.transpose()
    }
}

enum Reached {
    /// The document ends before this byte.
    End(usize),
    /// A line break in a string: no JSON goes on like that.
    Break,
    More,
}

impl Scan {
    /// Looks at what was added to the document.
    fn run(&mut self, text: &[u8]) -> Reached {
        while let Some(&byte) = text.get(self.at) {
            self.at += 1;
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    b'\n' => return Reached::Break,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Reached::End(self.at);
                    }
                }
                _ => {}
            }
        }
        Reached::More
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every piece as a line of text.
    fn read_up_to(longest: usize, text: &str) -> Vec<String> {
        Documents::up_to(longest, text.as_bytes())
            .map(|piece| match piece.expect("a readable slice") {
                Piece::Event(line, exchange) => {
                    format!("{line} event {}", exchange.arrival.envelope.id)
                }
                Piece::Document(line, bytes, _) => {
                    format!("{line} {}", String::from_utf8(bytes).expect("UTF-8"))
                }
                Piece::Broken(line, what) => format!("{line}! {what}"),
                Piece::Junk(first, last, sample) => {
                    format!("{first}-{last}? {}", String::from_utf8_lossy(&sample))
                }
            })
            .collect()
    }

    fn read(text: &str) -> Vec<String> {
        read_up_to(1 << 20, text)
    }

    #[test]
    fn documents_are_told_apart_however_they_stand() {
        for (text, wanted) in [
            ("", vec![]),
            (" \r\n\t", vec![]),
            ("{\"a\":1}", vec!["1 {\"a\":1}"]),
            ("{}\n{}\r\n\n{}\n", vec!["1 {}", "2 {}", "4 {}"]),
            ("{}{} {}\n", vec!["1 {}", "1 {}", "1 {}"]),
            ("\u{feff}{}\n", vec!["1 {}\n"]),
            ("[{},\n{}]", vec!["1 {}", "2 {}"]),
            (
                "[\n  {\n    \"a\": [1]\n  },\n  {}\n]\n",
                vec!["2 {\n    \"a\": [1]\n  }", "5 {}"],
            ),
            (
                "{\n\"a\":\n{\"b\":1}\n}\n{}",
                vec!["1 {\n\"a\":\n{\"b\":1}\n}", "5 {}"],
            ),
            (r#"{"a":"}\"{"}{}"#, vec![r#"1 {"a":"}\"{"}"#, "1 {}"]),
        ] {
            assert_eq!(read(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn events_are_told_apart_from_what_stands_around_them() {
        let event = r#"{"v":1,"type":"event","id":"0000g000000jk","received_at":"2026-09-21T14:13:20Z","request":{"method":"POST"}}"#;
        let pretty = event.replace(',', ",\n");
        let text = format!("{event}\n\n{event}{{}} {event}\n{pretty}\n{event}x\n{event}");
        assert_eq!(
            read(&text),
            [
                "1 event 0000g000000jk",
                "3 event 0000g000000jk",
                "3 {}",
                "3 event 0000g000000jk",
                &format!("4 {pretty}"),
                "9 event 0000g000000jk",
                "9-9? x",
                "10 event 0000g000000jk",
            ]
        );
        assert_eq!(
            read(&format!("[{event},\n{event}]")),
            ["1 event 0000g000000jk", "2 event 0000g000000jk"]
        );
    }

    #[test]
    fn one_body_keeps_the_file_s_last_bytes() {
        assert_eq!(read("{}\r\n"), ["1 {}\r\n"]);
        assert_eq!(read("{}\n\n{}\n"), ["1 {}", "3 {}"]);
    }

    #[test]
    fn what_is_broken_is_said_and_the_rest_is_read() {
        for (text, wanted) in [
            (
                "{}\n{\"a\":tru}\n{}\n",
                vec![
                    "1 {}",
                    "2! it is not JSON: expected ident at column 9",
                    "3 {}",
                ],
            ),
            // A line that was cut off, outside and inside of a string.
            ("{}\n{\"a\":\n{}\n{}\n", vec!["1 {}", "2! ", "3 {}", "4 {}"]),
            ("{\"a\":[1,\n{}\n{}\n", vec!["1! ", "2 {}", "3 {}"]),
            (
                "{}\n{\"a\":\"b\n{}\n",
                vec!["1 {}", "2! it is not JSON: a string does not end", "3 {}"],
            ),
            (
                "{}\n{\"a\":",
                vec!["1 {}", "2! it is not JSON: it ends in the middle"],
            ),
            // A pretty one is one mistake, told where it is.
            (
                "{\n  \"a\": 1\n  \"b\": 2,\n  \"c\": {\n  }\n}\n{}\n",
                vec!["3! it is not JSON: expected `,` or `}` at column 3", "7 {}"],
            ),
            (
                "[\n  {\n    \"a\" 1\n  },\n  {}\n]",
                vec!["3! it is not JSON: expected `:` at column 9", "5 {}"],
            ),
            (
                "{}\nhello\nthere {}\n\n{}",
                vec!["1 {}", "2-3? hello", "5 {}"],
            ),
            (
                "[{}",
                vec!["1 {}", "1! the array around the events is not closed"],
            ),
            ("[1,2]\n{}", vec!["1-1? 1,2]", "2 {}"]),
            ("{\"a\":1]}\n{}", vec!["1! ", "2 {}"]),
        ] {
            let found = read(text);
            assert_eq!(found.len(), wanted.len(), "{text:?}: {found:?}");
            for (found, wanted) in found.iter().zip(wanted) {
                assert!(
                    found.starts_with(wanted),
                    "{text:?}: {found:?}, not {wanted:?}"
                );
            }
        }
    }

    #[test]
    fn no_more_than_one_document_is_held() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100));
        let text = format!("{{}}\n{long}\n{{\n}}\n{long}");
        assert_eq!(
            read_up_to(64, &text),
            [
                "1 {}",
                "2! it is longer than 0 MiB",
                "3 {\n}",
                "5! it is longer than 0 MiB"
            ]
        );
        let mut many = Documents::up_to(64, "{\"a\":1}".repeat(10_000).leak().as_bytes());
        let mut count = 0;
        while let Some(piece) = many.next() {
            assert!(matches!(piece, Ok(Piece::Document(1, ..))), "{piece:?}");
            assert!(many.text.len() <= 128 && many.text.capacity() <= 1_024);
            count += 1;
        }
        assert_eq!(count, 10_000);
    }
}
