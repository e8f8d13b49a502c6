//! What a screen shows, and what processes hand on.

use serde_json::json;

use crate::sandbox::{App, Process, Sandbox, send};

const SECRET: &str = "hush-hush-7c21";

#[test]
fn people_see_no_secret_unless_they_ask_and_scripts_see_every_byte() {
    let app = App::answering(|_| {
        let body = json!({"assistant": {"server": {"secret": SECRET}}}).to_string();
        crate::sandbox::Answer::json(body).header("Set-Cookie", SECRET)
    });
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen_in_text(&["-f", &app.at(""), "--output", "pretty"]);
    let server =
        json!({"url": "https://x.example", "secret": SECRET, "headers": {"X-Api-Key": SECRET}});
    let assistant = json!({"serverUrlSecret": SECRET, "server": server});
    let body = json!({"message": {"type": "assistant-request", "assistant": assistant,
        "call": {"id": "c1", "phoneCallProviderDetails": {"authToken": SECRET}}}});
    let bearer = format!("Bearer {SECRET}");
    let headers = [
        ("Authorization", &*bearer),
        ("X-Vapi-Secret", SECRET),
        ("X-Call-Id", "c1"),
    ];
    send(listener.port, "POST", "/", &headers, body.to_string());
    listener.line("<--");
    let printed = listener.stop().code(143);
    assert!(printed.stdout.contains("(hidden)"), "{printed:?}");
    assert!(!printed.stdout.contains(SECRET), "{printed:?}");
    // It passes the relay all the same.
    let got = app.requests(1).remove(0);
    assert_eq!(got.body, body.to_string().as_bytes());
    assert_eq!(got.headers.get("x-vapi-secret").as_deref(), Some(SECRET));

    let to = app.at("");
    for args in [
        &["inspect"][..],
        &["inspect", "--full"],
        &["inspect", "--view", "headers"],
        &["inspect", "--view", "conversation"],
        &["inspect", "--view", "timeline"],
        &["inspect", "call:c1"],
        &["events", "list"],
        &["check", "last", "-v"],
        &["replay", "last", "--to", &to, "-v"],
    ] {
        let output = sandbox.run(args);
        assert!(
            !output.stdout.contains(SECRET),
            "{args:?}: {}",
            output.stdout
        );
        assert!(
            !output.stderr.contains(SECRET),
            "{args:?}: {}",
            output.stderr
        );
    }
    let shown = sandbox
        .run(&["inspect", "--view", "headers"])
        .code(0)
        .stdout;
    for line in [
        "x-vapi-secret: (hidden)",
        "authorization: (hidden)",
        "x-call-id: c1",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    for args in [
        &["inspect", "--view", "headers", "--show-secrets"][..],
        &["inspect", "--view", "raw"],
        &["inspect", "--field", "message.assistant.server.secret"],
        &["inspect", "--json"],
        &["events", "list", "--json"],
    ] {
        assert!(
            sandbox.run(args).code(0).stdout.contains(SECRET),
            "{args:?}"
        );
    }
}

#[test]
fn the_key_is_handed_to_a_command_only_when_asked() {
    let app = App::new();
    let to = app.at("");
    for (flag, wanted) in [(None, "none"), (Some("--pass-key"), SECRET)] {
        let sandbox = Sandbox::new();
        let script = "echo \"key ${VAPI_API_KEY-none} other $OTHER\"";
        let mut args = vec!["listen", "-p", "0", "-f", &to];
        args.extend(flag);
        args.extend(["--", "sh", "-c", script]);
        let mut command = sandbox.command(&args);
        command.env("VAPI_API_KEY", SECRET).env("OTHER", "stays");
        let output = Process::start(command).wait().code(0);
        let line = format!("key {wanted} other stays\n");
        assert!(output.stdout.starts_with(&line), "{output:?}");
    }
    // Without a command there is nobody to hand it to.
    Sandbox::new()
        .run(&["listen", "-f", "1", "--pass-key"])
        .code(2);
}
