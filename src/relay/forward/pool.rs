//! The connections to apps that nobody uses at the moment, and the body of an answer, which gives
//! its connection back when it ends.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::runtime::Handle;

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

    /// A connection that another request can be sent on from this thread: the one that was used
    /// last.
    pub async fn take(&self, place: &Place) -> Option<Box<Open>> {
        let here = Handle::current().id();
        loop {
            let mut found = {
                let mut idle = self.idle();
                let suits = |idle: &Idle| idle.to == *place && idle.open.is_at_home(here);
                let at = idle.iter().rposition(suits)?;
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

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::sync::mpsc;
    use std::thread;

    use http::{HeaderMap, Method};

    use crate::relay::forward::{Forwarder, Outgoing};
    use crate::relay::target::Target;

    /// An app that tells of each connection it gets.
    fn app() -> (SocketAddr, mpsc::Receiver<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let (opened, connections) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                opened.send(()).ok();
                thread::spawn(move || answer_all(stream));
            }
        });
        (address, connections)
    }

    fn answer_all(mut stream: TcpStream) {
        let mut head = [0; 1024];
        while stream.read(&mut head).is_ok_and(|read| read > 0) {
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer).ok();
        }
    }

    #[test]
    fn an_idle_connection_is_used_again_by_its_own_runtime_only() {
        let (address, connections) = app();
        let target = Target::parse(&address.to_string()).expect("a target");
        let forwarder = Forwarder::new(HeaderMap::new(), false, false).expect("a client");
        let runtime = || {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_all().build().expect("a runtime")
        };
        let ask = || async {
            let outgoing = Outgoing {
                target: &target,
                method: Method::GET,
                path: "/",
                headers: HeaderMap::new(),
                extensions: http::Extensions::new(),
                body: bytes::Bytes::new(),
            };
            forwarder.send(outgoing).await.expect("an answer");
        };
        let (one, other) = (runtime(), runtime());
        one.block_on(ask());
        one.block_on(ask());
        assert_eq!(connections.try_iter().count(), 1);
        other.block_on(ask());
        assert_eq!(connections.try_iter().count(), 1);
    }
}
