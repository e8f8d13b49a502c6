//! What `doctor` found: a line for each check, and the command that mends it.

use colored::Colorize;
use serde_json::{Value, json};

use super::text::escape;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Works.
    Ok,
    /// Works, but.
    Warn,
    /// Does not work.
    Fail,
}

impl Status {
    /// Its word, on lines and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One check.
#[derive(Debug)]
pub struct Check {
    /// What was checked.
    pub name: &'static str,
    /// How it went.
    pub status: Status,
    /// What was found.
    pub detail: String,
    /// The command that mends it.
    pub fix: Option<String>,
}

impl Check {
    /// A check without a command.
    #[must_use]
    pub fn new(name: &'static str, status: Status, detail: impl Into<String>) -> Self {
        Self {
            name,
            status,
            detail: detail.into(),
            fix: None,
        }
    }

    /// Whether another check failed for what this one already tells.
    #[must_use]
    pub fn tells_of(&self, other: &Self) -> bool {
        (self.status, other.status) == (Status::Fail, Status::Fail) && self.detail == other.detail
    }

    /// The check with the command that mends it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

/// Lines for people; the last says what they amount to.
#[must_use]
pub fn text(checks: &[Check]) -> String {
    let width = checks.iter().map(|check| check.name.len()).max();
    let width = width.unwrap_or_default();
    let mut out = String::new();
    for check in checks {
        let word = format!("{:<4}", check.status.word());
        let word = match check.status {
            Status::Ok => word.green(),
            Status::Warn => word.yellow(),
            Status::Fail => word.red().bold(),
        };
        let (name, detail) = (check.name, escape(&check.detail));
        out += &format!("{word}  {name:<width$}  {detail}\n");
        if let Some(fix) = &check.fix {
            out += &format!("{:6}{:width$}  fix: {}\n", "", "", escape(fix));
        }
    }
    let count = |status| checks.iter().filter(|check| check.status == status).count();
    let [ok, warn, fail] = [Status::Ok, Status::Warn, Status::Fail].map(count);
    out + &format!("\n{ok} ok, {warn} warn, {fail} fail\n")
}

/// One object.
#[must_use]
pub fn json(checks: &[Check]) -> Value {
    let list: Vec<Value> = checks
        .iter()
        .map(|check| {
            json!({
                "name": check.name,
                "status": check.status.word(),
                "detail": check.detail,
                "fix": check.fix,
            })
        })
        .collect();
    json!({
        "v": 1,
        "type": "doctor",
        "ok": checks.iter().all(|check| check.status != Status::Fail),
        "checks": list,
    })
}
