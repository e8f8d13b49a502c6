//! The public side of `listen`: a URL that leads here, proven, and server URLs pointed at it
//! until the run ends.

use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::proof::prove;
use crate::api::{Client, Kind};
use crate::config;
use crate::config::setting::{ASSISTANTS, PHONE_NUMBERS, TOOLS};
use crate::context::Context;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::lease::report::restore_command;
use crate::lease::{Ask, Held, HiddenSecret, Leases};
use crate::relay::gate::Gate;
use crate::render::out;
use crate::render::reporter::Reporter;
use crate::tunnel::{Choice, Settings, Tunnel, TunnelEvent, check_public_url};

/// Longest wait for every lease to be given back.
const GIVE_BACK: Duration = Duration::from_secs(20);
/// The pause before server URLs are moved again that could not be.
const MOVE_AGAIN: Duration = Duration::from_secs(5);

/// The arguments that make a listener public.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Public URL and server URLs")]
pub(super) struct PublicArgs {
    /// Open a tunnel: auto, cloudflared, ngrok, bore[:server[:port]] or
    /// ssh[:[user@]host[:port[:remote-port]]]
    #[arg(long, value_name = "NAME", conflicts_with = "public_url")]
    tunnel: Option<String>,
    /// The URL under which a tunnel of your own leads to this listener
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Point this assistant's server URL here until the run ends (id or name)
    #[arg(long, value_name = "ID")]
    assistant: Vec<String>,
    /// Point this phone number's server URL here until the run ends (id, name or number)
    #[arg(long, value_name = "ID")]
    phone_number: Vec<String>,
    /// Point this tool's server URL here until the run ends (id or name)
    #[arg(long, value_name = "ID")]
    tool: Vec<String>,
    /// Take server URLs over from another running listener
    #[arg(long)]
    steal: bool,
    /// Go on although a server secret that Vapi does not show may be lost
    #[arg(long)]
    drop_secret: bool,
    /// Accept a public URL that only this machine or network reaches
    #[arg(long)]
    force: bool,
}

/// What is to be made public, checked as far as it can be without the network.
pub(super) struct Wish {
    way: Way,
    targets: Vec<(Kind, String)>,
    ask: Ask,
    taking: Option<Taking>,
    gate: Gate,
}

enum Way {
    Tunnel(Choice),
    Url(String),
}

/// What it takes to take server URLs.
struct Taking {
    client: Client,
    leases: Leases,
    held: Vec<Held>,
}

impl PublicArgs {
    /// The URL of a tunnel of one's own.
    pub fn url(&self) -> Option<&str> {
        self.public_url.as_deref()
    }

    /// Whose server URL is wanted: what the flags name, else, for a listener that is public, what
    /// the project does.
    fn targets(&self, context: &Context) -> Result<Vec<(Kind, String)>> {
        let flags = [
            (Kind::Assistant, &self.assistant, &ASSISTANTS),
            (Kind::PhoneNumber, &self.phone_number, &PHONE_NUMBERS),
            (Kind::Tool, &self.tool, &TOOLS),
        ];
        let by_flag = flags.iter().any(|(_, names, _)| !names.is_empty());
        let is_public = self.tunnel.is_some() || self.public_url.is_some();
        let mut targets = Vec::new();
        for (kind, names, setting) in flags {
            let names = if is_public && !by_flag {
                context.list(setting)?
            } else {
                names.clone()
            };
            targets.extend(names.into_iter().map(|name| (kind, name)));
        }
        Ok(targets)
    }

