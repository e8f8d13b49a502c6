//! Any body, secret and plan: what is signed is accepted, and one flipped bit is not.

use proptest::prelude::*;

use super::super::mac::Algorithm;
use super::super::plan::{Encoding, Hmac, Unit};
use super::super::template::Template;
use super::*;

fn plans() -> impl Strategy<Value = Hmac> {
    let formats = prop::sample::select(vec![
        None,
        Some("{body}"),
        Some("{timestamp}.{body}"),
        Some("{svix-id}.{timestamp}.{body}"),
        Some("{method}\n{url}\n{timestamp}\n{body}"),
        Some("{body}{body}é"),
    ]);
    let prefixes = prop::sample::select(vec!["", "sha256=", "v1,", "v1", "ab"]);
    (
        prop::sample::select(Algorithm::ALL.to_vec()),
        formats,
        prefixes,
        any::<(bool, bool, bool)>(),
    )
        .prop_map(
            |(algorithm, format, prefix, (base64, timestamp, seconds))| Hmac {
                algorithm,
                format: format.map(Template::parse),
                prefix: prefix.to_owned(),
                encoding: if base64 {
                    Encoding::Base64
                } else {
                    Encoding::Hex
                },
                include_timestamp: timestamp,
                unit: if seconds { Unit::Seconds } else { Unit::Millis },
                ..Hmac::default()
            },
        )
}

proptest! {
    // A failure names its input; a file of them beside the sources is not kept.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_is_accepted_and_a_flipped_bit_is_not(
        hmac in plans(),
        key in "[ -~é🙂]{1,80}",
        body in prop::collection::vec(any::<u8>(), 1..600),
        at in 1_000_000_000_000_i64..4_000_000_000_000,
        flip in any::<(prop::sample::Index, u8)>(),
    ) {
        prop_assume!(!key.starts_with("whsec_"));
        let auth = Auth::new(Plan::hmac(hmac.clone()), secret(&key)).expect("an auth");
        let made = auth.sign("POST", URL, &body, at, "msg_1").expect("headers");
        let headers = block(&made);
        let clock = Clock::at(at);
        let rule = |headers: &[u8], body: &[u8]| {
            auth.verify(request(headers, body), &clock).ruling
        };
        prop_assert_eq!(rule(&headers, &body), Ruling::Valid);
        prop_assert!(auth.accepts(request(&headers, &body), &clock));

        let mut other = body.clone();
        let at_byte = flip.0.index(other.len());
        other[at_byte] ^= 1 << (flip.1 % 8);
        prop_assert_eq!(rule(&headers, &other), Ruling::Mismatch);

        // A digit of the signature. Base64's last one has bits that stand for nothing.
        let (name, value) = &made[0];
        let mut value = value.as_bytes().to_vec();
        let from = hmac.prefix.len();
        let digits = value.len() - from - 3;
        let at_digit = from + flip.0.index(digits);
        value[at_digit] = if value[at_digit] == b'0' { b'1' } else { b'0' };
        let mut tampered = format!("{name}: ").into_bytes();
        tampered.extend_from_slice(&value);
        tampered.extend_from_slice(b"\r\n");
        tampered.extend_from_slice(&block(&made[1..]));
        prop_assert_eq!(rule(&tampered, &body), Ruling::Mismatch);

        let another = Auth::new(Plan::hmac(hmac), secret(&format!("{key}x"))).expect("an auth");
        prop_assert_eq!(another.verify(request(&headers, &body), &clock).ruling, Ruling::Mismatch);
    }

    #[test]
    fn nothing_breaks_on_any_header(value in prop::collection::vec(1_u8.., 0..200), body in ".*") {
        let mut headers = b"x-signature: ".to_vec();
        headers.extend(value.iter().filter(|byte| !matches!(byte, b'\r' | b'\n')));
        headers.extend_from_slice(b"\r\nx-timestamp: 1\r\n");
        let hmac = Auth::new(Plan::hmac(Hmac::default()), secret(S)).expect("an auth");
        let auto = Auth::auto(secret(S)).expect("an auth");
        for auth in [hmac, auto] {
            let request = request(&headers, body.as_bytes());
            prop_assert!(!auth.verify(request, &Clock::at(AT)).is_valid());
        }
    }
}
