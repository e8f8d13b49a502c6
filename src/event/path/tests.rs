use serde_json::{Map, Value, json};

use super::*;
use crate::error::Error;

const BODY: &str = r#"{"message": {"type": "tool-calls", "call": {"id": "c-1", "orgId": null},
  "toolCallList": [ {"id": "a", "n": 1.0}, {"id": "b"} ], "a.b": {"": 7}, "x":[]}}"#;

fn path(text: &str) -> Path {
    Path::parse(text).expect(text)
}

fn found(text: &str) -> Option<&'static str> {
    path(text)
        .get(Raw::parse(BODY).expect("JSON"))
        .map(Raw::text)
}

fn error(result: crate::error::Result<impl std::fmt::Debug>) -> Error {
    result.expect_err("an error")
}

#[test]
fn both_forms_find_the_same() {
    for (text, wanted) in [
        ("message.call.id", Some("\"c-1\"")),
        ("/message/call/id", Some("\"c-1\"")),
        ("$.message.call.id", Some("\"c-1\"")),
        (".message.call.id", Some("\"c-1\"")),
        ("message.toolCallList[1].id", Some("\"b\"")),
        ("message.toolCallList.1.id", Some("\"b\"")),
        ("/message/toolCallList/1/id", Some("\"b\"")),
        ("message[\"toolCallList\"][0]['n']", Some("1.0")),
        ("message.\"a.b\".\"\"", Some("7")),
        ("/message/a.b/", Some("7")),
        ("message.call.orgId", Some("null")),
        ("message.toolCallList.01.id", None),
        ("message.toolCallList[2]", None),
        ("message.call[0]", None),
        ("message.type.x", None),
        ("call.id", None),
    ] {
        assert_eq!(found(text), wanted, "{text}");
    }
    for root in ["", ".", "$"] {
        assert_eq!(found(root), Some(BODY), "{root}");
    }
}

#[test]
fn what_is_no_path_is_refused() {
    for (text, why) in [
        ("a..b", "a name is missing"),
        ("a.", "a name is missing"),
        ("a[x]", "[x] is no index"),
        ("a[-1]", "[-1] is no index"),
        ("a[0", "a [ is not closed"),
        ("a[\"b\"", "a [ is not closed"),
        ("a.\"b", "a quote is not closed"),
        ("a[0]b", "a dot is missing before b"),
        ("a[*]", "a path names one"),
    ] {
        let message = Path::parse(text).expect_err(text);
        assert!(message.contains(why), "{text}: {message}");
    }
}

#[test]
fn a_path_is_written_so_that_it_reads_back() {
    for (text, written) in [
        ("/message/toolCallList/0", "message.toolCallList.0"),
        ("a[0].b-c", "a[0].b-c"),
        ("/a.b/~1~0/", "\"a.b\".\"/~\".\"\""),
        ("/q\"\\", "\"q\\\"\\\\\""),
        ("", "."),
    ] {
        assert_eq!(path(text).to_string(), written);
        assert_eq!(path(written), path(text), "{text}");
    }
}

#[test]
fn only_the_one_value_changes() {
    let text = "{ \"a\" :1.00, \"b\":[1 ,2,\t3],\r\n\"a\": \"last\", \"u\":\"\\u00e9\" }\n";
    let set = |at: &str, value| set(text, &path(at), value).expect("set");
    assert_eq!(
        set("b[1]", " {\"x\": 1e2} "),
        text.replace(",2,", ",{\"x\": 1e2},")
    );
    assert_eq!(set("a", "null"), text.replace("\"last\"", "null"));
    assert_eq!(set("u", "\"\\u00e8\""), text.replace("00e9", "00e8"));
    assert_eq!(set("", "1"), "1\n");
}

