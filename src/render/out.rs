//! stdout for data, stderr for talk. A reader that went away is no error; any other reason why
//! stdout takes no more is told once, and a command that would have ended with 0 ends with 1.
//!
//! After the first failure nothing more is written: what is there has no hole, and no line that
//! begins in the middle of another.

use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

use colored::Colorize;

use super::text::escape_lines;
use crate::error::{Error, Kind};

/// Why nothing more is written to stdout.
static LOST: OnceLock<ErrorKind> = OnceLock::new();

/// stdout, for a writer that gathers what it writes.
#[derive(Debug)]
pub struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        data(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes bytes to stdout at once. Who has nothing to do about a failure ignores it: [`end`] knows.
///
/// # Errors
/// When nobody reads stdout any more, or it cannot be written.
pub fn data(bytes: &[u8]) -> io::Result<()> {
    if let Some(kind) = LOST.get() {
        return Err((*kind).into());
    }
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    written.inspect_err(lost)
}

/// Takes note that stdout cannot be written, and says why unless its reader just went away.
pub fn lost(why: &io::Error) {
    if LOST.set(why.kind()).is_ok() && why.kind() != ErrorKind::BrokenPipe {
        error(&Error::failed(format!("stdout cannot be written: {why}")));
    }
}

/// The exit code of a command that ends with `code`: no success if stdout lacks something.
#[must_use]
pub fn end(code: u8) -> u8 {
    match (code, LOST.get()) {
        (0, Some(kind)) if *kind != ErrorKind::BrokenPipe => Kind::Failed.exit_code(),
        _ => code,
    }
}

/// Writes a line of data; [`end`] knows of a failure.
pub fn data_line(line: &str) {
    data(format!("{line}\n").as_bytes()).ok();
}

/// Writes a line of talk to stderr.
pub fn talk(line: &str) {
    // One write: a line of stdout must not get between a line and its end.
    io::stderr()
        .lock()
        .write_all(format!("{line}\n").as_bytes())
        .ok();
}

/// Writes a warning to stderr.
pub fn warn(message: &str) {
    talk(&format!(
        "{} {}",
        "warning:".yellow().bold(),
        escape_lines(message)
    ));
}

/// Writes an error, and its hint, to stderr.
pub fn error(error: &Error) {
    talk(&format!(
        "{} {}",
        "error:".red().bold(),
        escape_lines(&error.message)
    ));
    if let Some(hint) = &error.hint {
        talk(&format!("{} {}", "hint:".cyan(), escape_lines(hint)));
    }
}
