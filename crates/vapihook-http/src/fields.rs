//! Header lines as they were written, and what of them is passed on.

use memchr::memchr;

/// What a header line means to whoever passes it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing: it is passed on as it is.
    EndToEnd,
    /// It is about one connection (RFC 9110, 7.6.1).
    HopByHop,
    /// So is this one, and it may name others that are.
    Connection,
    /// So is this one, which says how the body is written.
    TransferEncoding,
    ContentLength,
    Expect,
}

impl Kind {
    fn of(name: &[u8]) -> Self {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        match name.len() {
            2 if is("te") => Self::HopByHop,
            6 if is("expect") => Self::Expect,
            7 if is("trailer") || is("upgrade") => Self::HopByHop,
            10 if is("connection") => Self::Connection,
            10 if is("keep-alive") => Self::HopByHop,
            14 if is("content-length") => Self::ContentLength,
            16 if is("proxy-connection") => Self::HopByHop,
            17 if is("transfer-encoding") => Self::TransferEncoding,
            18 if is("proxy-authenticate") => Self::HopByHop,
            19 if is("proxy-authorization") => Self::HopByHop,
            _ => Self::EndToEnd,
        }
    }

    fn is_of_one_connection(self) -> bool {
        matches!(
            self,
            Self::HopByHop | Self::Connection | Self::TransferEncoding
        )
    }
}

/// Where a line is.
#[derive(Clone, Copy, Debug)]
struct Line {
    kind: Kind,
    start: usize,
    /// The end of its name, where `: ` is.
    name_end: usize,
    /// Behind its line break.
    end: usize,
}

/// The header lines of one message.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// `Name: value\r\n`, as often as there are lines.
    block: Vec<u8>,
    lines: Vec<Line>,
}

/// A header that is put in the place of those of its name.
#[derive(Clone, Copy, Debug)]
pub struct Set<'a> {
    /// In lower case.
    pub name: &'a str,
    /// A value that HTTP allows.
    pub value: &'a [u8],
}

impl Fields {
    pub(crate) fn with_capacity(bytes: usize, lines: usize) -> Self {
        Self {
            block: Vec::with_capacity(bytes),
            lines: Vec::with_capacity(lines),
        }
    }

    /// The lines of a block of `name: value\r\n`. What HTTP does not allow is left out.
    #[must_use]
    pub fn of_block(block: &[u8]) -> Self {
        let mut fields = Self::with_capacity(block.len(), 16);
        fields.read(block);
        fields
    }

    /// The same, in the place of what is there: for one block after the other.
    pub fn read(&mut self, block: &[u8]) {
        self.block.clear();
        self.lines.clear();
        for (name, value) in lines(block) {
            if is_name(name) && is_value(value) {
                self.push(name, value);
            }
        }
    }

    /// Adds a line. Name and value are ones that HTTP allows.
    pub fn push(&mut self, name: &[u8], value: &[u8]) {
        let start = self.block.len();
        write_line(&mut self.block, name, value);
        self.lines.push(Line {
            kind: Kind::of(name),
            start,
            name_end: start + name.len(),
            end: self.block.len(),
        });
    }

    fn name(&self, line: Line) -> &[u8] {
        &self.block[line.start..line.name_end]
    }

    fn value(&self, line: Line) -> &[u8] {
        &self.block[line.name_end + 2..line.end - 2]
    }

