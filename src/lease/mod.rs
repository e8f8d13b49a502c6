//! Leases: a server URL taken for a while and given back, whatever happens in between.
//!
//! The promise is kept by the order of things. What stood there is on disk, fsynced and readable
//! by its owner alone, before the first `PATCH` leaves; every later value is added to the journal
//! before it is sent. So at any moment, after `kill -9` or a power cut too, a journal tells a
//! value of ours from everybody else's, and [`Leases::restore`] can put the original back.
//!
//! - [`journal`]: what is remembered of one lease, and how what stands there now compares to it;
//! - [`shelf`]: the folder of journals: atomic writes, who is alive;
//! - [`value`]: `server` values: merged, compared;
//! - [`take`]: taking and moving;
//! - [`give`]: giving back, the one way that exit, signals and `restore` share;
//! - [`report`]: how that went, in words and in JSON, without secrets ([`shown`]).
//!
//! Not covered: a value that somebody else sets in the instant between our last look and our
//! `PATCH`. Vapi has no conditional update (contract 4.3, 8).

pub mod give;
pub mod journal;
pub mod report;
mod shelf;
pub mod shown;
pub mod take;
mod value;

use std::path::PathBuf;
use std::pin::pin;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::api::Client;
use crate::error::{Error, Result};
pub use give::How;
pub use journal::{Entry, Holder, Journal};
pub use report::{Outcome, Report};
use shelf::{Change, Presence, Shelf};
pub use take::{Ask, Held, HiddenSecret, Taken};

/// The leases of this process in one folder, with one account.
#[derive(Debug)]
pub struct Leases {
    client: Client,
    shelf: Shelf,
    command: String,
    /// Proof that this process lives; made with the first lease.
    presence: Option<Presence>,
}

impl Leases {
    /// Touches nothing yet. `dir` holds the journals; `command` is what others are told holds a
    /// lease: the command's name, no arguments, which may have secrets.
    #[must_use]
    pub fn new(client: Client, dir: PathBuf, command: &str) -> Self {
        Self {
            client,
            shelf: Shelf::new(dir),
            command: command.to_owned(),
            presence: None,
        }
    }

    /// What it takes to work on a lease; makes this process known to others.
    async fn desk(&mut self) -> Result<Desk> {
        if self.presence.is_none() {
            let folder = self.shelf.clone();
            self.presence = Some(blocking(move || folder.enter()).await?);
        }
        let token = self.presence.iter().map(|presence| &*presence.token);
        Ok(Desk {
            client: self.client.clone(),
            shelf: self.shelf.clone(),
            me: Holder::now(&token.collect::<String>(), &self.command),
        })
    }
}

/// Where one lease is worked on.
#[derive(Clone, Debug)]
struct Desk {
    client: Client,
    shelf: Shelf,
    me: Holder,
}

impl Desk {
    /// Changes a journal while nobody else can.
    async fn change<T: Send + 'static>(
        &self,
        name: &str,
        decide: impl FnOnce(Option<Result<Journal, String>>) -> (Change, T) + Send + 'static,
    ) -> Result<T> {
        let (folder, name) = (self.shelf.clone(), name.to_owned());
        blocking(move || folder.change(&name, decide)).await
    }

    /// Writes a journal that is still this process's.
    async fn write(&self, name: &str, journal: &Journal) -> Result<()> {
        let (journal, title) = (Box::new(journal.clone()), journal.title());
        let mine = self.me.token.clone();
        let written = self.change(name, move |there| match there {
            Some(Ok(there)) if there.holder.token == mine => (Change::Write(journal), Ok(())),
            Some(Ok(there)) => (Change::Keep, Err(Some(there.holder))),
            _ => (Change::Keep, Err(None)),
        });
        written.await?.map_err(|other| match other {
            Some(holder) => Error::failed(format!("{title} was taken over ({})", holder.title())),
            None => Error::failed(format!("{title} was given back by somebody else")),
        })
    }
}

/// Every lease in a folder, whoever took it, also those that are over ([`Entry::is_over`]); empty
/// when there is no folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn list(dir: PathBuf) -> Result<Vec<Entry>> {
    Shelf::new(dir).list()
}

/// Runs a future to its end and gives `Err` when it panicked, so that leases can be given back
/// before the panic goes on (`std::panic::resume_unwind`).
///
/// # Errors
/// What the panic carried.
pub async fn catch_panic<T>(future: impl Future<Output = T>) -> std::thread::Result<T> {
    let mut future = pin!(future);
    std::future::poll_fn(move |cx| {
        let polled = std::panic::AssertUnwindSafe(|| future.as_mut().poll(cx));
        match std::panic::catch_unwind(polled) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => std::task::Poll::Ready(Err(panic)),
        }
    })
    .await
}

/// File work, off the thread that relays.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Error::failed(format!("a lease's file work ended: {error}"))),
    }
}

/// Milliseconds since 1970.
fn now_ms() -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
