//! One event in full: what it says, then headers and bodies both ways.

use std::fmt::Write;

use colored::Colorize;

use super::lines::took;
use super::text::{escape, escape_lines};
use crate::event::answer;
use crate::event::envelope::Headers;
use crate::event::exchange::Exchange;
use crate::event::finding::{Finding, Judged, Severity};
use crate::event::line::rfc3339;
use crate::event::message::Message;
use crate::event::raw::{Raw, text_of};

/// The whole event for `inspect`.
#[must_use]
pub fn exchange(exchange: &Exchange, judged: &Judged) -> String {
    let arrival = &exchange.arrival;
    let (envelope, event) = (&arrival.envelope, &arrival.event);
    let text = envelope.text();
    let message = Message::open(envelope, &text);
    let mut out = format!("{}  {}\n", escape(&event.name).bold(), envelope.id);
    let mut row = |label: &str, value: String| {
        if !value.is_empty() {
            let label = format!("{label:<9}");
            writeln!(out, "  {}  {}", label.dimmed(), escape(&value)).ok();
        }
    };
    row(
        "what",
        event
            .row()
            .map_or(event.dialect.about(), |row| row.about)
            .to_owned(),
    );
    row("says", message.summary(envelope));
    row(
        "call",
        event.call_id.as_deref().unwrap_or_default().to_owned(),
    );
    row("received", rfc3339(envelope.received_ms));
    row(
        "target",
        arrival.target.as_deref().unwrap_or_default().to_owned(),
    );
    match &exchange.delivery {
        None => row("answer", "none recorded".to_owned()),
        Some(delivery) => {
            let share = 100.0 * delivery.latency.as_secs_f64() / event.deadline.as_secs_f64();
            let took = took(delivery.latency);
            let deadline = event.deadline.as_secs_f64();
            row(
                "answer",
                format!("{} in {took}, {share:.0}% of {deadline}s", delivery.status),
            );
            row(
                "problem",
                delivery.detail.as_deref().unwrap_or_default().to_owned(),
            );
            row(
                "answered",
                answer::summary(&delivery.headers, &delivery.body),
            );
            row("effect", judged.effect.clone().unwrap_or_default());
        }
    }
    out += &found(&judged.findings);
    let request_line = format!("{} {}", envelope.method, envelope.path);
    out += &part("request", &request_line, &envelope.headers, &envelope.body);
    if let Some(delivery) = &exchange.delivery {
        let status = delivery.status.to_string();
        out += &part("answer", &status, &delivery.headers, &delivery.body);
        if delivery.body_omitted > 0 {
            writeln!(out, "... and {} bytes not recorded", delivery.body_omitted).ok();
        }
    }
    out
}

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
fn found(findings: &[Finding]) -> String {
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

/// One direction: its first line, headers and body.
fn part(label: &str, first: &str, headers: &Headers, body: &[u8]) -> String {
    let mut out = format!("\n{}  {}\n", label.bold(), escape(first));
    for (name, value) in headers.iter() {
        let value = String::from_utf8_lossy(value);
        writeln!(out, "{}: {}", escape(name).cyan(), escape(&value)).ok();
    }
    if !body.is_empty() {
        writeln!(out, "\n{}", self::body(body)).ok();
    }
    out
}

/// A body for reading: JSON indented with its numbers and strings as sent, other text as it is,
/// anything else as its size.
#[must_use]
pub fn body(body: &[u8]) -> String {
    let text = text_of(body);
    if let Ok(json) = Raw::parse(&text) {
        let mut out = String::with_capacity(text.len() * 2);
        indent(json.text(), &mut out);
        return out;
    }
    match std::str::from_utf8(body) {
        Ok(text) => escape_lines(text.trim_end_matches('\n')),
        Err(_) => format!("({} bytes that are not text)", body.len()),
    }
}

/// Re-indents JSON by copying its tokens: every number and escape stays as it was sent. Iterative,
/// so that depth costs no stack; indentation stops growing at 32 levels.
fn indent(json: &str, out: &mut String) {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    let mut chars = json.chars().filter(|c| *c != '\r').peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth.min(32)));
    };
    while let Some(c) = chars.next() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            out.push_str(&escape(c.encode_utf8(&mut [0; 4])));
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while chars.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(close) = chars.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_token_by_token() {
        let json = br#"{"a":1.50,"b":[ ],"c":{"d\"":"\u00e9 [x]","e":[1,{}]}}"#;
        let wanted = "{\n  \"a\": 1.50,\n  \"b\": [],\n  \"c\": {\n    \"d\\\"\": \
                      \"\\u00e9 [x]\",\n    \"e\": [\n      1,\n      {}\n    ]\n  }\n}";
        assert_eq!(body(json), wanted);
    }

    #[test]
    fn other_bodies_are_shown_safely() {
        assert_eq!(body(b"plain\x1b[2J\nnext\n"), "plain\\u{1b}[2J\nnext");
        assert_eq!(body(b"\xff\xfe"), "(2 bytes that are not text)");
        assert_eq!(body("\"\u{202e}\"".as_bytes()), "\"\\u{202e}\"");
        let deep = "[".repeat(9_000) + &"]".repeat(9_000);
        assert!(body(deep.as_bytes()).len() < 9_000 * 2 * 70);
    }
}
