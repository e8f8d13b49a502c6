//! A path, a value and a body, all fuzzed: setting a value changes that value and nothing else,
//! and reading it back gives what was set.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook::event::path::{Path, Pattern, Step, add, set};
use vapihook_json::raw::Raw;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(3, '\0');
    let (path, value) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let body = parts.next().unwrap_or("");
    if let Ok(pattern) = Pattern::parse(path) {
        let _ = pattern.matches(&Path::root());
    }
    let Ok(path) = Path::parse(path) else { return };
    if let Ok(again) = Path::parse(&path.to_string()) {
        assert_eq!(again, path, "a path is written as it is read");
    }
    for change in [set, add] {
        let Ok(changed) = change(body, &path, value) else {
            continue;
        };
        let root = Raw::parse(&changed).expect("what was JSON stays JSON");
        let Some(found) = path.get(root) else {
            // Behind an array's last item: what is appended there has a number of its own.
            let is_behind = |step: &Step| matches!(step, Step::Key(name) if &**name == "-");
            assert!(path.steps().iter().any(is_behind), "what was set is there");
            continue;
        };
        assert_eq!(found.text(), Raw::parse(value).expect("JSON").text());
    }
});
