//! A signature in the making: what is signed comes piece by piece, while a request is still being
//! read. For millions of requests; whatever is not plain is left to [`Auth::verify`](super::Auth).

use super::mac::Mac;

/// A digest that has had what is signed before a body, and waits for the body.
#[derive(Debug)]
pub struct Begun {
    mac: Mac,
    is_bound: bool,
}

impl Begun {
    pub(super) fn new(mac: Mac, is_bound: bool) -> Self {
        Self { mac, is_bound }
    }

    /// Whether it began with something of the request: a timestamp, an id, the method.
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.is_bound
    }

    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.mac.update(bytes);
    }

    pub(super) fn mac(self) -> Mac {
        self.mac
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
