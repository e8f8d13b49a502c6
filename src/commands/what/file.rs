//! The events of one file or pipe, whatever it is: told by how it begins, never by its name alone.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::documents::{Documents, LONGEST, Piece};
use super::{Form, Found, Origin};
use crate::error::{Error, Result};
use crate::event::exchange::Exchange;
use crate::event::import::http::Placed;
use crate::event::import::{self, Held, NotAnEvent, curl, http};
use crate::event::lookalike;
use crate::render::out;

/// How much is looked at to tell what it is.
const HEAD: u64 = 64 << 10;

pub(super) type Input = Box<dyn BufRead + Send>;

/// A file that is being read.
pub(super) struct Reading {
    name: Arc<str>,
    documents: Option<Documents<Input>>,
    /// What one document gave and was not asked for yet.
    ready: VecDeque<Result<Found>>,
    /// Whether anything was in it.
    found: bool,
}

/// Opens a file.
pub(super) fn open(path: &Path) -> Result<Reading> {
    let name: Arc<str> = path.display().to_string().into();
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    read(
        &name,
        Box::new(BufReader::with_capacity(1 << 16, file)),
        Some(path),
    )
}

/// Reads what `input` gives; `path` is where files are looked for that it names.
pub(super) fn read(name: &Arc<str>, input: Input, path: Option<&Path>) -> Result<Reading> {
    let failed = |error: io::Error| unreadable(name, &error);
    let mut input = input;
    let (head, format) = sniff(&mut input, path).map_err(failed)?;
    let mut input: Input = Box::new(Cursor::new(head).chain(input));
    let mut reading = Reading {
        name: name.clone(),
        documents: None,
        ready: VecDeque::new(),
        found: false,
    };
    let placed = match format {
        Format::Documents => {
            reading.documents = Some(Documents::new(input));
            return Ok(reading);
        }
        Format::Http => http::read(&whole(name, &mut input)?),
        Format::Curl => {
            let folder = path.and_then(Path::parent).map(Path::to_owned);
            curl::read(&whole(name, &mut input)?, &mut |file| {
                beside(folder.as_deref(), file)
            })
        }
        Format::Unknown(looks) => vec![(1, Err(looks.into()))],
    };
    reading.requests(placed);
    Ok(reading)
}

enum Format {
    Documents,
    Http,
    Curl,
    Unknown(lookalike::Lookalike),
}

/// What was read to tell the format, and the format.
fn sniff(input: &mut Input, path: Option<&Path>) -> io::Result<(Vec<u8>, Format)> {
    let mut head = Vec::new();
    let ending = path
        .and_then(Path::extension)
        .and_then(|ending| ending.to_str());
    let is_script = matches!(ending, Some("sh" | "curl"));
    loop {
        let start = head.len();
        let room = HEAD - (start as u64).min(HEAD);
        let read = Read::take(&mut *input, room).read_until(b'\n', &mut head)?;
        let line = head[start..].trim_ascii();
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let format = if line.first().is_some_and(|byte| matches!(byte, b'{' | b'[')) {
            Format::Documents
        } else if http::is_request_line(line) || http::is_separator(line) {
            Format::Http
        } else if curl::is_command(line) {
            Format::Curl
        } else if is_binary(&head) {
            Format::Unknown(lookalike::of_bytes(&head))
        } else if read == 0 || !(line.is_empty() || is_comment(line) || is_script) {
            Format::Documents
        } else {
            continue;
        };
        return Ok((head, format));
    }
}

fn is_comment(line: &[u8]) -> bool {
    line.starts_with(b"#") || line.starts_with(b"//")
}

fn is_binary(head: &[u8]) -> bool {
    let is_cut =
        |error: std::str::Utf8Error| error.error_len().is_none() && head.len() as u64 >= HEAD;
    head.contains(&0) || std::str::from_utf8(head).is_err_and(|error| !is_cut(error))
}

