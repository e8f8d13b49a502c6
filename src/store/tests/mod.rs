//! The record, on real files.

mod answers;
mod bodies;
mod contents;
mod files;
mod keeping;
mod outages;
mod reading;
mod recording;
mod spooling;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use tempfile::TempDir;

use super::write::Row;
use super::{Limits, Notice, Recorder, Store};
use crate::error::Result;
use crate::event::envelope::{Envelope, Headers};
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use crate::event::id::EventId;

/// Longer than anything here takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A temporary directory, and the record in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("events.db");
    (folder, path)
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("not yet")
}

/// An event that arrived now.
fn arrival(body: impl Into<Bytes>) -> Arc<Arrival> {
    arrival_of(EventId::new(), now_ms(), body)
}

fn arrival_of(id: EventId, received_ms: i64, body: impl Into<Bytes>) -> Arc<Arrival> {
    let mut headers = HeaderMap::new();
    headers.append("x-twice", HeaderValue::from_static("one"));
    headers.append("x-twice", HeaderValue::from_static("two"));
    let raw = HeaderValue::from_bytes(b"\xff\xfe").expect("a header value");
    headers.append("x-raw", raw);
    let envelope = Envelope {
        id,
        received_ms,
        method: Method::PUT,
        path: "/hook?a=1&b=%20".into(),
        headers: Headers::from_map(&headers),
        body: body.into(),
    };
    let target = Some("http://127.0.0.1:3000/hook".into());
    Arc::new(Arrival::new(envelope, target))
}

/// A Vapi message of that type and call.
fn message(event_type: &str, call: &str) -> Arc<Arrival> {
    arrival(format!(
        r#"{{"message":{{"type":"{event_type}","call":{{"id":"{call}"}}}}}}"#
    ))
}

fn answered(arrival: &Arc<Arrival>) -> Exchange {
    let mut headers = HeaderMap::new();
    headers.append("content-type", HeaderValue::from_static("audio/pcm"));
    Exchange {
        arrival: Arc::clone(arrival),
        delivery: Some(Delivery {
            outcome: Outcome::Truncated,
            detail: Some("broke off".into()),
            status: 299,
            headers: Headers::from_map(&headers),
            body: Bytes::from_static(b"\x00\xffpcm"),
            body_omitted: 7,
            latency: Duration::from_micros(1_234_567),
        }),
    }
}

/// A record with these events.
fn store_of(path: &Path, arrivals: &[Arc<Arrival>]) -> Store {
    let store = Store::open(path).expect("a record");
    let rows = arrivals.iter().map(|arrival| Row::Event(arrival));
    store.write(rows).expect("written");
    store
}

/// Makes a record that has each answer in a row of its own one of version 4.
fn with_answers_apart(path: &Path) {
    let conn = rusqlite::Connection::open(path).expect("the file");
    for (table, column) in [
        ("event", "outcome"),
        ("event", "detail"),
        ("event", "status"),
        ("event", "latency_us"),
        ("event", "body_omitted"),
        ("request", "answer_headers"),
        ("request", "answer_body"),
    ] {
        conn.execute(&format!("ALTER TABLE {table} DROP COLUMN {column}"), [])
            .expect("as version 4 made it");
    }
    conn.pragma_update(None, "user_version", 4).expect("set");
}

/// Makes such a record that has no body outside its tables one of version 3.
fn without_volumes(path: &Path) {
    with_answers_apart(path);
    let conn = rusqlite::Connection::open(path).expect("the file");
    conn.execute_batch(
        "DROP INDEX request_volume; DROP TABLE volume;
         ALTER TABLE request DROP COLUMN volume; ALTER TABLE request DROP COLUMN start;
         ALTER TABLE request DROP COLUMN bytes; PRAGMA user_version = 3",
    )
    .expect("as version 3 made it");
}

/// Opens a record whose disk is full after so many pages.
fn small(path: &Path, pages: u32) -> impl Fn() -> Result<Store> + Send + 'static {
    let path = path.to_owned();
    move || {
        let store = Store::open_to_record(&path)?;
        let limit = store
            .conn
            .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
        limit.map_err(|error| store.failed(&error)).map(|()| store)
    }
}

/// A recorder, and what it says.
fn recorder(path: &Path, limits: Limits) -> (Recorder, mpsc::Receiver<Notice>) {
    let (tell, told) = mpsc::channel();
    let recorder = Recorder::start(path.to_owned(), limits, move |notice| {
        tell.send(notice).expect("the test listens");
    });
    (recorder, told)
}

fn next_notice(told: &mpsc::Receiver<Notice>) -> Notice {
    told.recv_timeout(PATIENCE).expect("a notice")
}

/// Waits for something that nothing announces.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "never happened: {what}");
        std::thread::yield_now();
    }
}

/// What belongs to the record beside the file itself.
fn files_beside(path: &Path) -> Vec<PathBuf> {
    ["-wal", "-shm", "-journal", "-spool-0a", "-spool-0b"]
        .map(|suffix| super::beside(path, suffix))
        .into_iter()
        .filter(|file| file.exists())
        .collect()
}
