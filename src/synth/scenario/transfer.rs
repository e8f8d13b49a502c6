//! A call goes somewhere else: to a number, or to another assistant.

use serde_json::{Value, json};

use super::call::{Call, Op, overlay};
use super::script::live;

impl Call {
    /// The call is forwarded, or another assistant takes it.
    pub(super) fn transfer(&mut self, destination: &Value) -> Vec<Op> {
        let from = self.who();
        let mut own = json!({ "destination": destination, "fromAssistant": from });
        let name = destination["assistantName"].as_str();
        let id = destination["assistantId"].as_str();
        if name.or(id).is_none() && !destination["assistant"].is_object() {
            self.destination = Some(destination.clone());
            own.as_object_mut().map(|own| own.remove("fromAssistant"));
            let status = json!({ "status": "forwarding", "destination": destination });
            let mut ops = vec![live("status-update", status), live("transfer-update", own)];
            ops.extend(self.end("assistant-forwarded-call", Value::Null));
            return ops;
        }
        let mut next = self.find(name, id);
        overlay_object(&mut next, &destination["assistant"]);
        overlay_object(&mut next, &destination["assistantOverrides"]);
        self.extra.remove("assistant");
        self.meet(next);
        own["toAssistant"] = self.who();
        let mut ops = vec![live("transfer-update", own)];
        let started = json!({ "newAssistant": self.who() });
        ops.push(live("assistant.started", started));
        ops
    }

    /// The assistant of that name or id: a squad's, the scenario's, else one that has nothing
    /// else.
    fn find(&self, name: Option<&str>, id: Option<&str>) -> Value {
        let others = self.scenario.others.iter().cloned().map(Value::Object);
        let mut known = self.squad.iter().cloned().chain(others);
        let is = |assistant: &Value| {
            let has = |member: &str, wanted: Option<&str>| {
                wanted.is_some_and(|wanted| assistant[member] == wanted)
            };
            has("name", name) || has("id", id)
        };
        known.find(is).unwrap_or_else(|| {
            let mut assistant = json!({});
            for (member, value) in [("id", id), ("name", name)] {
                if let Some(value) = value {
                    assistant[member] = value.into();
                }
            }
            assistant
        })
    }
}

fn overlay_object(base: &mut Value, over: &Value) {
    if over.is_object() {
        overlay(base, over);
    }
}
