//! What a change does, a line per member: `~ server.url  "a" -> "b"`, `+` added, `-` removed.

use colored::Colorize;
use serde_json::Value;

use super::text::{columns, escape};
use crate::api::diff::{Difference, HIDDEN};

/// A line per difference, indented and aligned.
#[must_use]
pub fn diff(differences: &[Difference]) -> String {
    let paths: Vec<String> = differences.iter().map(|one| escape(&one.path)).collect();
    let width = paths.iter().map(|path| columns(path)).max();
    let mut text = String::new();
    for (one, path) in differences.iter().zip(&paths) {
        let gap = width.unwrap_or_default() - columns(path);
        let path = format!("{path}{:gap$}", "");
        let line = match (&one.before, &one.after) {
            (Some(before), Some(after)) => {
                let (old, new) = (value(before), value(after));
                let changed = if old == new { "  (changed)" } else { "" };
                format!("~ {path}  {old} -> {new}{changed}").yellow()
            }
            (None, Some(after)) => format!("+ {path}  {}", value(after)).green(),
            (Some(before), None) => format!("- {path}  {}", value(before)).red(),
            (None, None) => continue,
        };
        text += &format!("  {line}\n");
    }
    text
}

/// A value on one line.
fn value(value: &Value) -> String {
    if value == HIDDEN {
        HIDDEN.to_owned()
    } else {
        escape(&value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_per_member() {
        colored::control::set_override(false);
        let before = json!({"url": "https://a", "secret": "x", "x": [1]});
        let after = json!({"url": "https://b", "secret": "y", "timeoutSeconds": 5});
        assert_eq!(
            diff(&crate::api::diff::diff("server", &before, &after)),
            "  ~ server.url             \"https://a\" -> \"https://b\"\n  \
             ~ server.secret          [secret] -> [secret]  (changed)\n  \
             - server.x               [1]\n  \
             + server.timeoutSeconds  5\n"
        );
    }
}
