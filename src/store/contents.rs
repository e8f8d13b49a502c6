//! The record's table of contents: for every few thousand events in the order of their ids, which
//! names and which calls are among them. Who looks for one passes over the chapters without it.
//!
//! An index would be written with every event; a chapter is written once, when its events are long
//! there, by the thread that moves the log. It never hides an event:
//!
//! - it is written from the rows themselves, while nobody else can write;
//! - an event that is added to its range later takes all it says back, in the same transaction;
//!   so does one that is removed by hand, of which nothing shall be left;
//! - what no chapter speaks for is looked at event by event.

use std::collections::HashSet;

use memchr::memmem::Finder;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::filter::is_pattern;
use super::{Filter, Store};

/// Events of a chapter.
const EVENTS: i64 = 4_096;
/// Chapters that are written in one go at most.
const AT_ONCE: usize = 32;
/// Before, between and after words.
const BREAK: u8 = b'\n';

/// Ids, from the first to the last.
pub(super) type Range = (i64, i64);

/// The last id that the chapters reach to.
fn reach(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("SELECT ifnull(max(last), -1) FROM chapter")?
        .query_row([], |row| row.get(0))
}

/// An event was added. `up_to` is for the next one of the same transaction: until that ends, the
/// chapters reach no further.
pub(super) fn added(conn: &Connection, id: i64, up_to: &mut Option<i64>) -> rusqlite::Result<()> {
    let up_to = match up_to {
        Some(up_to) => *up_to,
        None => *up_to.insert(reach(conn)?),
    };
    if id <= up_to {
        take_back(conn, id)?;
    }
    Ok(())
}

/// What the chapter about this id says is not true any longer, or shall not be known.
pub(super) fn take_back(conn: &Connection, id: i64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE chapter SET names = NULL, calls = NULL
         WHERE last = (SELECT min(last) FROM chapter WHERE last >= ?1)
           AND first <= ?1 AND names IS NOT NULL",
    )?
    .execute([id])
    .map(drop)
}

impl Store {
    /// Writes some of the chapters that are missing: whether there are more.
    pub(super) fn write_contents(&self) -> rusqlite::Result<bool> {
        for _ in 0..AT_ONCE {
            if !self.write_chapter()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes one chapter, if one is missing.
    fn write_chapter(&self) -> rusqlite::Result<bool> {
        if self.missing_chapter()?.is_none() {
            return Ok(false);
        }
        let step = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        // Looked at again: only now can nobody else write.
        let Some((first, end)) = self.missing_chapter()? else {
            return Ok(false);
        };
        let (mut names, mut calls) = (Words::new(), Words::new());
        let mut last = end;
        {
            let mut statement = step.prepare_cached(
                "SELECT id, name, call_id FROM event WHERE id BETWEEN ? AND ?
                 ORDER BY id LIMIT ?",
            )?;
            let mut rows = statement.query(params![first, end, EVENTS])?;
            let mut events = 0;
            while let Some(row) = rows.next()? {
                names.add(row.get_ref(1)?.as_bytes()?);
                calls.add(row.get_ref(2)?.as_bytes_or_null()?.unwrap_or_default());
                events += 1;
                if events == EVENTS {
                    last = row.get(0)?;
                }
            }
        }
        // What is left of a chapter that was taken back.
        step.execute(
            "UPDATE chapter SET first = ? WHERE last = ?",
            params![last.saturating_add(1), end],
        )?;
        step.execute(
            "INSERT OR REPLACE INTO chapter (last, first, names, calls) VALUES (?, ?, ?, ?)",
            params![last, first, names.text, calls.text],
        )?;
        step.commit()?;
        Ok(true)
    }

    /// Where a chapter is to be written: where one was taken back, else behind the last, once
    /// enough events have come that hardly any will still be added before them.
    fn missing_chapter(&self) -> rusqlite::Result<Option<Range>> {
        let range = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let taken_back = "SELECT first, last FROM chapter WHERE names IS NULL LIMIT 1";
        let taken_back = self.conn.prepare_cached(taken_back)?;
        if let Some(found) = { taken_back }.query_row([], range).optional()? {
            return Ok(Some(found));
        }
        let first = reach(&self.conn)?.saturating_add(1);
        self.conn
            .prepare_cached(
                "SELECT ?1, id FROM event WHERE id >= ?1 ORDER BY id LIMIT 1 OFFSET ?2",
            )?
            .query_row(params![first, 2 * EVENTS - 1], range)
            .optional()
    }

    /// The ranges in which events that match may be, the newest first.
    pub(super) fn worth_a_look(&self, filter: &Filter) -> rusqlite::Result<Vec<Range>> {
        let signs = Signs::of(filter);
        let mut ranges = Vec::new();
        let mut up_to = i64::MAX;
        if self.version >= 3 && !signs.are_everywhere() {
            let mut statement = self.conn.prepare_cached(
                "SELECT first, last, names, calls FROM chapter WHERE names IS NOT NULL
                 ORDER BY last DESC",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if signs.are_in(row)? {
                    continue;
                }
                let (first, last): Range = (row.get(0)?, row.get(1)?);
                if last < up_to {
                    ranges.push((last + 1, up_to));
                }
                up_to = first.saturating_sub(1);
            }
        }
        ranges.push((i64::MIN, up_to));
        Ok(ranges)
    }
}

/// Words, each of them once.
struct Words {
    seen: HashSet<Vec<u8>>,
    text: Vec<u8>,
}

impl Words {
    fn new() -> Self {
        Self {
            seen: HashSet::new(),
            text: vec![BREAK],
        }
    }

