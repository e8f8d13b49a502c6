//! Large bodies, in files of their own beside the record: `SQLite` would write them twice, into its
//! log and from there into the file.
//!
//! They are appended to volumes, files of a few MiB in a directory of the record. (A file for each
//! body costs more to make and to delete than its bytes do to write: on ext4, by far.) The row of
//! an event says where its body is, and the row is what counts: a body is whole in its volume
//! before the row is committed, and what a crash or a failure leaves in a volume without a row is
//! read by nobody.
//!
//! A volume has one writer, who holds a lock on it until after the last commit that refers to it. It
//! is known to the tables before it is made, so that a crash leaves none that is not. One that is
//! not locked never gets another body, so that it can be deleted once no row refers to it: by
//! whoever puts the record in order, and never on the word of the directory alone. Files that the
//! tables do not know are left as they are.
//!
//! Where there can be no volume (no room, no permission, somebody else's directory), a body goes
//! into the tables as a small one does, and what is wrong is said as it is there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{beside, identity};
use crate::event::id::EventId;
use crate::owner;

/// Bytes of a body from which it is not written to the tables.
pub(super) const LARGE: usize = 64 << 10;
/// Elsewhere nobody may read a file that another process has locked.
pub(super) const SUPPORTED: bool = cfg!(unix);
/// Bytes of a volume after which another is begun: the room of its events is given back when the
/// last of them is gone.
const FULL: u64 = 4 << 20;
/// Volumes that are kept open to be synced at most: a disk that is stuck takes no more of what may
/// be open at once.
const UNSYNCED: usize = 16;

/// Where a body is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub volume: i64,
    pub start: i64,
    pub bytes: i64,
}

/// A volume that was written to.
#[derive(Clone, Debug)]
pub(super) struct Written(i64, Arc<File>);

/// The volume that a connection writes to.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    current: Option<Box<Volume>>,
    /// What was written and not synced since.
    unsynced: Vec<Written>,
}

#[derive(Debug)]
struct Volume {
    key: i64,
    path: PathBuf,
    /// Locked.
    file: Arc<File>,
    length: u64,
    /// Its length when the transaction at hand began.
    committed: u64,
}

impl Bodies {
    /// Whether there is a volume that takes more.
    pub fn are_ready(&mut self) -> bool {
        // One that was deleted under us takes along what is written to it.
        self.current
            .take_if(|volume| volume.length >= FULL || !volume.is_at_its_path());
        self.current.is_some()
    }

    /// Begins a volume: whether there can be one.
    pub fn begin(&mut self, record: &Path, key: i64) -> bool {
        self.current = Volume::begin(record, key).ok().map(Box::new);
        self.current.is_some()
    }

    /// Writes a body, if it is large and there is a volume that takes it.
    pub fn append(&mut self, body: &[u8]) -> Option<Place> {
        let volume = self.current.as_mut().filter(|_| body.len() >= LARGE)?;
        let place = Place {
            volume: volume.key,
            start: i64::try_from(volume.length).ok()?,
            bytes: i64::try_from(body.len()).ok()?,
        };
        if write_at(&volume.file, body, volume.length).is_err() {
            // A full disk needs what room there is.
            volume.file.set_len(volume.length).ok();
            return None;
        }
        volume.length += body.len() as u64;
        Some(place)
    }

    /// The volume that the transaction at hand wrote to, and how many bytes.
    pub fn written(&self) -> Option<(i64, i64)> {
        let volume = self.current.as_ref()?;
        let bytes = i64::try_from(volume.length - volume.committed).ok()?;
        (bytes > 0).then_some((volume.key, bytes))
    }

    /// The transaction was committed.
    pub fn commit(&mut self) {
        if self.written().is_none() {
            return;
        }
        if let Some(volume) = &mut self.current {
            volume.committed = volume.length;
            if self.unsynced.last().is_none_or(|last| last.0 != volume.key) {
                if self.unsynced.len() == UNSYNCED {
                    self.unsynced.remove(0);
                }
                self.unsynced.push(Written(volume.key, volume.file.clone()));
            }
        }
    }

    /// It was not. The room is given back, but never written over: whatever became of the rows,
    /// they lead to their body or to none.
    pub fn roll_back(&mut self) {
        if self.written().is_some()
            && let Some(volume) = self.current.take()
        {
            volume.file.set_len(volume.committed).ok();
        }
    }

    /// No row refers to this volume: it is written to no longer.
    pub fn finish(&mut self, key: i64) {
        self.current.take_if(|volume| volume.key == key);
        self.unsynced.retain(|written| written.0 != key);
    }

    /// What is to be synced before the rows are.
    pub fn take_unsynced(&mut self) -> Vec<Written> {
        std::mem::take(&mut self.unsynced)
    }
}

