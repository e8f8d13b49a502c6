//! A conversation as it was heard: who said what and when, tool calls and results in place,
//! interruptions and silences marked.

use std::borrow::Cow;

use vapihook_json::members::Members;
use vapihook_json::raw::Raw;

use super::super::lines::took;
use super::super::text::{cell, escaped, fold};
use super::page::Page;
use super::strip::{Paint, Strip};
use super::wrap::{wrap, wrap_some};
use super::{Look, tree};
use crate::event::conversation::{Conversation, Did, Turn, Who, of_call, of_transcript};
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
        .map(|exchange| exchange.arrival.text())
        .collect();
    let messages: Vec<Message<'_>> = exchanges
        .iter()
        .zip(&texts)
        .map(|(exchange, text)| Message::reopen(&exchange.arrival, text))
        .collect();
    let mut page = Page::new(look);
    page.full = true;
    title(&mut page, &messages, look);
    let conversation = of_call(&messages);
    if conversation.turns.is_empty() {
        page.paragraph("nothing was said, as far as these events tell", Paint::Dim);
    } else {
        all(&mut page, &conversation, 0);
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
pub(super) fn section(page: &mut Page, message: &Members<'_>, look: &Look, last: usize) {
    section_or(page, message, None, look, last);
}

/// The same; when the message has no list of turns, those of a transcript's text.
pub(super) fn section_or(
    page: &mut Page,
    message: &Members<'_>,
    transcript: Option<&str>,
    look: &Look,
    last: usize,
) {
    let last = if look.full { usize::MAX } else { last };
    // The silence before the first one is told as well.
    let kept = last.saturating_add(1);
    let conversation = Conversation::of_message(message, kept).unwrap_or_else(|| {
        of_transcript(transcript.unwrap_or_default())
            .into_iter()
            .collect()
    });
    if conversation.turns.is_empty() {
        return;
    }
    let heard = conversation.heard;
    let count = if heard == 1 {
        "1 turn".to_owned()
    } else {
        format!("{heard} turns")
    };
    let beside = if heard > last {
        format!("{count}, the last {last} of them (all: --full)")
    } else {
        count
    };
    page.title("Conversation", &beside);
    // A silent instruction or a tool call before the first turn that is shown goes with it.
    let first = conversation.last_heard(last).filter(|_| heard > last);
    all(page, &conversation, first.unwrap_or_default());
}

/// The turns from `first` on; times count from the first turn of all.
fn all(page: &mut Page, conversation: &Conversation<'_>, first: usize) {
    let turns = &conversation.turns;
    let timed = conversation.start_ms.is_some();
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
            .filter(|_| turn.who != Who::System)
            .and_then(|ms| Some((ms - conversation.start_ms?) / 1_000.0));
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
    let mut head = Strip::with_room(page.width);
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
        head.clear();
    }
    let width = page.room().saturating_sub(from);
    for line in said(page, turn, width) {
        head.pad(from);
        head.append(&line);
        page.indented(&head);
        head.clear();
    }
}

/// What a turn says, in lines.
fn said(page: &Page, turn: &Turn<'_>, width: usize) -> Vec<Strip> {
    let plain = |lines: Vec<Cow<'_, str>>, paint| {
        let strip = |line| Strip::of_escaped(line, paint);
        lines.iter().map(|line| strip(line)).collect()
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
                return plain(vec![escaped(&inline)], Paint::Name);
            }
            let mut lines = plain(vec![fold(&call.name, width).into()], Paint::Name);
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
