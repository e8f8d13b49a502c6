//! `server set|get|list|unset` against the fake account.

use serde_json::{Value, json};

use crate::fake_vapi::{FakeVapi, Fault, KEY, Member, Moment, PUBLIC_KEY, Request, Vapi};
use crate::sandbox::{Output, Process, Sandbox};

const BOT: &str = "11111111-1111-4111-8111-111111111111";
const NUMBER: &str = "22222222-2222-4222-8222-222222222222";
const TOOL: &str = "33333333-3333-4333-8333-333333333333";
const NOBODY: &str = "99999999-9999-4999-8999-999999999999";
const URL: &str = "https://new.example.com/vapi";
const HUSH: &str = "hush-hush-42";

/// Runs a command with the account's key, and sees to it that no secret is printed.
pub fn vapihook(vapi: &Vapi, args: &[&str]) -> Output {
    let sandbox = Sandbox::new();
    sandbox.file("secret.txt", format!("{HUSH}\n"));
    let mut command = sandbox.command(args);
    command
        .env("VAPI_API_KEY", KEY)
        .env("VAPI_BASE_URL", vapi.url());
    let output = Process::start(command).wait();
    for text in [&output.stdout, &output.stderr] {
        assert!(!text.contains(KEY) && !text.contains(HUSH), "{output:?}");
    }
    output
}

fn set(vapi: &Vapi, args: &[&str]) -> Output {
    vapihook(vapi, &[&["server", "set"], args].concat())
}

/// What `--json` prints for the only target.
fn target(output: &Output) -> Value {
    let report: Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(report["v"], 1);
    assert_eq!(report["targets"].as_array().map(Vec::len), Some(1));
    report["targets"][0].clone()
}

fn full_server() -> Value {
    json!({
        "url": "https://old.example.com", "timeoutSeconds": 45, "credentialId": "cred-1",
        "headers": {"X-Team": "blue", "Authorization": format!("Bearer {HUSH}")},
        "backoffPlan": {"type": "fixed", "maxRetries": 2, "baseDelaySeconds": 1, "excludedStatusCodes": [400]},
        "encryptedPaths": ["message.call.customer.number"],
        "ofTomorrow": {"deep": [1, {"x": null}]},
    })
}

fn bot(server: &Value) -> FakeVapi {
    FakeVapi::new().assistant(json!({"id": BOT, "name": "support-bot", "server": server}))
}

#[test]
fn a_url_is_set_and_everything_else_survives() {
    let vapi = bot(&full_server()).start();
    let output = set(&vapi, &[URL, "--assistant", "support-bot"]).code(0);
    assert_eq!(
        output.stdout,
        format!(
            "assistant support-bot ({BOT})\n  \
             ~ server.url  \"https://old.example.com\" -> \"{URL}\"\n  set\n"
        )
    );
    let mut wanted = full_server();
    wanted["url"] = json!(URL);
    assert_eq!(vapi.patches(), [json!({"server": wanted})]);
    let lines: Vec<String> = vapi.requests().iter().map(Request::line).collect();
    let last = lines.last().map(String::as_str);
    assert_eq!(last, Some(&*format!("GET /assistant/{BOT}")), "read again");
    vapi.take_violations();
}

