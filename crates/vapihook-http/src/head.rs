//! The first lines of a request and of an answer.

use std::fmt;
use std::mem::MaybeUninit;
use std::sync::OnceLock;

use bytes::Bytes;
use http::{Method, StatusCode};
use httparse::{Header, Status};

use crate::body::Length;
use crate::fields::{Fields, Kind};

/// Most header lines of a request: far more than Vapi sends.
const USUAL_LINES: usize = 100;
/// Most header lines of an answer: far more than an app sends by intention.
const MOST_LINES: usize = 1_024;
/// Most bytes of what is asked for: what the `http` crate takes for a URL.
const MAX_TARGET: usize = 65_534;
/// Most bytes of a request's head and of an answer's.
pub(crate) const MAX_REQUEST: usize = 128 << 10;
pub(crate) const MAX_ANSWER: usize = 256 << 10;

/// Why bytes are no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadError {
    /// It has too many lines, or too many bytes.
    TooLarge,
    /// What it asks for is too long.
    TargetTooLong,
    /// It is not written as HTTP/1 says: what is wrong, in words.
    Malformed(&'static str),
}

impl fmt::Display for HeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the head is too large",
            Self::TargetTooLong => "the target is too long",
            Self::Malformed(what) => what,
        })
    }
}

impl std::error::Error for HeadError {}

impl From<httparse::Error> for HeadError {
    fn from(error: httparse::Error) -> Self {
        match error {
            httparse::Error::TooManyHeaders => Self::TooLarge,
            httparse::Error::HeaderName => Self::Malformed("invalid header name"),
            httparse::Error::HeaderValue => Self::Malformed("invalid header value"),
            httparse::Error::NewLine => Self::Malformed("invalid line break"),
            httparse::Error::Status => Self::Malformed("invalid status"),
            httparse::Error::Token => Self::Malformed("invalid method or target"),
            httparse::Error::Version => Self::Malformed("no HTTP/1 version"),
        }
    }
}

/// The head of a request.
#[derive(Clone, Debug)]
pub struct RequestHead {
    /// The method.
    pub method: Method,
    /// What is asked for, as it was written: a path, a URL, `*`, or an authority.
    pub target: String,
    /// Whether the sender speaks HTTP/1.1 and not 1.0.
    pub is_1_1: bool,
    /// All header lines.
    pub fields: Fields,
    /// How long the body is.
    pub length: Length,
    /// Whether the sender wants to send another request on this connection.
    pub keeps_alive: bool,
    /// Whether the sender waits for `100 Continue` before it sends the body.
    pub expects_continue: bool,
}

/// The head of an answer.
#[derive(Clone, Debug)]
pub struct AnswerHead {
    /// The status.
    pub status: StatusCode,
    /// What stands behind the status, if it is not the usual.
    pub reason: Option<Box<str>>,
    /// The header lines that are not about the connection they came on.
    pub fields: Fields,
    /// How long the body is.
    pub length: Length,
    /// Whether another request may be sent on this connection.
    pub keeps_alive: bool,
    /// The lines with their names in lower case, once somebody asked.
    lower: OnceLock<Bytes>,
}

impl AnswerHead {
    /// The head of a whole answer that is written here.
    #[must_use]
    pub fn of(status: StatusCode, fields: Fields, body: usize) -> Self {
        Self {
            status,
            reason: None,
            fields,
            length: Length::Exact(body as u64),
            keeps_alive: true,
            lower: OnceLock::new(),
        }
    }

    /// The header lines as one block, the names in lower case: the same memory each time.
    #[must_use]
    pub fn in_lower_case(&self) -> Bytes {
        let lower = || self.fields.in_lower_case().into();
        self.lower.get_or_init(lower).clone()
    }
}

/// Room for header lines that nobody has to clear.
type Room<'a> = [MaybeUninit<Header<'a>>; USUAL_LINES];

