//! stdout on a full disk: what could not be written is told, and is no success.

use std::fs::{File, OpenOptions};
use std::process::Command;

use crate::sandbox::{App, Output, Process, Sandbox, post};

const EVENT: &str = r#"{"message":{"type":"status-update","status":"ringing","call":{"id":"c1"}}}"#;
const TOLD: &str = "error: stdout cannot be written: No space left on device";

/// Takes nothing, as a full disk does.
fn full() -> File {
    let full = OpenOptions::new().write(true).open("/dev/full");
    full.expect("a device that is always full")
}

fn run(command: Command) -> Output {
    Process::with_own_stdout(command, full()).wait()
}

#[test]
fn no_command_succeeds_when_stdout_cannot_be_written() {
    let app = App::new();
    let target = app.at("");
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &target]);
    post(listener.port, EVENT);
    listener.stop();
    sandbox.file("event.json", EVENT);
    sandbox
        .run(&["simulate", "--from", "last", "-o", "quiet.toml"])
        .code(0);
    let secret = "--secret-env SECRET --scheme shared-secret";
    for line in [
        "--help",
        "--version",
        "help",
        "listen --help",
        "events list",
        "events list --json",
        "events calls --json",
        "events export",
        "events export --format har",
        "events prune --older-than 1d --dry-run",
        "events import event.json --json",
        "inspect",
        "inspect --json",
        "inspect --view raw",
        "inspect last --field message.type",
        "trigger --list",
        "trigger tool-calls --print",
        "trigger status-update --to APP",
        "trigger status-update --to APP --json",
        "sign event.json SECRET",
        "completions bash",
        "check last",
        "check last --json",
        "check last --format sarif",
        "check last --format junit",
        "check --explain VW024",
        "simulate --print",
        "simulate --list",
        "simulate --from last",
        "simulate quiet.toml --to APP --speed max",
        "simulate quiet.toml --to APP --speed max --json",
        "replay last --to APP",
        "replay last --to APP --json",
        "replay last --to APP --assert --format junit",
        "config path",
        "config list",
    ] {
        let line = line.replace("SECRET", secret).replace("APP", &target);
        let args: Vec<&str> = line.split(' ').collect();
        let mut command = sandbox.command(&args);
        command.env("SECRET", "s3cret");
        let output = run(command);
        assert_eq!(output.code, 1, "{line}: {output:?}");
        assert_eq!(output.stderr.matches(TOLD).count(), 1, "{line}: {output:?}");
    }
}

#[test]
fn a_command_that_says_no_or_prints_nothing_ends_as_ever() {
    let sandbox = Sandbox::new();
    sandbox.file("event.json", EVENT);
    sandbox.file("ask.json", EVENT.replace("status-update", "tool-calls"));
    sandbox.file("answer.json", "{}");
    let check = |event, flag| {
        let args = ["check", event, "--response", "answer.json", flag];
        run(sandbox.command(&args))
    };
    assert!(check("ask.json", "--json").code(3).stderr.contains(TOLD));
    assert_eq!(check("event.json", "--quiet").code(0).stderr, "");
}
