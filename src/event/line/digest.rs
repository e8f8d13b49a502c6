//! A sha256 in hex, as lines have it.

use sha2::{Digest as _, Sha256};

/// The two digits of each byte.
static PAIRS: [[u8; 2]; 256] = {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < pairs.len() {
        pairs[byte] = [DIGITS[byte >> 4], DIGITS[byte & 15]];
        byte += 1;
    }
    pairs
};

/// The digits of a sha256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest([u8; 64]);

impl Digest {
    /// That of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut digits = [0; 64];
        let (pairs, _) = digits.as_chunks_mut();
        for (pair, byte) in pairs.iter_mut().zip(Sha256::digest(bytes)) {
            *pair = PAIRS[usize::from(byte)];
        }
        Self(digits)
    }

    /// The digits.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}
