//! Runs the jobs: the first alone in this thread, further ones on every core, in bounded memory
//! and told in their order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::checker::{Checker, Outcome};
use super::scan::Scan;
use super::sources::{Job, Jobs};
use crate::error::{Error, Result};

/// Jobs in memory for each thread.
const AHEAD: usize = 3;

/// A job that was done.
pub(super) struct Done {
    pub source: Arc<str>,
    pub outcome: Outcome,
    pub bytes: u64,
    pub is_piece: bool,
    pub is_first: bool,
}

/// Checks every job and hands over what came of it, in order.
///
/// # Errors
/// When a file cannot be read, or `tell` has enough.
pub(super) fn run(
    jobs: &mut Jobs,
    checker: &Checker,
    mut tell: impl FnMut(Done) -> Result<()>,
) -> Result<()> {
    let Some(first) = jobs.next()? else {
        return Ok(());
    };
    let Some(second) = jobs.next()? else {
        return tell(do_one(first, checker, &mut Scan::default()).0);
    };
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    thread::scope(|scope| {
        let (give, take) = channel::<(u64, Job)>();
        let take = Arc::new(Mutex::new(take));
        let (report, reports) = channel();
        for _ in 0..threads {
            let (take, report) = (take.clone(), report.clone());
            scope.spawn(move || {
                let mut scan = Scan::default();
                while let Some((order, job)) = receive(&take) {
                    let done = do_one(job, checker, &mut scan);
                    if report.send((order, done)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(report);
        let mut waiting = BTreeMap::new();
        let mut next = 0_u64;
        let mut given = 0_u64;
        let mut ready = vec![second, first];
        loop {
            let room = given - next < (threads * AHEAD) as u64;
            let job = match ready.pop() {
                Some(job) => Some(job),
                None if room => jobs.next()?,
                None => None,
            };
            let ended = job.is_none() && room;
            if let Some(job) = job {
                let sent = give.send((given, job));
                sent.map_err(|_| Error::failed("a thread that checks has ended early"))?;
                given += 1;
                continue;
            }
            if ended && next == given {
                return Ok(());
            }
            let Ok((order, (done, buffer))) = reports.recv() else {
                return Err(Error::failed("a thread that checks has ended early"));
            };
            jobs.give_back(buffer);
            waiting.insert(order, done);
            while let Some(done) = waiting.remove(&next) {
                next += 1;
                tell(done)?;
            }
        }
    })
}

fn receive(take: &Mutex<Receiver<(u64, Job)>>) -> Option<(u64, Job)> {
    let take = take.lock().unwrap_or_else(PoisonError::into_inner);
    take.recv().ok()
}

fn do_one(job: Job, checker: &Checker, scan: &mut Scan) -> (Done, Vec<u8>) {
    let outcome = checker.job(&job, scan);
    let done = Done {
        outcome,
        bytes: job.bytes.len() as u64,
        source: job.source,
        is_piece: job.is_piece,
        is_first: job.is_first,
    };
    (done, job.bytes)
}
