//! The lines of a live run: one when an event arrives, one when it is answered, the same id on
//! both. Columns are fixed, so that a screen of lines reads as a table.

use std::fmt::Write;
use std::time::Duration;

use colored::Colorize;
use http::StatusCode;

use super::advice;
pub(super) use super::clock::local;
use super::clock::push_clock;
use super::judged;
use super::row::{BAD, BOLD, CYAN, DIM, GAP, GREEN, PLAIN, Paint, RED, Row, YELLOW};
use super::style::Style;
use super::text::{
    cell, columns, escaped, fold, push_cell, push_folded, push_left, push_number, push_right,
    push_spaces,
};
use super::{verdict, words};
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

/// A line with so few columns for name and summary has no column of names.
const NARROW: usize = NAME + GAP.len() + 10;
/// Lines of a terminal that an effect takes, about.
const EFFECT: usize = 3;
/// Columns that a name has at least, and what an answer says.
const LEAST: usize = 8;

/// The line of an event that arrived. `partials` is how many partial transcripts it ends.
#[must_use]
pub fn arrival(arrival: &Arrival, partials: usize, width: usize) -> String {
    let event = arrival.event();
    let verdict = arrival.verdict.as_ref();
    // Name, summary and what stands after it share what the other columns leave.
    let all = width.saturating_sub(TIME + ARROW + CALL + SHORT_LEN + 4 * GAP.len());
    let after = after(partials, &verdict::mark(verdict), all.saturating_sub(LEAST));

    let mut row = Row::new();
    row.write(DIM, |cell| push_clock(cell, arrival.envelope.received_ms));
    row.text(CYAN, "-->");
    let name = row.write(BOLD, |cell| {
        // A long name takes its columns from the summary.
        let used = push_folded(cell, &event.name, all - columns(&after).min(all));
        if all >= NARROW {
            push_spaces(cell, NAME.saturating_sub(used));
        }
        if all < used + GAP.len() + columns(&after) {
            cell.push_str(&after);
            push_spaces(cell, all.saturating_sub(used + columns(&after)));
        }
    });
    if let Some(room) = all.checked_sub(name + GAP.len() + columns(&after)) {
        row.write(PLAIN, |cell| {
            let used = push_folded(cell, &event.summary, room);
            cell.push_str(&after);
            push_spaces(cell, room - used);
        });
    }
    call_cell(&mut row, event.call_id.as_deref());
    row.text(DIM, &arrival.envelope.id.short());
    if let Some(why) = verdict::below(verdict) {
        row.below(HEAD, YELLOW, &why);
    }
    row.end()
}

/// What stands after a summary, in at most `room` columns: how many partial transcripts it ends,
/// and who it is from, which goes first when there is no room for both.
fn after(partials: usize, mark: &str, room: usize) -> String {
    let both = match partials {
        0 => mark.to_owned(),
        1 => format!("  (1 partial){mark}"),
        count => format!("  ({count} partials){mark}"),
    };
    if columns(&both) <= room {
        both
    } else {
        fold(mark, room)
    }
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
        row.cell(PLAIN, if room < LEAST { "" } else { &what }, room);
        row.text(DIM, &envelope.id.short());
    } else if columns(&escaped(&what)) <= room {
        row.cell(YELLOW, &what, room);
        row.text(DIM, &envelope.id.short());
    } else {
        // A failure is told in full, on lines of its own when it does not fit.
        row.cell(PLAIN, "", room);
        row.text(DIM, &envelope.id.short());
        row.sentence(HEAD, YELLOW, &escaped(&what), style.sentence());
    }
    let effect = width.saturating_sub(HEAD) * if style.live { EFFECT } else { 1 };
    for (paint, told) in judged::lines(judged, effect) {
        row.sentence(HEAD, paint, &told, style.sentence());
    }
    let fix = judged::fix(judged).filter(|_| delivery.outcome != Outcome::Unreachable);
    if let Some(fix) = fix {
        row.sentence(HEAD, CYAN, &fix, style.sentence());
    }
    if let Some(advice) = advice::advice(exchange, delivery, &style.recorded) {
        row.sentence(HEAD, CYAN, &advice, style.sentence());
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
    note_within(at_ms, text, usize::MAX)
}

/// The same on lines of `width` columns.
#[must_use]
pub fn note_within(at_ms: i64, text: &str, width: usize) -> String {
    let text = escaped(text);
    let mut told = words::lines(&text, width.saturating_sub(HEAD)).into_iter();
    let mut row = Row::new();
    row.write(DIM, |cell| push_clock(cell, at_ms));
    row.text(YELLOW, "***");
    row.text(YELLOW, told.next().unwrap_or_default());
    for line in told {
        row.below(HEAD, YELLOW, line);
    }
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
    let fixed = SHORT_LEN + date + 3 + 6 + 4 * GAP.len();
    let name = NAME.min(width.saturating_sub(fixed));

    let mut row = Row::new();
    row.text(PLAIN, &arrival.envelope.id.short());
    row.text(
        DIM,
        &local(arrival.envelope.received_ms, "%Y-%m-%d %H:%M:%S"),
    );
    row.cell(BOLD, &event.name, name);
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
    let room = width.saturating_sub(fixed + name + CALL + 2 * GAP.len());
    if room > 0 {
        call_cell(&mut row, event.call_id.as_deref());
        row.write(PLAIN, |cell| {
            push_folded(cell, &event.summary, room);
        });
    }
    row.end()
}
