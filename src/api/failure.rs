//! What an answer that is no success means: one readable error with the right exit code.

use std::error::Error as _;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::error::{Error, Kind};

/// A request that failed.
#[derive(Debug)]
pub(super) struct Answer {
    /// `None` when there was no answer.
    pub status: Option<StatusCode>,
    /// What the API says, one message each.
    pub messages: Vec<String>,
    /// How long it asks to wait.
    pub retry_after: Option<Duration>,
    hint: Option<&'static str>,
}

impl Answer {
    /// Whether trying again may help.
    pub fn may_pass(&self) -> bool {
        match self.status {
            None => true,
            Some(status) => {
                status.is_server_error()
                    || matches!(
                        status,
                        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
                    )
            }
        }
    }

    /// Whether one of the messages contains `text`.
    pub fn says(&self, text: &str) -> bool {
        self.messages.iter().any(|message| message.contains(text))
    }
}

impl From<Answer> for Error {
    fn from(answer: Answer) -> Self {
        let kind = match answer.status.map(|status| status.as_u16()) {
            Some(401 | 403) => Kind::Credentials,
            Some(404) => Kind::NotFound,
            _ => Kind::Network,
        };
        let said = answer.messages.join("; ");
        let message = match answer.status {
            None => said,
            Some(status) => format!("Vapi answered {}: {said}", status.as_u16()),
        };
        let error = Error::new(kind, message);
        match answer.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// No answer: the network, TLS or a timeout.
pub(super) fn of_transport(base_url: &str, error: &reqwest::Error) -> Answer {
    let root = std::iter::successors(error.source(), |cause| (*cause).source()).last();
    let root = root.map_or_else(|| error.to_string(), ToString::to_string);
    let what = if error.is_timeout() {
        "did not answer in time"
    } else {
        "cannot be reached"
    };
    Answer {
        status: None,
        messages: vec![format!("{base_url} {what} ({root})")],
        retry_after: None,
        hint: Some("check the network, or name another address with --base-url"),
    }
}

/// A success whose body is no JSON.
pub(super) fn of_garbage(base_url: &str, text: &str) -> Answer {
    Answer {
        status: Some(StatusCode::BAD_GATEWAY),
        messages: vec![format!(
            "{base_url} did not answer with JSON: {}",
            first_line(text)
        )],
        retry_after: None,
        hint: Some("is --base-url right, or is a proxy in between?"),
    }
}

/// An answer with an error status: `NestJS` JSON, or HTML from something in between.
pub(super) fn of_status(status: StatusCode, headers: &HeaderMap, text: &str) -> Answer {
    let json: Option<Value> = serde_json::from_str(text).ok();
    let messages = match json.as_ref().map(|json| &json["message"]) {
        Some(Value::String(message)) => vec![message.clone()],
        Some(Value::Array(messages)) => messages
            .iter()
            .map(|m| m.as_str().map_or_else(|| m.to_string(), str::to_owned))
            .collect(),
        Some(Value::Null) | None if text.trim_start().starts_with('<') => {
            vec![format!(
                "an HTML page, not Vapi's API ({})",
                first_line(text)
            )]
        }
        _ => vec![first_line(text)],
    };
    let html = text.trim_start().starts_with('<');
    let wrong_kind = messages
        .iter()
        .any(|message| message.contains("Invalid Key"));
    let hint = match status.as_u16() {
        _ if html => Some("a proxy or firewall answered in Vapi's place"),
        401 if wrong_kind => Some(
            "this is a Vapi key of the wrong kind, or a revoked one: use the private key from \
             dashboard.vapi.ai, then: vapihook login",
        ),
        401 => Some("this is not a Vapi API key; get the private key, then: vapihook login"),
        403 => Some("this key may not do that: use the account's private key"),
        429 => Some("the account is over its rate limit; wait a minute and run it again"),
        _ => None,
    };
    Answer {
        status: Some(status),
        messages,
        retry_after: retry_after(headers),
        hint,
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    number("retry-after-ms")
        .map(|ms| ms / 1_000.0)
        .or_else(|| number(RETRY_AFTER.as_str()))
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
}

/// The first line with something on it, at most 200 characters.
fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or("an empty body").chars().take(200).collect()
}
