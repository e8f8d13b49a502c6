//! Authentications, `[auth.NAME]`: the fields of a plan, and where its secret is. Which fields
//! there are is the affair of [`crate::signature`]'s reader.
//!
//! A project's file came with somebody's repository. It never holds a secret; a file it names one
//! in lies beside or below it; and it gets at a secret of the user's own file only for a plan that
//! signs with it, never for one that sends it, unless the user's own entry says the same.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value as Json};
use toml::{Table, Value as Toml};

use super::env;
use super::file::{Broken, Role};
use super::layers::{Config, Origin};
use super::value::{Shape, Value, is_name};
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// More than any secret is long.
const MAX_BYTES: u64 = 64 << 10;

/// Where a secret is.
#[derive(Clone, Debug)]
pub enum Source {
    /// In the user's own file.
    Here(Secret),
    /// In this variable.
    Variable(String),
    /// In this file.
    File(PathBuf),
}

impl Source {
    /// Where it is, for listings: `$NAME`, `FILE`.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Here(_) => "saved".to_owned(),
            Self::Variable(name) => format!("${name}"),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The secret.
    ///
    /// # Errors
    /// [`Kind::Credentials`] when it is not there.
    pub fn read(&self) -> Result<Secret> {
        match self {
            Self::Here(secret) => Ok(secret.clone()),
            Self::Variable(name) => secret_in_variable(name),
            Self::File(path) => secret_in_file(path),
        }
    }
}

/// The secret in a variable.
///
/// # Errors
/// [`Kind::Credentials`] when it is not set, or empty.
pub fn secret_in_variable(name: &str) -> Result<Secret> {
    let found = env::secret(name);
    let found = found.and_then(|text| text.into_string().ok());
    found.map(Secret::new).ok_or_else(|| {
        let name = name.escape_debug();
        Error::new(
            Kind::Credentials,
            format!("the variable {name} holds no secret: it is not set, empty, or not text"),
        )
        .hint(format!("set it first: read -rs {name} && export {name}"))
    })
}

/// The secret in a file, `-` for stdin. One newline at its end does not belong to it.
///
/// # Errors
/// [`Kind::Credentials`] when it is empty or no text, [`Kind::NotFound`] when it is not there.
pub fn secret_in_file(path: &Path) -> Result<Secret> {
    let stdin = path == Path::new("-");
    let name = if stdin {
        "stdin".to_owned()
    } else {
        path.display().to_string()
    };
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(256));
    let read = if stdin {
        std::io::stdin()
            .lock()
            .take(MAX_BYTES)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
    };
    if let Err(error) = read {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => Kind::NotFound,
            _ => Kind::Failed,
        };
        let message = format!("the secret cannot be read from {name}: {error}");
        return Err(Error::new(kind, message));
    }
    let refused = |what: &str| {
        let message = format!("the secret from {name} {what}");
        Error::new(Kind::Credentials, message)
    };
    let text = str::from_utf8(&bytes).map_err(|_| refused("is not text in UTF-8"))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(refused("is empty"));
    }
    Ok(Secret::new(text.to_owned()))
}

/// One `[auth.NAME]` of a file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The fields of its plan.
    pub fields: Map<String, Json>,
    /// Where its secret is, when it says so.
    pub secret: Option<Source>,
}

impl Entry {
    /// Whether its plan is one that signs: whoever merely names a scheme that sends the secret
    /// could have it sent anywhere.
    fn signs(&self) -> bool {
        matches!(
            scheme_of(&self.fields),
            None | Some("hmac" | "svix" | "standard-webhooks" | "legacy-hmac" | "legacy-sha256")
        )
    }
}

/// An authentication, from whichever files name it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The fields of its plan.
    pub fields: Map<String, Json>,
    /// Where its secret is, when a file says so.
    pub secret: Option<Source>,
    /// Whose plan it is.
    pub origin: Origin,
}

impl Named {
    /// The scheme it names; Vapi's HMAC plan when it names none.
    #[must_use]
    pub fn scheme(&self) -> &str {
        scheme_of(&self.fields).unwrap_or("hmac")
    }
}

fn scheme_of(fields: &Map<String, Json>) -> Option<&str> {
    let mut named = fields.iter();
    named
        .find(|(name, _)| matches!(name.as_str(), "scheme" | "type"))
        .and_then(|(_, scheme)| scheme.as_str())
}

/// Reads the `[auth]` table of a file.
pub(super) fn read(
    path: &Path,
    auths: Toml,
    role: Role,
) -> Result<BTreeMap<String, Entry>, Broken> {
    let Toml::Table(auths) = auths else {
        let what = "`auth` has to be tables, as in [auth.prod]";
        return Err(Broken::new(path, what));
    };
    let mut read = BTreeMap::new();
    for (name, entry) in auths {
        if !is_name(&name) {
            let what = "an authentication's name has letters, digits, -, _ and . only";
            return Err(Broken::new(path, what));
        }
        let Toml::Table(entry) = entry else {
            let what = format!("`auth.{name}` has to be a table, as in [auth.{name}]");
            return Err(Broken::new(path, what));
        };
        let entry = read_entry(path, &name, entry, role)?;
        read.insert(name, entry);
    }
    Ok(read)
}

