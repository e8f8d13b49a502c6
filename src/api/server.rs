//! The `server` object of a resource: read with its legacy forms, merged, compared. Pure.

use serde_json::{Value, json};

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
    resource["isServerUrlSecretSet"] == json!(true)
        || resource["server"]["isServerUrlSecretSet"] == json!(true)
}

/// Whether the resource's URL stands in the legacy `serverUrl` alone.
#[must_use]
pub fn is_legacy(resource: &Value) -> bool {
    !resource["server"].is_object() && resource["serverUrl"].is_string()
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
}
