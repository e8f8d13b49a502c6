//! `--edit`: the body of one event in the user's editor, before it is sent.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::Command;

use bytes::Bytes;
use vapihook_json::raw::Raw;

use crate::config;
use crate::error::{Error, Result};
use crate::render::out;

/// Opens the body in the editor and returns what was saved.
///
/// # Errors
/// When nothing was changed, or what was saved is not JSON where the body was.
pub(super) fn body(old: &Bytes) -> Result<Bytes> {
    let text = std::str::from_utf8(old)
        .map_err(|_| Error::failed("the body is not text: it cannot be edited"))?;
    let was_json = Raw::parse(text).is_ok();
    // A body on one line is spread out to be read.
    let shown = match Raw::parse(text).ok().and_then(Raw::to_value) {
        Some(value) if !text.trim().contains('\n') => {
            serde_json::to_string_pretty(&value).unwrap_or_else(|_| text.to_owned()) + "\n"
        }
        _ => text.to_owned(),
    };
    let file = Scratch::new(&shown)?;
    loop {
        run_editor(&file.path)?;
        let saved = fs::read_to_string(&file.path)
            .map_err(|error| Error::failed(format!("what was saved cannot be read: {error}")))?;
        if saved == shown {
            return Err(Error::failed("nothing was changed, so nothing was sent")
                .hint("to send it as it is, leave out --edit"));
        }
        let saved = saved.trim_end_matches(['\n', '\r']).to_owned();
        match Raw::parse(&saved).map(|_| ()) {
            Err(error) if was_json => {
                let message = format!("what was saved is not JSON: {error}");
                if !asked_again(&message) {
                    return Err(Error::failed(message).hint("nothing was sent"));
                }
            }
            _ => return Ok(saved.into()),
        }
    }
}

/// Whether the user wants to edit once more; nobody is asked without a terminal.
fn asked_again(message: &str) -> bool {
    if !io::stdin().is_terminal() {
        return false;
    }
    out::warn(message);
    out::talk("edit it again? [Y/n]");
    let mut answer = String::new();
    io::stdin()
        .read_line(&mut answer)
        .is_ok_and(|read| read > 0)
        && !answer.trim().eq_ignore_ascii_case("n")
}

fn run_editor(path: &Path) -> Result<()> {
    let editor = config::editor();
    let words = editor.to_string_lossy().into_owned();
    let mut command = if cfg!(unix) {
        // The variable is a command line, with arguments and quotes, as git and others read it.
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{words} \"$1\""), "sh"]);
        command
    } else {
        let mut words = words.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or("notepad"));
        command.args(words);
        command
    };
    let hint = "name an editor with the variable EDITOR";
    let status = command
        .arg(path)
        .status()
        .map_err(|error| Error::failed(format!("{words} cannot be run: {error}")).hint(hint))?;
    if !status.success() {
        let message = format!("the editor {words} ended with {status}, so nothing was sent");
        return Err(Error::failed(message).hint(hint));
    }
    Ok(())
}

/// A file for the editor, readable by the user alone and removed afterwards.
struct Scratch {
    path: std::path::PathBuf,
}

impl Scratch {
    fn new(text: &str) -> Result<Self> {
        let name = format!("vapihook-{}.json", std::process::id());
        let path = config::temp_dir().join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| {
                Error::failed(format!("{} cannot be written: {error}", path.display()))
            })?;
        Ok(Self { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_file(&self.path).ok();
    }
}
