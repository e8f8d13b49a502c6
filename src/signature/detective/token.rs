//! What is usually wrong about a secret that is sent as it is.

use super::super::mac::{Algorithm, same};
use super::super::plan::{Hmac, Token};
use super::super::request::Request;
use super::super::template::Template;
use super::super::way::after_bearer;
use super::search::Guess;
use super::seen::Seen;
use super::{Budget, Clue, stamps};
use crate::event::envelope::lines;
use crate::secret::Secret;

/// Why a request does not show this secret.
pub(super) fn explain(
    token: &Token,
    secret: &Secret,
    request: Request<'_>,
    seen: &[Seen],
    budget: &mut Budget,
) -> Option<Clue> {
    let wanted = secret.reveal();
    let header = &token.header;
    for (name, value) in lines(request.headers) {
        let own = header.as_str().eq_ignore_ascii_case(name);
        let name = name.to_ascii_lowercase();
        let behind = after_bearer(value);
        let fits = |value: &[u8]| same(value, wanted.as_bytes());
        if !own && (fits(value) || behind.is_some_and(fits)) {
            return Some(Clue::new(
                "wrong-header",
                format!("the secret is in {name}, and the plan looks in {header}"),
                format!("read {name}: req.get('{name}'), request.headers['{name}']"),
            ));
        }
        if !own {
            continue;
        }
        if token.bearer && fits(value) {
            return Some(Clue::new(
                "wrong-prefix",
                format!("{name} holds the token without \"Bearer \" before it"),
                "set bearerPrefixEnabled to false in the plan, or have the sender put it there",
            ));
        }
        if !token.bearer && behind.is_some_and(fits) {
            return Some(Clue::new(
                "wrong-prefix",
                format!(
                    "{name} holds the secret after \"Bearer \", which the plan does not expect"
                ),
                "take \"Bearer \" off before comparing, or use a bearer credential",
            ));
        }
        let found = behind.filter(|_| token.bearer).unwrap_or(value);
        if found.trim_ascii() == wanted.trim().as_bytes() {
            return Some(Clue::new(
                "secret-whitespace",
                "one of the two secrets has white space around it",
                "trim it: process.env.SECRET.trim(), os.environ['SECRET'].strip(); a file ends in \
                 a newline that does not belong to it",
            ));
        }
        if found.eq_ignore_ascii_case(wanted.as_bytes()) {
            return Some(Clue::new(
                "secret-case",
                "the two secrets differ in upper and lower case",
                "copy it as it was given to Vapi",
            ));
        }
        if let Some(bare) = wanted.strip_prefix("Bearer ")
            && same(found, bare.as_bytes())
        {
            return Some(Clue::new(
                "secret-prefix",
                "\"Bearer \" at the beginning of the secret does not belong to it",
                "take it off: the plan puts it there",
            ));
        }
    }
    signed_instead(secret, request, seen, budget)
}

/// A signature where the plan expects the secret.
fn signed_instead(
    secret: &Secret,
    request: Request<'_>,
    seen: &[Seen],
    budget: &mut Budget,
) -> Option<Clue> {
    let hmac = Hmac::default();
    let formats = hmac.formats();
    for stamp in stamps::guesses(&hmac, &formats, request) {
        for algorithm in Algorithm::ALL {
            let guess = Guess {
                algorithm,
                key: secret.reveal().as_bytes(),
                format: &stamp.format,
                timestamp: &stamp.timestamp,
                id: b"",
                body: request.body,
            };
            if let Some(seen) = guess.among(request, seen, budget) {
                let found = format!(
                    "{} holds a signature ({} of {}), not the secret itself",
                    seen.header,
                    algorithm.name(),
                    Template::to_string(&stamp.format)
                );
                let fix = "check it as one: --scheme hmac with --signature-header, or \
                           createHmac() over the raw body";
                return Some(Clue::new("signature-not-secret", found, fix));
            }
        }
    }
    None
}
