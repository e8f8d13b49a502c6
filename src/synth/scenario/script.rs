//! What a step comes to: which events, in which order, with how much time between them. And what
//! an answer leads to.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::call::{Call, Draft, Op, Past};
use super::model::{Ask, Speech, Step, ToolUse, Verb};
use crate::event::catalog;
use crate::event::message::COMMON;

/// How long the analysis takes after the end of a call.
const ANALYSIS: Duration = Duration::from_secs(3);
/// What speaking takes, a word.
const WORD: Duration = Duration::from_millis(330);

/// Members that hold the call's history.
const HISTORY: [&str; 3] = ["messages", "messagesOpenAIFormatted", "conversation"];

/// Whether a member is an event's own: neither common to all nor the call's history.
pub(super) fn is_own(name: &str) -> bool {
    !COMMON.contains(&name) && !HISTORY.contains(&name)
}

fn draft(name: &'static str, past: Past, own: Value) -> Draft {
    Draft {
        name: Cow::Borrowed(name),
        past,
        own: match own {
            Value::Object(own) => own,
            _ => Map::new(),
        },
    }
}

pub(super) fn live(name: &'static str, own: Value) -> Op {
    Op::Send(draft(name, Past::Artifact, own))
}

pub(super) fn conversation() -> Op {
    Op::Send(draft("conversation-update", Past::Own, Value::Null))
}

impl Call {
    /// Whether the scenario asks who takes the call.
    pub(super) fn asks_for_an_assistant(&self) -> bool {
        let asks = |step: &Step| matches!(step.verb, Verb::Ask(Ask::Assistant));
        self.scenario.steps.iter().any(asks)
    }

    /// What a step comes to.
    pub fn script(&mut self, step: &Step) -> Vec<Op> {
        let mut ops = vec![Op::Pass(step.wait)];
        ops.extend(step.adds.iter().cloned().map(Op::Heard));
        ops.extend(self.does(&step.verb));
        ops
    }

    fn does(&mut self, verb: &Verb) -> Vec<Op> {
        match verb {
            Verb::Pause => Vec::new(),
            Verb::Ask(ask) => vec![Op::Ask(asking(ask))],
            Verb::Status { status, with } => self.status(status, with),
            Verb::Greet => {
                let waits = self.assistant["firstMessageMode"] == "assistant-waits-for-user";
                let first = self.assistant["firstMessage"].as_str();
                let first = first.filter(|first| !first.is_empty() && !waits);
                let text = first.map(|first| self.fill(first));
                text.map_or_else(Vec::new, |text| self.bot(&text, None, None))
            }
            Verb::User(speech) => self.user(speech),
            Verb::Assistant(speech) => {
                let text = self.fill(&speech.text);
                self.bot(&text, speech.takes, speech.heard.as_deref())
            }
            Verb::Tools(tools) => self.tools(tools),
            Verb::Transfer(destination) => self.transfer(destination),
            Verb::Event { name, with } => vec![Op::Send(self.any(name, with))],
            Verb::End { reason, analysis } => self.end(reason, json!({ "analysis": analysis })),
            Verb::Report { with } => {
                let own = Value::Object(with.clone());
                vec![Op::Send(draft("end-of-call-report", Past::Report, own))]
            }
        }
    }

    fn status(&self, status: &str, with: &Map<String, Value>) -> Vec<Op> {
        let mut own = with.clone();
        own.insert("status".to_owned(), status.into());
        let mut ops = Vec::new();
        match status {
            "in-progress" => ops.push(Op::Start),
            "ended" => {
                let reason = own.get("endedReason").and_then(Value::as_str);
                let reason = reason.unwrap_or("customer-ended-call").to_owned();
                own.insert("endedReason".to_owned(), reason.clone().into());
                ops.push(Op::End(reason));
            }
            _ => {}
        }
        ops.push(live("status-update", Value::Object(own)));
        if status == "in-progress" && !self.scenario.exact && self.assistant.is_object() {
            ops.push(live(
                "assistant.started",
                json!({ "newAssistant": self.who() }),
            ));
        }
        ops
    }

