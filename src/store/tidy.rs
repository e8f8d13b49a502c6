//! Keeping the record in order between events, one small step at a time: pruning, giving room
//! back, moving the log into the file.

use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::retention::Emptying;
use super::{Limits, Store, bodies};
use crate::background;

/// Without events for so long, everything is put in order.
const QUIET: Duration = Duration::from_secs(2);
/// How often a record in order is looked at for what has become too old.
const PATROL: Duration = Duration::from_secs(600);
/// Bytes written after which the limits are looked at without waiting for quiet.
const PRUNE_EVERY: usize = 1 << 20;
/// Bytes written after which the log is moved into the file without waiting for quiet: so few that
/// the log, which begins again then, stays in a processor's cache.
const MOVE_EVERY: usize = 8 << 20;

pub(super) struct Tidy {
    limits: Limits,
    /// Bytes written since the record was within its limits.
    unpruned: usize,
    /// Bytes written since the log was moved into the file.
    unmoved: usize,
    /// Writes the table of contents and moves the log; says whether more is to be written. A
    /// thread of its own, because the disk has to confirm that: no event waits for it.
    mover: Option<JoinHandle<bool>>,
}

impl Tidy {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            unpruned: 0,
            unmoved: 0,
            mover: None,
        }
    }

    /// So many bytes of events were written.
    pub(super) fn wrote(&mut self, bytes: usize) {
        self.unpruned += bytes;
        self.unmoved += bytes;
    }

    /// One step, of a few milliseconds. `idle` says that no event came for a while. Returns
    /// how long the next may wait for events. Other processes' locks are not waited for.
    pub(super) fn step(&mut self, store: &Store, idle: bool) -> rusqlite::Result<Duration> {
        if let Some(mover) = self.mover.take_if(|mover| mover.is_finished()) {
            self.unmoved += usize::from(mover.join().unwrap_or(false));
        }
        if idle || self.unpruned >= PRUNE_EVERY {
            if store.prune_step(&self.limits)? > 0 || (idle && store.shrink_step()?) {
                self.unmoved += 1;
                return Ok(Duration::ZERO);
            }
            self.unpruned = 0;
        }
        if self.unmoved >= MOVE_EVERY || (idle && self.unmoved > 0) {
            self.move_log(store, idle);
        }
        let in_order = idle && self.unmoved == 0 && self.mover.is_none();
        Ok(if in_order { PATROL } else { QUIET })
    }

    fn move_log(&mut self, store: &Store, idle: bool) {
        if self.mover.is_some() {
            return;
        }
        let path = store.path().to_owned();
        let bodies = store.bodies.borrow_mut().take_unsynced();
        let emptying = if idle {
            Emptying::GiveBack
        } else {
            Emptying::WriteOver
        };
        let mover = thread::Builder::new().name("record-log".into());
        let started = mover.spawn(move || {
            background::give_way();
            // Before the rows that refer to them.
            bodies::sync(&bodies);
            drop(bodies);
            let Ok(store) = Store::connect(&path) else {
                return false;
            };
            let more = store.write_contents().unwrap_or(false);
            // What could not be moved is safe in the log, and moved the next time.
            let _ = store.move_log(emptying);
            more
        });
        self.mover = started.ok();
        self.unmoved = 0;
    }

    /// Waits for the log to be moved.
    pub(super) fn end(&mut self) {
        if let Some(mover) = self.mover.take() {
            let _ = mover.join();
        }
    }
}
