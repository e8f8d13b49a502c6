//! The lines of a live run: one when an event arrives, one when it is answered, the same id on
//! both. Columns are fixed, so that a screen of lines reads as a table.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use colored::{ColoredString, Colorize};
use http::StatusCode;

pub(super) use super::clock::local;
use super::judged;
use super::style::{Recorded, Style};
use super::text::{cell, columns, escape, fold, shell_word};
use super::verdict;
use crate::event::answer;
use crate::event::call::{CallFacts, tag};
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use crate::event::finding::Judged;
use crate::event::id::SHORT_LEN;

const TIME: usize = 12;
const ARROW: usize = 3;
const NAME: usize = 18;
const GAP: &str = "  ";
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
    let summary = &arrival.event().summary;
    let after = match partials {
        0 => String::new(),
        1 => "  (1 partial)".to_owned(),
        count => format!("  ({count} partials)"),
    } + &verdict::mark(arrival.verdict.as_ref());
    // A long name takes its columns from the summary.
    let name = fold(
        &arrival.event().name,
        NAME + GAP.len() + arrival_room(width),
    );
    let name = cell(&name, NAME.max(columns(&name)));
    let room = (NAME + arrival_room(width)).saturating_sub(columns(&name) + columns(&after));
    let summary = cell(&(fold(summary, room) + &after), room + columns(&after));
    let name = format!("{}{GAP}{summary}", name.bold());
    format!(
        "{}{GAP}{}{GAP}{name}{GAP}{}{GAP}{}",
        clock(arrival.envelope.received_ms).dimmed(),
        "-->".cyan(),
        call_cell(arrival.event().call_id.as_deref()),
        arrival.envelope.id.short().dimmed(),
    ) + &verdict::below(arrival.verdict.as_ref(), HEAD)
}

