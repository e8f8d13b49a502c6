//! A connection: what came on it and was not read yet, and what is on its way out.
//!
//! The owner of a connection drives it: nothing is read or written but by whoever waits for it,
//! and one message goes out at a time. What `poll_` functions wait for, they may be asked for
//! again.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{BufMut, Bytes};
use http::{Method, StatusCode};

use crate::body::{Body, BodyError, Next, UNKNOWN};
use crate::head::{self, AnswerHead, HeadError, RequestHead};
use crate::output::Output;
use crate::stream::Stream;

/// Bytes that are asked for at once when nothing is known of what comes.
const READ: usize = 8 << 10;
/// Bytes that are asked for at once of a body whose length is known.
const READ_BODY: usize = 64 << 10;
/// Bytes that are read ahead of the request that is being answered.
const AHEAD: usize = 64 << 10;
/// Most bytes of an answer's head that are kept until the next one is there.
const KNOWN: usize = 2 << 10;

/// Why no request or no answer came.
#[derive(Debug)]
pub enum MessageError {
    /// The connection was closed; the error that broke it, if one did.
    Closed(Option<io::Error>),
    /// What came is no head.
    Head(HeadError),
}

impl From<HeadError> for MessageError {
    fn from(error: HeadError) -> Self {
        Self::Head(error)
    }
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed(None) => f.write_str("connection closed before message completed"),
            Self::Closed(Some(error)) => write!(f, "{error}"),
            Self::Head(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for MessageError {}

/// The head of the last answer, as it was written and what that says: an app that is asked often says
/// the same each time, within a second even to its `Date`.
struct Known {
    asked: Method,
    text: Vec<u8>,
    head: Arc<AnswerHead>,
}

/// A connection that HTTP/1 is spoken on.
pub struct Connection {
    pub(crate) stream: Stream,
    /// What was read; before `from` it is used up.
    pub(crate) input: Vec<u8>,
    from: usize,
    known: Option<Known>,
    output: Output,
    /// What the stream holds back until it is told that there is no more.
    is_held_back: bool,
}

impl Connection {
    /// A connection that nothing was said on.
    #[must_use]
    pub fn new(stream: Stream) -> Self {
        Self {
            stream,
            input: Vec::new(),
            from: 0,
            known: None,
            output: Output::default(),
            is_held_back: false,
        }
    }

    /// Whether something came that is not used up.
    #[must_use]
    pub fn has_input(&self) -> bool {
        self.from < self.input.len()
    }

    pub(crate) fn input(&self) -> &[u8] {
        &self.input[self.from..]
    }

    pub(crate) fn use_up(&mut self, bytes: usize) {
        self.from += bytes;
        if self.from == self.input.len() {
            self.input.clear();
            self.from = 0;
        }
    }

    /// Reads what is there: how many bytes, none when the connection was closed.
    pub(crate) fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if self.input.capacity() - self.input.len() < READ / 2 {
            self.input.drain(..std::mem::take(&mut self.from));
            self.input.reserve(READ);
        }
        self.stream.poll_read_into(cx, &mut self.input)
    }

    /// The next request; `None` when the sender has closed the connection between two.
    ///
    /// # Errors
    /// When no request came, or what came is none.
    pub fn poll_request(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<RequestHead>, MessageError>> {
        loop {
            if self.has_input()
                && let Some((head, size)) = head::request(self.input())?
            {
                self.use_up(size);
                return Poll::Ready(Ok(Some(head)));
            }
            match ready!(self.poll_fill(cx)) {
                Ok(0) if !self.has_input() => return Poll::Ready(Ok(None)),
                Ok(0) => return Poll::Ready(Err(MessageError::Closed(None))),
                Err(error) => return Poll::Ready(Err(MessageError::Closed(Some(error)))),
                Ok(_) => {}
            }
        }
    }

    /// Sends what is on its way out and waits for the answer to it, which may come before all is
    /// sent: the rest is sent on while the answer is read.
    ///
    /// # Errors
    /// When no answer came, or what came is none.
    pub fn poll_answer(
        &mut self,
        cx: &mut Context<'_>,
        asked: &Method,
    ) -> Poll<Result<Arc<AnswerHead>, MessageError>> {
        let broken = self.send_on(cx);
        loop {
            if self.has_input()
                && let Some(head) = self.answer_head(asked)?
            {
                let goes_on = head.status.is_informational()
                    && head.status != StatusCode::SWITCHING_PROTOCOLS;
                if goes_on {
                    continue;
                }
                return Poll::Ready(Ok(head));
            }
            match ready!(self.poll_fill(cx)) {
                Ok(0) => return Poll::Ready(Err(MessageError::Closed(broken))),
                Err(error) => return Poll::Ready(Err(MessageError::Closed(Some(error)))),
                Ok(_) => {}
            }
        }
    }

    /// The head of an answer at the beginning of what was read, if that is whole.
    fn answer_head(&mut self, asked: &Method) -> Result<Option<Arc<AnswerHead>>, HeadError> {
        let is_same =
            |known: &&Known| known.asked == *asked && self.input().starts_with(&known.text);
        if let Some(known) = self.known.as_ref().filter(is_same) {
            let (head, size) = (known.head.clone(), known.text.len());
            self.use_up(size);
            return Ok(Some(head));
        }
        let Some((head, size)) = head::answer(self.input(), asked)? else {
            return Ok(None);
        };
        let head = Arc::new(head);
        self.known = (size <= KNOWN).then(|| Known {
            asked: asked.clone(),
            text: self.input()[..size].to_vec(),
            head: head.clone(),
        });
        self.use_up(size);
        Ok(Some(head))
    }

    /// Sends what can be sent. What the other side does not take any more is given up: it may have
    /// answered all the same.
    fn send_on(&mut self, cx: &mut Context<'_>) -> Option<io::Error> {
        match self.poll_flush(cx) {
            Poll::Ready(Err(error)) => {
                self.output.clear();
                self.is_held_back = false;
                Some(error)
            }
            Poll::Ready(Ok(())) | Poll::Pending => None,
        }
    }

    /// The next piece of a body; `None` at its end.
    ///
    /// # Errors
    /// When it has no end.
    pub fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
        body: &mut Body,
    ) -> Poll<Result<Option<Bytes>, BodyError>> {
        self.send_on(cx);
        loop {
            let (skipped, next) = body.step(self.input())?;
            self.use_up(skipped);
            let most = match next {
                Next::End => return Poll::Ready(Ok(None)),
                Next::Data(most) if self.has_input() => {
                    let data = self.take(most);
                    body.took(data.len());
                    self.look_for_the_end(body);
                    return Poll::Ready(Ok(Some(data)));
                }
                Next::Data(UNKNOWN) | Next::More => 0,
                Next::Data(most) => most,
            };
            if most >= READ as u64 {
                let data = match ready!(self.poll_piece(cx, most)) {
                    Ok(data) => data,
                    Err(error) => return Poll::Ready(Err(BodyError::Io(error))),
                };
                if !data.is_empty() {
                    body.took(data.len());
                    return Poll::Ready(Ok(Some(data)));
                }
            } else {
                match ready!(self.poll_fill(cx)) {
                    Ok(0) => {}
                    Ok(_) => continue,
                    Err(error) => return Poll::Ready(Err(BodyError::Io(error))),
                }
            }
            body.closed()?;
        }
    }

    /// Bytes that were read already, `most` at most.
    fn take(&mut self, most: u64) -> Bytes {
        let bytes = self.input().len();
        let bytes = usize::try_from(most).unwrap_or(usize::MAX).min(bytes);
        let data = Bytes::copy_from_slice(&self.input()[..bytes]);
        self.use_up(bytes);
        data
    }

    /// Steps over what is behind a piece, so that the last one is known to be the last. What is
    /// wrong there is told when more is asked for.
    fn look_for_the_end(&mut self, body: &mut Body) {
        let mut ahead = *body;
        if let Ok((skipped, _)) = ahead.step(self.input()) {
            *body = ahead;
            self.use_up(skipped);
        }
    }

    /// Reads a piece of a long body; an empty one when the connection was closed.
    fn poll_piece(&mut self, cx: &mut Context<'_>, most: u64) -> Poll<io::Result<Bytes>> {
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(READ_BODY);
        let mut piece = Vec::with_capacity(most);
        ready!(
            self.stream
                .poll_read_into(cx, &mut (&mut piece).limit(most))
        )?;
        Poll::Ready(Ok(if piece.len() < most / 2 {
            Bytes::copy_from_slice(&piece)
        } else {
            piece.into()
        }))
    }

    /// Resolves when the other side has closed the connection. What comes meanwhile is kept.
    pub fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while self.input().len() < AHEAD {
            match ready!(self.poll_fill(cx)) {
                Ok(0) | Err(_) => return Poll::Ready(()),
                Ok(_) => {}
            }
        }
        Poll::Pending
    }

