//! `trigger`: what is sent, what is printed of it, and the exit code.

mod arguments;
mod judged;

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Request, Sandbox, free_port, json_lines};

const TOOLS: &str = r#"{"model": {"tools": [{"type": "endCall"},
  {"type": "function", "function": {"name": "book", "parameters": {"type": "object",
    "required": ["day", "people"], "properties": {"day": {"type": "string", "format": "date"},
    "people": {"type": "integer", "minimum": 1, "maximum": 6}, "room": {"enum": ["small", "large"]}}}},
   "server": {"url": "https://example.com/tools"}},
  {"type": "function", "function": {"name": "find", "parameters": {"type": "object",
    "properties": {"name": {"type": "string"}}, "required": ["name"]}}}]}}"#;

/// An app that answers every tool call with a word.
fn app() -> App {
    App::answering(|request| {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        let calls = body["message"]["toolCallList"].as_array().cloned();
        let results: Vec<Value> = calls
            .unwrap_or_default()
            .iter()
            .map(|call| json!({"toolCallId": call["id"], "result": "ok"}))
            .collect();
        Answer::json(json!({ "results": results }).to_string())
    })
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

/// The body that a command line would send.
fn printed(args: &[&str]) -> Value {
    let sandbox = Sandbox::new();
    sandbox.file("tools.json", TOOLS);
    let args = [&["trigger"], args, &["--print", "json"]].concat();
    serde_json::from_str(&sandbox.run(&args).code(0).stdout).expect("one body")
}

#[test]
fn an_event_is_sent_and_shown_as_listen_shows_it() {
    let app = app();
    let sandbox = Sandbox::new();
    let to = app.at("/vapi/webhook");
    let output = sandbox.run(&["trigger", "tool-calls", "-t", &to]).code(0);
    let request = app.request();
    assert_eq!((&*request.method, &*request.uri), ("POST", "/vapi/webhook"));
    assert_eq!(
        request.headers.get("content-type").as_deref(),
        Some("application/json")
    );
    let message = &body(&request)["message"];
    assert_eq!(message["type"], "tool-calls");
    let id = request.event_id();
    let lines: Vec<&str> = output.stdout.lines().collect();
    assert!(lines[0].contains("  -->  tool-calls  "), "{output:?}");
    assert!(lines[0].ends_with(&id[..9]), "{output:?}");
    assert!(lines[1].contains("  <--  200  "), "{output:?}");
    assert!(lines[1].ends_with(&id[..9]), "{output:?}");

    let line = &sandbox.json(&["trigger", "tool-calls", "-t", &to])[0];
    assert_eq!(line["type"], "event");
    assert_eq!(line["event_type"], "tool-calls");
    assert_eq!(line["response"]["status"], 200);
    // Nothing is recorded.
    assert_eq!(sandbox.files(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn each_event_is_another_call_that_happens_now() {
    let app = app();
    let sandbox = Sandbox::new();
    let to = app.at("");
    sandbox
        .run(&["trigger", "tool-calls", "-t", &to, "--repeat", "2"])
        .code(0);
    let requests = app.requests(2);
    let [first, second] = [body(&requests[0]), body(&requests[1])];
    for pointer in ["/message/call/id", "/message/toolCallList/0/id"] {
        let [one, two] = [first.pointer(pointer), second.pointer(pointer)];
        assert!(one.is_some() && one != two, "{pointer}");
    }
    // What names a call names it everywhere.
    assert_eq!(
        first["message"]["toolCallList"][0]["id"],
        first["message"]["artifact"]["messages"][1]["toolCalls"][0]["id"]
    );
    let now = jiff::Timestamp::now().as_millisecond();
    let at = first["message"]["timestamp"].as_i64().expect("ms");
    assert!((now - at).abs() < 60_000, "{at}");

    let chosen = printed(&["hang", "--call-id", "call-of-mine"]);
    assert_eq!(chosen["message"]["call"]["id"], "call-of-mine");
    assert_eq!(printed(&["hang", "--exact"]), printed(&["hang", "--exact"]));
    let output = sandbox
        .run(&["trigger", "chat.created", "--call-id", "x", "-t", &to])
        .code(2);
    assert!(
        output.stderr.contains("chat.created belongs to no call"),
        "{output:?}"
    );
}

#[test]
fn an_answer_that_vapi_refuses_is_3() {
    let app = App::answering(|_| Answer::json("{}"));
    let sandbox = Sandbox::new();
    let to = app.at("");
    let output = sandbox
        .run(&["trigger", "assistant-request", "-t", &to])
        .code(3);
    assert!(output.stdout.contains("VW037"), "{output:?}");
    sandbox.run(&["trigger", "hang", "-t", &to]).code(0);
    let quiet = sandbox.run(&["-q", "trigger", "hang", "-t", &to]).code(0);
    assert_eq!(quiet.stdout, "");
}

#[test]
fn an_app_that_is_down_is_6() {
    let sandbox = Sandbox::new();
    let to = free_port().to_string();
    let output = sandbox.run(&["trigger", "hang", "--to", &to]).code(6);
    assert!(output.stderr.contains("nothing listens on"), "{output:?}");
    let output = sandbox.run(&["trigger", "hang"]).code(2);
    assert!(output.stderr.contains("--to 3000"), "{output:?}");
    // The project may say where the app is.
    sandbox.file(
        "vapihook.toml",
        format!("[listen]\nforward_to = \"{to}\"\n"),
    );
    sandbox.run(&["trigger", "hang"]).code(6);
}

#[test]
fn what_to_do_about_an_app_depends_on_what_is_wrong_with_it() {
    let sandbox = Sandbox::new();
    let plain = App::raw(|mut wire| {
        wire.read_until("\u{1}");
        wire.try_send("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let without_tls = format!("https://{}", plain.at(""));
    let down = free_port().to_string();
    for (to, hint) in [
        (&*down, "start the app"),
        ("http://no-such-host.invalid", "look at the host's name"),
        (&*without_tls, "--skip-verify"),
    ] {
        let output = sandbox.run(&["trigger", "hang", "--to", to]).code(6);
        let told = output
            .stderr
            .lines()
            .find(|line| line.starts_with("hint: "));
        assert!(told.is_some_and(|told| told.contains(hint)), "{output:?}");
    }
}

#[test]
fn an_event_that_does_not_exist_is_5() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["trigger", "tool_call"]).code(5);
    assert_eq!(
        output.stderr,
        "error: there is no event \"tool_call\" to make up\n\
         hint: did you mean tool-calls? all of them: vapihook trigger --list\n"
    );
    let output = sandbox.run(&["trigger", "zzz"]).code(5);
    assert!(output.stderr.contains("trigger --list"), "{output:?}");
    sandbox.run(&["trigger"]).code(2);
}

#[test]
fn the_list_has_everything_that_can_be_sent() {
    let app = app();
    let sandbox = Sandbox::new();
    let text = sandbox.run(&["trigger", "--list"]).code(0).stdout;
    assert!(text.starts_with("TYPE "), "{text}");
    let listed = sandbox.json(&["trigger", "--list"]);
    assert_eq!(text.lines().count(), listed.len() + 1);
    let to = app.at("/app");
    for (number, kind) in listed.iter().enumerate() {
        assert_eq!(kind["type"], "event-type");
        let name = kind["name"].as_str().expect("a name");
        assert!(text.contains(name), "{name}");
        // The app is right for none but tool calls: only that it is sent counts here.
        let output = sandbox.run(&["--json", "trigger", name, "--to", &to]);
        let line = &json_lines(&output.stdout)[0];
        assert!([0, 3].contains(&output.code), "{output:?}");
        assert_eq!(line["type"], "event", "{name}");
        assert_eq!(app.requests(number + 1).len(), number + 1);
    }
    let chat = app.requests(listed.len());
    assert!(
        chat.iter()
            .any(|request| request.uri == "/app/chat/completions")
    );
    let fixed = ["trigger", "custom-llm", "--to", &to, "--fixed-path"];
    sandbox.run(&fixed);
    assert_eq!(app.requests(listed.len() + 1)[listed.len()].uri, "/app");
}

#[test]
fn values_are_changed_last() {
    let body = printed(&[
        "status-update",
        "--set",
        "message.status=ringing",
        "--set",
        "/message/call/id=c-1",
        "--add",
        "message.call.metadata.plan={\"a\": [1]}",
    ]);
    let message = &body["message"];
    assert_eq!(message["status"], "ringing");
    assert_eq!(message["call"]["id"], "c-1");
    assert_eq!(message["call"]["metadata"]["plan"]["a"][0], 1);

    let sandbox = Sandbox::new();
    let wrong = ["trigger", "hang", "--set", "call.id=x", "--print"];
    let output = sandbox.run(&wrong).code(5);
    assert_eq!(
        output.stderr,
        "error: there is no call.id\nhint: did you mean message.call.id? --add creates what is missing\n"
    );
}

#[test]
fn tool_calls_take_any_shape() {
    let book = [
        "tool-calls",
        "--tool",
        "book",
        "--args",
        r#"{"day": "Mon"}"#,
    ];
    let call = |flags: &[&str]| {
        let body = printed(&[&book[..], flags].concat());
        let message = &body["message"];
        assert_eq!(message["toolCallList"].as_array().map(Vec::len), Some(1));
        assert_eq!(message["toolCalls"], message["toolCallList"]);
        let with_tool = &message["toolWithToolCallList"][0]["toolCall"];
        assert_eq!(*with_tool, message["toolCallList"][0]);
        message["toolCallList"][0].clone()
    };
    for flags in [&[][..], &["--shape", "object"]] {
        assert_eq!(call(flags)["function"]["arguments"], json!({"day": "Mon"}));
    }
    let openai = call(&["--shape", "openai"]);
    assert_eq!(openai["function"]["arguments"], r#"{"day":"Mon"}"#);
    let flat = call(&["--shape", "flat"]);
    assert_eq!(flat["parameters"], json!({"day": "Mon"}));
    assert_eq!(flat["name"], "book");

    let legacy = printed(&["function-call", "--tool", "book", "--args", "{\"a\":1}"]);
    assert_eq!(legacy["message"]["functionCall"]["parameters"]["a"], 1);
    let mcp = printed(&["mcp.tools.call", "--tool", "book", "--args", "{\"a\":1}"]);
    assert_eq!(
        mcp["params"],
        json!({"name": "book", "arguments": {"a": 1}})
    );
    let bare = printed(&["api-request", "--args", "{\"a\":1}"]);
    assert_eq!(bare, json!({"a": 1}));
    // A tool of the template keeps its arguments.
    let known = printed(&["tool-calls", "--tool", "checkAvailability"]);
    let known = &known["message"]["toolCallList"][0]["function"];
    assert_eq!(known["arguments"]["service"], "cleaning");

    let output = Sandbox::new().run(&["trigger", "hang", "--tool", "book", "--print"]);
    assert!(output.code(2).stderr.contains("hang calls no tools"));
}

#[test]
fn tools_in_a_file_are_called_with_what_their_schema_takes() {
    let app = app();
    let sandbox = Sandbox::new();
    sandbox.file("tools.json", TOOLS);
    let to = app.at("");
    let args = ["trigger", "tool-calls", "-t", &to, "--tools", "tools.json"];
    sandbox.run(&args).code(0);
    let requests = app.requests(2);
    let [book, find] = [body(&requests[0]), body(&requests[1])];
    let call = &book["message"]["toolCallList"][0]["function"];
    assert_eq!(call["name"], "book");
    assert!((1..=6).contains(&call["arguments"]["people"].as_i64().expect("a number")));
    let tool = &book["message"]["toolWithToolCallList"][0];
    assert_eq!(tool["server"]["url"], "https://example.com/tools");
    assert_eq!(
        find["message"]["toolCallList"][0]["function"]["name"],
        "find"
    );

    sandbox
        .run(&[&args[..], &["--tool", "find"]].concat())
        .code(0);
    assert_eq!(app.requests(3).len(), 3);
    let missing = sandbox.run(&[&args[..], &["--tool", "gone"]].concat());
    assert!(missing.code(5).stderr.contains("it defines book, find"));
    sandbox.file("tools.json", "[]");
    sandbox.run(&args).code(1);
    let nowhere = ["trigger", "tool-calls", "-t", &to, "--tools", "none.json"];
    sandbox.run(&nowhere).code(5);
}

#[test]
fn what_models_get_wrong_is_sent_and_said() {
    let app = app();
    let sandbox = Sandbox::new();
    sandbox.file("tools.json", TOOLS);
    let to = app.at("");
    let fuzz = |more: &[&str]| {
        let args = [
            "trigger",
            "tool-calls",
            "-t",
            &to,
            "--tools",
            "tools.json",
            "--fuzz",
            "9",
        ];
        sandbox.run(&[&args[..], more].concat()).code(0)
    };
    let output = fuzz(&["--seed", "5"]);
    let said = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter_map(|line| line.split_once("***  fuzz "));
        lines.map(|(_, wrong)| wrong.to_owned()).collect()
    };
    let wrong = said(&output.stdout);
    assert_eq!(wrong.len(), 9, "{output:?}");
    for (number, part) in [
        (0, "is missing"),
        (1, "is null"),
        (2, "\"people\" is a number in a string"),
        (3, "too many"),
        (4, "which its enum lacks"),
        (5, "is an empty string"),
        (6, "is called twice at once"),
        (7, "break off in the middle"),
    ] {
        assert!(wrong[number].contains(part), "{wrong:?}");
    }
    let twice = body(&app.requests(9)[6]);
    let calls = twice["message"]["toolCallList"].as_array().expect("calls");
    assert!(
        calls.len() == 2 && calls[0]["id"] != calls[1]["id"],
        "{calls:?}"
    );

    // The same seed makes the same mistakes; without one it is told.
    assert_eq!(said(&fuzz(&["--seed", "5"]).stdout), wrong);
    let told = fuzz(&[]);
    let seed = told.stderr.trim().rsplit_once(' ').expect("a seed").1;
    assert_eq!(said(&fuzz(&["--seed", seed]).stdout), said(&told.stdout));
    let lines = fuzz(&["--json", "--seed", "5"]);
    let first = &json_lines(&lines.stdout)[0];
    assert_eq!(first["fuzz"].as_str(), Some(&*wrong[0]));
    // A request that holds one call is sent without the mistake of two.
    let one = [
        "trigger",
        "mcp.tools.call",
        "--tools",
        "tools.json",
        "--fuzz",
        "12",
        "--print",
        "json",
    ];
    let printed = sandbox.run(&one).code(0).stdout;
    assert_eq!(printed.lines().count(), 12, "{printed}");
    sandbox
        .run(&["trigger", "tool-calls", "--fuzz", "3"])
        .code(2);
}

#[test]
fn a_payload_of_ones_own_is_a_template() {
    let own = r#"{ "message" : {"type":"hang", "n": 1.00, "timestamp": 1790000000000,
        "call": {"id": "0199aaaa-0000-7000-8000-000000000001"}} }"#;
    let sandbox = Sandbox::new();
    sandbox.file("own.json", own);
    let exact = [
        "trigger", "--from", "own.json", "--exact", "--print", "json",
    ];
    assert_eq!(sandbox.run(&exact).code(0).stdout, format!("{own}\n"));
    let fresh = ["trigger", "hang", "--from", "own.json", "--print", "json"];
    let text = sandbox.run(&fresh).code(0).stdout;
    assert!(text.starts_with(r#"{ "message" : {"type":"hang", "n": 1.00, "timestamp": "#));
    assert!(
        !text.contains("0199aaaa") && !text.contains("1790000000000"),
        "{text}"
    );

    let other = ["trigger", "transcript", "--from", "own.json", "--print"];
    let output = sandbox.run(&other).code(2);
    assert!(
        output
            .stderr
            .contains("own.json holds a hang, not a transcript"),
        "{output:?}"
    );
    sandbox.file(
        "two.ndjson",
        "{\"message\":{\"type\":\"hang\"}}\n{\"a\":1}\n",
    );
    let two = ["trigger", "--from", "two.ndjson", "--print"];
    assert!(sandbox.run(&two).code(2).stderr.contains("names 2 events"));
    let one = ["trigger", "hang", "--from", "two.ndjson", "--print", "json"];
    sandbox.run(&one).code(0);
    let none = ["trigger", "--from", "none.json", "--print"];
    sandbox.run(&none).code(5);
}

#[test]
fn a_printed_request_is_what_would_be_sent() {
    let app = app();
    let sandbox = Sandbox::new();
    let to = app.at("/hook");
    let print = |form: &[&str]| {
        let args = [
            "trigger",
            "hang",
            "--exact",
            "-t",
            &to,
            "-H",
            "X-A: it's",
            "--print",
        ];
        sandbox.run(&[&args[..], form].concat()).code(0).stdout
    };
    let json = print(&["json"]);
    let http = print(&[]);
    assert_eq!(http, print(&["http"]));
    let (head, http_body) = http.split_once("\r\n\r\n").expect("a head");
    assert_eq!(http_body, json);
    let length = json.trim_end().len();
    assert_eq!(
        head,
        format!(
            "POST /hook HTTP/1.1\r\nhost: 127.0.0.1:{}\r\ncontent-type: application/json\r\nx-a: it's\r\n\
             content-length: {length}",
            app.port()
        )
    );
    assert_eq!(app.count(), 0);

    // The command, run by a shell, sends just that.
    let command = print(&["curl"]).replacen("curl -X POST", "printf '%s\\n'", 1);
    let mut shell = std::process::Command::new("sh");
    let words = shell
        .arg("-c")
        .arg(command)
        .output()
        .expect("a shell")
        .stdout;
    let words = String::from_utf8(words).expect("UTF-8");
    let words: Vec<&str> = words.lines().collect();
    assert_eq!(words.last(), Some(&json.trim_end()));
    assert!(words.contains(&"x-a: it's"), "{words:?}");

    sandbox
        .run(&["trigger", "hang", "--exact", "-t", &to, "-H", "X-A: it's"])
        .code(0);
    let request = app.request();
    assert_eq!(request.body, json.trim_end().as_bytes());
    assert_eq!(request.headers.get("x-a").as_deref(), Some("it's"));
    // Without an app, for a look.
    sandbox.run(&["trigger", "hang", "--print"]).code(0);
}

#[test]
fn corsair_gets_the_shapes_of_its_map() {
    let body = printed(&["tool-calls", "--as", "corsair"]);
    let message = body["message"].as_object().expect("a message");
    let names: Vec<&str> = message.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "type",
            "call",
            "toolCallList",
            "toolWithToolCallList",
            "timestamp"
        ]
    );
    assert!(message["timestamp"].is_string());
    assert!(message["toolCallList"][0]["function"]["arguments"].is_string());
    let node = printed(&["workflow.node.started", "--as", "corsair"]);
    assert!(node["message"]["call"]["id"].is_string());
    let output = Sandbox::new().run(&["trigger", "hang", "--as", "corsair", "--print"]);
    assert!(
        output
            .code(2)
            .stderr
            .contains("webhook map has no \"hang\"")
    );
}

#[test]
fn what_is_sent_can_be_signed() {
    let app = app();
    let sandbox = Sandbox::new();
    let secret = sandbox.file("secret", "whk_test");
    let secret = secret.to_str().expect("a path");
    let to = app.at("");
    let args = [
        "trigger",
        "hang",
        "-t",
        &to,
        "--sign",
        "shared-secret",
        "--secret-file",
        secret,
    ];
    sandbox.run(&args).code(0);
    assert_eq!(
        app.request().headers.get("x-vapi-secret").as_deref(),
        Some("whk_test")
    );
    let hmac = [
        "trigger",
        "hang",
        "-t",
        &to,
        "--sign",
        "hmac",
        "--secret-file",
        secret,
    ];
    sandbox.run(&hmac).code(0);
    assert!(app.requests(2)[1].headers.get("x-signature").is_some());
}

#[test]
fn voice_webhooks_have_the_payload_of_their_status() {
    for status in ["initiated", "completed", "failed", "busy", "no-answer"] {
        let body = printed(&[&*format!("voice.{status}")]);
        let data = &body["event"]["data"];
        assert_eq!(data["vapi_status"], status);
        assert_eq!(body["event"]["channel"], "voice");
        for (name, is) in [
            ("timestamp", data["timestamp"].is_f64()),
            (
                "direction",
                ["inbound", "outbound"].contains(&data["direction"].as_str().unwrap_or_default()),
            ),
            ("platform", data["platform"] == "voice"),
            ("call_id", data["call_id"].is_string()),
        ] {
            assert!(is, "{status}: {name} {data}");
        }
        let answered = status == "completed";
        for name in [
            "duration",
            "cost",
            "recording_url",
            "transcription",
            "summary",
            "tools_called",
            "tool_calls",
            "analysis_result",
            "appointments",
        ] {
            assert_eq!(data.get(name).is_some(), answered, "{status}: {name}");
        }
    }
}

#[test]
fn arguments_that_are_no_json_are_not_sent() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["trigger", "tool-calls", "--args", "{day: Mon}", "--print"]);
    assert_eq!(output.code, 2, "{output:?}");
    assert!(output.stderr.contains("it is not JSON"), "{output:?}");
    // A text is one that is written as JSON has it.
    let body = printed(&["tool-calls", "--tool", "book", "--args", "\"half\""]);
    let call = &body["message"]["toolCallList"][0]["function"];
    assert_eq!(call["arguments"], "half");
}
