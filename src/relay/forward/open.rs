//! One connection to the app. It is driven by whoever waits for the answer: no task runs beside
//! theirs, and what the app says reaches the sender without a stop on the way.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body as _, Frame};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::{self, Handle};
use tower_service::Service;

use super::{ForwardError, Forwarder, MAX_HEADERS};
use crate::relay::target::Target;

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// An open connection.
pub(super) struct Open {
    sender: SendRequest<Full<Bytes>>,
    wire: Wire,
    /// The runtime that it was opened in, which wakes who waits for it.
    home: runtime::Id,
}

/// What reads and writes.
struct Wire {
    connection: Connection<Stream, Full<Bytes>>,
    has_ended: bool,
}

impl Wire {
    /// Reads and writes as far as possible.
    fn drive(&mut self, cx: &mut Context<'_>) {
        self.has_ended = self.has_ended || Pin::new(&mut self.connection).poll(cx).is_ready();
    }
}

/// Why no answer began.
pub(super) enum Failed {
    /// The connection was closed before anything was sent: another one can be tried.
    NotSent(Box<Request<Full<Bytes>>>, hyper::Error),
    /// The app may have the request.
    Broken(hyper::Error),
}

impl Open {
    /// Connects to the app. Boxed: it is handed from one to the other, and large.
    pub async fn to(forwarder: &Forwarder, target: &Target) -> Result<Box<Self>, ForwardError> {
        let mut connector = forwarder.connector.clone();
        let connected = match std::future::poll_fn(|cx| connector.poll_ready(cx)).await {
            Ok(()) => connector.call(target.root()).await,
            Err(error) => Err(error),
        };
        let stream = connected.map_err(|error| ForwardError::of(target, &*error, true))?;
        let (sender, connection) = Builder::new()
            .preserve_header_case(forwarder.keeps_case)
            .max_headers(MAX_HEADERS)
            .handshake(stream)
            .await
            .map_err(|error| ForwardError::of(target, &error, false))?;
        Ok(Box::new(Self {
            sender,
            wire: Wire {
                connection,
                has_ended: false,
            },
            home: Handle::current().id(),
        }))
    }

    /// Whether it was opened in this runtime. In another one it would answer, by way of a thread
    /// that has to be woken.
    pub fn is_at_home(&self, here: runtime::Id) -> bool {
        self.home == here
    }

    /// Whether another request can be sent: lets the connection see that it was closed.
    pub async fn is_usable(&mut self) -> bool {
        std::future::poll_fn(|cx| {
            self.wire.drive(cx);
            Poll::Ready(!self.wire.has_ended && self.sender.is_ready())
        })
        .await
    }

    /// Sends a request and waits for the head of its answer.
    pub async fn ask(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Failed> {
        let mut asked = pin!(self.sender.try_send_request(request));
        let wire = &mut self.wire;
        let answered = std::future::poll_fn(|cx| {
            // Only the connection makes anything happen: nobody else needs to be woken.
            let mut unwoken = Context::from_waker(Waker::noop());
            if let Poll::Ready(answered) = asked.as_mut().poll(&mut unwoken) {
                return Poll::Ready(answered);
            }
            wire.drive(cx);
            asked.as_mut().poll(&mut unwoken)
        });
        answered.await.map_err(|mut error| {
            let unsent = error.take_message().map(Box::new);
            let error = error.into_error();
            match unsent {
                Some(unsent) => Failed::NotSent(unsent, error),
                None => Failed::Broken(error),
            }
        })
    }

    /// The next piece of an answer that came on this connection.
    pub fn poll_frame(
        &mut self,
        body: &mut Incoming,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let mut unwoken = Context::from_waker(Waker::noop());
        if let Poll::Ready(frame) = Pin::new(&mut *body).poll_frame(&mut unwoken) {
            return Poll::Ready(frame);
        }
        self.wire.drive(cx);
        Pin::new(body).poll_frame(&mut unwoken)
    }
}
