//! A change of a resource as what is sent for it and what it does; what to compare afterwards.
//! Pure: [`super::server`] says what a change means, this says what becomes of a resource.

use serde_json::{Map, Value, json};

use super::diff::{Difference, diff};
use super::resource::{Kind, Resource};
use super::server::{Change, Edit, current, has_hidden_secret, merge};
use crate::error::{Error, Result};

/// Where a shared secret stands, in differences.
const SECRET: &str = "server.secret";
/// Where it stands in the legacy form.
const LEGACY_SECRET: &str = "serverUrlSecret";

/// What is to be sent for a change, and what it does.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The members to PATCH.
    pub members: Value,
    /// What it changes, fit to be shown; empty when everything is so already.
    pub differences: Vec<Difference>,
    /// What is compared, before it and after it.
    was: Value,
    wanted: Value,
}

/// What is compared of a resource: its server without what is read-only, and its `serverMessages`
/// in one order.
fn state(body: &Value) -> Value {
    let server = current(body);
    let server = if server.is_null() {
        server
    } else {
        merge(&server, &Change::default())
    };
    json!({ "server": server, "serverMessages": ordered(&body["serverMessages"]) })
}

fn ordered(names: &Value) -> Value {
    let mut names = names.clone();
    if let Some(names) = names.as_array_mut() {
        names.sort_by_key(ToString::to_string);
        names.dedup();
    }
    names
}

impl Plan {
    /// Changes the whole `server`, and an assistant's `serverMessages`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Usage`] when a secret that cannot be read back would be dropped
    /// unasked, or there would be no URL.
    pub fn set(resource: &Resource, change: &Change) -> Result<Self> {
        let was = state(&resource.body);
        let mut wanted = was.clone();
        wanted["server"] = merge(&was["server"], change);
        if !wanted["server"]["url"].is_string() {
            let message = format!("{} has no server URL yet", resource.title());
            return Err(Error::usage(message).hint("name one: vapihook server set URL ..."));
        }
        let names = change.server_messages.as_ref().map(|names| json!(names));
        let names = names.filter(|_| resource.kind == Kind::Assistant);
        if let Some(names) = &names {
            wanted["serverMessages"] = ordered(names);
        }
        let mut differences = diff("", &was, &wanted);
        if hides_secret(resource) && !matches!(change.secret, Edit::Keep) {
            let replaced = matches!(change.secret, Edit::Set(_));
            differences.retain(|one| one.path != SECRET);
            differences.push(Difference::hidden_secret(SECRET, replaced));
        }
        let mut members = Map::new();
        if differences.iter().any(|one| is_below(&one.path, "server")) {
            if hides_secret(resource) && matches!(change.secret, Edit::Keep) {
                return Err(drops_secret(resource));
            }
            members.insert("server".into(), wanted["server"].clone());
        }
        if let Some(names) = names
            && differences.iter().any(|one| one.path == "serverMessages")
        {
            members.insert("serverMessages".into(), names);
        }
        Ok(Self {
            members: members.into(),
            differences,
            was,
            wanted,
        })
    }

    /// Writes the members that `server` replaced, as older accounts know them. The secret stands
    /// beside the URL there, so one that is not named survives.
    ///
    /// # Errors
    /// [`crate::error::Kind::Usage`] when there would be no URL.
    pub fn set_legacy(resource: &Resource, change: &Change) -> Result<Self> {
        let was = state(&resource.body);
        let mut wanted = was.clone();
        let Some(url) = &change.url else {
            return Err(Error::usage("--legacy-fields writes a URL: name one"));
        };
        let mut members = Map::new();
        let mut differences = diff("serverUrl", &was["server"]["url"], &json!(url));
        if !differences.is_empty() {
            members.insert("serverUrl".into(), json!(url));
            // As an object, also where there was none.
            wanted["server"] = merge(&was["server"], &only_url(url));
        }
        let secret = match &change.secret {
            Edit::Keep => None,
            Edit::Set(secret) => Some(json!(secret.reveal())),
            Edit::Remove => Some(Value::Null).filter(|_| has_hidden_secret(&resource.body)),
        };
        if let Some(secret) = secret {
            let change = if has_hidden_secret(&resource.body) {
                Difference::hidden_secret(LEGACY_SECRET, !secret.is_null())
            } else {
                diff(LEGACY_SECRET, &Value::Null, &secret).remove(0)
            };
            differences.push(change);
            members.insert(LEGACY_SECRET.into(), secret);
        }
        Ok(Self {
            members: members.into(),
            differences,
            was,
            wanted,
        })
    }

    /// Removes the server, wherever it stands.
    ///
    /// # Errors
    /// [`crate::error::Kind::Usage`] when that would drop a secret that cannot be read back and
    /// `drop_secret` does not say so.
    pub fn unset(resource: &Resource, drop_secret: bool) -> Result<Self> {
        let was = state(&resource.body);
        let mut wanted = was.clone();
        wanted["server"] = Value::Null;
        let mut differences = diff("", &was, &wanted);
        if !differences.is_empty() && hides_secret(resource) {
            if !drop_secret {
                return Err(drops_secret(resource));
            }
            differences.push(Difference::hidden_secret(SECRET, false));
        }
        let members = if differences.is_empty() {
            json!({})
        } else if resource.body["server"].is_object() {
            json!({ "server": null })
        } else {
            json!({ "serverUrl": null })
        };
        Ok(Self {
            members,
            differences,
            was,
            wanted,
        })
    }

