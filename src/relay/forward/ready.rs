//! A request that is built before it is sent, by whoever sends it again as often as wanted.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;

use super::{AppBody, ForwardError, Forwarder, Outgoing};
use crate::relay::target::Target;

/// A request that is ready to be sent.
#[derive(Clone, Debug)]
pub struct Ready {
    target: Target,
    request: Request<Full<Bytes>>,
}

impl Forwarder {
    /// Makes a request ready: what [`Forwarder::send`] would send.
    ///
    /// # Errors
    /// When its path cannot be forwarded.
    pub fn ready(&self, outgoing: Outgoing<'_>) -> Result<Ready, ForwardError> {
        Ok(Ready {
            target: outgoing.target.clone(),
            request: self.request(outgoing)?,
        })
    }

    /// Sends a request that is ready.
    ///
    /// # Errors
    /// As [`Forwarder::send`].
    pub async fn send_ready(&self, ready: Ready) -> Result<Response<AppBody>, ForwardError> {
        self.exchange(&ready.target, ready.request).await
    }
}
