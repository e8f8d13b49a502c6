//! Tunnels: a public URL for a port of this machine, made by a program that is already there.
//!
//! [`Choice`] is what `--tunnel` says, [`PROVIDERS`] the table of what can make one, one file
//! each. [`Tunnel::open`] starts the program, reads the URL it prints, watches it, starts it again
//! when it dies, and takes care that it never outlives us. Whether a URL leads here is for the
//! caller to prove: a program that names one may still be connecting.
//!
//! Nothing here prints: what happens after the opening is told as a [`TunnelEvent`].

mod bore;
mod cloudflared;
mod ngrok;
mod output;
mod program;
mod public_url;
mod ssh;
mod supervise;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Kind, Result};

pub use public_url::{Checked, check_public_url};
pub use supervise::{Tunnel, TunnelEvent};

/// Every provider, in the order in which `auto` takes the first that is there.
pub const PROVIDERS: &[&Provider] = &[
    &cloudflared::PROVIDER,
    &ngrok::PROVIDER,
    &bore::PROVIDER,
    &ssh::PROVIDER,
];

/// What `--tunnel` takes for "the first that is there".
pub const AUTO: &str = "auto";

/// A program that makes tunnels.
pub struct Provider {
    /// Its name for `--tunnel`.
    pub name: &'static str,
    /// What it is, for the documentation: half a sentence.
    pub about: &'static str,
    /// What may follow the name, for the documentation: `[:server[:port]]`.
    pub form: &'static str,
    /// The program that is started.
    pub program: &'static str,
    /// How to get it.
    pub install: &'static str,
    /// Texts of its known failures, each with what to do about it.
    known: &'static [(&'static str, &'static str)],
    /// Reads what follows the name; `None` when it has not that form.
    plan: fn(&str) -> Option<Arc<dyn Plan>>,
}

impl Provider {
    /// The program's file, when it is in one of the folders.
    #[must_use]
    pub fn find_program(&self, folders: &[PathBuf]) -> Option<PathBuf> {
        folders
            .iter()
            .map(|folder| {
                let file = folder.join(self.program);
                if cfg!(windows) {
                    file.with_extension("exe")
                } else {
                    file
                }
            })
            .find(|file| is_program(file))
    }

    /// What to do about a failure that is known by one of these lines.
    fn advice(&self, lines: &[String]) -> Option<&'static str> {
        let shown = |text: &str| lines.iter().any(|line| line.contains(text));
        let known = self.known.iter().find(|(text, _)| shown(text));
        known.map(|(_, advice)| *advice)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// One tunnel of a provider, as it was asked for.
trait Plan: Send + Sync {
    /// The program's arguments for a tunnel to `local`.
    fn args(&self, local: SocketAddr) -> Vec<String>;

