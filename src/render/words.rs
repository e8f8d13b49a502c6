//! Sentences about an event or a run on lines of a terminal: broken at spaces, never inside a word
//! or a command, so that a URL or a command that somebody copies is whole. Whichever is too long
//! for a line has one of its own and goes over it.

use super::text::columns;

/// How commands begin; the rest of the sentence is theirs.
const COMMANDS: [&str; 2] = ["vapihook ", "curl "];

/// The text, which is safe, on lines of at most `width` columns where that can be. Never empty.
#[must_use]
pub fn lines(text: &str, width: usize) -> Vec<&str> {
    if text.len() <= width {
        return vec![text];
    }
    let command = COMMANDS.iter().filter_map(|command| begin(text, command));
    let (sentence, command) = text.split_at(command.min().unwrap_or(text.len()));
    let mut lines = Vec::new();
    let (mut start, mut end, mut used) = (0, 0, 0);
    for piece in sentence.split_inclusive(' ').chain([command]) {
        let shown = columns(piece.trim_end());
        if used > 0 && shown > 0 && used + shown > width {
            lines.push(text[start..end].trim_end());
            (start, used) = (end, 0);
        }
        end += piece.len();
        used += columns(piece);
    }
    lines.push(text[start..].trim_end());
    lines
}

/// Where a command begins: at a word, and not at its own name in a sentence.
fn begin(text: &str, command: &str) -> Option<usize> {
    let mut found = text.match_indices(command);
    let is_word = |at: &usize| *at == 0 || text[..*at].ends_with([' ', '\'', '"', '`', '(']);
    found.find_map(|(at, _)| Some(at).filter(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_broken_at_spaces() {
        assert_eq!(lines("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(lines("one two", 7), ["one two"]);
        assert_eq!(lines("", 7), [""]);
        assert_eq!(lines("日本 日本 日本", 9), ["日本 日本", "日本"]);
    }

    #[test]
    fn what_is_copied_is_whole() {
        assert_eq!(
            lines("see http://127.0.0.1:4242/a/b for more", 12),
            ["see", "http://127.0.0.1:4242/a/b", "for more"]
        );
        assert_eq!(
            lines("start the app, then: vapihook replay last --to 3000", 30),
            ["start the app, then:", "vapihook replay last --to 3000"]
        );
    }
}
