//! `check`: what is wrong with an answer, in lines, in JSON and as the exit code.

use crate::sandbox::{Answer, App, Sandbox, json_lines, post};

const EVENT: &str = r#"{"message":{"type":"tool-calls","toolCallList":[{"id":"call_1","function":{"name":"book","arguments":{}}}]}}"#;
const GOOD: &str = r#"{"results":[{"toolCallId":"call_1","name":"book","result":"ok"}]}"#;
const OBJECT: &str = r#"{"results":[{"toolCallId":"call_1","name":"book","result":{"a":1}}]}"#;
const NUMBER: &str = r#"{"results":[{"toolCallId":"call_1","name":"book","result":1}]}"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("event.json", EVENT);
    sandbox
}

#[test]
fn an_answer_in_a_file() {
    let sandbox = sandbox();
    sandbox.file("answer.json", OBJECT);
    let args = [
        "check",
        "--event",
        "event.json",
        "--response",
        "answer.json",
    ];
    let output = sandbox.run(&args).code(3);
    assert_eq!(
        output.stdout,
        "tool-calls: 1 error\n  \
         effect    book: the model reads \"No result returned.\"\n\n\
         error VW024  results[0].result: Vapi reads only a string; one page of the docs says otherwise, \
         but nested JSON was seen to fail\n  \
         found     an object: {\"a\":1}\n  \
         expected  a string\n  \
         fix       JSON.stringify(result)\n  \
         corrected {\n              \"results\": [\n                {\n                  \
         \"toolCallId\": \"call_1\",\n                  \"name\": \"book\",\n                  \
         \"result\": \"{\\\"a\\\":1}\"\n                }\n              ]\n            }\n"
    );
    let found = sandbox.run(&[&["--json"], &args[..]].concat()).code(3);
    let found = &json_lines(&found.stdout)[0];
    assert_eq!(found["findings"][0]["id"], "VW024");
    assert_eq!(found["findings"][0]["severity"], "error");
    assert_eq!(
        found["effect"],
        "book: the model reads \"No result returned.\""
    );
    let fixed = found["findings"][0]["fix_body"].to_string();
    sandbox.file("answer.json", fixed);
    sandbox.run(&args).code(0);
}

#[test]
fn stdin_is_the_answer_or_the_event() {
    let sandbox = sandbox();
    sandbox.file("answer.json", GOOD);
    let answer = ["check", "--event", "event.json", "--response", "-"];
    sandbox.run_with_stdin(&answer, GOOD.as_bytes()).code(0);
    sandbox.run_with_stdin(&answer, b"oops").code(3);
    let event = ["check", "--event", "-", "--response", "answer.json"];
    sandbox.run_with_stdin(&event, EVENT.as_bytes()).code(0);
    let both = ["check", "--event", "-", "--response", "-"];
    sandbox.run_with_stdin(&both, b"").code(2);
}

#[test]
fn flags_decide_what_counts() {
    let sandbox = sandbox();
    sandbox.file("answer.json", NUMBER);
    for (flags, code) in [
        (&[][..], 0),
        (&["--strict"], 3),
        (&["--strict", "--ignore", "vw025,VW030"], 0),
        (&["--strict", "--only", "VW030"], 0),
        (&["--strict", "--only", "VW025"], 3),
        (&["--status", "500"], 3),
        (&["--status", "500", "--ignore", "VW001"], 0),
        (&["--elapsed", "21s"], 3),
        (
            &[
                "--strict",
                "--ignore",
                "VW025",
                "--content-type",
                "text/plain",
            ],
            3,
        ),
        (&["--ignore", "VW999"], 2),
    ] {
        let args = [
            "check",
            "--event",
            "event.json",
            "--response",
            "answer.json",
        ];
        sandbox.run(&[&args, flags].concat()).code(code);
    }
}

#[test]
fn what_is_missing_is_said() {
    let sandbox = sandbox();
    let output = sandbox.run(&["check", "event.json"]).code(2);
    assert!(output.stderr.contains("--response FILE"), "{output:?}");
    sandbox
        .run(&["check", "--event", "event.json", "--response", "none.json"])
        .code(5);
    sandbox.run(&["check", "none.json"]).code(5);
}

