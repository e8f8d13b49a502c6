//! Our own reading of JSON sees what a parser sees: what is JSON, where values end, what strings
//! say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook_json::check;
use vapihook_json::quoted::quote;
use vapihook_json::raw::{Raw, Text};
use vapihook_json::unescape::Unescaper;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let parsed = Raw::parse(&text).ok();
    assert_eq!(check::whole(text.as_bytes()).is_some(), parsed.is_some());
    let known = Text::new(&*text);
    if let (Some(parsed), Some(known)) = (parsed, known.json()) {
        same(parsed, known, 8);
    }
    // What is only skimmed may be no JSON; what is JSON reads the same.
    let skimmed = Text::skimmed(&*text);
    match (parsed, skimmed.json()) {
        (Some(parsed), skimmed) => same(parsed, skimmed.expect("JSON"), 8),
        (None, Some(skimmed)) => skimmed.entries().into_iter().for_each(|(_, value)| {
            let _ = (value.items(), value.as_str());
        }),
        (None, None) => {}
    }
    let mut written = Vec::new();
    quote(&text, &mut written);
    let written = String::from_utf8(written).expect("UTF-8");
    let read = Raw::parse(&written).expect("a string").as_str();
    assert_eq!(read.as_deref(), Some(&*text));
    let mut unescaper = Unescaper::default();
    let end = unescaper.read(written.as_bytes(), 1, None);
    assert_eq!(end, Some(written.len() - 1));
    assert_eq!(unescaper.rest(), text.as_bytes());
    // Of what is no JSON, too, it finds some end.
    unescaper.clear();
    if let Some(end) = unescaper.read(data, 1, None) {
        assert_eq!(data.get(end), Some(&b'"'));
    }
});

/// Whether a value reads the same where it is known how far its long parts reach.
fn same(parsed: Raw<'_>, known: Raw<'_>, depth: usize) {
    assert_eq!(parsed.text(), known.text());
    let (Some(depth), false) = (depth.checked_sub(1), parsed.as_str().is_some()) else {
        return;
    };
    let (members, known_members) = (parsed.entries(), known.entries());
    assert_eq!(members.len(), known_members.len());
    for ((name, value), (known_name, known_value)) in members.into_iter().zip(known_members) {
        assert_eq!(name, known_name);
        same(value, known_value, depth);
    }
    let (items, known_items) = (parsed.items(), known.items());
    assert_eq!(items.len(), known_items.len());
    for (item, known_item) in items.into_iter().zip(known_items) {
        same(item, known_item, depth);
    }
}
