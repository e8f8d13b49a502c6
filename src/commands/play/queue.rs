//! Hands events out to the workers: in their order, when they are due, and never two of one
//! call at the same time. Events without a call, and the same call in another repetition, stand
//! by themselves.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::time::Duration;

use foldhash::HashMap;
use tokio::sync::{Mutex, Notify, watch};
use tokio::time::{Instant, sleep_until};

use super::chaos::Chaos;
use super::feed::{Fed, Feed, Loaded, Used};
use super::pace::Pace;
use super::{Recorded, Shot};
use crate::error::Error;
use crate::render::reporter::Reporter;

/// Most events, and bytes of them, that may wait for others of their calls.
const HELD: usize = 1_024;
const HELD_WEIGHT: usize = 16 << 20;

/// A call in one repetition, by the id in an event of it.
struct Key(Rc<Recorded>, u64);

impl Key {
    fn parts(&self) -> (Option<&str>, u64) {
        (self.0.arrival.event().call_id.as_deref(), self.1)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

pub(super) struct Queue {
    dealer: Mutex<Dealer>,
    /// The calls that a worker is busy with, and what waits for each.
    busy: RefCell<HashMap<Key, VecDeque<Shot>>>,
    held: Cell<(usize, usize)>,
    freed: Notify,
    stop: watch::Sender<bool>,
    used: Used,
    /// One worker alone keeps every order by itself.
    alone: bool,
}

impl Queue {
    pub fn new(dealer: Dealer, workers: usize, used: Used) -> Self {
        Self {
            dealer: Mutex::new(dealer),
            busy: RefCell::default(),
            held: Cell::default(),
            freed: Notify::new(),
            stop: watch::Sender::new(false),
            used,
            alone: workers <= 1,
        }
    }

    /// Hands nothing more out.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// The next event for the worker that has just finished `before`; `None` at the end.
    pub async fn next(&self, before: Option<Shot>) -> Option<Result<Shot, Error>> {
        if *self.stop.borrow() {
            return None;
        }
        let next = before.as_ref().and_then(|before| self.release(before));
        if let Some(before) = before {
            self.used.give_back(before.recorded);
        }
        if let Some(shot) = next {
            return Some(Ok(shot));
        }
        tokio::select! {
            biased;
            shot = self.pull() => shot,
            () = self.stopped() => None,
        }
    }

    /// Subscribes only when it is waited for: mostly the next event is there at once.
    async fn stopped(&self) {
        let mut stop = self.stop.subscribe();
        // Fails only when the sender is gone, which is ours.
        stop.wait_for(|stop| *stop).await.ok();
    }

    async fn pull(&self) -> Option<Result<Shot, Error>> {
        let mut dealer = self.dealer.lock().await;
        loop {
            while self.is_full() {
                self.freed.notified().await;
            }
            let shot = match dealer.deal().await? {
                Ok(shot) => shot,
                Err(error) => return Some(Err(error)),
            };
            if let Some(shot) = self.take(shot) {
                return Some(Ok(shot));
            }
        }
    }

    fn is_full(&self) -> bool {
        let (count, weight) = self.held.get();
        count >= HELD || weight >= HELD_WEIGHT
    }

    /// Marks the call as busy, or lets the event wait for it.
    fn take(&self, shot: Shot) -> Option<Shot> {
        let Some(key) = self.key(&shot) else {
            return Some(shot);
        };
        match self.busy.borrow_mut().entry(key) {
            Entry::Occupied(mut waiting) => {
                self.hold(&shot, true);
                waiting.get_mut().push_back(shot);
                None
            }
            Entry::Vacant(free) => {
                free.insert(VecDeque::new());
                Some(shot)
            }
        }
    }

    /// The next event of the same call; without one, the call is no longer busy.
    fn release(&self, before: &Shot) -> Option<Shot> {
        let key = self.key(before)?;
        let mut busy = self.busy.borrow_mut();
        let Entry::Occupied(mut waiting) = busy.entry(key) else {
            return None;
        };
        let next = waiting.get_mut().pop_front();
        match &next {
            Some(shot) => self.hold(shot, false),
            None => {
                waiting.remove();
            }
        }
        next
    }

    fn key(&self, shot: &Shot) -> Option<Key> {
        if self.alone || shot.loose {
            return None;
        }
        let key = Key(shot.recorded.clone(), shot.round);
        key.parts().0.is_some().then_some(key)
    }

    fn hold(&self, shot: &Shot, more: bool) {
        let (count, weight) = self.held.get();
        let own = shot.recorded.arrival.weight();
        self.held.set(if more {
            (count + 1, weight + own)
        } else {
            (count.saturating_sub(1), weight.saturating_sub(own))
        });
        if !more {
            self.freed.notify_one();
        }
    }
}

/// Deals the events of all rounds, each when it is due.
pub(super) struct Dealer {
    feed: Feed,
    batch: VecDeque<Fed>,
    round: u64,
    /// The first round, when there are more.
    kept: Vec<Rc<Recorded>>,
    replayed: usize,
    pace: Pace,
    chaos: Option<Chaos>,
    /// What chaos let through.
    ready: VecDeque<Shot>,
    ended: bool,
    started: Option<Instant>,
    reporter: Reporter,
}

impl Dealer {
    pub fn new(feed: Feed, pace: Pace, chaos: Option<Chaos>, reporter: Reporter) -> Self {
        Self {
            feed,
            batch: VecDeque::new(),
            round: 0,
            kept: Vec::new(),
            replayed: 0,
            pace,
            chaos,
            ready: VecDeque::new(),
            ended: false,
            started: None,
            reporter,
        }
    }

    /// The next event, once it is due. Can be cancelled: nothing is lost but the waiting.
    async fn deal(&mut self) -> Option<Result<Shot, Error>> {
        while self.ready.is_empty() {
            if self.ended {
                return None;
            }
            match self.recorded().await {
                Some(Ok(recorded)) => {
                    let due = self.pace.next(recorded.arrival.envelope.received_ms);
                    let shot = Shot {
                        recorded,
                        round: self.round,
                        due,
                        hold: Duration::ZERO,
                        loose: false,
                    };
                    match &mut self.chaos {
                        None => self.ready.push_back(shot),
                        Some(chaos) => chaos.pass(shot, &mut self.ready, &self.reporter),
                    }
                }
                Some(Err(error)) => return Some(Err(error)),
                None => {
                    self.ended = true;
                    if let Some(chaos) = &mut self.chaos {
                        chaos.end(&mut self.ready);
                    }
                }
            }
        }
        if let Some(due) = self.ready.front().and_then(|shot| shot.due) {
            let started = *self.started.get_or_insert_with(Instant::now);
            if started + due > Instant::now() {
                sleep_until(started + due).await;
            }
        }
        self.ready.pop_front().map(Ok)
    }

    /// The next event of the source, over all rounds.
    async fn recorded(&mut self) -> Option<Result<Rc<Recorded>, Error>> {
        while self.round == 0 {
            let Some(fed) = self.batch.pop_front() else {
                if let Some(batch) = self.feed.receiver.recv().await {
                    self.batch = batch.into();
                } else {
                    self.round = 1;
                }
                continue;
            };
            let Loaded { found, ready } = match fed {
                Ok(loaded) => loaded,
                Err(error) => return Some(Err(error)),
            };
            let recorded = Rc::new(Recorded {
                arrival: found.exchange.arrival,
                answer: found.exchange.delivery,
                origin: found.origin,
                ready,
                sent: OnceCell::new(),
            });
            if self.feed.rounds > 1 {
                self.kept.push(recorded.clone());
            }
            return Some(Ok(recorded));
        }
        if self.replayed >= self.kept.len() {
            self.round += u64::from(self.replayed > 0);
            self.replayed = 0;
        }
        if self.round >= self.feed.rounds {
            return None;
        }
        self.replayed += 1;
        self.kept.get(self.replayed - 1).cloned().map(Ok)
    }
}
