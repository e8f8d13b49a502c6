//! JUnit XML: a case for every event, failed by what counts.

use std::fmt::Write;

use super::{Checked, headline, particulars};
use crate::event::finding::{Finding, Severity};
use crate::render::text::escape;

/// The whole document of a command; findings of `limit` and above are failures, others are only
/// told.
#[must_use]
pub fn document(command: &str, all: &[Checked], limit: Severity) -> String {
    let is_failed = |checked: &&Checked| has_failed(checked, limit);
    let is_skipped = |checked: &&Checked| checked.skipped.is_some() && !is_failed(checked);
    let (tests, failures) = (all.len(), all.iter().filter(is_failed).count());
    let skipped = all.iter().filter(is_skipped).count();
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  \
         <testsuite name=\"vapihook {command}\" {counts} skipped=\"{skipped}\">\n"
    );
    for checked in all {
        case(&mut out, command, checked, limit);
    }
    out + "  </testsuite>\n</testsuites>\n"
}

fn has_failed(checked: &Checked, limit: Severity) -> bool {
    let mut findings = checked.judged.findings.iter();
    findings.any(|finding| finding.severity >= limit)
}

fn case(out: &mut String, command: &str, checked: &Checked, limit: Severity) {
    let file = match &checked.file {
        Some((file, line)) => format!(" file=\"{}\" line=\"{line}\"", xml(file)),
        None => String::new(),
    };
    let name = xml(&checked.name);
    write!(
        out,
        "    <testcase classname=\"vapihook.{command}\" name=\"{name}\"{file}"
    )
    .ok();
    if checked.judged.findings.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    if let Some(why) = checked
        .skipped
        .as_ref()
        .filter(|_| !has_failed(checked, limit))
    {
        writeln!(out, "      <skipped message=\"{}\"/>", xml(why)).ok();
        out.push_str("    </testcase>\n");
        return;
    }
    let (failed, told): (Vec<&Finding>, Vec<&Finding>) = checked
        .judged
        .findings
        .iter()
        .partition(|finding| finding.severity >= limit);
    if let Some(first) = failed.first() {
        let kind = &first.id;
        let message = xml(&format!("{kind} {}", headline(first)));
        let text = xml_lines(&failed);
        writeln!(
            out,
            "      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>"
        )
        .ok();
    }
    if !told.is_empty() {
        writeln!(out, "      <system-out>{}</system-out>", xml_lines(&told)).ok();
    }
    out.push_str("    </testcase>\n");
}

fn xml_lines(findings: &[&Finding]) -> String {
    let lines = findings.iter().flat_map(|finding| {
        let severity = finding.severity.name();
        let first = format!("{severity} {} {}", finding.id, headline(finding));
        std::iter::once(first).chain(particulars(finding))
    });
    let lines: Vec<String> = lines.map(|line| xml(&line)).collect();
    lines.join("\n")
}

/// Text for XML: its own characters as entities, what XML cannot hold as an escape.
fn xml(text: &str) -> String {
    let mut out = String::new();
    for c in escape(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
