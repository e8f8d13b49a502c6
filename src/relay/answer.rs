//! The way of an answer back to the sender: streamed as it comes, kept for the record, its last
//! byte held until the arrival is recorded.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Sleep, sleep_until, timeout};
use vapihook_http::body::{BodyError, Length};
use vapihook_http::connection::Connection;
use vapihook_http::fields::Fields;
use vapihook_http::head::AnswerHead;
use vapihook_http::write::{Sender, write_answer};

use super::forward::{Answered, AppBody};
use super::in_hand::Entered;
use super::{Observer, RECORD_PATIENCE, Relay, at_once};
use crate::event::envelope::Headers;
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};

/// How long an answer is read on after its sender left.
const LINGER: Duration = Duration::from_secs(5);

/// A delivery under way: what is needed to tell how it ended.
pub(super) struct Delivering<O: Observer> {
    pub relay: Arc<Relay<O>>,
    pub arrival: Arc<Arrival>,
    /// `None` until it was told.
    pub receipt: Option<O::Receipt>,
    pub started: Instant,
    /// Held until the answer is out, so that `--max-inflight` counts it; `None` when refused.
    pub permit: Option<OwnedSemaphorePermit>,
    /// Counts it among those that a relay waits for before it ends.
    pub in_hand: Entered,
}

impl<O: Observer> Delivering<O> {
    /// Tells that the event arrived.
    pub fn announce(&mut self) {
        self.receipt = Some(self.relay.observer.arrived(&self.arrival));
    }

    /// Waits until the arrival is safe, or long enough.
    pub async fn settle(&mut self) {
        let Some(receipt) = &mut self.receipt else {
            return;
        };
        if at_once(Pin::new(&mut *receipt)).await.is_pending()
            && timeout(RECORD_PATIENCE, receipt).await.is_err()
        {
            self.relay.observer.answered_unrecorded(&self.arrival);
        }
    }

    /// Tells how it ended, if it was not given up meanwhile.
    pub fn finish(
        self,
        outcome: Outcome,
        detail: Option<String>,
        status: StatusCode,
        headers: Headers,
        body: Kept,
    ) {
        if !self.in_hand.may_tell() {
            return;
        }
        let latency = self.started.elapsed();
        drop(self.permit);
        self.relay.observer.finished(Exchange {
            arrival: self.arrival,
            delivery: Some(Delivery {
                outcome,
                detail: detail.map(Into::into),
                status: status.as_u16(),
                headers,
                body_omitted: body.omitted,
                body: body.into_bytes(),
                latency,
            }),
        });
    }
}

/// What was kept of an answer for the record.
#[derive(Default)]
pub(super) struct Kept {
    first: Bytes,
    rest: Vec<u8>,
    omitted: u64,
}

impl Kept {
    /// A whole body.
    pub fn whole(body: Bytes) -> Self {
        Self {
            first: body,
            ..Self::default()
        }
    }

    /// Keeps a chunk as long as the whole stays within `limit` bytes.
    fn add(&mut self, chunk: &Bytes, limit: usize) {
        if self.omitted > 0 || self.first.len() + self.rest.len() + chunk.len() > limit {
            self.omitted += chunk.len() as u64;
        } else if self.first.is_empty() {
            // The usual answer is one chunk.
            self.first = chunk.clone();
        } else {
            self.rest.extend_from_slice(chunk);
        }
    }

    fn into_bytes(self) -> Bytes {
        if self.rest.is_empty() {
            return self.first;
        }
        let mut whole = Vec::with_capacity(self.first.len() + self.rest.len());
        whole.extend_from_slice(&self.first);
        whole.extend_from_slice(&self.rest);
        whole.into()
    }
}

/// The way back to who sent an event and waits for the answer.
pub(super) struct Back<'a> {
    pub connection: &'a mut Connection,
    /// What is known of it; whether its connection stays open may change with the answer.
    pub sender: Sender,
    /// Whether it wants no body, whatever is answered.
    pub wants_head_only: bool,
    /// Changed once the relay ends, which is told with the next answer.
    pub ending: &'a watch::Receiver<bool>,
}

