//! Compares an answer with the one that was recorded: by meaning, not by bytes. The order of
//! members, the spelling of numbers and the spacing do not count; JSON inside a string is
//! compared as JSON; what is not JSON is compared as text, line by line.

use serde_json::Value;
use vapihook_json::raw::{Raw, text_of};

use super::envelope::Headers;
use super::exchange::Delivery;
use super::path::{Path, Pattern};

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: `status`, `content-type`, `body`, or a path from the body's root.
    pub path: String,
    /// What was recorded; `None` when it was not there.
    pub recorded: Option<String>,
    /// What it is now; `None` when it is not there.
    pub now: Option<String>,
}

/// What does not count.
#[derive(Clone, Debug, Default)]
pub struct Tolerance {
    /// By how much numbers may differ: absolutely, or as a share of the larger one.
    pub numbers: f64,
    /// Paths that are left out, with all that is below them.
    pub ignored: Vec<Pattern>,
}

/// What is different between the recorded answer and the one of now.
#[must_use]
pub fn compare(recorded: &Delivery, now: &Delivery, tolerance: &Tolerance) -> Vec<Difference> {
    let mut found = Comparison {
        tolerance,
        path: Path::root(),
        found: Vec::new(),
    };
    if recorded.status != now.status {
        found.note_at(
            "status",
            Some(recorded.status.to_string()),
            Some(now.status.to_string()),
        );
    }
    let kinds = [&recorded.headers, &now.headers].map(media_type);
    if kinds[0] != kinds[1] {
        let [recorded, now] = kinds;
        found.note_at("content-type", recorded, now);
    }
    found.bodies(&recorded.body, &now.body);
    found.found
}

/// The content type without its parameters.
fn media_type(headers: &Headers) -> Option<String> {
    let value = headers.get("content-type")?;
    let kind = value.split(';').next().unwrap_or_default();
    Some(kind.trim().to_ascii_lowercase())
}

struct Comparison<'t> {
    tolerance: &'t Tolerance,
    path: Path,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn note_at(&mut self, path: &str, recorded: Option<String>, now: Option<String>) {
        self.found.push(Difference {
            path: path.to_owned(),
            recorded,
            now,
        });
    }

    fn note(&mut self, recorded: Option<&Value>, now: Option<&Value>) {
        let path = if self.path.steps().is_empty() {
            "body".to_owned()
        } else {
            self.path.to_string()
        };
        let text = |value: Option<&Value>| value.map(Value::to_string);
        self.note_at(&path, text(recorded), text(now));
    }

    fn bodies(&mut self, recorded: &[u8], now: &[u8]) {
        if recorded == now {
            return;
        }
        let texts = [text_of(recorded), text_of(now)];
        let json = texts.each_ref().map(|text| {
            let raw = Raw::parse(text).ok()?;
            raw.to_value()
        });
        if let [Some(recorded), Some(now)] = &json {
            self.values(recorded, now);
            return;
        }
        let is_text = [recorded, now]
            .iter()
            .all(|body| std::str::from_utf8(body).is_ok());
        if is_text {
            self.lines(&texts[0], &texts[1]);
        } else {
            let size = |body: &[u8]| Some(format!("{} bytes", body.len()));
            self.note_at("body", size(recorded), size(now));
        }
    }

    /// The first line that differs, and whether it is the only one.
    fn lines(&mut self, recorded: &str, now: &str) {
        let (mut old, mut new) = (recorded.lines(), now.lines());
        let mut line = 1;
        loop {
            match (old.next(), new.next()) {
                (None, None) => return,
                (before, after) if before != after => {
                    let text = |line: Option<&str>| line.map(str::to_owned);
                    self.note_at(&format!("body line {line}"), text(before), text(after));
                    return;
                }
                _ => line += 1,
            }
        }
    }

    fn values(&mut self, recorded: &Value, now: &Value) {
        match (recorded, now) {
            (Value::Object(old), Value::Object(new)) => {
                for (name, value) in old {
                    self.step(self.path.key(name), Some(value), new.get(name));
                }
                for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                    self.step(self.path.key(name), None, Some(value));
                }
            }
            (Value::Array(old), Value::Array(new)) => {
                for at in 0..old.len().max(new.len()) {
                    self.step(self.path.index(at), old.get(at), new.get(at));
                }
            }
            (Value::Number(old), Value::Number(new))
                if old == new || self.are_near(old.as_f64(), new.as_f64()) => {}
            (Value::String(old), Value::String(new)) if old != new => {
                match (inner(old), inner(new)) {
                    (Some(old), Some(new)) => self.values(&old, &new),
                    _ => self.note(Some(recorded), Some(now)),
                }
            }
            (old, new) if old != new => self.note(Some(recorded), Some(now)),
            _ => {}
        }
    }

    /// Compares what stands at `path`, unless that is left out.
    fn step(&mut self, path: Path, recorded: Option<&Value>, now: Option<&Value>) {
        let ignored = &self.tolerance.ignored;
        if ignored.iter().any(|pattern| pattern.matches(&path)) {
            return;
        }
        let above = std::mem::replace(&mut self.path, path);
        match (recorded, now) {
            (Some(recorded), Some(now)) => self.values(recorded, now),
            (recorded, now) => self.note(recorded, now),
        }
        self.path = above;
    }

    fn are_near(&self, recorded: Option<f64>, now: Option<f64>) -> bool {
        let (Some(recorded), Some(now)) = (recorded, now) else {
            return false;
        };
        let scale = recorded.abs().max(now.abs()).max(1.0);
        (recorded - now).abs() <= self.tolerance.numbers * scale
    }
}

