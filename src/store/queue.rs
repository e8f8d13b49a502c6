//! The way from the relay's tasks to the recorder's thread: never blocks a task, wakes the
//! thread as rarely as it can (a wake-up costs as much as writing the event).

mod item;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, oneshot};

pub(super) use self::item::Item;
use super::recorder::Recorded;
use super::spool::{Filled, Spool};
use crate::event::exchange::Arrival;

/// Bytes waiting above which [`Queue::room`] waits.
pub(super) const SOFT_BOUND: usize = 4 << 20;
/// Bytes waiting above which items are refused, if the thread is stuck as well.
const HARD_BOUND: usize = 32 << 20;
/// The thread is stuck when it is this long at what it last took.
const STUCK: Duration = Duration::from_secs(1);
/// What nobody waits for is gathered this long: a commit costs as much as writing ten events.
const LINGER: Duration = Duration::from_millis(10);
/// So many events in one batch are a crowd: the next batch is gathered for a moment, so that the
/// thread is woken once for all of it. A call alone never waits for that.
const CROWD: usize = 3;
const GATHER: Duration = Duration::from_micros(150);
/// Items that room is kept for while there are none.
const KEPT: usize = 128;
/// Bytes of answers that are company enough.
const ENOUGH: usize = 512 << 10;

/// Why [`Queue::next`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// There is something to write.
    Items,
    /// There was nothing to write for as long as was asked.
    Idle,
    /// The recorder was closed and everything was taken.
    Closed,
}

#[derive(Default)]
pub(super) struct Queue {
    inner: Mutex<Inner>,
    /// Wakes the thread.
    wake: Condvar,
    /// Wakes who waits for the thread's end.
    ended: Condvar,
    /// Bytes that were pushed and are not settled.
    held: AtomicUsize,
    /// Wakes who waits for room.
    room: Notify,
    /// The ticket of the last event that was appended to a spool.
    appended: AtomicU64,
    /// The ticket of the last event that could not be: each one after it was, or will be.
    missed: AtomicU64,
}

/// Counts the events that a spool took in, from 1 on.
pub(super) type Ticket = u64;

/// What makes an event safe.
pub(super) enum Safety {
    /// Nothing more is needed.
    Given,
    /// The spool has it, and appends it for who asks: [`Queue::safety`].
    Spooled(Ticket),
    /// The tables will have it, or not, as is told here.
    Recorded(oneshot::Receiver<Recorded>),
}

#[derive(Default)]
struct Inner {
    items: VecDeque<Item>,
    /// Events that somebody waits for.
    arrivals: usize,
    /// Such events in the batch before.
    arrivals_before: usize,
    bytes: usize,
    waiting: Waiting,
    /// Since when the thread is at what it last took.
    busy_since: Option<Instant>,
    /// Closed, and when the thread has to give up.
    closing: Option<Instant>,
    ended: bool,
    /// Where events are safe until they are in the tables.
    spool: Option<Spool>,
    /// The ticket of the last event that a spool took in.
    ticket: Ticket,
    /// Events that a spool took in and could not append.
    late: HashMap<Ticket, oneshot::Receiver<Recorded>>,
}

/// What the thread sleeps for.
#[derive(Clone, Copy, Default)]
enum Waiting {
    #[default]
    Nothing,
    Urgent,
    Anything,
}

impl Inner {
    /// Somebody waits for what is queued.
    fn urgent(&self) -> bool {
        self.arrivals > 0 || self.bytes >= ENOUGH || self.closing.is_some()
    }

    fn any(&self) -> bool {
        !self.items.is_empty() || self.closing.is_some()
    }

    /// Has a spool that is new take in the events that somebody waits for.
    fn spool_what_waits(&mut self) {
        let Some(spool) = &mut self.spool else {
            return;
        };
        let mut taken = Vec::new();
        for item in &mut self.items {
            if let Item::Arrived(arrival, settle @ Some(_)) = item
                && spool.add(arrival)
            {
                taken.push(settle);
            }
        }
        if taken.is_empty() {
            return;
        }
        if spool.append().is_err() {
            self.spool = None;
            return;
        }
        self.arrivals -= taken.len();
        for settle in taken.into_iter().filter_map(Option::take) {
            settle.send(Recorded::Yes).ok();
        }
    }
}

