//! What the recorder's thread is given.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::event::exchange::{Arrival, Delivery, Exchange};
use crate::event::id::EventId;
use crate::store::recorder::Recorded;

/// An event, or what became of one.
pub(in crate::store) enum Item {
    /// An event, and who wants to know that it is recorded.
    Arrived(Arc<Arrival>, Option<oneshot::Sender<Recorded>>),
    /// What became of it.
    Finished(Exchange),
    /// An event that was refused here.
    RefusedArrival(EventId),
    /// An answer that was refused here.
    RefusedAnswer(EventId),
}

impl Item {
    /// Its size in memory, in bytes.
    pub(in crate::store) fn weight(&self) -> usize {
        match self {
            Self::Arrived(arrival, _) => arrival.weight(),
            Self::Finished(exchange) => exchange.delivery.as_ref().map_or(0, Delivery::weight),
            Self::RefusedArrival(_) | Self::RefusedAnswer(_) => 0,
        }
    }

    /// What remains of it when there is no room for it. Its receipt says no.
    pub(super) fn refused(self) -> Self {
        match self {
            Self::Arrived(arrival, _) => Self::RefusedArrival(arrival.envelope.id),
            Self::Finished(exchange) => Self::RefusedAnswer(exchange.arrival.envelope.id),
            other => other,
        }
    }
}
