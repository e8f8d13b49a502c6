//! One file per command: its arguments and a short `run` that gathers, calls and hands over.
//!
//! [`play`] sends a stream of events by a schedule, [`outcome`] reports what became of them;
//! [`session`] is what the commands that run a relay share ([`watcher`]: what it tells of its
//! events); [`what`] finds the events that a command line names; [`signals`] are what ends a run;
//! [`values`] reads durations, sizes, headers and assignments; [`changes`] are the flags that
//! change a body; [`signing`] is how what is sent is signed.

pub mod changes;
pub mod check;
pub mod completions;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod events;
pub mod inspect;
mod judge;
pub mod listen;
pub mod login;
pub mod logout;
mod outcome;
mod play;
pub mod probe;
pub mod replay;
pub mod server;
mod session;
pub mod sign;
mod signals;
pub mod signing;
pub mod simulate;
pub mod trigger;
mod values;
pub mod verify;
mod watcher;
mod what;
pub mod whoami;

use std::io;

use tokio::runtime::{self, LocalOptions, LocalRuntime, Runtime};

use crate::error::{Error, Result};

/// How the app is named by the commands that send to it, in what they advise.
const TO: &str = "--to TARGET";

/// The runtime of every command that needs one: one thread, which on a laptop costs less CPU and
/// gives steadier latencies than two.
fn runtime() -> Result<Runtime> {
    started(one_thread().build())
}

/// The same for tasks that stay on that thread, with what they share.
fn local_runtime() -> Result<LocalRuntime> {
    started(one_thread().build_local(LocalOptions::default()))
}

fn one_thread() -> runtime::Builder {
    let mut builder = runtime::Builder::new_current_thread();
    builder.enable_all();
    builder
}

fn started<T>(runtime: io::Result<T>) -> Result<T> {
    runtime.map_err(|error| Error::failed(format!("the runtime cannot start: {error}")))
}
