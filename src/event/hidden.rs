//! What people are shown of an event without its secrets: a screen is shared, a terminal's text is
//! pasted into an issue. The record and `--json` keep every byte: a replay and a signature need
//! them.

use std::sync::Arc;

use bytes::Bytes;
use vapihook_json::raw::{Raw, text_of};
use vapihook_json::scan::string_end;

use super::envelope::Headers;
use super::exchange::Exchange;

/// What stands in the place of a secret.
pub const HIDDEN: &str = "(hidden)";

/// How names of secrets end, without `-` and `_`, in lower case.
const ENDINGS: [&str; 13] = [
    "accesstoken",
    "apikey",
    "authorization",
    "authtoken",
    "bearertoken",
    "cookie",
    "idtoken",
    "passphrase",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
];

/// The same exchange without the values of its secrets.
#[must_use]
pub fn exchange(mut exchange: Exchange) -> Exchange {
    let mut arrival = Arc::unwrap_or_clone(exchange.arrival);
    arrival.envelope.headers = headers(&arrival.envelope.headers);
    if let Some(shown) = text(&text_of(&arrival.envelope.body)) {
        arrival = arrival.with_body(shown.into());
    }
    exchange.arrival = Arc::new(arrival);
    if let Some(delivery) = &mut exchange.delivery {
        delivery.headers = headers(&delivery.headers);
        delivery.body = body(&delivery.body);
    }
    exchange
}

/// A JSON body without the values of its secrets; any other as it is.
#[must_use]
pub fn body(body: &Bytes) -> Bytes {
    match text(&text_of(body)) {
        Some(shown) => shown.into(),
        None => body.clone(),
    }
}

/// The same as text; `None` when nothing is to be hidden.
#[must_use]
pub fn text(json: &str) -> Option<String> {
    let places = places(json);
    if places.is_empty() || Raw::parse(json).is_err() {
        return None;
    }
    let mut shown = String::with_capacity(json.len());
    let mut kept = 0;
    for (start, end) in places {
        shown.push_str(&json[kept..start]);
        shown.push('"');
        shown.push_str(HIDDEN);
        shown.push('"');
        kept = end;
    }
    shown.push_str(&json[kept..]);
    Some(shown)
}

fn headers(headers: &Headers) -> Headers {
    let mut block = Vec::with_capacity(headers.block().len());
    for (name, value) in headers.iter() {
        let hidden = is_secret(name) && !value.is_empty();
        let value = if hidden { HIDDEN.as_bytes() } else { value };
        for part in [name.as_bytes(), b": ", value, b"\r\n"] {
            block.extend_from_slice(part);
        }
    }
    Headers::from_block(block)
}

/// Whether what is called so is a secret.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let backwards = || {
        let plain = name.bytes().rev().filter(u8::is_ascii_alphanumeric);
        plain.map(|byte| byte.to_ascii_lowercase())
    };
    // Almost no name ends as one of them does.
    let mut last = backwards();
    let (Some(last), Some(before)) = (last.next(), last.next()) else {
        return false;
    };
    if !matches!(
        &[before, last],
        b"en" | b"ey" | b"on" | b"ie" | b"se" | b"rd" | b"et"
    ) {
        return false;
    }
    let ends_with = |end: &&str| {
        let mut plain = backwards();
        end.bytes().rev().all(|byte| plain.next() == Some(byte))
    };
    ENDINGS.iter().any(ends_with) || backwards().eq("token".bytes().rev())
}

/// Where the strings stand in `json`, which must be JSON, that are values of secret members, quotes
/// included. One pass over the tokens: depth costs no stack.
fn places(json: &str) -> Vec<(usize, usize)> {
    let bytes = json.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'"' {
            at += 1;
            continue;
        }
        let end = string_end(bytes, at);
        let colon = blank(bytes, end);
        if bytes.get(colon) != Some(&b':') {
            at = end;
            continue;
        }
        let name = json.get(at + 1..end - 1).unwrap_or_default();
        at = blank(bytes, colon + 1);
        if bytes.get(at) == Some(&b'"') {
            let end = string_end(bytes, at);
            if end - at > 2 && is_secret(name) {
                found.push((at, end));
            }
            at = end;
        }
    }
    found
}

/// The place of what stands behind the blanks at `at`.
fn blank(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secrets_are_hidden_and_nothing_else() {
        let json = r#"{"server": {"url": "u", "secret" : "a\"b", "headers": {"X-Api-Key":"k"}},
            "serverUrlSecret":"s","twilioAuthToken":"t","token":"x","secret":"","promptTokens":5,
            "key":"1","list":[{"apiKey":"deep"}],"password":{"kept":"y"},"text":"my secret: x"}"#;
        let wanted = json
            .replace(r#""a\"b""#, "\"(hidden)\"")
            .replace("\"k\"", "\"(hidden)\"")
            .replace("\"s\"", "\"(hidden)\"")
            .replace("\"t\"", "\"(hidden)\"")
            .replace("\"token\":\"x\"", "\"token\":\"(hidden)\"")
            .replace("\"deep\"", "\"(hidden)\"");
        assert_eq!(text(json).as_deref(), Some(&*wanted));
        for same in [
            "",
            "{",
            "secret",
            r#"{"a":"b"}"#,
            r#"["secret","x"]"#,
            "\"secret\":\"",
            "{\"secret\":\"x",
        ] {
            assert_eq!(text(same), None, "{same}");
        }
    }

    #[test]
    fn headers_with_secrets_are_known() {
        for name in [
            "Authorization",
            "X-Vapi-Secret",
            "Cookie",
            "Set-Cookie",
            "x-api-key",
            "Proxy-Authorization",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "X-Vapi-Signature",
            "Content-Type",
            "X-Call-Id",
            "Host",
            "x-token-count",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
