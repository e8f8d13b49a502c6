//! The lines of a live run: one when an event arrives, one when it is answered, the same id on
//! both. Columns are fixed, so that a screen of lines reads as a table.

use std::fmt::Write;
use std::time::Duration;

use colored::Colorize;
use http::StatusCode;

pub(super) use super::clock::local;
use super::clock::push_clock;
use super::judged;
use super::row::{BAD, BOLD, CYAN, DIM, GAP, GREEN, PLAIN, Paint, RED, Row, YELLOW};
use super::style::{Recorded, Style};
use super::text::{
    cell, columns, escape, escaped, fold, push_cell, push_folded, push_left, push_number,
    push_right, push_spaces, shell_word,
};
use super::verdict;
use crate::event::answer;
use crate::event::call::{CallFacts, tag};
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use crate::event::finding::Judged;
use crate::event::id::SHORT_LEN;

const TIME: usize = 12;
const ARROW: usize = 3;
const NAME: usize = 18;
/// Columns before what an answer says.
pub(super) const HEAD: usize = TIME + ARROW + 2 * GAP.len();
/// `200  447ms    2% of 20s  `, as wide as what stands before the summary of an arrival.
const CALL: usize = 9;

/// Columns left for the summary of an arrival in a line of `width`.
fn arrival_room(width: usize) -> usize {
    width.saturating_sub(TIME + ARROW + NAME + CALL + SHORT_LEN + 5 * GAP.len())
}

/// The line of an event that arrived. `partials` is how many partial transcripts it ends.
#[must_use]
pub fn arrival(arrival: &Arrival, partials: usize, width: usize) -> String {
    let event = arrival.event();
    let verdict = arrival.verdict.as_ref();
    let after = match partials {
        0 => String::new(),
        1 => "  (1 partial)".to_owned(),
        count => format!("  ({count} partials)"),
    } + &verdict::mark(verdict);
    let all = NAME + arrival_room(width);

    let mut row = Row::new();
    row.write(DIM, |cell| push_clock(cell, arrival.envelope.received_ms));
    row.text(CYAN, "-->");
    let name = row.write(BOLD, |cell| {
        // A long name takes its columns from the summary.
        let used = push_folded(cell, &event.name, GAP.len() + all);
        push_spaces(cell, NAME.saturating_sub(used));
    });
    row.write(PLAIN, |cell| {
        let room = all.saturating_sub(name + columns(&after));
        let used = push_folded(cell, &event.summary, room);
        cell.push_str(&after);
        push_spaces(cell, room - used);
    });
    call_cell(&mut row, event.call_id.as_deref());
    row.text(DIM, &arrival.envelope.id.short());
    if let Some(why) = verdict::below(verdict) {
        row.below(HEAD, YELLOW, &why);
    }
    row.end()
}

/// The lines of an answer: what the app said and how long it took, what is wrong, what to do.
#[must_use]
pub fn answer(exchange: &Exchange, judged: &Judged, style: &Style) -> String {
    let width = style.width;
    let Some(delivery) = &exchange.delivery else {
        return String::new();
    };
    let envelope = &exchange.arrival.envelope;
    let latency_ms = i64::try_from(delivery.latency.as_millis()).unwrap_or_default();
    let ended_ms = envelope.received_ms + latency_ms;
    let is_late = over_deadline(exchange, delivery);
    let found = judged::serious(judged).next().is_some();
    let (is_trouble, mut what) = verdict(exchange, delivery, found);
    if is_trouble {
        what.insert_str(0, "! ");
    }

    let mut row = Row::new();
    row.write(DIM, |cell| push_clock(cell, ended_ms));
    row.text(GREEN, "<--");
    status_cell(&mut row, delivery.status);
    row.write(if is_late { RED } else { PLAIN }, |cell| {
        push_right(cell, 6, |cell| push_took(cell, delivery.latency));
        cell.push_str(GAP);
        push_left(cell, 11, |cell| push_share(cell, exchange, delivery));
    });
    let room = width.saturating_sub(row.columns() + 2 * GAP.len() + SHORT_LEN);
    if !is_trouble {
        row.cell(PLAIN, &what, room);
        row.text(DIM, &envelope.id.short());
    } else if columns(&escaped(&what)) <= room {
        row.cell(YELLOW, &what, room);
        row.text(DIM, &envelope.id.short());
    } else {
        // A failure is told in full, on lines of its own when it does not fit.
        row.cell(PLAIN, "", room);
        row.text(DIM, &envelope.id.short());
        row.below(HEAD, YELLOW, &escaped(&what));
    }
    for (paint, told) in judged::lines(judged, width.saturating_sub(HEAD)) {
        row.below(HEAD, paint, &told);
    }
    let fix = judged::fix(judged).filter(|_| delivery.outcome != Outcome::Unreachable);
    if let Some(fix) = fix {
        row.below(HEAD, CYAN, &fix);
    }
    if let Some(advice) = advice(exchange, delivery, &style.recorded) {
        row.below(HEAD, CYAN, &advice);
    }
    row.end()
}

