//! Random numbers that a seed repeats.

use std::hash::{BuildHasher, RandomState};

/// A source of numbers: splitmix64 (Steele, Lea, Flood 2014), so that the same seed gives the same
/// numbers on every machine and in every version. Not for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Numbers that no other run has.
    #[must_use]
    pub fn fresh() -> Self {
        Self(RandomState::new().hash_one(std::process::id()))
    }

    /// A source of its own.
    #[must_use]
    pub fn split(&mut self) -> Self {
        Self(self.bits())
    }

    /// A seed that differs from run to run, short enough to type.
    #[must_use]
    pub fn fresh_seed() -> u64 {
        RandomState::new().hash_one(std::process::id()) % 1_000_000
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Between 0 and 1, 1 excluded.
    pub fn share(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
        let share = (self.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        share
    }

    /// A number below `count`, 0 when there is none.
    pub fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.bits() % count).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs();
        low.saturating_add_unsigned(self.bits() % span.saturating_add(1))
    }

    /// One of them; `None` when there are none.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// One character of an alphabet in ASCII.
    pub fn char(&mut self, alphabet: &str) -> char {
        let bytes = alphabet.as_bytes();
        self.pick(bytes).copied().map_or('x', char::from)
    }

    /// The id of a tool call: `call_` and 24 letters and digits.
    pub fn tool_call(&mut self) -> String {
        const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let id = (0..24).map(|_| self.char(LETTERS));
        "call_".chars().chain(id).collect()
    }

    /// A UUID of version 7, whose first part is the time.
    pub fn uuid(&mut self, at_ms: i64) -> String {
        let time = at_ms.unsigned_abs() & 0xFFFF_FFFF_FFFF;
        let (a, b) = (self.bits(), self.bits());
        format!(
            "{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
            time >> 16,
            time & 0xFFFF,
            a & 0xFFF,
            0x8000 | ((a >> 12) & 0x3FFF),
            b & 0xFFFF_FFFF_FFFF
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_splitmix64() {
        // The published test vector of seed 1234567.
        let mut random = Random::new(1_234_567);
        let wanted = [
            6_457_827_717_110_365_317_u64,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!([(); 3].map(|()| random.bits()), wanted);
    }
}
