//! Large bodies, which are in files beside the record: nobody sees the difference, whoever is
//! killed, and what is lost takes nothing else with it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use serde_json::Value;

use crate::sandbox::{App, Output, Sandbox, Signal, Wire, json_lines, post};

/// From so many bytes on a body is large.
const LARGE: usize = 64 << 10;

/// An event of so many bytes, unlike any other of its name.
fn event(name: &str, size: usize) -> String {
    let head = format!(r#"{{"message":{{"type":"hang","call":{{"id":"{name}"}},"pad":""#);
    let pad = name.repeat(size / name.len() + 1);
    let room = size - head.len() - 3;
    format!(r#"{head}{}"}}}}"#, &pad[..room])
}

/// The size of the nth event.
fn size(nth: usize) -> usize {
    [300, LARGE - 1, LARGE, LARGE + 1, 200_000][nth % 5]
}

/// The bodies in the record, by call.
fn recorded(sandbox: &Sandbox) -> HashMap<String, String> {
    let events = sandbox.json(&["events", "list"]);
    let of = |event: &Value| {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        (text(&event["call_id"]), text(&event["request"]["body"]))
    };
    events.iter().map(of).collect()
}

fn folder(sandbox: &Sandbox) -> PathBuf {
    let mut name = sandbox.store().into_os_string();
    name.push("-bodies");
    name.into()
}

fn volumes(sandbox: &Sandbox) -> usize {
    std::fs::read_dir(folder(sandbox)).map_or(0, Iterator::count)
}

#[test]
fn they_go_everywhere_as_they_came() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let sizes = [LARGE - 1, LARGE, LARGE + 1, 5_000_000];
    let sent: BTreeMap<String, String> = sizes
        .map(|size| {
            let name = format!("call-{size}");
            (name.clone(), event(&name, size))
        })
        .into();
    for body in sent.values() {
        post(listener.port, body);
    }
    let printed = listener.events(sizes.len());
    listener.stop().code(143);
    app.requests(sizes.len());
    assert!(volumes(&sandbox) > 0, "they are outside");

    let listed = sandbox.json(&["events", "list"]);
    let by_id = |events: &[Value]| -> BTreeMap<String, String> {
        let of = |event: &Value| (event["id"].to_string(), event["request"].to_string());
        events.iter().map(of).collect()
    };
    assert!(by_id(&listed) == by_id(&printed), "listed as printed");
    for (name, body) in &sent {
        let call = format!("call:{name}");
        let raw = sandbox.run(&["inspect", &call, "--view", "raw"]).code(0);
        assert!(raw.stdout.contains(body), "{name}");
        let again = App::new();
        sandbox
            .run(&["replay", &call, "--to", &again.at("")])
            .code(0);
        assert!(again.request().body == body.as_bytes(), "{name} again");
    }
    let file = sandbox.path("all.ndjson");
    let file = file.to_str().expect("a path");
    sandbox
        .run(&["events", "export", "--raw", "-o", file])
        .code(0);
    let other = Sandbox::new();
    other.run(&["events", "import", file]).code(0);
    other.run(&["events", "import", file]).code(0);
    assert!(by_id(&other.json(&["events", "list"])) == by_id(&listed));
    other.run(&["events", "rm", "last:4", "--yes"]).code(0);
    assert!(!folder(&other).exists(), "they go with their events");
}

#[test]
fn a_lost_one_is_told_and_the_others_are_shown() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    for (name, size) in [("first", 300), ("second", 200_000), ("third", 300)] {
        post(listener.port, event(name, size));
    }
    let id = listener.events(3)[1]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    listener.stop().code(143);
    std::fs::remove_dir_all(folder(&sandbox)).expect("the bodies");

    let told = |output: Output| {
        let output = output.code(1);
        let error = format!("error: the body of event {id} is lost: ");
        assert_eq!(output.stderr.matches(&error).count(), 1, "{output:?}");
        assert!(output.stderr.contains("hint: "), "{output:?}");
        output.stdout
    };
    let shown = told(sandbox.run(&["events", "list"]));
    assert_eq!(shown.lines().count(), 2, "{shown}");
    let shown = told(sandbox.run(&["events", "list", "--json", "--findings"]));
    assert_eq!(shown, "");
    let shown = told(sandbox.run(&["events", "calls", "--json"]));
    assert!(
        shown.contains("first") && shown.contains("third"),
        "{shown}"
    );
    let shown = told(sandbox.run(&["events", "export"]));
    assert_eq!(shown.lines().count(), 2, "{shown}");
    told(sandbox.run(&["inspect", &id]));
    told(sandbox.run(&["inspect", "--last", "3", "--json"]));
    told(sandbox.run(&["replay", &id, "--to", &app.at("")]));
    sandbox.run(&["events", "rm", &id, "--yes"]).code(0);
    assert_eq!(sandbox.json(&["events", "list"]).len(), 2);
}

