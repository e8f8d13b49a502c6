//! Values in the words of a finding.

use serde_json::Value;

/// The longest a quoted value is, in characters.
const LONGEST: usize = 80;

/// A value as JSON, shortened.
#[must_use]
pub fn quoted(value: &Value) -> String {
    shortened(&value.to_string())
}

/// Text, shortened.
#[must_use]
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What a value is, with its article, and the value: `an object: {"a":1}`.
#[must_use]
pub fn described(value: &Value) -> String {
    let kind = match value {
        Value::Null => return "null".to_owned(),
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    format!("{kind}: {}", quoted(value))
}

/// A member that is there, or that is not.
#[must_use]
pub fn found(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), described)
}

/// The names of an object's members: `{a, b}`.
#[must_use]
pub fn members(value: &Value) -> String {
    match value.as_object() {
        Some(object) => {
            let names: Vec<&str> = object.keys().map(String::as_str).collect();
            shortened(&format!("{{{}}}", names.join(", ")))
        }
        None => described(value),
    }
}
