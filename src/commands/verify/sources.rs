//! What is checked, in jobs: a piece of a file of event lines, a body, or one event of whatever
//! else holds some. A few of them are in memory at once, whatever the size of the files.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vapihook_json::raw::Raw;

use super::super::what::directory::Files;
use super::super::what::{self, Found, Origin, Sources};
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::render::out;

/// Bytes of lines that are checked as one job.
const CHUNK: usize = 1 << 20;
/// The longest first line by which a file is told to be one of event lines.
const HEAD: usize = 32 * CHUNK;

/// Something to check.
pub(super) struct Job {
    /// Where it is from.
    pub source: Arc<str>,
    /// Whether it is the first of its file.
    pub is_first: bool,
    /// Whether it is all of its file.
    pub is_whole: bool,
    pub work: Work,
}

/// What there is to check.
pub(super) enum Work {
    /// Lines of a file of them.
    Lines(Vec<u8>),
    /// A body; the headers are those of the command line.
    Body(Vec<u8>),
    /// One event, and where it stands in its file.
    Event(Box<Found>),
}

/// What the command line names, one after the other.
pub(super) struct Jobs {
    queue: VecDeque<Named>,
    open: Option<Open>,
    /// Whether files are bodies, whatever they look like.
    bodies: bool,
    /// Buffers to use again.
    spare: Vec<Vec<u8>>,
    failed: bool,
}

enum Named {
    File(PathBuf),
    Stdin,
    Events(Box<Sources>),
}

enum Open {
    Lines(Lines),
    /// The events of a source, and the next of them.
    Events(Arc<str>, Box<Sources>, Box<Found>),
}

struct Lines {
    source: Arc<str>,
    file: Box<dyn Read + Send>,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    begun: bool,
}

impl Jobs {
    /// Finds what `names` name.
    ///
    /// # Errors
    /// When a name names nothing.
    pub fn new(names: &[String], bodies: bool, context: &Context) -> Result<Self> {
        let mut queue = VecDeque::new();
        for name in names {
            let path = Path::new(name);
            if name == "-" {
                queue.push_back(Named::Stdin);
            } else if path.is_dir() {
                for file in Files::of(path)? {
                    queue.push_back(Named::File(file?));
                }
            } else if path.exists() {
                queue.push_back(Named::File(path.to_owned()));
            } else {
                let events = what::open(std::slice::from_ref(name), context)?;
                queue.push_back(Named::Events(Box::new(events)));
            }
        }
        Ok(Self {
            queue,
            open: None,
            bodies,
            spare: Vec::new(),
            failed: false,
        })
    }

    /// Whether it is one thing alone.
    pub fn is_one(&self) -> bool {
        self.queue.len() == 1
    }

    /// Bytes of all files; `None` when there is no saying.
    pub fn size(&self) -> Option<u64> {
        let size = |named: &Named| match named {
            Named::File(path) => {
                let data = path.metadata().ok().filter(std::fs::Metadata::is_file);
                data.map(|data| data.len())
            }
            Named::Stdin => None,
            // The record is not long.
            Named::Events(_) => Some(0),
        };
        self.queue.iter().map(size).sum()
    }

    /// 1 when something could not be read, else 0.
    pub fn exit_code(&self) -> u8 {
        if self.failed {
            Kind::Failed.exit_code()
        } else {
            0
        }
    }

    /// Takes a buffer back.
    pub fn give_back(&mut self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.spare.push(buffer);
    }

    /// The next job; what cannot be read is told on stderr.
    pub fn next(&mut self) -> Option<Job> {
        loop {
            match self.step() {
                Ok(job) => return job,
                Err(error) => {
                    out::error(&error);
                    self.failed = true;
                }
            }
        }
    }

    fn step(&mut self) -> Result<Option<Job>> {
        loop {
            let job = match self.open.take() {
                Some(Open::Lines(lines)) => self.lines(lines)?,
                Some(Open::Events(name, events, next)) => {
                    Some(self.event(name, events, next, false))
                }
                None => match self.queue.pop_front() {
                    None => return Ok(None),
                    Some(Named::Events(events)) => self.events("".into(), events),
                    Some(Named::File(path)) => {
                        let name: Arc<str> = path.display().to_string().into();
                        let file = File::open(&path).map_err(|error| unreadable(&name, &error))?;
                        self.file(name, Box::new(file), Some(&path))?
                    }
                    Some(Named::Stdin) => {
                        self.file(what::STDIN.into(), Box::new(io::stdin()), None)?
                    }
                },
            };
            if job.is_some() {
                return Ok(job);
            }
        }
    }

