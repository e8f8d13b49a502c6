//! The reference implementation of Standard Webhooks accepts what we sign, and we accept what it
//! signs. (Svix's own crate does the same arithmetic under other header names.)

use http::HeaderMap;
use standardwebhooks::Webhook;

use super::*;
use crate::event::envelope::now_ms;

#[test]
fn standard_webhooks_accepts_what_we_sign() {
    let key = format!("whsec_{KEY}");
    let plan = preset("standard-webhooks").expect("a preset").plan();
    let auth = Auth::new(plan, secret(&key)).expect("an auth");
    let webhook = Webhook::new(&key).expect("a secret");
    for body in [B, "", "Grüezi 🙂", "{timestamp}"] {
        let made = auth.sign("POST", URL, body.as_bytes(), now_ms(), "msg_1");
        let headers: HeaderMap = made.expect("headers").into_iter().collect();
        webhook.verify(body.as_bytes(), &headers).expect(body);
        assert!(webhook.verify(b"other", &headers).is_err());
    }
}

#[test]
fn we_accept_what_standard_webhooks_signs() {
    let key = format!("whsec_{KEY}");
    let webhook = Webhook::new(&key).expect("a secret");
    for (name, brand) in [("standard-webhooks", "webhook"), ("svix", "svix")] {
        let plan = preset(name).expect("a preset").plan();
        let auth = Auth::new(plan, secret(&key)).expect("an auth");
        let signature = webhook
            .sign("msg_9", AT / 1_000, B.as_bytes())
            .expect("signed");
        let headers = format!(
            "{brand}-id: msg_9\r\n{brand}-timestamp: {}\r\n{brand}-signature: {signature}\r\n",
            AT / 1_000
        );
        assert_eq!(rule(&auth, &headers, B), Ruling::Valid, "{name}");
        assert_eq!(rule(&auth, &headers, "{}"), Ruling::Mismatch, "{name}");
    }
}
