//! A finding: one thing that is wrong, or worth knowing, about an answer.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; Vapi uses the answer, or the sources disagree.
    Note,
    /// Vapi probably uses the answer, not as meant.
    Warning,
    /// Vapi does not use the answer, or data is lost.
    Error,
}

impl Severity {
    /// The stable name, used in `--json` output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a rule saw in one answer. Texts may hold any character: the renderer escapes them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The rule: `VW024`.
    pub id: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
    /// Where: a path from the body's root (`results[0].result`), or `body`, `status`,
    /// `content-type`, `latency`.
    pub path: String,
    /// What stands there, shortened.
    pub found: String,
    /// What should.
    pub expected: String,
    /// What it means, one sentence.
    pub message: String,
    /// What to do about it.
    pub fix: String,
    /// The whole answer, corrected, where that can be derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix_body: Option<Value>,
}

/// What a check says of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// What is wrong with it, or worth knowing.
    pub findings: Vec<Finding>,
    /// What it does, where somebody hears it: one line. May hold any character.
    pub effect: Option<String>,
    /// What the project ignores, and why.
    pub ignored: Vec<(Finding, String)>,
}

/// The severity of the worst finding.
#[must_use]
pub fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.severity).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_has_its_pinned_shape() {
        let finding = Finding {
            id: "VW024".into(),
            severity: Severity::Error,
            path: "results[0].result".into(),
            found: "an object".into(),
            expected: "a string".into(),
            message: "m".into(),
            fix: "f".into(),
            fix_body: None,
        };
        let json = serde_json::to_string(&finding).expect("JSON");
        assert_eq!(
            json,
            r#"{"id":"VW024","severity":"error","path":"results[0].result","found":"an object","expected":"a string","message":"m","fix":"f"}"#
        );
    }
}
