//! The search itself: guesses at how a request was signed, tried one after the other.

use super::super::auth::Auth;
use super::super::mac::{Algorithm, Mac, same};
use super::super::plan::Hmac;
use super::super::request::Request;
use super::super::template::{Filling, Template};
use super::super::way::after_bearer;
use super::body::{self, Body};
use super::keys::{self, Key};
use super::seen::Seen;
use super::stamps::{self, Stamp};
use super::{Budget, Clue, Other, joined, json, wrong_algorithm};
use crate::event::envelope::lines;

/// What may be wrong, the plan's own first of each.
struct Suspects<'a> {
    hmac: &'a Hmac,
    keys: Vec<Key>,
    stamps: Vec<Stamp>,
    bodies: Vec<Body>,
    id: Vec<u8>,
    body: &'a [u8],
}

impl<'a> Suspects<'a> {
    fn new(search: &Search<'a>) -> Option<Self> {
        let suspects = Self {
            hmac: search.hmac,
            keys: keys::guesses(search.hmac, search.auth.secret()),
            stamps: stamps::guesses(search.hmac, &search.formats, search.request),
            bodies: body::guesses(search.request.body),
            id: search.id(),
            body: search.request.body,
        };
        (!suspects.keys.is_empty() && !suspects.stamps.is_empty()).then_some(suspects)
    }

    /// As the plan says, but with this timestamp and format.
    fn stamped<'s>(&'s self, stamp: &'s Stamp) -> Guess<'s> {
        Guess {
            algorithm: self.hmac.algorithm,
            key: &self.keys[0].key,
            format: &stamp.format,
            timestamp: &stamp.timestamp,
            id: &self.id,
            body: self.body,
        }
    }

    /// As the plan says.
    fn own(&self) -> Guess<'_> {
        self.stamped(&self.stamps[0])
    }
}

/// A search for the mistake behind a signature.
pub(super) struct Search<'a> {
    hmac: &'a Hmac,
    auth: &'a Auth,
    request: Request<'a>,
    seen: &'a [Seen],
    budget: &'a mut Budget,
    formats: Vec<Template>,
}

/// One way to sign.
#[derive(Clone, Copy)]
pub(super) struct Guess<'a> {
    pub algorithm: Algorithm,
    pub key: &'a [u8],
    pub format: &'a Template,
    pub timestamp: &'a [u8],
    pub id: &'a [u8],
    pub body: &'a [u8],
}

impl Guess<'_> {
    /// The first of the signatures that this makes.
    pub fn among<'s>(
        self,
        request: Request<'_>,
        seen: &'s [Seen],
        budget: &mut Budget,
    ) -> Option<&'s Seen> {
        let length = self.algorithm.bytes();
        if !seen.iter().any(|seen| seen.tag.bytes().len() == length) {
            return None;
        }
        let urls = if self.format.has_url() {
            request.urls()
        } else {
            vec!["".into()]
        };
        for url in urls {
            if !budget.pay(self.body.len()) {
                return None;
            }
            let filling = Filling {
                body: self.body,
                timestamp: self.timestamp,
                method: request.method.as_bytes(),
                url: &url,
                id: self.id,
            };
            let tag = self
                .format
                .sign(Mac::new(self.algorithm, self.key)?, &filling);
            if let Some(found) = seen.iter().find(|seen| tag.is(seen.tag.bytes())) {
                return Some(found);
            }
        }
        None
    }
}

impl<'a> Search<'a> {
    pub fn new(
        hmac: &'a Hmac,
        auth: &'a Auth,
        request: Request<'a>,
        seen: &'a [Seen],
        budget: &'a mut Budget,
    ) -> Self {
        Self {
            hmac,
            auth,
            request,
            seen,
            budget,
            formats: hmac.formats(),
        }
    }

