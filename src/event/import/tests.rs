use super::*;
use crate::event::finding::Judged;

fn exchange(text: &str) -> Exchange {
    match document(&Bytes::copy_from_slice(text.as_bytes())) {
        Ok(Held::Ours(exchange) | Held::Body(exchange)) => *exchange,
        other => panic!("{other:?}"),
    }
}

fn refused(text: &str) -> String {
    match document(&Bytes::copy_from_slice(text.as_bytes())) {
        Err(NotAnEvent { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

fn body(exchange: &Exchange) -> &str {
    std::str::from_utf8(&exchange.arrival.envelope.body).expect("UTF-8")
}

fn header(exchange: &Exchange, name: &str) -> Option<String> {
    let headers = &exchange.arrival.envelope.headers;
    headers.get(name).map(std::borrow::Cow::into_owned)
}

/// What a script of curl sends; `@FILE` gives the file's name.
fn curled(script: &str) -> Vec<(u64, Result<Exchange, NotAnEvent>)> {
    curl::read(script.as_bytes(), &mut |file| {
        Ok(format!("{file}\r\n").into_bytes())
    })
}

fn one_curl(script: &str) -> Exchange {
    let mut found = curled(script);
    assert_eq!(found.len(), 1, "{script}");
    found.remove(0).1.expect(script)
}

#[test]
fn a_body_is_an_event_of_the_time_it_tells() {
    for (stamp, ms) in [
        ("1790000000123", 1_790_000_000_123),
        ("1790000000123.6", 1_790_000_000_124),
        ("\"2024-07-01T10:00:00.5Z\"", 1_719_828_000_500),
    ] {
        let text = format!(r#"{{"message":{{"type":"hang","timestamp":{stamp}}}}}"#);
        let exchange = exchange(&text);
        assert_eq!(exchange.arrival.envelope.received_ms, ms);
        assert_eq!(body(&exchange), text);
    }
    let voice =
        r#"{"event":{"channel":"voice","timestamp":1790000000.25,"data":{"vapi_status":"busy"}}}"#;
    assert_eq!(
        exchange(voice).arrival.envelope.received_ms,
        1_790_000_000_250
    );
    let counter = exchange(r#"{"message":{"type":"hang","timestamp":7}}"#);
    assert!(counter.arrival.envelope.received_ms > 1_700_000_000_000);
}

#[test]
fn lines_of_ours_keep_their_id_and_the_others_are_passed_over() {
    let recorded = exchange(r#"{"message":{"type":"hang"}}"#);
    let line = line::write(&recorded, &Judged::default());
    let Ok(Held::Ours(back)) = document(&line.clone().into()) else {
        panic!("{line}");
    };
    assert_eq!(back.arrival.envelope.id, recorded.arrival.envelope.id);
    for other in [
        r#"{"v":1,"type":"ready","port":1}"#,
        r#"{"v":1,"type":"summary"}"#,
    ] {
        assert!(
            matches!(document(&other.into()), Ok(Held::Nothing)),
            "{other}"
        );
    }
    let broken = line.replace("hang", "hung");
    assert!(refused(&broken).contains("does not match its sha256"));
}

#[test]
fn what_is_no_event_says_what_it_is() {
    assert!(refused("<html>").contains("looks like an HTML page"));
    assert_eq!(refused("42"), "it is not an event: it is a number");
    assert!(
        refused(r#"{"results":[{"toolCallId":"a","result":"b"}]}"#).contains("an app's answer")
    );
}

#[test]
fn a_har_file_gives_its_posts_with_their_answers() {
    let har = r#"{"log":{"version":"1.2","entries":[
        {"startedDateTime":"2026-05-01T10:00:00.250Z","time":12.5,
         "request":{"method":"POST","url":"https://x.example/hook?a=1#frag",
           "headers":[{"name":":authority","value":"x"},{"name":"X-A","value":"1"},{"name":"Content-Length","value":"9"}],
           "postData":{"mimeType":"application/json","text":"{\"message\":{\"type\":\"hang\"}}"}},
         "response":{"status":201,"headers":[],"content":{"text":"AP8=","encoding":"base64"}}},
        {"request":{"method":"GET","url":"https://x.example/app.js","headers":[]},"response":{"status":200}},
        {"request":{"method":"POST","url":"http://h:1","headers":[],"postData":{"text":"{}"}},"response":{"status":0}}
    ]}}"#;
    let Ok(Held::Requests(found, 1)) = document(&har.into()) else {
        panic!("two of three");
    };
    let [(first, false), (second, false)] = &found[..] else {
        panic!("{found:?}")
    };
    let envelope = &first.arrival.envelope;
    assert_eq!(envelope.path, "/hook?a=1");
    assert_eq!(envelope.received_ms, 1_777_629_600_250);
    assert_eq!(envelope.headers.iter().count(), 1);
    assert_eq!(&*first.arrival.event().name, "hang");
    let delivery = first.delivery.as_ref().expect("an answer");
    assert_eq!((delivery.status, &delivery.body[..]), (201, &b"\0\xff"[..]));
    assert_eq!(delivery.latency.as_micros(), 12_500);
    assert_eq!(second.arrival.envelope.path, "/");
    assert!(second.delivery.is_none());
    let broken = r#"{"log":{"entries":[{"request":{"method":"A B","url":"/"}}]}}"#;
    assert!(refused(broken).starts_with("log.entries[0]: its method"));
}

#[test]
fn curl_commands_are_read_as_a_shell_and_curl_do() {
    let hang = r#"{"message":{"type":"hang"}}"#;
    for script in [
        format!("curl localhost:3000/vapi -H 'Content-Type: application/json' -d '{hang}'"),
        format!("$ curl -sS --json '{hang}' http://localhost:3000/vapi"),
        format!(
            "#!/bin/sh\n# a comment\ncurl -X POST \\\n  --url https://x.example/vapi \\\n  -Hcontent-type:application/json \\\n  --data-raw '{hang}' > /dev/null 2>&1"
        ),
        "curl x.example/vapi -H \"content-type: application/json\" --data-binary \"{\\\"message\\\":{\\\"type\\\":\\\"hang\\\"}}\"".to_owned(),
        format!("curl x.example/vapi --header=content-type:application/json -d @- <<'EOF'\n{hang}\nEOF\n"),
        format!("printf '%s' '{hang}' | curl --json @- x.example/vapi"),
        "curl 'x.example/vapi' -H 'content-type: application/json' --data-raw $'{\"message\":{\"type\":\"h\\u0061ng\"}}' --compressed".to_owned(),
    ] {
        let exchange = one_curl(&script);
        assert_eq!(body(&exchange), hang, "{script}");
        assert_eq!(exchange.arrival.envelope.path, "/vapi", "{script}");
        assert_eq!(exchange.arrival.envelope.method, Method::POST);
        let kind = header(&exchange, "content-type");
        assert_eq!(kind.as_deref(), Some("application/json"), "{script}");
    }
}

#[test]
fn curl_s_own_rules_hold() {
    let form = one_curl("curl x/a -d a=1 -d b=2");
    assert_eq!(body(&form), "a=1&b=2");
    let kind = header(&form, "content-type");
    assert_eq!(kind.as_deref(), Some("application/x-www-form-urlencoded"));
    assert_eq!(body(&one_curl("curl x -d @f.json")), "f.json");
    assert_eq!(
        body(&one_curl("curl x --data-binary @f.json")),
        "f.json\r\n"
    );
    assert_eq!(one_curl("curl x -I").arrival.envelope.method, Method::HEAD);
    assert_eq!(
        one_curl("curl -G x/a?b=1 -d c=2").arrival.envelope.path,
        "/a?b=1&c=2"
    );
    let login = header(&one_curl("curl -u me:pw x -XDELETE"), "authorization");
    assert_eq!(login.as_deref(), Some("Basic bWU6cHc="));
    let bytes = one_curl("printf '\\377\\000\\1012' | curl --data-binary @- x");
    assert_eq!(&bytes.arrival.envelope.body[..], b"\xff\0A2");
    let pair = one_curl("curl x --data-raw $'\\ud83d\\ude42 it\\'s'");
    assert_eq!(body(&pair), "🙂 it's");
    assert_eq!(
        curled("curl x/1 -d 1 --next x/2 -d 2; curl x/3 -d 3 &&\\\n curl x/4").len(),
        4
    );
}

#[test]
fn a_curl_command_that_cannot_be_read_is_said_and_the_others_are_read() {
    let found = curled(
        "curl x --data-urlencode a=b\ncurl y -d 1\n\ncurl z --frobnicate\ncurl \"$(cat url)\"\ncurl w",
    );
    let told: Vec<String> = found
        .iter()
        .map(|(line, found)| match found {
            Ok(_) => format!("{line} ok"),
            Err(error) => format!("{line} {}", error.why.split(',').next().unwrap_or_default()),
        })
        .collect();
    assert_eq!(
        told[0],
        "1 curl's option --data-urlencode is not read here; Vapi sends JSON"
    );
    assert_eq!(told[1], "2 ok");
    assert_eq!(told[2], "4 curl's option --frobnicate is not known here");
    assert!(
        told[3].starts_with("5 it holds a command in $(..)"),
        "{told:?}"
    );
}

#[test]
fn a_request_from_the_wire_is_read() {
    let raw = b"POST /hook?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nX-Raw: \xff\r\n\r\n{}POST /b HTTP/1.1\nTransfer-Encoding: chunked\n\n2;x\r\n[]\r\n1\n \n0\r\n\r\n";
    let found = http::read(raw);
    assert_eq!(found.len(), 2, "{found:?}");
    let first = found[0].1.as_ref().expect("a request");
    assert_eq!(first.arrival.envelope.path, "/hook?x=1");
    assert_eq!(body(first), "{}");
    assert_eq!(
        first.arrival.envelope.headers.block(),
        b"host: h\r\nx-raw: \xff\r\n"
    );
    let second = found[1].1.as_ref().expect("a request");
    assert_eq!((found[1].0, body(second)), (6, "[] "));
}

#[test]
fn an_editor_s_requests_are_read() {
    let text = b"@host = localhost\n### first\n# a comment\nPOST {{host}}/a\nContent-Type: application/json\n\n{\n  \"a\": 1\n}\n\n###\nGET http://h/b\n";
    let found = http::read(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(
        body(found[0].1.as_ref().expect("a request")),
        "{\n  \"a\": 1\n}"
    );
    assert_eq!(
        found[1]
            .1
            .as_ref()
            .expect("a request")
            .arrival
            .envelope
            .path,
        "/b"
    );
}

#[test]
fn a_request_that_is_broken_is_said() {
    for (raw, why) in [
        (
            &b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n{}"[..],
            "its body has 2 bytes, and its content-length says 9",
        ),
        (
            b"POST / HTTP/1.1\r\nhello\r\n\r\n",
            "it is no header: hello",
        ),
        (
            b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "a chunk of its body has no size",
        ),
        (
            b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
            "its chunked body has no end",
        ),
        (
            b"hello\n",
            "it is no request line, as in: POST /vapi HTTP/1.1",
        ),
    ] {
        let found = http::read(raw);
        let error = found[0].1.as_ref().expect_err("broken");
        assert_eq!(error.why, why);
    }
}
