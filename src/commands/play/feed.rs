//! Reads the events that are to be sent, on a thread of its own: a slow pipe delays no answer,
//! and what is read ahead is bounded.

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::commands::what::Found;
use crate::error::{Error, Result};
use crate::relay::forward::Ready;

/// Batches that may wait, and how large one may grow while they do.
const WAITING: usize = 4;
const BATCH: usize = 64;
const BATCH_WEIGHT: usize = 256 << 10;
/// What is repeated is read once and kept; it may not be larger than this.
const KEPT: usize = 256 << 20;

/// An event that was read.
pub struct Loaded {
    /// It, and what was answered to it once.
    pub found: Found,
    /// The request for it, if that is known already.
    pub ready: Option<Ready>,
}

/// An event of the current round, or why a source cannot be read.
pub(super) type Fed = Result<Loaded>;

/// The events of all rounds.
pub struct Feed {
    pub(super) receiver: Receiver<Vec<Fed>>,
    pub(super) rounds: u64,
}

impl Feed {
    /// Starts reading.
    pub fn start(events: impl Iterator<Item = Fed> + Send + 'static, rounds: u64) -> Self {
        let (sender, receiver) = channel(WAITING);
        std::thread::spawn(move || {
            let mut batch = Batch::new(sender);
            // Nothing comes back when nobody listens any more: the run has ended.
            batch.read(events, rounds > 1);
            batch.flush();
        });
        Self { receiver, rounds }
    }
}

struct Batch {
    sender: Sender<Vec<Fed>>,
    waiting: Vec<Fed>,
    weight: usize,
}

impl Batch {
    fn new(sender: Sender<Vec<Fed>>) -> Self {
        Self {
            sender,
            waiting: Vec::new(),
            weight: 0,
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
        }
        Some(())
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
