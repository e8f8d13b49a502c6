//! What something that is no event looks like: told by its members or its first bytes, so that the
//! error names it and says what to do instead.

use vapihook_json::raw::{Kind, Raw};

/// What it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// With its article: `an assistant`.
    pub about: &'static str,
    /// What to do with it.
    pub hint: Option<&'static str>,
}

const fn plain(about: &'static str) -> Lookalike {
    Lookalike { about, hint: None }
}

const fn hinted(about: &'static str, hint: &'static str) -> Lookalike {
    Lookalike {
        about,
        hint: Some(hint),
    }
}

/// JSON that is known to be something else; `None` for what may be an event.
#[must_use]
pub fn of_json(root: Raw<'_>) -> Option<Lookalike> {
    let has = |name: &str| root.get(name).is_some();
    let is = |name: &str, kind: Kind| root.get(name).is_some_and(|value| value.kind() == kind);
    let text = |name: &str| root.str(name).unwrap_or_default();
    // What an event is known by counts more than what it resembles.
    if !root.is_object()
        || is("message", Kind::Object)
        || is("event", Kind::Object)
        || has("jsonrpc")
    {
        return None;
    }
    let is_stored = has("orgId") && has("createdAt");
    let found = if is_stored
        && (text("type").ends_with("Call") || has("monitor") || has("endedReason"))
    {
        hinted(
            "a call as Vapi's API returns it (GET /call/ID)",
            "it holds no server messages; those of a call that was recorded here: vapihook inspect call:ID",
        )
    } else if is_stored && has("number") && has("provider") {
        plain("a phone number as Vapi's API returns it")
    } else if is_stored && (has("function") || has("toolCallId")) {
        plain("a tool as Vapi's API returns it")
    } else if is("members", Kind::Array) && has("orgId") {
        plain("a squad as Vapi's API returns it")
    } else if is("model", Kind::Object)
        && (has("voice") || has("firstMessage") || has("transcriber"))
    {
        plain("an assistant")
    } else if has("statusCode") && has("message") {
        plain("an error of Vapi's API")
    } else if is("results", Kind::Array) && has("metadata") {
        plain("a list from Vapi's API")
    } else if is_answer(root) {
        hinted(
            "an app's answer",
            "check it with: vapihook check --event EVENT --response FILE",
        )
    } else if is("function", Kind::Object) && text("type") == "function" {
        plain("the definition of a tool")
    } else if text("object") == "event" && has("livemode") {
        plain("an event of Stripe")
    } else if text("object") == "chat.completion" || text("object") == "chat.completion.chunk" {
        plain("the answer of a chat completion, as a custom LLM gives it")
    } else if is("event", Kind::String)
        && is("call", Kind::Object)
        && text("event").starts_with("call_")
    {
        plain("an event of Retell")
    } else if is("requests", Kind::Array) && text("uri").starts_with("/api/requests") {
        hinted(
            "the list of requests of ngrok's inspector",
            "save the request itself (the Raw tab, or .requests[].request.raw decoded from base64) \
             and name that file",
        )
    } else if has("openapi") || has("swagger") {
        plain("an OpenAPI description")
    } else if root.path(&["info", "_postman_id"]).is_some() {
        hinted(
            "a Postman collection",
            "copy the request as cURL and name that file",
        )
    } else if has("dependencies") && has("name") {
        plain("a package.json")
    } else {
        return None;
    };
    Some(found)
}

/// Whether an object is what an app answers: results of tools, or an assistant for a call.
fn is_answer(root: Raw<'_>) -> bool {
    let [results, wrapped, kind, call] =
        root.members(["results", "messageResponse", "type", "call"]);
    if kind.is_some() || call.is_some() {
        return false;
    }
    let is_result = |result: &Raw<'_>| {
        let [id, value, error] = result.members(["toolCallId", "result", "error"]);
        id.is_some() && (value.is_some() || error.is_some())
    };
    wrapped.is_some_and(Raw::is_object)
        || results.is_some_and(|results| results.items().iter().any(is_result))
}

