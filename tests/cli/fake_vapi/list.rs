//! Lists: the query, the filters, newest first.

use jiff::Timestamp;
use serde_json::Value;

use super::state::{Object, Reply};

/// Items when the query says nothing.
const DEFAULT_LIMIT: usize = 100;
/// The most items that a query may ask for.
const MAX_LIMIT: usize = 1_000;

/// The answer to a list. What was created at the same time has no order: `flipped` turns it round.
pub fn answer(objects: &[&Object], query: &[(String, String)], flipped: bool) -> Reply {
    let mut limit = DEFAULT_LIMIT;
    let mut filters = Vec::new();
    let mut refused = Vec::new();
    for (name, value) in query {
        if name == "limit" {
            match value.parse() {
                Ok(number) if number <= MAX_LIMIT => limit = number,
                Ok(_) => refused.push("limit must not be greater than 1000".to_owned()),
                Err(_) => refused.push("limit must be a number".to_owned()),
            }
            continue;
        }
        let Some((member, comparison)) = filter(name) else {
            refused.push(format!("property {name} should not exist"));
            continue;
        };
        match value.parse::<Timestamp>() {
            Ok(time) => filters.push((member, comparison, time)),
            Err(_) => refused.push(format!("{name} must be a valid ISO 8601 date string")),
        }
    }
    if !refused.is_empty() {
        return Reply::error(400, refused);
    }
    let mut found: Vec<&Object> = objects
        .iter()
        .filter(|object| {
            filters
                .iter()
                .all(|(member, comparison, time)| comparison(&object.time(member), time))
        })
        .copied()
        .collect();
    if flipped {
        found.reverse();
    }
    found.sort_by_cached_key(|object| std::cmp::Reverse(object.time("createdAt")));
    found.truncate(limit);
    let items: Vec<Value> = found.into_iter().map(Object::shown).collect();
    Reply::json(200, &Value::Array(items))
}

type Comparison = fn(&Timestamp, &Timestamp) -> bool;

/// The member and the comparison behind `createdAtLt` and its kin.
fn filter(name: &str) -> Option<(&'static str, Comparison)> {
    let (member, rest) = ["createdAt", "updatedAt"]
        .into_iter()
        .find_map(|member| Some((member, name.strip_prefix(member)?)))?;
    let comparison: Comparison = match rest {
        "Gt" => Timestamp::gt,
        "Lt" => Timestamp::lt,
        "Ge" => Timestamp::ge,
        "Le" => Timestamp::le,
        _ => return None,
    };
    Some((member, comparison))
}

/// The pairs of a query string.
pub fn parse_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let hex: String = bytes.by_ref().take(2).map(char::from).collect();
                out.push(u8::from_str_radix(&hex, 16).expect("a percent-encoded byte"));
            }
            other => out.push(other),
        }
    }
    String::from_utf8(out).expect("a query in UTF-8")
}
