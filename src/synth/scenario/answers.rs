//! What an answer leads to in a call: the values of answers flow into what follows.

use serde_json::{Map, Value, json};

use super::call::{Call, Op, overlay};
use super::script::{conversation, live};

/// What one call of a tool led to.
#[derive(Clone, Debug)]
pub struct Returned {
    /// The call's id.
    pub id: String,
    /// The function's name.
    pub name: String,
    /// What the model reads.
    pub result: String,
    /// What the caller hears at once.
    pub spoken: Option<String>,
}

impl Call {
    /// An answer named or held who takes the call: an `assistant`, a `squad`, a `workflow`.
    pub fn taken_by(&mut self, kind: &str, answer: &Map<String, Value>) -> Vec<Op> {
        let own = |name: &str| answer.get(name).filter(|value| !value.is_null());
        let overrides = own(&format!("{kind}Overrides")).or_else(|| own("assistantOverrides"));
        let id = format!("{kind}Id");
        let mut assistant = Value::Object(self.scenario.assistant.clone());
        if let Some(value) = own(&id) {
            self.extra.insert(id, value.clone());
            if kind == "assistant" {
                assistant["id"] = value.clone();
            }
        } else if let Some(value) = own(kind) {
            self.extra.insert(kind.to_owned(), value.clone());
            if kind == "assistant" {
                assistant = value.clone();
            } else {
                self.squad = members(value);
                assistant = self.squad.first().cloned().unwrap_or(assistant);
            }
        }
        if let Some(overrides) = overrides {
            let name = format!("{kind}Overrides");
            self.extra.insert(name, overrides.clone());
            if let Value::Object(values) = &overrides["variableValues"] {
                self.variables.extend(values.clone());
            }
            let mut over = overrides.clone();
            if let Some(over) = over.as_object_mut() {
                over.remove("variableValues");
            }
            overlay(&mut assistant, &over);
        }
        self.meet(assistant);
        Vec::new()
    }

    /// An answer sent the call somewhere else.
    pub fn forwarded(&mut self, destination: &Value) -> Vec<Op> {
        if self.scenario.exact {
            return Vec::new();
        }
        let mut ops = Vec::new();
        let message = destination["message"].as_str().filter(|it| !it.is_empty());
        if let Some(message) = message.map(str::to_owned) {
            ops.extend(self.says(&message));
        }
        self.destination = Some(destination.clone());
        ops.push(Op::Start);
        let own = json!({ "status": "forwarding", "destination": destination });
        ops.push(live("status-update", own));
        let reason = "assistant-request-returned-forwarding-phone-number";
        ops.extend(self.end(reason, Value::Null));
        ops
    }

    /// Nobody takes the call: it ends, after what the caller hears.
    pub fn refused(
        &mut self,
        reason: &str,
        spoken: Option<&str>,
        error: Option<&str>,
        answer: Option<&Value>,
    ) -> Vec<Op> {
        if self.scenario.exact {
            return Vec::new();
        }
        let mut artifacts = Map::new();
        if let Some(error) = error {
            artifacts.insert("assistantRequestError".to_owned(), error.into());
        }
        if let Some(answer) = answer {
            artifacts.insert("assistantRequestResponse".to_owned(), answer.clone());
        }
        self.debugging = (!artifacts.is_empty()).then_some(Value::Object(artifacts));
        let mut ops = Vec::new();
        if let Some(spoken) = spoken {
            ops.push(Op::Start);
            ops.extend(self.says(spoken));
        }
        ops.extend(self.end(reason, Value::Null));
        ops
    }

    /// Tools returned something, or nothing: the model reads it, and the caller may hear it.
    pub fn returned(&mut self, results: Vec<Returned>) -> Vec<Op> {
        let spoken: Vec<String> = results.iter().filter_map(|it| it.spoken.clone()).collect();
        let results = results.into_iter();
        let results = results.map(|it| (it.id, it.name, it.result)).collect();
        let mut ops = vec![Op::Results(results)];
        if self.scenario.exact {
            return ops;
        }
        ops.push(conversation());
        for text in spoken {
            ops.extend(self.says(&text));
        }
        ops
    }

    /// Nobody was asked what the tools return: the model reads that nothing came.
    pub fn unanswered(&mut self) -> Vec<Op> {
        let results = self.history.unanswered();
        if results.is_empty() {
            return Vec::new();
        }
        let results = results.into_iter();
        let nothing = |(id, name)| (id, name, "No result returned.".to_owned());
        vec![Op::Results(results.map(nothing).collect())]
    }

    /// An answer said where the call goes, after what the caller hears; `Err` is why it does
    /// not.
    pub fn moved(
        &mut self,
        destination: Result<Value, Option<String>>,
        spoken: Option<&str>,
    ) -> Vec<Op> {
        let exact = self.scenario.exact;
        let ops = match destination {
            Ok(destination) => {
                let mut ops = Vec::new();
                if let Some(spoken) = spoken {
                    ops.extend(self.says(spoken));
                }
                ops.extend(self.transfer(&destination));
                ops
            }
            Err(Some(error)) => self.says(&error),
            Err(None) => Vec::new(),
        };
        if exact { Vec::new() } else { ops }
    }
}

/// The assistants of a squad: inline ones, and what is known of those that are only named.
fn members(squad: &Value) -> Vec<Value> {
    let members = squad["members"].as_array().into_iter().flatten();
    let assistant = |member: &Value| {
        let mut assistant = match &member["assistant"] {
            inline @ Value::Object(_) => inline.clone(),
            _ => json!({ "id": member["assistantId"] }),
        };
        if member["assistantOverrides"].is_object() {
            overlay(&mut assistant, &member["assistantOverrides"]);
        }
        if squad["membersOverrides"].is_object() {
            overlay(&mut assistant, &squad["membersOverrides"]);
        }
        assistant
    };
    members.map(assistant).collect()
}