    /// Looks at how a file begins.
    fn file(
        &mut self,
        source: Arc<str>,
        mut file: Box<dyn Read + Send>,
        path: Option<&Path>,
    ) -> Result<Option<Job>> {
        let mut head = self.spare.pop().unwrap_or_default();
        let failed = |error: io::Error| unreadable(&source, &error);
        if self.bodies {
            file.read_to_end(&mut head).map_err(failed)?;
            return Ok(Some(Job {
                source,
                is_first: true,
                is_whole: true,
                work: Work::Body(head),
            }));
        }
        let mut looked = 0;
        let first = loop {
            let ended = read_some(&mut *file, &mut head).map_err(failed)?;
            let end = memchr::memchr(b'\n', &head[looked..]).map(|at| looked + at);
            looked = head.len();
            if end.is_some() || ended || head.len() >= HEAD {
                break end.unwrap_or(head.len());
            }
        };
        if is_ours(&head[..first]) {
            return self.lines(Lines {
                source,
                file,
                rest: head,
                begun: false,
            });
        }
        let input = Box::new(BufReader::new(Cursor::new(head).chain(file)));
        let events = what::reading(&source, input, path)?;
        Ok(self.events(source, Box::new(events)))
    }

    /// The next piece of a file of lines.
    fn lines(&mut self, mut lines: Lines) -> Result<Option<Job>> {
        let mut bytes = self.spare.pop().unwrap_or_default();
        bytes.append(&mut lines.rest);
        let source = lines.source.clone();
        let is_first = !std::mem::replace(&mut lines.begun, true);
        let ended = loop {
            let ended = read_some(&mut *lines.file, &mut bytes)
                .map_err(|error| unreadable(&source, &error))?;
            if ended || memchr::memrchr(b'\n', &bytes).is_some() {
                break ended;
            }
        };
        if !ended {
            let cut = memchr::memrchr(b'\n', &bytes).map_or(bytes.len(), |end| end + 1);
            lines.rest.extend_from_slice(&bytes[cut..]);
            bytes.truncate(cut);
            self.open = Some(Open::Lines(lines));
        } else if bytes.is_empty() {
            self.give_back(bytes);
            return Ok(None);
        }
        Ok(Some(Job {
            source,
            is_first,
            is_whole: is_first && ended,
            work: Work::Lines(bytes),
        }))
    }

    fn events(&mut self, name: Arc<str>, mut events: Box<Sources>) -> Option<Job> {
        if let Some(first) = events.next_told() {
            return Some(self.event(name, events, Box::new(first), true));
        }
        self.failed |= events.exit_code() != 0;
        None
    }

    /// The event at hand; the one behind it says whether there is more.
    fn event(
        &mut self,
        name: Arc<str>,
        mut events: Box<Sources>,
        found: Box<Found>,
        is_first: bool,
    ) -> Job {
        let next = events.next_told().map(Box::new);
        let is_whole = is_first && next.is_none();
        let source = match &found.origin {
            Origin::Record(id) => id.to_string().into(),
            Origin::File { .. } if is_whole => name.clone(),
            Origin::File { .. } => found.origin.to_string().into(),
        };
        match next {
            Some(next) => self.open = Some(Open::Events(name, events, next)),
            None => self.failed |= events.exit_code() != 0,
        }
        Job {
            source,
            is_first,
            is_whole,
            work: Work::Event(found),
        }
    }
}

/// Reads on, up to a chunk; `true` at the end.
fn read_some(file: &mut dyn Read, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let goal = CHUNK.saturating_sub(bytes.len()).max(CHUNK / 4);
    bytes.reserve(goal);
    Ok(file.take(goal as u64).read_to_end(bytes)? < goal)
}

/// Whether a line is one of ours, of which a file has more.
fn is_ours(line: &[u8]) -> bool {
    let Ok(object) = Raw::parse(str::from_utf8(line).unwrap_or_default().trim()) else {
        return false;
    };
    let [version, kind, request] = object.members(["v", "type", "request"]);
    let kind = kind.and_then(Raw::as_str);
    let is_line = version.is_some_and(|version| version.text() == "1");
    kind.is_some_and(|kind| is_line || (kind == "event" && request.is_some_and(Raw::is_object)))
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    Error::failed(format!("{name} cannot be read: {error}"))
}
