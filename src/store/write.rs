//! Writing rows.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::{CachedStatement, params};

use super::bodies::{self, Place};
use super::{Store, contents};
use crate::error::Result;
use crate::event::envelope::Envelope;
use crate::event::exchange::{Arrival, Delivery};
use crate::event::id::EventId;

const EVENT: &str = "INSERT OR IGNORE INTO event
    (id, received_ms, name, type, call_id, dialect, deadline_ms, target, method, path,
     verdict)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const REQUEST: &str = "INSERT OR IGNORE INTO request (id, headers, body) VALUES (?, ?, ?)";

const WITH_BODY_OUTSIDE: &str = "INSERT OR IGNORE INTO request
    (id, headers, body, volume, start, bytes) VALUES (?, ?, x'', ?, ?, ?)";

const ANSWER: &str = "INSERT OR REPLACE INTO answer
    (id, outcome, detail, status, latency_us, body_omitted, headers, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

/// One row to write.
#[derive(Clone, Copy)]
pub(super) enum Row<'a> {
    /// An event; one that is there already stays as it is.
    Event(&'a Arrival),
    /// What became of it; replaces an earlier answer.
    Answer(EventId, &'a Delivery),
}

impl Row<'_> {
    /// Whether its body goes outside the tables.
    fn is_large(self) -> bool {
        matches!(self, Row::Event(arrival) if arrival.envelope.body.len() >= bodies::LARGE)
    }
}

impl Store {
    /// Writes all rows, or none.
    pub(super) fn write<'a>(
        &self,
        rows: impl Iterator<Item = Row<'a>> + Clone,
    ) -> rusqlite::Result<()> {
        if rows.clone().any(Row::is_large) {
            self.ready_for_bodies()?;
        }
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let written = self
            .write_rows(rows)
            .and_then(|()| self.conn.prepare_cached("COMMIT")?.execute([]));
        if written.is_err() && !self.conn.is_autocommit() {
            // `SQLite` may have rolled back on its own; then this is an error of no interest.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
        let mut bodies = self.bodies.borrow_mut();
        if written.is_ok() {
            bodies.commit();
        } else {
            bodies.roll_back();
        }
        written.map(|_| ())
    }

    /// Replaces the answers of recorded events.
    ///
    /// # Errors
    /// When they cannot be written; then none is.
    pub fn replace_answers(&self, answers: &BTreeMap<EventId, Delivery>) -> Result<()> {
        let rows = answers.iter().map(|(id, answer)| Row::Answer(*id, answer));
        self.write(rows).map_err(|error| self.failed(&error))
    }

    fn write_rows<'a>(&self, rows: impl Iterator<Item = Row<'a>>) -> rusqlite::Result<()> {
        let mut event = self.conn.prepare_cached(EVENT)?;
        let mut request = self.conn.prepare_cached(REQUEST)?;
        let mut answer = self.conn.prepare_cached(ANSWER)?;
        let mut reach = None;
        for row in rows {
            match row {
                Row::Event(arrival) => {
                    let is_new = insert_event(&mut event, arrival)?;
                    if !is_new {
                        continue;
                    }
                    contents::added(&self.conn, arrival.envelope.id.to_key(), &mut reach)?;
                    self.insert_request(&mut request, &arrival.envelope)?;
                }
                Row::Answer(id, delivery) => insert_answer(&mut answer, id, delivery)?,
            }
        }
        self.count_bodies()
    }

    /// Its body goes outside the tables when it is large, if it can.
    fn insert_request(
        &self,
        statement: &mut CachedStatement<'_>,
        envelope: &Envelope,
    ) -> rusqlite::Result<()> {
        let (id, headers) = (envelope.id.to_key(), envelope.headers.block());
        let body = &envelope.body[..];
        let outside = self.bodies.borrow_mut().append(body);
        let Some(Place {
            volume,
            start,
            bytes,
        }) = outside
        else {
            return statement.execute(params![id, headers, body]).map(drop);
        };
        self.conn
            .prepare_cached(WITH_BODY_OUTSIDE)?
            .execute(params![id, headers, volume, start, bytes])
            .map(drop)
    }
}

/// Whether there was none of its id.
fn insert_event(statement: &mut CachedStatement<'_>, arrival: &Arrival) -> rusqlite::Result<bool> {
    let Envelope {
        id,
        received_ms,
        method,
        path,
        ..
    } = &arrival.envelope;
    let event = arrival.event();
    let rows = statement.execute(params![
        id.to_key(),
        received_ms,
        event.name,
        event.event_type,
        event.call_id,
        event.dialect.name(),
        whole(event.deadline.as_millis()),
        arrival.target,
        method.as_str(),
        path,
        arrival
            .verdict
            .as_ref()
            .map(|verdict| verdict.to_json().to_string()),
    ])?;
    Ok(rows > 0)
}

fn insert_answer(
    statement: &mut CachedStatement<'_>,
    id: EventId,
    delivery: &Delivery,
) -> rusqlite::Result<()> {
    let Delivery {
        outcome,
        detail,
        status,
        headers,
        body,
        body_omitted,
        latency,
    } = delivery;
    statement.execute(params![
        id.to_key(),
        outcome.name(),
        detail,
        status,
        micros(*latency),
        whole((*body_omitted).into()),
        headers.block(),
        &body[..],
    ])?;
    Ok(())
}

fn micros(time: Duration) -> i64 {
    whole(time.as_micros())
}

fn whole(number: u128) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
