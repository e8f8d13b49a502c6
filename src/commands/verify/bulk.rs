//! Runs the jobs: pieces of lines on every core, single events in this thread; in bounded memory,
//! and told in their order.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};

use super::checker::{Checker, Outcome};
use super::scan::Scan;
use super::sources::{Job, Jobs, Work};
use crate::commands::what::Found;
use crate::error::{Error, Result};

/// Jobs in memory for each thread.
const AHEAD: usize = 3;

/// A job that was done.
pub(super) struct Done {
    pub source: Arc<str>,
    pub outcome: Outcome,
    pub bytes: u64,
    pub is_whole: bool,
    pub is_first: bool,
}

/// What is done, and its buffer.
type Report = (u64, Done, Vec<u8>);

/// Checks every job and hands over what came of it, in order; `one` checks a single event.
///
/// # Errors
/// When `tell` has enough.
pub(super) fn run(
    jobs: &mut Jobs,
    checker: &Checker,
    mut one: impl FnMut(&Found) -> Outcome,
    mut tell: impl FnMut(Done) -> Result<()>,
) -> Result<()> {
    // Asked for by the second job: a single one needs no threads.
    let threads = LazyCell::new(|| thread::available_parallelism().map_or(1, NonZeroUsize::get));
    thread::scope(|scope| {
        let mut pool: Option<Pool> = None;
        let mut scan = Scan::default();
        let mut waiting = BTreeMap::new();
        let (mut given, mut next) = (0_u64, 0_u64);
        loop {
            while let Some(done) = waiting.remove(&next) {
                next += 1;
                tell(done)?;
            }
            let room = given == next || given - next < (*threads * AHEAD) as u64;
            let job = if room { jobs.next() } else { None };
            match job {
                Some(job) => {
                    let is_alone = given == 0 && job.is_whole;
                    if let Work::Event(found) = &job.work {
                        let outcome = one(found);
                        waiting.insert(given, Done::of(&job, outcome));
                    } else if is_alone || *threads == 1 {
                        // What is small, and one core, need no threads.
                        let (_, done, buffer) = work(given, job, checker, &mut scan);
                        waiting.insert(given, done);
                        jobs.give_back(buffer);
                    } else {
                        let pool = pool.get_or_insert_with(|| Pool::new(scope, *threads, checker));
                        pool.give.send((given, job)).map_err(|_| ended_early())?;
                    }
                    given += 1;
                }
                None if next == given => return Ok(()),
                None => {
                    let report = pool.as_ref().and_then(|pool| pool.reports.recv().ok());
                    let (order, done, buffer) = report.ok_or_else(ended_early)?;
                    jobs.give_back(buffer);
                    waiting.insert(order, done);
                }
            }
        }
    })
}

fn ended_early() -> Error {
    Error::failed("a thread that checks has ended early")
}

/// The threads. They end when this is dropped.
struct Pool {
    give: Sender<(u64, Job)>,
    reports: Receiver<Report>,
}

impl Pool {
    fn new<'scope>(
        scope: &'scope Scope<'scope, '_>,
        threads: usize,
        checker: &'scope Checker,
    ) -> Self {
        let (give, take) = channel();
        let take = Arc::new(Mutex::new(take));
        let (report, reports) = channel();
        for _ in 0..threads {
            let (take, report) = (Arc::clone(&take), report.clone());
            scope.spawn(move || {
                let mut scan = Scan::default();
                while let Some((order, job)) = receive(&take) {
                    if report.send(work(order, job, checker, &mut scan)).is_err() {
                        return;
                    }
                }
            });
        }
        Self { give, reports }
    }
}

fn receive(take: &Mutex<Receiver<(u64, Job)>>) -> Option<(u64, Job)> {
    let take = take.lock().unwrap_or_else(PoisonError::into_inner);
    take.recv().ok()
}

impl Done {
    fn of(job: &Job, outcome: Outcome) -> Self {
        let bytes = match &job.work {
            Work::Lines(bytes) | Work::Body(bytes) => bytes.len() as u64,
            Work::Event(found) => found.exchange.arrival.envelope.body.len() as u64,
        };
        Self {
            source: Arc::clone(&job.source),
            outcome,
            bytes,
            is_whole: job.is_whole,
            is_first: job.is_first,
        }
    }
}

fn work(order: u64, job: Job, checker: &Checker, scan: &mut Scan) -> Report {
    let outcome = match &job.work {
        Work::Lines(bytes) => checker.lines(bytes, scan),
        Work::Body(bytes) => checker.body(bytes),
        Work::Event(_) => Outcome::default(),
    };
    let done = Done::of(&job, outcome);
    let buffer = match job.work {
        Work::Lines(bytes) | Work::Body(bytes) => bytes,
        Work::Event(_) => Vec::new(),
    };
    (order, done, buffer)
}
