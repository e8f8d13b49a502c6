//! `doctor`: a line for each check, and what mends it.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::account::{log_in, run, run_with_env};
use crate::fake_vapi::{FakeVapi, Fault, PUBLIC_KEY, Vapi};
use crate::sandbox::{App, Sandbox, free_port};

const NAMES: [&str; 11] = [
    "settings",
    "project",
    "key",
    "api",
    "clock",
    "app",
    "port",
    "store",
    "tunnels",
    "leases",
    "completions",
];

/// The exit code and the checks.
fn doctor(sandbox: &Sandbox, env: &[(&str, &str)], args: &[&str]) -> (i32, Value) {
    let started = Instant::now();
    let output = run_with_env(sandbox, env, &[&["doctor", "--json"], args].concat());
    assert!(started.elapsed() < Duration::from_secs(15), "it takes long");
    let object: Value = serde_json::from_str(&output.stdout).expect("one JSON object");
    assert_eq!(output.stderr, "");
    assert_eq!(object["type"], json!("doctor"));
    assert_eq!(object["ok"], json!(output.code == 0));
    let names: Vec<&str> = object["checks"]
        .as_array()
        .expect("an array")
        .iter()
        .filter_map(|check| check["name"].as_str())
        .collect();
    assert_eq!(names, NAMES);
    (output.code, object["checks"].clone())
}

/// Status and command of a check.
fn of<'a>(checks: &'a Value, name: &str) -> (&'a str, &'a str) {
    let at = NAMES.iter().position(|known| *known == name).expect(name);
    let check = &checks[at];
    (
        check["status"].as_str().expect("a status"),
        check["fix"].as_str().unwrap_or_default(),
    )
}

fn vapi() -> Vapi {
    FakeVapi::new().start()
}

#[test]
fn everything_works() {
    let (sandbox, vapi, app) = (Sandbox::new(), vapi(), App::new());
    log_in(&sandbox, &vapi, &[]).code(0);
    let port = free_port();
    sandbox.file(
        "vapihook.toml",
        format!("[listen]\nport = {port}\nforward_to = '{}'\n", app.at("")),
    );
    let zfunc = sandbox.path(".zfunc");
    std::fs::create_dir_all(&zfunc).expect("a folder");
    sandbox.file(".zfunc/_vapihook", "#compdef vapihook\n");
    // A tunnel's program that nobody starts.
    let bin = sandbox.path("bin");
    std::fs::create_dir_all(&bin).expect("a folder");
    std::os::unix::fs::symlink("/bin/true", bin.join("cloudflared")).expect("a link");
    let bin = bin.display().to_string();
    let env = [("SHELL", "/bin/zsh"), ("PATH", bin.as_str())];
    let (code, checks) = doctor(&sandbox, &env, &[]);
    for name in NAMES {
        assert_eq!(of(&checks, name), ("ok", ""), "{checks:#}");
    }
    assert_eq!(code, 0);
    let output = run_with_env(&sandbox, &env, &["doctor"]).code(0);
    assert!(
        output.stdout.ends_with("\n11 ok, 0 warn, 0 fail\n"),
        "{output:?}"
    );
    assert!(
        output.stdout.contains("ok    tunnels      cloudflared\n"),
        "{output:?}"
    );
}

#[test]
fn a_new_machine_is_warned_not_failed() {
    let (sandbox, vapi) = (Sandbox::new(), vapi());
    let url = vapi.url();
    let env = [
        ("VAPI_BASE_URL", url.as_str()),
        ("PATH", "/nowhere"),
        ("SHELL", "/bin/fish"),
    ];
    let port = free_port();
    sandbox.file("vapihook.toml", format!("[listen]\nport = {port}\n"));
    let (code, checks) = doctor(&sandbox, &env, &[]);
    assert_eq!(code, 0, "{checks:#}");
    assert_eq!(of(&checks, "key"), ("warn", "vapihook login"));
    assert_eq!(of(&checks, "api"), ("ok", ""));
    assert_eq!(of(&checks, "clock"), ("ok", ""));
    assert_eq!(of(&checks, "app"), ("warn", "vapihook doctor -f TARGET"));
    assert_eq!(of(&checks, "tunnels").0, "warn");
    let install = "mkdir -p ~/.config/fish/completions && vapihook completions fish > \
                   ~/.config/fish/completions/vapihook.fish";
    assert_eq!(of(&checks, "completions"), ("warn", install));
    // Looking leaves nothing behind.
    assert_eq!(sandbox.files(), [sandbox.path("vapihook.toml")]);
}

