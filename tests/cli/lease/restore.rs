//! `server restore` and `server leases`.

use serde_json::{Value, json};

use super::{Bench, TUNNEL, ask, outcomes, rich, steal};
use crate::fake_vapi::{FakeVapi, Fault, PUBLIC_KEY};
use crate::sandbox::{Output, json_lines};

/// Runs the command that a hint names, as a shell would.
fn run_hint(bench: &Bench, output: &Output, part: &str) -> Output {
    let line = output.stderr.lines().find(|line| line.contains(part));
    let line = line.expect("a line with the command");
    let (_, command) = line.split_once("vapihook ").expect("a command");
    let words: Vec<&str> = command.split(' ').collect();
    let mut command = bench.sandbox.command(&words);
    command.env("VAPI_API_KEY", bench.vapi.key());
    crate::sandbox::Process::start(command).wait()
}

#[test]
fn nothing_to_do_needs_no_key() {
    let bench = Bench::with_server(&rich());
    let mut command = bench.sandbox.command(&["server", "restore"]);
    command.env("VAPI_BASE_URL", bench.vapi.url());
    let output = crate::sandbox::Process::start(command).wait().code(0);
    assert_eq!(
        (&*output.stdout, &*output.stderr),
        ("", "nothing to restore\n")
    );
    assert!(bench.sandbox.files().is_empty());
    let output = bench.run(&["server", "leases"]).code(0);
    assert_eq!(output.stderr, "no server URL is taken\n");
}

#[test]
fn what_was_left_behind_is_given_back() {
    for args in [
        &[][..],
        &["--all"],
        &["--assistant", "a1"],
        &["--assistant", "bot"],
    ] {
        let bench = Bench::with_server(&rich());
        bench.left_behind();
        let output = bench.restore(args).code(0);
        assert_eq!(output.stdout, "assistant bot (a1): given back\n");
        assert_eq!(bench.server(), rich());
        assert!(bench.journals().is_empty());
        let again = bench.restore(&[]).code(0);
        assert_eq!(again.stderr, "nothing to restore\n");
    }
}

#[test]
fn a_foreign_change_is_left_alone_and_shown() {
    let bench = Bench::with_server(&rich());
    bench.left_behind();
    let foreign = json!({"url": "https://foreign.example/", "timeoutSeconds": 9});
    bench
        .vapi
        .change("assistant", "a1", |bot| bot["server"] = foreign.clone());
    let patches = bench.vapi.patches().len();
    let output = bench.restore(&[]).code(8);
    for part in [
        "changed by somebody else",
        "https://foreign.example/",
        "https://[secret]@old.example/hook?token=[secret]",
    ] {
        assert!(output.stderr.contains(part), "{part}: {}", output.stderr);
    }
    assert_eq!(bench.server(), foreign);
    assert_eq!(bench.vapi.patches().len(), patches);
    let json = bench.run(&["--json", "server", "restore"]).code(8);
    let json = json_lines(&json.stdout).remove(0);
    assert_eq!(json["state"], "foreign");
    assert_eq!(json["found"], foreign);
    assert_eq!(json["original"]["headers"]["X-Api"], "[secret]");
    assert_eq!(
        json["repair"],
        format!(
            "vapihook server restore --assistant a1 --force --base-url {}",
            bench.vapi.url()
        )
    );
    run_hint(&bench, &output, "--force").code(0);
    assert_eq!(bench.server(), rich());
    assert!(bench.journals().is_empty());
}

#[test]
fn a_foreign_change_can_be_kept() {
    let bench = Bench::with_server(&rich());
    bench.left_behind();
    bench.vapi.change("assistant", "a1", |bot| {
        bot["server"]["timeoutSeconds"] = json!(9);
    });
    let output = bench.restore(&[]).code(8);
    assert!(output.stderr.contains("server.timeoutSeconds"));
    let output = run_hint(&bench, &output, "--keep").code(0);
    assert_eq!(
        output.stdout,
        "assistant bot (a1): kept as it is, lease forgotten\n"
    );
    assert_eq!(bench.url(), TUNNEL);
    bench.restore(&[]).code(0);
}

#[test]
fn the_next_run_adopts_the_original_of_a_dead_one() {
    let bench = Bench::with_server(&rich());
    bench.left_behind();
    let mut leases = bench.leases();
    let taken = bench
        .take(&mut leases, &ask("https://second.example/"))
        .expect("taken");
    assert!(taken.notes.is_empty());
    assert_eq!(bench.server()["headers"], rich()["headers"]);
    bench.give_back(&mut leases);
    assert_eq!(bench.server(), rich());
}

#[test]
fn what_somebody_set_after_a_death_is_what_the_next_run_gives_back() {
    let bench = Bench::with_server(&rich());
    bench.left_behind();
    let foreign = json!({"url": "https://foreign.example/"});
    bench
        .vapi
        .change("assistant", "a1", |bot| bot["server"] = foreign.clone());
    let mut leases = bench.leases();
    let taken = bench.take(&mut leases, &ask(TUNNEL)).expect("taken");
    assert!(taken.notes[0].contains("changed by somebody else"));
    assert!(!taken.notes[0].contains(super::HUSH));
    bench.give_back(&mut leases);
    assert_eq!(bench.server(), foreign);
}

