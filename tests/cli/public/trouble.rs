//! Server URLs that cannot be given back: exit 8, and a command that repairs it.

use serde_json::json;

use super::{ALL, Stage, public_url, states};
use crate::fake_vapi::{Fault, Moment};
use crate::sandbox::{Signal, json_lines};

#[test]
fn a_broken_api_at_the_end_is_8_and_the_hint_repairs_it() {
    let stage = Stage::new();
    let before = stage.stored();
    let listener = stage.listen(&ALL);
    let url = public_url(&listener);
    stage
        .vapi
        .fail(Fault::status(500).on("PATCH /tool").always());
    listener.signal(Signal::INT);
    let output = stage.ended(listener.wait()).code(8);
    let objects = json_lines(&output.stdout);
    let mut states = states(&objects);
    assert_eq!(
        states
            .split_off(3)
            .iter()
            .filter(|it| **it == "failed")
            .count(),
        1
    );
    assert_eq!(stage.url("assistant", "a1"), super::rich()["url"]);
    assert_eq!(stage.url("tool", "t1"), url);
    assert_eq!(stage.leases()[0]["state"], "left");
    stage.vapi.mend();
    stage.follow(&output.stderr).code(0);
    assert_eq!(stage.stored(), before);
    assert!(stage.leases().is_empty());
}

#[test]
fn a_moment_of_trouble_at_the_end_is_no_trouble() {
    for fault in [
        Fault::status(502),
        Fault::rate_limited("0"),
        Fault::dropped(),
        Fault::dropped().after_applying(),
        Fault::html(503),
    ] {
        let stage = Stage::new();
        let before = stage.stored();
        let listener = stage.listen(&ALL);
        stage.vapi.fail(fault.on("PATCH"));
        stage.ended(listener.stop()).code(143);
        assert_eq!(stage.stored(), before);
    }
}

#[test]
fn what_somebody_else_changed_is_left_alone_and_shown() {
    let stage = Stage::new();
    let before = stage.stored();
    let listener = stage.listen(&ALL);
    stage.vapi.change("assistant", "a1", |bot| {
        bot["server"]["url"] = json!("https://theirs.example/");
    });
    let output = stage.ended(listener.stop()).code(8);
    assert_eq!(stage.url("assistant", "a1"), "https://theirs.example/");
    // The others are as before.
    assert_eq!(stage.url("phone-number", "p1"), "https://old.example/p");
    for part in [
        "https://theirs.example/",
        "https://[secret]@old.example/hook",
    ] {
        assert!(output.stderr.contains(part), "{output:?}");
    }
    assert!(output.stderr.contains(" --keep"), "{output:?}");
    // Not without being asked.
    stage.run(&["server", "restore"]).code(8);
    stage.follow(&output.stderr).code(0);
    assert_eq!(stage.stored(), before);
}

#[test]
fn a_resource_that_is_gone_needs_nothing() {
    let stage = Stage::new();
    let listener = stage.listen(&ALL);
    stage.vapi.remove("tool", "t1");
    stage.ended(listener.stop()).code(143);
    assert_eq!(stage.url("assistant", "a1"), super::rich()["url"]);
    assert!(stage.leases().is_empty());
}

#[test]
fn a_second_ctrl_c_stops_giving_back_and_says_how_to_go_on() {
    let stage = Stage::new();
    let before = stage.stored();
    let listener = stage.listen(&["--assistant", "a1"]);
    let gate = stage.vapi.gate("PATCH", Moment::Before);
    listener.signal(Signal::INT);
    gate.wait();
    listener.signal(Signal::INT);
    let output = stage.ended(listener.wait()).code(8);
    gate.discard();
    assert!(stage.url("assistant", "a1").contains("/wh_"));
    stage.follow(&output.stderr).code(0);
    assert_eq!(stage.stored(), before);
}