impl Queue {
    /// Queues an event, and says what makes it safe.
    pub(super) fn arrived(&self, arrival: Arc<Arrival>) -> Safety {
        let mut inner = self.lock();
        let may_spool = inner.closing.is_none() && !self.is_stuck(&inner);
        let mut spool = inner.spool.as_mut().filter(|_| may_spool);
        let taken = spool.as_mut().is_some_and(|spool| spool.add(&arrival));
        let is_calm = spool.is_some_and(|spool| spool.is_calm());
        if !taken {
            let (settle, receipt) = oneshot::channel();
            self.add(inner, Item::Arrived(arrival, Some(settle)));
            return Safety::Recorded(receipt);
        }
        inner.ticket += 1;
        let ticket = inner.ticket;
        self.add(inner, Item::Arrived(arrival, None));
        if is_calm {
            self.safety(ticket)
        } else {
            Safety::Spooled(ticket)
        }
    }

    /// Has the spool append an event that it took in, with all that it took in since.
    pub(super) fn safety(&self, ticket: Ticket) -> Safety {
        let appended = self.appended.load(Ordering::Acquire);
        if ticket <= appended && ticket > self.missed.load(Ordering::Relaxed) {
            return Safety::Given;
        }
        let mut inner = self.lock();
        if ticket > self.appended.load(Ordering::Relaxed) {
            self.append(&mut inner);
        }
        let late = inner.late.remove(&ticket);
        late.map_or(Safety::Given, Safety::Recorded)
    }

    /// Appends what the spool took in. When that fails there is none from then on.
    fn append(&self, inner: &mut Inner) {
        match inner.spool.as_mut().map(Spool::append) {
            Some(Ok(())) => self.appended.store(inner.ticket, Ordering::Release),
            Some(Err(_)) => self.replace_spool(inner, None),
            None => {}
        }
    }

    /// What is in the old one stays there for who opens the record next, if need be. What it took
    /// in and did not append waits for the tables.
    fn replace_spool(&self, inner: &mut Inner, spool: Option<Spool>) {
        inner.spool = spool;
        let done = self.appended.load(Ordering::Relaxed);
        let done = done.max(self.missed.load(Ordering::Relaxed));
        // They are the last of those that nobody is told of.
        let untold = inner.items.iter_mut().rev().filter_map(|item| match item {
            Item::Arrived(_, settle @ None) => Some(settle),
            _ => None,
        });
        for (ticket, settle) in (done + 1..=inner.ticket).rev().zip(untold) {
            let (tell, told) = oneshot::channel();
            *settle = Some(tell);
            inner.late.insert(ticket, told);
            inner.arrivals += 1;
        }
        if done < inner.ticket {
            self.missed.store(inner.ticket, Ordering::Relaxed);
            self.wake.notify_one();
        }
    }

    /// Queues an item.
    pub(super) fn push(&self, item: Item) {
        self.add(self.lock(), item);
    }

    /// For the thread: where events are safe from now on, also those that came before it and wait
    /// for the tables.
    pub(super) fn spool(&self, spool: Option<Spool>) {
        let mut inner = self.lock();
        self.replace_spool(&mut inner, spool);
        inner.spool_what_waits();
    }

    /// For the thread: whether events are safe before they are in the tables.
    pub(super) fn has_spool(&self) -> bool {
        self.lock().spool.is_some()
    }

    /// Queues an item; dropped when the recorder is closed.
    fn add(&self, mut inner: MutexGuard<'_, Inner>, item: Item) {
        if inner.closing.is_some() {
            return;
        }
        let item = if self.is_stuck(&inner) {
            item.refused()
        } else {
            item
        };
        let weight = item.weight();
        self.held.fetch_add(weight, Ordering::Relaxed);
        inner.bytes += weight;
        inner.arrivals += usize::from(matches!(item, Item::Arrived(_, Some(_))));
        inner.items.push_back(item);
        let wake = match inner.waiting {
            Waiting::Nothing => false,
            Waiting::Urgent => inner.urgent(),
            Waiting::Anything => true,
        };
        if wake {
            inner.waiting = Waiting::Nothing;
            drop(inner);
            self.wake.notify_one();
        }
    }