    /// The values of a header, in their order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let is_it = |line: &&Line| self.name(**line).eq_ignore_ascii_case(name.as_bytes());
        let found = self.lines.iter().filter(is_it);
        found.map(|line| self.value(*line))
    }

    /// The first value of a header.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.find(name).map(|line| self.value(line))
    }

    /// The first line of a name.
    fn find(&self, name: &str) -> Option<Line> {
        let is_it = |line: &&Line| self.name(**line).eq_ignore_ascii_case(name.as_bytes());
        self.lines.iter().find(is_it).copied()
    }

    pub(crate) fn values(&self, kind: Kind) -> impl Iterator<Item = &[u8]> {
        let found = self.lines.iter().filter(move |line| line.kind == kind);
        found.map(|line| self.value(*line))
    }

    /// Leaves out the lines that are not wanted: what is behind them moves up.
    fn retain(&mut self, is_wanted: impl Fn(&Self, Line) -> bool) {
        let unwanted = |line: &Line| !is_wanted(self, *line);
        let Some(first) = self.lines.iter().position(unwanted) else {
            return;
        };
        let (mut kept, mut end) = (first, self.lines[first].start);
        for at in first + 1..self.lines.len() {
            let line = self.lines[at];
            if is_wanted(self, line) {
                // Where this line stood, and before it, nobody looks any more.
                self.block.copy_within(line.start..line.end, end);
                let moved = line.start - end;
                self.lines[kept] = Line {
                    kind: line.kind,
                    start: end,
                    name_end: line.name_end - moved,
                    end: line.end - moved,
                };
                end = line.end - moved;
                kept += 1;
            }
        }
        self.block.truncate(end);
        self.lines.truncate(kept);
    }

    /// Leaves out the header of this name.
    pub fn remove(&mut self, name: &str) {
        self.retain(|fields, line| !is_among(fields.name(line), &[name]));
    }

    /// Leaves out what is about the connection that the message came on.
    pub(crate) fn keep_end_to_end(&mut self) {
        let named = self.named_by_connection();
        self.retain(|fields, line| {
            !line.kind.is_of_one_connection() && !is_among(fields.name(line), &named)
        });
    }

    /// Leaves out the length, all of them or all but the first.
    pub(crate) fn drop_lengths(&mut self, but_the_first: bool) {
        let is_length = |line: &&Line| line.kind == Kind::ContentLength;
        let first = self.lines.iter().find(is_length).map(|line| line.start);
        self.retain(|_, line| {
            line.kind != Kind::ContentLength || (but_the_first && Some(line.start) == first)
        });
    }

    /// The names that `Connection` lists beside the usual ones, which name no header or one that is
    /// never passed on.
    fn named_by_connection(&self) -> Vec<String> {
        const USUAL: [&str; 2] = ["close", "keep-alive"];
        let is_usual = |value: &&[u8]| USUAL.iter().any(|usual| *value == usual.as_bytes());
        let values = self.values(Kind::Connection);
        let texts = values
            .filter(|value| !is_usual(value))
            .filter_map(|value| std::str::from_utf8(value).ok());
        let names = texts.flat_map(|value| value.split(',').map(str::trim));
        names
            .filter(|name| !USUAL.contains(name))
            .map(str::to_owned)
            .collect()
    }

    /// The lines as one block, the names in lower case.
    #[must_use]
    pub fn in_lower_case(&self) -> Vec<u8> {
        let mut block = self.block.clone();
        for line in &self.lines {
            block[line.start..line.name_end].make_ascii_lowercase();
        }
        block
    }

    /// The lines as one block.
    pub(crate) fn block(&self) -> &[u8] {
        &self.block
    }

    /// Writes what of a request is passed on: without what is about the connection that it came on
    /// (nothing is expected any more: the body is there), its length that of its body, and with
    /// what is put in the place of other lines.
    pub(crate) fn forward(&self, out: &mut Vec<u8>, set: &[Set<'_>], length: usize) {
        let named = self.named_by_connection();
        let mut has_length = false;
        for line in &self.lines {
            let name = self.name(*line);
            let is_it = |set: &&Set<'_>| name.eq_ignore_ascii_case(set.name.as_bytes());
            if let Some(set) = set.iter().find(is_it) {
                if self
                    .find(set.name)
                    .is_some_and(|first| first.start == line.start)
                {
                    write_line(out, name, set.value);
                }
            } else if line.kind == Kind::ContentLength {
                if !std::mem::replace(&mut has_length, true) {
                    write_length(out, name, length);
                }
            } else if !line.kind.is_of_one_connection()
                && line.kind != Kind::Expect
                && !is_among(name, &named)
            {
                out.extend_from_slice(&self.block[line.start..line.end]);
            }
        }
        for set in set.iter().filter(|set| self.find(set.name).is_none()) {
            write_line(out, set.name.as_bytes(), set.value);
        }
        if length > 0 && !has_length {
            write_length(out, b"content-length", length);
        }
    }
}

fn is_among<T: AsRef<str>>(name: &[u8], names: &[T]) -> bool {
    let mut names = names.iter().map(|known| known.as_ref().as_bytes());
    names.any(|known| name.eq_ignore_ascii_case(known))
}

fn write_line(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

pub(crate) fn write_length(out: &mut Vec<u8>, name: &[u8], length: usize) {
    write_line(out, name, itoa::Buffer::new().format(length).as_bytes());
}

/// The bytes that may stand in a header's name (RFC 9110, 5.6.2).
static OF_A_NAME: [bool; 256] = {
    let mut allowed = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        allowed[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut marks: &[u8] = b"!#$%&'*+-.^_`|~";
    while let [mark, rest @ ..] = marks {
        allowed[*mark as usize] = true;
        marks = rest;
    }
    allowed
};

fn is_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|byte| OF_A_NAME[usize::from(*byte)])
}

/// Whether these bytes may be a header's value (RFC 9110, 5.5): eight of them are looked at together.
fn is_value(value: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let is_right = |byte: u8| byte == b'\t' || (byte >= b' ' && byte != 0x7f);
    // Whether none is below a space or a DEL, as is usual.
    let are_usual = |bytes: &[u8; 8]| {
        let bytes = u64::from_ne_bytes(*bytes);
        let del = bytes ^ (ONES * 0x7f);
        let below = bytes.wrapping_sub(ONES * 0x20) & !bytes;
        (below | (del.wrapping_sub(ONES) & !del)) & HIGH == 0
    };
    let (eights, rest) = value.as_chunks();
    let mut eights = eights.iter();
    eights.all(|bytes| are_usual(bytes) || bytes.iter().all(|byte| is_right(*byte)))
        && rest.iter().all(|byte| is_right(*byte))
}

