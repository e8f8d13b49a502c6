//! The bodies of events: the envelope that every one has, and how much of the call it carries.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::call::{Call, Draft, Past};
use super::model::Kind;
use super::report;
use crate::event::catalog;

impl Call {
    /// Whether the app gets events like this: what the scenario lists, else the assistant, else
    /// what is sent by default.
    pub(super) fn sends(&self, draft: &Draft) -> bool {
        let of_assistant: Option<Vec<String>> =
            self.assistant["serverMessages"].as_array().map(|names| {
                let names = names.iter().filter_map(Value::as_str);
                names.map(str::to_owned).collect()
            });
        let listed = self.scenario.server_messages.clone().or(of_assistant);
        let is_final = draft
            .own
            .get("transcriptType")
            .is_some_and(|it| it == "final");
        catalog::is_sent(&draft.name, is_final, listed.as_deref())
    }

    /// The body of an event that is sent now.
    pub(super) fn body(&self, draft: Draft) -> String {
        let mut message = Map::new();
        message.insert("timestamp".to_owned(), self.clock.now_ms().into());
        message.insert("type".to_owned(), draft.name.as_ref().into());
        message.extend(draft.own);
        match draft.past {
            Past::Nothing => {}
            Past::Artifact => {
                message.insert("artifact".to_owned(), self.artifact());
            }
            Past::Own => {
                let start = self.start();
                message.insert("messages".to_owned(), self.history.messages(start));
                for name in ["conversation", "messagesOpenAIFormatted"] {
                    message.insert(name.to_owned(), self.history.openai());
                }
            }
            Past::Report => report::fill(self, &mut message),
        }
        message.insert("call".to_owned(), self.snapshot());
        for (name, value) in [
            ("assistant", &self.assistant),
            ("phoneNumber", &self.phone),
            ("customer", &self.customer),
        ] {
            let is_there = value.as_object().is_some_and(|it| !it.is_empty());
            if is_there && (name != "phoneNumber" || self.is_by_phone()) {
                message.insert(name.to_owned(), value.clone());
            }
        }
        json!({ "message": message }).to_string()
    }

    fn is_by_phone(&self) -> bool {
        self.scenario.kind != Kind::Web
    }

    /// Who carries the call, as costs name it.
    pub(super) fn carrier(&self) -> &'static str {
        if !self.is_by_phone() {
            return "daily";
        }
        let provider = self.phone["provider"].as_str();
        let known = ["twilio", "vonage", "telnyx"];
        let known = known.into_iter().find(|known| Some(*known) == provider);
        known.unwrap_or("vapi.sip")
    }

    /// `call`: the snapshot that was taken when the call was made (contract 1.1), with what an
    /// answer has added.
    fn snapshot(&self) -> Value {
        let made = iso(self.created_ms);
        let status = match self.scenario.kind {
            Kind::Inbound => "ringing",
            _ => "queued",
        };
        let mut call = json!({
            "id": self.id,
            "orgId": self.org,
            "type": self.scenario.kind.vapi(),
            "status": status,
            "createdAt": made,
            "updatedAt": made,
        });
        if self.is_by_phone() {
            call["phoneNumberId"] = self.phone["id"].clone();
        }
        call["customer"] = self.customer.clone();
        for (name, value) in &self.extra {
            call[name] = value.clone();
        }
        call
    }

    /// What times are counted from.
    pub(super) fn start(&self) -> i64 {
        self.started_ms.unwrap_or(self.created_ms)
    }

    /// `artifact` while the call goes on.
    pub(super) fn artifact(&self) -> Value {
        let mut artifact = json!({
            "messages": self.history.messages(self.start()),
            "messagesOpenAIFormatted": self.history.openai(),
        });
        if !self.variables.is_empty() {
            artifact["variableValues"] = Value::Object(self.variables.clone());
        }
        artifact
    }
}

/// A time as Vapi writes dates.
pub(super) fn iso(ms: i64) -> String {
    let time = Timestamp::from_millisecond(ms).unwrap_or_default();
    format!("{time:.3}")
}