#[test]
fn what_is_broken_fails_with_a_command() {
    let (sandbox, vapi) = (Sandbox::new(), vapi());
    let url = vapi.url();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    sandbox.file("vapihook.toml", format!("[listen]\nport = {port}\n"));
    sandbox.file(
        "events.db",
        "this is no database, and it is long enough to be read as one",
    );
    let leases = sandbox.path(".local/share/vapihook/leases");
    std::fs::create_dir_all(&leases).expect("a folder");
    sandbox.file(".local/share/vapihook/leases/assistant-a1.json", "{}");
    let env = [
        ("VAPI_BASE_URL", url.as_str()),
        ("VAPI_API_KEY", PUBLIC_KEY),
    ];
    let target = format!("{}", free_port());
    let (code, checks) = doctor(&sandbox, &env, &["-f", &target, "--store", "events.db"]);
    assert_eq!(code, 3);
    assert_eq!(of(&checks, "key"), ("fail", "vapihook login"));
    // The API is there, whatever it thinks of the key.
    assert_eq!(of(&checks, "api").0, "ok");
    assert_eq!(of(&checks, "app").0, "fail");
    assert_eq!(of(&checks, "port"), ("fail", "vapihook listen --port 0"));
    assert_eq!(of(&checks, "store").0, "fail", "{checks:#}");
    assert_eq!(of(&checks, "leases"), ("warn", "vapihook server restore"));
}

#[test]
fn an_api_that_is_silent_or_strange_takes_its_time_and_no_more() {
    let (sandbox, vapi) = (Sandbox::new(), vapi());
    log_in(&sandbox, &vapi, &[]).code(0);
    for fault in [Fault::silent(), Fault::html(503), Fault::garbage()] {
        vapi.fail(fault);
        let (code, checks) = doctor(&sandbox, &[], &["-f", "9"]);
        assert_eq!(code, 3);
        assert_eq!(of(&checks, "key").0, "warn", "{checks:#}");
        assert_eq!(of(&checks, "api").0, "fail", "{checks:#}");
    }
}

#[test]
fn broken_files_are_lines_and_not_the_end() {
    let sandbox = Sandbox::new();
    let url = format!("http://127.0.0.1:{}", free_port());
    sandbox.file("vapihook.toml", "api_key = 'hush'\n");
    std::fs::create_dir_all(sandbox.path(".config/vapihook")).expect("a folder");
    sandbox.file(".config/vapihook/config.toml", "hush = = 1\n");
    let (code, checks) = doctor(&sandbox, &[("VAPI_BASE_URL", &url)], &[]);
    assert_eq!(code, 3);
    for name in ["settings", "project", "api"] {
        assert_eq!(of(&checks, name).0, "fail", "{checks:#}");
    }
    // What is wrong with a file is told once.
    for name in ["key", "clock", "app"] {
        assert_eq!(of(&checks, name).0, "warn", "{checks:#}");
    }
    assert_eq!(checks.to_string().matches("is not TOML").count(), 1);
}

#[test]
fn a_file_with_keys_that_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let (sandbox, vapi) = (Sandbox::new(), vapi());
    log_in(&sandbox, &vapi, &[]).code(0);
    let path = sandbox.path(".config/vapihook/config.toml");
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&path, open).expect("a mode");
    let (_, checks) = doctor(&sandbox, &[], &["-f", "9"]);
    let fix = format!("chmod 600 '{}'", path.display());
    assert_eq!(of(&checks, "settings"), ("warn", fix.as_str()));
    run(&sandbox, &["doctor"]);
}
