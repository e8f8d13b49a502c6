//! Text looked at sixteen bytes at a time. Most strings are short: a search that is made for long
//! ones takes longer to begin than these to end.
//!
//! The comparisons are spelled out, not left to a compiler that may find them: whether it looks for
//! them depends on how the program around this crate is built.

use wide::u8x16;

/// How many bytes are looked at together.
pub(crate) const LANES: usize = 16;

/// Sixteen bytes.
#[derive(Clone, Copy)]
pub(crate) struct Sixteen(u8x16);

/// Which of sixteen bytes are meant: a bit for each, the first byte's the lowest.
#[derive(Clone, Copy)]
pub(crate) struct Marks(u32);

impl Marks {
    /// Where the first one stands; 16 when there is none.
    #[inline]
    pub(crate) fn first(self) -> usize {
        (self.0 | 1 << LANES).trailing_zeros() as usize
    }

    /// All of them.
    #[inline]
    pub(crate) fn bits(self) -> u32 {
        self.0
    }
}

impl Sixteen {
    #[inline]
    pub(crate) fn of(bytes: &[u8; LANES]) -> Self {
        Self(u8x16::new(*bytes))
    }

    #[inline]
    fn is(self, byte: u8) -> u8x16 {
        self.0.simd_eq(u8x16::splat(byte))
    }

    /// Those that are `byte`.
    #[inline]
    pub(crate) fn equal(self, byte: u8) -> Marks {
        Marks(self.is(byte).to_bitmask())
    }

    /// What is below a space.
    #[inline]
    fn controls(self) -> u8x16 {
        self.0.min(u8x16::splat(0x1f)).simd_eq(self.0)
    }

    #[inline]
    fn quotes_or_backslashes(self) -> u8x16 {
        self.is(b'"') | self.is(b'\\')
    }

    /// What is not printable ASCII. Only the highest bit of each byte counts.
    #[inline]
    fn unprintables(self) -> u8x16 {
        self.0 | self.controls() | self.is(0x7f)
    }

    /// Quotes and backslashes.
    #[inline]
    pub(crate) fn ends(self) -> Marks {
        Marks(self.quotes_or_backslashes().to_bitmask())
    }

    /// Quotes, backslashes and control characters.
    #[inline]
    pub(crate) fn specials(self) -> Marks {
        Marks((self.quotes_or_backslashes() | self.controls()).to_bitmask())
    }

    /// Quotes, backslashes and what is not printable ASCII.
    #[inline]
    pub(crate) fn escaping(self) -> Marks {
        Marks((self.quotes_or_backslashes() | self.unprintables()).to_bitmask())
    }

    /// Whether all of it is printable ASCII.
    #[inline]
    fn is_printable(self) -> bool {
        self.unprintables().to_bitmask() == 0
    }
}

/// Whether all of a text is printable ASCII: a space to a tilde.
#[must_use]
pub fn is_printable(text: &[u8]) -> bool {
    let (chunks, rest) = text.as_chunks();
    chunks.iter().all(|chunk| Sixteen::of(chunk).is_printable())
        && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..LANES {
                let mut bytes = *b"abcdefghijklmnop";
                bytes[place] = byte;
                let found = |is_it: bool| if is_it { place } else { LANES };
                let marks = byte == b'"' || byte == b'\\';
                let printable = (b' '..=b'~').contains(&byte);
                let at = format!("{byte} at {place}");
                assert_eq!(Sixteen::of(&bytes).ends().first(), found(marks), "{at}");
                assert_eq!(
                    Sixteen::of(&bytes).specials().first(),
                    found(marks || byte < 0x20),
                    "{at}"
                );
                assert_eq!(
                    Sixteen::of(&bytes).escaping().first(),
                    found(marks || !printable),
                    "{at}"
                );
                assert_eq!(is_printable(&bytes), printable, "{at}");
                assert_eq!(is_printable(&bytes[place..=place]), printable, "{at}");
            }
        }
    }
}
