//! Reading the record: one exchange, the id behind a prefix, the newest ids.
//!
//! Every call is one short read: a listener that writes meanwhile is neither held up nor seen
//! half way.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use super::{Filter, Store, bodies, schema, volumes};
use crate::error::{Error, Result};
use crate::event::envelope::{Envelope, Headers};
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use crate::event::id::EventId;
use crate::event::verdict::Verdict;

/// Candidates that an ambiguous prefix is explained with.
const CANDIDATES: usize = 5;

/// The columns of an answer.
const ANSWER: [&str; 7] = [
    "outcome",
    "detail",
    "status",
    "latency_us",
    "body_omitted",
    "headers",
    "body",
];

/// What there is of an event.
#[derive(Debug)]
pub enum Seen {
    /// There is none of that id.
    Nothing,
    /// All of it.
    Exchange(Exchange),
    /// Its body, which was outside the tables, cannot be found. The rest of the record can.
    Lost(Error),
}

impl Store {
    /// The exchange of that id, if it is recorded. Its event is read from the body as a live
    /// one is, so that a type this version knows better than the recording one reads better.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be read, or the event's
    /// body is lost.
    pub fn get(&self, id: EventId) -> Result<Option<Exchange>> {
        match self.look(id)? {
            Seen::Nothing => Ok(None),
            Seen::Exchange(exchange) => Ok(Some(exchange)),
            Seen::Lost(error) => Err(error),
        }
    }

    /// [`Store::get`] by who goes on when one event is lost.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be read.
    pub fn look(&self, id: EventId) -> Result<Seen> {
        self.conn
            .prepare_cached(&format!(
                "SELECT received_ms, target, method, path, request.headers, request.body,
                        {}, {}, {}
                 FROM event JOIN request USING (id) {}
                 WHERE event.id = ?",
                ANSWER
                    .map(|column| schema::answer_of(column, self.version))
                    .join(", "),
                schema::verdict_of(self.version),
                schema::place_of(self.version),
                schema::join_answers(self.version)
            ))
            .and_then(|mut statement| {
                statement
                    .query_row([id.to_key()], |row| self.seen(id, row))
                    .optional()
            })
            .and_then(|seen| match seen {
                Some((_, true)) if !self.is_there(id)? => Ok(Seen::Nothing),
                Some((seen, _)) => Ok(seen),
                None => Ok(Seen::Nothing),
            })
            .map_err(|error| self.failed(&error))
    }

    /// What a row leads to, and whether that was outside the tables.
    fn seen(&self, id: EventId, row: &Row<'_>) -> rusqlite::Result<(Seen, bool)> {
        let Some(place) = volumes::place(row, 14)? else {
            let body = body(row, 5)?;
            return Ok((Seen::Exchange(exchange(id, row, body)?), false));
        };
        let seen = match bodies::read(&self.path, place) {
            Ok(body) => Seen::Exchange(exchange(id, row, body.into())?),
            Err(error) => Seen::Lost(lost(id, &bodies::path(&self.path, place.volume), &error)),
        };
        Ok((seen, true))
    }

