//! Sends one event and waits for the whole answer: what every command does that plays Vapi.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Response};
use http_body_util::BodyExt;

use super::forward::{AppBody, EVENT_ID_HEADER, ForwardError, Forwarder, Outgoing, Ready};
use super::target::Target;
use crate::event::envelope::Headers;
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};

/// Sends an event to `target` as it was received and collects the answer. `named` tells the
/// receiver the event's id, as an app behind a relay is told.
///
/// # Errors
/// When no answer began.
pub async fn send(
    forwarder: &Forwarder,
    arrival: Arc<Arrival>,
    target: &Target,
    named: bool,
) -> Result<Exchange, ForwardError> {
    let started = Instant::now();
    let envelope = &arrival.envelope;
    let mut headers = envelope.headers.to_map();
    if let Ok(id) = HeaderValue::try_from(envelope.id.to_string())
        && named
    {
        headers.insert(EVENT_ID_HEADER, id);
    }
    let response = forwarder
        .send(Outgoing::again(target, envelope, headers))
        .await?;
    Ok(answered(arrival, response, started).await)
}

/// Sends a request that is ready and collects the answer; `arrival` is the event that it carries.
///
/// # Errors
/// When no answer began.
pub async fn send_ready(
    forwarder: &Forwarder,
    ready: Ready,
    arrival: &Arc<Arrival>,
) -> Result<Exchange, ForwardError> {
    let started = Instant::now();
    let response = forwarder.send_ready(ready).await?;
    Ok(answered(arrival.clone(), response, started).await)
}

async fn answered(
    arrival: Arc<Arrival>,
    response: Response<AppBody>,
    started: Instant,
) -> Exchange {
    let (head, body) = response.into_parts();
    let body = body.collect().await;
    let body = body.map(http_body_util::Collected::to_bytes);
    Exchange {
        arrival,
        delivery: Some(delivery(&head, body, started.elapsed())),
    }
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
