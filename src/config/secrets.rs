//! What a project's file must not hold: it is shared, so a key in it is as good as published.
//! Nor may it say where a key is sent: it came with somebody's repository.

use std::path::Path;

use toml::{Table, Value};

use super::file::Broken;
use super::setting::{BASE_URL, HEADERS};

/// Names that say what stands there; compared without `-` and `_`.
const NAMES: &[&str] = &[
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "key",
    "passphrase",
    "password",
    "privatekey",
    "secret",
    "token",
];

/// Refuses a project's table with a secret in it, or with a URL that keys would go to.
pub(super) fn refuse(path: &Path, table: &Table) -> Result<(), Broken> {
    if let Some(name) = secret_in(table, "") {
        let what = format!("`{name}` is a secret, and a project's file never holds one");
        let hint = "remove it there (it is published already if the file was), then keep the key \
                    in your own settings: vapihook login";
        return Err(Broken::refusal(path, what, hint));
    }
    let url = table.get(BASE_URL.name).and_then(Value::as_str);
    if url.is_some_and(|url| url.contains([':', '/', '.'])) {
        let what = "`base_url` may only be a region's name: a URL there could send your key \
                    anywhere";
        let hint = "name it yourself: vapihook config set base_url URL";
        return Err(Broken::refusal(path, what, hint));
    }
    Ok(())
}

/// The name of the first secret.
fn secret_in(table: &Table, above: &str) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let name = if above.is_empty() {
            key.clone()
        } else {
            format!("{above}.{key}")
        };
        match value {
            _ if is_secret(key) && !is_free(above) => Some(name),
            Value::Table(table) => secret_in(table, &name),
            Value::String(text) if above == HEADERS.name && is_authorization(text) => Some(name),
            _ => None,
        }
    })
}

/// Whether the keys below this name may be called anything: types of events, authentications.
fn is_free(above: &str) -> bool {
    above == super::setting::ROUTES.name || above == super::file::AUTH
}

fn is_secret(key: &str) -> bool {
    let key: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    NAMES.iter().any(|name| key.ends_with(name))
}

fn is_authorization(text: &str) -> bool {
    let (scheme, rest) = text.split_once(' ').unwrap_or_default();
    let known = ["bearer", "basic", "token", "digest"];
    !rest.is_empty() && known.iter().any(|name| scheme.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_refused_and_not_repeated() {
        for text in [
            "api_key = 'hush'",
            "apiKey = 'hush'",
            "[profiles.work]\napi_key = 'hush'",
            "[listen.headers]\nX-Vapi-Secret = 'hush'",
            "[listen.headers]\nX-Other = 'Bearer hush'",
            "[auth.prod]\nsecret = 'hush'",
            "[auth.prod]\nsecretKey = 'hush'",
            "base_url = 'https://hush.example'",
            "base_url = 'hush.example'",
        ] {
            let table = text.parse().expect("TOML");
            let broken = refuse(Path::new("vapihook.toml"), &table).expect_err(text);
            assert!(
                broken.refused && !format!("{broken:?}").contains("hush"),
                "{text}"
            );
        }
        for text in [
            "base_url = 'eu'",
            "[listen]\nport = 1",
            "[listen.routes]\ntoken = '3000'",
            "[listen.headers]\nX-Tenant = 'a b'",
            "[auth.shared-secret]\nsecret_env = 'X'\nsecret_is_base64 = true",
        ] {
            let table = text.parse().expect("TOML");
            refuse(Path::new("vapihook.toml"), &table).expect(text);
        }
    }
}
