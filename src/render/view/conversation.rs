//! A conversation as it was heard: who said what and when, tool calls and results in place,
//! interruptions and silences marked.

use vapihook_json::raw::Raw;

use super::super::lines::took;
use super::super::text::{cell, fold};
use super::page::Page;
use super::strip::{Paint, Strip};
use super::wrap::{wrap, wrap_some};
use super::{Look, tree};
use crate::event::conversation::{Did, Turn, Who, of_call, of_transcript, turns};
use crate::event::exchange::Exchange;
use crate::event::message::Message;

/// A silence from here on is told, in ms.
const SILENCE_MS: f64 = 2_000.0;
/// Columns of the names of those who speak.
const NAME: usize = 9;
/// Columns of a time, `  12.3s`.
const TIME: usize = 7;
/// From this width on words stand beside the names, not below them.
const BESIDE: usize = 60;

/// The conversation of one call, from its events: the fullest copy that any of them carries, else
/// what its final transcripts say.
#[must_use]
pub fn page(exchanges: &[&Exchange], look: &Look) -> String {
    let texts: Vec<_> = exchanges
        .iter()
        .map(|exchange| exchange.arrival.envelope.text())
        .collect();
    let messages: Vec<Message<'_>> = exchanges
        .iter()
        .zip(&texts)
        .map(|(exchange, text)| Message::open(&exchange.arrival.envelope, text))
        .collect();
    let mut page = Page::new(look);
    page.full = true;
    title(&mut page, &messages, look);
    let turns = of_call(&messages);
    if turns.is_empty() {
        page.paragraph("nothing was said, as far as these events tell", Paint::Dim);
    } else {
        all(&mut page, &turns, 0);
    }
    page.into_text()
}

