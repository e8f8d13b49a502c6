//! The layers: flag, variable, project's file, user's file, default. Files are read when a layer
//! above them has nothing to say, so that a broken one stops only what needs it.

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use super::env;
use super::file::{Broken, File, Role};
use super::key::{self, Key};
use super::setting::{BASE_URL, PROFILE, Setting};
use super::value::Value;
use crate::error::{Error, Result};
use crate::owner;

/// The user's file, in their directory for settings.
const USER_FILE: &str = "config.toml";
/// A project's file.
pub const PROJECT_FILE: &str = "vapihook.toml";

/// Where a value is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This flag.
    Flag(&'static str),
    /// This variable.
    Variable(&'static str),
    /// A project's file.
    Project(PathBuf),
    /// A profile in the user's file.
    Profile(PathBuf, String),
    /// The user's file.
    User(PathBuf),
    /// The program.
    Default,
}

impl Origin {
    /// The layer's name in JSON.
    #[must_use]
    pub fn layer(&self) -> &'static str {
        match self {
            Self::Flag(_) => "flag",
            Self::Variable(_) => "env",
            Self::Project(_) => "project",
            Self::Profile(..) => "profile",
            Self::User(_) => "user",
            Self::Default => "default",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Variable(name) => f.write_str(name),
            Self::Project(path) | Self::User(path) => path.display().fmt(f),
            Self::Profile(path, name) => write!(f, "{} [profiles.{name}]", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it is from.
#[derive(Clone, Debug)]
pub struct Found {
    /// The value.
    pub value: Value,
    /// Where it is from.
    pub origin: Origin,
}

/// What the global flags say.
#[derive(Debug, Default)]
pub struct Overrides {
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--api-key-file`
    pub api_key_file: Option<PathBuf>,
    /// Settings that have a global flag.
    pub settings: Vec<(&'static Setting, OsString)>,
}

/// Every layer, read as it is needed.
#[derive(Debug, Default)]
pub struct Config {
    overrides: Overrides,
    user: OnceCell<Result<File, Broken>>,
    project: OnceCell<Result<Option<File>, Broken>>,
    from_file: OnceCell<Key>,
    warnings: RefCell<Vec<String>>,
    /// How many of them were told.
    told: Cell<usize>,
}

impl Config {
    /// The layers below these flags; reads nothing yet.
    #[must_use]
    pub fn new(overrides: Overrides) -> Self {
        Self {
            overrides,
            ..Self::default()
        }
    }

    /// Where the user's file is, or would be.
    ///
    /// # Errors
    /// When none is named and the user has no home directory.
    pub fn user_path(&self) -> Result<PathBuf> {
        let named = self.overrides.config.clone();
        named
            .or_else(|| env::get(&env::CONFIG).map(PathBuf::from))
            .or_else(|| env::config_dir().map(|dir| dir.join(USER_FILE)))
            .ok_or_else(|| {
                Error::failed("there is no home directory to keep settings in")
                    .hint("name a file with --config FILE")
            })
    }

    /// Where the project's file is: in the working directory or the nearest above it, up to the
    /// home directory.
    #[must_use]
    pub fn project_path(&self) -> Option<PathBuf> {
        let home = env::home_dir();
        let from = env::working_dir()?;
        for dir in from.ancestors() {
            let path = dir.join(PROJECT_FILE);
            if path.is_file() {
                return Some(path);
            }
            if home.as_deref() == Some(dir) {
                break;
            }
        }
        None
    }

    /// The user's file. Without a home directory it is an empty one.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn user(&self) -> Result<&File, Broken> {
        let read = self.user.get_or_init(|| {
            let path = self.user_path().unwrap_or_default();
            let file = File::read(&path, Role::User)?;
            self.warn(&file.warnings);
            Ok(file)
        });
        read.as_ref().map_err(Clone::clone)
    }

    /// The project's file; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn project(&self) -> Result<Option<&File>, Broken> {
        let read = self.project.get_or_init(|| {
            let Some(path) = self.project_path() else {
                return Ok(None);
            };
            if owner::is_planted(&path) {
                let path = path.display();
                self.warn(&[format!("{path} belongs to another user and is not used")]);
                return Ok(None);
            }
            let file = File::read(&path, Role::Project)?;
            self.warn(&file.warnings);
            Ok(Some(file))
        });
        read.as_ref().map(Option::as_ref).map_err(Clone::clone)
    }

    fn warn(&self, warnings: &[String]) {
        let mut known = self.warnings.borrow_mut();
        for warning in warnings {
            if !known.contains(warning) {
                known.push(warning.clone());
            }
        }
    }

    /// What is yet to be told about the files that were read; each thing once.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<String> {
        let known = self.warnings.borrow();
        let told = self.told.replace(known.len());
        known[told..].to_vec()
    }

    /// A setting's value from the highest layer that has one.
    ///
    /// # Errors
    /// When a flag or variable has another shape; when a file that is needed cannot be used and
    /// the setting is strict.
    pub fn get(&self, setting: &'static Setting) -> Result<Option<Found>> {
        if let Some(found) = self.above_files(setting)? {
            return Ok(Some(found));
        }
        let project = self.project().and_then(|file| match file {
            None => Ok(None),
            Some(file) => {
                let value = file.get(setting)?;
                Ok(value.map(|value| (value, Origin::Project(file.path.clone()))))
            }
        });
        if let Some((value, origin)) = self.unless_broken(project, setting)? {
            return Ok(Some(Found { value, origin }));
        }
        if setting.in_profiles
            && let Some(found) = self.in_profile(setting)?
        {
            return Ok(Some(found));
        }
        let user = self.user().and_then(|file| {
            let value = file.get(setting)?;
            Ok(value.map(|value| (value, Origin::User(file.path.clone()))))
        });
        if let Some((value, origin)) = self.unless_broken(user, setting)? {
            return Ok(Some(Found { value, origin }));
        }
        let default = setting
            .default
            .and_then(|text| Value::from_text(setting.shape, text));
        Ok(default.map(|value| Found {
            value,
            origin: Origin::Default,
        }))
    }

    fn above_files(&self, setting: &'static Setting) -> Result<Option<Found>> {
        let mut flags = self.overrides.settings.iter();
        let flag = flags.find(|(given, _)| given.name == setting.name);
        let (text, origin) = if let Some((_, text)) = flag {
            (text.clone(), Origin::Flag(setting.flag))
        } else if let Some(variable) = setting.variable
            && let Some(text) = env::get(variable)
        {
            (text, Origin::Variable(variable.name))
        } else {
            return Ok(None);
        };
        match Value::from_os(setting.shape, text) {
            Some(value) => Ok(Some(Found { value, origin })),
            None => Err(Error::usage(format!(
                "{origin} has to be {}",
                setting.shape.about()
            ))),
        }
    }

    /// What a file says; nothing when it is broken and the setting can do without.
    fn unless_broken<T>(
        &self,
        read: Result<Option<T>, Broken>,
        setting: &Setting,
    ) -> Result<Option<T>> {
        match read {
            Err(broken) if !broken.refused && !setting.strict => {
                let error = Error::from(broken);
                self.warn(&[format!("{}; nothing in it is used", error.message)]);
                Ok(None)
            }
            read => Ok(read?),
        }
    }

    fn in_profile(&self, setting: &Setting) -> Result<Option<Found>> {
        let name = self.profile()?.value.to_string();
        let file = self.user()?;
        let url = (setting.name == BASE_URL.name)
            .then(|| file.profiles.get(&name)?.base_url.clone())
            .flatten();
        Ok(url.map(|url| Found {
            value: Value::Text(url),
            origin: Origin::Profile(file.path.clone(), name),
        }))
    }

    /// The name of the profile in use.
    ///
    /// # Errors
    /// See [`Config::get`].
    pub fn profile(&self) -> Result<Found> {
        let found = self.get(&PROFILE)?;
        found.ok_or_else(|| Error::failed("no profile is named"))
    }

    /// The key in the file that `--api-key-file` names; `None` without that flag.
    ///
    /// # Errors
    /// When it cannot be read, or is no key.
    pub fn key_of_flag(&self) -> Result<Option<Key>> {
        let Some(path) = &self.overrides.api_key_file else {
            return Ok(None);
        };
        // stdin can be read only once.
        if let Some(key) = self.from_file.get() {
            return Ok(Some(key.clone()));
        }
        let origin = Origin::Flag("--api-key-file");
        let secret = key::from_file(path)?;
        let key = self.from_file.get_or_init(|| Key { secret, origin });
        Ok(Some(key.clone()))
    }

    /// The key in use; `None` when there is none.
    ///
    /// # Errors
    /// When the layer that has one cannot be read, or has something that is no key.
    pub fn key(&self) -> Result<Option<Key>> {
        if let Some(key) = self.key_of_flag()? {
            return Ok(Some(key));
        }
        let variable = env::API_KEY.name;
        if let Some(text) = env::get(&env::API_KEY) {
            let secret = key::checked(&text.to_string_lossy(), variable)?;
            let origin = Origin::Variable(variable);
            return Ok(Some(Key { secret, origin }));
        }
        let name = self.profile()?.value.to_string();
        let file = self.user()?;
        let saved = file.profiles.get(&name);
        let Some(secret) = saved.and_then(|profile| profile.api_key.as_ref()) else {
            return Ok(None);
        };
        let origin = Origin::Profile(file.path.clone(), name);
        let secret = key::checked(secret.reveal(), &origin.to_string())?;
        Ok(Some(Key { secret, origin }))
    }
}
