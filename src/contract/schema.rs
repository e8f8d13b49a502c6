//! An `assistant` in an answer against what creating an assistant takes.

use serde_json::{Map, Value};

use super::rule::Fault;
use super::show::{described, found};

/// The faults of an assistant, each with its path.
#[must_use]
pub fn faults(assistant: &Map<String, Value>) -> Vec<Fault> {
    model(assistant)
}

/// A model must say its provider and its name.
fn model(assistant: &Map<String, Value>) -> Vec<Fault> {
    let Some(model) = assistant.get("model").filter(|model| !model.is_null()) else {
        return Vec::new();
    };
    let Some(model) = model.as_object() else {
        return vec![Fault::at(
            "assistant.model",
            described(model),
            "an object with provider and model",
        )];
    };
    ["provider", "model"]
        .into_iter()
        .filter(|name| {
            model
                .get(*name)
                .and_then(Value::as_str)
                .is_none_or(str::is_empty)
        })
        .map(|name| {
            Fault::at(
                format!("assistant.model.{name}"),
                found(model.get(name)),
                "a string",
            )
        })
        .collect()
}
