//! What the contract says of answers, with what the project's settings ignore taken out.

use std::sync::{Mutex, PoisonError};

use crate::config::Found;
use crate::config::setting::{CHECK_IGNORE, nearest};
use crate::config::value::Value;
use crate::context::Context;
use crate::contract::setup::Setup;
use crate::contract::{self, Session};
use crate::error::{Error, Result};
use crate::event::exchange::Exchange;
use crate::event::finding::{Finding, Judged};

/// Judges answers. The default ignores nothing.
#[derive(Debug, Default)]
pub struct Judge {
    /// Rules and why they are ignored.
    ignored: Vec<(&'static str, String)>,
    session: Mutex<Session>,
}

impl Judge {
    /// A judge as the settings want it.
    ///
    /// # Errors
    /// When they ignore a rule that does not exist, or say no reason.
    pub fn new(context: &Context) -> Result<Self> {
        // A file that cannot be used is told by what needs it.
        let Some(Found { value, origin }) = context.config().get(&CHECK_IGNORE)? else {
            return Ok(Self::default());
        };
        let Value::Map(pairs) = value else {
            return Ok(Self::default());
        };
        let name = CHECK_IGNORE.name;
        let ignored = pairs.into_iter().map(|(id, reason)| {
            let rule = rule(&id).map_err(|mut error| {
                error.message = format!("`{name}`: {} ({origin})", error.message);
                error
            })?;
            if reason.trim().is_empty() {
                let message = format!("`{name}` has no reason for {rule} ({origin})");
                let hint = format!("say why: {rule} = \"our gateway does this\"");
                return Err(Error::usage(message).hint(hint));
            }
            Ok((rule, reason))
        });
        Ok(Self {
            ignored: ignored.collect::<Result<_>>()?,
            session: Mutex::default(),
        })
    }

    /// Judges one exchange by itself.
    pub fn one(&self, exchange: &Exchange) -> Judged {
        self.without_ignored(contract::judge(exchange))
    }

    /// Judges the next exchange of a run: also by those before it.
    pub fn next(&self, exchange: &Exchange) -> Judged {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let judged = session.judge(exchange);
        drop(session);
        self.without_ignored(judged)
    }

    /// Judges a configuration.
    pub fn setup(&self, setup: &Setup<'_>) -> Vec<Finding> {
        let findings = contract::setup::check(setup);
        let judged = self.without_ignored(Judged {
            findings,
            ..Judged::default()
        });
        judged.findings
    }

    fn without_ignored(&self, mut judged: Judged) -> Judged {
        for (id, reason) in &self.ignored {
            let ignored = judged.findings.extract_if(.., |finding| finding.id == *id);
            let ignored = ignored.map(|finding| (finding, reason.clone()));
            judged.ignored.extend(ignored);
        }
        judged
    }
}

/// The id of the rule that is named.
///
/// # Errors
/// [`crate::error::Kind::Usage`], with what may have been meant.
pub fn rule(text: &str) -> Result<&'static str> {
    if let Some(rule) = contract::find(text.trim()) {
        return Ok(rule.id);
    }
    let error = Error::usage(format!("there is no rule \"{}\"", text.trim()));
    let wanted = text.trim().to_ascii_uppercase();
    Err(
        match nearest(&wanted, contract::rules().map(|rule| rule.id)) {
            Some(id) => error.hint(format!("did you mean {id}? vapihook check --explain {id}")),
            None => error.hint("they are VW001 and up; docs/rules.md lists them all"),
        },
    )
}
