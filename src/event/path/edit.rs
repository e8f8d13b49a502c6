//! Changing one value in a text: every other byte stays as it is.

use std::ops::Range;

use vapihook_json::raw::{Kind, Raw};

use super::{Path, Step};
use crate::error::{Error, Result};

/// The text with the value at `path` replaced by `value`, which is JSON text. Of a member that
/// stands twice the last one, which counts, is replaced.
///
/// # Errors
/// When `text` or `value` is not JSON, or nothing is at `path`.
pub fn set(text: &str, path: &Path, value: &str) -> Result<String> {
    let root = open(text)?;
    let value = value_of(value)?;
    Ok(splice(text, path.find(root)?.range_in(text), value))
}

/// The text with `value`, which is JSON text, at `path`: what is there is replaced, what is
/// missing on the way is created, an item behind an array's last one (or `-`) is appended.
///
/// # Errors
/// When `text` or `value` is not JSON, or something on the way is neither object nor array.
pub fn add(text: &str, path: &Path, value: &str) -> Result<String> {
    let root = open(text)?;
    let value = value_of(value)?;
    let (there, nearest) = path.nearest(root);
    let Some((step, beyond)) = path.0[there..].split_first() else {
        return Ok(splice(text, nearest.range_in(text), value));
    };
    let value = nested(path, beyond, value)?;
    let inside = &nearest.range_in(text);
    match (nearest.kind(), step) {
        (Kind::Object, Step::Key(name)) => Ok(append_member(text, nearest, inside, name, &value)),
        (Kind::Array, step) => {
            let items = nearest.items();
            let appends = matches!(step, Step::Key(name) if &**name == "-")
                || step.as_index() == Some(items.len());
            if appends {
                return Ok(append(text, inside, items.last().copied(), "", &value));
            }
            Err(path.missing(there, nearest, root))
        }
        _ => Err(path.missing(there, nearest, root)),
    }
}

/// The value inside the objects and arrays that the rest of a path makes.
fn nested(path: &Path, beyond: &[Step], value: &str) -> Result<String> {
    let mut text = value.to_owned();
    for step in beyond.iter().rev() {
        text = match step {
            Step::Key(name) => format!("{{{}:{text}}}", string(name)),
            Step::Index(0) => format!("[{text}]"),
            Step::Index(index) => {
                return Err(Error::usage(format!(
                    "{path}: a new array begins with [0], not with [{index}]"
                )));
            }
        };
    }
    Ok(text)
}

fn append_member(
    text: &str,
    object: Raw<'_>,
    inside: &Range<usize>,
    name: &str,
    value: &str,
) -> String {
    let members = object.entries();
    let last = members.last().map(|(_, value)| *value);
    // As the member before it is written: `"a":1` or `"a": 1`.
    let gap = last.map_or("", |value| {
        let before = &text[..value.range_in(text).start];
        &before[before.trim_ascii_end().len()..]
    });
    append(
        text,
        inside,
        last,
        &format!("{}:{gap}", string(name)),
        value,
    )
}

/// The text with one more member or item at the end of the object or array `inside`; `last` is
/// the value before it.
fn append(
    text: &str,
    inside: &Range<usize>,
    last: Option<Raw<'_>>,
    name: &str,
    value: &str,
) -> String {
    let Some(last) = last else {
        // What stood between the brackets was white space.
        return splice(
            text,
            inside.start + 1..inside.end - 1,
            &format!("{name}{value}"),
        );
    };
    let end = last.range_in(text).end;
    let separator = separator(text, inside, last);
    splice(text, end..end, &format!("{separator}{name}{value}"))
}

/// The comma and white space that stand before the last member or item; when it is the only one,
/// the white space behind the bracket.
fn separator(text: &str, inside: &Range<usize>, last: Raw<'_>) -> String {
    let opening = &text[inside.start + 1..];
    let first_gap = &opening[..opening.len() - opening.trim_ascii_start().len()];
    let plain = format!(",{first_gap}");
    let before = &text[inside.start + 1..last.range_in(text).start];
    let Some(name_end) = before.trim_ascii_end().strip_suffix(':') else {
        // An array: right before the item.
        let comma = before.trim_ascii_end();
        return comma
            .strip_suffix(',')
            .map_or(plain, |_| before[comma.len() - 1..].to_owned());
    };
    // An object: before the name, which has no comma between its quotes and the colon.
    let name_end = name_end.trim_ascii_end();
    let Some(name_start) = start_of_string(name_end) else {
        return plain;
    };
    let before = &name_end[..name_start];
    let comma = before.trim_ascii_end();
    comma
        .strip_suffix(',')
        .map_or(plain, |_| before[comma.len() - 1..].to_owned())
}

/// Where the JSON string begins that `text` ends with.
fn start_of_string(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = bytes.len().checked_sub(1)?;
    loop {
        at = text[..at].rfind('"')?;
        let backslashes = bytes[..at].iter().rev().take_while(|&&b| b == b'\\');
        if backslashes.count() % 2 == 0 {
            return Some(at);
        }
    }
}

fn open(text: &str) -> Result<Raw<'_>> {
    Raw::parse(text).map_err(|error| {
        Error::failed(format!("the body is not JSON: {error}"))
            .hint("only a body that is JSON can be changed")
    })
}

fn value_of(value: &str) -> Result<&str> {
    Raw::parse(value)
        .map(Raw::text)
        .map_err(|error| Error::usage(format!("the new value is not JSON: {error}")))
}

fn splice(text: &str, range: Range<usize>, new: &str) -> String {
    let mut whole = String::with_capacity(text.len() - range.len() + new.len());
    whole.push_str(&text[..range.start]);
    whole.push_str(new);
    whole.push_str(&text[range.end..]);
    whole
}

fn string(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}
