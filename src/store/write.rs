//! Writing rows.

use std::collections::BTreeMap;

use super::insert::{Line, Statements};
use super::{Store, bodies, contents};
use crate::error::Result;
use crate::event::exchange::{Arrival, Delivery};
use crate::event::id::EventId;

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
        let (lines, answers) = lines(rows);
        let mut statements = Statements::of(&self.conn)?;
        let mut reach = None;
        for line in &lines {
            let id = line.arrival.envelope.id;
            if statements.event(line)? {
                contents::added(&self.conn, id.to_key(), &mut reach)?;
                let place = self.bodies.borrow_mut().append(&line.arrival.envelope.body);
                statements.request(line, place)?;
            } else if let Some(answer) = line.answer {
                statements.answer(id, answer)?;
            }
        }
        for (id, answer) in answers {
            statements.answer(id, answer)?;
        }
        drop(statements);
        self.count_bodies()
    }
}

/// The events of a batch in the order of their ids, each with its answer, and the answers of others.
fn lines<'a>(rows: impl Iterator<Item = Row<'a>>) -> (Vec<Line<'a>>, Vec<(EventId, &'a Delivery)>) {
    let (mut lines, mut answers) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Row::Event(arrival) => lines.push(Line::new(arrival)),
            Row::Answer(id, delivery) => answers.push((id, delivery)),
        }
    }
    // Nearly in order already.
    lines.sort_by_key(|line| line.arrival.envelope.id);
    answers.sort_by_key(|(id, _)| *id);
    let mut events = lines.iter_mut().peekable();
    answers.retain(|(id, answer)| {
        while events
            .next_if(|line| line.arrival.envelope.id < *id)
            .is_some()
        {}
        let event = events.next_if(|line| line.arrival.envelope.id == *id);
        let is_with_it = event.is_some();
        if let Some(line) = event {
            line.answer = Some(answer);
        }
        !is_with_it
    });
    (lines, answers)
}