/// All of a file that cannot be read in pieces.
fn whole(name: &str, input: &mut Input) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    let limit = LONGEST as u64 + 1;
    let read = Read::take(input, limit).read_to_end(&mut text);
    let read = read.map_err(|error| unreadable(name, &error))?;
    if read > LONGEST {
        return Err(Error::failed(format!(
            "{name} is longer than {} MiB",
            LONGEST >> 20
        )));
    }
    Ok(text)
}

/// A file that a command names, looked for beside the one it stands in.
fn beside(folder: Option<&Path>, file: &str) -> Result<Vec<u8>, String> {
    let path = folder.map_or_else(|| PathBuf::from(file), |folder| folder.join(file));
    fs::read(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

impl Reading {
    pub(super) fn next(&mut self) -> Option<Result<Found>> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            let Some(piece) = self.documents.as_mut().and_then(Iterator::next) else {
                self.documents = None;
                let was_found = std::mem::replace(&mut self.found, true);
                let nothing = || Error::failed(format!("{} holds no event", self.name));
                return (!was_found).then(|| Err(nothing()));
            };
            let piece = match piece {
                Ok(piece) => piece,
                Err(error) => {
                    self.documents = None;
                    self.found = true;
                    return Some(Err(unreadable(&self.name, &error)));
                }
            };
            self.piece(piece);
        }
    }

    fn piece(&mut self, piece: Piece) {
        let was_found = std::mem::replace(&mut self.found, true);
        match piece {
            Piece::Event(line, exchange) => self.give(line, exchange, true, Form::Exchange),
            Piece::Document(line, bytes, ends) => match import::checked(&bytes.into(), ends) {
                Ok(Held::Ours(exchange)) => self.give(line, *exchange, true, Form::Exchange),
                Ok(Held::Body(exchange)) => self.give(line, *exchange, false, Form::Body),
                Ok(Held::Nothing) => self.found = was_found,
                Ok(Held::Requests(found, others)) => self.entries(line, found, others),
                Err(why) => self.refuse(line, why),
            },
            Piece::Broken(line, why) => self.refuse(line, why.into()),
            Piece::Junk(first, last, sample) => {
                // The whole file, as far as was read: what is it?
                if !was_found {
                    return self.refuse(first, lookalike::of_bytes(&sample).into());
                }
                let lines = if first == last {
                    "this line is not JSON".to_owned()
                } else {
                    format!("the lines from here to {last} are not JSON")
                };
                self.refuse(first, lines.into());
            }
        }
    }

    fn entries(&mut self, line: u64, found: Vec<(Exchange, bool)>, others: usize) {
        if found.is_empty() {
            let why = format!("none of its {others} entries posts anything");
            return self.refuse(line, why.into());
        }
        if others > 0 {
            let all = found.len() + others;
            let name = &self.name;
            out::warn(&format!(
                "{name}: {others} of {all} entries post nothing and are left out"
            ));
        }
        // Entries are told apart by their number: they may all stand on one line.
        for (number, (exchange, is_ours)) in (1..).zip(found) {
            self.give(number, exchange, is_ours, Form::Exchange);
        }
    }

    fn requests(&mut self, placed: Vec<Placed>) {
        self.found = !placed.is_empty();
        for (line, request) in placed {
            match request {
                Ok(exchange) => self.give(line, exchange, false, Form::Request),
                Err(why) => self.refuse(line, why),
            }
        }
    }

    fn give(&mut self, line: u64, exchange: Exchange, is_ours: bool, form: Form) {
        let name = self.name.clone();
        let origin = Origin::File {
            name,
            line,
            is_ours,
        };
        self.ready.push_back(Ok(Found {
            exchange,
            origin,
            form,
        }));
    }

    fn refuse(&mut self, line: u64, NotAnEvent { why, hint }: NotAnEvent) {
        let error = Error::failed(format!("{}:{line}: {why}", self.name));
        self.ready.push_back(Err(match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }));
    }
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    Error::failed(format!("{name} cannot be read: {error}"))
}
