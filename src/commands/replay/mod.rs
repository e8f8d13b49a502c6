//! `replay`: sends events again, as they were or as if they happened now.

mod assert;
mod change;
mod edit;
mod options;
mod referee;
mod update;

use std::cell::RefCell;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::HeaderMap;
use vapihook_http::fields::Fields;

use self::assert::{Assertions, Form};
use self::change::{Binder, Change, Packer};
use self::options::{Speed, seed};
use self::referee::Referee;
use self::update::Updates;
use super::changes::Changes;
use super::judge::Judge;
use super::outcome::Results;
use super::play::chaos::{Chaos, Trouble};
use super::play::feed::Feed;
use super::play::pace::{Pace, Spacing};
use super::play::{self, Plan};
use super::signals::Signals;
use super::signing::SigningArgs;
use super::values::{self, Deadline};
use super::what::{self, Found, WHAT};
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::event::exchange::Arrival;
use crate::event::fresh::Fresh;
use crate::relay::forward::Forwarder;
use crate::relay::routing::Destination;
use crate::relay::target::Target;
use crate::render::out;
use crate::render::report::Report;
use crate::render::reporter::{Format, Reporter};

/// The number of events; 0 while it is not known.
type Counted = Arc<AtomicU64>;

/// On their way at once when the schedule does not wait for answers.
const OPEN: usize = 64;

/// Arguments of `replay`.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags are independent of each other"
)]
#[command(after_help = "\
Examples:
  vapihook replay last --to 3000
  vapihook replay last:tool-calls --to localhost:3000/vapi/webhook
  vapihook replay call.ndjson --to 3000 --speed real
  vapihook replay calls/ --to 3000 --concurrency 16 --repeat 100 -q
  vapihook replay calls.ndjson --to 3000 --chaos duplicate,drop:0.1,delay:200ms --seed 7

What the app answers is printed and checked as listen does, whatever its status; 6 is the exit
code when the app cannot be reached. The events of one call are sent in their order, each when the
one before it is answered; --concurrency sends several calls at once.")]
pub struct Args {
    #[arg(value_name = "WHAT", required = true, help = WHAT)]
    what: Vec<String>,
    /// The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are
    /// appended, as listen does
    #[arg(short, long, value_name = "TARGET")]
    to: String,
    /// Send everything to exactly the path of --to; nothing is appended
    #[arg(long)]
    fixed_path: bool,
    /// Add a header to what the app gets, or replace it; repeatable
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = values::header)]
    headers: Vec<(http::HeaderName, http::HeaderValue)>,
    /// Accept any certificate of an https app, also a self-signed one
    #[arg(long)]
    skip_verify: bool,
    /// What happens when the app is slower than Vapi waits: enforce gives up as Vapi does, warn
    /// waits on, as at a breakpoint
    #[arg(long, value_enum, default_value_t = Deadline::Enforce, value_name = "POLICY")]
    deadline: Deadline,
    /// Exit with 3 when an answer has an error by Vapi's contract
    #[arg(long)]
    strict_exit: bool,
    /// Send as if it happened now: new call ids and tool-call ids, times of now, the same
    /// everywhere in a call. No event is more than a minute from the clock, at any --speed
    #[arg(long)]
    fresh: bool,
    /// Open the body in your editor first (VISUAL, EDITOR); one event alone
    #[arg(long, conflicts_with = "assert")]
    edit: bool,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    signing: SigningArgs,
    #[command(flatten)]
    schedule: Schedule,
    #[command(flatten)]
    assertions: assert::Asked,
}

/// When the events are sent.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Schedule")]
struct Schedule {
    /// The gaps between the events: real (as recorded), 2x (twice as fast), max (none)
    #[arg(long, value_name = "SPEED", default_value = "max")]
    speed: Speed,
    /// So many events a second, as in 50/s; instead of the recorded gaps
    #[arg(long, value_name = "N/s", value_parser = options::rate)]
    rate: Option<f64>,
    /// Most calls on their way at once [default: 1; 64 with --speed real or --rate]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    concurrency: Option<u16>,
    /// Send everything so many times
    #[arg(long, value_name = "N", default_value_t = 1,
          value_parser = clap::value_parser!(u64).range(1..))]
    repeat: u64,
    /// What goes wrong on the way: duplicate, reorder, drop, delay, burst; each with how often or
    /// how much, as in drop:0.1,delay:200ms
    #[arg(long, value_name = "TROUBLE,..", value_delimiter = ',')]
    chaos: Vec<String>,
    /// The seed that was printed: the same chaos again
    #[arg(long, value_name = "N", requires = "chaos")]
    seed: Option<u64>,
}

impl Schedule {
    fn spacing(&self) -> Result<Spacing> {
        match (self.speed.0, self.rate) {
            (Spacing::Recorded(_), Some(_)) => Err(Error::usage(
                "--rate and --speed both say when events are sent",
            )
            .hint("leave one of them out")),
            (_, Some(rate)) => Ok(Spacing::Rate(rate)),
            (spacing, None) => Ok(spacing),
        }
    }

    fn concurrency(&self, spacing: Spacing) -> usize {
        let usual = if spacing == Spacing::Max { 1 } else { OPEN };
        self.concurrency.map_or(usual, usize::from)
    }

    fn trouble(&self) -> Result<Option<Trouble>> {
        if self.chaos.is_empty() {
            return Ok(None);
        }
        let mut trouble = Trouble::default();
        for text in &self.chaos {
            trouble.add(text).map_err(Error::usage)?;
        }
        Ok(Some(trouble))
    }
}

