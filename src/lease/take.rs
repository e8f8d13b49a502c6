//! Taking a server URL, and moving it when the tunnel's URL changes.

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::give::{How, STALE};
use super::journal::{Journal, Original, Standing};
use super::report::{Outcome, Report};
use super::shelf::Change;
use super::{Desk, Leases, shown, value};
use crate::api::{Kind, Resource, server};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::secret::Secret;

/// So often a value is sent that Vapi accepts and does not show.
const ROUNDS: u32 = 3;

/// What to do about a shared secret that Vapi has and does not show, which a change may lose
/// (contract 4.3, 3).
#[derive(Clone, Debug, Default)]
pub enum HiddenSecret {
    /// Take nothing.
    #[default]
    Refuse,
    /// Go on; it may be gone afterwards.
    Drop,
    /// It is this one: sent with every change, also with the last.
    Known(Secret),
}

/// What is asked of a lease.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// The URL that shall stand there.
    pub url: String,
    /// Other members of `server` to change for as long: `headers` are added, `null` removes.
    pub changes: Map<String, Value>,
    /// Take it from a living process.
    pub steal: bool,
    /// What to do about a secret that cannot be seen.
    pub hidden_secret: HiddenSecret,
}

/// A lease that this process holds.
#[derive(Clone, Debug)]
pub struct Held {
    pub(super) file: String,
    base_url: String,
    /// What kind of resource.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What people call it, with its kind and id.
    pub title: String,
    /// The URL that stands there.
    pub url: String,
    /// The URL that will again; `None` for none. Without what looks like a secret.
    pub original_url: Option<String>,
}

/// A lease just taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The lease.
    pub held: Held,
    /// What is worth a warning.
    pub notes: Vec<String>,
}

impl Held {
    pub(super) fn report(&self, file: PathBuf, outcome: Outcome) -> Report {
        Report {
            kind: Some(self.kind),
            id: Some(self.id.clone()),
            title: self.title.clone(),
            base_url: self.base_url.clone(),
            file,
            outcome,
        }
    }

    /// The lease as a `lease` object: taken or moved.
    #[must_use]
    pub fn json(&self, state: &str) -> Value {
        json!({
            "v": 1,
            "type": "lease",
            "state": state,
            "kind": self.kind.path(),
            "id": self.id,
            "title": self.title,
            "url": shown::url(&self.url),
            "original_url": self.original_url,
        })
    }
}

impl Leases {
    /// Points a resource's server at a URL until it is given back. All that `server` has besides
    /// stays. May be dropped in the middle: [`Leases::give_back_all`] clears up after it.
    ///
    /// # Errors
    /// When somebody living holds it, when it has a secret that would be lost, when the API or the
    /// disk fails. What was changed by then is given back; [`ErrorKind::NotRestored`] when that
    /// failed too.
    pub async fn take(&mut self, kind: Kind, id: &str, ask: &Ask) -> Result<Taken> {
        let desk = self.desk().await?;
        // What fails already here leaves no trace.
        let resource = desk.client.fetch(kind, id).await?;
        let file = Journal::file_name(desk.client.base_url(), kind, &resource.id);
        let (previous, mut journal) = desk.claim(&file, &resource, ask.steal).await?;
        let taken = desk.take(&file, previous.as_ref(), &mut journal, ask).await;
        let notes = match taken {
            Ok(notes) => notes,
            Err(error) => return Err(desk.abandon(&file, previous, &resource, error).await),
        };
        let original = journal.original.as_ref().map(Original::folded);
        let held = Held {
            file,
            base_url: desk.client.base_url().to_owned(),
            kind,
            id: resource.id.clone(),
            title: resource.title(),
            url: ask.url.clone(),
            original_url: original.and_then(|server| server["url"].as_str().map(shown::url)),
        };
        Ok(Taken { held, notes })
    }

