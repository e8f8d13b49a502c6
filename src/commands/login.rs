//! `login`: saves an API key in a profile, once Vapi has accepted it.

use std::io::IsTerminal;
use std::time::Duration;

use serde_json::json;

use crate::api::probe::probe;
use crate::config::edit::{self, Change};
use crate::config::env::{self, API_KEY};
use crate::config::file::Role;
use crate::config::key::{checked, fingerprint};
use crate::config::setting::{BASE_URL, PROFILE};
use crate::config::{Found, Origin};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::render::out;
use crate::secret::Secret;

/// The longest wait for Vapi's answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Arguments of `login`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The private key is in dashboard.vapi.ai, under API Keys. It is asked for without showing it, checked
against the API, and saved in your own settings, readable by nobody else. With --base-url, the
profile keeps that too.

Examples:
  vapihook login
  vapihook login --profile eu --base-url eu
  pass vapi/key | vapihook login --api-key-file -")]
pub struct Args {}

/// Runs `login`; the result is the exit code.
///
/// # Errors
/// When there is no key, Vapi refuses it or cannot be asked, or it cannot be saved.
pub fn run(_args: &Args, context: &Context) -> Result<u8> {
    let config = context.config();
    // Nobody types a key only to hear that it cannot be kept.
    let path = config.user_path()?;
    config.user()?;
    let profile = config.profile()?;
    let name = profile.value.to_string();
    let (base_url, base_origin) = context.base_url()?;

    let secret = match config.key_of_flag()? {
        Some(key) => key.secret,
        None => ask(&name)?,
    };
    let answer = super::runtime()?.block_on(probe(&base_url, Some(&secret), PATIENCE))?;
    answer.accepted.map_err(|mut error| {
        error.message += "; nothing was saved";
        error
    })?;

    let mark = fingerprint(&secret);
    let mut changes = vec![(
        vec!["profiles", &name, "api_key"],
        Change::SetSecret(secret),
    )];
    if matches!(base_origin, Origin::Flag(_)) {
        let Some(Found { value, .. }) = config.get(&BASE_URL)? else {
            return Err(Error::failed("no API is named"));
        };
        changes.push((vec!["profiles", &name, BASE_URL.name], Change::Set(value)));
    }
    edit::apply(&path, Role::User, changes)?;

    if context.json() {
        out::data_line(
            &json!({
                "v": 1,
                "type": "login",
                "profile": name,
                "file": path,
                "base_url": base_url,
                "fingerprint": mark,
            })
            .to_string(),
        );
        return Ok(0);
    }
    if !context.quiet() {
        let file = path.display();
        out::talk(&format!(
            "{base_url} accepted the key {mark}; saved as profile {name} in {file}"
        ));
        if matches!(profile.origin, Origin::Flag(_) | Origin::Variable(_)) {
            out::talk(&format!(
                "use it with --profile {name}, or always: vapihook config set {} {name}",
                PROFILE.name
            ));
        }
    }
    if env::get(&API_KEY).is_some() {
        out::warn(&format!(
            "{} is set and wins over what is saved",
            API_KEY.name
        ));
    }
    Ok(0)
}

/// Asks for a key on the terminal.
fn ask(profile: &str) -> Result<Secret> {
    if !std::io::stdin().is_terminal() {
        return Err(Error::usage("there is no terminal to ask for the key on")
            .hint("read it from a file: vapihook login --api-key-file FILE (- for stdin)"));
    }
    let prompt = format!("Vapi private API key for profile {profile} (not shown): ");
    let typed = rpassword::prompt_password(prompt)
        .map(Secret::new)
        .map_err(|error| Error::failed(format!("the key cannot be asked for: {error}")))?;
    checked(typed.reveal().trim(), "the terminal")
}
