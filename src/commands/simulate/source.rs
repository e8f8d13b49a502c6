//! Which scenario is played: a built-in, a file, stdin.

use std::io::Read as _;
use std::path::Path;

use serde_json::json;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::line::to_json;
use crate::render::{out, table};
use crate::synth::scenario::builtin;
use crate::synth::scenario::model::Scenario;
use crate::synth::scenario::parse::{Syntax, parse};

/// Largest file.
const LARGEST: u64 = 10_000_000;

/// A scenario's text.
pub(super) struct Source {
    /// What it is called in errors.
    pub name: String,
    /// The file itself.
    pub text: String,
}

impl Source {
    /// The scenario.
    pub fn read(&self) -> Result<Scenario> {
        parse(&self.name, &self.text, Syntax::of(&self.name, &self.text))
    }
}

/// The scenario of that name, or in that file.
pub(super) fn find(name: &str) -> Result<Source> {
    let named = |name: &str, text: String| Source {
        name: name.to_owned(),
        text,
    };
    if name == "-" {
        let mut text = String::new();
        std::io::stdin()
            .take(LARGEST)
            .read_to_string(&mut text)
            .map_err(|error| Error::failed(format!("stdin cannot be read: {error}")))?;
        return Ok(named("stdin", text));
    }
    if let Some(builtin) = builtin::find(name) {
        let file = format!("{}.toml", builtin.name);
        return Ok(named(&file, builtin.text.to_owned()));
    }
    let path = Path::new(name);
    if path.is_file() {
        let size = path.metadata().map_or(0, |metadata| metadata.len());
        if size > LARGEST {
            return Err(Error::usage(format!(
                "{name} is no scenario: it has {size} bytes"
            )));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::failed(format!("{name} cannot be read: {error}")))?;
        return Ok(named(name, text));
    }
    let error = Error::not_found(format!("there is no scenario or file \"{name}\""));
    let all: Vec<&str> = builtin::ALL.iter().map(|builtin| builtin.name).collect();
    Err(match builtin::did_you_mean(name) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!("there are {}; or name a file", all.join(", "))),
    })
}

/// Prints the built-in scenarios.
pub(super) fn list(context: &Context) {
    let mut rows = Vec::new();
    for builtin in builtin::ALL {
        let scenario = find(builtin.name).and_then(|source| source.read());
        let (about, steps) = scenario
            .map(|scenario| (scenario.about, scenario.steps.len()))
            .unwrap_or_default();
        if context.json() {
            let object = json!({
                "v": 1, "type": "scenario", "name": builtin.name, "about": about, "steps": steps,
            });
            out::data_line(&to_json(&object));
        } else {
            rows.push([builtin.name.to_owned(), steps.to_string(), about]);
        }
    }
    if !rows.is_empty() {
        out::data(table::table(["SCENARIO", "STEPS", "WHAT HAPPENS"], &rows).as_bytes()).ok();
    }
}
