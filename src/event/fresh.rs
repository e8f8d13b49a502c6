//! Makes an old event look as if it happened now: a new call id, new tool-call ids, its times
//! moved so that they are right, wherever they stand: in the message, in nested copies, in
//! arguments that are JSON inside a string, in URLs. Every other byte stays: the order of
//! members, the spacing, the spelling of numbers.
//!
//! New ids are derived from the old ones and a secret of the run, so that all events of a call
//! agree without anything being remembered of a call but how far its times move. That is a whole
//! number of seconds, so that what stands behind the second stays. All events of a call move
//! alike as long as that puts them near the clock; an event that a faster or slower replay would
//! put far from it is moved to now, and the rest of the call with it: no app has to take an
//! event of tomorrow.
//!
//! What is the user's own is left alone: arguments of tools, results, the assistant's and the
//! phone number's configuration.

mod time;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use vapihook_json::raw::text_of;
use vapihook_json::walk::{Scalar, replaced, scalars};

use self::time::Time;
use super::Event;
use super::envelope::{Envelope, Headers, now_ms};
use super::id::EventId;

/// Calls whose offset is remembered; beyond it the oldest are forgotten.
const CALLS: usize = 100_000;
/// An event of a call may happen so far from the clock, that all its events move alike.
const DRIFT_SECONDS: i64 = 60;
/// A time further from its event than this is no time of the event.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Below this an id may be part of other words: it is replaced only where an id stands.
const DISTINCT: usize = 12;

/// Members whose times are configuration, or the user's own.
const NOT_THE_CALLS: [&str; 14] = [
    "assistant",
    "assistantOverrides",
    "phoneNumber",
    "squad",
    "workflow",
    "tool",
    "function",
    "arguments",
    "parameters",
    "result",
    "structuredData",
    "variables",
    "variableValues",
    "metadata",
];

/// What makes events new in one run.
#[derive(Debug)]
pub struct Fresh {
    secret: RandomState,
    /// How far the times of a call move.
    offsets: HashMap<u64, Offset>,
    oldest: VecDeque<u64>,
}

/// How many seconds the times of a call move.
#[derive(Clone, Copy, Debug)]
struct Offset {
    /// Those of its first event; the times inside of ids, which stay the same.
    first: i64,
    /// Those of the event at hand.
    now: i64,
}

/// What was changed in one event; changes an answer that repeats it in the same way.
#[derive(Clone, Debug, Default)]
pub struct Renewal {
    /// Old and new, the longest first.
    ids: Vec<(String, String)>,
    /// Old and new text of scalars.
    times: BTreeMap<String, String>,
}

impl Default for Fresh {
    fn default() -> Self {
        Self::new()
    }
}

impl Fresh {
    /// A run whose ids nobody has seen.
    #[must_use]
    pub fn new() -> Self {
        Self {
            secret: RandomState::new(),
            offsets: HashMap::new(),
            oldest: VecDeque::new(),
        }
    }

    /// The event as if it happened now, and what was changed. The same call in another `round`
    /// is another call. A body that is not JSON stays as it is.
    pub fn renew(&mut self, old: &Envelope, event: &Event, round: u64) -> (Envelope, Renewal) {
        let text = text_of(&old.body);
        let call = event.call_id.as_deref().unwrap_or_default();
        let mut renewal = Renewal::default();
        if !call.is_empty() {
            renewal.ids.push((call.to_owned(), String::new()));
        }
        let mut happened = None;
        scalars(&text, |scalar| {
            if let Some(id) = tool_call_id(&scalar)
                && !renewal.ids.iter().any(|(old, _)| old == id)
            {
                renewal.ids.push((id.to_owned(), String::new()));
            }
            if scalar.names.len() == 2 && scalar.name() == "timestamp" {
                happened = Time::read(scalar.text).map(|time| time.ms);
            }
        });
        let now = now_ms();
        let happened = happened.unwrap_or(old.received_ms);
        let own = self.derive(call, call, round, 0);
        let seconds = self.offset(own, call.is_empty(), now, happened);
        for (old, new) in &mut renewal.ids {
            *new = self.new_id(call, old, round, seconds.first);
        }
        // One id may begin another.
        renewal
            .ids
            .sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
        let body = renewal.renewed(&text, Some((seconds.now, happened)));
        let path = renewal.words(&old.path);
        let headers = renewal.headers(&old.headers, body.len());
        let envelope = Envelope {
            id: EventId::new(),
            received_ms: now,
            method: old.method.clone(),
            path,
            headers,
            body: if renewal.is_empty() {
                old.body.clone()
            } else {
                body.into()
            },
        };
        (envelope, renewal)
    }