    /// Whether an event is there still: what was read outside the tables may have been deleted
    /// after its row was read.
    fn is_there(&self, id: EventId) -> rusqlite::Result<bool> {
        self.conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM request WHERE id = ?)")?
            .query_row([id.to_key()], |row| row.get(0))
    }

    /// The one id that begins with `prefix`.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::error::Kind::NotFound) when there is none,
    /// [`Kind::Usage`](crate::error::Kind::Usage), with the candidates, when there are several.
    pub fn resolve(&self, prefix: &str) -> Result<EventId> {
        let found = match EventId::range_of_prefix(prefix) {
            Some((low, high)) => self.candidates(low, high)?,
            None => Vec::new(),
        };
        match found.as_slice() {
            [] => Err(Error::not_found(format!(
                "no recorded event has an id that begins with \"{}\"",
                prefix.escape_debug()
            ))
            .hint("the recorded events: vapihook events list")),
            [one] => Ok(one.id),
            _ => Err(ambiguous(prefix, &found)),
        }
    }

    /// The id of the one call whose id begins with `part`, or else ends with it, as calls are
    /// told apart on a line.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::error::Kind::NotFound) when there is none,
    /// [`Kind::Usage`](crate::error::Kind::Usage), with the candidates, when there are several.
    pub fn resolve_call(&self, part: &str) -> Result<String> {
        let begins = "SELECT DISTINCT call_id FROM event WHERE substr(call_id, 1, length(?1)) = ?1";
        let ends = "SELECT DISTINCT call_id FROM event WHERE substr(call_id, -length(?1)) = ?1";
        let find = |sql: &str| -> rusqlite::Result<Vec<String>> {
            let sql = format!("{sql} ORDER BY call_id = ?1 DESC LIMIT ?2");
            let limit = i64::try_from(CANDIDATES + 1).unwrap_or_default();
            self.conn
                .prepare_cached(&sql)?
                .query_map(params![part, limit], |row| row.get(0))?
                .collect()
        };
        let shown = part.escape_debug();
        let mut found = Vec::new();
        for sql in [begins, ends] {
            if found.is_empty() && !part.is_empty() {
                found = find(sql).map_err(|error| self.failed(&error))?;
            }
        }
        match found.len() {
            0 => Err(Error::not_found(format!(
                "no recorded call has an id that begins with \"{shown}\""
            ))
            .hint("the recorded calls: vapihook events calls")),
            1 => Ok(found.remove(0)),
            _ if found[0] == part => Ok(found.remove(0)),
            count => {
                let others = if count > CANDIDATES {
                    " and others"
                } else {
                    ""
                };
                found.truncate(CANDIDATES);
                let listed = found.join(", ");
                Err(Error::usage(format!(
                    "more than one call is meant by \"{shown}\": {}{others}",
                    listed.escape_debug()
                ))
                .hint("type more of the id"))
            }
        }
    }

    /// Ids of the events that match, newest first.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be read.
    pub fn newest(&self, filter: &Filter) -> Result<Vec<EventId>> {
        let (sql, values) = filter.to_sql(self.version);
        let sql = sql + " AND event.id BETWEEN ? AND ? ORDER BY event.id DESC";
        let read = || -> rusqlite::Result<Vec<EventId>> {
            // What stands where, and what stands there, at one moment.
            let _moment = self.conn.unchecked_transaction()?;
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut ids = Vec::new();
            let limit = filter.limit.map_or(usize::MAX, |limit| limit as usize);
            for (first, last) in self.worth_a_look(filter)? {
                let mut values = values.clone();
                values.extend([first, last].map(Value::from));
                let mut rows = statement.query(params_from_iter(values))?;
                while ids.len() < limit
                    && let Some(row) = rows.next()?
                {
                    ids.push(EventId::from_key(row.get(0)?));
                }
                if ids.len() >= limit {
                    break;
                }
            }
            Ok(ids)
        };
        read().map_err(|error| self.failed(&error))
    }

    /// Ids of the calls that have a matching event, the one that began last first.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be read.
    pub fn calls(&self, filter: &Filter) -> Result<Vec<String>> {
        let (sql, values) = filter.to_sql(self.version);
        let sql = sql.replacen("SELECT event.id", "SELECT call_id", 1)
            + " AND call_id IS NOT NULL ORDER BY event.id";
        // Grouping in SQL would sort every event.
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut seen = HashSet::new();
            let mut calls: Vec<String> = Vec::new();
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                let call = row.get_ref(0)?.as_str()?;
                if !seen.contains(call) {
                    seen.insert(Box::<str>::from(call));
                    calls.push(call.to_owned());
                }
            }
            Ok(calls)
        };
        let mut calls = read().map_err(|error| self.failed(&error))?;
        calls.reverse();
        calls.truncate(filter.limit.map_or(usize::MAX, |limit| limit as usize));
        Ok(calls)
    }

    /// Ids of the events of each of these calls, oldest first: one look at every event of the
    /// record, however many calls.
    ///
    /// # Errors
    /// [`Kind::Failed`](crate::error::Kind::Failed) when the file cannot be read.
    pub fn events_of(&self, calls: &[String]) -> Result<Vec<Vec<EventId>>> {
        let read = || -> rusqlite::Result<Vec<Vec<EventId>>> {
            let places: HashMap<&str, usize> = calls.iter().map(String::as_str).zip(0..).collect();
            let mut events = vec![Vec::new(); calls.len()];
            let mut statement = self.conn.prepare_cached(
                "SELECT call_id, id FROM event WHERE call_id IS NOT NULL ORDER BY id",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if let Some(place) = places.get(row.get_ref(0)?.as_str()?) {
                    events[*place].push(EventId::from_key(row.get(1)?));
                }
            }
            Ok(events)
        };
        read().map_err(|error| self.failed(&error))
    }

    /// The newest events in a range of ids, one more than an error lists.
    fn candidates(&self, low: EventId, high: EventId) -> Result<Vec<Candidate>> {
        self.conn
            .prepare_cached(
                "SELECT id, name, received_ms FROM event WHERE id BETWEEN ? AND ? ORDER BY id DESC",
            )
            .and_then(|mut statement| {
                let range = params![low.to_key(), high.to_key()];
                statement
                    .query_map(range, Candidate::read)?
                    .take(CANDIDATES + 1)
                    .collect()
            })
            .map_err(|error| self.failed(&error))
    }
}

