//! What differs between two JSON values, member by member, with every secret already hidden.

use serde_json::{Map, Value};

/// What stands in a secret's place.
pub const HIDDEN: &str = "[secret]";

/// Parts of names whose values are secret wherever they stand.
const SECRET_NAMES: &[&str] = &[
    "secret",
    "token",
    "password",
    "passwd",
    "authorization",
    "apikey",
    "accesskey",
    "privatekey",
    "cookie",
];
/// Parts of header names whose values are secret too.
const SECRET_HEADERS: &[&str] = &[
    "auth",
    "key",
    "pass",
    "credential",
    "session",
    "jwt",
    "bearer",
    "signature",
];

/// One member that is not the same; values are fit to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where it is, as `server.headers.X-Team`.
    pub path: String,
    /// What was there.
    pub before: Option<Value>,
    /// What is there now.
    pub after: Option<Value>,
}

impl Difference {
    /// A secret that cannot be read: it goes, or another one takes its place.
    #[must_use]
    pub fn hidden_secret(path: &str, replaced: bool) -> Self {
        let hidden = Value::from(HIDDEN);
        Self {
            path: path.to_owned(),
            before: Some(hidden.clone()),
            after: replaced.then_some(hidden),
        }
    }
}

/// The members that differ, in the order of `before` and then of `after`. A `null` counts as
/// absent, lists are compared whole, numbers by value.
#[must_use]
pub fn diff(path: &str, before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    let name = path.rsplit('.').next().unwrap_or_default();
    walk(path, name, false, before, after, &mut found);
    found
}

fn walk(
    path: &str,
    name: &str,
    in_headers: bool,
    before: &Value,
    after: &Value,
    found: &mut Vec<Difference>,
) {
    if same(before, after) {
        return;
    }
    let empty = Map::new();
    let members = match (before, after) {
        (Value::Object(before), Value::Object(after)) => Some((before, after)),
        (Value::Object(before), Value::Null) if !before.is_empty() => Some((before, &empty)),
        (Value::Null, Value::Object(after)) if !after.is_empty() => Some((&empty, after)),
        _ => None,
    };
    let Some((before, after)) = members else {
        let shown = |value: &Value| (!value.is_null()).then(|| hide(name, in_headers, value));
        found.push(Difference {
            path: path.to_owned(),
            before: shown(before),
            after: shown(after),
        });
        return;
    };
    let added = after.keys().filter(|key| !before.contains_key(*key));
    for key in before.keys().chain(added) {
        let value = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or_default();
        let below = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        let in_headers = in_headers || is_headers(name);
        walk(
            &below,
            key,
            in_headers,
            &value(before),
            &value(after),
            found,
        );
    }
}

/// Whether two values mean the same.
#[must_use]
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let of = |map: &Map<String, Value>, key: &String| map.get(key).cloned();
            a.keys().chain(b.keys()).all(|key| {
                same(
                    &of(a, key).unwrap_or_default(),
                    &of(b, key).unwrap_or_default(),
                )
            })
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => one == other,
    }
}

/// The value with its secrets hidden: `secret`, tokens, headers such as `Authorization`, the
/// password in a URL.
#[must_use]
pub fn redacted(value: &Value) -> Value {
    hide("", false, value)
}

/// Whether the value of this header is secret.
#[must_use]
pub fn is_secret_header(name: &str) -> bool {
    is_secret(name, true)
}

fn hide(name: &str, in_headers: bool, value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| {
                let in_headers = in_headers || is_headers(name);
                (key.clone(), hide(key, in_headers, member))
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .map(|item| hide(name, in_headers, item))
            .collect(),
        Value::String(_) | Value::Number(_) if is_secret(name, in_headers) => HIDDEN.into(),
        Value::String(text) => without_password(text).into(),
        _ => value.clone(),
    }
}

fn is_headers(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("headers")
}

fn is_secret(name: &str, in_headers: bool) -> bool {
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let named = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    named(SECRET_NAMES) || (in_headers && named(SECRET_HEADERS))
}

/// A URL without the password it may carry; anything else as it is.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rsplit_once('@') {
        Some((user, _)) => format!("{scheme}://{HIDDEN}{}", &rest[user.len()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_compared_one_by_one() {
        let before = json!({"url": "https://a", "timeoutSeconds": 20, "x": {"y": [1]}, "n": null});
        let after = json!({"url": "https://b", "timeoutSeconds": 20.0, "x": {"y": [2], "z": 1}});
        let found = diff("server", &before, &after);
        let paths: Vec<&str> = found.iter().map(|one| &*one.path).collect();
        assert_eq!(paths, ["server.url", "server.x.y", "server.x.z"]);
        assert_eq!(found[2].before, None);
        assert_eq!(diff("server", &Value::Null, &after).len(), 4);
        assert!(diff("", &json!({"a": null}), &json!({})).is_empty());
    }

    #[test]
    fn secrets_are_hidden() {
        let value = json!({
            "url": "https://me:hush@a.example/x?y=1@2", "secret": "hush", "credentialId": "c-1",
            "headers": {"Authorization": "hush", "X-Api-Key": "hush", "X-Team": "blue"},
            "isServerUrlSecretSet": true,
        });
        let shown = redacted(&value);
        assert!(!shown.to_string().contains("hush"), "{shown}");
        assert_eq!(shown["url"], "https://[secret]@a.example/x?y=1@2");
        assert_eq!(shown["headers"]["X-Team"], "blue");
        assert_eq!(shown["credentialId"], "c-1");
        assert_eq!(shown["isServerUrlSecretSet"], true);
        let changed = diff(
            "server",
            &value,
            &json!({"headers": {"authorization": "hish"}}),
        );
        assert!(!format!("{changed:?}").contains("hush"), "{changed:?}");
        assert!(!format!("{changed:?}").contains("hish"), "{changed:?}");
        let bare = diff("serverUrlSecret", &Value::Null, &json!("hush"));
        assert!(!format!("{bare:?}").contains("hush"), "{bare:?}");
    }
}
