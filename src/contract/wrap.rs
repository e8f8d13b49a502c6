//! Answers that stand inside another object: an API gateway's `{statusCode, body}`, the SDK's
//! `messageResponse`, a framework's `{success, data}`.

use serde_json::{Map, Value};

use super::case::Asked;

/// An answer inside another object.
#[derive(Debug)]
pub struct Wrap {
    /// The member it stands in.
    pub key: &'static str,
    /// Whether the outer object is the one that API gateways take from a function.
    pub is_gateway: bool,
    /// What stands in it, unpacked when it is a string of JSON.
    pub inner: Value,
}

/// The members that answers are found in.
const KEYS: [&str; 4] = ["messageResponse", "message", "data", "body"];

/// The answer inside `body`, when it does not stand at the top.
#[must_use]
pub fn find(asked: Asked, body: &Value) -> Option<Wrap> {
    let object = body.as_object()?;
    let keys = asked.keys();
    if keys.iter().any(|key| object.contains_key(*key)) {
        return None;
    }
    let is_gateway = object.contains_key("statusCode") && object.contains_key("body");
    KEYS.into_iter()
        .filter_map(|key| Some((key, unpacked(object, key)?)))
        .find(|(key, inner)| {
            // A transfer's `message` is spoken: it need not be a wrapper.
            let alone = object.len() == 1 && (*key != "message" || asked != Asked::Transfer);
            is_gateway || alone || holds(inner, keys)
        })
        .map(|(key, inner)| Wrap {
            key,
            is_gateway,
            inner,
        })
}

/// An object or array in that member, also as a string of JSON.
fn unpacked(object: &Map<String, Value>, key: &str) -> Option<Value> {
    let inner = match object.get(key)? {
        Value::String(text) => serde_json::from_str(text).ok()?,
        inner => inner.clone(),
    };
    (inner.is_object() || inner.is_array()).then_some(inner)
}

fn holds(inner: &Value, keys: &[&str]) -> bool {
    keys.iter().any(|key| inner.get(key).is_some())
}

/// The innermost answer: at most three wrappers are opened.
#[must_use]
pub fn innermost(asked: Asked, body: &Value) -> Value {
    let mut inner = body.clone();
    for _ in 0..3 {
        match find(asked, &inner) {
            Some(wrap) => inner = wrap.inner,
            None => break,
        }
    }
    inner
}
