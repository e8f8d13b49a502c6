//! A running relay with everything around it: the record, the display, the signals that end it.
//! `listen` and `demo` differ only in what they put in and what ends them.

use std::future::Future;
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};

use super::judge::Judge;
use crate::error::Result;
use crate::event::exchange::{Arrival, Exchange};
use crate::event::line::to_json;
use crate::relay::door::TurnedAway;
use crate::relay::routing::Pattern;
use crate::relay::{AppState, Observer, Options, RECORD_PATIENCE, Relay};
use crate::render::out;
use crate::render::reporter::{Closer, Format, Report, Reporter};
use crate::render::style::Style;
use crate::render::tally::Tally;
use crate::store::{Limits, Notice, Receipt, Recorder};

/// Longest wait for events in flight once the relay was told to stop.
const DRAIN: Duration = Duration::from_secs(30);

/// Where the record of a session goes.
pub struct Record {
    /// The file.
    pub path: PathBuf,
    /// How much of it is kept.
    pub limits: Limits,
}

/// A relay about to run.
pub struct Session {
    relay: Arc<Relay<Watcher>>,
    listener: TcpListener,
    reporter: Reporter,
    closer: Closer,
    until: Arc<Notify>,
    reader_gone: Arc<Notify>,
    started: Instant,
    record: Option<PathBuf>,
}

/// What a session amounted to.
pub struct Ended {
    tally: Tally,
    /// Whether anybody reads what is printed; a full pipe would block us for ever.
    is_read: bool,
    lasted: Duration,
    record: Option<String>,
}

impl Session {
    /// Starts the display and the recorder; the relay runs from [`Session::run`] on. `until` ends
    /// the run once an event of that name was answered.
    ///
    /// # Errors
    /// When the relay cannot be set up.
    pub fn start(
        listener: TcpListener,
        options: Options,
        record: Option<Record>,
        until: Option<Pattern>,
        format: Format,
        style: Style,
        judge: Judge,
    ) -> Result<Self> {
        let reader_gone = Arc::new(Notify::new());
        let tell = reader_gone.clone();
        let check = move |exchange: &Exchange| judge.next(exchange);
        let (reporter, closer) =
            Reporter::start(format, style, Box::new(check), move || tell.notify_one());
        let reached = Arc::new(Notify::new());
        let path = record.as_ref().map(|record| record.path.clone());
        let notices = reporter.clone();
        let recorder = record.map(|record| {
            Recorder::start(record.path, record.limits, move |notice| {
                let (code, message) = in_words(&notice);
                notices.note(code, message);
            })
        });
        let watcher = Watcher {
            reporter: reporter.clone(),
            recorder,
            until: until.map(|pattern| (pattern, reached.clone())),
            apps_down: Mutex::default(),
            unrecorded: AtomicU64::new(0),
            strangers: AtomicU64::new(0),
            accept_failed: AtomicBool::new(false),
            pages: AtomicU64::new(0),
        };
        Ok(Self {
            relay: Relay::new(options, watcher)?,
            listener,
            reporter,
            closer,
            until: reached,
            reader_gone,
            started: Instant::now(),
            record: path,
        })
    }

    /// Tells something about the run.
    pub fn reporter(&self) -> &Reporter {
        &self.reporter
    }

    /// Resolves when the run has reached its end by itself: the event of `until` was answered, or
    /// nobody reads the output any more.
    pub fn reached_its_end(&self) -> impl Future<Output = ()> + use<> {
        let (until, reader_gone) = (self.until.clone(), self.reader_gone.clone());
        async move {
            tokio::select! {
                () = until.notified() => {}
                () = reader_gone.notified() => {}
            }
        }
    }

