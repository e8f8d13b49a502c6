//! What is usually done to a secret on its way.

use zeroize::Zeroizing;

use super::super::key::{self, SVIX_PREFIX, base64};
use super::super::plan::Hmac;
use super::Clue;
use crate::secret::Secret;

/// A key, and the mistake that makes it.
pub(super) struct Key {
    pub key: Zeroizing<Vec<u8>>,
    mistake: Option<(&'static str, &'static str, &'static str)>,
}

impl Key {
    pub fn mistake(&self) -> bool {
        self.mistake.is_some()
    }

    pub fn clue(&self) -> Clue {
        let (mistake, found, fix) = self.mistake.unwrap_or_default();
        Clue::new(mistake, found, fix)
    }
}

const WHITESPACE: (&str, &str, &str) = (
    "secret-whitespace",
    "the secret has white space around it that the sender's has not",
    "trim it: process.env.SECRET.trim(), os.environ['SECRET'].strip(); a file ends in a newline \
     that does not belong to it",
);
const SENDERS_WHITESPACE: (&str, &str, &str) = (
    "secret-whitespace",
    "the sender's secret has white space at its end that this one has not",
    "save it anew in Vapi's credential, without the newline (printf, not echo)",
);
const PREFIX: (&str, &str, &str) = (
    "secret-prefix",
    "whsec_ at the beginning of the secret does not belong to the key",
    "take whsec_ off and decode the rest from base64",
);
const PREFIX_KEPT: (&str, &str, &str) = (
    "secret-prefix",
    "whsec_ at the beginning of the secret belongs to the key: it is used as it stands",
    "use the secret as text, all of it",
);
const DECODED: (&str, &str, &str) = (
    "secret-base64",
    "the sender decodes the secret from base64, and the plan does not",
    "set secretIsBase64 in the plan: Buffer.from(secret, 'base64'), base64.b64decode(secret)",
);
const NOT_DECODED: (&str, &str, &str) = (
    "secret-base64",
    "the sender uses the secret as text, and the plan decodes it from base64",
    "take secretIsBase64 out of the plan: the secret's own characters are the key",
);
const HEX: (&str, &str, &str) = (
    "secret-hex",
    "the sender decodes the secret from hex",
    "decode it: Buffer.from(secret, 'hex'), bytes.fromhex(secret)",
);
const BEARER: (&str, &str, &str) = (
    "secret-prefix",
    "\"Bearer \" at the beginning of the secret does not belong to it",
    "take it off: it belongs into a header",
);
const QUOTES: (&str, &str, &str) = (
    "secret-quotes",
    "the secret has quotes around it that the sender's has not",
    "take them off: a .env file or docker --env-file keeps them",
);

/// The keys that a secret may become, the plan's own first.
pub(super) fn guesses(hmac: &Hmac, secret: &Secret) -> Vec<Key> {
    let text = secret.reveal();
    let plain = Zeroizing::new(text.as_bytes().to_vec());
    let own = key::of(hmac, secret).unwrap_or_else(|_| plain.clone());
    let decodes = own != plain;
    let mut keys = vec![Key {
        key: own,
        mistake: None,
    }];
    let mut add = |bytes: &[u8], mistake| {
        if !bytes.is_empty() && !keys.iter().any(|known| known.key.as_slice() == bytes) {
            keys.push(Key {
                key: Zeroizing::new(bytes.to_vec()),
                mistake: Some(mistake),
            });
        }
    };
    let trimmed = text.trim();
    let undecoded = if text.starts_with(SVIX_PREFIX) {
        PREFIX_KEPT
    } else {
        NOT_DECODED
    };
    add(
        trimmed.as_bytes(),
        if decodes { undecoded } else { WHITESPACE },
    );
    for end in ["\n", "\r\n", " "] {
        add(format!("{trimmed}{end}").as_bytes(), SENDERS_WHITESPACE);
    }
    let unquoted = trimmed.trim_matches(['"', '\'']);
    add(unquoted.as_bytes(), QUOTES);
    if let Some(token) = trimmed.strip_prefix("Bearer ") {
        add(token.as_bytes(), BEARER);
    }
    if let Some(bare) = trimmed.strip_prefix(SVIX_PREFIX) {
        add(&base64(bare.as_bytes()).unwrap_or_default(), PREFIX);
        add(bare.as_bytes(), PREFIX);
        add(trimmed.as_bytes(), PREFIX_KEPT);
    } else {
        add(format!("{SVIX_PREFIX}{trimmed}").as_bytes(), PREFIX_KEPT);
    }
    add(&base64(trimmed.as_bytes()).unwrap_or_default(), DECODED);
    add(&const_hex::decode(trimmed).unwrap_or_default(), HEX);
    add(text.as_bytes(), NOT_DECODED);
    keys
}
