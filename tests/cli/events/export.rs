//! `events export`: the formats, and what is not in them.

use std::process::Command;

use serde_json::Value;

use super::{CALLS, NAME, NUMBER, SECRET, app, lines, recorded, text};
use crate::sandbox::{App, Client, Output, Process, Sandbox, json_lines};

/// Everything that must not be in an export.
const PERSONAL: [&str; 7] = [
    NUMBER,
    "4155552671",
    "555-2671",
    NAME,
    SECRET,
    "lovelace.example.org",
    "storage.example.com",
];

fn export(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.run(&[&["events", "export"], args].concat()).code(0)
}

#[test]
fn what_is_personal_is_replaced_by_the_same_everywhere() {
    let sandbox = recorded();
    for format in ["ndjson", "json", "har", "curl"] {
        let output = export(&sandbox, &["--format", format]);
        for personal in PERSONAL {
            assert!(!output.stdout.contains(personal), "{format}: {personal}");
        }
        for kept in [CALLS[0], "call_one1", "Front desk", "book"] {
            assert!(output.stdout.contains(kept), "{format}: {kept}");
        }
        let again = export(&sandbox, &["--format", format]);
        assert_eq!(again.stdout, output.stdout, "{format}");
    }
    let output = export(&sandbox, &[]);
    let events = json_lines(&output.stdout);
    let body = |at: usize| -> Value {
        serde_json::from_str(text(&events[at]["request"]["body"])).expect("JSON")
    };
    let message = body(0)["message"].clone();
    let number = text(&message["customer"]["number"]).to_owned();
    assert_eq!(number, "+12025550100");
    assert_eq!(message["call"]["customer"]["number"], number);
    for list in ["toolCallList", "toolCalls"] {
        let arguments = text(&message[list][0]["function"]["arguments"]);
        let arguments: Value = serde_json::from_str(arguments).expect("JSON");
        assert_eq!(arguments["phone"], "2025550100");
        assert_eq!(arguments["name"], message["customer"]["name"]);
    }
    let answer = text(&events[0]["response"]["body"]);
    assert!(answer.contains("booked for +12025550100"), "{answer}");
    let said = body(3)["message"]["artifact"]["transcript"].clone();
    assert!(
        text(&said).contains("call me at 2025550100 or person-1@example.com."),
        "{said}"
    );
    assert_eq!(events[0]["request"]["headers"]["x-vapi-secret"], "secret-1");
    for told in [
        "1 phone number ",
        "message.customer.number",
        "1 secret ",
        "headers.x-vapi-secret",
    ] {
        assert!(output.stderr.contains(told), "{told}: {}", output.stderr);
    }
    // Numbers in the record stay.
    assert!(lines(&sandbox)[0].contains(NUMBER));
}

#[test]
fn an_export_of_an_export_is_the_same() {
    let sandbox = recorded();
    let first = export(&sandbox, &[]).stdout;
    let file = sandbox.file("first.ndjson", &first);
    let second = export(&sandbox, &[file.to_str().expect("a path")]).stdout;
    assert_eq!(second, first);
}

#[test]
fn ids_go_when_they_are_asked_for() {
    let sandbox = recorded();
    let output = export(&sandbox, &["--ids"]);
    for id in [CALLS[0], CALLS[1], "call_one1"] {
        assert!(!output.stdout.contains(id), "{id}");
    }
    let events = json_lines(&output.stdout);
    assert_eq!(events[0]["call_id"], events[3]["call_id"]);
    assert_ne!(events[0]["call_id"], events[4]["call_id"]);
}

#[test]
fn raw_is_what_was_recorded() {
    let sandbox = recorded();
    let output = export(&sandbox, &["--raw"]);
    let printed: Vec<&str> = output.stdout.lines().collect();
    assert_eq!(printed, lines(&sandbox));
    assert!(output.stderr.starts_with("warning: --raw: "), "{output:?}");
}

#[test]
fn the_array_and_the_lines_are_the_same_events() {
    let sandbox = recorded();
    let array: Vec<Value> =
        serde_json::from_str(&export(&sandbox, &["--format", "json"]).stdout).expect("an array");
    assert_eq!(array, json_lines(&export(&sandbox, &[]).stdout));
}

