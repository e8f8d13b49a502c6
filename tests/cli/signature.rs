//! `verify`, `sign`, `probe`, and a listener that knows who may send.

mod apps;
mod bulk;
mod guard;
mod probe;

use serde_json::Value;

use crate::sandbox::{Output, Process, Sandbox};

pub const SECRET: &str = "whk_test_0123456789abcdef";
pub const BODY: &str = r#"{"message":{"type":"status-update","status":"ended"}}"#;
/// Plan and secret of an app.
pub const SETTINGS: &str = "[auth.prod]\nscheme = 'hmac'\nsecret_env = 'HOOK_SECRET'\n\
                            [auth.local]\nscheme = 'shared-secret'\nsecret = 'local-hush'\n";

/// A sandbox with settings.
pub fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.path(".config/vapihook")).expect("a folder");
    sandbox.file(".config/vapihook/config.toml", SETTINGS);
    sandbox
}

/// Runs a command that knows the secret.
pub fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    let mut command = sandbox.command(args);
    command.env("HOOK_SECRET", SECRET);
    Process::start(command).wait()
}

/// The headers that `sign --json` prints, as arguments of `verify`.
pub fn header_args(output: &Output) -> Vec<String> {
    let headers: Value = serde_json::from_str(&output.stdout).expect("an object");
    let headers = headers.as_object().expect("an object");
    headers
        .iter()
        .flat_map(|(name, value)| {
            let value = value.as_str().expect("a text");
            ["--header".to_owned(), format!("{name}: {value}")]
        })
        .collect()
}

fn verify(sandbox: &Sandbox, file: &str, headers: &[String], more: &[&str]) -> Output {
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    run(sandbox, &[&["verify", file], &*headers, more].concat())
}

#[test]
fn what_is_signed_is_verified() {
    let sandbox = sandbox();
    sandbox.file("body.json", BODY);
    sandbox.file("secret.txt", format!("{SECRET}\n"));
    let plan = r#"{"id":"x","authenticationPlan":{"type":"hmac","algorithm":"sha512",
        "signatureEncoding":"base64","signaturePrefix":"v1,"}}"#;
    sandbox.file("plan.json", plan);
    for by in [
        &["--auth", "prod"][..],
        &["--auth", "local"],
        &["--plan", "plan.json", "--secret-file", "secret.txt"],
        &[
            "--scheme",
            "standard-webhooks",
            "--secret-env",
            "HOOK_SECRET",
        ],
        &["--scheme", "bearer", "--secret-file", "secret.txt"],
        &["--payload-format", "{body}", "--secret-file", "secret.txt"],
    ] {
        let signed = run(&sandbox, &[&["sign", "body.json", "--json"], by].concat());
        if by.contains(&"standard-webhooks") {
            // This secret is not base64.
            signed.code(2);
            continue;
        }
        let headers = header_args(&signed.code(0));
        let right = verify(&sandbox, "body.json", &headers, by).code(0);
        assert!(right.stdout.starts_with("valid  body.json  "), "{right:?}");
        sandbox.file("other.json", "{}");
        let sends = by.contains(&"local") || by.contains(&"bearer");
        let wrong = verify(&sandbox, "other.json", &headers, by);
        wrong.code(if sends { 0 } else { 3 });
        let auto = ["--scheme", "auto", "--secret-file", "secret.txt"];
        if by[1] != "local" && by[1] != "plan.json" {
            verify(&sandbox, "body.json", &headers, &auto).code(0);
        }
    }
}

#[test]
fn a_mistake_is_named_with_its_fix() {
    let sandbox = sandbox();
    sandbox.file("body.json", BODY);
    let signed = run(&sandbox, &["sign", "body.json", "--auth", "prod", "--json"]).code(0);
    let headers = header_args(&signed);
    sandbox.file("body.json", format!("{BODY}\n"));
    let output = verify(&sandbox, "body.json", &headers, &["--auth", "prod"]).code(3);
    for part in [
        "mismatch  body.json",
        "(trailing-newline)",
        "express.raw",
        "request.get_data()",
    ] {
        assert!(output.stdout.contains(part), "{part}: {output:?}");
    }
    let output = verify(
        &sandbox,
        "body.json",
        &headers,
        &["--auth", "prod", "--json"],
    )
    .code(3);
    let object: Value = serde_json::from_str(&output.stdout).expect("one object");
    assert_eq!(object["mistake"], "trailing-newline");
    assert_eq!(object["result"], "mismatch");
    let late = ["--auth", "prod", "--at", "2020-01-01T00:00:00Z"];
    sandbox.file("body.json", BODY);
    let output = verify(&sandbox, "body.json", &headers, &late).code(3);
    assert!(output.stdout.starts_with("stale"), "{output:?}");
    verify(
        &sandbox,
        "body.json",
        &headers,
        &[&late[..], &["--tolerance", "9999d"]].concat(),
    )
    .code(0);
}

