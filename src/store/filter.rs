//! Which events are meant, and the query that finds them.

use std::ops::RangeInclusive;

use rusqlite::types::Value;

use super::schema;
use crate::event::exchange::Outcome;

/// Characters of the ids that Vapi gives to calls: with so many, nothing is left out.
const UUID_LEN: usize = 36;

/// Which events to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The event's name ([`Event::name`](crate::event::Event::name)), whole.
    pub name: Option<String>,
    /// Patterns with `*` and `?`, one of which the event's name matches; empty for all.
    pub names: Vec<String>,
    /// The call's id, or how it begins.
    pub call_id: Option<String>,
    /// Those that arrived then or later, ms since 1970.
    pub since_ms: Option<i64>,
    /// Those that arrived before, ms since 1970.
    pub until_ms: Option<i64>,
    /// Ranges, one of which the answer's status is in; empty for all.
    pub statuses: Vec<RangeInclusive<u16>>,
    /// Those that somebody should look at ([`Exchange::is_trouble`](crate::event::exchange::Exchange::is_trouble)).
    pub failed: bool,
    /// At most so many; `None` for all.
    pub limit: Option<u32>,
}

impl Filter {
    /// The query without its order and limit, and its values, for a file of this version.
    pub(super) fn to_sql(&self, version: i32) -> (String, Vec<Value>) {
        let [outcome, status, latency] =
            ["outcome", "status", "latency_us"].map(|column| schema::answer_of(column, version));
        let needs_answer = self.failed || !self.statuses.is_empty();
        let mut sql = String::from("SELECT event.id FROM event");
        let mut values: Vec<Value> = Vec::new();
        if needs_answer {
            sql = format!("{sql} {}", schema::join_answers(version));
        }
        sql.push_str(" WHERE true");
        if let Some(name) = &self.name {
            sql.push_str(" AND name = ?");
            values.push(name.clone().into());
        }
        let mut any_of = |conditions: Vec<&str>| {
            if !conditions.is_empty() {
                sql += &format!(" AND ({})", conditions.join(" OR "));
            }
        };
        // Comparing costs less than matching, and a record may hold a million events.
        let condition = |name: &String| {
            if is_pattern(name) {
                "name GLOB ?"
            } else {
                "name = ?"
            }
        };
        any_of(self.names.iter().map(condition).collect());
        // A pattern of ours knows no sets of characters.
        let wanted = self.names.iter().map(|name| {
            if is_pattern(name) {
                name.replace('[', "[[]")
            } else {
                name.clone()
            }
        });
        values.extend(wanted.map(Value::from));
        let in_range = format!("{status} BETWEEN ? AND ?");
        any_of(self.statuses.iter().map(|_| &*in_range).collect());
        for range in &self.statuses {
            values.push(i64::from(*range.start()).into());
            values.push(i64::from(*range.end()).into());
        }
        let is_whole = |id: &&String| id.len() == UUID_LEN;
        if let Some(id) = self.call_id.as_ref().filter(is_whole) {
            sql.push_str(" AND call_id = ?");
            values.push(id.clone().into());
        } else if let Some(prefix) = &self.call_id {
            // No text that begins with the prefix sorts after it with the last character added.
            sql.push_str(" AND call_id >= ? AND call_id < ?");
            values.push(prefix.clone().into());
            values.push(format!("{prefix}{}", char::MAX).into());
        }
        for (condition, ms) in [
            (" AND received_ms >= ?", self.since_ms),
            (" AND received_ms < ?", self.until_ms),
        ] {
            if let Some(ms) = ms {
                sql.push_str(condition);
                values.push(ms.into());
            }
        }
        if self.failed {
            let fine = [Outcome::Answered, Outcome::Filtered].map(Outcome::name);
            sql += &format!(
                " AND ({outcome} NOT IN ('{}') OR {status} >= 300 OR {latency} > deadline_ms * 1000)",
                fine.join("', '")
            );
        }
        (sql, values)
    }
}

/// Whether a name stands for others, too.
pub(super) fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?'])
}
