//! Taking a request in: its body under limits, or what is left of one that is refused.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::timeout;
use vapihook_http::body::{Body, BodyError};
use vapihook_http::connection::Connection;
use vapihook_http::gather::{GatherError, Gathering};
use vapihook_http::head::RequestHead;

use super::forward::EVENT_ID_HEADER;
use super::reply::Refusal;
use super::{Observer, Relay, at_once};

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
/// How much of a refused body is read, and for how long.
const DISCARD_BYTES: usize = 64 << 20;
const DISCARD_TIME: Duration = Duration::from_secs(2);

/// Whether this very relay forwarded the request and waits for its answer: the app, or what is
/// taken for it, leads back here.
pub(super) fn comes_from_here<O: Observer>(relay: &Relay<O>, head: &RequestHead) -> bool {
    head.fields
        .get(EVENT_ID_HEADER)
        .and_then(|id| std::str::from_utf8(id).ok()?.parse().ok())
        .is_some_and(|id| relay.in_hand.contains(id))
}

/// Reads a body under the size limit and the sender's timeout.
pub(super) async fn read_body<O: Observer>(
    relay: &Relay<O>,
    head: &RequestHead,
    connection: &mut Connection,
    body: &mut Gathering,
) -> Result<(), Refusal> {
    let refused = |error| match error {
        GatherError::TooLarge => Refusal::TooLarge,
        GatherError::Body(error) => Refusal::Broken(error.to_string()),
    };
    // The usual body came with its head.
    let mut is_whole = match at_once(pin!(more(connection, body))).await {
        Poll::Ready(more) => more.map_err(refused)?,
        Poll::Pending => false,
    };
    if head.expects_continue && !is_whole {
        connection.head().extend_from_slice(CONTINUE);
        let sent = poll_fn(|cx| connection.poll_flush(cx)).await;
        sent.map_err(|error| Refusal::Broken(error.to_string()))?;
    }
    while !is_whole {
        let more = timeout(relay.options.sender_timeout, more(connection, body)).await;
        is_whole = more.map_err(|_| Refusal::TooSlow)?.map_err(refused)?;
    }
    Ok(())
}

/// Reads on: whether that was all, or more of it came.
fn more(
    connection: &mut Connection,
    body: &mut Gathering,
) -> impl Future<Output = Result<bool, GatherError>> {
    poll_fn(|cx| connection.poll_gather(cx, body))
}

/// Reads what is left of a refused body and throws it away: closing a connection on unread bytes
/// would reset it, and the sender would never see why. `false` when there was too much of it, so
/// that the connection cannot carry another request.
pub(super) async fn discard(
    head: &RequestHead,
    connection: &mut Connection,
    mut body: Body,
) -> bool {
    if body.has_ended() {
        return true;
    }
    if head.expects_continue {
        // The sender waits for permission to send it, and will not get it.
        return false;
    }
    let rest = async {
        let mut left = DISCARD_BYTES;
        while let Some(piece) = poll_fn(|cx| connection.poll_data(cx, &mut body)).await? {
            match left.checked_sub(piece.len()) {
                Some(rest) => left = rest,
                None => return Ok(false),
            }
        }
        Ok::<_, BodyError>(true)
    };
    matches!(timeout(DISCARD_TIME, rest).await, Ok(Ok(true)))
}
