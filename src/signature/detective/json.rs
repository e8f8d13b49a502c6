//! Bodies as other programs write them: JavaScript's, Python's, Go's ways of writing JSON.

use serde_json::{Map, Value};

use super::{Clue, RAW_BODY};

/// How a program writes JSON.
pub(super) struct Style {
    comma: &'static str,
    colon: &'static str,
    /// Spaces per level; 0 for one line.
    indent: usize,
    sorted: bool,
    ascii: bool,
    /// Numbers as JavaScript writes them.
    numbers: bool,
}

const COMPACT: Style = Style {
    comma: ",",
    colon: ":",
    indent: 0,
    sorted: false,
    ascii: false,
    numbers: false,
};

impl Style {
    /// The likeliest first.
    pub const ALL: [Self; 13] = [
        COMPACT,
        Self {
            numbers: true,
            ..COMPACT
        },
        Self {
            comma: ", ",
            colon: ": ",
            ..COMPACT
        },
        Self {
            comma: ", ",
            colon: ": ",
            ascii: true,
            ..COMPACT
        },
        Self {
            ascii: true,
            ..COMPACT
        },
        Self {
            sorted: true,
            ..COMPACT
        },
        Self {
            comma: ", ",
            colon: ": ",
            sorted: true,
            ..COMPACT
        },
        Self {
            comma: ", ",
            colon: ": ",
            sorted: true,
            ascii: true,
            ..COMPACT
        },
        Self {
            colon: ": ",
            indent: 2,
            ..COMPACT
        },
        Self {
            colon: ": ",
            indent: 4,
            ..COMPACT
        },
        Self {
            colon: ": ",
            indent: 2,
            numbers: true,
            ..COMPACT
        },
        Self {
            colon: ": ",
            indent: 4,
            ascii: true,
            ..COMPACT
        },
        Self {
            colon: ": ",
            indent: 2,
            sorted: true,
            ..COMPACT
        },
    ];

    /// What was found when a body in this style was signed.
    pub fn found(&self) -> &'static str {
        match self {
            Self { sorted: true, .. } => {
                "it was signed with its members in alphabetical order: it was parsed and written \
                 anew"
            }
            Self { ascii: true, .. } => {
                "it was signed as Python's json.dumps writes it, not as it was sent"
            }
            Self { indent: 1.., .. } => {
                "it was signed indented, over several lines, not as it was sent"
            }
            Self { comma: ", ", .. } => {
                "it was signed with spaces after commas and colons (as json.dumps writes it), not \
                 as it was sent"
            }
            _ => {
                "it was signed without the spaces it has now (as JSON.stringify writes it): it \
                 was parsed and written anew"
            }
        }
    }
}

/// The body as a tree.
pub(super) fn parse(body: &[u8]) -> Option<Value> {
    let bare = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(bare).ok()
}

/// The tree in a style.
pub(super) fn write(value: &Value, style: &Style) -> Vec<u8> {
    let mut out = Vec::new();
    put(value, style, 0, &mut out);
    out
}

fn put(value: &Value, style: &Style, depth: usize, out: &mut Vec<u8>) {
    match value {
        Value::Object(object) => {
            let mut members: Vec<(&String, &Value)> = object.iter().collect();
            if style.sorted {
                members.sort_by_key(|(name, _)| *name);
            }
            let count = members.len();
            sequence(*b"{}", count, style, depth, out, |at, out| {
                let (name, value) = members[at];
                text(name, style, out);
                out.extend_from_slice(style.colon.as_bytes());
                put(value, style, depth + 1, out);
            });
        }
        Value::Array(items) => {
            sequence(*b"[]", items.len(), style, depth, out, |at, out| {
                put(&items[at], style, depth + 1, out);
            });
        }
        Value::String(string) => text(string, style, out),
        Value::Number(number) => match number.as_f64().filter(|_| style.numbers && number.is_f64())
        {
            #[expect(clippy::float_cmp, reason = "whole numbers are exact")]
            Some(float) if float.trunc() == float && float.abs() < 1e21 => {
                out.extend_from_slice(format!("{float:.0}").as_bytes());
            }
            _ => out.extend_from_slice(number.to_string().as_bytes()),
        },
        other => out.extend_from_slice(other.to_string().as_bytes()),
    }
}

