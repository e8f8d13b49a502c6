//! A record that several processes meet at from its first moment.

use std::sync::Barrier;
use std::time::Instant;

use crate::sandbox::{App, Listener, PATIENCE, Sandbox, post};

const HANG: &str = r#"{"message":{"type":"hang"}}"#;

#[test]
fn two_listeners_that_start_together_both_record() {
    let app = App::new();
    let target = app.at("");
    for round in 0..20 {
        let sandbox = Sandbox::new();
        let together = Barrier::new(2);
        let start = || {
            together.wait();
            sandbox.listen(&["-f", &target])
        };
        let listeners = std::thread::scope(|scope| {
            [scope.spawn(start), scope.spawn(start)].map(|one| one.join().expect("a listener"))
        });
        for listener in &listeners {
            assert_eq!(post(listener.port, HANG).status(), 200);
        }
        for printed in listeners.map(Listener::stop_json) {
            let failed = printed
                .iter()
                .find(|object| object["code"] == "not-recording");
            assert_eq!(failed, None, "round {round}");
        }
        let events = sandbox.json(&["events", "list"]);
        assert_eq!(events.len(), 2, "round {round}: {events:?}");
    }
}

#[test]
fn a_record_that_is_being_made_is_there_or_not_yet() {
    let app = App::new();
    let target = app.at("");
    for round in 0..10 {
        let sandbox = Sandbox::new();
        std::thread::scope(|scope| {
            let listening = scope.spawn(|| {
                let listener = sandbox.listen(&["-f", &target]);
                assert_eq!(post(listener.port, HANG).status(), 200);
                listener
            });
            let until = Instant::now() + PATIENCE;
            loop {
                let commands = [
                    &["events", "list"][..],
                    &["replay", "last", "--to", &target],
                ];
                let found = commands.map(|args| {
                    let output = sandbox.run(args);
                    // Nothing is recorded yet, or it is.
                    let is_fine = matches!(output.code, 0 | 5);
                    assert!(is_fine, "round {round}: {args:?}: {output:?}");
                    output.code == 0 && !output.stdout.is_empty()
                });
                if found == [true; 2] {
                    break;
                }
                assert!(Instant::now() < until, "round {round}: nothing is recorded");
            }
            listening.join().expect("a listener").stop().code(143);
        });
    }
}
