//! Arguments are judged by their schema.

use serde_json::{Value, json};
use vapihook::synth::arguments::valid;
use vapihook::synth::calls::Arguments;
use vapihook::synth::definition::Definition;
use vapihook::synth::fuzz;
use vapihook::synth::random::Random;

use crate::fake_vapi::schema::Document;

fn violations(schema: &Value, value: &Value) -> Vec<String> {
    Document::new(schema.clone()).value_violations(schema, value)
}

/// Schemas as people write them for tools, and the corners of them.
fn schemas() -> Vec<Value> {
    vec![
        json!({}),
        json!({"type": "object"}),
        json!({"type": "object", "properties": {}, "required": ["free"]}),
        json!({"type": "object", "required": ["a", "b", "c", "d", "e"], "properties": {
            "a": {"type": "integer", "minimum": 3, "maximum": 3},
            "b": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "c": {"type": "integer", "multipleOf": 7, "minimum": 50},
            "d": {"type": "number", "maximum": -2.5},
            "e": {"type": "integer", "exclusiveMinimum": 4, "maximum": 5}}}),
        json!({"type": "object", "required": ["a", "b", "c", "d"], "properties": {
            "a": {"type": "string", "minLength": 30, "maxLength": 32},
            "b": {"type": "string", "maxLength": 2},
            "c": {"type": "string", "minLength": 200},
            "d": {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$", "minLength": 8}}}),
        json!({"type": "object", "required": ["a", "b", "c"], "properties": {
            "a": {"enum": ["x", 2, null]}, "b": {"const": {"k": [1]}},
            "c": {"type": ["string", "null"], "enum": ["only", null]}}}),
        json!({"type": "object", "required": ["list", "pair", "set", "none"], "properties": {
            "list": {"type": "array", "minItems": 3, "items": {"type": "object",
                "required": ["n"], "properties": {"n": {"type": "integer"}}}},
            "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}], "minItems": 2},
            "set": {"type": "array", "uniqueItems": true, "minItems": 2, "items": {"enum": ["a", "b"]}},
            "none": {"type": "array", "maxItems": 0, "items": {"type": "string"}}}}),
        json!({"type": "object", "required": ["who", "tree"], "properties": {
            "who": {"$ref": "#/$defs/person"}, "tree": {"$ref": "#/definitions/tree"}},
            "$defs": {"person": {"type": "object", "required": ["name", "email"], "properties": {
                "name": {"type": "string"}, "email": {"type": "string", "format": "email"}}}},
            "definitions": {"tree": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/definitions/tree"}}}}}}),
        json!({"allOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 5}}},
            {"required": ["b"], "properties": {"b": {"type": "boolean"}, "a": {"maximum": 6}}}]}),
        json!({"type": "object", "required": ["when"], "properties": {"when": {"oneOf": [
            {"type": "string", "format": "date"},
            {"type": "object", "required": ["from", "to"], "properties": {
                "from": {"type": "string"}, "to": {"type": "string"}}}]},
            "id": {"anyOf": [{"type": "null"}, {"type": "integer"}]}}}),
        json!({"oneOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "a"}}},
            {"type": "object", "required": ["kind", "n"], "properties": {"kind": {"const": "b"}, "n": {"type": "integer"}}}]}),
        json!({"type": "object", "minProperties": 3, "additionalProperties": {"type": "integer"}}),
        json!({"properties": {"a": {"minimum": 2}, "b": {"items": {"type": "string"}}}, "required": ["a", "b"]}),
    ]
}

#[test]
fn arguments_are_what_their_schema_takes() {
    for schema in schemas() {
        for seed in 0..60 {
            let value = valid(&schema, &mut Random::new(seed));
            let found = violations(&schema, &value);
            assert!(found.is_empty(), "{schema}\n{value}\n{found:?}");
            assert!(value.is_object(), "{schema}\n{value}");
            assert_eq!(valid(&schema, &mut Random::new(seed)), value);
        }
    }
}

#[test]
fn texts_have_their_pattern_and_items_differ() {
    let texts = &schemas()[4];
    let lists = &schemas()[6];
    for seed in 0..60 {
        let value = valid(texts, &mut Random::new(seed));
        let code = value["d"].as_str().expect("a text").as_bytes();
        assert!(
            code.len() == 8
                && code[..3].iter().all(u8::is_ascii_uppercase)
                && code[3] == b'-'
                && code[4..].iter().all(u8::is_ascii_digit),
            "{value}"
        );
        let value = valid(lists, &mut Random::new(seed));
        assert_ne!(value["set"][0], value["set"][1]);
        assert!(value["pair"][0].is_string() && value["pair"][1].is_number());
    }
}

#[test]
fn a_schema_that_has_no_end_has_arguments_all_the_same() {
    for schema in [
        json!({"$ref": "#"}),
        json!({"type": "object", "required": ["self"], "properties": {"self": {"$ref": "#"}}}),
        json!({"allOf": [{"$ref": "#"}]}),
        json!({"$ref": "#/nowhere"}),
        json!({"type": "object", "properties": {"a": {"type": "array", "minItems": 100_000_000, "items": {}}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "minLength": 999_999_999}}}),
        json!({"type": "strange", "properties": 7, "required": {"a": 1}, "enum": []}),
    ] {
        let made = valid(&schema, &mut Random::new(1));
        assert!(made.to_string().len() < 1_000_000, "{schema}");
    }
}

#[test]
fn a_mistake_is_one() {
    let schema = json!({"type": "object", "required": ["day", "n"], "additionalProperties": false,
        "properties": {"day": {"type": "string", "minLength": 1}, "n": {"type": "integer"},
            "room": {"enum": ["small", "large"]}, "vip": {"type": "boolean"},
            "list": {"type": "array", "items": {"type": "string"}}, "who": {"type": "object"}}});
    let tool = json!({"name": "book", "parameters": schema});
    let tools = [Definition::of(&tool).expect("a definition")];
    for case in fuzz::cases(&tools, 60, &mut Random::new(2)) {
        let Arguments::Json(arguments) = &case.calls[0].arguments else {
            assert!(case.wrong.contains("break off"));
            continue;
        };
        let found = violations(&schema, arguments);
        let fits = case.calls.len() == 2 || case.wrong.contains("too many");
        assert_eq!(found.is_empty(), fits, "{}: {arguments}", case.wrong);
    }
}
