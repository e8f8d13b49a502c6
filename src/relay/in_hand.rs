//! The events that came whole and are not answered yet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::event::exchange::Arrival;
use crate::event::id::EventId;

/// Few at a time: a list is quicker than a set.
type All = Arc<Mutex<Vec<Held>>>;

#[derive(Debug)]
struct Held {
    arrival: Arc<Arrival>,
    started: Instant,
    /// How it ended was told, or is being told.
    told: bool,
}

/// The events in hand.
#[derive(Debug, Default)]
pub(super) struct InHand(All);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered(All, EventId);

fn lock(all: &All) -> MutexGuard<'_, Vec<Held>> {
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
        lock(&self.0).push(Held {
            arrival: arrival.clone(),
            started,
            told: false,
        });
        Entered(self.0.clone(), arrival.envelope.id)
    }

    /// Those whose end nobody told, and since when they are in hand: the caller tells it.
    pub fn give_up(&self) -> Vec<(Arc<Arrival>, Instant)> {
        let mut all = lock(&self.0);
        let untold = all.iter_mut().filter(|held| !held.told);
        untold
            .map(|held| {
                held.told = true;
                (held.arrival.clone(), held.started)
            })
            .collect()
    }
}

impl Entered {
    /// Whether its end is still to be told, by the caller from now on.
    pub fn may_tell(&self) -> bool {
        let mut all = lock(&self.0);
        let held = all
            .iter_mut()
            .find(|held| held.arrival.envelope.id == self.1);
        held.is_some_and(|held| !std::mem::replace(&mut held.told, true))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut all = lock(&self.0);
        let at = all
            .iter()
            .position(|held| held.arrival.envelope.id == self.1);
        if let Some(at) = at {
            all.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Method;

    use super::*;
    use crate::event::envelope::{Envelope, Headers};

    fn arrival() -> Arc<Arrival> {
        let envelope = Envelope {
            id: EventId::new(),
            received_ms: 0,
            method: Method::POST,
            path: "/".to_owned(),
            headers: Headers::default(),
            body: Bytes::new(),
        };
        Arc::new(Arrival::new(envelope, None))
    }

    #[test]
    fn the_end_of_an_event_is_told_once() {
        let in_hand = InHand::default();
        let arrivals = [arrival(), arrival()];
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
