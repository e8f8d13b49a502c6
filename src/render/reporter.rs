//! Prints a live run from a thread of its own, so that a paused terminal, a slow pipe or a slow
//! font stalls no call. What is waiting to be printed is bounded in bytes; over the bound lines
//! are dropped and their number is told. The tally counts them all the same, also when nothing can
//! be printed at all.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::out;
use super::report::Report;
use super::screen::{Reader, Screen};
use super::style::Style;
use super::tally::Tally;
use crate::background;
use crate::event::exchange::Exchange;
use crate::event::finding::Judged;
use crate::event::line::to_json;

/// Bytes of events that may wait to be printed as lines; JSON, which somebody's program reads,
/// waits longer before it loses anything.
const LINES_BOUND: usize = 4 << 20;
const JSON_BOUND: usize = 64 << 20;
/// How long reports are gathered before they are printed, if nobody waits for that: far below what
/// an eye notices, and most of the cost of waking a thread for each one is saved.
const LINGER: Duration = Duration::from_millis(4);
/// So many are enough to be printed: few enough that a processor's cache still has what they hold.
const CROWD: usize = 32;
/// Reports that room is kept for from one batch to the next.
const KEPT: usize = 1_024;
/// How long [`Reporter::flush`] waits.
const FLUSH_PATIENCE: Duration = Duration::from_millis(100);
/// How long the end of a run waits while nothing is read.
const CLOSE_PATIENCE: Duration = Duration::from_secs(2);

/// How a run is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A line per arrival and per answer.
    Compact,
    /// The same, with both bodies.
    Pretty,
    /// Only what went wrong.
    Quiet,
    /// One JSON object per line.
    Json,
    /// Nothing: stdout is for something else.
    Silent,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Report>,
    dropped: u64,
    closed: bool,
    idle: bool,
    /// Somebody waits for what is to be printed, or it is enough: no more is gathered.
    urgent: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    /// Bytes of what waits; changed by who has the queue.
    weight: AtomicUsize,
    changed: Condvar,
    tally: Mutex<Tally>,
    /// How many reports were printed: whether the printing thread is getting on.
    printed: AtomicU64,
    format: Format,
    check: Check,
}

/// What judges an answer.
pub type Check = Box<dyn Fn(&Exchange) -> Judged + Send + Sync>;

/// The printing thread's handle. Cheap to clone; reporting never blocks.
#[derive(Clone)]
pub struct Reporter {
    shared: Arc<Shared>,
}

