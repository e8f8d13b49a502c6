use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::answers::Returned;
use super::builtin;
use super::call::{Call, Deed, Op};
use super::clock::Pace;
use super::expect::Answer;
use super::model::Scenario;
use super::parse::{Syntax, parse};

fn toml(text: &str) -> Scenario {
    parse("t.toml", text, Syntax::Toml).expect("a scenario")
}

/// What is wrong with a file, and the hint.
fn refused(text: &str, syntax: Syntax) -> (String, String) {
    let error = parse("t", text, syntax).expect_err(text);
    assert_eq!(error.kind, crate::error::Kind::Usage);
    (error.message, error.hint.unwrap_or_default())
}

/// Plays a whole scenario; `answer` goes on with a call after an event that asks.
fn play(scenario: Scenario, answer: impl Fn(&mut Call, &Value) -> Vec<Op>) -> Vec<Value> {
    let scenario = Arc::new(scenario);
    let mut call = Call::new(scenario.clone(), 0, Pace::Max);
    let mut sent = Vec::new();
    for step in &scenario.steps {
        if call.ended().is_some() {
            break;
        }
        let mut ops = std::collections::VecDeque::from(call.script(step));
        while let Some(op) = ops.pop_front() {
            let (body, asks) = match call.perform(op) {
                Deed::Done | Deed::Wait(_) => continue,
                Deed::Send(body) => (body, false),
                Deed::Ask(body) => (body, true),
                Deed::Unasked(_) => {
                    ops.extend(call.unanswered());
                    continue;
                }
            };
            let event: Value = serde_json::from_str(&body).expect("JSON");
            let message = event["message"].clone();
            if asks {
                for op in answer(&mut call, &message).into_iter().rev() {
                    ops.push_front(op);
                }
            }
            sent.push(message);
        }
    }
    sent
}

/// The app that answers right.
fn right(call: &mut Call, message: &Value) -> Vec<Op> {
    if message["toolCallList"].is_array() {
        let calls = message["toolCallList"].as_array().expect("calls");
        let returned = calls.iter().map(|call| Returned {
            id: call["id"].as_str().expect("an id").to_owned(),
            name: call["function"]["name"]
                .as_str()
                .expect("a name")
                .to_owned(),
            result: format!("did {}", call["function"]["name"]),
            spoken: None,
        });
        return call.returned(returned.collect());
    }
    if message["parameters"].is_object() {
        return call.moved(
            Ok(json!({ "type": "assistant", "assistantName": "Billing" })),
            None,
        );
    }
    if message["artifact"].is_object() {
        return call.moved(
            Ok(json!({ "type": "number", "number": "+14155550177" })),
            None,
        );
    }
    let answer = json!({
        "assistant": {
            "name": "Night desk",
            "firstMessage": "Good evening, {{name}}.",
            "model": { "provider": "openai", "model": "gpt-4o" },
        },
        "assistantOverrides": { "variableValues": { "name": "Dana" } },
    });
    call.taken_by("assistant", answer.as_object().expect("an object"))
}

fn types(sent: &[Value]) -> Vec<&str> {
    sent.iter().filter_map(|it| it["type"].as_str()).collect()
}

const MINIMAL: &str = "[[step]]\nstatus = \"in-progress\"\n";

#[test]
fn every_builtin_is_played_to_its_report() {
    for builtin in builtin::ALL {
        let scenario = toml(builtin.text);
        assert_eq!(scenario.name, builtin.name);
        assert!(!scenario.about.is_empty());
        let sent = play(scenario, right);
        let last = sent.last().expect("events");
        assert_eq!(last["type"], "end-of-call-report", "{}", builtin.name);
        assert!(types(&sent).contains(&"status-update"));
    }
}

