//! What is on its way out of a connection.

use std::io::{IoSlice, Write};

use bytes::Bytes;

/// Bytes of a body that are copied behind the head: one buffer is written sooner than two.
const SMALL: usize = 4 << 10;

/// One message, or a part of it.
#[derive(Default)]
pub(crate) struct Output {
    pub head: Vec<u8>,
    pub body: Bytes,
    pub tail: &'static [u8],
    /// Bytes of all three that are written.
    sent: usize,
    /// Whether anything of the message, or of the last one, was written.
    pub has_left: bool,
}

impl Output {
    /// Puts a body, or a piece of it, behind what is there.
    pub fn body(&mut self, body: &Bytes) {
        if body.len() <= SMALL {
            self.head.extend_from_slice(body);
        } else {
            self.body = body.clone();
        }
    }

    /// Puts one chunk of a body behind what is there.
    pub fn chunk(&mut self, data: &Bytes, is_last: bool) {
        if !data.is_empty() {
            // Writing to memory does not fail.
            let _ = write!(self.head, "{:x}\r\n", data.len());
        }
        let tail: &'static [u8] = match (data.is_empty(), is_last) {
            (true, true) => b"0\r\n\r\n",
            (false, true) => b"\r\n0\r\n\r\n",
            (false, false) => b"\r\n",
            (true, false) => b"",
        };
        self.body(data);
        if self.body.is_empty() {
            self.head.extend_from_slice(tail);
        } else {
            self.tail = tail;
        }
    }

    /// What is not written yet, and of how many parts it is.
    pub fn parts(&self) -> ([IoSlice<'_>; 3], usize) {
        let mut parts = [IoSlice::new(&[]); 3];
        let (mut count, mut skip) = (0, self.sent);
        for part in [&self.head[..], &self.body[..], self.tail] {
            let skipped = skip.min(part.len());
            skip -= skipped;
            if skipped < part.len() {
                parts[count] = IoSlice::new(&part[skipped..]);
                count += 1;
            }
        }
        (parts, count)
    }

    /// Takes note of bytes that were written.
    pub fn wrote(&mut self, bytes: usize) {
        self.sent += bytes;
        self.has_left = true;
    }

    /// Whether there is something.
    pub fn is_empty(&self) -> bool {
        self.head.is_empty() && self.body.is_empty() && self.tail.is_empty()
    }

    /// Forgets what is there.
    pub fn clear(&mut self) {
        self.head.clear();
        self.body = Bytes::new();
        self.tail = b"";
        self.sent = 0;
    }
}
