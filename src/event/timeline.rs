//! A call's events on one axis of time: what was said, what was asked of the app and how long
//! that took, what became of the call, and who waited for whom.
//!
//! Times are Vapi's where an event has one (`message.timestamp`, the turns' own), so that what
//! is laid side by side is of one clock; an event without any stands where it was received.

use vapihook_json::raw::Raw;

use super::catalog;
use super::conversation::{Did, Turn, Who, of_call};
use super::exchange::Exchange;
use super::message::Message;
use super::tool_call::tool_calls;

/// A wait for the assistant that is worth a line, in ms.
const WAIT_MS: f64 = 1_000.0;
/// A wait for the caller that is.
const SILENCE_MS: f64 = 2_000.0;

/// One thing on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// When it began, ms since 1970.
    pub start_ms: f64,
    /// When it ended; a moment has no end.
    pub end_ms: Option<f64>,
    /// What it is.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Somebody spoke.
    Speech {
        /// Who.
        who: Who,
        /// The words.
        words: String,
    },
    /// The app was asked.
    Asked {
        /// For what: the tools' names, else the event's.
        name: String,
        /// How long Vapi waits, in ms.
        deadline_ms: f64,
        /// What was answered; `None` when no answer is recorded.
        status: Option<u16>,
    },
    /// A tool was called, as the conversation tells it.
    Tool {
        /// Its name.
        name: String,
    },
    /// Something became of the call.
    Mark {
        /// The event's name.
        name: String,
        /// What it says.
        says: String,
    },
    /// Nobody spoke.
    Wait {
        /// Who waited: the caller for the assistant, the assistant for the caller; `None` when
        /// the same speaker went on.
        who: Option<Who>,
        /// What the app was asked meanwhile, and how many ms of the wait that took.
        asked: Option<(String, f64)>,
    },
}

/// The events of one call on its axis, in the order of time.
#[must_use]
pub fn of(exchanges: &[&Exchange]) -> Vec<Item> {
    let texts: Vec<_> = exchanges.iter().map(|it| it.arrival.text()).collect();
    let messages: Vec<Message<'_>> = exchanges
        .iter()
        .zip(&texts)
        .map(|(exchange, text)| Message::reopen(&exchange.arrival, text))
        .collect();
    let turns = of_call(&messages).turns;
    let mut items: Vec<Item> = exchanges
        .iter()
        .zip(&messages)
        .filter_map(|(exchange, message)| of_event(exchange, message))
        .collect();
    let asked = items
        .iter()
        .any(|item| matches!(item.what, What::Asked { .. }));
    items.extend(turns.iter().filter_map(speech));
    if !asked {
        items.extend(tools(&turns));
    }
    let waits = waits(&turns, &items);
    items.extend(waits);
    items.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
    items
}

fn of_event(exchange: &Exchange, message: &Message<'_>) -> Option<Item> {
    let envelope = &exchange.arrival.envelope;
    let event = exchange.arrival.event();
    let stamp = message.body?.get("timestamp").and_then(time_ms);
    #[expect(clippy::cast_precision_loss, reason = "exact for thousands of years")]
    let start_ms = stamp.unwrap_or(envelope.received_ms as f64);
    if event.asks() {
        let latency = exchange.delivery.as_ref().map(|delivery| delivery.latency);
        let names: Vec<String> = message
            .body
            .map(tool_calls)
            .unwrap_or_default()
            .into_iter()
            .map(|call| call.name.into_owned())
            .collect();
        let name = if names.is_empty() {
            event.name.to_string()
        } else {
            names.join(", ")
        };
        return Some(Item {
            start_ms,
            end_ms: latency.map(|latency| start_ms + latency.as_secs_f64() * 1_000.0),
            what: What::Asked {
                name,
                deadline_ms: event.deadline.as_secs_f64() * 1_000.0,
                status: exchange
                    .delivery
                    .as_ref()
                    .map(|delivery| delivery.status)
                    .filter(|status| *status > 0),
            },
        });
    }
    let row = message.row.filter(|row| catalog::marks_a_call(row))?;
    Some(Item {
        start_ms,
        end_ms: None,
        what: What::Mark {
            name: row.name.to_owned(),
            says: message.summary(envelope),
        },
    })
}

/// A time as a number of ms or as text.
fn time_ms(stamp: Raw<'_>) -> Option<f64> {
    if let Some(ms) = stamp.as_f64() {
        return Some(ms);
    }
    let time: jiff::Timestamp = stamp.as_str()?.parse().ok()?;
    #[expect(clippy::cast_precision_loss, reason = "exact for thousands of years")]
    Some(time.as_millisecond() as f64)
}

fn speech(turn: &Turn<'_>) -> Option<Item> {
    let Did::Said(words) = &turn.did else {
        return None;
    };
    turn.is_heard().then_some(Item {
        start_ms: turn.start_ms?,
        end_ms: turn.end_ms,
        what: What::Speech {
            who: turn.who,
            words: words.trim().to_owned(),
        },
    })
}