    /// Name and id of the assistant that has the call.
    pub(super) fn who(&self) -> Value {
        let members = self.assistant.as_object().into_iter().flatten();
        let named = members.filter(|(name, _)| matches!(name.as_str(), "id" | "name"));
        named
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    fn user(&mut self, speech: &Speech) -> Vec<Op> {
        let text = self.fill(&speech.text);
        let takes = speech.takes.unwrap_or_else(|| length(&text));
        let words: Vec<&str> = text.split_whitespace().collect();
        let parts = u32::try_from(speech.partials).unwrap_or(0) + 1;
        let turn = self.turn;
        self.turn += 1;
        let mut ops = vec![Op::Begin];
        if !std::mem::take(&mut self.user_speaks) {
            ops.push(speaks("started", "user", turn));
        }
        for part in 1..parts {
            ops.push(Op::Pass(takes / parts));
            let count = (words.len() * part as usize / parts as usize).max(1);
            let so_far = words[..count.min(words.len())].join(" ");
            ops.push(self.transcript("user", "partial", &so_far));
        }
        ops.push(Op::Pass(takes / parts));
        ops.push(speaks("stopped", "user", turn));
        ops.push(self.transcript("user", "final", &text));
        ops.push(Op::Said {
            is_user: true,
            text,
        });
        ops.push(conversation());
        ops
    }

    fn bot(&mut self, text: &str, takes: Option<Duration>, heard: Option<&str>) -> Vec<Op> {
        let turn = self.turn;
        self.turn += 1;
        let said = heard.map_or_else(|| text.to_owned(), |heard| self.fill(heard));
        let takes = takes.unwrap_or_else(|| length(&said));
        let mut ops = vec![
            live("model-output", json!({ "output": text })),
            live("voice-input", json!({ "input": text })),
            Op::Begin,
            live(
                "assistant.speechStarted",
                json!({ "text": text, "turn": turn, "source": "model" }),
            ),
            speaks("started", "assistant", turn),
            Op::Pass(takes),
        ];
        if heard.is_some() {
            self.user_speaks = true;
            self.interruptions += 1;
            ops.push(speaks("started", "user", turn + 1));
            ops.push(live(
                "user-interrupted",
                json!({ "turnId": format!("turn-{turn}") }),
            ));
        }
        ops.push(speaks("stopped", "assistant", turn));
        ops.push(self.transcript("assistant", "final", &said));
        ops.push(Op::Said {
            is_user: false,
            text: said,
        });
        ops.push(conversation());
        ops
    }

    fn transcript(&self, role: &str, kind: &str, text: &str) -> Op {
        let mut own = json!({ "role": role, "transcriptType": kind, "transcript": text });
        for (name, member) in [("assistantId", "id"), ("assistantName", "name")] {
            if let Some(value) = self.assistant.get(member) {
                own[name] = value.clone();
            }
        }
        live("transcript", own)
    }

    fn tools(&mut self, tools: &[ToolUse]) -> Vec<Op> {
        let mut calls = Vec::new();
        let mut list = Vec::new();
        let mut with_tools = Vec::new();
        for tool in tools {
            let id = tool.id.clone().unwrap_or_else(|| self.random.tool_call());
            let arguments = self.fill_all(&tool.arguments);
            let call = json!({
                "id": id,
                "type": "function",
                "function": { "name": tool.name, "arguments": arguments },
            });
            let mut definition = self.definition(&tool.name);
            definition["toolCall"] = call.clone();
            with_tools.push(definition);
            list.push(call);
            calls.push((id, tool.name.clone(), arguments));
        }
        let own = json!({
            "toolCalls": list,
            "toolCallList": list,
            "toolWithToolCallList": with_tools,
        });
        vec![
            Op::Calls(calls),
            Op::Ask(draft("tool-calls", Past::Artifact, own)),
        ]
    }

    /// What the assistant says of a tool; a plain function when it says nothing.
    fn definition(&self, name: &str) -> Value {
        let model = &self.assistant["model"];
        let lists = [&model["tools"], &self.assistant["tools:append"]];
        let mut known = lists.into_iter().filter_map(Value::as_array).flatten();
        let known = known.find(|tool| tool["function"]["name"] == name);
        known.cloned().unwrap_or_else(|| {
            json!({
                "type": "function",
                "function": { "name": name, "parameters": { "type": "object", "properties": {} } },
                "async": false,
                "messages": [],
            })
        })
    }

    /// Any event: its own members are the catalog's sample's where the step says nothing.
    fn any(&self, name: &str, with: &Map<String, Value>) -> Draft {
        let sample = catalog::find(name).map(|row| row.sample);
        let sample: Value = sample
            .and_then(|sample| serde_json::from_str(sample).ok())
            .unwrap_or_default();
        let message = sample["message"].as_object().cloned().unwrap_or_default();
        let past = if HISTORY.iter().any(|name| message.contains_key(*name)) {
            Past::Own
        } else if message.contains_key("artifact") || self.scenario.exact {
            Past::Artifact
        } else {
            Past::Nothing
        };
        let mut own = Map::new();
        if !self.scenario.exact {
            let members = message.into_iter();
            own.extend(members.filter(|(name, _)| is_own(name)));
        }
        let with = with.iter().filter(|(name, _)| is_own(name));
        own.extend(with.map(|(name, value)| (name.clone(), self.fill_all(value))));
        Draft {
            name: Cow::Owned(name.to_owned()),
            own,
            past,
        }
    }

    /// The call ends: what is sent about it.
    pub(super) fn end(&self, reason: &str, report: Value) -> Vec<Op> {
        let mut own = json!({ "status": "ended", "endedReason": reason });
        if let Some(artifacts) = &self.debugging {
            own["inboundPhoneCallDebuggingArtifacts"] = artifacts.clone();
        }
        vec![
            Op::End(reason.to_owned()),
            live("status-update", own),
            Op::Pass(ANALYSIS),
            Op::Send(draft("end-of-call-report", Past::Report, report)),
        ]
    }

    /// Ops by which the assistant says something on its own account.
    pub(super) fn says(&mut self, text: &str) -> Vec<Op> {
        let mut ops = vec![Op::Pass(Duration::from_millis(400))];
        ops.extend(self.bot(text, None, None));
        ops
    }
}

fn asking(ask: &Ask) -> Draft {
    match ask {
        Ask::Assistant => draft("assistant-request", Past::Nothing, Value::Null),
        Ask::Transfer => draft("transfer-destination-request", Past::Artifact, Value::Null),
        Ask::Handoff(parameters) => draft(
            "handoff-destination-request",
            Past::Artifact,
            json!({ "parameters": parameters }),
        ),
    }
}

fn speaks(status: &str, role: &str, turn: u32) -> Op {
    live(
        "speech-update",
        json!({ "status": status, "role": role, "turn": turn }),
    )
}

/// How long it takes to say this.
fn length(text: &str) -> Duration {
    let words = u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX);
    WORD.saturating_mul(words.max(2))
}