/// What the answer says, and whether it needs attention; `found` is whether lines below say why.
fn verdict(exchange: &Exchange, delivery: &Delivery, found: bool) -> (bool, String) {
    let detail = delivery.detail.as_deref().unwrap_or_default();
    match delivery.outcome {
        Outcome::Filtered => (false, "not forwarded (by --events or --exclude)".into()),
        Outcome::Answered if over_deadline(exchange, delivery) => {
            let summary = answer::summary(&delivery.headers, &delivery.body);
            (
                true,
                format!("too late: Vapi would have given up  {summary}"),
            )
        }
        Outcome::Answered if (300..400).contains(&delivery.status) => {
            let location = delivery.headers.get("location").unwrap_or_default();
            (
                true,
                format!("a redirect to {location}, passed on and not followed"),
            )
        }
        Outcome::Answered => {
            let summary = answer::summary(&delivery.headers, &delivery.body);
            let refused = delivery.status >= 400;
            if found && !refused {
                return (false, summary);
            }
            let reason = StatusCode::from_u16(delivery.status).ok();
            let reason = reason
                .and_then(|status| status.canonical_reason())
                .unwrap_or_default();
            (
                refused,
                if refused && summary.is_empty() {
                    reason.to_owned()
                } else {
                    summary
                },
            )
        }
        _ => (true, detail.to_owned()),
    }
}

/// What to do next, as commands.
fn advice(exchange: &Exchange, delivery: &Delivery, recorded: &Recorded) -> Option<String> {
    let Exchange { arrival, .. } = exchange;
    let command = |command: &str| match recorded {
        Recorded::Nowhere => None,
        Recorded::AsUsual => Some(format!("vapihook {command}")),
        Recorded::At(path) => {
            let path = shell_word(&path.to_string_lossy());
            Some(format!("vapihook --store {path} {command}"))
        }
    };
    match delivery.outcome {
        Outcome::Unreachable => {
            let id = arrival.envelope.id.short();
            let target = shell_word(arrival.target.as_deref().unwrap_or_default());
            Some(match command(&format!("replay {id} --to {target}")) {
                Some(replay) => format!("start the app, then: {replay}"),
                None => "start the app; the next event will reach it".to_owned(),
            })
        }
        Outcome::Answered if delivery.status == 404 => Some(format!(
            "the app has no {} {}: look at the path of --forward-to, or use --fixed-path",
            arrival.envelope.method,
            escape(&sent_path(arrival)),
        )),
        Outcome::Answered if delivery.status >= 400 => {
            let inspect = command(&format!("inspect {}", arrival.envelope.id.short()));
            inspect.map(|inspect| format!("more: {inspect}"))
        }
        _ => None,
    }
}

/// The path that the app was asked for: the target's, then the request's own.
fn sent_path(arrival: &Arrival) -> String {
    let target = arrival.target.as_deref().unwrap_or_default();
    let base = target.split_once("://").map_or(target, |(_, rest)| rest);
    let base = base.find('/').map_or("", |at| &base[at..]);
    match arrival.envelope.bare_path() {
        "/" if base.is_empty() => "/".to_owned(),
        "/" => base.to_owned(),
        path => format!("{base}{path}"),
    }
}

fn over_deadline(exchange: &Exchange, delivery: &Delivery) -> bool {
    delivery.outcome == Outcome::DeadlineCut || delivery.latency > exchange.arrival.event().deadline
}

/// `2% of 20s`: how much of Vapi's patience an answer used.
fn push_share(out: &mut String, exchange: &Exchange, delivery: &Delivery) {
    let deadline = exchange.arrival.event().deadline;
    let share = 100.0 * delivery.latency.as_secs_f64() / deadline.as_secs_f64();
    write!(out, "{share:.0}% of ").ok();
    match deadline.subsec_nanos() {
        0 => push_number(out, deadline.as_secs()),
        _ => write!(out, "{}", deadline.as_secs_f64()).unwrap_or_default(),
    }
    out.push('s');
}

/// The line that announces a call.
#[must_use]
pub fn call_opened(call_id: &str, facts: &CallFacts, at_ms: i64, width: usize) -> String {
    let kind = facts.kind.as_deref().unwrap_or("a call");
    let mut parts = vec![kind.to_owned()];
    let preposition = if kind == "outbound" { "to" } else { "from" };
    parts.extend(
        facts
            .customer
            .as_ref()
            .map(|number| format!("{preposition} {number}")),
    );
    parts.extend(
        facts
            .assistant
            .as_ref()
            .map(|name| format!("assistant {name}")),
    );
    let room = width.saturating_sub(TIME + ARROW + CALL + 3 * GAP.len());
    let what = fold(&format!("{}  {call_id}", parts.join("  ")), room);

    let mut row = Row::new();
    row.write(DIM, |cell| push_clock(cell, at_ms));
    row.text(DIM, "---");
    call_cell(&mut row, Some(call_id));
    row.text(BOLD, &what);
    row.end()
}