/// The lines of an answer: what the app said and how long it took, what is wrong, what to do.
#[must_use]
pub fn answer(exchange: &Exchange, judged: &Judged, style: &Style) -> String {
    let width = style.width;
    let arrival = &exchange.arrival;
    let Some(delivery) = &exchange.delivery else {
        return String::new();
    };
    let ended_ms = arrival.envelope.received_ms
        + i64::try_from(delivery.latency.as_millis()).unwrap_or_default();
    let took = format!(
        "{:>6}  {:<11}",
        took(delivery.latency),
        share(exchange, delivery)
    );
    let (mark, what) = verdict(exchange, delivery, !judged::serious(judged).is_empty());
    let before = format!("{GAP}{}{GAP}{took}{GAP}", delivery.status);
    let room = width.saturating_sub(HEAD + columns(&before) - GAP.len() + SHORT_LEN + GAP.len());
    let mark_text = if mark { "! " } else { "" };
    let what = format!("{mark_text}{what}");
    let status = paint_status(delivery.status);
    let mut line = format!(
        "{}{GAP}{}{GAP}{status}{GAP}{}{GAP}",
        clock(ended_ms).dimmed(),
        "<--".green(),
        if over_deadline(exchange, delivery) {
            took.red()
        } else {
            took.as_str().into()
        },
    );
    // A failure is told in full, on lines of its own when it does not fit.
    if mark && columns(&escape(&what)) > room {
        let indent = " ".repeat(HEAD);
        line += &format!(
            "{}{GAP}{}",
            cell("", room),
            arrival.envelope.id.short().dimmed()
        );
        line += &format!("\n{indent}{}", escape(&what).yellow());
    } else {
        let what = cell(&what, room);
        let what = if mark {
            what.yellow().to_string()
        } else {
            what
        };
        line += &format!("{what}{GAP}{}", arrival.envelope.id.short().dimmed());
    }
    for told in judged::lines(judged, width.saturating_sub(HEAD)) {
        line += &format!("\n{}{told}", " ".repeat(HEAD));
    }
    if let Some(advice) = advice(exchange, delivery, &style.recorded) {
        line += &format!("\n{}{}", " ".repeat(HEAD), advice.cyan());
    }
    line
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
    let id = exchange.arrival.envelope.id.short();
    let target = shell_word(exchange.arrival.target.as_deref().unwrap_or_default());
    let command = |command: &str| match recorded {
        Recorded::Nowhere => None,
        Recorded::AsUsual => Some(format!("vapihook {command}")),
        Recorded::At(path) => {
            let path = shell_word(&path.to_string_lossy());
            Some(format!("vapihook --store {path} {command}"))
        }
    };
    match delivery.outcome {
        Outcome::Unreachable => Some(match command(&format!("replay {id} --to {target}")) {
            Some(replay) => format!("start the app, then: {replay}"),
            None => "start the app; the next event will reach it".to_owned(),
        }),
        Outcome::Answered if delivery.status == 404 => Some(format!(
            "the app has no {} {}: look at the path of --forward-to, or use --fixed-path",
            exchange.arrival.envelope.method,
            escape(&sent_path(&exchange.arrival)),
        )),
        Outcome::Answered if delivery.status >= 400 => {
            command(&format!("inspect {id}")).map(|inspect| format!("more: {inspect}"))
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
fn share(exchange: &Exchange, delivery: &Delivery) -> String {
    let deadline = exchange.arrival.event().deadline;
    let share = 100.0 * delivery.latency.as_secs_f64() / deadline.as_secs_f64();
    format!("{share:.0}% of {}s", deadline.as_secs_f64())
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
    let bar = "---";
    format!(
        "{}{GAP}{}{GAP}{}{GAP}{}",
        clock(at_ms).dimmed(),
        bar.dimmed(),
        call_cell(Some(call_id)),
        what.bold()
    )
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
    format!(
        "{}{GAP}{}{GAP}{}",
        clock(at_ms).dimmed(),
        "***".yellow(),
        escape(text).yellow()
    )
}

/// `call 7f3a`, in a colour of its call's own.
fn call_cell(call_id: Option<&str>) -> ColoredString {
    let Some(id) = call_id else {
        return " ".repeat(CALL).normal();
    };
    let text = cell(&format!("call {}", tag(id)), CALL);
    match id.bytes().fold(0_u8, u8::wrapping_add) % 5 {
        0 => text.cyan(),
        1 => text.magenta(),
        2 => text.blue(),
        3 => text.bright_green(),
        _ => text.bright_yellow(),
    }
}

fn paint_status(status: u16) -> ColoredString {
    let text = status.to_string();
    match status {
        200..=299 => text.green(),
        300..=399 => text.yellow(),
        _ => text.red().bold(),
    }
}

/// A duration in the unit that reads best: `447ms`, `1.2s`, `2m05s`.
#[must_use]
pub fn took(duration: Duration) -> String {
    let ms = duration.as_millis();
    match ms {
        0..1_000 => format!("{ms}ms"),
        1_000..60_000 => format!("{:.1}s", duration.as_secs_f64()),
        _ => format!("{}m{:02}s", ms / 60_000, ms / 1_000 % 60),
    }
}

/// The local time of day, to the ms.
fn clock(ms: i64) -> String {
    /// The minute that was asked for last, and how it reads: time zones shift by whole minutes.
    static MINUTE: Mutex<(i64, String)> = Mutex::new((i64::MIN, String::new()));
    let (minute, within) = (ms.div_euclid(60_000), ms.rem_euclid(60_000));
    let mut known = MINUTE.lock().unwrap_or_else(PoisonError::into_inner);
    if known.0 != minute {
        *known = (minute, local(ms, "%H:%M"));
    }
    format!("{}:{:02}.{:03}", known.1, within / 1_000, within % 1_000)
}

/// One line of a listing: when, what, how it was answered, how long that took.
#[must_use]
pub fn listed(exchange: &Exchange, width: usize) -> String {
    let arrival = &exchange.arrival;
    let summary = &arrival.event().summary;
    let (status, took) = match &exchange.delivery {
        None => ("---".dimmed(), String::new()),
        Some(delivery) => (paint_status(delivery.status), took(delivery.latency)),
    };
    let date = 19;
    let head = SHORT_LEN + date + NAME + 3 + 6 + 4 * GAP.len();
    let rest = match width.saturating_sub(head + CALL + 2 * GAP.len()) {
        // Where there is no room for more, what is there is not broken into two lines.
        0 => String::new(),
        room => {
            let call = call_cell(arrival.event().call_id.as_deref());
            format!("{GAP}{call}{GAP}{}", fold(summary, room))
        }
    };
    format!(
        "{}{GAP}{}{GAP}{}{GAP}{status}{GAP}{took:>6}{rest}",
        arrival.envelope.id.short(),
        local(arrival.envelope.received_ms, "%Y-%m-%d %H:%M:%S").dimmed(),
        cell(&arrival.event().name, NAME).bold(),
    )
}
