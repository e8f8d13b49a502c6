//! Flag, variable, project's file, profile, user's file, default; broken files; secrets in the
//! wrong one.

use serde_json::{Value, json};

use super::{CONFIG, run, run_with_env};
use crate::fake_vapi::KEY;
use crate::sandbox::{Answer, App, Output, Process, Sandbox, post};

fn user_file(sandbox: &Sandbox, text: &str) {
    std::fs::create_dir_all(sandbox.path(".config/vapihook")).expect("a folder");
    sandbox.file(CONFIG, text);
}

/// `config get`: the value and the layer.
fn get(sandbox: &Sandbox, env: &[(&str, &str)], args: &[&str], name: &str) -> (Value, Value) {
    let all = [&["--json"], args, &["config", "get", name]].concat();
    let output = run_with_env(sandbox, env, &all).code(0);
    let object: Value = serde_json::from_str(&output.stdout).expect("JSON");
    (object["value"].clone(), object["origin"].clone())
}

fn says(output: &Output, part: &str) {
    assert!(
        output.stderr.contains(part),
        "{part:?} is not in {output:?}"
    );
}

#[test]
fn each_layer_wins_over_those_below() {
    let sandbox = Sandbox::new();
    let env = [("VAPI_BASE_URL", "http://env.example")];
    let flag = ["--base-url", "http://flag.example"];
    let base_url = |env: &[(&str, &str)], args: &[&str]| get(&sandbox, env, args, "base_url");
    assert_eq!(base_url(&[], &[]), (json!("us"), json!("default")));
    user_file(&sandbox, "base_url = 'http://user.example'\n");
    assert_eq!(
        base_url(&[], &[]),
        (json!("http://user.example"), json!("user"))
    );
    user_file(
        &sandbox,
        "base_url = 'http://user.example'\n[profiles.default]\nbase_url = 'http://p.example'\n\
         [profiles.work]\nbase_url = 'http://w.example'\n",
    );
    assert_eq!(
        base_url(&[], &[]),
        (json!("http://p.example"), json!("profile"))
    );
    assert_eq!(
        base_url(&[], &["--profile", "work"]).0,
        json!("http://w.example")
    );
    sandbox.file("vapihook.toml", "base_url = 'eu'\n");
    assert_eq!(base_url(&[], &[]), (json!("eu"), json!("project")));
    assert_eq!(
        base_url(&env, &[]),
        (json!("http://env.example"), json!("env"))
    );
    assert_eq!(
        base_url(&env, &flag),
        (json!("http://flag.example"), json!("flag"))
    );
    // An empty variable is none.
    assert_eq!(base_url(&[("VAPI_BASE_URL", "")], &[]).1, json!("project"));
}

#[test]
fn the_store_is_found_through_the_layers() {
    let sandbox = Sandbox::new();
    let path = |name: &str| json!(sandbox.path(name));
    let store = |env: &[(&str, &str)], args: &[&str]| get(&sandbox, env, args, "store");
    assert_eq!(store(&[], &[]), (json!(sandbox.store()), json!("default")));
    user_file(&sandbox, "store = '~/user.db'\n");
    assert_eq!(store(&[], &[]), (path("user.db"), json!("user")));
    sandbox.file("vapihook.toml", "store = 'data/project.db'\n");
    assert_eq!(store(&[], &[]), (path("data/project.db"), json!("project")));
    let env = [("VAPIHOOK_STORE", "/env.db")];
    assert_eq!(store(&env, &[]), (json!("/env.db"), json!("env")));
    assert_eq!(
        store(&env, &["--store", "/flag.db"]),
        (json!("/flag.db"), json!("flag"))
    );
}

#[test]
fn regions_have_names() {
    let sandbox = Sandbox::new();
    sandbox.file("key", KEY);
    for (name, host) in [("us", "api.vapi.ai:443"), ("eu", "api.eu.vapi.ai:443")] {
        // A proxy sees who is asked for.
        let proxy = App::answering(|_| Answer::new(403));
        let url = format!("http://{}", proxy.at(""));
        let args = ["login", "--api-key-file", "key", "--base-url", name];
        run_with_env(&sandbox, &[("HTTPS_PROXY", &url)], &args).code(7);
        assert_eq!(proxy.request().uri, host);
    }
    let output = run(&sandbox, &["whoami", "--base-url", "asia"]).code(2);
    says(&output, "\"asia\" is not a base URL (--base-url)");
}

