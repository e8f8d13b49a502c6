//! The journal of one lease: what stood there, what we put there, who holds it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::value;
use crate::api::{Kind, Resource, server};

/// The format's version.
pub const VERSION: u32 = 1;
/// So many values of ours are remembered, the newest last.
const OURS: usize = 16;

/// What is on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    v: u32,
    /// The API it is at.
    pub base_url: String,
    /// The account's organisation, as the resource tells it.
    pub org: Option<String>,
    /// What kind of resource.
    #[serde(with = "kind_as_path")]
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// What stood there; `None` until it was looked up, before which nothing is sent.
    pub original: Option<Original>,
    /// Every value that we may have sent, the newest last.
    pub ours: Vec<Value>,
    /// Whether the newest of them was seen to stand there.
    pub settled: bool,
    /// When a value was last about to be sent, in ms since 1970.
    pub changed_at: i64,
    /// The original stands there again, and a value of ours may yet arrive.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub given_back: bool,
    /// Who holds it.
    pub holder: Holder,
}

/// What stood there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Original {
    /// The whole `server`, `null` when there was none.
    pub server: Value,
    /// The URL of an old object that had it in `serverUrl` alone.
    #[serde(rename = "serverUrl", skip_serializing_if = "Option::is_none", default)]
    pub legacy_url: Option<String>,
}

/// The process that holds a lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Names the file that the process keeps locked while it lives.
    pub(super) token: String,
    /// Its process id.
    pub pid: u32,
    /// The machine it runs on.
    pub host: Option<String>,
    /// Since when, in ms since 1970.
    pub since: i64,
    /// The command.
    pub command: String,
}

impl Holder {
    pub(super) fn now(token: &str, command: &str) -> Self {
        let host = ["/proc/sys/kernel/hostname", "/etc/hostname"]
            .iter()
            .find_map(|file| std::fs::read_to_string(file).ok())
            .map(|name| name.trim().to_owned());
        Self {
            token: token.to_owned(),
            pid: std::process::id(),
            host: host.filter(|name| !name.is_empty()),
            since: super::now_ms(),
            command: command.to_owned(),
        }
    }

    /// `listen, pid 4711 on host`, for lines.
    #[must_use]
    pub fn title(&self) -> String {
        let host = self.host.iter().map(|host| format!(" on {host}"));
        format!(
            "{}, pid {}{}",
            self.command,
            self.pid,
            host.collect::<String>()
        )
    }
}

/// A lease as it was found in its folder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its file.
    pub file: PathBuf,
    /// What it says, or why it cannot be read.
    pub journal: Result<Journal, String>,
    /// Whether the process that holds it lives.
    pub alive: bool,
}

impl Entry {
    /// Whether it was given back, and is only remembered for what may yet arrive.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.journal
            .as_ref()
            .is_ok_and(|journal| journal.given_back)
    }
}

/// What stands there now, compared with a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// What stood there before.
    Original,
    /// Something of ours.
    Ours,
    /// Something that somebody else put there.
    Foreign,
}

impl Original {
    /// What stands there now.
    pub(super) fn of(resource: &Resource) -> Self {
        let body = &resource.body;
        let legacy = server::is_legacy(body).then(|| body["serverUrl"].as_str());
        Self {
            server: value::sendable(&body["server"]),
            legacy_url: legacy.flatten().map(str::to_owned),
        }
    }

    /// As one value, the legacy form folded in.
    #[must_use]
    pub fn folded(&self) -> Value {
        match &self.legacy_url {
            Some(url) => json!({ "url": url }),
            None => self.server.clone(),
        }
    }
}

impl Journal {
    /// A claim: it says who comes, nothing else yet.
    pub(super) fn claim(base_url: &str, resource: &Resource, holder: Holder) -> Self {
        Self {
            v: VERSION,
            base_url: base_url.to_owned(),
            org: resource.body["orgId"].as_str().map(str::to_owned),
            kind: resource.kind,
            id: resource.id.clone(),
            name: resource.name().map(str::to_owned),
            original: None,
            ours: Vec::new(),
            settled: true,
            changed_at: holder.since,
            given_back: false,
            holder,
        }
    }

