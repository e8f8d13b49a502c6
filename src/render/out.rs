//! stdout for data, stderr for talk. A reader that went away is no error.

use std::io::{self, Write};

use colored::Colorize;

use super::text::escape_lines;
use crate::error::Error;

/// Writes bytes to stdout at once.
///
/// # Errors
/// When nobody reads stdout any more, or it cannot be written.
pub fn data(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Writes a line of data; a reader that went away is ignored.
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
