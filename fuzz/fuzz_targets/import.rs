//! Whatever a file holds is read as events or refused in words: bodies, lines, HAR, curl, HTTP.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use vapihook::event::import::{self, Held};
use vapihook::event::line;
use vapihook::event::finding::Judged;

fuzz_target!(|data: &[u8]| {
    for piece in data.split(|byte| *byte == b'\n') {
        if let Ok(Held::Ours(exchange)) = import::document(&Bytes::copy_from_slice(piece)) {
            let text = line::write(&exchange, &Judged::default());
            let again = line::read(&text).expect("our own line is read");
            assert_eq!(exchange.arrival.envelope.body, again.arrival.envelope.body);
        }
    }
    let _ = import::document(&Bytes::copy_from_slice(data));
    let _ = import::http::read(data);
    let _ = import::curl::read(data, &mut |_| Err("there are no files here".to_owned()));
});