/// Ends the printing thread.
pub struct Closer {
    reporter: Reporter,
    ended: Receiver<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reporter {
    /// Starts printing what was answered and what `check` says about it. `reader_gone` is called
    /// once when nobody reads stdout any more.
    #[must_use]
    pub fn start(
        format: Format,
        style: Style,
        check: Check,
        reader_gone: impl FnOnce() + Send + 'static,
    ) -> (Self, Closer) {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            weight: AtomicUsize::new(0),
            changed: Condvar::new(),
            tally: Mutex::default(),
            printed: AtomicU64::new(0),
            format,
            check,
        });
        let (tell_end, ended) = channel();
        let thread = shared.clone();
        let printing = std::thread::Builder::new().name("printer".into());
        let started = printing.spawn(move || {
            background::give_way();
            thread.run(Screen::new(format, style), reader_gone);
            tell_end.send(()).ok();
        });
        // Without a thread nothing can be shown: the run goes on all the same.
        drop(started);
        let reporter = Self { shared };
        let closer = Closer {
            reporter: reporter.clone(),
            ended,
        };
        (reporter, closer)
    }

    /// Whether so much waits to be printed that lines will be dropped soon. A sender that can
    /// wait (a replay, not a live call) waits until this is no longer so.
    #[must_use]
    pub fn is_crowded(&self) -> bool {
        self.shared.weight.load(Ordering::Relaxed) > self.bound() / 2
    }

    /// Told once everything reported so far is printed.
    #[must_use]
    pub fn mark(&self) -> Receiver<()> {
        let (printed, told) = sync_channel(1);
        self.report(Report::Mark(printed));
        told
    }

    fn bound(&self) -> usize {
        match self.shared.format {
            Format::Json => JSON_BOUND,
            _ => LINES_BOUND,
        }
    }

    /// Has something shown.
    pub fn report(&self, report: Report) {
        let bound = self.bound();
        let mut queue = lock(&self.shared.queue);
        let weight = report.weight();
        let waiting = self.shared.weight.load(Ordering::Relaxed);
        let report = if waiting + weight > bound && !queue.waiting.is_empty() {
            match report {
                Report::Arrived(_) => return,
                Report::Answered(exchange) => {
                    // That takes as long as the event is large: others report meanwhile.
                    drop(queue);
                    let judged = (self.shared.check)(&exchange);
                    queue = lock(&self.shared.queue);
                    self.shared.skip(&mut queue, &exchange, &judged)
                }
                Report::Finished(exchange, judged) => {
                    self.shared.skip(&mut queue, &exchange, &judged)
                }
                small => small,
            }
        } else {
            report
        };
        let weight = report.weight();
        let waiting = self.shared.weight.fetch_add(weight, Ordering::Relaxed) + weight;
        let is_enough = waiting > bound / 2 || queue.waiting.len() + 1 >= CROWD;
        let is_urgent = is_enough || matches!(report, Report::Mark(_));
        let wake = queue.idle || (is_urgent && !queue.urgent);
        queue.urgent |= is_urgent;
        queue.waiting.push_back(report);
        if wake {
            queue.idle = false;
            self.shared.changed.notify_one();
        }
    }

    /// Waits until everything reported so far is printed, so that what goes to stderr comes after
    /// it; not longer than a reader that reads needs.
    pub fn flush(&self) {
        self.mark().recv_timeout(FLUSH_PATIENCE).ok();
    }

    /// Tells something that is no trouble.
    pub fn told(&self, message: impl Into<String>, json: serde_json::Value) {
        self.report(Report::Told {
            message: message.into(),
            json,
        });
    }

    /// Tells something about the run.
    pub fn note(&self, code: &'static str, message: impl Into<String>) {
        self.report(Report::Note {
            code,
            message: message.into(),
        });
    }
}

impl Closer {
    /// Prints what is waiting, however long that takes, and returns the counts. Gives up when
    /// nothing was read for 2 s.
    ///
    /// Then nothing more should be printed either: the second value says whether it can be.
    #[must_use]
    pub fn close(self) -> (Tally, bool) {
        lock(&self.reporter.shared.queue).closed = true;
        self.reporter.shared.changed.notify_one();
        let printed = &self.reporter.shared.printed;
        let mut before = printed.load(Ordering::Relaxed);
        let is_read = loop {
            match self.ended.recv_timeout(CLOSE_PATIENCE) {
                Ok(()) => break true,
                Err(RecvTimeoutError::Disconnected) => break false,
                Err(RecvTimeoutError::Timeout) => {
                    let now = printed.load(Ordering::Relaxed);
                    if now == before {
                        break false;
                    }
                    before = now;
                }
            }
        };
        let tally = std::mem::take(&mut *lock(&self.reporter.shared.tally));
        (tally, is_read)
    }
}

impl Shared {
    /// Counts an exchange that will not be shown.
    fn skip(&self, queue: &mut Queue, exchange: &Exchange, judged: &Judged) -> Report {
        queue.dropped += 1;
        lock(&self.tally).add(exchange, &judged.findings);
        Report::Skipped(exchange.arrival.envelope.id)
    }

