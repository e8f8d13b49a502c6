//! The files with settings, the key, the API and its clock.

use super::{PATIENCE, failed};
use crate::api::probe::{Probe, probe};
use crate::config::edit::is_open_to_others;
use crate::config::key::{Key, fingerprint};
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::render::health::{Check, Status};

/// An API slower than this is worth a word, in ms: a shell command makes several requests.
const SLOW: u128 = 1_500;
/// Seconds of skew that are worth a word.
const SKEW_WARN: u64 = 5;
/// Seconds of skew that a signature's timestamp does not survive.
const SKEW_FAIL: u64 = 120;

/// The user's file and the project's.
pub fn files(context: &Context) -> Vec<Check> {
    let config = context.config();
    let user = match config.user() {
        Err(broken) => failed("settings", broken.into()),
        Ok(file) => {
            let path = file.path.display();
            let check = |status, detail| Check::new("settings", status, detail);
            if !file.exists {
                check(Status::Ok, format!("none saved yet ({path})"))
            } else if is_open_to_others(&file.path) {
                check(Status::Warn, format!("others can read {path}"))
                    .fix(format!("chmod 600 '{path}'"))
            } else if let Some(first) = file.warnings.first() {
                check(Status::Warn, first.clone()).fix(format!("$EDITOR '{path}'"))
            } else {
                check(Status::Ok, path.to_string())
            }
        }
    };
    let project = match config.project() {
        Err(broken) => failed("project", broken.into()),
        Ok(None) => Check::new("project", Status::Ok, "no vapihook.toml here"),
        Ok(Some(file)) => {
            let path = file.path.display();
            match file.warnings.first() {
                Some(first) => Check::new("project", Status::Warn, first.clone())
                    .fix(format!("$EDITOR '{path}'")),
                None => Check::new("project", Status::Ok, path.to_string()),
            }
        }
    };
    vec![user, project]
}

/// What takes a question to the API: `key`, `api`, `clock`.
pub async fn asked(context: &Context) -> Vec<Check> {
    let key = context.config().key();
    let base_url = match context.base_url() {
        Ok((url, _)) => url,
        Err(error) => {
            let unknown = || Check::new("clock", Status::Warn, "not checked: no API is known");
            return vec![key_check(key, None), failed("api", error), unknown()];
        }
    };
    let secret = key.as_ref().ok().and_then(Option::as_ref);
    let secret = secret.map(|key| &key.secret);
    let answer = probe(&base_url, secret, PATIENCE).await;
    vec![
        key_check(key, answer.as_ref().ok()),
        api_check(&base_url, &answer),
        clock_check(answer.as_ref().ok()),
    ]
}

fn key_check(key: Result<Option<Key>>, answer: Option<&Probe>) -> Check {
    let key = match key {
        Err(error) => return failed("key", error),
        Ok(None) => {
            let detail = "none: what asks Vapi's API cannot run";
            return Check::new("key", Status::Warn, detail).fix("vapihook login");
        }
        Ok(Some(key)) => key,
    };
    let what = format!("{} from {}", fingerprint(&key.secret), key.origin);
    match answer.map(|answer| &answer.accepted) {
        Some(Ok(())) => Check::new("key", Status::Ok, format!("accepted: {what}")),
        Some(Err(error)) if error.kind == Kind::Credentials => {
            let hint = error.hint.as_deref();
            let why = hint.map_or_else(String::new, |hint| format!(" ({hint})"));
            let detail = format!("{what} is refused: {}{why}", error.message);
            Check::new("key", Status::Fail, detail).fix("vapihook login")
        }
        _ => Check::new("key", Status::Warn, format!("not checked: {what}")).fix("vapihook whoami"),
    }
}

fn api_check(base_url: &str, answer: &Result<Probe, Error>) -> Check {
    let check = |status, detail| Check::new("api", status, detail);
    let look = format!("curl -v '{base_url}'");
    match answer {
        Err(error) => check(Status::Fail, error.message.clone()).fix(look),
        Ok(Probe {
            accepted: Err(error),
            ..
        }) if error.kind != Kind::Credentials => {
            check(Status::Fail, error.message.clone()).fix(look)
        }
        Ok(Probe { latency, .. }) => {
            let ms = latency.as_millis();
            let detail = format!("{base_url} answers in {ms} ms");
            if ms > SLOW {
                check(Status::Warn, format!("{detail}, which is slow")).fix(look)
            } else {
                check(Status::Ok, detail)
            }
        }
    }
}

fn clock_check(answer: Option<&Probe>) -> Check {
    let Some(skew) = answer.and_then(|answer| answer.skew) else {
        let detail = "not checked: the API did not tell the time";
        return Check::new("clock", Status::Warn, detail).fix("date -u");
    };
    let seconds = skew.as_secs().unsigned_abs();
    let side = if skew.is_positive() {
        "behind"
    } else {
        "ahead"
    };
    let status = match seconds {
        0..SKEW_WARN => {
            return Check::new("clock", Status::Ok, "agrees with the API's");
        }
        SKEW_WARN..SKEW_FAIL => Status::Warn,
        _ => Status::Fail,
    };
    let detail = format!("{seconds} s {side} of the API's: signed timestamps will not fit");
    Check::new("clock", status, detail).fix(SET_CLOCK)
}

#[cfg(target_os = "macos")]
const SET_CLOCK: &str = "sudo sntp -sS time.apple.com";
#[cfg(windows)]
const SET_CLOCK: &str = "w32tm /resync";
#[cfg(not(any(target_os = "macos", windows)))]
const SET_CLOCK: &str = "sudo timedatectl set-ntp true";
