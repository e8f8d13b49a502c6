//! Untrusted text made fit for a terminal: nothing in it can move a cursor, change a colour or
//! reorder what stands around it, and it takes no more columns than it is given.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;
use vapihook_json::quoted::is_unsafe;
use vapihook_json::sixteen::is_printable;

const SPACES: &str = "                                                                ";

/// The text with every control character shown as an escape (`\n`, `\u{1b}`), so also the bidi
/// controls and line separators that terminals obey.
#[must_use]
pub fn escape(text: &str) -> String {
    escaped(text).into_owned()
}

/// The same; most text is shown as it is, and then takes a column for each byte.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if is_printable(text.as_bytes()) {
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
    let mut folded = String::new();
    push_folded(&mut folded, text, width);
    folded
}

/// Writes the folded text; says how many columns it takes.
pub fn push_folded(out: &mut String, text: &str, width: usize) -> usize {
    match text.as_bytes().get(..=width) {
        None if is_printable(text.as_bytes()) => {
            out.push_str(text);
            text.len()
        }
        Some(head) if width > 0 && is_printable(head) => {
            out.push_str(&text[..width - 1]);
            out.push('…');
            width
        }
        _ => push_folded_by_character(out, text, width),
    }
}

/// [`push_folded`] for text with anything in it.
fn push_folded_by_character(out: &mut String, text: &str, width: usize) -> usize {
    let mut used = 0;
    // Where to cut so that the ellipsis still fits, and the columns before it.
    let mut cut = (out.len(), 0);
    for c in text.chars() {
        let before = out.len();
        push_escaped(out, c);
        used += columns(&out[before..]);
        if used > width {
            out.truncate(cut.0);
            if width > 0 {
                out.push('…');
            }
            return cut.1 + width.min(1);
        }
        if used < width {
            cut = (out.len(), used);
        }
    }
    used
}

/// The folded text, padded with spaces to exactly `width` columns.
#[must_use]
pub fn cell(text: &str, width: usize) -> String {
    let mut cell = String::new();
    push_cell(&mut cell, text, width);
    cell
}

/// Writes the folded text, padded with spaces to exactly `width` columns.
pub fn push_cell(out: &mut String, text: &str, width: usize) {
    let used = push_folded(out, text, width);
    push_spaces(out, width.saturating_sub(used));
}

/// Writes so many spaces.
pub fn push_spaces(out: &mut String, mut count: usize) {
    while count > 0 {
        let some = count.min(SPACES.len());
        out.push_str(&SPACES[..some]);
        count -= some;
    }
}

/// Writes a number in digits.
pub fn push_number(out: &mut String, number: u64) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    let digit = u8::try_from(number % 10).unwrap_or_default();
    out.push(char::from(b'0' + digit));
}

/// Writes plain text at the left end of so many columns.
pub fn push_left(out: &mut String, width: usize, write: impl FnOnce(&mut String)) {
    let start = out.len();
    write(out);
    push_spaces(out, width.saturating_sub(out.len() - start));
}

/// Writes plain text at the right end of so many columns.
pub fn push_right(out: &mut String, width: usize, write: impl FnOnce(&mut String)) {
    let start = out.len();
    write(out);
    let missing = width.saturating_sub(out.len() - start);
    out.insert_str(start, &SPACES[..missing.min(SPACES.len())]);
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
    if is_printable(text.as_bytes()) {
        return text.len();
    }
    text.chars().map(|c| c.width().unwrap_or_default()).sum()
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn plain_text_is_folded_as_any_text_is(
            text in "[ -~]{0,40}([ -~äß日🙂\\n\u{1b}\u{301}]{0,3}[ -~]{0,9})?",
            width in 0..50_usize,
        ) {
            let (mut quick, mut slow) = ("|".to_owned(), "|".to_owned());
            let used = push_folded(&mut quick, &text, width);
            prop_assert_eq!(used, push_folded_by_character(&mut slow, &text, width));
            prop_assert_eq!(&quick, &slow);
            prop_assert_eq!(used, columns(&quick) - 1);
            let by_character = quick.chars().map(|c| c.width().unwrap_or_default());
            prop_assert_eq!(used, by_character.sum::<usize>() - 1);
        }
    }

    #[test]
    fn plain_text_stands_where_it_is_put() {
        for number in [0, 7, 10, 999, 1_000, u64::MAX] {
            let mut out = "|".to_owned();
            push_right(&mut out, 6, |out| push_number(out, number));
            out.push('|');
            push_left(&mut out, 6, |out| push_number(out, number));
            assert_eq!(out, format!("|{number:>6}|{number:<6}"));
        }
        for count in [0, 1, 63, 64, 65, 200] {
            let mut out = String::new();
            push_spaces(&mut out, count);
            assert_eq!(out, " ".repeat(count));
        }
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