fn title(page: &mut Page, messages: &[Message<'_>], look: &Look) {
    let call = messages.iter().find_map(Message::call_id);
    let mut line = Strip::of("conversation", Paint::Bold);
    if let Some(call) = call {
        let room = look.width.saturating_sub(line.columns() + 2);
        line.push("  ", Paint::Plain);
        line.push(&fold(&call, room), Paint::Dim);
    }
    page.line(&line);
    page.facts(messages);
    page.gap();
}

/// The end of a conversation as a section of another page; nothing when there is none.
pub(super) fn section(page: &mut Page, message: Raw<'_>, look: &Look, last: usize) {
    section_or(page, message, None, look, last);
}

/// The same; when the message has no list of turns, those of a transcript's text.
pub(super) fn section_or(
    page: &mut Page,
    message: Raw<'_>,
    transcript: Option<&str>,
    look: &Look,
    last: usize,
) {
    let turns = match turns(message) {
        turns if turns.is_empty() => of_transcript(transcript.unwrap_or_default()),
        turns => turns,
    };
    if turns.is_empty() {
        return;
    }
    let heard = turns.iter().filter(|turn| turn.is_heard()).count();
    let last = if look.full { usize::MAX } else { last };
    // A silent instruction or a tool call before the first turn that is shown goes with it.
    let mut left = last;
    let first = turns.iter().rposition(|turn| {
        left -= usize::from(turn.is_heard());
        left == 0
    });
    let first = first.unwrap_or_default();
    let count = if heard == 1 {
        "1 turn".to_owned()
    } else {
        format!("{heard} turns")
    };
    let beside = if first > 0 && heard > last {
        format!("{count}, the last {last} of them (all: --full)")
    } else {
        count
    };
    page.title("Conversation", &beside);
    let first = if heard > last { first } else { 0 };
    all(page, &turns, first);
}

/// The turns from `first` on; times count from the first turn of all.
fn all(page: &mut Page, turns: &[Turn<'_>], first: usize) {
    // Instructions stand before the call; a timeline begins at what happens, too.
    let after = turns.iter().filter(|turn| turn.who != Who::System);
    let starts = after.filter_map(|turn| turn.start_ms);
    let origin = starts.fold(f64::INFINITY, f64::min);
    let timed = origin.is_finite();
    let mut before: Option<&Turn<'_>> = turns[..first].iter().rfind(|turn| turn.is_heard());
    for turn in &turns[first..] {
        if turn.who == Who::System && !page.full {
            continue;
        }
        if turn.is_heard() {
            if let Some(gap) = before.and_then(|before| Some(turn.start_ms? - before.end_ms?)) {
                between(
                    page,
                    gap,
                    before.is_some_and(|before| before.who != turn.who),
                    timed,
                );
            }
            before = Some(turn);
        }
        let at = turn
            .start_ms
            .filter(|_| timed && turn.who != Who::System)
            .map(|ms| (ms - origin) / 1_000.0);
        one(page, turn, at, timed);
    }
}

/// What is between two turns: silence, or one speaking over the other.
fn between(page: &mut Page, gap: f64, other: bool, timed: bool) {
    let seconds = std::time::Duration::try_from_secs_f64(gap.abs() / 1_000.0).unwrap_or_default();
    let text = if gap >= SILENCE_MS {
        format!("··· {} of silence", took(seconds))
    } else if gap <= -100.0 && other {
        format!("⇢ spoken over for {}", took(seconds))
    } else {
        return;
    };
    let mut line = Strip::default();
    line.pad(if timed { TIME + 2 } else { 0 });
    let paint = if gap > 0.0 { Paint::Dim } else { Paint::Warn };
    line.push(&text, paint);
    page.indented(&line);
}

fn one(page: &mut Page, turn: &Turn<'_>, at: Option<f64>, timed: bool) {
    let (name, paint) = match (&turn.did, turn.who) {
        (Did::Said(_), Who::Assistant) => ("assistant", Paint::Assistant),
        (Did::Said(_), Who::Caller) => ("caller", Paint::Caller),
        (Did::Said(_), Who::System) => ("system", Paint::Dim),
        (Did::Called(_), _) => ("  tool", Paint::Dim),
        (Did::Returned { .. }, _) => ("  result", Paint::Dim),
    };
    let mut head = Strip::default();
    if timed {
        let time = at.map(|at| format!("{at:>6.1}s")).unwrap_or_default();
        head.push(&cell(&time, TIME), Paint::Dim);
        head.push("  ", Paint::Plain);
    }
    head.push(name, paint);
    let beside = page.width >= BESIDE;
    let from = if beside {
        head.columns().max(if timed { TIME + 2 } else { 0 } + NAME) + 2
    } else {
        4
    };
    if !beside {
        page.indented(&head);
        head = Strip::default();
    }
    let width = page.room().saturating_sub(from);
    for line in said(page, turn, width) {
        head.pad(from);
        head.append(&line);
        page.indented(&head);
        head = Strip::default();
    }
}

/// What a turn says, in lines.
fn said(page: &Page, turn: &Turn<'_>, width: usize) -> Vec<Strip> {
    let plain = |lines: Vec<String>, paint| {
        let strip = |line: &String| {
            let mut strip = Strip::default();
            strip.push_escaped(line, paint);
            strip
        };
        lines.iter().map(strip).collect::<Vec<_>>()
    };
    match &turn.did {
        Did::Said(words) if turn.who == Who::System => {
            plain(wrap_some(words, width, 3), Paint::Dim)
        }
        Did::Said(words) if page.full => plain(wrap(words.trim(), width), Paint::Plain),
        Did::Said(words) => plain(wrap_some(words.trim(), width, page.lines()), Paint::Plain),
        Did::Called(call) => {
            let inline = call.inline();
            if inline.len() <= width {
                return plain(vec![super::super::text::escape(&inline)], Paint::Name);
            }
            let mut lines = plain(vec![fold(&call.name, width)], Paint::Name);
            if let Ok(arguments) = Raw::parse(&call.arguments) {
                for tree in tree::lines(arguments, width.saturating_sub(2), page.full) {
                    let mut line = Strip::default();
                    line.pad(2);
                    line.append(&tree);
                    lines.push(line);
                }
            }
            lines
        }
        Did::Returned { name, result, .. } => {
            let text = if name.is_empty() {
                result.to_string()
            } else {
                format!("{name}: {result}")
            };
            plain(wrap_some(&text, width, 6), Paint::Good)
        }
    }
}
