//! What a live run reports to the thread that prints it.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use crate::event::exchange::{Arrival, Exchange};
use crate::event::finding::Judged;
use crate::event::id::EventId;

/// Something to show.
#[derive(Debug)]
pub enum Report {
    /// An event arrived.
    Arrived(Arc<Arrival>),
    /// An event was answered, or failed. The printing thread checks the answer: nobody on the
    /// phone waits for that.
    Answered(Exchange),
    /// The same, checked; and what the check says of the answer.
    Finished(Exchange, Judged),
    /// Something about the run: told in a line, or as a `warning` object.
    Note {
        /// A stable name for scripts.
        code: &'static str,
        /// A sentence for people.
        message: String,
    },
    /// Something that is no trouble: told in a line, or as its own object.
    Told {
        /// A sentence for people.
        message: String,
        /// The object.
        json: serde_json::Value,
    },
    /// An object for `--json` only.
    Json(serde_json::Value),
    /// A line of data as it stands, already escaped; not for `--json`.
    Line(String),
    /// How far the run is: so many of so many, if that is known. Only on a terminal.
    Progress(u64, Option<u64>),
    /// An exchange that was counted but is not shown.
    Skipped(EventId),
    /// Told once everything before it is printed.
    Mark(SyncSender<()>),
}

impl Report {
    /// How much of the queue's bound it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Arrived(arrival) => arrival.weight(),
            Self::Answered(exchange) | Self::Finished(exchange, _) => exchange.weight(),
            Self::Note { .. }
            | Self::Told { .. }
            | Self::Json(_)
            | Self::Line(_)
            | Self::Progress(..)
            | Self::Skipped(_)
            | Self::Mark(_) => 64,
        }
    }
}
