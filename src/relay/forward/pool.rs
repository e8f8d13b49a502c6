//! The connections to apps that nobody uses at the moment, and the body of an answer, which gives
//! its connection back when it ends.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use tokio::runtime::Handle;
use vapihook_http::body::{Body, BodyError};
use vapihook_http::head::AnswerHead;

use super::IDLE_TIMEOUT;
use super::open::Open;
use crate::relay::target::Place;

/// Idle connections.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Idle>>>);

/// One of them.
struct Idle {
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
    pub async fn take(&self, place: &Arc<Place>) -> Option<Box<Open>> {
        let here = Handle::current().id();
        loop {
            let mut found = {
                let mut idle = self.idle();
                let at = idle.iter().rposition(|idle| idle.open.suits(place, here))?;
                idle.remove(at)
            };
            if found.is_fresh() && found.open.is_usable().await {
                return Some(found.open);
            }
        }
    }

    fn give(&self, open: Box<Open>) {
        let since = Instant::now();
        self.idle().push(Idle { open, since });
    }

    /// Closes those that were not used for a while.
    pub fn close_idle(&self) {
        self.idle().retain(Idle::is_fresh);
    }
}

/// The body of an app's answer.
pub struct AppBody {
    inner: Body,
    /// What it comes on, until its end.
    from: Option<Box<Open>>,
    /// Whether another request may be sent on that.
    keeps_alive: bool,
    pool: Pool,
}

impl AppBody {
    pub(super) fn new(head: &AnswerHead, open: Box<Open>, pool: Pool) -> Self {
        let mut body = Self {
            inner: Body::new(head.length),
            from: Some(open),
            keeps_alive: head.keeps_alive,
            pool,
        };
        body.look_for_the_end();
        body
    }

    /// Whether nothing more comes.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.inner.has_ended()
    }

    /// When nothing more comes, the connection is free.
    fn look_for_the_end(&mut self) {
        if self.inner.has_ended()
            && let Some(open) = self.from.take()
            && self.keeps_alive
        {
            self.pool.give(open);
        }
    }

    /// The next piece, `None` at the end.
    ///
    /// # Errors
    /// When the app broke it off.
    pub fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, BodyError>> {
        let Some(open) = &mut self.from else {
            return Poll::Ready(Ok(None));
        };
        let data = ready!(open.connection.poll_data(cx, &mut self.inner));
        self.look_for_the_end();
        Poll::Ready(data)
    }

    /// [`Self::poll_data`], waited for.
    ///
    /// # Errors
    /// When the app broke it off.
    pub async fn data(&mut self) -> Result<Option<Bytes>, BodyError> {
        poll_fn(|cx| self.poll_data(cx)).await
    }

    /// All of it.
    ///
    /// # Errors
    /// When the app broke it off.
    pub async fn whole(mut self) -> Result<Bytes, BodyError> {
        let first = self.data().await?.unwrap_or_default();
        if self.has_ended() {
            // The usual answer is one piece.
            return Ok(first);
        }
        let mut whole = Vec::from(first);
        while let Some(piece) = self.data().await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::sync::mpsc;
    use std::thread;

    use http::{HeaderMap, Method};
    use vapihook_http::fields::Fields;

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
                method: &Method::GET,
                path: "/",
                fields: &Fields::default(),
                set: &[],
                body: bytes::Bytes::new(),
            };
            assert!(forwarder.send(outgoing).await.is_ok());
        };
        let (one, other) = (runtime(), runtime());
        one.block_on(ask());
        one.block_on(ask());
        assert_eq!(connections.try_iter().count(), 1);
        other.block_on(ask());
        assert_eq!(connections.try_iter().count(), 1);
    }
}