    /// The signature among the headers that a guess makes, best in the header where it belongs.
    fn fits(&mut self, guess: Guess<'_>) -> Option<&'a Seen> {
        let found = guess.among(self.request, self.seen, self.budget)?;
        let own = self.hmac.signature_header.as_str();
        let same = |seen: &&Seen| seen.tag.is(found.tag.bytes());
        self.seen
            .iter()
            .filter(same)
            .min_by_key(|seen| seen.header != own)
    }

    pub fn explain(&mut self) -> Option<Clue> {
        let suspects = Suspects::new(self)?;
        // The signature itself is right, but not where or how it should be.
        for stamp in suspects.stamps.iter().filter(|stamp| !stamp.mistake()) {
            if let Some(seen) = self.fits(suspects.stamped(stamp)) {
                return Some(seen.explain(self.hmac));
            }
        }
        self.secret_as_signature()
            .or_else(|| self.one_mistake(&suspects))
            .or_else(|| self.two_mistakes(&suspects))
            .or_else(|| {
                let mut bodies = json::reordered(self.request.body).into_iter();
                let found = bodies.any(|body| {
                    let guess = Guess {
                        body: &body,
                        ..suspects.own()
                    };
                    self.fits(guess).is_some()
                });
                found.then(body::reordered)
            })
    }

    /// One thing is wrong, from the cheapest to the dearest.
    fn one_mistake(&mut self, suspects: &Suspects<'_>) -> Option<Clue> {
        let own = suspects.own();
        for algorithm in Algorithm::ALL {
            if self.fits(Guess { algorithm, ..own }).is_some() {
                return Some(wrong_algorithm(self.hmac, algorithm));
            }
        }
        for key in &suspects.keys {
            let guess = Guess {
                key: &key.key,
                ..own
            };
            if self.fits(guess).is_some() {
                return Some(key.clue());
            }
        }
        for stamp in &suspects.stamps {
            if self.fits(suspects.stamped(stamp)).is_some() {
                return Some(stamp.clue());
            }
        }
        let lost = self.lost_millis(own);
        if lost.is_some() {
            return lost;
        }
        for body in &suspects.bodies {
            let guess = Guess {
                body: &body.bytes,
                ..own
            };
            if self.fits(guess).is_some() {
                return Some(body.clue());
            }
        }
        None
    }

    /// Two or three things are wrong.
    fn two_mistakes(&mut self, suspects: &Suspects<'_>) -> Option<Clue> {
        for stamp in &suspects.stamps {
            let stamped = suspects.stamped(stamp);
            let stamp = stamp.mistake().then(|| stamp.clue());
            for algorithm in Algorithm::ALL {
                for key in &suspects.keys {
                    let guess = Guess {
                        algorithm,
                        key: &key.key,
                        ..stamped
                    };
                    if self.fits(guess).is_none() {
                        continue;
                    }
                    let algorithm = (algorithm != self.hmac.algorithm)
                        .then(|| wrong_algorithm(self.hmac, algorithm));
                    let key = key.mistake().then(|| key.clue());
                    return joined([algorithm, stamp, key].into_iter().flatten());
                }
            }
            for body in &suspects.bodies {
                let guess = Guess {
                    body: &body.bytes,
                    ..stamped
                };
                if self.fits(guess).is_some() {
                    return joined([Some(body.clue()), stamp].into_iter().flatten());
                }
            }
        }
        None
    }

    fn id(&self) -> Vec<u8> {
        let own = self.request.value(self.hmac.id_header.as_str());
        let others = ["svix-id", "webhook-id"];
        let found = own.or_else(|| others.iter().find_map(|name| self.request.value(name)));
        found.unwrap_or_default().to_vec()
    }

    /// A timestamp in seconds beside a signature over ms: the ms are lost, so all are tried.
    fn lost_millis(&mut self, guess: Guess<'_>) -> Option<Clue> {
        if !guess.format.has_timestamp() {
            return None;
        }
        let seconds: u64 = str::from_utf8(guess.timestamp).ok()?.parse().ok()?;
        if seconds >= 100_000_000_000 {
            return None;
        }
        let fits = (0..1_000).any(|ms| {
            let timestamp = (seconds * 1_000 + ms).to_string();
            let guess = Guess {
                timestamp: timestamp.as_bytes(),
                ..guess
            };
            self.fits(guess).is_some()
        });
        fits.then(|| stamps::other_unit("seconds", "milliseconds"))
    }

    /// The secret itself, or a bearer token, where a signature should be.
    fn secret_as_signature(&self) -> Option<Clue> {
        let secret = self.auth.secret().reveal().as_bytes();
        let header = &self.hmac.signature_header;
        for (name, value) in lines(self.request.headers) {
            let token = after_bearer(value).unwrap_or(value);
            if !same(token, secret) {
                continue;
            }
            if header.as_str().eq_ignore_ascii_case(name) {
                return Some(Clue::new(
                    "secret-sent",
                    format!("{header} holds the secret itself, not a signature"),
                    "compare it with the secret (--scheme legacy-secret), or give Vapi an HMAC \
                     credential",
                ));
            }
            let name = name.to_ascii_lowercase();
            return Some(Clue::new(
                "token-as-secret",
                format!("the secret is the token that {name} holds, not the key of a signature"),
                format!(
                    "check {name} against it (--scheme bearer or shared-secret), or sign with the \
                     HMAC credential's secretKey"
                ),
            ));
        }
        None
    }

    /// Whether it is the signature of another event.
    pub fn of_another<'b>(&mut self, others: impl Iterator<Item = Other<'b>>) -> Option<Clue> {
        let suspects = Suspects::new(self)?;
        let own_body = self.request.body;
        for (other, body) in others.filter(|(_, body)| *body != own_body) {
            let guess = Guess {
                body,
                ..suspects.own()
            };
            if self.fits(guess).is_some() {
                return Some(Clue::new(
                    "another-event",
                    format!("it is the signature of another event: {other}"),
                    "send headers and body of one request together; a signature is made for one \
                     body and cannot be used again",
                ));
            }
        }
        None
    }

    /// There is nothing that could be a signature.
    pub fn nothing_to_see(&self) -> Option<Clue> {
        let header = &self.hmac.signature_header;
        let value = self.request.value(header.as_str());
        if !self.seen.is_empty() {
            return None;
        }
        Some(match value {
            None => Clue::new(
                "unsigned",
                format!("there is no {header} header, and no other looks like a signature"),
                "give the server URL its credential: server.credentialId in Vapi, or look whether \
                 a proxy removes the header",
            ),
            Some(_) => Clue::new(
                "no-signature",
                format!("what {header} holds is no signature of any kind"),
                "look at the credential that the server URL has in Vapi",
            ),
        })
    }
}
