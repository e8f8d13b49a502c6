//! HTTP/1.1 byte by byte, for both sides of the relay: heads are kept as they were sent, in
//! their order and case, so that a test compares bytes and not somebody's reading of them.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};

use super::PATIENCE;

/// What a connection carries bytes through: TCP, or TLS over it.
pub trait Transport: Read + Write + Send {
    /// Ends it at once.
    fn close(&mut self);
}

impl Transport for TcpStream {
    fn close(&mut self) {
        self.shutdown(Shutdown::Both).ok();
    }
}

/// Header lines in their order and case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<(String, Vec<u8>)>);

impl Headers {
    /// Every value of a header, whatever the case of its name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
            .collect()
    }

    /// The one value of a header; `None` when it is not there.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut values = self.all(name);
        assert!(values.len() < 2, "{name} came {} times", values.len());
        values.pop()
    }

    /// The names as they were sent.
    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// A request or an answer as it came.
#[derive(Clone, Debug)]
pub struct Message {
    /// `POST /path HTTP/1.1`, or `HTTP/1.1 200 OK`.
    pub first_line: String,
    pub headers: Headers,
    pub body: Vec<u8>,
    /// The body's end did not come.
    pub broken_off: bool,
}

impl Message {
    /// The second word of the first line, of an answer its status.
    pub fn status(&self) -> u16 {
        let word = self.first_line.split(' ').nth(1);
        word.and_then(|status| status.parse().ok())
            .expect("a status")
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body in UTF-8")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a body in JSON")
    }
}

/// One connection.
pub struct Wire {
    transport: Box<dyn Transport>,
    buffer: Vec<u8>,
}

impl Wire {
    /// Connects to a port of 127.0.0.1.
    pub fn connect(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        Self::of(stream)
    }

    pub fn of(stream: TcpStream) -> Self {
        stream.set_nodelay(true).expect("a socket");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        stream.set_write_timeout(Some(PATIENCE)).expect("a socket");
        Self::over(stream)
    }

    pub fn over(transport: impl Transport + 'static) -> Self {
        Self {
            transport: Box::new(transport),
            buffer: Vec::new(),
        }
    }

    /// Sends bytes; `false` when the peer is gone.
    pub fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let sent = self.transport.write_all(bytes.as_ref());
        sent.and_then(|()| self.transport.flush()).is_ok()
    }

    /// Sends bytes to a peer that must take them.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        assert!(self.try_send(bytes), "the peer went away");
    }

    pub fn close(mut self) {
        self.transport.close();
    }

    /// Reads once; `false` at the end or when the peer broke the connection.
    fn fill(&mut self) -> bool {
        let mut chunk = [0; 16 << 10];
        match self.transport.read(&mut chunk) {
            Ok(0) => false,
            Ok(read) => {
                self.buffer.extend_from_slice(&chunk[..read]);
                true
            }
            Err(error) => {
                let timed_out = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                assert!(!timed_out, "the peer is silent");
                false
            }
        }
    }

    /// Exactly what comes until the end of the connection.
    pub fn read_to_end(&mut self) -> Vec<u8> {
        while self.fill() {}
        std::mem::take(&mut self.buffer)
    }

    /// Reads until `end` was read, and takes all of it; `None` when the connection ends before.
    pub fn read_until(&mut self, end: &str) -> Option<Vec<u8>> {
        let end = end.as_bytes();
        loop {
            let at = self.buffer.windows(end.len()).position(|part| part == end);
            if let Some(at) = at {
                return Some(self.buffer.drain(..at + end.len()).collect());
            }
            if !self.fill() {
                return None;
            }
        }
    }

    /// The head of the next message; `None` at the end of the connection.
    pub fn read_head(&mut self) -> Option<Message> {
        let head = self.read_until("\r\n\r\n")?;
        let mut lines = head[..head.len() - 4].split(|&byte| byte == b'\n');
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
        let first_line = text(lines.next().expect("a first line"));
        let headers = lines.map(|line| {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let colon = line.iter().position(|&byte| byte == b':').expect("a colon");
            let value = &line[colon + 1..];
            (
                text(&line[..colon]),
                value.strip_prefix(b" ").unwrap_or(value).to_vec(),
            )
        });
        Some(Message {
            first_line,
            headers: Headers(headers.collect()),
            body: Vec::new(),
            broken_off: false,
        })
    }

    /// The next request, whole.
    pub fn read_request(&mut self) -> Option<Message> {
        let head = self.read_head()?;
        Some(self.read_body(head, false))
    }

    /// The next answer, whole. That to a HEAD has no body, whatever it says.
    pub fn read_answer(&mut self, method: &str) -> Message {
        let head = self.read_head().expect("an answer");
        if method == "HEAD" || matches!(head.status(), 100..200 | 204 | 304) {
            return head;
        }
        self.read_body(head, true)
    }

    /// The body that belongs to a head.
    pub fn read_body(&mut self, mut message: Message, until_close: bool) -> Message {
        let length = message.headers.get("content-length");
        if message.headers.get("transfer-encoding").is_some() {
            loop {
                match self.read_chunk() {
                    None => message.broken_off = true,
                    Some(chunk) if chunk.is_empty() => {}
                    Some(chunk) => {
                        message.body.extend(chunk);
                        continue;
                    }
                }
                break;
            }
        } else if let Some(length) = length {
            let length = length.parse().expect("a length");
            while self.buffer.len() < length && self.fill() {}
            message.broken_off = self.buffer.len() < length;
            let length = length.min(self.buffer.len());
            message.body = self.buffer.drain(..length).collect();
        } else if until_close {
            message.body = self.read_to_end();
        }
        message
    }

    /// The next chunk of a chunked body, the last one empty; `None` when it broke off.
    pub fn read_chunk(&mut self) -> Option<Vec<u8>> {
        let line = self.read_until("\r\n")?;
        let line = String::from_utf8_lossy(&line);
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).expect("a chunk's size");
        while self.buffer.len() < size + 2 {
            if !self.fill() {
                return None;
            }
        }
        let chunk = self.buffer.drain(..size).collect();
        self.buffer.drain(..2);
        Some(chunk)
    }
}
