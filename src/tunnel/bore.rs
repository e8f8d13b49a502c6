//! `bore`: a plain TCP tunnel to any bore server, bore.pub by default. A secret is read by the
//! program itself, from `BORE_SECRET`.

use std::net::SocketAddr;
use std::sync::Arc;

use super::{Plan, Provider, host_and_port};

pub(super) const PROVIDER: Provider = Provider {
    name: "bore",
    about: "a TCP tunnel to bore.pub or a bore server of your own, http only",
    form: "[:server[:port]]",
    program: "bore",
    install: "install bore: cargo install bore-cli, brew install bore-cli, or \
              https://github.com/ekzhang/bore",
    known: &[
        (
            "requires authentication",
            "the server wants a secret: set BORE_SECRET",
        ),
        (
            "invalid secret",
            "the server refuses the secret: check BORE_SECRET",
        ),
        (
            "port already in use",
            "another tunnel has that port: take a free one, --tunnel bore:SERVER",
        ),
        ("could not connect to", UNREACHABLE),
        ("Connection refused", UNREACHABLE),
        (
            "failed to lookup address",
            "the server's name is not found: check its spelling",
        ),
    ],
    plan: |rest| {
        let rest = if rest.is_empty() { "bore.pub" } else { rest };
        let (server, port) = host_and_port(rest)?;
        Some(Arc::new(Bore {
            server: server.to_owned(),
            port: port.unwrap_or(0),
        }))
    },
};

const UNREACHABLE: &str = "no bore server answers there: it listens on port 7835; --tunnel \
                           bore:SERVER takes another one";

struct Bore {
    server: String,
    /// The port wanted there; 0 is any.
    port: u16,
}

impl Plan for Bore {
    fn args(&self, local: SocketAddr) -> Vec<String> {
        let text = str::to_owned;
        let server = self.server.trim_start_matches('[').trim_end_matches(']');
        vec![
            text("local"),
            local.port().to_string(),
            text("--local-host"),
            local.ip().to_string(),
            text("--to"),
            text(server),
            text("--port"),
            self.port.to_string(),
        ]
    }

    fn env(&self) -> &'static [(&'static str, &'static str)] {
        // The URL is a log line of the level "info".
        &[("RUST_LOG", "info"), ("RUST_BACKTRACE", "0")]
    }

    fn read_url(&self, line: &str, _current: Option<&str>) -> Option<String> {
        let (_, address) = line.split_once("listening at ")?;
        let port = address.trim().rsplit(':').next()?;
        let port: u16 = port.parse().ok()?;
        Some(format!("http://{}:{port}", self.server))
    }
}
