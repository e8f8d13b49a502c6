//! Who may knock: keeps web pages in a browser on this machine out of the relay.
//!
//! A page of any web site can have its visitor's browser send requests to 127.0.0.1. The browser
//! then says which site it was (`Origin`, and `Sec-Fetch-Site` where there is no `Origin`), which
//! a sender of webhooks never does. A site may also have its own name lead to 127.0.0.1 (DNS
//! rebinding) to look like the listener's own page: then `Host` is that name with this listener's
//! port, as the browser came straight here. A tunnel's `Host` has the tunnel's port, or none.
//!
//! No request is answered with CORS headers of ours, so no page is let in by a preflight.

use std::fmt;
use std::net::IpAddr;

use vapihook_http::fields::Fields;

/// What opens every check.
const ANY: &str = "*";

/// What is let in beside what no browser sends.
#[derive(Clone, Debug, Default)]
pub struct Door {
    /// The port that is listened on; 0 checks no host.
    pub port: u16,
    /// Names that lead here: of this machine, of the public URL.
    pub hosts: Vec<String>,
    /// Web sites that may send: `https://app.example.com`.
    pub origins: Vec<String>,
}

/// Why a request is turned away, with what it named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnedAway {
    /// It does not know the gate's prefix.
    Stranger,
    /// A web page sent it; this site, if the browser said which.
    Page(Option<String>),
    /// It is for another host that leads here.
    Host(String),
}

impl TurnedAway {
    /// What lets such requests in.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Stranger => "only the URL that Vapi was given leads here".to_owned(),
            Self::Page(None) => "vapihook listen --allow-origin '*' lets every page in".to_owned(),
            Self::Page(Some(origin)) => {
                format!("vapihook listen --allow-origin {origin} lets it in")
            }
            Self::Host(host) => {
                format!("vapihook listen --allow-host {} lets it in", split(host).0)
            }
        }
    }
}

impl fmt::Display for TurnedAway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stranger => f.write_str("a request without the secret path was turned away"),
            Self::Page(None) => f.write_str("a request of a web page was turned away"),
            Self::Page(Some(origin)) => {
                write!(f, "a request of a web page of {origin} was turned away")
            }
            Self::Host(host) => write!(
                f,
                "a request for {host}, which is no name of this listener, was turned away"
            ),
        }
    }
}

impl Door {
    /// Why a request is not let in. `is_secret` says that it knew the gate's prefix, which no page
    /// can: its host may be any then.
    pub(super) fn refuse(&self, fields: &Fields, is_secret: bool) -> Option<TurnedAway> {
        let host = fields.get("host").map(String::from_utf8_lossy);
        if !is_secret
            && let Some(host) = host.as_deref()
            && !self.knows_host(host)
        {
            return Some(TurnedAway::Host(short(host)));
        }
        if let Some(origin) = fields.get("origin").map(String::from_utf8_lossy) {
            let known = self.knows_origin(&origin, host.as_deref().unwrap_or_default());
            return (!known).then(|| TurnedAway::Page(Some(short(&origin))));
        }
        let is_foreign = fields.get("sec-fetch-site") == Some(b"cross-site");
        let open = self.origins.iter().any(|known| known == ANY);
        (is_foreign && !open).then_some(TurnedAway::Page(None))
    }

    fn knows_host(&self, authority: &str) -> bool {
        let (name, port) = split(authority);
        // A browser that comes straight here names our port; 80 it leaves out.
        if self.port == 0 || port.unwrap_or(80) != self.port {
            return true;
        }
        is_own(name) || names(&self.hosts, name)
    }

    fn knows_origin(&self, origin: &str, host: &str) -> bool {
        let Some((_, authority)) = origin.split_once("://") else {
            // "null": a page that hides where it is from.
            return self.origins.iter().any(|known| known == ANY);
        };
        is_loopback(split(authority).0)
            // Its own page, reached by a host that was looked at already.
            || authority.eq_ignore_ascii_case(host)
            || names(&self.origins, origin)
    }
}

/// What a stranger wrote, no longer than a name is.
fn short(text: &str) -> String {
    text.chars().take(260).collect()
}

