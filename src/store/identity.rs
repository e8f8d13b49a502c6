//! Which file a path leads to: a record that was deleted or replaced while it is open takes what is
//! written to it along, and nobody finds it again.

use std::fs::File;
use std::path::Path;

/// Device and number of the file at a path; `None` where there is none, or it cannot be told.
pub(super) type Identity = Option<(u64, u64)>;

#[cfg(unix)]
pub(super) fn of(path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    let meta = std::fs::metadata(path).ok()?;
    Some((meta.dev(), meta.ino()))
}

/// Whether an open file is still the one that its path leads to.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let meta = file.metadata();
    meta.is_ok_and(|meta| of(path) == Some((meta.dev(), meta.ino())))
}

/// A file that is open cannot be deleted here.
#[cfg(not(unix))]
pub(super) fn of(_path: &Path) -> Identity {
    None
}

/// A file that is open cannot be deleted here.
#[cfg(not(unix))]
pub(super) fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}
