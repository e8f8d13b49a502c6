//! Old objects, hidden secrets, and an API that has a bad day.

use serde_json::{Value, json};
use vapihook::error::Kind as ErrorKind;
use vapihook::lease::{Ask, HiddenSecret};
use vapihook::secret::Secret;

use super::{Bench, HUSH, TUNNEL, ask, outcomes, rich};
use crate::fake_vapi::{FakeVapi, Fault};

#[test]
fn an_old_object_is_as_it_was() {
    let old = json!({"id": "a1", "serverUrl": "https://old.example/"});
    for replaces in [false, true] {
        let mut fake = FakeVapi::new().assistant(old.clone());
        if replaces {
            fake = fake.server_replaces_legacy();
        }
        let bench = Bench::new(fake);
        let mut leases = bench.leases();
        let taken = bench.take(&mut leases, &ask(TUNNEL)).expect("taken");
        assert_eq!(
            taken.held.original_url.as_deref(),
            Some("https://old.example/")
        );
        assert_eq!(bench.url(), TUNNEL);
        assert_eq!(outcomes(&bench.give_back(&mut leases)), ["restored"]);
        let now = bench.vapi.get("assistant", "a1");
        if replaces {
            assert_eq!(now["server"], json!({"url": "https://old.example/"}));
        } else {
            assert_eq!(now["serverUrl"], "https://old.example/");
            assert!(now.get("server").is_none(), "{now}");
        }
        assert!(bench.journals().is_empty());
    }
}

#[test]
fn a_secret_that_cannot_be_seen_is_not_lost_unasked() {
    let server = json!({"url": "https://old.example/", "secret": HUSH});
    let bench = Bench::with_server(&server);
    let mut leases = bench.leases();
    let refused = bench.take(&mut leases, &ask(TUNNEL)).expect_err("a secret");
    assert!(refused.message.contains("secret"), "{refused}");
    assert!(bench.vapi.patches().is_empty() && bench.journals().is_empty());

    let known = Ask {
        hidden_secret: HiddenSecret::Known(Secret::new(HUSH.to_owned())),
        ..ask(TUNNEL)
    };
    assert!(!format!("{known:?}").contains(HUSH));
    bench.take(&mut leases, &known).expect("taken");
    assert_eq!(bench.server(), json!({"url": TUNNEL, "secret": HUSH}));
    drop(leases);
    // The journal of the dead one knows it.
    let mut leases = bench.leases();
    bench.take(&mut leases, &ask(TUNNEL)).expect("taken");
    assert_eq!(outcomes(&bench.give_back(&mut leases)), ["restored"]);
    assert_eq!(bench.server(), server);

    let lossy = Ask {
        hidden_secret: HiddenSecret::Drop,
        ..ask(TUNNEL)
    };
    let taken = bench.take(&mut leases, &lossy).expect("taken");
    assert!(taken.notes[0].contains("secret"));
    bench.give_back(&mut leases);
    assert_eq!(bench.server(), json!({"url": "https://old.example/"}));
}

#[test]
fn a_tools_secret_is_seen_and_stays() {
    let server = json!({"url": "https://old.example/", "secret": HUSH});
    let bench = Bench::new(FakeVapi::new().tool(json!({"id": "t1", "server": server})));
    let mut leases = bench.leases();
    let asked = ask(TUNNEL);
    bench
        .block_on(leases.take(vapihook::api::Kind::Tool, "t1", &asked))
        .expect("taken");
    bench.give_back(&mut leases);
    assert_eq!(bench.vapi.get("tool", "t1")["server"], server);
}

#[test]
fn a_burst_of_trouble_is_waited_out() {
    let faults = [
        Fault::rate_limited("0").times(3),
        Fault::status(500).times(4),
        Fault::dropped().times(2),
        Fault::html(502).times(2),
        Fault::dropped().after_applying(),
        Fault::status(502).after_applying(),
    ];
    for fault in faults {
        for line in ["PATCH /", "GET /"] {
            let bench = Bench::with_server(&rich());
            let mut leases = bench.leases();
            bench.vapi.fail(fault.clone().on(line));
            bench.take(&mut leases, &ask(TUNNEL)).expect("taken");
            bench.vapi.fail(fault.clone().on(line));
            assert_eq!(outcomes(&bench.give_back(&mut leases)), ["restored"]);
            assert_eq!(bench.server(), rich());
        }
    }
}

