//! Reads the events that are to be sent, on a thread of its own: a slow pipe delays no answer,
//! and what is read ahead is bounded. The same thread lets go of them when they were sent: memory
//! that one thread takes while others give some of it back has them wait for each other.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, mpsc};

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::Recorded;
use crate::commands::what::Found;
use crate::error::{Error, Result};
use crate::event::exchange::{Arrival, Delivery};
use crate::relay::forward::Ready;

/// Batches that may wait, and how large one may grow while they do.
const WAITING: usize = 4;
const BATCH: usize = 64;
const BATCH_WEIGHT: usize = 256 << 10;
/// Events that come back at once.
const USED: usize = 64;
/// What is larger does not come back: it is let go of where it is.
const USED_WEIGHT: usize = 16 << 10;
/// Most events that came back and are being printed yet.
const PRINTED: usize = 4_096;
/// What is repeated is read once and kept; it may not be larger than this.
const KEPT: usize = 256 << 20;

/// An event that was read.
pub struct Loaded {
    /// It, and what was answered to it once.
    pub found: Found,
    /// The request for it, if that is known already.
    pub ready: Option<Arc<Ready>>,
}

/// An event of the current round, or why a source cannot be read.
pub(super) type Fed = Result<Loaded>;

/// The events of all rounds.
pub struct Feed {
    pub(super) receiver: Receiver<Vec<Fed>>,
    pub(super) rounds: u64,
    used: mpsc::Sender<Vec<Parts>>,
}

/// The way back for events that were sent.
pub(super) struct Used {
    sender: mpsc::Sender<Vec<Parts>>,
    gathered: RefCell<Vec<Parts>>,
}

/// What was read of an event that was sent.
struct Parts {
    arrival: Arc<Arrival>,
    _answer: Option<Delivery>,
    _ready: Option<Arc<Ready>>,
}

impl Feed {
    /// Starts reading.
    pub fn start(events: impl Iterator<Item = Fed> + Send + 'static, rounds: u64) -> Self {
        let (sender, receiver) = channel(WAITING);
        let (used, back) = mpsc::channel();
        std::thread::spawn(move || {
            let mut batch = Batch::new(sender, back);
            // Nothing comes back when nobody listens any more: the run has ended.
            batch.read(events, rounds > 1);
            batch.flush();
        });
        Self {
            receiver,
            rounds,
            used,
        }
    }

    /// The way back.
    pub(super) fn used(&self) -> Used {
        Used {
            sender: self.used.clone(),
            gathered: RefCell::default(),
        }
    }
}

impl Used {
    /// Gives an event back, unless it is needed yet.
    pub fn give_back(&self, recorded: Rc<Recorded>) {
        let Some(it) = Rc::into_inner(recorded) else {
            return;
        };
        let answer = it.answer.as_ref().map_or(0, Delivery::weight);
        if it.arrival.weight() + answer > USED_WEIGHT {
            return;
        }
        let mut gathered = self.gathered.borrow_mut();
        gathered.push(Parts {
            arrival: it.arrival,
            _answer: it.answer,
            _ready: it.ready,
        });
        if gathered.len() >= USED {
            let next = Vec::with_capacity(USED);
            self.sender
                .send(std::mem::replace(&mut *gathered, next))
                .ok();
        }
    }
}

struct Batch {
    sender: Sender<Vec<Fed>>,
    waiting: Vec<Fed>,
    weight: usize,
    back: mpsc::Receiver<Vec<Parts>>,
    sent: VecDeque<Arc<Arrival>>,
}

impl Batch {
    fn new(sender: Sender<Vec<Fed>>, back: mpsc::Receiver<Vec<Parts>>) -> Self {
        Self {
            sender,
            waiting: Vec::new(),
            weight: 0,
            back,
            sent: VecDeque::new(),
        }
    }

    fn read(&mut self, events: impl Iterator<Item = Fed>, repeated: bool) -> Option<()> {
        let mut total = 0;
        for fed in events {
            let arrival = fed.as_ref().map(|fed| &fed.found.exchange.arrival);
            let weight = arrival.map_or(0, |arrival| arrival.weight());
            total += weight;
            if repeated && total > KEPT {
                let message = format!("more than {} MB cannot be repeated", KEPT >> 20);
                let error =
                    Error::usage(message).hint("replay it several times, one after another");
                return self.push(Err(error), 0);
            }
            self.push(fed, weight)?;
            self.let_go();
        }
        Some(())
    }

    /// Lets go of what came back, but for what is being printed: whoever has it last lets go of it.
    fn let_go(&mut self) {
        let back = self.back.try_iter().flatten();
        self.sent.extend(back.map(|parts| parts.arrival));
        while let Some(oldest) = self.sent.front() {
            if Arc::strong_count(oldest) > 1 && self.sent.len() <= PRINTED {
                break;
            }
            self.sent.pop_front();
        }
    }

    /// Hands over what there is as soon as somebody takes it; gathers while nobody does.
    fn push(&mut self, fed: Fed, weight: usize) -> Option<()> {
        self.waiting.push(fed);
        self.weight += weight;
        if self.waiting.len() >= BATCH || self.weight >= BATCH_WEIGHT {
            return self.flush();
        }
        match self.sender.try_send(std::mem::take(&mut self.waiting)) {
            Ok(()) => self.weight = 0,
            Err(TrySendError::Full(batch)) => self.waiting = batch,
            Err(TrySendError::Closed(_)) => return None,
        }
        Some(())
    }

    fn flush(&mut self) -> Option<()> {
        self.weight = 0;
        let batch = std::mem::take(&mut self.waiting);
        if batch.is_empty() {
            return Some(());
        }
        self.sender.blocking_send(batch).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;

    use super::*;
    use crate::event::import;

    #[test]
    fn what_was_sent_is_let_go_of_once_it_is_printed() {
        let (sender, _receiver) = channel(1);
        let (used, back) = mpsc::channel();
        let mut batch = Batch::new(sender, back);
        let arrivals = [(); 3].map(|()| import::of_body(b"{}".as_slice().into()).arrival);
        let weak: Vec<Weak<Arrival>> = arrivals.iter().map(Arc::downgrade).collect();
        let there = || weak.iter().map(Weak::strong_count).collect::<Vec<_>>();
        let printed = arrivals[1].clone();
        let parts = arrivals.map(|arrival| Parts {
            arrival,
            _answer: None,
            _ready: None,
        });
        used.send(parts.into()).expect("somebody reads");
        batch.let_go();
        assert_eq!(there(), [0, 2, 1]);
        drop(printed);
        batch.let_go();
        assert_eq!(there(), [0, 0, 0]);
    }
}
