//! `vapihook`: the command line for developing against Vapi's server messages.

pub mod error;
pub mod event;
pub mod store;
