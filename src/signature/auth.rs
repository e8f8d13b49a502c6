//! A plan and its secret, ready: signs, and checks who signed.

use http::{HeaderName, HeaderValue};

use super::auto;
use super::begun::{Begun, Shown};
use super::plan::{Encoding, Plan, Scheme, Token, Unit};
use super::request::{Clock, Request};
use super::template::{Filling, Template};
use super::way::{Ruled, Way};
use crate::error::{Error, Result};
use crate::event::verdict::{Ruling, Verdict};
use crate::secret::Secret;

/// A plan and its secret. To check, it may know several ways; the first that fits counts.
#[derive(Clone, Debug)]
pub struct Auth {
    name: Option<Box<str>>,
    secret: Secret,
    ways: Vec<Way>,
    auto: bool,
}

impl Auth {
    /// A plan with its secret.
    ///
    /// # Errors
    /// When the plan cannot use this secret.
    pub fn new(plan: Plan, secret: Secret) -> Result<Self> {
        if secret.is_empty() {
            return Err(Error::usage("the secret is empty"));
        }
        Ok(Self {
            name: None,
            ways: vec![Way::new(plan, &secret, false)?],
            secret,
            auto: false,
        })
    }

    /// Whatever scheme the headers allow. Checks only: there is nothing to sign by.
    ///
    /// # Errors
    /// When the secret is empty.
    pub fn auto(secret: Secret) -> Result<Self> {
        if secret.is_empty() {
            return Err(Error::usage("the secret is empty"));
        }
        Ok(Self {
            name: None,
            ways: auto::ways(&secret),
            secret,
            auto: true,
        })
    }

