//! What a running relay tells of its events: to the record, to the display, to what ends the run.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::sync::Notify;

use super::session::Record;
use crate::event::exchange::{Arrival, Exchange};
use crate::relay::door::TurnedAway;
use crate::relay::routing::Pattern;
use crate::relay::{AppState, Observer, RECORD_PATIENCE};
use crate::render::report::Report;
use crate::render::reporter::Reporter;
use crate::store::{Notice, Receipt, Recorder};

/// The relay's observer: records, shows, watches for the end.
pub(super) struct Watcher {
    reporter: Reporter,
    /// Where events are recorded.
    pub(super) recorder: Option<Recorder>,
    until: Option<(Pattern, Arc<Notify>)>,
    apps_down: Mutex<Vec<String>>,
    /// How many events were answered before they were recorded.
    pub(super) unrecorded: AtomicU64,
    /// How many requests were turned away because they came to another path.
    pub(super) strangers: AtomicU64,
    /// How many were turned away because a web page sent them.
    pub(super) pages: AtomicU64,
    accept_failed: AtomicBool,
}

impl Watcher {
    /// Records, if there is a record, and shows. An event that `until` names is told to what goes
    /// with it once it was answered.
    pub(super) fn new(
        reporter: Reporter,
        record: Option<Record>,
        until: Option<(Pattern, Arc<Notify>)>,
    ) -> Self {
        let notices = reporter.clone();
        let recorder = record.map(|record| {
            Recorder::start(record.path, record.limits, move |notice| {
                let (code, message) = in_words(&notice);
                notices.note(code, message);
            })
        });
        Self {
            reporter,
            recorder,
            until,
            apps_down: Mutex::default(),
            unrecorded: AtomicU64::new(0),
            strangers: AtomicU64::new(0),
            pages: AtomicU64::new(0),
            accept_failed: AtomicBool::new(false),
        }
    }
}

/// Resolves once an arrival is recorded, or will not be.
pub(super) struct Settled(Option<Receipt>);

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