/// The row of an event whose answer is awaited: shown on a terminal only, and redrawn.
#[must_use]
pub fn pending(arrival: &Arrival, elapsed: Duration, width: usize) -> String {
    let deadline = arrival.event().deadline;
    let head = format!(
        "{}...{GAP}{}{GAP}waiting {} of {}s",
        " ".repeat(TIME + GAP.len()),
        cell(&arrival.event().name, NAME),
        took(elapsed),
        deadline.as_secs_f64(),
    );
    let room = width.saturating_sub(SHORT_LEN + GAP.len() + 1);
    format!("{}{GAP}{}", cell(&head, room), arrival.envelope.id.short())
}

/// The row of a transcript that is still growing: shown on a terminal only, and redrawn.
#[must_use]
pub fn growing(arrival: &Arrival, width: usize) -> String {
    let summary = &arrival.event().summary;
    let head = format!(
        "{}...{GAP}{}{GAP}{summary}",
        " ".repeat(TIME + GAP.len()),
        cell(&arrival.event().name, NAME),
    );
    fold(&head, width.saturating_sub(1))
}

/// A line about the run itself, in the same columns.
#[must_use]
pub fn note(at_ms: i64, text: &str) -> String {
    let mut row = Row::new();
    row.write(DIM, |cell| push_clock(cell, at_ms));
    row.text(YELLOW, "***");
    row.text(YELLOW, &escaped(text));
    row.end()
}

/// `call 7f3a`, in a colour of its call's own.
fn call_cell(row: &mut Row, call_id: Option<&str>) {
    const COLOURS: [Paint; 5] = [
        CYAN,
        |text| text.magenta(),
        |text| text.blue(),
        |text| text.bright_green(),
        |text| text.bright_yellow(),
    ];
    let Some(id) = call_id else {
        return row.cell(PLAIN, "", CALL);
    };
    let colour = id.bytes().fold(0_u8, u8::wrapping_add) % 5;
    row.write(COLOURS[usize::from(colour)], |cell| {
        cell.push_str("call ");
        push_cell(cell, tag(id), CALL - 5);
    });
}

fn status_cell(row: &mut Row, status: u16) {
    let paint = match status {
        // There was none.
        0 => return row.text(BAD, "---"),
        200..=299 => GREEN,
        300..=399 => YELLOW,
        _ => BAD,
    };
    row.write(paint, |cell| push_number(cell, status.into()));
}

/// A duration in the unit that reads best: `447ms`, `1.2s`, `2m05s`.
#[must_use]
pub fn took(duration: Duration) -> String {
    let mut text = String::new();
    push_took(&mut text, duration);
    text
}

fn push_took(out: &mut String, duration: Duration) {
    let ms = duration.as_millis();
    match u64::try_from(ms) {
        Ok(ms @ 0..1_000) => {
            push_number(out, ms);
            out.push_str("ms");
        }
        Ok(1_000..60_000) => write!(out, "{:.1}s", duration.as_secs_f64()).unwrap_or_default(),
        _ => write!(out, "{}m{:02}s", ms / 60_000, ms / 1_000 % 60).unwrap_or_default(),
    }
}

/// One line of a listing: when, what, how it was answered, how long that took.
#[must_use]
pub fn listed(exchange: &Exchange, width: usize) -> String {
    let arrival = &exchange.arrival;
    let delivery = exchange.delivery.as_ref();
    let event = arrival.event();
    let date = 19;
    let head = SHORT_LEN + date + NAME + 3 + 6 + 4 * GAP.len();

    let mut row = Row::new();
    row.text(PLAIN, &arrival.envelope.id.short());
    row.text(
        DIM,
        &local(arrival.envelope.received_ms, "%Y-%m-%d %H:%M:%S"),
    );
    row.cell(BOLD, &event.name, NAME);
    match delivery {
        None => row.text(DIM, "---"),
        Some(delivery) => status_cell(&mut row, delivery.status),
    }
    row.write(PLAIN, |cell| {
        push_right(cell, 6, |cell| {
            delivery.inspect(|delivery| push_took(cell, delivery.latency));
        });
    });
    // Where there is no room for more, what is there is not broken into two lines.
    let room = width.saturating_sub(head + CALL + 2 * GAP.len());
    if room > 0 {
        call_cell(&mut row, event.call_id.as_deref());
        row.write(PLAIN, |cell| {
            push_folded(cell, &event.summary, room);
        });
    }
    row.end()
}