    fn add(&mut self, word: &[u8]) {
        if !word.is_empty() && !self.seen.contains(word) {
            self.seen.insert(word.to_vec());
            self.text.extend_from_slice(word);
            self.text.push(BREAK);
        }
    }
}

/// What stands in every chapter that has a matching event. A word may hold a break itself: then
/// it is found where it is not, and never the other way round.
struct Signs {
    name: Option<Finder<'static>>,
    /// One of these, unless there are none.
    names: Vec<Finder<'static>>,
    call: Option<Finder<'static>>,
}

impl Signs {
    fn of(filter: &Filter) -> Self {
        let begins = |word: &str| [&[BREAK], word.as_bytes()].concat();
        let whole = |word: &str| [&[BREAK], word.as_bytes(), &[BREAK]].concat();
        let sign = |text: Vec<u8>| Finder::new(&text).into_owned();
        let name = |name: &String| match name.split(['*', '?']).next() {
            Some(beginning) if is_pattern(name) => sign(begins(beginning)),
            _ => sign(whole(name)),
        };
        Self {
            name: filter.name.as_deref().map(|name| sign(whole(name))),
            names: filter.names.iter().map(name).collect(),
            call: filter.call_id.as_deref().map(|call| sign(begins(call))),
        }
    }

    fn are_everywhere(&self) -> bool {
        self.name.is_none() && self.names.is_empty() && self.call.is_none()
    }

    /// Whether they are in a chapter: its third and fourth column.
    fn are_in(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        let text = |column| -> rusqlite::Result<&[u8]> { Ok(row.get_ref(column)?.as_blob()?) };
        let is_in = |sign: &Finder<'_>, text: &[u8]| sign.find(text).is_some();
        if self.name.is_some() || !self.names.is_empty() {
            let names = text(2)?;
            let any = self.names.is_empty() || self.names.iter().any(|sign| is_in(sign, names));
            if !any || self.name.as_ref().is_some_and(|sign| !is_in(sign, names)) {
                return Ok(false);
            }
        }
        match &self.call {
            Some(sign) => Ok(is_in(sign, text(3)?)),
            None => Ok(true),
        }
    }
}
