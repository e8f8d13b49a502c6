//! `--update`: writes the answers of now to where the recorded ones are: into the record, or
//! into the line of `--json` that an event came from. Everything else in a file stays as it is,
//! byte for byte, and a file is replaced whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use vapihook_json::check;
use vapihook_json::raw::Raw;
use vapihook_json::walk::replaced;

use crate::commands::play::Recorded;
use crate::commands::what::Origin;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::exchange::{Delivery, Exchange};
use crate::event::finding::Judged;
use crate::event::id::EventId;
use crate::event::line;
use crate::place::{self, Access};
use crate::store::Store;

/// What an answer says in a line.
const ANSWER: [&str; 6] = [
    "response",
    "outcome",
    "detail",
    "latency_ms",
    "findings",
    "effect",
];

/// The answers that were accepted.
#[derive(Debug, Default)]
pub(super) struct Updates {
    record: BTreeMap<EventId, Delivery>,
    /// By file and line.
    files: BTreeMap<String, BTreeMap<u64, String>>,
    /// Events whose source cannot hold an answer.
    refused: u64,
}

impl Updates {
    /// Accepts an answer to a recorded event.
    pub fn accept(&mut self, recorded: &Recorded, answer: Delivery, judged: &Judged) {
        match &recorded.origin {
            Origin::Record(id) => {
                self.record.insert(*id, answer);
            }
            Origin::File {
                name,
                line,
                is_ours: true,
            } if Path::new(&**name).is_file() => {
                let exchange = Exchange {
                    arrival: recorded.arrival.clone(),
                    delivery: Some(answer),
                };
                let new = line::write(&exchange, judged);
                let file = self.files.entry(name.to_string()).or_default();
                file.insert(*line, new);
            }
            Origin::File { .. } => self.refused += 1,
        }
    }

    /// Writes them; says how many, and how many could not be.
    ///
    /// # Errors
    /// When the record or a file cannot be written.
    pub fn write(&self, context: &Context) -> Result<(usize, u64)> {
        let mut count = self.record.len();
        if !self.record.is_empty() {
            let store = Store::open(&context.store_path()?)?;
            store.replace_answers(&self.record)?;
        }
        for (name, lines) in &self.files {
            rewrite(Path::new(name), lines).map_err(|error| {
                let hint = "its answers are as they were";
                Error::failed(format!("{name} cannot be updated: {error}")).hint(hint)
            })?;
            count += lines.len();
        }
        Ok((count, self.refused))
    }
}

fn rewrite(path: &Path, lines: &BTreeMap<u64, String>) -> Result<(), String> {
    let old = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let new = with_answers(&old, lines)?;
    place::put(path, Access::AsBefore(0o600), new.as_bytes()).map_err(|error| error.to_string())
}

/// The text with the answers of the events that begin on these lines replaced.
fn with_answers(text: &str, lines: &BTreeMap<u64, String>) -> Result<String, String> {
    let mut edits = Vec::new();
    let mut start = 0;
    for (number, content) in (1..).zip(text.split_inclusive('\n')) {
        if let Some(new) = lines.get(&number) {
            let blank = |c: char| c.is_whitespace() || matches!(c, '[' | ',' | '\u{feff}');
            let lead = content.len() - content.trim_start_matches(blank).len();
            let event = &text[start + lead..];
            let checked = check::first(event.as_bytes())
                .ok_or_else(|| format!("line {number} is no longer what it was"))?;
            edits.extend(answer_edits(text, &event[checked.range], new, number)?);
        }
        start += content.len();
    }
    Ok(replaced(text, &edits))
}

/// What to replace in the text so that `old`, a slice of it, has the answer of `new`.
fn answer_edits(
    text: &str,
    old: &str,
    new: &str,
    number: u64,
) -> Result<Vec<(Range<usize>, String)>, String> {
    let parse = |text| Raw::parse(text).map_err(|error| error.to_string());
    let (old, new) = (parse(old)?, parse(new)?);
    if old.str("id") != new.str("id") {
        return Err(format!("line {number} holds another event by now"));
    }
    let (old, new) = (old.members(ANSWER), new.members(ANSWER));
    let mut edits: Vec<(Range<usize>, String)> = old
        .into_iter()
        .zip(new)
        .filter_map(|(old, new)| {
            let new = new.map_or("null", Raw::text);
            Some((old?.range_in(text), new.to_owned()))
        })
        .collect();
    edits.sort_by_key(|(range, _)| range.start);
    Ok(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, response: &str, latency: &str) -> String {
        format!(
            r#"{{"v":1, "type":"event","id":"{id}","response": {response},"outcome":"answered","latency_ms":{latency},"own":1.50,"findings":[]}}"#
        )
    }

    #[test]
    fn only_the_answer_of_the_line_changes() {
        let [a, b] = ["a", "b"].map(|id| event(id, "{ \"status\": 200 }", "3"));
        let text = format!("{a}\r\n\n  {b}\nrest");
        let new = event("b", "{\"status\":500}", "9.25");
        let wanted = text.replace(
            &b,
            &b.replace("{ \"status\": 200 }", "{\"status\":500}")
                .replace(":3,", ":9.25,"),
        );
        let lines = BTreeMap::from([(3, new.clone())]);
        assert_eq!(with_answers(&text, &lines), Ok(wanted));
        let array = format!("[{a},\n{b}]\n");
        let lines = BTreeMap::from([(2, new.clone())]);
        let updated = with_answers(&array, &lines).expect("a text");
        assert!(updated.starts_with(&format!("[{a},\n{{")) && updated.ends_with("]}]\n"));
        let lines = BTreeMap::from([(1, new)]);
        assert!(
            with_answers(&text, &lines)
                .expect_err("another")
                .contains("another event")
        );
    }
}
