//! `kill -9` at any moment: the resource is as it was, or one command makes it so.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Bench, TUNNEL, driver, rich};
use crate::fake_vapi::{FakeVapi, Moment};
use crate::sandbox::{Process, Signal};

/// Kills of the test below.
const KILLS: usize = 100;

/// Numbers that look random; which ones does not matter, kills are never twice at one moment.
fn random(below: u64) -> u64 {
    static STATE: AtomicU64 = AtomicU64::new(0x9E37_79B9_7F4A_7C15);
    let mut x = STATE.load(Ordering::Relaxed);
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    STATE.store(x, Ordering::Relaxed);
    x % below.max(1)
}

fn kill(process: Process) {
    process.signal(Signal::KILL);
    process.wait();
}

/// What stood at each resource: everything, a URL alone, nothing.
fn original(at: usize) -> Value {
    match at % 3 {
        0 => rich(),
        1 => json!({"url": "https://old.example/"}),
        _ => Value::Null,
    }
}

#[test]
fn a_hundred_kills_lose_nothing() {
    let mut fake = FakeVapi::new();
    for at in 0..KILLS {
        let mut bot = json!({"id": format!("k{at}"), "name": format!("bot {at}")});
        if !original(at).is_null() {
            bot["server"] = original(at);
        }
        fake = fake.assistant(bot);
    }
    let bench = Bench::new(fake);
    let late = AtomicU64::new(20_000);
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let (bench, late) = (&bench, &late);
            scope.spawn(move || {
                for at in (worker..KILLS).step_by(4) {
                    kill_one(bench, &format!("k{at}"), late);
                }
            });
        }
    });
    let left = bench.journals().len();
    bench.restore(&[]).code(0);
    for at in 0..KILLS {
        let server = &bench.vapi.get("assistant", &format!("k{at}"))["server"];
        assert_eq!(*server, original(at), "k{at}");
    }
    // Otherwise the kills came before or after everything.
    assert!(left > KILLS / 10, "only {left} leases were left behind");
    let listed = bench.run(&["--json", "server", "leases"]).code(0);
    assert_eq!(listed.stdout, "");
}

/// Kills it while it takes and gives back, then perhaps what should have cleared up. `late` is the
/// latest moment, in µs: it follows how fast the machine is, so that few kills come after the end.
fn kill_one(bench: &Bench, id: &str, late: &AtomicU64) {
    let driver = driver::start(bench, id, Duration::ZERO);
    driver::wait(&driver, "taking");
    let latest = late.load(Ordering::Relaxed);
    std::thread::sleep(Duration::from_micros(random(latest)));
    driver.signal(Signal::KILL);
    let has_ended = driver.wait().stdout.contains("ended");
    let percent = if has_ended { 85 } else { 105 };
    late.store(latest * percent / 100, Ordering::Relaxed);
    for _ in 0..random(3) {
        let mut command = bench
            .sandbox
            .command(&["server", "restore", "--assistant", id]);
        command
            .env("VAPI_API_KEY", bench.vapi.key())
            .env("VAPI_BASE_URL", bench.vapi.url());
        let restore = Process::start(command);
        std::thread::sleep(Duration::from_micros(random(latest * 4)));
        kill(restore);
    }
}

#[test]
fn killed_while_a_change_is_on_its_way() {
    for request in ["GET /assistant/a1", "PATCH"] {
        for moment in [Moment::Before, Moment::Applied] {
            for arrives in [true, false] {
                let bench = Bench::with_server(&rich());
                let gate = bench.vapi.gate(request, moment);
                let driver = driver::start(&bench, "a1", Duration::ZERO);
                gate.wait();
                kill(driver);
                if arrives {
                    gate.open();
                } else {
                    gate.discard();
                }
                bench.restore(&[]).code(0);
                assert_eq!(bench.server(), rich(), "{request} {moment:?} {arrives}");
            }
        }
    }
}

#[test]
fn a_change_that_arrives_after_the_restore_is_undone_by_the_next() {
    let bench = Bench::with_server(&rich());
    let gate = bench.vapi.gate("PATCH", Moment::Before);
    let driver = driver::start(&bench, "a1", Duration::ZERO);
    gate.wait();
    kill(driver);
    bench.restore(&[]).code(0);
    assert_eq!(bench.server(), rich());
    assert_eq!(bench.run(&["--json", "server", "leases"]).stdout, "");
    gate.open();
    let until = Instant::now() + crate::sandbox::PATIENCE;
    while bench.url() != TUNNEL {
        assert!(Instant::now() < until, "the change never arrives");
        std::thread::sleep(Duration::from_millis(2));
    }
    bench.restore(&[]).code(0);
    assert_eq!(bench.server(), rich());
}

#[test]
fn killed_while_it_is_given_back() {
    for moment in [Moment::Before, Moment::Applied] {
        let bench = Bench::with_server(&rich());
        let driver = driver::start(&bench, "a1", Duration::from_millis(300));
        driver::wait(&driver, "taken");
        let gate = bench.vapi.gate("PATCH", moment);
        gate.wait();
        kill(driver);
        gate.discard();
        bench.restore(&[]).code(0);
        assert_eq!(bench.server(), rich(), "{moment:?}");
        assert!(bench.journals().is_empty());
    }
}