    /// Relays until `stop` resolves, then finishes what is in flight. `stop` resolves to why it
    /// stopped, which is handed back, and to a future that ends the waiting.
    pub async fn run<T, A: Future<Output = ()>>(
        self,
        stop: impl Future<Output = (T, A)>,
    ) -> (Ended, T) {
        let (tell, told) = oneshot::channel();
        let mut serve = pin!(self.relay.clone().serve(self.listener, async {
            told.await.ok();
        }));
        let (why, at_once) = tokio::select! {
            stopped = stop => stopped,
            () = &mut serve => unreachable!("a relay ends only when it is told to"),
        };
        tell.send(()).ok();
        match self.relay.in_flight() {
            0 => {}
            count => self.reporter.note(
                "draining",
                format!("finishing what is in flight ({count}); once more stops at once"),
            ),
        }
        let given_up = tokio::select! {
            () = &mut serve => None,
            () = at_once => Some("given up: the run was stopped before the app answered"),
            () = tokio::time::sleep(DRAIN) => {
                self.reporter.note("drain-given-up", "events in flight were given up after 30 s");
                Some("given up: the app did not answer within 30 s after the end of the run")
            }
        };
        if let Some(why) = given_up {
            self.relay.give_up(why);
        }
        let watcher = self.relay.observer();
        let late = watcher.unrecorded.load(Ordering::Relaxed);
        let record = watcher.recorder.as_ref().map(|recorder| {
            let totals = recorder.close();
            let path = self.record.as_ref().map(|path| path.display().to_string());
            let mut text = format!("{} in {}", totals.recorded, path.unwrap_or_default());
            if totals.lost > 0 {
                text = format!("{} NOT RECORDED, {text}", totals.lost);
            } else if late > 0 {
                text += &format!(" ({late} answered before they were recorded)");
            }
            text
        });
        let (mut tally, is_read) = self.closer.close();
        tally.turned_away(
            watcher.strangers.load(Ordering::Relaxed),
            watcher.pages.load(Ordering::Relaxed),
        );
        let ended = Ended {
            tally,
            is_read,
            lasted: self.started.elapsed(),
            record,
        };
        (ended, why)
    }
}

impl Ended {
    /// Whether an answer had an error by Vapi's contract.
    pub fn has_errors(&self) -> bool {
        self.tally.has_errors()
    }

    /// Prints the summary.
    pub fn print(&self, format: Format, style: &Style) {
        if !self.is_read {
            return;
        }
        if format == Format::Json {
            out::data_line(&to_json(&self.tally.to_json(self.lasted)));
        } else {
            let text = self
                .tally
                .to_text(self.lasted, self.record.as_deref(), style.width);
            out::data_line(&format!("\n{text}"));
        }
    }
}

/// What the recorder has to say.
fn in_words(notice: &Notice) -> (&'static str, String) {
    match notice {
        Notice::OpenFailed { error } => {
            let hint = error
                .hint
                .as_ref()
                .map_or_else(String::new, |hint| format!(" ({hint})"));
            (
                "not-recording",
                format!("NOT RECORDING: {}{hint}", error.message),
            )
        }
        Notice::Gone { path } => (
            "record-gone",
            format!(
                "{} was deleted or replaced: it is begun anew, without what was in it",
                path.display()
            ),
        ),
        Notice::WriteFailed { error, lost: 0 } => (
            "recording-late",
            format!("the record has to wait: {}", error.message),
        ),
        Notice::WriteFailed { error, lost } => (
            "not-recording",
            format!("NOT RECORDING ({lost} events so far): {}", error.message),
        ),
        Notice::StillFailing { lost } => (
            "not-recording",
            format!("STILL NOT RECORDING: {lost} events so far"),
        ),
        Notice::Recovered { lost: 0 } => ("recording", "recording again, nothing was lost".into()),
        Notice::Recovered { lost } => (
            "recording",
            format!("recording again; {lost} events are not in the record"),
        ),
    }
}

/// The relay's observer: records, shows, watches for the end.
struct Watcher {
    reporter: Reporter,
    recorder: Option<Recorder>,
    until: Option<(Pattern, Arc<Notify>)>,
    apps_down: Mutex<Vec<String>>,
    unrecorded: AtomicU64,
    strangers: AtomicU64,
    accept_failed: AtomicBool,
    pages: AtomicU64,
}