    /// The same under a name, which verdicts carry.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Its name, when it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The plan; of several the first.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.ways.first().map(|way| &way.plan)
    }

    /// Whether it takes any scheme.
    #[must_use]
    pub fn is_auto(&self) -> bool {
        self.auto
    }

    /// The secret, for the detective.
    pub(super) fn secret(&self) -> &Secret {
        &self.secret
    }

    pub(super) fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// Whether a check looks at this header; `name` in any case.
    #[must_use]
    pub fn looks_at(&self, name: &[u8]) -> bool {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
        self.ways.iter().any(|way| match &way.plan.scheme {
            Scheme::Token(token) => is(token.header.as_str()),
            Scheme::Hmac(hmac) => {
                is(hmac.signature_header.as_str())
                    || is(hmac.timestamp_header.as_str())
                    || is(hmac.id_header.as_str())
                    || (way.has(Template::has_url)
                        && ["host", "x-forwarded-host", "x-forwarded-proto"]
                            .into_iter()
                            .any(is))
            }
        })
    }

    /// Whether a request is valid, and no more than that: for millions of them.
    #[must_use]
    pub fn accepts(&self, request: Request<'_>, clock: &Clock) -> bool {
        self.ways
            .iter()
            .any(|way| way.check(request, &self.secret, clock).0 == Ruling::Valid)
    }

    /// The way by which a request is checked while it is being read: one that signs the body once,
    /// and nothing that has to be guessed.
    fn streamed(&self) -> Option<&Way> {
        match &*self.ways {
            [way] if way.can_stream => Some(way),
            _ => None,
        }
    }

    /// Where the value of this header belongs, if [`begin`](Self::begin) needs it; `name` in any
    /// case.
    pub fn place<'s, 'a>(
        &self,
        name: &[u8],
        shown: &'s mut Shown<'a>,
    ) -> Option<&'s mut Option<&'a [u8]>> {
        self.streamed()?.place(name, shown)
    }

    /// Begins on the signature of a request whose body is still to come, and writes what is to be
    /// digested before it. `false` when that cannot be known yet, or by no one scheme. What has
    /// begun once is used again; it belongs to this plan and secret.
    pub fn begin(&self, shown: &Shown<'_>, begun: &mut Option<Begun>, head: &mut Vec<u8>) -> bool {
        let way = self.streamed();
        way.is_some_and(|way| way.begin(shown, begun, head))
    }

    /// Whether a request is valid whose body `begun` has had.
    #[must_use]
    pub fn accepts_begun(&self, shown: &Shown<'_>, clock: &Clock, begun: &mut Begun) -> bool {
        let way = self.streamed();
        way.is_some_and(|way| way.accepts(shown, clock, begun))
    }

    /// Checks a request.
    #[must_use]
    pub fn verify(&self, request: Request<'_>, clock: &Clock) -> Verdict {
        let mut best: Option<(&Way, Ruled)> = None;
        for way in &self.ways {
            let ruled = way.check(request, &self.secret, clock);
            let better = best
                .as_ref()
                .is_none_or(|(_, (ruling, _))| rank(ruled.0) > rank(*ruling));
            if better {
                let done = ruled.0 == Ruling::Valid;
                best = Some((way, ruled));
                if done {
                    break;
                }
            }
        }
        let (label, (ruling, detail)) = match best {
            Some((_, (Ruling::Missing, _))) if self.auto => {
                let why = "there is no header that says who sent it".to_owned();
                ("auto", (Ruling::Missing, Some(why)))
            }
            Some((_, (Ruling::Mismatch, _))) if self.auto => {
                let why = "no scheme fits what its headers say".to_owned();
                ("auto", (Ruling::Mismatch, Some(why)))
            }
            Some((way, ruled)) => (&*way.plan.label, ruled),
            None => ("auto", (Ruling::Missing, None)),
        };
        Verdict {
            ruling,
            auth: self.name.clone(),
            scheme: label.into(),
            detail: detail.map(Into::into),
        }
    }

    /// The headers that show who sends this request: at this time, in ms since 1970, with this
    /// id for schemes that have one.
    ///
    /// # Errors
    /// When the scheme is not known, or the secret cannot be sent in a header.
    pub fn sign(
        &self,
        method: &str,
        url: &str,
        body: &[u8],
        at_ms: i64,
        id: &str,
    ) -> Result<Vec<(HeaderName, HeaderValue)>> {
        let way = self.ways.first().filter(|_| !self.auto).ok_or_else(|| {
            Error::usage("auto is for checking: there is no one scheme to sign by")
        })?;
        let value = |text: &str| {
            let value = HeaderValue::try_from(text);
            value.map_err(|_| Error::usage("the secret has characters that a header cannot hold"))
        };
        let hmac = match &way.plan.scheme {
            Scheme::Token(Token { header, bearer }) => {
                let secret = self.secret.reveal();
                let text = if *bearer {
                    zeroize::Zeroizing::new(format!("Bearer {secret}"))
                } else {
                    zeroize::Zeroizing::new(secret.to_owned())
                };
                let mut value = value(&text)?;
                value.set_sensitive(true);
                return Ok(vec![(header.clone(), value)]);
            }
            Scheme::Hmac(hmac) => hmac,
        };
        let (Some(mac), Some(format)) = (way.mac.clone(), way.formats.first()) else {
            return Err(Error::failed("the plan has nothing to sign by"));
        };
        let timestamp = match hmac.unit {
            Unit::Millis => at_ms,
            Unit::Seconds => at_ms.div_euclid(1_000),
        }
        .to_string();
        let sent = if hmac.include_timestamp {
            &*timestamp
        } else {
            ""
        };
        let tag = format.sign(
            mac,
            &Filling {
                body,
                timestamp: sent.as_bytes(),
                method: method.as_bytes(),
                url,
                id: id.as_bytes(),
            },
        );
        let encoded = match hmac.encoding {
            Encoding::Hex => const_hex::encode(tag.bytes()),
            Encoding::Base64 => {
                use base64::Engine;
                base64::engine::general_purpose::STANDARD.encode(tag.bytes())
            }
        };
        let signature = format!("{}{encoded}", hmac.prefix);
        let mut headers = vec![(hmac.signature_header.clone(), value(&signature)?)];
        if hmac.include_timestamp {
            headers.push((hmac.timestamp_header.clone(), value(&timestamp)?));
        }
        if format.has_id() {
            headers.push((hmac.id_header.clone(), value(id)?));
        }
        Ok(headers)
    }
}

fn rank(ruling: Ruling) -> u8 {
    match ruling {
        Ruling::Missing => 0,
        Ruling::Mismatch => 1,
        Ruling::Stale => 2,
        Ruling::Valid => 3,
    }
}
