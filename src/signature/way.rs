//! One scheme with its key made: checks a request by it.

use http::HeaderName;

use super::begun::{Begun, Shown};
use super::key;
use super::mac::{Mac, Tag, same};
use super::plan::{Hmac, Plan, Scheme, Token};
use super::request::{Clock, Request};
use super::sighting::{any_tags, tags};
use super::template::{Filling, Template};
use crate::error::Result;
use crate::event::verdict::Ruling;
use crate::secret::Secret;

/// How one scheme is checked, its key made.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub plan: Plan,
    /// Keyed, for a signature.
    pub mac: Option<Mac>,
    pub formats: Vec<Template>,
    /// Whether any prefix and encoding will do.
    lenient: bool,
    /// Whether a request can be checked by it while it is being read.
    pub can_stream: bool,
}

/// What one way came to, and why.
pub(super) type Ruled = (Ruling, Option<String>);

impl Way {
    pub(super) fn new(plan: Plan, secret: &Secret, lenient: bool) -> Result<Self> {
        let (mac, formats) = match &plan.scheme {
            Scheme::Token(_) => (None, Vec::new()),
            Scheme::Hmac(hmac) => {
                let mac = Mac::new(hmac.algorithm, &key::of(hmac, secret)?);
                (mac, hmac.formats())
            }
        };
        let can_stream = match (&plan.scheme, &*formats) {
            (Scheme::Hmac(hmac), [format]) => {
                let [signature, timestamp, id] = [
                    &hmac.signature_header,
                    &hmac.timestamp_header,
                    &hmac.id_header,
                ];
                let names_differ = signature != timestamp && timestamp != id && id != signature;
                names_differ && !lenient && !format.has_url() && format.signs_the_body_once()
            }
            _ => false,
        };
        Ok(Self {
            plan,
            mac,
            formats,
            lenient,
            can_stream,
        })
    }

    pub(super) fn check(&self, request: Request<'_>, secret: &Secret, clock: &Clock) -> Ruled {
        match &self.plan.scheme {
            Scheme::Token(token) => check_token(token, request, secret),
            Scheme::Hmac(hmac) => self.check_hmac(hmac, request, clock),
        }
    }

    fn check_hmac(&self, hmac: &Hmac, request: Request<'_>, clock: &Clock) -> Ruled {
        let (filling, timestamp) = match self.filling(hmac, request) {
            Ok(found) => found,
            Err(name) => {
                let why = format!("there is no {name} header");
                return (Ruling::Missing, Some(why));
            }
        };
        let header = hmac.signature_header.as_str();
        let signatures: Vec<Tag> = request
            .values(header)
            .flat_map(|value| {
                if self.lenient {
                    any_tags(value)
                } else {
                    tags(value, &hmac.prefix, hmac.encoding).collect()
                }
            })
            .filter(|tag| tag.bytes().len() == hmac.algorithm.bytes())
            .collect();
        if signatures.is_empty() {
            let why = format!("{header} holds no {}", shape(hmac));
            return (Ruling::Mismatch, Some(why));
        }
        if !self.fits(&signatures, filling, request) {
            let why = format!("{header} is not the signature of this request");
            return (Ruling::Mismatch, Some(why));
        }
        match timestamp.and_then(|timestamp| clock.refuse(timestamp)) {
            Some(why) if hmac.include_timestamp => (Ruling::Stale, Some(why)),
            _ => (Ruling::Valid, None),
        }
    }

    /// What is filled in, and the timestamp as it was sent; else the header that is missing.
    fn filling<'a, 'h>(
        &self,
        hmac: &'h Hmac,
        request: Request<'a>,
    ) -> Result<(Filling<'a>, Option<&'a [u8]>), &'h HeaderName> {
        let names = [
            &hmac.signature_header,
            &hmac.timestamp_header,
            &hmac.id_header,
        ];
        let [signature, timestamp, id] = request.first_of(names.map(HeaderName::as_str));
        if signature.is_none() {
            return Err(&hmac.signature_header);
        }
        if timestamp.is_none() && hmac.include_timestamp && self.has(Template::has_timestamp) {
            return Err(&hmac.timestamp_header);
        }
        if id.is_none() && self.has(Template::has_id) {
            return Err(&hmac.id_header);
        }
        let filling = Filling {
            body: request.body,
            timestamp: timestamp.unwrap_or_default(),
            method: request.method.as_bytes(),
            url: "",
            id: id.unwrap_or_default(),
        };
        Ok((filling, timestamp))
    }

    /// Where the value of this header belongs, if a streamed check needs it.
    pub(super) fn place<'s, 'a>(
        &self,
        name: &[u8],
        shown: &'s mut Shown<'a>,
    ) -> Option<&'s mut Option<&'a [u8]>> {
        let Scheme::Hmac(hmac) = &self.plan.scheme else {
            return None;
        };
        let is = |header: &HeaderName| name.eq_ignore_ascii_case(header.as_str().as_bytes());
        if is(&hmac.signature_header) {
            Some(&mut shown.signature)
        } else if is(&hmac.timestamp_header) {
            Some(&mut shown.timestamp)
        } else if is(&hmac.id_header) {
            Some(&mut shown.id)
        } else {
            None
        }
    }

    /// Begins on the signature of a request whose body is still to come, and writes what is to be
    /// digested before it. `false` when that cannot be known yet.
    pub(super) fn begin(
        &self,
        shown: &Shown<'_>,
        begun: &mut Option<Begun>,
        head: &mut Vec<u8>,
    ) -> bool {
        let [format] = &*self.formats else {
            return false;
        };
        let Some(is_bound) = format.head(&Filling::of(shown), head) else {
            return false;
        };
        if begun.is_none() {
            *begun = self.mac.clone().map(Begun::new);
        }
        begun.as_mut().map(|begun| begun.begin(is_bound)).is_some()
    }

    /// Whether a request is valid whose body `begun` has had.
    pub(super) fn accepts(&self, shown: &Shown<'_>, clock: &Clock, begun: &mut Begun) -> bool {
        let (Scheme::Hmac(hmac), [format]) = (&self.plan.scheme, &*self.formats) else {
            return false;
        };
        let Some(signature) = shown.signature else {
            return false;
        };
        let lacks_time = shown.timestamp.is_none() && format.has_timestamp();
        if (lacks_time && hmac.include_timestamp) || (shown.id.is_none() && format.has_id()) {
            return false;
        }
        let tag = begun.finish(|mac| format.finish(mac, &Filling::of(shown)));
        let in_time = |timestamp| clock.refuse(timestamp).is_none();
        tags(signature, &hmac.prefix, hmac.encoding).any(|found| tag.is(found.bytes()))
            && (!hmac.include_timestamp || shown.timestamp.is_none_or(in_time))
    }

    pub(super) fn has(&self, what: fn(&Template) -> bool) -> bool {
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
