//! `listen`: relays every event to the local app and its answer back.

mod auth;
mod child;
mod defaults;
mod door;
mod proof;
mod public;
mod start;

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use clap::ValueEnum;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::judge::Judge;
use super::session::{Ready, Record, Session};
use super::signals::Signals;
use super::values::{self, Deadline};
use crate::config;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::lease::catch_panic;
use crate::relay::Options;
use crate::relay::routing::{Pattern, Routing};
use crate::relay::target::Target;
use crate::render::out;
use crate::render::reporter::Format;
use crate::render::style::Recorded;
use crate::store::Limits;
use auth::AuthArgs;
use child::Child;
use door::DoorArgs;
use public::{Public, PublicArgs, Wish};

/// Arguments of `listen`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
#[command(after_help = "\
Examples:
  vapihook listen --forward-to localhost:3000/vapi/webhook
  vapihook listen -f 3000 --route 'tool-calls=3001/tools'
  vapihook listen -f 3000 --exclude 'speech-update,conversation-*'
  vapihook listen -f 3000 --json --until end-of-call-report > call.ndjson
  vapihook listen -f 3000 --tunnel auto --assistant support-bot --phone-number +14155550100
  vapihook listen -f 3000 -- npm test

Ctrl-C ends it with 130, kill with 143, --until and --for with 0, all after finishing what is in
flight and giving server URLs back; 8 when one could not be given back.")]
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
    /// Accept any certificate of an https app, also a self-signed one
    #[arg(long)]
    skip_verify: bool,
    /// Send everything to exactly the path of --forward-to; nothing is appended
    #[arg(long)]
    fixed_path: bool,
    /// Send events of a type (* and ? allowed) to another app; repeatable, the first match counts
    #[arg(long, value_name = "TYPE=TARGET")]
    route: Vec<String>,
    /// Forward only these types (* and ? allowed); others are recorded and answered 200 {}
    #[arg(long, value_name = "TYPE,..", value_delimiter = ',')]
    events: Vec<String>,
    /// Do not forward these types; they are recorded and answered 200 {}
    #[arg(long, value_name = "TYPE,..", value_delimiter = ',')]
    exclude: Vec<String>,
    /// Add a header to what the app gets, or replace it; repeatable
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = values::header)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// What happens when the app is slower than Vapi waits: warn shows it, enforce cuts it off
    /// with 504
    #[arg(long, value_enum, default_value_t = Deadline::Warn, value_name = "POLICY")]
    deadline: Deadline,
    /// The largest request body (1024, 64KB, 50MB, 1GiB); larger ones get 413. Also how much of
    /// an answer is recorded
    #[arg(long, default_value = "50MB", value_name = "SIZE", value_parser = values::size)]
    max_body: u64,
    /// The most events in flight; more get 503
    #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_inflight: u16,
    /// How long a sender may pause inside a request (250ms, 7.5s, 10m)
    #[arg(long, default_value = "30s", value_name = "TIME", value_parser = values::duration)]
    sender_timeout: Duration,
    /// Record nothing
    #[arg(long)]
    no_record: bool,
    /// How long events stay in the record (12h, 30d)
    #[arg(long, default_value = "30d", value_name = "TIME", value_parser = values::kept_time)]
    keep: Duration,
    /// How large the record may grow; the oldest events go first
    #[arg(long, default_value = "1GiB", value_name = "SIZE", value_parser = values::kept_size)]
    keep_size: u64,
    /// What is printed: compact is a line each way, pretty adds both bodies, quiet is only what
    /// went wrong
    #[arg(long, value_enum, default_value_t = Output::Compact, value_name = "FORM")]
    output: Output,
    /// End with 0 once an event of this type (* and ? allowed) was answered
    #[arg(long, value_name = "TYPE")]
    until: Option<String>,
    /// End with 0 after this time, as in 90s or 10m
    #[arg(long = "for", value_name = "TIME", value_parser = values::duration)]
    lasting: Option<Duration>,
    #[arg(
        long,
        requires = "command",
        help = "Leave VAPI_API_KEY in the environment of CMD; it is taken out otherwise"
    )]
    pass_key: bool,
    /// End with 3 when Vapi would not have accepted an answer (a CMD's own code goes first)
    #[arg(long)]
    strict_exit: bool,
    #[command(flatten)]
    door: DoorArgs,
    #[command(flatten)]
    auth: AuthArgs,
    #[command(flatten)]
    public: PublicArgs,
    #[arg(
        last = true,
        value_name = "CMD",
        help_heading = "Arguments",
        help = "Start this command once ready, with VAPIHOOK_URL and VAPIHOOK_PORT set and without \
                VAPI_API_KEY; when it ends, end with its exit code"
    )]
    command: Vec<OsString>,
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
    /// It could not begin.
    Failed(Error),
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
    let judge = Judge::new(context)?;
    let mut options = args.options()?;
    args.auth.apply(&mut options, context)?;
    let signals = Signals::install()?;
    let listener = start::bind(SocketAddr::new(args.bind, args.port.unwrap_or_default())).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Error::failed(format!("the listening address cannot be read: {error}")))?;
    start::refuse_loop(&options.routing, address)?;
    options.door = args.door.door(address, args.public.url());
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
    let wish = args.public.wish(context)?;
    options.gate = wish.as_ref().map(Wish::gate);
    let mut style = context.style.clone();
    if record.is_none() {
        style = style.recorded(Recorded::Nowhere);
    }
    let session = Session::start(listener, options, record, until, format, style, judge)?;
    let reporter = session.reporter().clone();
    start::doubt(&reporter, doubts, address);

    let reached = session.reached_its_end();
    let public = wish.map(|wish| Public::new(wish, reporter.clone()));
    let mut run = Run { public, signals };
    let ready = |public_url: Option<&str>| {
        let url = format!("http://{address}");
        let ready = Ready {
            url: &url,
            port: address.port(),
            public_url,
            targets: &targets,
            record: record_text.as_deref(),
        };
        reporter.report(ready.report());
        if format != Format::Json && format != Format::Quiet {
            reporter.flush();
            start::banner(&ready, context.style.sentence());
        }
        let Some((program, rest)) = args.command.split_first() else {
            return Ok(None);
        };
        let withheld = (!args.pass_key).then_some(config::env::API_KEY.name);
        Child::start(program, rest, &ready, withheld, context.json()).map(Some)
    };
    let stop = async move {
        let end = run.until_the_end(address, ready, reached, args.lasting);
        let end = Box::pin(catch_panic(end)).await.unwrap_or_else(|_| {
            End::Failed(Error::failed(
                "the run broke off: this is a fault of vapihook",
            ))
        });
        let failed = run.give_back().await;
        let Run {
            public,
            mut signals,
        } = run;
        let again = async move {
            signals.next().await;
        };
        ((end, failed, public), again)
    };
    let (ended, (end, failed, public)) = Box::pin(session.run(stop)).await;
    if let Some(public) = public {
        public.close().await;
    }
    for error in &failed {
        out::error(error);
    }
    let not_restored = failed.first().map(|error| error.kind.exit_code());
    let strict = args.strict_exit && matches!(end, End::Reached | End::Signal(_));
    let code = match end {
        End::Reached => 0,
        End::Signal(code) | End::Child(code) => code,
        End::Failed(error) if not_restored.is_none() => return Err(error),
        End::Failed(error) => {
            out::error(&error);
            error.kind.exit_code()
        }
    };
    ended.print(format, &context.style);
    let refused = (strict && ended.has_errors()).then(|| Kind::No.exit_code());
    Ok(not_restored.or(refused).unwrap_or(code))
}