#[test]
fn a_change_whose_every_answer_is_lost_is_found_by_looking() {
    let bench = Bench::with_server(&rich());
    let mut leases = bench.leases();
    bench
        .vapi
        .fail(Fault::dropped().after_applying().on("PATCH").times(5));
    bench.take(&mut leases, &ask(TUNNEL)).expect("taken");
    assert_eq!(bench.url(), TUNNEL);
    bench
        .vapi
        .fail(Fault::garbage().after_applying().on("PATCH"));
    assert_eq!(outcomes(&bench.give_back(&mut leases)), ["restored"]);
    assert_eq!(bench.server(), rich());
}

#[test]
fn a_refused_change_leaves_nothing_behind() {
    let bench = Bench::with_server(&rich());
    let mut leases = bench.leases();
    bench.vapi.fail(Fault::status(400).on("PATCH").always());
    let refused = bench.take(&mut leases, &ask(TUNNEL)).expect_err("400");
    assert_eq!(refused.kind, ErrorKind::Network, "{refused}");
    assert_eq!(bench.server(), rich());
    let listed = bench.run(&["--json", "server", "leases"]).code(0);
    assert_eq!(listed.stdout, "");
}

#[test]
fn a_disk_that_takes_nothing_changes_nothing() {
    let bench = Bench::with_server(&rich());
    // A file where the folder should be.
    std::fs::create_dir_all(bench.dir().parent().expect("a parent")).expect("a folder");
    std::fs::write(bench.dir(), "").expect("a file");
    let mut leases = bench.leases();
    let failed = bench
        .take(&mut leases, &ask(TUNNEL))
        .expect_err("no folder");
    assert!(failed.message.contains("leases"), "{failed}");
    assert!(bench.vapi.patches().is_empty());
}

#[test]
fn a_damaged_journal_is_never_acted_upon() {
    let bench = Bench::with_server(&rich());
    bench.left_behind();
    let file = bench.journals().remove(0);
    let whole = std::fs::read(&file).expect("a journal");
    let patches = bench.vapi.patches().len();
    for length in [0, 1, whole.len() / 2, whole.len() - 3] {
        std::fs::write(&file, &whole[..length]).expect("cut");
        for args in [&[][..], &["--assistant", "a1"]] {
            let output = bench.restore(args).code(8);
            assert!(output.stderr.contains("unreadable"), "{output:?}");
        }
        let mut leases = bench.leases();
        let refused = bench.take(&mut leases, &ask(TUNNEL)).expect_err("unknown");
        assert_eq!(refused.kind, ErrorKind::NotRestored);
        assert!(refused.hint.is_some());
        let listed = bench.run(&["--json", "server", "leases"]).code(0);
        let lease = crate::sandbox::json_lines(&listed.stdout).remove(0);
        assert_eq!(lease["state"], "unreadable");
    }
    assert_eq!(bench.vapi.patches().len(), patches);
    std::fs::write(&file, &whole).expect("whole again");
    bench.restore(&[]).code(0);
    assert_eq!(bench.server(), rich());
}

#[test]
fn somebody_else_during_a_run_is_left_alone() {
    let bench = Bench::with_server(&rich());
    let mut leases = bench.leases();
    let mut held = bench.take(&mut leases, &ask(TUNNEL)).expect("taken").held;
    let foreign = json!({"url": "https://foreign.example/"});
    bench
        .vapi
        .change("assistant", "a1", |bot| bot["server"] = foreign.clone());
    let moved = bench.block_on(leases.move_to(&mut held, "https://next.example/"));
    assert!(moved.is_err() && held.url == TUNNEL);
    let reports = bench.give_back(&mut leases);
    let error = reports[0].error().expect("not restored");
    assert_eq!(error.kind, ErrorKind::NotRestored);
    assert!(error.hint.is_some_and(|hint| hint.contains("--force")));
    assert_eq!(bench.server(), foreign);
    let bot: Value = bench.vapi.get("assistant", "a1");
    assert_eq!(bot["firstMessage"], "hi");
}
