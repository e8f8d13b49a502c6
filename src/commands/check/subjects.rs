//! What is to be checked, one after the other: a file with a million lines is not held in memory.

use super::{Args, Subject, answer};
use crate::commands::what::{self, Found, Origin, Sources};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::render::out;

/// The events that are named, those with an answer.
pub(super) struct Subjects {
    sources: Sources,
    /// The only one, with its answer from a file.
    given: Option<Subject>,
    checked: u64,
    unanswered: Option<(String, u64)>,
}

impl Subjects {
    /// Opens what the arguments name.
    ///
    /// # Errors
    /// When a name names nothing, or the answer in a file cannot be read.
    pub fn open(args: &Args, context: &Context) -> Result<Self> {
        let names: Vec<String> = match &args.event {
            Some(event) => vec![event.clone()],
            None if args.what.is_empty() => vec!["last".to_owned()],
            None => args.what.clone(),
        };
        if args.response.as_deref() == Some("-") && names.iter().any(|name| name == "-") {
            return Err(Error::usage("stdin is either the event or its answer")
                .hint("put one of them in a file"));
        }
        let mut subjects = Self {
            sources: what::open(&names, context)?,
            given: None,
            checked: 0,
            unanswered: None,
        };
        if let Some(file) = &args.response {
            let first = subjects.sources.next().transpose()?;
            let (Some(found), None) = (first, subjects.sources.next()) else {
                return Err(
                    Error::usage("one answer can be checked for one event alone")
                        .hint("name the event: --event FILE, or an id"),
                );
            };
            let mut subject = Subject::from(found);
            subject.exchange.delivery = Some(answer::delivery(args, answer::read(file)?));
            subject.file = (file != "-").then(|| (file.clone(), 1));
            subjects.given = Some(subject);
        }
        Ok(subjects)
    }

    /// The next that has an answer; what cannot be read is told.
    pub fn next(&mut self) -> Result<Option<Subject>> {
        if let Some(subject) = self.given.take() {
            self.checked += 1;
            return Ok(Some(subject));
        }
        while let Some(found) = self.sources.next_told() {
            let subject = Subject::from(found);
            if subject.exchange.delivery.is_some() {
                self.checked += 1;
                return Ok(Some(subject));
            }
            let name = &subject.exchange.arrival.event().name;
            let (_, count) = self.unanswered.get_or_insert_with(|| (name.to_string(), 0));
            *count += 1;
        }
        self.none_at_all()
    }

    /// Nothing more; an error when nothing was checked for want of an answer.
    fn none_at_all(&self) -> Result<Option<Subject>> {
        match &self.unanswered {
            Some((name, _)) if self.checked == 0 => {
                let message = format!("there is no answer to this {name} event");
                let hint = "give the answer's body with --response FILE";
                Err(Error::usage(message).hint(hint))
            }
            _ => Ok(None),
        }
    }

    /// Says what was not checked; the result is 1 when something could not be read.
    pub fn end(self) -> Result<u8> {
        let unread = self.sources.exit_code();
        if self.checked == 0 && unread == 0 {
            return Err(Error::not_found("there is no event in what is named"));
        }
        if let Some((name, count)) = self.unanswered {
            out::warn(&format!(
                "{count} without an answer not checked, the first a {name}"
            ));
        }
        Ok(unread)
    }
}

impl From<Found> for Subject {
    fn from(found: Found) -> Self {
        let file = match &found.origin {
            Origin::File { name, line, .. } if &**name != "stdin" => {
                Some((name.to_string(), *line))
            }
            _ => None,
        };
        Self {
            exchange: found.exchange,
            file,
        }
    }
}
