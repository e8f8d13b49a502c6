use super::super::Clock;
use super::super::preset::preset;
use super::super::read;
use super::*;
use crate::secret::Secret;

const S: &str = "whk_test_0123456789abcdef";
const B: &str = r#"{"message":{"type":"status-update","status":"ended","note":"é","cost":1.5}}"#;
const AT: i64 = 1_790_000_000_123;
const URL: &str = "https://example.com/vapi";

fn auth(plan: &str, secret: &str) -> Auth {
    let plan = read::credential(plan).expect(plan).plan;
    Auth::new(plan, Secret::new(secret.to_owned())).expect("an auth")
}

const PLAN: &str = r#"{"type":"hmac","algorithm":"sha256"}"#;

/// The headers of `body`, signed by this plan with this secret.
fn signed(plan: &str, secret: &str, body: &str) -> String {
    let made = auth(plan, secret).sign("POST", URL, body.as_bytes(), AT, "msg_1");
    let made = made.expect("headers");
    let line = |(name, value): &(http::HeaderName, http::HeaderValue)| {
        format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()))
    };
    made.iter().map(line).collect()
}

fn clue_of(auth: &Auth, headers: &str, body: &str, others: &[(&str, &str)]) -> Option<Clue> {
    let request = Request {
        method: "POST",
        path: "/vapi",
        url: Some(URL),
        headers: headers.as_bytes(),
        body: body.as_bytes(),
    };
    let verdict = auth.verify(request, &Clock::at(AT));
    let others = others
        .iter()
        .map(|(id, body)| ((*id).to_owned(), body.as_bytes()));
    explain(auth, request, &verdict, others, &mut Budget::default())
}

/// The mistake that is named when this arrives.
fn named(headers: &str, body: &str) -> String {
    named_with(&auth(PLAN, S), headers, body)
}

fn named_with(auth: &Auth, headers: &str, body: &str) -> String {
    let clue = clue_of(auth, headers, body, &[]);
    clue.map_or_else(|| "none".to_owned(), |clue| clue.mistake.to_owned())
}

#[test]
fn nothing_is_wrong() {
    let headers = signed(PLAN, S, B);
    assert_eq!(named(&headers, B), "none");
}

