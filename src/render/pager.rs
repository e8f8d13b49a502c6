//! Where pages go: to stdout, or, on a terminal and only when they are longer than the screen,
//! through a pager. Never through one in a pipe.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::out::Stdout;
use super::style::Style;

/// Bytes gathered before they are written.
const BUFFER: usize = 128 << 10;
/// Bytes that are held back at most to see whether they fit on the screen.
const HELD: usize = 1 << 20;
/// The pager when none is named: colours pass, what fits is printed as it is, the screen stays.
const DEFAULT: [&str; 2] = ["less", "-RFX"];

/// A pager, should one be needed.
#[derive(Debug)]
pub struct Pager {
    /// The command line that the user named; `None` for the usual one.
    pub command: Option<OsString>,
    /// What is done before it starts, so that Ctrl-C is the pager's.
    pub before: fn(),
}

/// Where pages are written to.
#[derive(Debug)]
pub struct Pages {
    to: To,
}

#[derive(Debug)]
enum To {
    Stdout(BufWriter<Stdout>),
    /// Not yet longer than the screen.
    Held {
        text: Vec<u8>,
        rows: usize,
        pager: Pager,
    },
    Pager(Child, BufWriter<ChildStdin>),
}

impl Pages {
    /// Pages for stdout; `pager` is used when stdout is a terminal.
    #[must_use]
    pub fn new(style: &Style, pager: Option<Pager>) -> Self {
        let to = match pager.filter(|_| style.live) {
            None => Self::stdout(),
            Some(pager) => To::Held {
                text: Vec::new(),
                rows: style.rows,
                pager,
            },
        };
        Self { to }
    }

    fn stdout() -> To {
        To::Stdout(BufWriter::with_capacity(BUFFER, Stdout))
    }

    /// Writes what is left and waits for the pager's end.
    ///
    /// # Errors
    /// When stdout takes no more.
    pub fn finish(self) -> io::Result<()> {
        match self.to {
            To::Stdout(mut stdout) => stdout.flush(),
            To::Held { text, .. } => super::out::data(&text),
            To::Pager(mut child, mut stdin) => {
                let flushed = stdin.flush();
                drop(stdin);
                child.wait()?;
                flushed
            }
        }
    }

    /// Passes on what was held: it is longer than the screen.
    fn let_go(&mut self) -> io::Result<()> {
        let To::Held { text, pager, .. } = &mut self.to else {
            return Ok(());
        };
        let text = std::mem::take(text);
        self.to = start(pager).unwrap_or_else(Self::stdout);
        self.write_all(&text)
    }
}

/// Starts the pager; `None` when that cannot be done.
fn start(pager: &Pager) -> Option<To> {
    (pager.before)();
    let mut command = if let Some(line) = &pager.command {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(line);
        shell
    } else {
        let mut less = Command::new(DEFAULT[0]);
        less.args(&DEFAULT[1..]);
        less
    };
    let mut child = command.stdin(Stdio::piped()).spawn().ok()?;
    let stdin = child.stdin.take()?;
    Some(To::Pager(child, BufWriter::with_capacity(BUFFER, stdin)))
}

impl Write for Pages {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Stdout(stdout) => stdout.write(bytes),
            To::Pager(_, stdin) => stdin.write(bytes),
            To::Held { text, rows, .. } => {
                text.extend_from_slice(bytes);
                let is_long = text.len() > HELD
                    || text
                        .iter()
                        .filter(|byte| **byte == b'\n')
                        .nth(rows.saturating_sub(1))
                        .is_some();
                if is_long {
                    self.let_go()?;
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Stdout(stdout) => stdout.flush(),
            To::Pager(_, stdin) => stdin.flush(),
            To::Held { .. } => Ok(()),
        }
    }
}
