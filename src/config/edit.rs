//! Writing a file of settings: what stands there stays, comments too, and the file is replaced in
//! one step, so that a crash leaves the old one or the new one.

use std::fs;
use std::io;
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table};

use super::file::{self, File, Role};
use super::value::Value;
use crate::error::{Error, Result};
use crate::owner;
use crate::place::{self, Access};
use crate::secret::Secret;

/// What is to be written at a name.
#[derive(Debug)]
pub enum Change {
    /// This value.
    Set(Value),
    /// This key.
    SetSecret(Secret),
    /// Nothing: the name goes away.
    Remove,
}

/// Makes changes in a file, all or none; `names` are the tables above a value and its own name.
/// Returns whether anything is different.
///
/// # Errors
/// When what stands there cannot be used, or the file cannot be written.
pub fn apply(path: &Path, role: Role, changes: Vec<(Vec<&str>, Change)>) -> Result<bool> {
    if owner::is_planted(path) {
        let message = format!("{} belongs to another user", path.display());
        return Err(Error::failed(message).hint("name a file of your own with --config FILE"));
    }
    let before = file::text(path)?.unwrap_or_default();
    let mut document: DocumentMut = before.parse().map_err(|error: toml_edit::TomlError| {
        file::syntax(path, &before, error.message(), error.span())
    })?;
    for (names, change) in changes {
        let Some((name, tables)) = names.split_last() else {
            continue;
        };
        let item = match change {
            Change::Remove => {
                remove(document.as_table_mut(), tables, name);
                continue;
            }
            Change::Set(value) => value.to_toml(),
            Change::SetSecret(secret) => toml_edit::value(secret.reveal()),
        };
        insert(document.as_table_mut(), tables, name, item).ok_or_else(|| {
            let name = tables.join(".");
            Error::usage(format!("{}: `{name}` is no table", path.display()))
        })?;
    }
    let after = document.to_string();
    if after == before {
        return Ok(false);
    }
    // What could not be read again is not written.
    File::parse(path, Some(after.clone()), role)?;
    write(path, role, after.as_bytes())
        .map_err(|error| Error::failed(format!("{} cannot be written: {error}", path.display())))?;
    Ok(true)
}

fn insert(root: &mut Table, tables: &[&str], name: &str, mut item: Item) -> Option<()> {
    let mut table: &mut dyn toml_edit::TableLike = root;
    for name in tables {
        let below = table.entry(name).or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        table = below.as_table_like_mut()?;
    }
    // The comment behind a value stays behind the new one.
    if let Some(old) = table.get(name).and_then(Item::as_value)
        && let Some(new) = item.as_value_mut()
    {
        *new.decor_mut() = old.decor().clone();
    }
    if let Some(there) = table.get_mut(name) {
        *there = item;
    } else {
        table.insert(name, item);
    }
    Some(())
}

fn remove(root: &mut Table, tables: &[&str], name: &str) {
    let mut table: &mut dyn toml_edit::TableLike = root;
    for name in tables {
        match table.get_mut(name).and_then(Item::as_table_like_mut) {
            Some(below) => table = below,
            None => return,
        }
    }
    table.remove(name);
}

fn write(path: &Path, role: Role, bytes: &[u8]) -> io::Result<()> {
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        create_dir(dir, role)?;
    }
    let access = match role {
        Role::User => Access::Private,
        Role::Project => Access::AsBefore(0o644),
    };
    place::put(path, access, bytes)
}

#[cfg(unix)]
fn create_dir(dir: &Path, role: Role) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let mode = if role == Role::User { 0o700 } else { 0o755 };
    fs::DirBuilder::new().recursive(true).mode(mode).create(dir)
}

#[cfg(not(unix))]
fn create_dir(dir: &Path, _role: Role) -> io::Result<()> {
    fs::create_dir_all(dir)
}

/// Whether others than its owner may read a file.
#[cfg(unix)]
#[must_use]
pub fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
}

/// Whether others than its owner may read a file.
#[cfg(not(unix))]
#[must_use]
pub fn is_open_to_others(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_there_stays() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("config.toml");
        let text = "# mine\nprofile = \"a\" # for now\n\n[profiles.a]\nother = 1\n";
        fs::write(&path, text).expect("a file");
        let set = |names: &[&'static str], value: &str| {
            (names.to_vec(), Change::Set(Value::Text(value.to_owned())))
        };
        let changes = vec![
            set(&["profile"], "b"),
            set(&["profiles", "b", "api_key"], "k"),
            set(&["listen", "forward_to"], "3000"),
        ];
        assert!(apply(&path, Role::User, changes).expect("written"));
        let wanted = "# mine\nprofile = \"b\" # for now\n\n[profiles.a]\nother = 1\n\n\
                      [profiles.b]\napi_key = \"k\"\n\n[listen]\nforward_to = \"3000\"\n";
        assert_eq!(fs::read_to_string(&path).expect("text"), wanted);
        assert!(!is_open_to_others(&path));
        let again = vec![set(&["profile"], "b")];
        assert!(!apply(&path, Role::User, again).expect("nothing to do"));
        let gone = vec![(vec!["profiles", "b", "api_key"], Change::Remove)];
        assert!(apply(&path, Role::User, gone).expect("written"));
        assert!(!fs::read_to_string(&path).expect("text").contains("api_key"));
    }
}
