//! What a check says of an answer, in the lines of a run, below the answer's own.

use colored::Colorize;

use super::text::{escape, fold};
use crate::event::finding::{Finding, Judged, Severity};

/// The findings that everybody is told; notes are for those who ask.
#[must_use]
pub fn serious(judged: &Judged) -> Vec<&Finding> {
    let findings = judged.findings.iter();
    findings
        .filter(|finding| finding.severity > Severity::Note)
        .collect()
}

/// What the answer does, what is wrong with it, and what to do about the first of that.
pub(super) fn lines(judged: &Judged, width: usize) -> Vec<String> {
    let effect = judged.effect.as_ref().map(|effect| {
        let effect = fold(&format!("effect: {effect}"), width);
        effect.dimmed().to_string()
    });
    let serious = serious(judged);
    let told = serious.iter().map(|finding| {
        let (path, message) = (escape(&finding.path), escape(&finding.message));
        let line = format!("! {} {path}: {message}", finding.id);
        line.yellow().to_string()
    });
    let fix = serious.first().map(|finding| {
        let fix = format!("fix: {}", escape(&finding.fix));
        fix.cyan().to_string()
    });
    effect.into_iter().chain(told).chain(fix).collect()
}

/// What was found and is ignored, a line each, for those who ask for everything.
#[must_use]
pub fn ignored(judged: &Judged) -> Option<String> {
    let lines = judged.ignored.iter().map(|(finding, reason)| {
        let (id, path) = (&finding.id, escape(&finding.path));
        let line = format!("ignored: {id} {path}, because {}", escape(reason));
        format!("{}{}", " ".repeat(super::lines::HEAD), line.dimmed())
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
