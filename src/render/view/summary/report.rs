//! The report of a call's end: how it ended and how long it was, its summary and analysis, what it
//! cost part by part, how fast it answered, what was said, and what it links to.

use vapihook_json::members::Members;

use super::super::super::lines::{local, took};
use super::super::super::text::{columns, fold};
use super::super::page::Page;
use super::super::strip::{Paint, Strip};
use super::super::{Look, conversation};
use super::{dollars, ended};
use crate::event::report::{self, Cost, Latency, Performance, Report};

/// The longest bar.
const BAR: usize = 30;
/// Turns of the conversation that a report shows.
const TURNS: usize = 12;

pub(super) fn section(page: &mut Page, message: &Members<'_>, look: &Look) {
    let report = Report::of(message);
    if let Some(reason) = &report.ended_reason {
        ended(page, reason);
    }
    page.field("when", &when(&report));
    if let Some(seconds) = report.seconds {
        page.field("duration", &took(duration(seconds)));
    }
    if let Some(cost) = report.cost {
        let minute = report.seconds.filter(|seconds| *seconds >= 1.0);
        let minute =
            minute.map(|seconds| format!(" ({} a minute)", dollars(cost * 60.0 / seconds)));
        page.field("cost", &(dollars(cost) + &minute.unwrap_or_default()));
    }
    if let Some(destination) = report.destination {
        page.member("went to", destination);
    }
    if let Some(consent) = report.consent {
        page.member("consent", consent);
    }
    if let Some(summary) = &report.summary {
        page.title("Summary", "");
        page.paragraph(summary, Paint::Plain);
    }
    analysis(page, &report);
    let costs = report::costs(message);
    if !costs.is_empty() {
        cost_table(page, &costs, report.cost);
    }
    if let Some(performance) = report::performance(message) {
        latency(page, &performance);
    }
    conversation::section_or(page, message, report.transcript.as_deref(), look, TURNS);
    if !report.links.is_empty() {
        page.title("Recordings and logs", "");
        let label = report
            .links
            .iter()
            .map(|(what, _)| what.len())
            .max()
            .unwrap_or_default();
        for (what, url) in &report.links {
            // A link that is broken is none: it may be longer than the page.
            let mut line = Strip::of(what, Paint::Dim);
            line.pad(label + 2);
            let room = page.room().saturating_sub(label + 2);
            if columns(url) > room {
                page.indented(&line);
                page.paragraph(url, Paint::Plain);
            } else {
                line.push(url, Paint::Plain);
                page.indented(&line);
            }
        }
    }
}

fn duration(seconds: f64) -> std::time::Duration {
    std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// `2026-10-06 16:30:04 to 16:31:06`.
fn when(report: &Report<'_>) -> String {
    let at = |text: &Option<std::borrow::Cow<'_, str>>, format| {
        let time: jiff::Timestamp = text.as_deref()?.parse().ok()?;
        Some(local(time.as_millisecond(), format))
    };
    let from = at(&report.started_at, "%Y-%m-%d %H:%M:%S");
    let to = at(&report.ended_at, "%H:%M:%S");
    match (from, to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (from, to) => from
            .or_else(|| to.map(|to| format!("until {to}")))
            .unwrap_or_default(),
    }
}

fn analysis(page: &mut Page, report: &Report<'_>) {
    if report.success.is_none() && report.data.is_empty() {
        return;
    }
    page.title("Analysis", "");
    page.labels(report.data.iter().map(|(name, _)| &**name));
    if let Some(success) = &report.success {
        let paint = match success.to_ascii_lowercase().as_str() {
            "true" | "pass" | "excellent" | "good" => Paint::Good,
            "false" | "fail" | "poor" | "bad" => Paint::Bad,
            _ => Paint::Plain,
        };
        page.painted("success", success, paint);
    }
    for (name, value) in &report.data {
        page.member(name, *value);
    }
}

