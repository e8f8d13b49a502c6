//! `logout`: forgets a profile's API key.

use serde_json::json;

use crate::config::edit::{self, Change};
use crate::config::env::{self, API_KEY};
use crate::config::file::Role;
use crate::context::Context;
use crate::error::Result;
use crate::render::out;

/// Arguments of `logout`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook logout
  vapihook logout --profile eu")]
pub struct Args {}

/// Runs `logout`; the result is the exit code. No key to forget is no failure.
///
/// # Errors
/// When the settings cannot be read or written.
pub fn run(_args: &Args, context: &Context) -> Result<u8> {
    let config = context.config();
    let path = config.user_path()?;
    let name = config.profile()?.value.to_string();
    let saved = config.user()?.profiles.get(&name);
    let had_key = saved.is_some_and(|profile| profile.api_key.is_some());
    let keeps_more = saved.is_some_and(|profile| profile.base_url.is_some());
    if had_key {
        let names = if keeps_more {
            vec!["profiles", &name, "api_key"]
        } else {
            vec!["profiles", &name]
        };
        edit::apply(&path, Role::User, vec![(names, Change::Remove)])?;
    }
    if context.json() {
        let object = json!({
            "v": 1,
            "type": "logout",
            "profile": name,
            "file": path,
            "removed": had_key,
        });
        out::data_line(&object.to_string());
    } else if !context.quiet() {
        out::talk(&if had_key {
            format!(
                "removed the key of profile {name} from {}; it is valid until you delete it in \
                 dashboard.vapi.ai",
                path.display()
            )
        } else {
            format!("profile {name} has no key in {}", path.display())
        });
    }
    if env::get(&API_KEY).is_some() {
        out::warn(&format!("{} is still set", API_KEY.name));
    }
    Ok(0)
}
