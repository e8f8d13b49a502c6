//! The events that came whole and are not answered yet.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::event::id::EventId;

type Ids = Arc<Mutex<HashSet<EventId>>>;

/// The ids of the events in hand.
#[derive(Debug, Default)]
pub(super) struct InHand(Ids);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered(Ids, EventId);

fn lock(ids: &Ids) -> MutexGuard<'_, HashSet<EventId>> {
    ids.lock().unwrap_or_else(PoisonError::into_inner)
}

impl InHand {
    pub fn count(&self) -> usize {
        lock(&self.0).len()
    }

    pub fn contains(&self, id: EventId) -> bool {
        lock(&self.0).contains(&id)
    }

    pub fn enter(&self, id: EventId) -> Entered {
        lock(&self.0).insert(id);
        Entered(self.0.clone(), id)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        lock(&self.0).remove(&self.1);
    }
}
