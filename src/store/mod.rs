//! The record: every exchange, in one `SQLite` file that a listener writes and others read, with
//! large bodies in files beside it.
//!
//! - [`Store`]: one connection; opening, and never harming a file that is not ours;
//! - [`recorder`]: the thread that writes while calls are live, and what it promises;
//! - [`read`]: one exchange, the id behind a prefix, the newest ids;
//! - `filter`: which events are meant; `contents`: where they cannot be;
//! - `change`: events that are added or removed by hand;
//! - [`retention`]: bounded by age and size, pruned in small steps;
//! - `bodies`, `volumes`: where large bodies are, outside the tables;
//! - `schema`, `write`, `insert`: the tables, and a batch of rows for them;
//! - `queue`, `worker`, `tidy`: the recorder's inside; `spool`: where events are safe before they
//!   are in the tables.
//!
//! A committed transaction survives `kill -9` of the process (write-ahead log, no fsync per
//! commit); after a power cut the file is whole but may miss the last moments, or their bodies; an
//! event without its body says so, and nothing else is lost with it. Bodies and
//! headers are kept as the bytes they were. A file that is foreign, damaged or written by a
//! newer version is refused and left as it is: nothing here deletes, truncates or recreates one.

mod bodies;
mod change;
mod contents;
mod failure;
mod filter;
mod identity;
mod insert;
mod queue;
pub mod read;
pub mod recorder;
pub mod retention;
mod schema;
mod spool;
mod tidy;
mod volumes;
mod worker;
mod write;

#[cfg(test)]
mod tests;

use bodies::Bodies;
use failure::{failed, foreign, newer, nothing_yet, unusable, unwritable};

pub use change::Added;
pub use filter::Filter;
pub use recorder::{Notice, Receipt, Recorded, Recorder, Totals};
pub use retention::Limits;

use std::cell::RefCell;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Result};
use crate::owner;

/// How long another process may take to create the file.
const CREATION_TIME: Duration = Duration::from_secs(1);
/// Statements that are kept for the next time: all that a listener uses.
const STATEMENTS: usize = 32;
/// How long a statement waits for another process that holds the file locked.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How much of the file a reader maps into its memory at most.
const MAPPED: i64 = 1 << 40;

/// One connection to the record.
#[derive(Debug)]
pub struct Store {
    /// Goes before the connection, which writes the rows to the disk as it closes.
    bodies: RefCell<Bodies>,
    conn: Connection,
    path: PathBuf,
    /// Which file it is, where that can be told.
    identity: identity::Identity,
    /// The version of its tables: an older one is read as it is.
    version: i32,
}

impl Store {
    /// Opens the record for writing. A missing file is created with mode 0600, missing
    /// directories above it with 0700.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file is not ours, is damaged, was
    /// written by a newer version or cannot be written. It is then as it was.
    pub fn open(path: &Path) -> Result<Self> {
        spool::wait(path);
        Self::open_to_record(path)
    }

    /// [`Store::open`] by who will write events: it does not wait for others that do.
    fn open_to_record(path: &Path) -> Result<Self> {
        let store = Self::connect(path)?;
        store.recount_bodies();
        spool::recover(&store);
        Ok(store)
    }

    /// The tables alone.
    fn connect(path: &Path) -> Result<Self> {
        if owner::is_planted(path) {
            return Err(unusable(path, "it belongs to another user"));
        }
        if !holds_a_record(path)? {
            create(path)?;
        }
        let conn = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(|error| failed(path, &error))?;
        if conn.is_readonly("main").unwrap_or(false) {
            return Err(unwritable(path, "the file is read-only"));
        }
        let store = Self {
            bodies: RefCell::default(),
            conn,
            path: path.to_owned(),
            identity: identity::of(path),
            version: schema::VERSION,
        };
        store.conn.set_prepared_statement_cache_capacity(STATEMENTS);
        store.waiting_for(BUSY_TIMEOUT);
        store.ready_to_write().map(|()| store)
    }

