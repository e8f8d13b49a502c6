//! Sends a stream of events to an app: by a schedule, several at once, each call's events in
//! their order.
//!
//! - [`feed`]: reads the events on a thread of its own, as fast as they are sent;
//! - [`pace`]: when each one is due; [`chaos`]: what goes wrong on the way, on purpose;
//! - [`queue`]: hands them out, never two of one call at the same time;
//! - here: the workers.
//!
//! What is sent for an event is the [`Maker`]'s, what becomes of it the [`Witness`]'s: the engine
//! changes nothing and prints nothing. Memory does not grow with the number of events.

pub mod chaos;
pub mod feed;
pub mod pace;
mod queue;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use self::chaos::Chaos;
use self::feed::Feed;
use self::pace::Pace;
use self::queue::{Dealer, Queue};
use super::signals::{Signal, Signals};
use super::what::Origin;
use crate::error::Error;
use crate::event::exchange::{Arrival, Delivery, Exchange};
use crate::event::fresh::Renewal;
use crate::relay::alarm::Alarm;
use crate::relay::forward::{ForwardError, Forwarder, Ready};
use crate::relay::once::{self, Patience};
use crate::relay::target::Target;
use crate::render::reporter::Reporter;

/// How often a display that is full is looked at again.
const PATIENCE: Duration = Duration::from_millis(2);

/// An event as it was recorded or read; shared by the times it is sent.
#[derive(Debug)]
pub struct Recorded {
    /// What arrived.
    pub arrival: Arc<Arrival>,
    /// How it was answered then.
    pub answer: Option<Delivery>,
    /// Where it came from.
    pub origin: Origin,
    /// The request for it, if whoever read it made that.
    pub ready: Option<Arc<Ready>>,
    /// What is sent for it, when that is the same every time.
    pub sent: OnceCell<(Rc<Sent>, Arc<Ready>)>,
}

/// One event to send.
#[derive(Clone, Debug)]
pub struct Shot {
    /// Which event.
    pub recorded: Rc<Recorded>,
    /// In which repetition, from 0.
    pub round: u64,
    /// When it is due, from the run's start.
    pub due: Option<Duration>,
    /// How long its way takes (chaos).
    pub hold: Duration,
    /// Whether it does not wait for the other events of its call (chaos).
    pub loose: bool,
}

/// What is sent for an event.
#[derive(Debug)]
pub struct Sent {
    /// What the app gets.
    pub arrival: Arc<Arrival>,
    /// The answer that is expected: the recorded one, with what was changed in the event.
    pub expected: Option<Delivery>,
    /// What was made new in the event.
    pub renewal: Renewal,
}

/// Makes what is sent for an event.
pub trait Maker {
    /// Called right before it is sent: what is sent, and the request for that.
    ///
    /// # Errors
    /// When there is nothing to send: the event is left out, and the error is the run's.
    fn make(&self, shot: &Shot) -> Result<(Rc<Sent>, Arc<Ready>), Error>;
}

/// Is told what becomes of the events.
pub trait Witness {
    /// An event is being sent, `late` after it was due.
    fn sending(&mut self, sent: &Sent, late: Duration);
    /// It was answered.
    fn answered(&mut self, shot: &Shot, sent: &Sent, exchange: Exchange);
    /// No answer began. An error ends the run.
    ///
    /// # Errors
    /// When it makes no sense to go on.
    fn failed(&mut self, shot: &Shot, sent: &Sent, error: ForwardError) -> Result<(), Error>;
    /// Whether the next event has to wait until there is room to show it.
    fn is_crowded(&self) -> bool;
    /// Whether nobody wants to know any more.
    fn is_done(&self) -> bool;
}

/// How the events are sent.
pub struct Plan {
    /// Where they go.
    pub target: Target,
    /// Most events on their way at once.
    pub concurrency: usize,
    /// How long each answer is waited for.
    pub patience: Patience,
    /// When they are due.
    pub pace: Pace,
    /// What goes wrong on purpose.
    pub chaos: Option<Chaos>,
    /// For what chaos has to tell.
    pub reporter: Reporter,
}

