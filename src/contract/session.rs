//! What only several exchanges show: a handler that answers every type alike, a server that does
//! not verify who calls, a credential that is not attached.
//!
//! A [`Session`] is fed with the exchanges of a run in their order. What it remembers is bounded;
//! each of its findings hangs on the exchange that showed it.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;
use vapihook_json::raw::{Raw, text_of};

use super::case::{Asked, asked};
use super::judge;
use super::rule::{Check, Fault, Rule, Scope, Sure};
use super::show::shortened;
use crate::event::envelope::Headers;
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use crate::event::finding::Severity::Warning;
use crate::event::finding::{Judged, Severity};
use crate::event::message::Message;

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW063", severity: Warning, on: Scope::Asks, sure: Sure::Likely, mends: false, check: Check::Session,
        when: "an event that asks gets an answer that is no use to it, and another type got the very same (several events)",
        message: "the handler probably reads `type` instead of `message.type`", fix: "read message.type",
        source: "support threads" },
    Rule { id: "VW066", severity: Warning, on: Scope::Every, sure: Sure::Sure, mends: false, check: Check::Session,
        when: "events with a secret, a signature or a token come to a path, and one without is accepted there, too (several events)",
        message: "the server does not verify who calls", fix: "compare the secret before anything else",
        source: "docs (server authentication)" },
    Rule { id: "VW084", severity: Warning, on: Scope::Every, sure: Sure::Likely, mends: false, check: Check::Session,
        when: "the event says that its server has a credential, but it came without its header (told once in a run)",
        message: "the credential is not attached", fix: "set server.credentialId again, and look at the next request's headers",
        source: "support threads" },
];

/// How many types, and how many paths, are remembered.
const KEPT: usize = 64;
/// How many events without a credential are opened to see whether one was configured.
const LOOKS: usize = 32;
/// What the name of a header that proves the sender has in it.
const PROOFS: [&str; 6] = [
    "authorization",
    "secret",
    "signature",
    "token",
    "api-key",
    "apikey",
];

/// The exchanges of a run, as far as rules need them.
#[derive(Debug, Default)]
pub struct Session {
    answers: Vec<Answered>,
    doors: Vec<Door>,
    looks: usize,
}

/// The last answer to a type.
#[derive(Debug)]
struct Answered {
    event_type: String,
    status: u16,
    body: Said,
}

/// What an answer said, as far as another can be compared with it.
#[derive(Debug)]
enum Said {
    /// All of it.
    Short(Box<[u8]>),
    /// A hash of it.
    Long(u64),
}

/// What was accepted on a path.
#[derive(Debug)]
struct Door {
    path: String,
    with_proof: Option<String>,
    without: bool,
    told: bool,
}

impl Answered {
    /// Takes the newest answer in the place of the one before, which was mostly the same.
    fn remember(&mut self, status: u16, body: &[u8]) {
        self.status = status;
        if !matches!(&self.body, Said::Short(before) if **before == *body) {
            self.body = Said::of(body);
        }
    }
}

impl Said {
    /// What is short enough is kept.
    const SHORT: usize = 1_000;

    fn of(body: &[u8]) -> Self {
        if body.len() < Self::SHORT {
            Self::Short(body.into())
        } else {
            Self::Long(hash(body))
        }
    }

    /// Whether another answer says the same: as JSON when it is short, else byte for byte.
    fn is(&self, body: &[u8]) -> bool {
        let json = |body| serde_json::from_slice::<Value>(body).ok();
        match self {
            Self::Short(kept) if **kept == *body => true,
            Self::Short(kept) => json(kept).is_some_and(|kept| json(body) == Some(kept)),
            Self::Long(kept) => body.len() >= Self::SHORT && *kept == hash(body),
        }
    }
}

impl Session {
    /// What is wrong with this answer and what it does, also by what came before.
    pub fn judge(&mut self, exchange: &Exchange) -> Judged {
        let mut judged = judge(exchange);
        let arrival = &*exchange.arrival;
        let Some(delivery) = &exchange.delivery else {
            return judged;
        };
        let (Some(event_type), Outcome::Answered) = (&arrival.event().event_type, delivery.outcome)
        else {
            return judged;
        };
        let proof = proof(&arrival.envelope.headers);
        let same = self.same_answer(event_type, arrival, delivery, &judged);
        let unverified = self.unverified(arrival, delivery, proof);
        let unattached = self.unattached(arrival, proof);
        if same.is_none() && unverified.is_none() && unattached.is_none() {
            return judged;
        }
        for (id, fault) in [
            ("VW063", same),
            ("VW066", unverified),
            ("VW084", unattached),
        ] {
            let found = fault.and_then(|fault| Some(super::find(id)?.finding(fault)));
            judged.findings.extend(found);
        }
        judged.findings.sort_by(|one, other| one.id.cmp(&other.id));
        judged
    }

