//! The reference implementation of Standard Webhooks and Svix's own crate accept what we sign, and
//! we accept what they sign.

use http::HeaderMap;

use super::*;
use crate::event::envelope::now_ms;

const BODIES: [&str; 4] = [B, "", "Grüezi 🙂", "{timestamp}"];

fn key() -> String {
    format!("whsec_{KEY}")
}

fn auth(name: &str) -> Auth {
    let plan = preset(name).expect("a preset").plan();
    Auth::new(plan, secret(&key())).expect("an auth")
}

fn signed(auth: &Auth, body: &str) -> HeaderMap {
    let made = auth.sign("POST", URL, body.as_bytes(), now_ms(), "msg_1");
    made.expect("headers").into_iter().collect()
}

/// Under both brands of headers, what another signed for `msg_9` is ours to accept.
fn we_accept(sign: impl Fn(&str) -> String) {
    for (name, brand) in [("standard-webhooks", "webhook"), ("svix", "svix")] {
        let auth = auth(name);
        for body in BODIES {
            let headers = format!(
                "{brand}-id: msg_9\r\n{brand}-timestamp: {}\r\n{brand}-signature: {}\r\n",
                AT / 1_000,
                sign(body)
            );
            assert_eq!(rule(&auth, &headers, body), Ruling::Valid, "{name}: {body}");
            assert_eq!(rule(&auth, &headers, "{}"), Ruling::Mismatch, "{name}");
        }
    }
}

#[test]
fn standard_webhooks_accepts_what_we_sign() {
    let webhook = standardwebhooks::Webhook::new(&key()).expect("a secret");
    let auth = auth("standard-webhooks");
    for body in BODIES {
        let headers = signed(&auth, body);
        webhook.verify(body.as_bytes(), &headers).expect(body);
        assert!(webhook.verify(b"other", &headers).is_err());
    }
}

#[test]
fn we_accept_what_standard_webhooks_signs() {
    let webhook = standardwebhooks::Webhook::new(&key()).expect("a secret");
    we_accept(|body| {
        let made = webhook.sign("msg_9", AT / 1_000, body.as_bytes());
        made.expect("signed")
    });
}

#[test]
fn svix_accepts_what_we_sign() {
    let webhook = svix::webhooks::Webhook::new(&key()).expect("a secret");
    // It reads the headers of either brand.
    for name in ["svix", "standard-webhooks"] {
        let auth = auth(name);
        for body in BODIES {
            let headers = signed(&auth, body);
            webhook.verify(body.as_bytes(), &headers).expect(body);
            assert!(webhook.verify(b"other", &headers).is_err());
        }
    }
}

#[test]
fn we_accept_what_svix_signs() {
    let webhook = svix::webhooks::Webhook::new(&key()).expect("a secret");
    we_accept(|body| {
        let made = webhook.sign("msg_9", AT / 1_000, body.as_bytes());
        made.expect("signed")
    });
}
