//! Makes what is sent for an event: the request as it was recorded, for another target, with
//! what the flags change: new ids and times, values of the body, a signature of now.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use vapihook_http::fields::{Fields, Set};
use vapihook_json::raw::text_of;

use crate::commands::changes::Changes;
use crate::commands::play::feed::Loaded;
use crate::commands::play::{Maker, Sent, Shot};
use crate::commands::signing::Signer;
use crate::commands::what::Found;
use crate::error::{Error, Kind, Result};
use crate::event::envelope::{Envelope, Headers};
use crate::event::exchange::{Arrival, Delivery, Outcome};
use crate::event::fresh::{Fresh, Renewal};
use crate::relay::forward::{EVENT_ID_HEADER, Forwarder, Outgoing, Ready};
use crate::relay::routing::Destination;

/// Makes events that were read ready to be sent, by whoever reads them: sending has enough to do.
pub(super) struct Binder {
    pub packer: Packer,
    /// Whether events are sent as they were, so that their requests can be made.
    pub is_plain: bool,
    /// The headers of the last one.
    pub fields: Fields,
}

impl Binder {
    /// An event that was read, on its way to where the packer sends; who sent it there once says
    /// nothing of who sends it now. What it says is read as well.
    pub fn bind(&mut self, mut found: Found) -> Loaded {
        let packer = &self.packer;
        let arrival = Arc::make_mut(&mut found.exchange.arrival);
        arrival.target = Some(packer.destination.text.clone());
        arrival.verdict = None;
        let _ = arrival.event();
        let envelope = &arrival.envelope;
        let ready = self.is_plain.then(|| {
            self.fields.read(envelope.headers.block());
            packer.ready(envelope, &self.fields)
        });
        // What cannot be sent is told when it is to be.
        let ready = ready.and_then(Result::ok).map(Arc::new);
        Loaded { found, ready }
    }
}

/// Makes the requests that carry events.
#[derive(Clone)]
pub(super) struct Packer {
    pub forwarder: Forwarder,
    pub destination: Destination,
}

impl Packer {
    /// The request that carries this event, with these headers.
    fn ready(&self, envelope: &Envelope, fields: &Fields) -> Result<Ready> {
        let set = [Set {
            name: EVENT_ID_HEADER,
            value: &envelope.id.digits(),
        }];
        let outgoing = Outgoing::of(envelope, &self.destination.target, fields, &set);
        let ready = self.forwarder.ready(outgoing);
        ready.map_err(|error| Error::new(Kind::Failed, error.detail))
    }
}

/// What is changed, and where everything goes.
pub(super) struct Change {
    pub packer: Packer,
    pub fresh: Option<RefCell<Fresh>>,
    pub changes: Changes,
    pub signer: Option<Signer>,
    /// Whether every event is sent more than once.
    pub repeated: bool,
}

impl Change {
    /// What is sent for an event; `--set` has the last word over what `--fresh` made new.
    fn sent(&self, shot: &Shot) -> Result<(Sent, Arc<Ready>)> {
        let recorded = &shot.recorded;
        let old = &recorded.arrival;
        let (renewed, renewal) = match &self.fresh {
            None => (None, Renewal::default()),
            Some(fresh) => {
                let mut fresh = fresh.borrow_mut();
                let (renewed, renewal) = fresh.renew(&old.envelope, old.event(), shot.round);
                (Some(renewed), renewal)
            }
        };
        let expected = recorded.answer.as_ref();
        let expected = expected.map(|answer| followed(answer, &renewal));
        let arrival = if renewed.is_none() && self.changes.is_empty() {
            old.clone()
        } else {
            let mut envelope = renewed.unwrap_or_else(|| old.envelope.clone());
            envelope.body = self.changes.apply(&envelope.body)?;
            let target = old.target.clone();
            Arc::new(if envelope.body == old.envelope.body {
                Arrival::known(envelope, old.event().clone(), target)
            } else {
                Arrival::new(envelope, target)
            })
        };
        let ready = match &recorded.ready {
            Some(ready) => ready.clone(),
            None => Arc::new(self.ready(&arrival.envelope)?),
        };
        let sent = Sent {
            arrival,
            expected,
            renewal,
        };
        Ok((sent, ready))
    }

    /// The request that carries this event, signed if it is to be.
    fn ready(&self, envelope: &Envelope) -> Result<Ready> {
        let mut headers = envelope.headers.clone();
        if let Some(signer) = &self.signer {
            let mut signed = headers.to_map();
            let url = self.packer.destination.target.uri_for(&envelope.path);
            let url = url.map(|url| url.to_string()).unwrap_or_default();
            signer.apply(&mut signed, &envelope.method, &url, &envelope.body)?;
            headers = Headers::from_map(&signed);
        }
        let fields = Fields::of_block(headers.block());
        self.packer.ready(envelope, &fields)
    }

    /// Whether events are sent as they were.
    pub fn is_plain(&self) -> bool {
        self.fresh.is_none() && self.changes.is_empty() && self.signer.is_none()
    }

    /// Whether an event is sent again, and in the same way each time.
    fn is_kept(&self) -> bool {
        self.repeated && self.fresh.is_none() && self.signer.is_none()
    }
}

impl Maker for Change {
    fn make(&self, shot: &Shot) -> Result<(Rc<Sent>, Arc<Ready>)> {
        let recorded = &shot.recorded;
        if let Some(sent) = recorded.sent.get() {
            return Ok(sent.clone());
        }
        let refused = recorded.answer.as_ref().map(|answer| answer.outcome);
        if refused.is_some_and(Outcome::left_out_the_body) {
            let id = recorded.arrival.envelope.id;
            return Err(
                Error::failed(format!("{id} was refused before its body was read")).hint(
                    "there is nothing to send again; have Vapi or your script send it once more",
                ),
            );
        }
        let (sent, ready) = self.sent(shot)?;
        let made = (Rc::new(sent), ready);
        if self.is_kept() {
            return Ok(recorded.sent.get_or_init(|| made).clone());
        }
        Ok(made)
    }
}

/// The recorded answer, with what it repeats of the event changed as in the event.
pub(super) fn followed(answer: &Delivery, renewal: &Renewal) -> Delivery {
    let mut answer = answer.clone();
    if renewal.is_empty() {
        return answer;
    }
    // A body that is not text repeats nothing.
    if let Cow::Borrowed(text) = text_of(&answer.body) {
        let new = renewal.of_answer(text);
        if new != text {
            answer.body = Bytes::from(new);
        }
    }
    answer
}
