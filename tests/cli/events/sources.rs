//! What can stand for events on a command line: files of many kinds, directories, pipes.

use super::text;
use crate::sandbox::Sandbox;

const HANG: &str = r#"{"message":{"type":"hang"}}"#;

#[test]
fn a_directory_is_read_in_the_order_of_its_names() {
    let sandbox = Sandbox::new();
    for directory in ["d", "d/b", "d/.hidden"] {
        std::fs::create_dir(sandbox.path(directory)).expect("a directory");
    }
    let file = |name: &str, path: &str| {
        let body = HANG.replace("hang", name);
        let content = match name {
            "curl" => {
                format!("curl -H 'content-type: application/json' -d '{body}' localhost:3000/v")
            }
            "http" => format!(
                "POST /v HTTP/1.1\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            ),
            "two" => format!("{body}\n{body}\n"),
            _ => body,
        };
        sandbox.file(path, content);
    };
    file("three", "d/c.json");
    file("two", "d/a.ndjson");
    file("http", "d/b/1.http");
    file("curl", "d/b/0.sh");
    file("never", "d/.hidden/a.json");
    file("never", "d/notes.txt");
    let events = sandbox.json(&["inspect", "d"]);
    let types: Vec<&str> = events
        .iter()
        .map(|event| text(&event["event_type"]))
        .collect();
    assert_eq!(types, ["two", "two", "curl", "http", "three"]);
    std::fs::create_dir(sandbox.path("empty")).expect("a directory");
    for command in [
        &["inspect", "empty"][..],
        &["inspect", "d", "empty"],
        &["replay", "empty", "--to", "9"],
        &["events", "import", "empty"],
        &["events", "export", "empty"],
        &["check", "empty"],
        &[
            "verify",
            "empty",
            "--scheme",
            "svix",
            "--secret-env",
            "HOME",
        ],
    ] {
        let output = sandbox.run(command).code(5);
        let told = "error: empty holds no file with events\nhint: ";
        assert!(output.stderr.contains(told), "{command:?}: {output:?}");
    }
}

#[test]
fn what_is_not_there_is_said_before_anything_is_done() {
    let sandbox = Sandbox::new();
    sandbox.file("a.json", HANG);
    let output = sandbox
        .run(&["events", "import", "a.json", "b.json"])
        .code(5);
    assert!(
        output.stderr.contains("no event or file \"b.json\""),
        "{output:?}"
    );
    assert!(!sandbox.store().exists());
}

#[test]
fn what_others_give_is_named() {
    let sandbox = Sandbox::new();
    for (content, told) in [
        (
            r#"{"id":"c-1","orgId":"o","type":"webCall","status":"ended","createdAt":"2026-01-01T00:00:00Z"}"#,
            "it looks like a call as Vapi's API returns it",
        ),
        (
            r#"{"results":[{"toolCallId":"a","result":"b"}]}"#,
            "it looks like an app's answer",
        ),
        (
            r#"{"model":{},"voice":{},"firstMessage":"Hi"}"#,
            "it looks like an assistant",
        ),
        ("\0\u{1}", "it looks like binary data"),
        ("", "holds no event"),
    ] {
        sandbox.file("x.json", content);
        let output = sandbox.run(&["inspect", "x.json"]).code(1);
        assert!(output.stderr.contains(told), "{told}: {output:?}");
        assert_eq!(output.stdout, "");
    }
}

#[test]
fn a_pipe_of_any_length_streams() {
    let sandbox = Sandbox::new();
    let count = 20_000;
    let body = HANG.replace("hang", &"x".repeat(300));
    let input = format!("{body}\n").repeat(count);
    let output = sandbox.run_with_stdin(&["--json", "events", "import", "-"], input.as_bytes());
    assert!(
        output
            .code(0)
            .stdout
            .contains(&format!("\"added\":{count}"))
    );
}