    /// What is asked for; `None` when nothing is.
    pub fn wish(&self, context: &Context) -> Result<Option<Wish>> {
        let targets = self.targets(context)?;
        let way = match (&self.tunnel, &self.public_url) {
            (Some(tunnel), _) => Way::Tunnel(Choice::parse(tunnel)?),
            (None, Some(url)) => {
                let checked = check_public_url(url, self.force)?;
                for warning in checked.warnings {
                    out::warn(&warning);
                }
                Way::Url(checked.url)
            }
            (None, None) if targets.is_empty() => return Ok(None),
            (None, None) => {
                return Err(Error::usage("a server URL needs a public URL to point to")
                    .hint("add --tunnel auto, or --public-url URL for a tunnel of your own"));
            }
        };
        let taking = if targets.is_empty() {
            None
        } else {
            let client = context.api()?;
            Some(Taking {
                leases: Leases::new(client.clone(), context.leases_dir()?, "listen"),
                client,
                held: Vec::new(),
            })
        };
        Ok(Some(Wish {
            way,
            targets,
            ask: Ask {
                steal: self.steal,
                hidden_secret: if self.drop_secret {
                    HiddenSecret::Drop
                } else {
                    HiddenSecret::Refuse
                },
                ..Ask::default()
            },
            taking,
            gate: Gate::new()?,
        }))
    }
}

impl Wish {
    /// What keeps strangers out.
    pub fn gate(&self) -> Gate {
        self.gate.clone()
    }
}

/// A URL being proven, and how that went.
type Proof = Pin<Box<dyn Future<Output = (String, Result<(), String>)> + Send>>;

/// The public side of a run.
pub(super) struct Public {
    wish: Wish,
    reporter: Reporter,
    tunnel: Option<Tunnel>,
    events: UnboundedReceiver<TunnelEvent>,
    tell: UnboundedSender<TunnelEvent>,
    /// The URL that leads here, without the gate's prefix.
    url: String,
}

impl Public {
    pub fn new(wish: Wish, reporter: Reporter) -> Self {
        let (tell, events) = unbounded_channel();
        Self {
            wish,
            reporter,
            tunnel: None,
            events,
            tell,
            url: String::new(),
        }
    }

    /// Opens the tunnel, proves that it leads here, and takes the server URLs meanwhile. May be
    /// dropped in the middle; [`Public::give_back`] clears up after it.
    ///
    /// # Errors
    /// When there is no tunnel, or a server URL cannot be taken.
    pub async fn open(&mut self, local: SocketAddr) -> Result<()> {
        self.url = match &self.wish.way {
            Way::Url(url) => url.clone(),
            Way::Tunnel(choice) => {
                let tell = self.tell.clone();
                let mut settings = Settings::new(config::search_path());
                // A tunnel's program is somebody else's: the key is none of its business.
                settings.withheld = vec![config::env::API_KEY.name.to_owned()];
                let opened = Tunnel::open(choice, local, &settings, move |event| {
                    tell.send(event).ok();
                });
                let tunnel = opened.await?;
                let url = tunnel.url().to_owned();
                self.tell_tunnel(
                    "up",
                    &url,
                    &format!("{} leads here", tunnel.provider().name),
                );
                self.tunnel = Some(tunnel);
                url
            }
        };
        let proof = async { Ok(prove(&self.url, &self.wish.gate).await) };
        let server_url = self.server_url();
        let reporter = &self.reporter;
        let take = async {
            match &mut self.wish.taking {
                None => Ok(()),
                Some(taking) => {
                    let mut ask = self.wish.ask.clone();
                    ask.url = server_url;
                    taking.take(&self.wish.targets, &ask, reporter).await
                }
            }
        };
        // A server URL that cannot be taken ends the run: nothing is left to be proven then.
        let (proven, ()) = tokio::try_join!(proof, take)?;
        self.tell_proof(&self.url, proven);
        Ok(())
    }

    /// What Vapi is told: the public URL with the prefix that lets requests in.
    pub fn server_url(&self) -> String {
        format!("{}{}", self.url, self.wish.gate.prefix())
    }

