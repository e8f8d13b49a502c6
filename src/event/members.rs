//! The members of one object, found once: whoever asks for several does not scan it again.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::quoted;
use super::raw::Raw;

/// What members can be asked of.
pub trait Object<'a>: Copy {
    /// One member; of two with this name, the last.
    fn get(self, name: &str) -> Option<Raw<'a>>;

    /// A member of a member of ... it.
    fn path(self, names: &[&str]) -> Option<Raw<'a>> {
        let (first, rest) = names.split_first()?;
        self.get(first)?.path(rest)
    }

    /// The text of a string member.
    fn str(self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.as_str()
    }

    /// The named members.
    fn members<const N: usize>(self, names: [&str; N]) -> [Option<Raw<'a>>; N] {
        names.map(|name| self.get(name))
    }
}

impl<'a> Object<'a> for Raw<'a> {
    fn get(self, name: &str) -> Option<Raw<'a>> {
        Raw::get(self, name)
    }

    fn path(self, names: &[&str]) -> Option<Raw<'a>> {
        Raw::path(self, names)
    }

    fn members<const N: usize>(self, names: [&str; N]) -> [Option<Raw<'a>>; N] {
        Raw::members(self, names)
    }
}

/// The members of an object by their names.
#[derive(Clone, Debug, Default)]
pub struct Members<'a>(Vec<(&'a str, Raw<'a>)>);

impl<'a> Members<'a> {
    /// Finds them; there are none in what is no object.
    #[must_use]
    pub fn of(raw: Raw<'a>) -> Self {
        let mut members = Self::default();
        raw.each_member(|name, value| members.push(unquoted(name), value));
        members
    }

    /// All of them, in their order.
    pub fn entries(&self) -> impl Iterator<Item = (Cow<'a, str>, Raw<'a>)> {
        self.0.iter().map(|(name, value)| (plain(name), *value))
    }

    /// Checks a whole body and finds the members of its `message` in the same pass. `None` when it
    /// is not JSON, when there is no such object, and for names with escapes: those are for who
    /// looks closer.
    pub(super) fn of_message(body: &'a str) -> Option<Self> {
        let mut reader = serde_json::Deserializer::from_str(body);
        let message = reader.deserialize_map(Root).ok()?;
        reader.end().ok()?;
        message
    }

    /// Adds one, whose name has no quotes.
    pub(super) fn push(&mut self, name: &'a str, value: Raw<'a>) {
        if self.0.capacity() == 0 {
            // A message has about a dozen.
            self.0.reserve(16);
        }
        self.0.push((name, value));
    }
}

/// The text between the quotes of a name.
pub(super) fn unquoted(name: &str) -> &str {
    let inner = name.strip_prefix('"').unwrap_or(name);
    inner.strip_suffix('"').unwrap_or(inner)
}

/// Whether a name is `wanted`, which needs no escapes.
fn is_name(name: &str, wanted: &str) -> bool {
    // Escapes only make it longer.
    name == wanted || (name.len() > wanted.len() && plain(name) == wanted)
}

/// A name without its escapes.
fn plain(name: &str) -> Cow<'_, str> {
    let escaped = name.contains('\\').then(|| quoted::unquoted(name));
    escaped.flatten().map_or(Cow::Borrowed(name), Cow::Owned)
}

/// Reads the root of a body: the members of its `message`.
struct Root;

impl<'de> Visitor<'de> for Root {
    type Value = Option<Members<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut message = None;
        while let Some(Name(name)) = map.next_key()? {
            if name == "message" {
                // Of two the last counts.
                message = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(message)
    }
}

/// A name without escapes.
#[derive(Deserialize)]
struct Name<'a>(&'a str);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Own)
    }
}

/// Reads the members of an object.
struct Own;

impl<'de> Visitor<'de> for Own {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members::default();
        while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &RawValue>()? {
            members.push(name, Raw::checked(value.get()));
        }
        Ok(members)
    }
}

impl<'a> Object<'a> for &Members<'a> {
    fn get(self, name: &str) -> Option<Raw<'a>> {
        let mut from_last = self.0.iter().rev();
        from_last
            .find(|(found, _)| is_name(found, name))
            .map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Event;
    use crate::event::catalog::rows;
    use crate::event::message::Message;
    use crate::event::testing::post;

    #[test]
    fn one_pass_reads_what_two_read() {
        let odd = [
            "",
            "{",
            "{}",
            "[]",
            "{\"message\":{}}",
            "{\"message\":{}} x",
            "{\"message\":{\"type\":\"hang\"}",
            "{\"message\":{\"type\":\"hang\",}}",
            "{\"message\":\"text\",\"type\":\"hang\",\"call\":{}}",
            "{\"message\":{\"type\":\"hang\"},\"message\":{\"type\":\"tool-calls\"}}",
            "{\"message\":{\"type\":\"hang\"},\"message\":1}",
            "{\"message\":1,\"message\":{\"type\":\"hang\"}}",
            "{\"mess\\u0061ge\":{\"type\":\"hang\"}}",
            "{\"message\":{\"t\\u0079pe\":\"hang\",\"call\":{\"id\":\"c\"}}}",
            "{\"message\":{\"type\":\"a\",\"type\":\"hang\",\"\\ud800\":1}}",
            "{\"message\":{\"type\":\"h\\u0061ng\",\"call\":{\"id\":\"c\\n\"}}}",
            "{\"message\":{\"type\":\"hang\",\"assistant\":{\"server\":{\"url\":\"u\",\"timeoutSeconds\":3}}}}",
            "\n{ \"x\" : [ { } ] , \"message\" : { \"type\" : \"hang\" } }\r\n",
        ];
        let deep = format!(
            "{{\"message\":{{\"type\":\"hang\",\"a\":{}1{}}}}}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        let samples = rows().map(|row| row.sample);
        for body in odd.into_iter().chain([deep.as_str()]).chain(samples) {
            let envelope = post(body.to_owned());
            let text = envelope.text();
            let closer = Message::open(&envelope, &text).to_event(&envelope);
            assert_eq!(
                format!("{:?}", Event::parse(&envelope)),
                format!("{closer:?}"),
                "{body}"
            );
        }
        for row in rows() {
            assert!(Message::glance(row.sample).is_some(), "{}", row.name);
        }
    }

    #[test]
    fn names_are_told_apart_whatever_is_in_them() {
        let text = r#"{"a":1,"\u0061":2,"b\"":3,"":4}"#;
        let members = Members::of(Raw::parse(text).expect("JSON"));
        let number = |name| members.get(name).map(Raw::text);
        assert_eq!(
            [number("a"), number("b\""), number(""), number("b")],
            [Some("2"), Some("3"), Some("4"), None]
        );
    }
}
