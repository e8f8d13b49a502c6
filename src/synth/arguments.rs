//! Arguments that a JSON Schema allows, as a model would fill them in.
//!
//! Read: `type`, `enum`, `const`, `required`, `properties`, `items`, `prefixItems`, `format`,
//! `pattern`, bounds of numbers, texts, arrays and objects, `multipleOf`, `uniqueItems`, `$ref`
//! within the schema, `allOf`, `anyOf`, `oneOf`, `nullable`. Not read: `not`, `if`,
//! `dependentSchemas`, `propertyNames`, references to other documents. The same numbers give the
//! same arguments.

use serde_json::{Map, Number, Value, json};

use super::random::Random;
use super::text;

/// Deeper than this only what is required is filled in.
const GENEROUS: usize = 4;
/// Deeper than this nothing is: the schema refers to itself.
const DEPTH: usize = 24;
/// Items that are made at most.
const ITEMS: u64 = 1_000;

/// Arguments for a tool with this schema; an object, whatever the schema says, when it says
/// nothing about its kind.
#[must_use]
pub fn valid(schema: &Value, random: &mut Random) -> Value {
    let mut maker = Maker {
        root: schema,
        random,
    };
    let merged = maker.merged(schema, DEPTH);
    if kind(&merged, "").is_none() && merged.get("enum").is_none() && merged.get("const").is_none()
    {
        return Map::new().into();
    }
    maker.value(schema, "", 0)
}

/// The schema of the arguments with what it refers to taken in.
pub(super) fn resolved(schema: &Value, random: &mut Random) -> Map<String, Value> {
    let mut maker = Maker {
        root: schema,
        random,
    };
    maker.merged(schema, DEPTH)
}

/// The schema of one property, likewise; `root` is what its references point into.
pub(super) fn property(root: &Value, schema: &Value, random: &mut Random) -> Map<String, Value> {
    Maker { root, random }.merged(schema, DEPTH)
}

/// A value for one property.
pub(super) fn value_of(root: &Value, schema: &Value, name: &str, random: &mut Random) -> Value {
    Maker { root, random }.value(schema, name, 1)
}

struct Maker<'a> {
    root: &'a Value,
    random: &'a mut Random,
}

