//! What a failed write means, and what is done about it.

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
