//! Where an export goes: stdout, a file, or a directory with a file for each event. A file is
//! whole or not there.

use std::fs::{self, DirBuilder};
use std::io::{self, BufWriter, IntoInnerError, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::place::{Access, NewFile};
use crate::render::out;

/// How much is gathered before it is written to stdout.
const CHUNK: usize = 64 << 10;

/// A place to write to.
pub(super) enum Sink {
    /// What is gathered, and whether somebody still reads.
    Stdout(Vec<u8>, bool),
    /// A file that is put at `place` when it is done.
    File {
        file: BufWriter<NewFile>,
        place: PathBuf,
    },
}

impl Sink {
    pub(super) fn stdout() -> Self {
        Self::Stdout(Vec::new(), true)
    }

    pub(super) fn file(place: &Path) -> Result<Self> {
        // What is exported was said on a phone.
        let file = NewFile::create(place, Access::Private);
        Ok(Self::File {
            file: BufWriter::new(file.map_err(|error| unwritable(place, &error))?),
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
    pub(super) fn finish(self) -> Result<()> {
        match self {
            Self::Stdout(gathered, _) => {
                out::data(&gathered).ok();
                Ok(())
            }
            Self::File { file, place } => {
                let file = file.into_inner().map_err(IntoInnerError::into_error);
                let done = file.and_then(NewFile::finish);
                done.map_err(|error| unwritable(&place, &error))
            }
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
