//! What is printed of any event cannot act on a terminal, and its first lines fit the width.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook::contract;
use vapihook::render::style::{Recorded, Style};
use vapihook::render::{detail, lines};
use vapihook_fuzz::{exchange, harmless};

fuzz_target!(|data: &[u8]| {
    let exchange = exchange(data);
    let judged = contract::judge(&exchange);
    for width in [72, 120] {
        let style = Style {
            live: false,
            width,
            page: width,
            rows: 24,
            recorded: Recorded::AsUsual,
        };
        harmless(&lines::arrival(&exchange.arrival, 0, width));
        harmless(&lines::answer(&exchange, &judged, &style));
        harmless(&lines::listed(&exchange, width));
    }
    harmless(&detail::found(&judged.findings));
});
