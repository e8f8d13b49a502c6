//! The environment: every variable that changes what the program does, and what else is read
//! from it. Nothing outside [`crate::config`] reads `std::env`.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// An environment variable that changes what the program does.
#[derive(Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it does, one sentence.
    pub about: &'static str,
}

/// The API key.
pub const API_KEY: Variable = Variable {
    name: "VAPI_API_KEY",
    about: "The API key; wins over a profile's, `--api-key-file` wins over it.",
};

/// Which API.
pub const BASE_URL: Variable = Variable {
    name: "VAPI_BASE_URL",
    about: "Vapi's API: `us`, `eu` or a URL, as `--base-url`.",
};

/// Which profile.
pub const PROFILE: Variable = Variable {
    name: "VAPIHOOK_PROFILE",
    about: "The profile whose key is used, as `--profile`.",
};

/// Where the user's settings are.
pub const CONFIG: Variable = Variable {
    name: "VAPIHOOK_CONFIG",
    about: "The file with the user's settings and keys, as `--config`.",
};

/// Where the record is.
pub const STORE: Variable = Variable {
    name: "VAPIHOOK_STORE",
    about: "The file that events are recorded in, as `--store`.",
};

/// No colours.
pub const NO_COLOR: Variable = Variable {
    name: "NO_COLOR",
    about: "Set to anything: no colours, unless `--color always`.",
};

/// The user's editor.
pub const EDITOR: Variable = Variable {
    name: "EDITOR",
    about: "The editor that `replay --edit` opens, a command line; `VISUAL` wins over it.",
};

/// The user's editor, as other tools know it.
pub const VISUAL: Variable = Variable {
    name: "VISUAL",
    about: "As `EDITOR`, and wins over it.",
};

/// What long pages are shown with.
pub const PAGER: Variable = Variable {
    name: "PAGER",
    about: "What shows pages that are longer than the screen (`less -RFX`); `cat` for nothing.",
};

/// Every variable, for the documentation.
pub const VARIABLES: &[&Variable] = &[
    &API_KEY, &BASE_URL, &PROFILE, &CONFIG, &STORE, &NO_COLOR, &PAGER, &EDITOR, &VISUAL,
];

/// A variable's value; one that is empty counts as not set.
#[must_use]
pub fn get(variable: &Variable) -> Option<OsString> {
    read(variable.name)
}

/// The command line of the user's editor.
#[must_use]
pub fn editor() -> OsString {
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    get(&VISUAL)
        .or_else(|| get(&EDITOR))
        .unwrap_or_else(|| usual.into())
}

/// Where files may stand that nobody needs for long.
#[must_use]
pub fn temp_dir() -> PathBuf {
    std::env::temp_dir()
}

/// The directory for the user's data: `~/.local/share/vapihook` and its like. `None` when the
/// user has no home directory.
#[must_use]
pub fn data_dir() -> Option<PathBuf> {
    dirs::data_dir().map(|dir| dir.join("vapihook"))
}

/// The directory for the user's settings: `~/.config/vapihook` and its like. `None` when the user
/// has no home directory.
#[must_use]
pub fn config_dir() -> Option<PathBuf> {
    dirs::config_dir().map(|dir| dir.join("vapihook"))
}

/// The user's home directory.
#[must_use]
pub fn home_dir() -> Option<PathBuf> {
    dirs::home_dir()
}

/// The working directory.
#[must_use]
pub fn working_dir() -> Option<PathBuf> {
    std::env::current_dir().ok()
}

/// The name of the user's shell: `zsh`.
#[must_use]
pub fn shell() -> Option<String> {
    let path = PathBuf::from(read("SHELL")?);
    Some(path.file_name()?.to_str()?.to_owned())
}

/// The directories that zsh looks for completions in, when it exports them.
#[must_use]
pub fn zsh_functions() -> Vec<PathBuf> {
    paths("FPATH")
}

/// The folders that programs are looked for in.
#[must_use]
pub fn search_path() -> Vec<PathBuf> {
    paths("PATH")
}

/// A secret in the variable that somebody named for it.
#[must_use]
pub fn secret(name: &str) -> Option<OsString> {
    read(name)
}

fn paths(name: &str) -> Vec<PathBuf> {
    let text = read(name).unwrap_or_default();
    std::env::split_paths::<OsStr>(&text)
        .filter(|path| path.is_absolute())
        .collect()
}

fn read(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
