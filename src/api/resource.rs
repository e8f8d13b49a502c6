//! Assistants, phone numbers and tools: what carries a server URL and can be patched.

use serde_json::{Value, json};

use super::client::Client;
use crate::error::{Error, Kind as ErrorKind, Result};

/// Candidates that an ambiguous name is explained with.
const CANDIDATES: usize = 8;

/// The kinds of resource whose server URL can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `/assistant`
    Assistant,
    /// `/phone-number`
    PhoneNumber,
    /// `/tool`
    Tool,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Assistant, Self::PhoneNumber, Self::Tool];

    /// The API's path of the kind, also its name in files.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::PhoneNumber => "phone-number",
            Self::Tool => "tool",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::PhoneNumber => "phone number",
            Self::Tool => "tool",
        }
    }

    /// The kind of that path.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.path() == path)
    }

    /// The member that the API's own checks disagree about: some accounts want it in a PATCH,
    /// others refuse it (contract 4.3, 5 and 6), and whether it is sent at first.
    fn discriminator(self) -> Option<(&'static str, bool)> {
        match self {
            Self::Assistant => None,
            Self::PhoneNumber => Some(("provider", true)),
            Self::Tool => Some(("type", false)),
        }
    }
}

/// One resource as the API returned it.
#[derive(Clone, Debug)]
pub struct Resource {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// The whole object.
    pub body: Value,
}

impl Resource {
    /// A resource from the object that the API returned.
    ///
    /// # Errors
    /// When it has no id.
    pub fn new(kind: Kind, body: Value) -> Result<Self> {
        let Some(id) = body["id"].as_str().map(str::to_owned) else {
            let message = format!(
                "Vapi returned {} {} without an id",
                article(kind),
                kind.label()
            );
            return Err(Error::new(ErrorKind::Network, message));
        };
        Ok(Self { kind, id, body })
    }

    /// What people call it: its name, its number, a tool's function name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let body = &self.body;
        body["name"]
            .as_str()
            .or_else(|| body["number"].as_str())
            .or_else(|| body["function"]["name"].as_str())
            .or_else(|| body["sipUri"].as_str())
    }

    /// `assistant support-bot (1b2c..)`, for lines.
    #[must_use]
    pub fn title(&self) -> String {
        match self.name() {
            Some(name) => format!("{} {name} ({})", self.kind.label(), self.id),
            None => format!("{} {}", self.kind.label(), self.id),
        }
    }

    fn path(&self) -> String {
        format!("/{}/{}", self.kind.path(), self.id)
    }
}

fn article(kind: Kind) -> &'static str {
    if kind == Kind::Assistant { "an" } else { "a" }
}

impl Client {
    /// The resource as it is now.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when there is none of that id.
    pub async fn fetch(&self, kind: Kind, id: &str) -> Result<Resource> {
        match self.get(&format!("/{}/{id}", kind.path())).await {
            Ok(body) => Resource::new(kind, body),
            Err(error) if error.kind == ErrorKind::NotFound => Err(Error::not_found(format!(
                "there is no {} {id}",
                kind.label()
            ))
            .hint("see what there is: vapihook server list")),
            Err(error) => Err(error),
        }
    }

    /// Every resource of a kind.
    ///
    /// # Errors
    /// See [`Client::patch`].
    pub async fn all(&self, kind: Kind) -> Result<Vec<Resource>> {
        let items = self.list(&format!("/{}", kind.path())).await?;
        items
            .into_iter()
            .map(|item| Resource::new(kind, item))
            .collect()
    }

    /// The resource that `text` names: an id, a name (exactly, else how only one begins), or the
    /// E.164 number of a phone number.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] for none, [`ErrorKind::Usage`] for several, which are listed.
    pub async fn find(&self, kind: Kind, text: &str) -> Result<Resource> {
        if text.is_empty() {
            // Every name begins with nothing: an unset variable must not name a resource.
            let message = format!("an empty text names no {}", kind.label());
            return Err(Error::usage(message).hint("see what there is: vapihook server list"));
        }
        if is_uuid(text) {
            return self.fetch(kind, text).await;
        }
        let all = self.all(kind).await?;
        let names = |resource: &Resource| -> Vec<String> {
            let body = &resource.body;
            [
                &body["name"],
                &body["number"],
                &body["function"]["name"],
                &body["sipUri"],
            ]
            .into_iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
        };
        let exact: Vec<&Resource> = all
            .iter()
            .filter(|r| r.id == text || names(r).iter().any(|name| name == text))
            .collect();
        let found = if exact.is_empty() {
            all.iter()
                .filter(|r| names(r).iter().any(|name| name.starts_with(text)))
                .collect()
        } else {
            exact
        };
        match found.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(
                Error::not_found(format!("no {} is called \"{text}\"", kind.label()))
                    .hint("see what there is: vapihook server list"),
            ),
            several => {
                let titles: Vec<String> = several
                    .iter()
                    .take(CANDIDATES)
                    .map(|resource| resource.title())
                    .collect();
                let count = several.len();
                Err(
                    Error::usage(format!("{count} {}s are called \"{text}\"", kind.label()))
                        .hint(format!("use an id: {}", titles.join(", "))),
                )
            }
        }
    }

    /// Patches top-level members of a resource. The member that the API is of two minds about
    /// (`provider` of a phone number, `type` of a tool) is sent or left out as published, and the
    /// other way round when the API refuses just that.
    ///
    /// # Errors
    /// See [`Client::patch`].
    pub async fn update(&self, resource: &Resource, members: &Value) -> Result<Resource> {
        let path = resource.path();
        let Some((name, sent_at_first)) = resource.kind.discriminator() else {
            return Resource::new(resource.kind, self.patch(&path, members).await?);
        };
        let with = || {
            let mut body = members.clone();
            body[name] = resource.body[name].clone();
            body
        };
        let has_it = !resource.body[name].is_null();
        let first = if sent_at_first && has_it {
            with()
        } else {
            members.clone()
        };
        let refused = match self.try_patch(&path, &first).await {
            Ok(body) => return Resource::new(resource.kind, body),
            Err(answer) => answer,
        };
        if !refused.is_about(name) {
            return Err(refused.into());
        }
        let other = if first.get(name).is_some() {
            members.clone()
        } else if has_it {
            with()
        } else {
            return Err(refused.into());
        };
        let body = match self.try_patch(&path, &other).await {
            Ok(body) => body,
            // Wrong either way: it was something else that the first answer was about.
            Err(answer) if answer.is_about(name) => return Err(refused.into()),
            Err(answer) => return Err(answer.into()),
        };
        Resource::new(resource.kind, body)
    }

    /// Sets the whole `server` of a resource; `null` removes it.
    ///
    /// # Errors
    /// See [`Client::patch`].
    pub async fn set_server(&self, resource: &Resource, server: Value) -> Result<Resource> {
        self.update(resource, &json!({ "server": server })).await
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}
