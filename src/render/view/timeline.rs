//! A whole call on one axis of time: a line per thing that happened, its bar where it stands on
//! the axis.

use super::super::lines::{local, took};
use super::super::text::fold;
use super::Look;
use super::page::Page;
use super::strip::{Paint, Strip};
use super::wrap::wrap;
use crate::event::conversation::Who;
use crate::event::exchange::Exchange;
use crate::event::message::Message;
use crate::event::timeline::{Item, What, of};

/// Columns of a time and of a name.
const TIME: usize = 7;
const NAME: usize = 9;
/// From this width on the words stand beside the bars.
const BESIDE: usize = 64;
/// Seconds between the marks of an axis.
const STEPS: &[f64] = &[
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0,
];

/// The timeline of one call, from its events.
#[must_use]
pub fn page(exchanges: &[&Exchange], look: &Look) -> String {
    let mut page = Page::new(look);
    let items = of(exchanges);
    let from = items
        .iter()
        .map(|item| item.start_ms)
        .fold(f64::INFINITY, f64::min);
    let to = items
        .iter()
        .map(|item| item.end_ms.unwrap_or(item.start_ms))
        .fold(f64::NEG_INFINITY, f64::max);
    title(&mut page, exchanges, look);
    if !from.is_finite() {
        page.paragraph("no event of it tells what happened when", Paint::Dim);
        return page.into_text();
    }
    let seconds = std::time::Duration::try_from_secs_f64((to - from) / 1_000.0).unwrap_or_default();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time; out of range it saturates"
    )]
    let began = local(from as i64, "%Y-%m-%d %H:%M:%S");
    page.flush(&format!("{began}, {}", took(seconds)), Paint::Dim);
    page.gap();
    let axis = Axis::new(from, to, look.width);
    axis.marks(&mut page);
    for item in &items {
        line(&mut page, item, &axis);
    }
    totals(&mut page, &items);
    page.into_text()
}

fn title(page: &mut Page, exchanges: &[&Exchange], look: &Look) {
    let mut line = Strip::of("timeline", Paint::Bold);
    let call = exchanges
        .iter()
        .find_map(|it| it.arrival.event().call_id.as_deref());
    if let Some(call) = call {
        line.push("  ", Paint::Plain);
        line.push(
            &fold(call, look.width.saturating_sub(line.columns())),
            Paint::Dim,
        );
    }
    page.line(&line);
    let texts: Vec<_> = exchanges.iter().map(|it| it.arrival.text()).collect();
    let messages: Vec<Message<'_>> = exchanges
        .iter()
        .zip(&texts)
        .map(|(it, text)| Message::reopen(&it.arrival, text))
        .collect();
    page.facts(&messages);
}

/// Where a time stands.
struct Axis {
    from: f64,
    length: f64,
    /// Columns of the bars.
    width: usize,
    /// Whether words stand beside the bars.
    beside: bool,
}

impl Axis {
    fn new(from: f64, to: f64, width: usize) -> Self {
        let beside = width >= BESIDE;
        let room = width.saturating_sub(TIME + NAME + 4);
        Self {
            from,
            length: (to - from).max(1.0),
            width: if beside {
                (room * 2 / 5).clamp(16, 64)
            } else {
                room.max(8)
            },
            beside,
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a column"
    )]
    fn column(&self, ms: f64) -> usize {
        let share = ((ms - self.from) / self.length).clamp(0.0, 1.0);
        ((share * self.width as f64) as usize).min(self.width - 1)
    }

    /// Columns from `start` to `end`, at least one.
    fn span(&self, start: f64, end: f64) -> (usize, usize) {
        let from = self.column(start);
        (from, (self.column(end) + 1).saturating_sub(from).max(1))
    }

    /// The line of seconds, and the line of its marks.
    fn marks(&self, page: &mut Page) {
        #[expect(clippy::cast_precision_loss, reason = "a width")]
        let fits = self.width as f64 / 8.0;
        let seconds = self.length / 1_000.0;
        let step = STEPS.iter().copied().find(|step| seconds / step <= fits);
        let step = step.unwrap_or(seconds);
        let (mut labels, mut ruler) = (Strip::default(), Strip::default());
        labels.pad(TIME + NAME + 4);
        ruler.pad(TIME + NAME + 4);
        let origin = labels.columns();
        let mut at = 0.0;
        while at <= seconds {
            let column = origin + self.column(self.from + at * 1_000.0);
            let label = if at >= 60.0 && at % 60.0 == 0.0 {
                format!("{}m", at / 60.0)
            } else {
                format!("{at}s")
            };
            if labels.columns() <= column && column + label.len() <= origin + self.width {
                labels.pad(column);
                labels.push(&label, Paint::Dim);
            }
            while ruler.columns() < column {
                ruler.push("─", Paint::Dim);
            }
            ruler.push(if at == 0.0 { "├" } else { "┼" }, Paint::Dim);
            at += step;
        }
        while ruler.columns() < origin + self.width {
            ruler.push("─", Paint::Dim);
        }
        page.line(&labels);
        page.line(&ruler);
    }
}