    /// VW063: only for an answer that is an error anyway, and that nobody else gave for the app.
    fn same_answer(
        &mut self,
        event_type: &str,
        arrival: &Arrival,
        delivery: &Delivery,
        judged: &Judged,
    ) -> Option<Fault> {
        let status = delivery.status;
        let body = delivery.body.trim_ascii();
        let has_room = self.answers.len() < KEPT;
        let known = self
            .answers
            .iter_mut()
            .find(|one| one.event_type == event_type);
        match known {
            Some(known) => known.remember(status, body),
            None if has_room => self.answers.push(Answered {
                event_type: event_type.to_owned(),
                status,
                body: Said::of(body),
            }),
            None => {}
        }
        let is_handlers = matches!(status, 200..=299 | 400 | 422);
        let mut findings = judged.findings.iter();
        let is_wrong =
            findings.any(|found| found.severity == Severity::Error && found.id != "VW007");
        let asks = !matches!(asked(arrival), Asked::Nothing | Asked::Voice);
        if !(asks && is_wrong && is_handlers) {
            return None;
        }
        let mut others = self.answers.iter();
        let same = |one: &&Answered| {
            one.event_type != event_type && one.status == status && one.body.is(body)
        };
        let other = &others.find(same)?.event_type;
        let text = text_of(&delivery.body);
        let text = if text.trim().is_empty() {
            "nothing"
        } else {
            text.trim()
        };
        let found = format!("{}, as {other} was answered", shortened(text));
        Some(Fault::at(
            "body",
            found,
            format!("an answer to {event_type}"),
        ))
    }

    /// VW066: told once for a path.
    fn unverified(
        &mut self,
        arrival: &Arrival,
        delivery: &Delivery,
        proof: Option<&str>,
    ) -> Option<Fault> {
        if !(200..300).contains(&delivery.status) {
            return None;
        }
        let path = arrival.envelope.bare_path();
        let at = self.doors.iter().position(|known| known.path == path);
        let at = match at {
            Some(at) => at,
            None if self.doors.len() < KEPT => {
                self.doors.push(Door {
                    path: path.to_owned(),
                    with_proof: None,
                    without: false,
                    told: false,
                });
                self.doors.len() - 1
            }
            None => return None,
        };
        let known = &mut self.doors[at];
        match proof {
            Some(name) if known.with_proof.as_deref() == Some(name) => {}
            Some(name) => known.with_proof = Some(name.to_owned()),
            None => known.without = true,
        }
        let name = known
            .with_proof
            .as_ref()
            .filter(|_| known.without && !known.told)?;
        let name = name.to_lowercase();
        let found = format!("{} for a request without {name}", delivery.status);
        known.told = true;
        Some(Fault::at("status", found, "401"))
    }

    /// VW084: told once.
    fn unattached(&mut self, arrival: &Arrival, proof: Option<&str>) -> Option<Fault> {
        if self.looks >= LOOKS || proof.is_some() {
            return None;
        }
        self.looks += 1;
        let text = arrival.text();
        let message = Message::reopen(arrival, &text);
        let id = message
            .server()?
            .get("credentialId")
            .and_then(Raw::as_str)?;
        if id.is_empty() {
            return None;
        }
        self.looks = LOOKS;
        let found = format!("credential {} and no header of it", shortened(&id));
        Some(
            Fault::at("headers", found, "the credential's header")
                .saying("the event's server has a credential, but it is not attached; no matter if you sent the event yourself"),
        )
    }
}

/// The name of the header that proves who sent it, if there is one.
fn proof(headers: &Headers) -> Option<&str> {
    let mut proofs = headers.names().filter(|name| is_proof(name));
    proofs.find_map(|name| std::str::from_utf8(name).ok())
}

/// Whether a word of [`PROOFS`] stands in a name of a header, in either case.
fn is_proof(name: &[u8]) -> bool {
    // No word is shorter, and few pairs of letters begin one: what follows others is not looked at.
    let mut parts = name.windows("token".len()).enumerate();
    parts.any(|(at, part)| {
        let pair = [part[0] | 0x20, part[1] | 0x20];
        matches!(&pair, b"au" | b"ap" | b"se" | b"si" | b"to") && begins_a_proof(&name[at..])
    })
}

fn begins_a_proof(name: &[u8]) -> bool {
    let mut words = PROOFS.iter().map(|word| word.as_bytes());
    words.any(|word| {
        let part = name.get(..word.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(word))
    })
}

fn hash(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_proof_is_found_in_a_name() {
        for word in PROOFS {
            for name in [word.to_owned(), format!("x-{word}"), format!("{word}-id")] {
                assert!(is_proof(name.as_bytes()), "{name}");
                assert!(is_proof(name.to_uppercase().as_bytes()), "{name}");
                for part in [&word[1..], &word[..word.len() - 1]] {
                    let name = name.replace(word, part);
                    assert!(!is_proof(name.as_bytes()), "{name}");
                }
            }
        }
        for name in ["", "a", "s", "host", "accept", "user-agent", "content-type"] {
            assert!(!is_proof(name.as_bytes()), "{name}");
        }
    }
}