#[test]
fn an_http_archive_has_its_shape() {
    let sandbox = recorded();
    let har: Value = serde_json::from_str(&export(&sandbox, &["--format", "har", "--raw"]).stdout)
        .expect("JSON");
    let log = &har["log"];
    assert_eq!(log["version"], "1.2");
    assert!(log["creator"]["name"].is_string() && log["creator"]["version"].is_string());
    let entries = log["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 8);
    for entry in entries {
        assert!(text(&entry["startedDateTime"]).ends_with('Z'));
        assert!(entry["time"].is_number() && entry["cache"].is_object());
        for timing in ["send", "wait", "receive"] {
            assert!(entry["timings"][timing].is_number(), "{timing}");
        }
        let (request, response) = (&entry["request"], &entry["response"]);
        for side in [request, response] {
            for list in ["cookies", "headers"] {
                assert!(side[list].is_array(), "{list}");
            }
            assert!(side["headersSize"].is_number() && side["bodySize"].is_number());
            assert!(side["httpVersion"].is_string());
        }
        assert!(text(&request["url"]).starts_with("https://"));
        assert_eq!(request["method"], "POST");
        assert!(request["queryString"].is_array() && request["postData"]["mimeType"].is_string());
        assert_eq!(
            (&response["status"], &response["statusText"]),
            (&200.into(), &"OK".into())
        );
        assert!(response["content"]["size"].is_number() && response["redirectURL"].is_string());
    }
}

#[test]
fn files_sort_as_the_events_came() {
    let sandbox = recorded();
    let directory = sandbox.path("calls");
    let place = directory.to_str().expect("a path");
    let output = export(&sandbox, &["--format", "dir", "-o", place]);
    assert_eq!(output.stdout, format!("exported 8 events to {place}\n"));
    let names = || {
        let entries = std::fs::read_dir(&directory).expect("a directory");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        names.sort();
        names
    };
    let from_files: Vec<String> = names()
        .iter()
        .map(|name| std::fs::read_to_string(directory.join(name)).expect("a file"))
        .collect();
    assert_eq!(from_files.concat(), export(&sandbox, &[]).stdout);
    assert!(
        names()
            .iter()
            .all(|name| name.ends_with("-hang.json") || !name.contains("hang")),
        "{:?}",
        names()
    );

    let again = ["events", "export", "--format", "dir", "-o", place];
    let refused = sandbox.run(&again).code(1);
    assert!(
        refused.stderr.contains("is not empty\nhint: "),
        "{refused:?}"
    );
    export(&sandbox, &["--format", "dir", "-o", place, "--force"]);
    assert_eq!(names().len(), 8);
    let missing = sandbox
        .run(&["events", "export", "--format", "dir"])
        .code(2);
    assert!(missing.stderr.contains("-o DIR"), "{missing:?}");
}

#[test]
fn the_name_of_the_file_says_the_format() {
    let sandbox = recorded();
    for (name, begins) in [
        ("a.har", "{\"log\":"),
        ("a.json", "[\n{"),
        ("a.sh", "#!/bin/sh\n# tool-calls"),
        ("a.ndjson", "{\"v\":1,"),
    ] {
        let path = sandbox.path(name);
        export(&sandbox, &["-o", path.to_str().expect("a path")]);
        let content = std::fs::read_to_string(&path).expect("a file");
        assert!(content.starts_with(begins), "{name}: {}", &content[..40]);
        let is_left =
            |file: &std::path::PathBuf| file.extension().is_some_and(|ending| ending == "tmp");
        assert!(!sandbox.files().iter().any(is_left), "{name}");
    }
    let nowhere = sandbox.path("no/such/a.har");
    let output = sandbox
        .run(&["events", "export", "-o", nowhere.to_str().expect("a path")])
        .code(1);
    assert!(output.stderr.contains("cannot be written"), "{output:?}");
}

#[test]
fn curl_sends_the_same_bytes() {
    let (recorder, target) = (app(), App::new());
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &recorder.at("/hook")]);
    let mut sender = Client::connect(listener.port);
    let long = format!("{{\"a\":\"it's {}\"}}", "é%\\n".repeat(60_000));
    let bodies: [&[u8]; 5] = [
        b"{\"message\":{\"type\":\"hang\",\"note\":\"it's $HOME `x` \\\\ \\n @\"}}",
        b"@not-a-file",
        &(0..=255).collect::<Vec<u8>>(),
        long.as_bytes(),
        b"",
    ];
    for body in bodies {
        sender.send(
            "POST",
            "/x?a=1&b=it's",
            &[("X-Empty", ""), ("X-Kind", "it's")],
            body,
        );
    }
    listener.stop();
    let to = target.at("/new");
    let script = export(&sandbox, &["--format", "curl", "--raw", "--to", &to]).stdout;
    let file = sandbox.file("send.sh", &script);
    let mut shell = Command::new("sh");
    shell.arg(&file).current_dir(sandbox.path(""));
    let output = Process::start(shell).wait().code(0);
    assert!(output.stderr.is_empty(), "{output:?}");
    for (request, body) in target.requests(5).iter().zip(bodies) {
        assert!(
            request.body == body,
            "{}",
            String::from_utf8_lossy(&request.body)
        );
        assert_eq!(request.uri, "/new/x?a=1&b=it's");
        assert_eq!(request.headers.get("x-kind").as_deref(), Some("it's"));
        assert_eq!(request.headers.get("x-empty").as_deref(), Some(""));
        assert_eq!(request.headers.get("content-type"), None);
    }
    // And what it says is read back.
    let read = sandbox.json(&["inspect", file.to_str().expect("a path")]);
    let sent = sandbox.json(&["events", "list"]);
    for (read, sent) in read.iter().zip(sent.iter().rev()) {
        assert_eq!(read["request"]["body"], sent["request"]["body"]);
        assert_eq!(read["request"]["sha256"], sent["request"]["sha256"]);
    }
    assert_eq!(read.len(), 5);
}

#[test]
fn what_nothing_matches_is_said() {
    let sandbox = recorded();
    let output = sandbox
        .run(&["events", "export", "--type", "transcript"])
        .code(5);
    assert_eq!(output.stdout, "");
    let both = sandbox
        .run(&["events", "export", "last", "--type", "hang"])
        .code(2);
    assert!(both.stderr.contains("cannot be used with"), "{both:?}");
}
