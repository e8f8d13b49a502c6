//! One kept connection to the app, for whoever sends many events one after another: no pool
//! stands between, no task runs beside the caller's, and a request that is sent again is built
//! once. A connection that the app closes while it is idle is opened again.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Instant;

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::{ForwardError, Forwarder, IDLE_TIMEOUT, Outgoing, Reason, no_upgrade, tidy};
use crate::relay::target::Target;
use crate::relay::tls;

/// Most headers in an answer. Room for all of them is made for every answer, so that it is less
/// than a live call is allowed.
const MAX_HEADERS: usize = 256;

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// A request that is ready to be sent, as often as wanted.
#[derive(Clone, Debug)]
pub struct Ready {
    target: Target,
    /// The whole URL, for connecting.
    url: Uri,
    /// Path and query, as they stand in the request.
    path: Uri,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
}

/// One kept connection.
pub struct Lane {
    forwarder: Forwarder,
    open: Option<Open>,
}

struct Open {
    sender: SendRequest<Full<Bytes>>,
    connection: Connection<Stream, Full<Bytes>>,
    /// Host and port it leads to.
    place: String,
    used: Instant,
}

/// What came back: the head without hop-by-hop headers, and the body, or how it broke off.
pub type Answer = (http::response::Parts, Result<Bytes, hyper::Error>);

impl Forwarder {
    /// Makes a request ready: what [`Forwarder::send`] would send.
    ///
    /// # Errors
    /// When its path cannot be forwarded.
    pub fn ready(&self, outgoing: Outgoing<'_>) -> Result<Ready, ForwardError> {
        let target = outgoing.target.clone();
        let (mut parts, body) = self.request(outgoing)?;
        let url = parts.uri;
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        let path = path.parse().unwrap_or_default();
        if let Ok(host) = HeaderValue::try_from(host_of(&url)) {
            parts.headers.insert(header::HOST, host);
        }
        Ok(Ready {
            target,
            url,
            path,
            method: parts.method,
            headers: parts.headers,
            body,
        })
    }

    /// A connection of its own, opened when it is first needed.
    #[must_use]
    pub fn lane(&self) -> Lane {
        Lane {
            forwarder: self.clone(),
            open: None,
        }
    }
}

/// Host and port as the `Host` header has them: the scheme's own port is left out.
fn host_of(url: &Uri) -> String {
    let host = url.host().unwrap_or_default();
    let usual = if url.scheme_str() == Some("https") {
        443
    } else {
        80
    };
    match url.port_u16().filter(|port| *port != usual) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

impl Lane {
    /// Sends one request and waits for the whole answer.
    ///
    /// # Errors
    /// When no answer began.
    pub async fn send(&mut self, ready: &Ready) -> Result<Answer, ForwardError> {
        let mut request = Request::new(Full::new(ready.body.clone()));
        *request.method_mut() = ready.method.clone();
        *request.uri_mut() = ready.path.clone();
        *request.headers_mut() = ready.headers.clone();
        // An idle connection may be closed while the request is on its way; what was not sent
        // yet is sent once more on a new one.
        for _ in 0..2 {
            let mut open = self.opened(ready).await?;
            match open.exchange(request).await {
                Exchanged::Answer(answer) => {
                    no_upgrade(&ready.target, answer.0.status)?;
                    open.used = Instant::now();
                    self.open = Some(open);
                    return Ok(answer);
                }
                Exchanged::NotSent(unsent) => request = *unsent,
                Exchanged::Failed(error) => return Err(explained(&ready.target, &error).await),
            }
        }
        Err(ForwardError {
            reason: Reason::ClosedEarly,
            detail: format!("{} closed the connection before it answered", ready.target),
        })
    }

    /// The connection, if it can still be used, else a new one.
    async fn opened(&mut self, ready: &Ready) -> Result<Open, ForwardError> {
        let place = ready.url.authority().map_or("", |place| place.as_str());
        if let Some(mut open) = self.open.take()
            && open.place == place
            && open.used.elapsed() < IDLE_TIMEOUT
            && open.is_usable().await
        {
            return Ok(open);
        }
        let connector = &mut self.forwarder.connector;
        let connected = match std::future::poll_fn(|cx| connector.poll_ready(cx)).await {
            Ok(()) => connector.call(ready.url.clone()).await,
            Err(error) => Err(error),
        };
        let stream = connected.map_err(|error| ForwardError::of(&ready.target, &*error, true))?;
        let (sender, connection) = Builder::new()
            .preserve_header_case(true)
            .max_headers(MAX_HEADERS)
            .handshake(stream)
            .await
            .map_err(|error| ForwardError::of(&ready.target, &error, false))?;
        Ok(Open {
            sender,
            connection,
            place: place.to_owned(),
            used: Instant::now(),
        })
    }
}

async fn explained(target: &Target, error: &hyper::Error) -> ForwardError {
    let mut error = ForwardError::of(target, error, false);
    if error.reason == Reason::NotHttp && tls::is_spoken_by(target).await {
        error.detail += "; does it expect https?";
    }
    error
}

enum Exchanged {
    Answer(Answer),
    NotSent(Box<Request<Full<Bytes>>>),
    Failed(hyper::Error),
}

impl Open {
    /// Whether another request can be sent: lets the connection see that it was closed.
    async fn is_usable(&mut self) -> bool {
        std::future::poll_fn(|cx| {
            let ended = Pin::new(&mut self.connection).poll(cx).is_ready();
            Poll::Ready(!ended && self.sender.is_ready())
        })
        .await
    }

    /// Sends a request and collects the answer, driving the connection meanwhile.
    async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Exchanged {
        let Self {
            sender, connection, ..
        } = self;
        let mut ended = false;
        let mut exchange = pin!(async {
            let response = match sender.try_send_request(request).await {
                Ok(response) => response,
                Err(mut error) => {
                    return match error.take_message() {
                        Some(unsent) => Exchanged::NotSent(Box::new(unsent)),
                        None => Exchanged::Failed(error.into_error()),
                    };
                }
            };
            let (parts, body) = tidy(response).into_parts();
            let body = body
                .collect()
                .await
                .map(http_body_util::Collected::to_bytes);
            Exchanged::Answer((parts, body))
        });
        std::future::poll_fn(|cx| {
            if let Poll::Ready(exchanged) = exchange.as_mut().poll(cx) {
                return Poll::Ready(exchanged);
            }
            if !ended {
                ended = Pin::new(&mut *connection).poll(cx).is_ready();
            }
            exchange.as_mut().poll(cx)
        })
        .await
    }
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lane")
            .field("is_open", &self.open.is_some())
            .finish_non_exhaustive()
    }
}