impl Back<'_> {
    /// Sends what is on its way out. A broken connection is the sender's affair.
    async fn flush(&mut self) -> io::Result<()> {
        let sent = poll_fn(|cx| self.connection.poll_flush(cx)).await;
        self.sender.stays &= sent.is_ok();
        sent
    }

    /// Writes the head of an answer.
    fn write(&mut self, head: &AnswerHead) {
        self.sender.stays &= self.ending.has_changed().is_ok_and(|ends| !ends);
        write_answer(self.connection.head(), head, self.sender);
    }

    /// Sends an answer of our own.
    pub async fn answer(&mut self, status: StatusCode, headers: &Headers, body: Bytes) {
        let mut fields = Fields::of_block(headers.block());
        fields.push(b"content-length", body.len().to_string().as_bytes());
        self.write(&AnswerHead::of(status, fields, body.len()));
        if !self.wants_head_only {
            self.connection.body(&body);
        }
        self.flush().await.ok();
    }

    /// Whether it has left already.
    async fn is_gone(&mut self) -> bool {
        let gone = pin!(poll_fn(|cx| self.connection.poll_gone(cx)));
        at_once(gone).await.is_ready()
    }

    /// Queues a piece of the app's answer behind what is on its way out.
    async fn put(&mut self, piece: Bytes, in_chunks: bool, is_last: bool) -> io::Result<()> {
        if self.connection.has_sent() || self.connection.has_body() {
            self.flush().await?;
        }
        if in_chunks {
            self.connection.chunk(&piece, is_last);
        } else {
            self.connection.body(&piece);
        }
        if is_last {
            self.flush().await?;
        }
        Ok(())
    }
}

/// What comes next of an app's answer.
enum Next {
    Piece(Bytes),
    End,
    Broken(BodyError),
    Deadline,
    SenderGone,
}

/// Passes the app's answer on, whose head is known. `cut` is when the deadline ends it, if that is
/// enforced.
pub(super) async fn pass_on<O: Observer>(
    mut delivering: Delivering<O>,
    back: &mut Back<'_>,
    answered: Answered,
    cut: Option<tokio::time::Instant>,
) {
    let Answered { head, mut body } = answered;
    let limit = delivering.relay.options.max_body;
    let headers = Headers::from_block(head.in_lower_case());
    let in_chunks = back.sender.gets_chunks(head.length);
    // To who knows no chunks, the end of the connection is that of the answer.
    back.sender.stays &= in_chunks || matches!(head.length, Length::Exact(_));
    back.write(&head);
    let mut kept = Kept::default();
    let mut cut = cut.map(|at| Box::pin(sleep_until(at)));
    let mut is_lost = false;
    let (outcome, detail) = loop {
        let next = if is_lost || back.is_gone().await {
            Next::SenderGone
        } else {
            poll_fn(|cx| poll_next(&mut body, back, cut.as_mut(), cx)).await
        };
        let piece = match next {
            Next::Piece(piece) => piece,
            Next::End => Bytes::new(),
            Next::Broken(error) => {
                let detail = format!("the app broke off its answer: {error}");
                break (Outcome::Truncated, detail);
            }
            Next::Deadline => break (Outcome::DeadlineCut, "cut off at the deadline".to_owned()),
            Next::SenderGone => {
                read_on(&mut body, &mut kept, limit).await;
                let detail = "the sender went away before the answer's end".to_owned();
                break (Outcome::SenderGone, detail);
            }
        };
        kept.add(&piece, limit);
        if body.has_ended() {
            delivering.settle().await;
            delivering.finish(Outcome::Answered, None, head.status, headers, kept);
            back.put(piece, in_chunks, true).await.ok();
            return;
        }
        is_lost = back.put(piece, in_chunks, false).await.is_err();
    };
    back.sender.stays = false;
    delivering.finish(outcome, Some(detail), head.status, headers, kept);
    back.flush().await.ok();
}

/// Waits for what comes next; meanwhile what was queued is sent, and the sender is watched.
fn poll_next(
    body: &mut AppBody,
    back: &mut Back<'_>,
    cut: Option<&mut Pin<Box<Sleep>>>,
    cx: &mut Context<'_>,
) -> Poll<Next> {
    if cut.is_some_and(|cut| cut.as_mut().poll(cx).is_ready()) {
        return Poll::Ready(Next::Deadline);
    }
    if let Poll::Ready(data) = body.poll_data(cx) {
        return Poll::Ready(match data {
            Ok(Some(piece)) => Next::Piece(piece),
            Ok(None) => Next::End,
            Err(error) => Next::Broken(error),
        });
    }
    let connection = &mut *back.connection;
    let is_lost = matches!(connection.poll_flush(cx), Poll::Ready(Err(_)));
    if is_lost || connection.poll_gone(cx).is_ready() {
        return Poll::Ready(Next::SenderGone);
    }
    Poll::Pending
}

/// Reads what the app still says, for the record.
async fn read_on(body: &mut AppBody, kept: &mut Kept, limit: usize) {
    let read_on = async {
        while let Ok(Some(piece)) = body.data().await {
            kept.add(&piece, limit);
        }
    };
    timeout(LINGER, read_on).await.ok();
}
