//! The statements that write a batch. An event and its answer are two rows, a small one and one with
//! the bytes, when both are there; an answer that comes later is a row of its own.

use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, params};

use super::bodies::Place;
use crate::event::envelope::Envelope;
use crate::event::exchange::{Arrival, Delivery};
use crate::event::id::EventId;

const EVENT: &str = "INSERT OR IGNORE INTO event
    (id, received_ms, name, type, call_id, dialect, deadline_ms, target, method, path, verdict,
     outcome, detail, status, latency_us, body_omitted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const REQUEST: &str = "INSERT OR IGNORE INTO request
    (id, headers, body, volume, start, bytes, answer_headers, answer_body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

const ANSWER: &str = "INSERT OR REPLACE INTO answer
    (id, outcome, detail, status, latency_us, body_omitted, headers, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

/// Only where there is an answer already.
const ANEW: &str = "UPDATE event
    SET outcome = ?2, detail = ?3, status = ?4, latency_us = ?5, body_omitted = ?6
    WHERE id = ?1 AND outcome IS NOT NULL";

const BYTES_ANEW: &str = "UPDATE request SET answer_headers = ?2, answer_body = ?3 WHERE id = ?1";

/// Bytes of a value above which it is not the same as for the event before.
const ALIKE: usize = 256;

/// An event to write, with its answer if that is there already.
pub(super) struct Line<'a> {
    pub arrival: &'a Arrival,
    pub verdict: Option<String>,
    pub answer: Option<&'a Delivery>,
}

impl<'a> Line<'a> {
    pub fn new(arrival: &'a Arrival) -> Self {
        let verdict = arrival.verdict.as_ref();
        Self {
            arrival,
            verdict: verdict.map(|verdict| verdict.to_json().to_string()),
            answer: None,
        }
    }
}

/// What a transaction writes with.
pub(super) struct Statements<'c, 'a> {
    event: Insert<'c, 'a, 16>,
    request: Insert<'c, 'a, 8>,
    answer: CachedStatement<'c>,
    anew: CachedStatement<'c>,
    bytes_anew: CachedStatement<'c>,
}

impl<'c, 'a> Statements<'c, 'a> {
    pub fn of(conn: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            event: Insert::new(conn, EVENT)?,
            request: Insert::new(conn, REQUEST)?,
            answer: conn.prepare_cached(ANSWER)?,
            anew: conn.prepare_cached(ANEW)?,
            bytes_anew: conn.prepare_cached(BYTES_ANEW)?,
        })
    }

    /// The small row of an event: whether there was none of its id.
    pub fn event(&mut self, line: &'a Line<'_>) -> rusqlite::Result<bool> {
        let Envelope {
            id,
            received_ms,
            method,
            path,
            ..
        } = &line.arrival.envelope;
        let event = line.arrival.event();
        let answer = line.answer;
        let number = |of: fn(&Delivery) -> i64| answer.map(of).map(ValueRef::Integer).into();
        self.event.row([
            ValueRef::Integer(id.to_key()),
            ValueRef::Integer(*received_ms),
            (&*event.name).into(),
            event.event_type.as_deref().into(),
            event.call_id.as_deref().into(),
            event.dialect.name().into(),
            ValueRef::Integer(whole(event.deadline.as_millis())),
            line.arrival.target.as_deref().into(),
            method.as_str().into(),
            (&**path).into(),
            line.verdict.as_deref().into(),
            answer.map(|answer| answer.outcome.name()).into(),
            answer.and_then(|answer| answer.detail.as_deref()).into(),
            number(|answer| answer.status.into()),
            number(|answer| micros(answer.latency)),
            number(|answer| whole(answer.body_omitted.into())),
        ])
    }

    /// The bytes of an event, unless its body is at a place outside the tables.
    pub fn request(&mut self, line: &'a Line<'_>, place: Option<Place>) -> rusqlite::Result<()> {
        let envelope = &line.arrival.envelope;
        let body = if place.is_some() {
            &[]
        } else {
            &envelope.body[..]
        };
        let number = |of: fn(Place) -> i64| place.map(of).map(ValueRef::Integer).into();
        let answer = line.answer;
        self.request.row([
            ValueRef::Integer(envelope.id.to_key()),
            envelope.headers.block().into(),
            body.into(),
            number(|place| place.volume),
            number(|place| place.start),
            number(|place| place.bytes),
            answer.map(|answer| answer.headers.block()).into(),
            answer.map(|answer| &answer.body[..]).into(),
        ])?;
        Ok(())
    }

    /// The answer of an event that was written before; it replaces an earlier one, where that is.
    pub fn answer(&mut self, id: EventId, delivery: &Delivery) -> rusqlite::Result<()> {
        let Delivery {
            outcome,
            detail,
            status,
            headers,
            body,
            body_omitted,
            latency,
        } = delivery;
        let id = id.to_key();
        let (outcome, latency) = (outcome.name(), micros(*latency));
        let (omitted, headers) = (whole((*body_omitted).into()), headers.block());
        let anew = params![id, outcome, detail, status, latency, omitted];
        if self.anew.execute(anew)? > 0 {
            self.bytes_anew.execute(params![id, headers, &body[..]])?;
        } else {
            self.answer.execute(params![
                id,
                outcome,
                detail,
                status,
                latency,
                omitted,
                headers,
                &body[..]
            ])?;
        }
        Ok(())
    }
}

/// A statement that inserts rows of so many values. What is bound stays bound: most of what is
/// said of an event was said of the one before, and to bind it takes as long as to write it.
struct Insert<'c, 'a, const N: usize> {
    statement: CachedStatement<'c>,
    bound: [ValueRef<'a>; N],
}

impl<'c, 'a, const N: usize> Insert<'c, 'a, N> {
    fn new(conn: &'c Connection, sql: &str) -> rusqlite::Result<Self> {
        Ok(Self {
            statement: conn.prepare_cached(sql)?,
            bound: [ValueRef::Null; N],
        })
    }

    /// Whether the row was not there.
    fn row(&mut self, values: [ValueRef<'a>; N]) -> rusqlite::Result<bool> {
        for (place, (bound, value)) in (1..).zip(self.bound.iter_mut().zip(values)) {
            if !is_alike(*bound, value) {
                let given = ToSqlOutput::Borrowed(value);
                self.statement.raw_bind_parameter(place, given)?;
                *bound = value;
            }
        }
        Ok(self.statement.raw_execute()? > 0)
    }
}

fn is_alike(bound: ValueRef<'_>, value: ValueRef<'_>) -> bool {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) if bytes.len() > ALIKE => false,
        _ => bound == value,
    }
}

fn micros(time: Duration) -> i64 {
    whole(time.as_micros())
}

fn whole(number: u128) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
