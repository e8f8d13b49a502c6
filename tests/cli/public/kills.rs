//! `kill -9`: the next run on the same resource, or one command, puts everything back.

use std::time::Duration;

use super::{ALL, Stage, public_url};
use crate::fake_vapi::Moment;
use crate::sandbox::{Listener, Process, Signal};

/// Kills at random moments.
const KILLS: u64 = 16;

fn kill(process: Process) {
    process.signal(Signal::KILL);
    process.wait().code(1_009);
}

fn kill_listener(listener: Listener) {
    listener.signal(Signal::KILL);
    listener.wait().code(1_009);
}

/// Puts everything back: by the next run, or by the command.
fn repair(stage: &Stage, by_next_run: bool) {
    if by_next_run {
        let next = stage.listen(&ALL);
        assert_eq!(stage.call("tool", "t1").status(), 200);
        stage.ended(next.stop()).code(143);
    } else {
        stage.run(&["server", "restore"]).code(0);
    }
}

#[test]
fn killed_while_it_holds() {
    for by_next_run in [true, false] {
        let stage = Stage::new();
        let before = stage.stored();
        let listener = stage.listen(&ALL);
        let url = public_url(&listener);
        kill_listener(listener);
        let leases = stage.leases();
        assert_eq!(leases.len(), 3);
        for lease in &leases {
            assert_eq!(lease["state"], "left");
            assert_eq!(lease["ours"]["url"], url);
            let repair = lease["repair"].as_str().expect("a command");
            assert!(repair.starts_with("vapihook server restore --"), "{repair}");
        }
        repair(&stage, by_next_run);
        assert_eq!(stage.stored(), before, "{by_next_run}");
        assert!(stage.leases().is_empty());
    }
}

#[test]
fn each_lease_is_repaired_by_the_command_it_shows() {
    let stage = Stage::new();
    let before = stage.stored();
    kill_listener(stage.listen(&ALL));
    for lease in stage.leases() {
        let command = lease["repair"].as_str().expect("a command");
        stage.follow(command).code(0);
    }
    assert_eq!(stage.stored(), before);
}

#[test]
fn killed_again_and_again_the_original_stays_known() {
    let stage = Stage::new();
    let before = stage.stored();
    for _ in 0..3 {
        kill_listener(stage.listen(&ALL));
    }
    repair(&stage, true);
    assert_eq!(stage.stored(), before);
}

#[test]
fn killed_while_a_change_is_on_its_way() {
    for line in ["PATCH /assistant", "PATCH /tool"] {
        for (moment, arrives) in [
            (Moment::Before, false),
            (Moment::Before, true),
            (Moment::Applied, true),
        ] {
            for giving_back in [false, true] {
                let stage = Stage::new();
                let before = stage.stored();
                let gate = if giving_back {
                    let listener = stage.listen(&ALL);
                    let gate = stage.vapi.gate(line, moment);
                    listener.signal(Signal::INT);
                    gate.wait();
                    kill_listener(listener);
                    gate
                } else {
                    let gate = stage.vapi.gate(line, moment);
                    let process = stage.start(&ALL);
                    gate.wait();
                    kill(process);
                    gate
                };
                if arrives {
                    gate.open();
                } else {
                    gate.discard();
                }
                repair(&stage, giving_back);
                let case = format!("{line} {moment:?} {arrives} {giving_back}");
                assert_eq!(stage.stored(), before, "{case}");
            }
        }
    }
}

#[test]
fn killed_at_random_moments() {
    let stage = Stage::new();
    let before = stage.stored();
    // The time from its start to its end, measured, so that the kills fall in between.
    let started = std::time::Instant::now();
    stage.ended(stage.start(&[&ALL[..], &["--for", "1ms"]].concat()).wait());
    let whole = started.elapsed();
    let mut touched = 0;
    let mut seed: u64 = 0x2545_F491_4F6C_DD1D;
    for at in 0..KILLS {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let process = stage.start(&[&ALL[..], &["--for", "1ms"]].concat());
        // Not to wait for something: the moment of the kill is what differs.
        let moment = whole.as_micros() * u128::from(seed % 1_000) / 1_000;
        std::thread::sleep(Duration::from_micros(
            moment.try_into().expect("a short time"),
        ));
        process.signal(Signal::KILL);
        process.wait();
        touched += u64::from(stage.stored() != before);
        if at % 3 == 2 {
            repair(&stage, at % 2 == 0);
            assert_eq!(stage.stored(), before, "kill {at}");
        }
    }
    repair(&stage, false);
    assert_eq!(stage.stored(), before);
    assert!(stage.leases().is_empty());
    assert!(touched > 0, "no kill came in between");
}
