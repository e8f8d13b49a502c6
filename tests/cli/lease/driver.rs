//! A process that takes a lease and gives it back, made to be killed: this test binary again.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use vapihook::api::Kind;
use vapihook::lease::Leases;

use super::{Bench, TUNNEL, ask, client};
use crate::sandbox::{PATIENCE, Process};

/// `URL KEY FOLDER ID HOLD_MS`
const VARIABLE: &str = "VAPIHOOK_TEST_LEASE";

/// Starts it; it prints `taking`, `taken`, and `ended` with the outcome.
pub fn start(bench: &Bench, id: &str, hold: Duration) -> Process {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    let words = format!(
        "{} {} {} {id} {}",
        bench.vapi.url(),
        bench.vapi.key(),
        bench.dir().display(),
        hold.as_millis()
    );
    command
        .args(["--exact", "lease::driver::takes_and_gives_back"])
        .args(["--nocapture", "--test-threads=1"])
        .env(VARIABLE, words);
    Process::start(command)
}

/// Waits until it has printed so.
pub fn wait(process: &Process, word: &str) {
    process.stdout().wait_for(word, |text| {
        text.lines()
            .any(|line| line.split(' ').next() == Some(word))
            .then_some(())
    });
}

/// No test of its own: what [`start`] runs.
#[test]
fn takes_and_gives_back() {
    let Ok(words) = std::env::var(VARIABLE) else {
        return;
    };
    let words: Vec<&str> = words.split(' ').collect();
    let [url, key, dir, id, hold] = words[..] else {
        panic!("five words");
    };
    let say = |text: &str| {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "\n{text}").expect("stdout");
        stdout.flush().expect("stdout");
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut leases = Leases::new(client(url, key), dir.into(), "listen");
        say("taking");
        let taken = leases.take(Kind::Assistant, id, &ask(TUNNEL)).await;
        taken.expect("taken");
        say("taken");
        let hold = hold.parse().expect("milliseconds");
        tokio::time::sleep(Duration::from_millis(hold)).await;
        let reports = leases.give_back_all(PATIENCE).await;
        say(&format!("ended {:?}", super::outcomes(&reports)));
    });
}
