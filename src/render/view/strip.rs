//! A line that knows how wide it is: coloured pieces whose columns are counted before they are
//! coloured, so that lines can be padded and set side by side.

use std::borrow::Cow;

use colored::Colorize;

use super::super::style::is_coloured;
use super::super::text::{columns, escaped, fold, push_folded, push_spaces};

/// How a piece is coloured; meaning never hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// As the terminal has it.
    Plain,
    /// What frames and labels.
    Dim,
    /// A title.
    Bold,
    /// A name of a member or a tool.
    Name,
    /// What the assistant does.
    Assistant,
    /// What the caller does.
    Caller,
    /// Well.
    Good,
    /// To be looked at.
    Warn,
    /// Wrong.
    Bad,
}

impl Paint {
    /// The text in this colour.
    #[must_use]
    pub fn on(self, text: &str) -> String {
        if text.is_empty() || self == Self::Plain {
            return text.to_owned();
        }
        match self {
            Self::Plain => text.normal(),
            Self::Dim => text.dimmed(),
            Self::Bold => text.bold(),
            Self::Name | Self::Assistant => text.cyan(),
            Self::Caller => text.magenta(),
            Self::Good => text.green(),
            Self::Warn => text.yellow(),
            Self::Bad => text.red(),
        }
        .to_string()
    }
}

/// A line of pieces.
#[derive(Clone, Debug, Default)]
pub struct Strip {
    text: String,
    columns: usize,
}

impl Strip {
    /// An empty line, with memory for so many columns.
    #[must_use]
    pub fn with_room(columns: usize) -> Self {
        Self {
            text: String::with_capacity(columns),
            columns: 0,
        }
    }

    /// A line of one piece.
    #[must_use]
    pub fn of(text: &str, paint: Paint) -> Self {
        let mut strip = Self::default();
        strip.push(text, paint);
        strip
    }

    /// A line of one piece that is escaped already.
    #[must_use]
    pub fn of_escaped(text: &str, paint: Paint) -> Self {
        let mut strip = Self::default();
        strip.push_escaped(text, paint);
        strip
    }

    /// Adds a piece; what could act on a terminal is escaped.
    pub fn push(&mut self, text: &str, paint: Paint) {
        match escaped(text) {
            Cow::Borrowed(text) => self.add(text, text.len(), paint),
            Cow::Owned(text) => self.push_escaped(&text, paint),
        }
    }

    /// Adds a piece that is escaped already.
    pub fn push_escaped(&mut self, text: &str, paint: Paint) {
        self.add(text, columns(text), paint);
    }

    /// Adds as much of a piece as stands in so many columns; the rest is an `…`.
    pub fn push_folded(&mut self, text: &str, width: usize, paint: Paint) {
        if paint == Paint::Plain || !is_coloured() {
            self.columns += push_folded(&mut self.text, text, width);
        } else {
            self.push_escaped(&fold(text, width), paint);
        }
    }

    /// Adds a line across so many columns.
    pub fn rule(&mut self, width: usize, paint: Paint) {
        self.add(&"─".repeat(width), width, paint);
    }

    fn add(&mut self, text: &str, columns: usize, paint: Paint) {
        self.columns += columns;
        if paint == Paint::Plain || !is_coloured() {
            self.text.push_str(text);
        } else {
            self.text.push_str(&paint.on(text));
        }
    }

    /// Adds spaces up to a column.
    pub fn pad(&mut self, to: usize) {
        let gap = to.saturating_sub(self.columns);
        push_spaces(&mut self.text, gap);
        self.columns += gap;
    }

    /// Begins again, in the same memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.columns = 0;
    }

    /// Adds another line's pieces.
    pub fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.columns += other.columns;
    }

    /// How wide it is.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// What is printed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Two blocks of lines side by side, the left one `width` columns wide.
#[must_use]
pub fn beside(left: &[Strip], right: &[Strip], width: usize, between: &str) -> Vec<Strip> {
    (0..left.len().max(right.len()))
        .map(|at| {
            let mut line = left.get(at).cloned().unwrap_or_default();
            line.pad(width);
            line.push(between, Paint::Dim);
            if let Some(right) = right.get(at) {
                line.append(right);
            }
            line
        })
        .collect()
}
