//! `--from`: recorded events become a scenario file.

use std::path::Path;

use super::super::{values, what};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::place::{self, Access};
use crate::render::out;
use crate::store::Filter;
use crate::synth::scenario::parse::{Syntax, parse};
use crate::synth::scenario::recorded;

/// Writes the scenario of what `from` names.
pub(super) fn write(from: &[String], to: Option<&Path>, context: &Context) -> Result<u8> {
    let mut found = match newest_call(from, context)? {
        Some(id) => what::find(&[format!("call:{id}")], context)?,
        None => what::find(from, context)?,
    };
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

/// The call that `last` means: that of the newest event which belongs to one.
fn newest_call(from: &[String], context: &Context) -> Result<Option<String>> {
    if from != ["last"] {
        return Ok(None);
    }
    let of_any_call = Filter {
        call_id: Some(String::new()),
        limit: Some(1),
        ..Filter::default()
    };
    let store = context.store()?;
    let Some(id) = store.newest(&of_any_call)?.pop() else {
        return Ok(None);
    };
    let newest = store.get(id)?;
    Ok(newest.and_then(|newest| newest.arrival.event().call_id.as_deref().map(str::to_owned)))
}