impl Maker<'_> {
    fn value(&mut self, schema: &Value, name: &str, depth: usize) -> Value {
        if depth > DEPTH {
            return Value::Null;
        }
        let schema = self.merged(schema, DEPTH);
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let real: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
            return self
                .random
                .pick(&real)
                .map_or(Value::Null, |value| (*value).clone());
        }
        match kind(&schema, name) {
            Some("object") => self.object(&schema, depth),
            Some("array") => self.array(&schema, name, depth),
            Some("integer") => self.number(&schema, name, true),
            Some("number") => self.number(&schema, name, false),
            Some("boolean") => Value::Bool(self.random.below(2) == 1),
            Some("null") => Value::Null,
            _ => text::string(&schema, name, self.random).into(),
        }
    }

    /// The schema with its reference followed, `allOf` taken in and one of `anyOf` and `oneOf`
    /// chosen.
    fn merged(&mut self, schema: &Value, depth: usize) -> Map<String, Value> {
        let Some(members) = schema.as_object() else {
            return Map::new();
        };
        let mut merged = members.clone();
        let Some(depth) = depth.checked_sub(1) else {
            return merged;
        };
        let mut parts = Vec::new();
        if let Some(Value::String(reference)) = merged.remove("$ref") {
            parts.extend(self.referred(&reference));
        }
        if let Some(Value::Array(all)) = merged.remove("allOf") {
            parts.extend(all);
        }
        for several in ["anyOf", "oneOf"] {
            if let Some(Value::Array(variants)) = merged.remove(several) {
                let real: Vec<&Value> = variants
                    .iter()
                    .filter(|variant| variant["type"] != "null")
                    .collect();
                parts.extend(self.random.pick(&real).map(|variant| (*variant).clone()));
            }
        }
        for part in parts {
            let part = self.merged(&part, depth);
            take_in(&mut merged, part);
        }
        merged
    }

    fn referred(&self, reference: &str) -> Option<Value> {
        let pointer = reference.strip_prefix('#')?;
        self.root.pointer(pointer).cloned()
    }

    fn object(&mut self, schema: &Map<String, Value>, depth: usize) -> Value {
        let required: Vec<&str> = required(schema).collect();
        let mut made = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let wanted = required.contains(&&**name)
                || (depth < GENEROUS
                    && self.random.below(4) > 0
                    && property != &Value::Bool(false));
            if wanted {
                made.insert(name.clone(), self.value(property, name, depth + 1));
            }
        }
        let rest = schema
            .get("additionalProperties")
            .filter(|rest| rest.is_object());
        for name in required {
            if !made.contains_key(name) {
                let value = self.value(rest.unwrap_or(&Value::Null), name, depth + 1);
                made.insert(name.to_owned(), value);
            }
        }
        let least = count(schema, "minProperties").unwrap_or_default();
        for (name, property) in properties.into_iter().flatten() {
            if made.len() as u64 >= least {
                break;
            }
            if !made.contains_key(name) {
                made.insert(name.clone(), self.value(property, name, depth + 1));
            }
        }
        for number in 1..=ITEMS {
            if made.len() as u64 >= least {
                break;
            }
            let name = format!("extra{number}");
            let value = self.value(rest.unwrap_or(&Value::Null), &name, depth + 1);
            made.insert(name, value);
        }
        made.into()
    }

    fn array(&mut self, schema: &Map<String, Value>, name: &str, depth: usize) -> Value {
        let least = count(schema, "minItems").unwrap_or_default();
        let most = count(schema, "maxItems").unwrap_or(u64::MAX);
        let first = match (schema.get("prefixItems"), schema.get("items")) {
            (Some(Value::Array(first)), _) | (None, Some(Value::Array(first))) => &first[..],
            _ => &[],
        };
        let rest = match schema.get("items") {
            Some(Value::Array(_)) => schema.get("additionalItems"),
            other => other,
        };
        let usual = match (first.len() as u64, depth < GENEROUS) {
            (0, true) => 2,
            (0, false) => 0,
            (fixed, _) => fixed,
        };
        let wanted = usual.max(least).min(most).min(ITEMS);
        let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let mut items: Vec<Value> = Vec::new();
        let singular = name.strip_suffix('s').unwrap_or(name);
        let mut tries = 0;
        while (items.len() as u64) < wanted && tries < wanted.saturating_mul(20) {
            tries += 1;
            let of = first.get(items.len()).or(rest).unwrap_or(&Value::Null);
            let item = self.value(of, singular, depth + 1);
            if !unique || !items.contains(&item) {
                items.push(item);
            }
        }
        items.into()
    }

    fn number(&mut self, schema: &Map<String, Value>, name: &str, whole: bool) -> Value {
        let step = number(schema, "multipleOf").filter(|step| *step > 0.0);
        let step = step.unwrap_or(if whole { 1.0 } else { 0.25 });
        let (usual_low, usual_high) = text::usual_number(name);
        let (low, high) = bounds(schema, step);
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low.max(usual_high).max(low + step)),
            (None, Some(high)) => (high.min(usual_low).min(high - step), high),
            (None, None) => (usual_low, usual_high),
        };
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        if last < first {
            // No multiple fits: the bound itself is as near as it gets.
            return as_number(low, whole);
        }
        let steps = rounded((last - first).min(1e6));
        #[expect(clippy::cast_precision_loss, reason = "below a million")]
        let at = self.random.between(0, steps) as f64;
        as_number((first + at) * step, whole)
    }
}