/// An event that a prefix may mean.
struct Candidate {
    id: EventId,
    name: String,
    received_ms: i64,
}

impl Candidate {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: EventId::from_key(row.get(0)?),
            name: row.get(1)?,
            received_ms: row.get(2)?,
        })
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = jiff::Timestamp::from_millisecond(self.received_ms).unwrap_or_default();
        write!(f, "{} ({}, {time:.3})", self.id, self.name.escape_debug())
    }
}

fn ambiguous(prefix: &str, found: &[Candidate]) -> Error {
    let listed: Vec<String> = found
        .iter()
        .take(CANDIDATES)
        .map(Candidate::to_string)
        .collect();
    let others = if found.len() > CANDIDATES {
        " and others"
    } else {
        ""
    };
    let listed = listed.join(", ");
    let message = format!("more than one id begins with \"{prefix}\": {listed}{others}");
    Error::usage(message).hint("type more of the id")
}

fn lost(id: EventId, path: &Path, error: &io::Error) -> Error {
    let shown = path.display();
    Error::failed(format!("the body of event {id} is lost: {shown}: {error}")).hint(
        "a record is its file and the directory next to it that ends with -bodies: they are moved \
         and copied together",
    )
}

fn exchange(id: EventId, row: &Row<'_>, body: Bytes) -> rusqlite::Result<Exchange> {
    let envelope = Envelope {
        id,
        received_ms: row.get(0)?,
        // What was a method when it was written is one.
        method: Method::from_bytes(row.get_ref(2)?.as_str()?.as_bytes()).unwrap_or_default(),
        path: row.get(3)?,
        headers: Headers::from_block(row.get::<_, Vec<u8>>(4)?),
        body,
    };
    let mut arrival = Arrival::new(envelope, row.get(1)?);
    arrival.verdict = row
        .get::<_, Option<String>>(13)?
        .and_then(|text| serde_json::from_str(&text).ok())
        .and_then(|verdict| Verdict::from_json(&verdict));
    let delivery = match row.get::<_, Option<String>>(6)? {
        None => None,
        Some(outcome) => Some(delivery(&outcome, row)?),
    };
    Ok(Exchange {
        arrival: Arc::new(arrival),
        delivery,
    })
}

fn delivery(outcome: &str, row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let unknown = || {
        let why = format!("unknown outcome {outcome:?}: written by a newer vapihook?");
        rusqlite::Error::FromSqlConversionFailure(6, rusqlite::types::Type::Text, why.into())
    };
    Ok(Delivery {
        outcome: Outcome::from_name(outcome).ok_or_else(unknown)?,
        detail: row.get(7)?,
        status: row.get(8)?,
        latency: Duration::from_micros(row.get(9).map(i64::unsigned_abs)?),
        body_omitted: row.get(10).map(i64::unsigned_abs)?,
        headers: Headers::from_block(row.get::<_, Vec<u8>>(11)?),
        body: body(row, 12)?,
    })
}

fn body(row: &Row<'_>, column: usize) -> rusqlite::Result<Bytes> {
    Ok(Bytes::copy_from_slice(row.get_ref(column)?.as_blob()?))
}
