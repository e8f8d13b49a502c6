//! What people are shown of an event without its secrets: a screen is shared, a terminal's text is
//! pasted into an issue. The record and `--json` keep every byte: a replay and a signature need
//! them.

use std::sync::Arc;

use bytes::Bytes;
use vapihook_json::blocks::any_place;
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
    if !may_hold_secrets(json) {
        return None;
    }
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
    let name = name.as_bytes();
    let plain = backwards(name);
    let ends_with = |end: &str| ends_as(plain.clone(), end, false);
    may_be_secret(name) && (ENDINGS.into_iter().any(ends_with) || plain.eq("token".bytes().rev()))
}

/// The letters and digits of a name, the last one first, in lower case.
fn backwards(name: &[u8]) -> impl Iterator<Item = u8> + Clone {
    let plain = name
        .iter()
        .rev()
        .filter(|byte| byte.is_ascii_alphanumeric());
    plain.map(u8::to_ascii_lowercase)
}

/// Whether a name ends so; `unseen` is what to say of what stands before all that there is.
fn ends_as(mut plain: impl Iterator<Item = u8>, end: &str, unseen: bool) -> bool {
    let mut end = end.bytes().rev();
    end.all(|byte| plain.next().map_or(unseen, |it| it == byte))
}

/// Whether a name that ends so may be a secret's: almost no name ends as one of them does. Of one that
/// ends in anything but letters and digits nothing is known.
fn may_be_secret(name: &[u8]) -> bool {
    match *name {
        [.., before, last] if before.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => {
            matches!(
                (before.to_ascii_lowercase(), last.to_ascii_lowercase()),
                (b'e', b'n' | b't' | b'y') | (b'i' | b's', b'e') | (b'o', b'n') | (b'r', b'd')
            )
        }
        _ => true,
    }
}

/// Whether there may be secrets in `json`, for less than finding them costs: by what stands before
/// each colon. Where a name begins is not looked for, so more may look like one than is.
fn may_hold_secrets(json: &str) -> bool {
    /// Longer than what a name is known by.
    const WINDOW: usize = 32;
    let bytes = json.as_bytes();
    any_place(bytes, b':', &mut |colon| {
        let mut before = &bytes[..colon];
        if before.last() != Some(&b'"') {
            before = before.trim_ascii_end();
        }
        let [name @ .., b'"'] = before else {
            return false;
        };
        if !may_be_secret(name) {
            return false;
        }
        let plain = backwards(&name[name.len().saturating_sub(WINDOW)..]);
        // What cannot be seen from here may be as it has to be.
        let may_end_with = |end: &str| ends_as(plain.clone(), end, true);
        may_end_with("token") || ENDINGS.into_iter().any(may_end_with)
    })
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
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_secret_is_passed_over(
            before in "[a-z\"\\\\:é_-]{0,40}",
            name in "(x?secret|token|api[_-]{0,40}Key|Pass\"?word|auth[^a-z]{0,40}token|.{0,5})",
            blanks in "[ \n\t]{0,3}",
        ) {
            for name in [name.clone(), before + &name] {
                let name = serde_json::to_string(&name).expect("JSON");
                let json = format!(r#"{{"a":[{{{name}{blanks}:"x"}}]}}"#);
                prop_assert!(places(&json).is_empty() || may_hold_secrets(&json), "{}", json);
            }
        }
    }

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
    fn every_ending_is_known() {
        for name in ENDINGS.into_iter().chain(["token"]) {
            assert!(is_secret(name), "{name}");
            assert!(is_secret(&name.to_uppercase()), "{name}");
            assert!(is_secret(&format!("{name}_")), "{name}");
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
