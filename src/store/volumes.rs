//! What the tables say of large bodies: which volumes there are, how much of each is still referred
//! to, and which may be deleted.

use std::fs;

use rusqlite::{Connection, OptionalExtension, params};

use super::Store;
use super::bodies::{self, Free, Place};
use crate::event::id::EventId;

/// Volumes deleted in one step at most.
const STEP: i64 = 32;

/// No row refers to it.
const IS_FREE: &str = "NOT EXISTS (SELECT 1 FROM request WHERE request.volume = volume.key)";

impl Store {
    /// Sees to a volume that large bodies can go to. It is in the tables before it holds anything.
    pub(super) fn ready_for_bodies(&self) -> rusqlite::Result<()> {
        let mut bodies = self.bodies.borrow_mut();
        if !bodies::SUPPORTED || bodies.are_ready() {
            return Ok(());
        }
        let key = EventId::new().to_key();
        count(&self.conn, key, 0)?;
        if !bodies.begin(&self.path, key) {
            self.forget(key)?;
        }
        Ok(())
    }

    /// Counts what the transaction at hand wrote to a volume.
    pub(super) fn count_bodies(&self) -> rusqlite::Result<()> {
        match self.bodies.borrow().written() {
            None => Ok(()),
            Some((volume, bytes)) => count(&self.conn, volume, bytes),
        }
    }

    /// Counts anew what somebody else deleted, who did not count: an older version, or a user in
    /// SQL. What cannot be mended now is the next time.
    pub(super) fn recount_bodies(&self) {
        let actual =
            "(SELECT ifnull(sum(bytes), 0) FROM request WHERE request.volume = volume.key)";
        let sql = format!("SELECT EXISTS (SELECT 1 FROM volume WHERE live <> {actual})");
        let is_wrong = self.conn.query_row(&sql, [], |row| row.get(0));
        if is_wrong.unwrap_or(false) {
            let sql = format!("UPDATE volume SET live = {actual}");
            self.conn.execute(&sql, []).ok();
        }
    }

    /// Bytes of bodies that are outside the tables.
    pub(super) fn bytes_outside(&self) -> rusqlite::Result<u64> {
        if self.version < 4 {
            return Ok(0);
        }
        self.conn
            .prepare_cached("SELECT ifnull(sum(live), 0) FROM volume")?
            .query_row([], |row| row.get(0).map(i64::unsigned_abs))
    }

    /// Deletes volumes that no row refers to, and that nobody writes to.
    pub(super) fn delete_free_volumes(&self) -> rusqlite::Result<()> {
        for volume in self.free_volumes()? {
            self.bodies.borrow_mut().finish(volume);
            let path = bodies::path(&self.path, volume);
            let Some(free) = bodies::free(&path) else {
                continue;
            };
            if let Free::Locked(_lock) = free {
                // Looked at again: only now can nobody add to it.
                if !self.is_free(volume)? || fs::remove_file(&path).is_err() {
                    continue;
                }
            }
            self.forget(volume)?;
            // With the last of them.
            fs::remove_dir(bodies::folder(&self.path)).ok();
        }
        Ok(())
    }

    /// A volume is not there.
    fn forget(&self, volume: i64) -> rusqlite::Result<()> {
        let sql = format!("DELETE FROM volume WHERE key = ? AND {IS_FREE}");
        self.conn.prepare_cached(&sql)?.execute([volume]).map(drop)
    }

    fn free_volumes(&self) -> rusqlite::Result<Vec<i64>> {
        let sql = format!("SELECT key FROM volume WHERE live <= 0 AND {IS_FREE} LIMIT {STEP}");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let keys = statement.query_map([], |row| row.get(0))?;
        keys.collect()
    }

    fn is_free(&self, volume: i64) -> rusqlite::Result<bool> {
        let sql = format!("SELECT {IS_FREE} FROM volume WHERE key = ?");
        let free = { self.conn.prepare_cached(&sql)? }
            .query_row([volume], |row| row.get(0))
            .optional()?;
        Ok(free.unwrap_or(true))
    }
}

/// So many more bytes of a volume are referred to. One that was not begun yet may have been taken
/// for one that is gone, and forgotten.
fn count(conn: &Connection, volume: i64, bytes: i64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO volume (key, live) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET live = live + ?2",
    )?
    .execute([volume, bytes])
    .map(drop)
}

/// Deletes the request of an event: where its body was, if that was outside the tables.
pub(super) fn take_out(conn: &Connection, id: i64) -> rusqlite::Result<Option<Place>> {
    let gone = conn
        .prepare_cached("DELETE FROM request WHERE id = ? RETURNING volume, start, bytes")?
        .query_row([id], |row| place(row, 0))
        .optional()?
        .flatten();
    if let Some(Place { volume, bytes, .. }) = gone {
        count(conn, volume, -bytes)?;
    }
    Ok(gone)
}

/// The events up to this one are about to be deleted: their bodies count no longer.
pub(super) fn leave_out(conn: &Connection, last: i64) -> rusqlite::Result<()> {
    // In the order of the rows: there are few of them, and many bodies.
    conn.prepare_cached(
        "UPDATE volume SET live = live - gone.bytes
         FROM (SELECT volume AS key, sum(bytes) AS bytes FROM request NOT INDEXED
               WHERE id <= ? AND volume IS NOT NULL GROUP BY volume) AS gone
         WHERE volume.key = gone.key",
    )?
    .execute(params![last])
    .map(drop)
}

/// Where a body is, from the columns that say so.
pub(super) fn place(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Option<Place>> {
    let Some(volume) = row.get(first)? else {
        return Ok(None);
    };
    Ok(Some(Place {
        volume,
        start: row.get(first + 1)?,
        bytes: row.get(first + 2)?,
    }))
}