fn sequence(
    brackets: [u8; 2],
    count: usize,
    style: &Style,
    depth: usize,
    out: &mut Vec<u8>,
    mut item: impl FnMut(usize, &mut Vec<u8>),
) {
    let line = |depth: usize, out: &mut Vec<u8>| {
        if style.indent > 0 && count > 0 {
            out.push(b'\n');
            out.extend(std::iter::repeat_n(b' ', depth * style.indent));
        }
    };
    out.push(brackets[0]);
    for at in 0..count {
        if at > 0 {
            out.extend_from_slice(style.comma.as_bytes());
        }
        line(depth + 1, out);
        item(at, out);
    }
    line(depth, out);
    out.push(brackets[1]);
}

fn text(string: &str, style: &Style, out: &mut Vec<u8>) {
    let json = Value::from(string).to_string();
    if !style.ascii || json.is_ascii() {
        out.extend_from_slice(json.as_bytes());
        return;
    }
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c as u8);
            continue;
        }
        for unit in c.encode_utf16(&mut units) {
            out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
        }
    }
}

/// The most orders that are tried.
const ORDERS: usize = 720;

/// The body with the members of its outer objects in other orders: an order that was lost can
/// only be guessed, and only for few members.
pub(super) fn reordered(body: &[u8]) -> Vec<Vec<u8>> {
    let Some(Value::Object(object)) = parse(body) else {
        return Vec::new();
    };
    let inner = object
        .iter()
        .find_map(|(name, value)| Some((name.clone(), value.as_object()?.clone())));
    let mut bodies = Vec::new();
    for outer in orders(&object) {
        match &inner {
            Some((name, inner)) => {
                for inner in orders(inner) {
                    let mut outer = outer.clone();
                    outer.insert(name.clone(), Value::Object(inner));
                    bodies.push(write(&Value::Object(outer), &COMPACT));
                    if bodies.len() >= ORDERS {
                        return bodies;
                    }
                }
            }
            None => bodies.push(write(&Value::Object(outer), &COMPACT)),
        }
    }
    bodies
}

/// The object in every order; only in its own when there are too many.
fn orders(object: &Map<String, Value>) -> Vec<Map<String, Value>> {
    if object.len() > 5 {
        return vec![object.clone()];
    }
    let mut orders: Vec<Vec<&String>> = vec![Vec::new()];
    for name in object.keys() {
        orders = orders
            .into_iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, name);
                    order
                })
            })
            .collect();
    }
    let pick = |order: Vec<&String>| {
        let member = |name: &String| Some((name.clone(), object.get(name)?.clone()));
        order.into_iter().filter_map(member).collect()
    };
    orders.into_iter().map(pick).collect()
}

/// Vapi's `type` is never behind its other members; a body that is in alphabetical order all the
/// way down was likely written anew. Its own order is lost, so this cannot be proved.
pub(super) fn maybe_sorted(body: &[u8]) -> Option<Clue> {
    fn is_sorted(value: &Value, members: &mut usize) -> bool {
        match value {
            Value::Object(object) => {
                *members += object.len();
                object.keys().is_sorted() && object.values().all(|value| is_sorted(value, members))
            }
            Value::Array(items) => items.iter().all(|item| is_sorted(item, members)),
            _ => true,
        }
    }
    let mut members = 0;
    let sorted = is_sorted(&parse(body)?, &mut members);
    (sorted && members >= 4).then(|| {
        Clue::new(
            "body-maybe-reserialised",
            "nothing fits, but the body's members are all in alphabetical order: it was likely \
             parsed and written anew, which cannot be undone",
            RAW_BODY,
        )
    })
}
