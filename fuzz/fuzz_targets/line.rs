//! A line of JSON gives back what was written, byte for byte; any other text is refused in words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook::event::finding::Judged;
use vapihook::event::line;
use vapihook_fuzz::{exchange, harmless};

fuzz_target!(|data: &[u8]| {
    let one = exchange(data);
    let text = line::write(&one, &Judged::default());
    assert!(!text.contains('\n'), "a line is one line");
    harmless(&text);
    let two = line::read(&text).expect("our own line is read");
    assert_eq!(one.arrival.envelope.body, two.arrival.envelope.body);
    assert_eq!(one.arrival.envelope.id, two.arrival.envelope.id);
    assert_eq!(one.arrival.event().name, two.arrival.event().name);
    let (one, two) = (one.delivery.expect("made"), two.delivery.expect("kept"));
    assert_eq!((one.body, one.status), (two.body, two.status));

    let _ = line::read(&String::from_utf8_lossy(data));
});
