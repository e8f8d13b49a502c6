//! The one client of Vapi's REST API, and what is pure around it.
//!
//! - [`client`]: requests with a bearer key, retries, errors in words;
//! - [`resource`]: assistants, phone numbers and tools, found by id, name or number;
//! - [`server`]: the `server` object, its legacy forms, merge and diff;
//! - [`probe`]: one look at the API, for health checks;
//! - [`region`]: the base URLs.
//!
//! Values stay JSON ([`serde_json::Value`]): a member that Vapi adds tomorrow survives whatever
//! is done here. Source of the facts: `api.vapi.ai`'s published document and observed behaviour.

pub mod client;
mod failure;
pub mod probe;
pub mod region;
pub mod resource;
pub mod server;

pub use client::Client;
pub use resource::{Kind, Resource};