#[test]
fn a_disk_that_is_full_takes_none_that_was_recorded() {
    let app = App::new();
    let sandbox = Sandbox::new();
    // A file may not grow over 400 KB: as a full disk, but for this process alone.
    let limit = "trap '' XFSZ; ulimit -f 400";
    let listener = sandbox.listen_within(limit, &["-f", &app.at("")]);
    let mut sent = HashMap::new();
    for nth in 0..20 {
        let name = format!("call-{nth}");
        let body = event(&name, [150_000, 500_000][nth % 2]);
        assert_eq!(post(listener.port, &body).status(), 200);
        sent.insert(name, body);
    }
    let warning = listener.warning("not-recording");
    assert!(warning.starts_with("NOT RECORDING ("), "{warning}");
    listener.events(20);
    listener.stop();
    let recorded = recorded(&sandbox);
    assert!((1..20).contains(&recorded.len()), "{}", recorded.len());
    for (name, body) in recorded {
        assert!(sent[&name] == body, "{name}");
    }
    sandbox.assert_whole();
}

#[test]
fn a_directory_that_is_deleted_while_it_runs_stops_nothing() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    for name in ["before", "after", "later"] {
        assert_eq!(post(listener.port, event(name, 200_000)).status(), 200);
        if name == "before" {
            listener.event();
            std::fs::remove_dir_all(folder(&sandbox)).expect("the bodies");
        }
    }
    let output = listener.stop().code(143);
    assert!(!output.stdout.contains("not-recording"), "{output:?}");
    let output = sandbox.run(&["events", "list", "--json"]).code(1);
    let listed = json_lines(&output.stdout);
    for (listed, name) in listed.iter().zip(["later", "after"]) {
        assert!(listed["request"]["body"] == event(name, 200_000), "{name}");
    }
    assert_eq!(listed.len(), 2);
    assert_eq!(output.stderr.matches("is lost").count(), 1, "{output:?}");
}

#[test]
fn what_was_answered_is_recorded_whole_also_after_a_kill() {
    let app = App::new();
    let sandbox = Sandbox::with_record();
    let mut answered = HashMap::new();
    for round in 0..6 {
        // Two with one record; one of them is killed while all send.
        let listeners = [(); 2].map(|()| sandbox.listen(&["-f", &app.at("")]));
        let (tell, told) = mpsc::channel();
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for (place, listener) in listeners.iter().enumerate() {
                for sender in 0..2 {
                    let (tell, stop) = (tell.clone(), &stop);
                    let wire = Wire::connect(listener.port);
                    let name = format!("call-{round}-{place}-{sender}");
                    scope.spawn(move || send_until(wire, &name, &tell, stop));
                }
            }
            drop(tell);
            let before = 3 + (round * 7) % 20;
            answered.extend(told.iter().take(before));
            listeners[0].signal(Signal::KILL);
            stop.store(true, Ordering::Relaxed);
            answered.extend(told.iter());
        });
        let [killed, other] = listeners;
        let outputs = [killed.wait().code(1_009), other.stop().code(143)];
        for output in outputs {
            // A disk that is stuck is the one excuse, and it is told.
            for line in output.stdout.lines() {
                let object: Value = serde_json::from_str(line).unwrap_or_default();
                if object["code"] == "answered-unrecorded" {
                    answered
                        .retain(|name: &String, _| !name.starts_with(&format!("call-{round}-")));
                }
            }
        }
    }
    assert!(!answered.is_empty(), "the disk was stuck all the time");
    let recorded = recorded(&sandbox);
    for (name, body) in answered {
        assert!(recorded.get(&name) == Some(&body), "{name}");
    }
    // Once all is gone nothing is left.
    sandbox.run(&["events", "prune", "--keep", "0"]).code(0);
    assert_eq!(volumes(&sandbox), 0);
}

/// Sends events one after another until it is told to stop, or cannot; tells which were answered.
fn send_until(
    mut wire: Wire,
    name: &str,
    tell: &mpsc::Sender<(String, String)>,
    stop: &AtomicBool,
) {
    for nth in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let name = format!("{name}-{nth}");
        let body = event(&name, size(nth));
        let length = body.len();
        let head = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        if !wire.try_send(head + &body) {
            return;
        }
        let Some(head) = wire.read_head() else {
            return;
        };
        if wire.read_body(head, false).broken_off {
            return;
        }
        tell.send((name, body)).ok();
    }
}

#[test]
fn whoever_removes_and_adds_meanwhile_takes_no_other() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at(""), "--keep-size", "8MB"]);
    let lines: Vec<String> = (0..10)
        .map(|nth| event(&format!("import-{nth}"), size(nth)))
        .collect();
    let files: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(nth, line)| {
            let file = sandbox.file(&format!("{nth}.json"), line);
            file.to_str().expect("a path").to_owned()
        })
        .collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for nth in 0..200 {
                let body = event(&format!("live-{nth}"), size(nth));
                assert_eq!(post(listener.port, body).status(), 200);
            }
        });
        for file in &files {
            sandbox.run(&["events", "import", file]).code(0);
            sandbox.run(&["events", "rm", "last:3", "--yes"]);
            sandbox
                .run(&["events", "prune", "--max-size", "3MB"])
                .code(0);
            // Whatever is there is whole.
            let output = sandbox.run(&["events", "list", "--json"]).code(0);
            assert_eq!(output.stderr, "");
        }
    });
    let output = listener.stop().code(143);
    assert!(!output.stdout.contains("not-recording"), "{output:?}");
    for (name, body) in recorded(&sandbox) {
        assert!(event(&name, body.len()) == body, "{name}");
    }
    sandbox.assert_whole();
}
