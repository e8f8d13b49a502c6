//! A request that is built once and sent as often as wanted.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, Uri};
use http_body_util::Full;

use super::{AppBody, ForwardError, Forwarder, Outgoing};
use crate::relay::target::Target;

/// A request that is ready to be sent.
#[derive(Clone, Debug)]
pub struct Ready {
    target: Target,
    path: Uri,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
}

impl Forwarder {
    /// Makes a request ready: what [`Forwarder::send`] would send.
    ///
    /// # Errors
    /// When its path cannot be forwarded.
    pub fn ready(&self, outgoing: Outgoing<'_>) -> Result<Ready, ForwardError> {
        let target = outgoing.target.clone();
        let body = outgoing.body.clone();
        let (parts, _) = self.request(outgoing)?.into_parts();
        Ok(Ready {
            target,
            path: parts.uri,
            method: parts.method,
            headers: parts.headers,
            body,
        })
    }

    /// Sends a request that is ready.
    ///
    /// # Errors
    /// As [`Forwarder::send`].
    pub async fn send_ready(&self, ready: &Ready) -> Result<Response<AppBody>, ForwardError> {
        let mut request = Request::new(Full::new(ready.body.clone()));
        *request.method_mut() = ready.method.clone();
        *request.uri_mut() = ready.path.clone();
        *request.headers_mut() = ready.headers.clone();
        self.exchange(&ready.target, request).await
    }
}
