//! Finding a value, and saying what is there instead when it is missing.

use vapihook_json::raw::{Kind, Raw};

use super::{Path, Step, step_into};
use crate::error::{Error, Result};
use crate::event::near::near;

/// Names listed of an object that lacks the one that was asked for.
const NAMES: usize = 8;
/// Names of an object that are compared with the one that was asked for.
const COMPARED: usize = 10_000;

impl Path {
    /// The value at this path, as the slice of text it stands in.
    #[must_use]
    pub fn get<'a>(&self, root: Raw<'a>) -> Option<Raw<'a>> {
        self.0.iter().try_fold(root, step_into)
    }

    /// The value at this path.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::error::Kind::NotFound), with what is there instead, when there
    /// is none.
    pub fn find<'a>(&self, root: Raw<'a>) -> Result<Raw<'a>> {
        let (there, raw) = self.nearest(root);
        if there == self.0.len() {
            return Ok(raw);
        }
        Err(self.missing(there, raw, root))
    }

    /// How many steps lead somewhere, and where.
    pub(super) fn nearest<'a>(&self, root: Raw<'a>) -> (usize, Raw<'a>) {
        let mut nearest = root;
        for (there, step) in self.0.iter().enumerate() {
            match step_into(nearest, step) {
                Some(next) => nearest = next,
                None => return (there, nearest),
            }
        }
        (self.0.len(), nearest)
    }

    /// There is nothing at this path; its first `there` steps lead to `parent`.
    pub(super) fn missing(&self, there: usize, parent: Raw<'_>, root: Raw<'_>) -> Error {
        let place = self.first(there);
        let name = match there {
            0 => "the body".to_owned(),
            _ => place.to_string(),
        };
        let error = Error::not_found(format!("there is no {self}"));
        match (parent.kind(), &self.0[there]) {
            (Kind::Object, step) => {
                let names: Vec<String> = parent
                    .entries()
                    .into_iter()
                    .map(|(name, _)| name.into_owned())
                    .collect();
                let near = match step {
                    Step::Key(key) => closest(key, &names),
                    Step::Index(_) => Vec::new(),
                };
                let below = (there == 0).then(|| self.below_a_member(root)).flatten();
                let mut hint = has(&name, &names);
                if let Some(path) = below {
                    hint = format!("did you mean {path}?");
                } else if !near.is_empty() {
                    let near: Vec<String> = near
                        .iter()
                        .map(|found| place.key(found).to_string())
                        .collect();
                    hint = format!("did you mean {}? {hint}", near.join(" or "));
                }
                error.hint(hint)
            }
            (Kind::Array, _) => error.hint(match parent.items().len() {
                0 => format!("{name} is an empty array"),
                1 => format!("{name} has one item, {}", place.index(0)),
                count => format!("{name} has {count} items, [0] to [{}]", count - 1),
            }),
            (kind, _) => error.hint(format!(
                "{name} is {}; nothing is inside it",
                kind.with_article()
            )),
        }
    }

    /// The same path below a member of the body, usually `message`.
    fn below_a_member(&self, root: Raw<'_>) -> Option<Path> {
        let members = root.entries();
        members.iter().take(NAMES).find_map(|(name, member)| {
            self.get(*member)?;
            let mut steps = vec![Step::Key((&**name).into())];
            steps.extend_from_slice(&self.0);
            Some(Path(steps))
        })
    }
}

/// `message.call has id, type and 4 more`.
fn has(place: &str, names: &[String]) -> String {
    if names.is_empty() {
        return format!("{place} is an empty object");
    }
    let written: Vec<String> = names
        .iter()
        .take(NAMES)
        .map(|name| super::syntax::written(name))
        .collect();
    let more = match names.len().saturating_sub(NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{place} has {}{more}", written.join(", "))
}

/// The names that look like `wanted`, closest first, at most two. Case and `snake_case` do not count.
fn closest<'a>(wanted: &str, names: &'a [String]) -> Vec<&'a str> {
    let plain = |name: &str| name.replace(['_', '-', ' '], "").to_lowercase();
    let names = names.iter().take(COMPARED).map(String::as_str);
    near(wanted, names, plain, 0.84).take(2).collect()
}
