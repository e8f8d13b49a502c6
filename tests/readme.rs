//! README.md is held to what the program does: every command in it is run, in order, in a sandbox,
//! and what it shows is compared with what is printed.
//!
//! A command is a line of a `console` or `sh` block that starts with `$ ` (a trailing `\` goes on in
//! the next line); the lines up to the next one are its output. [`RULES`] says how each is checked.
//! A command that no rule knows fails the test: add a rule, or take the command out.
//!
//! What is rewritten before a command runs, and in what is printed written back:
//! - ports: 4242 is whatever free port `listen` took, 3000 the stand-in app's, 3001 and 3443 one
//!   where nothing listens;
//! - `https://api.vapi.ai` and `https://api.eu.vapi.ai` are a stand-in on this machine, which
//!   replaces members whole, as Vapi does; `VAPI_BASE_URL` leads to it;
//! - `cargo run --release --` is the binary that was built for this test.
//!
//! Nobody types here: `login` reads the key from stdin. The only tunnel program on the PATH is a
//! stand-in of `ssh` to localhost.run, which names this machine instead of [`PUBLIC`]; the calls
//! that the README shows behind a tunnel are sent to the URL that the stand-in of Vapi was told.
//!
//! What is compared is stripped of what differs from run to run: see [`canonical`]. A `…` in the
//! README stands for anything, because the README's lines are narrower.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(60);
const BINARY: &str = env!("CARGO_BIN_EXE_vapihook");

/// How a command is checked.
#[derive(Clone, Copy, Debug)]
enum Rule {
    /// It runs, ends with 0 and prints exactly what the README shows.
    Run,
    /// It runs until it is interrupted: by the next `vapihook` command, or the end. With
    /// `--assistant` a call comes in as Vapi sends it, and the server URL is given back.
    Listen,
    /// It runs with the key on stdin.
    Login,
    /// It runs after the last public `listen` was killed while it held a server URL.
    Crash,
    /// It runs, and afterwards every server is as it was at first.
    Restore,
    /// The file that it shows is written.
    File,
    /// It runs in the project of the last [`Rule::File`], which is removed afterwards.
    Project,
    /// It is this very run.
    Tests,
    /// The crate has a binary of that name to install.
    Install,
    /// The script parses and knows its help; tests/install.rs runs it against a file server.
    Script,
    /// Another program on a public network: only its port is checked, against `listen`'s own.
    Tunnel,
}

/// Commands by how they begin; the first that fits counts.
const RULES: &[(&str, Rule)] = &[
    ("cargo run --release -- demo", Rule::Run),
    ("cargo test", Rule::Tests),
    ("cargo install --path .", Rule::Install),
    ("sh install.sh", Rule::Script),
    (
        "cloudflared tunnel --url http://127.0.0.1:4242",
        Rule::Tunnel,
    ),
    ("curl ", Rule::Run),
    ("jq ", Rule::Run),
    ("cat vapihook.toml", Rule::File),
    ("vapihook listen ", Rule::Listen),
    ("vapihook login", Rule::Login),
    ("vapihook whoami", Rule::Run),
    ("vapihook server leases", Rule::Crash),
    ("vapihook server restore", Rule::Restore),
    ("vapihook server set ", Rule::Run),
    ("vapihook server route ", Rule::Run),
    ("vapihook doctor", Rule::Project),
    ("vapihook inspect", Rule::Run),
    ("vapihook events ", Rule::Run),
    ("vapihook replay ", Rule::Run),
    ("vapihook simulate ", Rule::Run),
    ("vapihook trigger ", Rule::Run),
    ("vapihook verify ", Rule::Run),
    ("echo ", Rule::Run),
    ("vapihook completions ", Rule::Run),
];

