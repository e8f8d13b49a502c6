//! The two tables, and the way from one version of them to the next.

use rusqlite::{Connection, TransactionBehavior};

/// Marks the file as ours in its header: `vhok`.
pub(super) const APPLICATION_ID: i32 = 0x7668_6f6b;

/// The version this build writes, kept in the file's `user_version`.
pub(super) const VERSION: i32 = 1;

/// The answer has its own table because it comes later: adding it to a row would rewrite the
/// row with its body. Bodies come last, so that a scan of the small columns does not read
/// them. `type`, `dialect` and `deadline_ms` repeat what the body says, for those who ask the
/// file in SQL; reading an exchange parses the body again.
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
    headers     BLOB NOT NULL,
    body        BLOB NOT NULL
);
CREATE INDEX event_call ON event (call_id) WHERE call_id IS NOT NULL;
CREATE INDEX event_name ON event (name);
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
        // The rollback journal is still in use here: the mark must be in the file itself,
        // where a later look finds it without the log.
        conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        let step = rusqlite::Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
        if version(&step)? == 0 {
            step.execute_batch(TABLES)?;
            step.pragma_update(None, "application_id", APPLICATION_ID)?;
            step.pragma_update(None, "user_version", VERSION)?;
        }
        step.commit()?;
    }
    version(conn)
}

/// The settings of a connection that writes. The log is moved into the file by the recorder
/// between events; `wal_autocheckpoint` (pages) only catches what it could not move.
pub(super) fn configure(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.pragma_update_and_check(None, "wal_autocheckpoint", 4096, |_| Ok(()))?;
    conn.pragma_update_and_check(None, "journal_size_limit", 4 << 20, |_| Ok(()))
}