/// How a run ended.
#[derive(Debug, Default)]
pub struct Run {
    /// The signal that ended it.
    pub signal: Option<Signal>,
    /// The first error, and how many there were.
    pub error: Option<Error>,
    /// How many.
    pub errors: u64,
}

struct Shared<M, W> {
    maker: M,
    witness: RefCell<W>,
    queue: Queue,
    patience: Patience,
    forwarder: Forwarder,
    target: Target,
    started: Cell<Option<Instant>>,
    run: RefCell<Run>,
}

/// Sends everything, in a [`local_runtime`](super::local_runtime): what the workers share stays on its
/// thread. The witness is given back.
pub async fn run<M, W>(
    plan: Plan,
    feed: Feed,
    forwarder: Forwarder,
    maker: M,
    witness: W,
    signals: &mut Signals,
) -> (Run, W)
where
    M: Maker + 'static,
    W: Witness + 'static,
{
    let used = feed.used();
    let dealer = Dealer::new(feed, plan.pace, plan.chaos, plan.reporter);
    let shared = Rc::new(Shared {
        maker,
        witness: RefCell::new(witness),
        queue: Queue::new(dealer, plan.concurrency, used),
        patience: plan.patience,
        forwarder,
        target: plan.target,
        started: Cell::new(None),
        run: RefCell::default(),
    });
    let mut workers = JoinSet::new();
    for _ in 0..plan.concurrency.max(1) {
        workers.spawn_local(shared.clone().work());
    }
    loop {
        tokio::select! {
            ended = workers.join_next() => {
                if ended.is_none() {
                    break;
                }
            }
            signal = signals.next() => {
                shared.queue.stop();
                if shared.run.borrow_mut().signal.replace(signal).is_some() {
                    workers.shutdown().await;
                    break;
                }
            }
        }
    }
    let shared = Rc::into_inner(shared);
    shared.map_or_else(
        || unreachable!("every worker has ended"),
        |shared| (shared.run.into_inner(), shared.witness.into_inner()),
    )
}

impl<M: Maker, W: Witness> Shared<M, W> {
    async fn work(self: Rc<Self>) {
        let mut before = None;
        let mut alarm = Alarm::default();
        loop {
            while self.witness.borrow().is_crowded() {
                tokio::time::sleep(PATIENCE).await;
            }
            if self.witness.borrow().is_done() {
                self.queue.stop();
            }
            let shot = match self.queue.next(before.take()).await {
                None => return,
                // What cannot be read does not keep the rest from being sent.
                Some(Err(error)) => {
                    self.fail(error);
                    continue;
                }
                Some(Ok(shot)) => shot,
            };
            if !shot.hold.is_zero() {
                tokio::time::sleep(shot.hold).await;
            }
            match self.maker.make(&shot) {
                Err(error) => self.fail(error),
                Ok((sent, ready)) => {
                    self.witness.borrow_mut().sending(&sent, self.late(&shot));
                    let sending = once::send_ready(
                        &self.forwarder,
                        &ready,
                        &self.target,
                        &sent.arrival,
                        self.patience,
                        &mut alarm,
                    );
                    let exchange = sending.await;
                    let mut witness = self.witness.borrow_mut();
                    match exchange {
                        Ok(exchange) => witness.answered(&shot, &sent, exchange),
                        Err(error) => {
                            if let Err(error) = witness.failed(&shot, &sent, error) {
                                self.fail(error);
                                self.queue.stop();
                            }
                        }
                    }
                }
            }
            before = Some(shot);
        }
    }

    /// How long after its time a shot is fired.
    fn late(&self, shot: &Shot) -> Duration {
        let Some(due) = shot.due else {
            return Duration::ZERO;
        };
        let now = Instant::now();
        let started = self.started.get().unwrap_or_else(|| {
            self.started.set(Some(now));
            now
        });
        (now - started).saturating_sub(due + shot.hold)
    }

    fn fail(&self, error: Error) {
        let mut run = self.run.borrow_mut();
        run.errors += 1;
        run.error.get_or_insert(error);
    }
}
