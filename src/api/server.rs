//! The `server` object of a resource: read with its legacy forms, changed, compared. Pure.
//!
//! A PATCH replaces nested objects whole (contract 4.3), so a change is merged into all of what is
//! there, and what is not named survives, known or not.

use serde_json::{Map, Value, json};

use crate::secret::Secret;

/// What the API says about a secret, and refuses to be sent.
const READ_ONLY: &str = "isServerUrlSecretSet";

/// What happens to one member.
#[derive(Clone, Debug, Default)]
pub enum Edit<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is set.
    Set(T),
    /// It is removed.
    Remove,
}

/// `server.backoffPlan`: how Vapi tries again.
#[derive(Clone, Debug, PartialEq)]
pub struct Backoff {
    /// `fixed` or `exponential`.
    pub kind: String,
    /// 0 to 10.
    pub max_retries: u8,
    /// 0 to 10.
    pub base_delay_seconds: f64,
}

/// A change to a server; what it does not name survives.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// `url`
    pub url: Option<String>,
    /// `credentialId`
    pub credential_id: Edit<String>,
    /// `timeoutSeconds`, 1 to 300
    pub timeout_seconds: Option<u16>,
    /// Whether the headers that are there go.
    pub clear_headers: bool,
    /// Headers to add; one of the same name is replaced.
    pub headers: Vec<(String, String)>,
    /// `backoffPlan`
    pub backoff_plan: Edit<Backoff>,
    /// `staticIpAddressesEnabled`
    pub static_ips: Option<bool>,
    /// The shared secret.
    pub secret: Edit<Secret>,
    /// An assistant's `serverMessages`, beside its server.
    pub server_messages: Option<Vec<String>>,
}

/// The server of a resource as one object, `null` when it has none. Old objects carry
/// `serverUrl` instead (contract 4.4), which is folded in.
#[must_use]
pub fn current(resource: &Value) -> Value {
    match (&resource["server"], &resource["serverUrl"]) {
        (server @ Value::Object(_), _) => server.clone(),
        (_, Value::String(url)) if !url.is_empty() => json!({ "url": url }),
        _ => Value::Null,
    }
}

/// Whether the resource has a shared secret that the API does not give back: a PATCH of the whole
/// `server` may drop it (contract 4.3, 3).
#[must_use]
pub fn has_hidden_secret(resource: &Value) -> bool {
    resource[READ_ONLY] == json!(true) || resource["server"][READ_ONLY] == json!(true)
}

/// Whether the resource's URL stands in the legacy `serverUrl` alone.
#[must_use]
pub fn is_legacy(resource: &Value) -> bool {
    !resource["server"].is_object() && resource["serverUrl"].is_string()
}

/// The server with the change in it, fit to be sent.
#[must_use]
pub fn merge(current: &Value, change: &Change) -> Value {
    let mut server = current.as_object().cloned().unwrap_or_default();
    server.shift_remove(READ_ONLY);
    // Null is as good as absent, and some members may not be null.
    server.retain(|_, member| !member.is_null());
    if let Some(url) = &change.url {
        server.insert("url".into(), json!(url));
    }
    edit(&mut server, "credentialId", &change.credential_id, |id| {
        json!(id)
    });
    if let Some(seconds) = change.timeout_seconds {
        server.insert("timeoutSeconds".into(), json!(seconds));
    }
    if change.clear_headers || !change.headers.is_empty() {
        let mut headers = match &server.get("headers") {
            Some(Value::Object(headers)) if !change.clear_headers => headers.clone(),
            _ => Map::new(),
        };
        for (name, value) in &change.headers {
            headers.retain(|other, _| !other.eq_ignore_ascii_case(name));
            headers.insert(name.clone(), json!(value));
        }
        if headers.is_empty() {
            server.shift_remove("headers");
        } else {
            server.insert("headers".into(), headers.into());
        }
    }
    let plan = server.get("backoffPlan").cloned().unwrap_or_default();
    edit(
        &mut server,
        "backoffPlan",
        &change.backoff_plan,
        |backoff| {
            let mut plan = plan.as_object().cloned().unwrap_or_default();
            plan.insert("type".into(), json!(backoff.kind));
            plan.insert("maxRetries".into(), json!(backoff.max_retries));
            plan.insert(
                "baseDelaySeconds".into(),
                number(backoff.base_delay_seconds),
            );
            plan.into()
        },
    );
    if let Some(on) = change.static_ips {
        server.insert("staticIpAddressesEnabled".into(), json!(on));
    }
    edit(&mut server, "secret", &change.secret, |secret| {
        json!(secret.reveal())
    });
    server.into()
}

fn edit<T>(
    server: &mut Map<String, Value>,
    name: &str,
    edit: &Edit<T>,
    value: impl FnOnce(&T) -> Value,
) {
    match edit {
        Edit::Keep => {}
        Edit::Set(new) => {
            server.insert(name.to_owned(), value(new));
        }
        Edit::Remove => {
            server.shift_remove(name);
        }
    }
}

/// A whole number without `.0`, as people write it.
fn number(value: f64) -> Value {
    let text = value.to_string();
    text.parse::<i64>()
        .map_or_else(|_| json!(value), Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legacy_forms_are_folded_in() {
        let old = json!({"serverUrl": "https://a.example", "isServerUrlSecretSet": true});
        assert_eq!(current(&old), json!({"url": "https://a.example"}));
        assert!(has_hidden_secret(&old) && is_legacy(&old));
        let new = json!({"server": {"url": "https://b.example", "x": 1}, "serverUrl": "https://b.example"});
        assert_eq!(current(&new), json!({"url": "https://b.example", "x": 1}));
        assert!(!has_hidden_secret(&new) && !is_legacy(&new));
        assert_eq!(current(&json!({})), Value::Null);
        assert_eq!(
            current(&json!({"server": null, "serverUrl": ""})),
            Value::Null
        );
    }

    #[test]
    fn what_is_not_named_survives() {
        let before = json!({
            "url": "https://a.example", "timeoutSeconds": 5, "credentialId": "c-1",
            "headers": {"X-Team": "blue", "x-old": "1"}, "new": {"of": ["tomorrow"]},
            "backoffPlan": {"type": "fixed", "maxRetries": 1, "baseDelaySeconds": 1, "excludedStatusCodes": [400]},
            "isServerUrlSecretSet": true,
        });
        let change = Change {
            url: Some("https://b.example".into()),
            headers: vec![("X-OLD".into(), "2".into())],
            backoff_plan: Edit::Set(Backoff {
                kind: "exponential".into(),
                max_retries: 5,
                base_delay_seconds: 0.5,
            }),
            ..Change::default()
        };
        let after = json!({
            "url": "https://b.example", "timeoutSeconds": 5, "credentialId": "c-1",
            "headers": {"X-Team": "blue", "X-OLD": "2"}, "new": {"of": ["tomorrow"]},
            "backoffPlan": {"type": "exponential", "maxRetries": 5, "baseDelaySeconds": 0.5, "excludedStatusCodes": [400]},
        });
        assert_eq!(merge(&before, &change), after);
        let cleared = Change {
            clear_headers: true,
            credential_id: Edit::Remove,
            ..Change::default()
        };
        let cleared = merge(&before, &cleared);
        assert!(cleared.get("headers").is_none() && cleared.get("credentialId").is_none());
    }
}
