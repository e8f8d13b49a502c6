//! `vapihook`: the command line for developing against Vapi's server messages.
//!
//! The map of the house, each room with one job:
//!
//! | module | what it does |
//! |---|---|
//! | [`cli`] | the command line: global flags, one line per command |
//! | [`commands`] | one file per command: gathers, calls, hands over |
//! | [`context`] | where flags meet configuration |
//! | [`config`] | the layers of settings, keys, the environment |
//! | [`synth`] | events and whole calls made up, as Vapi would send them |
//! | [`event`] | the event model: pure data and views over it |
//! | [`signature`] | signs requests, and checks who signed them |
//! | [`contract`] | what Vapi accepts as an answer, rule by rule |
//! | [`relay`] | the engine of `listen`: receive, forward, answer |
//! | [`store`] | the record: SQLite |
//! | [`tunnel`] | public URLs: the programs that make them, watched |
//! | [`render`] | model to text: the only place that prints |
//! | [`lease`] | takes a server URL, remembers what stood there, gives it back |
//! | [`api`] | the one client of Vapi's REST API |
//! | [`background`] | threads that the relay does not wait for |
//! | [`place`] | files that are put in their place whole, or not at all |
//! | [`owner`] | whose a file is, before it is trusted |
//! | [`secret`] | a secret that is never shown |
//! | [`error`] | the one error type and its exit codes |
//! | [`vapihook_json`] | a crate of its own: JSON text read in place |
//!
//! Imports point down this table, never sideways; `tests/house.rs` holds them to it.

pub mod api;
pub mod background;
pub mod cli;
pub mod commands;
pub mod config;
pub mod context;
pub mod contract;
pub mod error;
pub mod event;
pub mod lease;
pub mod owner;
pub mod place;
pub mod relay;
pub mod render;
pub mod secret;
pub mod signature;
pub mod store;
pub mod synth;
pub mod tunnel;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs one command line and prints its error, if it ends in one.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let code = cli::run(args).unwrap_or_else(|error| {
        render::out::error(&error);
        error.kind.exit_code()
    });
    ExitCode::from(render::out::end(code))
}
