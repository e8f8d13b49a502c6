//! `simulate`: a whole call, or many, played to a local app as Vapi would play it: no account, no
//! network.
//!
//! [`player`] plays one call, [`desk`] sends, checks and counts, [`run`] decides how many calls
//! there are, [`summary`] says what came of it. What happens in a call is `synth::scenario`'s.

mod desk;
mod gate;
mod player;
mod recorded;
mod source;
mod stats;
mod summary;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::task::JoinSet;

use super::judge::Judge;
use super::signing::SigningArgs;
use super::values;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::event::exchange::Exchange;
use crate::relay::forward::Forwarder;
use crate::relay::routing::Destination;
use crate::relay::target::Target;
use crate::render::progress::{Progress, Unit};
use crate::render::reporter::{Format, Reporter};
use crate::render::style::Recorded;
use crate::synth::scenario::clock::Pace;
use crate::synth::scenario::model::Scenario;
use desk::{Desk, View};
use gate::Gate;
use stats::Stats;

/// Calls of a load test that are played at once, unless it is said.
const CONCURRENCY: u64 = 10;
/// How long a lane of an endless run waits for an app that went away.
const PATIENCE: Duration = Duration::from_secs(1);

/// Arguments of `simulate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook simulate inbound --to 3000
  vapihook simulate --list
  vapihook simulate inbound --print > booking.toml
  vapihook simulate booking.toml --to localhost:3000/vapi/webhook --speed max
  vapihook simulate tool-heavy --to 3000 --calls 50 --concurrency 10 --max-p95 tool-calls=800ms
  vapihook simulate --from call:e546 -o regression.toml

The exit code is 3 when an expectation is not met, an answer is one that Vapi would not use, or a
--max-p95 is exceeded; 6 when the app cannot be reached.")]
pub struct Args {
    /// What is played: a built-in (see --list), a TOML or YAML file, or - for stdin [default:
    /// inbound]
    #[arg(value_name = "SCENARIO")]
    scenario: Option<String>,
    /// The app: 3000, :3000/path, localhost:3000/path or a URL
    #[arg(
        short,
        long,
        value_name = "TARGET",
        required_unless_present_any = ["list", "print", "from"]
    )]
    to: Option<String>,
    /// List the built-in scenarios
    #[arg(long, conflicts_with_all = ["print", "from", "to", "scenario"])]
    list: bool,
    /// Print the scenario's file instead of playing it, to start from
    #[arg(long, conflicts_with_all = ["from", "to"])]
    print: bool,
    /// Make a scenario of a recorded call: call:ID, a file of its events, or last, the newest
    /// call, also when nothing is named
    #[arg(
        long,
        value_name = "WHAT",
        num_args = 0..,
        default_missing_value = "last",
        conflicts_with_all = ["to", "scenario"]
    )]
    from: Vec<String>,
    /// Where --from writes the scenario; stdout (-) without it
    #[arg(short, long, value_name = "FILE", requires = "from")]
    output: Option<PathBuf>,
    /// How fast: real, 10x (any number), or max, which waits for answers only
    #[arg(long, value_name = "SPEED", default_value = "10x", value_parser = pace)]
    speed: Pace,
    /// Play so many calls, each with an id and a caller of its own
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    calls: Option<u64>,
    /// How many calls are played at once [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000))]
    concurrency: Option<u64>,
    /// Start new calls for so long, and finish those that run
    #[arg(long = "for", value_name = "DURATION", value_parser = values::duration)]
    lasting: Option<Duration>,
    /// Fail when 95 % of the answers to a type did not come within a time; repeatable
    #[arg(long, value_name = "TYPE=DURATION", value_parser = gate::parse)]
    max_p95: Vec<Gate>,
    /// Add a header to what the app gets, or replace it; repeatable
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = values::header)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Accept any certificate of an https app, also a self-signed one
    #[arg(long)]
    skip_verify: bool,
    #[command(flatten)]
    signing: SigningArgs,
}

fn pace(text: &str) -> Result<Pace, String> {
    let refused = || "a speed is real, max or a number of times, as 10x".to_owned();
    match text {
        "real" => Ok(Pace::Times(1.0)),
        "max" => Ok(Pace::Max),
        _ => {
            let factor = text.strip_suffix('x').ok_or_else(refused)?;
            let factor: f64 = factor.parse().map_err(|_| refused())?;
            if (0.01..=10_000.0).contains(&factor) {
                Ok(Pace::Times(factor))
            } else {
                Err("a speed is between 0.01x and 10000x".to_owned())
            }
        }
    }
}

impl Args {
    /// Refuses what prints a scenario, where objects are asked for.
    fn refuse_scenarios(&self) -> Result<()> {
        let refused = |flag: &str, hint: &str| {
            let message = format!("{flag} prints a scenario and --json prints objects");
            Err(Error::usage(message).hint(hint))
        };
        if self.print {
            return refused("--print", "leave one of them out");
        }
        if !self.from.is_empty() && values::output(self.output.as_deref()).is_none() {
            return refused("--from", "name the scenario's file with -o FILE");
        }
        Ok(())
    }
}

