//! Requests with a bearer key: retried where that is safe, errors in words.

use std::collections::HashSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::failure::{self, Answer};
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// How often a request is tried again.
const RETRIES: u32 = 4;
/// The pause before the first retry; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause, whatever `Retry-After` asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Items of one page of a list: the most that Vapi gives.
pub const PAGE: usize = 1_000;

/// How a client behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Longest wait for one answer.
    pub timeout: Duration,
    /// The pause before the first retry.
    pub first_pause: Duration,
}

impl Default for Settings {
    /// 30 s for an answer, 500 ms before the first retry.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            first_pause: FIRST_PAUSE,
        }
    }
}

/// A client for one account.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    settings: Settings,
}

impl Client {
    /// A client; sends nothing yet. `base_url` is as [`super::region::base_url`] gives it.
    ///
    /// # Errors
    /// When the key cannot be part of a header, or TLS cannot be set up.
    pub fn new(base_url: &str, key: &Secret, settings: Settings) -> Result<Self> {
        let mut bearer =
            HeaderValue::from_str(&format!("Bearer {}", key.reveal())).map_err(|_| {
                Error::new(
                    Kind::Credentials,
                    "the API key has characters that no key has",
                )
                .hint("copy it again from dashboard.vapi.ai, then: vapihook login")
            })?;
        bearer.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, bearer);
        // Only this process's first client installs it; a later one finds it there.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .user_agent(concat!("vapihook/", env!("CARGO_PKG_VERSION")))
            .timeout(settings.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Error::failed(format!("the API client cannot start: {error}")))?;
        Ok(Self {
            http,
            base_url: base_url.to_owned(),
            settings,
        })
    }

    /// The base URL.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// `GET path`.
    ///
    /// # Errors
    /// See [`Client::patch`].
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.send(Method::GET, path, None).await.map_err(Into::into)
    }

    /// `PATCH path`: members of `body` replace the stored ones whole. Idempotent, so it is retried
    /// like a GET.
    ///
    /// # Errors
    /// [`Kind::Credentials`] for 401 and 403, [`Kind::NotFound`] for 404, [`Kind::Network`] for
    /// any other answer and for none.
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Value> {
        self.try_patch(path, body).await.map_err(Into::into)
    }

    /// [`Client::patch`], with the answer's own messages for those who can do something about
    /// them.
    pub(super) async fn try_patch(&self, path: &str, body: &Value) -> Result<Value, Answer> {
        self.send(Method::PATCH, path, Some(body)).await
    }

    /// Every item of a list, newest first, page by page. There is no cursor: a page continues from
    /// the oldest `createdAt` seen (contract 4.2), that time included, because what shares it may
    /// have been on either side of the border.
    ///
    /// # Errors
    /// See [`Client::patch`]. [`Kind::Network`] also when a page brings nothing new, because more
    /// than a page of items share one `createdAt`: what is behind them cannot be reached.
    pub async fn list(&self, path: &str) -> Result<Vec<Value>> {
        let wrong = |what: &str| Err(Error::new(Kind::Network, format!("{path} {what}")));
        let mut items: Vec<Value> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        let mut from = String::new();
        loop {
            let Value::Array(page) = self.get(&format!("{path}?limit={PAGE}{from}")).await? else {
                return wrong("did not answer with a list");
            };
            let full = page.len() >= PAGE;
            let oldest = page
                .iter()
                .filter_map(|item| item["createdAt"].as_str()?.parse::<Timestamp>().ok())
                .min();
            let before = items.len();
            for item in page {
                if item["id"]
                    .as_str()
                    .is_none_or(|id| known.insert(id.to_owned()))
                {
                    items.push(item);
                }
            }
            if !full {
                return Ok(items);
            }
            let Some(oldest) = oldest.filter(|_| items.len() > before) else {
                return wrong("has more items than can be listed: a page leads to no other");
            };
            // Times are shown in milliseconds and may be kept more exactly: a time that is shown
            // as the oldest may be almost one later.
            let end = oldest + SignedDuration::from_millis(1);
            from = format!("&createdAtLt={}", encode(&format!("{end:.3}")));
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Answer> {
        let url = format!("{}{path}", self.base_url);
        let mut pause = self.settings.first_pause;
        let mut retries = 0;
        loop {
            let mut request = self.http.request(method.clone(), &url);
            if let Some(body) = body {
                request = request
                    .header(CONTENT_TYPE, "application/json")
                    .body(body.to_string());
            }
            let failed = match self.answer(request).await {
                Ok(value) => return Ok(value),
                Err(failed) => failed,
            };
            if retries == RETRIES || !failed.may_pass {
                return Err(failed);
            }
            retries += 1;
            tokio::time::sleep(failed.retry_after.unwrap_or(pause).min(LONGEST_PAUSE)).await;
            pause *= 2;
        }
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Result<Value, Answer> {
        let answer = request
            .send()
            .await
            .map_err(|error| failure::of_transport(&self.base_url, &error))?;
        let status = answer.status();
        let headers = answer.headers().clone();
        let text = answer
            .text()
            .await
            .map_err(|error| failure::of_transport(&self.base_url, &error))?;
        if !status.is_success() {
            return Err(failure::of_status(&self.base_url, status, &headers, &text));
        }
        if status == StatusCode::NO_CONTENT || text.trim().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).map_err(|_| failure::of_garbage(&self.base_url, status, &text))
    }
}

/// A query value: what is not unreserved is percent-encoded.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
        out
    })
}
