//! Where settings come from: flag, environment, project's file, user's file, default; every value
//! knows which. Nothing else in the program reads `std::env`.
//!
//! - [`mod@env`]: the environment's variables, and the user's directories;
//! - [`setting`]: the one table of settings;
//! - [`value`]: what a setting can be;
//! - [`layers`]: the layers, read as they are needed;
//! - [`mod@file`]: a file, read; [`edit`]: a file, written;
//! - [`key`]: the API key; [`auth`]: authentications and their secrets.
//!
//! The user's file (`config.toml`, 0600) holds keys, in profiles; a project's (`vapihook.toml`)
//! never does, and neither prints what it holds when it is broken.

pub mod auth;
pub mod edit;
pub mod env;
pub mod file;
pub mod key;
pub mod layers;
mod secrets;
pub mod setting;
pub mod value;

pub use env::{NO_COLOR, PAGER, STORE, VARIABLES};
pub use env::{Variable, data_dir, editor, get, search_path, temp_dir};
pub use layers::{Config, Found, Origin, Overrides};
