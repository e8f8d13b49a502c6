//! `ssh`: a remote forward of OpenSSH.
//!
//! Two kinds of server, told apart by whether a remote port is given. A service (localhost.run,
//! by default, serveo, pinggy) takes the forward of "port 80" and prints the URL in a session. A
//! plain sshd gets no session, and its URL is made of its name and the forwarded port; there,
//! `GatewayPorts` decides whether others reach it.

use std::net::SocketAddr;
use std::sync::Arc;

use super::output::{Found, urls};
use super::{Plan, Provider, host_and_port};

pub(super) const PROVIDER: Provider = Provider {
    name: "ssh",
    about: "a remote forward of OpenSSH, to localhost.run or any host",
    form: "[:[user@]host[:port[:remote-port]]]",
    program: "ssh",
    install: "install ssh, the OpenSSH client: apt install openssh-client, or your system's package",
    known: &[
        (
            "Permission denied",
            "the server takes none of your keys: ssh-add one that it knows, or try by hand with \
             ssh -v",
        ),
        (
            "REMOTE HOST IDENTIFICATION HAS CHANGED",
            "the server's key is another one than last time: if that is right, ssh-keygen -R HOST",
        ),
        (
            "Host key verification failed",
            "the server's key is not known: connect once by hand with ssh",
        ),
        (
            "remote port forwarding failed",
            "the server forwards no such port; an sshd of your own takes a free one with \
             --tunnel ssh:HOST:22:0",
        ),
        (
            "Connection refused",
            "no ssh server answers there; its port is set with --tunnel ssh:HOST:PORT",
        ),
        (
            "Could not resolve hostname",
            "the server's name is not found: check its spelling, and the network",
        ),
        (
            "timed out",
            "the server does not answer: a firewall may block it; pinggy listens on 443, \
             --tunnel ssh:free@a.pinggy.io:443",
        ),
    ],
    plan: |rest| {
        let rest = if rest.is_empty() {
            // Whoever has no key there is "nokey".
            "nokey@localhost.run"
        } else {
            rest
        };
        let (user, rest) = match rest.rsplit_once('@') {
            Some((user, rest)) => (Some(user), rest),
            None => (None, rest),
        };
        if user.is_some_and(|user| user.is_empty() || user.starts_with('-')) {
            return None;
        }
        // host, host:port or host:port:remote
        let (server, remote) = match rest.rsplit_once(':') {
            Some((before, remote)) if matches!(host_and_port(before), Some((_, Some(_)))) => {
                (before, Some(remote.parse().ok()?))
            }
            _ => (rest, None),
        };
        let (host, port) = host_and_port(server)?;
        Some(Arc::new(Ssh {
            user: user.map(str::to_owned),
            host: host.to_owned(),
            port: port.filter(|port| *port != 0),
            remote,
        }))
    },
};

struct Ssh {
    user: Option<String>,
    /// An IPv6 address in brackets.
    host: String,
    port: Option<u16>,
    /// The port on the other side, of a plain sshd; 0 is any.
    remote: Option<u16>,
}

impl Plan for Ssh {
    fn args(&self, local: SocketAddr) -> Vec<String> {
        let mut args = vec!["-T".to_owned()];
        for option in [
            "ExitOnForwardFailure=yes",
            "ServerAliveInterval=15",
            "ServerAliveCountMax=3",
            "ConnectTimeout=15",
            "StrictHostKeyChecking=accept-new",
            // Questions would go unseen.
            "BatchMode=yes",
            // A connection that is shared would outlive us, and print nothing.
            "ControlMaster=no",
            "ControlPath=none",
        ] {
            args.extend(["-o".to_owned(), option.to_owned()]);
        }
        match self.remote {
            None => {}
            Some(0) => args.push("-N".to_owned()),
            // The success of a forward to a given port is told at this level only.
            Some(_) => args.extend(["-N".to_owned(), "-v".to_owned()]),
        }
        if let Some(port) = self.port {
            args.extend(["-p".to_owned(), port.to_string()]);
        }
        let remote = self.remote.unwrap_or(80);
        args.extend(["-R".to_owned(), format!("{remote}:{local}")]);
        if let Some(user) = &self.user {
            args.extend(["-l".to_owned(), user.clone()]);
        }
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        args.extend(["--".to_owned(), host.to_owned()]);
        args
    }

    fn read_url(&self, line: &str, current: Option<&str>) -> Option<String> {
        match self.remote {
            None => service_url(line, current),
            Some(0) => {
                let port = between(line, "Allocated port ", " for remote forward")?;
                Some(self.url(port.parse().ok()?))
            }
            Some(_) => {
                let port = between(line, "remote forward success for: listen ", ",")?;
                // An address it listens on may precede the port.
                Some(self.url(port.rsplit(':').next()?.parse().ok()?))
            }
        }
    }

    fn keep(&self, line: &str) -> Option<String> {
        let talk = line.starts_with("debug1:") || line.starts_with("OpenSSH_");
        // localhost.run paints its URL as a code for cameras.
        let painted = !line.chars().any(char::is_alphanumeric);
        (!talk && !painted).then(|| line.to_owned())
    }
}

impl Ssh {
    fn url(&self, port: u16) -> String {
        format!("http://{}:{port}", self.host)
    }
}

fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

/// The URL in a line of a service. After the first, only what surely is a new one counts: a
/// service may log requests as well.
fn service_url(line: &str, current: Option<&str>) -> Option<String> {
    // localhost.run: "NAME tunneled with tls termination, https://NAME". It changes the name of
    // an anonymous tunnel from time to time.
    if let Some((name, rest)) = line.split_once(" tunneled with tls termination") {
        return urls(rest).next().map(|url| url.origin()).or_else(|| {
            let (host, _) = host_and_port(name.trim())?;
            Some(format!("https://{host}"))
        });
    }
    let mut urls = urls(line).filter(|url| !is_link(url));
    match current {
        None => urls.next().map(|url| url.origin()),
        // pinggy names http first.
        Some(current) => urls
            .find(|url| {
                url.scheme == "https" && current.strip_prefix("http://") == Some(url.authority)
            })
            .map(|url| url.origin()),
    }
}

/// A link to read rather than a tunnel: documentation, accounts, news.
fn is_link(url: &Found<'_>) -> bool {
    const PLACES: &[&str] = &[
        "admin.",
        "console.",
        "dashboard.",
        "docs.",
        "help.",
        "www.",
        "localhost.run",
        "serveo.net",
        "pinggy.io",
        "github.com",
        "twitter.com",
        "x.com",
    ];
    let is_at = |place: &&str| {
        url.authority == *place || place.ends_with('.') && url.authority.starts_with(*place)
    };
    // A sentence may end after a URL, a tunnel has no path.
    url.rest.trim_matches(['/', ']', ')', ',', '.']).len() > 1 || PLACES.iter().any(is_at)
}
