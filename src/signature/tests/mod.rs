mod interop;
mod properties;

use super::plan::Scheme;
use super::preset::{PRESETS, preset};
use super::*;
use crate::event::verdict::Ruling;
use crate::secret::Secret;

const S: &str = "whk_test_0123456789abcdef";
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const B: &str =
    r#"{"message":{"type":"status-update","status":"ended","timestamp":1790000000000}}"#;
const AT: i64 = 1_790_000_000_000;
const URL: &str = "https://example.com/vapi?x=1";

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn plan(json: &str) -> Plan {
    read::credential(json).expect(json).plan
}

fn block(headers: &[(http::HeaderName, http::HeaderValue)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in headers {
        block.extend_from_slice(name.as_str().as_bytes());
        block.extend_from_slice(b": ");
        block.extend_from_slice(value.as_bytes());
        block.extend_from_slice(b"\r\n");
    }
    block
}

fn request<'a>(headers: &'a [u8], body: &'a [u8]) -> Request<'a> {
    Request {
        method: "POST",
        path: "/vapi?x=1",
        url: Some(URL),
        headers,
        body,
    }
}

fn rule(auth: &Auth, headers: &str, body: &str) -> Ruling {
    let request = request(headers.as_bytes(), body.as_bytes());
    auth.verify(request, &Clock::at(AT)).ruling
}

/// Plan, secret, expected headers; computed with another program's HMAC.
const VECTORS: &[(&str, &str, &str)] = &[
    (
        r#"{"type":"hmac","algorithm":"sha256"}"#,
        S,
        "x-signature: f58545a1b1f2baf4eb9327d3c7a727f3af232f51b52ade6ed68cbed9ab41e34e\r\n\
         x-timestamp: 1790000000000\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha512"}"#,
        S,
        "x-signature: 96d87f5932d9caab5bdd4d218f26cbf43938b1dfaedd60207115ab0c1b632d403a85373e469\
         e0c60032a240e61c35842553b1853021c3e7959d280cf3cc945d0\r\nx-timestamp: 1790000000000\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha1"}"#,
        S,
        "x-signature: 671aa603a6e34fc18f22742f95a6813a29e28c5c\r\nx-timestamp: 1790000000000\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha256","signatureEncoding":"base64"}"#,
        S,
        "x-signature: 9YVFobHyuvTrkyfTx6cn868jL1G1Kt5u1oy+2atB404=\r\n\
         x-timestamp: 1790000000000\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha256","signaturePrefix":"v1",
            "signatureHeader":"x-vapi-signature","timestampHeader":"X-Vapi-Timestamp"}"#,
        S,
        "x-vapi-signature: v1f58545a1b1f2baf4eb9327d3c7a727f3af232f51b52ade6ed68cbed9ab41e34e\r\n\
         x-vapi-timestamp: 1790000000000\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha256","includeTimestamp":false}"#,
        S,
        "x-signature: df852c7ade8b12b9b7190258f3c867b5e4a4df25dc686956c656d53b2ce41c85\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha256",
            "payloadFormat":"{method}\n{url}\n{timestamp}\n{body}"}"#,
        S,
        "x-signature: 141368fc2fd2bb6f2da8682c9333923ca4683f9dec72eb7749976888c6d15976\r\n\
         x-timestamp: 1790000000000\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha256","secretIsBase64":true}"#,
        KEY,
        "x-signature: 0ae05e93c9f0fc5d049a58f9463b823fb7ae0263a4550d5b6a544b022a61f724\r\n\
         x-timestamp: 1790000000000\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha256","payloadFormat":"{svix-id}.{timestamp}.{body}",
            "signatureEncoding":"base64","signaturePrefix":"v1,","secretIsBase64":true,
            "signatureHeader":"svix-signature","timestampHeader":"svix-timestamp",
            "messageIdHeader":"svix-id"}"#,
        KEY,
        "svix-signature: v1,Zz2i6Y0Q5l0xUEP+MNQorl3Ddj6Q0kXrSJWFbEPs7BE=\r\n\
         svix-timestamp: 1790000000\r\nsvix-id: msg_2test\r\n",
    ),
    (
        r#"{"type":"hmac","algorithm":"sha256","payloadFormat":"{svix-id}.{timestamp}.{body}",
            "signatureEncoding":"base64","signaturePrefix":"v1,","signatureHeader":"svix-signature",
            "timestampHeader":"svix-timestamp","messageIdHeader":"svix-id"}"#,
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "svix-signature: v1,Zz2i6Y0Q5l0xUEP+MNQorl3Ddj6Q0kXrSJWFbEPs7BE=\r\n\
         svix-timestamp: 1790000000\r\nsvix-id: msg_2test\r\n",
    ),
    (
        r#"{"type":"bearer"}"#,
        S,
        "authorization: Bearer whk_test_0123456789abcdef\r\n",
    ),
    (
        r#"{"type":"bearer","headerName":"X-Api-Key","bearerPrefixEnabled":false}"#,
        S,
        "x-api-key: whk_test_0123456789abcdef\r\n",
    ),
    (
        r#"{"scheme":"shared-secret"}"#,
        S,
        "x-vapi-secret: whk_test_0123456789abcdef\r\n",
    ),
    (
        r#"{"scheme":"legacy-sha256"}"#,
        S,
        "x-vapi-signature: \
         sha256=df852c7ade8b12b9b7190258f3c867b5e4a4df25dc686956c656d53b2ce41c85\r\n",
    ),
];