impl Drop for Bodies {
    /// Before the log is moved into the file, as closing does.
    fn drop(&mut self) {
        sync(&self.take_unsynced());
    }
}

impl Volume {
    fn begin(record: &Path, key: i64) -> io::Result<Self> {
        let folder = folder(record);
        if owner::is_planted(&folder) {
            return Err(ErrorKind::PermissionDenied.into());
        }
        make_folder(&folder)?;
        let path = path(record, key);
        let mut options = owner::private_file();
        let file = options.write(true).create_new(true).open(&path)?;
        let volume = Self {
            key,
            file: Arc::new(file),
            length: 0,
            committed: 0,
            path,
        };
        if volume.file.try_lock().is_err() || !volume.is_at_its_path() {
            fs::remove_file(&volume.path).ok();
            return Err(ErrorKind::Unsupported.into());
        }
        Ok(volume)
    }

    fn is_at_its_path(&self) -> bool {
        identity::is_at(&self.file, &self.path)
    }
}

/// The directory of a record's volumes.
pub(super) fn folder(record: &Path) -> PathBuf {
    beside(record, "-bodies")
}

/// The file of a volume.
pub(super) fn path(record: &Path, volume: i64) -> PathBuf {
    folder(record).join(EventId::from_key(volume).to_string())
}

fn make_folder(folder: &Path) -> io::Result<()> {
    match owner::private_folder().create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// The body at a place.
///
/// # Errors
/// When it is not there, or not all of it.
pub(super) fn read(record: &Path, place: Place) -> io::Result<Vec<u8>> {
    let path = path(record, place.volume);
    let meta = fs::metadata(&path)?;
    if !meta.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let (start, bytes) = (place.start.cast_unsigned(), place.bytes.cast_unsigned());
    let end = start.checked_add(bytes);
    let (Some(_), Ok(bytes)) = (end.filter(|end| *end <= meta.len()), bytes.try_into()) else {
        return Err(io::Error::other(format!(
            "it ends after {} bytes",
            meta.len()
        )));
    };
    let mut body = vec![0; bytes];
    read_at(&File::open(path)?, &mut body, start)?;
    Ok(body)
}

/// A volume that may be deleted.
pub(super) enum Free {
    /// It is gone already.
    Gone,
    /// Nobody writes to it any longer; the lock keeps it so.
    Locked(File),
}

/// Takes a volume away from nobody: `None` while it is written to, or cannot be told.
pub(super) fn free(path: &Path) -> Option<Free> {
    match OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Some(Free::Gone),
        Err(_) => None,
        Ok(file) => file.try_lock().is_ok().then_some(Free::Locked(file)),
    }
}

/// Nothing shall be left of a body whose row is gone.
pub(super) fn blank(record: &Path, place: Place) {
    let path = path(record, place.volume);
    if let Ok(file) = OpenOptions::new().write(true).open(path) {
        let (start, bytes) = (place.start.cast_unsigned(), place.bytes.cast_unsigned());
        if punch(&file, start, bytes).is_err() {
            // What cannot be blanked is as unreachable as what is deleted in the tables.
            fill(&file, start, bytes).ok();
        }
    }
}

/// Gives the room back at once, where the system can.
#[cfg(target_os = "linux")]
fn punch(file: &File, start: u64, bytes: u64) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    let hole = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    Ok(fallocate(file, hole, start, bytes)?)
}

#[cfg(not(target_os = "linux"))]
fn punch(_file: &File, _start: u64, _bytes: u64) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

pub(super) fn fill(file: &File, start: u64, bytes: u64) -> io::Result<()> {
    let zeros = [0; 16 << 10];
    // Never beyond its end.
    let end = (start + bytes).min(file.metadata()?.len());
    let mut at = start;
    while at < end {
        let some = zeros
            .len()
            .min(usize::try_from(end - at).unwrap_or(usize::MAX));
        write_at(file, &zeros[..some], at)?;
        at += some as u64;
    }
    Ok(())
}

/// Waits for the disk, and then gives the memory back that the bodies are cached in: the next ones
/// find it still warm, which makes writing them several times cheaper than filling all memory.
pub(super) fn sync(written: &[Written]) {
    for Written(_, file) in written {
        // A disk that fails tells so when the rows are written to it, too.
        if file.sync_data().is_ok() {
            let_go(file);
        }
    }
}

#[cfg(target_os = "linux")]
fn let_go(file: &File) {
    rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed).ok();
}

#[cfg(not(target_os = "linux"))]
fn let_go(_file: &File) {}

#[cfg(unix)]
pub(super) fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(not(unix))]
pub(super) fn write_at(mut file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    use std::io::{Seek, SeekFrom, Write};
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}