    /// Points a held resource at another URL.
    ///
    /// # Errors
    /// When the lease is no longer this process's, or somebody else changed the resource: then it
    /// is left alone. When the API fails the lease stays, and can be given back.
    pub async fn move_to(&mut self, held: &mut Held, url: &str) -> Result<Vec<String>> {
        let desk = self.desk().await?;
        let mut journal = desk.mine(held).await?;
        let found = desk.client.fetch(held.kind, &held.id).await?;
        if journal.standing(&found) != Standing::Ours {
            return Err(somebody_else(&held.title));
        }
        let base = journal.ours.last().cloned().unwrap_or_default();
        let wanted = value::merged(&base, &Map::from_iter([("url".to_owned(), json!(url))]));
        let notes = desk.send(&held.file, &mut journal, &found, wanted).await?;
        url.clone_into(&mut held.url);
        Ok(notes)
    }
}

impl HiddenSecret {
    fn check(&self, resource: &Resource) -> Result<()> {
        if !matches!(self, Self::Refuse) || !server::has_hidden_secret(&resource.body) {
            return Ok(());
        }
        let title = resource.title();
        Err(Error::failed(format!(
            "{title} has a server secret that Vapi does not show: changing its server URL may lose it"
        ))
        .hint("store it as a credential first, or give it, or accept the loss with --drop-secret"))
    }
}

impl Desk {
    /// Says on disk who comes. Nothing else can take it from here on, and what is looked up after
    /// this is not another holder's URL.
    async fn claim(
        &self,
        name: &str,
        resource: &Resource,
        steal: bool,
    ) -> Result<(Option<Journal>, Journal)> {
        let fresh = Journal::claim(self.client.base_url(), resource, self.me.clone());
        let (folder, title) = (self.shelf.clone(), resource.title());
        let file = self.shelf.file(name);
        let claimed = self.change(name, move |there| {
            let previous = match there {
                None => {
                    let claim = Change::Write(Box::new(fresh.clone()));
                    return (claim, Ok((None, fresh)));
                }
                Some(Err(why)) => {
                    let file = file.display();
                    let error = Error::new(
                        ErrorKind::NotRestored,
                        format!("what stood at {title} before cannot be told: {why} ({file})"),
                    )
                    .hint(format!(
                        "see that its server URL is right, then remove {file}"
                    ));
                    return (Change::Keep, Err(error));
                }
                Some(Ok(previous)) => previous,
            };
            let mine = previous.holder.token == fresh.holder.token;
            let free = steal || mine || previous.given_back;
            if !free && folder.is_alive(&previous.holder.token) {
                let holder = previous.holder.title();
                let error = Error::failed(format!("{title} is held by {holder}"))
                    .hint("stop that one, or take it over with --steal");
                return (Change::Keep, Err(error));
            }
            let mut claim = previous.clone();
            claim.holder = fresh.holder;
            claim.given_back = false;
            claim.name = fresh.name;
            let change = Change::Write(Box::new(claim.clone()));
            (change, Ok((Some(previous), claim)))
        });
        claimed.await?
    }

    /// The rest of taking, once it is claimed.
    async fn take(
        &self,
        name: &str,
        previous: Option<&Journal>,
        journal: &mut Journal,
        ask: &Ask,
    ) -> Result<Vec<String>> {
        let found = self.client.fetch(journal.kind, &journal.id).await?;
        let mut notes = Vec::new();
        let adopted = previous.and_then(|previous| {
            let original = previous.original.clone()?;
            if previous.standing(&found) != Standing::Foreign {
                return Some(original);
            }
            if previous.given_back {
                return None;
            }
            let now = shown::redacted(&server::current(&found.body));
            let before = shown::redacted(&original.folded());
            notes.push(format!(
                "{} was changed by somebody else after {} took it: what they set will be given \
                 back, {now}; before that it was {before}",
                journal.title(),
                previous.holder.title()
            ));
            None
        });
        let mut original = adopted.unwrap_or_else(|| Original::of(&found));
        // An earlier run may have been told it.
        if original.server["secret"].is_null() {
            ask.hidden_secret.check(&found)?;
        }
        match &ask.hidden_secret {
            HiddenSecret::Known(secret) if server::has_hidden_secret(&found.body) => {
                let secret = Map::from_iter([("secret".to_owned(), json!(secret.reveal()))]);
                original = Original {
                    server: value::merged(&original.folded(), &secret),
                    legacy_url: None,
                };
            }
            HiddenSecret::Drop if server::has_hidden_secret(&found.body) => notes.push(format!(
                "{} may have lost its server secret: Vapi does not show it, so it cannot be kept",
                journal.title()
            )),
            _ => {}
        }
        let mut changes = ask.changes.clone();
        changes.insert("url".to_owned(), json!(ask.url));
        let wanted = value::merged(&original.folded(), &changes);
        journal.original = Some(original);
        notes.extend(self.send(name, journal, &found, wanted).await?);
        Ok(notes)
    }

