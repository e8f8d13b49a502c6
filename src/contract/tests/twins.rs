//! Each rule with an answer that triggers it and a near twin that does not.

use super::super::Check;
use super::{Answer, answer, calling, findings, ids, loud, rules};

const ID: &str = "3f0b9c1e-6a4d-4c58-9a53-0d8a7f1c2b3e";

/// One call of `book`, answered with one result: the members of the result.
fn result(members: &str) -> Answer {
    answer(format!(
        r#"{{"results":[{{"toolCallId":"call_abcdef",{members}}}]}}"#
    ))
}

fn sound(seconds: usize) -> Vec<u8> {
    let wave = |at: usize| u8::try_from(at * 37 % 251).expect("a byte");
    (0..seconds * 48_000).map(wave).collect()
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn twins() -> Vec<(&'static str, String, Answer, Answer)> {
    let book = calling(&[("call_abcdef", "book")]);
    let two = calling(&[("call_abcdef", "book"), ("call_ghijkl", "find")]);
    let fine = || result(r#""name":"book","result":"ok""#);
    let both = |a: &str, b: &str| {
        answer(format!(
            r#"{{"results":[{{"toolCallId":"{a}","result":"1"}},{{"toolCallId":"{b}","result":"2"}}]}}"#
        ))
    };
    let hang = r#"{"message":{"type":"hang"}}"#.to_owned();
    let large = format!(
        r#"{{"message":{{"type":"hang","a":"{}"}}}}"#,
        "x".repeat(1_000_001)
    );
    let ask = |name: &str| format!(r#"{{"message":{{"type":"{name}"}}}}"#);
    let (who, transfer) = (
        ask("assistant-request"),
        ask("transfer-destination-request"),
    );
    let (handoff, knowledge) = (
        ask("handoff-destination-request"),
        ask("knowledge-base-request"),
    );
    let (pause, dial) = (ask("call.endpointing.request"), ask("campaign.predial"));
    let named = |rest: &str| answer(format!(r#"{{"assistantId":"{ID}"{rest}}}"#));
    let inline = |members: &str| {
        answer(format!(
            r#"{{"assistant":{{"model":{{"provider":"openai","model":"gpt-4o"}}{members}}}}}"#
        ))
    };
    let to = |members: &str| answer(format!(r#"{{"destination":{{{members}}}}}"#));
    let say = r#"{"message":{"type":"voice-request","text":"Good morning, how can I help you today?","sampleRate":24000}}"#.to_owned();
    let audio = |bytes: Vec<u8>| answer(bytes).kind("application/octet-stream");
    let wav = [b"RIFF".as_slice(), &sound(2)].concat();
    let html = "<!DOCTYPE html><html>ERR_NGROK_3200 ngrok.com</html>";
    let long = |length: usize| result(&format!(r#""result":"{}""#, "x".repeat(length)));
    let knows = |document: &str| answer(format!(r#"{{"documents":[{document}]}}"#));
    let document = r#"{"content":"a","similarity":0.5}"#;
    vec![
        ("VW001", book.clone(), fine().status(500), fine()),
        ("VW002", book.clone(), fine().status(201), fine()),
        ("VW003", book.clone(), answer(""), fine()),
        ("VW003", who.clone(), answer("").status(204), named("")),
        (
            "VW004",
            hang.clone(),
            answer("{}").status(404),
            answer("{}"),
        ),
        ("VW005", hang.clone(), answer("").status(302), answer("")),
        ("VW006", book.clone(), answer("ok"), fine()),
        (
            "VW007",
            book.clone(),
            answer(html).kind("text/html"),
            fine(),
        ),
        (
            "VW007",
            hang.clone(),
            answer(html),
            answer("<html>ok</html>"),
        ),
        (
            "VW008",
            book.clone(),
            fine().kind(""),
            fine().kind("application/json; charset=utf-8"),
        ),
        ("VW008", book.clone(), fine().kind("text/plain"), fine()),
        ("VW009", book.clone(), answer("[]"), fine()),
        (
            "VW010",
            who.clone(),
            named("").after(7_501),
            named("").after(5_999),
        ),
        (
            "VW011",
            who.clone(),
            named("").after(6_001),
            named("").after(6_000),
        ),
        (
            "VW012",
            book.clone(),
            fine().after(20_001),
            fine().after(4_999),
        ),
        (
            "VW012",
            hang.clone(),
            answer("{}").after(20_001),
            answer("{}").after(20_000),
        ),
        (
            "VW013",
            book.clone(),
            fine().after(5_001),
            fine().after(5_000),
        ),
        (
            "VW013",
            knowledge.clone(),
            knows("").after(1_001),
            knows("").after(1_000),
        ),
        (
            "VW013",
            pause.clone(),
            answer(r#"{"timeoutSeconds":1}"#).after(501),
            answer(r#"{"timeoutSeconds":1}"#).after(500),
        ),
        ("VW014", book.clone(), answer(r#"{"ok":true}"#), fine()),
        (
            "VW015",
            book.clone(),
            answer(r#"{"results":{"toolCallId":"call_abcdef","result":"ok"}}"#),
            fine(),
        ),
        ("VW016", book.clone(), answer(r#"{"results":[]}"#), fine()),
        ("VW017", book.clone(), answer(r#"{"result":"ok"}"#), fine()),
        (
            "VW018",
            book.clone(),
            answer(r#"{"messageResponse":{"results":[]}}"#),
            fine(),
        ),
        (
            "VW018",
            book.clone(),
            answer(r#"{"statusCode":200,"body":"{\"results\":[]}"}"#),
            fine(),
        ),
        (
            "VW018",
            book.clone(),
            answer(r#"{"success":true,"data":{"results":[]}}"#),
            fine(),
        ),
        (
            "VW018",
            who.clone(),
            answer(r#"{"data":{"assistantId":"a"}}"#),
            named(""),
        ),
        (
            "VW019",
            book.clone(),
            answer(r#"{"results":["ok"]}"#),
            fine(),
        ),
        (
            "VW020",
            book.clone(),
            answer(r#"{"results":[{"result":"ok"}]}"#),
            fine(),
        ),
        (
            "VW020",
            book.clone(),
            answer(r#"{"results":[{"toolCallId":1,"result":"ok"}]}"#),
            fine(),
        ),
        (
            "VW021",
            book.clone(),
            answer(r#"{"results":[{"toolCallId":"call_x","result":"ok"}]}"#),
            fine(),
        ),
        (
            "VW021",
            book.clone(),
            answer(r#"{"results":[{"tool_call_id":"call_abcdef","result":"ok"}]}"#),
            fine(),
        ),
        (
            "VW022",
            two.clone(),
            fine(),
            both("call_abcdef", "call_ghijkl"),
        ),
        (
            "VW023",
            book.clone(),
            both("call_abcdef", "call_abcdef"),
            fine(),
        ),
        (
            "VW024",
            book.clone(),
            result(r#""result":{"a":1}"#),
            result(r#""result":"{\"a\":1}""#),
        ),
        (
            "VW024",
            book.clone(),
            result(r#""result":[1]"#),
            result(r#""result":"[1]""#),
        ),
        (
            "VW025",
            book.clone(),
            result(r#""result":42"#),
            result(r#""result":"42""#),
        ),
        (
            "VW025",
            book.clone(),
            result(r#""result":null"#),
            result(r#""result":null,"error":"no""#),
        ),
        (
            "VW026",
            book.clone(),
            result(r#""result":"a\nb""#),
            result(r#""result":"a\\nb""#),
        ),
        ("VW027", book.clone(), result(r#""name":"book""#), fine()),
        (
            "VW028",
            book.clone(),
            result(r#""result":"a","error":"b""#),
            result(r#""result":"a","error":null"#),
        ),
        (
            "VW029",
            book.clone(),
            result(r#""error":{"code":1}"#),
            result(r#""error":"1""#),
        ),
        ("VW030", book.clone(), result(r#""result":"ok""#), fine()),
        (
            "VW031",
            book.clone(),
            result(r#""name":"cook","result":"ok""#),
            fine(),
        ),
        (
            "VW032",
            two.clone(),
            both("call_ghijkl", "call_abcdef"),
            both("call_abcdef", "call_ghijkl"),
        ),
        ("VW033", book.clone(), long(4_001), long(4_000)),
        (
            "VW034",
            book.clone(),
            result(r#""result":"a","message":"b""#),
            result(r#""result":"a","message":{"type":"request-complete","content":"b"}"#),
        ),
        (
            "VW035",
            calling(&[("async_1", "book")]),
            answer("{}"),
            answer("{}"),
        ),
        (
            "VW036",
            book.clone(),
            result(r#""error":"Error: no\n    at Object.<anonymous> (/app/a.js:1:1)""#),
            result(r#""error":"no table at 7""#),
        ),
        (
            "VW037",
            who.clone(),
            answer(r#"{"assistant_id":"a"}"#),
            named(""),
        ),
        (
            "VW038",
            who.clone(),
            named(r#","error":"closed""#),
            named(r#","assistantOverrides":{}"#),
        ),
        (
            "VW039",
            who.clone(),
            answer(r#"{"assistantId":7}"#),
            named(""),
        ),
        (
            "VW040",
            who.clone(),
            answer(r#"{"assistantId":"{{id}}"}"#),
            named(""),
        ),
        (
            "VW041",
            who.clone(),
            answer(r#"{"assistant":{"model":{"provider":"openai"}}}"#),
            inline(""),
        ),
        (
            "VW041",
            who.clone(),
            answer(r#"{"assistant":"a"}"#),
            inline(""),
        ),
        ("VW042", who.clone(), inline(r#","orgId":"a""#), inline("")),
        ("VW043", who.clone(), inline(r#","tools":[]"#), inline("")),
        (
            "VW044",
            who.clone(),
            named(r#","assistantOverrides":{"variables":{}}"#),
            named(r#","assistantOverrides":{"variableValues":{}}"#),
        ),
        (
            "VW045",
            who.clone(),
            answer(r#"{"error":{"a":1}}"#),
            answer(r#"{"error":"closed"}"#),
        ),
        (
            "VW046",
            who.clone(),
            to(r#""type":"number","phoneNumber":"+14155552671""#),
            to(r#""type":"number","number":"+14155552671""#),
        ),
        (
            "VW047",
            transfer.clone(),
            to(r#""type":"number","number":"4155552671""#),
            to(r#""type":"number","number":"4155552671","numberE164CheckEnabled":false"#),
        ),
        (
            "VW048",
            who.clone(),
            to(r#""type":"assistant","assistantName":"A""#),
            to(r#""type":"sip","sipUri":"sip:a@b""#),
        ),
        (
            "VW048",
            transfer.clone(),
            to(r#""type":"phone""#),
            to(r#""type":"assistant","assistantName":"A""#),
        ),
        (
            "VW049",
            transfer.clone(),
            to(r#""type":"sip","sipUri":"a@b""#),
            to(r#""type":"sip","sipUri":"sips:a@b""#),
        ),
        (
            "VW050",
            transfer.clone(),
            answer("{}"),
            answer(r#"{"error":"no"}"#),
        ),
        (
            "VW051",
            transfer.clone(),
            answer(r#"{"error":"no","message":{"type":"request-start","message":"a"}}"#),
            answer(r#"{"error":"no","message":{"type":"request-start","content":"a"}}"#),
        ),
        (
            "VW052",
            transfer.clone(),
            answer(r#"{"destination":"+14155552671"}"#),
            to(r#""type":"number","number":"+14155552671""#),
        ),
        (
            "VW053",
            transfer.clone(),
            to(r#""type":"number","number":"+14155552671","extension":"12345678901""#),
            to(r#""type":"number","number":"+14155552671","extension":"1234567890""#),
        ),
        (
            "VW054",
            handoff.clone(),
            answer("{}"),
            answer(r#"{"destination":{}}"#),
        ),
        (
            "VW054",
            handoff.clone(),
            to(r#""type":"assistant""#),
            to(r#""type":"assistant","assistantName":"A""#),
        ),
        (
            "VW054",
            handoff.clone(),
            answer(r#"{"destination":[]}"#),
            answer(r#"{"error":"no"}"#),
        ),
        (
            "VW055",
            knowledge.clone(),
            answer(r#"{"documents":{}}"#),
            knows(""),
        ),
        (
            "VW055",
            knowledge.clone(),
            answer("{}"),
            answer(r#"{"message":{"role":"assistant","content":"a"}}"#),
        ),
        (
            "VW056",
            knowledge.clone(),
            knows(r#"{"content":"a","similarity":"0.5"}"#),
            knows(document),
        ),
        (
            "VW057",
            knowledge.clone(),
            knows(r#"{"content":"a","similarity":87}"#),
            knows(document),
        ),
        (
            "VW058",
            pause.clone(),
            answer(r#"{"timeoutSeconds":15.1}"#),
            answer(r#"{"timeoutSeconds":15}"#),
        ),
        (
            "VW058",
            pause.clone(),
            answer(r#"{"timeoutSeconds":"1"}"#),
            answer(r#"{"timeoutSeconds":1}"#),
        ),
        (
            "VW059",
            dial.clone(),
            answer(r#"{"eligible":"true"}"#),
            answer(r#"{"eligible":false}"#),
        ),
        ("VW060", say.clone(), audio(wav), audio(sound(2))),
        (
            "VW060",
            say.clone(),
            answer(r#"{"data":"aGk="}"#),
            audio(sound(2)),
        ),
        ("VW060", say.clone(), audio(Vec::new()), audio(sound(2))),
        (
            "VW060",
            say.clone(),
            audio(sound(2)[1..].to_vec()),
            audio(sound(2)),
        ),
        (
            "VW061",
            say.clone(),
            audio(sound(2)).kind("audio/wav"),
            audio(sound(2)),
        ),
        ("VW061", say.clone(), audio(sound(20)), audio(sound(2))),
        (
            "VW062",
            hang.clone(),
            answer(r#"{"results":[]}"#),
            answer(r#"{"received":true}"#),
        ),
        (
            "VW064",
            book.clone(),
            answer(r#"{"name":"ZodError"}"#).status(400),
            fine(),
        ),
        (
            "VW064",
            hang.clone(),
            answer(r#"{"detail":[{"type":"extra_forbidden"}]}"#).status(422),
            answer("{}"),
        ),
        (
            "VW065",
            book.clone(),
            result(r#""result":"s3cret-s3cret""#),
            result(r#""result":"s3cret""#),
        ),
        (
            "VW065",
            hang.clone(),
            answer(r#"{"phoneNumber":{"twilioAuthToken":"t"}}"#),
            answer(r#"{"phoneNumber":{"twilioAuthToken":null}}"#),
        ),
        ("VW067", large.clone(), answer("").status(413), answer("")),
        ("VW085", hang.clone(), answer("").status(401), answer("")),
    ]
}

#[test]
fn each_rule_has_an_answer_that_triggers_it_and_a_twin_that_does_not() {
    let twins = twins();
    for (id, event, bad, good) in &twins {
        let found = findings(event, bad.clone());
        assert!(ids(&found).contains(id), "{id} is not triggered: {found:?}");
        let found = findings(event, good.clone());
        // Being async is what VW035 is about, whatever the answer.
        let expected = *id == "VW035";
        assert_eq!(ids(&found).contains(id), expected, "{id}: {found:?}");
        assert!(loud(&found).is_empty(), "{id}: {:?}", loud(&found));
    }
    for rule in rules() {
        let is_live = matches!(rule.check, Check::Exchange(_));
        let has_twins = twins.iter().any(|(id, ..)| *id == rule.id);
        assert_eq!(is_live, has_twins, "{}", rule.id);
    }
}