    /// How far the times of an event move: as far as its call's first event must to happen now,
    /// or as far as this one must, when it would be far from now otherwise.
    fn offset(&mut self, call: u64, alone: bool, now: i64, happened: i64) -> Offset {
        let seconds = (now - happened).div_euclid(1_000);
        let new = Offset {
            first: seconds,
            now: seconds,
        };
        if alone {
            return new;
        }
        if let Some(known) = self.offsets.get_mut(&call) {
            if (known.now - seconds).abs() > DRIFT_SECONDS {
                known.now = seconds;
            }
            return *known;
        }
        if self.offsets.len() >= CALLS
            && let Some(oldest) = self.oldest.pop_front()
        {
            self.offsets.remove(&oldest);
        }
        self.oldest.push_back(call);
        self.offsets.insert(call, new);
        new
    }

    fn derive(&self, call: &str, id: &str, round: u64, part: u64) -> u64 {
        self.secret.hash_one((call, id, round, part))
    }

    /// An id of the same kind: a UUID of the same version (its time moved, if it has one), or
    /// what stands before the last `_` and new letters and digits.
    fn new_id(&self, call: &str, old: &str, round: u64, seconds: i64) -> String {
        let random = [0, 1].map(|part| self.derive(call, old, round, part));
        let high = u128::from(random[0]) << 64;
        let random = high | u128::from(random[1]);
        if is_uuid(old) {
            return uuid_like(old, random, seconds);
        }
        let prefix = old.rfind('_').map_or("", |at| &old[..=at]);
        let alphabet = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut rest = random;
        let mut id = prefix.to_owned();
        for _ in 0..20 {
            id.push(char::from(alphabet[(rest % 62) as usize]));
            rest /= 62;
        }
        id
    }
}

impl Renewal {
    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.times.is_empty()
    }

    /// The way back: from the new event to the old one.
    #[must_use]
    pub fn undone(&self) -> Self {
        let swap = |(old, new): (&String, &String)| (new.clone(), old.clone());
        Self {
            ids: self.ids.iter().map(|(old, new)| swap((old, new))).collect(),
            times: self.times.iter().map(swap).collect(),
        }
    }

    /// The answer to the old event as it would be to the new one: what it repeats of the event
    /// is changed in the same way.
    #[must_use]
    pub fn of_answer(&self, text: &str) -> String {
        let mut edits = Vec::new();
        scalars(text, |scalar| {
            if let Some(new) = self.times.get(scalar.text) {
                edits.push((scalar.range, new.clone()));
            } else if let Some(new) = self.exactly(&scalar) {
                edits.push((scalar.range, new));
            }
        });
        self.words(&replaced(text, &edits))
    }

    /// The body with its ids and times renewed; `times` is how many seconds they move, and when
    /// the event happened.
    fn renewed(&mut self, text: &str, times: Option<(i64, i64)>) -> String {
        let mut edits = Vec::new();
        let mut moved = BTreeMap::new();
        scalars(text, |scalar| {
            if let Some((seconds, happened)) = times
                && is_time_name(scalar.name())
                && !scalar
                    .names
                    .iter()
                    .any(|name| NOT_THE_CALLS.contains(&&**name))
                && let Some(time) = Time::read(scalar.text)
                && (time.ms - happened).abs() <= DAY_MS
                && let Some(new) = time.moved(seconds)
            {
                moved.insert(scalar.text.to_owned(), new.clone());
                edits.push((scalar.range, new));
            } else if let Some(new) = self.exactly(&scalar) {
                edits.push((scalar.range, new));
            }
        });
        self.times = moved;
        self.words(&replaced(text, &edits))
    }

    /// A short id, where an id stands.
    fn exactly(&self, scalar: &Scalar<'_, '_>) -> Option<String> {
        let old = scalar.plain_str()?;
        if is_distinct(old) || !is_id_name(scalar.name()) {
            return None;
        }
        let (_, new) = self.ids.iter().find(|(id, _)| id == old)?;
        Some(format!("\"{new}\""))
    }

    /// The text with every distinct id renewed, wherever it stands as a word of its own.
    fn words(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (old, new) in &self.ids {
            if is_distinct(old) && text.contains(old.as_str()) {
                text = replace_word(&text, old, new);
            }
        }
        text
    }

    fn headers(&self, old: &Headers, length: usize) -> Headers {
        let mut block = Vec::with_capacity(old.block().len() + 16);
        for (name, value) in old.iter() {
            block.extend_from_slice(name.as_bytes());
            block.extend_from_slice(b": ");
            if name.eq_ignore_ascii_case("content-length") {
                block.extend_from_slice(length.to_string().as_bytes());
            } else if let Ok(text) = std::str::from_utf8(value) {
                block.extend_from_slice(self.words(text).as_bytes());
            } else {
                block.extend_from_slice(value);
            }
            block.extend_from_slice(b"\r\n");
        }
        Headers::from_block(block)
    }
}

