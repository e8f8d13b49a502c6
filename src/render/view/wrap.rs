//! Text broken into lines: at spaces, between the wide characters of Chinese, Japanese and Korean,
//! and inside a word only when it is longer than a line. A character and the marks on it are not
//! torn apart, nor an emoji of several characters.

use std::borrow::Cow;

use vapihook_json::sixteen::is_printable;

use super::super::text::{columns, escape, escaped};

/// Closing marks that no line begins with.
const NOT_FIRST: &str = "、。，．！？：；）」』】〉》";

/// The text in lines of at most `width` columns, escaped. Line breaks in it stay; blank lines do
/// not come several in a row. Never empty.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    let width = width.max(8);
    let text = text.trim_end();
    if text.len() <= width && is_printable(text.as_bytes()) {
        return vec![text.into()];
    }
    let mut lines: Vec<Cow<'_, str>> = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = paragraph.trim_end();
        if paragraph.is_empty() {
            if lines.last().is_none_or(|last| !last.is_empty()) {
                lines.push(Cow::Borrowed(""));
            }
            continue;
        }
        let paragraph = if paragraph.contains('\t') {
            Cow::Owned(escape(&paragraph.replace('\t', "    ")))
        } else {
            escaped(paragraph)
        };
        if columns(&paragraph) <= width {
            lines.push(paragraph);
        } else {
            wrap_paragraph(&paragraph, width, &mut lines);
        }
    }
    lines
}

/// Like [`wrap`], at most `most` lines; the last says how many there are more.
#[must_use]
pub fn wrap_some(text: &str, width: usize, most: usize) -> Vec<Cow<'_, str>> {
    // What certainly does not fit need not be laid out.
    let mut lines = wrap(text, width);
    if lines.len() > most + 1 {
        let more = lines.len() - most;
        lines.truncate(most);
        lines.push(format!("… {more} more lines (--full)").into());
    }
    lines
}

fn wrap_paragraph(paragraph: &str, width: usize, lines: &mut Vec<Cow<'_, str>>) {
    let mut line = String::new();
    let mut used = 0;
    for word in words(paragraph) {
        let shown = word.trim_end_matches(' ');
        let wide = columns(shown);
        if used > 0 && used + wide > width {
            lines.push(Cow::Owned(std::mem::take(&mut line).trim_end().to_owned()));
            used = 0;
        }
        if wide <= width {
            line.push_str(word);
            used += columns(word);
            continue;
        }
        for cluster in clusters(word) {
            let wide = columns(cluster);
            if used > 0 && used + wide > width {
                lines.push(Cow::Owned(std::mem::take(&mut line)));
                used = 0;
            }
            line.push_str(cluster);
            used += wide;
        }
    }
    lines.push(Cow::Owned(line.trim_end().to_owned()));
}

/// Pieces that a line may be broken after, each with the spaces behind it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut clusters = clusters(text).into_iter().peekable();
    while let Some(cluster) = clusters.next() {
        at += cluster.len();
        let Some(next) = clusters.peek() else {
            break;
        };
        let after_space = cluster == " " && *next != " ";
        let between_wide = (columns(cluster) >= 2 || columns(next) >= 2)
            && *next != " "
            && !NOT_FIRST.contains(next);
        if after_space || between_wide {
            words.push(&text[start..at]);
            start = at;
        }
    }
    words.push(&text[start..]);
    words
}

/// Characters with what belongs to them: marks, joined emoji, skin tones, the second half of a
/// flag.
fn clusters(text: &str) -> Vec<&str> {
    let mut clusters = Vec::new();
    let mut start = 0;
    let mut before = '\0';
    let mut flags = 0;
    for (at, c) in text.char_indices() {
        let is_flag = matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
        let belongs = before == '\u{200d}'
            || matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
            || (is_flag && flags % 2 == 1)
            || columns(c.encode_utf8(&mut [0; 4])) == 0;
        if at > 0 && !belongs {
            clusters.push(&text[start..at]);
            start = at;
        }
        flags = if is_flag { flags + 1 } else { 0 };
        before = c;
    }
    if start < text.len() {
        clusters.push(&text[start..]);
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces() {
        assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrap("a\n\n\nb  c", 20), ["a", "", "b  c"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("abcdefghijkl mn", 10), ["abcdefghij", "kl mn"]);
    }

    #[test]
    fn wide_text_is_broken_anywhere_but_before_a_closing_mark() {
        assert_eq!(wrap("日本語日本語", 8), ["日本語日", "本語"]);
        assert_eq!(wrap("日本語日。本語", 8), ["日本語", "日。本語"]);
        assert_eq!(wrap("ab 日本語 cd", 8), ["ab 日本", "語 cd"]);
    }

    #[test]
    fn what_belongs_together_stays_together() {
        let family = "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        let thumb = "\u{1f44d}\u{1f3fd}";
        let flags = "\u{1f1e8}\u{1f1ed}\u{1f1e9}\u{1f1ea}";
        assert_eq!(clusters(family), [family]);
        assert_eq!(clusters(thumb), [thumb]);
        assert_eq!(clusters(flags), [&flags[..8], &flags[8..]]);
        assert_eq!(clusters("e\u{301}a"), ["e\u{301}", "a"]);
    }

    #[test]
    fn every_line_fits() {
        let text = "Grüezi 🙂 日本語のテキスト and \u{1b}[31mred\u{202e} a_very_long_word_indeed";
        for width in 8..60 {
            for line in wrap(text, width) {
                assert!(columns(&line) <= width, "{width}: {line}");
                assert!(!line.contains('\u{1b}'));
            }
        }
    }
}
