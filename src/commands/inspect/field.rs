//! `--field`: one value of each body, for scripts.

use super::Args;
use super::pages::Events;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::raw::{Raw, text_of};
use crate::render::out;

/// Prints the value at `path` of each event: a string bare, anything else as JSON.
pub(super) fn run(path: &str, args: &Args, context: &Context) -> Result<u8> {
    for exchange in Events::open(args, context)? {
        let body = text_of(&exchange.arrival.envelope.body);
        let root = Raw::parse(&body)
            .map_err(|error| Error::failed(format!("the body is not JSON: {error}")))?;
        let value = find(root, path)?;
        let text = value.as_str().unwrap_or_else(|| value.text().into());
        let mut line = text.into_owned().into_bytes();
        line.push(b'\n');
        if out::data(&line).is_err() {
            break;
        }
    }
    Ok(0)
}

/// The value at a dotted path or a JSON pointer.
fn find<'a>(root: Raw<'a>, path: &str) -> Result<Raw<'a>> {
    let steps = steps(path);
    let mut value = root;
    for (at, step) in steps.iter().enumerate() {
        let entries = value.entries();
        let items = value.items();
        let found = entries
            .iter()
            .rev()
            .find(|(name, _)| name == step)
            .map(|(_, value)| *value);
        let item = step
            .parse::<usize>()
            .ok()
            .and_then(|index| items.get(index).copied());
        let Some(found) = found.or(item) else {
            let place = match at {
                0 => "the body".to_owned(),
                at => steps[..at].join("."),
            };
            let names = entries.iter().map(|(name, _)| &**name);
            let hint = near(step, names).or_else(|| {
                (!items.is_empty()).then(|| format!("it is a list of {}, from 0 on", items.len()))
            });
            let error = Error::not_found(format!("there is no \"{step}\" in {place}"));
            return Err(match hint {
                Some(hint) => error.hint(hint),
                None => error.hint(format!("{place} is {}", value.kind().with_article())),
            });
        };
        value = found;
    }
    Ok(value)
}

fn steps(path: &str) -> Vec<String> {
    if let Some(pointer) = path.strip_prefix('/') {
        return pointer
            .split('/')
            .map(|step| step.replace("~1", "/").replace("~0", "~"))
            .collect();
    }
    path.replace('[', ".")
        .replace(']', "")
        .split('.')
        .filter(|step| !step.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The members that look most like what was asked for, else the first ones.
fn near<'a>(step: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut names: Vec<&str> = names.collect();
    if names.is_empty() {
        return None;
    }
    names.sort_by(|a, b| strsim::jaro_winkler(step, b).total_cmp(&strsim::jaro_winkler(step, a)));
    names.truncate(5);
    Some(format!("what is there: {}", names.join(", ")))
}