/// The tool calls of a conversation, each until its result.
fn tools(turns: &[Turn<'_>]) -> Vec<Item> {
    let mut items = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        let Did::Called(call) = &turn.did else {
            continue;
        };
        let returned = turns[at..].iter().find(|later| match &later.did {
            Did::Returned { id, name, .. } => {
                if call.id.is_empty() {
                    *name == call.name
                } else {
                    *id == call.id
                }
            }
            _ => false,
        });
        items.extend(turn.start_ms.map(|start_ms| Item {
            start_ms,
            end_ms: returned.and_then(|returned| returned.start_ms),
            what: What::Tool {
                name: call.name.to_string(),
            },
        }));
    }
    items
}

/// Who waited for whom between what was said.
fn waits(turns: &[Turn<'_>], items: &[Item]) -> Vec<Item> {
    let heard: Vec<&Turn<'_>> = turns.iter().filter(|turn| turn.is_heard()).collect();
    let mut waits = Vec::new();
    for pair in heard.windows(2) {
        let (Some(from), Some(to)) = (pair[0].end_ms, pair[1].start_ms) else {
            continue;
        };
        let who = (pair[0].who != pair[1].who).then_some(pair[0].who);
        let least = if who == Some(Who::Caller) {
            WAIT_MS
        } else {
            SILENCE_MS
        };
        if to - from < least {
            continue;
        }
        let asked = items.iter().filter_map(|item| {
            let (What::Asked { name, .. } | What::Tool { name }) = &item.what else {
                return None;
            };
            let overlap = item.end_ms?.min(to) - item.start_ms.max(from);
            (overlap > 0.0).then(|| (name.clone(), overlap))
        });
        waits.push(Item {
            start_ms: from,
            end_ms: Some(to),
            what: What::Wait {
                who,
                asked: asked.max_by(|a, b| a.1.total_cmp(&b.1)),
            },
        });
    }
    waits
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    use crate::event::envelope::Headers;
    use crate::event::exchange::{Arrival, Delivery, Outcome};
    use crate::event::testing::post;

    fn exchange(body: &str, latency_ms: Option<u64>) -> Exchange {
        let envelope = post(body.to_owned());
        Exchange {
            arrival: Arc::new(Arrival::new(envelope, None)),
            delivery: latency_ms.map(|ms| Delivery {
                outcome: Outcome::Answered,
                detail: None,
                status: 200,
                headers: Headers::default(),
                body: bytes::Bytes::new(),
                body_omitted: 0,
                latency: Duration::from_millis(ms),
            }),
        }
    }

    fn shown(items: &[Item]) -> Vec<String> {
        let line = |item: &Item| {
            let end = item.end_ms.map_or("-".to_owned(), |ms| ms.to_string());
            let what = match &item.what {
                What::Speech { who, words } => format!("{who:?} {words}"),
                What::Asked { name, .. } => format!("asked {name}"),
                What::Tool { name } => format!("tool {name}"),
                What::Mark { name, says } => format!("{name} {says}"),
                What::Wait { who, asked } => format!("wait {who:?} {asked:?}"),
            };
            format!("{}..{end} {what}", item.start_ms)
        };
        items.iter().map(line).collect()
    }

    const TURNS: &str = r#""artifact":{"messages":[
        {"role":"bot","message":"Hello.","time":1000,"endTime":2000},
        {"role":"user","message":"Book it.","time":2500,"endTime":3000},
        {"role":"tool_calls","time":3100,"toolCalls":[{"id":"c1","function":{"name":"book","arguments":{}}}]},
        {"role":"tool_call_result","time":4100,"name":"book","result":"ok","toolCallId":"c1"},
        {"role":"bot","message":"Done.","time":4500,"endTime":5000}]}"#;

    #[test]
    fn a_report_alone_makes_a_timeline() {
        let body = format!(
            r#"{{"message":{{"type":"end-of-call-report","timestamp":9000,"endedReason":"customer-ended-call",{TURNS}}}}}"#
        );
        let report = exchange(&body, None);
        assert_eq!(
            shown(&of(&[&report])),
            [
                "1000..2000 Assistant Hello.",
                "2500..3000 Caller Book it.",
                "3000..4500 wait Some(Caller) Some((\"book\", 1000.0))",
                "3100..4100 tool book",
                "4500..5000 Assistant Done.",
                "9000..- end-of-call-report customer-ended-call",
            ]
        );
    }

    #[test]
    fn what_the_app_was_asked_takes_the_place_of_the_tools() {
        let ended = format!(
            r#"{{"message":{{"type":"status-update","timestamp":6000,"status":"ended",{TURNS}}}}}"#
        );
        let call = r#"{"message":{"type":"tool-calls","timestamp":3200,"toolCallList":[{"id":"c1","name":"book"}]}}"#;
        let exchanges = [exchange(call, Some(700)), exchange(&ended, Some(1))];
        let items = of(&exchanges.iter().collect::<Vec<_>>());
        let lines = shown(&items);
        assert!(
            lines.contains(&"3200..3900 asked book".to_owned()),
            "{lines:?}"
        );
        assert!(
            !lines.iter().any(|line| line.contains("tool ")),
            "{lines:?}"
        );
        assert!(
            lines.contains(&"6000..- status-update ended".to_owned()),
            "{lines:?}"
        );
    }
}