fn line(page: &mut Page, item: &Item, axis: &Axis) {
    let end = item.end_ms.unwrap_or(item.start_ms);
    let (name, sign, paint) = match &item.what {
        What::Speech {
            who: Who::Caller, ..
        } => ("caller", "█", Paint::Caller),
        What::Speech { .. } => ("assistant", "█", Paint::Assistant),
        What::Asked { status: None, .. } => ("asks", "?", Paint::Warn),
        What::Asked { deadline_ms, .. } if end - item.start_ms > *deadline_ms => {
            ("asks", "▓", Paint::Bad)
        }
        What::Asked {
            status: Some(status),
            ..
        } => (
            "asks",
            "▓",
            if *status < 300 {
                Paint::Good
            } else {
                Paint::Bad
            },
        ),
        What::Tool { .. } => ("tool", "▓", Paint::Good),
        What::Mark { .. } => ("call", "◆", Paint::Bold),
        What::Wait { .. } => ("", "░", Paint::Dim),
    };
    let mut head = Strip::default();
    let at = format!("{:>6.1}s", (item.start_ms - axis.from) / 1_000.0);
    head.push(&fold(&at, TIME), Paint::Dim);
    head.pad(TIME + 2);
    head.push(name, paint);
    head.pad(TIME + NAME + 4);
    let (from, length) = axis.span(item.start_ms, end);
    let origin = head.columns();
    head.pad(origin + from);
    if let What::Asked { deadline_ms, .. } = &item.what {
        // As far as Vapi waits; what is beyond that is too late.
        let deadline = item.start_ms + deadline_ms;
        let (_, patience) = axis.span(item.start_ms, deadline);
        let late = if end > deadline {
            length.saturating_sub(patience).max(1)
        } else {
            0
        };
        head.push(&sign.repeat(length - late.min(length)), paint);
        head.push(&"!".repeat(late.min(length)), Paint::Bad);
        head.push(&"·".repeat(patience.saturating_sub(length)), Paint::Dim);
    } else {
        head.push(&sign.repeat(length), paint);
    }
    let words = words(item);
    let quiet = matches!(item.what, What::Wait { .. });
    let paint = if quiet { Paint::Dim } else { Paint::Plain };
    let from = if axis.beside {
        origin + axis.width + 2
    } else {
        TIME + 2
    };
    let room = page.width.saturating_sub(from);
    let lines = if page.full {
        wrap(&words, room)
    } else {
        vec![fold(&words, room).into()]
    };
    if !axis.beside {
        page.line(&head);
        head.clear();
    }
    for text in lines {
        head.pad(from);
        head.push_escaped(&text, paint);
        page.line(&head);
        head.clear();
    }
}

fn ms(ms: f64) -> String {
    took(std::time::Duration::try_from_secs_f64(ms / 1_000.0).unwrap_or_default())
}

/// What a line says beside its bar.
fn words(item: &Item) -> String {
    let length = item.end_ms.map(|end| end - item.start_ms);
    match &item.what {
        What::Speech { words, .. } => words.clone(),
        What::Asked {
            name,
            deadline_ms,
            status,
        } => match (length, status) {
            (Some(length), Some(status)) => format!(
                "{status} in {}, {:.0}% of {}s: {name}",
                ms(length),
                100.0 * length / deadline_ms,
                deadline_ms / 1_000.0
            ),
            _ => format!("{name}: no answer recorded"),
        },
        What::Tool { name } => match length {
            Some(length) => format!("{}: {name}", ms(length)),
            None => format!("{name}: no result"),
        },
        What::Mark { name, says } if says.is_empty() => name.clone(),
        What::Mark { name, says } => format!("{name}: {says}"),
        What::Wait { who, asked } => {
            let length = ms(length.unwrap_or_default());
            let who = match who {
                Some(Who::Caller) => "the caller waits",
                Some(_) => "the assistant waits",
                None => "silence",
            };
            match asked {
                Some((name, part)) => format!("{length}: {who}, {} of it for {name}", ms(*part)),
                None => format!("{length}: {who}"),
            }
        }
    }
}

/// Who spoke how long, and who waited.
fn totals(page: &mut Page, items: &[Item]) {
    let sum = |is: &dyn Fn(&What) -> bool| {
        let lengths = items.iter().filter(|item| is(&item.what));
        let lengths = lengths.filter_map(|item| Some(item.end_ms? - item.start_ms));
        lengths.fold((0_usize, 0.0, 0.0_f64), |(count, sum, most), one| {
            (count + 1, sum + one.max(0.0), most.max(one))
        })
    };
    page.gap();
    for (label, of) in [("assistant", Who::Assistant), ("caller", Who::Caller)] {
        let (turns, spoken, _) =
            sum(&|what| matches!(what, What::Speech { who, .. } if *who == of));
        if turns > 0 {
            let s = if turns == 1 { "" } else { "s" };
            page.field(label, &format!("spoke {} in {turns} turn{s}", ms(spoken)));
        }
    }
    let (waits, waited, longest) = sum(&|what| {
        matches!(
            what,
            What::Wait {
                who: Some(Who::Caller),
                ..
            }
        )
    });
    if waits > 0 {
        let times = if waits == 1 {
            "once".to_owned()
        } else {
            format!("{waits} times")
        };
        page.field(
            "waited",
            &format!(
                "the caller {times}, {} in all, {} at most (a second or more each)",
                ms(waited),
                ms(longest)
            ),
        );
    }
    let (asked, took_all, slowest) = sum(&|what| matches!(what, What::Asked { .. }));
    if asked > 0 {
        let times = if asked == 1 {
            "once".to_owned()
        } else {
            format!("{asked} times")
        };
        let text = format!(
            "your app {times}, {} in all, {} at most",
            ms(took_all),
            ms(slowest)
        );
        page.field("asked", &text);
    }
}