    /// Whether everything is so already.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.differences.is_empty()
    }

    /// The server before it.
    #[must_use]
    pub fn before(&self) -> &Value {
        &self.was["server"]
    }

    /// The server after it.
    #[must_use]
    pub fn after(&self) -> &Value {
        &self.wanted["server"]
    }

    /// What did not become as planned, from what is wanted to what there is; `body` is the
    /// resource as read again. What the API adds of its own is no failure, and a secret that it
    /// does not give back is believed.
    #[must_use]
    pub fn missed(&self, body: &Value) -> Vec<Difference> {
        let mut missed = diff("", &self.wanted, &state(body));
        missed.retain(|one| {
            let unreadable = one.path == SECRET && one.after.is_none();
            let added = one.before.is_none() && lookup(&self.was, &one.path).is_null();
            !unreadable && !added
        });
        missed
    }

    /// What is left to PATCH after it was sent: an old object may keep a legacy URL beside the
    /// server that was removed.
    #[must_use]
    pub fn leftover(&self, body: &Value) -> Option<Value> {
        let removed = self.after().is_null() && self.members.get("server").is_some();
        let left = body["serverUrl"]
            .as_str()
            .is_some_and(|url| !url.is_empty());
        (removed && left && !body["server"].is_object()).then(|| json!({ "serverUrl": null }))
    }
}

/// Whether there is a secret that the API keeps to itself.
fn hides_secret(resource: &Resource) -> bool {
    has_hidden_secret(&resource.body) && !current(&resource.body)["secret"].is_string()
}

fn only_url(url: &str) -> Change {
    Change {
        url: Some(url.to_owned()),
        ..Change::default()
    }
}

fn drops_secret(resource: &Resource) -> Error {
    Error::usage(format!(
        "{} has a shared secret that Vapi does not give back, and this change would drop it",
        resource.title()
    ))
    .hint("give it again with --secret-file FILE, or let it go with --drop-secret")
}

fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The value at a difference's path; names with dots in them are found too.
fn lookup<'a>(value: &'a Value, path: &str) -> &'a Value {
    const NOTHING: &Value = &Value::Null;
    let Some(members) = value.as_object() else {
        return NOTHING;
    };
    members
        .iter()
        .find_map(|(name, member)| match path.strip_prefix(name.as_str())? {
            "" => Some(member),
            rest => rest.strip_prefix('.').map(|rest| lookup(member, rest)),
        })
        .unwrap_or(NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn resource(body: Value) -> Resource {
        Resource::new(Kind::Assistant, body).expect("an id")
    }

    fn url(text: &str) -> Change {
        only_url(text)
    }

    #[test]
    fn only_what_changes_is_sent() {
        let it = resource(json!({"id": "a", "server": {"url": "https://a.example", "x": 1}}));
        let plan = Plan::set(&it, &url("https://b.example")).expect("a plan");
        assert_eq!(
            plan.members,
            json!({"server": {"url": "https://b.example", "x": 1}})
        );
        assert!(
            Plan::set(&it, &url("https://a.example"))
                .expect("a plan")
                .is_done()
        );
        let names = Change {
            server_messages: Some(vec!["hang".into()]),
            ..Change::default()
        };
        let plan = Plan::set(&it, &names).expect("a plan");
        assert_eq!(plan.members, json!({"serverMessages": ["hang"]}));
    }

    #[test]
    fn a_hidden_secret_is_dropped_only_when_told() {
        let it = resource(
            json!({"id": "a", "serverUrl": "https://a.example", "isServerUrlSecretSet": true}),
        );
        assert!(Plan::set(&it, &url("https://b.example")).is_err());
        assert!(
            Plan::set(&it, &url("https://a.example"))
                .expect("a plan")
                .is_done()
        );
        assert!(Plan::unset(&it, false).is_err());
        assert_eq!(
            Plan::unset(&it, true).expect("a plan").members,
            json!({"serverUrl": null})
        );
        for secret in [Edit::Remove, Edit::Set(Secret::new("hush".into()))] {
            let set = matches!(secret, Edit::Set(_));
            let change = Change {
                secret,
                ..url("https://b.example")
            };
            let plan = Plan::set(&it, &change).expect("a plan");
            assert_eq!(plan.members["server"]["secret"].is_string(), set);
            assert!(!format!("{:?}", plan.differences).contains("hush"));
        }
        let legacy = Plan::set_legacy(&it, &url("https://b.example")).expect("a plan");
        assert_eq!(legacy.members, json!({"serverUrl": "https://b.example"}));
    }

    #[test]
    fn what_did_not_become_so_is_found() {
        let it = resource(
            json!({"id": "a", "server": {"url": "https://a.example", "headers": {"a.b": "1"}}}),
        );
        let change = Change {
            clear_headers: true,
            secret: Edit::Set(Secret::new("hush".into())),
            ..url("https://b.example")
        };
        let plan = Plan::set(&it, &change).expect("a plan");
        let defaults = json!({"server": {"url": "https://b.example", "timeoutSeconds": 20}});
        assert!(plan.missed(&defaults).is_empty());
        let kept = plan.missed(&it.body);
        let paths: Vec<&str> = kept.iter().map(|one| &*one.path).collect();
        assert_eq!(paths, ["server.url", "server.headers.a.b"]);
        let unset = Plan::unset(&it, false).expect("a plan");
        assert!(
            !unset
                .missed(&json!({"serverUrl": "https://a.example"}))
                .is_empty()
        );
        assert!(
            unset
                .leftover(&json!({"server": null, "serverUrl": "https://a.example"}))
                .is_some()
        );
    }
}
