//! What goes wrong around a running `listen`, one fault a test: with the app, the sender, the
//! record, the API, the machine. Each says what the sender got, what was recorded, what was
//! printed and the exit code. `table.rs` names the test behind every fault, here or elsewhere,
//! and is what `docs/faults.md` is made of.

mod app;
mod process;
mod sender;
mod store;

use serde_json::Value;

use crate::sandbox::{App, Listener, Message, Sandbox, Wire, json_lines};

const HANG: &str = r#"{"message":{"type":"hang"}}"#;

/// A `listen --json` in a home directory of its own.
struct Run {
    sandbox: Sandbox,
    listener: Listener,
}

impl Run {
    /// In front of this app.
    fn of(app: &App) -> Self {
        Self::with(app, &[])
    }

    /// The same with more flags.
    fn with(app: &App, flags: &[&str]) -> Self {
        let sandbox = Sandbox::new();
        let target = app.at("");
        let listener = sandbox.listen(&[&["-f", &*target], flags].concat());
        Self { sandbox, listener }
    }

    fn port(&self) -> u16 {
        self.listener.port
    }

    /// Ends it as a supervisor does. It must go as it should: nothing on stderr, and what was
    /// printed of each event is what the record has. Gives everything that was printed.
    fn end(self) -> Vec<Value> {
        let output = self.listener.stop().code(143);
        assert_eq!(output.stderr, "");
        let printed = json_lines(&output.stdout);
        let of_events = |objects: &[Value]| {
            let events = objects.iter().filter(|object| object["type"] == "event");
            let mut events: Vec<String> = events
                .map(|event| {
                    let part = |name: &str| event[name].to_string();
                    [
                        part("id"),
                        part("outcome"),
                        part("request"),
                        part("response"),
                    ]
                    .concat()
                })
                .collect();
            events.sort();
            events
        };
        let recorded = match of_events(&printed).len() {
            0 => Vec::new(),
            _ => self.sandbox.json(&["events", "list"]),
        };
        assert_eq!(of_events(&recorded), of_events(&printed));
        printed
    }

    /// The same, for the events alone, in the order they were answered.
    fn events(self) -> Vec<Value> {
        let mut objects = self.end();
        objects.retain(|object| object["type"] == "event");
        objects
    }
}

/// Outcome and status of each event.
fn outcomes(events: &[Value]) -> Vec<String> {
    let told = |event: &Value| {
        let outcome = event["outcome"].as_str().unwrap_or_default();
        format!("{outcome} {}", event["response"]["status"])
    };
    events.iter().map(told).collect()
}

/// Sends a whole event on a wire.
fn send_event(wire: &mut Wire) {
    let length = HANG.len();
    wire.send(format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{HANG}"
    ));
}

/// So many header lines, `X-Number-0: 0` and so on.
fn headers(count: usize) -> String {
    let mut lines = String::new();
    for n in 0..count {
        lines += &format!("X-Number-{n}: {n}\r\n");
    }
    lines
}

/// The reason in an answer of the relay's own.
fn reason(answer: &Message) -> String {
    let body = answer.json();
    assert_eq!(body["from"], "vapihook", "{body}");
    body["reason"].as_str().expect("a reason").to_owned()
}
