//! `server` values as JSON: merged whole, compared as Vapi would. Pure.

use serde_json::{Map, Value};

/// What the API shows and refuses to be sent.
const READ_ONLY: &str = "isServerUrlSecretSet";
/// What the API takes and does not show.
const WRITE_ONLY: &str = "secret";

/// `base` with the members of `changes` in it: an object is merged into an object one level deep
/// (so headers are added), `null` removes, anything else replaces. All other members stay.
pub fn merged(base: &Value, changes: &Map<String, Value>) -> Value {
    let mut whole = match base {
        Value::Object(base) => base.clone(),
        _ => Map::new(),
    };
    whole.shift_remove(READ_ONLY);
    for (name, change) in changes {
        match (whole.get_mut(name), change) {
            (_, Value::Null) => {
                whole.shift_remove(name);
            }
            (Some(Value::Object(there)), Value::Object(change)) => {
                there.extend(change.clone());
            }
            _ => {
                whole.insert(name.clone(), change.clone());
            }
        }
    }
    Value::Object(whole)
}

/// A value as it can be sent.
pub fn sendable(server: &Value) -> Value {
    match server {
        Value::Object(_) => merged(server, &Map::new()),
        other => other.clone(),
    }
}

/// Whether a resource that was sent `sent` and shows `found` has exactly that.
pub fn same(sent: &Value, found: &Value) -> bool {
    has_all(sent, found)
        && members(found)
            .all(|(name, value)| name == READ_ONLY || is_absent(value) || !is_absent(&sent[name]))
}

/// Whether everything in `sent` is in `found`; the API may have added to it.
pub fn has_all(sent: &Value, found: &Value) -> bool {
    if is_absent(sent) || is_absent(found) {
        return is_absent(sent) == is_absent(found);
    }
    members(sent).all(|(name, value)| {
        name == READ_ONLY
            || equal(value, &found[name])
            || (is_absent(value) && is_absent(&found[name]))
            || (name == WRITE_ONLY && is_absent(&found[name]))
    })
}

/// The members of `sent` that `found` has not, or otherwise.
pub fn lost(sent: &Value, found: &Value) -> Vec<String> {
    members(sent)
        .filter(|(name, value)| {
            *name != READ_ONLY && *name != WRITE_ONLY && !equal(value, &found[*name])
        })
        .map(|(name, _)| format!("server.{name}"))
        .collect()
}

/// The members that are there; `null` is as good as absent.
fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.as_str(), value))
}

/// No server at all, in the ways to say so.
fn is_absent(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(Map::is_empty)
}

fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(_), Value::Object(_)) => {
            members(a).all(|(name, value)| equal(value, &b[name]))
                && members(b).all(|(name, _)| !a[name].is_null())
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        // JavaScript writes 20.0 as 20.
        (Value::Number(a_number), Value::Number(b_number)) => {
            a == b || a_number.as_f64() == b_number.as_f64()
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn a_merge_keeps_what_it_does_not_know() {
        let base = json!({"url": "a", "headers": {"x": "1"}, "futureField": [1], "timeoutSeconds": 5,
            "isServerUrlSecretSet": true});
        let change = changes(&json!({"url": "b", "headers": {"y": "2"}, "timeoutSeconds": null}));
        let wanted = json!({"url": "b", "headers": {"x": "1", "y": "2"}, "futureField": [1]});
        assert_eq!(merged(&base, &change), wanted);
        assert_eq!(
            merged(&Value::Null, &changes(&json!({"url": "b"}))),
            json!({"url": "b"})
        );
    }

    #[test]
    fn values_are_compared_as_vapi_would() {
        for (sent, found) in [
            (json!(null), json!(null)),
            (json!(null), json!({})),
            (
                json!({"url": "a", "x": null, "t": 20.0}),
                json!({"t": 20, "url": "a"}),
            ),
            (json!({"url": "a", "secret": "s"}), json!({"url": "a"})),
            (
                json!({"url": "a"}),
                json!({"url": "a", "isServerUrlSecretSet": true}),
            ),
        ] {
            assert!(same(&sent, &found), "{sent} {found}");
        }
        for (sent, found) in [
            (json!({"url": "a"}), json!({"url": "b"})),
            (json!({"url": "a"}), json!(null)),
            (json!(null), json!({"url": "a"})),
            (
                json!({"url": "a", "secret": "s"}),
                json!({"url": "a", "secret": "t"}),
            ),
            (json!({"url": "a"}), json!({"url": "a", "t": 1})),
            (
                json!({"url": "a", "headers": {"x": "1"}}),
                json!({"url": "a", "headers": {}}),
            ),
        ] {
            assert!(!same(&sent, &found), "{sent} {found}");
        }
        assert!(has_all(
            &json!({"url": "a"}),
            &json!({"url": "a", "timeoutSeconds": 20})
        ));
        assert_eq!(
            lost(&json!({"url": "a", "x": 1}), &json!({"url": "a"})),
            ["server.x"]
        );
    }
}