#[test]
fn what_is_added_is_written_like_its_neighbours() {
    for (text, at, wanted) in [
        ("{}", "a", r#"{"a":1}"#),
        ("{ }", "a.b", r#"{"a":{"b":1}}"#),
        ("[ ]", "/-", "[1]"),
        (r#"{"a":0}"#, "b", r#"{"a":0,"b":1}"#),
        (r#"{"a": 0, "b": 0}"#, "c", r#"{"a": 0, "b": 0, "c": 1}"#),
        (
            "{\n  \"a\": [\n    0\n  ]\n}",
            "a[1]",
            "{\n  \"a\": [\n    0,\n    1\n  ]\n}",
        ),
        ("{\n  \"a\": 0\n}", "b", "{\n  \"a\": 0,\n  \"b\": 1\n}"),
        (
            r#"{"x":1, "q\",\"":0}"#,
            "b",
            r#"{"x":1, "q\",\"":0, "b":1}"#,
        ),
        ("[0, 0]", "[2]", "[0, 0, 1]"),
        ("[[0],[2]]", "[1].-", "[[0],[2,1]]"),
        (r#"{"a":0}"#, "a", r#"{"a":1}"#),
        (r#"{"a":0}"#, "b[0].c", r#"{"a":0,"b":[{"c":1}]}"#),
    ] {
        assert_eq!(add(text, &path(at), "1").expect(at), wanted, "{text} {at}");
    }
}

#[test]
fn what_cannot_be_changed_says_why() {
    let missing = |at: &str| error(set(BODY, &path(at), "1"));
    for (at, hint) in [
        (
            "message.cal.id",
            "did you mean message.call? message has type, call, ",
        ),
        ("message.call.org_id", "did you mean message.call.orgId?"),
        ("call.id", "did you mean message.call.id?"),
        ("message.call.zz", "message.call has id, orgId"),
        (
            "message.toolCallList[2].id",
            "message.toolCallList has 2 items, [0] to [1]",
        ),
        ("message.x[0]", "message.x is an empty array"),
        (
            "message.type.x",
            "message.type is a string; nothing is inside it",
        ),
        ("zz", "the body has message"),
    ] {
        let error = missing(at);
        assert_eq!(error.kind, crate::error::Kind::NotFound);
        assert_eq!(error.message, format!("there is no {at}"));
        let given = error.hint.expect("a hint");
        assert!(given.contains(hint), "{at}: {given}");
    }
    assert!(error(add("[0]", &path("[2]"), "1")).hint.is_some());
    assert!(
        error(add("{}", &path("a[1]"), "1"))
            .message
            .contains("begins with [0]")
    );
    assert!(error(add("{\"a\":1}", &path("a.b"), "1")).hint.is_some());
    assert!(
        error(set("{", &path("a"), "1"))
            .message
            .contains("not JSON")
    );
    assert!(
        error(set("{\"a\":1}", &path("a"), "x"))
            .message
            .contains("not JSON")
    );
}

#[test]
fn patterns_name_paths() {
    for (pattern, at, wanted) in [
        ("results[*].id", "results[3].id", true),
        ("results[*].id", "results.3.id", true),
        ("results[*].id", "results.x.id", false),
        ("results.*.id", "results.x.id", true),
        ("/results/*/id", "results[3].id", true),
        ("**.timestamp", "timestamp", true),
        ("**.timestamp", "message.call[0].timestamp", true),
        ("**.timestamp", "message.timestamp.x", false),
        ("message.**", "message", true),
        ("message.**", "message.a.b", true),
        ("message.**.id", "message.id", true),
        ("message.**.id", "message.a[0].b.id", true),
        ("*At", "createdAt", true),
        ("\"*At\"", "createdAt", false),
        ("a[0]", "a.0", true),
        ("a[0]", "a[1]", false),
        ("**", "", true),
        ("a", "", false),
    ] {
        let read = Pattern::parse(pattern).expect(pattern);
        assert_eq!(read.matches(&path(at)), wanted, "{pattern} {at}");
    }
    let call = Pattern::parse("message.call").expect("a pattern");
    assert!(call.covers(&path("message.call.id")) && !call.matches(&path("message.call.id")));
    assert!(Pattern::parse("a[").is_err());
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 ^ (self.0 >> 29)) >> 17
    }

    fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }
}

/// JSON text with odd spacing, odd names, odd numbers; and the same as a value.
fn odd_json(numbers: &mut Numbers, depth: u64, out: &mut String) -> Value {
    const NAMES: &[&str] = &["a", "b.c", "", "0", "é\"", "\\", "[1]", "/~", "id", "*"];
    fn gap(numbers: &mut Numbers, out: &mut String) {
        out.push_str(
            ["", "", " ", "\n\t", "  "][usize::try_from(numbers.below(5)).expect("small")],
        );
    }
    match numbers.below(if depth == 0 { 4 } else { 8 }) {
        0 => {
            let number = ["1.00", "-0", "1e2", "12345678901234567890"];
            let number = number[usize::try_from(numbers.below(4)).expect("small")];
            out.push_str(number);
            serde_json::from_str(number).expect("a number")
        }
        1 => {
            out.push_str(r#""\u0041\n,}]""#);
            json!("A\n,}]")
        }
        2 => {
            out.push_str("null");
            Value::Null
        }
        3 => {
            out.push_str("true");
            json!(true)
        }
        4 | 5 => {
            out.push('[');
            let mut items = Vec::new();
            for at in 0..numbers.below(4) {
                if at > 0 {
                    out.push(',');
                }
                gap(numbers, out);
                items.push(odd_json(numbers, depth - 1, out));
                gap(numbers, out);
            }
            out.push(']');
            Value::Array(items)
        }
        _ => {
            out.push('{');
            let mut members = Map::new();
            for at in 0..numbers.below(4) {
                let name = NAMES[usize::try_from(numbers.below(10)).expect("small")];
                if at > 0 {
                    out.push(',');
                }
                gap(numbers, out);
                out.push_str(&json!(name).to_string());
                gap(numbers, out);
                out.push(':');
                gap(numbers, out);
                let value = odd_json(numbers, depth - 1, out);
                members.insert(name.to_owned(), value);
                gap(numbers, out);
            }
            out.push('}');
            Value::Object(members)
        }
    }
}

fn every_path(value: &Value, here: &Path, out: &mut Vec<Path>) {
    out.push(here.clone());
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                every_path(item, &here.index(at), out);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                every_path(member, &here.key(name), out);
            }
        }
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, path: &Path) -> &'v mut Value {
    path.steps().iter().fold(value, |value, step| match step {
        Step::Key(name) => &mut value[&**name],
        Step::Index(index) => &mut value[*index],
    })
}

#[test]
fn every_value_of_any_json_is_found_and_changed_alone() {
    for seed in 0..400 {
        let mut numbers = Numbers(seed);
        let mut text = String::new();
        let value = odd_json(&mut numbers, 4, &mut text);
        let mut paths = Vec::new();
        every_path(&value, &Path::root(), &mut paths);
        for path in paths {
            assert_eq!(Path::parse(&path.to_string()).as_ref(), Ok(&path));
            let raw = path.get(Raw::parse(&text).expect("JSON")).expect("a value");
            let mut wanted = value.clone();
            assert_eq!(
                raw.to_value().as_ref(),
                Some(&*at(&mut wanted, &path)),
                "{text} {path}"
            );

            let changed = set(&text, &path, "\"new\"").expect("set");
            *at(&mut wanted, &path) = json!("new");
            assert_eq!(
                serde_json::from_str::<Value>(&changed).ok().as_ref(),
                Some(&wanted)
            );
            // Back to what it was: nothing else had changed.
            assert_eq!(set(&changed, &path, raw.text()).expect("set"), text);

            if raw.is_object() {
                let added = path.key("one more");
                let more = add(&text, &added, "[1]").expect("add");
                let mut wanted = value.clone();
                at(&mut wanted, &path)["one more"] = json!([1]);
                assert_eq!(
                    serde_json::from_str::<Value>(&more).ok().as_ref(),
                    Some(&wanted)
                );
            }
        }
    }
}
