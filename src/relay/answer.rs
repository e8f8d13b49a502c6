//! The way of an answer back to the sender: streamed as it comes, kept for the record, its last
//! byte held until the arrival is recorded.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::StatusCode;
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Either, Full};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Sleep;

use super::forward::AppBody;
use super::in_hand::Entered;
use super::intake::kept;
use super::{Observer, RECORD_PATIENCE, Relay};
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
        if tokio::time::timeout(RECORD_PATIENCE, receipt)
            .await
            .is_err()
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
            self.first = kept(chunk);
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

/// What the sender gets: the app's answer on its way, or one of our own.
pub(super) type Response<O> = http::Response<Either<Answer<O>, Full<Bytes>>>;

/// The body of an answer of our own.
pub(super) fn own<O: Observer>(body: impl Into<Bytes>) -> Either<Answer<O>, Full<Bytes>> {
    Either::Right(Full::new(body.into()))
}

/// The body of the app's answer on its way to the sender.
pub(super) struct Answer<O: Observer> {
    /// `None` once the end was told.
    open: Option<Open<O>>,
}

struct Open<O: Observer> {
    delivering: Delivering<O>,
    status: StatusCode,
    headers: Headers,
    kept: Kept,
    inner: AppBody,
    /// The end was read; it waits for the receipt, and the last frame with it.
    ended: bool,
    last: Option<Frame<Bytes>>,
    /// It broke off, which is told once what came before is on its way.
    broken: Option<Broken>,
    patience: Option<Pin<Box<Sleep>>>,
    /// Ends the answer at the deadline, when that is enforced.
    cut: Option<Pin<Box<Sleep>>>,
}

impl<O: Observer> Answer<O> {
    /// An answer whose head is known. `cut` is when the deadline ends it, if that is enforced.
    pub fn new(
        delivering: Delivering<O>,
        status: StatusCode,
        headers: Headers,
        inner: AppBody,
        cut: Option<tokio::time::Instant>,
    ) -> Self {
        Self {
            open: Some(Open {
                delivering,
                status,
                headers,
                kept: Kept::default(),
                inner,
                ended: false,
                last: None,
                broken: None,
                patience: None,
                cut: cut.map(|at| Box::pin(tokio::time::sleep_until(at))),
            }),
        }
    }
}

impl<O: Observer> Open<O> {
    fn finish(self, outcome: Outcome, detail: Option<String>) {
        self.delivering
            .finish(outcome, detail, self.status, self.headers, self.kept);
    }

    /// Reads up to the last frame, which it holds; hands out those before it.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Frame<Bytes>>, Broken>> {
        if let Some(cut) = &mut self.cut
            && cut.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Err(Broken::Deadline));
        }
        let Some(frame) = ready!(Pin::new(&mut self.inner).poll_frame(cx)) else {
            self.ended = true;
            return Poll::Ready(Ok(None));
        };
        let frame = frame.map_err(Broken::App)?;
        if let Some(chunk) = frame.data_ref() {
            self.kept.add(chunk, self.delivering.relay.options.max_body);
        }
        if self.inner.is_end_stream() || frame.is_trailers() {
            self.ended = true;
            self.last = Some(frame);
            return Poll::Ready(Ok(None));
        }
        Poll::Ready(Ok(Some(frame)))
    }

    /// Waits until the held end may go.
    fn poll_settled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let receipt = &mut self.delivering.receipt;
        if receipt
            .as_mut()
            .is_none_or(|receipt| Pin::new(receipt).poll(cx).is_ready())
        {
            return Poll::Ready(());
        }
        let patience = self
            .patience
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(RECORD_PATIENCE)));
        ready!(patience.as_mut().poll(cx));
        let delivering = &self.delivering;
        delivering
            .relay
            .observer
            .answered_unrecorded(&delivering.arrival);
        Poll::Ready(())
    }
}

/// Why an answer ended in its middle.
enum Broken {
    App(hyper::Error),
    Deadline,
}

impl Broken {
    fn in_words(self) -> (Outcome, String) {
        match self {
            Self::App(error) => {
                let detail = format!("the app broke off its answer: {error}");
                (Outcome::Truncated, detail)
            }
            Self::Deadline => (Outcome::DeadlineCut, "cut off at the deadline".to_owned()),
        }
    }
}

impl<O: Observer> Body for Answer<O> {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let Some(open) = self.open.as_mut() else {
            return Poll::Ready(None);
        };
        if let Some(broken) = open.broken.take() {
            let (outcome, detail) = broken.in_words();
            if let Some(open) = self.open.take() {
                open.finish(outcome, Some(detail.clone()));
            }
            return Poll::Ready(Some(Err(detail.into())));
        }
        if !open.ended {
            match ready!(open.poll_next(cx)) {
                Ok(Some(frame)) => return Poll::Ready(Some(Ok(frame))),
                Ok(None) => {}
                Err(broken) => {
                    // hyper sends what it was given when it has to wait for more, and nothing
                    // after an error.
                    open.broken = Some(broken);
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
        }
        ready!(open.poll_settled(cx));
        let last = open.last.take();
        if let Some(open) = self.open.take() {
            open.finish(Outcome::Answered, None);
        }
        Poll::Ready(last.map(Ok))
    }

    fn size_hint(&self) -> SizeHint {
        self.open
            .as_ref()
            .map_or_else(SizeHint::default, |open| open.inner.size_hint())
    }
}

impl<O: Observer> Drop for Answer<O> {
    /// The sender left before the end: what the app still says is read, for the record.
    fn drop(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        if let Some(broken) = open.broken.take() {
            let (outcome, detail) = broken.in_words();
            return open.finish(outcome, Some(detail));
        }
        let gone = |open: Open<O>| {
            let detail = "the sender went away before the answer's end".to_owned();
            open.finish(Outcome::SenderGone, Some(detail));
        };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            gone(open);
            return;
        };
        runtime.spawn(async move {
            let limit = open.delivering.relay.options.max_body;
            let (inner, kept) = (&mut open.inner, &mut open.kept);
            let read_on = async {
                while let Some(Ok(frame)) = inner.frame().await {
                    if let Some(chunk) = frame.data_ref() {
                        kept.add(chunk, limit);
                    }
                }
            };
            tokio::time::timeout(LINGER, read_on).await.ok();
            gone(open);
        });
    }
}