#[test]
fn what_happens_to_bodies_is_named() {
    let headers = signed(PLAN, S, B);
    let spaced = B.replace("\":", "\": ").replace(",\"", ", \"");
    let two_lines = "{\"message\":\n{}}";
    let pretty = "{\n  \"message\": {\n    \"type\": \"status-update\",\n    \"status\": \"ended\",\n    \
                  \"note\": \"é\",\n    \"cost\": 1.5\n  }\n}";
    let sorted = r#"{"message":{"cost":1.5,"note":"é","status":"ended","type":"status-update"}}"#;
    let ascii = spaced.replace('é', "\\u00e9");
    let now = |headers: &str, body: &str, wanted: &str| {
        assert_eq!(named(headers, body), wanted, "{body:?}");
    };
    for other in [&*spaced, pretty, sorted, &ascii] {
        now(&headers, other, "body-reserialised");
        now(&signed(PLAN, S, other), B, "body-reserialised");
    }
    for end in ["\n", "\r\n"] {
        let ended = format!("{B}{end}");
        now(&headers, &ended, "trailing-newline");
        now(&signed(PLAN, S, &ended), B, "trailing-newline");
    }
    let windows = two_lines.replace('\n', "\r\n");
    now(&signed(PLAN, S, two_lines), &windows, "crlf");
    now(&signed(PLAN, S, &windows), two_lines, "crlf");
    let marked = format!("\u{feff}{B}");
    now(&headers, &marked, "byte-order-mark");
    now(&signed(PLAN, S, &marked), B, "byte-order-mark");
    now(&signed(PLAN, S, ""), B, "empty-body");
    let message = &B[r#"{"message":"#.len()..B.len() - 1];
    now(&signed(PLAN, S, message), B, "part-of-body");
    let floats = r#"{"a":1.0,"b":100000000000000000000.0}"#;
    now(
        &signed(PLAN, S, r#"{"a":1,"b":100000000000000000000}"#),
        floats,
        "body-reserialised",
    );
    now(&headers, r#"{"other":1}"#, "none");
}

#[test]
fn what_is_done_to_signatures_is_named() {
    let headers = signed(PLAN, S, B);
    let (_, hex) = headers.split_once("x-signature: ").expect("a signature");
    let hex = &hex[..64];
    let bytes = const_hex::decode(hex).expect("hex");
    let base64 = {
        use base64::Engine;
        let engine = base64::engine::general_purpose::STANDARD;
        [engine.encode(&bytes), engine.encode(hex)]
    };
    let with = |value: &str| headers.replace(hex, value);
    assert_eq!(named(&with(&format!("sha256={hex}")), B), "wrong-prefix");
    assert_eq!(named(&with(&format!("v1,{hex}")), B), "wrong-prefix");
    assert_eq!(named(&with(&base64[0]), B), "wrong-encoding");
    assert_eq!(named(&with(&base64[1]), B), "wrong-encoding");
    assert_eq!(
        named(&headers.replace("x-signature", "x-hub-signature"), B),
        "wrong-header"
    );
    assert_eq!(named(&with("nonsense"), B), "no-signature");
    assert_eq!(named("", B), "unsigned");
    assert_eq!(named(&with(S), B), "secret-sent");
    let prefixed = r#"{"type":"hmac","algorithm":"sha256","signaturePrefix":"sha256="}"#;
    assert_eq!(named_with(&auth(prefixed, S), &headers, B), "wrong-prefix");
    for algorithm in ["sha512", "sha1"] {
        let plan = PLAN.replace("sha256", algorithm);
        assert_eq!(named(&signed(&plan, S, B), B), "wrong-algorithm");
        assert_eq!(named_with(&auth(&plan, S), &headers, B), "wrong-algorithm");
    }
}

#[test]
fn what_is_done_to_timestamps_is_named() {
    let headers = signed(PLAN, S, B);
    let seconds = headers.replace("1790000000123", "1790000000");
    assert_eq!(named(&seconds, B), "timestamp-unit");
    let unit = PLAN.replace("sha256\"", "sha256\",\"timestampUnit\":\"s\"");
    let ms = signed(&unit, S, B).replace("1790000000", "1790000000123");
    assert_eq!(named(&ms, B), "timestamp-unit");
    let bare = r#"{"type":"hmac","algorithm":"sha256","payloadFormat":"{body}"}"#;
    assert_eq!(named(&signed(bare, S, B), B), "timestamp-missing");
    assert_eq!(
        named_with(&auth(bare, S), &headers, B),
        "timestamp-unexpected"
    );
    let without = r#"{"type":"hmac","algorithm":"sha256","includeTimestamp":false}"#;
    assert_eq!(named(&signed(without, S, B), B), "timestamp-missing");
    let moved = headers.replace("x-timestamp", "x-vapi-timestamp");
    assert_eq!(named(&moved, B), "timestamp-header");
    let glued = r#"{"type":"hmac","algorithm":"sha256","payloadFormat":"{timestamp}{body}"}"#;
    assert_eq!(named(&signed(glued, S, B), B), "wrong-format");
    let request = Request {
        method: "POST",
        path: "/",
        url: None,
        headers: headers.as_bytes(),
        body: B.as_bytes(),
    };
    let auth = auth(PLAN, S);
    let late = auth.verify(request, &Clock::at(AT + 3_600_000));
    let clue = explain(
        &auth,
        request,
        &late,
        std::iter::empty(),
        &mut Budget::default(),
    );
    assert_eq!(clue.map(|clue| clue.mistake), Some("stale-timestamp"));
}

#[test]
fn what_is_done_to_secrets_is_named() {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let decoded = r#"{"type":"hmac","algorithm":"sha256","secretIsBase64":true}"#;
    let is = |signer: (&str, &str), checker: (&str, &str), wanted: &str| {
        let headers = signed(signer.0, signer.1, B);
        let named = named_with(&auth(checker.0, checker.1), &headers, B);
        assert_eq!(named, wanted, "{signer:?} {checker:?}");
    };
    is((PLAN, S), (PLAN, &format!(" {S}\n")), "secret-whitespace");
    is((PLAN, &format!("{S}\n")), (PLAN, S), "secret-whitespace");
    is((PLAN, S), (PLAN, &format!("\"{S}\"")), "secret-quotes");
    is((PLAN, S), (PLAN, &format!("Bearer {S}")), "secret-prefix");
    is((decoded, key), (PLAN, key), "secret-base64");
    is((PLAN, key), (decoded, key), "secret-base64");
    let whsec = format!("whsec_{key}");
    is((decoded, key), (PLAN, &whsec), "secret-prefix");
    is((PLAN, &whsec), (decoded, &whsec), "secret-prefix");
    is((PLAN, key), (PLAN, &whsec), "secret-prefix");
    let headers = signed(PLAN, S, B) + "authorization: Bearer tok_1\r\n";
    assert_eq!(
        named_with(&auth(PLAN, "tok_1"), &headers, B),
        "token-as-secret"
    );
    assert_eq!(named_with(&auth(PLAN, "other"), &headers, B), "none");
}

#[test]
fn the_signature_of_another_event_is_named() {
    let other = r#"{"message":{"type":"hang"}}"#;
    let headers = signed(PLAN, S, other);
    let others = [("01A", "{}"), ("01B", other)];
    let clue = clue_of(&auth(PLAN, S), &headers, B, &others).expect("a clue");
    assert_eq!(clue.mistake, "another-event");
    assert!(clue.found.ends_with("01B"), "{clue:?}");
}

#[test]
fn two_mistakes_are_both_named() {
    let plan = r#"{"type":"hmac","algorithm":"sha1","payloadFormat":"{body}"}"#;
    let clue = clue_of(&auth(PLAN, S), &signed(plan, S, B), B, &[]).expect("a clue");
    assert!(
        clue.found.contains("sha1") && clue.found.contains("{body}"),
        "{clue:?}"
    );
    let ended = format!("{B}\n");
    let bare = plan.replace("sha1", "sha256");
    let clue = clue_of(&auth(PLAN, S), &signed(&bare, S, B), &ended, &[]).expect("a clue");
    assert!(
        clue.found.contains("newline") && clue.found.contains("{body}"),
        "{clue:?}"
    );
}

#[test]
fn what_is_done_to_a_sent_secret_is_named() {
    let shared = r#"{"scheme":"shared-secret"}"#;
    let bearer = r#"{"type":"bearer"}"#;
    for (plan, header, wanted) in [
        (shared, format!("authorization: Bearer {S}"), "wrong-header"),
        (shared, format!("x-vapi-secret: {S} "), "secret-whitespace"),
        (shared, format!("x-vapi-secret: Bearer {S}"), "wrong-prefix"),
        (
            shared,
            format!("x-vapi-secret: {}", S.to_uppercase()),
            "secret-case",
        ),
        (bearer, format!("authorization: {S}"), "wrong-prefix"),
        (bearer, format!("x-vapi-secret: {S}"), "wrong-header"),
        (shared, "x-vapi-secret: another".to_owned(), "none"),
    ] {
        let named = named_with(&auth(plan, S), &format!("{header}\r\n"), B);
        assert_eq!(named, wanted, "{header}");
    }
    let headers = signed(PLAN, S, B);
    assert_eq!(
        named_with(&auth(shared, S), &headers, B),
        "signature-not-secret"
    );
    let svix = preset("svix").expect("a preset").plan();
    assert!(!svix.sends_the_secret());
}

#[test]
fn a_search_ends_when_its_budget_does() {
    let headers = signed(PLAN, S, "{}");
    let body = format!("{{\"a\":\"{}\"}}", "x".repeat(1 << 20));
    let request = Request {
        method: "POST",
        path: "/",
        url: None,
        headers: headers.as_bytes(),
        body: body.as_bytes(),
    };
    let auth = auth(PLAN, S);
    let verdict = auth.verify(request, &Clock::at(AT));
    let mut budget = Budget(3 << 20);
    assert_eq!(
        explain(&auth, request, &verdict, std::iter::empty(), &mut budget),
        None
    );
    assert_eq!(budget.0, 0);
}
