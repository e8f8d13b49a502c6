//! What was said and done in a call, in every form that events hold it in.

use serde_json::{Value, json};

/// One thing that was said or done.
#[derive(Clone, Debug)]
pub enum Entry {
    /// The prompt.
    System { text: String, time: i64 },
    /// Somebody spoke.
    Said {
        is_user: bool,
        text: String,
        time: i64,
        end: i64,
    },
    /// The model called tools: id, name and arguments of each.
    Calls {
        time: i64,
        calls: Vec<(String, String, Value)>,
    },
    /// What a tool returned.
    Result {
        id: String,
        name: String,
        result: String,
        time: i64,
    },
}

/// A call's history; times in ms since 1970.
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: Vec<Entry>,
}

/// Seconds as Vapi writes them, to the ms.
pub fn seconds(ms: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a call is no 2^52 ms long")]
    let ms = ms as f64;
    ms / 1_000.0
}

impl History {
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// `artifact.messages`: counted from `start`.
    pub fn messages(&self, start: i64) -> Value {
        let from = |time: i64| seconds((time - start).max(0));
        let message = |entry: &Entry| match entry {
            Entry::System { text, time } => json!({
                "role": "system", "message": text, "time": time, "secondsFromStart": from(*time),
            }),
            Entry::Said {
                is_user,
                text,
                time,
                end,
            } => json!({
                "role": if *is_user { "user" } else { "bot" },
                "message": text,
                "time": time,
                "endTime": end,
                "duration": end - time,
                "secondsFromStart": from(*time),
            }),
            Entry::Calls { time, calls } => json!({
                "role": "tool_calls",
                "message": "",
                "time": time,
                "secondsFromStart": from(*time),
                "toolCalls": openai_calls(calls),
            }),
            Entry::Result {
                id,
                name,
                result,
                time,
            } => json!({
                "role": "tool_call_result",
                "toolCallId": id,
                "name": name,
                "result": result,
                "time": time,
                "secondsFromStart": from(*time),
            }),
        };
        self.entries.iter().map(message).collect()
    }

    /// `messagesOpenAIFormatted` and `conversation`.
    pub fn openai(&self) -> Value {
        let message = |entry: &Entry| match entry {
            Entry::System { text, .. } => json!({ "role": "system", "content": text }),
            Entry::Said { is_user, text, .. } => {
                let role = if *is_user { "user" } else { "assistant" };
                json!({ "role": role, "content": text })
            }
            Entry::Calls { calls, .. } => json!({
                "role": "assistant", "content": "", "tool_calls": openai_calls(calls),
            }),
            Entry::Result { id, result, .. } => json!({
                "role": "tool", "content": result, "tool_call_id": id,
            }),
        };
        self.entries.iter().map(message).collect()
    }

    /// Id and name of the last calls, when nothing came after them.
    pub fn unanswered(&self) -> Vec<(String, String)> {
        match self.entries.last() {
            Some(Entry::Calls { calls, .. }) => {
                let calls = calls.iter();
                calls
                    .map(|(id, name, _)| (id.clone(), name.clone()))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// `artifact.transcript`: a line for each who spoke.
    pub fn transcript(&self) -> String {
        let mut text = String::new();
        for (is_user, said, ..) in self.said() {
            text += if is_user { "User: " } else { "AI: " };
            text += said;
            text.push('\n');
        }
        text
    }

    /// Who spoke, what, from when to when.
    pub fn said(&self) -> impl Iterator<Item = (bool, &str, i64, i64)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Said {
                is_user,
                text,
                time,
                end,
            } => Some((*is_user, text.as_str(), *time, *end)),
            _ => None,
        })
    }
}

/// Tool calls with their arguments as a string of JSON, as histories hold them.
fn openai_calls(calls: &[(String, String, Value)]) -> Value {
    let call = |(id, name, arguments): &(String, String, Value)| {
        json!({
            "id": id,
            "type": "function",
            "function": { "name": name, "arguments": arguments.to_string() },
        })
    };
    calls.iter().map(call).collect()
}
