//! Answers that take their time: passed on as they come.

use crate::sandbox::{App, Client, Gate, Sandbox, Wire, post};

const ASK: &str = "POST /chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";

#[test]
fn the_first_chunk_of_a_stream_is_not_held_back() {
    let (read, app) = app_that_pauses_between(&[
        "data: {\"delta\":\"Hel\"}\n\n",
        "data: {\"delta\":\"lo\"}\n\n",
        "data: [DONE]\n\n",
    ]);
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut wire = Wire::connect(listener.port);
    wire.send(ASK);
    let head = wire.read_head().expect("a head");
    assert_eq!(
        head.headers.get("content-type").as_deref(),
        Some("text/event-stream")
    );
    // The app sends the next part only after this one was read here.
    for part in [
        "data: {\"delta\":\"Hel\"}\n\n",
        "data: {\"delta\":\"lo\"}\n\n",
    ] {
        assert_eq!(wire.read_chunk().expect("a chunk"), part.as_bytes());
        read.send(()).expect("an app that waits");
    }
    assert_eq!(wire.read_chunk().expect("a chunk"), b"data: [DONE]\n\n");
    assert_eq!(wire.read_chunk().expect("an end"), b"");
    let event = listener.event();
    let whole = "data: {\"delta\":\"Hel\"}\n\ndata: {\"delta\":\"lo\"}\n\ndata: [DONE]\n\n";
    assert_eq!(event["response"]["body"], whole);
}

/// An app that sends each part of an SSE answer only when it is told that the last was read.
fn app_that_pauses_between(parts: &'static [&'static str]) -> (std::sync::mpsc::Sender<()>, App) {
    let (read, was_read) = std::sync::mpsc::channel();
    let was_read = std::sync::Mutex::new(was_read);
    let app = App::serving(move |_, wire| {
        wire.send(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
             Transfer-Encoding: chunked\r\n\r\n",
        );
        let was_read = was_read.lock().expect("no panic");
        for (at, part) in parts.iter().enumerate() {
            if at > 0 && was_read.recv_timeout(crate::sandbox::PATIENCE).is_err() {
                return false;
            }
            wire.send(format!("{:x}\r\n{part}\r\n", part.len()));
        }
        wire.try_send("0\r\n\r\n")
    });
    (read, app)
}

#[test]
fn raw_audio_passes_byte_for_byte() {
    let pcm: Vec<u8> = (0..96_000_u32)
        .flat_map(|at| (at * 31).to_le_bytes())
        .collect();
    let sent = pcm.clone();
    let app = App::serving(move |_, wire| {
        wire.send(
            "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\
             Transfer-Encoding: chunked\r\n\r\n",
        );
        for chunk in sent.chunks(6_400) {
            wire.send(format!("{:x}\r\n", chunk.len()));
            wire.send(chunk);
            wire.send("\r\n");
        }
        wire.try_send("0\r\n\r\n")
    });
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let voice = r#"{"message":{"type":"voice-request","text":"Hi","sampleRate":24000}}"#;
    let answer = post(listener.port, voice);
    assert_eq!(
        answer.headers.get("content-type").as_deref(),
        Some("application/octet-stream")
    );
    assert!(
        answer.body == pcm,
        "{} bytes of {}",
        answer.body.len(),
        pcm.len()
    );
    let event = listener.event();
    assert_eq!(event["response"]["encoding"], "base64");
}

#[test]
fn an_answer_without_a_length_ends_with_its_connection() {
    let app = App::serving(|_, wire| {
        wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nas long as it takes");
        false
    });
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    assert_eq!(post(listener.port, "{}").text(), "as long as it takes");
}

#[test]
fn a_head_is_passed_on_before_the_body_begins() {
    let gate = Gate::new();
    let app = App::serving({
        let gate = gate.clone();
        move |_, wire| {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
            gate.wait();
            wire.try_send("late")
        }
    });
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut wire = Wire::connect(listener.port);
    wire.send(ASK);
    let head = wire.read_head().expect("a head");
    gate.open();
    assert_eq!(wire.read_body(head, false).text(), "late");
}

#[test]
fn a_long_body_is_sent_on_after_the_sender_was_told_to_continue() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let mut wire = Wire::connect(listener.port);
    wire.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    assert_eq!(wire.read_head().expect("a head").status(), 100);
    wire.send("hello");
    assert_eq!(wire.read_answer("POST").status(), 200);
    let request = app.request();
    assert_eq!(request.body, b"hello");
    assert_eq!(request.headers.get("expect"), None);
}

#[test]
fn an_answer_that_comes_before_the_request_was_read_passes() {
    let app = App::raw(|mut wire| {
        if wire.read_head().is_some() {
            wire.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
            wire.read_to_end();
        }
    });
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let answer = post(listener.port, vec![b'x'; 2 << 20]);
    assert_eq!((answer.status(), answer.text()), (401, "no"));
}

#[test]
fn an_answer_with_a_length_and_chunks_is_its_chunks() {
    for heads in [
        "Content-Length: 11\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 11",
        "Transfer-Encoding: chunked\r\nContent-Length: 3",
        "Content-Length: 500\r\nTransfer-Encoding: Chunked",
    ] {
        let app = App::serving(move |_, wire| {
            wire.try_send(format!(
                "HTTP/1.1 200 OK\r\n{heads}\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n"
            ))
        });
        let listener = Sandbox::new().listen(&["-f", &app.at("")]);
        let mut sender = Client::connect(listener.port);
        // The second answer shows that the first ended where it should.
        for _ in 0..2 {
            let answer = sender.post("{}");
            assert_eq!((answer.status(), answer.text()), (200, "hello world"));
            assert!(!answer.broken_off);
            let framing = ["content-length", "transfer-encoding"];
            let framing = framing.map(|name| answer.headers.all(name).len());
            assert_eq!(framing.iter().sum::<usize>(), 1, "{answer:?}");
        }
        let mut old = Wire::connect(listener.port);
        old.send("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
        let answer = old.read_answer("POST");
        assert_eq!(answer.text(), "hello world");
        for event in listener.events(3) {
            assert_eq!(event["outcome"], "answered");
            assert_eq!(event["response"]["body"], "hello world");
        }
    }
}
