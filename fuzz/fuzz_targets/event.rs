//! Any bytes are an event of some kind: reading them fails never, and says the same twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook::event::Event;
use vapihook::event::message::Message;
use vapihook_fuzz::exchange;

fuzz_target!(|data: &[u8]| {
    let exchange = exchange(data);
    let envelope = &exchange.arrival.envelope;
    let again = Event::parse(envelope);
    assert_eq!(again.name, exchange.arrival.event().name);
    assert_eq!(again.call_id, exchange.arrival.event().call_id);
    let text = envelope.text();
    let message = Message::open(envelope, &text);
    let _ = message.summary(envelope);
});
