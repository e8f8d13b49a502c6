//! What became of many events that were sent: their lines, what a check of their answers found,
//! how long they took, and the summary: all that `listen` shows, for events that are sent from here.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::judge::Judge;
use crate::event::exchange::{Arrival, Exchange};
use crate::event::line;
use crate::render::load::Load;
use crate::render::out;
use crate::render::report::Report;
use crate::render::reporter::{Closer, Format, Reporter};
use crate::render::style::Style;
use crate::render::tally::Tally;

/// How often a full queue is looked at again.
const PATIENCE: Duration = Duration::from_millis(2);
/// How often a terminal is told how far the run is.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);
/// From so many answers on, percentiles say something.
const ENOUGH: u64 = 10;

/// A run in progress.
pub struct Results {
    reporter: Reporter,
    closer: Closer,
    format: Format,
    style: Style,
    load: Load,
    judge: Arc<Judge>,
    started: Instant,
    /// When that was told last; nobody sees it but on a terminal.
    told_progress: Option<Instant>,
    reader_gone: Arc<AtomicBool>,
}

/// What a run amounted to.
pub struct Ended {
    format: Format,
    style: Style,
    tally: Tally,
    load: Load,
    lasted: Duration,
    is_read: bool,
}

impl Results {
    /// Starts the display.
    pub fn start(judge: Judge, format: Format, style: &Style) -> Self {
        let reader_gone = Arc::new(AtomicBool::new(false));
        let gone = reader_gone.clone();
        let judge = Arc::new(judge);
        let check = judge.clone();
        let tell = move || gone.store(true, Ordering::Relaxed);
        let (reporter, closer) = Reporter::start(
            format,
            style.clone(),
            Box::new(move |exchange: &Exchange| check.next(exchange)),
            tell,
        );
        let now = Instant::now();
        Self {
            reporter,
            closer,
            format,
            style: style.clone(),
            load: Load::default(),
            judge,
            started: now,
            told_progress: io::stderr().is_terminal().then_some(now),
            reader_gone,
        }
    }

    /// Who judges the answers.
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// For what else there is to tell.
    pub fn reporter(&self) -> &Reporter {
        &self.reporter
    }

    /// Whether nobody reads the output any more: time to stop.
    pub fn reader_gone(&self) -> bool {
        self.reader_gone.load(Ordering::Relaxed)
    }

    /// An event is being sent.
    pub fn sending(&self, arrival: &Arc<Arrival>) {
        if matches!(self.format, Format::Compact | Format::Pretty) {
            self.reporter.report(Report::Arrived(arrival.clone()));
        }
    }

    /// An event was answered, or failed: counts it, checks the answer and shows it.
    pub fn finished(&mut self, exchange: Exchange) {
        self.load.add(&exchange);
        self.reporter.report(Report::Answered(exchange));
    }

    /// How far the run is. Cheap to call after every event.
    pub fn progress(&mut self, done: u64, total: Option<u64>) {
        let last = self.told_progress;
        if last.is_some_and(|last| last.elapsed() >= PROGRESS_EVERY) {
            self.told_progress = Some(Instant::now());
            self.reporter.report(Report::Progress(done, total));
        }
    }

    /// Whether the next event has to wait: too much waits to be printed.
    pub fn is_crowded(&self) -> bool {
        self.reporter.is_crowded() && !self.reader_gone()
    }

    /// Waits until everything is printed.
    pub async fn end(self) -> Ended {
        let lasted = self.started.elapsed();
        let printed = self.reporter.mark();
        // Mostly it does not take as long as this, and nothing else is to be done.
        if printed.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            while !self.reader_gone() && printed.try_recv() == Err(TryRecvError::Empty) {
                tokio::time::sleep(PATIENCE).await;
            }
        }
        let (tally, is_read) = self.closer.close();
        let is_read = is_read && !self.reader_gone.load(Ordering::Relaxed);
        Ended {
            format: self.format,
            style: self.style,
            tally,
            load: self.load,
            lasted,
            is_read,
        }
    }
}

impl Ended {
    /// Whether an answer had an error by Vapi's contract.
    pub fn has_errors(&self) -> bool {
        self.tally.has_errors()
    }

    /// Prints the summary: for people when there was more than one event, with their latencies
    /// when there were many; for programs always. `more` are further rows, and further members
    /// of the object.
    pub fn print(&self, more: &[String], members: Map<String, Value>) {
        if !self.is_read || self.format == Format::Silent {
            return;
        }
        if self.format == Format::Json {
            let mut summary = self.tally.to_json(self.lasted);
            if let Value::Object(summary) = &mut summary {
                summary.extend(self.load.to_json(self.lasted));
                summary.extend(members);
            }
            out::data_line(&line::to_json(&summary));
            return;
        }
        let mut text = Vec::new();
        if self.tally.events() > 1 {
            text.push(self.tally.to_text(self.lasted, None, self.style.width));
        }
        if self.load.all().count() >= ENOUGH {
            text.push(self.load.to_text(self.lasted));
        }
        text.extend_from_slice(more);
        if !text.is_empty() {
            out::data_line(&format!("\n{}", text.join("\n")));
        }
    }
}
