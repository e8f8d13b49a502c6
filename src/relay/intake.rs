//! Taking a request in: its body under limits, or what is left of one that is refused.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body::Body as _;
use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::forward::EVENT_ID_HEADER;
use super::reply::Refusal;
use super::{Observer, Relay};

/// Bytes of a chunk that is copied rather than shared: half of the buffer it is in.
const SMALL: usize = 4 << 10;
/// How much of a refused body is read, and for how long.
const DISCARD_BYTES: usize = 64 << 20;
const DISCARD_TIME: Duration = Duration::from_secs(2);

/// Whether this very relay forwarded the request and waits for its answer: the app, or what is
/// taken for it, leads back here.
pub(super) fn comes_from_here<O: Observer>(relay: &Relay<O>, headers: &HeaderMap) -> bool {
    headers
        .get(EVENT_ID_HEADER)
        .and_then(|id| id.to_str().ok()?.parse().ok())
        .is_some_and(|id| relay.in_hand.contains(id))
}

/// Reads a body under the size limit and the sender's timeout.
pub(super) async fn read_body<O: Observer>(
    relay: &Relay<O>,
    headers: &HeaderMap,
    body: &mut Incoming,
) -> Result<Bytes, Refusal> {
    let limit = relay.options.max_body;
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > limit) {
        return Err(Refusal::TooLarge);
    }
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while !body.is_end_stream() {
        let frame = tokio::time::timeout(relay.options.sender_timeout, body.frame())
            .await
            .map_err(|_| Refusal::TooSlow)?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|error| Refusal::Broken(error.to_string()))?;
        let Ok(chunk) = frame.into_data() else {
            continue;
        };
        if first.len() + whole.len() + chunk.len() > limit {
            return Err(Refusal::TooLarge);
        }
        if whole.is_empty() && first.is_empty() {
            // The usual body is one chunk.
            first = kept(&chunk);
        } else {
            if whole.is_empty() {
                whole.reserve(announced.unwrap_or_default().min(limit));
                whole.extend_from_slice(&std::mem::take(&mut first));
            }
            whole.extend_from_slice(&chunk);
        }
    }
    Ok(if whole.is_empty() {
        first
    } else {
        whole.freeze()
    })
}

/// A chunk that is kept for a while. It is a piece of the buffer that its connection reads into: a
/// small one is copied, so that the buffer is used again and not kept for the sake of it; a large
/// one is shared.
pub(super) fn kept(chunk: &Bytes) -> Bytes {
    if chunk.len() <= SMALL {
        Bytes::copy_from_slice(chunk)
    } else {
        chunk.clone()
    }
}

/// Reads what is left of a refused body and throws it away: closing a connection on unread bytes
/// would reset it, and the sender would never see why. `false` when there was too much of it, so
/// that the connection cannot carry another request.
pub(super) async fn discard(headers: &HeaderMap, body: &mut Incoming) -> bool {
    if headers.contains_key(header::EXPECT) {
        // The sender waits for permission to send it, and will not get it.
        return false;
    }
    let rest = async {
        let mut left = DISCARD_BYTES;
        while let Some(frame) = body.frame().await {
            let size = frame
                .ok()
                .and_then(|frame| frame.data_ref().map(Bytes::len));
            match left.checked_sub(size.unwrap_or_default()) {
                Some(rest) if size.is_some() => left = rest,
                _ => return false,
            }
        }
        true
    };
    tokio::time::timeout(DISCARD_TIME, rest)
        .await
        .unwrap_or(false)
}