#[test]
fn nothing_is_needed_to_verify_a_file() {
    let sandbox = Sandbox::new();
    sandbox.file("body.json", BODY);
    sandbox.file("secret.txt", SECRET);
    // A broken settings file stands in nobody's way.
    std::fs::create_dir_all(sandbox.path(".config/vapihook")).expect("a folder");
    sandbox.file(".config/vapihook/config.toml", "not TOML");
    let header = format!("X-Vapi-Secret: {SECRET}");
    let by = ["--scheme", "shared-secret", "--secret-file", "secret.txt"];
    let before = sandbox.files();
    sandbox
        .run(&[&["verify", "body.json", "--header", &header], &by[..]].concat())
        .code(0);
    let spaced = format!("{header} ");
    sandbox
        .run(&[&["verify", "body.json", "--header", &spaced], &by[..]].concat())
        .code(3);
    assert_eq!(sandbox.files(), before);
}

#[test]
fn what_cannot_be_done_is_told() {
    let sandbox = sandbox();
    sandbox.file("body.json", BODY);
    sandbox.file("plan.json", "{}");
    for (args, code, says) in [
        (
            &["verify", "body.json"][..],
            2,
            "nothing says how requests are authenticated",
        ),
        (
            &["verify", "body.json", "--auth", "prod"],
            2,
            "a body without headers",
        ),
        (
            &["verify", "body.json", "--auth", "nobody"],
            5,
            "there are local, prod",
        ),
        (
            &["verify", "body.json", "--plan", "plan.json"],
            2,
            "has no type",
        ),
        (
            &["verify", "body.json", "--scheme", "hmac"],
            4,
            "has no secret",
        ),
        (
            &[
                "verify",
                "body.json",
                "--scheme",
                "rsa",
                "--secret-env",
                "HOOK_SECRET",
            ],
            2,
            "the schemes are",
        ),
        (
            &["verify", "nothing.json", "--auth", "prod"],
            5,
            "nothing.json",
        ),
        (
            &["sign", "body.json", "--scheme", "auto"],
            2,
            "auto is for checking",
        ),
        (
            &["sign", "-", "--scheme", "hmac", "--secret-file", "-"],
            2,
            "stdin is either",
        ),
        (
            &[
                "sign",
                "body.json",
                "--scheme",
                "hmac",
                "--secret-env",
                "NOT_SET",
            ],
            4,
            "NOT_SET",
        ),
        (
            &["sign", "body.json", "--auth", "prod", "--algorithm", "sha1"],
            2,
            "the whole plan",
        ),
        (
            &["listen", "-f", "1", "--port", "0", "--require-auth"],
            2,
            "--auth NAME",
        ),
    ] {
        let output = run(&sandbox, args).code(code);
        assert!(output.stderr.contains(says), "{args:?}: {output:?}");
        assert!(!output.stderr.contains(SECRET), "{output:?}");
    }
}

#[test]
fn settings_are_listed_without_secrets() {
    let sandbox = sandbox();
    sandbox.file(
        "vapihook.toml",
        "[auth.team]\nscheme = 'svix'\nsecret_file = 'keys/team'\n",
    );
    for args in [&["config", "list"][..], &["config", "list", "--json"]] {
        let output = run(&sandbox, args).code(0);
        for part in ["prod", "local", "team", "$HOOK_SECRET", "keys/team"] {
            assert!(output.stdout.contains(part), "{part}: {output:?}");
        }
        assert!(!output.stdout.contains("local-hush"), "{output:?}");
    }
    sandbox.file("vapihook.toml", "[auth.team]\nsecret = 'hush'\n");
    let output = run(&sandbox, &["config", "list"]).code(2);
    assert!(
        output.stderr.contains("`auth.team.secret` is a secret"),
        "{output:?}"
    );
}

#[test]
fn a_plan_of_the_project_takes_the_secret_of_the_user() {
    let sandbox = sandbox();
    sandbox.file("body.json", BODY);
    sandbox.file("vapihook.toml", "[auth.local]\nscheme = 'hmac'\n");
    let output = run(&sandbox, &["sign", "body.json", "--auth", "local"]).code(0);
    assert!(output.stdout.starts_with("x-signature: "), "{output:?}");
    // Whoever wrote the project's file would get the secret of the user sent.
    sandbox.file("vapihook.toml", "[auth.prod]\nscheme = 'bearer'\n");
    let output = run(&sandbox, &["sign", "body.json", "--auth", "prod"]).code(4);
    assert!(output.stderr.contains("has no secret"), "{output:?}");
}

#[test]
fn a_curl_command_is_one_line_for_a_shell() {
    let sandbox = sandbox();
    sandbox.file("body.json", BODY);
    let args = [
        "sign",
        "body.json",
        "--auth",
        "prod",
        "--curl",
        "--url",
        ":3000/vapi",
    ];
    let output = run(&sandbox, &args).code(0);
    let line = output.stdout.trim_end();
    assert!(
        line.starts_with("curl http://localhost:3000/vapi -H "),
        "{line}"
    );
    assert!(line.ends_with("--data-binary @body.json"), "{line}");
}
