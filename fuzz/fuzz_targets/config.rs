//! Any settings file is read or refused in words, and no refusal repeats what stands in it as a
//! key.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use vapihook::config::file::{File, Role};
use vapihook::error::Error;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data).into_owned();
    for role in [Role::User, Role::Project] {
        if let Err(broken) = File::parse(Path::new("settings.toml"), Some(text.clone()), role) {
            let error = Error::from(broken);
            assert!(!error.message.is_empty());
        }
    }
});