    /// Variables set in the program's environment.
    fn env(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The tunnel's URL, scheme and authority only, when this line of output names it. `current`
    /// is the URL it had so far.
    fn read_url(&self, line: &str, current: Option<&str>) -> Option<String>;

    /// What of a line is worth keeping for an error message.
    fn keep(&self, line: &str) -> Option<String> {
        Some(line.to_owned())
    }

    /// The URL of such a tunnel that somebody else has open already.
    fn running<'a>(&'a self, _local: SocketAddr, _settings: &'a Settings) -> Running<'a> {
        Box::pin(std::future::ready(None))
    }
}

/// The answer of [`Plan::running`].
type Running<'a> = Pin<Box<dyn Future<Output = Option<String>> + Send + 'a>>;

/// What tunnels need to know of their surroundings, and how patient they are.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folders that programs are looked for in: those of `PATH`.
    pub path: Vec<PathBuf>,
    /// Variables of our environment that its program does not get.
    pub withheld: Vec<String>,
    /// How long a program may take to name its URL.
    pub url_within: Duration,
    /// The pause before the first restart; it doubles with every further one.
    pub first_pause: Duration,
    /// The longest pause before a restart.
    pub longest_pause: Duration,
    /// A tunnel that lived this long starts over with the first pause.
    pub stable_after: Duration,
    /// How often a tunnel that somebody else started is looked at.
    pub poll: Duration,
    /// Where a running ngrok agent answers.
    pub ngrok_api: SocketAddr,
}

impl Settings {
    /// The defaults, with the folders of `PATH`: 30 s for a URL, pauses of 0.5 s to 30 s, back to
    /// 0.5 s after a minute of life.
    #[must_use]
    pub fn new(path: Vec<PathBuf>) -> Self {
        Self {
            path,
            withheld: Vec::new(),
            url_within: Duration::from_secs(30),
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            stable_after: Duration::from_secs(60),
            poll: Duration::from_secs(2),
            ngrok_api: SocketAddr::from(([127, 0, 0, 1], 4040)),
        }
    }
}

/// What `--tunnel` asks for: a provider with its details, or the first that is there.
#[derive(Clone)]
pub struct Choice(Option<(&'static Provider, Arc<dyn Plan>)>);

impl Choice {
    /// Reads `auto`, `cloudflared`, `ngrok`, `bore[:server[:port]]` or
    /// `ssh[:[user@]host[:port[:remote-port]]]`.
    ///
    /// # Errors
    /// [`Kind::Usage`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        if text == AUTO {
            return Ok(Self(None));
        }
        let provider = PROVIDERS.iter().find(|provider| provider.name == name);
        let Some(provider) = provider else {
            let names: Vec<&str> = PROVIDERS.iter().map(|provider| provider.name).collect();
            return Err(
                Error::usage(format!("there is no tunnel \"{name}\"")).hint(format!(
                    "one of {}, {AUTO}; for any other, start it yourself and pass --public-url URL",
                    names.join(", ")
                )),
            );
        };
        let plan = Some(rest)
            .filter(|rest| text.len() == name.len() || !rest.is_empty())
            .and_then(provider.plan);
        match plan {
            Some(plan) => Ok(Self(Some((provider, plan)))),
            None => Err(Error::usage(format!("\"{text}\" is not a tunnel"))
                .hint(format!("write it {}{}", provider.name, provider.form))),
        }
    }

    /// The provider and its plan; `auto` is settled here.
    fn settle(&self, settings: &Settings) -> Result<(&'static Provider, Arc<dyn Plan>)> {
        if let Some(chosen) = &self.0 {
            return Ok(chosen.clone());
        }
        let there = PROVIDERS
            .iter()
            .filter(|provider| provider.find_program(&settings.path).is_some());
        let mut plans = there.filter_map(|provider| Some((*provider, (provider.plan)("")?)));
        plans.next().ok_or_else(|| {
            let programs: Vec<&str> = PROVIDERS.iter().map(|provider| provider.program).collect();
            let message = format!("no tunnel program is installed: {}", programs.join(", "));
            Error::new(Kind::Network, message).hint(format!(
                "{}; or start a tunnel yourself and pass --public-url URL",
                PROVIDERS[0].install
            ))
        })
    }
}

impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.as_ref().map_or(AUTO, |(provider, _)| provider.name);
        f.debug_tuple("Choice").field(&name).finish()
    }
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// Splits `host[:port]`; an IPv6 address stands in brackets. `None` when the port is none.
fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match text.rfind(']') {
        Some(end) => {
            let port = match &text[end + 1..] {
                "" => None,
                rest => Some(rest.strip_prefix(':')?),
            };
            (&text[..=end], port)
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let name = host.trim_start_matches('[').trim_end_matches(']');
    // Nothing that a program could take for an option, and nothing that breaks a URL.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if name.is_empty() || name.starts_with('-') || !name.chars().all(plain) {
        return None;
    }
    match port {
        None => Some((host, None)),
        Some(port) => Some((host, Some(port.parse().ok()?))),
    }
}

#[cfg(test)]
mod tests;
