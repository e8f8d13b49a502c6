//! What a run of `verify` tells: a line for each failure, all of it for a single request.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::checker::Row;
use crate::event::line::to_json;
use crate::event::verdict::Ruling;
use crate::render::text::escape;

/// Counts, and the one row of a run that has only one.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub valid: u64,
    failed: BTreeMap<&'static str, u64>,
}

impl Report {
    /// How many were checked.
    pub fn checked(&self) -> u64 {
        self.valid + self.refused()
    }

    /// How many are not valid.
    pub fn refused(&self) -> u64 {
        self.failed.values().sum()
    }

    /// Counts one that is not valid.
    pub fn count(&mut self, row: &Row) {
        if !row.is_valid() {
            *self.failed.entry(result(row)).or_default() += 1;
        }
    }

    /// `3 checked: 2 valid, 1 not (1 mismatch) in 0.1s`.
    pub fn to_text(&self, lasted: Duration) -> String {
        let of: Vec<String> = self
            .failed
            .iter()
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        let not = match self.refused() {
            0 => String::new(),
            count => format!(", {count} not ({})", of.join(", ")),
        };
        let (all, valid) = (self.checked(), self.valid);
        format!(
            "{all} checked: {valid} valid{not}, in {:.2}s",
            lasted.as_secs_f64()
        )
    }

    /// As one object.
    pub fn to_json(&self, lasted: Duration) -> String {
        to_json(&json!({
            "v": 1,
            "type": "verify-summary",
            "checked": self.checked(),
            "valid": self.valid,
            "failed": self.refused(),
            "results": self.failed,
            "seconds": lasted.as_secs_f64(),
        }))
    }
}

fn result(row: &Row) -> &'static str {
    row.verdict
        .as_ref()
        .map_or("unreadable", |verdict| verdict.ruling.name())
}

/// A row as one object.
pub(super) fn as_json(place: &str, row: &Row) -> String {
    let verdict = row.verdict.as_ref().ok();
    let clue = row.clue.as_ref();
    to_json(&json!({
        "v": 1,
        "type": "verify",
        "source": place,
        "id": row.id,
        "name": row.name,
        "valid": row.is_valid(),
        "result": result(row),
        "auth": verdict.and_then(|verdict| verdict.auth.as_deref()),
        "scheme": verdict.map(|verdict| &*verdict.scheme),
        "detail": why(row),
        "mistake": clue.map(|clue| clue.mistake),
        "found": clue.map(|clue| &*clue.found),
        "fix": clue.map(|clue| &*clue.fix),
    }))
}

fn why(row: &Row) -> Option<&str> {
    match &row.verdict {
        Ok(verdict) => verdict.detail.as_deref(),
        Err(why) => Some(why),
    }
}

/// What is told of a row on one line: `mismatch  call.ndjson:12  01H9K  tool-calls  ...`.
pub(super) fn as_line(place: &str, row: &Row) -> String {
    let mut parts = vec![result(row).to_owned(), place.to_owned()];
    parts.extend(row.id.clone().filter(|id| id != place));
    parts.extend(row.name.clone());
    match (&row.clue, &row.verdict) {
        (Some(clue), _) => parts.push(format!("{}: {}", clue.mistake, clue.found)),
        (None, Ok(verdict)) if verdict.ruling == Ruling::Valid => {
            parts.push(scheme(&verdict.scheme, verdict.auth.as_deref()));
        }
        _ => parts.extend(why(row).map(str::to_owned)),
    }
    escape(&parts.join("  "))
}

/// All that is known of a row.
pub(super) fn in_full(place: &str, row: &Row) -> String {
    let mut line = Row {
        line: row.line,
        id: row.id.clone(),
        name: row.name.clone(),
        verdict: row.verdict.clone(),
        clue: None,
    };
    if row.is_valid() {
        line.clue = None;
    }
    let mut text = as_line(place, &line);
    if let Some(clue) = &row.clue {
        text += &format!("\n  why  {} ({})", escape(&clue.found), clue.mistake);
        text += &format!("\n  fix  {}", escape(&clue.fix));
    }
    text
}

/// `hmac-sha256, as prod says`.
fn scheme(scheme: &str, auth: Option<&str>) -> String {
    match auth {
        Some(auth) => format!("{scheme}, as {auth} says"),
        None => scheme.to_owned(),
    }
}
