//! Why a signature does not fit: the usual mistakes, made on purpose one after the other, until
//! one of them gives what the headers say. Only a mistake that does is named, apart from two that
//! leave no trace (keys in another order, nothing that looks like a signature), which say so.
//!
//! The work is bounded: what a search may digest is counted in bytes.

mod body;
mod json;
mod keys;
mod search;
mod seen;
mod stamps;
mod token;

use super::auth::Auth;
use super::mac::Algorithm;
use super::plan::{Hmac, Scheme};
use super::request::Request;
use super::way::Way;
use crate::event::verdict::{Ruling, Verdict};
use search::Search;
use seen::seen;

/// How to get at the bytes that were signed, in the app's terms.
pub(super) const RAW_BODY: &str = "check the bytes as they came, before anything parses them: in \
    Express put express.raw({type: '*/*'}) before express.json() on this route and pass req.body; \
    in Flask pass request.get_data(), not request.json";

/// What a search may digest, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Budget(pub u64);

impl Default for Budget {
    /// A fifth of a second.
    fn default() -> Self {
        Self(128 << 20)
    }
}

impl Budget {
    /// Takes what one digest of `bytes` costs; `false` when that is too much.
    fn pay(&mut self, bytes: usize) -> bool {
        let cost = bytes as u64 + 512;
        let left = self.0.checked_sub(cost);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// A mistake that explains why a request is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clue {
    /// Its stable name.
    pub mistake: &'static str,
    /// What was found.
    pub found: String,
    /// What to do about it.
    pub fix: String,
}

impl Clue {
    fn new(mistake: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            mistake,
            found: found.into(),
            fix: fix.into(),
        }
    }
}

/// Another event that the signature may belong to: its id and body.
pub type Other<'a> = (String, &'a [u8]);

/// Looks for the mistake behind a verdict. `others` are events that were received beside this
/// one.
pub fn explain<'a>(
    auth: &Auth,
    request: Request<'_>,
    verdict: &Verdict,
    others: impl Iterator<Item = Other<'a>>,
    budget: &mut Budget,
) -> Option<Clue> {
    if verdict.ruling == Ruling::Valid {
        return None;
    }
    if verdict.ruling == Ruling::Stale {
        return Some(stale());
    }
    let seen = seen(request);
    let ways: Vec<&Way> = auth
        .ways()
        .iter()
        .filter(|way| !auth.is_auto() || request.value(way.plan.header().as_str()).is_some())
        .collect();
    let clue = ways.iter().find_map(|way| match &way.plan.scheme {
        Scheme::Token(token) => token::explain(token, auth.secret(), request, &seen, budget),
        Scheme::Hmac(hmac) => Search::new(hmac, auth, request, &seen, budget).explain(),
    });
    if clue.is_some() {
        return clue;
    }
    let way = ways.first()?;
    let Scheme::Hmac(hmac) = &way.plan.scheme else {
        return None;
    };
    let mut search = Search::new(hmac, auth, request, &seen, budget);
    search
        .of_another(others)
        .or_else(|| search.nothing_to_see())
        .or_else(|| json::maybe_sorted(request.body))
}

fn stale() -> Clue {
    Clue::new(
        "stale-timestamp",
        "the signature is right, but it was made at another time",
        "set the clock of the machine that checks, or allow for more with --tolerance; a recorded \
         event is checked at the time it names with --at, and signed anew with --sign",
    )
}

fn wrong_algorithm(hmac: &Hmac, found: Algorithm) -> Clue {
    let (plan, found) = (hmac.algorithm.name(), found.name());
    Clue::new(
        "wrong-algorithm",
        format!("it is signed with {found}, and the plan says {plan}"),
        format!("use {found}: createHmac('{found}', secret), hmac.new(key, body, hashlib.{found})"),
    )
}

/// Several mistakes as one.
fn joined(clues: impl Iterator<Item = Clue>) -> Option<Clue> {
    clues.reduce(|one, other| Clue {
        mistake: one.mistake,
        found: format!("{}; and {}", one.found, other.found),
        fix: format!("{}; and {}", one.fix, other.fix),
    })
}

#[cfg(test)]
mod tests;