    /// Waits until less than [`SOFT_BOUND`] is waiting to be written.
    pub(super) async fn room(&self) {
        while self.is_full() {
            let freed = self.room.notified();
            if self.is_full() {
                freed.await;
            }
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.held.load(Ordering::Relaxed) >= SOFT_BOUND
    }

    /// For the thread: what it took is settled, so many bytes of it.
    pub(super) fn settled(&self, weight: usize) {
        let before = self.held.fetch_sub(weight, Ordering::Relaxed);
        if before >= SOFT_BOUND && before - weight < SOFT_BOUND {
            self.room.notify_waiters();
        }
    }

    /// For the thread: takes everything that is queued into `items` (empty until then), after
    /// waiting for it up to `pause`. `filled` is where it was safe so far, if it was.
    pub(super) fn next(
        &self,
        items: &mut VecDeque<Item>,
        filled: &mut Option<Filled>,
        pause: Duration,
    ) -> Next {
        let mut inner = self.lock();
        inner.busy_since = None;
        if !pause.is_zero() {
            // After an arrival its answer is likely, and then another arrival: one wake-up.
            inner = self.wait(inner, LINGER, Waiting::Urgent, Inner::urgent);
            if !inner.any() {
                inner = self.wait(inner, pause, Waiting::Anything, Inner::any);
                if inner.any() {
                    inner = self.wait(inner, LINGER, Waiting::Urgent, Inner::urgent);
                }
            }
        }
        let crowd = inner.arrivals_before >= CROWD && inner.closing.is_none();
        if crowd && inner.arrivals > 0 && inner.bytes < ENOUGH {
            drop(inner);
            std::thread::sleep(GATHER);
            inner = self.lock();
        }
        if inner.items.is_empty() {
            inner.items.shrink_to(KEPT);
            items.shrink_to(KEPT);
            return if inner.closing.is_some() {
                Next::Closed
            } else {
                Next::Idle
            };
        }
        self.append(&mut inner);
        std::mem::swap(&mut inner.items, items);
        *filled = inner.spool.as_mut().and_then(Spool::switch);
        inner.arrivals_before = std::mem::take(&mut inner.arrivals);
        inner.bytes = 0;
        inner.busy_since = Some(Instant::now());
        Next::Items
    }

    /// For the thread: whether it was told to end by now, whatever is left.
    pub(super) fn is_overdue(&self) -> bool {
        self.lock()
            .closing
            .is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Takes nothing more. The thread is to write what is queued, within `limit`.
    pub(super) fn close(&self, limit: Duration) {
        let mut inner = self.lock();
        inner.closing.get_or_insert(Instant::now() + limit);
        drop(inner);
        self.wake.notify_one();
    }

    /// Waits for the thread's end, up to `limit`.
    pub(super) fn wait_for_end(&self, limit: Duration) {
        let inner = self.lock();
        let _ended = self
            .ended
            .wait_timeout_while(inner, limit, |inner| !inner.ended);
    }

    /// For the thread: it ends. Nobody waits for it any longer, not even after a panic.
    pub(super) fn end(&self) {
        let mut inner = self.lock();
        inner.closing.get_or_insert_with(Instant::now);
        inner.ended = true;
        self.replace_spool(&mut inner, None);
        inner.items.clear();
        drop(inner);
        self.held.store(0, Ordering::Relaxed);
        self.room.notify_waiters();
        self.ended.notify_all();
    }

    fn wait<'a>(
        &self,
        mut inner: MutexGuard<'a, Inner>,
        limit: Duration,
        waiting: Waiting,
        done: fn(&Inner) -> bool,
    ) -> MutexGuard<'a, Inner> {
        inner.waiting = waiting;
        let (mut inner, _) = self
            .wake
            .wait_timeout_while(inner, limit, |inner| !done(inner))
            .unwrap_or_else(PoisonError::into_inner);
        inner.waiting = Waiting::Nothing;
        inner
    }

    fn is_stuck(&self, inner: &Inner) -> bool {
        self.held.load(Ordering::Relaxed) >= HARD_BOUND
            && inner
                .busy_since
                .is_some_and(|since| since.elapsed() >= STUCK)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
