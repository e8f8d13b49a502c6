//! Patterns that name many paths: `results[*].id`, `message.*.id`, `**.timestamp`.

use wildmatch::WildMatch;

use super::syntax::{self, Token};
use super::{Path, Step};

/// A pattern over paths, as a dotted path or a JSON pointer. `*` is any one step, `[*]` any
/// item, `**` any number of steps; inside a name `*` and `?` stand for characters.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: Box<str>,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    /// `**`
    Anywhere,
    /// `*`
    AnyStep,
    /// `[*]`
    AnyIndex,
    /// `[0]`
    Index(usize),
    /// A name in quotes.
    Exactly(Box<str>),
    /// A name, `*` and `?` standing for characters.
    Like(WildMatch),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// In words, for clap.
    pub fn parse(text: &str) -> Result<Self, String> {
        let part = |token| match token {
            Token::AnyIndex => Part::AnyIndex,
            Token::Index(index) => Part::Index(index),
            Token::Name { name, quoted: true } => Part::Exactly(name.into()),
            Token::Name { name, .. } => match &*name {
                "**" => Part::Anywhere,
                "*" => Part::AnyStep,
                name => Part::Like(WildMatch::new(name)),
            },
        };
        Ok(Self {
            text: text.into(),
            parts: syntax::tokens(text)?.into_iter().map(part).collect(),
        })
    }

    /// Whether the pattern names this path.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        // Which parts may come next; one row per step, so that no pattern takes long.
        let mut open = vec![false; self.parts.len() + 1];
        open[0] = true;
        self.pass_anywhere(&mut open);
        for step in path.steps() {
            let mut next = vec![false; open.len()];
            for (at, part) in self.parts.iter().enumerate().filter(|(at, _)| open[*at]) {
                match part {
                    Part::Anywhere => next[at] = true,
                    part if part.takes(step) => next[at + 1] = true,
                    _ => {}
                }
            }
            self.pass_anywhere(&mut next);
            open = next;
        }
        open[self.parts.len()]
    }

    /// Whether the pattern names this path or one that it is inside of.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        (0..=path.steps().len()).any(|count| self.matches(&path.first(count)))
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// `**` may stand for no step at all.
    fn pass_anywhere(&self, open: &mut [bool]) {
        for (at, part) in self.parts.iter().enumerate() {
            if open[at] && matches!(part, Part::Anywhere) {
                open[at + 1] = true;
            }
        }
    }
}

impl std::str::FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

impl Part {
    fn takes(&self, step: &Step) -> bool {
        match self {
            Self::Anywhere | Self::AnyStep => true,
            Self::AnyIndex => step.as_index().is_some(),
            Self::Index(index) => step.as_index() == Some(*index),
            Self::Exactly(name) => matches!(step, Step::Key(key) if key == name),
            Self::Like(name) => match step {
                Step::Key(key) => name.matches(key),
                Step::Index(index) => name.matches(&index.to_string()),
            },
        }
    }
}
