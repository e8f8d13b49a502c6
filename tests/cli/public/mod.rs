//! `listen` with a public URL: server URLs point here while it runs, and are as they were when it
//! ends, however it ends.

mod answers;
mod endings;
mod kills;
mod opening;
mod other_listeners;
mod real;
mod serving;
mod stand_in;
mod trouble;
mod tunnel;

use std::process::Command;

use serde_json::{Value, json};

use crate::fake_vapi::{FakeVapi, KEY, Vapi};
use crate::sandbox::{App, Listener, Message, Output, Process, Sandbox, free_port, send};

/// What must be seen nowhere.
const HUSH: &str = "hush-hush-51d2";
const EVENT: &str = r#"{"message":{"type":"status-update","status":"ringing"}}"#;
/// The resources of [`Stage::new`], as flags.
const ALL: [&str; 6] = [
    "--assistant",
    "bot",
    "--phone-number",
    "+14155550100",
    "--tool",
    "t1",
];
const KINDS: [(&str, &str); 3] = [("assistant", "a1"), ("phone-number", "p1"), ("tool", "t1")];

/// A `server` with everything that can be lost.
fn rich() -> Value {
    json!({
        "timeoutSeconds": 7.5,
        "url": format!("https://me:{HUSH}@old.example/hook?token={HUSH}"),
        "credentialId": "550e8400-e29b-41d4-a716-446655440000",
        "headers": {"X-Api": HUSH, "X-Other": "1"},
        "backoffPlan": {"type": "exponential", "maxRetries": 3, "baseDelaySeconds": 1.5},
        "futureField": {"deep": [1, null, {"x": "y"}]},
    })
}

/// An account, an app and a home directory.
struct Stage {
    sandbox: Sandbox,
    vapi: Vapi,
    app: App,
}

impl Stage {
    /// An assistant and a tool with everything, a phone number with a URL alone.
    fn new() -> Self {
        let number = json!({
            "id": "p1", "number": "+14155550100", "server": {"url": "https://old.example/p"},
        });
        let vapi = FakeVapi::new()
            .assistant(json!({"id": "a1", "name": "bot", "firstMessage": "hi", "server": rich()}))
            .phone_number(number)
            .tool(json!({"id": "t1", "function": {"name": "book"}, "server": rich()}))
            .start();
        Self {
            sandbox: Sandbox::new(),
            vapi,
            app: App::new(),
        }
    }

    /// The program with the key, not yet started.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.sandbox.command(args);
        command
            .env("VAPI_API_KEY", self.vapi.key())
            .env("VAPI_BASE_URL", self.vapi.url());
        command
    }

    /// Runs it to its end; nothing secret may show.
    fn run(&self, args: &[&str]) -> Output {
        self.ended(Process::start(self.command(args)).wait())
    }

    /// `listen --json` with more arguments, not yet started; its public URL is its own.
    fn listen_command(&self, args: &[&str]) -> Command {
        let port = free_port().to_string();
        let url = format!("http://127.0.0.1:{port}/");
        let app = self.app.at("");
        let fixed = ["--json", "listen", "-f", &app, "-p", &port];
        let public = ["--public-url", &url, "--force"];
        self.command(&[&fixed[..], &public, args].concat())
    }

    /// The same, ready.
    fn listen(&self, args: &[&str]) -> Listener {
        Listener::json(self.listen_command(args), self.sandbox.home())
    }

    /// The same, started and not waited for.
    fn start(&self, args: &[&str]) -> Process {
        Process::start(self.listen_command(args))
    }

    /// An output in which nothing secret shows. Nothing on disk has the key; what was in `server`
    /// is in a journal, and nowhere else.
    fn ended(&self, output: Output) -> Output {
        for text in [&output.stdout, &output.stderr] {
            assert!(!text.contains(HUSH) && !text.contains(KEY), "{text}");
        }
        for file in self.sandbox.files() {
            // A journal may go at any moment.
            let bytes = std::fs::read(&file).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            let file = file.display().to_string();
            assert!(!text.contains(KEY), "{file}");
            assert!(!text.contains(HUSH) || file.contains("/leases/"), "{file}");
        }
        output
    }

    /// Everything the account has, byte by byte; only when it was changed differs.
    fn stored(&self) -> String {
        let stored = KINDS.map(|(kind, id)| {
            let mut object = self.vapi.get(kind, id);
            object["updatedAt"] = Value::Null;
            format!("{object:#}\n")
        });
        stored.concat()
    }

    /// The server URL of a resource.
    fn url(&self, kind: &str, id: &str) -> String {
        let object = self.vapi.get(kind, id);
        object["server"]["url"]
            .as_str()
            .unwrap_or("none")
            .to_owned()
    }

    /// Does as Vapi does: sends an event to the resource's server URL.
    fn call(&self, kind: &str, id: &str) -> Message {
        post_to(&self.url(kind, id), EVENT)
    }

    /// Runs the command that a hint gives, as a user would.
    fn follow(&self, stderr: &str) -> Output {
        let (_, command) = stderr
            .split_once("vapihook server restore")
            .unwrap_or_else(|| panic!("no command in: {stderr}"));
        let rest = command.lines().next().unwrap_or_default();
        let program = env!("CARGO_BIN_EXE_vapihook");
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", &format!("'{program}' server restore{rest}")])
            .env_clear()
            .env("HOME", self.sandbox.path(""))
            .env("VAPI_API_KEY", self.vapi.key())
            .current_dir(self.sandbox.path(""));
        self.ended(Process::start(shell).wait())
    }

    fn leases(&self) -> Vec<Value> {
        let output = self.run(&["--json", "server", "leases"]).code(0);
        crate::sandbox::json_lines(&output.stdout)
    }
}

/// The `public_url` of a listener that is ready.
fn public_url(listener: &Listener) -> String {
    let ready = listener.object("ready", |_| true);
    ready["public_url"].as_str().expect("a URL").to_owned()
}

/// Port and path of a URL on loopback.
fn parts(url: &str) -> (u16, String) {
    let rest = url.strip_prefix("http://").expect("an http URL");
    let (authority, path) = rest.split_once('/').expect("a path");
    let port = authority.rsplit(':').next().expect("a port");
    (port.parse().expect("a port"), format!("/{path}"))
}

fn post_to(url: &str, body: &str) -> Message {
    let (port, path) = parts(url);
    let headers = [("Content-Type", "application/json")];
    send(port, "POST", &path, &headers, body)
}

/// The `state` of every `lease` object, in order.
fn states(objects: &[Value]) -> Vec<&str> {
    let leases = objects.iter().filter(|object| object["type"] == "lease");
    leases.filter_map(|lease| lease["state"].as_str()).collect()
}
