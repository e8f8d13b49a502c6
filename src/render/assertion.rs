//! How an answer differs from the recorded one, a line per difference:
//! `~ results[0].result  "ok" -> "no"`, `+` new, `-` gone.

use colored::Colorize;

use super::text::{columns, escape, fold};
use crate::event::compare::Difference;

/// Where the answers of a live run begin.
const INDENT: usize = 19;
/// A path longer than this pushes its own values only.
const LONGEST_PATH: usize = 40;

/// The lines below an answer.
#[must_use]
pub fn differences(all: &[Difference], origin: &str, width: usize) -> String {
    let indent = " ".repeat(INDENT);
    let count = match all.len() {
        1 => "1 difference".to_owned(),
        count => format!("{count} differences"),
    };
    let head = format!("! not as recorded: {count}  {}", escape(origin));
    let mut text = format!("{indent}{}", head.red());
    let paths: Vec<String> = all.iter().map(|one| escape(&one.path)).collect();
    let longest = paths.iter().map(|path| columns(path)).max();
    let column = longest.unwrap_or_default().min(LONGEST_PATH);
    for (one, path) in all.iter().zip(&paths) {
        let gap = column.saturating_sub(columns(path));
        let path = format!("{path}{:gap$}", "");
        let room = width.saturating_sub(INDENT + 6 + columns(&path)).max(40);
        let line = match (&one.recorded, &one.now) {
            (Some(recorded), Some(now)) => {
                // Both are folded to half of the room, unless one of them leaves some.
                let half = room.saturating_sub(4) / 2;
                let spare = |other: &str| half + half.saturating_sub(columns(&escape(other)));
                let [old, new] = [fold(recorded, spare(now)), fold(now, spare(recorded))];
                format!("~ {path}  {old} -> {new}").yellow()
            }
            (None, Some(now)) => format!("+ {path}  {}", fold(now, room)).green(),
            (Some(recorded), None) => format!("- {path}  {}", fold(recorded, room)).red(),
            (None, None) => continue,
        };
        text += &format!("\n{indent}  {line}");
    }
    text
}

/// The line below an answer with which nothing was compared.
#[must_use]
pub fn nothing(why: &str) -> String {
    let told = format!("nothing to compare: {}", escape(why));
    format!("{}{}", " ".repeat(INDENT), told.dimmed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_one_line_that_fits() {
        colored::control::set_override(false);
        let one = |path: &str, recorded: Option<&str>, now: Option<&str>| Difference {
            path: path.to_owned(),
            recorded: recorded.map(str::to_owned),
            now: now.map(str::to_owned),
        };
        let long = "x".repeat(300);
        let all = [
            one("status", Some("200"), Some("500")),
            one("results[0].result", Some("\"a\nb\""), None),
            one("x", None, Some("1")),
            one("y", Some(&long), Some("\"short\"")),
        ];
        let text = differences(&all, "calls.ndjson:3", 100);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        assert_eq!(lines[0], "! not as recorded: 4 differences  calls.ndjson:3");
        assert_eq!(lines[1], "~ status             200 -> 500");
        assert_eq!(lines[2], "- results[0].result  \"a\\nb\"");
        assert_eq!(lines[3], "+ x                  1");
        assert!(lines[4].ends_with("… -> \"short\""), "{}", lines[4]);
        assert!(text.lines().all(|line| columns(line) <= 100), "{text}");
    }
}
