//! Who may send: every request is checked between its arrival and the app, and what the app gets
//! may be signed anew. Without a guard nothing of this is done.

use std::time::Duration;

use http::HeaderName;
use vapihook_http::fields::Fields;

use crate::event::envelope::{Envelope, now_ms};
use crate::event::verdict::Verdict;
use crate::signature::{Auth, Clock, Plan, Request};

/// What is expected of requests.
#[derive(Clone, Debug)]
pub struct Guard {
    /// How they are authenticated.
    pub auth: Auth,
    /// How far off their timestamps may be.
    pub tolerance: Duration,
    /// Whether others are answered 401 and do not reach the app.
    pub require: bool,
}

impl Guard {
    /// Checks a request; `path` is the one it was sent to, with what a gate takes off.
    pub(super) fn verify(&self, envelope: &Envelope, path: &str) -> Verdict {
        let request = Request {
            path,
            ..Request::of(envelope)
        };
        let clock = Clock {
            at_ms: envelope.received_ms,
            tolerance: self.tolerance,
        };
        self.auth.verify(request, &clock)
    }

    /// Why a request is turned away, if it is.
    pub(super) fn refuse(&self, verdict: Option<&Verdict>) -> Option<String> {
        let verdict = verdict.filter(|verdict| self.require && !verdict.is_valid())?;
        let why = verdict.detail.as_deref();
        Some(why.unwrap_or(verdict.ruling.name()).to_owned())
    }

    /// The headers that say who sent a request.
    fn headers(&self) -> Vec<HeaderName> {
        self.auth.plan().map(Plan::headers).unwrap_or_default()
    }
}

/// The header lines of a request with our own signature in the place of the sender's.
pub(super) fn sign_anew(
    auth: &Auth,
    guard: Option<&Guard>,
    fields: &Fields,
    url: &str,
    envelope: &Envelope,
) -> Fields {
    let theirs: Vec<HeaderName> = guard.map(Guard::headers).unwrap_or_default();
    let id = format!("msg_{}", envelope.id);
    let method = envelope.method.as_str();
    // A secret that cannot be sent was refused when the relay was set up.
    let ours = auth.sign(method, url, &envelope.body, now_ms(), &id);
    let ours = ours.unwrap_or_default();
    let mut signed = fields.clone();
    for name in theirs.iter().chain(ours.iter().map(|(name, _)| name)) {
        signed.remove(name.as_str());
    }
    for (name, value) in &ours {
        signed.push(name.as_str().as_bytes(), value.as_bytes());
    }
    signed
}
