//! What a live run looks like: lines that stay, and on a terminal rows below them that are
//! redrawn: events whose answer is awaited, transcripts that still grow.

use std::io::{self, ErrorKind, IsTerminal};
use std::sync::Arc;
use std::time::{Duration, Instant};

use console::Term;
use foldhash::{HashMap, HashSet};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::progress::{Progress, Unit};
use super::report::Report;
use super::reporter::{Format, warning_json};
use super::style::Style;
use super::terminal::rows_on;
use super::{detail, lines, out};
use crate::event::call::CallFacts;
use crate::event::exchange::{Arrival, Exchange};
use crate::event::finding::{self, Judged, Severity};
use crate::event::id::EventId;
use crate::event::line;
use crate::event::message::{Message, Transcript};

/// When an unanswered event gets a row, and how often rows are redrawn.
const REDRAW: Duration = Duration::from_millis(100);
/// Redraws a second at most.
const REDRAWS: u8 = 20;

/// So many bytes are written without waiting for the rest of what there is to show: they are in
/// the processor's cache until then.
const ENOUGH: usize = 64 << 10;

/// The state of the display.
pub(super) struct Screen {
    format: Format,
    style: Style,
    rows: MultiProgress,
    pending: HashMap<EventId, Pending>,
    growing: HashMap<String, Growing>,
    calls: HashSet<Box<str>>,
    bar: Option<Progress>,
    /// Partial transcripts without a line of their own, until they are answered.
    partials: HashSet<EventId>,
    out: Vec<u8>,
}

struct Pending {
    arrival: Arc<Arrival>,
    since: Instant,
    row: Option<ProgressBar>,
}

#[derive(Default)]
struct Growing {
    partials: usize,
    row: Option<ProgressBar>,
}

impl Screen {
    pub fn new(format: Format, style: Style) -> Self {
        let target = if !style.live || format == Format::Json {
            ProgressDrawTarget::hidden()
        } else if io::stderr().is_terminal() {
            rows_on(Term::buffered_stderr(), REDRAWS)
        } else {
            rows_on(Term::buffered_stdout(), REDRAWS)
        };
        Self {
            format,
            style,
            rows: MultiProgress::with_draw_target(target),
            pending: HashMap::default(),
            growing: HashMap::default(),
            calls: HashSet::default(),
            bar: None,
            partials: HashSet::default(),
            out: Vec::new(),
        }
    }

    /// When the rows want to be redrawn, if there are any.
    pub fn next_redraw(&self) -> Option<Duration> {
        (self.style.live && !self.pending.is_empty()).then_some(REDRAW)
    }

    pub fn show(&mut self, report: &Report) {
        if let Report::Progress(done, total) = report {
            self.progress(*done, *total);
            return;
        }
        match self.format {
            Format::Json => return self.show_json(report),
            Format::Silent => return,
            _ => {}
        }
        match report {
            Report::Arrived(arrival) => self.arrived(arrival),
            Report::Finished(exchange, judged) => self.finished(exchange, judged),
            Report::Told { .. } if self.format == Format::Quiet => {}
            Report::Note { message, .. } | Report::Told { message, .. } => {
                let now = jiff::Timestamp::now().as_millisecond();
                self.line(&lines::note_within(now, message, self.style.sentence()));
            }
            Report::Skipped(id) => {
                self.partials.remove(id);
                self.settle(*id);
            }
            Report::Line(line) => self.line(line),
            Report::Answered(_) | Report::Json(_) | Report::Mark(_) | Report::Progress(..) => {}
        }
    }

    fn show_json(&mut self, report: &Report) {
        let line = match report {
            Report::Finished(exchange, judged) => {
                line::write_to(&mut self.out, exchange, judged);
                self.out.push(b'\n');
                return;
            }
            Report::Note { code, message } => warning_json(code, message),
            Report::Json(value) | Report::Told { json: value, .. } => line::to_json(value),
            Report::Arrived(_)
            | Report::Answered(_)
            | Report::Skipped(_)
            | Report::Line(_)
            | Report::Progress(..)
            | Report::Mark(_) => return,
        };
        self.line(&line);
    }

    fn progress(&mut self, done: u64, total: Option<u64>) {
        let rows = &self.rows;
        let bar = self.bar.get_or_insert_with(|| {
            // Two drawers on one terminal would draw over each other.
            if !rows.is_hidden() && io::stderr().is_terminal() {
                Progress::below(rows, Unit::Events)
            } else {
                Progress::start(Unit::Events, None, true)
            }
        });
        bar.set(done, total);
    }

    fn arrived(&mut self, arrival: &Arc<Arrival>) {
        if self.style.live {
            let pending = Pending {
                arrival: arrival.clone(),
                since: Instant::now(),
                row: None,
            };
            self.pending.insert(arrival.envelope.id, pending);
        }
        if self.format == Format::Quiet {
            return;
        }
        self.announce_call(arrival);
        let partials = match arrival.event().transcript {
            None => 0,
            Some(part) => {
                let text = arrival.text();
                let key = Message::reopen(arrival, &text).speaker();
                if part == Transcript::Partial {
                    self.partials.insert(arrival.envelope.id);
                    self.grow(key, arrival);
                    return;
                }
                self.growing.remove(&key).map_or(0, |growing| {
                    if let Some(row) = growing.row {
                        row.finish_and_clear();
                    }
                    growing.partials
                })
            }
        };
        let line = lines::arrival(arrival, partials, self.style.width);
        self.line(&line);
        if self.format == Format::Pretty {
            self.body(&arrival.envelope.body);
        }
    }

