//! A JSON value for people, without braces and quotes: names and values in columns, what is
//! nested indented below.

use std::borrow::Cow;

use vapihook_json::raw::{Kind, Raw};

use super::super::text::{cell, columns, escape, fold};
use super::strip::{Paint, Strip};
use super::wrap::wrap_some;

/// What is folded shows so many members and items, so many lines of a text, so many levels.
const ITEMS: usize = 16;
const LINES: usize = 6;
const LEVELS: usize = 5;
/// The same when nothing is to be folded: the depth of a payload is not ours to recurse.
const MAX_LEVELS: usize = 64;
/// The widest column of names.
const NAME: usize = 24;

/// The text of a value that fits on a line: a string bare, a number or word as sent, a list of
/// those with commas. `None` for what needs a tree.
#[must_use]
pub fn scalar(value: Raw<'_>) -> Option<String> {
    match value.kind() {
        Kind::String => Some(value.as_str().unwrap_or_default().into_owned()),
        Kind::Array => {
            let items = value.items();
            if items.is_empty() {
                return Some("(none)".to_owned());
            }
            if items.len() > ITEMS {
                return None;
            }
            let items: Option<Vec<_>> = items.into_iter().map(short).collect();
            Some(items?.join(", "))
        }
        Kind::Object if value.entries().is_empty() => Some("(empty)".to_owned()),
        Kind::Object => None,
        _ => Some(value.text().to_owned()),
    }
}

/// The text of an item that may stand beside others.
fn short(item: Raw<'_>) -> Option<Cow<'_, str>> {
    match item.kind() {
        Kind::Array | Kind::Object => None,
        Kind::String => item
            .as_str()
            .filter(|text| text.len() <= 40 && !text.contains('\n')),
        _ => Some(item.text().into()),
    }
}

/// The value in lines of at most `width` columns.
#[must_use]
pub fn lines(value: Raw<'_>, width: usize, full: bool) -> Vec<Strip> {
    let mut tree = Tree {
        lines: Vec::new(),
        full,
    };
    tree.value(value, 0, width, 0);
    tree.lines
}

struct Tree {
    lines: Vec<Strip>,
    full: bool,
}

impl Tree {
    fn items(&self) -> usize {
        if self.full { usize::MAX } else { ITEMS }
    }

    fn value(&mut self, value: Raw<'_>, indent: usize, width: usize, level: usize) {
        if let Some(text) = scalar(value) {
            self.text("", &text, indent, indent, width, kind_paint(value));
            return;
        }
        let room = width.saturating_sub(indent);
        let levels = if self.full { MAX_LEVELS } else { LEVELS };
        if level >= levels || room < 12 {
            let text = fold(value.text(), room.max(8));
            self.text("", &text, indent, indent, width, Paint::Dim);
            return;
        }
        match value.kind() {
            Kind::Object => self.object(value, indent, width, level),
            _ => self.array(value, indent, width, level),
        }
    }

    fn object(&mut self, value: Raw<'_>, indent: usize, width: usize, level: usize) {
        let entries = value.entries();
        let shown = &entries[..entries.len().min(self.items())];
        let widest = shown.iter().map(|(name, _)| columns(&escape(name))).max();
        let room = width.saturating_sub(indent);
        let names = widest.unwrap_or_default().min(NAME).min(room / 2);
        for (name, value) in shown {
            let text = scalar(*value);
            let name = cell(name, names);
            if let Some(text) = text {
                let from = indent + names + 2;
                self.text(&name, &text, indent, from, width, kind_paint(*value));
            } else {
                let mut line = Strip::default();
                line.pad(indent);
                line.push_escaped(name.trim_end(), Paint::Name);
                self.lines.push(line);
                self.value(*value, indent + 2, width, level + 1);
            }
        }
        self.more(entries.len() - shown.len(), "members", indent);
    }

    fn array(&mut self, value: Raw<'_>, indent: usize, width: usize, level: usize) {
        let items = value.items();
        let shown = &items[..items.len().min(self.items())];
        for item in shown {
            let mut inner = Tree {
                lines: Vec::new(),
                full: self.full,
            };
            inner.value(*item, 0, width.saturating_sub(indent + 2), level + 1);
            for (at, line) in inner.lines.iter().enumerate() {
                let mut marked = Strip::default();
                marked.pad(indent);
                marked.push(if at == 0 { "- " } else { "  " }, Paint::Dim);
                marked.append(line);
                self.lines.push(marked);
            }
        }
        self.more(items.len() - shown.len(), "items", indent);
    }

    fn more(&mut self, count: usize, what: &str, indent: usize) {
        if count > 0 {
            let mut line = Strip::default();
            line.pad(indent);
            line.push(&format!("… {count} more {what} (--full)"), Paint::Dim);
            self.lines.push(line);
        }
    }

    /// A name, already escaped, and a text beside it, which goes on below itself.
    fn text(
        &mut self,
        name: &str,
        text: &str,
        indent: usize,
        from: usize,
        width: usize,
        paint: Paint,
    ) {
        let most = if self.full { usize::MAX - 1 } else { LINES };
        let text = wrap_some(text, width.saturating_sub(from), most);
        for (at, text) in text.iter().enumerate() {
            let mut line = Strip::default();
            line.pad(indent);
            if at == 0 {
                line.push_escaped(name, Paint::Name);
            }
            line.pad(from);
            line.push_escaped(text, paint);
            self.lines.push(line);
        }
    }
}

fn kind_paint(value: Raw<'_>) -> Paint {
    match value.kind() {
        Kind::Null => Paint::Dim,
        Kind::Bool | Kind::Number => Paint::Warn,
        _ => Paint::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str, width: usize, full: bool) -> Vec<String> {
        lines(Raw::parse(json).expect("JSON"), width, full)
            .into_iter()
            .map(|line| line.text().trim_end().to_owned())
            .collect()
    }

    #[test]
    fn a_value_is_a_tree() {
        colored::control::set_override(false);
        let json = r#"{"name":"Dana","tags":["a","b"],"none":[],"visits":[
            {"day":"Mon","with":{"id":7}},{"day":"Tue"}],"note":null}"#;
        assert_eq!(
            shown(json, 40, false),
            [
                "name    Dana",
                "tags    a, b",
                "none    (none)",
                "visits",
                "  - day   Mon",
                "    with",
                "      id  7",
                "  - day  Tue",
                "note    null",
            ]
        );
        assert_eq!(shown("\"a b\"", 40, false), ["a b"]);
    }

    #[test]
    fn what_is_long_folds() {
        colored::control::set_override(false);
        let many: Vec<String> = (0..30).map(|n| format!("{{\"n\":{n}}}")).collect();
        let many = format!("[{}]", many.join(","));
        let text = shown(&many, 40, false);
        assert_eq!(text.len(), 17);
        assert_eq!(text[16], "… 14 more items (--full)");
        assert_eq!(shown(&many, 40, true).len(), 30);
        let deep = "{\"a\":".repeat(500) + "1" + &"}".repeat(500);
        for line in lines(Raw::parse(&deep).expect("JSON"), 40, true) {
            assert!(line.columns() <= 40, "{}", line.text());
        }
    }
}