#[test]
fn every_field_has_a_flag() {
    let vapi = bot(&json!({"url": "https://old.example.com", "headers": {"x-a": "1", "X-B": "2"}}))
        .start();
    let args = [
        URL,
        "-a",
        BOT,
        "--credential-id",
        "cred-2",
        "--timeout-seconds",
        "300",
        "--header",
        "X-A: 3",
        "-H",
        "X-C:4",
        "--backoff-plan",
        "exponential:5:0.5",
        "--static-ips",
        "on",
        "--secret-file",
        "secret.txt",
        "--events",
        "hang,tool-calls",
    ];
    let output = set(&vapi, &args).code(0);
    assert!(output.stdout.contains("+ server.secret"), "{output:?}");
    let wanted = json!({
        "server": {
            "url": URL, "headers": {"X-B": "2", "X-A": "3", "X-C": "4"}, "credentialId": "cred-2",
            "timeoutSeconds": 300,
            "backoffPlan": {"type": "exponential", "maxRetries": 5, "baseDelaySeconds": 0.5},
            "staticIpAddressesEnabled": true, "secret": HUSH,
        },
        "serverMessages": ["hang", "tool-calls"],
    });
    assert_eq!(vapi.patches(), [wanted]);
    vapi.take_violations();

    let args = [
        "-a",
        BOT,
        "--drop-secret",
        "--clear-headers",
        "-H",
        "X-D: 5",
        "--credential-id",
        "none",
        "--backoff-plan",
        "none",
        "--static-ips",
        "off",
    ];
    set(&vapi, &args).code(0);
    let wanted = json!({"url": URL, "headers": {"X-D": "5"}, "timeoutSeconds": 300, "staticIpAddressesEnabled": false});
    assert_eq!(vapi.get("assistant", BOT)["server"], wanted);
    vapi.take_violations();
}

#[test]
fn wrong_arguments_send_nothing() {
    let vapi = bot(&full_server()).start();
    for (args, words) in [
        (&[URL][..], "--assistant"),
        (&["-a", BOT], "nothing to set"),
        (&["ftp://x.example", "-a", BOT], "not a URL"),
        (
            &["http://localhost:3000", "-a", BOT],
            "cannot reach localhost",
        ),
        (&["https://192.168.1.9/x", "-a", BOT], "private network"),
        (&[URL, "-a", BOT, "--timeout-seconds", "301"], "301"),
        (&[URL, "-a", BOT, "--timeout-seconds", "0"], "0"),
        (
            &[URL, "-a", BOT, "--backoff-plan", "linear:1:1"],
            "fixed or exponential",
        ),
        (&[URL, "-a", BOT, "--backoff-plan", "fixed:11:1"], "0-10"),
        (&[URL, "-a", BOT, "--header", "nope"], "Name: value"),
        (
            &[URL, "-a", BOT, "--events", "tool-call"],
            "did you mean tool-calls",
        ),
        (
            &[URL, "-a", BOT, "--events", "voice-request"],
            "cannot be listed",
        ),
        (&[URL, "-p", NUMBER, "--events", "hang"], "only assistants"),
        (
            &[URL, "-a", BOT, "--legacy-fields", "--timeout-seconds", "5"],
            "cannot be used",
        ),
    ] {
        let output = set(&vapi, args).code(2);
        assert!(output.stderr.contains(words), "{args:?}: {output:?}");
        assert_eq!(output.stdout, "");
    }
    assert!(vapi.requests().is_empty());

    let output = set(&vapi, &["http://127.0.0.1:3000", "-a", BOT, "--force"]).code(0);
    assert!(output.stderr.contains("cannot reach"), "{output:?}");
    assert!(output.stderr.contains("https is better"), "{output:?}");
    assert_eq!(
        vapi.get("assistant", BOT)["server"]["url"],
        "http://127.0.0.1:3000"
    );
    vapi.take_violations();
}

#[test]
fn a_dry_run_and_what_is_so_already_send_nothing() {
    let vapi = bot(&full_server()).start();
    let output = set(&vapi, &[URL, "-a", BOT, "--dry-run"]).code(0);
    assert!(output.stdout.contains("~ server.url"), "{output:?}");
    assert!(
        output.stdout.contains("would be set (dry run"),
        "{output:?}"
    );
    let output = set(
        &vapi,
        &[
            "https://old.example.com",
            "-a",
            BOT,
            "--timeout-seconds",
            "45",
        ],
    )
    .code(0);
    assert_eq!(
        output.stdout,
        format!("assistant support-bot ({BOT})\n  already so\n")
    );
    for (args, status) in [
        (&[URL, "--dry-run"][..], "dry-run"),
        (&["https://old.example.com"], "unchanged"),
    ] {
        let output = set(&vapi, &[args, &["-a", BOT, "--json"]].concat()).code(0);
        assert_eq!(target(&output)["status"], status);
    }
    assert!(vapi.patches().is_empty());
}

