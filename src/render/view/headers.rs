//! Request and answer as HTTP: first lines, headers, bodies.

use std::io::{self, Write};

use vapihook_json::raw::{Raw, text_of};

use super::super::text::{escape, escape_lines};
use super::strip::Paint;
use super::{Look, json};
use crate::event::envelope::Headers;
use crate::event::exchange::Exchange;

/// Writes both directions.
///
/// # Errors
/// When `out` takes no more.
pub fn write(out: &mut dyn Write, exchange: &Exchange, look: &Look) -> io::Result<()> {
    let envelope = &exchange.arrival.envelope;
    let first = format!("{} {}", envelope.method, envelope.path);
    part(
        out,
        "request",
        &first,
        &envelope.headers,
        &envelope.body,
        look,
    )?;
    if let Some(delivery) = &exchange.delivery {
        let status = delivery.shown_status();
        writeln!(out)?;
        part(
            out,
            "answer",
            &status,
            &delivery.headers,
            &delivery.body,
            look,
        )?;
        if delivery.body_omitted > 0 {
            writeln!(out, "... and {} bytes not recorded", delivery.body_omitted)?;
        }
    }
    Ok(())
}

/// One direction: its first line, headers and body.
fn part(
    out: &mut dyn Write,
    label: &str,
    first: &str,
    headers: &Headers,
    body: &[u8],
    look: &Look,
) -> io::Result<()> {
    writeln!(out, "{}  {}", Paint::Bold.on(label), escape(first))?;
    for (name, value) in headers.iter() {
        let value = String::from_utf8_lossy(value);
        writeln!(out, "{}: {}", Paint::Name.on(&escape(name)), escape(&value))?;
    }
    if !body.is_empty() {
        writeln!(out)?;
        self::body(out, body, look.json())?;
        writeln!(out)?;
    }
    Ok(())
}

/// A body for reading: JSON indented with its numbers and strings as sent, other text as it is,
/// anything else as its size.
///
/// # Errors
/// When `out` takes no more.
pub fn body(out: &mut dyn Write, body: &[u8], shown: json::Shown) -> io::Result<()> {
    let text = text_of(body);
    if let Ok(json) = Raw::parse(&text) {
        return json::write(out, json.text(), shown);
    }
    match std::str::from_utf8(body) {
        Ok(text) => out.write_all(escape_lines(text.trim_end_matches('\n')).as_bytes()),
        Err(_) => write!(out, "({} bytes that are not text)", body.len()),
    }
}
