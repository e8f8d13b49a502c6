//! The members of one object, found once: whoever asks for several does not scan it again.

use std::borrow::Cow;

use crate::quoted;
use crate::raw::Raw;

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
pub struct Members<'a> {
    own: Vec<(&'a str, Raw<'a>)>,
    /// Those of one of them.
    within: Option<(&'static str, Vec<(&'a str, Raw<'a>)>)>,
}

impl<'a> Members<'a> {
    /// Finds them; there are none in what is no object.
    #[must_use]
    pub fn of(raw: Raw<'a>) -> Self {
        let mut members = Self::default();
        raw.each_member(|name, value| members.push(without_quotes(name), value));
        members
    }

    /// Finds those of one of them, too, for who asks more than once for what is in it.
    #[must_use]
    pub fn and_within(mut self, name: &'static str) -> Self {
        let inner = self.get(name).map(Self::of);
        self.within = inner.map(|inner| (name, inner.own));
        self
    }

    /// All of them, in their order.
    pub fn entries(&self) -> impl Iterator<Item = (Cow<'a, str>, Raw<'a>)> {
        self.own.iter().map(|(name, value)| (plain(name), *value))
    }

    /// Adds one, whose name has no quotes.
    pub(crate) fn push(&mut self, name: &'a str, value: Raw<'a>) {
        if self.own.capacity() == 0 {
            // A message has about a dozen.
            self.own.reserve(16);
        }
        self.own.push((name, value));
    }
}

/// The text between the quotes of a name.
#[inline]
pub(crate) fn without_quotes(name: &str) -> &str {
    let last = name.len().saturating_sub(1);
    name.get(1..last).unwrap_or(name)
}

/// Which of `names` a member's name, in its quotes, is.
pub(crate) fn place(name: &str, names: &[&str]) -> Option<usize> {
    let name = without_quotes(name);
    names.iter().position(|wanted| is_name(name, wanted))
}

/// Whether a name is `wanted`, which needs no escapes.
#[inline]
fn is_name(name: &str, wanted: &str) -> bool {
    // Names mostly differ in how they begin, and an escape can stand there, too.
    let first = name.as_bytes().first();
    if first != wanted.as_bytes().first() && first != Some(&b'\\') {
        return false;
    }
    name == wanted || is_escaped(name, wanted)
}

/// Whether a name is `wanted` in other words: escapes only make it longer.
#[cold]
fn is_escaped(name: &str, wanted: &str) -> bool {
    name.len() > wanted.len() && plain(name) == wanted
}

/// A name without its escapes.
fn plain(name: &str) -> Cow<'_, str> {
    let escaped = name.contains('\\').then(|| quoted::unquoted(name));
    escaped.flatten().map_or(Cow::Borrowed(name), Cow::Owned)
}

/// The last member of a name.
fn last<'a>(members: &[(&str, Raw<'a>)], name: &str) -> Option<Raw<'a>> {
    let mut from_last = members.iter().rev();
    let found = from_last.find(|(found, _)| is_name(found, name));
    found.map(|(_, value)| *value)
}

impl<'a> Object<'a> for &Members<'a> {
    fn get(self, name: &str) -> Option<Raw<'a>> {
        last(&self.own, name)
    }

    fn path(self, names: &[&str]) -> Option<Raw<'a>> {
        let (first, rest) = names.split_first()?;
        match (&self.within, rest) {
            (Some((name, within)), [second, rest @ ..]) if name == first => {
                last(within, second)?.path(rest)
            }
            _ => self.get(first)?.path(rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn what_is_within_is_found_as_it_is_from_outside() {
        let inner = r#"{"id":1,"a":{"b":[2]},"\u0069d":3}"#;
        for text in [
            format!(r#"{{"call":{inner},"x":4}}"#),
            format!(r#"{{"call":5,"c\u0061ll":{inner}}}"#),
            format!(r#"{{"call":{inner},"call":"none"}}"#),
            r#"{"x":{"id":6}}"#.to_owned(),
        ] {
            let raw = Raw::parse(&text).expect("JSON");
            let members = Members::of(raw).and_within("call");
            for path in [
                &["call"][..],
                &["call", "id"],
                &["call", "a", "b"],
                &["call", "c"],
                &["x", "id"],
                &[],
            ] {
                let outside = (!path.is_empty()).then(|| raw.path(path)).flatten();
                let found = members.path(path);
                assert_eq!(
                    found.map(Raw::text),
                    outside.map(Raw::text),
                    "{text} {path:?}"
                );
            }
        }
    }
}
