//! A call that is being played: what is known of it, what was said, and the events that say so.
//!
//! [`Call::script`] says what a step comes to, [`Call::perform`] does it bit by bit, and what was
//! answered goes on with [`Call::taken_by`], [`Call::results`] and their like.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::clock::{Clock, Pace};
use super::history::{Entry, History};
use super::model::{Added, Scenario};
use crate::synth::random::Random;

/// Something that a step comes to.
#[derive(Debug)]
pub enum Op {
    /// Time goes by.
    Pass(Duration),
    /// Somebody begins to speak.
    Begin,
    /// Somebody has said this, since [`Op::Begin`].
    Said {
        /// Whether it was the customer.
        is_user: bool,
        /// The words.
        text: String,
    },
    /// Somebody has said this, in the time that has gone by already.
    Heard(Added),
    /// The model calls tools: id, name and arguments of each.
    Calls(Vec<(String, String, Value)>),
    /// What tools returned: id, name and result of each.
    Results(Vec<(String, String, String)>),
    /// The call is picked up.
    Start,
    /// The call ends, for this reason.
    End(String),
    /// An event that informs.
    Send(Draft),
    /// An event whose answer is waited for.
    Ask(Draft),
}

/// An event that is yet to be made: its text depends on the moment it is sent.
#[derive(Debug)]
pub struct Draft {
    /// The type.
    pub name: Cow<'static, str>,
    pub(super) own: Map<String, Value>,
    pub(super) past: Past,
}

/// How much of the call's history an event carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Past {
    /// None.
    Nothing,
    /// In `artifact`.
    Artifact,
    /// As its own members: `messages` and their like.
    Own,
    /// Everything, with what it cost.
    Report,
}

/// What is to be done about an [`Op`].
#[derive(Debug)]
pub enum Deed {
    /// Nothing more.
    Done,
    /// So long has to be waited.
    Wait(Duration),
    /// This has to be sent.
    Send(String),
    /// This has to be sent and its answer waited for.
    Ask(String),
    /// Nobody is asked: the assistant's `serverMessages` do not list the type.
    Unasked(String),
}

/// A call that is being played.
#[derive(Debug)]
pub struct Call {
    pub(super) scenario: Arc<Scenario>,
    pub(super) clock: Clock,
    pub(super) random: Random,
    pub(super) id: String,
    pub(super) org: String,
    pub(super) created_ms: i64,
    pub(super) started_ms: Option<i64>,
    pub(super) ended: Option<(i64, String)>,
    pub(super) customer: Value,
    pub(super) phone: Value,
    /// The assistant that has the call; `null` as long as there is none.
    pub(super) assistant: Value,
    /// More members of `call`: what an answer said.
    pub(super) extra: Map<String, Value>,
    pub(super) variables: Map<String, Value>,
    pub(super) squad: Vec<Value>,
    pub(super) history: History,
    pub(super) speaking_since: i64,
    pub(super) user_speaks: bool,
    pub(super) turn: u32,
    pub(super) interruptions: u32,
    pub(super) results: BTreeMap<String, String>,
    pub(super) destination: Option<Value>,
    /// What was wrong with the answer to an assistant-request.
    pub(super) debugging: Option<Value>,
}

impl Call {
    /// A call that nobody knows of yet; `number` counts the calls of a run, and each comes from
    /// a number of its own.
    #[must_use]
    pub fn new(scenario: Arc<Scenario>, number: u64, pace: Pace) -> Self {
        let clock = Clock::new(pace);
        let mut random = Random::fresh();
        let created_ms = clock.now_ms();
        let mut customer = scenario.customer.clone();
        if !customer.contains_key("sipUri") {
            let own = customer.get("number").and_then(Value::as_str);
            let own = nth_number(own.unwrap_or("+14155550123"), number);
            customer.insert("number".to_owned(), own.into());
        }
        let mut phone = json!({
            "id": random.uuid(created_ms),
            "name": "Main line",
            "provider": "vapi",
            "number": "+14155550100",
        });
        overlay(&mut phone, &Value::Object(scenario.phone_number.clone()));
        let mut call = Self {
            clock,
            id: random.uuid(created_ms),
            org: random.uuid(created_ms),
            random,
            created_ms,
            started_ms: None,
            ended: None,
            customer: Value::Object(customer),
            phone,
            assistant: Value::Null,
            extra: Map::new(),
            variables: scenario.variables.clone(),
            squad: Vec::new(),
            history: History::default(),
            speaking_since: created_ms,
            user_speaks: false,
            turn: 0,
            interruptions: 0,
            results: BTreeMap::new(),
            destination: None,
            debugging: None,
            scenario,
        };
        if !call.asks_for_an_assistant() {
            call.meet(Value::Object(call.scenario.assistant.clone()));
        }
        call
    }

