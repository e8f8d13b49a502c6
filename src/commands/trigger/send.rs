//! Sends what was made and shows it as `listen` does.

use http::HeaderMap;
use serde_json::Value;

use super::Args;
use super::make::{Made, Maker};
use crate::commands::judge::Judge;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::event::exchange::{Arrival, Exchange};
use crate::event::finding::{self, Judged, Severity};
use crate::event::line;
use crate::relay::forward::{Forwarder, Reason};
use crate::relay::once::{self, Patience};
use crate::relay::routing::Destination;
use crate::relay::target::Target;
use crate::render::reporter::Format;
use crate::render::style::{Recorded, Style};
use crate::render::{detail, judged, lines, out};

/// Sends every request that the maker makes; whether Vapi would have accepted every answer.
pub(super) async fn all(
    mut maker: Maker<'_>,
    target: &Target,
    args: &Args,
    context: &Context,
) -> Result<bool> {
    let extra: HeaderMap = args.sending.headers.iter().cloned().collect();
    let forwarder = Forwarder::new(extra, target.is_https(), args.sending.skip_verify)?;
    let destination = Destination::from(target.clone());
    // Nothing is recorded, so nothing can be looked up again.
    let shown = Shown {
        format: context.format(Format::Compact),
        style: context.style.clone().recorded(Recorded::Nowhere),
    };
    let judge = Judge::new(context)?;
    let patience = args.sending.deadline.patience();
    let mut accepted = true;
    for number in 0..maker.count() {
        let made = maker.make(number)?;
        accepted &= one(made, &forwarder, &destination, patience, &judge, &shown).await?;
    }
    Ok(accepted)
}

async fn one(
    made: Made,
    forwarder: &Forwarder,
    destination: &Destination,
    patience: Patience,
    judge: &Judge,
    shown: &Shown,
) -> Result<bool> {
    let Made { envelope, wrong } = made;
    let arrival = destination.arrival(envelope);
    shown.sending(&arrival, wrong.as_deref());
    let target = &destination.target;
    let sent = once::send(forwarder, arrival.clone(), target, true, patience).await;
    let exchange = sent.map_err(|error| {
        // Who reads stdout alone reads of it, too.
        if shown.format == Format::Json {
            let exchange = once::unreached(&arrival, &error);
            shown.answered(&exchange, &judge.next(&exchange), wrong.as_deref());
        }
        let told = error.told(crate::commands::TO);
        match error.reason {
            Reason::BadRequest => Error {
                kind: Kind::Failed,
                ..told
            },
            _ => told,
        }
    })?;
    let judged = judge.next(&exchange);
    shown.answered(&exchange, &judged, wrong.as_deref());
    Ok(finding::worst(&judged.findings) < Some(Severity::Error))
}

/// How it is shown.
struct Shown {
    format: Format,
    style: Style,
}

impl Shown {
    fn sending(&self, arrival: &Arrival, wrong: Option<&str>) {
        if matches!(self.format, Format::Compact | Format::Pretty) {
            self.arrival(arrival, wrong);
        }
    }

    fn arrival(&self, arrival: &Arrival, wrong: Option<&str>) {
        out::data_line(&lines::arrival(arrival, 0, self.style.width));
        if let Some(wrong) = wrong {
            let at = arrival.envelope.received_ms;
            out::data_line(&lines::note(at, &format!("fuzz {wrong}")));
        }
        if self.format == Format::Pretty {
            out::data_line(&detail::body(&arrival.envelope.body));
        }
    }

    fn answered(&self, exchange: &Exchange, judged: &Judged, wrong: Option<&str>) {
        match self.format {
            Format::Json => out::data_line(&as_json(exchange, judged, wrong)),
            Format::Quiet => {
                let serious = finding::worst(&judged.findings) >= Some(Severity::Warning);
                if exchange.is_trouble() || serious {
                    self.arrival(&exchange.arrival, wrong);
                    out::data_line(&lines::answer(exchange, judged, &self.style));
                }
            }
            _ => {
                out::data_line(&lines::answer(exchange, judged, &self.style));
                if self.format != Format::Pretty {
                    return;
                }
                if let Some(ignored) = judged::ignored(judged) {
                    out::data_line(&ignored);
                }
                if let Some(delivery) = &exchange.delivery {
                    out::data_line(&detail::body(&delivery.body));
                }
            }
        }
    }
}

/// The event line; with what was made wrong, if something was.
fn as_json(exchange: &Exchange, judged: &Judged, wrong: Option<&str>) -> String {
    let text = line::write(exchange, judged);
    match (wrong, text.strip_suffix('}')) {
        (Some(wrong), Some(open)) => format!("{open},\"fuzz\":{}}}", Value::from(wrong)),
        _ => text,
    }
}
