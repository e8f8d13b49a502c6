//! What is made up: events, and whole calls, as Vapi would send them. Pure: nothing here sends,
//! prints or touches disk.

pub mod scenario;
