//! Every payload of a corpus is read as what its index says it is, and can be read by people.
//!
//! The corpus is not part of the repository (captures belong to those who made them): set
//! `VAPIHOOK_CORPUS` to the directory that holds `payloads/` with its `index.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use vapihook::event::Event;
use vapihook::event::dialect::Dialect;
use vapihook::event::envelope::{Envelope, Headers};
use vapihook::event::exchange::{Arrival, Exchange};
use vapihook::event::finding::Judged;
use vapihook::event::id::EventId;
use vapihook::event::message::Message;
use vapihook::event::tool_call::tool_calls;
use vapihook::render::text::columns;
use vapihook::render::view::{Look, conversation, headers, summary, timeline};

/// Payloads that hold nothing beside their type: their line says nothing either.
const SILENT: &[&str] = &["40", "51", "55", "58", "64", "65", "66", "70", "83"];

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test should say so")]
fn every_payload_is_what_the_index_says() {
    let Some(corpus) = std::env::var_os("VAPIHOOK_CORPUS") else {
        eprintln!("VAPIHOOK_CORPUS is not set: no corpus to read");
        return;
    };
    let folder = PathBuf::from(corpus).join("payloads");
    let index = index(&folder);
    let listed: Vec<&str> = index.iter().map(|(file, _)| &**file).collect();
    assert_eq!(listed, files(&folder), "the index lists exactly the files");
    assert_eq!(listed.len(), 95);

    for (file, event_type) in &index {
        let envelope = Envelope {
            id: EventId::new(),
            received_ms: 0,
            method: Method::POST,
            path: "/".to_owned(),
            headers: Headers::default(),
            body: Bytes::from(fs::read(folder.join(file)).expect("a payload")),
        };
        let event = Event::parse(&envelope);
        let wanted = (event_type != "(none)").then_some(&**event_type);
        assert_eq!(event.event_type.as_deref(), wanted, "{file}");
        assert_eq!(event.dialect, dialect(file), "{file}");
        assert_eq!(event.row().map(|row| row.name), wanted, "{file}");

        let text = envelope.text();
        let message = Message::open(&envelope, &text);
        let silent = message.summary(&envelope).is_empty();
        assert_eq!(silent, SILENT.contains(&number(file)), "{file}");

        let calls = tool_calls(message.body.expect("a body"));
        let asks = ["tool-calls", "function-call"].contains(&&**event_type) || number(file) == "08";
        assert_eq!(calls.is_empty(), !asks, "{file}");
        for call in calls {
            assert!(!call.name.is_empty(), "{file}");
            // The legacy `functionCall` had no id.
            assert_eq!(call.id.is_empty(), number(file) == "104", "{file}");
        }
    }
}

/// Every view of every payload: no line is wider than the page, nothing in it acts on a terminal,
/// and what is known is told in words, not as JSON.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test should say so")]
fn every_payload_reads_well_in_every_view() {
    let Some(corpus) = std::env::var_os("VAPIHOOK_CORPUS") else {
        eprintln!("VAPIHOOK_CORPUS is not set: no corpus to read");
        return;
    };
    colored::control::set_override(false);
    let folder = PathBuf::from(corpus).join("payloads");
    let mut complaints: Vec<String> = Vec::new();
    for file in files(&folder) {
        let body = fs::read(folder.join(&file)).expect("a payload");
        let exchange = exchange(body.into());
        let is_known = exchange.arrival.event().row().is_some();
        for width in [40, 80, 120] {
            for full in [false, true] {
                let look = Look {
                    width,
                    full,
                    live: !full,
                    several: false,
                };
                let one = [&exchange];
                let summary = summary::page(&exchange, &Judged::default(), &look);
                if is_known && summary.contains("{\"") {
                    complaints.push(format!("{file} summary {width}: JSON\n{summary}"));
                }
                let mut http = Vec::new();
                headers::write(&mut http, &exchange, &look).expect("a Vec takes everything");
                let http = String::from_utf8(http).expect("UTF-8");
                let pages = [
                    ("summary", summary),
                    ("conversation", conversation::page(&one, &look)),
                    ("timeline", timeline::page(&one, &look)),
                    ("headers", if full { String::new() } else { http }),
                ];
                for (view, page) in pages {
                    let acts = |c: char| c.is_control() && c != '\n';
                    assert!(!page.contains(acts), "{file} {view}: {page:?}");
                    // Deep in a payload a member's name alone is wider than a narrow page.
                    let is_narrow = view == "headers" && width == 40;
                    for line in page.lines().filter(|_| !is_narrow) {
                        if columns(line) > width {
                            complaints.push(format!("{file} {view} {width}: {line}"));
                        }
                    }
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn exchange(body: Bytes) -> Exchange {
    let envelope = Envelope {
        id: EventId::new(),
        received_ms: 0,
        method: Method::POST,
        path: "/".to_owned(),
        headers: Headers::default(),
        body,
    };
    Exchange {
        arrival: Arc::new(Arrival::new(envelope, None)),
        delivery: None,
    }
}

/// File and message type of each line of the index's table, by file.
fn index(folder: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(folder.join("index.md")).expect("payloads/index.md");
    let mut rows: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
            let file = cells.next().filter(|file| is_payload(Path::new(file)))?;
            Some((file.to_owned(), cells.next()?.to_owned()))
        })
        .collect();
    rows.sort();
    rows
}

fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = fs::read_dir(folder)
        .expect("payloads/")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| is_payload(path))
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    files.sort();
    files
}

fn is_payload(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "json")
}

/// The number that a payload's file name begins with.
fn number(file: &str) -> &str {
    file.split('-').next().unwrap_or_default()
}

fn dialect(file: &str) -> Dialect {
    match number(file) {
        "17" | "105" => Dialect::Unwrapped,
        "28" => Dialect::CustomLlm,
        "85" => Dialect::VoiceWebhook,
        _ => Dialect::Vapi,
    }
}
