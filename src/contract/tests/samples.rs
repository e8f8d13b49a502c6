//! The answers that the documentation shows are clean.

use super::{answer, calling, findings, loud};

#[test]
fn every_documented_answer_is_clean() {
    let two = calling(&[("call_x", "get_weather"), ("call_y", "find")]);
    let id = "3f0b9c1e-6a4d-4c58-9a53-0d8a7f1c2b3e";
    for (event, body) in [
        ("assistant-request", format!(r#"{{"assistantId":"{id}"}}"#)),
        ("assistant-request", format!(r#"{{"assistantId":"{id}","assistantOverrides":{{"variableValues":{{"name":"Dana"}}}}}}"#)),
        ("assistant-request", format!(r#"{{"assistantId":"{id}","assistant":null,"error":null}}"#)),
        ("assistant-request", format!(r#"{{"squadId":"{id}"}}"#)),
        ("assistant-request", format!(r#"{{"workflowId":"{id}"}}"#)),
        ("assistant-request", r#"{"assistant":{}}"#.to_owned()),
        ("assistant-request", r#"{"assistant":{"firstMessage":"Hi","model":{"provider":"openai","model":"gpt-4o","messages":[{"role":"system","content":"Help."}]}}}"#.to_owned()),
        ("assistant-request", r#"{"squad":{"members":[]}}"#.to_owned()),
        ("assistant-request", r#"{"workflow":{}}"#.to_owned()),
        ("assistant-request", r#"{"destination":{"type":"number","number":"+14155552671","callerId":"+14155550100","extension":"101","message":""}}"#.to_owned()),
        ("assistant-request", r#"{"destination":{"type":"sip","sipUri":"sip:a@b","sipHeaders":{}}}"#.to_owned()),
        ("assistant-request", r#"{"error":"Sorry, we are closed."}"#.to_owned()),
        (&two, r#"{"results":[{"toolCallId":"call_x","name":"get_weather","result":"one line of text"},{"toolCallId":"call_y","name":"find","error":"one line of text","message":{"type":"request-failed","content":"no"},"metadata":{}}]}"#.to_owned()),
        (&two, r#"{"results":[{"toolCallId":"call_x","result":"a"},{"toolCallId":"call_y","result":"","message":[{"type":"request-complete","content":"b"}]}]}"#.to_owned()),
        (&two, r#"{"error":"the database is down"}"#.to_owned()),
        ("function-call", r#"{"result":"ok"}"#.to_owned()),
        ("function-call", r#"{"error":"no"}"#.to_owned()),
        ("transfer-destination-request", r#"{"destination":{"type":"number","number":"+14155552671","extension":"1","callerId":"+14155550100","transferPlan":{}},"message":{"type":"request-start","content":"Connecting you"}}"#.to_owned()),
        ("transfer-destination-request", r#"{"destination":{"type":"sip","sipUri":"sip:a@b.c","sipHeaders":{}}}"#.to_owned()),
        ("transfer-destination-request", r#"{"destination":{"type":"assistant","assistantName":"Billing","transferMode":"rolling-history"}}"#.to_owned()),
        ("transfer-destination-request", r#"{"error":"Do not transfer now"}"#.to_owned()),
        ("handoff-destination-request", format!(r#"{{"destination":{{"type":"assistant","assistantId":"{id}","assistantOverrides":{{}}}},"result":"ok"}}"#)),
        ("handoff-destination-request", r#"{"destination":{"type":"assistant","assistant":{"firstMessage":"Hi"}}}"#.to_owned()),
        ("handoff-destination-request", r#"{"destination":{"type":"squad","squadId":"a"}}"#.to_owned()),
        ("handoff-destination-request", r#"{"destination":{}}"#.to_owned()),
        ("handoff-destination-request", r#"{"error":"no"}"#.to_owned()),
        ("knowledge-base-request", r#"{"documents":[{"content":"a","similarity":0.92,"uuid":"b"}]}"#.to_owned()),
        ("knowledge-base-request", r#"{"documents":[]}"#.to_owned()),
        ("knowledge-base-request", r#"{"message":{"role":"assistant","content":"a"}}"#.to_owned()),
        ("knowledge-base-request", r#"{"message":{"type":"custom-message","content":"a"}}"#.to_owned()),
        ("call.endpointing.request", r#"{"timeoutSeconds":0.5}"#.to_owned()),
        ("call.endpointing.request", r#"{"timeoutSeconds":0}"#.to_owned()),
        ("campaign.predial", r#"{"eligible":true}"#.to_owned()),
        ("campaign.predial", r#"{"eligible":false}"#.to_owned()),
    ] {
        let found = findings(event, answer(body.clone()));
        assert!(loud(&found).is_empty(), "{event} {body}: {:?}", loud(&found));
    }
}

#[test]
fn every_shape_of_a_call_is_matched() {
    for message in [
        r#"{"type":"tool-calls","toolCallList":[{"id":"c1","function":{"name":"book","arguments":"{}"}}]}"#,
        r#"{"type":"tool-calls","toolCallList":[{"id":"c1","name":"book","parameters":{}}]}"#,
        r#"{"type":"tool-calls","toolCalls":[{"id":"c1","type":"function","function":{"name":"book","arguments":{}}}]}"#,
        r#"{"type":"tool-calls","toolWithToolCallList":[{"function":{"name":"book"},"toolCall":{"id":"c1","function":{"arguments":""}}}]}"#,
        r#"{"type":"tool-calls","toolWithToolCallList":[{"name":"book","toolCall":{"id":"c1","parameters":{}}}]}"#,
    ] {
        for event in [format!(r#"{{"message":{message}}}"#), message.to_owned()] {
            let good = r#"{"results":[{"toolCallId":"c1","name":"book","result":"ok"}]}"#;
            assert_eq!(findings(&event, answer(good)), [], "{event}");
            let bad = r#"{"results":[{"toolCallId":"c2","name":"book","result":"ok"}]}"#;
            assert_eq!(findings(&event, answer(bad))[0].id, "VW021", "{event}");
        }
    }
}
