//! The program as its users meet it: the real binary, real sockets, real files.

mod fake_vapi;
mod lease;
mod sandbox;
