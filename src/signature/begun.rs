//! A signature in the making: what is signed comes piece by piece, while a request is still being
//! read. For millions of requests; whatever is not plain is left to [`Auth::verify`](super::Auth).

use super::mac::{Mac, Tag};

/// A digest that has had what is signed before a body, and waits for the body. It is used for one
/// request after the other.
#[derive(Debug)]
pub struct Begun {
    mac: Mac,
    is_bound: bool,
    is_fresh: bool,
}

impl Begun {
    pub(super) fn new(mac: Mac) -> Self {
        Self {
            mac,
            is_bound: false,
            is_fresh: true,
        }
    }

    /// Begins anew.
    pub(super) fn begin(&mut self, is_bound: bool) {
        if !self.is_fresh {
            self.mac.reset();
        }
        self.is_fresh = true;
        self.is_bound = is_bound;
    }

    /// Whether it began with something of the request: a timestamp, an id, the method.
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.is_bound
    }

    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.is_fresh = false;
        self.mac.update(bytes);
    }

    /// The digest, after everything up to the end of the body: for its last pieces and its result.
    pub(super) fn finish(&mut self, finish: impl FnOnce(&mut Mac) -> Tag) -> Tag {
        self.is_fresh = true;
        finish(&mut self.mac)
    }
}

/// What a request shows of its signature, beside its body: the first value of each header.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown<'a> {
    /// The method.
    pub method: &'a [u8],
    /// The signature.
    pub signature: Option<&'a [u8]>,
    /// When it was signed.
    pub timestamp: Option<&'a [u8]>,
    /// The message's id.
    pub id: Option<&'a [u8]>,
}