#[test]
fn a_recorded_answer() {
    let sandbox = Sandbox::with_record();
    let app = App::answering(|_| Answer::new(200).body(OBJECT));
    let listener = sandbox.listen(&["-f", &app.at("")]);
    post(listener.port, EVENT);
    listener.stop();
    let found = sandbox.run(&["--json", "check", "last:tool-calls"]).code(3);
    let found = json_lines(&found.stdout);
    let ids: Vec<&str> = found[0]["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .filter_map(|finding| finding["id"].as_str())
        .collect();
    assert_eq!(ids, ["VW024"]);
    let id = found[0]["id"].as_str().expect("an id");
    sandbox.file("answer.json", GOOD);
    sandbox
        .run(&["check", id, "--response", "answer.json"])
        .code(0);
}

#[test]
fn rules_are_explained() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["check", "--explain", "vw024"]).code(0);
    assert!(
        output
            .stdout
            .starts_with("VW024 (error) for tool-calls, function-call\n"),
        "{output:?}"
    );
    let rule = &sandbox.json(&["check", "--explain", "VW063"])[0];
    assert_eq!(rule["needs_session"], true);
    sandbox.run(&["check", "--explain", "VW999"]).code(2);
}

#[test]
fn a_listen_that_is_strict_ends_with_3_after_a_bad_answer() {
    let call = r#"{"message":{"type":"tool-calls","toolCallList":[{"id":"c1","function":{"name":"book","arguments":{}}}]}}"#;
    for (answer, code) in [
        (r#"{"results":[{"toolCallId":"c1","result":"ok"}]}"#, 0),
        (
            r#"{"results":[{"toolCallId":"c1","result":{"ok":true}}]}"#,
            3,
        ),
    ] {
        let app = App::answering(move |_| Answer::json(answer));
        let target = app.at("");
        let args = [
            "-f",
            &target,
            "--no-record",
            "--strict-exit",
            "--until",
            "tool-calls",
        ];
        let listener = Sandbox::new().listen(&args);
        post(listener.port, call);
        let event = listener.event();
        let ids: Vec<&str> = event["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .filter_map(|finding| finding["id"].as_str())
            .collect();
        assert_eq!(ids.contains(&"VW024"), code == 3, "{event}");
        listener.wait().code(code);
    }
}

/// A stream of two events, the second well answered, and one that nobody answered.
fn stream(sandbox: &Sandbox) {
    let app = App::answering(|request| {
        let good = String::from_utf8_lossy(&request.body).contains("call_2");
        Answer::json(if good {
            GOOD.replace("call_1", "call_2")
        } else {
            OBJECT.to_owned()
        })
    });
    let listener = sandbox.listen(&["-f", &app.at(""), "--no-record"]);
    post(listener.port, EVENT);
    post(listener.port, EVENT.replace("call_1", "call_2"));
    let events = listener.events(2);
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    sandbox.file("calls.ndjson", format!("{}\n{EVENT}\n", lines.join("\n")));
}

#[test]
fn findings_for_continuous_integration() {
    let sandbox = Sandbox::new();
    stream(&sandbox);
    let of = |format: &str| {
        sandbox
            .run(&["check", "calls.ndjson", "--format", format])
            .code(3)
    };
    let github = of("github");
    assert!(
        github.stdout.starts_with(
            "::error file=calls.ndjson,line=1,title=VW024 tool-calls::results[0].result: Vapi reads"
        ),
        "{github:?}"
    );
    assert_eq!(github.stdout.lines().count(), 1);
    assert!(
        github.stderr.contains("1 without an answer not checked"),
        "{github:?}"
    );
    let sarif = json_lines(&of("sarif").stdout).remove(0);
    let run = &sarif["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(1));
    assert_eq!(run["results"][0]["ruleId"], "VW024");
    let index = run["results"][0]["ruleIndex"].as_u64().expect("an index");
    let index = usize::try_from(index).expect("small");
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "VW024");
    let junit = of("junit").stdout;
    assert!(junit.contains("tests=\"2\" failures=\"1\""), "{junit}");
    assert_eq!(json_lines(&of("json").stdout).len(), 2);
    sandbox
        .run(&["check", "calls.ndjson", "--format", "sarif", "--json"])
        .code(2);
    sandbox
        .run(&[
            "check",
            "calls.ndjson",
            "--format",
            "junit",
            "--ignore",
            "VW024",
        ])
        .code(0);
}

#[test]
fn what_an_answer_does_is_told_wherever_it_is_shown() {
    let sandbox = Sandbox::with_record();
    let app = App::answering(|_| Answer::json(GOOD));
    let target = app.at("");
    let listener = sandbox.listen_in_text(&["-f", &target]);
    post(listener.port, EVENT);
    let shown = listener.stop().stdout;
    let effect = "book: the model answers from \"ok\"";
    let line = format!("\n{}effect: {effect}\n", " ".repeat(19));
    assert!(shown.contains(&line), "{shown}");
    let event = &sandbox.json(&["inspect", "last"])[0];
    assert_eq!(event["effect"], effect);
    let shown = sandbox
        .run(&["replay", "last", "--to", &target])
        .code(0)
        .stdout;
    assert!(shown.contains(&line), "{shown}");
}

#[test]
fn a_project_ignores_rules_for_a_reason() {
    let sandbox = sandbox();
    sandbox.file("answer.json", NUMBER);
    let args = [
        "check",
        "--event",
        "event.json",
        "--response",
        "answer.json",
        "--strict",
    ];
    sandbox.run(&args).code(3);
    let reason = "our gateway casts it";
    sandbox.file(
        "vapihook.toml",
        format!("[check.ignore]\nvw025 = \"{reason}\"\n"),
    );
    let shown = sandbox.run(&args).code(0).stdout;
    assert!(!shown.contains("VW025"), "{shown}");
    let shown = sandbox.run(&[&args[..], &["-v"]].concat()).code(0).stdout;
    assert!(
        shown.contains("\nignored VW025  results[0].result: "),
        "{shown}"
    );
    assert!(
        shown.contains(&format!("\n  because   {reason}\n")),
        "{shown}"
    );
    let found = &sandbox.json(&args)[0];
    assert_eq!(found["ignored"][0]["reason"], reason);
    for (line, says) in [
        ("VW025 = \" \"", "no reason for VW025"),
        ("VW0255 = \"x\"", "did you mean VW025?"),
        ("W = \"x\"", "there is no rule \"W\""),
    ] {
        sandbox.file("vapihook.toml", format!("[check.ignore]\n{line}\n"));
        let output = sandbox.run(&args).code(2);
        assert!(output.stderr.contains(says), "{output:?}");
    }
}

#[test]
fn what_a_project_ignores_does_not_end_a_strict_listen() {
    let sandbox = Sandbox::new();
    sandbox.file("vapihook.toml", "[check.ignore]\nVW024 = \"we know\"\n");
    let app = App::answering(|_| Answer::json(OBJECT));
    let target = app.at("");
    let args = [
        "-f",
        &target,
        "--no-record",
        "--strict-exit",
        "--until",
        "tool-calls",
        "-v",
    ];
    let listener = sandbox.listen_in_text(&args);
    post(listener.port, EVENT);
    let shown = listener.wait().code(0).stdout;
    assert!(
        shown.contains("ignored: VW024 results[0].result, because we know\n"),
        "{shown}"
    );
    assert!(!shown.contains("! VW024"), "{shown}");
}

#[test]
fn a_directory_and_a_stream_are_checked_piece_by_piece() {
    let sandbox = Sandbox::new();
    stream(&sandbox);
    std::fs::create_dir(sandbox.path("calls")).expect("a folder");
    let stream = std::fs::read_to_string(sandbox.path("calls.ndjson")).expect("lines");
    let lines: Vec<&str> = stream.lines().collect();
    sandbox.file("calls/a.json", lines[0]);
    sandbox.file("calls/b.ndjson", format!("{}\n{}\n", lines[1], lines[0]));
    let output = sandbox
        .run(&["check", "calls", "--format", "github"])
        .code(3);
    assert_eq!(output.stdout.lines().count(), 2, "{output:?}");
    assert!(
        output.stdout.contains("file=calls/a.json,line=1,"),
        "{output:?}"
    );
    assert!(
        output.stdout.contains("file=calls/b.ndjson,line=2,"),
        "{output:?}"
    );
    let stdin = sandbox
        .run_with_stdin(&["--json", "check", "-"], stream.as_bytes())
        .code(3);
    assert_eq!(json_lines(&stdin.stdout).len(), 2);
    std::fs::create_dir(sandbox.path("none")).expect("a folder");
    sandbox.run(&["check", "none"]).code(5);
    sandbox.file("answer.json", GOOD);
    sandbox
        .run(&["check", "calls", "--response", "answer.json"])
        .code(2);
}
