//! The recorder's inside: batches, failures, and keeping the record in order between events.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::failure::{Course, Failure};
use super::queue::{Item, Next};
use super::recorder::{Notice, Recorded, Shared, Teller};
use super::spool::{self, Filled, Spool};
use super::tidy::Tidy;
use super::write::Row;
use super::{Limits, Store};
use crate::error::{Error, Result};
use crate::event::exchange::Exchange;
use crate::event::id::EventId;

/// Bytes in one transaction, about.
const BATCH_BYTES: usize = 1 << 20;
/// How long one write waits for another process before that is said.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);
/// Before a file that could not be opened is tried again.
const REOPEN_AFTER: Duration = Duration::from_secs(1);
/// Between two notices of one outage.
const REMIND_AFTER: Duration = Duration::from_secs(30);
/// Before the record is put in order after that failed.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// Rows in a row that fail singly before the rest of a failed batch is given up.
const SINGLE_FAILURES: u32 = 3;

pub(super) struct Worker {
    shared: Arc<Shared>,
    open: Box<dyn Fn() -> Result<Store> + Send>,
    notices: Box<dyn Fn(Notice) + Send>,
    teller: Teller,
    file: File,
    outage: Option<Outage>,
    /// Events that are not recorded and whose answer is still to come.
    missing: HashSet<EventId>,
    tidy: Tidy,
    /// Where the events at hand are safe until they are in the tables.
    filled: Option<Filled>,
}

/// The file, as far as the thread got with it.
enum File {
    Open(Store),
    /// Not open; not tried again before then.
    Closed(Instant),
    /// Damaged: left alone from now on.
    Damaged,
}

/// A time in which events are lost, or wait for a lock.
struct Outage {
    lost: u64,
    /// Nothing is lost yet.
    waits: bool,
    told: Instant,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.filled = None;
        // Closing the file moves the log into it: before anybody is told that it is done.
        self.tidy.end();
        self.file = File::Damaged;
        self.shared.queue.end();
    }
}

impl Worker {
    pub(super) fn new(
        shared: Arc<Shared>,
        open: Box<dyn Fn() -> Result<Store> + Send>,
        notices: Box<dyn Fn(Notice) + Send>,
        teller: Teller,
        limits: Limits,
    ) -> Self {
        Self {
            shared,
            open,
            notices,
            teller,
            file: File::Closed(Instant::now()),
            outage: None,
            missing: HashSet::new(),
            tidy: Tidy::new(limits),
            filled: None,
        }
    }

    pub(super) fn run(mut self) {
        let mut items = VecDeque::new();
        if let Err(failure) = self.open_file() {
            self.failed(failure, 0);
        }
        self.empty_the_spool();
        // The limits may have been lowered since the last time.
        let mut pause = Duration::ZERO;
        loop {
            let next = self.shared.queue.next(&mut items, &mut self.filled, pause);
            if next == Next::Closed {
                break;
            }
            self.record_all(&mut items);
            self.remind();
            pause = self.tidy(next == Next::Idle);
        }
    }

    /// What is written is let go of batch by batch: much may wait behind it.
    fn record_all(&mut self, items: &mut VecDeque<Item>) {
        while !items.is_empty() {
            let mut weight = 0;
            let full = items.iter().position(|item| {
                weight += item.weight();
                weight >= BATCH_BYTES
            });
            let count = full.map_or(items.len(), |at| at + 1);
            self.record(&mut items.make_contiguous()[..count]);
            items.drain(..count);
            self.shared.queue.settled(weight);
            self.tidy.wrote(weight);
        }
        self.empty_the_spool();
    }

    /// What was safe in the spool is in the tables: it is emptied, or begun where there is none.
    /// While events are lost there is none, and what it held stays for later.
    fn empty_the_spool(&mut self) {
        let filled = self.filled.take();
        let File::Open(store) = &self.file else {
            return self.shared.queue.spool(None);
        };
        if self.outage.is_some() {
            return self.shared.queue.spool(None);
        }
        if let Some(filled) = filled
            && filled.clear().is_err()
        {
            self.shared.queue.spool(None);
        }
        if !self.shared.queue.has_spool() {
            spool::recover(store);
            self.shared.queue.spool(Spool::begin(store.path()));
        }
    }