/// Name and value of each line of a block, whatever bytes they are of; what has no colon is left
/// out.
pub fn lines(block: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = block;
    let lines = std::iter::from_fn(move || {
        let end = memchr(b'\n', rest).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        let is_more = !rest.is_empty();
        rest = after.get(1..).unwrap_or_default();
        is_more.then_some(line)
    });
    lines.filter_map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let colon = memchr(b':', line)?;
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        Some((name, value.strip_prefix(b" ").unwrap_or(value)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn forwarded(block: &str, set: &[(&str, &str)], length: usize) -> String {
        let mut out = Vec::new();
        let set: Vec<Set<'_>> = set
            .iter()
            .map(|(name, value)| Set {
                name,
                value: value.as_bytes(),
            })
            .collect();
        Fields::of_block(block.as_bytes()).forward(&mut out, &set, length);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn what_is_about_one_connection_is_not_passed_on() {
        let block = "Host: a\r\nConnection: keep-alive, X-Mine\r\nx-mine: 1\r\nTE: trailers\r\n\
            Transfer-Encoding: chunked\r\nX-Other: 2\r\nExpect: 100-continue\r\nUpgrade: h2c\r\n";
        assert_eq!(forwarded(block, &[], 0), "Host: a\r\nX-Other: 2\r\n");
    }

    #[test]
    fn a_header_is_put_in_the_place_of_those_of_its_name() {
        let block = "Host: a\r\nX-Two: 1\r\nx-two: 2\r\nLast: 3\r\n";
        let set = [("host", "app"), ("x-two", "4"), ("x-new", "5")];
        let expected = "Host: app\r\nX-Two: 4\r\nLast: 3\r\nx-new: 5\r\n";
        assert_eq!(forwarded(block, &set, 0), expected);
    }

    #[test]
    fn the_length_is_that_of_the_body() {
        let block = "Content-Length: 5\r\ncontent-length: 5\r\nA: b\r\n";
        assert_eq!(forwarded(block, &[], 7), "Content-Length: 7\r\nA: b\r\n");
        assert_eq!(forwarded(block, &[], 0), "Content-Length: 0\r\nA: b\r\n");
        assert_eq!(
            forwarded("A: b\r\n", &[], 7),
            "A: b\r\ncontent-length: 7\r\n"
        );
        assert_eq!(forwarded("A: b\r\n", &[], 0), "A: b\r\n");
    }

    #[test]
    fn lines_keep_their_bytes_repeats_and_order() {
        let block = b"Set-Cookie: a=1\r\nX-Raw: \xff\xfe\r\nset-cookie: b: 2\r\nx-empty: \r\n";
        let fields = Fields::of_block(block);
        assert_eq!(fields.block(), block);
        let cookies: Vec<&[u8]> = fields.all("set-cookie").collect();
        assert_eq!(cookies, [&b"a=1"[..], b"b: 2"]);
        assert_eq!(fields.get("X-RAW"), Some(&b"\xff\xfe"[..]));
        assert_eq!(fields.get("x-empty"), Some(&b""[..]));
        let lower = fields.in_lower_case();
        assert!(lower.starts_with(b"set-cookie: a=1\r\nx-raw: \xff"));
    }

    #[test]
    fn what_http_does_not_allow_is_no_line() {
        let block = b"no colon\r\n: nameless\r\na b: 1\r\nok: 1\r\nx: a\0b\r\n";
        assert_eq!(Fields::of_block(block).block(), b"ok: 1\r\n");
    }

    #[test]
    fn every_byte_is_looked_at_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            let in_value = byte == b'\t' || (byte >= b' ' && byte != 0x7f);
            let in_name = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            for place in 0..19 {
                let mut text = *b"abc~ef\tijklm nopqrs";
                text[place] = byte;
                assert_eq!(is_value(&text), in_value, "{byte} at {place}");
                let text = text.map(|byte| if b"\t ".contains(&byte) { b'x' } else { byte });
                let blank = b"\t ".contains(&byte);
                assert_eq!(is_name(&text), in_name || blank, "{byte} at {place}");
            }
        }
        assert!(is_value(b"") && !is_name(b""));
    }

    proptest! {
        #[test]
        fn what_is_left_out_leaves_the_rest_as_it_was(
            lines in vec(("[a-cA-C]{1,3}", "[x-z ]{0,9}"), 0..12),
            name in "[a-c]{1,3}",
        ) {
            let mut fields = Fields::default();
            let mut wanted = Fields::default();
            for (own, value) in &lines {
                fields.push(own.as_bytes(), value.as_bytes());
                if !own.eq_ignore_ascii_case(&name) {
                    wanted.push(own.as_bytes(), value.as_bytes());
                }
            }
            fields.remove(&name);
            prop_assert_eq!(format!("{fields:?}"), format!("{wanted:?}"));
        }
    }
}