/// The head of a request at the beginning of `input`, and how many bytes it has; none as long as it
/// is not whole.
///
/// # Errors
/// When it is none, or cannot be read in one way only.
pub fn request(input: &[u8]) -> Result<Option<(RequestHead, usize)>, HeadError> {
    let mut room: Room<'_> = [const { MaybeUninit::uninit() }; _];
    let mut parsed = httparse::Request::new(&mut []);
    let size = match parsed.parse_with_uninit_headers(input, &mut room)? {
        Status::Complete(size) if size <= MAX_REQUEST => size,
        Status::Partial if input.len() < MAX_REQUEST => return Ok(None),
        _ => return Err(HeadError::TooLarge),
    };
    let target = parsed.path.unwrap_or_default();
    if target.len() > MAX_TARGET {
        return Err(HeadError::TargetTooLong);
    }
    let method = parsed.method.unwrap_or_default();
    let method = Method::from_bytes(method.as_bytes())
        .map_err(|_| HeadError::Malformed("invalid method or target"))?;
    let is_1_1 = parsed.version == Some(1);
    let fields = fields(parsed.headers, size);
    let (length, is_clear) = match coding(&fields) {
        None => (Length::Exact(announced(&fields)?.unwrap_or_default()), true),
        Some(Coding::Chunked) if is_1_1 => (
            Length::Chunked,
            fields.values(Kind::ContentLength).next().is_none(),
        ),
        Some(_) => return Err(HeadError::Malformed("a coding other than chunked")),
    };
    let is_continue = |value: &[u8]| value.eq_ignore_ascii_case(b"100-continue");
    let expects_continue = is_1_1 && fields.values(Kind::Expect).any(is_continue);
    let head = RequestHead {
        target: target.to_owned(),
        // What came with two lengths may be meant to be two requests (RFC 9112, 6.1).
        keeps_alive: is_clear && keeps_alive(&fields, is_1_1),
        method,
        is_1_1,
        fields,
        length,
        expects_continue,
    };
    Ok(Some((head, size)))
}

/// The head of the answer to a request of this method at the beginning of `input`, and how many
/// bytes it has; none as long as it is not whole.
///
/// # Errors
/// When it is none, or cannot be read in one way only.
pub fn answer(input: &[u8], asked: &Method) -> Result<Option<(AnswerHead, usize)>, HeadError> {
    let mut room: Room<'_> = [const { MaybeUninit::uninit() }; _];
    match answer_in(&mut room, input, asked) {
        Err(HeadError::TooLarge) if input.len() < MAX_ANSWER => {
            let mut room = vec![const { MaybeUninit::uninit() }; MOST_LINES];
            answer_in(&mut room, input, asked)
        }
        usual => usual,
    }
}

