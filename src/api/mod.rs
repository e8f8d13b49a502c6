//! The one client of Vapi's REST API, and what is pure around it.
//!
//! - [`client`]: requests with a bearer key, retries, errors in words;
//! - [`resource`]: assistants, phone numbers and tools, found by id, name or number;
//! - [`server`]: the `server` object, its legacy forms, what a change makes of it;
//! - [`plan`]: what a change sends and does to a resource, and what to compare afterwards;
//! - [`diff`]: what differs between two values, secrets hidden;
//! - [`route`]: which server URL gets which event;
//! - [`region`]: the base URLs.
//!
//! Values stay JSON ([`serde_json::Value`]): a member that Vapi adds tomorrow survives whatever
//! is done here. Source of the facts: `api.vapi.ai`'s published document and observed behaviour.

pub mod client;
pub mod diff;
mod failure;
pub mod plan;
pub mod probe;
pub mod region;
pub mod resource;
pub mod route;
pub mod server;

pub use client::Client;
pub use resource::{Kind, Resource};
