//! Tool definitions: the ways in which Vapi, `OpenAI` and others write them.

use serde_json::{Map, Value};

use super::calls::{Arguments, Call};
use crate::error::{Error, Result};

/// One tool: its name and what it may be called with.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The name that a model calls it by.
    pub name: String,
    /// The JSON Schema of its arguments; `{}` when the definition has none.
    pub schema: Value,
    /// The definition as it was given.
    pub whole: Map<String, Value>,
}

impl Definition {
    /// Reads one definition: `{function: {name, parameters}}`, or `name` and `parameters` (also
    /// `input_schema`, `inputSchema`) at its top. `None` for a tool that models call by no name
    /// of its own (`transferCall`, `endCall` ..).
    #[must_use]
    pub fn of(tool: &Value) -> Option<Self> {
        let inner = match &tool["function"] {
            Value::Object(_) => &tool["function"],
            _ => tool,
        };
        let schema = ["parameters", "input_schema", "inputSchema"]
            .iter()
            .map(|name| &inner[*name])
            .find(|schema| schema.is_object());
        Some(Self {
            name: inner["name"]
                .as_str()
                .filter(|name| !name.is_empty())?
                .to_owned(),
            schema: schema.cloned().unwrap_or_else(|| Map::new().into()),
            whole: tool.as_object()?.clone(),
        })
    }

    /// Whether the schema names this argument.
    #[must_use]
    pub fn knows(&self, argument: &str) -> bool {
        self.schema["properties"].get(argument).is_some()
    }

    /// A call of this tool, the first of an event or one of those beside it.
    #[must_use]
    pub fn call(&self, arguments: Arguments, number: usize) -> Call {
        let mut call = Call::new(&self.name, arguments);
        // Renamed when the event is made fresh; until then they only have to differ.
        call.id = format!("{}{number}", call.id);
        call.definition = Some(self.clone());
        call
    }
}

/// The definitions in a file: an array, one definition, or an object that has them as `tools` or
/// `functions`, also below `model` (an assistant) or `assistant`.
///
/// # Errors
/// When the text is not JSON, or no tool with a name is in it.
pub fn read(text: &str) -> Result<Vec<Definition>> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Error::failed(format!("the tool definitions are not JSON: {error}")))?;
    let inside = [
        "",
        "/tools",
        "/model/tools",
        "/assistant/model/tools",
        "/functions",
        "/model/functions",
        "/result/tools",
    ];
    let list = inside
        .iter()
        .find_map(|pointer| value.pointer(pointer)?.as_array());
    let found: Vec<Definition> = match list {
        Some(list) => list.iter().filter_map(Definition::of).collect(),
        None => Definition::of(&value).into_iter().collect(),
    };
    if found.is_empty() {
        return Err(Error::failed("there is no tool with a name in it").hint(
            "a definition is {\"type\": \"function\", \"function\": {\"name\": .., \"parameters\": \
             {a JSON Schema}}}; give one, an array of them, or an assistant's JSON",
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn definitions_are_found_where_people_keep_them() {
        let schema = json!({"type": "object", "properties": {"day": {"type": "string"}}});
        let vapi = json!({"type": "function", "function": {"name": "book", "parameters": schema}});
        for whole in [
            vapi.clone(),
            json!([{"type": "endCall"}, vapi]),
            json!({"tools": [vapi]}),
            json!({"name": "Front desk", "model": {"provider": "openai", "tools": [vapi]}}),
            json!([{"name": "book", "description": "d", "parameters": schema}]),
            json!([{"name": "book", "input_schema": schema}]),
            json!({"jsonrpc": "2.0", "result": {"tools": [{"name": "book", "inputSchema": schema}]}}),
        ] {
            let found = read(&whole.to_string()).expect("definitions");
            assert_eq!(found.len(), 1, "{whole}");
            assert_eq!(
                (&*found[0].name, &found[0].schema),
                ("book", &schema),
                "{whole}"
            );
        }
        let bare = read(r#"{"name":"ping"}"#).expect("a definition");
        assert_eq!(bare[0].schema, json!({}));
        for nothing in ["[]", "{}", "7", "[{\"type\":\"endCall\"}]", "oops"] {
            assert!(read(nothing).is_err(), "{nothing}");
        }
    }
}
