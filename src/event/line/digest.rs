//! A sha256 in hex, as lines have it.

use sha2::{Digest as _, Sha256};

/// The digits of a sha256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest([u8; 64]);

impl Digest {
    /// That of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut digits = [0; 64];
        // Fails only when there is no room for the digits.
        const_hex::encode_to_slice(Sha256::digest(bytes), &mut digits).ok();
        Self(digits)
    }

    /// The digits.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}
