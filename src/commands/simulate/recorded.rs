//! `--from`: recorded events become a scenario file.

use std::path::Path;

use super::super::{values, what};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::place::{self, Access};
use crate::render::out;
use crate::synth::scenario::parse::{Syntax, parse};
use crate::synth::scenario::recorded;

/// Writes the scenario of what `from` names.
pub(super) fn write(from: &[String], to: Option<&Path>, context: &Context) -> Result<u8> {
    let mut found = what::find(from, context)?;
    let call = found
        .first()
        .and_then(|it| it.arrival.event().call_id.clone());
    if let Some(id) = call.filter(|_| from == ["last"]) {
        found = what::find(&[format!("call:{id}")], context)?;
    }
    found.sort_by_key(|exchange| exchange.arrival.envelope.id);
    let calls: Vec<Option<&str>> = found
        .iter()
        .map(|it| it.arrival.event().call_id.as_deref())
        .collect();
    if let Some(first) = calls.iter().flatten().next()
        && let Some(other) = calls.iter().flatten().find(|id| *id != first)
    {
        return Err(Error::usage(format!(
            "a scenario is one call, but there are events of {first} and of {other}"
        ))
        .hint(format!("name one: --from call:{first}")));
    }
    let origin = match calls.iter().flatten().next() {
        Some(id) => format!("call {id}"),
        None => from.join(" "),
    };
    let text = recorded::scenario(&found, &origin)?;
    // What is written must be what is read.
    let scenario = parse("the scenario", &text, Syntax::Toml)?;
    let Some(path) = values::output(to) else {
        out::data(text.as_bytes()).ok();
        return Ok(0);
    };
    // What was said on a phone: a new file is its owner's alone.
    place::put(path, Access::AsBefore(0o600), text.as_bytes())
        .map_err(|error| Error::failed(format!("{} cannot be written: {error}", path.display())))?;
    if !context.quiet() {
        let path = path.display();
        let steps = scenario.steps.len();
        out::talk(&format!(
            "{path}: {steps} steps; play it with: vapihook simulate {path} --to 3000"
        ));
    }
    Ok(0)
}
