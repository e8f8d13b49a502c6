//! What goes wrong, or is interrupted, before it is ready: nothing is left behind.

use super::{ALL, Stage};
use crate::fake_vapi::{Moment, PUBLIC_KEY};
use crate::sandbox::{Process, Signal};

#[test]
fn ctrl_c_while_server_urls_are_taken_leaves_nothing() {
    for line in ["GET /assistant", "PATCH /assistant", "PATCH /tool"] {
        for (moment, signal, code) in [
            (Moment::Before, Signal::INT, 130),
            (Moment::Applied, Signal::TERM, 143),
        ] {
            let stage = Stage::new();
            let before = stage.stored();
            let gate = stage.vapi.gate(line, moment);
            let process = stage.start(&ALL);
            gate.wait();
            process.signal(signal);
            let output = stage.ended(process.wait()).code(code);
            gate.discard();
            assert_eq!(stage.stored(), before, "{line} {moment:?}");
            assert!(stage.leases().is_empty());
            assert!(!output.stdout.contains(r#""ready""#), "{output:?}");
        }
    }
}

#[test]
fn a_change_that_arrives_after_the_end_is_repaired_by_one_command() {
    let stage = Stage::new();
    let before = stage.stored();
    let gate = stage.vapi.gate("PATCH /assistant", Moment::Before);
    let process = stage.start(&["--assistant", "a1"]);
    gate.wait();
    process.signal(Signal::INT);
    stage.ended(process.wait()).code(130);
    gate.open();
    // The change is made in a task of its own: a request behind it tells that it is done.
    let patched = |stage: &Stage| stage.url("assistant", "a1").contains("/wh_");
    let until = std::time::Instant::now() + crate::sandbox::PATIENCE;
    while !patched(&stage) {
        assert!(std::time::Instant::now() < until, "it never arrived");
        stage.vapi.client_get("/assistant/a1").expect("an answer");
    }
    stage.run(&["server", "restore"]).code(0);
    assert_eq!(stage.stored(), before);
}

#[test]
fn one_unknown_resource_gives_back_the_others_and_is_5() {
    for (unknown, code) in [
        (["--tool", "nope"], 5),
        (["--assistant", "nope"], 5),
        (["--phone-number", "+14155550199"], 5),
    ] {
        let stage = Stage::new();
        let before = stage.stored();
        let listened = stage.start(&[&ALL[..], &unknown].concat()).wait();
        let output = stage.ended(listened).code(code);
        assert!(output.stderr.contains(unknown[1]), "{output:?}");
        assert_eq!(stage.stored(), before);
        assert!(stage.leases().is_empty());
        // It is not proven first that the URL leads here.
        assert!(!output.stdout.contains("unproven"), "{output:?}");
    }
}

#[test]
fn what_cannot_be_taken_is_told_at_once_wherever_the_url_leads() {
    let stage = Stage::new();
    let app = stage.app.at("");
    let nobody = format!("http://127.0.0.1:{}", crate::sandbox::free_port());
    let started = std::time::Instant::now();
    let output = stage.run(&[
        "listen",
        "-f",
        &app,
        "-p",
        "0",
        "--public-url",
        &nobody,
        "--force",
        "--tool",
        "nope",
    ]);
    output.code(5);
    // A proof is given up after 20 s.
    assert!(started.elapsed() < std::time::Duration::from_secs(19));
}

#[test]
fn a_key_that_is_refused_or_missing_is_4() {
    for key in [Some(PUBLIC_KEY), Some("wrong"), None] {
        let stage = Stage::new();
        let before = stage.stored();
        let mut command = stage.listen_command(&ALL);
        match key {
            Some(key) => command.env("VAPI_API_KEY", key),
            None => command.env_remove("VAPI_API_KEY"),
        };
        let output = stage.ended(Process::start(command).wait()).code(4);
        assert!(output.stderr.contains("hint: "), "{output:?}");
        assert!(!output.stderr.contains(PUBLIC_KEY), "{output:?}");
        assert_eq!(stage.stored(), before);
    }
}

#[test]
fn wrong_usage_is_told_before_anything_is_sent() {
    let stage = Stage::new();
    let app = stage.app.at("");
    for (args, part) in [
        (&["--public-url", "http://127.0.0.1:9"][..], "--force"),
        (&["--public-url", "https://10.0.0.7/x"], "--force"),
        (&["--public-url", "https://me:x@a.example"], "password"),
        (&[], "--tunnel auto"),
        (&["--tunnel", "nothing"], "cloudflared"),
        (
            &["--tunnel", "auto", "--public-url", "https://a.example"],
            "cannot be used",
        ),
    ] {
        let fixed = ["listen", "-f", &app, "-p", "0", "--assistant", "a1"];
        let output = stage.run(&[&fixed[..], args].concat()).code(2);
        assert!(output.stderr.contains(part), "{args:?} {output:?}");
    }
    assert!(stage.vapi.requests().is_empty());
    assert!(stage.sandbox.files().is_empty());
}

#[test]
fn a_port_in_use_takes_nothing() {
    let stage = Stage::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let url = format!("http://127.0.0.1:{port}");
    let app = stage.app.at("");
    let fixed = ["listen", "-f", &app, "-p", &port, "--force"];
    let public = ["--public-url", &url, "--assistant", "a1"];
    stage.run(&[&fixed[..], &public].concat()).code(1);
    assert!(stage.vapi.requests().is_empty());
}
