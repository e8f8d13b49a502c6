//! `cloudflared`: a quick tunnel of Cloudflare, without an account.
//!
//! It logs to stderr; the URL stands in a box of `+---+` and `|` there.

use std::net::SocketAddr;
use std::sync::Arc;

use super::output::urls;
use super::{Plan, Provider};

pub(super) const PROVIDER: Provider = Provider {
    name: "cloudflared",
    about: "a quick tunnel of Cloudflare, https, no account",
    form: "",
    program: "cloudflared",
    install: "install cloudflared: brew install cloudflared, or \
              https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads/",
    known: &[
        ("429 Too Many Requests", RATE_LIMITED),
        ("error code: 1015", RATE_LIMITED),
        (
            "no such host",
            "Cloudflare's name is not found: is this machine online?",
        ),
        (
            "failed to request quick Tunnel",
            "Cloudflare was not reached: check the network and its proxy, or take another tunnel",
        ),
        ("failed to unmarshal quick Tunnel", GAVE_NONE),
        ("failed to parse quick Tunnel", GAVE_NONE),
    ],
    plan: |rest| {
        rest.is_empty()
            .then(|| Arc::new(Cloudflared) as Arc<dyn Plan>)
    },
};

const RATE_LIMITED: &str = "Cloudflare gives this network no further quick tunnel for now: wait \
                            some minutes, or take another tunnel";
const GAVE_NONE: &str = "Cloudflare gave no quick tunnel: try again later, or take another one";

/// The configuration file that it is to read: none. Rules of a user's own `config.yml` would be
/// applied to the quick tunnel as well, and usually answer 404.
const NO_CONFIG: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

struct Cloudflared;

impl Plan for Cloudflared {
    fn args(&self, local: SocketAddr) -> Vec<String> {
        let url = format!("http://{local}");
        ["tunnel", "--config", NO_CONFIG]
            .into_iter()
            .chain(["--no-autoupdate", "--url", &url])
            .map(str::to_owned)
            .collect()
    }

    fn read_url(&self, line: &str, _current: Option<&str>) -> Option<String> {
        urls(line)
            .find(|url| {
                url.scheme == "https"
                    && url.authority.ends_with(".trycloudflare.com")
                    // It is asked for the tunnel, and named when it does not answer.
                    && url.authority != "api.trycloudflare.com"
            })
            .map(|url| url.origin())
    }

    fn keep(&self, line: &str) -> Option<String> {
        let talk = line.contains("Thank you for trying Cloudflare Tunnel")
            || line.contains("Configuration file /dev/null was empty");
        (!talk).then(|| line.to_owned())
    }
}
