//! The folder of journals. One process at a time changes it; a journal is replaced whole or not
//! at all, and is on disk before whoever wrote it goes on.
//!
//! Whether a holder lives is told by a file that it keeps locked: the system drops the lock with
//! the process, however it ends, and no other process can be taken for it.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::journal::{Entry, Journal};
use crate::error::{Error, Result};

/// How long another process may be changing the folder.
const PATIENCE: Duration = Duration::from_secs(10);
/// The file that is locked while the folder is changed.
const LOCK: &str = "lock";

/// The folder.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    dir: PathBuf,
}

/// This process's proof that it lives. Dropped, it is taken for dead.
#[derive(Debug)]
pub(super) struct Presence {
    pub token: String,
    path: PathBuf,
    _locked: File,
}

impl Drop for Presence {
    fn drop(&mut self) {
        fs::remove_file(&self.path).ok();
    }
}

/// What becomes of a journal.
pub(super) enum Change {
    /// It stays as it is.
    Keep,
    /// It is replaced.
    Write(Box<Journal>),
    /// It goes.
    Remove,
}

impl Shelf {
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// The path of a journal.
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Makes this process's presence known.
    pub fn enter(&self) -> Result<Presence> {
        self.locked(|| {
            self.sweep();
            let pid = std::process::id();
            let mut at = super::now_ms();
            loop {
                let token = format!("{pid}-{at}");
                let path = self.alive_file(&token);
                match private().create_new(true).open(&path) {
                    Ok(file) => {
                        file.try_lock().map_err(io::Error::from)?;
                        return Ok(Presence {
                            token,
                            path,
                            _locked: file,
                        });
                    }
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => at += 1,
                    Err(error) => return Err(error),
                }
            }
        })
    }

    /// Whether the process of that token lives. A shared lock: two who ask do not see each other.
    pub fn is_alive(&self, token: &str) -> bool {
        File::open(self.alive_file(token))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Every journal, readable or not.
    pub fn list(&self) -> Result<Vec<Entry>> {
        let names = match self.names() {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            names => names.map_err(|error| self.failed("read", &error))?,
        };
        let mut entries = Vec::new();
        for name in names {
            // One that is gone by now was given back.
            if let Some(journal) = self.read(&name) {
                let alive = journal
                    .as_ref()
                    .is_ok_and(|journal| self.is_alive(&journal.holder.token));
                entries.push(Entry {
                    file: self.file(&name),
                    journal,
                    alive,
                });
            }
        }
        Ok(entries)
    }

    /// Changes a journal while nobody else can. `decide` gets what is there.
    pub fn change<T>(
        &self,
        name: &str,
        decide: impl FnOnce(Option<Result<Journal, String>>) -> (Change, T),
    ) -> Result<T> {
        self.locked(|| {
            let (change, value) = decide(self.read(name));
            match change {
                Change::Keep => {}
                Change::Write(journal) => self.write(name, &journal.bytes())?,
                Change::Remove => {
                    fs::remove_file(self.file(name))?;
                    self.sync()?;
                }
            }
            Ok(value)
        })
    }

    fn read(&self, name: &str) -> Option<Result<Journal, String>> {
        match fs::read(self.file(name)) {
            Ok(bytes) => Some(Journal::parse(&bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => Some(Err(format!("it cannot be read ({error})"))),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let new = self.dir.join(format!(".{name}.new"));
        // What an earlier process left in the middle of this.
        fs::remove_file(&new).or_else(|error| match error.kind() {
            ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        let mut file = private().create_new(true).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, self.file(name))?;
        self.sync()
    }

    /// Puts the folder's own entries on disk.
    fn sync(&self) -> io::Result<()> {
        if cfg!(unix) {
            File::open(&self.dir)?.sync_all()?;
        }
        Ok(())
    }

    /// Does something while no other process changes the folder, which is made if need be.
    fn locked<T>(&self, work: impl FnOnce() -> io::Result<T>) -> Result<T> {
        let locked = || -> io::Result<File> {
            make_private(&self.dir)?;
            let lock = private()
                .create(true)
                .truncate(false)
                .open(self.dir.join(LOCK))?;
            let until = Instant::now() + PATIENCE;
            loop {
                match lock.try_lock() {
                    Ok(()) => return Ok(lock),
                    Err(TryLockError::Error(error)) => return Err(error),
                    Err(TryLockError::WouldBlock) if Instant::now() > until => {
                        return Err(io::Error::other("another process does not let go of it"));
                    }
                    Err(TryLockError::WouldBlock) => {
                        std::thread::sleep(Duration::from_millis(5));
                    }
                }
            }
        };
        let lock = locked().map_err(|error| self.failed("locked", &error))?;
        let done = work().map_err(|error| self.failed("written", &error));
        drop(lock);
        done
    }

    /// Removes what dead processes left, journals aside.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.dir) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let dead = path.extension().is_some_and(|ext| ext == "alive")
                && File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
            let unfinished = path.extension().is_some_and(|ext| ext == "new");
            if dead || unfinished {
                fs::remove_file(&path).ok();
            }
        }
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.dir)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.extension().is_some_and(|ext| ext == "json") {
                names.push(name.into_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    fn alive_file(&self, token: &str) -> PathBuf {
        // A token comes out of a file: it must not lead anywhere else.
        let token: String = token
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        self.dir.join(format!("{token}.alive"))
    }

    fn failed(&self, what: &str, error: &io::Error) -> Error {
        let dir = self.dir.display();
        Error::failed(format!("the leases in {dir} cannot be {what}: {error}"))
    }
}

/// Files that only their owner reads, from the moment they exist.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A folder that only its owner enters.
fn make_private(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(dir)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
        }
    }
    Ok(())
}
