//! The files of a directory that may hold events, in the order of their names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What a file with events is called.
const ENDINGS: &[&str] = &[
    "json", "ndjson", "jsonl", "har", "http", "rest", "curl", "sh",
];

/// The files of a directory and of those below it, read as they are asked for. What is hidden and
/// what is called otherwise is left out; a link to a directory is not followed.
pub(in crate::commands) struct Files {
    /// What is to be looked at, the next one last.
    open: Vec<PathBuf>,
    /// The first of them, until it is asked for.
    first: Option<Result<PathBuf>>,
}

impl Files {
    /// Those of `root`, of which there is one at least.
    pub(in crate::commands) fn of(root: &Path) -> Result<Self> {
        let open = sorted(root)?;
        let mut files = Self { open, first: None };
        files.first = files.step().transpose();
        if files.first.is_some() {
            return Ok(files);
        }
        let message = format!("{} holds no file with events", root.display());
        Err(Error::not_found(message).hint(format!("such a file ends in .{}", ENDINGS.join(", ."))))
    }

    fn step(&mut self) -> Result<Option<PathBuf>> {
        while let Some(path) = self.open.pop() {
            let is_link = path.is_symlink();
            if path.is_dir() {
                if !is_link {
                    let below = sorted(&path)?;
                    self.open.extend(below);
                }
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str());
            let ending = ending.map(str::to_ascii_lowercase);
            if ending.is_some_and(|ending| ENDINGS.contains(&&*ending)) {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }
}

impl Iterator for Files {
    type Item = Result<PathBuf>;

    fn next(&mut self) -> Option<Self::Item> {
        self.first.take().or_else(|| self.step().transpose())
    }
}

/// What stands in a directory, the last name first.
fn sorted(directory: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error: std::io::Error| {
        Error::failed(format!("{} cannot be read: {error}", directory.display()))
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort_by(|one, other| other.file_name().cmp(&one.file_name()));
    Ok(paths)
}