#[test]
fn settings_are_changed_listed_and_taken_away() {
    let sandbox = Sandbox::new();
    let output = run(&sandbox, &["config", "get", "listen.forward_to"]).code(5);
    says(&output, "`listen.forward_to` is not set");
    let set = |args: &[&str], code| run(&sandbox, &[&["config", "set"], args].concat()).code(code);
    set(&["--project", "listen.forward_to", "3000/hook"], 0);
    set(
        &[
            "--project",
            "listen.routes",
            "tool-calls=3001,status-update=3002",
        ],
        0,
    );
    set(
        &["--project", "listen.exclude", "speech-update,model-output"],
        0,
    );
    set(&["listen.port", "5000"], 0);
    assert_eq!(
        std::fs::read_to_string(sandbox.path("vapihook.toml")).expect("a file"),
        "[listen]\nforward_to = \"3000/hook\"\nexclude = [\"speech-update\", \"model-output\"]\n\n\
         [listen.routes]\ntool-calls = \"3001\"\nstatus-update = \"3002\"\n"
    );
    let output = run(&sandbox, &["config", "get", "listen.forward_to"]).code(0);
    assert_eq!(output.stdout, "3000/hook\n");
    says(&output, "vapihook.toml)");
    let list = run(&sandbox, &["config", "list"]).code(0).stdout;
    for line in ["listen.routes", "tool-calls=3001,status-update=3002"] {
        assert!(list.contains(line), "{list}");
    }
    run(&sandbox, &["config", "unset", "listen.port"]).code(0);
    assert_eq!(get(&sandbox, &[], &[], "listen.port").1, json!("default"));
    // What could not be read is not written.
    set(&["listen.port", "many"], 2);
    set(&["base_url", "asia"], 2);
    set(&["listen.forward_to", "ftp://x"], 2);
    let output = set(&["listen.prot", "1"], 2);
    says(&output, "did you mean `listen.port`?");
    // A key is not given on a command line, and not repeated.
    let output = set(&["api_key", "hush"], 2);
    says(&output, "vapihook login");
    let output = set(&["--project", "listen.headers", "X-Vapi-Secret=hush"], 2);
    says(&output, "is a secret");
    let output = set(&["--project", "base_url", "https://hush.example"], 2);
    says(&output, "only be a region's name");
    let path = run(&sandbox, &["config", "path"]).code(0).stdout;
    assert_eq!(path, format!("{}\n", sandbox.path(CONFIG).display()));
}

#[test]
fn a_projects_file_is_found_from_below() {
    let sandbox = Sandbox::new();
    let file = sandbox.file("vapihook.toml", "[listen]\nforward_to = 3000\n");
    std::fs::create_dir_all(sandbox.path("a/b")).expect("folders");
    let mut command = sandbox.command(&["config", "path", "--project"]);
    command.current_dir(sandbox.path("a/b"));
    let output = Process::start(command).wait().code(0);
    assert_eq!(output.stdout, format!("{}\n", file.display()));
}

