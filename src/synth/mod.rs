//! What is made up: events, and whole calls, as Vapi would send them. Pure: nothing here sends,
//! prints or touches disk.

pub mod arguments;
pub mod calls;
pub mod corsair;
pub mod definition;
pub mod fresh;
pub mod fuzz;
pub mod kind;
pub mod random;
pub mod scenario;
mod text;
pub mod voice;