    /// The call's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Why it ended, if it has.
    #[must_use]
    pub fn ended(&self) -> Option<&str> {
        self.ended.as_ref().map(|(_, reason)| reason.as_str())
    }

    /// Whether only what the steps say is sent.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.scenario.exact
    }

    /// An answer took so long.
    pub fn waited(&mut self, latency: Duration) {
        self.clock.waited(latency);
    }

    /// An assistant takes the call.
    pub(super) fn meet(&mut self, mut assistant: Value) {
        if assistant.get("id").is_none() && !self.extra.contains_key("assistant") {
            assistant["id"] = self.random.uuid(self.created_ms).into();
        }
        if let Some(id) = assistant
            .get("id")
            .filter(|_| !self.extra.contains_key("squadId"))
        {
            self.extra.insert("assistantId".to_owned(), id.clone());
        }
        let prompts = assistant["model"]["messages"].as_array();
        let prompt = prompts.into_iter().flatten().find_map(|message| {
            let is_system = message["role"] == "system";
            message["content"].as_str().filter(|_| is_system)
        });
        if let Some(text) = prompt {
            let text = self.fill(text);
            let time = self.clock.now_ms();
            self.history.push(Entry::System { text, time });
        }
        self.assistant = assistant;
    }

    /// Does what an op says.
    pub fn perform(&mut self, op: Op) -> Deed {
        let now = self.clock.now_ms();
        match op {
            Op::Pass(time) => return Deed::Wait(self.clock.pass(time)),
            Op::Begin => self.speaking_since = now,
            Op::Said { is_user, text } => self.history.push(Entry::Said {
                is_user,
                text,
                time: self.speaking_since,
                end: now,
            }),
            Op::Heard(added) => {
                let takes = i64::try_from(added.takes.as_millis()).unwrap_or_default();
                self.history.push(Entry::Said {
                    is_user: added.role == "user",
                    text: added.text,
                    time: now - takes,
                    end: now,
                });
            }
            Op::Calls(calls) => self.history.push(Entry::Calls { time: now, calls }),
            Op::Results(results) => {
                for (id, name, result) in results {
                    self.results.insert(name.clone(), result.clone());
                    self.history.push(Entry::Result {
                        id,
                        name,
                        result,
                        time: now,
                    });
                }
            }
            Op::Start => {
                self.started_ms.get_or_insert(now);
            }
            Op::End(reason) => {
                self.ended.get_or_insert((now, reason));
            }
            Op::Send(draft) if self.sends(&draft) => return Deed::Send(self.body(draft)),
            Op::Send(_) => {}
            Op::Ask(draft) if self.sends(&draft) => return Deed::Ask(self.body(draft)),
            Op::Ask(draft) => return Deed::Unasked(draft.name.into_owned()),
        }
        Deed::Done
    }
}

/// The number of the n-th caller: the last digits count up.
fn nth_number(base: &str, number: u64) -> String {
    let split = base.len().saturating_sub(6);
    match base
        .get(split..)
        .and_then(|digits| digits.parse::<u64>().ok())
    {
        Some(last) if number > 0 && split > 0 => {
            format!("{}{:06}", &base[..split], (last + number) % 1_000_000)
        }
        _ => base.to_owned(),
    }
}

/// Merges `over` into `base`, objects member by member.
pub(super) fn overlay(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (name, member) in over {
                overlay(base.entry(name.clone()).or_insert(Value::Null), member);
            }
        }
        (base, over) => *base = over.clone(),
    }
}
