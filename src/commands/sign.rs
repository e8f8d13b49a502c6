//! `sign`: the headers that show who sends a body, offline.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use serde_json::{Map, Value};

use super::signing::PlanArgs;
use super::{values, what};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::envelope::now_ms;
use crate::event::id::EventId;
use crate::event::line::to_json;
use crate::relay::target::Target;
use crate::render::out;
use crate::render::text::{escape, shell_word};

/// Arguments of `sign`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook sign event.json --auth prod
  vapihook sign event.json --plan credential.json --secret-env VAPI_WEBHOOK_SECRET --curl
  vapihook sign event.json --scheme svix --secret-file secret.txt --json
  vapihook sign last:tool-calls --scheme hmac --payload-format '{body}' --secret-file secret.txt

The file's bytes are the body, as they are.")]
pub struct Args {
    /// The body: a file, - for stdin, or an event of the record (an id, last, last:TYPE)
    #[arg(value_name = "WHAT")]
    what: String,
    /// The time to sign at, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    at: Option<i64>,
    /// The message's id, for schemes that sign one [default: a new one]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The method, for plans that sign it
    #[arg(long, value_name = "METHOD", default_value = "POST")]
    method: Method,
    /// Where it is sent: 3000, :3000/path, localhost:3000/path or a URL; for plans that sign it,
    /// and for --curl
    #[arg(long, value_name = "TARGET", default_value = "3000")]
    url: String,
    /// Print a curl command that sends it
    #[arg(long)]
    curl: bool,
    #[command(flatten)]
    plan: PlanArgs,
}

/// Runs `sign`; the result is the exit code.
///
/// # Errors
/// When the body, the plan or its secret cannot be found or used.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    if args.what == "-" && args.plan.reads_stdin() {
        return Err(Error::usage("stdin is either the body or the secret")
            .hint("give the secret with --secret-env VAR, or from a file"));
    }
    let auth = args.plan.auth(context, false)?;
    let body = body(&args.what, context)?;
    // A whole URL is signed as it was typed.
    let url = if args.url.contains("://") {
        args.url.clone()
    } else {
        Target::parse(&args.url)?.to_string()
    };
    let id = args
        .id
        .clone()
        .unwrap_or_else(|| format!("msg_{}", EventId::new()));
    let at_ms = args.at.unwrap_or_else(now_ms);
    let headers = auth.sign(args.method.as_str(), &url, &body, at_ms, &id)?;
    if context.json() {
        let object: Map<String, Value> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value).into()))
            .collect();
        out::data_line(&to_json(&object));
    } else if args.curl {
        out::data_line(&curl(args, &url, &headers, &body));
    } else {
        for (name, value) in &headers {
            out::data_line(&format!("{name}: {}", escape(&text(value))));
        }
    }
    Ok(0)
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

/// The bytes of a file or of stdin, or the body of a recorded event.
fn body(name: &str, context: &Context) -> Result<Bytes> {
    let read = |bytes: io::Result<Vec<u8>>| {
        bytes
            .map(Bytes::from)
            .map_err(|error| Error::failed(format!("{name} cannot be read: {error}")))
    };
    if name == "-" {
        let mut bytes = Vec::new();
        return read(io::stdin().read_to_end(&mut bytes).map(|_| bytes));
    }
    if Path::new(name).is_file() {
        return read(fs::read(name));
    }
    let mut found = what::find(&[name.to_owned()], context)?;
    match (found.pop(), found.len()) {
        (Some(exchange), 0) => Ok(exchange.arrival.envelope.body.clone()),
        (None, _) => Err(Error::not_found(format!("{name} names no event"))),
        (Some(_), more) => Err(Error::usage(format!(
            "{name} names {} events, and one body is signed at a time",
            more + 1
        ))),
    }
}

/// A command for a shell that sends the body with these headers.
fn curl(args: &Args, url: &str, headers: &[(HeaderName, HeaderValue)], body: &[u8]) -> String {
    let mut words = vec!["curl".to_owned()];
    if args.method != Method::POST {
        words.push(format!("-X {}", args.method));
    }
    words.push(shell_word(url));
    words.push("-H 'content-type: application/json'".to_owned());
    for (name, value) in headers {
        words.push(format!(
            "-H {}",
            shell_word(&format!("{name}: {}", text(value)))
        ));
    }
    let data = match std::str::from_utf8(body) {
        _ if args.what == "-" || Path::new(&args.what).is_file() => format!("@{}", args.what),
        Ok(text) => text.to_owned(),
        Err(_) => "@BODY".to_owned(),
    };
    words.push(format!("--data-binary {}", shell_word(&data)));
    escape(&words.join(" "))
}
