//! Whether a URL can be a public one: what Vapi's servers can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::error::{Error, Result};

/// A public URL that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The URL, without a slash at its end.
    pub url: String,
    /// What is to be said about it nevertheless.
    pub warnings: Vec<String>,
}

/// Ends of names that only a local network knows.
const LOCAL_NAMES: &[&str] = &[
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "home.arpa",
    "corp",
    "test",
    "invalid",
    "localdomain",
];

/// Accepts a URL under which Vapi can reach a server: http or https, a host and perhaps a path.
/// One that only this machine or its network reaches is refused, unless it is `force`d.
///
/// # Errors
/// [`crate::error::Kind::Usage`], with the reason.
pub fn check_public_url(text: &str, force: bool) -> Result<Checked> {
    let refuse = |why: &str| Error::usage(format!("\"{text}\" is not a public URL: {why}"));
    let forms = "write it https://host/path";
    let url: Uri = text
        .trim()
        .parse()
        .map_err(|_| refuse("it does not read as a URL").hint(forms))?;
    let scheme = match url.scheme_str() {
        Some(scheme @ ("http" | "https")) => scheme,
        Some(_) => return Err(refuse("only http and https are called").hint(forms)),
        None => return Err(refuse("it has no https://").hint(forms)),
    };
    let authority = url
        .authority()
        .filter(|authority| !authority.host().is_empty())
        .ok_or_else(|| refuse("it names no host").hint(forms))?;
    if authority.as_str().contains('@') {
        return Err(refuse("a user name or password cannot be part of it"));
    }
    let with_port = authority.as_str().len() > authority.host().len();
    if with_port && authority.port_u16().is_none_or(|port| port == 0) {
        return Err(refuse("the port is not between 1 and 65535"));
    }
    if url.query().is_some() || text.contains('#') {
        return Err(refuse(
            "a query or fragment cannot be part of it, the event's path is appended",
        ));
    }
    let mut warnings = Vec::new();
    if let Some(who) = reached_by(authority.host()) {
        if !force {
            return Err(refuse(&format!("only {who} reaches it"))
                .hint("give the URL that the internet reaches; --force takes this one"));
        }
        warnings.push(format!("{text}: only {who} reaches it, Vapi does not"));
    }
    if scheme == "http" {
        warnings.push(format!(
            "{text}: http is not encrypted, calls can be read on the way; https is advised"
        ));
    }
    let path = url.path().trim_end_matches('/');
    Ok(Checked {
        url: format!("{scheme}://{authority}{path}"),
        warnings,
    })
}

/// Who reaches a host, when that is not the internet.
fn reached_by(host: &str) -> Option<&'static str> {
    const MACHINE: &str = "this machine";
    const NETWORK: &str = "a local network";
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(ip) = bare.parse::<IpAddr>() {
        let ip = ip.to_canonical();
        return if ip.is_loopback() || ip.is_unspecified() {
            Some(MACHINE)
        } else {
            is_private(ip).then_some(NETWORK)
        };
    }
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let (_, last) = name.rsplit_once('.').unwrap_or(("", &name));
    // 127.1, 2130706433 and 0x7f000001 are addresses to some, and names to nobody.
    let is_number = last.starts_with(|c: char| c.is_ascii_digit())
        && (last.chars().all(|c| c.is_ascii_digit()) || last.starts_with("0x"));
    if is_number {
        return Some("nobody but odd programs");
    }
    let below = |end: &&str| {
        name.strip_suffix(*end)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    match LOCAL_NAMES.iter().find(|end| below(end)) {
        Some(&"localhost") => Some(MACHINE),
        Some(_) => Some(NETWORK),
        None => (!name.contains('.')).then_some(NETWORK),
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let carrier = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
            let this_network = ip.octets()[0] == 0;
            ip.is_private()
                || ip.is_link_local()
                || ip.is_multicast()
                || ip == Ipv4Addr::BROADCAST
                || carrier
                || this_network
        }
        IpAddr::V6(ip) => {
            // Translated addresses (64:ff9b::/96) carry an IPv4 address.
            let translated = ip.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
            if translated {
                let [.., a, b, c, d] = Ipv6Addr::octets(&ip);
                return is_private(Ipv4Addr::new(a, b, c, d).into());
            }
            ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_multicast()
        }
    }
}
