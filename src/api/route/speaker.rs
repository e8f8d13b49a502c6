//! An assistant as it is in a call.

use serde_json::Value;

use super::{items, text};
use crate::api::server::current;
use crate::event::catalog;

/// An assistant as it is in a call: its overrides merged in, its tools beside it.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// What it is called.
    pub label: String,
    pub(super) body: Value,
    pub(super) url: Option<String>,
    /// Whose server it is: the assistant's or an override's.
    pub(super) owner: String,
    pub(super) tools: Vec<Value>,
}

impl Speaker {
    /// An assistant with what overrides it, first to last: deep merges, unlike a PATCH.
    #[must_use]
    pub fn new(label: String, assistant: &Value, overrides: &[(&str, &Value)]) -> Self {
        let mut body = assistant.clone();
        let mut owner = format!("assistant {label}");
        if body["server"].is_null() {
            body["server"] = current(assistant);
        }
        for (name, over) in overrides {
            if over["server"]["url"].is_string() {
                owner = format!("{name} of assistant {label}");
            }
            overlay(&mut body, over);
        }
        let url = text(&body["server"]["url"]);
        let mut tools: Vec<Value> = items(&body["model"]["tools"]).to_vec();
        tools.extend_from_slice(items(&body["tools:append"]));
        Self {
            label,
            body,
            url,
            owner,
            tools,
        }
    }

    /// The ids of tools that are not part of the assistant itself.
    #[must_use]
    pub fn tool_ids(&self) -> Vec<String> {
        let ids = items(&self.body["model"]["toolIds"]);
        ids.iter().filter_map(text).collect()
    }

    /// Adds a tool that was fetched.
    pub fn add_tool(&mut self, tool: Value) {
        self.tools.push(tool);
    }

    /// The assistant as it is in the call.
    #[must_use]
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// The tools that are no part of `model.tools`.
    #[must_use]
    pub fn fetched_tools(&self) -> &[Value] {
        let own = items(&self.body["model"]["tools"]).len();
        self.tools.get(own..).unwrap_or_default()
    }

    /// Whether Vapi sends it events of this type.
    pub(super) fn subscribes(&self, event: &str) -> bool {
        match &self.body["serverMessages"] {
            Value::Array(names) => names.iter().any(|name| name == event),
            _ => catalog::find(event).is_some_and(|row| row.is_default),
        }
    }
}

/// Merges `over` into `base`, objects member by member.
fn overlay(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (name, member) in over {
                overlay(base.entry(name.clone()).or_insert(Value::Null), member);
            }
        }
        (_, Value::Null) => {}
        (base, over) => *base = over.clone(),
    }
}