#[test]
fn known_signatures_are_made_and_accepted() {
    for (json, key, headers) in VECTORS {
        let auth = Auth::new(plan(json), secret(key)).expect("an auth");
        let made = auth.sign("POST", URL, B.as_bytes(), AT, "msg_2test");
        let made = block(&made.expect("headers"));
        assert_eq!(String::from_utf8_lossy(&made), *headers, "{json}");
        assert_eq!(rule(&auth, headers, B), Ruling::Valid, "{json}");
        let shouted = headers.replace("x-", "X-").replace("bearer", "BEARER");
        assert_eq!(rule(&auth, &shouted, B), Ruling::Valid, "{json}");
        assert_eq!(rule(&auth, "", B), Ruling::Missing, "{json}");
        let other = Auth::new(plan(json), secret("AAAA")).expect("an auth");
        assert_eq!(rule(&other, headers, B), Ruling::Mismatch, "{json}");
    }
}

#[test]
fn another_body_or_time_is_refused() {
    for (json, key, headers) in VECTORS {
        let plan = plan(json);
        let is_hmac = matches!(plan.scheme, Scheme::Hmac(_));
        let auth = Auth::new(plan, secret(key)).expect("an auth");
        if !is_hmac {
            continue;
        }
        let spaced = B.replace(':', ": ");
        for body in [&*spaced, &format!("{B}\n"), "", "{}"] {
            assert_eq!(
                rule(&auth, headers, body),
                Ruling::Mismatch,
                "{json} {body}"
            );
        }
        if headers.contains("1790000000") {
            let request = request(headers.as_bytes(), B.as_bytes());
            let late = auth.verify(request, &Clock::at(AT + 301_000));
            assert_eq!(late.ruling, Ruling::Stale, "{json}");
            let moved = headers.replace("1790000000", "1790000001");
            assert_eq!(rule(&auth, &moved, B), Ruling::Mismatch, "{json}");
        }
    }
}

#[test]
fn a_secret_is_compared_byte_for_byte() {
    let plan = |name: &str| preset(name).expect(name).plan();
    let shared = Auth::new(plan("shared-secret"), secret(S)).expect("an auth");
    for (value, ruling) in [
        (S.to_owned(), Ruling::Valid),
        (format!("{S} "), Ruling::Mismatch),
        (S.to_uppercase(), Ruling::Mismatch),
        (S[1..].to_owned(), Ruling::Mismatch),
        (String::new(), Ruling::Mismatch),
    ] {
        let headers = format!("X-Vapi-Secret: {value}\r\n");
        assert_eq!(rule(&shared, &headers, B), ruling, "{value:?}");
    }
    let bearer = Auth::new(plan("bearer"), secret(S)).expect("an auth");
    for (value, ruling) in [
        (format!("Bearer {S}"), Ruling::Valid),
        (format!("bearer {S}"), Ruling::Valid),
        (S.to_owned(), Ruling::Mismatch),
        (format!("Basic {S}"), Ruling::Mismatch),
        ("Bearer ".to_owned(), Ruling::Mismatch),
    ] {
        let headers = format!("authorization: {value}\r\n");
        assert_eq!(rule(&bearer, &headers, B), ruling, "{value:?}");
    }
}

