//! What a check says of an answer, in the lines of a run, below the answer's own.

use colored::Colorize;

use super::row::{DIM, Paint, YELLOW};
use super::text::{escape, escaped, fold};
use crate::event::finding::{Finding, Judged, Severity};

/// The findings that everybody is told; notes are for those who ask.
pub(super) fn serious(judged: &Judged) -> impl Iterator<Item = &Finding> {
    let findings = judged.findings.iter();
    findings.filter(|finding| finding.severity > Severity::Note)
}

/// What the answer does, in `room` columns, and what is wrong with it.
pub(super) fn lines(judged: &Judged, room: usize) -> impl Iterator<Item = (Paint, String)> {
    let effect = judged.effect.as_ref();
    let effect = effect.map(|effect| (DIM, fold(&format!("effect: {effect}"), room)));
    let told = serious(judged).map(|finding| {
        let (path, message) = (escaped(&finding.path), escaped(&finding.message));
        (YELLOW, format!("! {} {path}: {message}", finding.id))
    });
    effect.into_iter().chain(told)
}

/// What to do about the first of what is wrong.
pub(super) fn fix(judged: &Judged) -> Option<String> {
    let first = serious(judged).next()?;
    Some(format!("fix: {}", escaped(&first.fix)))
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
