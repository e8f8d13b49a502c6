//! Any headers and any body under any scheme are ruled upon; what is signed is valid, and one
//! flipped bit of the body is not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook::event::verdict::Ruling;
use vapihook::secret::Secret;
use vapihook::signature::auth::Auth;
use vapihook::signature::preset::PRESETS;
use vapihook::signature::request::{Clock, Request};
use vapihook_fuzz::exchange;

const NOW: i64 = 1_763_000_000_000;

fuzz_target!(|data: &[u8]| {
    let exchange = exchange(data);
    let envelope = &exchange.arrival.envelope;
    let clock = Clock::at(NOW);
    let secret = || Secret::new("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=".to_owned());
    let auto = Auth::auto(secret()).expect("not empty");
    let _ = auto.verify(Request::of(envelope), &clock);
    for preset in PRESETS {
        let Ok(auth) = Auth::new(preset.plan(), secret()) else {
            continue;
        };
        let _ = auth.verify(Request::of(envelope), &clock);
        let signed = auth
            .sign("POST", "https://a.example/x", &envelope.body, NOW, "msg_1")
            .expect("signs");
        let mut block = Vec::new();
        for (name, value) in &signed {
            block.extend_from_slice(name.as_str().as_bytes());
            block.extend_from_slice(b": ");
            block.extend_from_slice(value.as_bytes());
            block.extend_from_slice(b"\r\n");
        }
        let mut request = Request {
            method: "POST",
            path: "/x",
            url: Some("https://a.example/x"),
            headers: &block,
            body: &envelope.body,
        };
        assert_eq!(auth.verify(request, &clock).ruling, Ruling::Valid);
        let mut body = envelope.body.to_vec();
        if !preset.plan().sends_the_secret() && !body.is_empty() {
            let at = body.len() / 2;
            body[at] ^= 1;
            request.body = &body;
            assert_ne!(auth.verify(request, &clock).ruling, Ruling::Valid);
        }
    }
});
