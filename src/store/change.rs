//! Events that are added to the record, or removed from it, by hand. A listener may write
//! meanwhile: every step is a short transaction.

use std::time::Duration;

use rusqlite::{OptionalExtension, params};

use super::retention::Emptying;
use super::write::Row;
use super::{Limits, Store, bodies, contents, schema, volumes};
use crate::error::Result;
use crate::event::envelope::now_ms;
use crate::event::exchange::Exchange;
use crate::event::id::EventId;

/// Events removed in one transaction at most.
const STEP: usize = 200;

/// What became of events that were to be added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Events that are new.
    pub added: u64,
    /// Events whose id was there already. They stay as they are; only an answer that was missing
    /// is added.
    pub known: u64,
}

impl Store {
    /// Adds events, all of them or none.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be written.
    pub fn add(&self, exchanges: &[Exchange]) -> Result<Added> {
        let mut counts = Added::default();
        let mut rows = Vec::new();
        let mut add = || -> rusqlite::Result<()> {
            let mut is_there = self.conn.prepare_cached(
                "SELECT event.outcome IS NOT NULL OR answer.id IS NOT NULL
                 FROM event LEFT JOIN answer USING (id) WHERE event.id = ?",
            )?;
            for exchange in exchanges {
                let id = exchange.arrival.envelope.id;
                let answered: Option<bool> = is_there
                    .query_row([id.to_key()], |row| row.get(0))
                    .optional()?;
                match answered {
                    None => counts.added += 1,
                    Some(_) => counts.known += 1,
                }
                if answered.is_none() {
                    rows.push(Row::Event(&exchange.arrival));
                }
                if let Some(delivery) = exchange
                    .delivery
                    .as_ref()
                    .filter(|_| answered != Some(true))
                {
                    rows.push(Row::Answer(id, delivery));
                }
            }
            drop(is_there);
            self.write(rows.iter().copied())
        };
        add().map_err(|error| self.failed(&error))?;
        Ok(counts)
    }

    /// Removes events and gives the room back to the disk: how many there were.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be written.
    pub fn remove(&self, ids: &[EventId]) -> Result<u64> {
        let remove = || -> rusqlite::Result<u64> {
            let mut removed = 0;
            for step in ids.chunks(STEP) {
                let transaction = self.conn.unchecked_transaction()?;
                let mut outside = Vec::new();
                for id in step {
                    outside.extend(volumes::take_out(&transaction, id.to_key())?);
                    for table in ["answer", "event"] {
                        let sql = format!("DELETE FROM {table} WHERE id = ?");
                        let rows = transaction.prepare_cached(&sql)?.execute([id.to_key()])?;
                        removed += if table == "event" { rows as u64 } else { 0 };
                    }
                    contents::take_back(&transaction, id.to_key())?;
                }
                transaction.commit()?;
                self.delete_free_volumes()?;
                for place in outside {
                    bodies::blank(&self.path, place);
                }
            }
            while self.shrink_step()? {}
            self.move_log(Emptying::GiveBack)?;
            Ok(removed)
        };
        remove().map_err(|error| self.failed(&error))
    }

    /// Ids of the events that [`Store::prune`] would delete, with those beyond the newest `keep`,
    /// and how many bytes they hold.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be read.
    pub fn surplus(&self, limits: &Limits, keep: Option<u64>) -> Result<(Vec<EventId>, u64)> {
        let read = || -> rusqlite::Result<(Vec<EventId>, u64)> {
            let excess = self.used_bytes()?.saturating_sub(limits.max_bytes);
            let oldest_ms = now_ms().saturating_sub(millis(limits.max_age));
            let total: u64 = self
                .conn
                .query_row("SELECT count(*) FROM event", [], |row| row.get(0))
                .map(i64::unsigned_abs)?;
            let beyond = keep.map_or(0, |keep| total.saturating_sub(keep));
            let mut statement = self.conn.prepare_cached(&format!(
                "SELECT event.id, received_ms, {} FROM event JOIN request USING (id) {}
                 ORDER BY event.id",
                schema::bytes_of(self.version),
                schema::join_answers(self.version)
            ))?;
            let mut rows = statement.query(params![])?;
            let (mut ids, mut bytes) = (Vec::new(), 0);
            let mut seen = 0;
            while let Some(row) = rows.next()? {
                seen += 1;
                let is_old = row.get::<_, i64>(1)? < oldest_ms;
                // Whatever the limit, the newest event stays.
                let is_much = bytes < excess && seen < total;
                if is_old || is_much || seen <= beyond {
                    ids.push(EventId::from_key(row.get(0)?));
                    bytes += row.get::<_, i64>(2)?.unsigned_abs();
                }
            }
            Ok((ids, bytes))
        };
        read().map_err(|error| self.failed(&error))
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
