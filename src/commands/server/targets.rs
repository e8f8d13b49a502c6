//! What a command is about: assistants, phone numbers and tools, by id, name or number.

use serde_json::{Value, json};

use crate::api::{Client, Kind, Resource};
use crate::error::{Error, Result};
use crate::render::out;

/// `--assistant`, `--phone-number`, `--tool`; at least one, each any number of times.
#[derive(Debug, clap::Args)]
#[group(id = "targets", required = true, multiple = true)]
pub struct Targets {
    /// An assistant, by id or name; may be repeated
    #[arg(short, long = "assistant", value_name = "ID")]
    assistants: Vec<String>,
    /// A phone number, by id, name or E.164 number; may be repeated
    #[arg(short, long = "phone-number", value_name = "ID")]
    phone_numbers: Vec<String>,
    /// A tool, by id or name; may be repeated
    #[arg(short, long = "tool", value_name = "ID")]
    tools: Vec<String>,
}

/// One of them, as it was named.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its kind.
    pub kind: Kind,
    /// Its id, name or number.
    pub text: String,
}

impl Targets {
    /// Each of them, assistants first.
    pub fn each(&self) -> Vec<Target> {
        let named = |kind, texts: &[String]| -> Vec<Target> {
            let targets = texts.iter().map(|text| Target {
                kind,
                text: text.clone(),
            });
            targets.collect()
        };
        [
            named(Kind::Assistant, &self.assistants),
            named(Kind::PhoneNumber, &self.phone_numbers),
            named(Kind::Tool, &self.tools),
        ]
        .concat()
    }

    /// Whether one of them is an assistant.
    pub fn has_assistant(&self) -> bool {
        !self.assistants.is_empty()
    }
}

impl Target {
    /// What it is called before it is known.
    pub fn title(&self) -> String {
        format!("{} {}", self.kind.label(), self.text)
    }
}

/// The targets with what each is, or why it cannot be known. One that is named twice is there
/// once.
pub async fn find(client: &Client, targets: &Targets) -> Vec<(Target, Result<Resource>)> {
    let mut found: Vec<(Target, Result<Resource>)> = Vec::new();
    for target in targets.each() {
        let resource = client.find(target.kind, &target.text).await;
        let known = resource.as_ref().is_ok_and(|resource| {
            found.iter().any(|(_, other)| {
                other
                    .as_ref()
                    .is_ok_and(|other| other.kind == resource.kind && other.id == resource.id)
            })
        });
        if !known {
            found.push((target, resource));
        }
    }
    found
}

/// Says on stderr what failed, and for what.
pub fn complain(title: &str, error: &Error) {
    let mut told = Error::new(error.kind, format!("{title}: {}", error.message));
    told.hint.clone_from(&error.hint);
    // A message that names its subject needs no title.
    out::error(if error.message.starts_with(title) {
        error
    } else {
        &told
    });
}

/// A failure for programs.
pub fn error_json(error: &Error) -> Value {
    json!({
        "message": error.message,
        "hint": error.hint,
        "exit_code": error.kind.exit_code(),
    })
}
