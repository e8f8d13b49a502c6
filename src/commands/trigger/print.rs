//! The request as text: HTTP, its body, a command for curl. What is printed is what would be
//! sent, byte for byte.

use std::fmt::Write as _;

use serde_json::json;

use super::make::{self, Maker};
use super::{Args, Form};
use crate::context::Context;
use crate::error::Result;
use crate::event::envelope::Envelope;
use crate::event::line;
use crate::relay::target::Target;
use crate::render::out;

pub(super) fn all(
    mut maker: Maker<'_>,
    target: &Target,
    form: Form,
    args: &Args,
    context: &Context,
) -> Result<u8> {
    for number in 0..maker.count() {
        let made = maker.make(number)?;
        let envelope = made.envelope;
        let url = make::url(target, &envelope)?;
        let headers = headers(&envelope, args);
        let body = String::from_utf8_lossy(&envelope.body);
        let printed = if context.json() {
            let headers = headers
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().into()));
            let headers: serde_json::Map<String, serde_json::Value> = headers.collect();
            line::to_json(&json!({
                "v": 1, "type": "request", "method": "POST", "url": url.to_string(),
                "headers": headers, "body": body, "fuzz": made.wrong,
            }))
        } else {
            match form {
                Form::Json => body.into_owned(),
                Form::Http => http(&url, &headers, &body),
                Form::Curl => curl(&url, &headers, &body),
            }
        };
        out::data_line(&printed);
    }
    Ok(0)
}

/// The headers as they are sent: the event's own, then those of the command line in their place.
fn headers(envelope: &Envelope, args: &Args) -> Vec<(String, String)> {
    let mut map = envelope.headers.to_map();
    for (name, value) in &args.sending.headers {
        map.insert(name, value.clone());
    }
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    map.iter()
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect()
}

fn http(url: &http::Uri, headers: &[(String, String)], body: &str) -> String {
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let host = url.authority().map_or("localhost", |host| host.as_str());
    let mut text = format!("POST {path} HTTP/1.1\r\nhost: {host}\r\n");
    for (name, value) in headers {
        write!(text, "{name}: {value}\r\n").ok();
    }
    // The line's end behind the body is no part of it.
    write!(text, "content-length: {}\r\n\r\n{body}", body.len()).ok();
    text
}

fn curl(url: &http::Uri, headers: &[(String, String)], body: &str) -> String {
    let mut text = format!("curl -X POST {}", quoted(&url.to_string()));
    for (name, value) in headers {
        write!(text, " \\\n  -H {}", quoted(&format!("{name}: {value}"))).ok();
    }
    write!(text, " \\\n  --data-binary {}", quoted(body)).ok();
    text
}

/// One word for a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
