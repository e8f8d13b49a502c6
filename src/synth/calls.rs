//! Tool calls written into an event, in each shape that Vapi has sent or documented (contract 1.3).

use serde_json::{Map, Value, json};
use vapihook_json::raw::Raw;

use super::definition::Definition;
use crate::error::{Error, Result};
use crate::event::path::{self, Path};
use crate::event::tool_call::tool_calls;

/// How a tool call is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// `function.arguments` is a string of JSON, as `OpenAI` writes it and the SDKs type it.
    Openai,
    /// `function.arguments` is an object: what Vapi sends.
    #[default]
    Object,
    /// `{id, name, parameters}`, as the documentation shows it.
    Flat,
}

/// One tool call to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its id; renamed when the event is made fresh.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// What the tool is called with.
    pub arguments: Arguments,
    /// The tool's definition, if it is known.
    pub definition: Option<Definition>,
}

/// What a tool is called with.
#[derive(Clone, Debug, PartialEq)]
pub enum Arguments {
    /// JSON, usually an object.
    Json(Value),
    /// A text that is not JSON: what is left when a model stops in the middle.
    Text(String),
}

impl Arguments {
    fn as_string(&self) -> String {
        match self {
            Self::Json(value) => value.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    fn as_value(&self) -> Value {
        match self {
            Self::Json(value) => value.clone(),
            Self::Text(text) => Value::from(&**text),
        }
    }
}

impl Call {
    /// A call of a tool by name.
    #[must_use]
    pub fn new(name: &str, arguments: Arguments) -> Self {
        Self {
            id: "call_Lk3VnQ8dZr0TtYw5HsXb2MeJ".to_owned(),
            name: name.to_owned(),
            arguments,
            definition: None,
        }
    }

    fn to_json(&self, shape: Shape) -> Value {
        let (id, name) = (&self.id, &self.name);
        let arguments = match shape {
            Shape::Openai => self.arguments.as_string().into(),
            Shape::Object | Shape::Flat => self.arguments.as_value(),
        };
        match shape {
            Shape::Flat => json!({"id": id, "name": name, "parameters": arguments}),
            _ => json!({"id": id, "type": "function",
                        "function": {"name": name, "arguments": arguments}}),
        }
    }

    /// The tool's definition with the call in it.
    fn with_tool(&self, shape: Shape) -> Value {
        let mut tool = match &self.definition {
            Some(definition) => definition.whole.clone(),
            None => Map::from_iter([
                ("type".to_owned(), json!("function")),
                ("function".to_owned(), json!({"name": self.name})),
            ]),
        };
        if shape == Shape::Flat
            && let Some(Value::Object(function)) = tool.remove("function")
        {
            tool.extend(function);
        }
        tool.insert("toolCall".to_owned(), self.to_json(shape));
        tool.into()
    }
}

/// The calls that an event makes: as they would be written again.
#[must_use]
pub fn read(text: &str) -> Vec<Call> {
    let Ok(root) = Raw::parse(text) else {
        return Vec::new();
    };
    let body = root.get("message").unwrap_or(root);
    let with_tools = body.get("toolWithToolCallList").map(Raw::items);
    let mut definitions = with_tools.unwrap_or_default().into_iter().map(|tool| {
        let mut tool = tool.to_value()?;
        tool.as_object_mut()?.remove("toolCall");
        Definition::of(&tool)
    });
    tool_calls(body)
        .into_iter()
        .map(|call| Call {
            id: call.id.into_owned(),
            name: call.name.into_owned(),
            arguments: match serde_json::from_str(&call.arguments) {
                // Not JSON inside: broken off, or encrypted.
                Ok(Value::String(text)) => Arguments::Text(text),
                Ok(value) => Arguments::Json(value),
                Err(_) => Arguments::Text(call.arguments.into_owned()),
            },
            definition: definitions.next().flatten(),
        })
        .collect()
}

/// The event with these calls in place of its own, every other byte as it was; `None` when it is
/// not an event that calls tools.
///
/// # Errors
/// When the event can hold one call and there are several.
pub fn write(text: &str, calls: &[Call], shape: Shape) -> Result<Option<String>> {
    let Ok(root) = Raw::parse(text) else {
        return Ok(None);
    };
    let (body, base) = match root.get("message") {
        Some(message) => (message, Path::root().key("message")),
        None => (root, Path::root()),
    };
    let list = |of: &dyn Fn(&Call) -> Value| calls.iter().map(of).collect::<Value>().to_string();
    let mut edits = Vec::new();
    for name in ["toolCalls", "toolCallList"] {
        if body.get(name).is_some() {
            edits.push((base.key(name), list(&|call| call.to_json(shape))));
        }
    }
    if body.get("toolWithToolCallList").is_some() {
        let written = list(&|call| call.with_tool(shape));
        edits.push((base.key("toolWithToolCallList"), written));
    }
    if edits.is_empty() {
        return one(text, root, body, &base, calls);
    }
    // The conversation has the calls too, always with a string of JSON.
    let messages = body.path(&["artifact", "messages"]).map(Raw::items);
    let calling = messages
        .unwrap_or_default()
        .iter()
        .rposition(|message| message.get("toolCalls").is_some());
    if let Some(at) = calling {
        let place = base.key("artifact").key("messages").index(at);
        let written = list(&|call| call.to_json(Shape::Openai));
        edits.push((place.key("toolCalls"), written));
    }
    edited(text, &edits).map(Some)
}

/// The events that hold one call: the legacy `functionCall`, an MCP tool's request.
fn one(
    text: &str,
    root: Raw<'_>,
    body: Raw<'_>,
    base: &Path,
    calls: &[Call],
) -> Result<Option<String>> {
    let place = match (
        body.get("functionCall"),
        root.path(&["params", "arguments"]),
    ) {
        (Some(_), _) => base.key("functionCall"),
        (None, Some(_)) => Path::root().key("params"),
        (None, None) => return Ok(None),
    };
    let [call] = calls else {
        let count = calls.len();
        return Err(Error::usage(format!(
            "this event holds one call of a tool, not {count}"
        )));
    };
    let name = Value::from(&*call.name).to_string();
    let arguments = call.arguments.as_value().to_string();
    let member = if body.get("functionCall").is_some() {
        "parameters"
    } else {
        "arguments"
    };
    edited(
        text,
        &[(place.key("name"), name), (place.key(member), arguments)],
    )
    .map(Some)
}

fn edited(text: &str, edits: &[(Path, String)]) -> Result<String> {
    edits.iter().try_fold(text.to_owned(), |text, (at, value)| {
        path::add(&text, at, value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::catalog;

    fn sample() -> &'static str {
        catalog::find("tool-calls").expect("a row").sample
    }

    fn call() -> Call {
        Call::new("book", Arguments::Json(json!({"day": "Mon", "n": 2})))
    }

    fn written(shape: Shape) -> Value {
        let text = write(sample(), &[call()], shape).expect("calls");
        serde_json::from_str(&text.expect("an event with calls")).expect("JSON")
    }

    #[test]
    fn each_shape_is_as_it_was_seen() {
        let id = call().id;
        let string = r#"{"day":"Mon","n":2}"#;
        for (shape, wanted) in [
            (
                Shape::Object,
                json!({"id": id, "type": "function", "function": {"name": "book", "arguments": {"day": "Mon", "n": 2}}}),
            ),
            (
                Shape::Openai,
                json!({"id": id, "type": "function", "function": {"name": "book", "arguments": string}}),
            ),
            (
                Shape::Flat,
                json!({"id": id, "name": "book", "parameters": {"day": "Mon", "n": 2}}),
            ),
        ] {
            let message = &written(shape)["message"];
            assert_eq!(message["toolCallList"], json!([wanted]));
            assert_eq!(message["toolCalls"], json!([wanted]));
            assert_eq!(message["toolWithToolCallList"][0]["toolCall"], wanted);
            let said = &message["artifact"]["messages"][1]["toolCalls"];
            assert_eq!(said[0]["function"]["arguments"], string);
            // And it is read back as what it was.
            let text = written(shape).to_string();
            assert_eq!(read(&text)[0].arguments, call().arguments);
        }
        let flat = &written(Shape::Flat)["message"]["toolWithToolCallList"][0];
        assert_eq!(
            (&flat["name"], &flat["function"]),
            (&json!("book"), &Value::Null)
        );
    }

    #[test]
    fn the_samples_own_calls_survive_a_change_of_shape() {
        let calls = read(sample());
        assert_eq!(calls.len(), 2);
        let text = write(sample(), &calls, Shape::Object).expect("calls");
        let (old, new): (Value, Value) = (
            serde_json::from_str(sample()).expect("JSON"),
            serde_json::from_str(&text.expect("an event")).expect("JSON"),
        );
        let list = |body: &Value, name: &str| body["message"][name].clone();
        for name in ["toolCalls", "toolCallList", "toolWithToolCallList"] {
            assert_eq!(list(&old, name), list(&new, name), "{name}");
        }
    }

    #[test]
    fn a_function_call_holds_one() {
        let row = catalog::find("function-call").expect("a row");
        let text = write(row.sample, &[call()], Shape::Object).expect("a call");
        let body: Value = serde_json::from_str(&text.expect("an event")).expect("JSON");
        let function = &body["message"]["functionCall"];
        assert_eq!(function["name"], "book");
        assert_eq!(function["parameters"]["n"], 2);
        assert!(write(row.sample, &[call(), call()], Shape::Object).is_err());
        let hang = catalog::find("hang").expect("a row").sample;
        assert_eq!(
            write(hang, &[call()], Shape::Object).expect("no error"),
            None
        );
    }

    #[test]
    fn a_broken_text_stays_a_text() {
        let mut call = call();
        call.arguments = Arguments::Text("{\"day\": \"Mo".to_owned());
        let text = write(sample(), &[call], Shape::Openai).expect("a call");
        let body: Value = serde_json::from_str(&text.expect("an event")).expect("JSON");
        let arguments = &body["message"]["toolCallList"][0]["function"]["arguments"];
        assert_eq!(arguments, "{\"day\": \"Mo");
        let again = write(&body.to_string(), &read(&body.to_string()), Shape::Openai);
        assert_eq!(again.expect("a call").expect("an event"), body.to_string());
    }
}
