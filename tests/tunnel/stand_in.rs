//! A shell script in the place of a tunnel's program.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe;
use vapihook::tunnel::Settings;

use super::{hasty, within};

/// Names `https://$1.trycloudflare.com` as cloudflared does.
const BOX: &str = r#"
box() {
    {
        echo '2026-09-30T02:32:18Z INF Requesting new quick Tunnel on trycloudflare.com...'
        echo '2026-09-30T02:32:21Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |'
        echo "2026-09-30T02:32:21Z INF |  https://$1.trycloudflare.com                                             |"
    } >&2
}
run=$(cat runs 2>/dev/null || echo 0)
run=$((run + 1))
echo "$run" >runs
"#;

/// A program that is a script. It holds a pipe open, so that its end, and that of all its
/// children, is noticed; it finds the number of its run in `$run`, and can wait for
/// [`StandIn::poke`] with `read -r word <poke`.
pub struct StandIn {
    folder: TempDir,
    alive: pipe::Receiver,
}

impl StandIn {
    pub fn new(program: &str, script: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().display().to_string();
        for name in ["alive", "poke"] {
            let made = Command::new("mkfifo")
                .arg(folder.path().join(name))
                .status();
            assert!(made.expect("mkfifo").success());
        }
        let alive = pipe::OpenOptions::new()
            .open_receiver(folder.path().join("alive"))
            .expect("a pipe");
        let stand_in = Self { folder, alive };
        let file = stand_in.bin().join(program);
        std::fs::create_dir(stand_in.bin()).expect("a folder");
        let text = format!("#!/bin/sh\ncd '{at}'\nexec 9>alive\n{BOX}\n{script}\n");
        std::fs::write(&file, text).expect("a script");
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).expect("a program");
        stand_in
    }

    fn bin(&self) -> PathBuf {
        self.folder.path().join("bin")
    }

    /// Settings under which only the stand-in is found.
    pub fn settings(&self) -> Settings {
        hasty(vec![self.bin()])
    }

    /// Gives a word to the script, which waits for one.
    pub async fn poke(&self, word: &str) {
        let fifo = self.folder.path().join("poke");
        let word = format!("{word}\n");
        let poked = tokio::task::spawn_blocking(move || std::fs::write(fifo, word));
        within(poked).await.expect("no panic").expect("it waits");
    }

    /// What the script wrote to this file.
    pub fn wrote(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).expect("it was written")
    }

    /// Waits until neither the script nor a child of it is left. It must have been running.
    pub async fn gone(&mut self) {
        let mut rest = Vec::new();
        within(self.alive.read_to_end(&mut rest))
            .await
            .expect("a pipe");
    }
}