    /// Journals a value, sends it, and sees that it stands there. Gives what is worth a warning.
    async fn send(
        &self,
        name: &str,
        journal: &mut Journal,
        resource: &Resource,
        wanted: Value,
    ) -> Result<Vec<String>> {
        journal.about_to_send(wanted.clone());
        self.write(name, journal).await?;
        for _ in 0..ROUNDS {
            let sent = self.client.set_server(resource, wanted.clone()).await;
            // A failure may come after the change was made: look before believing it.
            let seen = match (self.client.fetch(journal.kind, &journal.id).await, &sent) {
                (Ok(seen), _) => seen,
                (Err(_), Ok(answer)) => answer.clone(),
                (Err(_), Err(_)) => {
                    sent?;
                    continue;
                }
            };
            let shown = server::current(&seen.body);
            let is_there = value::has_all(&wanted, &shown);
            if is_there || (sent.is_ok() && shown["url"] == wanted["url"]) {
                let lost = value::lost(&wanted, &shown);
                if !value::same(&wanted, &shown) {
                    journal.remember(shown);
                }
                journal.settled = true;
                self.write(name, journal).await?;
                let note = (!lost.is_empty()).then(|| {
                    let title = journal.title();
                    format!("Vapi did not keep {} of {title}", lost.join(", "))
                });
                return Ok(note.into_iter().collect());
            }
            sent?;
            if journal.standing(&seen) == Standing::Foreign {
                return Err(somebody_else(&journal.title()));
            }
            sleep(STALE).await;
        }
        let title = journal.title();
        let message = format!("Vapi accepts a server URL for {title} and does not show it");
        Err(Error::new(ErrorKind::Network, message))
    }

    /// Clears up after a lease that could not be taken; gives what to tell.
    async fn abandon(
        &self,
        name: &str,
        previous: Option<Journal>,
        resource: &Resource,
        error: Error,
    ) -> Error {
        if let Some(previous) = previous
            && self.shelf.is_alive(&previous.holder.token)
            && previous.holder.token != self.me.token
        {
            // It is the living one's again; it also knows what we may have sent.
            return match self.name_holder(name, previous.holder).await {
                Ok(()) => error,
                Err(worse) => worse,
            };
        }
        let outcome = self.give_back(name, How::default()).await;
        let report = Report {
            kind: Some(resource.kind),
            id: Some(resource.id.clone()),
            title: resource.title(),
            base_url: self.client.base_url().to_owned(),
            file: self.shelf.file(name),
            outcome,
        };
        match report.error() {
            None => error,
            Some(not_restored) => Error {
                message: format!("{error}; then {not_restored}"),
                ..not_restored
            },
        }
    }

    /// The journal of a lease that is still this process's.
    async fn mine(&self, held: &Held) -> Result<Journal> {
        let mine = self.me.token.clone();
        let title = held.title.clone();
        self.change(&held.file, move |there| {
            let journal = match there {
                Some(Ok(journal)) if journal.holder.token == mine => Ok(journal),
                Some(Ok(journal)) => Err(format!(
                    "{title} was taken over by {}",
                    journal.holder.title()
                )),
                Some(Err(why)) => Err(format!("the lease of {title} is unreadable: {why}")),
                None => Err(format!("{title} was given back by somebody else")),
            };
            (Change::Keep, journal.map_err(Error::failed))
        })
        .await?
    }
}

fn somebody_else(title: &str) -> Error {
    Error::failed(format!(
        "{title} was changed by somebody else meanwhile: it is left alone"
    ))
}
