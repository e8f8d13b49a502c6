//! What a setting can be, read from a file, a variable or the command line.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::env;

/// What a setting's values look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any text.
    Text,
    /// Letters, digits, `-`, `_` and `.`: a name that stands for something.
    Name,
    /// A file. Relative to the file that names it; `~/` is the home directory.
    Path,
    /// A port.
    Port,
    /// Several texts: an array, or text with commas.
    List,
    /// A text for each of several names: a table, or `NAME=TEXT` with commas.
    Map,
}

impl Shape {
    /// What a value has to be, for errors.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Name => "a name of letters, digits, -, _ and .",
            Self::Path => "the path of a file",
            Self::Port => "a port number",
            Self::List => "a list of texts",
            Self::Map => "a table of texts, NAME = \"TEXT\"",
        }
    }
}

/// A setting's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// [`Shape::Text`] and [`Shape::Name`]
    Text(String),
    /// [`Shape::Path`]
    Path(PathBuf),
    /// [`Shape::Port`]
    Port(u16),
    /// [`Shape::List`]
    List(Vec<String>),
    /// [`Shape::Map`], in the order of the file
    Map(Vec<(String, String)>),
}

impl Value {
    /// Reads what stands in a variable or on a command line; `None` when it has another shape.
    #[must_use]
    pub fn from_os(shape: Shape, text: OsString) -> Option<Self> {
        if shape == Shape::Path {
            return Some(Self::Path(text.into()));
        }
        Self::from_text(shape, text.to_str()?)
    }

    /// Reads text; `None` when it has another shape.
    #[must_use]
    pub fn from_text(shape: Shape, text: &str) -> Option<Self> {
        let parts = || {
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
        };
        Some(match shape {
            Shape::Text => Self::Text(text.to_owned()),
            Shape::Name if is_name(text) => Self::Text(text.to_owned()),
            Shape::Name => return None,
            Shape::Path => Self::Path(text.into()),
            Shape::Port => Self::Port(text.trim().parse().ok()?),
            Shape::List => Self::List(parts().map(str::to_owned).collect()),
            Shape::Map => {
                let pair = |part: &str| {
                    let (name, text) = part.split_once('=')?;
                    Some((name.trim().to_owned(), text.trim().to_owned()))
                };
                Self::Map(parts().map(pair).collect::<Option<_>>()?)
            }
        })
    }

    /// Reads what stands in a file of the folder `beside`; `None` when it has another shape.
    #[must_use]
    pub fn from_toml(shape: Shape, value: &toml::Value, beside: &Path) -> Option<Self> {
        Some(match (shape, value) {
            (Shape::Path, toml::Value::String(text)) => {
                let home = text.strip_prefix("~/").zip(env::home_dir());
                let path = home.map_or_else(|| text.into(), |(rest, home)| home.join(rest));
                Self::Path(beside.join(path))
            }
            // A target may be a bare port, and then it looks best without quotes.
            (Shape::Text, toml::Value::Integer(number)) => Self::Text(number.to_string()),
            (Shape::Port, toml::Value::Integer(number)) => Self::Port(u16::try_from(*number).ok()?),
            (Shape::Text | Shape::Name | Shape::List, toml::Value::String(text)) => {
                Self::from_text(shape, text)?
            }
            (Shape::List, toml::Value::Array(items)) => {
                Self::List(items.iter().map(scalar).collect::<Option<_>>()?)
            }
            (Shape::Map, toml::Value::Table(table)) => {
                let pair =
                    |(name, value): (&String, &toml::Value)| Some((name.clone(), scalar(value)?));
                Self::Map(table.iter().map(pair).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    /// As it is written to a file.
    pub(super) fn to_toml(&self) -> toml_edit::Item {
        match self {
            Self::Text(text) => toml_edit::value(text),
            Self::Path(path) => toml_edit::value(path.to_string_lossy().into_owned()),
            Self::Port(port) => toml_edit::value(i64::from(*port)),
            Self::List(items) => toml_edit::value(items.iter().collect::<toml_edit::Array>()),
            Self::Map(pairs) => {
                let mut table = toml_edit::Table::new();
                for (name, text) in pairs {
                    table.insert(name, toml_edit::value(text));
                }
                toml_edit::Item::Table(table)
            }
        }
    }

    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Path(path) => path.to_string_lossy().into_owned().into(),
            Self::Port(port) => (*port).into(),
            Self::List(items) => items.as_slice().into(),
            Self::Map(pairs) => pairs
                .iter()
                .map(|(name, text)| (name.clone(), text.as_str().into()))
                .collect::<serde_json::Map<_, serde_json::Value>>()
                .into(),
        }
    }
}

impl fmt::Display for Value {
    /// As `config set` reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Path(path) => path.display().fmt(f),
            Self::Port(port) => port.fmt(f),
            Self::List(items) => f.write_str(&items.join(",")),
            Self::Map(pairs) => {
                let pairs: Vec<String> = pairs
                    .iter()
                    .map(|(name, text)| format!("{name}={text}"))
                    .collect();
                f.write_str(&pairs.join(","))
            }
        }
    }
}

/// Whether a text is a name, as of a profile.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= 64 && text.chars().all(named)
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_and_print_alike() {
        for (shape, text) in [
            (Shape::Text, "localhost:3000/path"),
            (Shape::Name, "work-2"),
            (Shape::Port, "4242"),
            (Shape::List, "a,b"),
            (Shape::Map, "tool-calls=3001/tools,x=y=z"),
        ] {
            let value = Value::from_text(shape, text).expect(text);
            assert_eq!(value.to_string(), text);
        }
        for (shape, text) in [
            (Shape::Name, ""),
            (Shape::Name, "a b"),
            (Shape::Name, "a\u{1b}"),
            (Shape::Port, "65536"),
            (Shape::Map, "no-pair"),
        ] {
            assert_eq!(Value::from_text(shape, text), None, "{text}");
        }
    }

    #[test]
    fn files_hold_shapes() {
        let table: toml::Table = "port = 3000\nlist = ['a', 'b']\ntext = 'a, b'\npath = 'x.db'\n\
                                  [map]\nb = '1'\na = 2\n"
            .parse()
            .expect("TOML");
        let read = |shape, name: &str| Value::from_toml(shape, &table[name], Path::new("/project"));
        assert_eq!(read(Shape::Port, "port"), Some(Value::Port(3000)));
        assert_eq!(
            read(Shape::Text, "port"),
            Some(Value::Text("3000".to_owned()))
        );
        assert_eq!(
            read(Shape::Path, "path"),
            Some(Value::Path("/project/x.db".into()))
        );
        let list = Value::List(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(read(Shape::List, "list"), Some(list.clone()));
        assert_eq!(read(Shape::List, "text"), Some(list));
        assert_eq!(
            read(Shape::Map, "map").map(|map| map.to_string()),
            Some("b=1,a=2".to_owned())
        );
        assert_eq!(read(Shape::Port, "text"), None);
        assert_eq!(read(Shape::Map, "list"), None);
    }
}
