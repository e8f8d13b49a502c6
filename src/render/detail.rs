//! What was found in an answer, and bodies, in full.

use std::fmt::Write;

use colored::Colorize;

use super::style::is_coloured;
use super::text::escape;
use super::view::{headers, json};
use crate::event::finding::{Finding, Judged, Severity};

/// What a check of an answer says, where nothing else about the event is shown.
#[must_use]
pub fn judged(judged: &Judged) -> String {
    let effect = judged.effect.as_ref().map(|effect| {
        let label = "effect   ".dimmed();
        format!("  {label} {}\n", escape(effect))
    });
    effect.unwrap_or_default() + &found(&judged.findings)
}

/// What was found and is ignored, for those who ask for everything.
#[must_use]
pub fn ignored(judged: &Judged) -> String {
    let mut out = String::new();
    for (finding, reason) in &judged.ignored {
        let (id, path) = (&finding.id, escape(&finding.path));
        writeln!(
            out,
            "\n{} {id}  {path}: {}",
            "ignored".dimmed(),
            escape(&finding.message)
        )
        .ok();
        writeln!(out, "  because   {}", escape(reason)).ok();
    }
    out
}

/// What a check of the answer found, with the corrected answer where there is one.
#[must_use]
pub fn found(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => "error".red().bold(),
            Severity::Warning => "warning".yellow().bold(),
            Severity::Note => "note".cyan(),
        };
        let (path, message) = (escape(&finding.path), escape(&finding.message));
        writeln!(out, "\n{severity} {}  {path}: {message}", finding.id).ok();
        writeln!(out, "  found     {}", escape(&finding.found)).ok();
        writeln!(out, "  expected  {}", escape(&finding.expected)).ok();
        writeln!(out, "  fix       {}", escape(&finding.fix)).ok();
        if let Some(corrected) = &finding.fix_body {
            let corrected = body(corrected.to_string().as_bytes());
            for (at, line) in corrected.lines().enumerate() {
                let label = if at == 0 { "corrected" } else { "" };
                writeln!(out, "  {label:<9} {line}").ok();
            }
        }
    }
    out
}

/// A body for reading: see [`headers::body`].
#[must_use]
pub fn body(body: &[u8]) -> String {
    let mut out = Vec::with_capacity(body.len() * 2);
    let shown = json::Shown {
        color: is_coloured(),
        fold: None,
    };
    headers::body(&mut out, body, shown).ok();
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_bodies_are_shown_safely() {
        assert_eq!(body(b"plain\x1b[2J\nnext\n"), "plain\\u{1b}[2J\nnext");
        assert_eq!(body(b"\xff\xfe"), "(2 bytes that are not text)");
        assert_eq!(body("\"\u{202e}\"".as_bytes()), "\"\\u202e\"");
    }
}
