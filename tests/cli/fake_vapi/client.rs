//! The library's API client, for tests of what is below the command line.

use std::time::Duration;

use serde_json::Value;
use vapihook::api::client::{Client, Settings};
use vapihook::error::Result;
use vapihook::secret::Secret;

use super::Vapi;
use crate::sandbox::PATIENCE;

/// Patient with answers, quick to try again.
pub const SETTINGS: Settings = Settings {
    timeout: PATIENCE,
    first_pause: Duration::from_millis(1),
};

impl Vapi {
    /// A client with the key that is accepted.
    pub fn client(&self) -> Client {
        client(&self.url(), self.key(), SETTINGS)
    }

    pub fn client_get(&self, path: &str) -> Result<Value> {
        block_on(self.client().get(path))
    }

    pub fn client_patch(&self, path: &str, body: &Value) -> Result<Value> {
        block_on(self.client().patch(path, body))
    }
}

/// A client of this URL with this key.
pub fn client(url: &str, key: &str, settings: Settings) -> Client {
    Client::new(url, &Secret::new(key.to_owned()), settings).expect("a client")
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}
