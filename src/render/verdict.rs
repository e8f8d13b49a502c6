//! Whether an event is from who it says, beside its line and below it.

use super::text::escape;
use crate::event::verdict::Verdict;

/// `  [prod ok]`, behind the summary of an arrival.
#[must_use]
pub fn mark(verdict: Option<&Verdict>) -> String {
    let Some(verdict) = verdict else {
        return String::new();
    };
    let by = verdict.auth.as_deref().unwrap_or(&verdict.scheme);
    let what = if verdict.is_valid() {
        "ok"
    } else {
        verdict.ruling.name()
    };
    format!("  [{} {what}]", escape(by))
}

/// Why it is not valid, for a line of its own below an arrival.
#[must_use]
pub fn below(verdict: Option<&Verdict>) -> Option<String> {
    let refused = verdict.filter(|verdict| !verdict.is_valid())?;
    let why = refused.detail.as_deref()?;
    Some(format!("! {}", escape(why)))
}
