//! The tables, and the way from one version of them to the next.

use rusqlite::{Connection, TransactionBehavior};

/// Marks the file as ours in its header: `vhok`.
pub(super) const APPLICATION_ID: i32 = 0x7668_6f6b;

/// The version this build writes, kept in the file's `user_version`.
pub(super) const VERSION: i32 = 5;

/// Bytes of a page of a new file.
const PAGE: u32 = 8_192;

/// Three tables that only ever grow at their end, so that a batch of events writes few pages.
/// An index on name or call would touch a page of its own for nearly every event and halve
/// the rate; instead the small columns stand apart from the bodies, and are quick to scan. An
/// answer that comes after its event was written has a table of its own: adding it to the event's
/// rows would rewrite them. `type`, `dialect` and `deadline_ms` repeat what the body says, for
/// those who ask the file in SQL.
const TABLES: &str = "
CREATE TABLE event (
    id          INTEGER PRIMARY KEY,
    received_ms INTEGER NOT NULL,
    name        TEXT NOT NULL,
    type        TEXT,
    call_id     TEXT,
    dialect     TEXT NOT NULL,
    deadline_ms INTEGER NOT NULL,
    target      TEXT,
    method      TEXT NOT NULL,
    path        TEXT NOT NULL,
    verdict     TEXT
);
CREATE TABLE request (
    id      INTEGER PRIMARY KEY,
    headers BLOB NOT NULL,
    body    BLOB NOT NULL
);
CREATE TABLE answer (
    id           INTEGER PRIMARY KEY,
    outcome      TEXT NOT NULL,
    detail       TEXT,
    status       INTEGER NOT NULL,
    latency_us   INTEGER NOT NULL,
    body_omitted INTEGER NOT NULL,
    headers      BLOB NOT NULL,
    body         BLOB NOT NULL
);
";

/// From version 1 to 2: whether an event is from who it says, as JSON, when that was checked.
const WITH_VERDICTS: &str = "ALTER TABLE event ADD COLUMN verdict TEXT";

/// From version 2 to 3: what is among the events, for those who look for one.
const WITH_CONTENTS: &str = "
CREATE TABLE chapter (
    last  INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    names BLOB,
    calls BLOB
);
";

/// From version 3 to 4: large bodies are outside the tables. A row of such a one says where, and its
/// own body is empty; a volume has a row from before the first of its bodies until it is deleted.
const WITH_VOLUMES: &str = "
ALTER TABLE request ADD COLUMN volume INTEGER;
ALTER TABLE request ADD COLUMN start INTEGER;
ALTER TABLE request ADD COLUMN bytes INTEGER;
CREATE INDEX request_volume ON request (volume, bytes) WHERE volume IS NOT NULL;
CREATE TABLE volume (
    key  INTEGER PRIMARY KEY,
    live INTEGER NOT NULL
);
";

/// From version 4 to 5: an answer that is there when its event is written is in the same rows, as
/// nearly all are under load. Its `outcome` says so; it is then not in the table of answers.
const WITH_ANSWERS: &str = "
ALTER TABLE event ADD COLUMN outcome TEXT;
ALTER TABLE event ADD COLUMN detail TEXT;
ALTER TABLE event ADD COLUMN status INTEGER;
ALTER TABLE event ADD COLUMN latency_us INTEGER;
ALTER TABLE event ADD COLUMN body_omitted INTEGER;
ALTER TABLE request ADD COLUMN answer_headers BLOB;
ALTER TABLE request ADD COLUMN answer_body BLOB;
";

/// The steps from each version to the next, from the first on.
const STEPS: &[&str] = &[WITH_VERDICTS, WITH_CONTENTS, WITH_VOLUMES, WITH_ANSWERS];

pub(super) fn application_id(conn: &Connection) -> rusqlite::Result<i32> {
    conn.pragma_query_value(None, "application_id", |row| row.get(0))
}

pub(super) fn version(conn: &Connection) -> rusqlite::Result<i32> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the file to [`VERSION`] and says which version it has now: a higher one is left
/// alone.
pub(super) fn migrate(conn: &Connection) -> rusqlite::Result<i32> {
    if version(conn)? == 0 {
        // One transaction, and before the log is switched on: from its first byte on the file
        // itself carries our mark, where a later look finds it. `auto_vacuum` writes, and only
        // counts as the first statement. Pages are twice as large as usual: half as many are written.
        conn.pragma_update(None, "page_size", PAGE)?;
        let step = rusqlite::Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
        step.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        if version(&step)? == 0 {
            step.execute_batch(TABLES)?;
            step.execute_batch(WITH_CONTENTS)?;
            step.execute_batch(WITH_VOLUMES)?;
            step.execute_batch(WITH_ANSWERS)?;
            step.pragma_update(None, "application_id", APPLICATION_ID)?;
            step.pragma_update(None, "user_version", VERSION)?;
        }
        step.commit()?;
    }
    for (from, sql) in (1..).zip(STEPS) {
        if version(conn)? == from {
            let step = rusqlite::Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
            if version(&step)? == from {
                step.execute_batch(sql)?;
                step.pragma_update(None, "user_version", from + 1)?;
            }
            step.commit()?;
        }
    }
    version(conn)
}

/// What is selected for the verdict in a file of this version: one that is only read is not
/// brought up to ours.
pub(super) fn verdict_of(version: i32) -> &'static str {
    if version < 2 { "NULL" } else { "event.verdict" }
}

/// What is selected for where a body is, and how large, when it is outside the tables.
pub(super) fn place_of(version: i32) -> &'static str {
    if version < 4 {
        "NULL, NULL, NULL"
    } else {
        "request.volume, request.start, request.bytes"
    }
}

/// What is joined for the answers of events that have theirs in a row of its own.
pub(super) fn join_answers(version: i32) -> &'static str {
    if version < 5 {
        "LEFT JOIN answer ON answer.id = event.id"
    } else {
        "LEFT JOIN answer ON answer.id = event.id AND event.outcome IS NULL"
    }
}

/// What is selected for a column of the answers.
pub(super) fn answer_of(column: &str, version: i32) -> String {
    match column {
        _ if version < 5 => format!("answer.{column}"),
        "headers" | "body" => format!("ifnull(request.answer_{column}, answer.{column})"),
        _ => format!("ifnull(event.{column}, answer.{column})"),
    }
}

/// What is selected for the bytes of an event.
pub(super) fn bytes_of(version: i32) -> String {
    let outside = if version < 4 {
        "0"
    } else {
        "ifnull(request.bytes, 0)"
    };
    let beside = if version < 5 {
        "0"
    } else {
        "ifnull(length(request.answer_headers) + length(request.answer_body), 0)"
    };
    format!(
        "256 + length(request.headers) + length(request.body) + {outside} + {beside}
         + ifnull(length(answer.headers) + length(answer.body), 0)"
    )
}

/// The settings of a connection that writes.
pub(super) fn configure(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |_| Ok(()))
}
