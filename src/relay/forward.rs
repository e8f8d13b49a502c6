//! The one way to the local app: an HTTP/1 client that keeps its connections and says what it tried.
//!
//! `listen`, `replay` and `demo` send through [`Forwarder::send`], so they behave alike.
//! Redirects are not followed: the sender of a webhook would not either.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};

use super::target::Target;
use super::tls;
use crate::error::{Error, Kind};
use crate::event::envelope::Envelope;

mod connect;
mod open;
mod pool;
mod ready;

use connect::Connector;
pub use connect::{ConnectError, addresses, connect};
use open::{Failed, Open};
pub use pool::AppBody;
use pool::Pool;
pub use ready::Ready;

/// The header that carries an event's id to the app.
pub const EVENT_ID_HEADER: HeaderName = HeaderName::from_static("x-vapihook-event-id");

/// Most headers in one answer: far more than an app sends by intention. (In a request hyper's own
/// 100 are far more than Vapi sends, and room for more costs each one.)
const MAX_HEADERS: usize = 1_024;
/// Shorter than the keep-alive of common servers (gunicorn 2 s, Node 5 s), so that an event is
/// not written to a connection that the app is about to close.
const IDLE_TIMEOUT: Duration = Duration::from_millis(1_500);

/// Whether a header belongs to one connection and is never passed on (RFC 9110, 7.6.1).
fn is_hop_by_hop(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "connection"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
    )
}

/// The client for the local app.
#[derive(Clone)]
pub struct Forwarder {
    connector: HttpsConnector<Connector>,
    pool: Pool,
    extra: HeaderMap,
    keeps_case: bool,
}

/// One request to send.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// Where to.
    pub target: &'a Target,
    /// The method.
    pub method: Method,
    /// Path and query as received; [`Target::uri_for`] joins them.
    pub path: &'a str,
    /// Headers as received.
    pub headers: HeaderMap,
    /// What hyper keeps beside them: the case the names were sent in.
    pub extensions: http::Extensions,
    /// The exact body.
    pub body: Bytes,
}

impl<'a> Outgoing<'a> {
    /// An event that was received before, with these headers instead of its own.
    #[must_use]
    pub fn again(target: &'a Target, envelope: &'a Envelope, headers: HeaderMap) -> Self {
        Self {
            target,
            method: envelope.method.clone(),
            path: &envelope.path,
            headers,
            extensions: http::Extensions::new(),
            body: envelope.body.clone(),
        }
    }
}

impl Forwarder {
    /// A client that adds or replaces `extra` headers. `skip_verify` accepts any certificate of
    /// an https app. System certificates are read only when `https` says that they are needed.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(extra: HeaderMap, https: bool, skip_verify: bool) -> crate::error::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls::client_config(https, skip_verify)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(Connector);
        Ok(Self {
            connector,
            pool: Pool::default(),
            extra,
            keeps_case: true,
        })
    }

    /// The same client for who passes no answer on: in which case the app wrote the names of its
    /// headers is not kept.
    #[must_use]
    pub fn without_case(self) -> Self {
        Self {
            keeps_case: false,
            ..self
        }
    }

    /// Sends one request and returns the app's answer as soon as its head is there. Hop-by-hop
    /// headers are removed on both ways.
    ///
    /// # Errors
    /// When no answer began: see [`ForwardError`].
    pub fn send<'a>(
        &'a self,
        outgoing: Outgoing<'a>,
    ) -> impl Future<Output = Result<Response<AppBody>, ForwardError>> + 'a {
        let target = outgoing.target;
        let request = self.request(outgoing);
        async move { self.exchange(target, request?).await }
    }

    /// Sends a request on an idle connection, or a new one.
    async fn exchange(
        &self,
        target: &Target,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<AppBody>, ForwardError> {
        let place = target.place();
        loop {
            let idle = self.pool.take(place).await;
            let was_idle = idle.is_some();
            let mut open = match idle {
                Some(open) => open,
                // Boxed: a task has no room for what it seldom does.
                None => Box::pin(Open::to(self, target)).await?,
            };
            match open.ask(request).await {
                Ok(response) => {
                    no_upgrade(target, response.status())?;
                    let pool = self.pool.clone();
                    return Ok(
                        tidy(response).map(|body| AppBody::new(body, place.clone(), open, pool))
                    );
                }
                // The app closed it while it was idle.
                Err(Failed::NotSent(unsent, _)) if was_idle => request = *unsent,
                Err(Failed::NotSent(_, error) | Failed::Broken(error)) => {
                    return Err(Box::pin(explained(target, &error)).await);
                }
            }
        }
    }

    /// Closes connections that were not used for a while.
    pub fn close_idle(&self) {
        self.pool.close_idle();
    }

    /// The request that the app gets: its path joined to the target's, what belongs to one
    /// connection removed, our own headers put in.
    fn request(&self, outgoing: Outgoing<'_>) -> Result<Request<Full<Bytes>>, ForwardError> {
        let target = outgoing.target;
        let path = target
            .path_for(outgoing.path)
            .map_err(|error| ForwardError {
                reason: Reason::BadRequest,
                detail: format!("the request's path cannot be forwarded: {error}"),
            })?;
        let mut request = Request::new(Full::new(outgoing.body));
        *request.method_mut() = outgoing.method;
        *request.uri_mut() = path.into();
        *request.extensions_mut() = outgoing.extensions;
        let mut headers = outgoing.headers;
        remove_hop_by_hop(&mut headers);
        headers.insert(header::HOST, target.host_header().clone());
        headers.remove(header::EXPECT);
        for (name, value) in &self.extra {
            headers.insert(name.clone(), value.clone());
        }
        *request.headers_mut() = headers;
        Ok(request)
    }
}

