//! Answers of our own: when an event is kept back, refused, or the app gave none.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::Observer;
use super::answer::{Back, Delivering, Kept};
use crate::event::envelope::Headers;
use crate::event::exchange::{Arrival, Outcome};

/// Why a request is answered here with an error.
pub(super) enum Refusal {
    Busy,
    Connect,
    Loop,
    TooLarge,
    TooSlow,
    Broken(String),
    Unauthorized(String),
}

impl Refusal {
    pub async fn answer<O: Observer>(self, delivering: Delivering<O>, back: &mut Back<'_>) {
        let options = &delivering.relay.options;
        let (outcome, status, detail) = match self {
            Self::Busy => (
                Outcome::Busy,
                StatusCode::SERVICE_UNAVAILABLE,
                format!(
                    "{} events are in flight already (--max-inflight)",
                    options.max_inflight
                ),
            ),
            Self::Connect => (
                Outcome::BadRequest,
                StatusCode::METHOD_NOT_ALLOWED,
                "CONNECT is for proxies; this is a server".to_owned(),
            ),
            Self::Loop => (
                Outcome::BadRequest,
                StatusCode::LOOP_DETECTED,
                "the app sent the event back here: does --forward-to lead to this listener?"
                    .to_owned(),
            ),
            Self::TooLarge => (
                Outcome::TooLarge,
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the body is over {} bytes (--max-body)", options.max_body),
            ),
            Self::TooSlow => (
                Outcome::BadRequest,
                StatusCode::REQUEST_TIMEOUT,
                "the sender stopped in the middle of the body".to_owned(),
            ),
            Self::Unauthorized(why) => (
                Outcome::Unauthorized,
                StatusCode::UNAUTHORIZED,
                format!("not from who it should be: {why} (--require-auth)"),
            ),
            Self::Broken(error) => (
                Outcome::BadRequest,
                StatusCode::BAD_REQUEST,
                format!("the body broke off: {error}"),
            ),
        };
        let mut answer = explained(status, outcome.name(), &detail, &delivering.arrival);
        if outcome == Outcome::Unauthorized {
            let scheme = HeaderValue::from_static("Signature");
            answer
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        if outcome == Outcome::Busy {
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        conclude(delivering, back, outcome, Some(detail), answer).await;
    }
}

/// Sends an answer of our own and tells how the delivery ended.
pub(super) async fn conclude<O: Observer>(
    mut delivering: Delivering<O>,
    back: &mut Back<'_>,
    outcome: Outcome,
    detail: Option<String>,
    answer: http::Response<String>,
) {
    delivering.settle().await;
    let (head, body) = answer.into_parts();
    let (status, headers) = (head.status, Headers::from_map(&head.headers));
    let body = Bytes::from(body);
    let kept = Kept::whole(body.clone());
    delivering.finish(outcome, detail, status, headers.clone(), kept);
    back.answer(status, &headers, body).await;
}

/// An answer that says why it is not the app's.
pub(super) fn explained(
    status: StatusCode,
    reason: &str,
    detail: &str,
    arrival: &Arrival,
) -> http::Response<String> {
    let body = json!({
        "error": detail,
        "reason": reason,
        "from": "vapihook",
        "event_id": arrival.envelope.id.to_string(),
    });
    own_answer(status, body.to_string())
}

pub(super) fn own_answer(status: StatusCode, body: String) -> http::Response<String> {
    let mut answer = http::Response::new(body);
    *answer.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    answer
}