fn read_entry(path: &Path, name: &str, entry: Table, role: Role) -> Result<Entry, Broken> {
    let mut fields = Map::new();
    let mut sources = Vec::new();
    for (field, value) in entry {
        let wrong =
            |what: &str| Broken::new(path, format!("`auth.{name}.{field}` has to be {what}"));
        match (field.replace('-', "_").as_str(), value) {
            ("secret", Toml::String(text)) => sources.push(Source::Here(Secret::new(text))),
            ("secret_env", Toml::String(text)) => {
                if text == env::API_KEY.name && role == Role::Project {
                    return Err(wrong("another variable: that one holds your API key"));
                }
                sources.push(Source::Variable(text));
            }
            ("secret_file", value @ Toml::String(_)) => {
                let beside = path.parent().unwrap_or(Path::new(""));
                if role == Role::Project && !stays_below(&value) {
                    let what = "a file in the project's own directory, or below it";
                    return Err(wrong(what));
                }
                let Some(Value::Path(file)) = Value::from_toml(Shape::Path, &value, beside) else {
                    return Err(wrong("the path of a file"));
                };
                sources.push(Source::File(file));
            }
            ("secret" | "secret_env" | "secret_file", _) => return Err(wrong("a text")),
            (_, Toml::String(text)) => {
                fields.insert(field, text.into());
            }
            (_, Toml::Boolean(truth)) => {
                fields.insert(field, truth.into());
            }
            _ => return Err(wrong("a text, true or false")),
        }
    }
    if sources.len() > 1 {
        let what = format!("`auth.{name}` has more than one of secret, secret_env and secret_file");
        return Err(Broken::new(path, what));
    }
    Ok(Entry {
        fields,
        secret: sources.pop(),
    })
}

fn stays_below(value: &Toml) -> bool {
    let path = Path::new(value.as_str().unwrap_or_default());
    !path.starts_with("~")
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

impl Config {
    /// The authentication of that name.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is none, with those there are; when a file cannot be used.
    pub fn auth(&self, name: &str) -> Result<Named> {
        let mut all = self.auths()?;
        if let Some(at) = all.iter().position(|auth| auth.name == name) {
            return Ok(all.swap_remove(at));
        }
        let message = format!("there is no authentication \"{}\"", name.escape_debug());
        let error = Error::not_found(message);
        let names: Vec<&str> = all.iter().map(|auth| &*auth.name).collect();
        if !names.is_empty() {
            return Err(error.hint(format!("there are {}", names.join(", "))));
        }
        let file = self.user_path()?;
        Err(error.hint(format!(
            "describe it in {}: [auth.{name}] with scheme = \"hmac\" and secret_env = \"NAME\"",
            file.display()
        )))
    }

    /// Every authentication, by name: a project's plan wins over the user's own of that name, and
    /// may be completed by the secret there.
    ///
    /// # Errors
    /// When a file cannot be used.
    pub fn auths(&self) -> Result<Vec<Named>> {
        let user = self.user()?;
        let mut all: BTreeMap<&String, Named> = BTreeMap::new();
        for (name, entry) in &user.auth {
            let origin = Origin::User(user.path.clone());
            all.insert(name, named(name, entry, origin));
        }
        if let Some(project) = self.project()? {
            for (name, entry) in &project.auth {
                let mut found = named(name, entry, Origin::Project(project.path.clone()));
                if let Some(own) = user.auth.get(name)
                    && found.secret.is_none()
                    && (entry.signs() || !own.signs())
                {
                    found.secret.clone_from(&own.secret);
                }
                all.insert(name, found);
            }
        }
        Ok(all.into_values().collect())
    }
}

fn named(name: &str, entry: &Entry, origin: Origin) -> Named {
    Named {
        name: name.to_owned(),
        fields: entry.fields.clone(),
        secret: entry.secret.clone(),
        origin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, role: Role) -> Result<BTreeMap<String, Entry>, Broken> {
        let table: Table = text.parse().expect("TOML");
        read(Path::new("/p/vapihook.toml"), Toml::Table(table), role)
    }

    #[test]
    fn an_entry_has_fields_and_one_secret() {
        let text = "[a]\nscheme = 'hmac'\nsecret_is_base64 = true\nsecret_env = 'X'\n\
                    [b]\nsecret_file = 'keys/b'\n";
        let read = parse(text, Role::Project).expect("entries");
        assert_eq!(read["a"].fields.len(), 2);
        assert_eq!(
            read["a"].secret.as_ref().map(Source::place),
            Some("$X".into())
        );
        assert_eq!(
            read["b"].secret.as_ref().map(Source::place),
            Some("/p/keys/b".into())
        );
        for text in [
            "a = 1",
            "[a]\nx = 1",
            "['a b']",
            "[a]\nsecret = 's'\nsecret_env = 'X'",
        ] {
            assert!(parse(text, Role::User).is_err(), "{text}");
        }
    }

    #[test]
    fn a_project_reaches_for_nobody_elses_secrets() {
        for text in [
            "[a]\nsecret_file = '/etc/passwd'",
            "[a]\nsecret_file = '~/.ssh/id'",
            "[a]\nsecret_file = 'x/../../y'",
            "[a]\nsecret_env = 'VAPI_API_KEY'",
        ] {
            assert!(parse(text, Role::Project).is_err(), "{text}");
            assert!(parse(text, Role::User).is_ok(), "{text}");
        }
        for (scheme, signs) in [("hmac", true), ("bearer", false), ("x", false)] {
            let read = parse(&format!("[a]\nscheme = '{scheme}'"), Role::User);
            assert_eq!(read.expect("an entry")["a"].signs(), signs, "{scheme}");
        }
    }
}
