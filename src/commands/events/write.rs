//! Where an export goes: stdout, a file, or a directory with a file for each event. A file is
//! whole or not there: it is written beside its place and moved.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::render::out;

/// How much is gathered before it is written to stdout.
const CHUNK: usize = 64 << 10;

/// A place to write to.
pub(super) enum Sink {
    /// What is gathered, and whether somebody still reads.
    Stdout(Vec<u8>, bool),
    /// A file that becomes `place` when it is done.
    File {
        file: BufWriter<File>,
        new: PathBuf,
        place: PathBuf,
    },
}

impl Sink {
    pub(super) fn stdout() -> Self {
        Self::Stdout(Vec::new(), true)
    }

    pub(super) fn file(place: &Path) -> Result<Self> {
        let mut name = std::ffi::OsString::from(".");
        name.push(place.file_name().unwrap_or_default());
        name.push(format!(".{}.tmp", std::process::id()));
        let new = place.with_file_name(name);
        // What a killed export left. Its name can be guessed: a link that somebody else put there
        // is not followed.
        fs::remove_file(&new).ok();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // What is exported was said on a phone.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&new)
            .map_err(|error| unwritable(place, &error))?;
        Ok(Self::File {
            file: BufWriter::new(file),
            new,
            place: place.to_owned(),
        })
    }

    /// Whether anybody takes what is written.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self, Self::Stdout(_, false))
    }

    pub(super) fn write(&mut self, text: &str) -> Result<()> {
        match self {
            Self::Stdout(gathered, is_open) => {
                gathered.extend_from_slice(text.as_bytes());
                if gathered.len() >= CHUNK {
                    *is_open &= out::data(gathered).is_ok();
                    gathered.clear();
                }
                Ok(())
            }
            Self::File { file, place, .. } => {
                let written = file.write_all(text.as_bytes());
                written.map_err(|error| unwritable(place, &error))
            }
        }
    }

    /// Puts what was written where it belongs.
    pub(super) fn finish(mut self) -> Result<()> {
        match &mut self {
            Self::Stdout(gathered, _) => {
                out::data(gathered).ok();
                gathered.clear();
                Ok(())
            }
            Self::File { file, new, place } => {
                let done = file.flush().and_then(|()| fs::rename(&*new, &*place));
                done.map_err(|error| unwritable(place, &error))
            }
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Self::File { new, .. } = self {
            // It was moved, or the export failed.
            fs::remove_file(new).ok();
        }
    }
}

/// A directory to write into: made when it is missing, refused when something is in it.
pub(super) fn directory(place: &Path, force: bool) -> Result<()> {
    let mut entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut directory = DirBuilder::new();
            directory.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut directory, 0o700);
            let made = directory.create(place);
            return made.map_err(|error| unwritable(place, &error));
        }
        Err(error) => return Err(unwritable(place, &error)),
    };
    if !force && entries.next().is_some() {
        let message = format!("{} is not empty", place.display());
        return Err(
            Error::failed(message).hint("name another directory, or add to this one with --force")
        );
    }
    Ok(())
}

fn unwritable(place: &Path, error: &io::Error) -> Error {
    Error::failed(format!("{} cannot be written: {error}", place.display()))
}