/// What the call cost, part by part, with bars and shares.
fn cost_table(page: &mut Page, costs: &[Cost], total: Option<f64>) {
    let sum: f64 = costs.iter().map(|cost| cost.dollars).sum();
    let total = total.filter(|total| *total > 0.0).unwrap_or(sum);
    page.title("Cost", "");
    let widest = |of: fn(&Cost) -> &str| costs.iter().map(|cost| columns(of(cost))).max();
    let what = widest(|cost| &cost.what).unwrap_or_default().clamp(5, 12);
    let money = 9;
    let share = 5;
    let fixed = what + 2 + money + share;
    let mut room = page.room().saturating_sub(fixed);
    // What is most worth its columns comes first: by whom, how much of it, the bar.
    let mut take = |wanted: usize, least: usize| {
        let taken = if room >= least + 2 {
            wanted.min(room - 2)
        } else {
            0
        };
        room -= if taken > 0 { taken + 2 } else { 0 };
        taken
    };
    let bar = if page.width >= 60 {
        take(BAR.min(page.width / 5), 8)
    } else {
        take(10, 6)
    };
    let by = take(widest(|cost| &cost.by).unwrap_or_default(), 8);
    let amount = take(widest(|cost| &cost.amount).unwrap_or_default(), 8);
    let most = costs.iter().map(|cost| cost.dollars).fold(0.0, f64::max);
    for cost in costs {
        let mut line = Strip::of(&fold(&cost.what, what), Paint::Name);
        let mut from = what + 2;
        for (text, width) in [(&cost.by, by), (&cost.amount, amount)] {
            if width > 0 {
                line.pad(from);
                line.push(&fold(text, width), Paint::Plain);
                from += width + 2;
            }
        }
        line.pad(from);
        line.push(&format!("{:>money$}", dollars(cost.dollars)), Paint::Plain);
        let part = if total > 0.0 {
            100.0 * cost.dollars / total
        } else {
            0.0
        };
        line.push(&format!("{part:>4.0}%"), Paint::Plain);
        if bar > 0 && most > 0.0 {
            line.push("  ", Paint::Plain);
            line.push(&bar_of(cost.dollars / most, bar), Paint::Name);
        }
        page.indented(&line);
    }
    let taken = |width: usize| if width > 0 { width + 2 } else { 0 };
    let from = what + 2 + taken(by) + taken(amount);
    let mut line = Strip::of("total", Paint::Bold);
    line.pad(from);
    line.push(&format!("{:>money$}", dollars(total)), Paint::Bold);
    page.indented(&line);
}

/// A bar of eighths of a column, `share` of `width` long.
fn bar_of(share: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and 8 times a width"
    )]
    let eighths = (share.clamp(0.0, 1.0) * (width * 8) as f64).round() as usize;
    // What costs anything can be seen.
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Somebody who works while the caller waits: the name, the sign, the share of a turn.
type Part = (&'static str, char, fn(&Latency) -> f64);

/// Who was at work while the caller waited, with a sign for each.
const PARTS: [Part; 4] = [
    ("endpointing", '░', |latency| latency.endpointing),
    ("transcriber", '▒', |latency| latency.transcriber),
    ("model", '▓', |latency| latency.model),
    ("voice", '█', |latency| latency.voice),
];

fn latency(page: &mut Page, performance: &Performance) {
    let legend: Vec<String> = PARTS
        .iter()
        .map(|(name, sign, _)| format!("{sign} {name}"))
        .collect();
    page.title("Latency per turn", &legend.join("  "));
    let slowest = performance.turns.iter().chain(&performance.average);
    let slowest = slowest.map(|turn| turn.turn).fold(1.0, f64::max);
    let shown = if page.full { usize::MAX } else { 20 };
    for (at, turn) in performance.turns.iter().take(shown).enumerate() {
        turn_line(
            page,
            &format!("turn {}", at + 1),
            turn,
            slowest,
            Paint::Plain,
        );
    }
    if performance.turns.len() > shown {
        let more = performance.turns.len() - shown;
        page.paragraph(&format!("… {more} more turns (--full)"), Paint::Dim);
    }
    if let Some(average) = &performance.average {
        turn_line(page, "average", average, slowest, Paint::Bold);
    }
    if let Some((by_assistant, by_user)) = performance.interrupted {
        let text = format!(
            "the assistant spoke over the caller {by_assistant} times, the caller over the \
             assistant {by_user} times"
        );
        page.paragraph(&text, Paint::Dim);
    }
}

fn turn_line(page: &mut Page, label: &str, turn: &Latency, slowest: f64, paint: Paint) {
    let mut line = Strip::of(label, paint);
    line.pad(8);
    line.push(
        &format!("{:>7}", took(duration(turn.turn / 1_000.0))),
        paint,
    );
    line.push("  ", Paint::Plain);
    let room = page.room().saturating_sub(line.columns()).min(60);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "at most a width"
    )]
    let columns_of = |ms: f64| (ms.max(0.0) / slowest * room as f64).round() as usize;
    let mut used = 0;
    for (_, sign, of) in PARTS {
        let part = columns_of(of(turn)).min(room - used);
        line.push(&sign.to_string().repeat(part), Paint::Name);
        used += part;
    }
    page.indented(&line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_drawn_in_eighths() {
        assert_eq!(bar_of(1.0, 4), "████");
        assert_eq!(bar_of(0.5, 3), "█▌");
        assert_eq!(bar_of(0.000_1, 10), "▏");
        assert_eq!(bar_of(0.0, 10), "");
        assert_eq!(bar_of(f64::NAN, 10), "");
    }
}
