//! Recorded events become a scenario file: played again, it sends events of the same types in
//! the same order, with the times between them. What an event says of the call (who calls, what
//! was said so far) is not copied: it grows again as the call is played.
//!
//! Secrets do not get into the file: members that hold one are left out.

use serde_json::{Map, Value};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};
use vapihook_json::raw::Raw;

use super::model::Kind;
use super::script::is_own;
use crate::error::{Error, Result};
use crate::event::catalog::{self, Part};
use crate::event::exchange::{Exchange, Outcome};
use crate::event::message::Message;
use crate::event::span::written;

/// Members that hold secrets, or lead to them.
const SECRETS: &[&str] = &[
    "secret",
    "serverUrlSecret",
    "serverUrl",
    "url",
    "headers",
    "credentialId",
    "credentialIds",
    "credentials",
    "monitor",
    "twilioAuthToken",
    "twilioAccountSid",
    "apiKey",
    "token",
    "orgId",
];

/// The file of these events, which are one call's; `origin` says where they are from.
///
/// # Errors
/// When none of them is an event of a call.
pub fn scenario(exchanges: &[Exchange], origin: &str) -> Result<String> {
    let mut recording = Recording::default();
    for exchange in exchanges {
        recording.add(exchange);
    }
    if recording.steps.is_empty() {
        return Err(
            Error::not_found(format!("{origin} holds no event of a call"))
                .hint("name a call with --from call:ID; vapihook events calls lists them"),
        );
    }
    let mut text = format!("# From {origin}: {} events.\n", recording.steps.len());
    text += "# It holds what the call held: names, numbers, words. Secrets are left out.\n";
    text += "# exact: only what the steps say is sent, and nothing that follows from it.\n";
    text += &recording.document().to_string();
    Ok(text)
}

#[derive(Default)]
struct Recording {
    /// `call`, `assistant` and their like, from the first event that has them.
    facts: Map<String, Value>,
    /// Assistants after the first, each once.
    others: Vec<Map<String, Value>>,
    types: Vec<String>,
    steps: ArrayOfTables,
    /// When the event before was sent, ms.
    before: Option<f64>,
    /// How many spoken messages the events before held.
    said: usize,
}

impl Recording {
    fn add(&mut self, exchange: &Exchange) {
        let text = exchange.arrival.text();
        let message = Message::reopen(&exchange.arrival, &text);
        let Some(name) = message.event_type.as_deref() else {
            return;
        };
        let Some(Value::Object(body)) = message.body.and_then(Raw::to_value) else {
            return;
        };
        for fact in ["call", "assistant", "phoneNumber", "customer"] {
            if let Some(value) = body.get(fact).filter(|value| value.is_object())
                && !self.facts.contains_key(fact)
            {
                self.facts.insert(fact.to_owned(), value.clone());
            }
        }
        if let Some(Value::Object(assistant)) = body.get("assistant") {
            self.meet(assistant);
        }
        if !self.types.iter().any(|known| known == name) {
            self.types.push(name.to_owned());
        }
        #[expect(clippy::cast_precision_loss, reason = "a time of this century")]
        let received = exchange.arrival.envelope.received_ms as f64;
        let now = body.get("timestamp").and_then(Value::as_f64);
        let now = now.unwrap_or(received);
        let waited = now - self.before.unwrap_or(now);
        self.before = Some(now);
        let adds = self.adds(&body);

        let mut step = Table::new();
        if let Some(waited) = duration(waited) {
            step["wait"] = value(waited);
        }
        let asks = fill(&mut step, name, &body, &adds);
        if asks
            && let Some(delivery) = &exchange.delivery
            && delivery.outcome == Outcome::Answered
        {
            let mut expect = InlineTable::new();
            expect.insert("status", i64::from(delivery.status).into());
            step["expect"] = value(expect);
        }
        self.steps.push(step);
    }

    /// Another assistant has the call.
    fn meet(&mut self, assistant: &Map<String, Value>) {
        let same = |known: &Map<String, Value>| {
            known.get("id") == assistant.get("id") && known.get("name") == assistant.get("name")
        };
        let first = self.facts.get("assistant").and_then(Value::as_object);
        if !first.is_some_and(same) && !self.others.iter().any(same) {
            self.others.push(assistant.clone());
        }
    }

    /// What was said since the event before: who, what, for how many ms.
    fn adds(&mut self, body: &Map<String, Value>) -> Vec<(&'static str, String, f64)> {
        let messages = body.get("messages").and_then(Value::as_array);
        let inner = body
            .get("artifact")
            .and_then(|it| it["messages"].as_array());
        let Some(messages) = messages.or(inner) else {
            return Vec::new();
        };
        let said = |message: &Value| {
            let role = match message["role"].as_str()? {
                "user" => "user",
                "bot" | "assistant" => "assistant",
                _ => return None,
            };
            let text = message["message"]
                .as_str()
                .or(message["content"].as_str())?;
            let ends = [&message["time"], &message["endTime"]].map(Value::as_f64);
            let takes = match ends {
                [Some(time), Some(end)] => (end - time).max(0.0),
                _ => 0.0,
            };
            Some((role, text.to_owned(), takes))
        };
        let all: Vec<_> = messages.iter().filter_map(said).collect();
        let known = self.said;
        self.said = known.max(all.len());
        all.into_iter().skip(known).collect()
    }

