//! Giving back: compare first, then put back, look again, and only then forget.

use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use super::journal::{Entry, Holder, Journal, Standing};
use super::report::{Outcome, Report};
use super::shelf::Change;
use super::take::Held;
use super::{Desk, Leases, shown, value};
use crate::api::{Kind, Resource, server};
use crate::error::{Error, Kind as ErrorKind, Result};

/// How long a change may still be on its way whose sender is gone.
const SETTLE: Duration = Duration::from_secs(1);
/// How long a lease that is over is still remembered when a change of it may be on its way: should
/// it arrive after all, the next `restore` undoes it.
const LATE: Duration = Duration::from_secs(600);
/// The pause before looking again at what does not yet show what was sent.
pub(super) const STALE: Duration = Duration::from_millis(300);
/// So often it is looked and sent.
const ROUNDS: u32 = 6;

/// How leases are given back.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Put the original back although somebody else changed it.
    pub force: bool,
    /// Leave what is there and forget the lease.
    pub keep: bool,
    /// Also what a living process holds.
    pub held: bool,
}

impl Leases {
    /// Gives one lease back.
    pub async fn give_back(&mut self, held: &Held) -> Report {
        let outcome = match self.desk().await {
            Ok(desk) => desk.give_back(&held.file, How::default()).await,
            Err(error) => Outcome::Failed(error),
        };
        held.report(self.shelf.file(&held.file), outcome)
    }

    /// Gives everything back that this process holds, also what a dropped [`Leases::take`] left
    /// in the middle. What is not done in `time` stays in the journal and is reported.
    pub async fn give_back_all(&mut self, time: Duration) -> Vec<Report> {
        if self.presence.is_none() {
            return Vec::new();
        }
        let until = Instant::now() + time;
        match self.try_give_back_all(until).await {
            Ok(reports) => reports,
            Err(error) => vec![Report::of_folder(self.shelf.file(""), error)],
        }
    }

    async fn try_give_back_all(&mut self, until: Instant) -> Result<Vec<Report>> {
        let desk = self.desk().await?;
        let mut entries = self.shelf.list()?;
        entries.retain(|entry| {
            let journal = entry.journal.as_ref();
            let mine = journal.is_ok_and(|journal| journal.holder.token == desk.me.token);
            mine && !entry.is_over()
        });
        let mut tasks = JoinSet::new();
        for (at, entry) in entries.iter().enumerate() {
            let (desk, name) = (desk.clone(), name_of(entry));
            tasks.spawn(async move { (at, desk.give_back(&name, How::default()).await) });
        }
        let mut outcomes: Vec<Option<Outcome>> = entries.iter().map(|_| None).collect();
        while let Ok(Some(done)) = timeout_at(until, tasks.join_next()).await {
            if let Ok((at, outcome)) = done {
                outcomes[at] = Some(outcome);
            }
        }
        let late = || Outcome::Failed(Error::failed("there was no time left"));
        Ok(entries
            .into_iter()
            .zip(outcomes)
            .map(|(entry, outcome)| Report::of_entry(entry, outcome.unwrap_or_else(late)))
            .collect())
    }

    /// Gives back what earlier processes left behind: everything, or only these resources.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub async fn restore(
        &mut self,
        only: Option<&[(Kind, String)]>,
        how: How,
    ) -> Result<Vec<Report>> {
        let base_url = self.client.base_url().to_owned();
        let named = |entry: &Entry| match only {
            None => true,
            Some(only) => only.iter().any(|(kind, id)| match &entry.journal {
                Ok(journal) => journal.kind == *kind && journal.id == *id,
                Err(_) => name_of(entry) == Journal::file_name(&base_url, *kind, id),
            }),
        };
        let mut entries = self.shelf.list()?;
        entries.retain(named);
        let mut reports = Vec::new();
        for entry in entries {
            let outcome = match &entry.journal {
                Err(why) => Outcome::Unreadable(why.clone()),
                Ok(_) => self.desk().await?.give_back(&name_of(&entry), how).await,
            };
            // What was over already is worth a word only when there was something to do.
            if !entry.is_over() || matches!(outcome, Outcome::Restored) {
                reports.push(Report::of_entry(entry, outcome));
            }
        }
        Ok(reports)
    }
}