/// Whether a list of names has the one that stands for all, or `wanted`.
fn names(list: &[String], wanted: &str) -> bool {
    list.iter()
        .any(|entry| entry == ANY || entry.eq_ignore_ascii_case(wanted))
}

/// Name and port of an authority; the name is without the brackets of IPv6.
fn split(authority: &str) -> (&str, Option<u16>) {
    let port = authority.rsplit_once(':');
    let (name, port) = match port.filter(|(_, port)| !port.contains(']')) {
        Some((name, port)) => (name, port.parse().ok()),
        None => (authority, None),
    };
    (name.trim_matches(['[', ']']).trim_end_matches('.'), port)
}

/// Whether a name cannot be one that a web site lets lead here: an address, or a name that no
/// public name server answers for.
fn is_own(name: &str) -> bool {
    // A name without a dot is of this machine or network: `devbox`, a container's service.
    !name.contains('.')
        || name.parse::<IpAddr>().is_ok()
        || is_local_name(name)
        || names_of_containers(name)
}

fn names_of_containers(name: &str) -> bool {
    ["host.docker.internal", "host.containers.internal"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

fn is_local_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    last.eq_ignore_ascii_case("localhost")
}

fn is_loopback(name: &str) -> bool {
    is_local_name(name) || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuse(door: &Door, headers: &[(&'static str, &str)], is_secret: bool) -> bool {
        let lines = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let fields = Fields::of_block(lines.collect::<String>().as_bytes());
        door.refuse(&fields, is_secret).is_some()
    }

    fn door() -> Door {
        Door {
            port: 4242,
            hosts: vec!["devbox.example".to_owned()],
            origins: vec!["https://tools.example".to_owned()],
        }
    }

    #[test]
    fn a_name_that_a_web_site_lets_lead_here_is_refused() {
        for host in [
            "localhost:4242",
            "app.localhost:4242",
            "LOCALHOST.:4242",
            "127.0.0.1:4242",
            "[::1]:4242",
            "192.168.1.9:4242",
            "host.docker.internal:4242",
            "devbox:4242",
            "devbox.example:4242",
            "abc.tunnel.example",
            "abc.tunnel.example:443",
            "bore.example:31234",
        ] {
            assert!(!refuse(&door(), &[("host", host)], false), "{host}");
        }
        for host in [
            "evil.example:4242",
            "localhost.evil.example:4242",
            "127.0.0.1.evil.example:4242",
        ] {
            assert!(refuse(&door(), &[("host", host)], false), "{host}");
            assert!(!refuse(&door(), &[("host", host)], true), "{host}");
        }
        let at_80 = Door { port: 80, ..door() };
        assert!(refuse(&at_80, &[("host", "evil.example")], false));
        let open = Door {
            hosts: vec!["*".to_owned()],
            ..door()
        };
        assert!(!refuse(&open, &[("host", "evil.example:4242")], false));
    }

    #[test]
    fn a_page_of_a_web_site_is_refused() {
        for origin in [
            "http://localhost:3000",
            "http://127.0.0.1:5173",
            "http://[::1]",
            "https://abc.tunnel.example",
            "https://tools.example",
        ] {
            let headers = [("host", "abc.tunnel.example"), ("origin", origin)];
            assert!(!refuse(&door(), &headers, false), "{origin}");
        }
        for origin in [
            "https://evil.example",
            "null",
            "",
            "http://localhost.evil.example",
            "https://tools.example.evil.example",
        ] {
            for is_secret in [false, true] {
                let headers = [("host", "127.0.0.1:4242"), ("origin", origin)];
                assert!(refuse(&door(), &headers, is_secret), "{origin}");
            }
        }
        for (site, refused) in [
            ("cross-site", true),
            ("same-site", false),
            ("same-origin", false),
            ("none", false),
        ] {
            assert_eq!(
                refuse(&door(), &[("sec-fetch-site", site)], false),
                refused,
                "{site}"
            );
        }
        // What Node's own client sends.
        assert!(!refuse(&door(), &[("sec-fetch-mode", "cors")], false));
        let open = Door {
            origins: vec!["*".to_owned()],
            ..door()
        };
        assert!(!refuse(
            &open,
            &[("origin", "null"), ("sec-fetch-site", "cross-site")],
            false
        ));
    }
}