    /// Whether nothing is under way, and the other side has neither closed the connection nor said
    /// anything.
    pub fn is_quiet(&mut self, cx: &mut Context<'_>) -> bool {
        !self.has_input() && !self.has_output() && self.poll_fill(cx).is_pending()
    }

    /// Where the head of the next message is written to; nothing may be on its way out.
    pub fn head(&mut self) -> &mut Vec<u8> {
        self.output.has_left = false;
        &mut self.output.head
    }

    /// What follows it.
    pub fn body(&mut self, body: &Bytes) {
        self.output.body(body);
    }

    /// What follows it, as one chunk, and whether it is the last.
    pub fn chunk(&mut self, data: &Bytes, is_last: bool) {
        self.output.chunk(data, is_last);
    }

    /// Whether something is on its way out.
    #[must_use]
    pub fn has_output(&self) -> bool {
        self.is_held_back || !self.output.is_empty()
    }

    /// Whether a long piece of a body is on its way out, behind which nothing can be put.
    #[must_use]
    pub fn has_body(&self) -> bool {
        !self.output.body.is_empty()
    }

    /// Whether anything of the last message has left.
    #[must_use]
    pub fn has_sent(&self) -> bool {
        self.output.has_left
    }

    /// Sends what is on its way out.
    ///
    /// # Errors
    /// When the other side does not take it.
    pub fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let (parts, count) = self.output.parts();
            if count == 0 {
                break;
            }
            let written = ready!(self.stream.poll_write_parts(cx, &parts[..count]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.output.wrote(written);
            self.is_held_back = true;
        }
        if self.is_held_back {
            ready!(self.stream.poll_flush(cx))?;
        }
        self.output.clear();
        self.is_held_back = false;
        Poll::Ready(Ok(()))
    }

    /// Tells the other side that nothing more is sent.
    ///
    /// # Errors
    /// When it is gone.
    pub fn poll_shutdown(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests;
