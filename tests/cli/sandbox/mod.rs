//! A small language for tests: a [`Sandbox`] to run the program in, a [`Listener`] for a running
//! `listen`, an [`App`] it relays to, a [`Wire`] to speak HTTP byte by byte.

mod app;
mod client;
mod http;
mod listener;
mod process;
mod text;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use app::{Answer, App, Gate, Request, free_port};
pub use client::{Client, get, post, send};
pub use http::{Message, Wire};
pub use listener::Listener;
pub use process::{Output, Process, Signal};
pub use text::{json_lines, normalised};

/// The longest that anything is waited for. Far above what anything takes, so that a slow
/// machine does not fail a test, and a hang does.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A home directory of its own and an environment with nothing else in it. The directory is there
/// as long as the sandbox or a listener in it.
pub struct Sandbox {
    home: Arc<tempfile::TempDir>,
}

impl Sandbox {
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        Self {
            home: Arc::new(home),
        }
    }

    /// What keeps the home directory there.
    pub fn home(&self) -> Arc<tempfile::TempDir> {
        self.home.clone()
    }

    /// A path in the home directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A file in the home directory.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a file in the sandbox");
        path
    }

    /// Where the record is kept when nothing else is said.
    pub fn store(&self) -> PathBuf {
        self.path(".local/share/vapihook/events.db")
    }

    /// Every file below the home directory.
    pub fn files(&self) -> Vec<PathBuf> {
        fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(dir).expect("a readable directory") {
                let path = entry.expect("a directory entry").path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.home.path(), &mut found);
        found
    }

    /// The program, not yet started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vapihook"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.home.path())
            .env("TZ", "UTC")
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .current_dir(self.home.path());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        Process::start(self.command(args)).wait()
    }

    /// Runs a command to its end, with this on its stdin.
    pub fn run_with_stdin(&self, args: &[&str], stdin: &[u8]) -> Output {
        Process::start_with_stdin(self.command(args), stdin).wait()
    }

    /// Starts `listen --json` on a free port and waits until it is ready.
    pub fn listen(&self, args: &[&str]) -> Listener {
        let fixed = ["--json", "listen", "--port", "0"];
        Listener::json(self.command(&[&fixed, args].concat()), self.home.clone())
    }

    /// Starts `listen`, which prints lines, on a free port and waits until it is ready.
    pub fn listen_in_text(&self, args: &[&str]) -> Listener {
        let fixed = ["listen", "--port", "0"];
        Listener::text(self.command(&[&fixed, args].concat()), self.home.clone())
    }

    /// The same within a limit, which the shell sets for this process alone.
    pub fn listen_within(&self, limit: &str, args: &[&str]) -> Listener {
        let script = format!("{limit}; exec \"$@\"");
        let program = env!("CARGO_BIN_EXE_vapihook");
        let mut command = Command::new("bash");
        command
            .args(["-c", &script, "bash", program])
            .args(["--json", "listen", "--port", "0"])
            .args(args)
            .env_clear()
            .env("HOME", self.home.path());
        Listener::json(command, self.home.clone())
    }

    /// A sandbox whose record is there already. Making the file takes a slow disk longer than an
    /// answer waits for it; with the file there, the first answer is in it too.
    pub fn with_record() -> Self {
        let sandbox = Self::new();
        let app = App::new();
        let listener = sandbox.listen(&["-f", &app.at("")]);
        listener.stop();
        assert!(sandbox.store().exists(), "no record");
        sandbox
    }

    /// Holds that the record's file is whole.
    pub fn assert_whole(&self) {
        let conn = rusqlite::Connection::open(self.store()).expect("a database");
        let whole: String = conn
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("an answer");
        assert_eq!(whole, "ok");
    }

    /// Waits until an event is in the record.
    pub fn wait_until_recorded(&self, id: &str) {
        let until = Instant::now() + PATIENCE;
        while self.run(&["inspect", id]).code != 0 {
            assert!(Instant::now() < until, "{id} is not recorded");
        }
    }

    /// The objects that a `--json` command prints; it must succeed.
    pub fn json(&self, args: &[&str]) -> Vec<serde_json::Value> {
        let output = self.run(&[&["--json"], args].concat());
        assert_eq!(output.code, 0, "{args:?}: {output:?}");
        json_lines(&output.stdout)
    }
}
