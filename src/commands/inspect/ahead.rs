//! Reading ahead: while this thread writes pages, another one reads the events behind them.
//!
//! What is small is read here: a thread is worth its start from the second batch on. However much
//! there is, no more than three batches are in memory, those on their way back among them; a batch is
//! some events, or one that is large.

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::pages::Events;
use crate::event::exchange::Exchange;

/// Bytes of events from which a batch is full. Each may have a thread woken: with a quarter of it
/// the lines of a record take a tenth longer.
const FULL: usize = 512 << 10;

/// The same for the first one, while this thread reads itself.
const FIRST: usize = 128 << 10;

/// Events, in their order, each with what was made of it.
pub(super) enum Ahead<T> {
    /// The rest is read here.
    Here(Reader<T>),
    /// It is read by another thread.
    There(Other<T>),
    /// Nothing comes any more.
    Ended(Events),
    /// The other thread has broken off.
    Lost,
}

/// What goes from the thread that reads, and back to it.
pub(super) struct Other<T> {
    batches: Receiver<Batch<T>>,
    used: Sender<Vec<T>>,
}

/// What was read at once.
struct Batch<T> {
    items: Vec<T>,
    /// Nothing comes behind it.
    end: Option<Events>,
}

pub(super) struct Reader<T> {
    events: Events,
    /// One that is large: a batch of its own.
    large: Option<Exchange>,
    make: Box<dyn FnMut(Exchange) -> T + Send>,
}

impl<T: Send + 'static> Ahead<T> {
    /// What `make` makes of each of these events.
    pub(super) fn new(events: Events, make: impl FnMut(Exchange) -> T + Send + 'static) -> Self {
        let make = Box::new(make);
        Self::Here(Reader {
            events,
            large: None,
            make,
        })
    }

    /// The events, when all of them were read.
    pub(super) fn ended(self) -> Option<Events> {
        match self {
            Self::Ended(events) => Some(events),
            _ => None,
        }
    }

    /// The next events: at least one, until there is none.
    pub(super) fn batch(&mut self) -> Option<Vec<T>> {
        loop {
            let (batch, then) = match std::mem::replace(self, Self::Lost) {
                Self::Here(mut reader) => {
                    let (items, is_end) = reader.batch(FIRST);
                    let then = if is_end {
                        Self::Ended(reader.events)
                    } else {
                        reader.ahead()
                    };
                    (items, then)
                }
                Self::There(other) => {
                    let Batch { items, end } = other.batches.recv().ok()?;
                    (items, end.map_or(Self::There(other), Self::Ended))
                }
                ended => {
                    *self = ended;
                    return None;
                }
            };
            *self = then;
            if !batch.is_empty() {
                return Some(batch);
            }
        }
    }

    /// Gives a batch back that is not needed any more. The other thread lets go of it, while it
    /// reads: what a thread gives back of another's memory is what it takes next, and whoever
    /// takes memory of one place has others wait. What is large is let go of here, at once.
    pub(super) fn done(&self, batch: Vec<T>) {
        if let Self::There(other) = self
            && batch.len() > 1
        {
            other.used.send(batch).ok();
        }
    }
}

impl<T: Send + 'static> Reader<T> {
    /// The next events, and whether they are the last.
    fn batch(&mut self, full: usize) -> (Vec<T>, bool) {
        let mut items = Vec::new();
        let mut weight = 0;
        while weight < full {
            let Some(exchange) = self.large.take().or_else(|| self.events.next()) else {
                return (items, true);
            };
            let own = exchange.weight();
            if own >= full && !items.is_empty() {
                self.large = Some(exchange);
                break;
            }
            weight += own;
            items.push((self.make)(exchange));
        }
        (items, false)
    }

    /// Goes on in a thread of its own, if there is a core for it. Nobody waits for that thread: it
    /// may wait for an event that never comes when nobody reads any longer.
    fn ahead(self) -> Ahead<T> {
        if thread::available_parallelism().is_ok_and(|cores| cores == NonZeroUsize::MIN) {
            return Ahead::Here(self);
        }
        let (give, batches) = sync_channel(1);
        let (used, back) = channel();
        thread::spawn(move || self.run(&give, &back));
        Ahead::There(Other { batches, used })
    }

    fn run(mut self, give: &SyncSender<Batch<T>>, back: &Receiver<Vec<T>>) {
        loop {
            back.try_iter().for_each(drop);
            let (items, is_end) = self.batch(FULL);
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
