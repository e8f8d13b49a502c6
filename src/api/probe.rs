//! One look at the API: is it there, how fast is it, what time does it have, does it take the
//! key. Asked once and briefly, unlike what [`super::Client`] does.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use reqwest::header::DATE;

use super::failure;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// What is asked for: the cheapest answer that needs a key.
const PATH: &str = "/assistant?limit=1";

/// What an API answered.
#[derive(Debug)]
pub struct Probe {
    /// From the question to the whole answer, a connection's setup included.
    pub latency: Duration,
    /// How far the API's clock is ahead of ours, to the second; `None` when it did not tell.
    pub skew: Option<SignedDuration>,
    /// Whether the key was accepted. Without a key, any answer of Vapi's is a success.
    pub accepted: Result<()>,
}

/// Asks once.
///
/// # Errors
/// [`crate::error::Kind::Network`] when there is no answer in time.
pub async fn probe(base_url: &str, key: Option<&Secret>, timeout: Duration) -> Result<Probe> {
    // Only this process's first client installs it; a later one finds it there.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let http = reqwest::Client::builder()
        .user_agent(concat!("vapihook/", env!("CARGO_PKG_VERSION")))
        .timeout(timeout)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| Error::failed(format!("the API client cannot start: {error}")))?;
    let mut request = http.get(format!("{base_url}{PATH}"));
    if let Some(key) = key {
        request = request.bearer_auth(key.reveal());
    }
    let sent = Timestamp::now();
    let started = Instant::now();
    let unreachable = |error: reqwest::Error| Error::from(failure::of_transport(base_url, &error));
    let answer = request.send().await.map_err(unreachable)?;
    let status = answer.status();
    let headers = answer.headers().clone();
    let text = answer.text().await.map_err(unreachable)?;
    let latency = started.elapsed();
    let theirs = headers
        .get(DATE)
        .and_then(|date| jiff::fmt::rfc2822::parse(date.to_str().ok()?).ok());
    let skew = theirs.map(|theirs| skew(theirs.timestamp(), sent, latency));
    let accepted = if status.is_success() {
        match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(_) => Ok(()),
            Err(_) => Err(failure::of_garbage(base_url, status, &text).into()),
        }
    } else if status == StatusCode::UNAUTHORIZED && key.is_none() {
        Ok(())
    } else {
        Err(failure::of_status(base_url, status, &headers, &text).into())
    };
    Ok(Probe {
        latency,
        skew,
        accepted,
    })
}

/// A date has whole seconds, and was written some time between the question and the answer: what
/// lies in there is no skew.
fn skew(theirs: Timestamp, sent: Timestamp, latency: Duration) -> SignedDuration {
    let latency = SignedDuration::try_from(latency).unwrap_or_default();
    let earliest = theirs.duration_since(sent.saturating_add(latency).unwrap_or(sent));
    let latest = theirs.duration_since(sent) + SignedDuration::from_secs(1);
    if earliest > SignedDuration::ZERO {
        earliest
    } else if latest < SignedDuration::ZERO {
        latest
    } else {
        SignedDuration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skew_is_what_latency_does_not_explain() {
        let sent: Timestamp = "2026-03-04T10:00:00.500Z".parse().expect("a time");
        for (theirs, seconds) in [
            ("2026-03-04T10:00:00Z", 0),
            ("2026-03-04T10:00:02Z", 0),
            ("2026-03-04T10:01:02Z", 59),
            ("2026-03-04T09:59:00Z", -59),
        ] {
            let at: Timestamp = theirs.parse().expect("a time");
            let found = skew(at, sent, Duration::from_secs(2));
            assert_eq!(found.as_secs(), seconds, "{theirs}");
        }
    }
}
