//! An event together with what became of it: what is stored, printed and emitted as JSON.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use vapihook_json::check::Ends;
use vapihook_json::raw::{Text, text_of};

use super::Event;
use super::envelope::{Envelope, Headers};
use super::line::Digest;
use super::verdict::Verdict;

/// An event that arrived and is being answered.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// What arrived.
    pub envelope: Envelope,
    /// Where it is being sent; `None` when it is answered here.
    pub target: Option<Arc<str>>,
    /// Whether it is from who it says, when that was checked.
    pub verdict: Option<Verdict>,
    /// What it says, once somebody asked.
    event: OnceLock<Event>,
    /// Whether a glance is enough for that.
    is_passing: bool,
    /// Where long values in the body end, when that was found out.
    ends: Option<Ends>,
    /// The body as a JSON string, when it was read from one that is just as it would be written.
    quoted: Option<Bytes>,
    /// The body's sha256, once somebody asked or it was read with it.
    digest: OnceLock<Digest>,
}

impl Arrival {
    /// An event on its way to `target`.
    #[must_use]
    pub fn new(envelope: Envelope, target: Option<Arc<str>>) -> Self {
        Self {
            envelope,
            target,
            verdict: None,
            event: OnceLock::new(),
            is_passing: false,
            ends: None,
            quoted: None,
            digest: OnceLock::new(),
        }
    }

    /// An event that is passed on while it is looked at: whether a large body is JSON in every
    /// detail is for who looks into it.
    #[must_use]
    pub fn passing(envelope: Envelope) -> Self {
        Self {
            is_passing: true,
            ..Self::new(envelope, None)
        }
    }

    /// An event of which is known what it says.
    #[must_use]
    pub fn known(envelope: Envelope, event: Event, target: Option<Arc<str>>) -> Self {
        Self {
            event: OnceLock::from(event),
            ..Self::new(envelope, target)
        }
    }

    /// What it says: read when it is first asked for, by whoever asks.
    #[must_use]
    pub fn event(&self) -> &Event {
        self.event.get_or_init(|| {
            if self.is_passing {
                Event::at_a_glance(&self.envelope)
            } else {
                Event::parse(&self.envelope)
            }
        })
    }

    /// Whether looking at its body is work: then it is best done while that is near, by whoever had
    /// it last.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.envelope.body.len() >= super::LARGE
    }

    /// The body as text for viewing.
    #[must_use]
    pub fn text(&self) -> Text<'_> {
        match &self.ends {
            Some(ends) => Text::checked(text_of(&self.envelope.body), ends.clone()),
            None => self.envelope.text(),
        }
    }

    /// The same event, whose body was looked into before: `ends` is what was found out.
    pub(super) fn with_ends(mut self, ends: Option<Ends>) -> Self {
        self.ends = ends;
        self
    }

    /// The same event with another body.
    #[must_use]
    pub fn with_body(mut self, body: Bytes) -> Self {
        self.envelope.body = body;
        self.event = OnceLock::new();
        self.ends = None;
        self.quoted = None;
        self.digest = OnceLock::new();
        self
    }

    /// The same event, whose body was read from a line: `quoted` is what writing it would give.
    pub(super) fn with_quoted(mut self, quoted: Option<Bytes>) -> Self {
        self.quoted = quoted;
        self
    }

    /// The body as a JSON string, if nobody has to write it.
    pub(super) fn quoted(&self) -> Option<&[u8]> {
        self.quoted.as_deref()
    }

    /// The same event, whose body was found to have this sha256.
    pub(super) fn with_digest(mut self, digest: Option<Digest>) -> Self {
        self.digest = digest.map(OnceLock::from).unwrap_or_default();
        self
    }

    /// The body's sha256.
    pub(super) fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of(&self.envelope.body))
    }

    /// Its size in memory, in bytes, as far as a queue must bound it.
    #[must_use]
    pub fn weight(&self) -> usize {
        let quoted = self.quoted().map_or(0, <[u8]>::len);
        512 + self.envelope.body.len() + quoted + self.envelope.headers.block().len()
    }
}

/// An event and its delivery. `delivery` is `None` while the app has not answered (or if the
/// listener died before it did).
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What arrived and where it went.
    pub arrival: Arc<Arrival>,
    /// What became of it.
    pub delivery: Option<Delivery>,
}