/// Runs `simulate`; the result is the exit code.
///
/// # Errors
/// When the scenario cannot be read, or the app cannot be reached.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    if args.list {
        source::list(context);
        return Ok(0);
    }
    if context.json() {
        args.refuse_scenarios()?;
    }
    if !args.from.is_empty() {
        return recorded::write(&args.from, args.output.as_deref(), context);
    }
    let source = source::find(args.scenario.as_deref().unwrap_or("inbound"))?;
    if args.print {
        crate::render::out::data(source.text.as_bytes()).ok();
        return Ok(0);
    }
    let scenario = Arc::new(source.read()?);
    let Some(to) = &args.to else {
        return Err(Error::usage("--to says where the app is").hint("as in --to 3000"));
    };
    let target = Target::parse(to)?;
    let extra: HeaderMap = args.headers.iter().cloned().collect();
    let forwarder = Forwarder::new(extra, target.is_https(), args.skip_verify)?;
    let plan = Plan::of(args);
    let format = context.format(Format::Compact);
    let style = context.style.clone().recorded(Recorded::Nowhere);
    let judge = Arc::new(Judge::new(context)?);
    let check = judge.clone();
    let check = Box::new(move |exchange: &Exchange| check.next(exchange));
    let (reporter, closer) = Reporter::start(format, style.clone(), check, || {});
    let view = if plan.is_load() && format != Format::Json && format != Format::Pretty {
        View::Load(
            Progress::start(Unit::Calls, plan.calls, true),
            style.clone(),
        )
    } else {
        View::Lines(reporter, format)
    };
    let desk = Arc::new(Desk {
        forwarder,
        destination: Destination::from(target),
        endures: args.lasting.is_some(),
        signer: args.signing.signer(context)?,
        file: source.name.clone(),
        view,
        judge,
        stats: Stats::default().into(),
    });
    desk.headers(b"")?;
    let started = Instant::now();
    let ended = super::runtime()?.block_on(plan.run(&desk, &scenario));
    desk.view.end();
    let (_, is_read) = closer.close();
    let stats = desk.take_stats();
    let failed: Vec<String> = args
        .max_p95
        .iter()
        .filter_map(|gate| gate.failure(&stats))
        .collect();
    if is_read {
        summary::print(
            &stats,
            &failed,
            started.elapsed(),
            plan.is_load(),
            format,
            &style,
        );
    }
    code(&stats, &failed, ended)
}

/// The exit code of a run.
fn code(stats: &Stats, failed_gates: &[String], interrupted: bool) -> Result<u8> {
    if interrupted {
        return Ok(130);
    }
    if let Some(error) = &stats.unreachable {
        return Err(error.told(super::TO));
    }
    let is_no = stats.missed > 0 || stats.has_errors || !failed_gates.is_empty();
    Ok(if is_no { Kind::No.exit_code() } else { 0 })
}

/// How many calls are played, and how.
struct Plan {
    calls: Option<u64>,
    concurrency: u64,
    lasting: Option<Duration>,
    pace: Pace,
}

impl Plan {
    fn of(args: &Args) -> Self {
        let calls = match (args.calls, args.lasting) {
            (None, None) => Some(1),
            (calls, _) => calls,
        };
        Self {
            calls,
            concurrency: args.concurrency.unwrap_or(CONCURRENCY),
            lasting: args.lasting,
            pace: args.speed,
        }
    }

    /// Whether there are more calls than somebody reads the lines of.
    fn is_load(&self) -> bool {
        self.calls != Some(1)
    }

    /// Plays them; the result is whether it was interrupted.
    async fn run(&self, desk: &Arc<Desk>, scenario: &Arc<Scenario>) -> bool {
        let until = self.lasting.map(|lasting| Instant::now() + lasting);
        let mut number = 0;
        let mut lanes = JoinSet::new();
        let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            while (lanes.len() as u64) < self.concurrency && self.goes_on(number, until, desk) {
                lanes.spawn(self.lane(number, desk.clone(), scenario.clone()));
                number += 1;
            }
            tokio::select! {
                ended = lanes.join_next() => if ended.is_none() { return false },
                _ = &mut interrupt => return true,
            }
        }
    }

    fn goes_on(&self, number: u64, until: Option<Instant>, desk: &Desk) -> bool {
        self.calls.is_none_or(|calls| number < calls)
            && until.is_none_or(|until| Instant::now() < until)
            && (self.lasting.is_some() || !desk.is_gone())
    }

    fn lane(
        &self,
        number: u64,
        desk: Arc<Desk>,
        scenario: Arc<Scenario>,
    ) -> impl Future<Output = ()> + use<> {
        let (pace, endures) = (self.pace, self.lasting.is_some());
        async move {
            let reached = player::play(&desk, &scenario, number, pace).await;
            if !reached && endures {
                tokio::time::sleep(PATIENCE).await;
            }
        }
    }
}