    /// Reads one.
    ///
    /// # Errors
    /// Why it is none; in words.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let json: Value = serde_json::from_slice(bytes).map_err(|error| {
            if bytes.is_empty() {
                "it is empty".to_owned()
            } else {
                format!("it is damaged ({error})")
            }
        })?;
        match json["v"].as_u64() {
            Some(v) if v > u64::from(VERSION) => {
                return Err("a newer vapihook wrote it".to_owned());
            }
            _ => {}
        }
        serde_json::from_value(json).map_err(|error| format!("it is damaged ({error})"))
    }

    /// What is written of it; [`Journal::parse`] reads it.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The file of a resource's journal.
    pub(super) fn file_name(base_url: &str, kind: Kind, id: &str) -> String {
        let plain = id.len() <= 64
            && !id.is_empty()
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let id = if plain { id.to_owned() } else { short_hash(id) };
        format!("{}-{id}.{}.json", kind.path(), short_hash(base_url))
    }

    /// `assistant support-bot (1b2c..)`, for lines.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.name {
            Some(name) => format!("{} {name} ({})", self.kind.label(), self.id),
            None => format!("{} {}", self.kind.label(), self.id),
        }
    }

    /// Remembers a value before it is sent.
    pub(super) fn about_to_send(&mut self, value: Value) {
        self.remember(value);
        self.settled = false;
        self.given_back = false;
        self.changed_at = super::now_ms();
    }

    /// Remembers a value as the newest of ours.
    pub(super) fn remember(&mut self, value: Value) {
        self.ours.retain(|ours| *ours != value);
        self.ours.push(value);
        let over = self.ours.len().saturating_sub(OURS);
        self.ours.drain(..over);
    }

    /// What stands there now, compared.
    pub(super) fn standing(&self, resource: &Resource) -> Standing {
        let found = server::current(&resource.body);
        match &self.original {
            Some(original) if value::same(&original.folded(), &found) => return Standing::Original,
            Some(_) => {}
            // Nothing was sent.
            None => return Standing::Original,
        }
        let ours = |ours: &Value| {
            value::same(ours, &found)
                // The API may have added to what we sent, and we have not yet seen what.
                || (!self.settled && !ours.is_null() && value::has_all(ours, &found))
        };
        if self.ours.iter().any(ours) {
            Standing::Ours
        } else {
            Standing::Foreign
        }
    }
}

/// The first 12 hex digits of the SHA-256.
fn short_hash(text: &str) -> String {
    let hash = Sha256::digest(text);
    hash.iter().take(6).fold(String::new(), |mut text, byte| {
        text += &format!("{byte:02x}");
        text
    })
}

mod kind_as_path {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::api::Kind;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
    pub fn serialize<S: Serializer>(kind: &Kind, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(kind.path())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Kind, D::Error> {
        let path = String::deserialize(input)?;
        Kind::from_path(&path).ok_or_else(|| D::Error::custom(format!("no kind \"{path}\"")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(body: &Value) -> Resource {
        Resource::new(Kind::Assistant, body.clone()).expect("an id")
    }

    fn journal(original: &Value) -> Journal {
        let mut body = json!({"id": "a1", "orgId": "o1", "name": "bot"});
        body["server"] = original.clone();
        let resource = resource(&body);
        let mut journal =
            Journal::claim("https://x.example", &resource, Holder::now("t", "listen"));
        journal.original = Some(Original::of(&resource));
        journal
    }

    fn standing(journal: &Journal, server: &Value) -> Standing {
        journal.standing(&resource(&json!({"id": "a1", "server": server})))
    }

    #[test]
    fn what_is_written_is_read_and_no_part_of_it_is() {
        let mut journal = journal(&json!({"url": "u", "z": 1, "a": [1.5, null]}));
        journal.about_to_send(json!({"url": "ours"}));
        let bytes = journal.bytes();
        assert_eq!(Journal::parse(&bytes), Ok(journal));
        let whole = bytes.trim_ascii_end().len();
        for length in 0..whole {
            assert!(Journal::parse(&bytes[..length]).is_err(), "{length}");
        }
        assert!(Journal::parse(&vec![0; whole]).is_err());
        let newer = Journal::parse(br#"{"v": 2, "what": "else"}"#);
        assert_eq!(newer, Err("a newer vapihook wrote it".to_owned()));
    }

    #[test]
    fn what_stands_there_is_told_apart() {
        let mut journal = journal(&json!({"url": "old", "x": 1}));
        assert_eq!(
            standing(&journal, &json!({"url": "t", "x": 1})),
            Standing::Foreign
        );
        journal.about_to_send(json!({"url": "t", "x": 1}));
        for (server, wanted) in [
            (json!({"x": 1, "url": "old"}), Standing::Original),
            (json!({"url": "t", "x": 1}), Standing::Ours),
            // Until it was looked at, what Vapi adds is still ours.
            (
                json!({"url": "t", "x": 1, "timeoutSeconds": 20}),
                Standing::Ours,
            ),
            (json!({"url": "t"}), Standing::Foreign),
            (json!({"url": "old"}), Standing::Foreign),
            (json!(null), Standing::Foreign),
        ] {
            assert_eq!(standing(&journal, &server), wanted, "{server}");
        }
        journal.settled = true;
        let more = json!({"url": "t", "x": 1, "timeoutSeconds": 20});
        assert_eq!(standing(&journal, &more), Standing::Foreign);
    }

    #[test]
    fn only_the_newest_values_are_remembered_each_once() {
        let mut journal = journal(&Value::Null);
        for at in 0..40 {
            journal.about_to_send(json!({"url": at}));
            journal.about_to_send(json!({"url": "same"}));
        }
        assert_eq!(journal.ours.len(), OURS);
        assert_eq!(journal.ours.last(), Some(&json!({"url": "same"})));
    }

    #[test]
    fn a_file_name_is_one_whatever_the_id() {
        let name = |base: &str, id: &str| Journal::file_name(base, Kind::PhoneNumber, id);
        assert!(name("https://x", "a-1").starts_with("phone-number-a-1."));
        assert_ne!(name("https://x", "a-1"), name("https://y", "a-1"));
        let odd = name("https://x", "../../etc/passwd");
        assert!(!odd.contains('/') && !odd.contains(".."), "{odd}");
    }
}
