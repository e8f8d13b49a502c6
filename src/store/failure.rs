//! What a failed write means and what is done about it, and the errors in words.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::Error;

/// Why something was not written.
pub(super) struct Failure {
    pub error: Error,
    pub course: Course,
}

impl Failure {
    pub fn not_open(error: Error) -> Self {
        Self {
            error,
            course: Course::NotOpen,
        }
    }

    pub fn damaged() -> Self {
        Self {
            error: Error::failed("the record is damaged"),
            course: Course::Leave,
        }
    }

    /// Too much waited for the disk; events were refused.
    pub fn too_slow() -> Self {
        Self {
            error: Error::failed("the disk was stuck and too much waited to be recorded")
                .hint("look at the disk, or record elsewhere with --store FILE"),
            course: Course::Reopen,
        }
    }
}

/// What to do about a failure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// Another process holds the file: keep the events and try again.
    Wait,
    /// The rows one by one: one may be the cause, or the last that fits.
    Singly,
    /// Open the file anew at a later batch.
    Reopen,
    /// It could not be opened.
    NotOpen,
    /// Never write to it again.
    Leave,
}

impl Course {
    pub fn after(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Wait,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Leave,
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied,
            ) => Self::Reopen,
            _ => Self::Singly,
        }
    }
}

const ELSEWHERE: &str = "record elsewhere with --store FILE; this file was left as it is";

pub(super) fn unusable(path: &Path, why: &str) -> Error {
    Error::failed(format!("{} cannot hold the record: {why}", path.display())).hint(ELSEWHERE)
}

pub(super) fn foreign(path: &Path) -> Error {
    Error::failed(format!("{} is not a record of vapihook", path.display())).hint(ELSEWHERE)
}

pub(super) fn unwritable(path: &Path, why: &str) -> Error {
    Error::failed(format!("{} cannot be written: {why}", path.display()))
        .hint("record elsewhere with --store FILE")
}

pub(super) fn newer(path: &Path, version: i32) -> Error {
    let message = format!(
        "{} was written by a newer vapihook (its version is {version}, this one knows {})",
        path.display(),
        super::schema::VERSION
    );
    Error::failed(message).hint(format!("update vapihook, or {ELSEWHERE}"))
}

pub(super) fn nothing_yet(path: &Path) -> Error {
    Error::not_found(format!("nothing is recorded yet in {}", path.display()))
        .hint("record something: vapihook listen -f 3000")
}

/// Our error for what `SQLite` says about the file.
pub(super) fn failed(path: &Path, error: &rusqlite::Error) -> Error {
    let shown = path.display();
    let (message, hint) = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => return foreign(path),
        Some(ErrorCode::DatabaseCorrupt) => (format!("{shown} is damaged: {error}"), ELSEWHERE),
        Some(ErrorCode::DiskFull) => (
            format!("{shown} cannot grow: {error}"),
            "make room on that disk, or record elsewhere with --store FILE",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            format!("{shown} is locked by another process"),
            "end the process that holds it",
        ),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => (
            format!("{shown} cannot be used: {error}"),
            "check the permissions of the file and its directory, or use --store FILE",
        ),
        _ => (
            format!("{shown}: {error}"),
            "look at the disk, or use --store FILE",
        ),
    };
    Error::failed(message).hint(hint)
}
