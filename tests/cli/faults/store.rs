//! The record is at fault. What it is when it cannot be opened at all is in `survival`.

use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::{HANG, Run};
use crate::sandbox::{App, Sandbox, post};

/// Sends an event to a path of its own, which is answered.
fn send(run: &Run, path: &str) {
    let answer = crate::sandbox::send(run.port(), "POST", path, &[], HANG);
    assert_eq!((answer.status(), answer.text()), (200, "{}"));
}

/// The paths of the events in the record, newest first.
fn recorded(sandbox: &Sandbox) -> Vec<String> {
    let events = sandbox.json(&["events", "list"]);
    let path = |event: &serde_json::Value| event["request"]["path"].as_str().map(str::to_owned);
    events.iter().filter_map(path).collect()
}

#[test]
fn a_record_that_is_deleted_while_it_runs_is_begun_anew() {
    type Delete = fn(&Sandbox);
    let file: Delete = |sandbox| std::fs::remove_file(sandbox.store()).expect("the record");
    let all: Delete = |sandbox| {
        let folder = sandbox.store();
        std::fs::remove_dir_all(folder.parent().expect("a folder")).expect("the record");
    };
    let moved: Delete = |sandbox| {
        std::fs::rename(sandbox.store(), sandbox.path("kept.db")).expect("the record");
    };
    for delete in [file, all, moved] {
        let app = App::new();
        let run = Run::of(&app);
        send(&run, "/before");
        assert_eq!(recorded(&run.sandbox), ["/before"]);
        delete(&run.sandbox);
        send(&run, "/after");
        let warning = run.listener.warning("record-gone");
        let store = run.sandbox.store().display().to_string();
        assert!(warning.contains(&store), "{warning}");
        // It is in a file that can be found while it runs, as soon as that is made.
        let mut patience = 100;
        let is_there = || {
            let is_made = run.sandbox.run(&["events", "list"]).code != 5;
            is_made && recorded(&run.sandbox) == ["/after"]
        };
        while !is_there() && patience > 0 {
            patience -= 1;
        }
        assert_eq!(recorded(&run.sandbox), ["/after"]);
        send(&run, "/later");
        let Run { sandbox, listener } = run;
        let output = listener.stop().code(143);
        assert_eq!(
            output.stdout.matches("record-gone").count(),
            1,
            "{output:?}"
        );
        assert_eq!(recorded(&sandbox), ["/later", "/after"]);
        sandbox.assert_whole();
    }
}

#[test]
fn a_file_put_in_the_records_place_while_it_runs_is_left_alone() {
    let app = App::new();
    let run = Run::of(&app);
    send(&run, "/before");
    run.listener.event();
    let notes = "not a database, but long enough to be taken for one".repeat(10);
    let file = run.sandbox.file("notes.txt", &notes);
    std::fs::rename(file, run.sandbox.store()).expect("another file");
    send(&run, "/after");
    let warning = run.listener.warning("not-recording");
    assert!(warning.contains("is not a record"), "{warning}");
    send(&run, "/later");
    let Run { sandbox, listener } = run;
    listener.stop().code(143);
    assert_eq!(
        std::fs::read_to_string(sandbox.store()).expect("the file"),
        notes
    );
}

#[test]
fn a_record_that_is_damaged_while_it_runs_stops_no_call() {
    use std::os::unix::fs::FileExt;
    let app = App::new();
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let run = Run { sandbox, listener };
    send(&run, "/before");
    let file = std::fs::File::options()
        .write(true)
        .open(run.sandbox.store());
    file.expect("the record")
        .write_all_at(&[0xa5; 8192], 8192)
        .expect("damage");
    for _ in 0..20 {
        send(&run, "/after");
    }
    run.listener.events(21);
    let Run { sandbox, listener } = run;
    let output = listener.stop().code(143);
    assert_eq!(output.stderr, "");
    // Whoever reads it is told, or sees events; never a panic.
    let output = sandbox.run(&["events", "list"]);
    assert!([0, 1].contains(&output.code), "{output:?}");
    assert!(
        output.code == 0 || output.stderr.contains("events.db is damaged"),
        "{output:?}"
    );
}

#[test]
fn a_record_that_is_slow_delays_an_answer_by_no_more_than_it_says() {
    let app = App::new();
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let run = Run { sandbox, listener };
    // Its answer says that the record is open.
    send(&run, "/first");
    // A disk that takes its time, for the listener: nothing is written until this ends.
    let conn = Connection::open(run.sandbox.store()).expect("a database");
    conn.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    // It is safe beside the record, and does not wait for it.
    send(&run, "/small");
    let large = format!(
        r#"{{"message":{{"type":"hang","is":"{}"}}}}"#,
        "x".repeat(100_000)
    );
    let started = Instant::now();
    let answer = crate::sandbox::send(run.port(), "POST", "/large", &[], large);
    let took = started.elapsed();
    assert_eq!(answer.status(), 200);
    assert!(
        took > Duration::from_millis(200),
        "it did not wait for the record: {took:?}"
    );
    assert!(
        took < Duration::from_secs(3),
        "a call was kept waiting for the record: {took:?}"
    );
    let warning = run.listener.warning("answered-unrecorded");
    conn.execute_batch("ROLLBACK").expect("no lock");
    let events = run.listener.events(3);
    let large = events
        .iter()
        .find(|event| event["request"]["path"] == "/large");
    let id = large.expect("its event")["id"].as_str().expect("an id");
    // The first of which that is said.
    let told = format!("{} was answered before it was recorded", &id[..9]);
    assert!(warning.starts_with(&told), "{warning}");
    run.sandbox.wait_until_recorded(id);
    assert_eq!(recorded(&run.sandbox), ["/large", "/small", "/first"]);
}

#[test]
fn times_that_jump_are_listed_as_they_are() {
    let app = App::new();
    let run = Run::of(&app);
    for path in ["/1", "/2", "/3", "/4"] {
        send(&run, path);
    }
    let Run { sandbox, listener } = run;
    listener.stop().code(143);
    // As if the clock had jumped between them: to 1970 and before, and far ahead.
    let conn = Connection::open(sandbox.store()).expect("a database");
    for (path, ms) in [("/2", -1_i64), ("/3", 32_503_680_000_000), ("/4", i64::MAX)] {
        conn.execute(
            "UPDATE event SET received_ms = ?1 WHERE path = ?2",
            (ms, path),
        )
        .expect("SQL");
    }
    drop(conn);
    assert_eq!(recorded(&sandbox), ["/4", "/3", "/2", "/1"]);
    for args in [
        &["events", "list"][..],
        &["inspect", "last:3"],
        &["--json", "inspect", "last"],
        &["events", "list", "--json"],
    ] {
        let output = sandbox.run(args).code(0);
        assert_eq!(output.stderr, "", "{args:?}");
    }
    // A run that goes on with it keeps what is young, and ends.
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let run = Run { sandbox, listener };
    assert_eq!(post(run.port(), HANG).status(), 200);
    let Run { sandbox, listener } = run;
    listener.stop().code(143);
    let now = recorded(&sandbox);
    assert!(
        now.contains(&"/".to_owned()) && now.contains(&"/1".to_owned()),
        "{now:?}"
    );
}
