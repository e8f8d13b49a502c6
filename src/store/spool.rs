//! Events that are safe before they are in the tables: a listener appends them to a file beside the
//! record, and the recorder's thread fills the tables later, many events at a time. An append is
//! one system call, for one event that comes alone, or for all that came since the last one when
//! the first of them is to be safe.
//!
//! A spool is two files that are filled in turn: the events of one are being written to the
//! tables while new ones are appended to the other, and then it is begun anew, over what it held
//! (cutting it off costs as much again as writing it). The first of them is
//! locked while the listener lives. What a listener left behind that was killed is brought into
//! the tables by whoever opens the record next; who reads the record of a live one waits for the
//! moment that its events take. Nothing is synced to the disk: it is the process that may die.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::bodies::{self, write_at};
use super::write::Row;
use super::{Store, beside, identity};
use crate::event::envelope::{Envelope, Headers};
use crate::event::exchange::Arrival;
use crate::event::id::EventId;
use crate::event::verdict::Verdict;
use crate::owner;

/// Listeners with one record that have a spool each; more write their events straight to the
/// tables.
const SLOTS: usize = 8;
/// Bytes of an event from which it is written straight to where it stays, and not twice.
const LARGE: usize = bodies::LARGE;
/// Stands after the last event: one without a length.
const END: [u8; 4] = [0; 4];
/// How long a reader waits for what a live listener has not brought into the tables yet, and how
/// often it looks.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// After so long without an append, one event is appended alone.
const LULL: Duration = Duration::from_micros(200);
/// Bytes of room that are kept for the next append.
const KEPT: usize = 64 << 10;

/// An append that takes longer tells that the disk is stuck. From then on events wait for it
/// elsewhere, and calls do not.
const STUCK: Duration = Duration::from_millis(25);

/// The spool of a live listener.
pub(super) struct Spool {
    halves: Arc<Halves>,
    active: usize,
    /// Bytes in the active one.
    length: u64,
    /// What is still to be appended to it.
    buffer: Vec<u8>,
    /// When that was done last.
    written: Instant,
}

/// Its two files.
struct Halves {
    paths: [PathBuf; 2],
    files: [File; 2],
}

/// A file whose events are being brought into the tables.
pub(super) struct Filled(Arc<Halves>, usize);

impl Spool {
    /// Begins a spool beside a record; `None` when there can be none.
    pub fn begin(record: &Path) -> Option<Self> {
        let halves = (0..SLOTS).find_map(|slot| Halves::take(paths(record, slot)))?;
        Some(Self {
            halves: Arc::new(halves),
            active: 0,
            length: 0,
            buffer: Vec::new(),
            written: Instant::now(),
        })
    }

    /// Takes an event in, which is to be appended; `false` when it is too large.
    pub fn add(&mut self, arrival: &Arrival) -> bool {
        let is_small = arrival.weight() < LARGE;
        if is_small {
            encode(arrival, &mut self.buffer);
        }
        is_small
    }

    /// Whether nothing was appended for so long that an event comes alone: to wait for others
    /// would save nothing.
    pub fn is_calm(&self) -> bool {
        self.written.elapsed() >= LULL
    }

    /// Appends what was taken in: it outlives this process.
    ///
    /// # Errors
    /// When it was not appended, or took so long that nothing should be from now on.
    pub fn append(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let began = Instant::now();
        // The next event takes the place of the end.
        let entries = self.buffer.len();
        self.buffer.extend_from_slice(&END);
        write_at(&self.halves.files[self.active], &self.buffer, self.length)?;
        self.length += entries as u64;
        self.buffer.clear();
        self.buffer.shrink_to(KEPT);
        self.written = Instant::now();
        if self.written - began > STUCK {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(())
    }

    /// What was appended since the last time; what comes now goes to the other file, which must
    /// have been emptied.
    pub fn switch(&mut self) -> Option<Filled> {
        if std::mem::take(&mut self.length) == 0 {
            return None;
        }
        let filled = Filled(self.halves.clone(), self.active);
        self.active = 1 - self.active;
        Some(filled)
    }
}

impl Filled {
    /// The events are in the tables.
    pub fn clear(&self) -> io::Result<()> {
        write_at(&self.0.files[self.1], &END, 0)
    }
}

impl Halves {
    /// Takes two files that nobody has.
    fn take(paths: [PathBuf; 2]) -> Option<Self> {
        if paths.iter().any(|path| owner::is_planted(path)) {
            return None;
        }
        let first = open(&paths[0]).ok()?;
        first.try_lock().ok()?;
        let files = [first, open(&paths[1]).ok()?];
        let halves = Self { paths, files };
        // Not one that another listener has just removed, nor one with events in it.
        (halves.are_at_their_paths() && halves.are_empty()).then_some(halves)
    }

    fn are_empty(&self) -> bool {
        self.paths.iter().all(|path| beginning(path).is_none())
    }

    fn are_at_their_paths(&self) -> bool {
        let mut pairs = self.files.iter().zip(&self.paths);
        pairs.all(|(file, path)| identity::is_at(file, path))
    }
}

impl Drop for Halves {
    /// Empty files are removed. Others hold events that are not in the tables: they wait for who
    /// opens the record next.
    fn drop(&mut self) {
        if self.are_empty() && self.are_at_their_paths() {
            // The lock is on the first: it goes last.
            for path in self.paths.iter().rev() {
                fs::remove_file(path).ok();
            }
        }
    }
}

/// The two files of a slot.
fn paths(record: &Path, slot: usize) -> [PathBuf; 2] {
    ["a", "b"].map(|half| beside(record, &format!("-spool-{slot}{half}")))
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = owner::private_file();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path)
}

