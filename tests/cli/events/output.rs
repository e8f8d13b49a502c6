//! Where an export is written to: what stands there stays what it is.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::mpsc::channel;

use super::{lines, recorded};
use crate::sandbox::{PATIENCE, Sandbox};

/// The commands that write what was recorded, without what they write to.
const WRITERS: [&[&str]; 2] = [
    &["events", "export", "--raw", "-o"],
    &["simulate", "--from", "last", "-o"],
];

/// What a command writes to a file; a scenario is made up anew each time, but for its first lines.
fn begin(text: &str) -> Vec<&str> {
    text.lines().take(2).collect()
}

#[test]
fn a_dash_is_stdout() {
    let sandbox = recorded();
    for writer in WRITERS {
        let to_file = sandbox.run(&[writer, &["file"]].concat()).code(0);
        let written = fs::read_to_string(sandbox.path("file")).expect("a file");
        assert!(!to_file.stdout.contains(begin(&written)[0]), "{to_file:?}");
        for stdout in ["-", "/dev/stdout"] {
            let output = sandbox.run(&[writer, &[stdout]].concat()).code(0);
            assert_eq!(begin(&output.stdout), begin(&written), "{writer:?}");
        }
        assert!(!sandbox.path("-").exists());
    }
    let args = ["events", "export", "--format", "dir", "-o", "-"];
    let output = sandbox.run(&args).code(2);
    assert!(output.stderr.contains("needs a directory"), "{output:?}");
}

#[test]
fn a_pipe_is_written_to() {
    let sandbox = recorded();
    for writer in WRITERS {
        let pipe = sandbox.path("pipe");
        fs::remove_file(&pipe).ok();
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        let (tell, told) = channel();
        let reads = pipe.clone();
        std::thread::spawn(move || tell.send(fs::read_to_string(reads)));
        sandbox.run(&[writer, &["pipe"]].concat()).code(0);
        let read = told.recv_timeout(PATIENCE).expect("an end").expect("text");
        assert!(!read.is_empty(), "{writer:?}");
        assert!(!pipe.is_file(), "{writer:?}");
        assert_eq!(left_over(&sandbox), Vec::<String>::new());
    }
}

#[test]
fn a_link_stays_a_link_and_what_it_leads_to_is_written() {
    let sandbox = recorded();
    for writer in WRITERS {
        let target = sandbox.file("target", "old");
        let link = sandbox.path("link");
        fs::remove_file(&link).ok();
        symlink("target", &link).expect("a link");
        sandbox.run(&[writer, &["link"]].concat()).code(0);
        assert!(link.is_symlink(), "{writer:?}");
        let written = fs::read_to_string(&target).expect("a file");
        assert!(written.len() > 100, "{writer:?}: {written}");
        assert_eq!(left_over(&sandbox), Vec::<String>::new());
    }
}

#[test]
fn what_cannot_be_written_is_said_and_the_file_is_what_it_was() {
    let sandbox = recorded();
    assert!(!lines(&sandbox).is_empty());
    for writer in WRITERS {
        let output = sandbox.run(&[writer, &["missing/file"]].concat()).code(1);
        let told = "missing/file cannot be written: No such file";
        assert!(output.stderr.contains(told), "{output:?}");
        // The name of a file that it would be written as first is too long.
        let long = "n".repeat(250);
        sandbox.file(&long, "old");
        sandbox.run(&[writer, &[&long]].concat()).code(1);
        let kept = fs::read_to_string(sandbox.path(&long)).expect("a file");
        assert_eq!(kept, "old");
    }
}

/// Files that were to become others.
fn left_over(sandbox: &Sandbox) -> Vec<String> {
    let files = sandbox.files().into_iter();
    let names = files.map(|path| path.display().to_string());
    names.filter(|name| name.contains(".new")).collect()
}
