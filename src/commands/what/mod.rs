//! Finds the events that a command line names, one by one: `last`, `last:3`, `last:tool-calls`,
//! `call:ID`, an id or the beginning of one, a file, a directory, `-`.
//!
//! However long a source is, one event of it is in memory. What is broken is an item like the
//! others, with its file and line: the events behind it still come, and [`Sources::exit_code`] is 1.

pub(super) mod directory;
mod documents;
mod file;
mod record;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::event::exchange::Exchange;
use crate::event::id::EventId;
use crate::render::out;
use crate::store::Store;

/// How events are named, for hints.
const FORMS: &str = "an event is named by its id or how it begins, last, last:3, \
                     last:tool-calls, call:ID, a file, a directory, or - for stdin";

/// What stdin is called as the place of an event.
pub(super) const STDIN: &str = "stdin";

/// How events are named, for help texts.
pub(super) const WHAT: &str = "Which events: an id or how it begins, last (the newest), last:3 \
                               (the newest three), last:tool-calls (the newest of a type), call:ID \
                               (all of a call), a file (a body, lines of --json, HAR, curl \
                               commands, a saved request), a directory of such files, or - for \
                               stdin";

/// An event, and where it came from.
#[derive(Debug)]
pub(super) struct Found {
    /// The event.
    pub exchange: Exchange,
    /// Where it stands.
    pub origin: Origin,
    /// What it was there.
    pub form: Form,
}

/// What an event was before it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// An exchange, with the time when it was received.
    Exchange,
    /// A request, whose time is only what its body says, or now.
    Request,
    /// A body: its headers are made up.
    Body,
}

/// Where an event came from; displayed as `7r3k0m2qx` or `calls.ndjson:3`.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// The record.
    Record(EventId),
    /// A file, or stdin, and a line.
    File {
        /// As it was named.
        name: Arc<str>,
        /// The line that it begins on.
        line: u64,
        /// Whether it is a line of ours, with an id of ours.
        is_ours: bool,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(id) => f.write_str(&id.short()),
            Self::File { name, line, .. } => write!(f, "{name}:{line}"),
        }
    }
}

/// The events that some names name, in that order.
pub(super) struct Sources {
    queue: VecDeque<Source>,
    current: Option<file::Reading>,
    store: Option<Store>,
    failed: bool,
}

/// One name, known to stand for something.
enum Source {
    Stdin,
    File(PathBuf),
    Directory(directory::Files),
    Recorded(std::vec::IntoIter<EventId>),
}

/// Opens what `names` name. Nothing is read yet, but what is not there is said.
///
/// # Errors
/// When a name names nothing.
pub(super) fn open(names: &[String], context: &Context) -> Result<Sources> {
    let mut sources = Sources {
        queue: VecDeque::new(),
        current: None,
        store: None,
        failed: false,
    };
    for name in names {
        let source = sources.source(name, context)?;
        sources.queue.push_back(source);
    }
    Ok(sources)
}

/// The events that `names` name, all of them in memory.
///
/// # Errors
/// When a name names nothing, or one of the events cannot be read.
pub(super) fn find(names: &[String], context: &Context) -> Result<Vec<Exchange>> {
    open(names, context)?
        .map(|found| found.map(|found| found.exchange))
        .collect()
}

/// The events that `input` gives, which is called `name`; `path` is where files are looked for that
/// it names.
///
/// # Errors
/// When it cannot be read.
pub(super) fn reading(name: &Arc<str>, input: file::Input, path: Option<&Path>) -> Result<Sources> {
    Ok(Sources {
        queue: VecDeque::new(),
        current: Some(file::read(name, input, path)?),
        store: None,
        failed: false,
    })
}

/// Recorded events, in this order.
pub(super) fn recorded(store: Store, ids: Vec<EventId>, failed: bool) -> Sources {
    Sources {
        queue: VecDeque::from([Source::Recorded(ids.into_iter())]),
        current: None,
        store: Some(store),
        failed,
    }
}

/// The ids of the recorded events that `names` name.
///
/// # Errors
/// When a name names nothing, or a file.
pub(super) fn ids(names: &[String], context: &Context) -> Result<Vec<EventId>> {
    let mut found = Vec::new();
    for source in open(names, context)?.queue {
        let Source::Recorded(ids) = source else {
            return Err(
                Error::usage("only recorded events can be named here, not files")
                    .hint("the recorded events: vapihook events list"),
            );
        };
        found.extend(ids);
    }
    Ok(found)
}

impl Sources {
    fn source(&mut self, name: &str, context: &Context) -> Result<Source> {
        if name == "-" {
            return Ok(Source::Stdin);
        }
        let path = Path::new(name);
        let recorded = if let Some(which) = record::which_last(name) {
            record::last(self.store(context)?, which)?
        } else if let Some(call) = name.strip_prefix("call:") {
            record::call(self.store(context)?, call)?
        } else if path.is_dir() {
            return directory::Files::of(path).map(Source::Directory);
        } else if path.exists() {
            return Ok(Source::File(path.to_owned()));
        } else if EventId::range_of_prefix(name).is_none() {
            let message = format!("there is no event or file \"{}\"", name.escape_debug());
            return Err(Error::not_found(message).hint(FORMS));
        } else {
            vec![self.store(context)?.resolve(name)?]
        };
        Ok(Source::Recorded(recorded.into_iter()))
    }

    fn store(&mut self, context: &Context) -> Result<&Store> {
        let store = match self.store.take() {
            Some(store) => store,
            None => context.store()?,
        };
        Ok(self.store.insert(store))
    }

    /// The next event that can be read; what cannot is told on stderr.
    pub(super) fn next_told(&mut self) -> Option<Found> {
        loop {
            match self.next()? {
                Ok(found) => return Some(found),
                Err(error) => out::error(&error),
            }
        }
    }

    /// 1 when something could not be read, else 0.
    pub(super) fn exit_code(&self) -> u8 {
        if self.failed {
            Kind::Failed.exit_code()
        } else {
            0
        }
    }

    fn step(&mut self) -> Option<Result<Found>> {
        loop {
            if let Some(reading) = &mut self.current {
                match reading.next() {
                    None => self.current = None,
                    found => return found,
                }
            }
            let reading = match self.queue.front_mut()? {
                Source::Recorded(ids) => {
                    let Some(id) = ids.next() else {
                        self.queue.pop_front();
                        continue;
                    };
                    // One that was pruned meanwhile is left out.
                    match self.store.as_ref()?.get(id).transpose() {
                        None => continue,
                        Some(exchange) => {
                            let origin = Origin::Record(id);
                            let form = Form::Exchange;
                            return Some(exchange.map(|exchange| Found {
                                exchange,
                                origin,
                                form,
                            }));
                        }
                    }
                }
                Source::Directory(files) => {
                    let Some(next) = files.next() else {
                        self.queue.pop_front();
                        continue;
                    };
                    next.and_then(|path| file::open(&path))
                }
                Source::File(path) => {
                    let reading = file::open(path);
                    self.queue.pop_front();
                    reading
                }
                Source::Stdin => {
                    self.queue.pop_front();
                    let input = Box::new(BufReader::new(io::stdin()));
                    file::read(&STDIN.into(), input, None)
                }
            };
            match reading {
                Ok(reading) => self.current = Some(reading),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Iterator for Sources {
    type Item = Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.step();
        self.failed |= matches!(next, Some(Err(_)));
        next
    }
}
