//! What holds whatever comes in: any bytes for an event, an answer, a settings file, an imported
//! document, a lease's journal. Fast ones, run with every test; `PROPTEST_CASES` makes them long.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use unicode_width::UnicodeWidthStr;
use vapihook::config::file::{File, Role};
use vapihook::contract;
use vapihook::event::envelope::{Envelope, Headers};
use vapihook::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use vapihook::event::id::EventId;
use vapihook::event::{catalog, import, line};
use vapihook::lease::journal::Journal;
use vapihook::render::style::{Recorded, Style};
use vapihook::render::view::{Look, conversation, headers, summary, timeline};
use vapihook::render::{detail, lines, text};
use vapihook_json::quoted::is_unsafe;

/// What terminals obey, what JSON trips over, what is wider or narrower than it looks.
const EVIL: &[&str] = &[
    "\\u001b[2J",
    "\x1b]0;title\x07",
    "\u{9b}31m",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\r",
    "\n",
    "\0",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "日本語",
    "🧑‍🧑‍🧒‍🧒",
    "e\u{301}\u{301}",
    "\"",
    "\\",
    "{",
    "}",
    "[[[[",
    "null",
    "1e999",
    "-0",
    "\"type\":",
    "\"message\":",
    "\"toolCallId\":7",
    "\t",
    "\u{7f}",
];

/// A change to a text: where, how many bytes go, what comes.
fn change() -> impl Strategy<Value = (Index, usize, Vec<u8>)> {
    let evil = select(EVIL).prop_map(|text| text.as_bytes().to_vec());
    let bytes = prop_oneof![4 => evil, 1 => vec(any::<u8>(), 0..8)];
    (any::<Index>(), 0..40_usize, bytes)
}

/// A body: of our samples, with some changes; or any bytes.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let samples: Vec<&'static str> = catalog::rows().map(|row| row.sample).collect();
    let changed = (select(samples), vec(change(), 0..6)).prop_map(|(sample, changes)| {
        let mut bytes = sample.as_bytes().to_vec();
        for (at, gone, come) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + gone).min(bytes.len());
            bytes.splice(at..end, come);
        }
        bytes
    });
    prop_oneof![6 => changed, 1 => vec(any::<u8>(), 0..200), 1 => ".*".prop_map(String::into_bytes)]
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let word = prop_oneof![Just(String::new()), "[ -~]{0,40}", ".{0,20}"];
    let outcome = select(&[Outcome::Answered, Outcome::Truncated, Outcome::Unreachable][..]);
    let answer = (outcome, 100..600_u16, 0..100_000_u64, word.clone());
    (body(), body(), word, answer).prop_map(|(body, answer, value, delivered)| {
        let (outcome, status, ms, detail) = delivered;
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        let headers = format!("content-type: application/json\r\nx-it: {value}\r\n");
        let headers = Headers::from_block(headers.into_bytes());
        let envelope = Envelope {
            id: EventId::new(),
            received_ms: 1_763_000_000_000,
            method: Method::POST,
            path: "/vapi?key=1".to_owned(),
            headers: headers.clone(),
            body: body.into(),
        };
        let target = Some("http://localhost:3000".into());
        Exchange {
            arrival: Arc::new(Arrival::new(envelope, target)),
            delivery: Some(Delivery {
                outcome,
                detail: Some(detail.into()),
                status,
                headers,
                body: answer.into(),
                body_omitted: 0,
                latency: Duration::from_millis(ms),
            }),
        }
    })
}

/// Nothing in it moves a cursor, changes a colour or turns a line around.
fn harmless(text: &str) -> Result<(), TestCaseError> {
    let unsafe_one = text.chars().find(|&c| c != '\n' && is_unsafe(c));
    prop_assert!(unsafe_one.is_none(), "{unsafe_one:?} got through: {text:?}");
    Ok(())
}

