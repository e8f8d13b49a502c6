//! Every view of any event: no panic, nothing that acts on a terminal, no line wider than asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook::contract;
use vapihook::render::view::{Look, conversation, headers, summary, timeline};
use vapihook_fuzz::{exchange, harmless};

fuzz_target!(|data: &[u8]| {
    let exchange = exchange(data);
    let judged = contract::judge(&exchange);
    for width in [40, 100] {
        let look = Look {
            width,
            full: false,
            live: false,
            several: false,
        };
        harmless(&summary::page(&exchange, &judged, &look));
        harmless(&conversation::page(&[&exchange], &look));
        harmless(&timeline::page(&[&exchange, &exchange], &look));
        let mut page = Vec::new();
        headers::write(&mut page, &exchange, &look).expect("a Vec takes everything");
    }
});
