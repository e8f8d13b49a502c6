//! A tunnel's program while it runs: started, read, ended.
//!
//! **It never outlives us**, also when we are killed with `kill -9` and can do nothing about it
//! any more. On Unix it runs below a small shell script, in a process group of its own. The
//! script's standard input is a pipe whose other end only we hold, the leash: when it is dropped,
//! by us or by the kernel after our death, everything in the group gets SIGTERM, and two seconds
//! later SIGKILL. Ending a tunnel on purpose is the same: the leash is dropped.
//!
//! The group of its own also keeps Ctrl-C in the terminal from ending the tunnel before what is
//! in flight was answered.
//!
//! Elsewhere than on Unix the program is started plainly, and killed when it is dropped.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncRead;
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Plan;
use super::output::{Lines, Tail};

/// How long the program may take to end after the leash was dropped: the script kills it after
/// two seconds.
const GRACE: Duration = Duration::from_secs(4);
/// How long its last output is waited for; a child of its own may hold the pipes open.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What runs a program (`"$@"`) on a leash (standard input).
///
/// A subshell, there before the program is, waits for the leash's end; it ignores the SIGTERM that
/// it sends to the group, so that it lives to send the SIGKILL. The main shell waits for the
/// program, which gets no input, and passes its exit code on. SIGTERM does not end it: once the
/// program is gone, it kills the children that the program may have left.
#[cfg(unix)]
const ON_A_LEASH: &str = r#"
exec 3<&0 </dev/null
ending=
trap ending=yes TERM
trap : INT HUP
(
    trap '' TERM INT HUP
    read -r _ <&3
    kill -TERM 0
    sleep 2
    kill -KILL 0
) >/dev/null 2>&1 &
keeper=$!
exec 3<&-
"$@" &
program=$!
exec >/dev/null 2>&1
while wait "$program"; code=$?; kill -0 "$program"; do :; done
[ -z "$ending" ] || kill -KILL 0
kill -KILL "$keeper"
exit "$code"
"#;

/// A running program.
pub(super) struct Program {
    child: Child,
    /// Dropping it ends the program.
    leash: Option<ChildStdin>,
    #[cfg(unix)]
    group: Option<rustix::process::Pid>,
    urls: watch::Receiver<Option<String>>,
    tail: Arc<Mutex<Tail>>,
    readers: Vec<JoinHandle<()>>,
}

/// What a program did.
pub(super) enum Did {
    /// It named a URL, another one than before.
    Named(String),
    /// It ended, told in words: `ended with exit code 1`.
    Ended(String),
}

impl Program {
    /// Starts the program, without the `withheld` variables; what it prints is read from now on.
    pub fn start(
        file: &Path,
        args: &[String],
        plan: &Arc<dyn Plan>,
        withheld: &[String],
    ) -> std::io::Result<Self> {
        let mut command = command(file);
        for name in withheld {
            command.env_remove(name);
        }
        let mut child = command
            .args(args)
            .env("NO_COLOR", "1")
            .envs(plan.env().iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // On Unix the leash does it; the shell is not to die before what it guards.
            .kill_on_drop(cfg!(not(unix)))
            .spawn()?;
        let (named, urls) = watch::channel(None);
        let named = Arc::new(named);
        let tail = Arc::default();
        let read = |source: Box<dyn AsyncRead + Send + Unpin>| {
            tokio::spawn(read(source, plan.clone(), named.clone(), Arc::clone(&tail)))
        };
        let readers = [
            child.stdout.take().map(|out| read(Box::new(out))),
            child.stderr.take().map(|err| read(Box::new(err))),
        ];
        Ok(Self {
            // Waiting for the child would drop it.
            leash: child.stdin.take(),
            #[cfg(unix)]
            group: child
                .id()
                .and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())),
            child,
            urls,
            readers: readers.into_iter().flatten().collect(),
            tail,
        })
    }

    /// Waits until it does something. After [`Did::Ended`] there is nothing to wait for.
    pub async fn next(&mut self) -> Did {
        let status = tokio::select! {
            biased;
            Ok(()) = self.urls.changed() => {
                let url = self.urls.borrow_and_update().clone();
                return Did::Named(url.unwrap_or_default());
            }
            status = self.child.wait() => status,
        };
        let how = status.map_or_else(|error| error.to_string(), in_words);
        self.clean_up().await;
        Did::Ended(how)
    }

    /// The last lines it printed.
    pub fn lines(&self) -> Vec<String> {
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.lines()
    }

    /// Ends it and waits until it is gone.
    pub async fn stop(&mut self) {
        self.leash = None;
        if cfg!(not(unix)) {
            self.child.start_kill().ok();
        }
        tokio::time::timeout(GRACE, self.child.wait()).await.ok();
        self.clean_up().await;
    }

    /// Ends what is left of its group, and reads what is left of its output.
    async fn clean_up(&mut self) {
        self.leash = None;
        #[cfg(unix)]
        if let Some(group) = self.group.take() {
            // Usually nobody is left in it.
            rustix::process::kill_process_group(group, rustix::process::Signal::KILL).ok();
        }
        for reader in self.readers.drain(..) {
            let abort = reader.abort_handle();
            if tokio::time::timeout(LAST_WORDS, reader).await.is_err() {
                abort.abort();
            }
        }
    }
}

#[cfg(unix)]
fn command(file: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", ON_A_LEASH, "sh"])
        .arg(file)
        .stdin(Stdio::piped())
        // The script kills group 0, its own: it must not be ours.
        .process_group(0);
    command
}

#[cfg(not(unix))]
fn command(file: &Path) -> Command {
    let mut command = Command::new(file);
    command.stdin(Stdio::null());
    command
}

/// Reads to the end, so that the program never waits for a reader.
async fn read(
    source: impl AsyncRead + Unpin,
    plan: Arc<dyn Plan>,
    named: Arc<watch::Sender<Option<String>>>,
    tail: Arc<Mutex<Tail>>,
) {
    let mut lines = Lines::new(source);
    while let Some(line) = lines.next().await {
        let current = named.borrow().clone();
        if let Some(url) = plan.read_url(&line, current.as_deref()) {
            named.send_if_modified(|known| {
                let is_new = known.as_deref() != Some(&*url);
                if is_new {
                    *known = Some(url);
                }
                is_new
            });
        }
        if let Some(line) = plan.keep(&line) {
            tail.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line);
        }
    }
}

/// A shell tells the signal that a program died of as 128 and its number.
fn in_words(status: ExitStatus) -> String {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    match (status.code(), signal) {
        (Some(code @ 129..=192), _) => format!("was ended by signal {}", code - 128),
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended".to_owned(),
    }
}
