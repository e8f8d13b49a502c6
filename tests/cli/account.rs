//! Keys, profiles and settings: `login`, `logout`, `whoami`, `config`, and the layers below them.
//!
//! Every output of every run is searched for the keys: they are never shown.

mod layers;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;

use crate::fake_vapi::{FakeVapi, KEY, PUBLIC_KEY, Vapi};
use crate::sandbox::{Output, Process, Sandbox, free_port};

const CONFIG: &str = ".config/vapihook/config.toml";

/// Fails when something secret is in an output.
pub fn hushed(output: Output) -> Output {
    for key in [KEY, PUBLIC_KEY, "hush"] {
        let seen = output.stdout.contains(key) || output.stderr.contains(key);
        assert!(!seen, "a key was shown: {output:?}");
    }
    output
}

pub fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    hushed(sandbox.run(args))
}

pub fn run_with_env(sandbox: &Sandbox, env: &[(&str, &str)], args: &[&str]) -> Output {
    let mut command = sandbox.command(args);
    command.envs(env.iter().copied());
    hushed(Process::start(command).wait())
}

/// Saves the accepted key.
pub fn log_in(sandbox: &Sandbox, vapi: &Vapi, args: &[&str]) -> Output {
    let url = vapi.url();
    let fixed = ["login", "--api-key-file", "-", "--base-url", &url];
    hushed(sandbox.run_with_stdin(&[&fixed, args].concat(), format!("{KEY}\n").as_bytes()))
}

fn mode(path: &Path) -> u32 {
    let data = path.metadata().expect("a file");
    data.permissions().mode() & 0o777
}

fn text(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.path(name)).expect("a file")
}

fn account() -> Vapi {
    FakeVapi::new()
        .assistant(json!({"id": "a1", "name": "support"}))
        .assistant(json!({"id": "a2", "name": "sales"}))
        .phone_number(json!({"id": "p1", "number": "+14155550100"}))
        .start()
}

#[test]
fn a_key_is_checked_then_saved_where_only_its_owner_reads_it() {
    let (sandbox, vapi) = (Sandbox::new(), account());
    let output = log_in(&sandbox, &vapi, &[]).code(0);
    assert_eq!(output.stdout, "");
    let saved = format!(
        "saved as profile default in {}",
        sandbox.path(CONFIG).display()
    );
    assert!(output.stderr.contains(&saved), "{output:?}");
    assert_eq!(mode(&sandbox.path(CONFIG)), 0o600);
    assert_eq!(mode(&sandbox.path(".config/vapihook")), 0o700);
    let url = vapi.url();
    let wanted = format!("[profiles.default]\napi_key = \"{KEY}\"\nbase_url = \"{url}\"\n");
    assert_eq!(text(&sandbox, CONFIG), wanted);
    assert_eq!(vapi.requests_to("GET /assistant").len(), 1);
    // Nothing else was left behind.
    assert_eq!(sandbox.files(), [sandbox.path(CONFIG)]);

    let output = run(&sandbox, &["whoami"]).code(0);
    assert!(
        output
            .stdout
            .ends_with("accepted: 2 assistants, 1 phone number, 0 tools\n"),
        "{output:?}"
    );
}

#[test]
fn a_key_comes_from_a_file_too_and_login_speaks_json() {
    let (sandbox, vapi) = (Sandbox::new(), account());
    sandbox.file("key", KEY);
    let url = vapi.url();
    let args = [
        "--json",
        "login",
        "--api-key-file",
        "key",
        "--base-url",
        &url,
        "--profile",
        "work",
    ];
    let output = run(&sandbox, &args).code(0);
    let object: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(object["profile"], json!("work"));
    assert_eq!(object["base_url"], json!(url));
    assert_eq!(object["file"], json!(sandbox.path(CONFIG)));
    // The other profile is not the one in use until it is said so.
    run(&sandbox, &["whoami"]).code(4);
    run(&sandbox, &["whoami", "--profile", "work"]).code(0);
    run_with_env(&sandbox, &[("VAPIHOOK_PROFILE", "work")], &["whoami"]).code(0);
    run(&sandbox, &["config", "set", "profile", "work"]).code(0);
    run(&sandbox, &["whoami"]).code(0);
}