/// The object or array that a string holds as JSON.
fn inner(text: &str) -> Option<Value> {
    let looks = text.trim_start().starts_with(['{', '[']);
    let value = looks.then(|| serde_json::from_str(text).ok()).flatten()?;
    matches!(value, Value::Object(_) | Value::Array(_)).then_some(value)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::exchange::Outcome;
    use super::*;

    fn answer(status: u16, kind: &str, body: &str) -> Delivery {
        Delivery {
            outcome: Outcome::Answered,
            detail: None,
            status,
            headers: Headers::from_block(format!("content-type: {kind}\r\n").into_bytes()),
            body: body.to_owned().into(),
            body_omitted: 0,
            latency: Duration::ZERO,
        }
    }

    fn differences(recorded: &str, now: &str, tolerance: &Tolerance) -> Vec<String> {
        let [recorded, now] = [recorded, now].map(|body| answer(200, "application/json", body));
        let found = compare(&recorded, &now, tolerance);
        let text = |text: Option<String>| text.unwrap_or_else(|| "-".into());
        let told =
            |one: Difference| format!("{} {} {}", one.path, text(one.recorded), text(one.now));
        found.into_iter().map(told).collect()
    }

    fn exactly(recorded: &str, now: &str) -> Vec<String> {
        differences(recorded, now, &Tolerance::default())
    }

    #[test]
    fn meaning_counts_and_spelling_does_not() {
        for (recorded, now) in [
            (
                r#"{"a":1,"b":[true,null]}"#,
                "{ \"b\": [true, null], \"a\": 1 }",
            ),
            (r#"{"a":1.0}"#, r#"{"a":1}"#),
            (r#"{"a":1e3}"#, r#"{"a":1000}"#),
            (r#"{"a":"\u00e9"}"#, r#"{"a":"é"}"#),
            (
                r#"{"r":"{\"x\":1,\"y\":2}"}"#,
                r#"{"r":"{\"y\":2, \"x\":1}"}"#,
            ),
            ("", ""),
        ] {
            assert_eq!(exactly(recorded, now), [""; 0], "{recorded} {now}");
        }
    }

    #[test]
    fn each_difference_has_its_path() {
        assert_eq!(
            exactly(
                r#"{"results":[{"id":"a","result":"{\"t\":1}"},{"id":"b"}],"old":1,"x":{"y z":1}}"#,
                r#"{"results":[{"id":"c","result":"{\"t\":2}"}],"new":2,"x":{"y z":2}}"#
            ),
            [
                r#"results[0].id "a" "c""#,
                "results[0].result.t 1 2",
                r#"results[1] {"id":"b"} -"#,
                "old 1 -",
                r#"x."y z" 1 2"#,
                "new - 2",
            ]
        );
        assert_eq!(exactly("1", "[1]"), ["body 1 [1]"]);
        assert_eq!(exactly("a\nb\nc", "a\nx\nc"), ["body line 2 b x"]);
        assert_eq!(exactly("a", "a\nb"), ["body line 2 - b"]);
        assert_eq!(
            exactly(r#"{"a":1}"#, "oops"),
            [r#"body line 1 {"a":1} oops"#]
        );
    }

    #[test]
    fn status_and_content_type_count_and_parameters_do_not() {
        let recorded = answer(200, "application/json", "{}");
        let now = answer(500, "Application/JSON; charset=utf-8", "{}");
        let found = compare(&recorded, &now, &Tolerance::default());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "status");
        let now = answer(200, "text/html", "{}");
        let found = compare(&recorded, &now, &Tolerance::default());
        assert_eq!(found[0].path, "content-type");
    }

    #[test]
    fn what_is_tolerated_is_no_difference() {
        let mut tolerance = Tolerance {
            numbers: 0.001,
            ignored: Vec::new(),
        };
        assert_eq!(
            differences("[1.0005, 1000.5]", "[1.0, 1000]", &tolerance),
            [""; 0]
        );
        assert_eq!(differences("[1.01]", "[1]", &tolerance), ["[0] 1.01 1"]);
        let now = r#"{"results":[{"id":"b","r":2}],"at":{"created":2},"new":1}"#;
        let recorded = r#"{"results":[{"id":"a","r":1}],"at":{"created":1}}"#;
        for globs in [
            &["results[*].id", "results[0].r", "at.created", "new"][..],
            &["/results/*/id", "/results/0/r", "**.created", "new"],
            &["results", "at", "new"],
            &["**"],
        ] {
            tolerance.ignored = globs
                .iter()
                .map(|glob| Pattern::parse(glob).expect("a pattern"))
                .collect();
            assert_eq!(differences(recorded, now, &tolerance), [""; 0], "{globs:?}");
        }
        tolerance.ignored = vec![Pattern::parse("results[1].id").expect("a pattern")];
        assert_eq!(differences(recorded, now, &tolerance).len(), 4);
    }
}