    fn run(&self, mut screen: Screen, reader_gone: impl FnOnce()) {
        let mut reader = Reader::Reads(reader_gone);
        let mut batch = VecDeque::new();
        loop {
            let (dropped, closed) = self.take(&mut batch, screen.next_redraw());
            let ended = closed && batch.is_empty();
            let mut marks = Vec::new();
            for report in batch.drain(..) {
                let report = match report {
                    Report::Answered(exchange) => {
                        let judged = (self.check)(&exchange);
                        Report::Finished(exchange, judged)
                    }
                    Report::Mark(printed) => {
                        marks.push(printed);
                        continue;
                    }
                    other => other,
                };
                if let Report::Finished(exchange, judged) = &report {
                    lock(&self.tally).add(exchange, &judged.findings);
                }
                if reader.reads() {
                    screen.show(&report);
                    if screen.is_full() {
                        reader.flush(&mut screen);
                    }
                }
                self.printed.fetch_add(1, Ordering::Relaxed);
            }
            if dropped > 0 {
                screen.show(&Report::Note {
                    code: "lines-dropped",
                    message: format!(
                        "{dropped} events were not shown: the output is read too slowly"
                    ),
                });
            }
            if ended {
                screen.end();
            }
            reader.flush(&mut screen);
            for printed in marks {
                printed.try_send(()).ok();
            }
            if ended {
                return;
            }
        }
    }

    /// Takes everything that waits into `batch` (empty until then), gathered for [`LINGER`] or to a
    /// [`CROWD`], so that a burst rarely wakes this thread; sleeps until there is something, or
    /// until a row must be redrawn. The result is how much was dropped, and whether nothing more
    /// will come.
    fn take(&self, batch: &mut VecDeque<Report>, redraw: Option<Duration>) -> (u64, bool) {
        // After one event comes another, soon: nobody has to wake this thread for it.
        let mut queue = self.gather(lock(&self.queue));
        if queue.waiting.is_empty() && !queue.closed {
            queue.idle = true;
            let awake = |queue: &mut Queue| queue.waiting.is_empty() && !queue.closed;
            queue = match redraw {
                Some(after) => {
                    let waited = self.changed.wait_timeout_while(queue, after, awake);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self
                    .changed
                    .wait_while(queue, awake)
                    .unwrap_or_else(PoisonError::into_inner),
            };
            queue.idle = false;
            queue = self.gather(queue);
        }
        queue.urgent = false;
        self.weight.store(0, Ordering::Relaxed);
        batch.shrink_to(KEPT);
        std::mem::swap(&mut queue.waiting, batch);
        (std::mem::take(&mut queue.dropped), queue.closed)
    }

    /// Waits for more, unless there is enough or somebody waits for it.
    fn gather<'a>(&self, queue: MutexGuard<'a, Queue>) -> MutexGuard<'a, Queue> {
        let may_wait = |queue: &mut Queue| !queue.closed && !queue.urgent;
        let gathered = self.changed.wait_timeout_while(queue, LINGER, may_wait);
        gathered.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// A `warning` object for `--json`.
#[must_use]
pub fn warning_json(code: &str, message: &str) -> String {
    to_json(&json!({ "v": 1, "type": "warning", "code": code, "message": message }))
}

/// Shows a warning where no reporter runs: on stderr, or as an object on stdout.
pub fn warn(json: bool, code: &str, message: &str) {
    if json {
        out::data_line(&warning_json(code, message));
    } else {
        out::warn(message);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::event::exchange::{Delivery, Outcome};
    use crate::event::import;
    use crate::render::style::Recorded;

    #[test]
    fn the_end_of_a_run_waits_as_long_as_it_gets_on() {
        const EVENTS: u32 = 5;
        let slow: Check = Box::new(|_| {
            thread::sleep(CLOSE_PATIENCE / (EVENTS - 1));
            Judged::default()
        });
        let style = Style {
            live: false,
            width: 120,
            page: 100,
            rows: 25,
            recorded: Recorded::Nowhere,
        };
        let (reporter, closer) = Reporter::start(Format::Silent, style, slow, || {});
        let mut exchange = import::of_body(b"{}".as_slice().into());
        let took = Duration::from_millis(1);
        exchange.delivery = Some(Delivery::unanswered(Outcome::GivenUp, 0, "", took));
        for _ in 0..EVENTS {
            reporter.report(Report::Answered(exchange.clone()));
        }
        let (tally, is_read) = closer.close();
        assert_eq!((tally.events(), is_read), (u64::from(EVENTS), true));
    }
}
