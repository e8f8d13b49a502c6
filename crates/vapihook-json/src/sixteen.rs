//! Text looked at sixteen bytes at a time. Most strings are short: a search that is made for long
//! ones takes longer to begin than these to end.
//!
//! The comparisons are spelled out, not left to a compiler that may find them: whether it looks for
//! them depends on how the program around this crate is built. They are those that every processor
//! of a kind has: to look for a better one would take longer than to use it.
#![expect(
    clippy::inline_always,
    reason = "a comparison is one instruction where it is used, and a call elsewhere"
)]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, mask8x16, u8x16};

/// How many bytes are looked at together.
pub(crate) const LANES: usize = 16;

/// Sixteen bytes.
#[derive(Clone, Copy)]
pub(crate) struct Sixteen([u8; LANES]);

/// Which of sixteen bytes are meant: a bit for each, the first byte's the lowest.
#[derive(Clone, Copy)]
pub(crate) struct Marks(u32);

impl Marks {
    /// Where the first one stands; 16 when there is none.
    #[inline]
    pub(crate) fn first(self) -> usize {
        (self.0 | 1 << LANES).trailing_zeros() as usize
    }

    #[inline]
    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl Sixteen {
    #[inline]
    pub(crate) fn of(bytes: &[u8; LANES]) -> Self {
        Self(*bytes)
    }

    /// Quotes and backslashes.
    #[inline]
    pub(crate) fn ends(self) -> Marks {
        dispatch!(Level::baseline(), simd => Lanes::of(simd, self).ends().into())
    }

    /// Quotes, backslashes and control characters.
    #[inline]
    pub(crate) fn specials(self) -> Marks {
        dispatch!(Level::baseline(), simd => Lanes::of(simd, self).specials().into())
    }

    /// Quotes, backslashes and what is not printable ASCII.
    #[inline]
    pub(crate) fn escaping(self) -> Marks {
        dispatch!(Level::baseline(), simd => Lanes::of(simd, self).escaping().into())
    }

    /// Whether a control character is in it.
    #[inline]
    fn has_controls(self) -> bool {
        dispatch!(Level::baseline(), simd => Lanes::of(simd, self).controls().any_true())
    }
}

/// Sixteen bytes beside one another.
#[derive(Clone, Copy)]
struct Lanes<S: Simd>(u8x16<S>);

impl<S: Simd> From<mask8x16<S>> for Marks {
    #[inline(always)]
    fn from(lanes: mask8x16<S>) -> Self {
        // There are sixteen of them.
        #[expect(clippy::cast_possible_truncation)]
        Self(lanes.to_bitmask() as u32)
    }
}

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    fn of(simd: S, Sixteen(bytes): Sixteen) -> Self {
        Self(u8x16::simd_from(simd, bytes))
    }

    /// Quotes and backslashes.
    #[inline(always)]
    fn ends(self) -> mask8x16<S> {
        self.0.simd_eq(b'"') | self.0.simd_eq(b'\\')
    }

    /// What is below a space.
    #[inline(always)]
    fn controls(self) -> mask8x16<S> {
        self.0.min(0x1f).simd_eq(self.0)
    }

    #[inline(always)]
    fn specials(self) -> mask8x16<S> {
        self.ends() | self.controls()
    }

    /// A space to a tilde.
    #[inline(always)]
    fn printables(self) -> mask8x16<S> {
        let above = self.0 - b' ';
        above.min(b'~' - b' ').simd_eq(above)
    }

    #[inline(always)]
    fn escaping(self) -> mask8x16<S> {
        self.ends() | !self.printables()
    }
}

/// Whether something below a space is in a text.
pub(crate) fn has_controls(text: &[u8]) -> bool {
    let (chunks, rest) = text.as_chunks();
    chunks.iter().any(|chunk| Sixteen::of(chunk).has_controls())
        || rest.iter().any(|byte| *byte < b' ')
}

/// Whether all of a text is printable ASCII: a space to a tilde.
#[must_use]
pub fn is_printable(text: &[u8]) -> bool {
    let (chunks, rest) = text.as_chunks();
    let (groups, others) = chunks.as_chunks();
    groups.iter().all(are_printable)
        && others.iter().all(|chunk| are_printable(&[*chunk; 4]))
        && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether all of four times sixteen bytes are.
#[inline]
fn are_printable(four: &[[u8; LANES]; 4]) -> bool {
    let [one, two, three, four] = four;
    dispatch!(Level::baseline(), simd => {
        let printables = |bytes: &[u8; LANES]| Lanes::of(simd, Sixteen::of(bytes)).printables();
        (printables(one) & printables(two) & printables(three) & printables(four)).all_true()
    })
}

/// Everything that this processor can be asked for, from what all of its kind can on.
#[cfg(test)]
pub(crate) fn levels() -> Vec<Level> {
    let mut levels = vec![Level::baseline(), Level::new()];
    #[cfg(target_arch = "x86_64")]
    {
        levels.extend(Level::new().as_sse4_2().map(Level::Sse4_2));
        levels.extend(Level::new().as_avx2().map(Level::Avx2));
    }
    levels
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
                assert_eq!(has_controls(&bytes), byte < b' ', "{at}");
                assert_eq!(has_controls(&bytes[place..=place]), byte < b' ', "{at}");
                assert_eq!(is_printable(&bytes), printable, "{at}");
                for before in 0..9 {
                    let text = ["x".repeat(16 * before).as_bytes(), &bytes, b"~ y"].concat();
                    assert_eq!(is_printable(&text), printable, "{at}");
                    let text =
                        ["~ y".as_bytes(), &bytes, "x".repeat(16 * before).as_bytes()].concat();
                    assert_eq!(is_printable(&text), printable, "{at}");
                }
                assert_eq!(is_printable(&bytes[place..=place]), printable, "{at}");
            }
        }
    }
}