/// What something that is not JSON looks like.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> Lookalike {
    const MAGIC: &[(&[u8], Lookalike)] = &[
        (
            b"\x1f\x8b",
            hinted(
                "gzip",
                "unpack it first: gunzip -c FILE | vapihook inspect -",
            ),
        ),
        (
            b"(\xb5\x2f\xfd",
            hinted(
                "zstd",
                "unpack it first: zstd -dc FILE | vapihook inspect -",
            ),
        ),
        (
            b"PK\x03\x04",
            hinted("a zip archive", "unpack it first, and name the folder"),
        ),
        (
            b"SQLite format 3\0",
            hinted(
                "an SQLite file",
                "a record of vapihook is named with --store FILE",
            ),
        ),
        (b"%PDF-", plain("a PDF")),
        (b"\x89PNG", plain("a PNG image")),
        (b"\xff\xd8\xff", plain("a JPEG image")),
        (b"GIF8", plain("a GIF image")),
        (b"RIFF", plain("a WAV recording")),
        (b"ID3", plain("an MP3 recording")),
        (b"\x7fELF", plain("a program")),
        (
            b"\xd4\xc3\xb2\xa1",
            hinted("a packet capture", "export its HTTP requests as text first"),
        ),
        (b"\xff\xfe", UTF16),
        (b"\xfe\xff", UTF16),
    ];
    if let Some((_, looks)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *looks;
    }
    let Ok(text) = std::str::from_utf8(sample(bytes)) else {
        return plain("binary data");
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let lower = text
        .get(..text.len().min(64))
        .unwrap_or(text)
        .to_ascii_lowercase();
    if text.is_empty() {
        plain("nothing: it is empty")
    } else if text.contains('\0') {
        plain("binary data")
    } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        hinted(
            "an HTML page",
            "a page where JSON was expected is often an error page: look at it",
        )
    } else if text.starts_with('<') {
        plain("XML")
    } else if text.contains("CallSid=") || text.contains("AccountSid=") {
        plain("a request of Twilio (form data)")
    } else if text.starts_with("HTTP/1.") {
        plain("an HTTP answer; an event is a request")
    } else if text.starts_with("data: {") {
        plain("a stream of server-sent events, as a custom LLM answers")
    } else if lower.starts_with("---") || lower.starts_with("openapi:") {
        plain("YAML")
    } else if text.starts_with(['{', '[']) {
        plain("JSON that is broken")
    } else {
        plain("text")
    }
}

const UTF16: Lookalike = hinted(
    "text in UTF-16",
    "PowerShell's > writes that: save it as UTF-8, for instance with | Out-File -Encoding utf8",
);

/// The beginning that is looked at, not cut inside of a character.
fn sample(bytes: &[u8]) -> &[u8] {
    let cut = &bytes[..bytes.len().min(4_096)];
    match std::str::from_utf8(cut) {
        Err(error) if error.error_len().is_none() => &cut[..error.valid_up_to()],
        _ => cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::catalog;

    #[test]
    fn what_is_no_event_is_named() {
        for (json, about) in [
            (
                r#"{"id":"c","orgId":"o","createdAt":"t","type":"webCall","status":"ended"}"#,
                "a call as",
            ),
            (
                r#"{"id":"a","orgId":"o","createdAt":"t","model":{},"voice":{}}"#,
                "an assistant",
            ),
            (
                r#"{"id":"t","orgId":"o","createdAt":"t","type":"function","function":{}}"#,
                "a tool as",
            ),
            (
                r#"{"results":[{"toolCallId":"a","result":"x"}]}"#,
                "an app's answer",
            ),
            (
                r#"{"message":"Unauthorized","statusCode":401}"#,
                "an error of Vapi's",
            ),
            (
                r#"{"id":"evt_1","object":"event","livemode":false,"type":"invoice.paid"}"#,
                "an event of Stripe",
            ),
            (
                r#"{"uri":"/api/requests/http","requests":[]}"#,
                "the list of requests of ngrok",
            ),
            (
                r#"{"event":"call_started","call":{}}"#,
                "an event of Retell",
            ),
        ] {
            let looks = of_json(Raw::parse(json).expect("JSON"));
            assert!(
                looks.is_some_and(|looks| looks.about.starts_with(about)),
                "{json}: {looks:?}"
            );
        }
    }

    #[test]
    fn no_event_is_taken_for_something_else() {
        for row in catalog::rows() {
            let root = Raw::parse(row.sample).expect("JSON");
            assert_eq!(of_json(root), None, "{}", row.name);
            let inner = root.get("message").expect("a message");
            assert_eq!(of_json(inner), None, "{} unwrapped", row.name);
        }
        for json in [
            r#"{"city":"Paris"}"#,
            r#"{"name":"x","model":"gpt"}"#,
            "[]",
            "{}",
        ] {
            assert_eq!(of_json(Raw::parse(json).expect("JSON")), None, "{json}");
        }
    }

    #[test]
    fn bytes_are_named() {
        for (bytes, about) in [
            (&b"\x1f\x8b\x08"[..], "gzip"),
            (b"\xff\xfe{\0", "text in UTF-16"),
            (b"  <!DOCTYPE html>", "an HTML page"),
            (b"a\0b", "binary data"),
            (b"\xfa\xfb", "binary data"),
            (b"hello", "text"),
            (b"", "nothing: it is empty"),
        ] {
            assert_eq!(of_bytes(bytes).about, about);
        }
    }
}
