//! The proof that a public URL leads to this listener.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::error::{Error, Result};
use crate::event::envelope::{Envelope, Headers};
use crate::event::exchange::Outcome;
use crate::event::id::EventId;
use crate::relay::forward::Forwarder;
use crate::relay::gate::{self, Gate};
use crate::relay::once::{self, Patience};
use crate::relay::routing::Destination;
use crate::relay::target::Target;

/// How long a public URL may take until it leads here: a new name has to become known.
const PROVEN_WITHIN: Duration = Duration::from_secs(20);
const PROBE_PAUSE: Duration = Duration::from_millis(250);
const PROBE_TIME: Duration = Duration::from_secs(5);

/// Asks the public URL for a number that only this listener knows, until it answers with it.
///
/// # Errors
/// What came back instead, in words.
pub(super) async fn prove(url: &str, gate: &Gate) -> Result<(), String> {
    let wrong = |error: Error| error.message;
    let target = Target::parse(url).map_err(wrong)?;
    let forwarder = Forwarder::new(HeaderMap::new(), target.is_https(), false).map_err(wrong)?;
    let destination = Destination::from(target);
    let nonce = gate::random().map_err(wrong)?;
    let until = Instant::now() + PROVEN_WITHIN;
    loop {
        let probe = destination.arrival(probe(gate, &nonce));
        let patience = Patience::For(PROBE_TIME);
        let probe = once::send(&forwarder, probe, &destination.target, false, patience);
        let why = match probe.await {
            Err(error) => error.to_string(),
            Ok(exchange) => match exchange.delivery {
                Some(delivery) if delivery.body == nonce.as_bytes() => return Ok(()),
                Some(delivery) if delivery.outcome == Outcome::DeadlineCut => {
                    delivery.detail.unwrap_or_default().into_string()
                }
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