fn answer_in<'a>(
    room: &mut [MaybeUninit<Header<'a>>],
    input: &'a [u8],
    asked: &Method,
) -> Result<Option<(AnswerHead, usize)>, HeadError> {
    let mut parsed = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let size = match config.parse_response_with_uninit_headers(&mut parsed, input, room)? {
        Status::Complete(size) if size <= MAX_ANSWER => size,
        Status::Partial if input.len() < MAX_ANSWER => return Ok(None),
        _ => return Err(HeadError::TooLarge),
    };
    let status = StatusCode::from_u16(parsed.code.unwrap_or_default())
        .map_err(|_| HeadError::Malformed("invalid status"))?;
    let reason = parsed.reason.unwrap_or_default();
    let is_usual = reason == status.canonical_reason().unwrap_or_default();
    let is_1_1 = parsed.version == Some(1);
    let mut fields = fields(parsed.headers, size);
    let coding = coding(&fields);
    let bodiless = asked == Method::HEAD
        || status.is_informational()
        || [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
    let announced = if coding.is_some() {
        None
    } else {
        announced(&fields)?
    };
    let length = match (&coding, announced) {
        _ if bodiless => Length::Exact(0),
        (Some(Coding::Chunked), _) => Length::Chunked,
        (None, Some(bytes)) => Length::Exact(bytes),
        _ => Length::UntilClose,
    };
    let keeps_alive = length != Length::UntilClose && keeps_alive(&fields, is_1_1);
    fields.keep_end_to_end();
    // Chunked wins over a length that came with it (RFC 9112, 6.3).
    fields.drop_lengths(coding.is_none());
    let head = AnswerHead {
        status,
        reason: (!is_usual).then(|| reason.into()),
        fields,
        length,
        keeps_alive,
        lower: OnceLock::new(),
    };
    Ok(Some((head, size)))
}

fn fields(headers: &[Header<'_>], size: usize) -> Fields {
    // A colon may have no blank behind it.
    let mut fields = Fields::with_capacity(size + headers.len(), headers.len());
    for header in headers {
        fields.push(header.name.as_bytes(), header.value);
    }
    fields
}

/// How a body is written.
enum Coding {
    Chunked,
    Other,
}

fn coding(fields: &Fields) -> Option<Coding> {
    let last = fields.values(Kind::TransferEncoding).last()?;
    let last = last.rsplit(|byte| *byte == b',').next().unwrap_or(last);
    Some(if last.trim_ascii().eq_ignore_ascii_case(b"chunked") {
        Coding::Chunked
    } else {
        Coding::Other
    })
}

/// The length that a head says. Several that are the same are one.
fn announced(fields: &Fields) -> Result<Option<u64>, HeadError> {
    let mut announced = None;
    for value in fields.values(Kind::ContentLength) {
        let digits = value.iter().all(u8::is_ascii_digit);
        let text = std::str::from_utf8(value).ok().filter(|_| digits);
        let bytes = text.and_then(|text| text.parse().ok());
        let bytes: u64 = bytes.ok_or(HeadError::Malformed("invalid content-length"))?;
        if announced.replace(bytes).is_some_and(|other| other != bytes) {
            return Err(HeadError::Malformed("lengths that differ"));
        }
    }
    Ok(announced)
}

fn keeps_alive(fields: &Fields, is_1_1: bool) -> bool {
    let says = |wanted: &[u8]| {
        let mut options = fields
            .values(Kind::Connection)
            .flat_map(|value| value.split(|byte| *byte == b','));
        options.any(|option| option.trim_ascii().eq_ignore_ascii_case(wanted))
    };
    if is_1_1 {
        !says(b"close")
    } else {
        says(b"keep-alive") && !says(b"close")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(text: &str) -> Result<RequestHead, HeadError> {
        let (head, size) = request(text.as_bytes())?.expect("a whole head");
        assert_eq!(size, text.len());
        Ok(head)
    }

    fn answered(text: &str) -> Result<AnswerHead, HeadError> {
        let (head, size) = answer(text.as_bytes(), &Method::POST)?.expect("a whole head");
        assert_eq!(size, text.len());
        Ok(head)
    }

    #[test]
    fn a_request_is_read_as_it_was_written() {
        let head =
            asked("POST /a?b=1 HTTP/1.1\r\nHost:  x \r\nX-Mine:1\r\nContent-Length: 5\r\n\r\n");
        let head = head.expect("a head");
        assert_eq!((&head.method, &*head.target), (&Method::POST, "/a?b=1"));
        assert_eq!(head.length, Length::Exact(5));
        assert!(head.is_1_1 && head.keeps_alive && !head.expects_continue);
        let lines = b"Host: x\r\nX-Mine: 1\r\nContent-Length: 5\r\n";
        assert_eq!(head.fields.block(), lines);
    }

    #[test]
    fn how_long_a_request_is() {
        let length = |lines: &str| {
            let head = asked(&format!("POST / HTTP/1.1\r\n{lines}\r\n"));
            head.map(|head| head.length)
        };
        assert_eq!(length(""), Ok(Length::Exact(0)));
        assert_eq!(
            length("Transfer-Encoding: gzip, Chunked\r\n"),
            Ok(Length::Chunked)
        );
        let both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n";
        assert_eq!(length(both), Ok(Length::Chunked));
        let twice = "Content-Length: 3\r\nContent-Length: 3\r\n";
        assert_eq!(length(twice), Ok(Length::Exact(3)));
        for wrong in [
            "Content-Length: 3\r\nContent-Length: 4\r\n",
            "Content-Length: +3\r\n",
            "Content-Length: 3, 3\r\n",
            "Content-Length: \r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Transfer-Encoding: gzip\r\n",
            "Transfer-Encoding: chunked, gzip\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        ] {
            assert!(length(wrong).is_err(), "{wrong}");
        }
        assert!(asked("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
    }

    #[test]
    fn who_keeps_a_connection() {
        let keeps = |version: &str, connection: &str| {
            let head = asked(&format!(
                "GET / {version}\r\nConnection: {connection}\r\n\r\n"
            ));
            head.expect("a head").keeps_alive
        };
        assert!(keeps("HTTP/1.1", "x"));
        assert!(keeps("HTTP/1.1", "keep-alive"));
        assert!(!keeps("HTTP/1.1", "x, Close"));
        assert!(!keeps("HTTP/1.0", "x"));
        assert!(keeps("HTTP/1.0", "Keep-Alive"));
    }

    #[test]
    fn how_long_an_answer_is() {
        let length = |status: &str, lines: &str| {
            let head = answered(&format!("HTTP/1.1 {status}\r\n{lines}\r\n")).expect("a head");
            (head.length, head.keeps_alive)
        };
        let three = "Content-Length: 3\r\n";
        assert_eq!(length("200 OK", three), (Length::Exact(3), true));
        assert_eq!(length("204 No Content", three), (Length::Exact(0), true));
        assert_eq!(length("304 Not Modified", three), (Length::Exact(0), true));
        assert_eq!(length("200 OK", ""), (Length::UntilClose, false));
        let gzip = "Transfer-Encoding: gzip\r\n";
        assert_eq!(length("200 OK", gzip), (Length::UntilClose, false));
        let both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n";
        assert_eq!(length("200 OK", both), (Length::Chunked, true));
        let head = answer(
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
            &Method::HEAD,
        );
        let (head, _) = head.expect("a head").expect("a whole one");
        assert_eq!(head.length, Length::Exact(0));
        assert_eq!(head.fields.block(), b"Content-Length: 3\r\n");
    }

    #[test]
    fn an_answer_keeps_what_is_passed_on() {
        let head = answered(
            "HTTP/1.1 200 Fine\r\nDate: x\r\nConnection: X-Own\r\nX-Own: 1\r\nKeep-Alive: timeout=5\r\n\
             Content-Length: 3\r\ncontent-length: 3\r\n\r\n",
        );
        let head = head.expect("a head");
        assert_eq!(head.reason.as_deref(), Some("Fine"));
        assert_eq!(head.fields.block(), b"Date: x\r\nContent-Length: 3\r\n");
        let both = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n";
        let head = answered(both).expect("a head");
        assert_eq!((head.fields.block(), head.reason), (&b""[..], None));
    }

    #[test]
    fn what_is_no_head() {
        for wrong in [
            "GET / HTTP/2.0\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\n",
            "GET\r\n\r\n",
            "\x16\x03\x01\0\0",
            "GET / HTTP/1.1\r\nA B: 1\r\n\r\n",
            "GET / HTTP/1.1\r\nA: 1\r\n b\r\n\r\n",
        ] {
            assert!(request(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
        assert!(answer(b"220 ready\r\n", &Method::GET).is_err());
        assert!(answer(b"\x15\x03\x01", &Method::GET).is_err());
        let lines = |count: usize| "a: b\r\n".repeat(count) + "\r\n";
        let many = format!("GET / HTTP/1.1\r\n{}", lines(USUAL_LINES + 1));
        assert_eq!(request(many.as_bytes()).err(), Some(HeadError::TooLarge));
        let many = |count| answered(&format!("HTTP/1.1 200 OK\r\n{}", lines(count))).err();
        assert_eq!(many(MOST_LINES), None);
        assert_eq!(many(MOST_LINES + 1), Some(HeadError::TooLarge));
        let long = format!("GET /{} HTTP/1.1\r\n\r\n", "b".repeat(MAX_TARGET));
        assert_eq!(
            request(long.as_bytes()).err(),
            Some(HeadError::TargetTooLong)
        );
        let long = format!("GET / HTTP/1.1\r\na: {}", "b".repeat(MAX_REQUEST));
        assert_eq!(request(long.as_bytes()).err(), Some(HeadError::TooLarge));
    }

    proptest! {
        #[test]
        fn a_head_is_whole_at_its_last_byte_only(
            names in prop::collection::vec("[A-Za-z-]{1,20}", 0..8),
            values in prop::collection::vec("[ -~]{0,30}", 8),
        ) {
            let mut text = "GET /x HTTP/1.1\r\n".to_owned();
            let mut block = String::new();
            for (name, value) in names.iter().zip(&values) {
                let name = format!("X-{name}");
                text += &format!("{name}:{value}\r\n");
                block += &format!("{name}: {}\r\n", value.trim());
            }
            text += "\r\n";
            for cut in 0..text.len() {
                prop_assert!(matches!(request(&text.as_bytes()[..cut]), Ok(None)));
            }
            let (head, size) = request(text.as_bytes()).expect("a head").expect("a whole one");
            prop_assert_eq!(size, text.len());
            prop_assert_eq!(head.fields.block(), block.as_bytes());
        }

        #[test]
        fn nothing_is_too_strange(input in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = request(&input);
            let _ = answer(&input, &Method::GET);
        }
    }
}
