//! What every command shares: the global flags joined with the configuration. Everything is
//! resolved when it is asked for, so that a command fails only over what it needs.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::api::{self, Client, region};
use crate::config::key::Key;
use crate::config::setting::{BASE_URL, FORWARD_TO, PROFILE, STORE, Setting};
use crate::config::value::Value;
use crate::config::{self, Config, Found, Origin, Overrides};
use crate::error::{Error, Kind, Result};
use crate::render::out;
use crate::render::reporter::Format;
pub use crate::render::style::Color;
use crate::render::style::{Recorded, Style};
use crate::store::Store;

/// The record's file in the data directory.
const STORE_FILE: &str = "events.db";

/// The global flags, as given.
#[derive(Debug, Default)]
pub struct Flags {
    /// `--profile`
    pub profile: Option<String>,
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--api-key-file`
    pub api_key_file: Option<PathBuf>,
    /// `--store`
    pub store: Option<PathBuf>,
    /// `--color`
    pub color: Color,
    /// `--json`
    pub json: bool,
    /// `-q`
    pub quiet: bool,
    /// `-v`
    pub verbose: bool,
}

/// Where flags meet configuration.
#[derive(Debug)]
pub struct Context {
    config: Config,
    json: bool,
    quiet: bool,
    verbose: bool,
    /// How to write to stdout.
    pub style: Style,
}

impl Context {
    /// A context; looks at the terminal, touches nothing else.
    #[must_use]
    pub fn new(flags: Flags) -> Self {
        let style = Style::detect(flags.color, config::get(&config::NO_COLOR).is_some());
        let style = match &flags.store {
            None => style,
            Some(path) => style.recorded(Recorded::At(path.clone())),
        };
        let settings = [
            (&PROFILE, flags.profile.map(OsString::from)),
            (&BASE_URL, flags.base_url.map(OsString::from)),
            (&STORE, flags.store.map(OsString::from)),
        ];
        let overrides = Overrides {
            config: flags.config,
            api_key_file: flags.api_key_file,
            settings: settings
                .into_iter()
                .filter_map(|(setting, given)| Some((setting, given?)))
                .collect(),
        };
        Self {
            config: Config::new(overrides),
            json: flags.json,
            quiet: flags.quiet,
            verbose: flags.verbose,
            style,
        }
    }

    /// Whether stdout is for programs.
    #[must_use]
    pub fn json(&self) -> bool {
        self.json
    }

    /// Whether only what went wrong is told.
    #[must_use]
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// How a run is shown; `chosen` is what a command's own flag asks for.
    #[must_use]
    pub fn format(&self, chosen: Format) -> Format {
        match self {
            Self { json: true, .. } => Format::Json,
            Self { quiet: true, .. } => Format::Quiet,
            Self { verbose: true, .. } => Format::Pretty,
            _ => chosen,
        }
    }

    /// The layers themselves. What they have to say stays with them: see
    /// [`Context::tell_warnings`].
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Prints what the layers have to say about the files they read.
    pub fn tell_warnings(&self) {
        for warning in self.config.take_warnings() {
            out::warn(&warning);
        }
    }

    /// A setting from the highest layer that has it.
    ///
    /// # Errors
    /// See [`Config::get`].
    pub fn setting(&self, setting: &'static Setting) -> Result<Option<Found>> {
        let found = self.config.get(setting);
        self.tell_warnings();
        found
    }

    /// A setting that is a list; empty when nothing sets it.
    ///
    /// # Errors
    /// See [`Config::get`].
    pub fn list(&self, setting: &'static Setting) -> Result<Vec<String>> {
        Ok(match self.setting(setting)?.map(|found| found.value) {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        })
    }

    /// A setting that is a table; empty when nothing sets it.
    ///
    /// # Errors
    /// See [`Config::get`].
    pub fn map(&self, setting: &'static Setting) -> Result<Vec<(String, String)>> {
        Ok(match self.setting(setting)?.map(|found| found.value) {
            Some(Value::Map(pairs)) => pairs,
            _ => Vec::new(),
        })
    }

    /// The app that events go to, as far as some layer names it.
    ///
    /// # Errors
    /// See [`Config::get`].
    pub fn forward_to(&self) -> Result<Option<String>> {
        let found = self.setting(&FORWARD_TO)?;
        Ok(found.map(|found| found.value.to_string()))
    }

    /// Vapi's API: its URL, and where that is from.
    ///
    /// # Errors
    /// When what is set is neither a region nor a URL.
    pub fn base_url(&self) -> Result<(String, Origin)> {
        let found = self.setting(&BASE_URL)?;
        let Some(Found { value, origin }) = found else {
            return Err(Error::failed("no API is named"));
        };
        let url = region::base_url(&value.to_string()).map_err(|mut error| {
            error.message = format!("{} ({origin})", error.message);
            error
        })?;
        Ok((url, origin))
    }

    /// The API key.
    ///
    /// # Errors
    /// [`Kind::Credentials`] when there is none.
    pub fn key(&self) -> Result<Key> {
        let key = self.config.key();
        self.tell_warnings();
        if let Some(key) = key? {
            if let (Origin::Variable(variable), Ok(Found { value, origin })) =
                (&key.origin, self.config.profile())
                && let Origin::Flag(flag) = origin
            {
                out::warn(&format!("{variable} wins over the key of {flag} {value}"));
            }
            return Ok(key);
        }
        let profile = self.config.profile()?;
        let name = profile.value.to_string();
        let message = format!("there is no API key: profile {name} has none");
        let login = match profile.origin {
            Origin::Default => "vapihook login".to_owned(),
            _ => format!("vapihook login --profile {name}"),
        };
        Err(Error::new(Kind::Credentials, message).hint(format!(
            "save one with: {login} (or set {})",
            config::env::API_KEY.name
        )))
    }

    /// A client for Vapi's API.
    ///
    /// # Errors
    /// [`Kind::Credentials`] when there is no key, or one that cannot be sent.
    pub fn api(&self) -> Result<Client> {
        let (base_url, _) = self.base_url()?;
        let key = self.key()?;
        Client::new(&base_url, &key.secret, api::client::Settings::default())
    }

    /// The record's file: `--store`, else as set, else in the data directory.
    ///
    /// # Errors
    /// When none is named and the user has no home directory.
    pub fn store_path(&self) -> Result<PathBuf> {
        match self.setting(&STORE)?.map(|found| found.value) {
            Some(Value::Path(path)) => Ok(path),
            _ => config::data_dir()
                .map(|dir| dir.join(STORE_FILE))
                .ok_or_else(|| {
                    Error::failed("there is no home directory to keep the record in")
                        .hint("name a file with --store FILE")
                }),
        }
    }

    /// The folder of the leases' journals.
    ///
    /// # Errors
    /// When the user has no home directory.
    pub fn leases_dir(&self) -> Result<PathBuf> {
        config::data_dir()
            .map(|dir| dir.join("leases"))
            .ok_or_else(|| Error::failed("there is no home directory to keep leases in"))
    }

    /// The record, for reading.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn store(&self) -> Result<Store> {
        Store::open_existing(&self.store_path()?)
    }
}
