//! The one error type: what went wrong, what to do about it, and the exit code it means.

use std::fmt;

/// What kind of failure this is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The command was used wrongly.
    Usage,
    /// It was tried and failed.
    Failed,
    /// A check, signature or assertion says no.
    No,
    /// A key is missing or refused.
    Credentials,
    /// What was named does not exist.
    NotFound,
    /// The local app cannot be reached.
    AppUnreachable,
    /// The network, a tunnel or Vapi's API failed.
    Network,
    /// A server URL could not be given back.
    NotRestored,
}

impl Kind {
    /// Every kind, in the order of its exit code.
    pub const ALL: [Self; 8] = [
        Self::Failed,
        Self::Usage,
        Self::No,
        Self::Credentials,
        Self::NotFound,
        Self::AppUnreachable,
        Self::Network,
        Self::NotRestored,
    ];

    /// The process exit code.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::No => 3,
            Self::Credentials => 4,
            Self::NotFound => 5,
            Self::AppUnreachable => 6,
            Self::Network => 7,
            Self::NotRestored => 8,
        }
    }

    /// What the exit code says, for the documentation.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "wrong usage",
            Self::No => "the answer is no: a check, signature or assertion failed",
            Self::Credentials => "the API key is missing or refused",
            Self::NotFound => "not found",
            Self::AppUnreachable => "the local app is unreachable",
            Self::Network => "the network, a tunnel or Vapi's API failed",
            Self::NotRestored => {
                "a server URL could not be restored; the command that repairs it is printed"
            }
        }
    }
}

/// A failure, told once: `message`, then `hint: ...` when there is something to do about it.
#[derive(Debug)]
pub struct Error {
    /// Decides the exit code.
    pub kind: Kind,
    /// One sentence, lower case, without a full stop.
    pub message: String,
    /// What to do, best a command to run.
    pub hint: Option<String>,
}

impl Error {
    /// An error without a hint.
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
        }
    }

    /// [`Kind::Usage`].
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// [`Kind::Failed`].
    #[must_use]
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// [`Kind::NotFound`].
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// The same error with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// A result with our error.
pub type Result<T, E = Error> = std::result::Result<T, E>;