impl Exchange {
    /// Its size in memory, in bytes, as far as a queue must bound it.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.arrival.weight() + self.delivery.as_ref().map_or(0, Delivery::weight)
    }

    /// Whether somebody should look at it: it failed, the app refused or redirected it, or the
    /// answer was too late.
    #[must_use]
    pub fn is_trouble(&self) -> bool {
        self.delivery.as_ref().is_some_and(|delivery| {
            delivery.outcome.is_failure()
                || delivery.status >= 300
                || delivery.latency > self.arrival.event().deadline
        })
    }
}

/// What became of an event.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// How it ended.
    pub outcome: Outcome,
    /// In words, when it was not plainly answered: what was tried, which error.
    pub detail: Option<Box<str>>,
    /// The HTTP status that the sender got; 0 when it got none.
    pub status: u16,
    /// The headers that the sender got.
    pub headers: Headers,
    /// The body that the sender got, as far as it was recorded.
    pub body: Bytes,
    /// Bytes of the body that were sent but are not in `body` (over the record's limit).
    pub body_omitted: u64,
    /// From the request's head to the answer's last byte.
    pub latency: Duration,
}

impl Delivery {
    /// The end of an event of which the app's answer is not known, `detail` in words.
    #[must_use]
    pub fn unanswered(outcome: Outcome, status: u16, detail: &str, latency: Duration) -> Self {
        Self {
            outcome,
            detail: Some(detail.into()),
            status,
            headers: Headers::default(),
            body: Bytes::new(),
            body_omitted: 0,
            latency,
        }
    }

    /// The status as it is shown.
    #[must_use]
    pub fn shown_status(&self) -> String {
        match self.status {
            0 => "---".to_owned(),
            status => status.to_string(),
        }
    }

    /// Its size in memory, in bytes, as far as a queue must bound it.
    #[must_use]
    pub fn weight(&self) -> usize {
        256 + self.body.len() + self.headers.block().len()
    }
}

/// How a delivery ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The app answered, whatever its status.
    Answered,
    /// Not forwarded by choice (`--events`, `--exclude`); answered `200 {}` here.
    Filtered,
    /// The app could not be reached, or broke off before its answer began: 502.
    Unreachable,
    /// The app was over the deadline and `--deadline enforce` cut it off: 504.
    DeadlineCut,
    /// Nothing showed that it is from who it says, and `--require-auth` is on: 401.
    Unauthorized,
    /// The body was over the limit: 413.
    TooLarge,
    /// The body did not arrive in time or broke off: 408 or 400.
    BadRequest,
    /// Too many events in flight: 503.
    Busy,
    /// The app broke off in the middle of its answer.
    Truncated,
    /// The sender went away before the answer's end.
    SenderGone,
    /// The run ended before there was an answer: the sender got none.
    GivenUp,
}

impl Outcome {
    const ALL: [Self; 11] = [
        Self::Answered,
        Self::Filtered,
        Self::Unreachable,
        Self::DeadlineCut,
        Self::Unauthorized,
        Self::TooLarge,
        Self::BadRequest,
        Self::Busy,
        Self::Truncated,
        Self::SenderGone,
        Self::GivenUp,
    ];

    /// The stable name, used in the record and in `--json` output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Filtered => "filtered",
            Self::Unreachable => "unreachable",
            Self::DeadlineCut => "deadline",
            Self::Unauthorized => "unauthorized",
            Self::TooLarge => "too-large",
            Self::BadRequest => "bad-request",
            Self::Busy => "busy",
            Self::Truncated => "truncated",
            Self::SenderGone => "sender-gone",
            Self::GivenUp => "given-up",
        }
    }

    /// The outcome of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// Whether the request was refused before its body was read, so that none is recorded.
    #[must_use]
    pub fn left_out_the_body(self) -> bool {
        matches!(self, Self::TooLarge | Self::BadRequest | Self::Busy)
    }

    /// Whether the event did not get through as it should have.
    #[must_use]
    pub fn is_failure(self) -> bool {
        !matches!(self, Self::Answered | Self::Filtered)
    }
}
