//! A path inside a body: `/message/call/id` (a JSON pointer) or `message.call.id`.
//!
//! The dotted form takes `results[0].result`, `results.0.result`, and a key in quotes where it
//! has a dot or a bracket of its own: `a."b.c"`, `a["b.c"]`. A leading `.` or `$` is the root, as
//! other tools write it. A number names an item of an array and a member of an object alike.
//!
//! [`Path::find`] looks a value up without copying the text; [`set`] and [`add`] change exactly
//! one value and leave every other byte as it is. [`Pattern`] names many paths: `**.timestamp`.

use vapihook_json::raw::{Kind, Raw};

mod edit;
mod lookup;
mod pattern;
mod syntax;
#[cfg(test)]
mod tests;

use std::fmt;

pub use edit::{add, set};
pub use pattern::Pattern;
use syntax::Token;

/// One step from a value into it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A member; when it is a number, also an item of an array.
    Key(Box<str>),
    /// An item of an array.
    Index(usize),
}

impl Step {
    /// The item of an array that this step names.
    #[must_use]
    pub fn as_index(&self) -> Option<usize> {
        match self {
            Self::Index(index) => Some(*index),
            Self::Key(key) => key.parse().ok().filter(|index: &usize| {
                // `01` and `+1` are names.
                key.len() == index.to_string().len()
            }),
        }
    }
}

/// Where a value stands in a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The whole body.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a JSON pointer (it begins with `/`) or a dotted path.
    ///
    /// # Errors
    /// In words, for clap: what is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let step = |token| match token {
            Token::Name { name, .. } => Ok(Step::Key(name.into())),
            Token::Index(index) => Ok(Step::Index(index)),
            Token::AnyIndex => Err(format!("{text}: [*] is for many values, a path names one")),
        };
        let steps: Result<Vec<Step>, String> =
            syntax::tokens(text)?.into_iter().map(step).collect();
        steps.map(Self)
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The path of a member of what is here.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        self.with(Step::Key(name.into()))
    }

    /// The path of an item of what is here.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    fn first(&self, count: usize) -> Self {
        Self(self.0[..count].to_vec())
    }
}

impl fmt::Display for Path {
    /// The dotted form, as findings write it; the root is `.`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    let dot = if at == 0 { "" } else { "." };
                    write!(f, "{dot}{}", syntax::written(key))?;
                }
            }
        }
        Ok(())
    }
}

impl std::str::FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

/// The value that one step leads to. A member that stands twice gives its last value.
fn step_into<'a>(raw: Raw<'a>, step: &Step) -> Option<Raw<'a>> {
    match (raw.kind(), step) {
        (Kind::Array, step) => raw.items().get(step.as_index()?).copied(),
        (Kind::Object, Step::Key(key)) => raw.get(key),
        _ => None,
    }
}
