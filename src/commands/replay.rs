//! `replay`: sends recorded events again, byte for byte.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::judge::Judge;
use super::values;
use super::what::{self, WHAT};
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::event::exchange::{Exchange, Outcome};
use crate::event::finding::{self, Severity};
use crate::event::line;
use crate::relay::forward::{Forwarder, Reason};
use crate::relay::once;
use crate::relay::routing::Destination;
use crate::relay::target::Target;
use crate::render::reporter::Format;
use crate::render::{detail, judged, lines, out};

/// Arguments of `replay`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook replay last --to 3000
  vapihook replay last:tool-calls --to localhost:3000/vapi/webhook
  vapihook replay call.ndjson --to 3000 --json

What the app answers is printed, whatever its status; 6 is the exit code when the app cannot be
reached.")]
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
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Accept any certificate of an https app, also a self-signed one
    #[arg(long)]
    skip_verify: bool,
}

/// Runs `replay`; the result is the exit code.
///
/// # Errors
/// When an event cannot be found, or the app cannot be reached.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    let judge = Judge::new(context)?;
    let target = Target::parse(&args.to)?.fixed_path(args.fixed_path);
    let found = what::find(&args.what, context)?;
    let extra: HeaderMap = args.headers.iter().cloned().collect();
    let forwarder = Forwarder::new(extra, target.is_https(), args.skip_verify)?;
    let destination = Destination::from(target);
    super::runtime()?.block_on(async {
        for event in found {
            replay(event, &forwarder, &destination, &judge, context).await?;
        }
        Ok(0)
    })
}

async fn replay(
    recorded: Exchange,
    forwarder: &Forwarder,
    destination: &Destination,
    judge: &Judge,
    context: &Context,
) -> Result<()> {
    let width = context.style.width;
    let format = context.format(Format::Compact);
    let show = matches!(format, Format::Compact | Format::Pretty);
    if show {
        out::data_line(&lines::arrival(&recorded.arrival, 0, width));
    }
    let refused = recorded.delivery.as_ref().map(|delivery| delivery.outcome);
    if refused.is_some_and(Outcome::left_out_the_body) {
        let id = recorded.arrival.envelope.id;
        return Err(
            Error::failed(format!("{id} was refused before its body was read"))
                .hint("there is nothing to send again; have Vapi or your script send it once more"),
        );
    }
    let envelope = recorded.arrival.envelope.clone();
    let exchange = once::send(forwarder, envelope, destination, true)
        .await
        .map_err(|error| {
            let kind = match error.reason {
                Reason::BadRequest => Kind::Failed,
                _ => Kind::AppUnreachable,
            };
            Error::new(kind, error.detail).hint("start the app, or name it with --to TARGET")
        })?;
    let judged = judge.next(&exchange);
    if format == Format::Json {
        out::data_line(&line::write(&exchange, &judged));
    } else if show {
        out::data_line(&lines::answer(&exchange, &judged, &context.style));
    } else if exchange.is_trouble() || finding::worst(&judged.findings) >= Some(Severity::Warning) {
        out::data_line(&lines::arrival(&exchange.arrival, 0, width));
        out::data_line(&lines::answer(&exchange, &judged, &context.style));
    }
    if let Some(ignored) = judged::ignored(&judged).filter(|_| format == Format::Pretty) {
        out::data_line(&ignored);
    }
    if let Some(delivery) = exchange.delivery.filter(|_| format == Format::Pretty) {
        out::data_line(&detail::body(&delivery.body));
    }
    Ok(())
}