/// An id that is no word by chance.
fn is_distinct(id: &str) -> bool {
    id.len() >= DISTINCT || (id.len() >= 6 && id.contains(['_', '-']))
}

fn replace_word(text: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let after = &rest[at + old.len()..];
        let before = rest[..at].chars().next_back().or(out.chars().next_back());
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        out.push_str(&rest[..at]);
        // `\n` before an id inside a string of JSON is an escape, not the letter n.
        let escaped = rest[..at].ends_with("\\n") || rest[..at].ends_with("\\t");
        let is_word = (escaped || !is_part(before)) && !is_part(after.chars().next());
        out.push_str(if is_word { new } else { old });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The id of a tool call, if this is one.
fn tool_call_id<'a>(scalar: &Scalar<'_, 'a>) -> Option<&'a str> {
    let is_id = match (scalar.parent(), scalar.name()) {
        ("toolCallList" | "toolCalls" | "tool_calls", "id") => scalar.in_item,
        ("toolCall" | "functionCall", "id") | (_, "toolCallId" | "tool_call_id") => true,
        _ => false,
    };
    scalar.plain_str().filter(|id| is_id && !id.is_empty())
}

fn is_id_name(name: &str) -> bool {
    matches!(
        name,
        "id" | "toolCallId" | "tool_call_id" | "callId" | "call_id"
    )
}

fn is_time_name(name: &str) -> bool {
    matches!(
        name,
        "time" | "endTime" | "startTime" | "timestamp" | "datetime"
    ) || name.ends_with("At")
        || name.ends_with("_at")
}

fn is_uuid(text: &str) -> bool {
    let hyphens = [8, 13, 18, 23];
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| {
            if hyphens.contains(&at) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

/// Random bits in the form of this UUID: its version and variant stay; a version 7 keeps its
/// time, moved.
fn uuid_like(old: &str, random: u128, seconds: i64) -> String {
    let digits: String = old.chars().filter(|c| *c != '-').collect();
    let value = u128::from_str_radix(&digits, 16).unwrap_or_default();
    let fixed: u128 = 0xf000_c000_0000_0000_0000;
    let mut new = (value & fixed) | (random & !fixed);
    if (value >> 76) & 0xf == 7 {
        let ms = i64::try_from(value >> 80).unwrap_or_default() + seconds * 1_000;
        let ms = u128::try_from(ms).unwrap_or_default() & ((1 << 48) - 1);
        new = (new & ((1 << 80) - 1)) | (ms << 80);
    }
    let hex = format!("{new:032x}");
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    let id = parts.join("-");
    if old.bytes().any(|byte| byte.is_ascii_uppercase()) {
        id.to_uppercase()
    } else {
        id
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::post;
    use super::*;

    const CALL: &str = "01a1120c-f786-7c31-9d4e-5b2a60f81c07";

    fn renew(fresh: &mut Fresh, body: &str, round: u64) -> (String, Renewal) {
        let envelope = post(body.to_owned());
        let event = Event::parse(&envelope);
        let (new, renewal) = fresh.renew(&envelope, &event, round);
        (new.text().to_string(), renewal)
    }

    fn value(text: &str) -> serde_json::Value {
        serde_json::from_str(text).expect("JSON")
    }

    fn tool_calls(at: i64) -> String {
        let link = format!("https://x.test/{CALL}-1700000000000-mono.wav");
        format!(
            r#"{{ "message": {{"timestamp": {at}, "type":"tool-calls",
 "toolCallList":[{{"id":"call_Abc123","function":{{"name":"f","arguments":{{"at":"2026-10-06T16:30:02Z","n":1.50}}}}}}],
 "toolCalls":[{{"id":"call_Abc123"}}],
 "toolWithToolCallList":[{{"function":{{"name":"f"}},"toolCall":{{"id":"call_Abc123"}}}}],
 "artifact":{{"messages":[{{"role":"tool_calls","time":{at}.25,"toolCalls":[{{"id":"7"}}]}},
   {{"role":"tool_call_result","toolCallId":"7","result":"call_Abc123x"}}],
  "note":"{{\"id\":\"call_Abc123\",\"call\":\"{CALL}\"}}","recordingUrl":"{link}"}},
 "assistant":{{"createdAt":"2026-10-06T16:30:00.000Z"}},
 "call":{{"id":"{CALL}","createdAt":"2026-10-06T16:30:02.118Z","startedAt":"2026-10-06T18:30:02+02:00"}}}}}}"#
        )
    }

    #[test]
    fn ids_and_times_are_new_and_agree_everywhere() {
        let at = 1_791_304_224_138_i64;
        let mut fresh = Fresh::new();
        let before = now_ms();
        let (text, _) = renew(&mut fresh, &tool_calls(at), 0);
        let body = value(&text);
        let message = &body["message"];
        let call = message["call"]["id"].as_str().expect("an id");
        assert!(is_uuid(call) && call != CALL && &call[14..15] == "7");
        assert!(!text.contains(CALL) && !text.contains("\"call_Abc123\""));
        let id = message["toolCallList"][0]["id"].as_str().expect("an id");
        assert!(id.starts_with("call_") && id.len() == 25);
        assert_eq!(message["toolCalls"][0]["id"], id);
        assert_eq!(message["toolWithToolCallList"][0]["toolCall"]["id"], id);
        let artifact = &message["artifact"];
        let short = artifact["messages"][0]["toolCalls"][0]["id"]
            .as_str()
            .expect("an id");
        assert_ne!(short, "7");
        assert_eq!(artifact["messages"][1]["toolCallId"], short);
        let note = artifact["note"].as_str().expect("text");
        assert_eq!(note, format!(r#"{{"id":"{id}","call":"{call}"}}"#));
        let url = artifact["recordingUrl"].as_str().expect("a URL");
        assert_eq!(url, format!("https://x.test/{call}-1700000000000-mono.wav"));
        let now = message["timestamp"].as_i64().expect("a time");
        assert!((before - 1_000..=now_ms()).contains(&now), "{now}");
        let moved = now - at;
        assert_eq!(moved % 1_000, 0);
        assert!(text.contains(&format!("\"time\":{now}.25")));
        let created: jiff::Timestamp = message["call"]["createdAt"]
            .as_str()
            .and_then(|text| text.parse().ok())
            .expect("a time");
        let was: jiff::Timestamp = "2026-10-06T16:30:02.118Z".parse().expect("a time");
        assert_eq!(created.as_millisecond() - was.as_millisecond(), moved);
        assert!(
            message["call"]["startedAt"]
                .as_str()
                .is_some_and(|at| at.ends_with("+02:00"))
        );
    }

    #[test]
    fn everything_else_stays() {
        let old = tool_calls(1_791_304_224_138);
        let (new, _) = renew(&mut Fresh::new(), &old, 0);
        let old = value(&old)["message"].clone();
        let message = value(&new)["message"].clone();
        let arguments = "/toolCallList/0/function/arguments";
        assert_eq!(message.pointer(arguments), old.pointer(arguments));
        assert_eq!(message["assistant"], old["assistant"]);
        assert!(new.contains(r#"{ "message": {"timestamp": 1"#) && new.contains("1.50"));
        assert!(new.contains("call_Abc123x"), "part of a word is no id");
        for body in ["", "not json", "[1, 2]", "{\"a\": 1e3}"] {
            assert_eq!(renew(&mut Fresh::new(), body, 0).0, body);
        }
    }

    #[test]
    fn the_events_of_a_call_agree_and_repetitions_do_not() {
        let mut fresh = Fresh::new();
        let at = |ms: i64| {
            format!(r#"{{"message":{{"type":"hang","timestamp":{ms},"call":{{"id":"{CALL}"}}}}}}"#)
        };
        let parts = |text: String| {
            let message = value(&text)["message"].clone();
            (
                message["call"]["id"].clone(),
                message["timestamp"].as_i64().expect("a time"),
            )
        };
        let (first, start) = parts(renew(&mut fresh, &at(1_791_304_224_138), 0).0);
        let (second, later) = parts(renew(&mut fresh, &at(1_791_304_229_639), 0).0);
        assert_eq!((first.clone(), 5_501), (second, later - start));
        assert_ne!(
            first,
            parts(renew(&mut fresh, &at(1_791_304_224_138), 1).0).0
        );
        assert_ne!(
            first,
            parts(renew(&mut Fresh::new(), &at(1_791_304_224_138), 0).0).0
        );
    }

    #[test]
    fn a_long_call_never_leaves_the_clock() {
        let mut fresh = Fresh::new();
        let start = 1_791_304_224_138_i64;
        let mut ids = std::collections::BTreeSet::new();
        for minutes in [0, 1, 2, 10, 20, 20, 3] {
            let at = start + minutes * 60_000;
            let spoken = at - 90_000;
            let body = format!(
                r#"{{"message":{{"type":"hang","timestamp":{at},"artifact":{{"messages":[{{"time":{spoken}}}]}},"call":{{"id":"{CALL}"}}}}}}"#
            );
            let message = value(&renew(&mut fresh, &body, 0).0)["message"].clone();
            let now = now_ms();
            let moved = message["timestamp"].as_i64().expect("a time");
            let from_now = (moved - now).abs();
            assert!(from_now <= 62_000, "{minutes} min: {from_now} ms from now");
            let inside = message["artifact"]["messages"][0]["time"].as_i64();
            assert_eq!(inside, Some(moved - 90_000), "{minutes} min");
            ids.insert(message["call"]["id"].to_string());
        }
        assert_eq!(ids.len(), 1, "one call: {ids:?}");
    }

    #[test]
    fn an_answer_follows_its_event() {
        let (text, renewal) = renew(&mut Fresh::new(), &tool_calls(1_791_304_224_138), 0);
        let message = value(&text)["message"].clone();
        let id = message["toolCallList"][0]["id"].as_str().expect("an id");
        let short = message["artifact"]["messages"][1]["toolCallId"]
            .as_str()
            .expect("an id");
        let answer = r#"{"results":[{"toolCallId":"call_Abc123","result":"7"},{"toolCallId":"7"}],"at":1791304224138}"#;
        let wanted = format!(
            r#"{{"results":[{{"toolCallId":"{id}","result":"7"}},{{"toolCallId":"{short}"}}],"at":{}}}"#,
            message["timestamp"]
        );
        assert_eq!(renewal.of_answer(answer), wanted);
    }
}
