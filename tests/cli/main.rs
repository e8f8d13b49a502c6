//! The program as its users meet it: the real binary, real sockets, real files.

mod account;
mod api;
mod doctor;
mod fake_vapi;
mod sandbox;
