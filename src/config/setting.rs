//! The settings: every one is declared once, in [`SETTINGS`]. Files name them as the table does,
//! a dot for each table: `listen.port` is `port` below `[listen]`.

use super::env::{self, Variable};
use super::value::Shape;

/// One thing that can be set.
#[derive(Debug)]
pub struct Setting {
    /// Its name, as in files and for `config get`.
    pub name: &'static str,
    /// What its values look like.
    pub shape: Shape,
    /// The flag that sets it for one run.
    pub flag: &'static str,
    /// The variable that sets it.
    pub variable: Option<&'static Variable>,
    /// What it is when nothing sets it.
    pub default: Option<&'static str>,
    /// Whether a profile may set it, too.
    pub in_profiles: bool,
    /// Whether a file that cannot be read stops what asks for it. Where a key goes is never
    /// guessed; what merely has a default is taken from there, with a warning.
    pub strict: bool,
    /// What it does, one sentence without a full stop.
    pub about: &'static str,
}

const PLAIN: Setting = Setting {
    name: "",
    shape: Shape::Text,
    flag: "",
    variable: None,
    default: None,
    in_profiles: false,
    strict: false,
    about: "",
};

/// The profile in use.
pub const PROFILE: Setting = Setting {
    name: "profile",
    shape: Shape::Name,
    flag: "--profile",
    variable: Some(&env::PROFILE),
    default: Some("default"),
    strict: true,
    about: "The profile whose key is used",
    ..PLAIN
};

/// Which API.
pub const BASE_URL: Setting = Setting {
    name: "base_url",
    flag: "--base-url",
    variable: Some(&env::BASE_URL),
    default: Some("us"),
    in_profiles: true,
    strict: true,
    about: "Vapi's API: `us`, `eu` or a URL; only a region's name in a project file",
    ..PLAIN
};

/// Where the record is.
pub const STORE: Setting = Setting {
    name: "store",
    shape: Shape::Path,
    flag: "--store",
    variable: Some(&env::STORE),
    about: "The file that events are recorded in; `events.db` in the data directory unless set",
    ..PLAIN
};

/// The assistants that `listen` takes.
pub const ASSISTANTS: Setting = Setting {
    name: "assistants",
    shape: Shape::List,
    flag: "--assistant",
    about: "Assistants, by id or name",
    ..PLAIN
};

/// The phone numbers that `listen` takes.
pub const PHONE_NUMBERS: Setting = Setting {
    name: "phone_numbers",
    shape: Shape::List,
    flag: "--phone-number",
    about: "Phone numbers, by id, name or number",
    ..PLAIN
};

/// The tools that `listen` takes.
pub const TOOLS: Setting = Setting {
    name: "tools",
    shape: Shape::List,
    flag: "--tool",
    about: "Tools, by id or name",
    ..PLAIN
};

/// Whose signature is expected.
pub const AUTH: Setting = Setting {
    name: "listen.auth",
    shape: Shape::Name,
    flag: "--auth",
    about: "The name of the authentication that requests are checked with",
    ..PLAIN
};

/// The app.
pub const FORWARD_TO: Setting = Setting {
    name: "listen.forward_to",
    flag: "--forward-to",
    strict: true,
    about: "The app that events are forwarded to",
    ..PLAIN
};

/// Where `listen` listens.
pub const PORT: Setting = Setting {
    name: "listen.port",
    shape: Shape::Port,
    flag: "--port",
    default: Some("4242"),
    about: "The port to listen on; 0 takes a free one",
    ..PLAIN
};

/// Types with a target of their own.
pub const ROUTES: Setting = Setting {
    name: "listen.routes",
    shape: Shape::Map,
    flag: "--route",
    about: "Types of events and where they go instead",
    ..PLAIN
};

/// What is forwarded.
pub const EVENTS: Setting = Setting {
    name: "listen.events",
    shape: Shape::List,
    flag: "--events",
    about: "The only types of events to forward (* and ? allowed)",
    ..PLAIN
};

/// What is not forwarded.
pub const EXCLUDE: Setting = Setting {
    name: "listen.exclude",
    shape: Shape::List,
    flag: "--exclude",
    about: "Types of events not to forward (* and ? allowed)",
    ..PLAIN
};

/// Headers for the app.
pub const HEADERS: Setting = Setting {
    name: "listen.headers",
    shape: Shape::Map,
    flag: "--header",
    about: "Headers that the app gets; none with a secret in a project file",
    ..PLAIN
};

/// What checks leave out.
pub const CHECK_IGNORE: Setting = Setting {
    name: "check.ignore",
    shape: Shape::Map,
    flag: "--ignore",
    about: "Rules that answers are not held to, each with the reason",
    ..PLAIN
};

/// Every setting.
pub const SETTINGS: &[&Setting] = &[
    &PROFILE,
    &BASE_URL,
    &STORE,
    &ASSISTANTS,
    &PHONE_NUMBERS,
    &TOOLS,
    &AUTH,
    &FORWARD_TO,
    &PORT,
    &ROUTES,
    &EVENTS,
    &EXCLUDE,
    &HEADERS,
    &CHECK_IGNORE,
];

/// The setting of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Setting> {
    SETTINGS
        .iter()
        .copied()
        .find(|setting| setting.name == name)
}

/// The name that was probably meant.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}
