//! What is checked before anything is sent: whether Vapi could reach a URL, whether it knows the
//! names of events.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use crate::error::{Error, Result};
use crate::event::catalog::{self, Row};

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

/// Checks a server URL: http or https, with a host that is reachable from the internet unless
/// `force`. The result is what is to be said about it all the same.
///
/// # Errors
/// [`crate::error::Kind::Usage`].
pub fn server_url(text: &str, force: bool) -> Result<Vec<String>> {
    let no_url = || {
        Error::usage(format!("\"{text}\" is not a URL that Vapi can send to"))
            .hint("a server URL is whole, as https://app.example.com/vapi/webhook")
    };
    let url = Url::parse(text).map_err(|_| no_url())?;
    let blank = text.chars().any(|c| c.is_whitespace() || c.is_control());
    if !matches!(url.scheme(), "http" | "https") || blank {
        return Err(no_url());
    }
    let host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .ok_or_else(no_url)?;
    let mut advice = Vec::new();
    if let Some(why) = unreachable(host) {
        if !force {
            return Err(Error::usage(format!("Vapi cannot reach {host}: {why}"))
                .hint("name the public URL of a tunnel to this machine, or insist with --force"));
        }
        advice.push(format!("Vapi cannot reach {host}: {why}"));
    }
    if url.scheme() == "http" {
        advice.push(
            "http sends calls, secrets and transcripts in the clear: https is better".to_owned(),
        );
    }
    Ok(advice)
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

/// Whether an assistant's `serverMessages` may list this type. What has a server of its own is
/// sent whenever that server is set, so it is not listed (contract 4.7).
#[must_use]
pub fn is_subscribable(row: &Row) -> bool {
    row.is_subscribable()
}

/// Checks names for `serverMessages`.
///
/// # Errors
/// [`crate::error::Kind::Usage`] for the first that cannot be listed, with what it may have meant.
pub fn server_messages(names: &[String]) -> Result<()> {
    for name in names {
        match catalog::find(name) {
            Some(row) if is_subscribable(row) => {}
            Some(row) => {
                let problem = format!("{name} cannot be listed in serverMessages");
                let goes = row.server.about();
                return Err(Error::usage(problem).hint(format!("it goes by itself: {goes}")));
            }
            None => return Err(unknown_event(name, is_subscribable)),
        }
    }
    Ok(())
}

/// An event that nobody knows, with those that `may` be meant.
pub(super) fn unknown_event(name: &str, may: fn(&Row) -> bool) -> Error {
    let near: Vec<&str> = catalog::did_you_mean(name)
        .into_iter()
        .filter(|near| catalog::find(near).is_some_and(may))
        .collect();
    let error = Error::usage(format!("Vapi has no event \"{name}\""));
    if near.is_empty() {
        let all: Vec<&str> = catalog::rows()
            .filter(|row| may(row))
            .map(|row| row.name)
            .collect();
        error.hint(format!("there are {}", all.join(", ")))
    } else {
        error.hint(format!("did you mean {}?", near.join(" or ")))
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
            assert!(server_url(text, false).expect(text).is_empty(), "{text}");
        }
        let advice = server_url("http://app.example.com", false).expect("http");
        assert!(advice[0].contains("https is better"), "{advice:?}");
    }

    #[test]
    fn urls_that_it_cannot() {
        for text in [
            "https://localhost/x",
            "http://127.0.0.1:3000",
            "http://0x7f.1",
            "http://2130706433",
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
            let error = server_url(text, false).expect_err(text);
            assert!(error.message.contains("cannot reach"), "{text}: {error}");
            assert!(!server_url(text, true).expect(text).is_empty(), "{text}");
        }
        for text in [
            "",
            "app.example.com",
            "wss://a.example",
            "https://",
            "https://a b.c",
        ] {
            assert!(server_url(text, true).is_err(), "{text}");
        }
    }

    #[test]
    fn events_that_can_be_listed() {
        let all = catalog::rows().filter(|row| is_subscribable(row)).count();
        assert_eq!(all, 28, "contract 4.7");
        assert!(server_messages(&["hang".into(), "tool-calls".into()]).is_ok());
        let typo = server_messages(&["tool-call".into()]).expect_err("a typo");
        assert!(typo.hint.is_some_and(|hint| hint.contains("tool-calls?")));
        assert!(server_messages(&["voice-request".into()]).is_err());
    }
}
