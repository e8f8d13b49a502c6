//! Fresh ids and times: an event as if it happened now, in a call that no app has seen.
//!
//! The text stays as it is but for the values that change. What is renamed is renamed wherever
//! it stands, also inside a longer text (a recording's URL, arguments in a string). What the
//! user's own data may hold (arguments, results, variables) keeps its dates. The organization,
//! the assistant and the phone number keep their ids: they are configuration.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use vapihook_json::raw::{Kind, Raw};
use vapihook_json::walk::replaced;

use super::random::Random;

/// Deeper than this nothing is renamed: the depth of a payload is not ours to recurse.
const DEPTH: usize = 64;
/// Ids at least this long are also renamed inside a longer text.
const UNMISTAKABLE: usize = 8;
/// Members that hold one thing with an id of its own that belongs to a call.
const NAMED: &[&str] = &[
    "call",
    "toolCall",
    "functionCall",
    "chat",
    "session",
    "event",
];
/// Lists of such things.
const LISTS: &[&str] = &["toolCalls", "toolCallList", "tool_calls"];
/// Members that are such an id.
const REFERENCES: &[&str] = &[
    "toolCallId",
    "tool_call_id",
    "callId",
    "call_id",
    "chatId",
    "sessionId",
];
/// Members that are the user's own: no time in them is moved.
const OWN: &[&str] = &[
    "arguments",
    "parameters",
    "args",
    "result",
    "variableValues",
    "structuredData",
    "metadata",
    "appointments",
];

/// Renames ids and moves times, alike in every event that goes through it.
#[derive(Debug)]
pub struct Fresh {
    random: Random,
    now_ms: i64,
    ids: BTreeMap<String, String>,
    call_id: Option<String>,
}

impl Fresh {
    /// Events that go through it happen at `now_ms` (ms since 1970).
    #[must_use]
    pub fn new(now_ms: i64, random: Random) -> Self {
        Self {
            random,
            now_ms,
            ids: BTreeMap::new(),
            call_id: None,
        }
    }

    /// The call is called this instead of something random.
    #[must_use]
    pub fn call_id(mut self, id: Option<&str>) -> Self {
        self.call_id = id.map(str::to_owned);
        self
    }

    /// The event with fresh ids and times; what is not JSON comes back as it is.
    #[must_use]
    pub fn renew(&mut self, text: &str) -> String {
        let Ok(root) = Raw::parse(text) else {
            return text.to_owned();
        };
        let body = ["message", "event"].iter().find_map(|name| root.get(name));
        let body = body.unwrap_or(root);
        self.find_ids(root, "", false, DEPTH);
        let happened = happened(body);
        let shift = happened.map_or(0, |at| self.now_ms.saturating_sub(at));
        let mut edits = Vec::new();
        self.collect(root, "", true, shift, DEPTH, &mut edits);
        let edits = edits
            .into_iter()
            .map(|(old, new)| (old.range_in(text), new));
        replaced(text, &edits.collect::<Vec<_>>())
    }

