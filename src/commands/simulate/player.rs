//! Plays one call: what asks is waited for, what informs is not, and the order is kept.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::desk::Desk;
use crate::contract::{Outcome, Taken, outcome};
use crate::event::exchange::Exchange;
use crate::synth::scenario::answers::Returned;
use crate::synth::scenario::call::{Call, Deed, Op};
use crate::synth::scenario::clock::Pace;
use crate::synth::scenario::model::{Scenario, Step, Verb};

/// How long an event waits for the answer to the one before, so that an app gets them in their
/// order; an app that thinks longer gets the next one meanwhile, as from Vapi.
const ORDER: Duration = Duration::from_millis(50);
/// Events of a call that may be unanswered at once.
const MOST_OPEN: usize = 32;

/// Plays a call to its end; `false` when the app could not be reached.
pub(super) async fn play(
    desk: &Arc<Desk>,
    scenario: &Arc<Scenario>,
    number: u64,
    pace: Pace,
) -> bool {
    let mut player = Player {
        call: Call::new(scenario.clone(), number, pace),
        desk: desk.clone(),
        open: JoinSet::new(),
        before: None,
        lost: Arc::default(),
    };
    let mut unplayed = 0;
    for (at, step) in scenario.steps.iter().enumerate() {
        if player.call.ended().is_some() && !player.goes_on_after_the_end(step) {
            unplayed += 1;
            player.not_reached(step, at + 1);
            continue;
        }
        if !player.step(step, at + 1).await {
            break;
        }
    }
    while player.open.join_next().await.is_some() {}
    let reached = !player.is_lost();
    let ending = if reached {
        player.call.ended().unwrap_or("not ended")
    } else {
        "app unreachable"
    };
    desk.stats().end(ending, unplayed);
    reached
}

struct Player {
    call: Call,
    desk: Arc<Desk>,
    /// Events that inform, whose answers are out.
    open: JoinSet<()>,
    /// Resolves once the event before is answered.
    before: Option<oneshot::Receiver<()>>,
    /// Whether the app could not be reached.
    lost: Arc<AtomicBool>,
}

impl Player {
    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Whether a step still happens when the call has ended: its report does, and in a recording
    /// everything.
    fn goes_on_after_the_end(&self, step: &Step) -> bool {
        self.call.is_exact() || matches!(step.verb, Verb::Report { .. })
    }

    /// An expectation that is not looked at is not met.
    fn not_reached(&self, step: &Step, number: usize) {
        let Some(expect) = &step.expect else { return };
        let why = self.call.ended().unwrap_or("nothing");
        let miss = format!(
            "{}: not reached: the call ended before with {why}",
            self.desk.place(step, number)
        );
        let misses = vec![miss];
        self.desk.stats().expect(expect.count(), &misses);
        self.desk.told(&misses, None, Some(self.call.id()));
    }

    /// Plays one step; `false` when the app could not be reached.
    async fn step(&mut self, step: &Step, number: usize) -> bool {
        let mut ops = VecDeque::from(self.call.script(step));
        // What follows from an answer is not what the step's expectation is about.
        let bare = Step {
            expect: None,
            ..step.clone()
        };
        let asks = ops.iter().any(|op| matches!(op, Op::Ask(_)));
        while let Some(op) = ops.pop_front() {
            match self.call.perform(op) {
                Deed::Done => {}
                Deed::Wait(time) if time.is_zero() => {}
                Deed::Wait(time) => tokio::time::sleep(time).await,
                Deed::Send(body) => {
                    let step = if asks { &bare } else { step };
                    self.inform(body, step.clone(), number).await;
                }
                Deed::Ask(body) => {
                    self.in_order().await;
                    let Some(exchange) = self.desk.send(body, step, number).await else {
                        self.lost.store(true, Ordering::Relaxed);
                        return false;
                    };
                    let follows = self.goes_on(&exchange);
                    for op in follows.into_iter().rev() {
                        ops.push_front(op);
                    }
                }
                Deed::Unasked(name) => {
                    let follows = self.unasked(step, number, &name);
                    for op in follows.into_iter().rev() {
                        ops.push_front(op);
                    }
                }
            }
            if self.is_lost() {
                return false;
            }
        }
        true
    }

    /// Sends an event that informs, without waiting for its answer.
    async fn inform(&mut self, body: String, step: Step, number: usize) {
        self.in_order().await;
        while self.open.len() >= MOST_OPEN {
            self.open.join_next().await;
        }
        while self.open.try_join_next().is_some() {}
        let (tell, answered) = oneshot::channel();
        self.before = Some(answered);
        let (desk, lost) = (self.desk.clone(), self.lost.clone());
        self.open.spawn(async move {
            if desk.send(body, &step, number).await.is_none() {
                lost.store(true, Ordering::Relaxed);
            }
            tell.send(()).ok();
        });
        // The task runs, and so sends, before anything else is done.
        tokio::task::yield_now().await;
    }

    async fn in_order(&mut self) {
        if let Some(before) = self.before.take() {
            tokio::time::timeout(ORDER, before).await.ok();
        }
    }

    /// What an answer leads to.
    fn goes_on(&mut self, exchange: &Exchange) -> Vec<Op> {
        let latency = exchange.delivery.as_ref().map(|delivery| delivery.latency);
        self.call.waited(latency.unwrap_or_default());
        match outcome(exchange) {
            Outcome::Nothing => Vec::new(),
            Outcome::Taken(Taken::By { kind, answer }) => self.call.taken_by(kind, &answer),
            Outcome::Taken(Taken::Forwarded(destination)) => self.call.forwarded(&destination),
            Outcome::Taken(Taken::Ended {
                reason,
                spoken,
                error,
            }) => {
                let body = exchange.delivery.as_ref().map(|delivery| &delivery.body);
                let answer = body.and_then(|body| serde_json::from_slice(body).ok());
                self.call
                    .refused(reason, spoken.as_deref(), error.as_deref(), answer.as_ref())
            }
            Outcome::Results(results) => {
                let results = results.into_iter().map(|it| Returned {
                    id: it.id,
                    name: it.name,
                    result: it.result,
                    spoken: it.spoken,
                });
                self.call.returned(results.collect())
            }
            Outcome::Moved {
                destination,
                spoken,
            } => self.call.moved(destination, spoken.as_deref()),
        }
    }

    /// The app is not asked: the assistant's `serverMessages` leave the type out.
    fn unasked(&mut self, step: &Step, number: usize, name: &str) -> Vec<Op> {
        if let Some(expect) = &step.expect {
            let place = self.desk.place(step, number);
            let misses = vec![format!(
                "{place}: {name} is not sent: serverMessages do not list it"
            )];
            self.desk.stats().expect(expect.count(), &misses);
            self.desk.told(&misses, None, Some(self.call.id()));
        }
        self.call.unanswered()
    }
}