#[test]
fn the_report_adds_up() {
    let sent = play(toml(builtin::ALL[0].text), right);
    let report = sent.last().expect("a report");
    let sum = |values: &mut dyn Iterator<Item = &Value>| -> f64 {
        values.filter_map(Value::as_f64).sum()
    };
    let cost = report["cost"].as_f64().expect("a cost");
    let items = report["costs"].as_array().expect("costs");
    let by_item = sum(&mut items.iter().map(|item| &item["cost"]));
    assert!((by_item - cost).abs() < 1e-9, "{by_item} of {cost}");
    let breakdown = &report["costBreakdown"];
    assert_eq!(breakdown["total"], report["cost"]);
    let parts = ["transport", "stt", "llm", "tts", "vapi"];
    let by_part = sum(&mut parts.iter().map(|part| &breakdown[*part]))
        + breakdown["analysisCostBreakdown"]["summary"]
            .as_f64()
            .expect("an analysis");
    assert!((by_part - cost).abs() < 1e-9, "{by_part} of {cost}");

    let time = |name: &str| -> jiff::Timestamp {
        report[name].as_str().expect(name).parse().expect("a time")
    };
    let lasted = time("endedAt")
        .duration_since(time("startedAt"))
        .as_millis();
    assert_eq!(report["durationMs"].as_i64().map(i128::from), Some(lasted));
    let messages = report["messages"].as_array().expect("messages");
    assert_eq!(report["artifact"]["messages"], report["messages"]);
    let from_start: Vec<f64> = messages
        .iter()
        .map(|message| message["secondsFromStart"].as_f64().expect("seconds"))
        .collect();
    assert!(from_start.is_sorted(), "{from_start:?}");
    let transcript = report["transcript"].as_str().expect("a transcript");
    assert!(
        transcript.starts_with("AI: Good evening, Dana.\nUser: Hi, this"),
        "{transcript}"
    );
    let interrupted = &report["artifact"]["performanceMetrics"]["numUserInterrupted"];
    assert_eq!(*interrupted, 1);
}

