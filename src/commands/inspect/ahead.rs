//! Reading ahead: while this thread writes pages, another one reads the events behind them.
//!
//! What is small is read here: a thread is worth its start from the second batch on. However much
//! there is, no more than three batches are in memory, and a batch is a few events, or one that is
//! large.

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::pages::Events;
use crate::event::exchange::{Delivery, Exchange};

/// Bytes of events from which a batch is full.
const FULL: usize = 128 << 10;

/// Events, in their order, each with what was made of it.
pub(super) struct Ahead<T> {
    ready: std::vec::IntoIter<T>,
    rest: Rest<T>,
}

/// Where the events come from that are not read yet.
enum Rest<T> {
    Here(Reader<T>),
    There(Receiver<Batch<T>>),
    Ended(Events),
    /// The other thread has broken off.
    Lost,
}

/// What was read at once.
struct Batch<T> {
    items: Vec<T>,
    /// Nothing comes behind it.
    end: Option<Events>,
}

struct Reader<T> {
    events: Events,
    make: Box<dyn FnMut(Exchange) -> T + Send>,
}

impl<T: Send + 'static> Ahead<T> {
    /// What `make` makes of each of these events.
    pub(super) fn new(events: Events, make: impl FnMut(Exchange) -> T + Send + 'static) -> Self {
        let make = Box::new(make);
        Self {
            ready: Vec::new().into_iter(),
            rest: Rest::Here(Reader { events, make }),
        }
    }

    /// The events, when all of them were read.
    pub(super) fn ended(self) -> Option<Events> {
        match self.rest {
            Rest::Ended(events) => Some(events),
            _ => None,
        }
    }

    /// Reads on; whether there was anything to read.
    fn step(&mut self) -> bool {
        let (batch, then) = match std::mem::replace(&mut self.rest, Rest::Lost) {
            Rest::Here(mut reader) => {
                let (items, is_end) = reader.batch();
                let then = if is_end {
                    Rest::Ended(reader.events)
                } else {
                    reader.ahead()
                };
                (items, then)
            }
            Rest::There(batches) => match batches.recv() {
                Ok(Batch { items, end }) => (items, end.map_or(Rest::There(batches), Rest::Ended)),
                Err(_) => return false,
            },
            ended => {
                self.rest = ended;
                return false;
            }
        };
        self.ready = batch.into_iter();
        self.rest = then;
        true
    }
}

impl<T: Send + 'static> Iterator for Ahead<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            if let Some(item) = self.ready.next() {
                return Some(item);
            }
            if !self.step() {
                return None;
            }
        }
    }
}

impl<T: Send + 'static> Reader<T> {
    /// The next events, and whether they are the last.
    fn batch(&mut self) -> (Vec<T>, bool) {
        let mut items = Vec::new();
        let mut weight = 0;
        while weight < FULL {
            let Some(exchange) = self.events.next() else {
                return (items, true);
            };
            weight += exchange.arrival.weight();
            weight += exchange.delivery.as_ref().map_or(0, Delivery::weight);
            items.push((self.make)(exchange));
        }
        (items, false)
    }

    /// Goes on in a thread of its own, if there is a core for it. Nobody waits for that thread: it
    /// may wait for an event that never comes when nobody reads any longer.
    fn ahead(self) -> Rest<T> {
        if thread::available_parallelism().is_ok_and(|cores| cores == NonZeroUsize::MIN) {
            return Rest::Here(self);
        }
        let (give, take) = sync_channel(1);
        thread::spawn(move || self.run(&give));
        Rest::There(take)
    }

    fn run(mut self, give: &SyncSender<Batch<T>>) {
        loop {
            let (items, is_end) = self.batch();
            if is_end {
                let end = Some(self.events);
                give.send(Batch { items, end }).ok();
                return;
            }
            if give.send(Batch { items, end: None }).is_err() {
                return;
            }
        }
    }
}
