//! How giving back went: in words, in JSON, and as the command that repairs it.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::journal::{Entry, Holder};
use crate::api::{Kind, region};
use crate::error::{Error, Kind as ErrorKind};

/// What became of a lease.
#[derive(Debug)]
pub enum Outcome {
    /// The original was put back and seen to stand there.
    Restored,
    /// The original stood there already.
    AsItWas,
    /// The resource is gone, and the lease with it.
    Deleted,
    /// What is there was kept, as asked.
    Forgotten,
    /// A living process holds it, and will give it back.
    Held(Holder),
    /// It is at another API.
    OtherApi(String),
    /// The key does not see it.
    OtherAccount,
    /// Somebody else changed it: left alone. Values are without secrets.
    Foreign {
        /// What stands there.
        found: Value,
        /// What stood there.
        original: Value,
        /// The members in which they differ.
        differs: Vec<String>,
    },
    /// The original was sent, and Vapi made something else of it.
    Incomplete {
        /// What stands there.
        found: Value,
        /// What was sent.
        original: Value,
        /// The members in which they differ.
        differs: Vec<String>,
    },
    /// The API or the disk failed.
    Failed(Error),
    /// The journal cannot be read.
    Unreadable(String),
}

impl Outcome {
    /// Whether the lease is over.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(
            self,
            Self::Restored | Self::AsItWas | Self::Deleted | Self::Forgotten
        )
    }

    /// Whether it is for another process, account or API to do.
    #[must_use]
    pub fn is_skipped(&self) -> bool {
        matches!(self, Self::Held(_) | Self::OtherApi(_) | Self::OtherAccount)
    }

    /// Its name, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::AsItWas => "unchanged",
            Self::Deleted => "deleted",
            Self::Forgotten => "forgotten",
            Self::Held(_) => "held",
            Self::OtherApi(_) => "other-api",
            Self::OtherAccount => "other-account",
            Self::Foreign { .. } => "foreign",
            Self::Incomplete { .. } => "incomplete",
            Self::Failed(_) => "failed",
            Self::Unreadable(_) => "unreadable",
        }
    }
}

/// A lease and what became of it.
#[derive(Debug)]
pub struct Report {
    /// What kind of resource, if that can be told.
    pub kind: Option<Kind>,
    /// Its id.
    pub id: Option<String>,
    /// What people call it.
    pub title: String,
    /// The API it is at.
    pub base_url: String,
    /// The journal's file, whether it still exists or not.
    pub file: PathBuf,
    /// What became of it.
    pub outcome: Outcome,
}

impl Report {
    pub(super) fn of_entry(entry: Entry, outcome: Outcome) -> Self {
        match entry.journal {
            Ok(journal) => Self {
                kind: Some(journal.kind),
                title: journal.title(),
                id: Some(journal.id),
                base_url: journal.base_url,
                file: entry.file,
                outcome,
            },
            Err(_) => Self {
                title: format!("the lease {}", entry.file.display()),
                ..Self::of_folder(entry.file, Error::failed(""))
            }
            .with(outcome),
        }
    }

    pub(super) fn of_folder(file: PathBuf, error: Error) -> Self {
        Self {
            kind: None,
            id: None,
            title: "the leases".to_owned(),
            base_url: String::new(),
            file,
            outcome: Outcome::Failed(error),
        }
    }

    fn with(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }

    /// One sentence, without secrets.
    #[must_use]
    pub fn sentence(&self) -> String {
        let title = &self.title;
        let both = |found: &Value, original: &Value, differs: &[String]| {
            let differs = differs.join(", ");
            format!("\n  now     {found}\n  before  {original}\n  differs in {differs}")
        };
        match &self.outcome {
            Outcome::Restored => format!("{title}: given back"),
            Outcome::AsItWas => format!("{title}: as it was before"),
            Outcome::Deleted => format!("{title}: deleted meanwhile, nothing to give back"),
            Outcome::Forgotten => format!("{title}: kept as it is, lease forgotten"),
            Outcome::Held(holder) => format!(
                "{title}: held by {}, which gives it back when it ends",
                holder.title()
            ),
            Outcome::OtherApi(url) => format!("{title}: left alone, it is at {url}"),
            Outcome::OtherAccount => format!(
                "{title}: left alone, this key does not see it: it is another account's, or deleted"
            ),
            Outcome::Foreign {
                found,
                original,
                differs,
            } => format!(
                "{title}: changed by somebody else meanwhile, left alone{}",
                both(found, original, differs)
            ),
            Outcome::Incomplete {
                found,
                original,
                differs,
            } => format!(
                "{title}: Vapi did not take all of it back{}",
                both(found, original, differs)
            ),
            Outcome::Failed(error) => format!("{title}: could not be given back: {error}"),
            Outcome::Unreadable(why) => format!("{title}: unreadable, {why}; nothing was changed"),
        }
    }

    /// The command that repairs it; `None` when there is nothing to repair.
    #[must_use]
    pub fn repair(&self) -> Option<String> {
        let flag = match &self.outcome {
            outcome if outcome.is_done() => return None,
            Outcome::Unreadable(_) => {
                return Some(format!(
                    "vapihook server list  # then remove {}",
                    self.file.display()
                ));
            }
            Outcome::Foreign { .. } | Outcome::Incomplete { .. } => " --force",
            Outcome::Held(_) => " --all",
            _ => "",
        };
        Some(self.command(flag))
    }

    /// `restore` for this lease alone, with another flag.
    #[must_use]
    pub fn command(&self, flag: &str) -> String {
        restore_command(self.kind, self.id.as_deref(), &self.base_url, flag)
    }

    /// The error that a lease which is not given back means; the hint is the command that repairs
    /// it. `None` for one that is over or not ours to give back.
    #[must_use]
    pub fn error(&self) -> Option<Error> {
        if self.outcome.is_done() || self.outcome.is_skipped() {
            return None;
        }
        Some(self.not_restored())
    }

    /// The same, also for one that is somebody else's to give back.
    #[must_use]
    pub fn not_restored(&self) -> Error {
        let error = Error::new(ErrorKind::NotRestored, self.sentence());
        let Some(repair) = self.repair() else {
            return error;
        };
        match self.outcome {
            Outcome::Foreign { .. } | Outcome::Incomplete { .. } => error.hint(format!(
                "put back what was there: {repair}\n      or keep what is there now: {}",
                self.command(" --keep")
            )),
            Outcome::OtherAccount => error.hint(format!(
                "with the key of its account: {repair}\n      or, if it was deleted: {}",
                self.command(" --keep")
            )),
            _ => error.hint(format!("run: {repair}")),
        }
    }

    /// As a `lease` object.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut json = json!({
            "v": 1,
            "type": "lease",
            "state": self.outcome.name(),
            "kind": self.kind.map(Kind::path),
            "id": self.id,
            "title": self.title,
            "base_url": self.base_url,
            "message": self.sentence().lines().next(),
            "repair": self.repair(),
        });
        if let Outcome::Foreign {
            found,
            original,
            differs,
        }
        | Outcome::Incomplete {
            found,
            original,
            differs,
        } = &self.outcome
        {
            json["found"] = found.clone();
            json["original"] = original.clone();
            json["differs"] = json!(differs);
        }
        json
    }
}

/// The command that gives a lease back; all of them without a kind and id.
#[must_use]
pub fn restore_command(kind: Option<Kind>, id: Option<&str>, base_url: &str, flag: &str) -> String {
    let mut command = "vapihook server restore".to_owned();
    if let (Some(kind), Some(id)) = (kind, id) {
        command += &format!(" --{} {}", kind.path(), quoted(id));
    }
    command += flag;
    let is_default = region::REGIONS[0].1 == base_url;
    if !is_default && !base_url.is_empty() {
        command += &format!(" --base-url {}", quoted(base_url));
    }
    command
}

/// A word that a shell takes as it is.
fn quoted(word: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:+@".contains(&b);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