fn name_of(entry: &Entry) -> String {
    let name = entry.file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// What there is to do.
enum PickedUp {
    /// The journal, which is this process's now.
    Mine(Box<Journal>),
    /// Nothing.
    Done(Outcome),
}

impl Desk {
    /// Gives one lease back; whoever held it stays named when that fails.
    pub async fn give_back(&self, name: &str, how: How) -> Outcome {
        let journal = match self.pick_up(name, how).await {
            Ok(PickedUp::Mine(journal)) => journal,
            Ok(PickedUp::Done(outcome)) => return outcome,
            Err(error) => return Outcome::Failed(error),
        };
        let holder = journal.holder.clone();
        let outcome = self.put_back(name, *journal, how).await;
        let outcome = outcome.unwrap_or_else(Outcome::Failed);
        if !outcome.is_done() {
            // It is only a name: the outcome matters more.
            self.name_holder(name, holder).await.ok();
        }
        outcome
    }

    /// Makes a lease this process's own, if that is possible and there is something to do.
    async fn pick_up(&self, name: &str, how: How) -> Result<PickedUp> {
        let (me, folder) = (self.me.clone(), self.shelf.clone());
        let base_url = self.client.base_url().to_owned();
        self.change(name, move |there| {
            let journal = match there {
                None => return (Change::Keep, PickedUp::Done(Outcome::AsItWas)),
                Some(Err(why)) => return (Change::Keep, PickedUp::Done(Outcome::Unreadable(why))),
                Some(Ok(journal)) => journal,
            };
            let mine = journal.holder.token == me.token;
            let wanted = mine || how.held || journal.given_back;
            if !wanted && folder.is_alive(&journal.holder.token) {
                let held = Outcome::Held(journal.holder);
                return (Change::Keep, PickedUp::Done(held));
            }
            if how.keep {
                return (Change::Remove, PickedUp::Done(Outcome::Forgotten));
            }
            if journal.base_url != base_url {
                let other = Outcome::OtherApi(journal.base_url);
                return (Change::Keep, PickedUp::Done(other));
            }
            let over = journal.given_back && age(&journal) > LATE;
            if over || journal.original.is_none() {
                return (Change::Remove, PickedUp::Done(Outcome::AsItWas));
            }
            if mine {
                return (Change::Keep, PickedUp::Mine(Box::new(journal)));
            }
            let mut taken = journal.clone();
            taken.holder = me;
            let change = Change::Write(Box::new(taken));
            (change, PickedUp::Mine(Box::new(journal)))
        })
        .await
    }

    async fn put_back(&self, name: &str, mut journal: Journal, how: How) -> Result<Outcome> {
        let mut sent = false;
        let mut failed: Option<Error> = None;
        let mut tried_legacy = false;
        journal.holder = self.me.clone();
        for _ in 0..ROUNDS {
            let found = match self.client.fetch(journal.kind, &journal.id).await {
                Ok(found) => found,
                Err(error) if error.kind == ErrorKind::NotFound => {
                    return self.missing(name, &journal).await;
                }
                Err(error) => return Err(failed.unwrap_or(error)),
            };
            let standing = journal.standing(&found);
            if standing == Standing::Original {
                let wait = SETTLE.saturating_sub(age(&journal));
                if sent || journal.settled || wait.is_zero() {
                    self.close(name, journal).await?;
                    return Ok(if sent {
                        Outcome::Restored
                    } else {
                        Outcome::AsItWas
                    });
                }
                sleep(wait).await;
                continue;
            }
            if let Some(failed) = failed {
                return Err(failed);
            }
            if standing == Standing::Foreign && journal.given_back {
                self.forget(name).await?;
                return Ok(Outcome::AsItWas);
            }
            if standing == Standing::Foreign && (sent || !how.force) {
                return Ok(foreign(&journal, &found, sent));
            }
            if sent {
                sleep(STALE).await;
            }
            let server = self
                .next_value(name, &mut journal, &found, &mut tried_legacy)
                .await?;
            // A failure may come after the change was made: look before believing it.
            failed = self.client.set_server(&found, server).await.err();
            sent = true;
        }
        let title = journal.title();
        Err(failed.unwrap_or_else(|| {
            let message = format!("Vapi accepts the original of {title} and does not show it");
            Error::new(ErrorKind::Network, message)
        }))
    }

    /// What to send. An old object whose `serverUrl` still says what it said gets its `server`
    /// removed, which leaves it as it was; when that is not enough, the URL goes into `server`.
    async fn next_value(
        &self,
        name: &str,
        journal: &mut Journal,
        found: &Resource,
        tried_legacy: &mut bool,
    ) -> Result<Value> {
        let Some(original) = journal.original.clone() else {
            return Ok(server::current(&found.body));
        };
        let legacy = original.legacy_url.as_deref();
        if legacy.is_some() && !*tried_legacy && found.body["serverUrl"].as_str() == legacy {
            *tried_legacy = true;
            // Without its `serverUrl` the object would then have nothing: that is ours too.
            journal.remember(Value::Null);
            self.write(name, journal).await?;
            return Ok(Value::Null);
        }
        Ok(original.folded())
    }

    /// A resource that this key does not see: deleted, or another account's. Vapi answers alike,
    /// and so does a proxy in between; what the key does see tells.
    async fn missing(&self, name: &str, journal: &Journal) -> Result<Outcome> {
        let path = |kind: Kind| format!("/{}?limit=1", kind.path());
        let listed = self.client.get(&path(journal.kind)).await?;
        if !listed.is_array() {
            let message = "that is not Vapi's API: it has no list";
            return Err(Error::new(ErrorKind::Network, message));
        }
        let mut org = listed[0]["orgId"].as_str().map(str::to_owned);
        for kind in Kind::ALL {
            if org.is_none() && journal.org.is_some() && kind != journal.kind {
                let listed = self.client.get(&path(kind)).await.unwrap_or_default();
                org = listed[0]["orgId"].as_str().map(str::to_owned);
            }
        }
        if journal.org.is_some() && org != journal.org {
            return Ok(Outcome::OtherAccount);
        }
        self.forget(name).await?;
        Ok(Outcome::Deleted)
    }

    /// Ends a lease that was given back. A change that nobody saw the end of may still arrive: it
    /// is remembered for a while.
    async fn close(&self, name: &str, mut journal: Journal) -> Result<()> {
        if journal.settled || age(&journal) > LATE {
            return self.forget(name).await;
        }
        if !journal.given_back {
            journal.given_back = true;
            self.write(name, &journal).await?;
        }
        Ok(())
    }

    /// Removes a journal that is this process's.
    async fn forget(&self, name: &str) -> Result<()> {
        let mine = self.me.token.clone();
        self.change(name, move |there| match there {
            Some(Ok(there)) if there.holder.token == mine => (Change::Remove, ()),
            _ => (Change::Keep, ()),
        })
        .await
    }

    /// Names a holder in a journal that is this process's.
    pub(super) async fn name_holder(&self, name: &str, holder: Holder) -> Result<()> {
        let mine = self.me.token.clone();
        self.change(name, move |there| match there {
            Some(Ok(mut there)) if there.holder.token == mine && holder.token != mine => {
                there.holder = holder;
                (Change::Write(Box::new(there)), ())
            }
            _ => (Change::Keep, ()),
        })
        .await
    }
}

/// How long ago a value was last about to be sent.
fn age(journal: &Journal) -> Duration {
    let age = super::now_ms().saturating_sub(journal.changed_at);
    // Below zero the clock was set back.
    Duration::from_millis(u64::try_from(age).unwrap_or_default())
}

/// What stands there is nobody's we know; after we sent the original, Vapi itself made it so.
fn foreign(journal: &Journal, found: &Resource, sent: bool) -> Outcome {
    let found = server::current(&found.body);
    let original = journal
        .original
        .as_ref()
        .map(super::journal::Original::folded);
    let original = original.unwrap_or_default();
    let mut differs = value::lost(&original, &found);
    for member in value::lost(&found, &original) {
        if !differs.contains(&member) {
            differs.push(member);
        }
    }
    let found = shown::redacted(&found);
    let original = shown::redacted(&original);
    if sent {
        Outcome::Incomplete {
            found,
            original,
            differs,
        }
    } else {
        Outcome::Foreign {
            found,
            original,
            differs,
        }
    }
}
