//! A running relay with everything around it: the record, the display, the signals that end it.
//! `listen` and `demo` differ only in what they put in and what ends them.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};

use super::judge::Judge;
use super::watcher::Watcher;
use crate::error::Result;
use crate::event::exchange::Exchange;
use crate::event::line::to_json;
use crate::relay::routing::Pattern;
use crate::relay::{Options, Relay};
use crate::render::out;
use crate::render::report::Report;
use crate::render::reporter::{Closer, Format, Reporter};
use crate::render::style::Style;
use crate::render::tally::Tally;
use crate::store::Limits;

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
        let until = until.map(|pattern| (pattern, reached.clone()));
        let watcher = Watcher::new(reporter.clone(), record, until);
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
