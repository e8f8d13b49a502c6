//! Text looked at eight bytes at a time, the first in the lowest place. Most strings in a body are
//! short: a search that is made for long ones takes longer to begin than these to end.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Marks bytes below `bound` by their highest bit: the first one is right, those above may not be.
#[inline]
fn below(bytes: u64, bound: u8) -> u64 {
    bytes.wrapping_sub(ONES * u64::from(bound)) & !bytes
}

/// Marks bytes that are `byte`, in the same way.
#[inline]
fn equal(bytes: u64, byte: u8) -> u64 {
    below(bytes ^ (ONES * u64::from(byte)), 1)
}

/// Where the first marked byte stands; 8 when there is none.
#[inline]
fn first(marked: u64) -> usize {
    ((marked & HIGH).trailing_zeros() / 8) as usize
}

/// Where the first quote or backslash stands; 8 when there is none.
#[inline]
pub(crate) fn quote_or_backslash(eight: u64) -> usize {
    first(equal(eight, b'"') | equal(eight, b'\\'))
}

/// Where the first quote, backslash or control character stands; 8 when there is none.
#[inline]
pub(crate) fn special(eight: u64) -> usize {
    first(equal(eight, b'"') | equal(eight, b'\\') | below(eight, 0x20))
}

/// Where the first byte stands that is not printable ASCII, or a quote or backslash; 8 when there
/// is none.
#[inline]
pub(crate) fn escaping(eight: u64) -> usize {
    special(eight).min(first(eight | equal(eight, 0x7f)))
}

/// Whether all of a text is printable ASCII: a space to a tilde.
#[must_use]
pub fn is_printable(text: &[u8]) -> bool {
    let (words, rest) = text.as_chunks();
    let is_printable = |eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        (eight | below(eight, b' ') | equal(eight, 0x7f)) & HIGH == 0
    };
    words.iter().all(is_printable) && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut eight = *b"abcdefgh";
                eight[place] = byte;
                // What stands behind it does not matter.
                for rest in &mut eight[place + 1..] {
                    *rest = b'"';
                }
                let behind = if place < 7 { place + 1 } else { 8 };
                let found = |is_it: bool| if is_it { place } else { behind };
                let word = u64::from_le_bytes(eight);
                let marks = byte == b'"' || byte == b'\\';
                assert_eq!(quote_or_backslash(word), found(marks), "{byte} at {place}");
                assert_eq!(
                    special(word),
                    found(marks || byte < 0x20),
                    "{byte} at {place}"
                );
                let printable = (b' '..=b'~').contains(&byte);
                let expected = found(marks || !printable);
                assert_eq!(escaping(word), expected, "{byte} at {place}");
                assert_eq!(is_printable(&eight), printable, "{byte} at {place}");
            }
        }
    }
}
