//! Signatures that another program made: each is accepted, and made again to the letter.
//!
//! They are not part of the repository: set `VAPIHOOK_CORPUS` to the directory that holds
//! `hmac-vectors.json`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use vapihook::event::verdict::Ruling;
use vapihook::secret::Secret;
use vapihook::signature::{Auth, Clock, Request, read, request};

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test should say so")]
fn every_vector_is_accepted_and_made_again() {
    let Some(corpus) = std::env::var_os("VAPIHOOK_CORPUS") else {
        eprintln!("VAPIHOOK_CORPUS is not set: no vectors to check");
        return;
    };
    let file = PathBuf::from(corpus).join("hmac-vectors.json");
    let vectors: Value =
        serde_json::from_slice(&fs::read(file).expect("the vectors")).expect("JSON");
    let vectors = vectors.as_array().expect("an array");
    assert_eq!(vectors.len(), 17);
    // What another body was signed with must not fit this one.
    let right = vectors[0]["body"].as_str().expect("a body");
    for vector in vectors {
        check(vector, right);
    }
}

fn check(vector: &Value, right: &str) {
    let text = |name: &str| vector[name].as_str();
    let id = text("id").expect("an id");
    let mut plan = json!({"type": "hmac"});
    for name in [
        "algorithm",
        "payloadFormat",
        "signatureEncoding",
        "signaturePrefix",
        "signatureHeader",
        "timestampHeader",
        "secretIsBase64",
    ] {
        plan[name] = vector[name].clone();
    }
    let timestamp = text("timestamp");
    plan["includeTimestamp"] = timestamp.is_some().into();
    let seconds = timestamp.is_some_and(|timestamp| timestamp.len() < 12);
    plan["timestampUnit"] = if seconds { "s" } else { "ms" }.into();
    let plan = read::credential(&plan.to_string()).expect("a plan").plan;
    let secret = Secret::new(text("secret").expect("a secret").to_owned());
    let auth = Auth::new(plan, secret).expect("an auth");

    let body = text("body").expect("a body");
    let (method, url) = (
        text("method").expect("a method"),
        text("url").expect("a URL"),
    );
    let at = timestamp.map_or(0, |timestamp| {
        request::millis(timestamp.as_bytes()).expect("a timestamp")
    });
    let message = text("messageId").unwrap_or("msg_0");
    let made = auth
        .sign(method, url, body.as_bytes(), at, message)
        .expect("headers");
    let wanted = vector["headers"].as_object().expect("headers");
    assert_eq!(made.len(), wanted.len(), "{id}");
    let mut headers = String::new();
    for (name, value) in &made {
        assert_eq!(
            Some(value.as_bytes()),
            wanted[name.as_str()].as_str().map(str::as_bytes),
            "{id}"
        );
        headers += &format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    let rule = |body: &str| {
        let request = Request {
            method,
            path: "/vapi?x=1",
            url: Some(url),
            headers: headers.as_bytes(),
            body: body.as_bytes(),
        };
        auth.verify(request, &Clock::at(at)).ruling
    };
    assert_eq!(rule(body), Ruling::Valid, "{id}");
    assert_eq!(rule(&format!("{body} ")), Ruling::Mismatch, "{id}");
    if id.starts_with('N') {
        assert_eq!(rule(right), Ruling::Mismatch, "{id}");
    }
}
