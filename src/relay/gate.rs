//! The door of a listener that the internet can reach: a path prefix that cannot be guessed.
//!
//! Behind a tunnel anybody may knock. Only requests below the prefix are let in; the rest get 404,
//! never reach the app and are counted. The prefix is taken off before an event is forwarded or
//! recorded, so a record does not give it away.

use crate::error::{Error, Result};

/// Characters of the random part: 26 of base32 are 130 bits.
const LEN: usize = 26;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// What a readiness probe asks for, below the prefix.
const PROBE: &str = "/vapihook-ready/";

/// A prefix, and what passes it.
#[derive(Clone, Debug)]
pub struct Gate {
    prefix: String,
}

/// What a request at the gate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// Let in, with its path (and query) below the prefix; starts with `/` or `?` or is empty.
    Below(&'a str),
    /// Our own probe through the public URL; it is answered with this nonce.
    Probe(&'a str),
    /// Not let in.
    Stranger,
}

impl Gate {
    /// A gate with a new prefix.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new() -> Result<Self> {
        Ok(Self {
            prefix: format!("/wh_{}", random()?),
        })
    }

    /// The prefix: `/wh_` and 130 random bits.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The path of a probe that is answered with `nonce`.
    #[must_use]
    pub fn probe_path(&self, nonce: &str) -> String {
        format!("{}{PROBE}{nonce}", self.prefix)
    }

    pub(super) fn enter<'a>(&self, path: &'a str) -> Entry<'a> {
        match path.strip_prefix(&self.prefix) {
            Some(below) if below.is_empty() || below.starts_with(['/', '?']) => below
                .strip_prefix(PROBE)
                .map_or(Entry::Below(below), Entry::Probe),
            _ => Entry::Stranger,
        }
    }
}

/// 130 random bits as text that a URL can hold.
///
/// # Errors
/// When the system has no randomness to give.
pub fn random() -> Result<String> {
    let mut bytes = [0_u8; LEN];
    rustls::crypto::ring::default_provider()
        .secure_random
        .fill(&mut bytes)
        .map_err(|_| Error::failed("the system gives no randomness"))?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_knows_the_prefix_gets_in() {
        let gate = Gate::new().expect("randomness");
        let prefix = gate.prefix().to_owned();
        let at = |below: &str| format!("{prefix}{below}");
        assert_eq!(gate.enter(&prefix), Entry::Below(""));
        assert_eq!(gate.enter(&at("/a?b=1")), Entry::Below("/a?b=1"));
        assert_eq!(gate.enter(&at("?b=1")), Entry::Below("?b=1"));
        assert_eq!(gate.enter(&gate.probe_path("n1")), Entry::Probe("n1"));
        for path in ["/", "", "/wh_", "/.env", &prefix[..20], &at("x")] {
            assert_eq!(gate.enter(path), Entry::Stranger, "{path}");
        }
        assert_ne!(Gate::new().expect("randomness").prefix(), prefix);
        assert_eq!(prefix.len(), "/wh_".len() + LEN);
    }
}
