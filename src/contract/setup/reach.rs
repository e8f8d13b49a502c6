//! Whether Vapi can reach a URL.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Url;

/// Endings of names that no public resolver knows.
const PRIVATE_SUFFIXES: &[&str] = &[
    ".localhost",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".home.arpa",
    ".corp",
];

/// What is wrong with a URL.
#[derive(Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Nothing can be sent to it.
    NoUrl,
    /// Only this machine or its network reaches the host.
    Unreachable {
        /// The host.
        host: String,
        /// Why not.
        why: &'static str,
    },
    /// It is not encrypted.
    Plain,
}

/// What is wrong with a URL that Vapi is to send to.
#[must_use]
pub fn doubts(text: &str) -> Vec<Doubt> {
    let Ok(url) = Url::parse(text) else {
        return vec![Doubt::NoUrl];
    };
    let blank = text.chars().any(|c| c.is_whitespace() || c.is_control());
    let host = url.host_str().unwrap_or_default();
    if !matches!(url.scheme(), "http" | "https") || blank || host.is_empty() {
        return vec![Doubt::NoUrl];
    }
    let unreachable = unreachable(host).map(|why| Doubt::Unreachable {
        host: host.to_owned(),
        why,
    });
    let plain = (url.scheme() == "http").then_some(Doubt::Plain);
    unreachable.into_iter().chain(plain).collect()
}

/// The host of a URL.
#[must_use]
pub fn host(text: &str) -> Option<String> {
    Some(Url::parse(text).ok()?.host_str()?.to_owned())
}

fn unreachable(host: &str) -> Option<&'static str> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(address) => private_v4(address),
            IpAddr::V6(address) => match address.to_ipv4_mapped() {
                Some(address) => private_v4(address),
                None => private_v6(address),
            },
        };
    }
    let name = bare.trim_end_matches('.').to_ascii_lowercase();
    if name == "localhost" {
        return Some("it is the machine that asks, so Vapi's own");
    }
    if !name.contains('.') || PRIVATE_SUFFIXES.iter().any(|end| name.ends_with(end)) {
        return Some("it is a name of a private network");
    }
    None
}

fn private_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, ..] = address.octets();
    if address.is_loopback() {
        Some("it is a loopback address")
    } else if address.is_private() || (a == 100 && (64..128).contains(&b)) {
        Some("it is an address of a private network")
    } else if address.is_link_local() {
        Some("it is a link-local address")
    } else if a == 0 || a >= 224 {
        Some("it is no address of a host")
    } else {
        None
    }
}

fn private_v6(address: Ipv6Addr) -> Option<&'static str> {
    if address.is_loopback() {
        Some("it is a loopback address")
    } else if address.is_unique_local() {
        Some("it is an address of a private network")
    } else if address.is_unicast_link_local() {
        Some("it is a link-local address")
    } else if address.is_unspecified() || address.is_multicast() {
        Some("it is no address of a host")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_vapi_can_reach() {
        for text in [
            "https://app.example.com/vapi?x=1",
            "https://8.8.8.8:8443",
            "https://x.ngrok-free.app",
        ] {
            assert_eq!(doubts(text), [], "{text}");
        }
        assert_eq!(doubts("http://app.example.com"), [Doubt::Plain]);
    }

    #[test]
    fn urls_that_it_cannot() {
        for text in [
            "https://localhost/x",
            "https://127.0.0.1:3000",
            "https://0x7f.1",
            "https://2130706433",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://10.1.2.3",
            "https://192.168.1.1",
            "https://100.64.0.1",
            "https://169.254.169.254",
            "https://0.0.0.0",
            "https://[fd00::1]",
            "https://nas.local",
            "https://backend",
        ] {
            let found = doubts(text);
            assert!(
                matches!(found[..], [Doubt::Unreachable { .. }]),
                "{text}: {found:?}"
            );
        }
        for text in [
            "",
            "app.example.com",
            "wss://a.example",
            "https://",
            "https://a b.c",
        ] {
            assert_eq!(doubts(text), [Doubt::NoUrl], "{text}");
        }
    }
}
