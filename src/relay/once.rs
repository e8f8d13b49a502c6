//! Sends one event and waits for the whole answer: what every command does that plays Vapi.
//!
//! Nobody waits for ever by accident: who sends says how patient it is. An answer that does not
//! come in time is no error but a delivery, as Vapi would have seen it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use vapihook_http::fields::{Fields, Set};

use super::alarm::Alarm;
use super::at_once;
use super::forward::{Answered, EVENT_ID_HEADER, ForwardError, Forwarder, Outgoing, Ready};
use super::target::Target;
use crate::event::envelope::Headers;
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};

/// How long a whole answer is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// As long as Vapi waits for an answer to this event.
    Vapi,
    /// So long, whatever the event is.
    For(Duration),
    /// As long as it takes: somebody may look at a breakpoint.
    Endless,
}

impl Patience {
    fn limit(self, arrival: &Arrival) -> Option<Duration> {
        match self {
            Self::Vapi => Some(arrival.event().deadline),
            Self::For(limit) => Some(limit),
            Self::Endless => None,
        }
    }
}

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
    patience: Patience,
) -> Result<Exchange, ForwardError> {
    let started = Instant::now();
    let envelope = &arrival.envelope;
    let set = [Set {
        name: EVENT_ID_HEADER,
        value: &envelope.id.digits(),
    }];
    let fields = Fields::of_block(envelope.headers.block());
    let set = if named { &set[..] } else { &[] };
    let asking = forwarder.send(Outgoing::of(envelope, target, &fields, set));
    within(patience, &arrival, started, asking, &mut Alarm::default()).await
}

/// Sends a request that is ready to `target` and collects the answer; `arrival` is the event that it carries,
/// `alarm` that of whoever sends one after the other.
///
/// # Errors
/// When no answer began.
pub async fn send_ready(
    forwarder: &Forwarder,
    ready: &Ready,
    target: &Target,
    arrival: &Arc<Arrival>,
    patience: Patience,
    alarm: &mut Alarm,
) -> Result<Exchange, ForwardError> {
    let started = Instant::now();
    let asking = forwarder.send_ready(ready, target);
    within(patience, arrival, started, asking, alarm).await
}

/// Waits for the head and the body, or gives up.
async fn within(
    patience: Patience,
    arrival: &Arc<Arrival>,
    started: Instant,
    asking: impl Future<Output = Result<Answered, ForwardError>>,
    alarm: &mut Alarm,
) -> Result<Exchange, ForwardError> {
    let mut whole = pin!(async { Ok::<_, ForwardError>(answered(asking.await?, started).await) });
    // The app is asked first: what the event says is looked at while it works.
    let asked = at_once(whole.as_mut()).await;
    // What is too far away to be a time is never.
    let until = |limit| Some((limit, started.checked_add(limit)?));
    let limit = patience.limit(arrival).and_then(until);
    let delivery = match (asked, limit) {
        (Poll::Ready(delivery), _) => delivery?,
        (Poll::Pending, None) => whole.await?,
        (Poll::Pending, Some((limit, until))) => {
            let until = until.into();
            let in_time = poll_fn(|cx| match whole.as_mut().poll(cx) {
                Poll::Pending => alarm.poll_at(until, cx).map(|()| None),
                answered @ Poll::Ready(_) => answered.map(Some),
            });
            match in_time.await {
                Some(delivery) => delivery?,
                None => given_up(patience, limit, started.elapsed()),
            }
        }
    };
    Ok(Exchange {
        arrival: arrival.clone(),
        delivery: Some(delivery),
    })
}

/// Nobody waits longer.
fn given_up(patience: Patience, limit: Duration, latency: Duration) -> Delivery {
    let seconds = limit.as_secs_f64();
    let detail = match patience {
        Patience::Vapi => format!("given up at the deadline, {seconds} s"),
        _ => format!("no answer within {seconds} s"),
    };
    // A little more than the limit, whatever the clock says.
    let latency = latency.max(limit + Duration::from_millis(1));
    Delivery::unanswered(Outcome::DeadlineCut, 504, &detail, latency)
}

/// What is told of an event to which no answer began, where it is told as an answer is: as a
/// listener would have answered it.
#[must_use]
pub fn unreached(arrival: &Arc<Arrival>, error: &ForwardError) -> Exchange {
    let (outcome, detail) = (Outcome::Unreachable, &error.detail);
    let delivery = Delivery::unanswered(outcome, 502, detail, Duration::ZERO);
    Exchange {
        arrival: arrival.clone(),
        delivery: Some(delivery),
    }
}

async fn answered(answered: Answered, started: Instant) -> Delivery {
    let Answered { head, body } = answered;
    let (outcome, detail, body) = match body.whole().await {
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
        headers: Headers::from_block(head.in_lower_case()),
        body,
        body_omitted: 0,
        latency: started.elapsed(),
    }
}
