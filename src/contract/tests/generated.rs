//! Ten thousand generated answers that are as Vapi wants them.

use serde_json::{Map, Value, json};

use super::{answer, calling, findings, loud};

/// Numbers that are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("a small number")
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    /// One line of words, also strange ones.
    fn text(&mut self) -> String {
        const WORDS: [&str; 14] = [
            "ok",
            "booked",
            "at",
            "10:30",
            "🙂",
            "\"quoted\"",
            "{\"a\":1}",
            "naïve",
            "</html>",
            "error",
            "null",
            "\\n",
            "/path",
            "é\u{301}",
        ];
        let words: Vec<&str> = (0..=self.below(12))
            .map(|_| WORDS[self.below(14)])
            .collect();
        words.join(" ")
    }

    fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            a >> 32,
            a & 0xffff,
            b & 0xfff,
            b >> 12 & 0xfff,
            b >> 16
        )
    }

    fn number(&mut self) -> String {
        format!("+1415{:07}", self.below(10_000_000))
    }

    /// Members that Vapi does not know and ignores.
    fn extra(&mut self, object: &mut Map<String, Value>) {
        if self.coin() {
            object.insert("requestId".to_owned(), json!(self.uuid()));
        }
    }
}

fn tools(dice: &mut Dice) -> (String, Value) {
    let calls: Vec<(String, String)> = (0..=dice.below(4))
        .map(|at| (format!("call_{at}{:x}", dice.next()), format!("tool_{at}")))
        .collect();
    let borrowed: Vec<(&str, &str)> = calls.iter().map(|(id, name)| (&**id, &**name)).collect();
    let mut results: Vec<Value> = calls
        .iter()
        .map(|(id, name)| {
            let mut result = Map::new();
            result.insert("toolCallId".to_owned(), json!(id));
            if dice.coin() {
                result.insert("name".to_owned(), json!(name));
            }
            let said = if dice.coin() { "result" } else { "error" };
            result.insert(said.to_owned(), json!(dice.text()));
            if dice.coin() {
                let message = json!({ "type": "request-complete", "content": dice.text() });
                result.insert("message".to_owned(), message);
            }
            dice.extra(&mut result);
            Value::Object(result)
        })
        .collect();
    if dice.coin() {
        results.reverse();
    }
    (calling(&borrowed), json!({ "results": results }))
}

fn destination(dice: &mut Dice, assistants: bool) -> Value {
    match dice.below(if assistants { 3 } else { 2 }) {
        0 => {
            json!({ "type": "number", "number": dice.number(), "message": dice.text(), "callerId": dice.number() })
        }
        1 => json!({ "type": "sip", "sipUri": format!("sip:{}@example.com", dice.below(9_999)) }),
        _ => json!({ "type": "assistant", "assistantName": dice.text() }),
    }
}

fn assistant(dice: &mut Dice) -> Value {
    let mut assistant = json!({
        "name": "Front desk",
        "firstMessage": dice.text(),
        "model": { "provider": "openai", "model": "gpt-4o", "temperature": 0.5,
                   "messages": [{ "role": "system", "content": dice.text() }], "tools": [] },
        "voice": { "provider": "11labs", "voiceId": "sarah" },
        "transcriber": { "provider": "deepgram", "model": "nova-3", "language": "en" },
        "maxDurationSeconds": 600,
        "serverMessages": ["tool-calls", "end-of-call-report", "a.new.message"],
        "server": { "url": "https://example.com", "secret": "s3cret-s3cret" },
        "metadata": { "a": 1 },
    });
    for name in ["voice", "transcriber", "serverMessages", "server", "name"] {
        if dice.coin() {
            assistant.as_object_mut().expect("an object").remove(name);
        }
    }
    assistant
}

fn who(dice: &mut Dice) -> Value {
    let id = dice.uuid();
    match dice.below(6) {
        0 => {
            json!({ "assistantId": id, "assistantOverrides": { "variableValues": { "a": dice.text() } } })
        }
        1 => json!({ "squadId": id }),
        2 => json!({ "assistant": assistant(dice) }),
        3 => json!({ "destination": destination(dice, false) }),
        4 => json!({ "error": dice.text() }),
        _ => json!({ "squad": { "members": [{ "assistant": assistant(dice) }] } }),
    }
}

fn knowledge(dice: &mut Dice) -> Value {
    if dice.coin() {
        return json!({ "message": { "role": "assistant", "content": dice.text() } });
    }
    let documents: Vec<Value> = (0..dice.below(5))
        .map(|_| json!({ "content": dice.text(), "similarity": f64::from(u32::try_from(dice.below(101)).expect("small")) / 100.0, "uuid": dice.uuid() }))
        .collect();
    json!({ "documents": documents })
}

fn valid(dice: &mut Dice) -> (String, Value) {
    let one = |name: &str, body| (name.to_owned(), body);
    match dice.below(9) {
        0 | 1 => tools(dice),
        2 => one("assistant-request", who(dice)),
        3 => one(
            "transfer-destination-request",
            json!({ "destination": destination(dice, true), "message": { "type": "request-start", "content": dice.text() } }),
        ),
        4 => one(
            "handoff-destination-request",
            json!({ "destination": { "type": "assistant", "assistantId": dice.uuid() } }),
        ),
        5 => one("knowledge-base-request", knowledge(dice)),
        6 => one(
            "call.endpointing.request",
            json!({ "timeoutSeconds": dice.below(16) }),
        ),
        7 => one("campaign.predial", json!({ "eligible": dice.coin() })),
        _ => one("function-call", json!({ "result": dice.text() })),
    }
}

#[test]
fn ten_thousand_good_answers_give_no_alarm() {
    let mut dice = Dice(1);
    for _ in 0..10_000 {
        let (event, mut body) = valid(&mut dice);
        dice.extra(body.as_object_mut().expect("an object"));
        let found = findings(&event, answer(body.to_string()));
        assert!(loud(&found).is_empty(), "{body}: {:?}", loud(&found));
    }
}