    /// Finds what has to be renamed; `name` is the member that `raw` is, `listed` whether it is
    /// an item of a list of things with ids.
    fn find_ids(&mut self, raw: Raw<'_>, name: &str, listed: bool, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match raw.kind() {
            Kind::Array => {
                for item in raw.items() {
                    self.find_ids(item, name, LISTS.contains(&name), depth);
                }
            }
            Kind::Object => {
                for (member, value) in raw.entries() {
                    let own = &*member == "id" && (listed || NAMED.contains(&name));
                    if (own || REFERENCES.contains(&&*member))
                        && let Some(id) = value.as_str().filter(|id| !id.is_empty())
                    {
                        let of_call = matches!(&*member, "callId" | "call_id")
                            || (own && !listed && name == "call");
                        self.rename(&id, of_call);
                    }
                    self.find_ids(value, &member, false, depth);
                }
            }
            _ => {}
        }
    }

    fn rename(&mut self, id: &str, of_call: bool) {
        if self.ids.contains_key(id) {
            return;
        }
        let new = match &self.call_id {
            Some(chosen) if of_call => chosen.clone(),
            _ => like(id, self.now_ms, &mut self.random),
        };
        self.ids.insert(id.to_owned(), new);
    }

    /// Collects what changes, in the order of the text.
    fn collect<'a>(
        &self,
        raw: Raw<'a>,
        name: &str,
        moves: bool,
        shift: i64,
        depth: usize,
        edits: &mut Vec<(Raw<'a>, String)>,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let new = match raw.kind() {
            Kind::Object => {
                for (member, value) in raw.entries() {
                    let moves = moves && !OWN.contains(&&*member);
                    self.collect(value, &member, moves, shift, depth, edits);
                }
                None
            }
            Kind::Array => {
                for item in raw.items() {
                    self.collect(item, name, moves, shift, depth, edits);
                }
                None
            }
            Kind::Number if moves && is_time(name) => moved_number(raw.text(), shift),
            Kind::String => {
                let now = || moved_text(&raw.as_str()?, shift);
                let now = (moves && is_time(name)).then(now).flatten();
                now.or_else(|| self.renamed(raw.text()))
            }
            _ => None,
        };
        edits.extend(new.map(|new| (raw, new)));
    }

    /// A string of JSON with every id in it renamed; `None` when there is none.
    fn renamed(&self, string: &str) -> Option<String> {
        let inner = string.strip_prefix('"')?.strip_suffix('"')?;
        if let Some(new) = self.ids.get(inner) {
            return Some(serde_json::Value::from(&**new).to_string());
        }
        let mut text = string.to_owned();
        for (old, new) in &self.ids {
            let plain = |id: &str| {
                id.bytes()
                    .all(|b| b.is_ascii_graphic() && !b"\"\\".contains(&b))
            };
            if old.len() >= UNMISTAKABLE && plain(new) && text.contains(&**old) {
                text = text.replace(&**old, new);
            }
        }
        (text != string).then_some(text)
    }
}

/// When the message says it happened, ms since 1970.
fn happened(body: Raw<'_>) -> Option<i64> {
    let timestamp = body.get("timestamp");
    let of_call = || {
        body.path(&["call", "updatedAt"])
            .or(body.path(&["call", "createdAt"]))
    };
    let at = timestamp.or_else(of_call)?;
    if let Some(number) = at.as_f64() {
        let ms = if number < 1e11 {
            number * 1_000.0
        } else {
            number
        };
        return (ms.abs() < 1e15).then(|| whole(ms));
    }
    let at: Timestamp = at.as_str()?.parse().ok()?;
    Some(at.as_millisecond())
}

fn is_time(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.contains("time") || name.ends_with("At") || name.ends_with("_at")
}

/// A number that is a time (seconds or ms since 1970, this century), moved.
fn moved_number(text: &str, shift: i64) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let number: i64 = whole.parse().ok()?;
    let point = if text.contains('.') { "." } else { "" };
    if (1_400_000_000_000..2_600_000_000_000).contains(&number) {
        return Some(format!("{}{point}{fraction}", number + shift));
    }
    if (1_400_000_000..2_600_000_000).contains(&number) {
        return Some(format!("{}{point}{fraction}", number + shift / 1_000));
    }
    None
}

/// A string of JSON with the time in `text` moved, to the millisecond; `None` when it is none.
fn moved_text(text: &str, shift: i64) -> Option<String> {
    let at: Timestamp = text.parse().ok()?;
    let moved = at.checked_add(SignedDuration::from_millis(shift)).ok()?;
    Some(format!("\"{moved:.3}\""))
}

