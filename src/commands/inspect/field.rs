//! `--field`: one value of each body, for scripts: a string bare, anything else as JSON on a line.

use std::io::{self, Write};

use vapihook_json::raw::{Raw, text_of};

use super::Args;
use super::pages::Events;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::path::Path;
use crate::render::pager::Pages;
use crate::render::text::escape_lines;
use crate::render::view::json;

/// Prints the value at `path` of each event.
pub(super) fn run(path: &Path, args: &Args, context: &Context) -> Result<u8> {
    let mut out = Pages::new(&context.style, None);
    let mut events = Events::open(args, context)?;
    for exchange in &mut events {
        let body = text_of(&exchange.arrival.envelope.body);
        let root = Raw::parse(&body).map_err(|error| {
            Error::not_found(format!(
                "there is no {path}: the body is not JSON ({error})"
            ))
        })?;
        let value = path.find(root)?;
        // Whoever read has seen enough, or it was told that nothing can be written.
        if line(&mut out, value, context.style.live).is_err() {
            return Ok(0);
        }
    }
    match (events.exit_code(), out.finish()) {
        (_, Err(_)) => Ok(0),
        (code, Ok(())) => code,
    }
}

fn line(out: &mut Pages, value: Raw<'_>, live: bool) -> io::Result<()> {
    match value.as_str() {
        // A program gets the text as it is; a terminal could be told to do things by it.
        Some(text) if live => out.write_all(escape_lines(&text).as_bytes())?,
        Some(text) => out.write_all(text.as_bytes())?,
        None => json::compact(out, value.text())?,
    }
    out.write_all(b"\n")
}
