//! A script in the place of a tunnel's program: it prints what the program prints, and forwards
//! nothing. The URL that it names is the listener's own port, or one that a test writes down.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

use crate::sandbox::PATIENCE;

/// What every run begins with: it writes down what it was given, and holds a pipe open, so that
/// the end of it and its children is noticed.
const BEGIN: &str = r#"
exec 9>alive
run=$(cat runs 2>/dev/null || echo 0)
run=$((run + 1))
env >env
printf '%s\n' "$*" >args
port=$2
[ ! -f port ] || [ "$run" = 1 ] || port=$(cat port)
echo "$run" >runs
listening() {
    echo "2026-11-21T22:57:12.341103Z  INFO bore_cli::client: connected to server remote_port=$port"
    echo "2026-11-21T22:57:12.349510Z  INFO bore_cli::client: listening at 127.0.0.1:$port"
}
"#;
/// One that lives until it is told to die.
pub const MORTAL: &str = "listening\nread -r _ <poke\necho 'Error: server went away' >&2\nexit 3";
/// One that lives on, with a child, and does not care for SIGTERM.
pub const STUBBORN: &str = "trap '' TERM\nlistening\nsleep 600 &\nwait";
/// One that names no URL.
pub const SILENT: &str = "echo 'thinking about it'\nread -r _ <poke";

/// A `bore` that is a script.
pub struct StandIn {
    folder: tempfile::TempDir,
    alive: File,
}

impl StandIn {
    pub fn bore(script: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["alive", "poke"] {
            let made = Command::new("mkfifo")
                .arg(folder.path().join(name))
                .status();
            assert!(made.expect("mkfifo").success());
        }
        // Opening it would wait for a writer otherwise.
        let flags = OFlags::NONBLOCK.bits().cast_signed();
        let alive = File::options()
            .read(true)
            .custom_flags(flags)
            .open(folder.path().join("alive"))
            .expect("a pipe");
        let at = folder.path().display().to_string();
        let text = format!("#!/bin/sh\ncd '{at}'\n{BEGIN}\n{script}\n");
        let file = folder.path().join("bore");
        std::fs::write(&file, text).expect("a script");
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).expect("a program");
        Self { folder, alive }
    }

    /// Has a program find it.
    pub fn on_path(&self, command: &mut Command) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.folder.path().to_owned());
        let path = std::env::join_paths(folders.chain(std::env::split_paths(&path)));
        command.env("PATH", path.expect("folders"));
    }

    /// The port that later runs name.
    pub fn next_port(&self, port: u16) {
        std::fs::write(self.folder.path().join("port"), port.to_string()).expect("a file");
    }

    /// What a run wrote to this file.
    pub fn wrote(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).expect("it was written")
    }

    /// How often it was started.
    pub fn runs(&self) -> u32 {
        let runs = std::fs::read_to_string(self.folder.path().join("runs"));
        runs.ok()
            .and_then(|runs| runs.trim().parse().ok())
            .unwrap_or(0)
    }

    /// Lets a script go on that waits for it; waits until one does.
    pub fn poke(&self) {
        let fifo = self.folder.path().join("poke");
        let (tell, told) = channel();
        std::thread::spawn(move || tell.send(std::fs::write(fifo, "\n").is_ok()));
        assert_eq!(told.recv_timeout(PATIENCE), Ok(true), "it does not wait");
    }

    /// Waits until neither the script nor a child of it is left. It must have been running.
    pub fn gone(&mut self) {
        let until = Instant::now() + PATIENCE;
        // At its end a pipe has nothing to give; while somebody holds it, reading would block.
        while self.alive.read(&mut [0]).is_err() {
            assert!(Instant::now() < until, "it is still there");
            // There is no wait with a deadline: this polls for one.
            std::thread::sleep(Duration::from_millis(2));
        }
        assert!(self.runs() > 0, "it never ran");
    }
}
