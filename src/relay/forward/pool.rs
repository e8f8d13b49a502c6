//! The connections to apps that nobody uses at the moment, and the body of an answer, which gives
//! its connection back when it ends.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::IDLE_TIMEOUT;
use super::open::Open;
use crate::relay::target::Place;

/// Idle connections.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Idle>>>);

/// One of them.
struct Idle {
    to: Place,
    open: Box<Open>,
    since: Instant,
}

impl Idle {
    /// Whether it was used so recently that the app is not about to close it.
    fn is_fresh(&self) -> bool {
        self.since.elapsed() < IDLE_TIMEOUT
    }
}

impl Pool {
    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that another request can be sent on: the one that was used last.
    pub async fn take(&self, place: &Place) -> Option<Box<Open>> {
        loop {
            let mut found = {
                let mut idle = self.idle();
                let at = idle.iter().rposition(|idle| idle.to == *place)?;
                idle.remove(at)
            };
            if found.is_fresh() && found.open.is_usable().await {
                return Some(found.open);
            }
        }
    }

    fn give(&self, to: Place, open: Box<Open>) {
        let since = Instant::now();
        self.idle().push(Idle { to, open, since });
    }

    /// Closes those that were not used for a while.
    pub fn close_idle(&self) {
        self.idle().retain(Idle::is_fresh);
    }
}

/// The body of an app's answer.
pub struct AppBody {
    inner: Incoming,
    /// What it comes on, until its end.
    from: Option<(Place, Box<Open>)>,
    pool: Pool,
}

impl AppBody {
    pub(super) fn new(inner: Incoming, place: Place, open: Box<Open>, pool: Pool) -> Self {
        let mut body = Self {
            inner,
            from: Some((place, open)),
            pool,
        };
        if body.inner.is_end_stream() {
            body.give_back();
        }
        body
    }

    /// Nothing more will come: the connection is free.
    fn give_back(&mut self) {
        if let Some((place, open)) = self.from.take() {
            self.pool.give(place, open);
        }
    }
}

impl Body for AppBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Self { inner, from, .. } = &mut *self;
        let frame = match from {
            Some((_, open)) => ready!(open.poll_frame(inner, cx)),
            None => ready!(Pin::new(inner).poll_frame(cx)),
        };
        let has_ended = match &frame {
            Some(Ok(frame)) => frame.is_trailers() || self.inner.is_end_stream(),
            Some(Err(_)) => false,
            None => true,
        };
        if has_ended {
            self.give_back();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
