//! `--tunnel`: opened, proven, watched, brought back, and never left behind.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use super::stand_in::{MORTAL, SILENT, STUBBORN, StandIn};
use super::{ALL, EVENT, HUSH, KINDS, Stage, post_to, public_url, states};
use crate::fake_vapi::{Fault, KEY};
use crate::sandbox::{Answer, App, Listener, Process, Signal, json_lines, send};

/// `listen --json` through the stand-in, not yet started.
fn command(stage: &Stage, bore: &StandIn, args: &[&str]) -> Command {
    let app = stage.app.at("");
    let fixed = ["--json", "listen", "-f", &app, "-p", "0"];
    let tunnel = ["--tunnel", "bore:127.0.0.1:2222"];
    let mut command = stage.command(&[&fixed[..], &tunnel, args].concat());
    bore.on_path(&mut command);
    command
}

fn listen(stage: &Stage, bore: &StandIn, args: &[&str]) -> Listener {
    Listener::json(command(stage, bore, args), stage.sandbox.home())
}

/// A public side of its own: what comes to it goes to the listener.
fn way_to(listener: u16) -> App {
    App::answering(move |request| {
        let headers = [("Content-Type", "application/json")];
        let (method, uri) = (&request.method, &request.uri);
        let answer = send(listener, method, uri, &headers, &request.body);
        Answer::new(answer.status()).body(answer.body)
    })
}

fn warnings(objects: &[Value]) -> Vec<&str> {
    let warnings = objects.iter().filter(|object| object["type"] == "warning");
    warnings.filter_map(|it| it["code"].as_str()).collect()
}

#[test]
fn a_tunnel_that_dies_comes_back_and_server_urls_follow() {
    let stage = Stage::new();
    let before = stage.stored();
    let mut bore = StandIn::bore(MORTAL);
    let listener = listen(&stage, &bore, &ALL);
    let first = public_url(&listener);
    let port = listener.port;
    assert!(first.starts_with(&format!("http://127.0.0.1:{port}/wh_")));
    assert_eq!(
        bore.wrote("args"),
        format!("local {port} --local-host 127.0.0.1 --to 127.0.0.1 --port 2222\n")
    );
    let way = way_to(port);
    bore.next_port(way.port());
    bore.poke();
    let down = listener.object("tunnel", |tunnel| tunnel["state"] == "down");
    let why = down["message"].as_str().expect("a message");
    let wanted = "bore ended with exit code 3; Error: server went away; it is started again in ";
    assert!(why.starts_with(wanted), "{why}");
    let second = first.replacen(&port.to_string(), &way.port().to_string(), 1);
    for (kind, id) in KINDS {
        listener.object("lease", |lease| {
            lease["state"] == "moved" && lease["id"] == id && lease["url"] == second
        });
        assert_eq!(stage.url(kind, id), second);
        assert_eq!(stage.call(kind, id).status(), 200);
    }
    assert_eq!(stage.app.requests(3).len(), 3);
    let output = stage.ended(listener.stop()).code(143);
    bore.gone();
    assert_eq!(stage.stored(), before);
    let objects = json_lines(&output.stdout);
    assert_eq!(warnings(&objects), [""; 0], "{output:?}");
    assert_eq!(states(&objects)[6..], ["restored"; 3]);
    let tunnel: Vec<&Value> = objects.iter().filter(|o| o["type"] == "tunnel").collect();
    let told: Vec<&str> = tunnel.iter().filter_map(|o| o["state"].as_str()).collect();
    assert_eq!(told, ["up", "down", "up"]);
    assert_eq!(tunnel[2]["url"], format!("http://127.0.0.1:{}", way.port()));
}

#[test]
fn the_same_url_again_changes_nothing() {
    let stage = Stage::new();
    let bore = StandIn::bore(MORTAL);
    let mut listener = listen(&stage, &bore, &["--tool", "t1"]);
    let held = stage.stored();
    let patches = stage.vapi.patches().len();
    bore.poke();
    let process = listener.process();
    process.stdout().wait_for("the second run", |text| {
        let objects = json_lines(text);
        let ups = objects.iter().filter(|object| object["state"] == "up");
        (ups.count() == 2).then_some(())
    });
    assert_eq!(
        (stage.stored(), stage.vapi.patches().len()),
        (held, patches)
    );
    assert_eq!(stage.call("tool", "t1").status(), 200);
    stage.ended(listener.stop()).code(143);
}

#[test]
fn a_new_url_that_the_api_does_not_take_is_tried_again_until_it_does() {
    let stage = Stage::new();
    let before = stage.stored();
    let bore = StandIn::bore(MORTAL);
    let listener = listen(&stage, &bore, &["--assistant", "a1"]);
    let way = way_to(listener.port);
    bore.next_port(way.port());
    // Once, and each time that the client tries it again.
    stage.vapi.fail(Fault::status(500).on("PATCH").times(5));
    bore.poke();
    listener.warning("lease-not-moved");
    listener.object("lease", |lease| lease["state"] == "moved");
    let port = format!(":{}/wh_", way.port());
    assert!(stage.url("assistant", "a1").contains(&port));
    stage.ended(listener.stop()).code(143);
    assert_eq!(stage.stored(), before);
}

