//! `simulate`: whole calls to a real app on a socket.

mod load;
mod recorded;
mod schema;
mod story;

use std::time::Duration;

use serde_json::{Value, json};

use crate::sandbox::{Answer, App, Output, Request, Sandbox};

/// The message of a request.
pub fn message(request: &Request) -> Value {
    let body: Value = serde_json::from_slice(&request.body).expect("JSON");
    body["message"].clone()
}

/// The types of what an app got, in order.
pub fn types(app: &App) -> Vec<String> {
    app.requests(app.count())
        .iter()
        .map(|request| {
            message(request)["type"]
                .as_str()
                .expect("a type")
                .to_owned()
        })
        .collect()
}

/// Plays a scenario to an app as fast as it answers.
pub fn play(sandbox: &Sandbox, scenario: &str, to: &str, more: &[&str]) -> Output {
    let args = ["simulate", scenario, "--to", to, "--speed", "max"];
    sandbox.run(&[&args, more].concat())
}

/// What an app that knows its business answers.
pub fn right(message: &Value) -> Value {
    match message["type"].as_str().expect("a type") {
        "assistant-request" => json!({ "assistantId": "b81c47e2-5d3a-4f96-8e20-97a4d6c1053b" }),
        "tool-calls" => {
            let calls = message["toolCallList"].as_array().expect("calls");
            let results = calls.iter().map(|call| {
                let name = &call["function"]["name"];
                json!({ "toolCallId": call["id"], "name": name, "result": format!("done {name}") })
            });
            json!({ "results": results.collect::<Vec<_>>() })
        }
        "transfer-destination-request" => json!({
            "destination": { "type": "assistant", "assistantName": "Billing" },
            "message": { "type": "request-start", "content": "One moment." },
        }),
        "handoff-destination-request" => {
            json!({ "destination": { "type": "assistant", "assistantName": "Billing" } })
        }
        _ => json!({}),
    }
}

/// An app that answers right.
pub fn right_app() -> App {
    App::answering(|request| Answer::json(right(&message(request)).to_string()))
}

/// An app that takes its time over events of a type, and answers right.
pub fn slow_app(slow: &'static str, takes: Duration) -> App {
    App::answering(move |request| {
        let message = message(request);
        if message["type"] == slow {
            // The time is what is tested, not something that is waited for.
            std::thread::sleep(takes);
        }
        Answer::json(right(&message).to_string())
    })
}
