//! An open tunnel: watched, started again when it dies, closed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::program::{Did, Program};
use super::{Choice, Plan, Provider, Settings};
use crate::error::{Error, Kind, Result};

/// How many lines of a program an error shows.
const SHOWN_LINES: usize = 8;
/// How often in a row a tunnel that somebody else started may be missing before it is gone.
const MISSES: u32 = 2;

/// What happens to a tunnel after it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TunnelEvent {
    /// It is there again, or it changed its URL.
    Up {
        /// Its URL from now on: scheme and authority.
        url: String,
    },
    /// It is gone, or another attempt to bring it back failed.
    Down {
        /// What happened: `cloudflared ended with exit code 1`.
        why: String,
        /// The last lines of its program; text of others, not escaped.
        lines: Vec<String>,
        /// What to do about it, when the failure is a known one.
        hint: Option<String>,
        /// The next attempt is made after this pause.
        again_in: Duration,
    },
}

/// An open tunnel. Dropping it ends its program at once; [`Tunnel::close`] also waits for that.
pub struct Tunnel {
    provider: &'static Provider,
    url: String,
    stop: Option<oneshot::Sender<()>>,
    watch: JoinHandle<()>,
}

impl Tunnel {
    /// Opens a tunnel to `local` and watches it from then on. `tell` hears what happens after the
    /// opening; it may not block.
    ///
    /// # Errors
    /// [`Kind::Network`] when the program is missing, ends before it named a URL, or names none
    /// in time; with what it printed, and what to do about it when that is known.
    pub async fn open(
        choice: &Choice,
        local: SocketAddr,
        settings: &Settings,
        tell: impl Fn(TunnelEvent) + Send + 'static,
    ) -> Result<Self> {
        let (provider, plan) = choice.settle(settings)?;
        let opener = Opener {
            provider,
            plan,
            local: reachable(local),
            settings: settings.clone(),
        };
        let mut live = opener.begin().await?;
        let url = opener.url(&mut live).await?;
        let (stop, stopped) = oneshot::channel();
        Ok(Self {
            provider,
            url,
            stop: Some(stop),
            watch: tokio::spawn(opener.watch(live, tell, stopped)),
        })
    }