#[test]
fn a_key_that_is_refused_is_not_saved() {
    let (sandbox, vapi) = (Sandbox::new(), account());
    let url = vapi.url();
    let args = ["login", "--api-key-file", "-", "--base-url", &url];
    for (key, hint) in [
        (format!("{PUBLIC_KEY}\n"), "a Vapi key of the wrong kind"),
        ("hush-not-a-key\n".to_owned(), "this is not a Vapi API key"),
        (
            "\n".to_owned(),
            "copy the private key from dashboard.vapi.ai",
        ),
        (String::new(), "copy the private key from dashboard.vapi.ai"),
        (format!("{KEY}\n\n"), "copy the private key"),
        ("hush hush\n".to_owned(), "copy the private key"),
    ] {
        let output = hushed(sandbox.run_with_stdin(&args, key.as_bytes())).code(4);
        assert!(output.stderr.contains(hint), "{key:?}: {output:?}");
    }
    assert_eq!(sandbox.files(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_key_that_cannot_be_checked_is_not_saved() {
    let sandbox = Sandbox::new();
    let url = format!("http://127.0.0.1:{}", free_port());
    let args = ["login", "--api-key-file", "-", "--base-url", &url];
    let output = hushed(sandbox.run_with_stdin(&args, KEY.as_bytes())).code(7);
    assert!(output.stderr.contains("cannot be reached"), "{output:?}");
    let args = ["login", "--api-key-file", "nowhere", "--base-url", &url];
    run(&sandbox, &args).code(5);
    // Without a terminal nobody can be asked.
    let output = run(&sandbox, &["login", "--base-url", &url]).code(2);
    assert!(output.stderr.contains("--api-key-file FILE"), "{output:?}");
    assert_eq!(sandbox.files(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn logging_in_keeps_what_stands_there_and_logging_out_takes_the_key_away() {
    let (sandbox, vapi) = (Sandbox::new(), account());
    let mine = "# mine\nstore = \"x.db\" # here\n\n[profiles.other]\napi_key = \"hush\"\n";
    std::fs::create_dir_all(sandbox.path(".config/vapihook")).expect("a folder");
    sandbox.file(CONFIG, mine);
    log_in(&sandbox, &vapi, &[]).code(0);
    assert!(text(&sandbox, CONFIG).starts_with(mine));
    assert_eq!(mode(&sandbox.path(CONFIG)), 0o600);

    let output = run(&sandbox, &["logout"]).code(0);
    assert!(output.stderr.contains("removed the key of profile default"));
    let left = text(&sandbox, CONFIG);
    assert!(left.starts_with(mine) && !left.contains(KEY), "{left}");
    let output = run(&sandbox, &["logout"]).code(0);
    assert!(output.stderr.contains("has no key"));
    let output = run(&sandbox, &["whoami"]).code(4);
    assert!(
        output
            .stderr
            .contains("hint: save one with: vapihook login (or set VAPI_API_KEY)"),
        "{output:?}"
    );
}

#[test]
fn a_link_to_the_file_stays_a_link() {
    let (sandbox, vapi) = (Sandbox::new(), account());
    std::fs::create_dir_all(sandbox.path("dotfiles")).expect("a folder");
    sandbox.file("dotfiles/vapihook.toml", "# linked\n");
    std::os::unix::fs::symlink("dotfiles/vapihook.toml", sandbox.path("link.toml"))
        .expect("a link");
    log_in(&sandbox, &vapi, &["--config", "link.toml"]).code(0);
    let link = sandbox.path("link.toml");
    assert!(link.symlink_metadata().expect("a link").is_symlink());
    assert!(text(&sandbox, "dotfiles/vapihook.toml").contains(KEY));
    assert_eq!(mode(&link), 0o600);
}

#[test]
fn whoami_tells_keys_apart_and_says_where_they_are_from() {
    let (sandbox, vapi) = (Sandbox::new(), account());
    log_in(&sandbox, &vapi, &[]).code(0);
    let whoami = |env: &[(&str, &str)], args: &[&str]| {
        let output = run_with_env(&sandbox, env, &[&["--json", "whoami"], args].concat());
        let object: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
        (output.code, object)
    };
    let (code, saved) = whoami(&[], &[]);
    assert_eq!(code, 0);
    assert_eq!(saved["accepted"], json!(true));
    assert_eq!(
        saved["counts"],
        json!({"assistant": 2, "phone-number": 1, "tool": 0})
    );
    let (_, from_env) = whoami(&[("VAPI_API_KEY", KEY)], &[]);
    assert_eq!(from_env["key"]["origin"], json!("VAPI_API_KEY"));
    assert_eq!(from_env["key"]["fingerprint"], saved["key"]["fingerprint"]);
    let (code, refused) = whoami(&[("VAPI_API_KEY", PUBLIC_KEY)], &[]);
    assert_eq!((code, &refused["accepted"]), (4, &json!(false)));
    assert_ne!(refused["key"]["fingerprint"], saved["key"]["fingerprint"]);
    // A file wins over the variable.
    sandbox.file("key", KEY);
    let (code, from_file) = whoami(&[("VAPI_API_KEY", PUBLIC_KEY)], &["--api-key-file", "key"]);
    assert_eq!((code, &from_file["accepted"]), (0, &json!(true)));
    assert_eq!(from_file["key"]["origin"], json!("--api-key-file"));
    // Who names a profile and gets another key is told.
    let args = ["whoami", "--profile", "work"];
    let output = run_with_env(
        &sandbox,
        &[("VAPI_API_KEY", KEY), ("VAPI_BASE_URL", &vapi.url())],
        &args,
    );
    let told = "VAPI_API_KEY wins over the key of --profile work";
    assert!(output.code(0).stderr.contains(told));
}
