//! How long a body is, and where its chunks end.

use std::fmt;
use std::io;

/// Longest line before a chunk, in bytes: a size and what may follow it.
const MAX_CHUNK_LINE: usize = 4 << 10;
/// Most bytes of a trailer.
const MAX_TRAILER: usize = 16 << 10;

/// As many bytes as come before the connection is closed.
pub(crate) const UNKNOWN: u64 = u64::MAX;

/// How the end of a body is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// It has this many bytes.
    Exact(u64),
    /// It comes in chunks, of which the last is empty.
    Chunked,
    /// It ends with its connection.
    UntilClose,
}

/// Why a body has no end.
#[derive(Debug)]
pub enum BodyError {
    /// The connection was closed before it.
    Closed,
    /// The connection broke.
    Io(io::Error),
    /// It is not written as HTTP says.
    Malformed(&'static str),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the connection was closed before the end of the body"),
            Self::Io(error) => write!(f, "{error}"),
            Self::Malformed(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for BodyError {}

/// A body that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Body(State);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Bytes that are still to come.
    Left(u64),
    /// The line before a chunk is to come.
    Size,
    /// Bytes of a chunk that are still to come.
    Chunk(u64),
    /// The line break behind a chunk is to come.
    Break,
    /// Lines of the trailer are to come; so many bytes of it were seen.
    Trailer(usize),
    UntilClose,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// These bytes are of the body, at most.
    Data(u64),
    /// More has to be read before anything can be said.
    More,
    /// The body is over.
    End,
}

impl Body {
    /// A body of this length, of which nothing was read.
    #[must_use]
    pub fn new(length: Length) -> Self {
        Self(match length {
            Length::Exact(bytes) => State::Left(bytes),
            Length::Chunked => State::Size,
            Length::UntilClose => State::UntilClose,
        })
    }

    /// Whether all of it was read.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.0 == State::Left(0)
    }

    /// Steps over what is not of the body at the beginning of `input`: how much that is, and what
    /// comes then.
    pub(crate) fn step(&mut self, input: &[u8]) -> Result<(usize, Next), BodyError> {
        let mut at = 0;
        loop {
            let rest = &input[at..];
            match self.0 {
                State::Left(0) => return Ok((at, Next::End)),
                State::Left(bytes) | State::Chunk(bytes) => return Ok((at, Next::Data(bytes))),
                State::UntilClose => return Ok((at, Next::Data(UNKNOWN))),
                State::Size => match chunk_size(rest)? {
                    None => return Ok((at, Next::More)),
                    Some((read, 0)) => (at, self.0) = (at + read, State::Trailer(0)),
                    Some((read, size)) => (at, self.0) = (at + read, State::Chunk(size)),
                },
                State::Break => match rest {
                    [] | [b'\r'] => return Ok((at, Next::More)),
                    [b'\r', b'\n', ..] => (at, self.0) = (at + 2, State::Size),
                    _ => return Err(BodyError::Malformed("a chunk is longer than it says")),
                },
                State::Trailer(seen) => {
                    let line = rest.iter().position(|byte| *byte == b'\n');
                    let read = line.map_or(rest.len(), |end| end + 1);
                    if seen + read > MAX_TRAILER {
                        return Err(BodyError::Malformed("the trailer is too long"));
                    }
                    if line.is_none() {
                        return Ok((at, Next::More));
                    }
                    let is_last = matches!(&rest[..read], b"\n" | b"\r\n");
                    at += read;
                    self.0 = if is_last {
                        State::Left(0)
                    } else {
                        State::Trailer(seen + read)
                    };
                }
            }
        }
    }

    /// Takes note of bytes of the body that were read; no more than were said to come.
    pub(crate) fn took(&mut self, bytes: usize) {
        let left = |all: u64| all.saturating_sub(bytes as u64);
        self.0 = match self.0 {
            State::Left(all) => State::Left(left(all)),
            State::Chunk(all) if left(all) == 0 => State::Break,
            State::Chunk(all) => State::Chunk(left(all)),
            other => other,
        };
    }

    /// The connection was closed: that is the end of some bodies.
    pub(crate) fn closed(&mut self) -> Result<(), BodyError> {
        if self.0 != State::UntilClose {
            return Err(BodyError::Closed);
        }
        self.0 = State::Left(0);
        Ok(())
    }
}

/// The size of the chunk that begins here, and how many bytes its line has.
fn chunk_size(input: &[u8]) -> Result<Option<(usize, u64)>, BodyError> {
    const NO_SIZE: BodyError = BodyError::Malformed("a chunk has no size");
    if input
        .first()
        .is_some_and(|first| !first.is_ascii_hexdigit())
    {
        return Err(NO_SIZE);
    }
    match httparse::parse_chunk_size(input) {
        Err(_) => Err(NO_SIZE),
        Ok(httparse::Status::Complete(read)) => Ok(Some(read)),
        Ok(httparse::Status::Partial) if input.len() > MAX_CHUNK_LINE => {
            Err(BodyError::Malformed("the line of a chunk is too long"))
        }
        Ok(httparse::Status::Partial) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The body in `input`, which comes in pieces of `step` bytes, and what is left behind it.
    fn read(length: Length, input: &[u8], step: usize) -> Result<(Vec<u8>, usize), String> {
        let mut body = Body::new(length);
        let (mut data, mut from, mut to) = (Vec::new(), 0, 0);
        loop {
            let (skipped, next) = body
                .step(&input[from..to])
                .map_err(|error| error.to_string())?;
            from += skipped;
            match next {
                Next::End => return Ok((data, input.len() - from)),
                Next::Data(most) if from < to => {
                    let bytes = usize::try_from(most).unwrap_or(usize::MAX).min(to - from);
                    data.extend_from_slice(&input[from..from + bytes]);
                    body.took(bytes);
                    from += bytes;
                }
                Next::Data(_) | Next::More if to == input.len() => {
                    body.closed().map_err(|error| error.to_string())?;
                }
                Next::Data(_) | Next::More => to = input.len().min(to + step),
            }
        }
    }

    #[test]
    fn a_body_ends_where_it_says() {
        let chunked = b"3\r\nabc\r\n0A;x=\"1\"\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\nrest";
        for step in 1..=chunked.len() {
            let body = read(Length::Chunked, chunked, step);
            let (data, _) = body.expect("a body");
            assert_eq!(data, b"abc0123456789", "{step}");
        }
        let (_, left) = read(Length::Chunked, chunked, chunked.len()).expect("a body");
        assert_eq!(left, 4);
        let exact = read(Length::Exact(3), b"abcrest", 100);
        assert_eq!(exact, Ok((b"abc".to_vec(), 4)));
        assert_eq!(read(Length::Exact(0), b"rest", 100), Ok((Vec::new(), 4)));
        let all = read(Length::UntilClose, b"abc", 2);
        assert_eq!(all, Ok((b"abc".to_vec(), 0)));
    }

    #[test]
    fn what_is_cut_off_or_wrong_is_no_body() {
        for (length, input) in [
            (Length::Exact(4), &b"abc"[..]),
            (Length::Chunked, b"3\r\nab"),
            (Length::Chunked, b"3\r\nabc\r\n"),
            (Length::Chunked, b"3\r\nabc\r\n0\r\n"),
            (Length::Chunked, b"3\r\nabcd\r\n0\r\n\r\n"),
            (Length::Chunked, b"\r\nabc"),
            (Length::Chunked, b"-1\r\nabc"),
            (Length::Chunked, b"3 4\r\nabc"),
            (Length::Chunked, b"ffffffffffffffffff\r\n"),
        ] {
            let text = String::from_utf8_lossy(input);
            assert!(read(length, input, 1).is_err(), "{text}");
            assert!(read(length, input, 100).is_err(), "{text}");
        }
        let mut long = b"1;".to_vec();
        long.resize(MAX_CHUNK_LINE + 3, b'x');
        assert!(read(Length::Chunked, &long, 1_000).is_err());
        let mut long = b"0\r\n".to_vec();
        long.resize(MAX_TRAILER + 4, b'x');
        assert!(read(Length::Chunked, &long, 1_000).is_err());
    }

    proptest! {
        #[test]
        fn chunks_come_out_as_they_went_in(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..6),
            step in 1_usize..50,
        ) {
            let mut wire = Vec::new();
            for piece in &pieces {
                wire.extend_from_slice(format!("{:X}\r\n", piece.len()).as_bytes());
                wire.extend_from_slice(piece);
                wire.extend_from_slice(b"\r\n");
            }
            wire.extend_from_slice(b"0\r\n\r\n");
            prop_assert_eq!(read(Length::Chunked, &wire, step), Ok((pieces.concat(), 0)));
        }

        #[test]
        fn nothing_is_too_strange(input in prop::collection::vec(any::<u8>(), 0..200), step in 1_usize..50) {
            let _ = read(Length::Chunked, &input, step);
        }
    }
}