    /// The URL that it was opened with: scheme and authority, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Who makes it.
    #[must_use]
    pub fn provider(&self) -> &'static Provider {
        self.provider
    }

    /// Ends its program, and returns when it is gone: usually at once, after four seconds at the
    /// latest.
    pub async fn close(mut self) {
        self.stop.take();
        (&mut self.watch).await.ok();
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

/// A failed attempt, or the end of a tunnel.
struct Failure {
    why: String,
    lines: Vec<String>,
    hint: Option<String>,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let mut message = failure.why;
        let skipped = failure.lines.len().saturating_sub(SHOWN_LINES);
        if !failure.lines.is_empty() {
            message.push_str("; it printed:");
        }
        for line in &failure.lines[skipped..] {
            message.push_str("\n  ");
            message.push_str(line);
        }
        let error = Self::new(Kind::Network, message);
        match failure.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// A tunnel that is there.
enum Live {
    /// Its program is ours.
    Own(Box<Program>),
    /// Somebody else's, with this URL.
    Theirs(String),
}

/// Opens tunnels of one kind, as often as needed.
struct Opener {
    provider: &'static Provider,
    plan: Arc<dyn Plan>,
    local: SocketAddr,
    settings: Settings,
}

impl Opener {
    /// Finds a tunnel that is there already, or starts the program.
    async fn begin(&self) -> Result<Live, Failure> {
        if let Some(url) = self.plan.running(self.local, &self.settings).await {
            return Ok(Live::Theirs(url));
        }
        let name = self.provider.program;
        let missing = |why: String| Failure {
            why,
            lines: Vec::new(),
            hint: Some(self.provider.install.to_owned()),
        };
        let file = self
            .provider
            .find_program(&self.settings.path)
            .ok_or_else(|| missing(format!("the program {name} is not installed")))?;
        let args = self.plan.args(self.local);
        Program::start(&file, &args, &self.plan, &self.settings.withheld)
            .map(|program| Live::Own(Box::new(program)))
            .map_err(|error| missing(format!("the program {name} cannot be started: {error}")))
    }

    /// The first URL. Whoever does not name one in time is stopped.
    async fn url(&self, live: &mut Live) -> Result<String, Failure> {
        let program = match live {
            Live::Theirs(url) => return Ok(url.clone()),
            Live::Own(program) => program,
        };
        let patience = self.settings.url_within;
        let why = match tokio::time::timeout(patience, program.next()).await {
            Ok(Did::Named(url)) => return Ok(url),
            Ok(Did::Ended(how)) => format!("{how} before it named a URL"),
            Err(_) => {
                program.stop().await;
                format!("named no URL within {} s", patience.as_secs_f64())
            }
        };
        Err(self.failure(&why, program.lines()))
    }

    fn failure(&self, what: &str, lines: Vec<String>) -> Failure {
        Failure {
            why: format!("{} {what}", self.provider.program),
            hint: self.provider.advice(&lines).map(str::to_owned),
            lines,
        }
    }

    /// Waits until a tunnel changes its URL, or is gone.
    async fn change(&self, live: &mut Live) -> Result<String, Failure> {
        match live {
            Live::Own(program) => match program.next().await {
                Did::Named(url) => Ok(url),
                Did::Ended(how) => Err(self.failure(&how, program.lines())),
            },
            Live::Theirs(known) => {
                let mut misses = 0;
                while misses < MISSES {
                    tokio::time::sleep(self.settings.poll).await;
                    match self.plan.running(self.local, &self.settings).await {
                        Some(url) if url == *known => misses = 0,
                        Some(url) => {
                            known.clone_from(&url);
                            return Ok(url);
                        }
                        None => misses += 1,
                    }
                }
                Err(self.failure("no longer has the tunnel that was there", Vec::new()))
            }
        }
    }

    /// Watches a tunnel until it is stopped, and brings it back when it is gone.
    async fn watch(
        self,
        mut live: Live,
        tell: impl Fn(TunnelEvent) + Send,
        mut stopped: oneshot::Receiver<()>,
    ) {
        let mut up_since = Some(Instant::now());
        let mut pause = self.settings.first_pause;
        loop {
            let next = async {
                match up_since {
                    Some(_) => self.change(&mut live).await,
                    None => self.url(&mut live).await,
                }
            };
            let mut failure = tokio::select! {
                next = next => match next {
                    Ok(url) => {
                        up_since.get_or_insert_with(Instant::now);
                        tell(TunnelEvent::Up { url });
                        continue;
                    }
                    Err(failure) => failure,
                },
                _ = &mut stopped => {
                    live.stop().await;
                    return;
                }
            };
            let lived = up_since.take().map(|since| since.elapsed());
            if lived.is_some_and(|lived| lived >= self.settings.stable_after) {
                pause = self.settings.first_pause;
            }
            live = loop {
                tell(TunnelEvent::Down {
                    why: failure.why,
                    lines: failure.lines,
                    hint: failure.hint,
                    again_in: pause,
                });
                let begun = async {
                    tokio::time::sleep(pause).await;
                    self.begin().await
                };
                let begun = tokio::select! {
                    begun = begun => begun,
                    _ = &mut stopped => return,
                };
                pause = (pause * 2).min(self.settings.longest_pause);
                match begun {
                    Ok(live) => break live,
                    Err(next) => failure = next,
                }
            };
        }
    }
}

impl Live {
    async fn stop(&mut self) {
        match self {
            Self::Own(program) => program.stop().await,
            Self::Theirs(_) => {}
        }
    }
}

/// Where a listener is reached from this machine.
fn reachable(local: SocketAddr) -> SocketAddr {
    let ip = match local.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, local.port())
}
