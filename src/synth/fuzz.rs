//! What models get wrong when they call a tool, one mistake at a time.

use serde_json::{Map, Value};

use super::arguments;
use super::calls::{Arguments, Call, Shape};
use super::definition::Definition;
use super::random::Random;

/// A tool call with one mistake in it.
#[derive(Clone, Debug)]
pub struct Case {
    /// What was made wrong, in words.
    pub wrong: String,
    /// The calls; two of them are no mistake of the schema's, but apps forget them.
    pub calls: Vec<Call>,
    /// The shape that the mistake needs, if it needs one.
    pub shape: Option<Shape>,
}

/// One way to be wrong.
#[derive(Clone, Copy, Debug)]
enum Mistake {
    Missing,
    Null,
    NumberAsText,
    Extra,
    NotInEnum,
    Empty,
    Twice,
    BrokenOff,
    BooleanAsText,
    ListAsText,
    ObjectAsText,
}

const MISTAKES: &[Mistake] = &[
    Mistake::Missing,
    Mistake::Null,
    Mistake::NumberAsText,
    Mistake::Extra,
    Mistake::NotInEnum,
    Mistake::Empty,
    Mistake::Twice,
    Mistake::BrokenOff,
    Mistake::BooleanAsText,
    Mistake::ListAsText,
    Mistake::ObjectAsText,
];

/// So many cases; each kind of mistake that the tools allow comes before any comes again.
#[must_use]
pub fn cases(tools: &[Definition], count: usize, random: &mut Random) -> Vec<Case> {
    let mut kinds: Vec<Vec<(&Definition, Mistake, Option<String>)>> = MISTAKES
        .iter()
        .map(|mistake| {
            let of = |tool| places(tool, *mistake, random).map(move |at| (tool, *mistake, at));
            tools.iter().flat_map(of).collect::<Vec<_>>()
        })
        .filter(|places: &Vec<_>| !places.is_empty())
        .collect();
    let mut made = Vec::new();
    for number in 0..count {
        let turn = number % kinds.len().max(1);
        let Some(places) = kinds.get_mut(turn) else {
            break;
        };
        // Another place each time the mistake's turn comes.
        let at = (number / MISTAKES.len() + random.below(places.len())) % places.len();
        let (tool, mistake, name) = &places[at];
        made.push(case(tool, *mistake, name.as_deref(), random));
    }
    made
}

/// Where in a tool's arguments the mistake can be made: the properties that allow it, or `None`
/// for the arguments as a whole.
fn places<'t>(
    tool: &'t Definition,
    mistake: Mistake,
    random: &mut Random,
) -> impl Iterator<Item = Option<String>> + use<'t> {
    let schema = arguments::resolved(&tool.schema, random);
    let required: Vec<String> = arguments::required(&schema).map(str::to_owned).collect();
    let whole = matches!(
        mistake,
        Mistake::Extra | Mistake::Twice | Mistake::BrokenOff
    );
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut found = Vec::new();
    for (name, property) in properties.into_iter().flatten().filter(|_| !whole) {
        let property = arguments::property(&tool.schema, property, random);
        if allows(&property, mistake, required.contains(name), name) {
            found.push(Some(name.clone()));
        }
    }
    found.extend(whole.then_some(None));
    found.into_iter()
}

fn allows(property: &Map<String, Value>, mistake: Mistake, required: bool, name: &str) -> bool {
    let values = property.get("enum").or(property.get("const"));
    let kind = arguments::kind(property, name);
    let is = |kinds: &[&str]| values.is_none() && kind.is_some_and(|kind| kinds.contains(&kind));
    match mistake {
        Mistake::Missing => required,
        Mistake::Null => !takes_null(property),
        Mistake::NumberAsText => is(&["number", "integer"]),
        Mistake::BooleanAsText => is(&["boolean"]),
        Mistake::ListAsText => is(&["array"]),
        Mistake::ObjectAsText => is(&["object"]),
        Mistake::NotInEnum => values.is_some(),
        Mistake::Empty => is(&["string"]),
        Mistake::Extra | Mistake::Twice | Mistake::BrokenOff => false,
    }
}