    /// Opens the record for reading, also while a listener writes it, and from read-only media.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::error::Kind::NotFound) when nothing was recorded there yet;
    /// [`Kind::Failed`](crate::error::Kind::Failed) as for [`Store::open`].
    pub fn open_existing(path: &Path) -> Result<Self> {
        let is_left = spool::wait(path);
        if !holds_a_record(path)? {
            return Err(nothing_yet(path));
        }
        if is_left {
            // On read-only media what a killed listener left stays where it is.
            Self::connect(path).iter().for_each(spool::recover);
        }
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let read_write = flags | OpenFlags::SQLITE_OPEN_READ_WRITE;
        let conn = match readable(Connection::open_with_flags(path, read_write)) {
            // The log's index cannot be created beside the file. Without a log the file is
            // all there is.
            Err(error) if is_sealed(&error) => {
                if log_bytes(path) > 0 {
                    return Err(failed(path, &error).hint(
                        "its newest events are in the -wal file next to it: copy all of it to \
                         a directory that can be written, then read it there",
                    ));
                }
                let sealed = flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
                readable(Connection::open_with_flags(immutable_uri(path), sealed))
            }
            other => other,
        };
        let (conn, version) = conn.map_err(|error| failed(path, &error))?;
        match version {
            0 => Err(nothing_yet(path)),
            1..=schema::VERSION => Ok(Self {
                bodies: RefCell::default(),
                conn,
                path: path.to_owned(),
                identity: identity::of(path),
                version,
            }),
            version => Err(newer(path, version)),
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file was deleted or replaced: what is written then is in none that can be found.
    fn is_gone(&self) -> bool {
        identity::of(&self.path) != self.identity
    }

    /// Tables, log and settings.
    fn ready_to_write(&self) -> Result<()> {
        // Until all of it worked, a log that was there is not moved into the file on closing:
        // the file may not be ours to change.
        let keep_log = |on| {
            self.conn
                .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on)
        };
        keep_log(log_bytes(&self.path) > 0)
            .and_then(|_| patiently(|| schema::migrate(&self.conn)))
            .map_err(|error| self.failed(&error))
            .and_then(|version| match version {
                schema::VERSION => Ok(()),
                version => Err(newer(&self.path, version)),
            })?;
        patiently(|| schema::configure(&self.conn))
            .and_then(|()| keep_log(false))
            .map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// From now on a statement waits this long for other processes.
    fn waiting_for(&self, timeout: Duration) {
        // Fails only on a closed connection.
        let _ = self.conn.busy_timeout(timeout);
    }

    fn failed(&self, error: &rusqlite::Error) -> Error {
        failed(&self.path, error)
    }
}

/// Whether there is a record of ours: `false` for a missing or empty file, an error for
/// anything else. A file that another process is just creating looks like neither for a moment.
fn holds_a_record(path: &Path) -> Result<bool> {
    let started = Instant::now();
    loop {
        match look_at(path) {
            Err(_) if is_young(path) && started.elapsed() < CREATION_TIME => {
                thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
}

/// Whether the file was written to a moment ago.
fn is_young(path: &Path) -> bool {
    let written = fs::metadata(path).and_then(|meta| meta.modified());
    written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age < CREATION_TIME))
}

/// [`holds_a_record`] at one moment. Asks `SQLite` without locks or a log, so that nothing is created or changed.
/// (Reading the file ourselves would drop this process's locks on it when we close it.)
fn look_at(path: &Path) -> Result<bool> {
    let meta = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        other => other.map_err(|error| unusable(path, &error.to_string()))?,
    };
    if !meta.is_file() {
        return Err(unusable(path, "it is not a regular file"));
    }
    if meta.len() == 0 {
        return Ok(false);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let header = Connection::open_with_flags(immutable_uri(path), flags).and_then(|conn| {
        // A listener may be changing the file's size at this moment; only the mark counts here.
        conn.pragma_update(None, "writable_schema", true)?;
        Ok((schema::application_id(&conn)?, schema::version(&conn)?))
    });
    match header.map_err(|error| failed(path, &error))? {
        (schema::APPLICATION_ID, version) if version > schema::VERSION => Err(newer(path, version)),
        (schema::APPLICATION_ID, _) => Ok(true),
        _ => Err(foreign(path)),
    }
}

/// Creates the empty file, readable by its owner only from its first moment.
fn create(path: &Path) -> Result<()> {
    /// Closing the new file would drop the locks of a connection that another thread has
    /// opened to it meanwhile.
    static CREATING: Mutex<()> = Mutex::new(());
    let _creating = CREATING.lock().unwrap_or_else(PoisonError::into_inner);

    if let Some(parent) = path.parent().filter(|parent| *parent != Path::new("")) {
        owner::private_folder()
            .recursive(true)
            .create(parent)
            .map_err(|error| unwritable(parent, &error.to_string()))?;
    }
    let created = owner::private_file()
        .write(true)
        .create_new(true)
        .open(path);
    match created {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => close_to_others(path),
        Err(error) => Err(error),
    }
    .map_err(|error| unwritable(path, &error.to_string()))
}

/// An empty file that was there before us gets our mode. Fails for a link to nothing.
fn close_to_others(path: &Path) -> io::Result<()> {
    let meta = fs::metadata(path)?;
    #[cfg(unix)]
    if meta.len() == 0 {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// Tries again while others create the same file: where two wait for each other, `SQLite`
/// fails one of them at once.
fn patiently<T>(step: impl Fn() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let started = Instant::now();
    loop {
        match step() {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && started.elapsed() < BUSY_TIMEOUT =>
            {
                thread::sleep(Duration::from_millis(5));
            }
            other => return other,
        }
    }
}

/// Proves a connection by reading the version through it.
fn readable(conn: rusqlite::Result<Connection>) -> rusqlite::Result<(Connection, i32)> {
    let conn = conn?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.pragma_update(None, "query_only", true)?;
    // A scan of a million small rows is mostly reading pages. (Nowhere but here: on Windows a file
    // that is mapped cannot be made shorter.)
    if cfg!(unix) {
        conn.pragma_update_and_check(None, "mmap_size", MAPPED, |_| Ok(()))?;
    }
    let version = schema::version(&conn)?;
    Ok((conn, version))
}

/// Whether `SQLite` could not create its log beside the file.
fn is_sealed(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)
    )
}

/// The log's size in bytes.
fn log_bytes(path: &Path) -> u64 {
    fs::metadata(beside(path, "-wal")).map_or(0, |log| log.len())
}

/// The file as a URI that promises `SQLite` it will not change: no locks, no log.
fn immutable_uri(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = String::from(if cfg!(windows) { "file:///" } else { "file://" });
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => {
                uri.push(char::from(byte));
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri + "?immutable=1"
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
