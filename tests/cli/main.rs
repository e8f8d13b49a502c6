//! The program as its users meet it: the real binary, real sockets, real files.
//!
//! [`sandbox`] is the language the tests are written in; every other module is one side of the
//! promise. Nothing here sleeps to be in time: what is waited for is a line, a request, a byte
//! or the end of a process, and every wait has a deadline.
//!
//! Two variables make the long forms of two tests: `VAPIHOOK_EVENTS` (how many events the load
//! test sends, 10000) and `VAPIHOOK_KILLS` (how often the record's test kills the listener, 10).

mod account;
mod api;
mod apps;
mod bodies;
mod check;
mod configured;
mod demo;
mod doctor;
mod events;
mod fake_vapi;
mod faults;
mod forwarded;
#[cfg(target_os = "linux")]
mod full_disk;
mod inspect;
mod lease;
mod lifecycle;
mod limits;
mod load;
mod mistakes;
mod output;
mod public;
mod record;
mod refused;
mod relay;
mod replay;
mod route;
mod routing;
mod sandbox;
mod security;
mod server;
mod sharing;
mod signature;
mod simulate;
mod streaming;
mod survival;
mod trigger;
mod trouble;
mod unanswered;
mod untrusted;
