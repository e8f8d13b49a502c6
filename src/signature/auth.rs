//! A plan and its secret, ready: signs, and checks who signed.

use http::{HeaderName, HeaderValue};

use super::mac::{Mac, Tag, same};
use super::plan::{Encoding, Hmac, Plan, Scheme, Token, Unit};
use super::request::{Clock, Request};
use super::sighting::{any_tags, tags};
use super::template::{Filling, Template};
use super::{auto, key};
use crate::error::{Error, Result};
use crate::event::verdict::{Ruling, Verdict};
use crate::secret::Secret;

/// How one scheme is checked, its key made.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub plan: Plan,
    /// Keyed, for a signature.
    mac: Option<Mac>,
    formats: Vec<Template>,
    /// Whether any prefix and encoding will do.
    lenient: bool,
}

/// A plan and its secret. To check, it may know several ways; the first that fits counts.
#[derive(Clone, Debug)]
pub struct Auth {
    name: Option<Box<str>>,
    secret: Secret,
    ways: Vec<Way>,
    auto: bool,
}

/// What one way came to, and why.
type Ruled = (Ruling, Option<String>);

impl Way {
    pub(super) fn new(plan: Plan, secret: &Secret, lenient: bool) -> Result<Self> {
        let (mac, formats) = match &plan.scheme {
            Scheme::Token(_) => (None, Vec::new()),
            Scheme::Hmac(hmac) => {
                let mac = Mac::new(hmac.algorithm, &key::of(hmac, secret)?);
                (mac, hmac.formats())
            }
        };
        Ok(Self {
            plan,
            mac,
            formats,
            lenient,
        })
    }

    fn check(&self, request: Request<'_>, secret: &Secret, clock: &Clock) -> Ruled {
        match &self.plan.scheme {
            Scheme::Token(token) => check_token(token, request, secret),
            Scheme::Hmac(hmac) => self.check_hmac(hmac, request, clock),
        }
    }

    fn check_hmac(&self, hmac: &Hmac, request: Request<'_>, clock: &Clock) -> Ruled {
        let missing = |name: &HeaderName| {
            let why = format!("there is no {name} header");
            (Ruling::Missing, Some(why))
        };
        let header = hmac.signature_header.as_str();
        if request.value(header).is_none() {
            return missing(&hmac.signature_header);
        }
        let timestamp = request.value(hmac.timestamp_header.as_str());
        let id = request.value(hmac.id_header.as_str());
        if timestamp.is_none() && hmac.include_timestamp && self.has(Template::has_timestamp) {
            return missing(&hmac.timestamp_header);
        }
        if id.is_none() && self.has(Template::has_id) {
            return missing(&hmac.id_header);
        }
        let signatures: Vec<Tag> = request
            .values(header)
            .flat_map(|value| {
                if self.lenient {
                    any_tags(value)
                } else {
                    tags(value, &hmac.prefix, hmac.encoding)
                }
            })
            .filter(|tag| tag.bytes().len() == hmac.algorithm.bytes())
            .collect();
        if signatures.is_empty() {
            let why = format!("{header} holds no {}", shape(hmac));
            return (Ruling::Mismatch, Some(why));
        }
        let filling = Filling {
            body: request.body,
            timestamp: timestamp.unwrap_or_default(),
            method: request.method,
            url: "",
            id: id.unwrap_or_default(),
        };
        if !self.fits(&signatures, filling, request) {
            let why = format!("{header} is not the signature of this request");
            return (Ruling::Mismatch, Some(why));
        }
        match timestamp.and_then(|timestamp| clock.refuse(timestamp)) {
            Some(why) if hmac.include_timestamp => (Ruling::Stale, Some(why)),
            _ => (Ruling::Valid, None),
        }
    }

    fn has(&self, what: fn(&Template) -> bool) -> bool {
        self.formats.iter().any(what)
    }

    fn fits(&self, signatures: &[Tag], filling: Filling<'_>, request: Request<'_>) -> bool {
        let signed = |format: &Template, url: &str| {
            let Some(mac) = self.mac.clone() else {
                return false;
            };
            let tag = format.sign(mac, &Filling { url, ..filling });
            signatures.iter().any(|found| tag.is(found.bytes()))
        };
        self.formats.iter().any(|format| {
            if format.has_url() {
                return request.urls().iter().any(|url| signed(format, url));
            }
            signed(format, "")
        })
    }
}

/// `signature: sha256 in hex after "v1,"`, what a header should hold.
fn shape(hmac: &Hmac) -> String {
    let (algorithm, encoding) = (hmac.algorithm.name(), hmac.encoding.name());
    match hmac.prefix.as_str() {
        "" => format!("{algorithm} signature in {encoding}"),
        prefix => format!("{algorithm} signature in {encoding} after \"{prefix}\""),
    }
}

fn check_token(token: &Token, request: Request<'_>, secret: &Secret) -> Ruled {
    let name = &token.header;
    let mut values = request.values(name.as_str()).peekable();
    if values.peek().is_none() {
        let why = format!("there is no {name} header");
        return (Ruling::Missing, Some(why));
    }
    let wanted = secret.reveal().as_bytes();
    let fits = |value: &[u8]| {
        let value = if token.bearer {
            after_bearer(value)
        } else {
            Some(value)
        };
        value.is_some_and(|value| same(value, wanted))
    };
    if values.any(fits) {
        return (Ruling::Valid, None);
    }
    let what = if token.bearer { "token" } else { "secret" };
    let why = format!("{name} is not the {what}");
    (Ruling::Mismatch, Some(why))
}

/// What stands behind `Bearer`, in any case.
pub(super) fn after_bearer(value: &[u8]) -> Option<&[u8]> {
    let (word, rest) = value.split_at_checked(6)?;
    let rest = rest.strip_prefix(b" ")?;
    word.eq_ignore_ascii_case(b"bearer")
        .then(|| rest.trim_ascii_start())
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
                method,
                url,
                id: id.as_bytes(),
            },
        );
        let encoded = match hmac.encoding {
            Encoding::Hex => hex::encode(tag.bytes()),
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
