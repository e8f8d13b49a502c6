//! The API key: from a file or stdin, `VAPI_API_KEY`, or a profile, in this order.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::layers::Origin;
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// More than any key is long.
const MAX_BYTES: u64 = 4 << 10;

/// A key and where it is from.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key.
    pub secret: Secret,
    /// Where it is from.
    pub origin: Origin,
}

/// The key in a file, `-` for stdin. One newline at its end does not belong to it.
///
/// # Errors
/// When it cannot be read, or is no key.
pub fn from_file(path: &Path) -> Result<Secret> {
    let stdin = path == Path::new("-");
    let name = if stdin {
        "stdin".to_owned()
    } else {
        path.display().to_string()
    };
    let mut text = String::new();
    let read = if stdin {
        std::io::stdin()
            .lock()
            .take(MAX_BYTES)
            .read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
    };
    let text = Secret::new(text);
    if let Err(error) = read {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => Kind::NotFound,
            _ => Kind::Failed,
        };
        let message = format!("the API key cannot be read from {name}: {error}");
        return Err(Error::new(kind, message));
    }
    checked(text.reveal(), &name)
}

/// A key as somebody typed or stored it, without one newline at its end.
///
/// # Errors
/// When it is empty or holds what no key holds. What it holds is not repeated.
pub fn checked(text: &str, whence: &str) -> Result<Secret> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    let refused = |what: &str| {
        Err(Error::new(
            Kind::Credentials,
            format!("the API key from {whence} {what}"),
        )
        .hint("copy the private key from dashboard.vapi.ai, then: vapihook login"))
    };
    if text.is_empty() {
        return refused("is empty");
    }
    if !text.chars().all(|c| c.is_ascii_graphic()) {
        return refused("holds spaces or other characters that no key has");
    }
    Ok(Secret::new(text.to_owned()))
}

/// What tells keys apart and gives nothing away: the start of a hash.
#[must_use]
pub fn fingerprint(key: &Secret) -> String {
    let hash = Sha256::digest(key.reveal().as_bytes());
    let start = hash.iter().take(4);
    start.fold("sha256:".to_owned(), |text, byte| {
        text + &format!("{byte:02x}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_newline_is_dropped() {
        for (text, key) in [
            ("k", Some("k")),
            ("k\n", Some("k")),
            ("k\r\n", Some("k")),
            ("k\n\n", None),
            ("\n", None),
            ("", None),
            (" k", None),
            ("k\u{e4}", None),
        ] {
            let found = checked(text, "stdin");
            assert_eq!(found.ok().as_ref().map(Secret::reveal), key, "{text:?}");
        }
    }
}
