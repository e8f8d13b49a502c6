//! What can be sent, as a table or as lines of JSON.

use serde_json::json;

use crate::context::Context;
use crate::event::catalog::Standing;
use crate::event::line;
use crate::render::{out, table, text};
use crate::synth::{corsair, kind};

pub(super) fn print(context: &Context) {
    if context.json() {
        for kind in kind::all() {
            out::data_line(&line::to_json(&json!({
                "v": 1,
                "type": "event-type",
                "name": kind.name,
                "asks": kind.answer.is_some(),
                "answer": kind.answer,
                "deadline_ms": line::millis(kind.deadline),
                "about": kind.about,
                "standing": standing(kind.standing),
                "corsair": corsair::hook(kind.name).map(|hook| hook.name),
            })));
        }
        return;
    }
    let mut rows: Vec<[String; 4]> = Vec::new();
    for kind in kind::all() {
        let asks = if kind.answer.is_some() { "yes" } else { "" };
        let deadline = match kind.answer {
            Some(_) => format!("{}s", kind.deadline.as_secs_f64()),
            None => String::new(),
        };
        let note = match kind.standing {
            Standing::Current => "",
            Standing::Legacy => " (legacy)",
            Standing::ClientOnly => " (web clients only)",
        };
        let about = format!("{}{note}", kind.about);
        rows.push([kind.name.to_owned(), asks.to_owned(), deadline, about]);
    }
    // The last column gets what the others leave of the screen.
    let width = |column: usize| {
        let cells = rows.iter().map(|row| text::columns(&row[column]));
        cells.max().unwrap_or_default() + 2
    };
    let before = width(0) + width(1).max(6) + width(2).max(10);
    if context.style.live {
        let room = context.style.width.saturating_sub(before).max(30);
        for row in &mut rows {
            row[3] = text::fold(&row[3], room);
        }
    }
    let table = table::table(["TYPE", "ASKS", "DEADLINE", "WHAT IT IS"], &rows);
    out::data_line(table.trim_end());
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Current => "current",
        Standing::Legacy => "legacy",
        Standing::ClientOnly => "client-only",
    }
}