#[test]
fn a_new_url_that_leads_elsewhere_is_told() {
    let stage = Stage::new();
    let before = stage.stored();
    let bore = StandIn::bore(MORTAL);
    let listener = listen(&stage, &bore, &["--assistant", "a1"]);
    let other = App::new();
    bore.next_port(other.port());
    bore.poke();
    let warning = listener.warning("public-url-unproven");
    assert!(warning.contains(" DOES NOT LEAD HERE: "), "{warning}");
    stage.ended(listener.stop()).code(143);
    assert_eq!(stage.stored(), before);
}

#[test]
fn nothing_is_left_of_it_however_we_end() {
    for signal in [Signal::INT, Signal::KILL] {
        for script in [MORTAL, STUBBORN] {
            let stage = Stage::new();
            let before = stage.stored();
            let mut bore = StandIn::bore(script);
            let listener = listen(&stage, &bore, &ALL);
            assert_eq!(stage.call("tool", "t1").status(), 200);
            listener.signal(signal);
            let output = stage.ended(listener.wait());
            bore.gone();
            if signal == Signal::KILL {
                assert_eq!(output.code, 1_009);
                stage.run(&["server", "restore"]).code(0);
            } else {
                assert_eq!(output.code, 130);
            }
            assert_eq!(stage.stored(), before);
        }
    }
}

#[test]
fn ctrl_c_while_it_opens_ends_it_and_touches_no_server_url() {
    let stage = Stage::new();
    let mut bore = StandIn::bore(SILENT);
    let process = Process::start(command(&stage, &bore, &ALL));
    let until = std::time::Instant::now() + crate::sandbox::PATIENCE;
    while bore.runs() == 0 {
        assert!(std::time::Instant::now() < until, "it never started");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    process.signal(Signal::INT);
    stage.ended(process.wait()).code(130);
    bore.gone();
    assert!(stage.vapi.patches().is_empty());
    assert!(stage.leases().is_empty());
}

#[test]
fn one_that_does_not_open_is_7_with_what_it_said() {
    let stage = Stage::new();
    let mut bore = StandIn::bore("echo 'Error: could not connect to 127.0.0.1:7835' >&2\nexit 1");
    let output = stage.ended(Process::start(command(&stage, &bore, &ALL)).wait());
    let output = output.code(7);
    bore.gone();
    for part in [
        "bore ended with exit code 1 before it named a URL",
        "could not connect to 127.0.0.1:7835",
        "hint: no bore server answers there",
    ] {
        assert!(output.stderr.contains(part), "{output:?}");
    }
    assert!(stage.vapi.patches().is_empty());
}

#[test]
fn the_key_is_for_nobody_but_the_api() {
    let stage = Stage::new();
    let bore = StandIn::bore(STUBBORN);
    let child = [
        "--",
        "sh",
        "-c",
        "env >child-env.new; mv child-env.new child-env; exec sleep 600",
    ];
    let listener = listen(&stage, &bore, &[&ALL[..], &child].concat());
    let public = public_url(&listener);
    let env = bore.wrote("env");
    for part in [KEY, "VAPI_API_KEY", HUSH, "wh_"] {
        assert!(!env.contains(part), "{env}");
    }
    assert!(env.contains("HOME="), "{env}");
    // The command is the user's own, and has the user's environment; the key it has to be given.
    let file = stage.sandbox.path("child-env");
    let until = std::time::Instant::now() + crate::sandbox::PATIENCE;
    let env = loop {
        let env = std::fs::read_to_string(&file).unwrap_or_default();
        if !env.is_empty() {
            break env;
        }
        assert!(std::time::Instant::now() < until, "{env}");
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    assert!(
        env.contains(&format!("VAPIHOOK_PUBLIC_URL={public}\n")),
        "{env}"
    );
    assert!(!env.contains("VAPI_API_KEY"), "{env}");
    std::fs::remove_file(file).expect("it is there");
    post_to(&public, EVENT);
    if cfg!(target_os = "linux") {
        let lines = command_lines(listener.id());
        // The listener, the tunnel's shells and program, the command.
        assert!(lines.len() >= 4, "{lines:?}");
        for line in lines {
            assert!(!line.contains(KEY) && !line.contains(HUSH), "{line}");
            assert!(!line.contains("wh_"), "{line}");
        }
    }
    stage.ended(listener.stop());
}

/// What a list of processes shows of one and its descendants.
fn command_lines(root: u32) -> Vec<String> {
    let parent_of = |stat: &str| {
        // `pid (name) state parent ..`; the name may hold anything.
        let (_, rest) = stat.rsplit_once(')')?;
        rest.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    let entries = std::fs::read_dir("/proc").expect("a list of processes");
    let pids = entries.flatten().filter_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        Some((pid, parent_of(&stat)?))
    });
    let pids: Vec<(u32, u32)> = pids.collect();
    let mut family = BTreeSet::from([root]);
    loop {
        let more = pids
            .iter()
            .filter(|(pid, parent)| family.contains(parent) && !family.contains(pid));
        let more: Vec<u32> = more.map(|(pid, _)| *pid).collect();
        if more.is_empty() {
            break;
        }
        family.extend(more);
    }
    let lines = family.iter().filter_map(|pid| {
        let bytes = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        Some(String::from_utf8_lossy(&bytes).replace('\0', " "))
    });
    lines.collect()
}
