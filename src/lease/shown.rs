//! `server` values fit to be shown: header values, secrets and credentials in URLs are left out.

use serde_json::Value;

/// What stands for what is not shown.
const HIDDEN: &str = "[secret]";
/// Parts of the names of what is not shown, in lower case.
const SECRETIVE: &[&str] = &[
    "secret",
    "token",
    "password",
    "passwd",
    "auth",
    "apikey",
    "api_key",
    "api-key",
    "signature",
    "private",
];

/// A `server` value without what nobody else should read.
#[must_use]
pub fn redacted(server: &Value) -> Value {
    match server {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Null | Value::Bool(_) => value.clone(),
                    _ if is_secretive(name) => Value::from(HIDDEN),
                    Value::Object(headers) if name == "headers" => headers
                        .keys()
                        .map(|name| (name.clone(), Value::from(HIDDEN)))
                        .collect(),
                    value => redacted(value),
                };
                (name.clone(), value)
            })
            .collect(),
        Value::Array(items) => items.iter().map(redacted).collect(),
        Value::String(text) => Value::from(url(text)),
        other => other.clone(),
    }
}

/// A URL without the password and without the values of secretive parameters; other text as it
/// is.
#[must_use]
pub fn url(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let authority = match authority.rsplit_once('@') {
        Some((_, host)) => format!("{HIDDEN}@{host}"),
        None => authority.to_owned(),
    };
    let rest = match rest.split_once('?') {
        None => rest.to_owned(),
        Some((path, query)) => {
            let query: Vec<String> = query.split('&').map(parameter).collect();
            format!("{path}?{}", query.join("&"))
        }
    };
    format!("{scheme}://{authority}{rest}")
}

fn parameter(text: &str) -> String {
    match text.split_once('=') {
        Some((name, value)) if is_secretive(name) && !value.is_empty() => {
            format!("{name}={HIDDEN}")
        }
        _ => text.to_owned(),
    }
}

fn is_secretive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("key") || name == "sig" || SECRETIVE.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        let server = json!({
            "url": "https://me:hush@a.example/p?token=hush&x=1",
            "headers": {"X-Custom": "hush", "Authorization": "Bearer hush"},
            "secret": "hush",
            "credentialId": "c-1",
            "timeoutSeconds": 20,
            "later": [{"apiKey": "hush"}],
        });
        let wanted = json!({
            "url": "https://[secret]@a.example/p?token=[secret]&x=1",
            "headers": {"X-Custom": "[secret]", "Authorization": "[secret]"},
            "secret": "[secret]",
            "credentialId": "c-1",
            "timeoutSeconds": 20,
            "later": [{"apiKey": "[secret]"}],
        });
        assert_eq!(redacted(&server), wanted);
        assert_eq!(redacted(&Value::Null), Value::Null);
    }
}
