//! Views of events for people: what `inspect` shows.
//!
//! - [`summary`]: what matters first, by the event's type;
//! - [`conversation`]: who said what, with tool calls in place;
//! - [`timeline`]: a whole call on one time axis;
//! - [`headers`]: request and answer as HTTP;
//! - [`json`]: JSON indented, coloured, folded.
//!
//! The rest is what pages are made of: [`page`], lines that know their width (`strip`), broken
//! text (`wrap`), values without braces (`tree`). No line is wider than it is asked to be, and
//! nothing from a payload reaches a page unescaped.

pub mod conversation;
pub mod headers;
pub mod json;
mod page;
mod strip;
pub mod summary;
pub mod timeline;
mod tree;
pub(super) mod wrap;

use super::style::Style;

/// The widest page: longer lines are hard to read.
const MAX_WIDTH: usize = 200;
/// The narrowest: below it a terminal breaks the lines.
const MIN_WIDTH: usize = 40;

/// How a page is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns of a line.
    pub width: usize,
    /// Whether nothing is folded.
    pub full: bool,
    /// Whether it is read on a terminal, where long JSON is folded.
    pub live: bool,
    /// Whether it is one page of several.
    pub several: bool,
}

impl Look {
    /// A look for stdout as it is.
    #[must_use]
    pub fn new(style: &Style, full: bool) -> Self {
        Self {
            width: style.page.clamp(MIN_WIDTH, MAX_WIDTH),
            full,
            live: style.live,
            several: false,
        }
    }

    /// How JSON is shown in it.
    #[must_use]
    pub fn json(&self) -> json::Shown {
        json::Shown {
            color: super::style::is_coloured(),
            fold: (self.live && !self.full).then_some(self.width),
        }
    }
}
