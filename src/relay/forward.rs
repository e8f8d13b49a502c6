//! The one way to the local app: an HTTP/1 client that keeps its connections and says what it tried.
//!
//! `listen`, `replay` and `demo` send through [`Forwarder::send`], so they behave alike.
//! Redirects are not followed: the sender of a webhook would not either.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use tokio_rustls::TlsConnector;
use vapihook_http::connection::MessageError;
use vapihook_http::fields::{Fields, Set};
use vapihook_http::head::AnswerHead;
use vapihook_http::write::write_request;

use super::target::Target;
use super::tls;
use crate::error::{Error, Kind};
use crate::event::envelope::Envelope;

mod connect;
mod open;
mod pool;

pub use connect::{ConnectError, addresses, connect};
use open::{Failed, Open};
pub use pool::AppBody;
use pool::Pool;

/// The header that carries an event's id to the app.
pub const EVENT_ID_HEADER: &str = "x-vapihook-event-id";

/// Shorter than the keep-alive of common servers (gunicorn 2 s, Node 5 s), so that an event is
/// not written to a connection that the app is about to close.
const IDLE_TIMEOUT: Duration = Duration::from_millis(1_500);
/// Bytes of a usual request's head.
const HEAD: usize = 512;

/// The client for the local app.
#[derive(Clone)]
pub struct Forwarder {
    tls: TlsConnector,
    pool: Pool,
    /// Added to every request, or put in the place of what it has.
    extra: HeaderMap,
}

/// One request to send.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// Where to.
    pub target: &'a Target,
    /// The method.
    pub method: &'a Method,
    /// Path and query as received; [`Target::uri_for`] joins them.
    pub path: &'a str,
    /// Headers as received.
    pub fields: &'a Fields,
    /// What is put in their place.
    pub set: &'a [Set<'a>],
    /// The exact body.
    pub body: Bytes,
}

impl<'a> Outgoing<'a> {
    /// What carries an event to `target`, with these headers.
    #[must_use]
    pub fn of(
        envelope: &'a Envelope,
        target: &'a Target,
        fields: &'a Fields,
        set: &'a [Set<'a>],
    ) -> Self {
        Self {
            target,
            method: &envelope.method,
            path: &envelope.path,
            fields,
            set,
            body: envelope.body.clone(),
        }
    }
}

/// A request that is ready to be sent to the target that it was made for, by whoever sends it, as
/// often as wanted.
#[derive(Clone, Debug)]
pub struct Ready {
    method: Method,
    head: Vec<u8>,
    body: Bytes,
}

/// A request on its way out.
struct Message<'a> {
    method: &'a Method,
    write_head: &'a (dyn Fn(&mut Vec<u8>) + Send + Sync),
    body: &'a Bytes,
}

/// An app's answer, of which the head is there.
pub struct Answered {
    /// Its head.
    pub head: Arc<AnswerHead>,
    /// Its body.
    pub body: AppBody,
}

