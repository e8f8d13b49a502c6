//! JSON text with some of its strings replaced: every other byte stays as it is.

use vapihook_json::raw::{Kind as JsonKind, Raw};
use vapihook_json::scan::string_end;

use super::super::line::to_json;
use super::{Kind, Redactor, keys};

/// How deep JSON inside of strings inside of JSON is looked into.
const NESTING: usize = 6;

/// Where the walk is: the members on the way, as they are shown.
pub(super) struct Place {
    path: String,
    /// Where each open object or array began in `path`, its member's name, and whether it is an
    /// object.
    open: Vec<(usize, String, bool)>,
    /// The member at hand in the innermost object.
    key: String,
    nesting: usize,
}

impl Place {
    pub(super) fn new(root: &str) -> Self {
        Self {
            path: root.to_owned(),
            open: Vec::new(),
            key: String::new(),
            nesting: 0,
        }
    }

    /// The nearest name around the value at hand: its own, and that of the object it is in.
    fn names(&self) -> (&str, &str) {
        let mut names = self.open.iter().rev();
        let in_object = self.is_object();
        let own = if in_object {
            self.key.as_str()
        } else {
            names
                .by_ref()
                .find(|(_, name, _)| !name.is_empty())
                .map_or("", |(_, name, _)| name)
        };
        let parent = names
            .find(|(_, name, _)| !name.is_empty())
            .map_or("", |(_, name, _)| name);
        (own, parent)
    }

    fn path(&self) -> String {
        match self.open.last() {
            Some((_, _, true)) if self.path.is_empty() => self.key.clone(),
            Some((_, _, true)) => format!("{}.{}", self.path, self.key),
            _ => self.path.clone(),
        }
    }

    fn is_object(&self) -> bool {
        self.open.last().is_some_and(|(_, _, is_object)| *is_object)
    }

    fn enter(&mut self, is_object: bool) {
        let start = self.path.len();
        let name = match self.open.last() {
            Some((_, _, true)) => std::mem::take(&mut self.key),
            _ => String::new(),
        };
        if !name.is_empty() {
            let dot = if self.path.is_empty() { "" } else { "." };
            self.path += &format!("{dot}{name}");
        }
        if !is_object {
            self.path += "[]";
        }
        self.open.push((start, name, is_object));
    }

    fn leave(&mut self) {
        if let Some((start, _, _)) = self.open.pop() {
            self.path.truncate(start);
        }
    }
}

impl Redactor {
    /// The text with its values replaced; `None` when nothing has to change. `text` is JSON.
    pub(super) fn in_json(&mut self, text: &str, place: &mut Place) -> Option<String> {
        let bytes = text.as_bytes();
        let mut out = String::new();
        let mut kept = 0;
        let mut at = 0;
        let mut is_key = false;
        let depth = place.open.len();
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            at += 1;
            match byte {
                b'{' | b'[' => {
                    place.enter(byte == b'{');
                    is_key = byte == b'{';
                }
                b'}' | b']' => {
                    place.leave();
                    is_key = false;
                }
                b',' => is_key = place.is_object(),
                b':' => is_key = false,
                b'"' => {
                    at = string_end(bytes, start);
                    let Some(value) = Raw::parse(&text[start..at]).ok().and_then(Raw::as_str)
                    else {
                        continue;
                    };
                    if is_key {
                        place.key = value.into_owned();
                    } else if let Some(new) = self.string(&value, place) {
                        out += &text[kept..start];
                        out += &to_json(&new);
                        kept = at;
                    }
                }
                b'-' | b'0'..=b'9' => {
                    let is_part =
                        |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
                    at += bytes[at..].iter().take_while(|byte| is_part(byte)).count();
                    if let Some(new) = self.digits(&text[start..at], place) {
                        out += &text[kept..start];
                        out += &new;
                        kept = at;
                    }
                }
                _ => {}
            }
        }
        place.open.truncate(depth);
        (kept > 0).then(|| out + &text[kept..])
    }

    fn string(&mut self, value: &str, place: &mut Place) -> Option<String> {
        let (own, parent) = place.names();
        let kind = keys::kind_of(own, parent);
        let path = place.path();
        match kind {
            Some(Kind::Phone) if !is_phone(value) => self.inside(value, place, &path),
            // `name: "Ada"` in JSON in a string is looked at there.
            Some(kind) => {
                let new = self.replace(kind, value, &path);
                (new != value).then_some(new)
            }
            None => self.inside(value, place, &path),
        }
    }

    /// A string that may be JSON itself, as arguments of tools are, else text.
    fn inside(&mut self, value: &str, place: &mut Place, path: &str) -> Option<String> {
        let begins = value.trim_ascii_start().starts_with(['{', '[']);
        if begins && place.nesting < NESTING && Raw::parse(value).is_ok_and(is_nested) {
            let mut inner = Place {
                path: path.to_owned(),
                open: vec![(0, place.names().0.to_owned(), false)],
                key: String::new(),
                nesting: place.nesting + 1,
            };
            return self.in_json(value, &mut inner);
        }
        self.in_text(value, path)
    }

    /// A phone number that came as a number.
    fn digits(&mut self, token: &str, place: &Place) -> Option<String> {
        let (own, parent) = place.names();
        let is_number =
            (7..=15).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || keys::kind_of(own, parent) != Some(Kind::Phone) {
            return None;
        }
        let new = self.replace(Kind::Phone, token, &place.path());
        (new != token).then_some(new)
    }
}

fn is_nested(value: Raw<'_>) -> bool {
    matches!(value.kind(), JsonKind::Object | JsonKind::Array)
}

/// Whether all of a text is a phone number.
fn is_phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (7..=15).contains(&digits)
        && value
            .chars()
            .all(|c| c.is_ascii_digit() || " +-().".contains(c))
}