#[test]
fn the_report_for_programs() {
    let vapi = bot(&full_server()).start();
    let output = set(
        &vapi,
        &[
            URL,
            "-a",
            "support-bot",
            "-H",
            "X-Api-Key: hush-hush-42",
            "--json",
        ],
    )
    .code(0);
    let one = target(&output);
    assert_eq!(one["kind"], "assistant");
    assert_eq!(one["id"], BOT);
    assert_eq!(one["name"], "support-bot");
    assert_eq!(one["status"], "set");
    assert_eq!(one["before"]["url"], "https://old.example.com");
    assert_eq!(one["before"]["headers"]["Authorization"], "[secret]");
    assert_eq!(one["before"]["ofTomorrow"]["deep"][0], 1);
    assert_eq!(one["after"]["url"], URL);
    assert_eq!(one["changes"][0]["path"], "server.url");
    assert_eq!(one["error"], Value::Null);
    vapi.take_violations();
}

#[test]
fn legacy_objects_are_read_and_their_server_written() {
    let old = json!({"id": BOT, "name": "old-bot", "serverUrl": "https://old.example.com"});
    let vapi = FakeVapi::new().assistant(old.clone()).start();
    let output = set(&vapi, &[URL, "-a", BOT]).code(0);
    assert!(
        output.stdout.contains("~ server.url  \"https://old"),
        "{output:?}"
    );
    assert_eq!(vapi.patches(), [json!({"server": {"url": URL}})]);

    let vapi = FakeVapi::new().assistant(old).accept_legacy().start();
    let args = [
        URL,
        "-a",
        BOT,
        "--legacy-fields",
        "--secret-file",
        "secret.txt",
    ];
    set(&vapi, &args).code(0);
    let wanted = json!({"serverUrl": URL, "serverUrlSecret": HUSH});
    assert_eq!(vapi.patches(), [wanted]);
    set(&vapi, &[URL, "-a", BOT, "--legacy-fields"]).code(0);
    assert_eq!(vapi.patches().len(), 1, "it was so already");
    // The secret stands beside the URL, so it survives.
    set(
        &vapi,
        &["https://c.example.com", "-a", BOT, "--legacy-fields"],
    )
    .code(0);
    assert_eq!(vapi.get("assistant", BOT)["serverUrlSecret"], HUSH);
    vapi.take_violations();
}

#[test]
fn a_hidden_secret_is_not_dropped_unasked() {
    let hidden = json!({"url": "https://old.example.com", "secret": "kept-by-vapi"});
    let vapi = bot(&hidden).start();
    let output = set(&vapi, &[URL, "-a", BOT]).code(2);
    for words in ["does not give back", "--secret-file", "--drop-secret"] {
        assert!(output.stderr.contains(words), "{output:?}");
    }
    vapihook(&vapi, &["server", "unset", "-a", BOT]).code(2);
    assert!(vapi.patches().is_empty());

    let output = set(&vapi, &[URL, "-a", BOT, "--secret-file", "secret.txt"]).code(0);
    assert!(
        output.stdout.contains("[secret] -> [secret]  (changed)"),
        "{output:?}"
    );
    assert_eq!(vapi.get("assistant", BOT)["server"]["secret"], HUSH);
    let output = set(&vapi, &["-a", BOT, "--drop-secret"]).code(0);
    assert!(output.stdout.contains("- server.secret"), "{output:?}");
    assert_eq!(vapi.get("assistant", BOT)["server"], json!({"url": URL}));
    vapi.take_violations();
}

#[test]
fn phone_numbers_and_tools_with_either_rule() {
    for rule in [Member::Required, Member::Forbidden] {
        let vapi = FakeVapi::new()
            .phone_number(json!({"id": NUMBER, "number": "+14155550100", "provider": "twilio"}))
            .tool(
                json!({"id": TOOL, "type": "function", "function": {"name": "book"},
                "server": {"url": "https://old.example.com", "secret": HUSH}}),
            )
            .provider_on_patch(rule)
            .type_on_patch(rule)
            .start();
        let output = set(
            &vapi,
            &[URL, "--phone-number", "+14155550100", "--tool", "book"],
        )
        .code(0);
        assert!(
            output.stdout.contains("phone number +14155550100"),
            "{output:?}"
        );
        assert_eq!(vapi.get("phone-number", NUMBER)["server"]["url"], URL);
        // A tool's secret can be read, so it survives.
        assert_eq!(
            vapi.get("tool", TOOL)["server"],
            json!({"url": URL, "secret": HUSH})
        );
        vapi.take_violations();
    }
}

