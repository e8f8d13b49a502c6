//! The record is bounded: by age and by size, oldest first, in steps of a few milliseconds.
//!
//! Freed pages are used again by later events. When nothing else is to do they are given back
//! to the disk, all but a small reserve.

use std::time::Duration;

use super::{Store, schema, volumes};
use crate::error::Result;
use crate::event::envelope::now_ms;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Events that arrived longer ago go.
    pub max_age: Duration,
    /// The size of the record on disk, in bytes. Whatever it is, the newest event stays.
    pub max_bytes: u64,
}

impl Default for Limits {
    /// 30 days and 1 GiB.
    fn default() -> Self {
        Self {
            max_age: Duration::from_secs(30 * 24 * 60 * 60),
            max_bytes: 1 << 30,
        }
    }
}

/// Events deleted in one transaction at most.
const STEP_EVENTS: u32 = 200;
/// Bytes deleted in one transaction, about: at most so much and one event more.
const STEP_BYTES: u64 = 2 << 20;
/// Pages given back to the disk in one transaction at most.
const STEP_PAGES: u64 = 128;
/// Free pages kept for the next events.
const RESERVE_PAGES: u64 = 128;

/// How long the log's emptying waits for those who read or write; writers wait for it then.
const EMPTYING_PATIENCE: Duration = Duration::from_millis(50);

/// What becomes of the log once it was moved into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Emptying {
    /// It begins again, in the room it has.
    WriteOver,
    /// It begins again, and its room is given back to the disk.
    GiveBack,
}

impl Store {
    /// Deletes what is over the limits and gives the room back to the disk: how many events
    /// went. For a record of any size; other processes may write between the steps.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be written.
    pub fn prune(&self, limits: &Limits) -> Result<u64> {
        let all = || {
            let mut deleted = 0;
            loop {
                let step = self.prune_step(limits)?;
                if step == 0 {
                    break;
                }
                deleted += step;
            }
            while self.shrink_step()? {}
            self.move_log(Emptying::GiveBack)?;
            Ok(deleted)
        };
        all().map_err(|error| self.failed(&error))
    }

    /// Deletes some of what is over the limits, oldest first: how many events, 0 when all is
    /// within them.
    pub(super) fn prune_step(&self, limits: &Limits) -> rusqlite::Result<u64> {
        let excess = self.used_bytes()?.saturating_sub(limits.max_bytes);
        let oldest_ms = now_ms()
            .saturating_sub_unsigned(u64::try_from(limits.max_age.as_millis()).unwrap_or(u64::MAX));
        let Some((last, events)) = self.over(excess, oldest_ms)? else {
            self.delete_free_volumes()?;
            return Ok(0);
        };
        let step = self.conn.unchecked_transaction()?;
        volumes::leave_out(&step, last)?;
        for table in ["event", "request", "answer"] {
            step.prepare_cached(&format!("DELETE FROM {table} WHERE id <= ?"))?
                .execute([last])?;
        }
        step.prepare_cached("DELETE FROM chapter WHERE last <= ?")?
            .execute([last])?;
        step.commit()?;
        self.delete_free_volumes()?;
        Ok(events)
    }

    /// The key up to which one step deletes, and how many events that is. (A limit that is bound
    /// has a statement planned anew each time.)
    fn over(&self, excess: u64, oldest_ms: i64) -> rusqlite::Result<Option<(i64, u64)>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT event.id, received_ms, event.id = (SELECT max(id) FROM event), {}
             FROM event JOIN request USING (id) {}
             ORDER BY event.id LIMIT {STEP_EVENTS}",
            schema::bytes_of(self.version),
            schema::join_answers(self.version)
        ))?;
        let mut rows = statement.query([])?;
        let mut found = None;
        let (mut events, mut bytes) = (0, 0);
        while let Some(row) = rows.next()? {
            let too_old = row.get::<_, i64>(1)? < oldest_ms;
            let too_much = bytes < excess && !row.get::<_, bool>(2)?;
            if bytes >= STEP_BYTES || !(too_old || too_much) {
                break;
            }
            events += 1;
            bytes += row.get::<_, i64>(3)?.unsigned_abs();
            found = Some((row.get(0)?, events));
        }
        Ok(found)
    }

    /// Gives some free pages back to the disk: whether there are more to give.
    pub(super) fn shrink_step(&self) -> rusqlite::Result<bool> {
        let free = self.pragma("freelist_count")?;
        let Some(spare) = free.checked_sub(RESERVE_PAGES).filter(|spare| *spare > 0) else {
            return Ok(false);
        };
        let pages = spare.min(STEP_PAGES);
        let mut statement = self
            .conn
            .prepare(&format!("PRAGMA incremental_vacuum({pages})"))?;
        let mut rows = statement.query([])?;
        // One page with each row.
        while rows.next()?.is_some() {}
        // A file that cannot shrink (its freelist did not) is left as it is.
        Ok(spare > pages && self.pragma("freelist_count")? < free)
    }

    /// Moves the log into the file, as far as readers allow, and empties it. Writers go on
    /// meanwhile; the emptying holds them up for a moment at the end.
    pub(super) fn move_log(&self, emptying: Emptying) -> rusqlite::Result<()> {
        let done = |_: &rusqlite::Row<'_>| Ok(());
        self.conn
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], done)?;
        let how = match emptying {
            Emptying::WriteOver => "PRAGMA wal_checkpoint(RESTART)",
            Emptying::GiveBack => "PRAGMA wal_checkpoint(TRUNCATE)",
        };
        let usual = self.pragma("busy_timeout")?;
        self.waiting_for(EMPTYING_PATIENCE);
        let emptied = self.conn.query_row(how, [], done);
        self.waiting_for(Duration::from_millis(usual));
        emptied
    }

    /// From now on a commit never stops to move the log: somebody else does.
    pub(super) fn leave_the_log(&self) -> rusqlite::Result<()> {
        self.conn
            .pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))
    }

    /// What the record takes of the disk, without its free pages and its log, in bytes.
    pub(super) fn used_bytes(&self) -> rusqlite::Result<u64> {
        let free = self.pragma("freelist_count")?;
        let used = self.pragma("page_count")?.saturating_sub(free);
        Ok(used * self.pragma("page_size")? + self.bytes_outside()?)
    }

    fn pragma(&self, name: &str) -> rusqlite::Result<u64> {
        self.conn
            .pragma_query_value(None, name, |row| row.get(0).map(i64::unsigned_abs))
    }
}