#[test]
fn listen_takes_what_the_command_line_leaves_open() {
    let sandbox = Sandbox::new();
    let (app, tools, other) = (App::new(), App::new(), App::new());
    let text = format!(
        "[listen]\nforward_to = '{}'\nexclude = ['speech-update']\n\
         [listen.routes]\ntool-calls = '{}'\n[listen.headers]\nX-Tenant = 'blue'\n",
        app.at("/hook"),
        tools.at("/tools"),
    );
    sandbox.file("vapihook.toml", text);
    {
        let listener = sandbox.listen(&[]);
        let message = |name: &str| json!({"message": {"type": name}}).to_string();
        for name in ["status-update", "tool-calls", "speech-update"] {
            post(listener.port, message(name));
        }
    }
    let request = app.request();
    assert_eq!(request.uri, "/hook");
    assert_eq!(request.headers.get("x-tenant"), Some("blue".to_owned()));
    assert_eq!((app.count(), tools.count()), (1, 1));
    // A flag wins, and a route of the file still holds.
    {
        let listener = sandbox.listen(&["-f", &other.at("")]);
        post(listener.port, r#"{"message":{"type":"hang"}}"#);
    }
    assert_eq!((app.count(), other.count()), (1, 1));
}

#[test]
fn listen_without_a_target_names_both_ways_to_give_one() {
    let sandbox = Sandbox::new();
    let output = run(&sandbox, &["listen", "--port", "0"]).code(2);
    says(&output, "--forward-to 3000");
    says(
        &output,
        "vapihook config set --project listen.forward_to 3000",
    );
}

#[test]
fn a_broken_file_stops_only_what_needs_it() {
    let sandbox = Sandbox::new();
    let app = App::new();
    let broken = "api_key = \"hush\nport = = 1\n";
    let payload = sandbox.file("event.json", r#"{"message":{"type":"hang"}}"#);
    for file in ["vapihook.toml", CONFIG] {
        std::fs::create_dir_all(sandbox.path(".config/vapihook")).expect("a folder");
        let path = sandbox.file(file, broken);
        // What needs it: what decides where a key goes, and what has no default.
        for args in [
            &["whoami"][..],
            &["config", "list"],
            &["listen", "--port", "0"],
            &["login", "--api-key-file", "event.json"],
        ] {
            let output = run(&sandbox, args).code(2);
            says(&output, &format!("{}: line ", path.display()));
            says(&output, "hint: correct it, or move it away");
        }
        // What does not.
        let payload = payload.display().to_string();
        for args in [
            &["inspect", &payload][..],
            &["completions", "bash"],
            &["config", "path"],
            &["--help"],
        ] {
            let output = run(&sandbox, args).code(0);
            assert_eq!(output.stderr, "", "{args:?}");
        }
        let listener = sandbox.listen(&["-f", &app.at("")]);
        post(listener.port, r#"{"message":{"type":"hang"}}"#);
        drop(listener);
        let output = run(
            &sandbox,
            &["listen", "-f", "3000", "--port", "0", "--for", "10ms"],
        );
        says(&output.code(0), "nothing in it is used");
        std::fs::remove_file(path).expect("a file");
    }
    assert_eq!(app.count(), 2);
}

#[test]
fn what_is_odd_in_a_file_is_told_once() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "vapihook.toml",
        "stroe = 'x'\n[listen]\nforward-to = '3000'\n",
    );
    let output = run(&sandbox, &["config", "get", "listen.port"]).code(0);
    says(
        &output,
        "there is no setting `stroe`; did you mean `store`?",
    );
    says(&output, "did you mean `listen.forward_to`?");
    assert_eq!(output.stderr.matches("stroe").count(), 1);
    sandbox.file("vapihook.toml", "[listen]\nport = 'hush'\n");
    let output = run(&sandbox, &["config", "list"]).code(2);
    says(&output, "`listen.port` has to be a port number");
}

#[test]
fn a_secret_in_a_projects_file_is_refused_and_not_repeated() {
    let sandbox = Sandbox::new();
    for text in [
        format!("api_key = '{KEY}'\n"),
        format!("[profiles.default]\napi_key = '{KEY}'\n"),
        "[listen]\nforward_to = '3000'\n[listen.headers]\nAuthorization = 'Bearer hush'\n".into(),
    ] {
        sandbox.file("vapihook.toml", text);
        for args in [
            &["config", "list"][..],
            &["whoami"],
            &["listen", "--port", "0", "--for", "1s"],
            &["listen", "-f", "3000", "--port", "0", "--for", "1s"],
        ] {
            let output = run(&sandbox, args).code(2);
            says(&output, "is a secret, and a project's file never holds one");
            says(&output, "vapihook login");
        }
    }
    sandbox.file("vapihook.toml", "base_url = 'https://hush.example'\n");
    let output = run(&sandbox, &["whoami"]).code(2);
    says(&output, "a URL there could send your key anywhere");
}
