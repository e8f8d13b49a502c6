//! The recorder: one thread that writes while calls are live (and now and then a second one
//! that moves the log into the file, because that waits for the disk).
//!
//! An event is handed over when it arrives and its [`Receipt`] resolves once it is safe: as soon as it
//! is asked, when the spool took the event in, else when it is committed. The relay holds the
//! answer's last byte until then, so that answered means recorded; until the receipt is asked, or a
//! batch is written, an event among many may be in memory alone. What became of the event follows later
//! and waits for nobody. Events are written in batches, one transaction each: what came within a
//! few milliseconds, or while the last one was written.
//!
//! When the file cannot be written, receipts say so at once, [`Notice`]s tell what is not
//! being recorded, and every batch tries again. While another process holds the file locked,
//! events wait until 4 MiB of them do. A damaged file is not written again. One that is deleted or
//! replaced is noticed once the next events are committed; they are written again, to a new one.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::queue::{Item, Queue, Safety};
use super::worker::Worker;
use super::{Limits, Store};
use crate::background;
use crate::error::{Error, Result};
use crate::event::exchange::{Arrival, Exchange};

/// How long closing may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// Whether an event is in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is, also after `kill -9`.
    Yes,
    /// It is not; a [`Notice`] says why.
    No,
}

/// Resolves once the event is recorded, or cannot be. May wait as long as a stuck disk does:
/// who cannot, puts a timeout around it.
pub struct Receipt {
    shared: Arc<Shared>,
    safety: Safety,
}

impl Future for Receipt {
    type Output = Recorded;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Recorded> {
        loop {
            match &mut self.safety {
                Safety::Given => return Poll::Ready(Recorded::Yes),
                Safety::Spooled(ticket) => {
                    let ticket = *ticket;
                    self.safety = self.shared.queue.safety(ticket);
                }
                Safety::Recorded(told) => {
                    let told = Pin::new(told).poll(context);
                    return told.map(|told| told.unwrap_or(Recorded::No));
                }
            }
        }
    }
}

/// What the user has to know about the record while it is written.
#[derive(Debug)]
pub enum Notice {
    /// The file could not be opened: nothing is recorded until it can be.
    OpenFailed {
        /// Why, and what to do.
        error: Error,
    },
    /// The file was deleted or replaced. A new one is begun there, with the events at hand.
    Gone {
        /// Where it was.
        path: PathBuf,
    },
    /// Writing failed. Said once for an outage.
    WriteFailed {
        /// Why, and what to do.
        error: Error,
        /// Events not recorded so far; 0 while they wait for another process's lock.
        lost: u64,
    },
    /// It still fails. Said every 30 s.
    StillFailing {
        /// Events not recorded since the outage began.
        lost: u64,
    },
    /// Events are recorded again.
    Recovered {
        /// Events not recorded during the outage.
        lost: u64,
    },
}

/// What a recorder did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Events in the record.
    pub recorded: u64,
    /// Events that are not, or without what became of them.
    pub lost: u64,
}

/// A receipt's other end, and what it says.
type Settled = (oneshot::Sender<Recorded>, Recorded);

/// Settles receipts on the runtime that waits for them. To wake a task from another thread takes
/// a system call; here a whole batch takes one.
pub(super) struct Teller(Option<mpsc::UnboundedSender<Vec<Settled>>>);

impl Teller {
    /// In a runtime, its task; elsewhere receipts are settled on the spot.
    fn start() -> Self {
        let runtime = tokio::runtime::Handle::try_current();
        Self(runtime.ok().map(|runtime| {
            let (tell, mut told) = mpsc::unbounded_channel();
            runtime.spawn(async move {
                while let Some(batch) = told.recv().await {
                    settle(batch);
                }
            });
            tell
        }))
    }

    pub(super) fn tell(&self, batch: Vec<Settled>) {
        if batch.is_empty() {
            return;
        }
        match &self.0 {
            None => settle(batch),
            Some(tell) => {
                if let Err(mpsc::error::SendError(batch)) = tell.send(batch) {
                    settle(batch);
                }
            }
        }
    }
}

fn settle(batch: Vec<Settled>) {
    for (receipt, recorded) in batch {
        // Nobody waits any longer: no harm.
        let _ = receipt.send(recorded);
    }
}

/// What the recorder and its thread both hold.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) queue: Queue,
    pub(super) recorded: AtomicU64,
    pub(super) lost: AtomicU64,
    /// Events handed over and not settled.
    pub(super) open_arrivals: AtomicU64,
    /// Answers handed over and not settled.
    pub(super) open_answers: AtomicU64,
}

/// The way into the record for a live listener. Dropped without [`Recorder::close`], it still
/// writes what it was given, if the process lives on.
pub struct Recorder {
    shared: Arc<Shared>,
}

impl Recorder {
    /// Starts the thread, which opens the file; never fails and never waits. `notices` is
    /// called on that thread and must not block.
    pub fn start(path: PathBuf, limits: Limits, notices: impl Fn(Notice) + Send + 'static) -> Self {
        Self::start_with(move || Store::open_to_record(&path), limits, notices)
    }

    pub(super) fn start_with(
        open: impl Fn() -> Result<Store> + Send + 'static,
        limits: Limits,
        notices: impl Fn(Notice) + Send + 'static,
    ) -> Self {
        let shared = Arc::<Shared>::default();
        let worker = Worker::new(
            Arc::clone(&shared),
            Box::new(open),
            Box::new(notices),
            Teller::start(),
            limits,
        );
        let started = thread::Builder::new()
            .name("recorder".into())
            .spawn(move || {
                background::give_way();
                worker.run();
            });
        // Without a thread the worker is dropped here, which ends the queue: receipts say no.
        drop(started);
        Self { shared }
    }

    /// Hands over an event. Does not block.
    pub fn arrived(&self, arrival: Arc<Arrival>) -> Receipt {
        self.shared.open_arrivals.fetch_add(1, Ordering::Relaxed);
        Receipt {
            shared: Arc::clone(&self.shared),
            safety: self.shared.queue.arrived(arrival),
        }
    }

    /// Hands over what became of an event that has been handed over. Does not block.
    pub fn finished(&self, exchange: Exchange) {
        self.shared.open_answers.fetch_add(1, Ordering::Relaxed);
        self.shared.queue.push(Item::Finished(exchange));
    }

    /// Whether [`Recorder::room`] would wait.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.shared.queue.is_full()
    }

    /// Waits while 4 MiB or more are waiting to be written. Await it before reading the next
    /// request, with a timeout: without it, only memory bounds what waits, unless the disk is
    /// stuck for a second; then events are refused from 32 MiB on.
    pub async fn room(&self) {
        self.shared.queue.room().await;
    }

    /// Writes what was handed over, closes the file and ends the thread. Blocks, for 5 s at
    /// most; what is handed over later is not recorded. May be called again.
    #[must_use]
    pub fn close(&self) -> Totals {
        self.shared.queue.close(CLOSE_WITHIN);
        self.shared.queue.wait_for_end(CLOSE_WITHIN);
        let Shared {
            recorded,
            lost,
            open_arrivals,
            open_answers,
            ..
        } = &*self.shared;
        let unsettled = open_arrivals
            .load(Ordering::Relaxed)
            .max(open_answers.load(Ordering::Relaxed));
        Totals {
            recorded: recorded.load(Ordering::Relaxed),
            lost: lost.load(Ordering::Relaxed) + unsettled,
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.shared.queue.close(CLOSE_WITHIN);
    }
}
