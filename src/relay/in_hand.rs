//! The events that came whole and are not answered yet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::event::id::EventId;

/// Few at a time: a list is quicker than a set.
type Ids = Arc<Mutex<Vec<EventId>>>;

/// The ids of the events in hand.
#[derive(Debug, Default)]
pub(super) struct InHand(Ids);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered(Ids, EventId);

fn lock(ids: &Ids) -> MutexGuard<'_, Vec<EventId>> {
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
        lock(&self.0).push(id);
        Entered(self.0.clone(), id)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut ids = lock(&self.0);
        if let Some(at) = ids.iter().position(|id| *id == self.1) {
            ids.swap_remove(at);
        }
    }
}
