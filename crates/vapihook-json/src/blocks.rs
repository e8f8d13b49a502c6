//! Text looked at sixty-four bytes at a time: a bit for each byte, the first byte's the lowest.
//! Whatever is true of many bytes is one number then, and a rule about all of them one sum.
#![expect(
    clippy::inline_always,
    reason = "a processor's better instructions are used in what is inlined into their user alone"
)]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x64};

/// Bytes that are looked at together.
pub(crate) const BLOCK: usize = 64;

/// Every place.
pub(crate) const ALL: u64 = u64::MAX;

/// Every second place, from the second one on.
const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;

/// Sixty-four bytes.
#[derive(Clone, Copy)]
pub(crate) struct Block<S: Simd>(u8x64<S>);

impl<S: Simd> Block<S> {
    #[inline(always)]
    pub fn of(simd: S, bytes: &[u8; BLOCK]) -> Self {
        Self(u8x64::simd_from(simd, *bytes))
    }

    /// Where this byte is.
    #[inline(always)]
    pub fn places(self, byte: u8) -> u64 {
        self.0.simd_eq(byte).to_bitmask()
    }

    /// Where control characters are: what is below a space.
    #[inline(always)]
    pub fn controls(self) -> u64 {
        self.0.min(0x1f).simd_eq(self.0).to_bitmask()
    }

    /// Where those are that are blanks: tabs and line breaks.
    #[inline(always)]
    pub fn breaks(self) -> u64 {
        let [tab, line, back] = [b'\t', b'\n', b'\r'].map(|byte| self.0.simd_eq(byte));
        (tab | line | back).to_bitmask()
    }

    /// Where a byte is, from the first to the last of these.
    #[inline(always)]
    pub fn between(self, first: u8, last: u8) -> u64 {
        let above = self.0 - first;
        above.min(last - first).simd_eq(above).to_bitmask()
    }

    /// The same with this bit set in every byte: what differs in nothing else becomes one.
    #[inline(always)]
    pub fn with(self, bit: u8) -> Self {
        Self(self.0 | bit)
    }
}

/// What of one block reaches into the next one: its first place, or nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carry(u64);

impl Carry {
    /// The first place is reached.
    pub const FIRST: Self = Self(1);

    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The places behind these.
    #[inline(always)]
    pub fn behind(&mut self, places: u64) -> u64 {
        let behind = places << 1 | self.0;
        self.0 = places >> (BLOCK - 1);
        behind
    }

    /// The first places behind these that are not `between`.
    ///
    /// Adding a place to a row that begins there carries beyond its end, as 1 and 999 make 1000.
    #[inline(always)]
    pub fn next(&mut self, places: u64, between: u64) -> u64 {
        let (sum, is_beyond) = (places << 1 | self.0).overflowing_add(between);
        self.0 = places >> (BLOCK - 1) | u64::from(is_beyond);
        sum & !between
    }

    /// The first places that are not in the `rows` that begin at these.
    #[inline(always)]
    pub fn past(&mut self, places: u64, rows: u64) -> u64 {
        let (sum, is_beyond) = (places | self.0).overflowing_add(rows);
        self.0 = u64::from(is_beyond);
        sum & !rows
    }

    /// What is escaped by these backslashes: of those in a row, every second one is, or what stands
    /// behind them.
    #[inline(always)]
    pub fn escaped(&mut self, backslashes: u64) -> u64 {
        let free = backslashes & !self.0;
        // Subtracting a row from every second place of it borrows up to its end, so that rows that
        // begin at odd places are told from the others.
        let ends = ((free << 1 | ODD).wrapping_sub(free)) ^ ODD;
        let escaped = ends ^ (backslashes | self.0);
        self.0 = (ends & backslashes) >> (BLOCK - 1);
        escaped
    }
}

/// Whether the number of these places, up to and with a place, is odd: between quotes it is.
#[inline(always)]
pub(crate) fn odd_up_to(mut places: u64) -> u64 {
    for by in [1, 2, 4, 8, 16, 32] {
        places ^= places << by;
    }
    places
}

/// These places, one by one.
#[inline(always)]
pub(crate) fn each(mut places: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (places != 0).then_some(places.trailing_zeros() as usize);
        places &= places.wrapping_sub(1);
        place
    })
}

/// Whether anything is so at one of the places of a byte that is no blank: for one that stands
/// every few bytes, where a search from each to the next would take long to begin.
pub fn any_place(text: &[u8], byte: u8, is: &mut dyn FnMut(usize) -> bool) -> bool {
    dispatch!(Level::new(), simd => any_place_by(simd, text, byte, is))
}

#[inline(always)]
fn any_place_by<S: Simd>(
    simd: S,
    text: &[u8],
    byte: u8,
    is: &mut dyn FnMut(usize) -> bool,
) -> bool {
    let (blocks, rest) = text.as_chunks();
    let last = pad(rest);
    let blocks = blocks.iter().chain([&last]);
    blocks.enumerate().any(|(number, bytes)| {
        let places = Block::of(simd, bytes).places(byte);
        each(places).any(|place| is(number * BLOCK + place))
    })
}

/// The end of a text, with blanks behind it.
#[cold]
pub(crate) fn pad(rest: &[u8]) -> [u8; BLOCK] {
    let mut padded = [b' '; BLOCK];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_told_up_to_the_one_that_is_looked_for() {
        for length in [0, 1, 63, 64, 65, 128, 200] {
            let text: Vec<u8> = (0..length).map(|at| b"a:b"[at % 3]).collect();
            let wanted: Vec<usize> = (0..length).filter(|at| at % 3 == 1).collect();
            let mut told = Vec::new();
            assert!(!any_place(&text, b':', &mut |at| {
                told.push(at);
                false
            }));
            assert_eq!(told, wanted);
            for last in wanted {
                assert!(any_place(&text, b':', &mut |at| at == last));
            }
        }
    }
}