#[test]
fn one_of_several_signatures_is_enough() {
    let svix = preset("standard-webhooks").expect("a preset").plan();
    let auth = Auth::new(svix, secret(&format!("whsec_{KEY}"))).expect("an auth");
    let signature = "Zz2i6Y0Q5l0xUEP+MNQorl3Ddj6Q0kXrSJWFbEPs7BE=";
    let rest = "webhook-timestamp: 1790000000\r\nwebhook-id: msg_2test\r\n";
    for (value, ruling) in [
        (format!("v1,{signature}"), Ruling::Valid),
        (format!("v1,AAAA v1a,x v1,{signature}"), Ruling::Valid),
        (
            format!("v1,AAAA\r\nwebhook-signature: v1,{signature}"),
            Ruling::Valid,
        ),
        (signature.to_owned(), Ruling::Mismatch),
        (format!("v2,{signature}"), Ruling::Mismatch),
    ] {
        let headers = format!("webhook-signature: {value}\r\n{rest}");
        assert_eq!(rule(&auth, &headers, B), ruling, "{value:?}");
    }
}

#[test]
fn auto_says_which_scheme_fits() {
    for (json, key, headers) in VECTORS.iter().filter(|row| !row.0.contains("{url}")) {
        let auth = Auth::auto(secret(key)).expect("an auth");
        if plan(json).label == "hmac-sha256" && key == &KEY {
            // A secret that is base64 without saying so cannot be guessed.
            continue;
        }
        let request = request(headers.as_bytes(), B.as_bytes());
        let verdict = auth.verify(request, &Clock::at(AT));
        assert_eq!(verdict.ruling, Ruling::Valid, "{json}: {verdict:?}");
        assert_ne!(&*verdict.scheme, "auto");
        assert_eq!(
            rule(&auth, headers, "{}") == Ruling::Valid,
            !headers.contains("signature")
        );
    }
    let auth = Auth::auto(secret(S)).expect("an auth");
    assert_eq!(rule(&auth, "", B), Ruling::Missing);
    assert_eq!(rule(&auth, "x-vapi-secret: x\r\n", B), Ruling::Mismatch);
    assert!(auth.sign("POST", URL, b"", AT, "").is_err());
}

#[test]
fn plans_are_read_as_vapi_and_people_write_them() {
    let whole = r#"{"id":"1","provider":"custom-credential","name":"prod","authenticationPlan":
        {"type":"hmac","secretKey":"hush","algorithm":"SHA-512","somethingNew":1}}"#;
    let found = read::credential(whole).expect("a plan");
    assert_eq!(found.plan.label, "hmac-sha512");
    assert_eq!(found.secret, Some(secret("hush")));
    let stars = r#"{"type":"bearer","token":"***"}"#;
    assert_eq!(read::credential(stars).expect("a plan").secret, None);
    for (text, why) in [
        ("", "is not JSON"),
        ("[]", "is not an object"),
        ("{}", "has no type"),
        (r#"{"type":"oauth2"}"#, "is no scheme"),
        (
            r#"{"type":"hmac","algorithm":"md5"}"#,
            "sha256, sha512 or sha1",
        ),
        (
            r#"{"type":"hmac","payloadFormat":"{timestamp}"}"#,
            "has no {body}",
        ),
        (
            r#"{"type":"hmac","signatureHeader":"a b"}"#,
            "a header's name",
        ),
        (
            r#"{"type":"hmac","includeTimestamp":"no"}"#,
            "true or false",
        ),
    ] {
        let error = read::credential(text).expect_err(text);
        assert!(error.message.contains(why), "{text}: {error}");
    }
    let fields = serde_json::json!({"scheme": "hmac", "signature_heder": "x"});
    let fields = fields.as_object().expect("an object");
    assert!(read::fields(fields, read::From::Person).is_err());
    assert!(read::fields(fields, read::From::Vapi).is_ok());
    for preset in PRESETS {
        assert_eq!(
            super::preset::preset(preset.name).map(|found| found.name),
            Some(preset.name)
        );
    }
}
