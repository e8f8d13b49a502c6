//! The call an event belongs to: who calls whom.

use std::borrow::Cow;
use std::time::Duration;

use vapihook_json::members::Object;
use vapihook_json::raw::Raw;

use super::dialect::Dialect;
use super::message::Message;

/// What an event says about its call. The `call` object is a snapshot taken when the call was
/// made (contract 1.1): good for who and how, useless for its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFacts {
    /// `inbound`, `outbound`, `web call`, or the type as sent.
    pub kind: Option<String>,
    /// The customer's number or SIP address.
    pub customer: Option<String>,
    /// The assistant's name, else its id.
    pub assistant: Option<String>,
}

impl CallFacts {
    /// Reads them from an opened message.
    #[must_use]
    pub fn of(message: &Message<'_>) -> Self {
        let owned = |raw: Option<Raw<'_>>| raw.and_then(Raw::as_str).map(Cow::into_owned);
        if let Some(data) = message.own.get("data").filter(|_| message.call.is_none()) {
            return Self {
                kind: owned(data.get("direction")),
                ..Self::default()
            };
        }
        let [customer, assistant] = message.own.members(["customer", "assistant"]);
        let [kind, call_customer, assistant_id] = message.call.map_or([None; 3], |call| {
            call.members(["type", "customer", "assistantId"])
        });
        Self {
            kind: kind.and_then(Raw::as_str).map(|kind| {
                match &*kind {
                    "inboundPhoneCall" => "inbound",
                    "outboundPhoneCall" => "outbound",
                    "webCall" => "web call",
                    "vapi.websocketCall" => "websocket call",
                    other => other,
                }
                .to_owned()
            }),
            customer: customer
                .and_then(number)
                .or_else(|| call_customer.and_then(number)),
            assistant: owned(assistant.and_then(|assistant| assistant.get("name")))
                .or_else(|| owned(assistant_id)),
        }
    }
}

/// What an event says about how its call ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ending {
    /// Why (`customer-ended-call`).
    pub reason: Option<String>,
    /// In US dollars.
    pub cost: Option<f64>,
    /// How long it lasted.
    pub lasted: Option<Duration>,
}

impl Ending {
    /// Adds what another event of the call says; the last one counts.
    pub fn add(&mut self, message: &Message<'_>) {
        let [reason, cost, ms, seconds, started, ended, data] = message.own.members([
            "endedReason",
            "cost",
            "durationMs",
            "durationSeconds",
            "startedAt",
            "endedAt",
            "data",
        ]);
        let [voice_seconds, voice_cost] = data
            .filter(|_| message.dialect == Dialect::VoiceWebhook)
            .map_or([None; 2], |data| data.members(["duration", "cost"]));
        let number = |raw: Option<Raw<'_>>| raw.and_then(Raw::as_f64);
        if let Some(reason) = reason.and_then(Raw::as_str) {
            self.reason = Some(reason.into_owned());
        }
        self.cost = number(cost).or(number(voice_cost)).or(self.cost);
        let time = |raw: Option<Raw<'_>>| raw?.as_str()?.parse::<jiff::Timestamp>().ok();
        let seconds = number(ms)
            .map(|ms| ms / 1e3)
            .or(number(seconds))
            .or(number(voice_seconds))
            .or_else(|| Some(time(ended)?.duration_since(time(started)?).as_secs_f64()));
        let lasted = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        self.lasted = lasted.or(self.lasted);
    }
}

impl CallFacts {
    /// How many of them are known.
    #[must_use]
    pub fn known(&self) -> usize {
        [&self.kind, &self.customer, &self.assistant]
            .into_iter()
            .flatten()
            .count()
    }
}

fn number(customer: Raw<'_>) -> Option<String> {
    let [number, sip] = customer.members(["number", "sipUri"]);
    number.or(sip)?.as_str().map(Cow::into_owned)
}

/// The last four characters of a call's id: enough to tell the calls on a screen apart (the first
/// ones are the time in today's ids, and equal for calls made close together).
#[must_use]
pub fn tag(call_id: &str) -> &str {
    let start = call_id.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    &call_id[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_the_end_of_an_id() {
        assert_eq!(tag("019aa141-4449-7775-8d7e-006f2a64e546"), "e546");
        assert_eq!(tag("abc"), "abc");
        assert_eq!(tag("日本語日本"), "本語日本");
        assert_eq!(tag(""), "");
    }
}
