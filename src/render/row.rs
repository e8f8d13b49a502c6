//! A row of the table that a live run reads as: cells from left to right, a gap between two, each
//! in its colour. They are written one after the other into one text; only where colours are on
//! is a cell taken up again to be painted.

use colored::{ColoredString, Colorize};

use super::style::is_coloured;
use super::text::{columns, push_cell, push_spaces};
use super::words;

/// What stands between two cells.
pub(super) const GAP: &str = "  ";
/// How much further the second line of a sentence is indented.
const CONTINUED: usize = 2;
/// What a row takes, mostly: more is asked for when it is needed.
const USUAL: usize = 160;

/// How a cell is painted.
pub(super) type Paint = fn(&str) -> ColoredString;

pub(super) const PLAIN: Paint = |text| text.normal();
pub(super) const DIM: Paint = |text| text.dimmed();
pub(super) const BOLD: Paint = |text| text.bold();
pub(super) const CYAN: Paint = |text| text.cyan();
pub(super) const GREEN: Paint = |text| text.green();
pub(super) const YELLOW: Paint = |text| text.yellow();
pub(super) const RED: Paint = |text| text.red();
pub(super) const BAD: Paint = |text| text.red().bold();

/// A row being written.
pub(super) struct Row {
    text: String,
    columns: usize,
    is_coloured: bool,
}

impl Row {
    pub fn new() -> Self {
        Self {
            text: String::with_capacity(USUAL),
            columns: 0,
            is_coloured: is_coloured(),
        }
    }

    /// A cell of exactly so many columns: the text is escaped, folded and padded.
    pub fn cell(&mut self, paint: Paint, text: &str, width: usize) {
        self.write(paint, |cell| push_cell(cell, text, width));
    }

    /// A cell of text that is safe, as wide as it is.
    pub fn text(&mut self, paint: Paint, text: &str) {
        self.write(paint, |cell| cell.push_str(text));
    }

    /// A cell that is written by `write`, which writes what is safe; says its columns.
    pub fn write(&mut self, paint: Paint, write: impl FnOnce(&mut String)) -> usize {
        if !self.text.is_empty() {
            self.text.push_str(GAP);
            self.columns += GAP.len();
        }
        let start = self.text.len();
        write(&mut self.text);
        let columns = columns(&self.text[start..]);
        self.columns += columns;
        self.paint(paint, start);
        columns
    }

    /// A line below the row, indented by so many columns; its text is safe.
    pub fn below(&mut self, indent: usize, paint: Paint, text: &str) {
        self.text.push('\n');
        push_spaces(&mut self.text, indent);
        let start = self.text.len();
        self.text.push_str(text);
        self.paint(paint, start);
    }

    /// A sentence on as many lines below the row as it needs in `width` columns.
    pub fn sentence(&mut self, indent: usize, paint: Paint, text: &str, width: usize) {
        let room = width.saturating_sub(indent + CONTINUED);
        for (at, line) in words::lines(text, room).into_iter().enumerate() {
            self.below(indent + if at > 0 { CONTINUED } else { 0 }, paint, line);
        }
    }

    /// The columns of its cells and of the gaps between them.
    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn end(self) -> String {
        self.text
    }

    fn paint(&mut self, paint: Paint, start: usize) {
        if self.is_coloured {
            let painted = paint(&self.text[start..]).to_string();
            self.text.truncate(start);
            self.text.push_str(&painted);
        }
    }
}
