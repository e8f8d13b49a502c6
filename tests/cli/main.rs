//! The program as its users meet it: the real binary, real sockets, real files.

mod api;
mod fake_vapi;
mod lease;
mod route;
mod sandbox;
mod server;