#[test]
fn the_second_is_told_who_holds_it_and_may_take_over() {
    let bench = Bench::with_server(&rich());
    let mut first = bench.leases();
    bench.take(&mut first, &ask(TUNNEL)).expect("taken");
    let mut second = bench.leases();
    let refused = bench
        .take(&mut second, &ask("https://second.example/"))
        .expect_err("held");
    let pid = std::process::id();
    assert!(
        refused
            .message
            .contains(&format!("held by listen, pid {pid}"))
    );
    assert!(refused.hint.is_some_and(|hint| hint.contains("--steal")));
    assert_eq!(bench.url(), TUNNEL);
    bench
        .take(&mut second, &steal("https://second.example/"))
        .expect("stolen");
    // The first leaves it alone.
    assert!(bench.give_back(&mut first).is_empty());
    assert_eq!(bench.url(), "https://second.example/");
    assert_eq!(outcomes(&bench.give_back(&mut second)), ["restored"]);
    assert_eq!(bench.server(), rich());
}

#[test]
fn what_a_living_process_holds_is_left_to_it() {
    let bench = Bench::with_server(&rich());
    let mut leases = bench.leases();
    let held = bench.take(&mut leases, &ask(TUNNEL)).expect("taken").held;
    let output = bench.restore(&[]).code(0);
    assert!(output.stderr.contains("held by listen"), "{output:?}");
    bench.restore(&["--assistant", "a1"]).code(8);
    assert_eq!(bench.url(), TUNNEL);
    bench.restore(&["--all"]).code(0);
    assert_eq!(bench.server(), rich());
    let report = bench.block_on(leases.give_back(&held));
    assert_eq!(report.outcome.name(), "unchanged");
    assert!(report.error().is_none());
}

#[test]
fn a_deleted_resource_has_nothing_to_give_back() {
    let bench = Bench::new(
        FakeVapi::new()
            .assistant(json!({"id": "a1", "name": "bot", "server": rich()}))
            .tool(json!({"id": "t1"})),
    );
    bench.left_behind();
    bench.vapi.remove("assistant", "a1");
    let output = bench.restore(&[]).code(0);
    assert!(output.stdout.contains("deleted meanwhile"), "{output:?}");
    assert!(bench.journals().is_empty());
}

#[test]
fn not_seen_is_not_deleted() {
    let bench = Bench::with_server(&rich());
    bench.left_behind();
    // A proxy that answers in Vapi's place.
    bench.vapi.fail(Fault::html(404).always());
    bench.restore(&[]).code(8);
    assert_eq!(bench.journals().len(), 1);
}

#[test]
fn another_accounts_lease_is_left_to_its_key() {
    let bench = Bench::new(
        FakeVapi::new()
            .assistant(json!({"id": "a1", "name": "bot", "server": rich()}))
            .tool(json!({"id": "t1"})),
    );
    bench.left_behind();
    bench.vapi.remove("assistant", "a1");
    bench
        .vapi
        .change("tool", "t1", |tool| tool["orgId"] = json!("another"));
    let output = bench.restore(&[]).code(0);
    assert!(
        output.stderr.contains("this key does not see it"),
        "{output:?}"
    );
    let output = bench.restore(&["--assistant", "bot"]).code(8);
    assert_eq!(bench.journals().len(), 1);
    run_hint(&bench, &output, "--keep").code(0);
    assert!(bench.journals().is_empty());
}

#[test]
fn another_api_is_not_asked() {
    let bench = Bench::with_server(&rich());
    bench.left_behind();
    let other = FakeVapi::new().start();
    let mut command = bench.sandbox.command(&["server", "restore"]);
    command
        .env("VAPI_API_KEY", other.key())
        .env("VAPI_BASE_URL", other.url());
    let output = crate::sandbox::Process::start(command).wait().code(0);
    assert!(output.stderr.contains(&bench.vapi.url()), "{output:?}");
    assert!(other.requests().is_empty());
    assert_eq!(bench.journals().len(), 1);
}

#[test]
fn what_cannot_be_done_now_is_done_by_the_command() {
    for fault in [Fault::status(503), Fault::dropped()] {
        let bench = Bench::with_server(&rich());
        bench.left_behind();
        bench.vapi.fail(fault.on("PATCH").times(5));
        let output = bench.restore(&[]).code(8);
        run_hint(&bench, &output, "restore").code(0);
        assert_eq!(bench.server(), rich());
    }
    let bench = Bench::with_server(&rich());
    bench.left_behind();
    let output = bench.run_with(PUBLIC_KEY, &["server", "restore"]).code(8);
    assert!(output.stderr.contains("401"), "{output:?}");
    run_hint(&bench, &output, "restore").code(0);
    assert_eq!(bench.server(), rich());
}

#[test]
fn leases_are_listed() {
    let bench = Bench::with_server(&rich());
    let mut leases = bench.leases();
    bench.take(&mut leases, &ask(TUNNEL)).expect("taken");
    let lease = |state: &str| -> Value {
        let listed = bench.run(&["--json", "server", "leases"]).code(0);
        let lease = json_lines(&listed.stdout).remove(0);
        assert_eq!(lease["state"], state);
        assert_eq!(lease["holder"]["alive"], state == "held");
        lease
    };
    let held = lease("held");
    assert_eq!((&held["v"], &held["type"]), (&json!(1), &json!("lease")));
    assert_eq!(
        (&held["kind"], &held["id"]),
        (&json!("assistant"), &json!("a1"))
    );
    assert_eq!(held["ours"]["url"], TUNNEL);
    assert_eq!(held["holder"]["pid"], std::process::id());
    assert_eq!(held["repair"], Value::Null);
    let text = bench.run(&["server", "leases"]).code(0).stdout;
    assert!(
        text.starts_with("assistant bot (a1)\n  held by  listen, pid "),
        "{text}"
    );
    drop(leases);
    let left = lease("left");
    assert!(
        left["repair"]
            .as_str()
            .is_some_and(|c| c.contains("restore --assistant a1"))
    );
}
