//! What an answer that is no success means: one readable error with the right exit code.

use std::error::Error as _;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, LOCATION, RETRY_AFTER};
use serde_json::Value;

use crate::error::{Error, Kind};

/// The hint for an address that leads to something else.
const WRONG_PLACE: &str = "is --base-url right, or is a proxy in between?";

/// A request that failed.
#[derive(Debug)]
pub(super) struct Answer {
    /// `None` when there was no answer.
    pub status: Option<StatusCode>,
    /// What the API says, one message each.
    pub messages: Vec<String>,
    /// How long it asks to wait.
    pub retry_after: Option<Duration>,
    /// Whether trying again may help.
    pub may_pass: bool,
    /// Whether something else answered in Vapi's place.
    stranger: bool,
    hint: Option<&'static str>,
}

impl Answer {
    /// Whether the request was refused over the member `name`, among other things.
    pub fn is_about(&self, name: &str) -> bool {
        self.status == Some(StatusCode::BAD_REQUEST) && self.says(name)
    }

    /// Whether one of the messages contains `text`.
    fn says(&self, text: &str) -> bool {
        self.messages.iter().any(|message| message.contains(text))
    }
}

impl From<Answer> for Error {
    fn from(answer: Answer) -> Self {
        let kind = match answer.status.map(|status| status.as_u16()) {
            // Neither the key nor what was asked for has been looked at.
            _ if answer.stranger => Kind::Network,
            Some(401 | 403) => Kind::Credentials,
            Some(404) if !is_no_path(&answer.messages) => Kind::NotFound,
            _ => Kind::Network,
        };
        let said = answer.messages.join("; ");
        let message = match answer.status {
            Some(status) if !answer.stranger => {
                format!("Vapi answered {}: {said}", status.as_u16())
            }
            _ => said,
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
        may_pass: true,
        stranger: false,
        hint: Some("check the network, or name another address with --base-url"),
    }
}

/// A success whose body is no JSON.
pub(super) fn of_garbage(base_url: &str, status: StatusCode, text: &str) -> Answer {
    Answer {
        status: Some(status),
        messages: vec![format!(
            "{base_url} did not answer with JSON: {}",
            first_line(text)
        )],
        retry_after: None,
        may_pass: false,
        stranger: true,
        hint: Some(WRONG_PLACE),
    }
}

/// An answer with an error status: `NestJS` JSON, or a page from something in between.
pub(super) fn of_status(
    base_url: &str,
    status: StatusCode,
    headers: &HeaderMap,
    text: &str,
) -> Answer {
    let code = status.as_u16();
    let html = text.trim_start().starts_with('<');
    let to = headers.get(LOCATION).and_then(|to| to.to_str().ok());
    let messages = match said(text) {
        _ if status.is_redirection() => {
            let to = to.unwrap_or("nowhere");
            vec![format!("{base_url} answered {code}, a redirect to {to}")]
        }
        None if html => {
            let page = first_line(text);
            vec![format!(
                "{base_url} answered {code} with an HTML page, which is not from Vapi's API: {page}"
            )]
        }
        None => vec![first_line(text)],
        Some(messages) => messages,
    };
    let any = |part: &str| messages.iter().any(|message| message.contains(part));
    let hint = match code {
        404 if is_no_path(&messages) => Some(WRONG_PLACE),
        _ if status.is_redirection() => Some(WRONG_PLACE),
        _ if html => Some("a proxy or firewall answered in Vapi's place"),
        401 if any("Invalid Key") => Some(
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
        retry_after: retry_after(headers),
        may_pass: status.is_server_error()
            || matches!(
                status,
                StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
            ),
        stranger: html || status.is_redirection(),
        messages,
        hint,
    }
}

/// Whether a 404 is about the path and not about what was asked for.
fn is_no_path(messages: &[String]) -> bool {
    let starts = ["Cannot GET /", "Cannot PATCH /"];
    messages
        .iter()
        .any(|message| starts.iter().any(|start| message.starts_with(start)))
}

/// The messages of an error of the API's own.
fn said(text: &str) -> Option<Vec<String>> {
    let json: Value = serde_json::from_str(text).ok()?;
    match &json["message"] {
        Value::String(message) => Some(vec![message.clone()]),
        Value::Array(messages) => Some(
            messages
                .iter()
                .map(|m| m.as_str().map_or_else(|| m.to_string(), str::to_owned))
                .collect(),
        ),
        _ => None,
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