#[test]
fn every_target_is_tried_and_the_worst_decides() {
    let vapi = bot(&full_server())
        .tool(json!({"id": TOOL, "function": {"name": "book"}}))
        .start();
    let output = set(
        &vapi,
        &[
            URL,
            "-a",
            NOBODY,
            "-a",
            BOT,
            "-a",
            "support-bot",
            "-t",
            "book",
            "--json",
        ],
    )
    .code(5);
    let report: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let statuses: Vec<&Value> = report["targets"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|t| &t["status"])
        .collect();
    assert_eq!(statuses, ["failed", "set", "set"]);
    assert_eq!(report["targets"][0]["id"], NOBODY);
    assert_eq!(report["targets"][0]["error"]["exit_code"], 5);
    assert!(output.stderr.contains(NOBODY), "{output:?}");
    vapi.take_violations();

    vapi.fail(Fault::status(400).on("PATCH /assistant"));
    let output = set(
        &vapi,
        &[
            "https://b.example.com",
            "-a",
            BOT,
            "-t",
            "book",
            "-t",
            "nothing",
        ],
    )
    .code(7);
    assert!(output.stdout.contains("tool book"), "{output:?}");
    assert_eq!(
        vapi.get("tool", TOOL)["server"]["url"],
        "https://b.example.com"
    );
    vapi.take_violations();
}

#[test]
fn a_refused_key_is_4() {
    let vapi = bot(&full_server()).start();
    let sandbox = Sandbox::new();
    for (key, words) in [
        (Some(PUBLIC_KEY), "wrong kind"),
        (Some("junk"), "not a Vapi API key"),
        (None, "VAPI_API_KEY"),
    ] {
        let mut command = sandbox.command(&["server", "set", URL, "-a", BOT]);
        command.env("VAPI_BASE_URL", vapi.url());
        if let Some(key) = key {
            command.env("VAPI_API_KEY", key);
        }
        let output = Process::start(command).wait().code(4);
        assert!(output.stderr.contains(words), "{output:?}");
        assert!(
            key.is_none_or(|key| !output.stderr.contains(key)),
            "{output:?}"
        );
    }
    assert!(vapi.patches().is_empty());
}

#[test]
fn what_reads_back_otherwise_is_said() {
    let vapi = bot(&json!({"url": "https://old.example.com"})).start();
    let gate = vapi.gate("PATCH", Moment::Applied);
    std::thread::scope(|scope| {
        let run = scope.spawn(|| set(&vapi, &[URL, "-a", BOT]));
        gate.wait();
        vapi.change("assistant", BOT, |bot| {
            bot["server"]["url"] = json!("https://else.example.com");
        });
        gate.open();
        let output = run.join().expect("a run").code(7);
        assert!(
            output
                .stderr
                .contains("server.url is \"https://else.example.com\""),
            "{output:?}"
        );
    });
}

#[test]
fn unset_removes_it_wherever_it_stands() {
    let vapi = bot(&full_server()).start();
    let output = vapihook(&vapi, &["server", "unset", "-a", BOT, "--dry-run"]).code(0);
    assert!(output.stdout.contains("- server.url"), "{output:?}");
    assert!(vapi.patches().is_empty());
    vapihook(&vapi, &["server", "unset", "-a", BOT]).code(0);
    assert_eq!(vapi.patches(), [json!({"server": null})]);
    let output = vapihook(&vapi, &["server", "unset", "-a", BOT]).code(0);
    assert!(output.stdout.contains("already so"), "{output:?}");

    let both = json!({"id": BOT, "server": {"url": URL}, "serverUrl": URL});
    let vapi = FakeVapi::new().assistant(both).accept_legacy().start();
    vapihook(&vapi, &["server", "unset", "-a", BOT]).code(0);
    assert_eq!(
        vapi.patches(),
        [json!({"server": null}), json!({"serverUrl": null})]
    );
    vapi.take_violations();
}