/// An id that looks like `old` and is another one.
fn like(old: &str, now_ms: i64, random: &mut Random) -> String {
    let groups: Vec<usize> = old.split('-').map(str::len).collect();
    if groups == [8, 4, 4, 4, 12] {
        return random.uuid(now_ms);
    }
    let prefix = old.rfind('_').map_or(0, |at| at + 1);
    let (prefix, rest) = old.split_at(prefix);
    let mut id = prefix.to_owned();
    for c in rest.chars() {
        id.push(match c {
            'a'..='z' => random.char("abcdefghijklmnopqrstuvwxyz"),
            'A'..='Z' => random.char("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            '0'..='9' => random.char("0123456789"),
            other => other,
        });
    }
    // Of a short one there are too few.
    while id.len() < prefix.len() + UNMISTAKABLE {
        id.push(random.char("0123456789abcdefghijklmnopqrstuvwxyz"));
    }
    id
}

#[expect(clippy::cast_possible_truncation, reason = "the callers bound it")]
fn whole(number: f64) -> i64 {
    number.floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::catalog;

    const NOW: i64 = 1_800_000_000_000;

    fn fresh() -> Fresh {
        Fresh::new(NOW, Random::new(7))
    }

    #[test]
    fn every_sample_becomes_another_call_that_happens_now() {
        for row in catalog::rows() {
            let text = fresh().renew(row.sample);
            let body = Raw::parse(&text)
                .expect("JSON")
                .get("message")
                .expect("a message");
            let now = body.get("timestamp").map(Raw::text);
            assert_eq!(now, Some("1800000000000"), "{}", row.name);
            assert!(!text.contains("17913"), "{}: a time stayed", row.name);
            assert!(!text.contains("2026-10-06T"), "{}: a time stayed", row.name);
            let old = Raw::parse(row.sample).expect("JSON");
            if let Some(id) = old.path(&["message", "call", "id"]).and_then(Raw::as_str) {
                assert!(!text.contains(&*id), "{}: the call's id stayed", row.name);
                let org = old.path(&["message", "call", "orgId"]).map(Raw::text);
                assert!(text.contains(org.expect("an organization")), "{}", row.name);
            }
        }
    }

    #[test]
    fn a_name_changes_wherever_it_stands_and_nothing_else_does() {
        let text = r#"{"message": {"timestamp" : 1790000000000.5, "call":{"id":"c-1"}, "n":1.00,
          "toolCallList":[{"id":"call_abcDEF12", "function":{"arguments":"{\"at\":\"call_abcDEF12\"}"}}],
          "artifact":{"messages":[{"toolCallId":"call_abcDEF12","time":1789999999000,"result":"c-1"}]},
          "startedAt":"2026-09-21T14:13:20Z","note":"2026-09-21T14:13:20Z"}}"#;
        let mut fresh = fresh().call_id(Some("mine \""));
        let new = fresh.renew(text);
        let call = fresh.ids["call_abcDEF12"].clone();
        assert!(call.starts_with("call_") && call.len() == "call_abcDEF12".len());
        let wanted = text
            .replace("call_abcDEF12", &call)
            .replace("\"c-1\"", r#""mine \"""#)
            .replace("1790000000000.5", "1800000000000.5")
            .replace("1789999999000", "1799999999000")
            .replace(
                r#"dAt":"2026-09-21T14:13:20Z"#,
                r#"dAt":"2027-01-15T08:00:00.000Z"#,
            );
        assert_eq!(new, wanted);
        // The same in the next event of the call.
        assert!(fresh.renew(text).contains(&call));
    }

    #[test]
    fn the_users_own_data_keeps_its_dates() {
        let text = r#"{"message":{"timestamp":1790000000000,"functionCall":{"parameters":{"startTime":1790000000000,"at":"2026-09-21T14:13:20Z"}}}}"#;
        let new = fresh().renew(text);
        assert!(
            new.contains(r#"{"startTime":1790000000000,"at":"2026-09-21T14:13:20Z"}"#),
            "{new}"
        );
        assert_eq!(fresh().renew("no JSON"), "no JSON");
    }

    #[test]
    fn seconds_stay_seconds() {
        let text = r#"{"event":{"id":"evt_voice_abc123","timestamp":1706640000.0,"data":{"timestamp":1706640000.0,"call_id":"call_xyz789"}}}"#;
        let new = fresh().renew(text);
        assert_eq!(new.matches("1800000000.0").count(), 2, "{new}");
        assert!(!new.contains("abc123") && !new.contains("xyz789"), "{new}");
        assert!(new.contains("\"evt_voice_"), "{new}");
    }
}
