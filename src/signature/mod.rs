//! Who sent a request: signs requests, and checks who signed them. Offline, over raw bytes.
//!
//! - [`preset`]: the registry of schemes; [`plan`]: a scheme with its fields; [`read`]: a plan
//!   from Vapi's JSON or a settings file;
//! - [`auth`]: a plan and its secret, ready; [`request`]: what it is asked about, and when;
//! - [`detective`]: which mistake explains a signature that does not fit;
//! - `way`: one scheme, its key made; `begun`: a signature while its body is still being read;
//! - `auto`: whatever the headers allow; `template`, `key`, `mac`, `sighting`: what is signed,
//!   with which key, by which digest, and how it is written.
//!
//! Digests are `RustCrypto`'s, comparisons are in constant time, secrets are wiped. Nothing here
//! parses a body before it is checked, and no error repeats a secret.

pub mod auth;
mod auto;
mod begun;
pub mod detective;
mod key;
pub mod mac;
pub mod plan;
pub mod preset;
pub mod read;
pub mod request;
mod sighting;
pub mod template;
mod way;

pub use auth::Auth;
pub use begun::{Begun, Shown};
pub use plan::Plan;
pub use request::{Clock, Request};

#[cfg(test)]
mod tests;
