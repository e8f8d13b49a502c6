//! Signals at every step, and a machine that has no file descriptors left.

use std::time::{Duration, Instant};

use super::{HANG, Run, outcomes, send_event};
use crate::sandbox::{App, Gate, Process, Sandbox, Signal, Wire, json_lines, post};

/// What ends a run, and the code it ends with.
const ENDING: [(Signal, i32); 3] = [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)];

/// Where an event is when the signal comes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    HalfAHead,
    HalfABody,
    WithTheApp,
    HalfAnAnswer,
}

/// An app that says half of its answer at once and the rest when it may.
fn halting() -> (App, Gate) {
    let gate = Gate::new();
    let held = gate.clone();
    let app = App::serving(move |_, wire| {
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[1");
        held.wait();
        wire.try_send(" ]")
    });
    (app, gate)
}

#[test]
fn a_signal_at_any_step_loses_nothing_that_was_whole() {
    use Step::{HalfABody, HalfAHead, HalfAnAnswer, WithTheApp};
    for step in [HalfAHead, HalfABody, WithTheApp, HalfAnAnswer] {
        for (signal, code) in ENDING {
            let (app, gate) = match step {
                HalfAnAnswer => halting(),
                _ => App::waiting(),
            };
            let run = Run::of(&app);
            let mut wire = Wire::connect(run.port());
            match step {
                HalfAHead => wire.send("POST / HTTP/1.1\r\nHost: x\r\nConte"),
                HalfABody => {
                    let expects = "Content-Length: 10\r\nExpect: 100-continue";
                    wire.send(format!("POST / HTTP/1.1\r\nHost: x\r\n{expects}\r\n\r\n"));
                    assert_eq!(wire.read_head().expect("a head").status(), 100);
                    wire.send("half");
                }
                WithTheApp => {
                    send_event(&mut wire);
                    app.request();
                }
                HalfAnAnswer => {
                    send_event(&mut wire);
                    wire.read_until("[1").expect("half an answer");
                }
            }
            run.listener.signal(signal);
            match step {
                WithTheApp => {
                    gate.open();
                    assert_eq!(wire.read_answer("POST").text(), "{}");
                }
                HalfAnAnswer => {
                    gate.open();
                    assert_eq!(wire.read_to_end(), b" ]");
                }
                HalfAHead | HalfABody => {}
            }
            let started = Instant::now();
            let output = run.listener.wait().code(code);
            let took = started.elapsed();
            assert!(
                took < Duration::from_secs(10),
                "{step:?} {signal:?}: {took:?}"
            );
            assert_eq!(output.stderr, "", "{step:?} {signal:?}");
            let mut objects = json_lines(&output.stdout);
            let summary = objects.pop().expect("a summary");
            assert_eq!(summary["type"], "summary", "{step:?} {signal:?}");
            if step == WithTheApp || step == HalfAnAnswer {
                let recorded = run.sandbox.json(&["events", "list"]);
                assert_eq!(outcomes(&recorded), ["answered 200"], "{step:?} {signal:?}");
            } else {
                assert_eq!(app.count(), 0, "{step:?} {signal:?}");
            }
        }
    }
}

#[test]
fn a_signal_before_it_is_ready_ends_it_without_a_word_of_panic() {
    let app = App::new();
    // Behind nohup or `&` in a script some are ignored, also by our children, until they listen.
    let minded = ENDING
        .into_iter()
        .filter(|(signal, _)| !is_ignored(*signal));
    for (signal, code) in minded {
        for pause in [0, 1, 5, 20] {
            let sandbox = Sandbox::new();
            let process =
                Process::start(sandbox.command(&["listen", "-p", "0", "-f", &app.at("")]));
            // Not to wait for something: this is the moment of the signal.
            std::thread::sleep(Duration::from_millis(pause));
            process.signal(signal);
            let output = process.wait();
            // Before it listens for signals, the signal itself is the end.
            let killed = 1_000 + code - 128;
            assert!(
                [code, killed].contains(&output.code),
                "{signal:?} {pause}: {output:?}"
            );
            assert!(!output.stderr.contains("panicked"), "{output:?}");
        }
    }
}

/// Whether this process was started with a signal ignored, as far as that can be told.
fn is_ignored(signal: Signal) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.unwrap_or_default() >> (signal.as_raw() - 1) & 1 == 1
}

#[test]
fn sigpipe_is_no_end() {
    let app = App::new();
    let run = Run::of(&app);
    run.listener.signal(Signal::PIPE);
    assert_eq!(post(run.port(), HANG).status(), 200);
    assert_eq!(outcomes(&run.events()), ["answered 200"]);
}

#[test]
fn one_that_is_stopped_goes_on_where_it_was() {
    let (app, gate) = App::waiting();
    let run = Run::of(&app);
    let mut before = Wire::connect(run.port());
    send_event(&mut before);
    app.request();
    run.listener.signal(Signal::STOP);
    // While it is stopped the app answers, one more sender comes, and another leaves.
    gate.open();
    let mut meanwhile = Wire::connect(run.port());
    send_event(&mut meanwhile);
    Wire::connect(run.port()).close();
    run.listener.signal(Signal::CONT);
    for wire in [&mut before, &mut meanwhile] {
        assert_eq!(wire.read_answer("POST").text(), "{}");
    }
    assert_eq!(outcomes(&run.events()), ["answered 200"; 2]);
}

#[test]
fn without_file_descriptors_senders_wait_and_are_then_served() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen_within("ulimit -n 40", &["-f", &app.at("")]);
    assert_eq!(post(listener.port, HANG).status(), 200);
    // More than it can have open at once.
    let idle: Vec<Wire> = (0..60).map(|_| Wire::connect(listener.port)).collect();
    let warning = listener.warning("not-accepting");
    assert!(warning.contains("ulimit -n"), "{warning}");
    let port = listener.port;
    let waiting = std::thread::spawn(move || post(port, HANG));
    drop(idle);
    assert_eq!(waiting.join().expect("a sender").status(), 200);
    for _ in 0..5 {
        assert_eq!(post(port, HANG).status(), 200);
    }
    let run = Run { sandbox, listener };
    assert_eq!(outcomes(&run.events()), ["answered 200"; 7]);
}
