//! The members of one object, found once: whoever asks for several does not scan it again.

use std::borrow::Cow;

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
        raw.each_member(|name, value| members.push(name, value));
        members
    }

    /// Adds one; `quoted_name` as it stands in the text.
    pub(super) fn push(&mut self, quoted_name: &'a str, value: Raw<'a>) {
        if self.0.capacity() == 0 {
            // A message has about a dozen.
            self.0.reserve(16);
        }
        self.0.push((quoted_name, value));
    }
}

impl<'a> Object<'a> for &Members<'a> {
    fn get(self, name: &str) -> Option<Raw<'a>> {
        let mut from_last = self.0.iter().rev();
        from_last
            .find(|(found, _)| super::raw::is_name(found, name))
            .map(|(_, value)| *value)
    }
}
