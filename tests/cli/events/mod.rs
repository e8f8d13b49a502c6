//! `events`: what the record holds, out of it and into it.

mod calls;
mod export;
mod import;
#[cfg(unix)]
mod output;
mod removal;
mod sources;

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Client, Sandbox};

/// A customer who is in the events below.
const NUMBER: &str = "+14155552671";
const NAME: &str = "Ada Lovelace";
const SECRET: &str = "s3cret-of-the-server";
/// Two calls that begin alike.
const CALLS: [&str; 2] = [
    "019aa141-4449-7775-8d7e-00000000aaaa",
    "019aa141-4449-7775-8d7e-00000000bbbb",
];

/// A tool call of this call, with what is personal in it several times.
fn tool_call(call: &str, id: &str) -> Value {
    let arguments = json!({"name": NAME, "phone": "(415) 555-2671", "id": id}).to_string();
    let tool =
        json!({"id": id, "type": "function", "function": {"name": "book", "arguments": arguments}});
    json!({"message": {
        "type": "tool-calls",
        "customer": {"number": NUMBER, "name": NAME},
        "call": {"id": call, "type": "inboundPhoneCall", "customer": {"number": NUMBER}},
        "toolCallList": [tool],
        "toolCalls": [tool],
        "assistant": {"name": "Front desk", "server": {"url": "https://h.example.com", "secret": SECRET}},
    }})
}

/// The end of a call.
fn report(call: &str) -> Value {
    json!({"message": {
        "type": "end-of-call-report",
        "endedReason": "customer-ended-call",
        "cost": 0.1234,
        "durationSeconds": 65.5,
        "call": {"id": call, "customer": {"number": NUMBER}},
        "artifact": {
            "transcript": "User: I am Ada Lovelace, call me at 415-555-2671 or ada@lovelace.example.org.",
            "recordingUrl": "https://storage.example.com/c-1.wav",
        },
    }})
}

/// An app that answers tool calls with what they asked, and everything else with a number.
fn app() -> App {
    App::answering(|request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let call = &body["message"]["toolCallList"][0];
        match (call["id"].as_str(), request.uri.as_str()) {
            (_, "/fail") => Answer::new(500).body("{}"),
            (None, _) => Answer::json("{}"),
            (Some(id), _) => {
                let from = body["message"]["customer"]["number"]
                    .as_str()
                    .unwrap_or_default();
                let result = format!("booked for {from}");
                let answer = json!({"results": [{"toolCallId": id, "result": result}]});
                Answer::json(answer.to_string())
            }
        }
    })
}

/// A sandbox in which two calls were recorded, four events each.
fn recorded() -> Sandbox {
    let app = app();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("/hook")]);
    let mut sender = Client::connect(listener.port);
    for call in CALLS {
        let hang = json!({"message": {"type": "hang", "call": {"id": call}}});
        let headers = [
            ("X-Vapi-Secret", SECRET),
            ("Content-Type", "application/json"),
        ];
        for body in [
            tool_call(call, "call_one1"),
            tool_call(call, "call_two2"),
            hang,
            report(call),
        ] {
            sender.send("POST", "/", &headers, body.to_string().as_bytes());
        }
    }
    listener.stop();
    sandbox
}

/// The lines of the record, as they would be printed.
fn lines(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox.run(&["events", "list", "--json"]).code(0).stdout;
    listed.lines().rev().map(str::to_owned).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}
