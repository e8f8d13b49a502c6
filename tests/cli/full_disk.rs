//! stdout on a full disk: what could not be written is told, and is no success; a call goes on.

use std::fs::{File, OpenOptions};
use std::process::Command;

use crate::sandbox::{App, Output, Process, Sandbox, Signal, free_port, post};

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

#[test]
fn a_call_goes_on_and_is_recorded_when_nothing_can_be_shown() {
    for flag in ["--json", "--verbose"] {
        let app = App::new();
        let sandbox = Sandbox::with_record();
        let port = free_port();
        let target = app.at("");
        let mut args = vec!["listen", flag, "-f", &target, "--until", "hang"];
        let number = port.to_string();
        args.extend(["--port", &number]);
        let process = Process::with_own_stdout(sandbox.command(&args), full());
        if flag == "--verbose" {
            let banner = |text: &str| text.contains("relaying").then_some(());
            process.stderr().wait_for("banner", banner);
            assert_eq!(post(port, EVENT).status(), 200);
        }
        let told = |text: &str| text.contains("nothing more of it").then_some(());
        process.stderr().wait_for("word", told);
        for _ in 0..3 {
            assert_eq!(post(port, EVENT).status(), 200);
        }
        let last = EVENT.replace("status-update", "hang");
        assert_eq!(post(port, last).status(), 200);
        let output = process.wait().code(1);
        assert_eq!(output.stderr.matches(TOLD).count(), 1, "{output:?}");
        let sent = app.requests(4 + usize::from(flag == "--verbose")).len();
        assert_eq!(sandbox.json(&["events", "list"]).len(), sent, "{flag}");
    }
}

#[test]
fn a_signal_and_a_replay_are_what_they_are_when_nothing_can_be_shown() {
    let app = App::new();
    let sandbox = Sandbox::with_record();
    let target = app.at("");
    let command = sandbox.command(&["listen", "--port", "0", "-f", &target]);
    let process = Process::with_own_stdout(command, full());
    let port = process.stderr().wait_for("banner", |text| {
        let (url, _) = text.split_once(" -> ")?;
        url.rsplit_once(':')?.1.trim().parse().ok()
    });
    for _ in 0..3 {
        assert_eq!(post(port, EVENT).status(), 200);
    }
    process.signal(Signal::TERM);
    process.wait().code(143);
    app.requests(3);
    // All of the call is sent.
    run(sandbox.command(&["replay", "call:c1", "--to", &target])).code(1);
    app.requests(6);
}