    fn record(&mut self, batch: &mut [Item]) {
        match self.write(batch) {
            Ok(()) => {
                let refused = self.settle(batch, true);
                if refused > 0 {
                    self.failed(Failure::too_slow(), refused);
                }
                if let Some(Outage { lost, .. }) = self.outage.take() {
                    (self.notices)(Notice::Recovered { lost });
                }
            }
            Err(failure) if failure.course == Course::Singly && batch.len() > 1 => {
                let lost = self.record_singly(batch);
                if lost > 0 {
                    self.failed(failure, lost);
                }
            }
            Err(failure) => {
                let lost = self.settle(batch, false);
                self.failed(failure, lost);
            }
        }
    }

    /// Returns how many events were lost.
    fn record_singly(&mut self, batch: &mut [Item]) -> u64 {
        let (mut lost, mut failures) = (0, 0);
        for item in batch.chunks_mut(1) {
            let saved = failures < SINGLE_FAILURES && self.write(item).is_ok();
            failures = if saved { 0 } else { failures + 1 };
            lost += self.settle(item, saved);
        }
        lost
    }

    /// Writes a batch in one transaction.
    fn write(&mut self, batch: &[Item]) -> Result<(), Failure> {
        let mut renewed = false;
        loop {
            self.open_file()?;
            let File::Open(store) = &self.file else {
                return Err(Failure::damaged());
            };
            let rows = batch.iter().flat_map(|item| rows(item, &self.missing));
            let Err(error) = store.write(rows) else {
                if renewed || !store.is_gone() {
                    return Ok(());
                }
                // Looked at after the commit: what is said to be recorded is in a file that was
                // still there then.
                renewed = true;
                let path = store.path().to_owned();
                (self.notices)(Notice::Gone { path });
                // The spool may be gone as well.
                self.filled = None;
                self.shared.queue.spool(None);
                // What is counted is what can be found.
                self.shared.recorded.store(0, Ordering::Relaxed);
                self.file = File::Closed(Instant::now());
                continue;
            };
            let failure = Failure {
                course: Course::after(&error),
                error: store.failed(&error),
            };
            match failure.course {
                Course::Wait if self.may_wait() => {
                    self.failed(failure, 0);
                    self.remind();
                    continue;
                }
                Course::Reopen => self.file = File::Closed(Instant::now() + REOPEN_AFTER),
                Course::Leave => self.file = File::Damaged,
                _ => {}
            }
            return Err(failure);
        }
    }

    /// The file, opened if it is not and it is time to.
    fn open_file(&mut self) -> Result<(), Failure> {
        if let File::Closed(until) = self.file {
            if Instant::now() < until {
                return Err(Failure::not_open(Error::failed("the record is not open")));
            }
            let opened = (self.open)().and_then(|store| {
                store.waiting_for(LOCK_TIMEOUT);
                let left = store.leave_the_log().map_err(|error| store.failed(&error));
                left.map(|()| store)
            });
            match opened {
                Ok(store) => self.file = File::Open(store),
                Err(error) => {
                    self.file = File::Closed(Instant::now() + REOPEN_AFTER);
                    return Err(Failure::not_open(error));
                }
            }
        }
        Ok(())
    }

    fn may_wait(&self) -> bool {
        !self.shared.queue.is_full() && !self.shared.queue.is_overdue()
    }