#[test]
fn get_shows_the_whole_server() {
    let vapi = bot(&full_server())
        .tool(json!({"id": TOOL, "function": {"name": "book"}}))
        .start();
    let get = |args: &[&str]| vapihook(&vapi, &[&["server", "get"], args].concat());
    let output = get(&["-a", "support-bot", "--json"]).code(0);
    let mut wanted = full_server();
    wanted["headers"]["Authorization"] = json!("[secret]");
    assert_eq!(
        serde_json::from_str::<Value>(&output.stdout).ok(),
        Some(wanted)
    );
    let output = get(&["-a", BOT, "-t", "book"]).code(0);
    for words in [
        "url",
        "https://old.example.com",
        "headers.X-Team",
        "ofTomorrow.deep",
        "tool book",
        "no server URL",
    ] {
        assert!(output.stdout.contains(words), "{words}: {output:?}");
    }
    assert_eq!(get(&["-t", "book", "--json"]).code(0).stdout, "null\n");
    let output = get(&["-t", "book", "-t", "nothing", "--json"]).code(5);
    assert_eq!(output.stdout.lines().count(), 2, "{output:?}");

    let sandbox = Sandbox::new();
    let args = ["server", "get", "-a", BOT, "--json", "--show-secrets"];
    let mut command = sandbox.command(&args);
    command
        .env("VAPI_API_KEY", KEY)
        .env("VAPI_BASE_URL", vapi.url());
    let output = Process::start(command).wait().code(0);
    assert!(output.stdout.contains(HUSH), "{output:?}");
}

#[test]
fn list_shows_everything_inline_tools_too() {
    let vapi = FakeVapi::new()
        .assistant(json!({"id": BOT, "name": "support-bot",
            "server": {"url": URL, "credentialId": "cred-1", "timeoutSeconds": 5, "secret": "kept"},
            "model": {"tools": [{"type": "function", "function": {"name": "find"},
                "server": {"url": "https://inline.example.com", "secret": HUSH}}]}}))
        .phone_number(
            json!({"id": NUMBER, "number": "+14155550100", "serverUrl": "https://old.example.com"}),
        )
        .tool(json!({"id": TOOL, "function": {"name": "book"}}))
        .start();
    let output = vapihook(&vapi, &["server", "list"]).code(0);
    let wide = format!("in {BOT}");
    assert_eq!(
        output.stdout,
        format!(
            "KIND          NAME          ID                                       URL                           CREDENTIAL  TIMEOUT\n\
             assistant     support-bot   {BOT}     {URL}  cred-1      5s\n\
             inline tool   find          {wide}  https://inline.example.com    -           -\n\
             phone number  +14155550100  {NUMBER}     https://old.example.com       -           -\n\
             tool          book          {TOOL}     -                             -           -\n"
        )
    );
    let output = vapihook(&vapi, &["server", "list", "--json"]).code(0);
    let list: Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(list["servers"][0]["server"]["timeoutSeconds"], 5);
    assert_eq!(list["servers"][1]["assistant"], BOT);
    assert_eq!(
        list["servers"][2]["server"],
        json!({"url": "https://old.example.com"})
    );
    let output = vapihook(&vapi, &["server", "list", "--set-only"]).code(0);
    assert!(!output.stdout.contains("book"), "{output:?}");
}

#[test]
fn every_help_has_examples() {
    let sandbox = Sandbox::new();
    for args in [
        &["server"][..],
        &["server", "list"],
        &["server", "get"],
        &["server", "set"],
        &["server", "unset"],
        &["server", "route"],
    ] {
        let output = sandbox.run(&[args, &["--help"]].concat()).code(0);
        assert!(output.stdout.contains("Examples:"), "{args:?}");
    }
}
