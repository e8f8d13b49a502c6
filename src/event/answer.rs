//! An app's answer opened for reading: what it says, on one line.

use std::borrow::Cow;

use vapihook_json::raw::{Raw, text_of};

use super::envelope::Headers;
use super::hidden;
use super::tool_call::inline;

/// What an answer says: its results, its error, else its JSON; for anything else its kind and
/// size. Empty for a bare acknowledgement (`{}` or nothing). May hold any character, but no values
/// of secrets.
#[must_use]
pub fn summary(headers: &Headers, body: &[u8]) -> String {
    // What most answers are: they are not looked into.
    if matches!(body, b"" | b"{}") {
        return String::new();
    }
    let content_type = headers.get("content-type").unwrap_or_default();
    let text = text_of(body);
    let text = hidden::text(&text).map_or(text, Cow::Owned);
    let looks_json = content_type.contains("json") || text.trim_start().starts_with('{');
    if let Some(Ok(json)) = looks_json.then(|| Raw::parse(&text)) {
        return of_json(json);
    }
    of_text(&content_type, &text, body)
}

fn of_text(content_type: &str, text: &str, body: &[u8]) -> String {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    let kind = if kind.is_empty() {
        "no content type"
    } else {
        kind
    };
    let is_text = kind.starts_with("text/") && std::str::from_utf8(body).is_ok();
    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
    match title(text).or(first).filter(|_| is_text) {
        Some(line) => format!("{kind}: {line}"),
        None => format!("{kind}, {} bytes", body.len()),
    }
}

/// The title of an HTML page, which says more than its first line.
fn title(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<title>")?;
    rest.split_once("</title>").map(|(title, _)| title.trim())
}

fn of_json(json: Raw<'_>) -> String {
    let results = json.get("results").map(Raw::items).unwrap_or_default();
    if !results.is_empty() {
        return results
            .into_iter()
            .map(of_result)
            .collect::<Vec<_>>()
            .join(", ");
    }
    match inline(json) {
        text if text == "{}" => String::new(),
        text => text
            .strip_prefix('{')
            .and_then(|inner| inner.strip_suffix('}'))
            .map_or(text.clone(), str::to_owned),
    }
}

fn of_result(result: Raw<'_>) -> String {
    let [value, error] = result.members(["result", "error"]);
    match (value, error) {
        (_, Some(error)) => format!("error {}", inline(error)),
        (Some(value), None) => format!("result {}", inline(value)),
        (None, None) => inline(result),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_on_one_line() {
        let of = |kind: &str, body: &str| {
            let headers = Headers::from_block(format!("content-type: {kind}\r\n").into_bytes());
            summary(&headers, body.as_bytes())
        };
        let json = "application/json";
        assert_eq!(of(json, "{}"), "");
        assert_eq!(of(json, ""), "");
        assert_eq!(
            of(
                json,
                r#"{"results":[{"toolCallId":"a","result":"ok"},{"error":"no"}]}"#
            ),
            "result \"ok\", error \"no\""
        );
        assert_eq!(of(json, r#"{"assistantId":"a1"}"#), "assistantId: \"a1\"");
        assert_eq!(of(json, "[1,2]"), "[1, 2]");
        assert_eq!(
            of("text/html; charset=utf-8", "\n<h1>Hi</h1>\n"),
            "text/html: <h1>Hi</h1>"
        );
        let page = "<!doctype html>\n<title>404 Not Found</title>";
        assert_eq!(of("text/html", page), "text/html: 404 Not Found");
        assert_eq!(of("audio/pcm", "\u{0}\u{1}"), "audio/pcm, 2 bytes");
        assert_eq!(of("", "oops"), "no content type, 4 bytes");
    }
}
