//! What `check` and `replay --assert` found, in the forms that continuous integration reads: annotations of GitHub
//! Actions, SARIF 2.1.0, JUnit XML.

mod github;
mod junit;
mod sarif;
#[cfg(test)]
mod tests;

pub use github::annotations;
pub use junit::document as junit;
pub use sarif::document as sarif;

use super::text::escape;
use crate::event::finding::{Finding, Judged};

/// One event whose answer was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What people know it by: its type, and its id where it is recorded.
    pub name: String,
    /// The file that it stands in, as it was named, and the line that it begins on; none when it
    /// is from the record or stdin.
    pub file: Option<(String, u64)>,
    /// What the check says.
    pub judged: Judged,
    /// Why there was nothing to check it by, if so.
    pub skipped: Option<String>,
}

/// A rule in words.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// What triggers it.
    pub when: &'static str,
    /// What that means.
    pub message: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// How much it matters: `error`, `warning` or `note`.
    pub severity: &'static str,
}

/// `results[0].result: Vapi reads only a string`
fn headline(finding: &Finding) -> String {
    format!("{}: {}", escape(&finding.path), escape(&finding.message))
}

/// What stands there, what should, and what to do: a line each.
fn particulars(finding: &Finding) -> [String; 3] {
    let Finding {
        found,
        expected,
        fix,
        ..
    } = finding;
    [("found", found), ("expected", expected), ("fix", fix)]
        .map(|(label, text)| format!("{label}: {}", escape(text)))
}
