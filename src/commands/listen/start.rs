//! The start of `listen`: the port, and what is said when it is ready.

use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpListener;

use crate::commands::session::Ready;
use crate::error::{Error, Result};
use crate::relay::loopback;
use crate::relay::routing::Routing;
use crate::relay::target::Target;
use crate::render::reporter::Reporter;
use crate::render::{out, words};

/// Binds, or says who is in the way.
pub(super) async fn bind(address: SocketAddr) -> Result<TcpListener> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        let failed = |message: String| Error::failed(message);
        match error.kind() {
            std::io::ErrorKind::AddrInUse => failed(format!("port {} is in use", address.port()))
                .hint("stop what listens there, or take a free port with --port 0"),
            std::io::ErrorKind::PermissionDenied => failed(format!(
                "port {} needs more rights than you have",
                address.port()
            ))
            .hint("take a port above 1023, or a free one with --port 0"),
            std::io::ErrorKind::AddrNotAvailable => failed(format!(
                "{} is not an address of this machine",
                address.ip()
            ))
            .hint("leave --bind away to listen on 127.0.0.1"),
            _ => failed(format!("{address} cannot be listened on: {error}")),
        }
    })?;
    loopback::unpaced(&listener, address);
    Ok(listener)
}

/// An event forwarded to ourselves would come round for ever.
pub(super) fn refuse_loop(routing: &Routing, address: SocketAddr) -> Result<()> {
    let own = |target: &&Target| {
        let same_host = target.is_loopback()
            || target
                .host()
                .parse::<IpAddr>()
                .is_ok_and(|ip| ip == address.ip());
        same_host && target.port() == address.port()
    };
    match routing.targets().find(own) {
        None => Ok(()),
        Some(target) => Err(Error::usage(format!("{target} is this listener itself"))
            .hint("forward to your app's port, or listen on another one with --port 0")),
    }
}

/// Tells what may not be meant: patterns that match nothing known, an address that others reach.
pub(super) fn doubt(reporter: &Reporter, doubts: Vec<String>, address: SocketAddr) {
    for doubt in doubts {
        reporter.note("unknown-event-type", doubt);
    }
    if !address.ip().is_loopback() {
        let open =
            format!("{address} is not loopback: whoever reaches it can send events to the app");
        reporter.note("not-loopback", open);
    }
}

/// What to do next, on stderr, in sentences of `width` columns.
pub(super) fn banner(ready: &Ready<'_>, width: usize) {
    let talk = |label: &str, text: &str| {
        let indent = format!("\n{}", " ".repeat(label.len()));
        let lines = words::lines(text, width.saturating_sub(label.len()));
        out::talk(&format!("{label}{}", lines.join(&indent)));
    };
    let version = env!("CARGO_PKG_VERSION");
    let (url, targets) = (ready.url, ready.targets.join(", "));
    talk(
        &format!("vapihook {version}  "),
        &format!("relaying {url} -> {targets}"),
    );
    let record = ready.record.unwrap_or("off (--no-record)");
    out::talk(&format!("  record  {record}"));
    if let Some(public_url) = ready.public_url {
        out::talk(&format!("  public  {public_url}"));
        out::talk("  stop    Ctrl-C; server URLs that were taken are given back\n");
        return;
    }
    let next = "call: --tunnel auto opens a public URL, --assistant ID points Vapi at it";
    talk("  next    ", next);
    let body = r#"{"message":{"type":"status-update","status":"ringing"}}"#;
    out::talk(&format!("  or try  curl --json '{body}' {url}"));
    out::talk("  stop    Ctrl-C\n");
}
