//! Every odd answer of the API, where `listen` takes a server URL and where it gives it back; and
//! a clock that jumped in between.

use serde_json::json;

use super::{Stage, public_url};
use crate::fake_vapi::Fault;
use crate::sandbox::{Signal, json_lines};

/// What the API may answer, and what of it shows.
fn answers() -> Vec<(&'static str, Fault, &'static str, i32)> {
    vec![
        ("401", Fault::status(401), "Vapi answered 401", 4),
        ("409", Fault::status(409), "Vapi answered 409", 7),
        ("429", Fault::rate_limited("0"), "Vapi answered 429", 7),
        ("500", Fault::status(500), "Vapi answered 500", 7),
        ("HTML", Fault::html(403), "an HTML page", 7),
        ("garbage", Fault::garbage(), "did not answer with JSON", 7),
        ("nothing", Fault::dropped(), "cannot be reached", 7),
    ]
}

#[test]
fn an_odd_answer_when_it_is_taken_leaves_everything_as_it_was() {
    for line in ["GET /assistant", "PATCH /assistant"] {
        let runs = answers().into_iter().map(|(name, fault, said, code)| {
            std::thread::spawn(move || {
                let stage = Stage::new();
                let before = stage.stored();
                stage.vapi.fail(fault.on(line).always());
                let output = stage.start(&["--assistant", "a1"]).wait();
                let output = stage.ended(output).code(code);
                assert!(output.stderr.contains(said), "{line} {name}: {output:?}");
                assert!(
                    output.stderr.contains("\nerror: "),
                    "{line} {name}: {output:?}"
                );
                assert!(
                    !output.stderr.contains("panicked"),
                    "{line} {name}: {output:?}"
                );
                stage.vapi.mend();
                assert_eq!(stage.stored(), before, "{line} {name}");
                // A change whose answer was lost is left for the command to look after, no other.
                stage.run(&["server", "restore"]).code(0);
                assert_eq!(stage.stored(), before, "{line} {name}");
            })
        });
        for run in runs.collect::<Vec<_>>() {
            run.join().expect("as it should be");
        }
    }
}

#[test]
fn an_odd_answer_when_it_is_given_back_is_8_and_one_command_repairs_it() {
    let runs = answers().into_iter().map(|(name, fault, _, _)| {
        std::thread::spawn(move || {
            let stage = Stage::new();
            let before = stage.stored();
            let listener = stage.listen(&["--assistant", "a1"]);
            let held = stage.stored();
            stage.vapi.fail(fault.on("PATCH").always());
            listener.signal(Signal::INT);
            let output = stage.ended(listener.wait()).code(8);
            let objects = json_lines(&output.stdout);
            assert_eq!(
                objects.last().expect("a summary")["type"],
                "summary",
                "{name}"
            );
            assert_eq!(stage.stored(), held, "{name}");
            stage.vapi.mend();
            stage.follow(&output.stderr).code(0);
            assert_eq!(stage.stored(), before, "{name}");
        })
    });
    for run in runs.collect::<Vec<_>>() {
        run.join().expect("as it should be");
    }
}

#[test]
fn a_clock_that_jumps_makes_no_lease_young_or_old() {
    // Years ahead, years back, before 1970, and as far as numbers go.
    for at in [
        4_102_444_800_000,
        946_684_800_000,
        -86_400_000,
        i64::MAX,
        i64::MIN,
    ] {
        let stage = Stage::new();
        let before = stage.stored();
        let listener = stage.listen(&["--assistant", "a1"]);
        public_url(&listener);
        listener.signal(Signal::KILL);
        listener.wait();
        let journals = stage.sandbox.files().into_iter().filter(|file| {
            file.extension().is_some_and(|end| end == "json")
                && file
                    .parent()
                    .is_some_and(|folder| folder.ends_with("leases"))
        });
        let journals: Vec<_> = journals.collect();
        assert_eq!(journals.len(), 1, "{journals:?}");
        let text = std::fs::read_to_string(&journals[0]).expect("a journal");
        let mut journal: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        journal["changed_at"] = json!(at);
        journal["holder"]["since"] = json!(at);
        std::fs::write(&journals[0], journal.to_string()).expect("a journal");
        assert_eq!(stage.leases()[0]["state"], "left");
        stage.run(&["server", "leases"]).code(0);
        stage.run(&["server", "restore"]).code(0);
        assert_eq!(stage.stored(), before, "{at}");
    }
}
