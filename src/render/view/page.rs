//! A page being written: titles, labelled values, paragraphs and trees, none wider than the page.

use vapihook_json::raw::Raw;

use super::super::text::{columns, escape};
use super::Look;
use super::strip::{Paint, Strip};
use super::tree;
use super::wrap::{wrap, wrap_some};
use crate::event::call::CallFacts;
use crate::event::message::Message;

/// Columns before everything below a title.
pub(super) const INDENT: usize = 2;
/// Columns of the labels at the top of a page.
const LABEL: usize = 9;
/// Lines of one value before the rest is folded.
const LINES: usize = 12;

/// A page being written.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    /// Columns of a line.
    pub width: usize,
    /// Whether nothing is folded.
    pub full: bool,
    label: usize,
    /// The memory of the line before, for the next one.
    row: Strip,
}

impl Page {
    pub fn new(look: &Look) -> Self {
        Self {
            text: String::with_capacity(1_024),
            width: look.width,
            full: look.full,
            label: LABEL,
            row: Strip::with_room(look.width),
        }
    }

    pub fn into_text(mut self) -> String {
        let kept = self.text.trim_end_matches('\n').len();
        self.text.truncate(kept + 1);
        self.text
    }

    /// Columns of what stands indented.
    pub fn room(&self) -> usize {
        self.width.saturating_sub(INDENT).max(16)
    }

    /// Lines of a value before it is folded.
    pub fn lines(&self) -> usize {
        if self.full { usize::MAX - 1 } else { LINES }
    }

    /// One blank line, however often it is asked for.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// How wide labels are from here on, for those that are longer than usual.
    pub fn labels<'a>(&mut self, labels: impl IntoIterator<Item = &'a str>) {
        let widest = labels
            .into_iter()
            .map(|label| columns(&escape(label)))
            .max();
        self.label = widest.unwrap_or_default().clamp(LABEL, self.width / 3);
    }

    pub fn line(&mut self, strip: &Strip) {
        self.text.push_str(strip.text().trim_end_matches(' '));
        self.text.push('\n');
    }

    /// A line, as it is written.
    pub fn row(&mut self, write: impl FnOnce(&mut Strip)) {
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        write(&mut row);
        self.line(&row);
        self.row = row;
    }

    /// A line that is indented.
    pub fn indented(&mut self, strip: &Strip) {
        self.row(|row| {
            row.pad(INDENT);
            row.append(strip);
        });
    }

    /// A section's title, after a blank line; `beside` stands at its right.
    pub fn title(&mut self, title: &str, beside: &str) {
        self.label = LABEL;
        self.gap();
        let width = self.width;
        self.row(|row| {
            row.push(title, Paint::Bold);
            if !beside.is_empty() {
                row.push("  ", Paint::Plain);
                row.push_folded(beside, width.saturating_sub(row.columns()), Paint::Dim);
            }
        });
    }

    /// A label and its value at the top of the page; a value that is empty is left out.
    pub fn field(&mut self, label: &str, value: &str) {
        self.painted(label, value, Paint::Plain);
    }

    /// The same in a colour.
    pub fn painted(&mut self, label: &str, value: &str, paint: Paint) {
        if value.trim().is_empty() {
            return;
        }
        let room = self.width.saturating_sub(self.beside_label());
        let lines = wrap_some(value, room, self.lines());
        for (at, text) in lines.iter().enumerate() {
            self.labelled(label, at, |row| row.push_escaped(text, paint));
        }
    }

    /// Where values stand that have a label.
    fn beside_label(&self) -> usize {
        INDENT + self.label + 2
    }

    /// One of the lines of a value, by its number: the first one has the label.
    fn labelled(&mut self, label: &str, at: usize, write: impl FnOnce(&mut Strip)) {
        let (width, from) = (self.label, self.beside_label());
        self.row(|row| {
            row.pad(INDENT);
            if at == 0 {
                row.push_folded(label, width, Paint::Dim);
            }
            row.pad(from);
            write(row);
        });
    }

    /// A label and a value of JSON: on the line when it is short, else as a tree below.
    pub fn member(&mut self, label: &str, value: Raw<'_>) {
        if let Some(text) = tree::scalar(value) {
            self.field(label, &text);
            return;
        }
        let room = self.width.saturating_sub(self.beside_label());
        let lines = tree::lines(value, room.max(16), self.full);
        for (at, tree) in lines.iter().enumerate() {
            self.labelled(label, at, |row| row.append(tree));
        }
    }

    /// A tree of JSON, indented.
    pub fn tree(&mut self, value: Raw<'_>) {
        for line in tree::lines(value, self.room(), self.full) {
            self.indented(&line);
        }
    }

    /// A paragraph, indented.
    pub fn paragraph(&mut self, text: &str, paint: Paint) {
        for line in wrap_some(text, self.room(), self.lines()) {
            self.row(|row| {
                row.pad(INDENT);
                row.push_escaped(&line, paint);
            });
        }
    }

    /// A paragraph that is not indented.
    pub fn flush(&mut self, text: &str, paint: Paint) {
        for line in wrap(text, self.width) {
            self.row(|row| row.push_escaped(&line, paint));
        }
    }

    /// Who calls whom, under the title: as the event of a call tells it that knows the most.
    pub fn facts<'a, 'b: 'a>(&mut self, messages: impl IntoIterator<Item = &'a Message<'b>>) {
        let facts = messages.into_iter().map(CallFacts::of);
        let Some(facts) = facts.max_by_key(CallFacts::known) else {
            return;
        };
        let parts = [facts.kind, facts.customer, facts.assistant];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if !parts.is_empty() {
            self.flush(&parts.join("  "), Paint::Dim);
        }
    }

    /// Text that is laid out already.
    pub fn ready(&mut self, text: &str) {
        self.text.push_str(text);
    }
}
