//! The engine of `listen`: receive, forward, answer.
//!
//! [`Relay::serve`] accepts connections ([`inbound`]), takes each event in ([`mod@exchange`]), sends
//! it to the local app ([`forward`]) and streams the answer back ([`answer`]). It never prints and never touches
//! disk: what happens is told to an [`Observer`], which records and shows it. The order of
//! things is the promise: the app is asked while the arrival is being recorded, and the last
//! byte of an answer leaves only when the arrival is safe (or after [`RECORD_PATIENCE`]).

pub mod alarm;
mod answer;
pub mod door;
mod exchange;
pub mod forward;
pub mod gate;
pub mod guard;
mod in_hand;
mod inbound;
mod intake;
pub mod loopback;
pub mod once;
mod prompt;
mod reply;
pub mod routing;
pub mod target;
mod tls;
mod watch;
mod workers;

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::Semaphore;

use crate::error::Result;
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use crate::signature::Auth;
use door::{Door, TurnedAway};
use forward::Forwarder;
use gate::Gate;
use guard::Guard;
use routing::Routing;

/// How long an answer waits for its arrival to be recorded before it is sent anyway: a live call
/// is worth more than a record.
pub const RECORD_PATIENCE: Duration = Duration::from_millis(250);

/// What happens in a relay, told as it happens. No method may block.
pub trait Observer: Send + Sync + 'static {
    /// Resolves when an arrival is safe, or at once when nothing records.
    type Receipt: Future<Output = ()> + Send + Unpin + 'static;

    /// Resolves when there is room for another arrival.
    fn room(&self) -> impl Future<Output = ()> + Send;
    /// An event arrived; it is being forwarded.
    fn arrived(&self, arrival: &Arc<Arrival>) -> Self::Receipt;
    /// The answer's last byte left, or the delivery failed.
    fn finished(&self, exchange: Exchange);
    /// An answer was sent before its arrival was recorded.
    fn answered_unrecorded(&self, arrival: &Arrival);
    /// A request was turned away at the gate or the door; it is no event.
    fn turned_away(&self, why: &TurnedAway);
    /// A connection could not be accepted; it is tried again and again.
    fn accept_failed(&self, error: &std::io::Error);
    /// The app's port opened or closed while the relay was idle.
    fn app_changed(&self, app: &AppState);
}

/// Whether something listens on a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppState {
    /// A connection was accepted.
    Up {
        /// The target's URL.
        target: String,
    },
    /// No connection was accepted.
    Down {
        /// The target's URL.
        target: String,
        /// What was tried, in words.
        detail: String,
    },
}

/// What is done with an app that is over the deadline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeadlinePolicy {
    /// It is shown; a breakpoint lives.
    #[default]
    Warn,
    /// It is cut off with 504, as Vapi would give up.
    Enforce,
}

/// How a relay behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where events go.
    pub routing: Routing,
    /// Headers added to what the app gets, or replaced.
    pub extra_headers: HeaderMap,
    /// Accept any certificate of an https app.
    pub skip_verify: bool,
    /// What happens at the deadline.
    pub deadline: DeadlinePolicy,
    /// Largest request body, in bytes; also how much of an answer is recorded.
    pub max_body: usize,
    /// Most events in flight at once.
    pub max_inflight: usize,
    /// Longest silence of a sender inside head or body.
    pub sender_timeout: Duration,
    /// What keeps strangers out when the listener is public.
    pub gate: Option<Gate>,
    /// What keeps web pages out.
    pub door: Door,
    /// What says who may send.
    pub guard: Option<Arc<Guard>>,
    /// What signs for the app, in the place of the sender.
    pub re_sign: Option<Auth>,
}

impl Options {
    /// The defaults of `listen`: 50 MB, 256 in flight, 30 s for a slow sender.
    #[must_use]
    pub fn new(routing: Routing) -> Self {
        Self {
            routing,
            extra_headers: HeaderMap::new(),
            skip_verify: false,
            deadline: DeadlinePolicy::Warn,
            max_body: 50_000_000,
            max_inflight: 256,
            sender_timeout: Duration::from_secs(30),
            gate: None,
            door: Door::default(),
            guard: None,
            re_sign: None,
        }
    }
}

/// What a future comes to without waiting; pending, it has begun all the same.
async fn at_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
}

/// A relay between Vapi and the local app.
pub struct Relay<O> {
    options: Options,
    forwarder: Forwarder,
    observer: O,
    inflight: Arc<Semaphore>,
    in_hand: in_hand::InHand,
    promptness: prompt::Promptness,
}

impl<O: Observer> Relay<O> {
    /// A relay that has not started.
    ///
    /// # Errors
    /// When TLS towards an https app cannot be set up.
    pub fn new(options: Options, observer: O) -> Result<Arc<Self>> {
        let https = options.routing.targets().any(target::Target::is_https);
        let extra = options.extra_headers.clone();
        Ok(Arc::new(Self {
            forwarder: Forwarder::new(extra, https, options.skip_verify)?,
            inflight: Arc::new(Semaphore::new(options.max_inflight)),
            in_hand: in_hand::InHand::default(),
            promptness: prompt::Promptness::default(),
            options,
            observer,
        }))
    }

    /// How many events came whole and are not answered yet.
    pub fn in_flight(&self) -> usize {
        self.in_hand.count()
    }

    /// Whether there is only one event in flight.
    fn is_calm(&self) -> bool {
        self.inflight.available_permits() + 1 >= self.options.max_inflight
    }

    /// Tells that what is in flight has no answer any more, `why` in words: nobody waits for it.
    pub fn give_up(&self, why: &str) {
        for (arrival, started) in self.in_hand.give_up() {
            let latency = started.elapsed();
            let delivery = Delivery::unanswered(Outcome::GivenUp, 0, why, latency);
            self.observer.finished(Exchange {
                arrival,
                delivery: Some(delivery),
            });
        }
    }

    /// Who is told what happens.
    pub fn observer(&self) -> &O {
        &self.observer
    }
}
