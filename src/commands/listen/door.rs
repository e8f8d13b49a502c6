//! Which web pages, and which names of this listener, are let in.

use std::net::SocketAddr;

use crate::relay::door::Door;

/// What is let in beside what no browser sends.
#[derive(Debug, clap::Args)]
pub(super) struct DoorArgs {
    #[arg(
        long,
        value_name = "ORIGIN",
        value_parser = origin,
        help = "Let pages of this web site send (https://app.example.com, or * for all); those of \
                others get 403, unless they are on this machine. Vapi and other programs are no pages"
    )]
    allow_origin: Vec<String>,
    /// Let in what is sent straight to this port by another name of this machine (* for any): a
    /// web site could have its own name lead here. Addresses, names without a
    /// dot and tunnels need no leave
    #[arg(long, value_name = "NAME", value_parser = host)]
    allow_host: Vec<String>,
}

impl DoorArgs {
    /// The door of a listener at `address`.
    pub fn door(&self, address: SocketAddr, public_url: Option<&str>) -> Door {
        let public = public_url.and_then(|url| url.parse::<http::Uri>().ok());
        let public = public.and_then(|url| url.host().map(str::to_owned));
        Door {
            port: address.port(),
            hosts: self.allow_host.iter().cloned().chain(public).collect(),
            origins: self.allow_origin.clone(),
        }
    }
}

fn origin(text: &str) -> Result<String, String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let is_origin = text.split_once("://").is_some_and(|(scheme, authority)| {
        !scheme.is_empty() && !authority.is_empty() && !authority.contains(['/', '?', '#', '@'])
    });
    (is_origin || text == "*")
        .then(|| text.to_owned())
        .ok_or_else(|| {
            "it is no web site: https://app.example.com, and nothing after that".to_owned()
        })
}

fn host(text: &str) -> Result<String, String> {
    let is_name = !text.is_empty() && !text.contains(['/', ':', '@', ' ']);
    is_name
        .then(|| text.to_owned())
        .ok_or_else(|| "it is no host name: devbox.example, without scheme and port".to_owned())
}
