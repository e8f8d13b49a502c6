//! `listen`: relays every event to the local app and its answer back.

mod child;
mod defaults;
mod signals;

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use clap::ValueEnum;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::net::TcpListener;

use super::session::{Record, Session, ready_json};
use super::values;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::relay::routing::{Pattern, Routing};
use crate::relay::target::Target;
use crate::relay::{DeadlinePolicy, Options};
use crate::render::out;
use crate::render::reporter::Format;
use crate::store::Limits;
use child::Child;
use signals::Signals;

/// Arguments of `listen`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook listen --forward-to localhost:3000/vapi/webhook
  vapihook listen -f 3000 --route 'tool-calls=3001/tools' --exclude 'speech-update,conversation-*'
  vapihook listen -f 3000 --json --until end-of-call-report > call.ndjson
  vapihook listen -f 3000 -- npm run dev")]
pub struct Args {
    /// The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the
    /// request's own path and query are appended. May be left to the project's vapihook.toml
    #[arg(short, long, value_name = "TARGET")]
    forward_to: Option<String>,
    /// The port to listen on; 0 takes a free one [default: 4242]
    #[arg(short, long)]
    port: Option<u16>,
    /// The address to listen on; anything but loopback lets others in
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    bind: IpAddr,
    /// Accept any certificate of an https app
    #[arg(long)]
    skip_verify: bool,
    /// Send everything to exactly the path of --forward-to
    #[arg(long)]
    fixed_path: bool,
    /// Send events of a type somewhere else; the type may hold * and ?
    #[arg(long, value_name = "TYPE=TARGET")]
    route: Vec<String>,
    /// Forward only these types (* and ? allowed); others are recorded and answered 200 {}
    #[arg(long, value_name = "TYPE,..", value_delimiter = ',')]
    events: Vec<String>,
    /// Do not forward these types; they are recorded and answered 200 {}
    #[arg(long, value_name = "TYPE,..", value_delimiter = ',')]
    exclude: Vec<String>,
    /// Add a header to what the app gets, or replace it
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = values::header)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// What happens at Vapi's deadline: show it, or cut off with 504 as Vapi would
    #[arg(long, value_enum, default_value_t = Deadline::Warn)]
    deadline: Deadline,
    /// The largest request body; larger ones get 413
    #[arg(long, default_value = "50MB", value_name = "SIZE", value_parser = values::size)]
    max_body: u64,
    /// The most events in flight; more get 503
    #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_inflight: u16,
    /// How long a sender may pause inside a request
    #[arg(long, default_value = "30s", value_name = "TIME", value_parser = values::duration)]
    sender_timeout: Duration,
    /// Record nothing
    #[arg(long)]
    no_record: bool,
    /// How long events stay in the record
    #[arg(long, default_value = "30d", value_name = "TIME", value_parser = values::duration)]
    keep: Duration,
    /// How large the record may grow
    #[arg(long, default_value = "1GiB", value_name = "SIZE", value_parser = values::size)]
    keep_size: u64,
    /// What is printed: lines, lines with both bodies, or only what went wrong
    #[arg(long, value_enum, default_value_t = Output::Compact)]
    output: Output,
    /// End once an event of this type was answered
    #[arg(long, value_name = "TYPE")]
    until: Option<String>,
    /// End after this time
    #[arg(long = "for", value_name = "TIME", value_parser = values::duration)]
    lasting: Option<Duration>,
    #[arg(
        last = true,
        value_name = "CMD",
        help = "Start this command once ready, with VAPIHOOK_URL and VAPIHOOK_PORT set, and exit \
                with its code"
    )]
    command: Vec<OsString>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Deadline {
    Warn,
    Enforce,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    Compact,
    Pretty,
    Quiet,
}

/// Why a run ended.
enum End {
    /// By itself: `--for`, `--until`, a reader that went away.
    Reached,
    /// By a signal, with the exit code that tells it.
    Signal(u8),
    /// The child ended, with this code.
    Child(u8),
}

/// Runs `listen`; the result is the exit code.
///
/// # Errors
/// When it cannot start: bad arguments, the port in use, a command that cannot be run.
pub fn run(args: Args, context: &Context) -> Result<u8> {
    super::runtime()?.block_on(listen(args, context))
}

