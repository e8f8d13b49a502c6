//! `events rm` and `events prune`: what goes, and what is asked before.

use super::{CALLS, recorded};
use crate::sandbox::{App, Sandbox, post};

fn left(sandbox: &Sandbox) -> usize {
    sandbox.json(&["events", "list"]).len()
}

#[test]
fn what_is_named_is_deleted() {
    let sandbox = recorded();
    let output = sandbox.run(&["events", "rm", "call:aaaa", "--yes"]).code(0);
    assert_eq!(output.stdout, "deleted 4 events\n");
    assert_eq!(left(&sandbox), 4);
    let id = sandbox.json(&["inspect", "last"])[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let report = sandbox
        .json(&["events", "rm", &id, &id[..10], "-y"])
        .remove(0);
    assert_eq!(
        (&report["type"], &report["events"]),
        (&"rm".into(), &1.into())
    );
    assert_eq!(report["ids"][0], id);
    sandbox
        .run(&["events", "rm", "--type", "hang", "--yes"])
        .code(0);
    assert_eq!(left(&sandbox), 2);
    sandbox.run(&["inspect", &id]).code(5);
}

#[test]
fn nothing_is_deleted_unasked() {
    let sandbox = recorded();
    let asked = sandbox.run(&["events", "rm", "last"]).code(2);
    assert!(asked.stderr.contains("--yes"), "{asked:?}");
    let nothing = sandbox.run(&["events", "rm", "--yes"]).code(2);
    assert!(
        nothing.stderr.contains("vapihook events prune"),
        "{nothing:?}"
    );
    sandbox
        .run(&["events", "rm", "--call", "nope", "--yes"])
        .code(5);
    let file = sandbox.file("a.json", "{}");
    sandbox
        .run(&["events", "rm", file.to_str().expect("a path"), "--yes"])
        .code(2);
    assert_eq!(left(&sandbox), 8);
}

#[test]
fn old_events_are_pruned() {
    let sandbox = recorded();
    let prune = |args: &[&str]| sandbox.run(&[&["events", "prune"], args].concat());
    let dry = prune(&["--keep", "3", "--dry-run"]).code(0);
    assert!(dry.stdout.starts_with("5 events ("), "{dry:?}");
    assert!(dry.stdout.ends_with(") would be deleted\n"), "{dry:?}");
    assert_eq!(left(&sandbox), 8);
    assert!(
        prune(&["--older-than", "1h"])
            .code(0)
            .stdout
            .starts_with("deleted 0 events")
    );
    let report = sandbox.json(&["events", "prune", "--keep", "3"]).remove(0);
    assert_eq!(
        (&report["events"], &report["dry_run"]),
        (&5.into(), &false.into())
    );
    let kept = sandbox.json(&["events", "list"]);
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|event| event["call_id"] == CALLS[1]));
    // Whatever the size, the newest event stays.
    prune(&["--max-size", "1"]).code(0);
    assert_eq!(left(&sandbox), 1);
    prune(&["--older-than", "0s"]).code(0);
    assert_eq!(left(&sandbox), 0);
    prune(&[]).code(2);
}

#[test]
fn a_listener_goes_on_while_events_are_deleted() {
    let app = App::new();
    let sandbox = recorded();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    sandbox
        .run(&["events", "rm", "--call", CALLS[0], "--yes"])
        .code(0);
    assert_eq!(
        post(listener.port, r#"{"message":{"type":"hang"}}"#).status(),
        200
    );
    listener.stop();
    assert_eq!(left(&sandbox), 5);
}

#[test]
fn a_listener_that_would_keep_nothing_is_refused() {
    let sandbox = recorded();
    for limit in [["--keep", "0s"], ["--keep", "0"], ["--keep-size", "0MB"]] {
        let args = [&["listen", "--port", "0", "-f", "9"], &limit[..]].concat();
        let output = sandbox.run(&args).code(2);
        assert!(
            output.stderr.contains("vapihook events prune --keep 0"),
            "{output:?}"
        );
    }
    assert_eq!(left(&sandbox), 8);
    sandbox.run(&["events", "prune", "--keep", "0"]).code(0);
    assert_eq!(left(&sandbox), 0);
}
