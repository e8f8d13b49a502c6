//! The public side of `listen`: a URL that leads here, proven, and server URLs pointed at it
//! until the run ends.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::api::{Client, Kind};
use crate::config;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::envelope::{Envelope, Headers};
use crate::event::id::EventId;
use crate::lease::{Ask, Held, HiddenSecret, Leases};
use crate::relay::forward::Forwarder;
use crate::relay::gate::{self, Gate};
use crate::relay::once;
use crate::relay::routing::Destination;
use crate::relay::target::Target;
use crate::render::out;
use crate::render::reporter::Reporter;
use crate::tunnel::{Choice, Settings, Tunnel, TunnelEvent, check_public_url};

/// How long a public URL may take until it leads here: a new name has to become known.
const PROVEN_WITHIN: Duration = Duration::from_secs(20);
const PROBE_PAUSE: Duration = Duration::from_millis(250);
const PROBE_TIME: Duration = Duration::from_secs(5);
/// Longest wait for every lease to be given back.
const GIVE_BACK: Duration = Duration::from_secs(20);

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
    /// What is asked for; `None` when nothing is.
    pub fn wish(&self, context: &Context) -> Result<Option<Wish>> {
        let kinds = [
            (Kind::Assistant, &self.assistant),
            (Kind::PhoneNumber, &self.phone_number),
            (Kind::Tool, &self.tool),
        ];
        let targets: Vec<(Kind, String)> = kinds
            .into_iter()
            .flat_map(|(kind, names)| names.iter().map(move |name| (kind, name.clone())))
            .collect();
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
                let settings = Settings::new(config::search_path());
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
        let proof = prove(&self.url, &self.wish.gate);
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
        let (proven, taken) = tokio::join!(proof, take);
        taken?;
        if let Err(why) = proven {
            let warning = format!(
                "{} DOES NOT LEAD HERE: {why}; events may not arrive",
                self.url
            );
            self.reporter.note("public-url-unproven", warning);
        }
        Ok(())
    }

    /// What Vapi is told: the public URL with the prefix that lets requests in.
    pub fn server_url(&self) -> String {
        format!("{}{}", self.url, self.wish.gate.prefix())
    }

    /// Follows the tunnel: says when it is gone, and moves the server URLs when it comes back
    /// under another URL. Never ends.
    pub async fn watch(&mut self) {
        while let Some(event) = self.events.recv().await {
            match event {
                TunnelEvent::Up { url } => {
                    self.tell_tunnel("up", &url, "the tunnel is up");
                    if url != self.url {
                        self.url = url;
                        self.move_leases().await;
                    }
                }
                TunnelEvent::Down {
                    why,
                    lines,
                    hint,
                    again_in,
                } => {
                    let again = format!("it is started again in {} s", again_in.as_secs_f64());
                    let last = lines.last().map(String::as_str).unwrap_or_default();
                    let parts = [
                        why.as_str(),
                        last,
                        hint.as_deref().unwrap_or_default(),
                        &again,
                    ];
                    let told: Vec<&str> =
                        parts.into_iter().filter(|part| !part.is_empty()).collect();
                    self.tell_tunnel("down", "", &told.join("; "));
                }
            }
        }
        std::future::pending::<()>().await;
    }

    async fn move_leases(&mut self) {
        let server_url = self.server_url();
        let Some(taking) = &mut self.wish.taking else {
            return;
        };
        for held in &mut taking.held {
            match taking.leases.move_to(held, &server_url).await {
                Ok(notes) => {
                    let message = format!("{} points to {server_url}", held.title);
                    self.reporter.told(message, held.json("moved"));
                    for note in notes {
                        self.reporter.note("lease", note);
                    }
                }
                Err(error) => {
                    let message = format!("{} STILL POINTS ELSEWHERE: {error}", held.title);
                    self.reporter.note("lease-not-moved", message);
                }
            }
        }
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

    /// Ends the tunnel.
    pub async fn close(self) {
        if let Some(tunnel) = self.tunnel {
            tunnel.close().await;
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

/// Asks the public URL for a number that only this listener knows, until it answers with it.
///
/// # Errors
/// What came back instead, in words.
async fn prove(url: &str, gate: &Gate) -> Result<(), String> {
    let wrong = |error: Error| error.message;
    let target = Target::parse(url).map_err(wrong)?;
    let forwarder = Forwarder::new(HeaderMap::new(), target.is_https(), false).map_err(wrong)?;
    let destination = Destination::from(target);
    let nonce = gate::random().map_err(wrong)?;
    let until = Instant::now() + PROVEN_WITHIN;
    loop {
        let probe = once::send(&forwarder, probe(gate, &nonce), &destination, false);
        let why = match tokio::time::timeout(PROBE_TIME, probe).await {
            Err(_) => "no answer within 5 s".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Ok(Ok(exchange)) => match exchange.delivery {
                Some(delivery) if delivery.body == nonce.as_bytes() => return Ok(()),
                Some(delivery) => format!("it answers {} with something else", delivery.status),
                None => "no answer".to_owned(),
            },
        };
        if Instant::now() + PROBE_PAUSE >= until {
            return Err(why);
        }
        tokio::time::sleep(PROBE_PAUSE).await;
    }
}

fn probe(gate: &Gate, nonce: &str) -> Envelope {
    Envelope {
        id: EventId::new(),
        received_ms: 0,
        method: Method::GET,
        path: gate.probe_path(nonce),
        headers: Headers::default(),
        body: Bytes::new(),
    }
}