/// What goes on beside the relay.
struct Run {
    public: Option<Public>,
    signals: Signals,
}

impl Run {
    /// Makes the listener public, starts the child, and waits for whatever ends the run.
    async fn until_the_end(
        &mut self,
        local: SocketAddr,
        ready: impl FnOnce(Option<&str>) -> Result<Option<Child>>,
        reached: impl Future<Output = ()>,
        lasting: Option<Duration>,
    ) -> End {
        let mut server_url = None;
        if let Some(public) = &mut self.public {
            let opened = tokio::select! {
                opened = public.open(local) => opened,
                signal = self.signals.next() => return End::Signal(signal.exit_code()),
            };
            if let Err(error) = opened {
                return End::Failed(error);
            }
            server_url = Some(public.server_url());
        }
        let child = match ready(server_url.as_deref()) {
            Ok(child) => child,
            Err(error) => return End::Failed(error),
        };
        let reached = async {
            match lasting {
                Some(time) => tokio::select! {
                    () = reached => {}
                    () = tokio::time::sleep(time) => {}
                },
                None => reached.await,
            }
        };
        let watch = async {
            match &mut self.public {
                Some(public) => public.watch().await,
                None => std::future::pending().await,
            }
        };
        let end = async {
            if let Some(child) = child {
                return End::Child(child.supervise(reached, &mut self.signals).await);
            }
            tokio::select! {
                () = reached => End::Reached,
                signal = self.signals.next() => End::Signal(signal.exit_code()),
            }
        };
        tokio::select! {
            end = end => end,
            () = watch => End::Reached,
        }
    }

    /// Gives the server URLs back while events still get through; a signal stops that, and what
    /// is left stays in the journal.
    async fn give_back(&mut self) -> Vec<Error> {
        let Some(public) = &mut self.public else {
            return Vec::new();
        };
        let repair = public.repair();
        tokio::select! {
            failed = public.give_back() => failed,
            _ = self.signals.next() => vec![
                Error::new(Kind::NotRestored, "server URLs may not be given back: it was stopped")
                    .hint(format!("give them back with: {repair}")),
            ],
        }
    }
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
        options.deadline = self.deadline.policy();
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
