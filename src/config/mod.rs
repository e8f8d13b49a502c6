//! Where settings come from outside the command line: the environment and the user's
//! directories. Nothing else in the program reads `std::env`.

use std::ffi::OsString;
use std::path::PathBuf;

/// An environment variable that changes what the program does.
#[derive(Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it does, one sentence.
    pub about: &'static str,
}

/// Where the record is.
pub const STORE: Variable = Variable {
    name: "VAPIHOOK_STORE",
    about: "The file that events are recorded in, as `--store`.",
};

/// The key.
pub const API_KEY: Variable = Variable {
    name: "VAPI_API_KEY",
    about: "The private API key.",
};

/// Where the API is.
pub const BASE_URL: Variable = Variable {
    name: "VAPI_BASE_URL",
    about: "Where the API is: `us`, `eu` or a URL.",
};

/// No colours.
pub const NO_COLOR: Variable = Variable {
    name: "NO_COLOR",
    about: "Set to anything: no colours, unless `--color always`.",
};

/// Every variable, for the documentation.
pub const VARIABLES: &[&Variable] = &[&API_KEY, &BASE_URL, &STORE, &NO_COLOR];

/// A variable's value; one that is empty counts as not set.
#[must_use]
pub fn get(variable: &Variable) -> Option<OsString> {
    std::env::var_os(variable.name).filter(|value| !value.is_empty())
}

/// The directory for the user's data: `~/.local/share/vapihook` and its like. `None` when the
/// user has no home directory.
#[must_use]
pub fn data_dir() -> Option<PathBuf> {
    dirs::data_dir().map(|dir| dir.join("vapihook"))
}