async fn listen(mut args: Args, context: &Context) -> Result<u8> {
    defaults::fill(&mut args, context)?;
    let format = context.format(match args.output {
        Output::Compact => Format::Compact,
        Output::Pretty => Format::Pretty,
        Output::Quiet => Format::Quiet,
    });
    let options = args.options()?;
    let mut signals = Signals::install()?;
    let listener = bind(SocketAddr::new(args.bind, args.port.unwrap_or_default())).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Error::failed(format!("the listening address cannot be read: {error}")))?;
    refuse_loop(&options.routing, address)?;
    let record = args.record(context)?;
    let record_text = record
        .as_ref()
        .map(|record| record.path.display().to_string());
    let targets: Vec<String> = options.routing.targets().map(ToString::to_string).collect();
    let until = args.until.as_deref().map(Pattern::new);
    let doubts: Vec<String> = options
        .routing
        .doubts()
        .chain(until.iter().filter_map(Pattern::doubt))
        .collect();
    let session = Session::start(listener, options, record, until, format, context.style)?;

    let url = format!("http://{address}");
    let reporter = session.reporter();
    reporter.report(ready_json(
        &url,
        address.port(),
        &targets,
        record_text.as_deref(),
    ));
    if format != Format::Json && format != Format::Quiet {
        banner(&url, &targets, record_text.as_deref());
    }
    for doubt in doubts {
        reporter.note("unknown-event-type", doubt);
    }
    if !address.ip().is_loopback() {
        let open =
            format!("{address} is not loopback: whoever reaches it can send events to the app");
        reporter.note("not-loopback", open);
    }
    let child = match args.command.split_first() {
        None => None,
        Some((program, rest)) => Some(Child::start(
            program,
            rest,
            &url,
            address.port(),
            context.json(),
        )?),
    };

    let reached = session.reached_its_end();
    let stop = async move {
        let reached = async {
            match args.lasting {
                Some(time) => tokio::select! {
                    () = reached => {}
                    () = tokio::time::sleep(time) => {}
                },
                None => reached.await,
            }
        };
        let end = if let Some(child) = child {
            End::Child(child.supervise(reached, &mut signals).await)
        } else {
            tokio::select! {
                () = reached => End::Reached,
                signal = signals.next() => End::Signal(signal.exit_code()),
            }
        };
        let again = async move {
            signals.next().await;
        };
        (end, again)
    };
    let (ended, end) = session.run(stop).await;
    ended.print(format, context.style);
    Ok(match end {
        End::Reached => 0,
        End::Signal(code) | End::Child(code) => code,
    })
}

impl Args {
    fn options(&self) -> Result<Options> {
        let target = Target::parse(self.forward_to.as_deref().unwrap_or_default())?
            .fixed_path(self.fixed_path);
        let mut routing = Routing::to(target);
        for route in &self.route {
            routing.route(route, self.fixed_path)?;
        }
        routing.only(&self.events);
        routing.except(&self.exclude);
        let mut options = Options::new(routing);
        options.extra_headers = self.headers.iter().cloned().collect::<HeaderMap>();
        options.skip_verify = self.skip_verify;
        options.deadline = match self.deadline {
            Deadline::Warn => DeadlinePolicy::Warn,
            Deadline::Enforce => DeadlinePolicy::Enforce,
        };
        options.max_body = usize::try_from(self.max_body).unwrap_or(usize::MAX);
        options.max_inflight = usize::from(self.max_inflight);
        options.sender_timeout = self.sender_timeout;
        Ok(options)
    }

    fn record(&self, context: &Context) -> Result<Option<Record>> {
        if self.no_record {
            return Ok(None);
        }
        Ok(Some(Record {
            path: context.store_path()?,
            limits: Limits {
                max_age: self.keep,
                max_bytes: self.keep_size,
            },
        }))
    }
}

/// Binds, or says who is in the way.
async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let failed = |message: String| Error::failed(message);
        match error.kind() {
            std::io::ErrorKind::AddrInUse => failed(format!("port {} is in use", address.port()))
                .hint("stop what listens there, or take a free port with --port 0"),
            std::io::ErrorKind::PermissionDenied => failed(format!(
                "port {} needs more rights than you have",
                address.port()
            ))
            .hint("take a port above 1023, or a free one with --port 0"),
            std::io::ErrorKind::AddrNotAvailable => failed(format!(
                "{} is not an address of this machine",
                address.ip()
            ))
            .hint("leave --bind away to listen on 127.0.0.1"),
            _ => failed(format!("{address} cannot be listened on: {error}")),
        }
    })
}

/// An event forwarded to ourselves would come round for ever.
fn refuse_loop(routing: &Routing, address: SocketAddr) -> Result<()> {
    let own = |target: &&Target| {
        let same_host = target.is_loopback()
            || target
                .host()
                .parse::<IpAddr>()
                .is_ok_and(|ip| ip == address.ip());
        same_host && target.port() == address.port()
    };
    match routing.targets().find(own) {
        None => Ok(()),
        Some(target) => Err(Error::usage(format!("{target} is this listener itself"))
            .hint("forward to your app's port, or listen on another one with --port 0")),
    }
}

/// What to do next, on stderr.
fn banner(url: &str, targets: &[String], record: Option<&str>) {
    let version = env!("CARGO_PKG_VERSION");
    out::talk(&format!(
        "vapihook {version}  relaying {url} -> {}",
        targets.join(", ")
    ));
    out::talk(&format!(
        "  record  {}",
        record.unwrap_or("off (--no-record)")
    ));
    out::talk(&format!(
        "  next    cloudflared tunnel --url {url}  # make its URL the server URL, call"
    ));
    out::talk(&format!(
        "  or try  curl {url} -d '{{\"message\":{{\"type\":\"status-update\",\"status\":\"ringing\"}}}}'"
    ));
    out::talk("  stop    Ctrl-C\n");
}
