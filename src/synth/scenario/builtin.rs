//! The scenarios that come with the program: files of the same kind that users write.

/// A scenario that comes with the program.
#[derive(Debug)]
pub struct Builtin {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Its file, TOML.
    pub text: &'static str,
}

/// All of them.
pub const ALL: &[Builtin] = &[
    Builtin {
        name: "inbound",
        text: include_str!("builtin/inbound.toml"),
    },
    Builtin {
        name: "outbound",
        text: include_str!("builtin/outbound.toml"),
    },
    Builtin {
        name: "tool-heavy",
        text: include_str!("builtin/tool-heavy.toml"),
    },
    Builtin {
        name: "transfer",
        text: include_str!("builtin/transfer.toml"),
    },
    Builtin {
        name: "voicemail",
        text: include_str!("builtin/voicemail.toml"),
    },
    Builtin {
        name: "handoff",
        text: include_str!("builtin/handoff.toml"),
    },
];

/// The one of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Builtin> {
    ALL.iter().find(|builtin| builtin.name == name)
}

/// The name that looks most like `name`, if one does.
#[must_use]
pub fn did_you_mean(name: &str) -> Option<&'static str> {
    let names: Vec<&'static str> = ALL.iter().map(|builtin| builtin.name).collect();
    super::fields::nearest(name, &names)
}