    fn announce_call(&mut self, arrival: &Arrival) {
        let Some(call_id) = &arrival.event().call_id else {
            return;
        };
        if !self.calls.contains(call_id) {
            self.calls.insert(call_id.clone());
            let text = arrival.text();
            let facts = CallFacts::of(&Message::reopen(arrival, &text));
            let at = arrival.envelope.received_ms;
            self.line(&lines::call_opened(call_id, &facts, at, self.style.width));
        }
    }

    /// A partial transcript: it only moves its row, until the final one comes.
    fn grow(&mut self, key: String, arrival: &Arrival) {
        let growing = self.growing.entry(key).or_default();
        growing.partials += 1;
        if self.style.live {
            let rows = &self.rows;
            let row = growing.row.get_or_insert_with(|| rows.add(row()));
            row.set_message(lines::growing(arrival, self.style.width));
            row.tick();
        }
    }

    fn finished(&mut self, exchange: &Exchange, judged: &Judged) {
        self.settle(exchange.arrival.envelope.id);
        let Some(delivery) = &exchange.delivery else {
            return;
        };
        let partial = self.partials.remove(&exchange.arrival.envelope.id);
        if self.format == Format::Quiet || partial {
            if !exchange.is_trouble() && finding::worst(&judged.findings) < Some(Severity::Warning)
            {
                return;
            }
            let line = lines::arrival(&exchange.arrival, 0, self.style.width);
            self.line(&line);
        }
        self.line(&lines::answer(exchange, judged, &self.style));
        if self.format == Format::Pretty {
            if let Some(ignored) = super::judged::ignored(judged) {
                self.line(&ignored);
            }
            self.body(&delivery.body);
        }
    }

    fn settle(&mut self, id: EventId) {
        if let Some(row) = self.pending.remove(&id).and_then(|pending| pending.row) {
            row.finish_and_clear();
        }
    }

    fn body(&mut self, body: &[u8]) {
        if !body.is_empty() {
            let text = detail::body(body);
            let indented: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
            self.line(&indented.join("\n"));
        }
    }

    fn line(&mut self, line: &str) {
        self.out.extend_from_slice(line.as_bytes());
        self.out.push(b'\n');
    }

    /// Whether so much is to be written that it should not wait for more.
    pub fn is_full(&self) -> bool {
        self.out.len() >= ENOUGH
    }

    /// Writes the lines and redraws the rows.
    ///
    /// # Errors
    /// When nobody reads stdout any more.
    pub fn flush(&mut self) -> io::Result<()> {
        let written = self.print();
        // The room is used again, unless one report made it very large.
        self.out.clear();
        self.out.shrink_to(2 * ENOUGH);
        written?;
        if self.style.live {
            self.redraw();
        }
        Ok(())
    }

    fn redraw(&mut self) {
        let width = self.style.width;
        for pending in self.pending.values_mut() {
            let elapsed = pending.since.elapsed();
            if elapsed >= REDRAW {
                let rows = &self.rows;
                let row = pending.row.get_or_insert_with(|| rows.add(row()));
                row.set_message(lines::pending(&pending.arrival, elapsed, width));
                row.tick();
            }
        }
    }

    /// Writes the lines, above what is redrawn.
    fn print(&mut self) -> io::Result<()> {
        if self.style.live {
            self.style.width = Style::live_width();
        }
        if self.out.is_empty() {
            return Ok(());
        }
        let print = || out::data(&self.out);
        match &self.bar {
            Some(bar) if !self.style.live || self.rows.is_hidden() => bar.above(print),
            _ if self.style.live => self.rows.suspend(print),
            _ => print(),
        }
    }

    /// Removes every row.
    pub fn end(&mut self) {
        self.pending.clear();
        self.growing.clear();
        if let Some(bar) = self.bar.take() {
            bar.end();
        }
        self.rows.clear().ok();
    }
}

/// Whoever reads what is shown, as far as can be known: a reader that goes away is told of once,
/// and ends the run; a disk that is full ends only the display.
pub(super) enum Reader<F> {
    Reads(F),
    Gone,
}

impl<F: FnOnce()> Reader<F> {
    pub fn reads(&self) -> bool {
        matches!(self, Self::Reads(_))
    }

    pub fn flush(&mut self, screen: &mut Screen) {
        if !self.reads() {
            return;
        }
        let Err(error) = screen.flush() else { return };
        match std::mem::replace(self, Self::Gone) {
            Self::Reads(tell) if error.kind() == ErrorKind::BrokenPipe => tell(),
            _ => out::warn("the run goes on; nothing more of it is shown"),
        }
    }
}

fn row() -> ProgressBar {
    let row = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{msg}") {
        row.set_style(style);
    }
    row
}