    fn document(self) -> DocumentMut {
        let mut document = DocumentMut::new();
        let of = |fact: &str| self.facts.get(fact).and_then(Value::as_object);
        let call = of("call").cloned().unwrap_or_default();
        document["name"] = value("recorded");
        let mut table = Table::new();
        let kind = call.get("type").and_then(Value::as_str);
        let kind = Kind::ALL.iter().find(|(.., vapi)| Some(*vapi) == kind);
        table["type"] = value(kind.map_or("inbound", |(_, name, _)| name));
        table["exact"] = value(true);
        let mut types: Array = self.types.iter().collect();
        for item in types.iter_mut() {
            item.decor_mut().set_prefix("\n  ");
        }
        types.set_trailing("\n");
        types.set_trailing_comma(true);
        table["server_messages"] = value(types);
        let customer = of("customer").or_else(|| call.get("customer")?.as_object());
        for (name, object) in [("customer", customer), ("phone_number", of("phoneNumber"))] {
            if let Some(object) = object {
                table[name] = value(inline(object));
            }
        }
        if let Some(values) = call
            .get("assistantOverrides")
            .and_then(|it| it["variableValues"].as_object())
        {
            table["variables"] = value(inline(values));
        }
        document["call"] = Item::Table(table);
        let inner = call.get("assistant").and_then(Value::as_object);
        if let Some(assistant) = of("assistant").or(inner) {
            let mut table = Table::new();
            for (name, member) in inline(assistant) {
                table[&name] = value(member);
            }
            document["assistant"] = Item::Table(table);
        }
        let mut others = ArrayOfTables::new();
        for assistant in &self.others {
            let members = inline(assistant).into_iter();
            others.push(
                members
                    .map(|(name, member)| (name, value(member)))
                    .collect(),
            );
        }
        if !others.is_empty() {
            document["assistants"] = Item::ArrayOfTables(others);
        }
        document["step"] = Item::ArrayOfTables(self.steps);
        document
    }
}

/// Says in a step what the event is; the result is whether it asks.
fn fill(
    step: &mut Table,
    name: &str,
    body: &Map<String, Value>,
    adds: &[(&'static str, String, f64)],
) -> bool {
    let own = body.iter().filter(|(name, _)| is_own(name));
    let mut own: Map<String, Value> = own.map(|(k, v)| (k.clone(), v.clone())).collect();
    match Part::of(name) {
        Part::AsksTools => {
            let calls = own.get("toolCallList").or_else(|| own.get("toolCalls"));
            let calls = calls.and_then(Value::as_array).cloned().unwrap_or_default();
            step["tools"] = value(tools(&calls));
            own.clear();
        }
        Part::Status => {
            let status = own.remove("status");
            let status = status.as_ref().and_then(Value::as_str).unwrap_or("ringing");
            step["status"] = value(status);
        }
        Part::Report => {
            step["event"] = value(name);
            own.retain(|name, _| {
                matches!(name.as_str(), "endedReason" | "analysis" | "destination")
            });
        }
        _ => step["event"] = value(name),
    }
    if !own.is_empty() {
        step["with"] = value(inline(&own));
    }
    if !adds.is_empty() {
        let mut list = Array::new();
        for (role, text, takes) in adds {
            let mut said = InlineTable::new();
            said.insert("role", (*role).into());
            said.insert("text", text.as_str().into());
            if let Some(takes) = duration(*takes) {
                said.insert("takes", takes.into());
            }
            list.push(said);
        }
        for item in list.iter_mut() {
            item.decor_mut().set_prefix("\n  ");
        }
        list.set_trailing("\n");
        step["adds"] = value(list);
    }
    catalog::find(name).is_some_and(|row| row.reply.is_expected())
}

/// The calls of a tool-calls, without their ids: a call that is played has its own.
fn tools(calls: &[Value]) -> Array {
    let mut list = Array::new();
    for call in calls {
        let function = &call["function"];
        let name = function["name"].as_str().or(call["name"].as_str());
        let arguments = [
            &function["arguments"],
            &function["parameters"],
            &call["arguments"],
            &call["parameters"],
        ];
        let arguments = arguments.into_iter().find(|it| !it.is_null());
        let arguments = match arguments {
            Some(Value::Object(arguments)) => Some(arguments.clone()),
            Some(Value::String(text)) => serde_json::from_str(text).ok(),
            _ => None,
        };
        let mut tool = InlineTable::new();
        tool.insert("name", name.unwrap_or_default().into());
        if let Some(arguments) = arguments {
            tool.insert("arguments", inline(&arguments).into());
        }
        list.push(tool);
    }
    list
}

/// A duration of so many ms; `None` for none.
fn duration(ms: f64) -> Option<String> {
    if ms < 1.0 {
        return None;
    }
    let time = std::time::Duration::try_from_secs_f64(ms.round() / 1_000.0).ok()?;
    Some(written(time))
}

/// JSON as TOML, without secrets; TOML has no null, so what is null is left out.
fn inline(object: &Map<String, Value>) -> InlineTable {
    let mut table = InlineTable::new();
    for (name, member) in object {
        if let Some(member) = toml(member).filter(|_| !SECRETS.contains(&name.as_str())) {
            table.insert(name, member);
        }
    }
    table
}

fn toml(json: &Value) -> Option<toml_edit::Value> {
    Some(match json {
        Value::Null => return None,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64()?.into(),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().filter_map(toml).collect::<Array>().into(),
        Value::Object(object) => inline(object).into(),
    })
}