#[test]
fn what_was_answered_is_in_what_follows() {
    let sent = play(toml(builtin::ALL[0].text), right);
    let after = &sent[1];
    assert_eq!(after["assistant"]["name"], "Night desk");
    assert_eq!(
        after["call"]["assistantOverrides"]["variableValues"]["name"],
        "Dana"
    );
    assert!(after["call"]["assistantId"].is_null());
    let report = sent.last().expect("a report");
    let results: Vec<&Value> = report["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .filter(|message| message["role"] == "tool_call_result")
        .collect();
    assert_eq!(results.len(), 2);
    assert_eq!(results[1]["result"], "did \"bookAppointment\"");
    let growing: Vec<usize> = sent
        .iter()
        .filter(|it| it["type"] == "conversation-update")
        .map(|it| {
            it["messagesOpenAIFormatted"]
                .as_array()
                .expect("messages")
                .len()
        })
        .collect();
    assert!(growing.is_sorted() && growing.len() > 5, "{growing:?}");
}

#[test]
fn an_error_is_spoken_and_ends_the_call() {
    let sent = play(toml(builtin::ALL[0].text), |call, _| {
        let answer = json!({ "error": "Sorry, closed." });
        call.refused(
            "assistant-request-returned-error",
            Some("Sorry, closed."),
            None,
            Some(&answer),
        )
    });
    let [.., status, report] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(status["endedReason"], "assistant-request-returned-error");
    let debugging = &status["inboundPhoneCallDebuggingArtifacts"]["assistantRequestResponse"];
    assert_eq!(debugging["error"], "Sorry, closed.");
    assert_eq!(report["endedReason"], status["endedReason"]);
    assert_eq!(report["transcript"], "AI: Sorry, closed.\n");
}

#[test]
fn what_is_sent_is_what_the_assistant_listens_to() {
    let speaks = "[[step]]\nuser = \"one two three\"\n";
    let of = |head: &str| {
        let sent = play(toml(&format!("{head}\n{speaks}")), right);
        sent.iter()
            .map(|it| {
                let part = it["transcriptType"].as_str().unwrap_or_default();
                format!("{}{part}", it["type"].as_str().expect("a type"))
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(of(""), "speech-update speech-update conversation-update");
    assert_eq!(
        of("[call]\nserver_messages = [\"transcript\"]"),
        "transcriptpartial transcriptpartial transcriptfinal"
    );
    assert_eq!(
        of("[assistant]\nserverMessages = ['transcript[transcriptType=\"final\"]']"),
        "transcriptfinal"
    );
    assert_eq!(of("[call]\nserver_messages = []"), "");
}

#[test]
fn nothing_came_back_when_nobody_was_asked() {
    let text = "[call]\nserver_messages = [\"conversation-update\"]\n\
                [[step]]\ntools = [{ name = \"find\" }]\n[[step]]\nuser = \"hm\"\n";
    let sent = play(toml(text), right);
    assert_eq!(types(&sent), ["conversation-update"]);
    assert_eq!(sent[0]["messages"][1]["result"], "No result returned.");
}

#[test]
fn a_handoff_changes_the_assistant() {
    let sent = play(toml(builtin::find("handoff").expect("it").text), right);
    let started: Vec<&Value> = sent
        .iter()
        .filter(|it| it["type"] == "assistant.started")
        .map(|it| &it["newAssistant"]["name"])
        .collect();
    assert_eq!(started, ["Front desk", "Billing"]);
    let report = sent.last().expect("a report");
    let transcript = report["transcript"].as_str().expect("a transcript");
    assert!(transcript.contains("AI: Billing here."), "{transcript}");
}

#[test]
fn a_forwarded_call_ends_there() {
    let sent = play(toml(builtin::find("transfer").expect("it").text), right);
    let last: Vec<&str> = types(&sent).into_iter().rev().take(3).collect();
    assert_eq!(
        last,
        ["end-of-call-report", "status-update", "status-update"]
    );
    let report = sent.last().expect("a report");
    assert_eq!(report["destination"]["number"], "+14155550177");
}

#[test]
fn callers_differ() {
    let scenario = Arc::new(toml(MINIMAL));
    let numbers: Vec<String> = (0..3)
        .map(|number| Call::new(scenario.clone(), number, Pace::Max).customer["number"].to_string())
        .collect();
    assert_eq!(
        numbers,
        ["\"+14155550123\"", "\"+14155550124\"", "\"+14155550125\""]
    );
}

#[test]
fn yaml_says_the_same_as_toml() {
    let yaml = r#"
name: booking   # a comment
call:
  customer: { number: "+14155550199" }
  server_messages: [tool-calls, status-update]
step:
  - status: in-progress
  - wait: 200ms
    tools:
      - name: book
        arguments: { people: 2, at: "19:30", note: null, vip: true }
    expect: { status: 200, max_latency: 800ms, "results[0].result": { contains: booked } }
  - end: customer-ended-call
"#;
    let scenario = parse("booking.yaml", yaml, Syntax::of("booking.yaml", yaml)).expect("it");
    assert_eq!(scenario.steps[1].wait, Duration::from_millis(200));
    assert_eq!(scenario.steps[1].expect.as_ref().expect("it").count(), 3);
    let sent = play(scenario, right);
    assert_eq!(
        types(&sent),
        ["status-update", "tool-calls", "status-update"]
    );
    let arguments = &sent[1]["toolCallList"][0]["function"]["arguments"];
    assert_eq!(
        arguments.to_string(),
        r#"{"people":2,"at":"19:30","note":null,"vip":true}"#
    );
    assert_eq!(sent[0]["customer"]["number"], "+14155550199");
}

#[test]
fn a_mistake_is_named_with_its_place() {
    for (text, message, hint) in [
        (
            "nme = 1\n[[step]]\n",
            "t:1:1: a scenario has no `nme`",
            "did you mean `name`?",
        ),
        (
            "[[step]]\nusr = \"hi\"\n",
            "t:2:1: a step has no `usr`",
            "did you mean `user`?",
        ),
        (
            "[[step]]\nuser = \"hi\"\nassistant = \"ho\"\n",
            "t:3:13: a step is one thing, this is both `user` and `assistant`",
            "make two steps of it",
        ),
        (
            "[[step]]\nuser = \"hi\"\nwait = \"soon\"\n",
            "t:3:8: `wait` = \"soon\" is no duration",
            "",
        ),
        (
            "[[step]]\nask = \"asistant\"\n",
            "t:2:7: \"asistant\" cannot be asked for",
            "did you mean \"assistant\"?",
        ),
        (
            "[[step]]\nevent = \"speech-updat\"\n",
            "t:2:9: Vapi has no event \"speech-updat\"",
            "did you mean speech-update?",
        ),
        (
            "[call]\nserver_messages = [\"hang\", \"tool-call\"]\n[[step]]\ngreet = true\n",
            "t:2:28: Vapi has no event \"tool-call\"",
            "did you mean tool-calls?",
        ),
        (
            "[[step]]\nend = \"x\"\nexpect = { stauts = 200 }\n",
            "t:3:12: `expect` has no `stauts`",
            "did you mean `status`?",
        ),
        (
            "name = \"x\"\n",
            "t:1:1: nothing happens: there is no step",
            "--print",
        ),
        (
            "[[step]]\nuser = 3\n",
            "t:2:8: `user` is a text, not a number",
            "",
        ),
        ("name = \n", "t:1:8: ", ""),
    ] {
        let (found, told) = refused(text, Syntax::Toml);
        assert!(found.starts_with(message), "{found}\nwanted {message}");
        assert!(told.contains(hint), "{told}\nwanted {hint}");
    }
    for (text, message) in [
        ("step:\n  - usr: hi\n", "t:2:5: a step has no `usr`"),
        ("step:\n  - user: [hi\n", "t:3:1: "),
        (
            "step: 3\n",
            "t:1:7: `step` is a list of steps, not a number",
        ),
        ("name: a\nname: b\n", "t:2:1: `name` stands here twice"),
        ("", "t:1:1: it is empty"),
        (
            "step: [user: a]\n---\nstep: []\n",
            "t:2:1: a second document begins",
        ),
    ] {
        let (found, _) = refused(text, Syntax::Yaml);
        assert!(found.starts_with(message), "{found}\nwanted {message}");
    }
}

#[test]
fn a_small_yaml_stays_small() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..10 {
        let before = format!("*a{}, ", at - 1).repeat(10);
        text += &format!("a{at}: &a{at} [{before}]\n");
    }
    let (found, _) = refused(&text, Syntax::Yaml);
    assert!(found.contains("nested too deep, or too much"), "{found}");
    let deep = format!("a: {}{}", "[".repeat(500), "]".repeat(500));
    refused(&deep, Syntax::Yaml);
}

#[test]
fn expectations_are_looked_at_one_by_one() {
    let text = "[[step]]\nend = \"x\"\n[step.expect]\nstatus = 200\ncontains = [\"tab\", \"no\"]\n\
                max_latency = \"100ms\"\n\"results[0].result\" = \"table\"\n\"results[0].n\" = 2\n\
                \"results[1]\" = { exists = false }\n\"a.b\" = { contains = \"x\" }\n";
    let scenario = toml(text);
    let expect = scenario.steps[0].expect.as_ref().expect("it");
    assert_eq!(expect.count(), 8);
    let misses = expect.misses(&Answer {
        status: Some(500),
        body: br#"{"results":[{"result":"a table","n":2.0}]}"#,
        latency: Duration::from_millis(250),
    });
    assert_eq!(
        misses,
        [
            "the status is 500, expected 200",
            "it took 250ms, expected 100ms at most",
            "the answer does not contain \"no\"",
            "results[0].result is \"a table\", expected \"table\"",
            "a.b is missing, expected something with \"x\"",
        ]
    );
    let nobody = Answer {
        status: None,
        body: b"",
        latency: Duration::ZERO,
    };
    assert_eq!(expect.misses(&nobody).len(), 8);
}

#[test]
fn a_squad_hands_the_call_from_one_to_the_next() {
    let text = "[[step]]\nask = \"assistant\"\n[[step]]\nstatus = \"in-progress\"\n\
                [[step]]\ngreet = true\n[[step]]\nask = \"transfer\"\n[[step]]\ngreet = true\n";
    let squad = json!({ "squad": { "members": [
        { "assistant": { "name": "One", "firstMessage": "I am one." } },
        { "assistant": { "name": "Two" }, "assistantOverrides": { "firstMessage": "I am two." } },
    ] } });
    let sent = play(toml(text), |call, message| {
        if message["artifact"].is_object() {
            return call.moved(
                Ok(json!({ "type": "assistant", "assistantName": "Two" })),
                None,
            );
        }
        call.taken_by("squad", squad.as_object().expect("an object"))
    });
    let update = sent.iter().find(|it| it["toAssistant"].is_object());
    assert!(update.is_none(), "transfer-update is not sent by default");
    let last = sent.last().expect("events");
    assert_eq!(last["assistant"]["name"], "Two");
    assert_eq!(last["call"]["squad"], squad["squad"]);
    assert_eq!(last["messages"][0]["message"], "I am one.");
    assert_eq!(last["messages"][1]["message"], "I am two.");
}

#[test]
fn the_documentation_is_a_scenario_and_names_every_step() {
    let page = include_str!("../../../docs/scenarios.md");
    let (_, rest) = page.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let sent = play(toml(example), right);
    assert_eq!(sent.last().expect("a report")["type"], "end-of-call-report");
    for verb in super::parse::VERBS {
        assert!(page.contains(&format!("`{verb} = ")), "{verb}");
    }
}
