//! The digests behind HMAC, keyed once and used for many messages. The arithmetic is
//! `RustCrypto`'s; the comparison is in constant time.

use std::fmt;

use hmac::{HmacReset, KeyInit, Mac as _};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;

/// A digest that Vapi signs with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-256, Vapi's default.
    #[default]
    Sha256,
    /// SHA-512
    Sha512,
    /// SHA-1
    Sha1,
}

impl Algorithm {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha512, Self::Sha1];

    /// As Vapi names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
            Self::Sha1 => "sha1",
        }
    }

    /// Bytes of a signature.
    #[must_use]
    pub fn bytes(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha512 => 64,
            Self::Sha1 => 20,
        }
    }

    /// The algorithm of that name; `SHA-256` is one, too.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.replace('-', "");
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name().eq_ignore_ascii_case(&name))
    }
}

/// A keyed digest: a clone of it signs one message, or it signs one after the other itself.
#[derive(Clone)]
pub(super) enum Mac {
    Sha256(HmacReset<Sha256>),
    Sha512(Box<HmacReset<Sha512>>),
    Sha1(HmacReset<Sha1>),
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac")
    }
}

impl Mac {
    /// A digest with this key. Every length of key is one.
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Option<Self> {
        Some(match algorithm {
            Algorithm::Sha256 => Self::Sha256(HmacReset::new_from_slice(key).ok()?),
            Algorithm::Sha512 => Self::Sha512(Box::new(HmacReset::new_from_slice(key).ok()?)),
            Algorithm::Sha1 => Self::Sha1(HmacReset::new_from_slice(key).ok()?),
        })
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(mac) => mac.update(bytes),
            Self::Sha512(mac) => mac.update(bytes),
            Self::Sha1(mac) => mac.update(bytes),
        }
    }

    /// Begins anew.
    pub fn reset(&mut self) {
        match self {
            Self::Sha256(mac) => mac.reset(),
            Self::Sha512(mac) => mac.reset(),
            Self::Sha1(mac) => mac.reset(),
        }
    }

    /// The signature; what comes next is another message.
    pub fn finish(&mut self) -> Tag {
        let mut tag = Tag {
            bytes: [0; 64],
            len: 0,
        };
        let mut put = |bytes: &[u8]| {
            tag.bytes[..bytes.len()].copy_from_slice(bytes);
            tag.len = bytes.len();
        };
        match self {
            Self::Sha256(mac) => put(&mac.finalize_reset().into_bytes()),
            Self::Sha512(mac) => put(&mac.finalize_reset().into_bytes()),
            Self::Sha1(mac) => put(&mac.finalize_reset().into_bytes()),
        }
        tag
    }
}

/// A signature's bytes.
#[derive(Clone, Copy)]
pub(super) struct Tag {
    bytes: [u8; 64],
    len: usize,
}

impl Tag {
    pub fn new(bytes: [u8; 64], len: usize) -> Self {
        Self { bytes, len }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Whether it is this signature, in constant time.
    pub fn is(&self, other: &[u8]) -> bool {
        same(self.bytes(), other)
    }
}

/// Whether two byte strings are the same, in constant time for those of one length.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}
