//! Sends a call's events, checks what is answered, shows and counts it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::json;

use super::super::signing::Signer;
use super::stats::Stats;
use crate::commands::judge::Judge;
use crate::error::Result;
use crate::event::envelope::{Envelope, Headers, now_ms};
use crate::event::exchange::{Arrival, Exchange, Outcome};
use crate::event::finding::{self, Judged, Severity};
use crate::event::id::EventId;
use crate::relay::forward::{ForwardError, Forwarder};
use crate::relay::once::{self, Patience};
use crate::relay::routing::Destination;
use crate::render::progress::Progress;
use crate::render::report::Report;
use crate::render::reporter::{Format, Reporter};
use crate::render::style::Style;
use crate::render::{lines, out};
use crate::synth::scenario::expect::Answer;
use crate::synth::scenario::model::Step;

/// Answers of one kind of trouble that a load test shows; more are only counted.
const SHOWN: u64 = 3;

/// Where a run's events go, and where what is known of them is gathered.
pub(super) struct Desk {
    pub forwarder: Forwarder,
    pub destination: Destination,
    /// Whether the run goes on when the app cannot be reached.
    pub endures: bool,
    /// Signs what is sent.
    pub signer: Option<Signer>,
    /// The scenario's file, for places in it.
    pub file: String,
    pub view: View,
    pub judge: Arc<Judge>,
    pub stats: Mutex<Stats>,
}

/// How a run is shown.
pub(super) enum View {
    /// Every event, as `listen` shows it.
    Lines(Reporter, Format),
    /// A bar, and what went wrong.
    Load(Progress, Style),
}

impl View {
    /// Nothing more is shown.
    pub fn end(&self) {
        if let Self::Load(progress, _) = self {
            progress.end();
        }
    }
}

impl Desk {
    /// The counts, for changing them.
    pub fn stats(&self) -> MutexGuard<'_, Stats> {
        self.stats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The counts, once nothing more is sent.
    pub fn take_stats(&self) -> Stats {
        std::mem::take(&mut *self.stats())
    }

    /// Whether the app could not be reached.
    pub fn is_gone(&self) -> bool {
        self.stats().unreachable.is_some()
    }