/// Runs `replay`; the result is the exit code.
///
/// # Errors
/// When an event cannot be found, or the app cannot be reached.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    let judge = Judge::new(context)?;
    let target = Target::parse(&args.to)?.fixed_path(args.fixed_path);
    let spacing = args.schedule.spacing()?;
    let trouble = args.schedule.trouble()?;
    let assertions = Assertions::of(&args.assertions)?;
    let format = args.format(context)?;
    let extra: HeaderMap = args.headers.iter().cloned().collect();
    let forwarder = Forwarder::new(extra, target.is_https(), args.skip_verify)?;
    let packer = Packer {
        forwarder: forwarder.clone(),
        destination: Destination::from(target),
    };
    let change = Change {
        packer: packer.clone(),
        fresh: args.fresh.then(|| RefCell::new(Fresh::new())),
        changes: args.changes.clone(),
        signer: args.signing.signer(context)?,
        repeated: args.schedule.repeat > 1,
    };
    let mut binder = Binder {
        packer,
        is_plain: change.is_plain(),
        fields: Fields::default(),
    };
    let counted = args.counted(context)?;
    let mut events = what::open(&args.what, context)?;
    let feed = if args.edit {
        let loaded = binder.bind(edited(&mut events)?);
        Feed::start(std::iter::once(Ok(loaded)), args.schedule.repeat)
    } else {
        let events = events.map(move |found| Ok(binder.bind(found?)));
        Feed::start(events, args.schedule.repeat)
    };
    let results = Results::start(judge, format, &context.style);
    let mut concurrency = args.schedule.concurrency(spacing);
    let chaos = trouble.map(|trouble| {
        let seed = seed(args.schedule.seed);
        told_seed(seed, results.reporter(), format);
        concurrency = concurrency.max(usize::try_from(trouble.burst).unwrap_or(OPEN).min(OPEN));
        Chaos::new(trouble, seed)
    });
    let plan = Plan {
        target: change.packer.destination.target.clone(),
        concurrency,
        patience: args.deadline.patience(),
        pace: Pace::new(spacing),
        chaos,
        reporter: results.reporter().clone(),
    };
    let width = context.style.width;
    let referee = Referee::new(results, format, width, counted);
    let asserted = &args.assertions;
    let referee = referee.asserting(assertions, asserted.format, asserted.update);
    let (run, verdict) = super::local_runtime()?.block_on(async {
        let mut signals = Signals::install()?;
        let (run, referee) = play::run(plan, feed, forwarder, change, referee, &mut signals).await;
        Ok::<_, Error>((run, referee.end().await))
    })?;
    if let Some(updates) = &verdict.updates {
        accepted(updates, context)?;
    }
    if let Some(signal) = run.signal {
        return Ok(signal.exit_code());
    }
    if let Some(mut error) = run.error {
        if run.errors > 1 {
            error.message += &format!(" (and {} more)", run.errors - 1);
        }
        return Err(error);
    }
    if let Some(error) = verdict.unreachable.or(verdict.void) {
        return Err(error);
    }
    let is_no = verdict.has_failed || (args.strict_exit && verdict.has_errors);
    Ok(if is_no { Kind::No.exit_code() } else { 0 })
}

impl Args {
    /// How many events there are, once that is known; counted for a bar that somebody sees.
    fn counted(&self, context: &Context) -> Result<Counted> {
        let counted = Counted::default();
        let is_pipe = self.what.iter().any(|name| name == "-");
        if std::io::stderr().is_terminal() && !is_pipe && !context.quiet() {
            let events = what::open(&self.what, context)?;
            let (told, rounds) = (counted.clone(), self.schedule.repeat);
            std::thread::spawn(move || {
                let count = events.flatten().count() as u64;
                told.store(count * rounds, Ordering::Relaxed);
            });
        }
        Ok(counted)
    }

    /// How the run is shown.
    fn format(&self, context: &Context) -> Result<Format> {
        let format = context.format(Format::Compact);
        match (self.assertions.format, format) {
            (Form::Text, _) => Ok(format),
            (_, Format::Json) => {
                Err(Error::usage("--json and --format are two formats")
                    .hint("leave one of them out"))
            }
            (Form::Junit, _) => Ok(Format::Silent),
            (Form::Github, _) => Ok(format),
        }
    }
}

/// Opens the one event in the editor.
fn edited(events: &mut impl Iterator<Item = Result<Found>>) -> Result<Found> {
    let one_alone = |message| Error::usage(message).hint("name one by its id, or last");
    let Some(found) = events.next() else {
        return Err(one_alone("--edit takes one event, there is none"));
    };
    let mut found = found?;
    if events.next().is_some() {
        return Err(one_alone("--edit takes one event, these are several"));
    }
    let arrival = Arrival::clone(&found.exchange.arrival);
    let body = edit::body(&arrival.envelope.body)?;
    found.exchange.arrival = Arc::new(arrival.with_body(body));
    Ok(found)
}

/// Writes the answers that were accepted, and says so.
fn accepted(updates: &Updates, context: &Context) -> Result<()> {
    let (count, refused) = updates.write(context)?;
    out::talk(&match count {
        0 => "no answer had to be accepted".to_owned(),
        1 => "1 answer was accepted".to_owned(),
        count => format!("{count} answers were accepted"),
    });
    if refused > 0 {
        out::warn(&format!(
            "{refused} could not be: only the record and lines of --json hold an answer"
        ));
    }
    Ok(())
}

fn told_seed(seed: u64, reporter: &Reporter, format: Format) {
    if format == Format::Json {
        let json = serde_json::json!({ "v": 1, "type": "chaos", "what": "seed", "seed": seed });
        reporter.report(Report::Json(json));
    } else {
        out::talk(&format!(
            "chaos of seed {seed}; the same again with --seed {seed}"
        ));
    }
}
