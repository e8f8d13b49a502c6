//! A request as a command that sends it again, byte for byte, from any POSIX shell.

use std::fmt::Write as _;

use http::Method;

use super::super::exchange::Exchange;

/// The longest body that is an argument: Linux takes 128 KiB for one.
const ARGUMENT: usize = 100 << 10;

/// What curl or the connection says by itself.
const LEFT_OUT: &[&str] = &[
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "accept-encoding",
];

/// The command, with a comment above it that says what it sends. `url` is where to.
#[must_use]
pub fn command(exchange: &Exchange, url: &str) -> String {
    let envelope = &exchange.arrival.envelope;
    let body = &envelope.body;
    let text = std::str::from_utf8(body)
        .ok()
        .filter(|text| !text.contains('\0'));
    let time = super::super::line::rfc3339(envelope.received_ms);
    let name: String = exchange
        .arrival
        .event()
        .name
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    let mut out = format!("# {name}  {time}  {}\n", envelope.id);
    let argument = text.filter(|text| text.len() <= ARGUMENT);
    match text {
        _ if argument.is_some() => {}
        // A builtin of the shell has no limit.
        Some(text) => {
            writeln!(out, "printf '%s' {} |", quoted(text)).ok();
        }
        None => {
            let escaped = body.iter().fold(String::new(), |mut escaped, byte| {
                match byte {
                    b'%' => escaped.push_str("%%"),
                    b' '..=b'~' if !matches!(byte, b'\\' | b'\'') => {
                        escaped.push(char::from(*byte));
                    }
                    byte => {
                        write!(escaped, "\\{byte:03o}").ok();
                    }
                }
                escaped
            });
            writeln!(out, "printf '{escaped}' |").ok();
        }
    }
    write!(out, "curl -sS -X {} {}", envelope.method, quoted(url)).ok();
    if envelope.method == Method::HEAD {
        out = out.replace("-X HEAD", "-I");
    }
    let mut has_type = false;
    for (name, value) in envelope.headers.iter() {
        if LEFT_OUT.iter().any(|left| name.eq_ignore_ascii_case(left)) {
            continue;
        }
        has_type |= name.eq_ignore_ascii_case("content-type");
        let value = String::from_utf8_lossy(value);
        // curl leaves a header without a value out unless it ends in a semicolon.
        let header = if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        };
        write!(out, " \\\n  -H {}", quoted(&header)).ok();
    }
    if !has_type && !body.is_empty() {
        out += " \\\n  -H 'content-type:'";
    }
    match argument {
        Some("") => {}
        Some(text) => {
            write!(out, " \\\n  --data-raw {}", quoted(text)).ok();
        }
        None => out += " \\\n  --data-binary @-",
    }
    out.push('\n');
    out
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