/// What the schema says its value is: the first type that is not null, else what its other
/// members tell; `None` when they tell nothing.
pub(super) fn kind<'s>(schema: &'s Map<String, Value>, name: &str) -> Option<&'s str> {
    match schema.get("type") {
        Some(Value::String(kind)) => return Some(kind),
        Some(Value::Array(kinds)) => {
            let mut kinds = kinds.iter().filter_map(Value::as_str);
            let first = kinds.clone().find(|kind| *kind != "null");
            return first.or_else(|| kinds.next());
        }
        _ => {}
    }
    let has = |names: &[&str]| names.iter().any(|name| schema.contains_key(*name));
    if has(&[
        "properties",
        "required",
        "additionalProperties",
        "minProperties",
    ]) {
        Some("object")
    } else if has(&[
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
    ]) {
        Some("array")
    } else if has(&[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ]) {
        Some("number")
    } else if has(&["pattern", "format", "minLength", "maxLength"]) || !name.is_empty() {
        Some("string")
    } else {
        None
    }
}

/// The names that must be there.
pub(super) fn required(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let names = schema.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

/// Takes the members of `part` into a schema: properties and required names are joined, the
/// tighter of two bounds counts, of anything else the part's own.
fn take_in(schema: &mut Map<String, Value>, part: Map<String, Value>) {
    for (name, value) in part {
        let Some(mine) = schema.get_mut(&name) else {
            schema.insert(name, value);
            continue;
        };
        match (&*name, mine, value) {
            ("properties", Value::Object(mine), Value::Object(properties)) => {
                for (name, property) in properties {
                    match mine.get_mut(&name) {
                        Some(Value::Object(mine)) if property.is_object() => {
                            take_in(mine, property.as_object().cloned().unwrap_or_default());
                        }
                        _ => {
                            mine.insert(name, property);
                        }
                    }
                }
            }
            ("required", Value::Array(mine), Value::Array(names)) => mine.extend(names),
            ("enum", Value::Array(mine), Value::Array(values)) => {
                mine.retain(|value| values.contains(value));
            }
            ("description" | "title" | "$defs" | "definitions", ..) => {}
            (name, mine, value) => {
                let (old, new) = (mine.as_f64(), value.as_f64());
                let tighter = match (old, new) {
                    (Some(old), Some(new)) if is_least(name) => new > old,
                    (Some(old), Some(new)) => new < old,
                    _ => true,
                };
                if tighter {
                    *mine = value;
                }
            }
        }
    }
}

fn is_least(name: &str) -> bool {
    name.starts_with("min") || name == "exclusiveMinimum"
}

/// The least and the greatest value, both allowed. An exclusive bound is a number, or `true`
/// beside the bound as older schemas have it.
fn bounds(schema: &Map<String, Value>, step: f64) -> (Option<f64>, Option<f64>) {
    let bound = |inclusive: &str, exclusive: &str, inwards: f64| {
        let open = schema.get(exclusive) == Some(&Value::Bool(true));
        let at = number(schema, inclusive).map(|at| if open { at + inwards } else { at });
        let beyond = number(schema, exclusive).map(|at| at + inwards);
        match (at, beyond) {
            (Some(a), Some(b)) if inwards > 0.0 => Some(a.max(b)),
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    };
    // Half a step stays inside where a whole one would leave a narrow range.
    let inwards = number(schema, "multipleOf").map_or(step.min(1.0), |step| step / 2.0);
    (
        bound("minimum", "exclusiveMinimum", inwards),
        bound("maximum", "exclusiveMaximum", -inwards),
    )
}

fn number(schema: &Map<String, Value>, name: &str) -> Option<f64> {
    schema.get(name)?.as_f64()
}

/// A bound that counts something.
pub(super) fn count(schema: &Map<String, Value>, name: &str) -> Option<u64> {
    schema.get(name)?.as_u64()
}

fn as_number(number: f64, whole: bool) -> Value {
    if whole || (number.fract() == 0.0 && number.abs() < 9e15) {
        return json!(rounded(number));
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a number of a schema; `as` saturates"
)]
fn rounded(number: f64) -> i64 {
    number.round() as i64
}
