//! Sends one event and waits for the whole answer: what `replay` and `demo` do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::HeaderValue;
use http_body_util::BodyExt;

use super::forward::lane::{Lane, Ready};
use super::forward::{EVENT_ID_HEADER, ForwardError, Forwarder, Outgoing};
use super::routing::Destination;
use crate::event::envelope::{Envelope, Headers};
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};

/// Sends `envelope` to `destination` as it was received and collects the answer. `named` tells
/// the receiver the event's id, as an app behind a relay is told.
///
/// # Errors
/// When no answer began.
pub async fn send(
    forwarder: &Forwarder,
    envelope: Envelope,
    destination: &Destination,
    named: bool,
) -> Result<Exchange, ForwardError> {
    let started = Instant::now();
    let mut headers = envelope.headers.to_map();
    if let Ok(id) = HeaderValue::try_from(envelope.id.to_string())
        && named
    {
        headers.insert(EVENT_ID_HEADER, id);
    }
    let response = forwarder
        .send(Outgoing::again(&destination.target, &envelope, headers))
        .await?;
    let (head, body) = response.into_parts();
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes);
    let target = Some(destination.text.clone());
    Ok(Exchange {
        arrival: Arc::new(Arrival::new(envelope, target)),
        delivery: Some(delivery(&head, body, started.elapsed())),
    })
}

/// Sends a request that is ready on a connection of the caller's and collects the answer;
/// `arrival` is the event that it carries.
///
/// # Errors
/// When no answer began.
pub async fn send_ready(
    lane: &mut Lane,
    ready: &Ready,
    arrival: &Arc<Arrival>,
) -> Result<Exchange, ForwardError> {
    let started = Instant::now();
    let (head, body) = lane.send(ready).await?;
    let latency = started.elapsed();
    Ok(Exchange {
        arrival: arrival.clone(),
        delivery: Some(delivery(&head, body, latency)),
    })
}

fn delivery(
    head: &http::response::Parts,
    body: Result<Bytes, hyper::Error>,
    latency: Duration,
) -> Delivery {
    let (outcome, detail, body) = match body {
        Ok(body) => (Outcome::Answered, None, body),
        Err(error) => {
            let detail = format!("the app broke off its answer: {error}");
            (Outcome::Truncated, Some(detail.into()), Bytes::new())
        }
    };
    Delivery {
        outcome,
        detail,
        status: head.status.as_u16(),
        headers: Headers::from_map(&head.headers),
        body,
        body_omitted: 0,
        latency,
    }
}