    /// Follows the tunnel: says when it is gone, and moves the server URLs when it comes back
    /// under another URL, which is proven again. Never ends.
    pub async fn watch(&mut self) {
        let mut proof: Proof = Box::pin(std::future::pending());
        let mut behind = false;
        loop {
            tokio::select! {
                Some(event) = self.events.recv() => match event {
                    TunnelEvent::Up { url } => {
                        self.tell_tunnel("up", &url, "the tunnel is up");
                        let gate = self.wish.gate.clone();
                        self.url.clone_from(&url);
                        behind = self.move_leases().await;
                        proof = Box::pin(async move {
                            let proven = prove(&url, &gate).await;
                            (url, proven)
                        });
                    }
                    TunnelEvent::Down { why, lines, hint, again_in } => {
                        proof = Box::pin(std::future::pending());
                        let again = format!("it is started again in {} s", again_in.as_secs_f64());
                        let last = lines.last().map(String::as_str).unwrap_or_default();
                        let hint = hint.as_deref().unwrap_or_default();
                        let parts = [why.as_str(), last, hint, &again];
                        let told: Vec<&str> =
                            parts.into_iter().filter(|part| !part.is_empty()).collect();
                        self.tell_tunnel("down", "", &told.join("; "));
                    }
                },
                (url, proven) = &mut proof => {
                    proof = Box::pin(std::future::pending());
                    self.tell_proof(&url, proven);
                }
                () = tokio::time::sleep(MOVE_AGAIN), if behind => {
                    behind = self.move_leases().await;
                }
            }
        }
    }

    /// Moves what points elsewhere; whether it is worth trying again.
    async fn move_leases(&mut self) -> bool {
        let server_url = self.server_url();
        let Some(taking) = &mut self.wish.taking else {
            return false;
        };
        let mut behind = false;
        for held in &mut taking.held {
            if held.url == server_url {
                continue;
            }
            match taking.leases.move_to(held, &server_url).await {
                Ok(notes) => {
                    let message = format!("{} points to {server_url}", held.title);
                    self.reporter.told(message, held.json("moved"));
                    for note in notes {
                        self.reporter.note("lease", note);
                    }
                }
                Err(error) => {
                    let again = error.kind == ErrorKind::Network;
                    behind |= again;
                    let then = if again { "; it is tried again" } else { "" };
                    let message = format!("{} STILL POINTS ELSEWHERE: {error}{then}", held.title);
                    self.reporter.note("lease-not-moved", message);
                }
            }
        }
        behind
    }

    /// Gives every server URL back; the errors are those that could not be.
    pub async fn give_back(&mut self) -> Vec<Error> {
        let Some(taking) = &mut self.wish.taking else {
            return Vec::new();
        };
        let mut errors = Vec::new();
        for report in taking.leases.give_back_all(GIVE_BACK).await {
            self.reporter.told(report.sentence(), report.json());
            errors.extend(report.error());
        }
        errors
    }

    /// The command that gives back what this run may leave behind.
    pub fn repair(&self) -> String {
        let taking = self.wish.taking.as_ref();
        let base_url = taking.map_or("", |taking| taking.client.base_url());
        restore_command(None, None, base_url, "")
    }

    /// Ends the tunnel.
    pub async fn close(self) {
        if let Some(tunnel) = self.tunnel {
            tunnel.close().await;
        }
    }

    fn tell_proof(&self, url: &str, proven: Result<(), String>) {
        if let Err(why) = proven {
            let warning = format!("{url} DOES NOT LEAD HERE: {why}; events may not arrive");
            self.reporter.note("public-url-unproven", warning);
        }
    }

    fn tell_tunnel(&self, state: &str, url: &str, message: &str) {
        let url = (!url.is_empty()).then_some(url);
        let object = json!({
            "v": 1, "type": "tunnel", "state": state, "url": url, "message": message,
        });
        let message = url.map_or_else(|| message.to_owned(), |url| format!("{message}: {url}"));
        self.reporter.told(message, object);
    }
}

impl Taking {
    async fn take(
        &mut self,
        targets: &[(Kind, String)],
        ask: &Ask,
        reporter: &Reporter,
    ) -> Result<()> {
        for (kind, name) in targets {
            let resource = self.client.find(*kind, name).await?;
            let taken = self.leases.take(*kind, &resource.id, ask).await?;
            let was = taken.held.original_url.as_deref().unwrap_or("none");
            // Its id is for scripts; a name is enough on a line.
            let title = taken.held.title.split(" (").next().unwrap_or_default();
            let message = format!("{title} points here until this ends (was: {was})");
            reporter.told(message, taken.held.json("taken"));
            for note in taken.notes {
                reporter.note("lease", note);
            }
            self.held.push(taken.held);
        }
        Ok(())
    }
}
