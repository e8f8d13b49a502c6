//! A call as a script: who calls whom, who says what, what is asked, and what is expected of the
//! answers.
//!
//! - [`parse`]: a TOML or YAML file becomes a [`model::Scenario`], or an error at its place;
//! - [`call`]: a call that is being played: what its events say grows with it;
//! - [`expect`]: whether an answer is what a step expects;
//! - [`recorded`]: recorded events become a scenario file.
//!
//! What it refuses: to send anything or to wait. The player does, and tells the call what was
//! answered.

pub mod answers;
mod body;
pub mod builtin;
pub mod call;
pub mod clock;
mod costs;
pub mod expect;
mod fields;
mod history;
pub mod model;
mod node;
pub mod parse;
pub mod recorded;
mod report;
mod script;
mod template;
#[cfg(test)]
mod tests;
mod toml;
mod transfer;
mod yaml;
