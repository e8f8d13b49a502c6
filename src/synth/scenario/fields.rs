//! Takes the members of a table by their names; what is left over is an error that says what was
//! probably meant.

use std::time::Duration;

use serde_json::{Map, Value};

use super::node::{Content, Fault, Key, Node, Place};
use crate::event::span;

/// The members of a table that were not taken yet.
pub struct Fields<'n> {
    pub at: Place,
    what: &'static str,
    left: Vec<&'n (Key, Node)>,
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The members of a table; `what` is what the table is, for errors.
    pub fn of(node: &'n Node, what: &'static str) -> Result<Self, Fault> {
        let Content::Table(members) = &node.content else {
            let found = node.kind();
            return Err(Fault::new(
                node.at,
                format!("{what} is a table, not {found}"),
            ));
        };
        Ok(Self {
            at: node.at,
            what,
            left: members.iter().collect(),
            known: Vec::new(),
        })
    }

    /// Takes a member.
    pub fn take(&mut self, name: &'static str) -> Option<&'n Node> {
        self.known.push(name);
        let at = self.left.iter().position(|(key, _)| key.text == name)?;
        Some(&self.left.remove(at).1)
    }

    /// Takes a text.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, Fault> {
        self.take(name).map(|node| text(node, name)).transpose()
    }

    /// Takes a duration: `"800ms"`, or a number of seconds.
    pub fn duration(&mut self, name: &'static str) -> Result<Option<Duration>, Fault> {
        self.take(name).map(|node| duration(node, name)).transpose()
    }

    /// Takes a whole number.
    pub fn count(&mut self, name: &'static str) -> Result<Option<u64>, Fault> {
        let Some(node) = self.take(name) else {
            return Ok(None);
        };
        match &node.content {
            Content::Number(number) if number.is_u64() => Ok(number.as_u64()),
            _ => Err(wrong(node, name, "a whole number")),
        }
    }

    /// Takes a boolean.
    pub fn flag(&mut self, name: &'static str) -> Result<Option<bool>, Fault> {
        let Some(node) = self.take(name) else {
            return Ok(None);
        };
        match node.content {
            Content::Bool(flag) => Ok(Some(flag)),
            _ => Err(wrong(node, name, "true or false")),
        }
    }

    /// Takes a table as JSON.
    pub fn object(&mut self, name: &'static str) -> Result<Option<Map<String, Value>>, Fault> {
        let Some(node) = self.take(name) else {
            return Ok(None);
        };
        match node.to_json() {
            Value::Object(object) => Ok(Some(object)),
            _ => Err(wrong(node, name, "a table")),
        }
    }

    /// What nobody took, for tables whose members have names of their own.
    pub fn rest(self) -> Vec<&'n (Key, Node)> {
        self.left
    }

    /// The names that were asked for.
    pub fn known(&self) -> &[&'static str] {
        &self.known
    }

    /// Nothing may be left.
    pub fn end(self) -> Result<(), Fault> {
        let Some((key, _)) = self.left.first() else {
            return Ok(());
        };
        Err(unknown(key, self.what, &self.known))
    }
}

/// A member that has no meaning here, and what it may have been meant to be.
pub fn unknown(key: &Key, what: &str, known: &[&'static str]) -> Fault {
    let fault = Fault::new(key.at, format!("{what} has no `{}`", key.text));
    match nearest(&key.text, known) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault.hint(format!("it may have {}", known.join(", "))),
    }
}

/// The name that looks most like `name`, if one does.
pub fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let like = |known: &&'k str| strsim::jaro_winkler(&name.to_lowercase(), known);
    let near = known.iter().max_by(|a, b| like(a).total_cmp(&like(b)))?;
    (like(near) > 0.8).then_some(*near)
}

/// A member of the wrong kind.
pub fn wrong(node: &Node, name: &str, wanted: &str) -> Fault {
    let found = node.kind();
    Fault::new(node.at, format!("`{name}` is {wanted}, not {found}"))
}

/// The text of a node.
pub fn text(node: &Node, name: &str) -> Result<String, Fault> {
    match &node.content {
        Content::Text(text) => Ok(text.clone()),
        _ => Err(wrong(node, name, "a text")),
    }
}

/// The duration of a node.
pub fn duration(node: &Node, name: &str) -> Result<Duration, Fault> {
    let text = match &node.content {
        Content::Text(text) => text.clone(),
        Content::Number(number) => number.to_string(),
        _ => return Err(wrong(node, name, "a duration, as \"800ms\"")),
    };
    span::duration(&text).map_err(|why| {
        Fault::new(
            node.at,
            format!("`{name}` = \"{text}\" is no duration: {why}"),
        )
    })
}
