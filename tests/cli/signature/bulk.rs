//! `verify` of many: lines, directories, saved requests.

use serde_json::{Value, json};

use super::{BODY, SECRET, run, sandbox};
use crate::sandbox::{Output, Sandbox};

/// A line of ours with a body and headers.
fn line(at: usize, body: &str, headers: &Value) -> String {
    json!({
        "v": 1, "type": "event", "id": format!("0dcjkw{at:07}"), "received_at": "2026-09-21T14:13:20.000Z",
        "name": "status-update",
        "request": {"method": "POST", "path": "/", "headers": headers, "body": body},
        "response": null,
    })
    .to_string()
}

/// The headers of a body, signed at the time of the lines.
fn signed(sandbox: &Sandbox, body: &str) -> Value {
    sandbox.file("one.body", body);
    let at = ["--at", "2026-09-21T14:13:20Z"];
    let args = [&["sign", "one.body", "--auth", "prod", "--json"], &at[..]].concat();
    serde_json::from_str(&run(sandbox, &args).code(0).stdout).expect("an object")
}

fn summary(output: &Output) -> &str {
    output.stdout.lines().last().expect("a summary")
}

#[test]
fn a_line_is_printed_for_each_failure() {
    let sandbox = sandbox();
    let right = signed(&sandbox, BODY);
    let other = signed(&sandbox, "{}");
    let mut lines = vec![r#"{"v":1,"type":"ready","port":1}"#.to_owned()];
    lines.extend((0..50).map(|at| line(at, BODY, &right)));
    lines.push(line(50, BODY, &json!({})));
    lines.push(line(51, BODY, &other));
    lines.push(line(52, "{}", &other));
    lines.push("{\"type\":\"event\"}".to_owned());
    sandbox.file("call.ndjson", &(lines.join("\n") + "\n"));
    let output = run(&sandbox, &["verify", "call.ndjson", "--auth", "prod"]).code(3);
    let printed: Vec<&str> = output.stdout.lines().collect();
    assert_eq!(printed.len(), 4, "{output:?}");
    assert!(
        printed[0].starts_with("missing  call.ndjson:52  "),
        "{printed:?}"
    );
    assert!(
        printed[1].starts_with("mismatch  call.ndjson:53  "),
        "{printed:?}"
    );
    assert!(printed[1].contains("another-event: "), "{printed:?}");
    assert!(printed[1].ends_with("0dcjkw0000052"), "{printed:?}");
    assert!(
        printed[2].starts_with("unreadable  call.ndjson:55  "),
        "{printed:?}"
    );
    assert!(
        printed[3].starts_with("54 checked: 51 valid, 3 not ("),
        "{printed:?}"
    );
    let output = run(
        &sandbox,
        &["verify", "call.ndjson", "--auth", "prod", "--json"],
    )
    .code(3);
    let objects: Vec<Value> = output
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(objects.len(), 55);
    assert_eq!(objects[54]["type"], "verify-summary");
    assert_eq!(objects[54]["failed"], 3);
    assert_eq!(objects[0]["valid"], true);
}

#[test]
fn many_lines_are_checked_in_their_order() {
    let sandbox = sandbox();
    let right = signed(&sandbox, BODY);
    let good = line(0, BODY, &right);
    let bad = line(1, BODY, &json!({"x-signature": "00", "x-timestamp": "1"}));
    let mut text = String::new();
    let (mut wanted, count) = (Vec::new(), 12_000);
    for at in 1..=count {
        let is_bad = at % 3_000 == 7;
        text += if is_bad { &bad } else { &good };
        text.push('\n');
        if is_bad {
            wanted.push(at);
        }
    }
    assert!(text.len() > 3 << 20, "several pieces");
    sandbox.file("many.ndjson", &text);
    let output = run(&sandbox, &["verify", "many.ndjson", "--auth", "prod"]).code(3);
    let places: Vec<String> = wanted
        .iter()
        .map(|at| format!("many.ndjson:{at}"))
        .collect();
    let found: Vec<&str> = output
        .stdout
        .lines()
        .filter_map(|line| line.split("  ").nth(1))
        .collect();
    assert_eq!(found, places);
    let valid = count - wanted.len();
    assert!(summary(&output).starts_with(&format!("{count} checked: {valid} valid, 4 not")));
    sandbox.file("many.ndjson", text.replace(&bad, &good));
    let output = run(&sandbox, &["verify", "many.ndjson", "--auth", "prod"]).code(0);
    assert_eq!(output.stdout.lines().count(), 1, "{output:?}");
    // The same through a pipe.
    let text = std::fs::read(sandbox.path("many.ndjson")).expect("lines");
    sandbox.file("secret.txt", SECRET);
    let args = [
        "verify",
        "-",
        "--scheme",
        "hmac",
        "--secret-file",
        "secret.txt",
    ];
    sandbox.run_with_stdin(&args, &text).code(0);
}

#[test]
fn a_directory_is_searched() {
    let sandbox = sandbox();
    let right = signed(&sandbox, BODY);
    std::fs::create_dir_all(sandbox.path("all/below")).expect("folders");
    sandbox.file("all/a.ndjson", line(0, BODY, &right));
    let mut http = "POST /vapi HTTP/1.1\r\nHost: x\r\n".to_owned();
    for (name, value) in right.as_object().expect("headers") {
        http += &format!("{name}: {}\r\n", value.as_str().expect("a text"));
    }
    sandbox.file("all/below/b.http", format!("{http}\r\n{BODY}"));
    sandbox.file("all/below/c.http", format!("{http}\r\n{BODY}\n"));
    sandbox.file("all/ignored.md", "x");
    let at = ["--auth", "prod", "--at", "2026-09-21T14:13:20Z"];
    let output = run(&sandbox, &[&["verify", "all"], &at[..]].concat()).code(3);
    let line = output.stdout.lines().next().expect("a line");
    assert!(
        line.starts_with("mismatch  all/below/c.http  status-update  trailing-newline: "),
        "{line}"
    );
    assert!(summary(&output).starts_with("3 checked: 2 valid, 1 not (1 mismatch), in "));
    let output = run(
        &sandbox,
        &[&["verify", "all/below/b.http"], &at[..]].concat(),
    )
    .code(0);
    assert_eq!(
        output.stdout,
        "valid  all/below/b.http  status-update  hmac-sha256, as prod says\n"
    );
    std::fs::create_dir_all(sandbox.path("empty")).expect("a folder");
    run(&sandbox, &["verify", "empty", "--auth", "prod"]).code(5);
}

#[test]
fn whatever_holds_a_request_is_checked() {
    let sandbox = sandbox();
    let right = signed(&sandbox, BODY);
    let headers = right.as_object().expect("headers");
    let by = ["--auth", "prod"];
    let at = ["--auth", "prod", "--at", "2026-09-21T14:13:20Z"];
    let check = |file: &str, how: &[&str], says: &str| {
        let output = run(&sandbox, &[&["verify", file], how].concat()).code(0);
        assert!(output.stdout.starts_with(says), "{file}: {output:?}");
    };
    // One event over several lines, with the time when it was received.
    let event: Value = serde_json::from_str(&line(0, BODY, &right)).expect("an event");
    let pretty = serde_json::to_string_pretty(&event).expect("JSON");
    sandbox.file("event.json", &pretty);
    check("event.json", &by, "valid  event.json  0dcjkw0000000  ");
    sandbox.file("events.json", format!("[{pretty},\n{pretty}]"));
    check("events.json", &by, "2 checked: 2 valid, in ");
    // What other programs save.
    let pairs: Vec<Value> = headers
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    let har = json!({"log": {"entries": [{
        "startedDateTime": "2026-09-21T14:13:21Z",
        "request": {"method": "POST", "url": "http://x/", "headers": pairs,
            "postData": {"mimeType": "application/json", "text": BODY}},
    }]}});
    sandbox.file("saved.har", &har.to_string());
    check("saved.har", &by, "valid  saved.har  ");
    let sent: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", value.as_str().expect("a text")))
        .collect();
    let one = format!("### one\nPOST http://x/\n{sent}\n{BODY}\n\n");
    sandbox.file("two.http", format!("{one}### two\nPOST /\n{sent}\n{BODY}"));
    check("two.http", &at, "2 checked: 2 valid, in ");
    let curl: String = headers
        .iter()
        .map(|(name, value)| format!(" -H '{name}: {}'", value.as_str().expect("a text")))
        .collect();
    sandbox.file("one.sh", format!("curl http://x/{curl} -d '{BODY}'\n"));
    check("one.sh", &at, "valid  one.sh  ");
    // Nobody noted when a saved request was received: its signature is too old by now.
    let output = run(&sandbox, &[&["verify", "one.sh"], &by[..]].concat()).code(3);
    assert!(output.stdout.starts_with("stale  one.sh  "), "{output:?}");
}

#[test]
fn what_cannot_be_read_does_not_stop_the_rest() {
    let sandbox = sandbox();
    let good = line(0, BODY, &signed(&sandbox, BODY));
    sandbox.file("good.ndjson", &good);
    let event: Value = serde_json::from_str(&good).expect("an event");
    let pretty = serde_json::to_string_pretty(&event).expect("JSON");
    sandbox.file("broken.json", format!("{pretty}\n{{\"v\":\n{pretty}"));
    let args = ["verify", "broken.json", "good.ndjson", "--auth", "prod"];
    let output = run(&sandbox, &args).code(1);
    assert!(output.stderr.contains("broken.json:"), "{output:?}");
    assert!(
        output.stdout.starts_with("3 checked: 3 valid"),
        "{output:?}"
    );
    sandbox.file("empty.json", "");
    let output = run(&sandbox, &["verify", "empty.json", "--auth", "prod"]).code(1);
    assert!(
        output.stderr.contains("empty.json holds no event"),
        "{output:?}"
    );
    assert_eq!(output.stdout, "");
}