fn takes_null(property: &Map<String, Value>) -> bool {
    let among = |name| {
        let list = property.get(name).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|one| one.is_null() || one == "null"))
    };
    property.get("nullable") == Some(&Value::Bool(true))
        || property.get("type").is_some_and(|kind| kind == "null")
        || among("type")
        || among("enum")
}

fn case(tool: &Definition, mistake: Mistake, name: Option<&str>, random: &mut Random) -> Case {
    let mut valid = match arguments::valid(&tool.schema, random) {
        Value::Object(valid) => valid,
        _ => Map::new(),
    };
    let name = name.unwrap_or_default();
    let tool_name = &tool.name;
    let (wrong, shape) = match mistake {
        Mistake::Twice => {
            return twice(tool, valid, random);
        }
        Mistake::BrokenOff => {
            let whole = Value::Object(valid).to_string();
            let cut = whole.len() / 2;
            let cut = (cut..whole.len()).find(|at| whole.is_char_boundary(*at));
            let text = whole[..cut.unwrap_or_default()].to_owned();
            return Case {
                wrong: format!("{tool_name}: the arguments break off in the middle"),
                calls: vec![call(tool, Arguments::Text(text), 0)],
                shape: Some(Shape::Openai),
            };
        }
        Mistake::Missing => {
            valid.shift_remove(name);
            (format!("\"{name}\" is missing"), None)
        }
        Mistake::Null => {
            valid.insert(name.to_owned(), Value::Null);
            (format!("\"{name}\" is null"), None)
        }
        Mistake::Empty => {
            valid.insert(name.to_owned(), "".into());
            (format!("\"{name}\" is an empty string"), None)
        }
        Mistake::Extra => {
            let extra = ["note", "confidence", "userId", "note2"];
            let free = extra.into_iter().find(|name| !tool.knows(name));
            let extra = free.unwrap_or("extra");
            valid.insert(
                extra.to_owned(),
                "something the schema does not have".into(),
            );
            (format!("there is a field \"{extra}\" too many"), None)
        }
        Mistake::NotInEnum => {
            let near = property(tool, name, random).as_str().map(str::to_uppercase);
            let other = near.filter(|other| !is_value(tool, name, other, random));
            let other = other.unwrap_or_else(|| "something else".to_owned());
            valid.insert(name.to_owned(), other.as_str().into());
            (
                format!("\"{name}\" is \"{other}\", which its enum lacks"),
                None,
            )
        }
        Mistake::NumberAsText | Mistake::BooleanAsText | Mistake::ObjectAsText => {
            let text = property(tool, name, random).to_string();
            valid.insert(name.to_owned(), text.into());
            let kind = match mistake {
                Mistake::NumberAsText => "a number",
                Mistake::BooleanAsText => "a boolean",
                _ => "an object",
            };
            (format!("\"{name}\" is {kind} in a string"), None)
        }
        Mistake::ListAsText => {
            let items = property(tool, name, random);
            let text: Vec<String> = items
                .as_array()
                .into_iter()
                .flatten()
                .map(|item| {
                    item.as_str()
                        .map_or_else(|| item.to_string(), str::to_owned)
                })
                .collect();
            valid.insert(name.to_owned(), text.join(", ").into());
            (format!("\"{name}\" is a string instead of an array"), None)
        }
    };
    Case {
        wrong: format!("{tool_name}: {wrong}"),
        calls: vec![call(tool, Arguments::Json(valid.into()), 0)],
        shape,
    }
}

fn twice(tool: &Definition, first: Map<String, Value>, random: &mut Random) -> Case {
    let second = arguments::valid(&tool.schema, random);
    Case {
        wrong: format!("{} is called twice at once", tool.name),
        calls: vec![
            call(tool, Arguments::Json(first.into()), 0),
            call(tool, Arguments::Json(second), 1),
        ],
        shape: None,
    }
}