impl Forwarder {
    /// A client that adds or replaces `extra` headers. `skip_verify` accepts any certificate of
    /// an https app. System certificates are read only when `https` says that they are needed.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(extra: HeaderMap, https: bool, skip_verify: bool) -> crate::error::Result<Self> {
        Ok(Self {
            tls: tls::client(https, skip_verify)?,
            pool: Pool::default(),
            extra,
        })
    }

    /// Sends one request and returns the app's answer as soon as its head is there. Hop-by-hop
    /// headers are removed on both ways.
    ///
    /// # Errors
    /// When no answer began: see [`ForwardError`].
    pub async fn send(&self, outgoing: Outgoing<'_>) -> Result<Answered, ForwardError> {
        let path = path_of(&outgoing)?;
        let set = self.set(&outgoing);
        let message = Message {
            method: outgoing.method,
            write_head: &|out| write(out, &outgoing, &path, &set),
            body: &outgoing.body,
        };
        self.exchange(outgoing.target, message).await
    }

    /// Makes a request ready: what [`Forwarder::send`] would send.
    ///
    /// # Errors
    /// When its path cannot be forwarded.
    pub fn ready(&self, outgoing: Outgoing<'_>) -> Result<Ready, ForwardError> {
        let path = path_of(&outgoing)?;
        let mut head = Vec::with_capacity(HEAD);
        write(&mut head, &outgoing, &path, &self.set(&outgoing));
        Ok(Ready {
            method: outgoing.method.clone(),
            head,
            body: outgoing.body,
        })
    }

    /// Sends a request that is ready.
    ///
    /// # Errors
    /// As [`Forwarder::send`].
    pub async fn send_ready(
        &self,
        ready: &Ready,
        target: &Target,
    ) -> Result<Answered, ForwardError> {
        let message = Message {
            method: &ready.method,
            write_head: &|out| out.extend_from_slice(&ready.head),
            body: &ready.body,
        };
        self.exchange(target, message).await
    }

    /// Sends a request on an idle connection, or a new one.
    async fn exchange(
        &self,
        target: &Target,
        message: Message<'_>,
    ) -> Result<Answered, ForwardError> {
        loop {
            let idle = self.pool.take(target.place()).await;
            let was_idle = idle.is_some();
            let mut open = match idle {
                Some(open) => open,
                // Boxed: a task has no room for what it seldom does.
                None => Box::pin(Open::to(self, target)).await?,
            };
            match open.ask(&message).await {
                Ok(head) => {
                    no_upgrade(target, head.status)?;
                    let body = AppBody::new(&head, open, self.pool.clone());
                    return Ok(Answered { head, body });
                }
                // The app closed it while it was idle.
                Err(Failed::NotSent(_)) if was_idle => {}
                Err(Failed::NotSent(error) | Failed::Broken(error)) => {
                    return Err(Box::pin(explained(target, &error)).await);
                }
            }
        }
    }

    /// Closes connections that were not used for a while.
    pub fn close_idle(&self) {
        self.pool.close_idle();
    }

    /// What is put in the place of what a request says.
    fn set<'a>(&'a self, outgoing: &Outgoing<'a>) -> Vec<Set<'a>> {
        let mut set = Vec::with_capacity(1 + outgoing.set.len() + self.extra.len());
        set.push(Set {
            name: "host",
            value: outgoing.target.host_header().as_bytes(),
        });
        set.extend_from_slice(outgoing.set);
        for name in self.extra.keys() {
            let last = self.extra.get_all(name).iter().next_back();
            set.retain(|set| set.name != name.as_str());
            set.extend(last.map(|value| Set {
                name: name.as_str(),
                value: value.as_bytes(),
            }));
        }
        set
    }
}

/// Path and query that the app gets.
fn path_of<'a>(outgoing: &Outgoing<'a>) -> Result<Cow<'a, str>, ForwardError> {
    let path = outgoing.target.path_for(outgoing.path);
    path.map_err(|error| ForwardError {
        reason: Reason::BadRequest,
        detail: format!("the request's path cannot be forwarded: {error}"),
    })
}

/// The head that the app gets: what belongs to one connection removed, our own headers put in.
fn write(out: &mut Vec<u8>, outgoing: &Outgoing<'_>, path: &str, set: &[Set<'_>]) {
    let Outgoing { method, fields, .. } = outgoing;
    write_request(out, method, path, fields, set, outgoing.body.len());
}

async fn explained(target: &Target, error: &MessageError) -> ForwardError {
    let mut error = ForwardError::of(target, error);
    if error.reason == Reason::NotHttp && tls::is_spoken_by(target).await {
        error.detail += "; does it expect https?";
    }
    error
}

/// An answer with which the app leaves HTTP is none.
fn no_upgrade(target: &Target, status: StatusCode) -> Result<(), ForwardError> {
    if status == StatusCode::SWITCHING_PROTOCOLS {
        return Err(ForwardError {
            reason: Reason::NotHttp,
            detail: format!("{target} answered 101, an upgrade that nobody asked for"),
        });
    }
    Ok(())
}

/// What `X-Forwarded-For` says to the app: who sent the request, behind what a proxy before us (a
/// tunnel) said.
pub(super) fn forwarded_for<'a>(fields: &Fields, peer: &'a str) -> Cow<'a, str> {
    let before = fields.all("x-forwarded-for");
    let mut chain: Vec<&str> = before
        .filter_map(|value| std::str::from_utf8(value).ok())
        .collect();
    if chain.is_empty() {
        return peer.into();
    }
    chain.push(peer);
    chain.join(", ").into()
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

impl std::error::Error for ForwardError {}

impl From<ConnectError> for ForwardError {
    fn from(error: ConnectError) -> Self {
        Self {
            reason: error.reason(),
            detail: error.to_string(),
        }
    }
}

impl ForwardError {
    /// No TLS came about.
    fn of_tls(target: &Target, error: &std::io::Error) -> Self {
        Self {
            reason: Reason::Tls,
            detail: tls::explain(target, &error.to_string()),
        }
    }

    fn of(target: &Target, error: &MessageError) -> Self {
        let (reason, detail) = match error {
            MessageError::Head(_) => (
                Reason::NotHttp,
                format!("{target} did not answer with HTTP ({error})"),
            ),
            MessageError::Closed(_) => (
                Reason::ClosedEarly,
                format!("{target} closed the connection before it answered ({error})"),
            ),
        };
        Self { reason, detail }
    }
}
