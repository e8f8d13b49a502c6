//! Annotations of GitHub Actions: one workflow command a finding.

use super::{Checked, headline, particulars};
use crate::event::finding::Severity;
use crate::render::text::escape;

/// A line for every finding.
#[must_use]
pub fn annotations(checked: &Checked) -> String {
    let mut out = String::new();
    for finding in &checked.judged.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = match &checked.file {
            Some((file, line)) => format!(
                "file={},line={line},",
                property(&escape(file.strip_prefix("./").unwrap_or(file)))
            ),
            None => String::new(),
        };
        let title = property(&format!("{} {}", finding.id, escape(&checked.name)));
        let mut lines = vec![headline(finding)];
        lines.extend(particulars(finding));
        out += &format!(
            "::{command} {place}title={title}::{}\n",
            data(&lines.join("\n"))
        );
    }
    out
}

/// Escapes what a workflow command says.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a workflow command, which a comma or a colon would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