async fn explained(target: &Target, error: &hyper::Error) -> ForwardError {
    let mut error = ForwardError::of(target, error, false);
    if error.reason == Reason::NotHttp && tls::is_spoken_by(target).await {
        error.detail += "; does it expect https?";
    }
    error
}

/// An answer with which the app leaves HTTP is none.
fn no_upgrade(target: &Target, status: http::StatusCode) -> Result<(), ForwardError> {
    if status == http::StatusCode::SWITCHING_PROTOCOLS {
        return Err(ForwardError {
            reason: Reason::NotHttp,
            detail: format!("{target} answered 101, an upgrade that nobody asked for"),
        });
    }
    Ok(())
}

/// An answer as it is passed on: without what belongs to the app's connection.
fn tidy(mut response: Response<Incoming>) -> Response<Incoming> {
    if response.headers().contains_key(header::TRANSFER_ENCODING) {
        // Chunked wins over a length that came with it (RFC 9112, 6.3).
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    remove_hop_by_hop(response.headers_mut());
    *response.version_mut() = http::Version::HTTP_11;
    response
}

/// Removes what belongs to one connection, and what its `Connection` header names.
fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let ours = headers.keys().filter(|name| is_hop_by_hop(name));
    let mut ours: Vec<HeaderName> = ours.cloned().collect();
    if ours.is_empty() {
        return;
    }
    for value in headers.get_all(header::CONNECTION) {
        let names = value.to_str().unwrap_or_default().split(',').map(str::trim);
        // The usual values name no header, or one that is in the list.
        let usual = |name: &&str| ["close", "keep-alive"].contains(name);
        let others = names.filter(|name| !usual(name));
        ours.extend(others.filter_map(|name| name.parse().ok()));
    }
    for name in &ours {
        headers.remove(name);
    }
}

/// Adds `X-Forwarded-For`, `-Proto` and `-Host` as a reverse proxy does: what a proxy before us
/// (a tunnel) said about scheme and host is kept.
pub fn add_forwarded(headers: &mut HeaderMap, peer: &HeaderValue) {
    const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
    const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
    const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
    let before = headers.get_all(FOR).iter();
    let mut chain: Vec<&str> = before.filter_map(|value| value.to_str().ok()).collect();
    let chain = if chain.is_empty() {
        Ok(peer.clone())
    } else {
        chain.extend(peer.to_str());
        HeaderValue::try_from(chain.join(", "))
    };
    if let Ok(chain) = chain {
        headers.insert(FOR, chain);
    }
    headers
        .entry(PROTO)
        .or_insert(HeaderValue::from_static("http"));
    if let Some(host) = headers.get(header::HOST).cloned() {
        headers.entry(HOST).or_insert(host);
    }
}

/// Why no answer began.
#[derive(Clone, Debug)]
pub struct ForwardError {
    /// What kind of trouble it is.
    pub reason: Reason,
    /// In words, with the addresses that were tried.
    pub detail: String,
}

/// The kinds of trouble with the local app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing listens there.
    Refused,
    /// The host's name is unknown.
    UnknownHost,
    /// No connection within 10 s, or another network error.
    Unreachable,
    /// TLS failed: an unknown certificate, or no TLS at all.
    Tls,
    /// The app closed the connection before it answered.
    ClosedEarly,
    /// What came back is not HTTP.
    NotHttp,
    /// The request cannot be sent on.
    BadRequest,
}

impl Reason {
    /// The stable name, in the body of the 502.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::UnknownHost => "unknown-host",
            Self::Unreachable => "unreachable",
            Self::Tls => "tls",
            Self::ClosedEarly => "closed-early",
            Self::NotHttp => "not-http",
            Self::BadRequest => "bad-request",
        }
    }
}

impl ForwardError {
    /// The end of a command whose app is named by `to`, with what to do about it.
    #[must_use]
    pub fn told(&self, to: &str) -> Error {
        let hint = match self.reason {
            Reason::Refused | Reason::Unreachable => {
                format!("start the app, or name it with {to}")
            }
            Reason::UnknownHost => format!("look at the host's name in {to}"),
            Reason::Tls => format!(
                "an app without TLS is http:// in {to}; --skip-verify takes any certificate"
            ),
            Reason::ClosedEarly | Reason::NotHttp => {
                format!("look in the app's log, or name another with {to}")
            }
            Reason::BadRequest => "look at the event's path and headers".to_owned(),
        };
        Error::new(Kind::AppUnreachable, self.detail.clone()).hint(hint)
    }
}

impl fmt::Display for ForwardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl StdError for ForwardError {}

impl ForwardError {
    fn of(target: &Target, error: &(dyn StdError + 'static), is_connect: bool) -> Self {
        let chain = || std::iter::successors(Some(error), |cause| StdError::source(*cause));
        if let Some(connect) = chain().find_map(|cause| cause.downcast_ref::<ConnectError>()) {
            return Self {
                reason: connect.reason(),
                detail: connect.to_string(),
            };
        }
        let root = chain()
            .last()
            .map_or_else(|| error.to_string(), ToString::to_string);
        let http = chain().find_map(|cause| cause.downcast_ref::<hyper::Error>());
        let (reason, detail) = if is_connect {
            (Reason::Tls, tls::explain(target, &root))
        } else if http.is_some_and(hyper::Error::is_parse) {
            let detail = format!("{target} did not answer with HTTP ({root})");
            (Reason::NotHttp, detail)
        } else {
            let detail = format!("{target} closed the connection before it answered ({root})");
            (Reason::ClosedEarly, detail)
        };
        Self { reason, detail }
    }
}
