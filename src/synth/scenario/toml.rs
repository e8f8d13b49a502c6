//! TOML, read with the places of its values.

use serde_json::Number;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Content, Fault, Key, Node, place_of};

/// Reads a TOML document.
pub fn read(text: &str) -> Result<Node, Fault> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault::new(place_of(text, at), error.message().to_owned())
    })?;
    table_node(text, table.span().start, table.get_ref())
}

fn table_node(text: &str, at: usize, table: &DeTable<'_>) -> Result<Node, Fault> {
    let members = table.iter().map(|(key, value)| {
        let key = Key {
            at: place_of(text, key.span().start),
            text: key.get_ref().to_string(),
        };
        Ok((key, node(text, value)?))
    });
    Ok(Node {
        at: place_of(text, at),
        content: Content::Table(members.collect::<Result<_, Fault>>()?),
    })
}

fn node(text: &str, value: &Spanned<DeValue<'_>>) -> Result<Node, Fault> {
    let start = value.span().start;
    let at = place_of(text, start);
    let content = match value.get_ref() {
        DeValue::Table(table) => return table_node(text, start, table),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| node(text, item));
            Content::List(items.collect::<Result<_, Fault>>()?)
        }
        DeValue::String(value) => Content::Text(value.to_string()),
        DeValue::Boolean(value) => Content::Bool(*value),
        DeValue::Datetime(value) => Content::Text(value.to_string()),
        DeValue::Integer(value) => i64::from_str_radix(value.as_str(), value.radix())
            .map(|number| Content::Number(number.into()))
            .map_err(|_| Fault::new(at, format!("{} is too large", value.as_str())))?,
        DeValue::Float(value) => value
            .as_str()
            .parse()
            .ok()
            .and_then(Number::from_f64)
            .map(Content::Number)
            .ok_or_else(|| Fault::new(at, format!("{} is no number of JSON", value.as_str())))?,
    };
    Ok(Node { at, content })
}
