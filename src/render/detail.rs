//! What was found in an answer, and bodies, in full.

use std::borrow::Cow;
use std::fmt::Write;

use colored::Colorize;
use vapihook_json::raw::text_of;

use super::style::is_coloured;
use super::text::{columns, escape};
use super::view::wrap::wrap;
use super::view::{headers, json};
use crate::event::finding::{Finding, Judged, Severity};
use crate::event::hidden;

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
    found_within(findings, usize::MAX)
}

/// The same in lines of at most `width` columns.
#[must_use]
pub fn found_within(findings: &[Finding], width: usize) -> String {
    let mut out = String::new();
    let row = |out: &mut String, label: &str, text: &str| {
        for (at, line) in lines(text, width.saturating_sub(12)).iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            writeln!(out, "  {label:<9} {line}").ok();
        }
    };
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => "error".red().bold(),
            Severity::Warning => "warning".yellow().bold(),
            Severity::Note => "note".cyan(),
        };
        let what = format!("{}: {}", finding.path, finding.message);
        // `warning VW004  ` is the widest head; what follows is a column behind it.
        let what = lines(&what, width.saturating_sub(16)).join("\n                ");
        writeln!(out, "\n{severity} {}  {what}", finding.id).ok();
        row(&mut out, "found", &finding.found);
        row(&mut out, "expected", &finding.expected);
        row(&mut out, "fix", &finding.fix);
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

/// A text in lines of at most `width` columns, escaped.
fn lines(text: &str, width: usize) -> Vec<String> {
    let text = escape(text);
    if columns(&text) <= width {
        return vec![text];
    }
    let lines = wrap(&text, width).into_iter();
    lines.map(Cow::into_owned).collect()
}

/// A body for reading, without the values of secrets: see [`headers::body`].
#[must_use]
pub fn body(body: &[u8]) -> String {
    let mut out = Vec::with_capacity(body.len() * 2);
    let shown = json::Shown {
        color: is_coloured(),
        fold: None,
    };
    let hidden = hidden::text(&text_of(body));
    let body = hidden.as_ref().map_or(body, String::as_bytes);
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
