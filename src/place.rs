//! Files that are put in their place whole: what is written stands beside it until it is done, so
//! that a crash leaves the old file or the new one.
//!
//! A link stays a link, and what it leads to is written. What is no file (a device, a pipe) is
//! written through: it stays what it is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Links behind one another that are followed, as systems do.
const MAX_LINKS: usize = 40;

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Its owner alone, whoever could before.
    Private,
    /// Who could before; these, less the umask, when there was none.
    AsBefore(u32),
}

/// A file that is being written. Dropped before [`NewFile::finish`], nothing has happened.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    /// Where it stands, and where it is to be; `None` when it is written through.
    way: Option<(PathBuf, PathBuf)>,
}

impl NewFile {
    /// Begins what is to be at `path`.
    ///
    /// # Errors
    /// When it cannot be written there.
    pub fn create(path: &Path, access: Access) -> io::Result<Self> {
        let before = match fs::metadata(path) {
            Ok(data) if !data.is_file() => {
                let file = OpenOptions::new().write(true).open(path)?;
                return Ok(Self { file, way: None });
            }
            Ok(data) => Some(data.permissions()),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let place = match &before {
            Some(_) => fs::canonicalize(path)?,
            None => followed(path),
        };
        let mut name = std::ffi::OsString::from(".");
        name.push(place.file_name().unwrap_or_default());
        name.push(format!(".{}.new", std::process::id()));
        let new = place.with_file_name(name);
        // What a killed process left. Its name can be guessed: a link that somebody else put there
        // is not followed.
        fs::remove_file(&new).ok();
        let mode = match (access, &before) {
            (Access::AsBefore(mode), None) => mode,
            _ => 0o600,
        };
        let begun = Self {
            file: create(&new, mode)?,
            way: Some((new, place)),
        };
        if let (Access::AsBefore(_), Some(permissions)) = (access, before) {
            begun.file.set_permissions(permissions)?;
        }
        Ok(begun)
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When that cannot be done; what was there still is.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some((new, place)) = &self.way {
            fs::rename(new, place)?;
        }
        self.way = None;
        Ok(())
    }

    /// Puts it in its place, on disk when this returns.
    fn finish_durably(self) -> io::Result<()> {
        let Some((_, place)) = &self.way else {
            return Ok(());
        };
        self.file.sync_all()?;
        // A bare name has an empty parent.
        let folder = place.parent().map(|folder| Path::new(".").join(folder));
        self.finish()?;
        // The rename itself is durable once the folder is; not every system can be told so.
        if let Some(folder) = folder.and_then(|folder| File::open(folder).ok()) {
            folder.sync_all().ok();
        }
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some((new, _)) = &self.way {
            fs::remove_file(new).ok();
        }
    }
}

/// Puts a file with this content in its place; it is on disk when this returns.
///
/// # Errors
/// When that cannot be done; what was there still is.
pub fn put(path: &Path, access: Access, content: &[u8]) -> io::Result<()> {
    let mut file = NewFile::create(path, access)?;
    file.write_all(content)?;
    file.finish_durably()
}

/// Where links lead that lead to nothing yet.
fn followed(path: &Path) -> PathBuf {
    let mut place = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(target) = fs::read_link(&place) else {
            break;
        };
        place = place.parent().unwrap_or(Path::new("")).join(target);
    }
    place
}

#[cfg(unix)]
fn create(path: &Path, mode: u32) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path, _mode: u32) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    const NOBODY_ELSE: Access = Access::AsBefore(0o600);

    fn mode(path: &Path) -> u32 {
        let data = path.metadata().expect("a file");
        data.permissions().mode() & 0o777
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|it| it.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_when_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        put(&path, NOBODY_ELSE, b"old").expect("written");
        assert_eq!(mode(&path), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a mode");
        let mut new = NewFile::create(&path, NOBODY_ELSE).expect("a file");
        new.write_all(b"new").expect("written");
        assert_eq!(fs::read(&path).expect("a file"), b"old");
        new.finish().expect("in its place");
        assert_eq!(fs::read(&path).expect("a file"), b"new");
        assert_eq!(mode(&path), 0o640);
        put(&path, Access::Private, b"mine").expect("written");
        assert_eq!(mode(&path), 0o600);
        drop(NewFile::create(&path, NOBODY_ELSE).expect("a file"));
        assert_eq!(fs::read(&path).expect("a file"), b"mine");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("below");
        fs::create_dir(&below).expect("a folder");
        let link = folder.path().join("link");
        let again = folder.path().join("again");
        symlink("below/file", &link).expect("a link");
        symlink("link", &again).expect("a link");
        // Where it leads there is nothing, then something.
        for content in ["one", "two"] {
            put(&again, NOBODY_ELSE, content.as_bytes()).expect("written");
            let written = fs::read_to_string(below.join("file")).expect("a file");
            assert_eq!(written, content);
            assert!(link.is_symlink() && again.is_symlink());
        }
        assert_eq!(names(&below), ["file"]);
        assert_eq!(names(folder.path()), ["again", "below", "link"]);
    }

    #[test]
    fn links_in_a_circle_and_folders_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        symlink("link", &link).expect("a link");
        for path in [&*link, folder.path()] {
            put(path, NOBODY_ELSE, b"x").expect_err("no file");
        }
        assert_eq!(names(folder.path()), ["link"]);
    }
}