/// No line of it is wider.
fn fits(text: &str, width: usize) -> Result<(), TestCaseError> {
    for line in text.lines() {
        prop_assert!(
            line.width() <= width,
            "{} of {width}: {line:?}",
            line.width()
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_an_event_and_come_back_from_its_line(exchange in exchange()) {
        let judged = contract::judge(&exchange);
        let written = line::write(&exchange, &judged);
        prop_assert!(!written.contains('\n'));
        harmless(&written)?;
        let read = line::read(&written).expect("its own line");
        let (was, is) = (&exchange.arrival.envelope, &read.arrival.envelope);
        prop_assert_eq!((was.id, &was.path, &was.body), (is.id, &is.path, &is.body));
        let (was, is) = (exchange.delivery.expect("one"), read.delivery.expect("one"));
        prop_assert_eq!((was.status, was.outcome, was.body), (is.status, is.outcome, is.body));
    }

    #[test]
    fn lines_about_any_event_are_harmless_and_fit(exchange in exchange(), width in 60..200_usize) {
        let judged = contract::judge(&exchange);
        let style = Style {
            live: false,
            width,
            page: width,
            rows: 24,
            recorded: Recorded::AsUsual,
        };
        for text in [lines::arrival(&exchange.arrival, 0, width), lines::listed(&exchange, width)] {
            harmless(&text)?;
            fits(&text, width)?;
        }
        let answer = lines::answer(&exchange, &judged, &style);
        harmless(&answer)?;
        fits(answer.lines().next().unwrap_or_default(), width)?;
        harmless(&detail::found(&judged.findings))?;
    }

    #[test]
    fn pages_about_any_event_are_harmless_and_fit(exchange in exchange(), width in 40..200_usize) {
        let judged = contract::judge(&exchange);
        let look = Look { width, full: false, live: false, several: false };
        for page in [
            summary::page(&exchange, &judged, &look),
            conversation::page(&[&exchange], &look),
            timeline::page(&[&exchange, &exchange], &look),
        ] {
            harmless(&page)?;
            fits(&page, width)?;
        }
        let mut page = Vec::new();
        headers::write(&mut page, &exchange, &look).expect("a Vec takes everything");
        harmless(&String::from_utf8_lossy(&page).replace('\t', " "))?;
    }

    #[test]
    fn folded_text_is_harmless_and_fits(text in ".*", evil in select(EVIL), width in 0..80_usize) {
        let text = format!("{evil}{text}{evil}");
        harmless(&text::escape(&text))?;
        let folded = text::fold(&text, width);
        harmless(&folded)?;
        fits(&folded, width)?;
        prop_assert_eq!(text::columns(&text::cell(&text, width)), width);
    }

    #[test]
    fn any_document_is_imported_or_told_why_not(body in body(), cut in any::<Index>()) {
        for bytes in [&body[..], &body[..cut.index(body.len() + 1)]] {
            if let Err(why) = import::document(&Bytes::copy_from_slice(bytes)) {
                prop_assert!(!why.why.is_empty());
                harmless(&text::escape(&why.why))?;
            }
        }
    }

    #[test]
    fn any_line_is_read_or_told_why_not(exchange in exchange(), changes in vec(change(), 1..4)) {
        let judged = contract::judge(&exchange);
        let mut bytes = line::write(&exchange, &judged).into_bytes();
        for (at, gone, come) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + gone).min(bytes.len());
            bytes.splice(at..end, come);
        }
        if let Err(why) = line::read(&String::from_utf8_lossy(&bytes)) {
            prop_assert!(!why.is_empty());
        }
    }

    #[test]
    fn any_settings_file_is_read_or_told_why_not_without_what_is_in_it(
        key in "sk-[a-z]{20}",
        before in prop_oneof![Just(String::new()), ".{0,30}", "\\[[a-z.\"]{0,20}\\]\n"],
        name in "(api_key|base_url|port|forward_to|timeout|[a-z_.]{1,12})",
        quote in select(&["\"", "'", "", "\"\"\""][..]),
        after in prop_oneof![Just(String::new()), ".{0,30}", "\n\\[listen\\]\nport = [0-9]{1,9}"],
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, format!("{before}\n{name} = {quote}{key}{quote}{after}")).expect("a file");
        for role in [Role::User, Role::Project] {
            match File::read(&path, role) {
                Ok(file) => {
                    let told = format!("{file:?} {:?}", file.warnings);
                    prop_assert!(!told.contains(&key), "{}", told);
                }
                Err(broken) => {
                    let told = format!("{broken:?}");
                    prop_assert!(!told.contains(&key), "{}", told);
                }
            }
        }
    }

    #[test]
    fn a_settings_file_of_any_bytes_is_no_panic(bytes in vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, bytes).expect("a file");
        let _read = File::read(&path, Role::User).is_ok();
    }

    #[test]
    fn a_journal_of_any_bytes_is_no_panic(bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(Journal::parse(&bytes).is_err());
    }
}

/// A journal as it is on disk.
const JOURNAL: &str = r#"{
  "v": 1,
  "base_url": "https://api.vapi.ai",
  "org": "550e8400-e29b-41d4-a716-446655440000",
  "kind": "assistant",
  "id": "a1",
  "name": "bot",
  "original": {"server": {"url": "https://old.example/", "timeoutSeconds": 7.5}},
  "ours": [{"url": "https://new.example/wh_1"}],
  "settled": true,
  "changed_at": 1763000000000,
  "holder": {"token": "4711-1", "pid": 4711, "host": "box", "since": 1763000000000, "command": "listen"}
}
"#;

#[test]
fn a_journal_cut_anywhere_is_no_journal() {
    let whole = Journal::parse(JOURNAL.as_bytes()).expect("a journal");
    assert!(whole.original.is_some());
    let end = JOURNAL.trim_end().len();
    for length in 0..end {
        let cut = Journal::parse(&JOURNAL.as_bytes()[..length]);
        assert!(
            cut.is_err(),
            "{length} bytes of {end} were taken for the whole"
        );
    }
    // Power cuts leave zeros.
    for length in 0..end {
        let mut bytes = JOURNAL.as_bytes().to_vec();
        bytes[length..].fill(0);
        assert!(Journal::parse(&bytes).is_err(), "zeros from {length} on");
    }
}
