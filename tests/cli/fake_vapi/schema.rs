//! Vapi's published document as a judge of what it is sent: as much of JSON Schema as the
//! document uses.
//!
//! The document is not part of the repository: set `VAPIHOOK_CORPUS` to the directory that holds
//! `openapi-2025-11.json`. Without it nothing is judged.

use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

/// The published document.
pub struct Document(Value);

/// The published document, if there is one here.
pub fn published() -> Option<&'static Document> {
    static DOCUMENT: OnceLock<Option<Document>> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| {
        let folder = PathBuf::from(std::env::var_os("VAPIHOOK_CORPUS")?);
        let bytes = std::fs::read(folder.join("openapi-2025-11.json")).expect("the document");
        Some(Document(serde_json::from_slice(&bytes).expect("JSON")))
    });
    document.as_ref()
}

impl Document {
    pub fn new(document: Value) -> Self {
        Self(document)
    }

    /// What is wrong with the body of a PATCH. The discriminator is no matter (the schemas behind
    /// it do not have it), `null` at the top clears a member, and a member that is missing stays
    /// as it is stored.
    pub fn violations(
        &self,
        kind: &str,
        stored: &Value,
        members: &Map<String, Value>,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let schema = &self.0["paths"][format!("/{kind}/{{id}}")]["patch"]["requestBody"]["content"]
            ["application/json"]["schema"];
        assert!(schema.is_object(), "no schema of PATCH /{kind}/{{id}}");
        let mut schema = schema;
        let discriminator = &schema["discriminator"];
        if let Some(name) = discriminator["propertyName"].as_str() {
            let variant = stored[name].as_str().unwrap_or_default();
            let Some(reference) = discriminator["mapping"][variant].as_str() else {
                return found;
            };
            schema = self.at(reference);
        }
        if let Some(reference) = schema["$ref"].as_str() {
            schema = self.at(reference);
        }
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            self.check(&schema["properties"][name], value, name, &mut found);
        }
        found
    }

    /// What is wrong with a server message (what `message` holds); `None` when the document does
    /// not know its type.
    pub fn message_violations(&self, message: &Value) -> Option<Vec<String>> {
        let pointer = "#/components/schemas/ServerMessage/properties/message";
        let schema = list(self.at(pointer), "oneOf")
            .filter_map(|variant| Some(self.at(variant["$ref"].as_str()?)))
            .find(|schema| {
                list(&schema["properties"]["type"], "enum").any(|name| *name == message["type"])
            })?;
        let mut found = Vec::new();
        self.check(schema, message, "message", &mut found);
        Some(found)
    }

    /// What is wrong with a value by a schema whose references point into the document.
    pub fn value_violations(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.check(schema, value, "$", &mut found);
        found
    }

    fn at(&self, reference: &str) -> &Value {
        let pointer = reference.strip_prefix('#').expect("a local reference");
        self.0.pointer(pointer).expect("what is referred to")
    }

    fn check(&self, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
        if value.is_null() && schema["nullable"] == true {
            return;
        }
        if let Some(reference) = schema["$ref"].as_str() {
            self.check(self.at(reference), value, path, found);
        }
        for part in list(schema, "allOf") {
            self.check(part, value, path, found);
        }
        for several in ["oneOf", "anyOf"] {
            let mut variants = list(schema, several).peekable();
            let fits = |variant: &Value| {
                let mut found = Vec::new();
                self.check(variant, value, path, &mut found);
                found.is_empty()
            };
            if variants.peek().is_some() && !variants.any(fits) {
                found.push(format!("{path} is none of the possible ones: {value}"));
            }
        }
        if !is_of_type(schema, value) {
            found.push(format!("{path} is not of type {}: {value}", schema["type"]));
            return;
        }
        if schema.get("const").is_some_and(|only| only != value) {
            found.push(format!("{path} is not {}: {value}", schema["const"]));
        }
        if schema["enum"].is_array() && !list(schema, "enum").any(|one| one == value) {
            found.push(format!("{path} is not one of {}: {value}", schema["enum"]));
        }
        if let Some(what) = out_of_bounds(schema, value) {
            found.push(format!("{path} is beyond {what}: {value}"));
        }
        for item in value.as_array().into_iter().flatten() {
            self.check(&schema["items"], item, &format!("{path}[]"), found);
        }
        for (name, member) in value.as_object().into_iter().flatten() {
            let own = &schema["properties"][name];
            let rest = &schema["additionalProperties"];
            let schema = if own.is_null() { rest } else { own };
            self.check(schema, member, &format!("{path}.{name}"), found);
        }
        if value.is_object() {
            for name in list(schema, "required").filter_map(Value::as_str) {
                if value.get(name).is_none() {
                    found.push(format!("{path}.{name} is missing"));
                }
            }
        }
    }
}

fn list<'a>(schema: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    schema[name].as_array().into_iter().flatten()
}

fn is_of_type(schema: &Value, value: &Value) -> bool {
    // The published document calls enumerations of texts objects (`backoffPlan.type`); what they
    // may be is checked by their `enum`.
    if schema["type"] == "object" && schema["enum"].is_array() {
        return true;
    }
    if let Some(kinds) = schema["type"].as_array() {
        return kinds
            .iter()
            .any(|kind| is_of_type(&json!({ "type": kind }), value));
    }
    match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("null") => value.is_null(),
        Some(other) => panic!("unknown type {other}"),
        None => true,
    }
}

/// The bound that the value breaks.
fn out_of_bounds(schema: &Value, value: &Value) -> Option<&'static str> {
    #[expect(clippy::cast_precision_loss, reason = "lengths are small")]
    let (least, most, size) = match value {
        Value::Number(number) => ("minimum", "maximum", number.as_f64()?),
        Value::String(text) => ("minLength", "maxLength", text.chars().count() as f64),
        Value::Array(items) => ("minItems", "maxItems", items.len() as f64),
        _ => return None,
    };
    let beyond = |name: &str, wrong: fn(f64, f64) -> bool| {
        let bound = schema[name].as_f64();
        bound.is_some_and(|bound| wrong(size, bound))
    };
    let step = schema["multipleOf"].as_f64().filter(|_| value.is_number());
    if step.is_some_and(|step| ((size / step) - (size / step).round()).abs() > 1e-9) {
        return Some("multipleOf");
    }
    if value.is_number() && beyond("exclusiveMinimum", |size, bound| size <= bound) {
        return Some("exclusiveMinimum");
    }
    if value.is_number() && beyond("exclusiveMaximum", |size, bound| size >= bound) {
        return Some("exclusiveMaximum");
    }
    if beyond(least, |size, bound| size < bound) {
        Some(least)
    } else if beyond(most, |size, bound| size > bound) {
        Some(most)
    } else {
        None
    }
}