/// Where the README's tunnel leads here from.
const PUBLIC: &str = "https://9f2c41d0a7.lhr.life";
const KEY: &str = "your-private-key";
/// As OpenSSH with localhost.run.
const SSH: &str = "#!/bin/sh
for word; do case $word in 80:127.0.0.1:*) port=${word##*:} ;; esac; done
echo $$ >\"$HOME/ssh.pid\"
if [ -e \"$HOME/elsewhere\" ]; then host=127.0.0.1; else host=localhost; fi
echo \"9f2c41d0a7.lhr.life tunneled with tls termination, http://$host:$port\"
exec sleep 600
";

#[test]
fn every_command_does_what_the_readme_shows() {
    for program in ["curl", "jq"] {
        if !is_there(program) {
            assert!(std::env::var_os("CI").is_none(), "{program} is missing");
            note(&format!("the README was not run: {program} is missing"));
            return;
        }
    }
    let mut reader = Sandbox::new();
    let commands = commands(&readme());
    assert!(commands.len() > 20, "only {} commands", commands.len());
    for command in &commands {
        reader.follow(command);
    }
    reader.stop_listening();
    reader.api.check();
    assert_eq!(reader.calls, 3, "in the README");
}

#[test]
fn a_tunnel_that_comes_back_elsewhere_takes_the_server_along() {
    let mut reader = Sandbox::new();
    let (code, output) = reader.shell(&format!("echo {KEY} | vapihook login --api-key-file -"));
    assert_eq!(code, Some(0), "{output}");
    reader.start(
        "vapihook listen -f localhost:3000/vapi/webhook --tunnel auto --assistant support-bot",
    );
    fs::write(reader.home.path().join("elsewhere"), "").expect("writable");
    let pid = fs::read_to_string(reader.home.path().join("ssh.pid")).expect("it runs");
    let pid = Pid::from_raw(pid.trim().parse().expect("a pid")).expect("a pid");
    kill_process(pid, Signal::KILL).expect("it runs");
    let listening = reader.listening.as_mut().expect("it listens");
    listening.read_until(|line| line.contains(" points to "));
    let url = reader.api.assistant()["server"]["url"].clone();
    let url = url.as_str().expect("a URL");
    let here = format!("http://127.0.0.1:{}/wh_", reader.listen_port);
    assert!(url.starts_with(&here), "{url}");
    let url = url.trim_start_matches("http://");
    assert_eq!(post(url, &sample("status-update")).0, 200);
    reader.stop_listening();
}

#[test]
fn the_apps_answer_vapi() {
    let text = readme();
    let apps = std::env::var_os("VAPIHOOK_TEST_APPS").map(PathBuf::from);
    for (language, program, parse) in [
        ("js", "node", ["--check", "-"].as_slice()),
        (
            "python",
            "python3",
            &["-c", "import ast, sys; ast.parse(sys.stdin.read())"],
        ),
    ] {
        let [source] = &blocks(&text, &[language])[..] else {
            panic!("one {language} block in the README");
        };
        let source = source.join("\n") + "\n";
        if let Some(apps) = &apps {
            the_app_answers(program, &source, apps);
        } else if is_there(program) {
            let mut parser = Command::new(program)
                .args(parse)
                .stdin(Stdio::piped())
                .spawn()
                .expect("it starts");
            let mut input = parser.stdin.take().expect("a pipe");
            input.write_all(source.as_bytes()).expect("it reads");
            drop(input);
            assert!(parser.wait().expect("it ends").success(), "{source}");
        } else {
            note(&format!(
                "the {language} app was not read: {program} is missing"
            ));
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let text = readme();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let headings: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|heading| heading.to_lowercase().replace('?', "").replace(' ', "-"))
        .collect();
    let mut links = 0;
    for link in text.split("](").skip(1) {
        let link = link.split(')').next().expect("a link");
        links += 1;
        match link.strip_prefix('#') {
            Some(anchor) => assert!(headings.iter().any(|name| name == anchor), "#{anchor}"),
            None => assert!(root.join(link).exists(), "{link}"),
        }
    }
    assert!(links >= 5, "{links}");
}

/// Runs one of the README's apps behind `listen` and asks it as Vapi does.
fn the_app_answers(program: &str, source: &str, apps: &Path) {
    let port = closed_port();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("app");
    fs::write(&file, source.replace("3000", &port.to_string())).expect("writable");
    let mut sandbox = Sandbox::new();
    sandbox.start(&format!(
        "vapihook listen -f localhost:{port}/vapi/webhook --json --no-record"
    ));
    let listening = sandbox.listening.as_mut().expect("it listens");
    listening.read_until(|line| line.contains("\"app-down\""));
    let app = Command::new(program)
        .arg(&file)
        .env("NODE_PATH", apps.join("node/node_modules"))
        .env("PYTHONPATH", apps.join("python"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut app = Stopped(app.expect("it starts"));
    listening.read_until(|line| line.contains("\"app-up\""));
    let address = format!("127.0.0.1:{}", listening.port);
    assert_eq!(post(&address, &sample("status-update")), (200, json!({})));
    let (status, answer) = post(&address, &sample("tool-calls"));
    let ids = [
        "call_Lk3VnQ8dZr0TtYw5HsXb2MeJ",
        "call_p7GcU1oRfD9iWz4NyEa6KvQh",
    ];
    let results = ids.map(|id| json!({"toolCallId": id, "result": "booked, Tue 10:00"}));
    assert_eq!((status, answer), (200, json!({"results": results})));
    app.0.kill().expect("it runs");
    sandbox.stop_listening();
}

/// A command and what the README shows of its output.
#[derive(Debug)]
struct Shown {
    command: String,
    output: String,
}

fn readme() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    fs::read_to_string(file).expect("README.md")
}

/// The lines of the fenced blocks in these languages.
fn blocks<'a>(text: &'a str, languages: &[&str]) -> Vec<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let block = lines.by_ref().take_while(|line| *line != "```").collect();
        if languages.contains(&language) {
            found.push(block);
        }
    }
    found
}

fn commands(text: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    for block in blocks(text, &["console", "sh"]) {
        let first = block.first().copied().unwrap_or_default();
        assert!(
            first.starts_with("$ "),
            "a block starts without a command: {first}"
        );
        let mut goes_on = false;
        for line in block {
            if let Some(command) = line.strip_prefix("$ ") {
                found.push(Shown {
                    command: String::new(),
                    output: String::new(),
                });
                goes_on = true;
                add(&mut found, command, &mut goes_on);
            } else {
                add(&mut found, line, &mut goes_on);
            }
        }
    }
    found
}

/// Adds a line to the last command, or to its output.
fn add(found: &mut [Shown], line: &str, goes_on: &mut bool) {
    let last = found.last_mut().expect("a command stands before it");
    if *goes_on {
        *goes_on = line.ends_with('\\');
        last.command += line.trim_end_matches('\\').trim();
        last.command += if *goes_on { " " } else { "" };
    } else {
        last.output += line;
        last.output.push('\n');
    }
}

/// A reader of the README, with a home and a PATH of their own.
struct Sandbox {
    home: TempDir,
    path: String,
    app_port: u16,
    closed_port: u16,
    /// One that the project's file names.
    free_port: u16,
    api: Api,
    listening: Option<Listening>,
    /// The port that `listen` took last.
    listen_port: u16,
    /// The last `listen` that took a server URL.
    public: String,
    /// Calls that came in behind a tunnel.
    calls: usize,
}

impl Sandbox {
    fn new() -> Self {
        let home = TempDir::new().expect("a home");
        let bin = home.path().join("bin");
        for folder in ["bin", ".zfunc", "work"] {
            fs::create_dir(home.path().join(folder)).expect("a folder");
        }
        symlink(BINARY, bin.join("vapihook")).expect("a link");
        // The tests of the reader's app: they send an event through the relay, and one fails.
        let npm = "#!/bin/sh\n[ \"$1\" = test ] && [ -n \"$VAPIHOOK_PORT\" ] || exit 1\n\
                   curl -sf \"$VAPIHOOK_URL\" -d '{\"message\":{\"type\":\"hang\"}}' || exit 1\n\
                   exit 42\n";
        for (name, script) in [("npm", npm), ("ssh", SSH)] {
            fs::write(bin.join(name), script).expect("a file");
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(bin.join(name), mode).expect("a mode");
        }
        // Nothing else of this machine: a real tunnel program would be taken.
        let system = std::env::var_os("PATH").expect("a PATH");
        for tool in ["sh", "cat", "sleep", "curl", "jq"] {
            let mut found = std::env::split_paths(&system).map(|folder| folder.join(tool));
            if let Some(found) = found.find(|file| file.is_file()) {
                symlink(found, bin.join(tool)).expect("a link");
            }
        }
        Self {
            path: bin.display().to_string(),
            home,
            app_port: serve(app),
            closed_port: closed_port(),
            free_port: closed_port(),
            api: Api::new(),
            listening: None,
            listen_port: 0,
            public: String::new(),
            calls: 0,
        }
    }

    fn follow(&mut self, shown: &Shown) {
        let command = shown.command.as_str();
        let rule = RULES.iter().find(|(start, _)| command.starts_with(start));
        let Some((_, rule)) = rule else {
            panic!("no rule knows how to check this command of the README: {command}");
        };
        if command.starts_with("vapihook ") {
            self.stop_listening();
        }
        match rule {
            Rule::Run => self.run(shown),
            Rule::Listen if command.contains(" --until ") => self.listen_until(shown),
            Rule::Listen if command.contains(" -- ") => {
                let (code, _) = self.shell(&self.rewritten(command));
                assert_eq!(code, Some(42), "the code of the tests: {command}");
            }
            Rule::Listen => self.listen(shown),
            Rule::Tests => assert_eq!(command, "cargo test"),
            Rule::Install => {
                let cargo = Command::new(env!("CARGO"))
                    .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
                    .current_dir(env!("CARGO_MANIFEST_DIR"))
                    .output();
                let metadata: Value =
                    serde_json::from_slice(&cargo.expect("cargo runs").stdout).expect("JSON");
                let packages = metadata["packages"].as_array().expect("packages");
                let mut here = packages
                    .iter()
                    .filter(|package| package["name"] == "vapihook");
                let targets = here
                    .next()
                    .and_then(|package| package["targets"].as_array());
                let installs =
                    |target: &Value| target["name"] == "vapihook" && target["kind"][0] == "bin";
                assert!(targets.expect("targets").iter().any(installs));
            }
            Rule::Script => {
                let script = format!("'{}/install.sh'", env!("CARGO_MANIFEST_DIR"));
                let (code, output) = self.shell(&format!("sh -n {script} && sh {script} --help"));
                assert_eq!(code, Some(0), "{output}");
                assert!(output.contains("Usage: sh install.sh"), "{output}");
            }
            Rule::Tunnel => {
                let (_, help) = self.shell("vapihook listen --help");
                assert!(help.contains("[default: 4242]"), "{help}");
            }
            Rule::Login => {
                let (login, rest) = command.split_at("vapihook login".len());
                let typed = format!("echo {KEY} | {login} --api-key-file -{rest}");
                self.run_as(&typed, shown);
            }
            Rule::Crash => {
                self.crash();
                self.run(shown);
            }
            Rule::Restore => {
                self.run(shown);
                self.api.check();
            }
            Rule::File => {
                let (_, file) = command.split_once(' ').expect("a file");
                let text = self.rewritten(&shown.output);
                fs::write(self.work().join(file), text).expect("writable");
            }
            Rule::Project => {
                self.run(shown);
                fs::remove_file(self.work().join("vapihook.toml")).expect("a project");
            }
        }
    }

    /// Runs a command to its end.
    fn run(&mut self, shown: &Shown) {
        self.run_as(&shown.command, shown);
    }

    fn run_as(&mut self, command: &str, shown: &Shown) {
        let (code, output) = self.shell(&self.rewritten(command));
        assert_eq!(code, Some(0), "{}\n{output}", shown.command);
        self.compare(shown, &output);
    }

    /// A call, as it comes from Vapi: to the URL that it was told. A stranger does not get in,
    /// which is printed.
    fn call(&mut self, with_stranger: bool) {
        let url = self.api.assistant()["server"]["url"].clone();
        let url = url.as_str().expect("a URL");
        let here = format!("http://localhost:{}", self.listen_port);
        let path = url.strip_prefix(&here).expect("it leads here");
        assert!(path.starts_with("/wh_"), "{url}");
        let address = format!("127.0.0.1:{}", self.listen_port);
        if with_stranger {
            assert_eq!(post(&address, "{}").0, 404);
        }
        for event in ["tool-calls", "status-update", "end-of-call-report"] {
            let event = sample(event).replace("Front desk", "support-bot");
            assert_eq!(post(&(address.clone() + path), &event).0, 200);
        }
        self.calls += 1;
    }

    /// `kill -9` for a `listen` that holds a server URL.
    fn crash(&mut self) {
        self.start(&self.public.clone());
        let listening = self.listening.take().expect("it listens");
        assert_ne!(self.api.assistant(), Api::before()[0].1);
        drop(listening);
        assert_ne!(self.api.assistant(), Api::before()[0].1);
    }

    fn listen(&mut self, shown: &Shown) {
        self.start(&shown.command);
        let listening = self.listening.as_mut().expect("it listens");
        listening.shown.clone_from(&shown.output);
        // Everything that stands before the first event: the events come after it.
        let before = shown.output.lines().take_while(|line| !is_of_a_call(line));
        let before = before.filter(|line| !line.is_empty()).count();
        let read = listening.read.iter();
        let read = read.filter(|(_, line)| !line.is_empty()).count();
        for _ in read..before {
            listening.read_until(|line| !line.is_empty());
        }
        if shown.command.contains(" --assistant ") {
            self.public.clone_from(&shown.command);
            self.call(shown.output.is_empty());
        }
    }

    /// Lets a call happen to a `listen --json --until ... > FILE`, which then ends by itself.
    fn listen_until(&mut self, shown: &Shown) {
        let (command, file) = shown.command.split_once(" > ").expect("into a file");
        self.start(command);
        let mut listening = self.listening.take().expect("it listens");
        let address = format!("127.0.0.1:{}", listening.port);
        for event in ["status-update", "tool-calls", "end-of-call-report"] {
            assert_eq!(post(&address, &sample(event)).0, 200);
        }
        listening.read_to_the_end();
        let status = listening.child.0.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{}", listening.text());
        fs::write(self.work().join(file), listening.text()).expect("writable");
    }

    /// Starts a `listen` on a free port, and waits until it says which.
    fn start(&mut self, command: &str) {
        let mut command = self.rewritten(&command.replace(" --port 4242", " --port 0"));
        if command.contains(" --public-url ") {
            let port = closed_port();
            let here = format!("--force --public-url http://localhost:{port}");
            command = command.replace("--public-url https://your-tunnel.example", &here);
            command = command.replacen("listen", &format!("listen --port {port}"), 1);
        } else if !command.contains(" --port ") {
            command = command.replacen("listen", "listen --port 0", 1);
        }
        let command = format!("exec {command}");
        // A pipe each, so that no line begins in the middle of another.
        let mut child = self.command(&command);
        child.stdout(Stdio::piped());
        // stdout of --json is kept apart, as a script does.
        if command.contains(" --json") {
            child.stderr(Stdio::null());
        } else {
            child.stderr(Stdio::piped());
        }
        let mut child = child.spawn().expect("it starts");
        let (tell, lines) = channel();
        let outputs: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|it| Box::new(it) as _),
            child.stderr.take().map(|it| Box::new(it) as _),
        ];
        for (from, output) in outputs.into_iter().flatten().enumerate() {
            let tell = tell.clone();
            thread::spawn(move || {
                for line in BufReader::new(output).lines() {
                    let Ok(line) = line else { break };
                    if tell.send((from, line)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(tell);
        let mut listening = Listening {
            child: Stopped(child),
            command,
            lines,
            read: Vec::new(),
            shown: String::new(),
            port: 0,
        };
        let ready = listening.read_until(|line| {
            line.contains("relaying http://127.0.0.1:") || line.contains("\"type\":\"ready\"")
        });
        let port = ready.split("http://127.0.0.1:").nth(1).expect("a port");
        let digits = port.find(|c: char| !c.is_ascii_digit());
        listening.port = port[..digits.unwrap_or(port.len())]
            .parse()
            .expect("a port");
        if !listening.command.contains(" --json") {
            listening.read_until(|line| line.contains("stop    Ctrl-C"));
        }
        self.listen_port = listening.port;
        self.listening = Some(listening);
    }

    /// Ctrl-C for the `listen` that runs, if one does.
    fn stop_listening(&mut self) {
        let Some(mut listening) = self.listening.take() else {
            return;
        };
        kill_process(Pid::from_child(&listening.child.0), Signal::INT).expect("it runs");
        listening.read_to_the_end();
        let code = listening.child.0.wait().expect("it ends").code();
        let output = listening.text();
        assert_eq!(code, Some(130), "{}\n{output}", listening.command);
        self.api.check();
        if !listening.shown.is_empty() {
            let shown = Shown {
                command: listening.command,
                output: listening.shown,
            };
            self.compare(&shown, &output);
        }
    }

    /// A command as it is run here.
    fn rewritten(&self, command: &str) -> String {
        let to = |place: &str, port: u16| format!("{place}:{port}");
        let here = [
            ("cargo run --release --", "vapihook".to_owned()),
            ("--base-url eu", format!("--base-url {}", self.api.eu_url)),
            ("port = 4242", format!("port = {}", self.free_port)),
            ("localhost:4242", to("localhost", self.listen_port)),
            ("localhost:3000", to("localhost", self.app_port)),
            ("127.0.0.1:3001", to("127.0.0.1", self.closed_port)),
            ("localhost:3443", to("localhost", self.closed_port)),
        ];
        // In one go: the digits of one port may be in another.
        let (mut out, mut rest) = (String::new(), command);
        while !rest.is_empty() {
            let places = here
                .iter()
                .filter_map(|(shown, here)| Some((rest.find(shown)?, shown.len(), here.as_str())));
            let (at, length, here) = places.min().unwrap_or((rest.len(), 0, ""));
            for port in ["4242", "3000", "3001", "3443"] {
                assert!(!rest[..at].contains(port), "{port} is left in: {command}");
            }
            out = out + &rest[..at] + here;
            rest = &rest[at + length..];
        }
        out
    }

    fn compare(&self, shown: &Shown, output: &str) {
        let mut output = output.replace(&self.home.path().display().to_string(), "/home/you");
        let public = format!("http://localhost:{}", self.listen_port);
        let of_api = format!(" --base-url {}", self.api.url);
        let free = format!("{} is free", self.free_port);
        for (here, in_readme) in [
            (of_api.as_str(), ""),
            (&self.api.url, "https://api.vapi.ai"),
            (&self.api.eu_url, "https://api.eu.vapi.ai"),
            ("(VAPI_BASE_URL)", "(default)"),
            (&public, PUBLIC),
            (&free, "4242 is free"),
        ] {
            output = output.replace(here, in_readme);
        }
        for (port, in_readme) in [
            (self.listen_port, ":4242"),
            (self.app_port, ":3000"),
            (self.closed_port, ":3001"),
        ] {
            // Before the first `listen` there is none to write back.
            if port > 0 {
                output = output.replace(&format!(":{port}"), in_readme);
            }
        }
        let (wanted, found) = (canonical(&shown.output), canonical(&output));
        let same = wanted.len() == found.len()
            && wanted
                .iter()
                .zip(&found)
                .all(|(shown, line)| fits(shown, line));
        assert!(
            same,
            "the README is stale: {}\n--- it shows\n{}\n--- printed is\n{}\n--- in full\n{output}",
            shown.command,
            wanted.join("\n"),
            found.join("\n"),
        );
    }

    fn work(&self) -> PathBuf {
        self.home.path().join("work")
    }

    fn command(&self, command: &str) -> Command {
        let store = ".local/share/vapihook/events.db";
        let mut shell = Command::new("sh");
        shell
            .args(["-c", command])
            .current_dir(self.work())
            .env_clear()
            .env("PATH", &self.path)
            .env("HOME", self.home.path())
            .env("SHELL", "/bin/zsh")
            .env("VAPIHOOK_STORE", self.home.path().join(store))
            .stdin(Stdio::null());
        // It would win over what the profile says.
        if !command.contains(" --profile ") {
            shell.env("VAPI_BASE_URL", &self.api.url);
        }
        shell
    }

    /// Runs a command; its exit code, and what it printed to stdout and stderr.
    fn shell(&self, command: &str) -> (Option<i32>, String) {
        let (mut output, end) = std::io::pipe().expect("a pipe");
        let mut shell = self.command(command);
        shell.stderr(end.try_clone().expect("a pipe")).stdout(end);
        let mut child = Stopped(shell.spawn().expect("sh starts"));
        drop(shell);
        let (tell, told) = channel();
        thread::spawn(move || {
            let mut text = String::new();
            output.read_to_string(&mut text).expect("UTF-8");
            tell.send(text).ok();
        });
        let text = told.recv_timeout(PATIENCE);
        let text = text.unwrap_or_else(|_| panic!("it does not end: {command}"));
        (child.0.wait().expect("it ends").code(), text)
    }
}

/// A child that does not outlive the test.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A `listen` that runs.
struct Listening {
    child: Stopped,
    command: String,
    /// What it prints, with the output it came from.
    lines: Receiver<(usize, String)>,
    read: Vec<(usize, String)>,
    shown: String,
    port: u16,
}

impl Listening {
    /// What was read so far.
    fn text(&self) -> String {
        let lines = self.read.iter().map(|(_, line)| format!("{line}\n"));
        lines.collect()
    }

    /// The next line, if one comes. Either output is read by a thread of its own, so what is indented
    /// goes below what it belongs to, whatever came from the other in between.
    fn next(&mut self) -> Option<String> {
        let (from, line) = match self.lines.recv_timeout(PATIENCE) {
            Ok(found) => found,
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {
                panic!("nothing comes: {}\n{}", self.command, self.text())
            }
        };
        let above = self.read.iter().rposition(|(other, _)| *other == from);
        let place = above.filter(|_| line.starts_with(' '));
        let place = place.map_or(self.read.len(), |above| above + 1);
        self.read.insert(place, (from, line.clone()));
        Some(line)
    }

    fn read_until(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let Some(line) = self.next() else {
                panic!("it ended: {}\n{}", self.command, self.text())
            };
            if wanted(&line) {
                return line;
            }
        }
    }

    fn read_to_the_end(&mut self) {
        while self.next().is_some() {}
    }
}

/// Output for comparing: indented lines joined to the one above them, runs of spaces made one, times,
/// durations and shares replaced, ids numbered, an answer moved right behind its event, and
/// what is told before the first call moved before what else is said there.
fn canonical(text: &str) -> Vec<String> {
    // What a busy test machine adds is no news about the README: a note about its disk, and the
    // silence of a caller whom the app lets wait.
    let of_the_machine = |line: &str| {
        line.contains("***") && line.contains("record") || line.ends_with(" of silence")
    };
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        // `record  3 in FILE (1 answered before they were recorded)`
        let late = line.starts_with("record ").then(|| line.find(" ("));
        let line = &line[..late.flatten().unwrap_or(line.len())];
        if line.trim().is_empty() || of_the_machine(line) {
            continue;
        }
        match lines.last_mut() {
            Some(last) if line.starts_with(' ') => *last += line,
            _ => lines.push(line.to_owned()),
        }
    }
    let mut ids = Vec::new();
    let mut events: Vec<(Option<String>, String)> = Vec::new();
    for line in lines {
        let (line, id) = number_ids(&line, &mut ids);
        let mut line = plain(&line);
        if line.starts_with("slowest") {
            "slowest".clone_into(&mut line);
        }
        if line.starts_with("A call comes in") {
            line.retain(|c| !c.is_ascii_digit());
        }
        let is_answer = line.contains(" <-- ");
        let id = id.filter(|_| is_answer || line.contains(" --> "));
        let event = events
            .iter()
            .rposition(|(known, _)| is_answer && *known == id);
        match event {
            Some(at) => events.insert(at + 1, (None, line)),
            None => events.push((id, line)),
        }
    }
    let mut lines: Vec<String> = events.into_iter().map(|(_, line)| line).collect();
    let calls = lines.iter().position(|line| is_of_a_call(line));
    lines[..calls.unwrap_or(0)].sort_by_key(|line| !line.contains(" *** "));
    lines
}

/// Whether a line is an event's, or a call's first.
fn is_of_a_call(line: &str) -> bool {
    line.contains(" --> ") || line.contains(" --- ")
}

/// The line with `#1` for the first id in the output, and so on; and the last id in it.
fn number_ids(line: &str, ids: &mut Vec<String>) -> (String, Option<String>) {
    let mut out = String::new();
    let mut last = None;
    let mut rest = line;
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if is_id(word) {
            let short = &word[..9];
            let at = ids.iter().position(|id| id == short).unwrap_or_else(|| {
                ids.push(short.to_owned());
                ids.len() - 1
            });
            let number = format!("#{}", at + 1);
            out += &number;
            // The advice below an answer names its id again.
            last.get_or_insert(number);
        } else {
            out += word;
        }
        let next = after.chars().next().map_or(0, char::len_utf8);
        out += &after[..next];
        rest = &after[next..];
    }
    (out, last)
}

/// Whether a word is an event's id, whole or short.
fn is_id(word: &str) -> bool {
    let base32 = |c: char| c.is_ascii_digit() || (c.is_ascii_lowercase() && !"ilou".contains(c));
    matches!(word.len(), 9 | 13)
        && word.starts_with('0')
        && word.contains(|c: char| c.is_ascii_lowercase())
        && word.chars().all(base32)
}

/// A line with single spaces, and without times, durations and shares.
fn plain(line: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for word in line.split_whitespace() {
        let digits_hidden: String = word
            .chars()
            .map(|c| if c.is_ascii_digit() { '9' } else { c })
            .collect();
        let bare = word.trim_start_matches('(').trim_end_matches([')', ',']);
        let seconds = bare.strip_suffix("ms").or_else(|| bare.strip_suffix('s'));
        if word == "ms" {
            // `81 ms`: the number before it.
            out.pop();
        }
        let is_deadline = out.last().is_some_and(|before| before == "of");
        // The last four characters of a call's id, which is a new one in every run.
        let is_tag = out.last().is_some_and(|before| before == "call")
            && bare.len() == 4
            && bare.chars().all(|c| c.is_ascii_hexdigit());
        out.push(match digits_hidden.as_str() {
            "99:99:99.999" | "99:99:99" | "9999-99-99" | "9999-99-99T99:99:99.999Z" => {
                "TIME".to_owned()
            }
            _ if is_tag => "TAG".to_owned(),
            _ if bare.ends_with('%') => "SHARE".to_owned(),
            _ if !is_deadline && seconds.is_some_and(|s| s.parse::<f64>().is_ok()) => {
                "TOOK".to_owned()
            }
            _ if word.starts_with("curl/") => "curl/VERSION".to_owned(),
            _ if word.contains("/wh_") => {
                let (url, prefix) = word.split_once("/wh_").unwrap_or_default();
                let rest = prefix.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
                format!("{url}/wh_PREFIX{rest}")
            }
            "ms" => "TOOK".to_owned(),
            _ => word.to_owned(),
        });
    }
    out.join(" ")
}

/// Whether a line is as shown, where `…` stands for anything.
fn fits(shown: &str, line: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

/// Vapi's REST, as far as the README uses it: a PATCH replaces members whole.
struct Api {
    url: String,
    eu_url: String,
    shelf: Arc<Mutex<Shelf>>,
}

/// Resources, each with its kind.
type Shelf = Vec<(&'static str, Value)>;

impl Api {
    /// What is there at first; an assistant of the README's is the first.
    fn before() -> Shelf {
        let tool = "b7d8f0c2-6e15-4a39-9c84-2f0a7be35d61";
        let assistant = "3e1c0a52-94d7-4b06-8f3e-7ad25c91b048";
        vec![
            (
                "assistant",
                json!({
                    "id": assistant,
                    "name": "support-bot",
                    "createdAt": "2026-10-06T16:30:02.118Z",
                    "model": {"provider": "openai", "model": "gpt-4o", "toolIds": [tool]},
                    "server": {
                        "url": "https://prod.example.com/vapi",
                        "timeoutSeconds": 45,
                        "headers": {"X-Shop": "7"},
                        "credentialId": "6f2d9a14-83c5-4e7b-a1d0-3c58b79e2f46",
                        "backoffPlan": {"type": "fixed", "maxRetries": 3},
                        "notKnownYet": [1, null],
                    },
                }),
            ),
            (
                "phone-number",
                json!({
                    "id": "5a90e7f4-1c2b-4d68-b3fa-08c6e94d7b12",
                    "number": "+14155550100",
                    "provider": "vapi",
                    "createdAt": "2026-10-06T16:31:40.502Z",
                    "assistantId": assistant,
                }),
            ),
            (
                "tool",
                json!({
                    "id": tool,
                    "type": "function",
                    "createdAt": "2026-10-06T16:29:11.730Z",
                    "function": {"name": "bookAppointment"},
                    "server": {"url": "https://prod.example.com/tools"},
                }),
            ),
        ]
    }

    fn new() -> Self {
        let shelf = Arc::new(Mutex::new(Self::before()));
        let shared = shelf.clone();
        let port = serve(move |request| {
            let (status, body) = Self::answer(&mut shared.lock().expect("a lock"), request);
            (status, body.to_string())
        });
        Self {
            url: format!("http://127.0.0.1:{port}"),
            eu_url: format!("http://localhost:{port}"),
            shelf,
        }
    }

    fn answer(shelf: &mut Shelf, request: &Request) -> (u16, Value) {
        if request.header("authorization") != Some(&format!("Bearer {KEY}")) {
            return (401, json!({"message": "Unauthorized"}));
        }
        let path = request.path.split('?').next().unwrap_or_default();
        let (kind, id) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
        if id.is_empty() {
            let of_kind = shelf.iter().filter(|(its, _)| *its == kind);
            return (200, of_kind.map(|(_, resource)| resource.clone()).collect());
        }
        let mut resources = shelf.iter_mut();
        let found = resources.find(|(its, resource)| *its == kind && resource["id"] == id);
        let Some((_, resource)) = found else {
            return (404, json!({"message": "Not Found"}));
        };
        if request.method == "PATCH" {
            let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let is_json = request.header("content-type") == Some("application/json");
            if !is_json
                || !body
                    .as_object()
                    .is_some_and(|body| body.keys().eq(["server"]))
            {
                return (400, json!({"message": ["should not exist"]}));
            }
            resource["server"] = body["server"].clone();
        }
        (200, resource.clone())
    }

    fn assistant(&self) -> Value {
        self.shelf.lock().expect("a lock")[0].1.clone()
    }

    /// Everything is as it was at first.
    fn check(&self) {
        assert_eq!(*self.shelf.lock().expect("a lock"), Self::before());
    }
}

/// The reader's app.
fn app(request: &Request) -> (u16, String) {
    if request.path != "/vapi/webhook" {
        return (404, String::new());
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let message = &body["message"];
    let calls = message["toolCallList"].as_array().into_iter().flatten();
    let results: Vec<String> = calls
        .map(|call| {
            format!(
                r#"{{"toolCallId":{},"result":"booked, Tue 10:00"}}"#,
                call["id"]
            )
        })
        .collect();
    if message["type"] == "tool-calls" {
        (200, format!(r#"{{"results":[{}]}}"#, results.join(",")))
    } else {
        (200, "{}".to_owned())
    }
}

struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn read(from: &mut impl BufRead) -> Option<Self> {
        let mut lines = from.by_ref().lines();
        let first = lines.next()?.ok()?;
        let mut words = first.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = Vec::new();
        for line in lines {
            let line = line.ok()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut request = Self {
            method,
            path,
            headers,
            body: Vec::new(),
        };
        let length = request.header("content-length");
        request.body = vec![0; length.map_or(Some(0), |length| length.parse().ok())?];
        from.read_exact(&mut request.body).ok()?;
        Some(request)
    }

    fn header(&self, wanted: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }
}

const RFC_2822: &str = "%a, %d %b %Y %H:%M:%S %z";

/// Serves HTTP on a free port of this machine; one request per connection.
fn serve(answer: impl Fn(&Request) -> (u16, String) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
            // A connection without a request asks whether the port is open.
            let Some(request) = Request::read(&mut BufReader::new(&stream)) else {
                continue;
            };
            let (status, body) = answer(&request);
            let length = body.len();
            // An API tells the time.
            let date = match request.header("authorization") {
                Some(_) => format!("date: {}\r\n", jiff::Zoned::now().strftime(RFC_2822)),
                None => String::new(),
            };
            let answer = format!(
                "HTTP/1.1 {status} -\r\n{date}content-type: application/json\r\n\
                 content-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).ok();
        }
    });
    port
}

/// Posts JSON to `host:port` or `host:port/path`; the answer's status and body.
fn post(url: &str, body: &str) -> (u16, Value) {
    let (address, path) = url.split_once('/').unwrap_or((url, ""));
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let length = body.len();
    let request = format!(
        "POST /{path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    let status = head.split(' ').nth(1).expect("a status");
    (
        status.parse().expect("a number"),
        serde_json::from_str(body).unwrap_or_default(),
    )
}

/// A payload of the catalog.
fn sample(event: &str) -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/event/samples");
    fs::read_to_string(samples.join(format!("{event}.json"))).expect("a sample")
}

/// A port where nothing listens.
fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn is_there(program: &str) -> bool {
    let tried = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

#[expect(clippy::print_stderr, reason = "what a test left out is told")]
fn note(text: &str) {
    eprintln!("note: {text}");
}
