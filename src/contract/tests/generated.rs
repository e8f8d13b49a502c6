//! Ten thousand generated answers that are as Vapi wants them.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Answer, answer, calling, exchange, findings, loud};
use crate::event::catalog::{self, Row};

/// Numbers that are the same in every run (splitmix64).
pub(super) struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("a small number")
    }

    pub fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    /// One line of words, also strange ones.
    pub fn text(&mut self) -> String {
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

    pub fn uuid(&mut self) -> String {
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

    pub fn number(&mut self) -> String {
        format!("+1415{:07}", self.below(10_000_000))
    }

    /// Members that Vapi does not know and ignores.
    fn extra(&mut self, object: &mut Map<String, Value>) {
        if self.coin() {
            object.insert("requestId".to_owned(), json!(self.uuid()));
        }
    }
}

pub(super) fn tools(dice: &mut Dice) -> (String, Value) {
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

pub(super) fn destination(dice: &mut Dice, assistants: bool) -> Value {
    match dice.below(if assistants { 3 } else { 2 }) {
        0 => {
            json!({ "type": "number", "number": dice.number(), "message": dice.text(), "callerId": dice.number() })
        }
        1 => json!({ "type": "sip", "sipUri": format!("sip:{}@example.com", dice.below(9_999)) }),
        _ => json!({ "type": "assistant", "assistantName": dice.text() }),
    }
}

pub(super) fn assistant(dice: &mut Dice) -> Value {
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

pub(super) fn who(dice: &mut Dice) -> Value {
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

pub(super) fn knowledge(dice: &mut Dice) -> Value {
    if dice.coin() {
        return json!({ "message": { "role": "assistant", "content": dice.text() } });
    }
    let documents: Vec<Value> = (0..dice.below(5))
        .map(|_| json!({ "content": dice.text(), "similarity": f64::from(u32::try_from(dice.below(101)).expect("small")) / 100.0, "uuid": dice.uuid() }))
        .collect();
    json!({ "documents": documents })
}

/// A sound as long as its text takes to say.
pub(super) fn sound(dice: &mut Dice) -> (String, Vec<u8>) {
    let text = dice.text();
    let rate = [8_000, 16_000, 22_050, 24_000][dice.below(4)];
    let event = json!({ "message": { "type": "voice-request", "text": text, "sampleRate": rate } });
    let samples = text.chars().count() * rate / 12;
    let samples = (0..samples).flat_map(|at| {
        let wave = i16::try_from(at * 37 % 20_000).expect("a sample") - 10_000;
        wave.to_le_bytes()
    });
    (event.to_string(), samples.collect())
}

/// An event that only informs, and what may stand in an answer that nobody reads.
fn informing(dice: &mut Dice) -> (String, Value) {
    let rows: Vec<&Row> = catalog::rows()
        .filter(|row| !row.reply.is_expected())
        .collect();
    let body = [
        json!({}),
        json!({ "received": true }),
        json!({ "status": "ok" }),
    ];
    (
        rows[dice.below(rows.len())].name.to_owned(),
        body[dice.below(3)].clone(),
    )
}

/// How many kinds of answer there are.
const KINDS: usize = 10;

/// An answer that is as Vapi wants it, of that kind.
fn valid(dice: &mut Dice, kind: usize) -> (String, Answer) {
    let one = |name: &str, body: Value| (name.to_owned(), body);
    let (event, mut body) = match kind {
        0 => tools(dice),
        1 => one("assistant-request", who(dice)),
        2 => one(
            "transfer-destination-request",
            json!({ "destination": destination(dice, true), "message": { "type": "request-start", "content": dice.text() } }),
        ),
        3 => one(
            "handoff-destination-request",
            match dice.below(3) {
                0 => json!({ "destination": { "type": "assistant", "assistantId": dice.uuid() } }),
                1 => {
                    json!({ "destination": { "type": "assistant", "assistantName": dice.text() }, "result": dice.text() })
                }
                _ => json!({ "error": dice.text() }),
            },
        ),
        4 => one("knowledge-base-request", knowledge(dice)),
        5 => one(
            "call.endpointing.request",
            json!({ "timeoutSeconds": f64::from(u32::try_from(dice.below(151)).expect("small")) / 10.0 }),
        ),
        6 => one("campaign.predial", json!({ "eligible": dice.coin() })),
        7 => one("function-call", json!({ "result": dice.text() })),
        8 => informing(dice),
        _ => {
            let (event, samples) = sound(dice);
            return (event, answer(samples).kind("application/octet-stream"));
        }
    };
    dice.extra(body.as_object_mut().expect("an object"));
    let kind = ["application/json", "application/json; charset=utf-8"][dice.below(2)];
    (event, answer(body.to_string()).kind(kind))
}

#[test]
fn ten_thousand_good_answers_give_no_alarm() {
    let mut dice = Dice(1);
    for at in 0..10_000 {
        let (event, answer) = valid(&mut dice, at % KINDS);
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let found = findings(&event, answer);
        assert!(
            loud(&found).is_empty(),
            "{event}: {body}: {:?}",
            loud(&found)
        );
    }
}

#[test]
fn every_kind_of_question_is_answered() {
    let mut dice = Dice(2);
    let asked: HashSet<String> = (0..KINDS)
        .map(|kind| {
            let (event, answer) = valid(&mut dice, kind);
            let exchange = exchange(&event, answer);
            format!("{:?}", super::super::case::asked(&exchange.arrival))
        })
        .collect();
    assert_eq!(asked.len(), KINDS, "{asked:?}");
    let names = catalog::rows()
        .filter(|row| row.reply.is_expected())
        .count();
    assert_eq!(
        names + 1,
        KINDS,
        "one for each that is asked, one for those that inform"
    );
}
