//! Every way to end well leaves the account as it was.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::channel;

use super::{ALL, EVENT, Stage, post_to, public_url, states};
use crate::sandbox::{App, PATIENCE, Process, Signal, json_lines};

#[test]
fn whatever_ends_it_everything_is_as_before() {
    let until = ["--until", "status-update"];
    let child = ["--", "sh", "-c", "exit 7"];
    let missing = ["--", "/nowhere/at/all"];
    for (more, signal, event, code) in [
        (&[][..], Some(Signal::INT), false, 130),
        (&[], Some(Signal::TERM), false, 143),
        (&[], Some(Signal::HUP), false, 129),
        (&["--for", "1ms"], None, false, 0),
        (&until, None, true, 0),
        (&child, None, false, 7),
        (&missing, None, false, 1),
    ] {
        let stage = Stage::new();
        let before = stage.stored();
        let args = [&ALL, more].concat();
        if code == 1 {
            stage.ended(stage.start(&args).wait()).code(code);
            assert_eq!(stage.stored(), before, "{more:?}");
            continue;
        }
        let listener = stage.listen(&args);
        if let Some(signal) = signal {
            assert_ne!(stage.stored(), before);
            listener.signal(signal);
        }
        if event {
            post_to(&public_url(&listener), EVENT);
        }
        let output = stage.ended(listener.wait()).code(code);
        assert_eq!(stage.stored(), before, "{more:?} {code}");
        let objects = json_lines(&output.stdout);
        assert_eq!(states(&objects).len(), 6, "{output:?}");
        assert_eq!(objects.last().expect("a summary")["type"], "summary");
        assert!(stage.leases().is_empty());
    }
}

#[test]
fn what_is_in_flight_is_answered_and_the_server_url_given_back_before() {
    let mut stage = Stage::new();
    let (app, gate) = App::waiting();
    stage.app = app;
    let before = stage.stored();
    let listener = stage.listen(&ALL);
    let url = public_url(&listener);
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| post_to(&url, EVENT));
        stage.app.request();
        listener.signal(Signal::INT);
        // It is given back while the event is still with the app.
        listener.object("lease", |lease| {
            lease["state"] == "restored" && lease["kind"] == "tool"
        });
        gate.open();
        assert_eq!(asked.join().expect("no panic").status(), 200);
    });
    stage.ended(listener.wait()).code(130);
    assert_eq!(stage.stored(), before);
}

#[test]
fn a_reader_that_goes_away_ends_it_too() {
    let stage = Stage::new();
    let before = stage.stored();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let mut command = stage.listen_command(&ALL);
    command.stdout(writer).stderr(Stdio::null());
    let process = Process::with_own_outputs(command);
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let mut lines = BufReader::new(reader).lines().map_while(Result::ok);
        tell.send(lines.any(|line| line.contains(r#""type":"ready""#)))
    });
    assert_eq!(told.recv_timeout(PATIENCE), Ok(true));
    // It notices at its next line, that of this event.
    stage.call("assistant", "a1");
    process.wait().code(0);
    assert_eq!(stage.stored(), before);
}