/// Brings into the tables what killed listeners left behind. What cannot be written now stays
/// where it is.
pub(super) fn recover(store: &Store) {
    for paths in left(store.path()) {
        let Ok(first) = File::open(&paths[0]) else {
            continue;
        };
        // Whoever has the lock lives, or is bringing it in.
        if owner::is_planted(&paths[0]) || first.try_lock().is_err() {
            continue;
        }
        let Ok(contents) = contents(&paths) else {
            continue;
        };
        let arrivals: Vec<Arrival> = contents.iter().flat_map(|bytes| decode(bytes)).collect();
        if arrivals.is_empty() || store.write(arrivals.iter().map(Row::Event)).is_ok() {
            for path in paths.iter().rev() {
                fs::remove_file(path).ok();
            }
        }
    }
}

/// What the two files of a slot hold; the second may never have been made.
fn contents(paths: &[PathBuf; 2]) -> io::Result<[Vec<u8>; 2]> {
    let read = |path: &PathBuf| match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read,
    };
    Ok([read(&paths[0])?, read(&paths[1])?])
}

/// Waits until what live listeners have appended so far is in the tables, for a moment at most.
/// Whether others were killed before they brought everything in: see [`recover`].
pub(super) fn wait(record: &Path) -> bool {
    let mut pending: Vec<(PathBuf, PathBuf, [u8; BEGINNING])> = left(record)
        .into_iter()
        .filter(|[first, _]| is_live(first))
        .flat_map(|[first, second]| [(first.clone(), first.clone()), (first, second)])
        .filter_map(|(first, path)| {
            let beginning = beginning(&path)?;
            Some((first, path, beginning))
        })
        .collect();
    let until = Instant::now() + PATIENCE;
    while !pending.is_empty() && Instant::now() < until {
        thread::sleep(LOOK_AGAIN);
        pending.retain(|(first, path, before)| {
            beginning(path).as_ref() == Some(before) && is_live(first)
        });
    }
    // Also one that was being killed when this began.
    left(record).iter().any(|[first, _]| !is_live(first))
}

/// Bytes in which the first event of a file differs from any other: its length and its id.
const BEGINNING: usize = 12;

/// How a file begins, which tells whether it was emptied and is being filled again; `None` when
/// there is no event in it.
fn beginning(path: &Path) -> Option<[u8; BEGINNING]> {
    let mut bytes = [0; BEGINNING];
    File::open(path).ok()?.read_exact(&mut bytes).ok()?;
    (!bytes.starts_with(&END)).then_some(bytes)
}

/// The slots that there are files of.
fn left(record: &Path) -> Vec<[PathBuf; 2]> {
    let slots = (0..SLOTS).map(|slot| paths(record, slot));
    slots.filter(|[first, _]| first.exists()).collect()
}

fn is_live(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock_shared().is_err())
}

/// An event as bytes: their number, then the fields, each after its own length, and the id again:
/// what was cut off in its middle does not end with it.
fn encode(arrival: &Arrival, out: &mut Vec<u8>) {
    let Envelope {
        id,
        received_ms,
        method,
        path,
        headers,
        body,
    } = &arrival.envelope;
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&id.to_key().to_le_bytes());
    out.extend_from_slice(&received_ms.to_le_bytes());
    let mut field = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(bytes);
    };
    field(method.as_str().as_bytes());
    field(path.as_bytes());
    field(headers.block());
    field(body);
    // A target is never empty, nor is a verdict.
    field(arrival.target.as_deref().unwrap_or_default().as_bytes());
    let verdict = arrival.verdict.as_ref();
    let verdict = verdict.map(|verdict| verdict.to_json().to_string());
    field(verdict.unwrap_or_default().as_bytes());
    out.extend_from_slice(&id.to_key().to_le_bytes());
    let length = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
    out[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

/// The events in a file, as far as it is whole.
fn decode(bytes: &[u8]) -> impl Iterator<Item = Arrival> {
    let mut rest = bytes;
    std::iter::from_fn(move || arrival(field(&mut rest)?))
}

fn arrival(mut bytes: &[u8]) -> Option<Arrival> {
    let bytes = &mut bytes;
    let key = number(bytes)?;
    let received_ms = number(bytes)?;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let envelope = Envelope {
        id: EventId::from_key(key),
        received_ms,
        method: Method::from_bytes(field(bytes)?).ok()?,
        path: text(field(bytes)?)?,
        headers: Headers::from_block(field(bytes)?.to_vec()),
        body: Bytes::copy_from_slice(field(bytes)?),
    };
    let target = text(field(bytes)?)?;
    let verdict = serde_json::from_slice::<Value>(field(bytes)?).ok();
    if number(bytes)? != key {
        return None;
    }
    let target = (!target.is_empty()).then(|| target.into());
    let mut arrival = Arrival::new(envelope, target);
    arrival.verdict = verdict.as_ref().and_then(Verdict::from_json);
    Some(arrival)
}

fn number(bytes: &mut &[u8]) -> Option<i64> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(i64::from_le_bytes(*number))
}

/// The bytes after their length.
fn field<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (field, rest) =
        rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    *bytes = rest;
    Some(field)
}