    /// The headers of a request with this body.
    ///
    /// # Errors
    /// When the secret to sign with cannot be sent in a header.
    pub fn headers(&self, body: &[u8]) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        if let Some(signer) = &self.signer {
            signer.apply(&mut headers, &Method::POST, &self.destination.text, body)?;
        }
        Ok(headers)
    }

    /// Sends an event and waits for its answer, as long as Vapi does. `None` when the app cannot
    /// be reached.
    pub async fn send(&self, body: String, step: &Step, number: usize) -> Option<Exchange> {
        let headers = self.headers(body.as_bytes()).unwrap_or_default();
        let envelope = Envelope {
            id: EventId::new(),
            received_ms: now_ms(),
            method: Method::POST,
            path: "/".to_owned(),
            headers: Headers::from_map(&headers),
            body: body.into(),
        };
        let arrival = self.destination.arrival(envelope);
        if let View::Lines(reporter, _) = &self.view {
            reporter.report(Report::Arrived(arrival.clone()));
        }
        let target = &self.destination.target;
        let sending = once::send(
            &self.forwarder,
            arrival.clone(),
            target,
            true,
            Patience::Vapi,
        );
        let exchange = match sending.await {
            Ok(exchange) => exchange,
            Err(error) => {
                self.unreachable(&arrival, &error);
                return None;
            }
        };
        self.answered(&exchange, step, number);
        Some(exchange)
    }

    fn unreachable(&self, arrival: &Arrival, error: &ForwardError) {
        let mut stats = self.stats();
        stats.failures += 1;
        let is_news = !std::mem::replace(&mut stats.is_down, true);
        stats.unreachable.get_or_insert_with(|| error.clone());
        drop(stats);
        if let View::Lines(reporter, _) = &self.view {
            reporter.report(Report::Skipped(arrival.envelope.id));
        }
        if is_news && self.endures {
            let news = format!("the app is down: {error}; trying again");
            self.note("app-down", &news);
        }
    }

    /// Tells something about the run.
    fn note(&self, code: &'static str, message: &str) {
        match &self.view {
            View::Lines(reporter, _) => reporter.note(code, message),
            View::Load(progress, _) => {
                progress.above(|| out::data_line(&lines::note(now_ms(), message)));
            }
        }
    }

    fn answered(&self, exchange: &Exchange, step: &Step, number: usize) {
        let judged = self.judge.next(exchange);
        let was_down = {
            let mut stats = self.stats();
            stats.add(exchange, &judged.findings);
            std::mem::take(&mut stats.is_down)
        };
        if was_down {
            self.note("app-up", "the app is up");
        }
        match &self.view {
            View::Lines(reporter, _) => {
                reporter.report(Report::Finished(exchange.clone(), judged));
            }
            View::Load(progress, style) => {
                self.shown_if_wrong(progress, style, exchange, &judged);
            }
        }
        self.expect(exchange, step, number);
    }

    /// Of many calls only what is wrong is shown, and of that the first few.
    fn shown_if_wrong(
        &self,
        progress: &Progress,
        style: &Style,
        exchange: &Exchange,
        judged: &Judged,
    ) {
        let findings = &judged.findings;
        let wrong = exchange.is_trouble() || finding::worst(findings) >= Some(Severity::Warning);
        let kind = findings.first().map_or_else(
            || {
                exchange
                    .delivery
                    .as_ref()
                    .map_or(0, |it| it.status)
                    .to_string()
            },
            |finding| finding.id.to_string(),
        );
        let seen = wrong.then(|| {
            let mut stats = self.stats();
            let seen = stats.shown.entry(kind).or_default();
            *seen += 1;
            *seen
        });
        let stats = self.stats();
        let (calls, events) = (stats.calls, stats.events);
        drop(stats);
        progress.set(calls, None);
        progress.say(&format!("{events} events"));
        if seen.is_some_and(|seen| seen <= SHOWN) {
            progress.above(|| {
                out::data_line(&lines::arrival(&exchange.arrival, 0, style.width));
                out::data_line(&lines::answer(exchange, judged, style));
            });
        }
    }

    fn expect(&self, exchange: &Exchange, step: &Step, number: usize) {
        let Some(expect) = &step.expect else { return };
        let Some(delivery) = &exchange.delivery else {
            return;
        };
        let heard = delivery.outcome == Outcome::Answered;
        let misses = expect.misses(&Answer {
            status: heard.then_some(delivery.status),
            body: &delivery.body,
            latency: delivery.latency,
        });
        let name = &exchange.arrival.event().name;
        let misses: Vec<String> = misses
            .into_iter()
            .map(|miss| format!("{}: {name}: {miss}", self.place(step, number)))
            .collect();
        self.stats().expect(expect.count(), &misses);
        let id = exchange.arrival.envelope.id;
        self.told(
            &misses,
            Some(id),
            exchange.arrival.event().call_id.as_deref(),
        );
    }

    /// Says what is not as expected.
    pub fn told(&self, misses: &[String], id: Option<EventId>, call_id: Option<&str>) {
        let View::Lines(reporter, format) = &self.view else {
            return;
        };
        for miss in misses {
            if *format == Format::Json {
                reporter.report(Report::Json(json!({
                    "v": 1,
                    "type": "expectation",
                    "met": false,
                    "id": id.map(|id| id.to_string()),
                    "call_id": call_id,
                    "message": miss,
                })));
            } else {
                reporter.note("expectation", format!("not as expected: {miss}"));
            }
        }
    }

    /// Where a step stands: `step 5 (booking.toml:38)`.
    pub fn place(&self, step: &Step, number: usize) -> String {
        format!("step {number} ({}:{})", self.file, step.at.line)
    }
}

/// How often each kind of trouble was shown.
pub(super) type Shown = HashMap<String, u64>;
