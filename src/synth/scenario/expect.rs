//! What a step expects of the answer, and whether it is so.

use std::time::Duration;

use serde_json::Value;
use vapihook_json::raw::{Raw, text_of};

use super::fields::{Fields, nearest, text, wrong};
use super::node::{Content, Fault, Node};
use crate::event::path::Path;
use crate::event::span::written;

/// What an answer has to be.
#[derive(Clone, Debug)]
pub struct Expect {
    status: Option<u64>,
    contains: Vec<String>,
    max_latency: Option<Duration>,
    values: Vec<(String, Path, Want)>,
}

/// What stands at a path.
#[derive(Clone, Debug)]
enum Want {
    Is(Value),
    Contains(String),
    Exists(bool),
}

/// The answer to an event, as far as it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The HTTP status; `None` when there was no answer.
    pub status: Option<u16>,
    /// The body.
    pub body: &'a [u8],
    /// From the request to the answer's end.
    pub latency: Duration,
}

/// Words that stand for something else than a path.
const WORDS: &[&str] = &["status", "contains", "max_latency"];

/// Reads an `expect` table.
pub(super) fn read(node: &Node) -> Result<Expect, Fault> {
    let mut fields = Fields::of(node, "`expect`")?;
    let status = fields.count("status")?;
    let max_latency = fields.duration("max_latency")?;
    let contains = match fields.take("contains") {
        Some(Node {
            content: Content::List(items),
            ..
        }) => items
            .iter()
            .map(|item| text(item, "contains"))
            .collect::<Result<_, _>>()?,
        Some(node) => vec![text(node, "contains")?],
        None => Vec::new(),
    };
    let mut values = Vec::new();
    for (key, node) in fields.rest() {
        let path = key.text.as_str();
        let is_word = !path.contains(['.', '[', '/']);
        if let Some(near) = nearest(path, WORDS).filter(|_| is_word) {
            return Err(
                Fault::new(key.at, format!("`expect` has no `{path}`")).hint(format!(
                    "did you mean `{near}`? A path in the answer: \"results[0].result\""
                )),
            );
        }
        let read = path
            .parse()
            .map_err(|error| Fault::new(key.at, format!("`{path}` is no path: {error}")))?;
        values.push((path.to_owned(), read, want(node)?));
    }
    Ok(Expect {
        status,
        contains,
        max_latency,
        values,
    })
}

/// A value, or what is to be said about it: `{ contains = ".." }`, `{ exists = false }`.
fn want(node: &Node) -> Result<Want, Fault> {
    if let Content::Table(members) = &node.content
        && let [(key, value)] = &members[..]
    {
        match (key.text.as_str(), &value.content) {
            ("contains", _) => return Ok(Want::Contains(text(value, "contains")?)),
            ("exists", Content::Bool(exists)) => return Ok(Want::Exists(*exists)),
            ("exists", _) => return Err(wrong(value, "exists", "true or false")),
            _ => {}
        }
    }
    Ok(Want::Is(node.to_json()))
}

impl Expect {
    /// How many things are expected.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::from(self.status.is_some())
            + usize::from(self.max_latency.is_some())
            + self.contains.len()
            + self.values.len()
    }

    /// What is not as expected, one sentence each. May hold any character.
    #[must_use]
    pub fn misses(&self, answer: &Answer<'_>) -> Vec<String> {
        let Some(status) = answer.status else {
            return vec!["there was no answer".to_owned(); self.count()];
        };
        let mut misses = Vec::new();
        if let Some(wanted) = self.status.filter(|wanted| *wanted != u64::from(status)) {
            misses.push(format!("the status is {status}, expected {wanted}"));
        }
        if let Some(most) = self.max_latency.filter(|most| answer.latency > *most) {
            let took = answer.latency.as_millis();
            misses.push(format!(
                "it took {took}ms, expected {} at most",
                written(most)
            ));
        }
        let text = text_of(answer.body);
        for wanted in &self.contains {
            if !text.contains(wanted.as_str()) {
                misses.push(format!("the answer does not contain \"{wanted}\""));
            }
        }
        if self.values.is_empty() {
            return misses;
        }
        let json = Raw::parse(&text).ok();
        for (name, path, want) in &self.values {
            let found = json.and_then(|json| path.get(json)?.to_value());
            misses.extend(want.miss(name, found.as_ref(), json.is_some()));
        }
        misses
    }
}

impl Want {
    fn miss(&self, path: &str, found: Option<&Value>, is_json: bool) -> Option<String> {
        let wanted = match self {
            Self::Is(wanted) if found.is_some_and(|found| same(found, wanted)) => return None,
            Self::Is(wanted) => wanted.to_string(),
            Self::Contains(part) => {
                let text = found.map(|found| match found {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                if text.is_some_and(|text| text.contains(part.as_str())) {
                    return None;
                }
                format!("something with \"{part}\"")
            }
            Self::Exists(exists) if *exists == found.is_some() => return None,
            Self::Exists(true) => "a value".to_owned(),
            Self::Exists(false) => "nothing".to_owned(),
        };
        let found = match found {
            Some(found) => format!("is {found}"),
            None if is_json => "is missing".to_owned(),
            None => "is missing: the answer is not JSON".to_owned(),
        };
        Some(format!("{path} {found}, expected {wanted}"))
    }
}

/// Equal by meaning: `1` is `1.0`, members may stand in any order.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}
