//! The events that came whole and are not answered yet.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::event::exchange::Arrival;
use crate::event::id::EventId;

/// Few at a time: a list is quicker than a set.
type All = Arc<Mutex<Vec<Arc<Held>>>>;

#[derive(Debug)]
struct Held {
    arrival: Arc<Arrival>,
    started: Instant,
    /// How it ended was told, or is being told.
    told: AtomicBool,
}

impl Held {
    /// Whether its end is still to be told, by the caller from now on.
    fn may_tell(&self) -> bool {
        !self.told.swap(true, Ordering::Relaxed)
    }
}

/// The events in hand.
#[derive(Debug, Default)]
pub(super) struct InHand(All);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered(All, Arc<Held>);

fn lock(all: &All) -> MutexGuard<'_, Vec<Arc<Held>>> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

impl InHand {
    pub fn count(&self) -> usize {
        lock(&self.0).len()
    }

    pub fn contains(&self, id: EventId) -> bool {
        let all = lock(&self.0);
        all.iter().any(|held| held.arrival.envelope.id == id)
    }

    pub fn enter(&self, arrival: &Arc<Arrival>, started: Instant) -> Entered {
        let held = Arc::new(Held {
            arrival: arrival.clone(),
            started,
            told: AtomicBool::new(false),
        });
        lock(&self.0).push(held.clone());
        Entered(self.0.clone(), held)
    }

    /// Those whose end nobody told, and since when they are in hand: the caller tells it.
    pub fn give_up(&self) -> Vec<(Arc<Arrival>, Instant)> {
        let all = lock(&self.0);
        let untold = all.iter().filter(|held| held.may_tell());
        untold
            .map(|held| (held.arrival.clone(), held.started))
            .collect()
    }
}

impl Entered {
    /// Whether its end is still to be told, by the caller from now on.
    pub fn may_tell(&self) -> bool {
        self.1.may_tell()
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut all = lock(&self.0);
        if let Some(at) = all.iter().position(|held| Arc::ptr_eq(held, &self.1)) {
            all.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::event::import;

    #[test]
    fn the_end_of_an_event_is_told_once() {
        let in_hand = InHand::default();
        let arrivals = [(); 2].map(|()| import::of_body(Bytes::new()).arrival);
        let [answered, hung] = arrivals
            .each_ref()
            .map(|arrival| in_hand.enter(arrival, Instant::now()));
        assert!(answered.may_tell());
        let given_up = in_hand.give_up();
        assert_eq!(given_up.len(), 1);
        assert!(Arc::ptr_eq(&given_up[0].0, &arrivals[1]));
        assert!(!hung.may_tell());
        assert!(in_hand.give_up().is_empty());
        assert_eq!(in_hand.count(), 2);
        drop((answered, hung));
        assert_eq!(in_hand.count(), 0);
    }
}