/// Resolves once an arrival is recorded, or will not be.
struct Settled(Option<Receipt>);

impl Future for Settled {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            None => Poll::Ready(()),
            Some(receipt) => Pin::new(receipt).poll(cx).map(|_| self.0 = None),
        }
    }
}

impl Observer for Watcher {
    type Receipt = Settled;

    async fn room(&self) {
        if let Some(recorder) = self.recorder.as_ref().filter(|recorder| recorder.is_full()) {
            // A stuck disk must not stop the relay; the recorder says what it cannot record.
            tokio::time::timeout(RECORD_PATIENCE, recorder.room())
                .await
                .ok();
        }
    }

    fn arrived(&self, arrival: &Arc<Arrival>) -> Settled {
        self.reporter.report(Report::Arrived(arrival.clone()));
        Settled(
            self.recorder
                .as_ref()
                .map(|recorder| recorder.arrived(arrival.clone())),
        )
    }

    fn finished(&self, exchange: Exchange) {
        if let Some(recorder) = &self.recorder {
            recorder.finished(exchange.clone());
        }
        if let Some((pattern, reached)) = &self.until
            && pattern.matches(&exchange.arrival.event().name)
        {
            reached.notify_one();
        }
        self.reporter.report(Report::Answered(exchange));
    }

    fn answered_unrecorded(&self, arrival: &Arrival) {
        if self.unrecorded.fetch_add(1, Ordering::Relaxed) == 0 {
            self.reporter.note(
                "answered-unrecorded",
                format!(
                    "{} was answered before it was recorded: the disk did not answer within {} ms",
                    arrival.envelope.id.short(),
                    RECORD_PATIENCE.as_millis()
                ),
            );
        }
    }

    fn turned_away(&self, why: &TurnedAway) {
        let (count, code, told) = if *why == TurnedAway::Stranger {
            (&self.strangers, "turned-away", format!("{why} (404)"))
        } else {
            let told = format!("{why} (403): {}", why.remedy());
            (&self.pages, "page-turned-away", told)
        };
        if count.fetch_add(1, Ordering::Relaxed) == 0 {
            self.reporter
                .note(code, format!("{told}; more are only counted"));
        }
    }

    fn accept_failed(&self, error: &std::io::Error) {
        // A sender that leaves before it is accepted is nobody's trouble.
        let left = std::io::ErrorKind::ConnectionAborted;
        if error.kind() != left && !self.accept_failed.swap(true, Ordering::Relaxed) {
            let message = format!(
                "connections have to wait, none can be accepted: {error}; with too many open \
                 files, raise the limit: ulimit -n 4096"
            );
            self.reporter.note("not-accepting", message);
        }
    }

    fn app_changed(&self, app: &AppState) {
        let mut down = self
            .apps_down
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match app {
            AppState::Down { target, detail } => {
                down.push(target.clone());
                self.reporter.note(
                    "app-down",
                    format!("{target} is down: {detail}; events get 502 until it is up"),
                );
            }
            // That it is up is news only after it was down.
            AppState::Up { target } => {
                if let Some(at) = down.iter().position(|known| known == target) {
                    down.remove(at);
                    self.reporter.note("app-up", format!("{target} is up"));
                }
            }
        }
    }
}

/// What the `ready` object of `--json` says.
pub struct Ready<'a> {
    /// The listener's own URL.
    pub url: &'a str,
    /// Its port.
    pub port: u16,
    /// The URL under which Vapi reaches it, if it is public.
    pub public_url: Option<&'a str>,
    /// Where events go, the default first.
    pub targets: &'a [String],
    /// The record's file.
    pub record: Option<&'a str>,
}

impl Ready<'_> {
    /// The object.
    pub fn report(&self) -> Report {
        Report::Json(json!({
            "v": 1,
            "type": "ready",
            "url": self.url,
            "port": self.port,
            "public_url": self.public_url,
            "target": self.targets.first(),
            "record": self.record,
        }))
    }
}
