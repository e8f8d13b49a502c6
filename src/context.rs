//! What every command shares: the global flags joined with the configuration. Everything is
//! resolved when it is asked for, so that a command fails only over what it needs.

use std::path::PathBuf;

use crate::error::{Error, Kind, Result};
use crate::render::reporter::Format;
pub use crate::render::style::Color;
use crate::render::style::Style;
use crate::secret::Secret;
use crate::store::Store;
use crate::{api, config};

/// The record's file in the data directory.
const STORE_FILE: &str = "events.db";

/// The global flags, as given.
#[derive(Debug, Default)]
pub struct Flags {
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
    flags: Flags,
    /// How to write to stdout.
    pub style: Style,
}

impl Context {
    /// A context; looks at the terminal, touches nothing else.
    #[must_use]
    pub fn new(flags: Flags) -> Self {
        let style = Style::detect(flags.color, config::get(&config::NO_COLOR).is_some());
        Self { flags, style }
    }

    /// Whether stdout is for programs.
    #[must_use]
    pub fn json(&self) -> bool {
        self.flags.json
    }

    /// How a run is shown; `chosen` is what a command's own flag asks for.
    #[must_use]
    pub fn format(&self, chosen: Format) -> Format {
        match &self.flags {
            Flags { json: true, .. } => Format::Json,
            Flags { quiet: true, .. } => Format::Quiet,
            Flags { verbose: true, .. } => Format::Pretty,
            _ => chosen,
        }
    }

    /// The record's file: `--store`, else `VAPIHOOK_STORE`, else in the data directory.
    ///
    /// # Errors
    /// When none is named and the user has no home directory.
    pub fn store_path(&self) -> Result<PathBuf> {
        self.flags
            .store
            .clone()
            .or_else(|| config::get(&config::STORE).map(PathBuf::from))
            .or_else(|| config::data_dir().map(|dir| dir.join(STORE_FILE)))
            .ok_or_else(|| {
                Error::failed("there is no home directory to keep the record in")
                    .hint("name a file with --store FILE")
            })
    }

    /// The client of Vapi's API.
    ///
    /// # Errors
    /// When there is no key.
    pub fn api(&self) -> Result<api::Client> {
        let text = |variable| config::get(variable).and_then(|value| value.into_string().ok());
        let key = text(&config::API_KEY).ok_or_else(|| {
            Error::new(Kind::Credentials, "there is no API key")
                .hint("set VAPI_API_KEY to the private key from dashboard.vapi.ai")
        })?;
        let region = text(&config::BASE_URL);
        let base_url = api::region::base_url(region.as_deref().unwrap_or("us"))?;
        api::Client::new(
            &base_url,
            &Secret::new(key),
            api::client::Settings::default(),
        )
    }

    /// The record, for reading.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn store(&self) -> Result<Store> {
        Store::open_existing(&self.store_path()?)
    }
}
