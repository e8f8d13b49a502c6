//! Two listeners on one resource.

use super::{ALL, Stage, public_url};
use crate::sandbox::Signal;

#[test]
fn the_second_is_refused_and_the_first_goes_on() {
    let stage = Stage::new();
    let before = stage.stored();
    let first = stage.listen(&ALL);
    let held = stage.stored();
    let url = public_url(&first);
    let output = stage.ended(
        stage
            .start(&["--phone-number", "p1", "--tool", "t1"])
            .wait(),
    );
    let output = output.code(1);
    let holder = format!("is held by listen, pid {}", first.id());
    assert!(output.stderr.contains(&holder), "{output:?}");
    assert!(output.stderr.contains("--steal"), "{output:?}");
    assert_eq!(stage.stored(), held);
    assert_eq!(stage.url("tool", "t1"), url);
    for lease in stage.leases() {
        assert_eq!(lease["state"], "held");
        assert_eq!(lease["holder"]["pid"], first.id());
    }
    assert_eq!(stage.call("tool", "t1").status(), 200);
    stage.ended(first.stop()).code(143);
    assert_eq!(stage.stored(), before);
}

#[test]
fn a_free_resource_beside_a_held_one_is_given_back() {
    let stage = Stage::new();
    let before = stage.stored();
    let first = stage.listen(&["--tool", "t1"]);
    let held = stage.stored();
    let second = stage.start(&["--assistant", "a1", "--tool", "t1"]);
    stage.ended(second.wait()).code(1);
    assert_eq!(stage.stored(), held);
    stage.ended(first.stop()).code(143);
    assert_eq!(stage.stored(), before);
}

#[test]
fn stealing_takes_over_and_gives_back_what_the_first_found() {
    for first_ends_first in [true, false] {
        let stage = Stage::new();
        let before = stage.stored();
        let first = stage.listen(&ALL);
        let second = stage.listen(&[&ALL[..], &["--steal"]].concat());
        let url = public_url(&second);
        assert_eq!(stage.url("assistant", "a1"), url);
        if first_ends_first {
            stage.ended(first.stop()).code(143);
            assert_eq!(stage.url("assistant", "a1"), url);
            assert_eq!(stage.call("tool", "t1").status(), 200);
            second.signal(Signal::INT);
            stage.ended(second.wait()).code(130);
        } else {
            stage.ended(second.stop()).code(143);
            assert_eq!(stage.stored(), before);
            stage.ended(first.stop()).code(143);
        }
        assert_eq!(stage.stored(), before);
        assert!(stage.leases().is_empty());
    }
}
