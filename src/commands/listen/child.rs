//! The command behind `--`: started once the relay is ready, signalled with it, and its exit code
//! is the run's.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use crate::commands::session::Ready;
use crate::commands::signals::{Signal, Signals};
use crate::error::{Error, Result};

/// How long a command may take to end once it was asked to.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Child(tokio::process::Child);

impl Child {
    /// Starts the command with `VAPIHOOK_URL`, `VAPIHOOK_PORT` and, with a public
    /// URL, `VAPIHOOK_PUBLIC_URL` set, and without the `withheld` variable. With `--json` what it
    /// prints goes to stderr: stdout is for our objects alone.
    pub fn start(
        program: &OsString,
        args: &[OsString],
        ready: &Ready<'_>,
        withheld: Option<&str>,
        json: bool,
    ) -> Result<Self> {
        let mut command = tokio::process::Command::new(program);
        if let Some(name) = withheld {
            command.env_remove(name);
        }
        command
            .args(args)
            .env("VAPIHOOK_URL", ready.url)
            .env("VAPIHOOK_PORT", ready.port.to_string());
        if let Some(url) = ready.public_url {
            command.env("VAPIHOOK_PUBLIC_URL", url);
        }
        if json {
            command.stdout(Stdio::from(std::io::stderr()));
        }
        command
            .kill_on_drop(true)
            .spawn()
            .map(Self)
            .map_err(|error| {
                let program = program.to_string_lossy();
                Error::failed(format!("the command {program} cannot be started: {error}"))
            })
    }

    /// Waits for the command's end, passing signals on; ends it when the run has `reached` its
    /// own end. The result is its exit code, 128 and the signal's number if it died of one.
    pub async fn supervise(
        mut self,
        reached: impl Future<Output = ()>,
        signals: &mut Signals,
    ) -> u8 {
        let mut reached = std::pin::pin!(reached);
        let mut asked = false;
        loop {
            tokio::select! {
                status = self.0.wait() => return code(status.as_ref().ok()),
                () = &mut reached, if !asked => {
                    asked = true;
                    self.pass_on(Signal::Terminate);
                }
                signal = signals.next() => {
                    // The terminal sends Ctrl-C to the command as well.
                    let by_terminal = signal == Signal::Interrupt && std::io::stdin().is_terminal();
                    if asked {
                        self.0.start_kill().ok();
                    } else if !by_terminal {
                        self.pass_on(signal);
                    }
                    asked = true;
                }
                () = tokio::time::sleep(PATIENCE), if asked => {
                    self.0.start_kill().ok();
                }
            }
        }
    }

    #[cfg(unix)]
    fn pass_on(&mut self, signal: Signal) {
        use rustix::process::{Pid, Signal as Number, kill_process};
        let number = match signal {
            Signal::Interrupt => Number::INT,
            Signal::Terminate => Number::TERM,
            Signal::HangUp => Number::HUP,
        };
        let pid = self.0.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if let Some(pid) = pid {
            // It may have ended meanwhile.
            kill_process(pid, number).ok();
        }
    }

    #[cfg(not(unix))]
    fn pass_on(&mut self, _signal: Signal) {
        self.0.start_kill().ok();
    }
}

/// The exit code, 128 and the number of the signal it died of, or 1.
fn code(status: Option<&ExitStatus>) -> u8 {
    let Some(status) = status else { return 1 };
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(status).map(|signal| 128 + signal);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or(signal).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}
