//! One connection to the app. It is driven by whoever waits for the answer: no task runs beside
//! theirs, and what the app says reaches the sender without a stop on the way.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::Poll;

use rustls::pki_types::ServerName;
use tokio::runtime::{self, Handle};
use vapihook_http::connection::{Connection, MessageError};
use vapihook_http::head::AnswerHead;
use vapihook_http::stream::Stream;

use super::{ForwardError, Forwarder, Message, connect};
use crate::relay::target::{Place, Target};

/// An open connection.
pub(super) struct Open {
    pub connection: Connection,
    to: Arc<Place>,
    /// The runtime that it was opened in, which wakes who waits for it.
    home: runtime::Id,
}

/// Why no answer began.
pub(super) enum Failed {
    /// Nothing was sent: another connection can be tried.
    NotSent(MessageError),
    /// The app may have the request.
    Broken(MessageError),
}

impl Open {
    /// Connects to the app. Boxed: it is handed from one to the other, and large.
    pub async fn to(forwarder: &Forwarder, target: &Target) -> Result<Box<Self>, ForwardError> {
        let tcp = connect(target.host(), target.port()).await?;
        let stream = if target.is_https() {
            let name = ServerName::try_from(target.host().to_owned());
            let name = name.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error));
            let layered = match name {
                Ok(name) => forwarder.tls.connect(name, tcp).await,
                Err(error) => Err(error),
            };
            let layered = layered.map_err(|error| ForwardError::of_tls(target, &error))?;
            Stream::Layered(Box::new(layered))
        } else {
            Stream::Tcp(tcp)
        };
        Ok(Box::new(Self {
            connection: Connection::new(stream),
            to: target.place().clone(),
            home: Handle::current().id(),
        }))
    }

    /// Whether it leads there and was opened in this runtime. In another one it would answer, by way
    /// of a thread that has to be woken.
    pub fn suits(&self, place: &Arc<Place>, here: runtime::Id) -> bool {
        self.home == here && self.to == *place
    }

    /// Whether another request can be sent: the app did not close it, and waits for one.
    pub async fn is_usable(&mut self) -> bool {
        poll_fn(|cx| Poll::Ready(self.connection.is_quiet(cx))).await
    }

    /// Sends a request and waits for the head of its answer.
    pub async fn ask(&mut self, message: &Message<'_>) -> Result<Arc<AnswerHead>, Failed> {
        let connection = &mut self.connection;
        (message.write_head)(connection.head());
        connection.body(message.body);
        let answer = poll_fn(|cx| connection.poll_answer(cx, message.method)).await;
        answer.map_err(|error| {
            if self.connection.has_sent() {
                Failed::Broken(error)
            } else {
                Failed::NotSent(error)
            }
        })
    }
}