fn call(tool: &Definition, arguments: Arguments, number: usize) -> Call {
    tool.call(arguments, number)
}

/// A valid value of one property.
fn property(tool: &Definition, name: &str, random: &mut Random) -> Value {
    let schema = arguments::resolved(&tool.schema, random);
    let property = schema.get("properties").and_then(|all| all.get(name));
    let any = Value::Null;
    arguments::value_of(&tool.schema, property.unwrap_or(&any), name, random)
}

/// Whether the enum of a property has this value.
fn is_value(tool: &Definition, name: &str, value: &str, random: &mut Random) -> bool {
    let schema = arguments::resolved(&tool.schema, random);
    let values = schema
        .get("properties")
        .and_then(|all| all.get(name)?.get("enum")?.as_array());
    values.is_some_and(|values| values.iter().any(|one| one == value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tool() -> Definition {
        Definition::of(
            &json!({"type": "function", "function": {"name": "book", "parameters": {
            "type": "object", "required": ["day", "people"],
            "properties": {
                "day": {"type": "string", "format": "date"},
                "people": {"type": "integer", "minimum": 1, "maximum": 9},
                "room": {"enum": ["small", "large"]},
                "vip": {"type": ["boolean", "null"]},
                "extras": {"type": "array", "items": {"type": "string"}},
                "guest": {"type": "object", "properties": {"name": {"type": "string"}}},
            }}}}),
        )
        .expect("a definition")
    }

    #[test]
    fn every_mistake_is_made_and_said() {
        let cases = cases(&[tool()], MISTAKES.len(), &mut Random::new(1));
        let arguments = |case: &Case| match &case.calls[0].arguments {
            Arguments::Json(value) => value.clone(),
            Arguments::Text(text) => json!(text),
        };
        let found = |part: &str| {
            let case = cases.iter().find(|case| case.wrong.contains(part));
            case.unwrap_or_else(|| panic!("{part}: {cases:#?}"))
        };
        let missing = found("is missing");
        assert!(arguments(missing).as_object().expect("an object").len() < 6);
        assert!(arguments(found("is null")).to_string().contains("null"));
        assert!(arguments(found("a number in a string"))["people"].is_string());
        assert_eq!(
            arguments(found("a boolean in a string"))["vip"]
                .as_str()
                .map(str::is_empty),
            Some(false)
        );
        assert!(arguments(found("instead of an array"))["extras"].is_string());
        assert!(arguments(found("an object in a string"))["guest"].is_string());
        assert!(arguments(found("too many"))["note"].is_string());
        let room = arguments(found("which its enum lacks"));
        assert!(["SMALL", "LARGE"].contains(&room["room"].as_str().expect("a string")));
        assert_eq!(arguments(found("is an empty string"))["day"], "");
        assert_eq!(found("twice at once").calls.len(), 2);
        let [first, second] = &found("twice at once").calls[..] else {
            panic!("two calls");
        };
        assert_ne!(first.id, second.id);
        let broken = found("break off");
        assert_eq!(broken.shape, Some(Shape::Openai));
        let text = arguments(broken);
        assert!(serde_json::from_str::<Value>(text.as_str().expect("a text")).is_err());
    }

    #[test]
    fn a_seed_repeats_it_and_a_bare_tool_has_mistakes_too() {
        let say = |seed| {
            let cases = cases(&[tool()], 40, &mut Random::new(seed));
            let said = cases
                .iter()
                .map(|case| format!("{} {:?}", case.wrong, case.calls));
            said.collect::<Vec<_>>()
        };
        assert_eq!(say(3), say(3));
        assert_ne!(say(3), say(4));
        let bare = Definition::of(&json!({"name": "ping"})).expect("a definition");
        assert_eq!(cases(&[bare], 5, &mut Random::new(1)).len(), 5);
        assert!(cases(&[], 5, &mut Random::new(1)).is_empty());
    }
}
