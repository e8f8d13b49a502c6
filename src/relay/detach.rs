//! Work that a leaving client does not cancel.
//!
//! hyper drops a handler when its client disconnects. An event that is already with the app must
//! be finished, checked and recorded all the same, so its future moves to a task of its own then.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A future that goes on by itself when it is dropped before its end.
pub(super) struct Detach<T: Send + 'static>(Option<Pin<Box<dyn Future<Output = T> + Send>>>);

impl<T: Send + 'static> Detach<T> {
    pub(super) fn new(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<T: Send + 'static> Future for Detach<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Some(future) = self.0.as_mut() else {
            return Poll::Pending;
        };
        let output = ready!(future.as_mut().poll(cx));
        self.0 = None;
        Poll::Ready(output)
    }
}

impl<T: Send + 'static> Drop for Detach<T> {
    fn drop(&mut self) {
        if let (Some(future), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current())
        {
            runtime.spawn(async move {
                future.await;
            });
        }
    }
}
