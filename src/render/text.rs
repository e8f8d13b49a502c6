//! Untrusted text made fit for a terminal: nothing in it can move a cursor, change a colour or
//! reorder what stands around it, and it takes no more columns than it is given.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::event::line::is_unsafe;

/// The text with every control character shown as an escape (`\n`, `\u{1b}`), so also the bidi
/// controls and line separators that terminals obey.
#[must_use]
pub fn escape(text: &str) -> String {
    escaped(text).into_owned()
}

/// The same; most text is shown as it is.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if is_plain(text.as_bytes()) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        push_escaped(&mut safe, c);
    }
    safe.into()
}

/// Like [`escape`], but line breaks and tabs stay: for text shown on lines of its own.
#[must_use]
pub fn escape_lines(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => safe.push(c),
            _ => push_escaped(&mut safe, c),
        }
    }
    safe
}

/// The escaped text in at most `width` columns; what does not fit ends in `…`.
#[must_use]
pub fn fold(text: &str, width: usize) -> String {
    match text.as_bytes().get(..=width) {
        None if is_plain(text.as_bytes()) => return text.to_owned(),
        Some(head) if width > 0 && is_plain(head) => return format!("{}…", &text[..width - 1]),
        _ => {}
    }
    let mut folded = String::new();
    let mut used = 0;
    // Where to cut so that the ellipsis still fits.
    let mut cut = 0;
    for c in text.chars() {
        let before = folded.len();
        push_escaped(&mut folded, c);
        used += columns(&folded[before..]);
        if used > width {
            folded.truncate(cut);
            if width > 0 {
                folded.push('…');
            }
            return folded;
        }
        if used < width {
            cut = folded.len();
        }
    }
    folded
}

/// The folded text, padded with spaces to exactly `width` columns.
#[must_use]
pub fn cell(text: &str, width: usize) -> String {
    let mut cell = fold(text, width);
    let used = columns(&cell);
    cell.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    cell
}

/// The escaped items, separated by commas, on lines of at most `width` columns; an item is not
/// broken, but folded when it is longer than a line.
#[must_use]
pub fn wrap<'a>(items: impl IntoIterator<Item = &'a str>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        let item = fold(item, width);
        match lines.last_mut() {
            Some(line) if columns(line) + 2 + columns(&item) < width => {
                line.push_str(", ");
                line.push_str(&item);
            }
            Some(line) => {
                line.push(',');
                lines.push(item);
            }
            None => lines.push(item),
        }
    }
    lines
}

/// The escaped text as one word of a shell's command line.
#[must_use]
pub fn shell_word(text: &str) -> String {
    let text = escape(text);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A size for people: `512 B`, `1.5 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    match units.into_iter().find(|(scale, _)| bytes >= *scale) {
        None => format!("{bytes} B"),
        Some((scale, unit)) => {
            let tenths = bytes / (scale / 10);
            format!("{}.{} {unit}", tenths / 10, tenths % 10)
        }
    }
}

/// The columns that escaped text takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    if is_plain(text.as_bytes()) {
        return text.len();
    }
    text.chars().map(|c| c.width().unwrap_or_default()).sum()
}

/// Whether text is shown as it is, a column for each byte: most of what a line holds is.
fn is_plain(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_unsafe(c) => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown() {
        assert_eq!(
            escape("a\x1b[31m\u{202e}b\n\u{9b}"),
            "a\\u{1b}[31m\\u{202e}b\\n\\u{9b}"
        );
        assert_eq!(escape_lines("a\n\tb\r"), "a\n\tb\\r");
        assert_eq!(escape("Grüezi 🙂 日本"), "Grüezi 🙂 日本");
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(shell_word("/tmp/a-b.db"), "/tmp/a-b.db");
        assert_eq!(shell_word("a b"), "'a b'");
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn sizes_are_rounded_down() {
        let sizes = [0, 999, 1_000, 1_990, 50_000_000, 1_234_567_890].map(size);
        assert_eq!(
            sizes,
            ["0 B", "999 B", "1.0 KB", "1.9 KB", "50.0 MB", "1.2 GB"]
        );
    }

    #[test]
    fn folding_counts_columns() {
        assert_eq!(fold("hello", 5), "hello");
        assert_eq!(fold("hello!", 5), "hell…");
        assert_eq!(fold("日本語", 5), "日本…");
        assert_eq!(fold("日本語", 6), "日本語");
        assert_eq!(fold("ab\ncd", 4), "ab…");
        assert_eq!(fold("abc", 0), "");
        assert_eq!(
            wrap(["a", "b b", "c", "dddddddd"], 7),
            ["a, b b,", "c,", "dddddd…"]
        );
        assert_eq!(cell("日", 4), "日  ");
        assert_eq!(cell("abcdef", 4), "abc…");
    }
}
