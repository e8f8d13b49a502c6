use std::io::Cursor;

use super::*;

/// What a file of this content gives, each event by its name, line and body.
fn read(content: &[u8], path: Option<&str>) -> Vec<String> {
    let input = Box::new(Cursor::new(content.to_vec()));
    let mut reading = file::read(&"f".into(), input, path.map(Path::new)).expect("a format");
    std::iter::from_fn(|| reading.next())
        .map(|found| match found {
            Ok(Found {
                exchange, origin, ..
            }) => {
                format!("{origin} {}", exchange.arrival.event().name)
            }
            Err(error) => error.message,
        })
        .collect()
}

const HANG: &str = r#"{"message":{"type":"hang"}}"#;

#[test]
fn the_format_is_told_by_how_a_file_begins() {
    for (content, path) in [
        (HANG.to_owned(), None),
        (format!("\u{feff}\r\n{HANG}\r\n"), None),
        (
            format!("POST /vapi HTTP/1.1\r\ncontent-length: 27\r\n\r\n{HANG}"),
            None,
        ),
        (format!("curl -d '{HANG}' localhost:3000"), None),
        (
            format!("#!/bin/sh\nset -e\ncurl -d '{HANG}' localhost:3000"),
            Some("a.sh"),
        ),
        (
            format!("PORT=3000\ncurl -d '{HANG}' localhost:$PORT"),
            Some("a.sh"),
        ),
    ] {
        let found = read(content.as_bytes(), path);
        assert!(
            found.len() == 1 && found[0].ends_with(" hang"),
            "{content}: {found:?}"
        );
    }
}

#[test]
fn a_broken_line_is_named_and_the_others_come() {
    let content = format!("{HANG}\n{HANG}\n{{\"message\":\n{HANG}\nnoise\n{HANG}\n");
    assert_eq!(
        read(content.as_bytes(), None),
        [
            "f:1 hang",
            "f:2 hang",
            "f:3: it is not JSON: it ends in the middle",
            "f:4 hang",
            "f:5: this line is not JSON",
            "f:6 hang",
        ]
    );
}

#[test]
fn what_holds_no_event_says_so_once() {
    for (content, said) in [
        (&b""[..], "f holds no event"),
        (b" \n\n", "f holds no event"),
        (b"[]", "f holds no event"),
        (b"{\"v\":1,\"type\":\"ready\"}\n", "f holds no event"),
        (
            b"hello\nworld\n",
            "f:1: it is not an event: it looks like text",
        ),
        (
            b"\n<html>\n<body>\n",
            "f:2: it is not an event: it looks like an HTML page",
        ),
        (
            b"\x1f\x8b\x08\0",
            "f:1: it is not an event: it looks like gzip",
        ),
        (
            b"{\"log\":{\"entries\":[]}}",
            "f:1: none of its 0 entries posts anything",
        ),
    ] {
        let found = read(content, None);
        assert!(
            found.len() == 1 && found[0].contains(said),
            "{said}: {found:?}"
        );
    }
}
