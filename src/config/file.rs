//! A file of settings, read. What is wrong with it is told without repeating what stands there:
//! that may be a key.

use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use toml::{Table, Value as Toml};

use super::auth::{self, Entry};
use super::setting::{self, SETTINGS, Setting};
use super::value::{Value, is_name};
use super::{secrets, setting::BASE_URL};
use crate::error::{Error, Kind};
use crate::secret::Secret;

/// The tables that are not settings.
const PROFILES: &str = "profiles";
pub(super) const AUTH: &str = "auth";
/// What a profile holds.
const API_KEY: &str = "api_key";

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The user's own: may hold keys, is private.
    User,
    /// A project's: shared with others, so it never holds a secret.
    Project,
}

/// One account's part of the user's file.
#[derive(Debug, Default)]
pub struct Profile {
    /// Its key.
    pub api_key: Option<Secret>,
    /// Its API.
    pub base_url: Option<String>,
}

/// A file that was read. A file that does not exist is an empty one.
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is there.
    pub exists: bool,
    /// The user's profiles.
    pub profiles: BTreeMap<String, Profile>,
    /// Authentications by name.
    pub auth: BTreeMap<String, Entry>,
    /// What is odd about it.
    pub warnings: Vec<String>,
    table: Table,
}

impl fmt::Debug for File {
    /// Without what stands in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("File").field(&self.path).finish()
    }
}

/// Why a file cannot be used.
#[derive(Clone, Debug)]
pub struct Broken {
    kind: Kind,
    message: String,
    hint: String,
    /// It holds what it must not hold: that stops whatever reads it.
    pub refused: bool,
}

impl Broken {
    pub(super) fn new(path: &Path, what: impl fmt::Display) -> Self {
        let path = path.display();
        Self {
            kind: Kind::Usage,
            message: format!("{path}: {what}"),
            hint: format!("correct it, or move it away: mv '{path}' '{path}.broken'"),
            refused: false,
        }
    }

    fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self {
            kind: Kind::Failed,
            message: format!("{} cannot be read: {error}", path.display()),
            hint: format!("see what it is: ls -l '{}'", path.display()),
            refused: false,
        }
    }

    pub(super) fn refusal(path: &Path, what: impl fmt::Display, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            refused: true,
            ..Self::new(path, what)
        }
    }
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Self {
        Self::new(broken.kind, broken.message).hint(broken.hint)
    }
}

/// The text of a file; `None` when there is no such file.
pub(super) fn text(path: &Path) -> Result<Option<String>, Broken> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            Err(Broken::new(path, "it is not text in UTF-8"))
        }
        Err(error) => Err(Broken::unreadable(path, &error)),
    }
}

/// Says where a parser stopped, and not what it saw there.
pub(super) fn syntax(
    path: &Path,
    text: &str,
    message: &str,
    at: Option<std::ops::Range<usize>>,
) -> Broken {
    let before = at.and_then(|at| text.get(..at.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    let message = message.lines().next().unwrap_or_default();
    Broken::new(
        path,
        format!("line {line}, column {column} is not TOML: {message}"),
    )
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is there but cannot be used.
    pub fn read(path: &Path, role: Role) -> Result<Self, Broken> {
        Self::parse(path, text(path)?, role)
    }

    /// Reads what stands, or is to stand, in a file.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn parse(path: &Path, found: Option<String>, role: Role) -> Result<Self, Broken> {
        let mut file = Self {
            path: path.to_owned(),
            exists: found.is_some(),
            profiles: BTreeMap::new(),
            auth: BTreeMap::new(),
            warnings: Vec::new(),
            table: Table::new(),
        };
        let text = found.unwrap_or_default();
        // A byte order mark is what some editors begin with.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        file.table = text
            .parse()
            .map_err(|error: toml::de::Error| syntax(path, text, error.message(), error.span()))?;
        if role == Role::Project {
            secrets::refuse(path, &file.table)?;
        } else if let Some(profiles) = file.table.remove(PROFILES) {
            file.profiles = read_profiles(path, profiles)?;
        }
        if let Some(auths) = file.table.remove(AUTH) {
            file.auth = auth::read(path, auths, role)?;
        }
        for setting in SETTINGS {
            file.get(setting)?;
        }
        file.warn_of_unknown();
        Ok(file)
    }

    /// A setting's value in this file.
    ///
    /// # Errors
    /// When it has another shape.
    pub fn get(&self, setting: &Setting) -> Result<Option<Value>, Broken> {
        let mut parts = setting.name.split('.');
        let mut found = parts.next().and_then(|part| self.table.get(part));
        for part in parts {
            found = match found {
                None => return Ok(None),
                Some(Toml::Table(table)) => table.get(part),
                Some(_) => {
                    let (name, _) = setting.name.split_once('.').unwrap_or_default();
                    let what = format!("`{name}` has to be a table, as in [{name}]");
                    return Err(Broken::new(&self.path, what));
                }
            };
        }
        let Some(found) = found else {
            return Ok(None);
        };
        let beside = self.path.parent().unwrap_or(Path::new(""));
        match Value::from_toml(setting.shape, found, beside) {
            Some(value) => Ok(Some(value)),
            None => Err(Broken::new(
                &self.path,
                format!("`{}` has to be {}", setting.name, setting.shape.about()),
            )),
        }
    }

    fn warn_of_unknown(&mut self) {
        for (name, value) in &self.table {
            let below = format!("{name}.");
            match value {
                _ if setting::named(name).is_some() => {}
                Toml::Table(table) if SETTINGS.iter().any(|s| s.name.starts_with(&below)) => {
                    for key in table.keys() {
                        let name = format!("{below}{key}");
                        if setting::named(&name).is_none() {
                            self.warnings.push(unknown(&self.path, &name));
                        }
                    }
                }
                _ => self.warnings.push(unknown(&self.path, name)),
            }
        }
    }
}

fn unknown(path: &Path, name: &str) -> String {
    let meant = setting::nearest(name, SETTINGS.iter().map(|setting| setting.name));
    let meant = meant.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    format!("{}: there is no setting `{name}`{meant}", path.display())
}

fn read_profiles(path: &Path, profiles: Toml) -> Result<BTreeMap<String, Profile>, Broken> {
    let Toml::Table(profiles) = profiles else {
        return Err(Broken::new(
            path,
            "`profiles` has to be tables, as in [profiles.work]",
        ));
    };
    let mut read = BTreeMap::new();
    for (name, profile) in profiles {
        if !is_name(&name) {
            return Err(Broken::new(
                path,
                "a profile's name has letters, digits, -, _ and . only",
            ));
        }
        let Toml::Table(mut profile) = profile else {
            let what = format!("`profiles.{name}` has to be a table, as in [profiles.{name}]");
            return Err(Broken::new(path, what));
        };
        let mut text = |key: &str| match profile.remove(key) {
            None => Ok(None),
            Some(Toml::String(text)) => Ok(Some(text)),
            Some(_) => {
                let what = format!("`profiles.{name}.{key}` has to be a text");
                Err(Broken::new(path, what))
            }
        };
        let profile = Profile {
            api_key: text(API_KEY)?
                .filter(|key| !key.is_empty())
                .map(Secret::new),
            base_url: text(BASE_URL.name)?,
        };
        read.insert(name, profile);
    }
    Ok(read)
}
