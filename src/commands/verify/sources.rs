//! What is checked, in jobs: a file whole, a piece of a file of lines. At most a few are in memory
//! at once, whatever the size of the files.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};

/// Bytes of lines that are checked as one job.
const CHUNK: usize = 1 << 20;
/// Endings of the files that a directory is searched for.
const ENDINGS: &[&str] = &["json", "ndjson", "jsonl", "http", "txt"];

/// Something to check.
#[derive(Debug)]
pub(super) struct Job {
    /// Where it is from.
    pub source: Arc<str>,
    pub bytes: Vec<u8>,
    /// Whether it is lines of a file that goes on, or has begun before.
    pub is_piece: bool,
    /// Whether it is the first of its file.
    pub is_first: bool,
}

/// The files, one after the other.
pub(super) struct Jobs {
    files: std::vec::IntoIter<PathBuf>,
    open: Option<Open>,
    /// Whether files are bodies, whatever they look like.
    whole: bool,
    /// Buffers to use again.
    spare: Vec<Vec<u8>>,
}

struct Open {
    source: Arc<str>,
    file: Box<dyn Read>,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    begun: bool,
}

impl Jobs {
    pub fn new(files: Vec<PathBuf>, whole: bool) -> Self {
        Self {
            files: files.into_iter(),
            open: None,
            whole,
            spare: Vec::new(),
        }
    }

    /// Takes a buffer back.
    pub fn give_back(&mut self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.spare.push(buffer);
    }

    /// The next job; `None` at the end.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn next(&mut self) -> Result<Option<Job>> {
        loop {
            let mut open = match self.open.take() {
                Some(open) => open,
                None => match self.files.next() {
                    None => return Ok(None),
                    Some(path) => open_file(&path)?,
                },
            };
            let mut bytes = self.spare.pop().unwrap_or_default();
            bytes.append(&mut open.rest);
            let ended = fill(&mut open, &mut bytes, self.whole)?;
            if ended {
                if bytes.is_empty() && open.begun {
                    continue;
                }
                return Ok(Some(Job {
                    source: open.source,
                    bytes,
                    is_piece: open.begun,
                    is_first: !open.begun,
                }));
            }
            let cut = memchr::memrchr(b'\n', &bytes).map_or(bytes.len(), |end| end + 1);
            open.rest.extend_from_slice(&bytes[cut..]);
            bytes.truncate(cut);
            let job = Job {
                source: open.source.clone(),
                bytes,
                is_piece: true,
                is_first: !open.begun,
            };
            open.begun = true;
            self.open = Some(open);
            return Ok(Some(job));
        }
    }
}

fn open_file(path: &Path) -> Result<Open> {
    let (source, file): (String, Box<dyn Read>) = if path == Path::new("-") {
        ("-".to_owned(), Box::new(io::stdin()))
    } else {
        let name = path.display().to_string();
        let file = File::open(path)
            .map_err(|error| Error::failed(format!("{name} cannot be read: {error}")))?;
        (name, Box::new(file))
    };
    Ok(Open {
        source: source.into(),
        file,
        rest: Vec::new(),
        begun: false,
    })
}

/// Reads on until there are lines enough, or the file ends; `true` for its end. What is not lines
/// of JSON is read to its end.
fn fill(open: &mut Open, bytes: &mut Vec<u8>, whole: bool) -> Result<bool> {
    loop {
        let goal = bytes.len().max(CHUNK) - bytes.len();
        let goal = if goal == 0 { CHUNK } else { goal };
        let read = open
            .file
            .by_ref()
            .take(goal as u64)
            .read_to_end(bytes)
            .map_err(|error| Error::failed(format!("{} cannot be read: {error}", open.source)))?;
        if read < goal {
            return Ok(true);
        }
        let lines = !whole && (open.begun || begins_with_a_line(bytes));
        if lines && memchr::memrchr(b'\n', bytes).is_some() {
            return Ok(false);
        }
    }
}

/// Whether a file begins with a line that is an object of its own.
fn begins_with_a_line(bytes: &[u8]) -> bool {
    let first = memchr::memchr(b'\n', bytes).map(|end| &bytes[..end]);
    first.is_some_and(|first| {
        let first = first.trim_ascii();
        first.starts_with(b"{") && first.ends_with(b"}")
    })
}

/// The files below a directory that may hold requests, in the order of their names.
///
/// # Errors
/// When it cannot be read, or has none.
pub(super) fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        let failed =
            |error: io::Error| Error::failed(format!("{} cannot be read: {error}", dir.display()));
        for entry in fs::read_dir(&dir).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            // A link to a directory may lead in a circle.
            if entry.file_type().map_err(failed)?.is_dir() {
                dirs.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
            {
                files.push(path);
            }
        }
    }
    files.sort();
    if files.is_empty() {
        let endings = ENDINGS.join(", ");
        let message = format!("{} has no file that ends in {endings}", dir.display());
        return Err(Error::not_found(message));
    }
    Ok(files)
}
