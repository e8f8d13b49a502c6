//! What a signature header says: its bytes, however many signatures it holds.

use super::key::base64;
use super::mac::Tag;
use super::plan::Encoding;

/// Prefixes that are seen in the field, the longest first.
pub(super) const PREFIXES: &[&str] = &[
    "hmac-sha256=",
    "sha256=",
    "sha512=",
    "sha1=",
    "v1,",
    "v1=",
    "v1",
];

/// The signatures that a header's value holds, as bytes: the value whole, and the parts of it
/// that spaces or commas separate. Each has to begin with `prefix`.
pub(super) fn tags(value: &[u8], prefix: &str, encoding: Encoding) -> impl Iterator<Item = Tag> {
    pieces(value).filter_map(move |piece| decode(piece.strip_prefix(prefix.as_bytes())?, encoding))
}

/// The same for a value of which nothing is known: any usual prefix, either encoding.
pub(super) fn any_tags(value: &[u8]) -> Vec<Tag> {
    let mut found = Vec::new();
    for piece in pieces(value) {
        for prefix in PREFIXES.iter().chain(&[""]) {
            let Some(rest) = piece.strip_prefix(prefix.as_bytes()) else {
                continue;
            };
            for encoding in [Encoding::Hex, Encoding::Base64] {
                found.extend(decode(rest, encoding));
            }
        }
    }
    found
}

/// The value, then each part of it when there are several.
pub(super) fn pieces(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let whole = value.trim_ascii();
    let parts = whole
        .split(u8::is_ascii_whitespace)
        .map(|part| part.strip_suffix(b",").unwrap_or(part))
        .filter(move |part| !part.is_empty() && part.len() < whole.len());
    std::iter::once(whole).chain(parts)
}

const NO_DIGIT: u8 = 0x10;
/// The value of each hexadecimal digit.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        digits[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

/// A signature's bytes: hex in either case, base64 of either alphabet, padded or not.
pub(super) fn decode(text: &[u8], encoding: Encoding) -> Option<Tag> {
    match encoding {
        Encoding::Hex => {
            let mut bytes = [0; 64];
            let len = text.len() / 2;
            if text.len() % 2 == 1 {
                return None;
            }
            // What is no digit has a bit that no digit has: one look at the end is enough.
            let mut seen = 0;
            let (pairs, _) = text.as_chunks::<2>();
            for (byte, [high, low]) in bytes.get_mut(..len)?.iter_mut().zip(pairs) {
                let (high, low) = (DIGITS[usize::from(*high)], DIGITS[usize::from(*low)]);
                seen |= high | low;
                *byte = high << 4 | low;
            }
            (seen & NO_DIGIT == 0).then(|| Tag::new(bytes, len))
        }
        Encoding::Base64 => {
            // The longest signature is 64 bytes.
            let bytes = base64(text.get(..text.len().min(89))?)?;
            let mut whole = [0; 64];
            whole.get_mut(..bytes.len())?.copy_from_slice(&bytes);
            Some(Tag::new(whole, bytes.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(value: &str, prefix: &str, encoding: Encoding) -> Vec<Vec<u8>> {
        let tags = tags(value.as_bytes(), prefix, encoding);
        tags.map(|tag| tag.bytes().to_vec()).collect()
    }

    #[test]
    fn signatures_are_read_as_they_are_written() {
        let one = vec![vec![0xab, 0xff]];
        assert_eq!(bytes("abff", "", Encoding::Hex), one);
        assert_eq!(bytes(" ABFF ", "", Encoding::Hex), one);
        assert_eq!(bytes("v1,q/8=", "v1,", Encoding::Base64), one);
        assert_eq!(bytes("v1,q_8", "v1,", Encoding::Base64), one);
        assert_eq!(bytes("v2,AAA= v1,q/8=", "v1,", Encoding::Base64), one);
        assert_eq!(bytes("00zz abff, 00", "", Encoding::Hex).len(), 2);
        assert!(bytes("abff", "sha256=", Encoding::Hex).is_empty());
        assert!(bytes("abf", "", Encoding::Hex).is_empty());
        assert!(bytes(&"ab".repeat(65), "", Encoding::Hex).is_empty());
        assert!(bytes(&"A".repeat(900), "", Encoding::Base64).is_empty());
    }

    #[test]
    fn any_prefix_is_seen_through() {
        let any = any_tags(b"sha256=abff");
        assert!(any.iter().any(|tag| tag.bytes() == [0xab, 0xff]));
        let any = any_tags(b"v1abff");
        assert!(any.iter().any(|tag| tag.bytes() == [0xab, 0xff]));
    }
}