    /// Counts a batch and tells who waits; returns how many events were lost.
    fn settle(&mut self, batch: &mut [Item], saved: bool) -> u64 {
        if !saved {
            // Before anybody is told: who comes next is to learn the truth.
            self.shared.queue.spool(None);
        }
        let Shared {
            recorded,
            lost,
            open_arrivals,
            open_answers,
            ..
        } = &*self.shared;
        let mut lost_here = 0;
        let mut settled = Vec::new();
        for item in batch {
            match item {
                Item::Arrived(arrival, receipt) => {
                    open_arrivals.fetch_sub(1, Ordering::Relaxed);
                    let answer = if saved {
                        recorded.fetch_add(1, Ordering::Relaxed);
                        Recorded::Yes
                    } else {
                        self.missing.insert(arrival.envelope.id);
                        lost_here += 1;
                        Recorded::No
                    };
                    settled.extend(receipt.take().map(|receipt| (receipt, answer)));
                }
                Item::RefusedArrival(id) => {
                    open_arrivals.fetch_sub(1, Ordering::Relaxed);
                    self.missing.insert(*id);
                    lost_here += 1;
                }
                Item::Finished(exchange) => {
                    open_answers.fetch_sub(1, Ordering::Relaxed);
                    let was_missing = self.missing.remove(&exchange.arrival.envelope.id);
                    match (saved, was_missing) {
                        // Written with its answer, the event is recorded after all.
                        (true, true) => {
                            recorded.fetch_add(1, Ordering::Relaxed);
                            lost.fetch_sub(1, Ordering::Relaxed);
                        }
                        (false, false) => lost_here += 1,
                        _ => {}
                    }
                }
                Item::RefusedAnswer(id) => {
                    open_answers.fetch_sub(1, Ordering::Relaxed);
                    lost_here += u64::from(!self.missing.remove(id));
                }
            }
        }
        lost.fetch_add(lost_here, Ordering::Relaxed);
        self.teller.tell(settled);
        lost_here
    }

    /// Says a failure, once for an outage, and again when waiting turns into losing.
    fn failed(&mut self, failure: Failure, lost: u64) {
        let waits = failure.course == Course::Wait && lost == 0;
        match &mut self.outage {
            Some(outage) if waits || !outage.waits => {
                outage.lost += lost;
                return;
            }
            _ => {}
        }
        self.outage = Some(Outage {
            lost,
            waits,
            told: Instant::now(),
        });
        let error = failure.error;
        (self.notices)(match failure.course {
            Course::NotOpen => Notice::OpenFailed { error },
            _ => Notice::WriteFailed { error, lost },
        });
    }

    fn remind(&mut self) {
        let Some(outage) = &mut self.outage else {
            return;
        };
        if outage.told.elapsed() >= REMIND_AFTER {
            outage.told = Instant::now();
            let lost = outage.lost;
            (self.notices)(Notice::StillFailing { lost });
        }
    }

    /// A step of what keeps the record in order, and how long the next may wait for events.
    fn tidy(&mut self, idle: bool) -> Duration {
        let File::Open(store) = &self.file else {
            return REMIND_AFTER;
        };
        store.waiting_for(Duration::ZERO);
        let step = self.tidy.step(store, idle);
        store.waiting_for(LOCK_TIMEOUT);
        match step {
            Ok(pause) if self.outage.is_some() => pause.min(REMIND_AFTER),
            Ok(pause) => pause,
            Err(error) => {
                let failure = Failure {
                    error: store.failed(&error),
                    course: Course::after(&error),
                };
                if failure.course == Course::Leave {
                    self.file = File::Damaged;
                    self.failed(failure, 0);
                }
                // Whatever else it is: the next event meets it too, and says so.
                TRY_AGAIN_AFTER
            }
        }
    }
}

/// The rows of an item: an answer brings its event along when that is missing.
fn rows<'a>(
    item: &'a Item,
    missing: &HashSet<EventId>,
) -> impl Iterator<Item = Row<'a>> + Clone + use<'a> {
    let answer_of = |exchange: &'a Exchange| {
        let id = exchange.arrival.envelope.id;
        let answer = exchange.delivery.as_ref();
        answer.map(|delivery| Row::Answer(id, delivery))
    };
    let (event, answer) = match item {
        Item::Arrived(arrival, _) => (Some(arrival), None),
        Item::Finished(exchange) => {
            let arrival = &exchange.arrival;
            let is_missing = missing.contains(&arrival.envelope.id);
            (is_missing.then_some(arrival), answer_of(exchange))
        }
        Item::RefusedArrival(_) | Item::RefusedAnswer(_) => (None, None),
    };
    let event = event.map(|arrival| Row::Event(arrival));
    event.into_iter().chain(answer)
}
