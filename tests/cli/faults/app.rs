//! The app is at fault.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use serde_json::json;

use super::{HANG, Run, headers, outcomes, reason, send_event};
use crate::sandbox::{App, Gate, PATIENCE, Sandbox, Wire, post};

/// An app that answers every request with these bytes, and closes then or not.
fn saying(bytes: impl Into<Vec<u8>>, closes: bool) -> App {
    let bytes = bytes.into();
    App::serving(move |_, wire| wire.try_send(&bytes) && !closes)
}

#[test]
fn one_that_hangs_is_cut_off_and_recorded_as_that() {
    let (app, gate) = App::waiting();
    let run = Run::with(&app, &["--deadline", "enforce"]);
    let asks = r#"{"message":{"type":"tool-calls","assistant":{"server":{"url":"https://a.example","timeoutSeconds":1}}}}"#;
    let answer = post(run.port(), asks);
    assert_eq!((answer.status(), &*reason(&answer)), (504, "deadline"));
    gate.open();
    assert_eq!(outcomes(&run.events()), ["deadline 504"]);
}

#[test]
fn one_that_resets_in_the_middle_breaks_off_for_the_sender() {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let target = socket.local_addr().expect("an address").to_string();
    let gate = Gate::new();
    let held = gate.clone();
    let app = std::thread::spawn(move || {
        loop {
            let (mut stream, _) = socket.accept().expect("a connection");
            let mut request = [0; 4 << 10];
            // The relay looks whether the port is open, and says nothing then.
            if stream.read(&mut request).is_ok_and(|read| read > 0) {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                    .expect("the relay reads");
                held.wait();
                // Without time to linger, closing is a reset.
                rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO))
                    .expect("a socket");
                return;
            }
        }
    });
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &target]);
    let run = Run { sandbox, listener };
    let mut wire = Wire::connect(run.port());
    send_event(&mut wire);
    assert_eq!(wire.read_head().expect("a head").status(), 200);
    wire.read_until("half").expect("what came so far");
    gate.open();
    assert_eq!(wire.read_to_end(), b"");
    app.join().expect("the app");
    let events = run.events();
    assert_eq!(outcomes(&events), ["truncated 200"]);
    assert_eq!(events[0]["response"]["body"], "half");
}

#[test]
fn a_length_that_is_too_short_ends_the_answer_and_harms_no_other() {
    let app = saying(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{} and more",
        false,
    );
    let run = Run::of(&app);
    for _ in 0..5 {
        let answer = post(run.port(), HANG);
        assert_eq!((answer.status(), answer.text()), (200, "{}"));
    }
    assert_eq!(outcomes(&run.events()), ["answered 200"; 5]);
}

#[test]
fn lengths_that_cannot_be_are_a_502() {
    for lengths in [
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: two",
        "Content-Length: -2",
        "Content-Length: 99999999999999999999999",
    ] {
        let app = saying(format!("HTTP/1.1 200 OK\r\n{lengths}\r\n\r\n{{}}"), true);
        let run = Run::of(&app);
        let answer = post(run.port(), HANG);
        assert_eq!(
            (answer.status(), &*reason(&answer)),
            (502, "not-http"),
            "{lengths}"
        );
        assert_eq!(outcomes(&run.events()), ["unreachable 502"]);
    }
}

#[test]
fn an_answer_that_drips_is_passed_on_byte_by_byte() {
    let (tell, told) = mpsc::channel::<u8>();
    let told = Mutex::new(told);
    let app = App::serving(move |_, wire| {
        wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        let told = told.lock().expect("one request at a time");
        while let Ok(byte) = told.recv_timeout(PATIENCE) {
            let byte = char::from(byte);
            wire.send(format!("1\r\n{byte}\r\n"));
            if byte == '.' {
                break;
            }
        }
        wire.try_send("0\r\n\r\n")
    });
    let run = Run::of(&app);
    let mut wire = Wire::connect(run.port());
    send_event(&mut wire);
    wire.read_head().expect("a head before the first byte");
    for byte in b"drip" {
        // The next is sent only when this one has come through.
        tell.send(*byte).expect("the app waits");
        assert_eq!(wire.read_chunk(), Some(vec![*byte]));
    }
    tell.send(b'.').expect("the app waits");
    assert_eq!(wire.read_chunk(), Some(b".".to_vec()));
    assert_eq!(wire.read_chunk(), Some(Vec::new()));
    assert_eq!(run.events()[0]["response"]["body"], "drip.");
}

/// The most memory that a process has had so far, in MB.
#[cfg(target_os = "linux")]
fn peak_mb(pid: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
    let (_, peak) = status.split_once("VmHWM:").expect("a peak");
    let kb = peak.split_whitespace().next().expect("a number");
    kb.parse::<usize>().expect("a number") / 1024
}

#[test]
fn an_answer_of_100_mb_passes_and_is_kept_as_far_as_allowed() {
    const PART: usize = 1 << 20;
    const PARTS: usize = 100;
    let part: Vec<u8> = (0..PART)
        .map(|at| b'a' + u8::try_from(at % 26).expect("small"))
        .collect();
    let sent = part.clone();
    let app = App::serving(move |_, wire| {
        let length = PART * PARTS;
        wire.send(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"
        ));
        (0..PARTS).all(|_| wire.try_send(&sent))
    });
    let run = Run::with(&app, &["--max-body", "1MB"]);
    let answer = post(run.port(), HANG);
    assert!(!answer.broken_off);
    assert_eq!(answer.body.len(), PART * PARTS);
    assert!(
        answer.body.chunks(PART).all(|chunk| chunk == part),
        "it was changed"
    );
    #[cfg(target_os = "linux")]
    {
        let peak = peak_mb(run.listener.id());
        assert!(peak < 80, "{peak} MB of memory");
    }
    let events = run.events();
    assert_eq!(outcomes(&events), ["answered 200"]);
    let kept = events[0]["response"]["body"]
        .as_str()
        .expect("a body")
        .len();
    assert!(kept <= 1_000_000, "{kept}");
}

#[test]
fn an_answer_with_1000_headers_passes_whole() {
    let headers = headers(1_000);
    let app = saying(
        format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 2\r\n\r\n{{}}"),
        false,
    );
    let run = Run::of(&app);
    let answer = post(run.port(), HANG);
    assert_eq!(answer.status(), 200, "{}", answer.text());
    for n in 0..1_000 {
        let value = answer.headers.get(&format!("x-number-{n}"));
        assert_eq!(value, Some(n.to_string()));
    }
    assert_eq!(outcomes(&run.events()), ["answered 200"]);
}

#[test]
fn an_answer_with_headers_beyond_measure_is_a_502() {
    let headers = headers(5_000);
    let app = saying(format!("HTTP/1.1 200 OK\r\n{headers}\r\n"), true);
    let run = Run::of(&app);
    let answer = post(run.port(), HANG);
    assert_eq!((answer.status(), &*reason(&answer)), (502, "not-http"));
    assert_eq!(outcomes(&run.events()), ["unreachable 502"]);
}

#[test]
fn bytes_that_no_header_may_have_are_a_502_and_strange_ones_pass() {
    for wrong in [&b"X-It: a\x01b"[..], b"X-It: a\0b", b"X It: a", b": a"] {
        let app = saying(
            [
                b"HTTP/1.1 200 OK\r\n",
                wrong,
                b"\r\nContent-Length: 2\r\n\r\n{}",
            ]
            .concat(),
            true,
        );
        let run = Run::of(&app);
        let answer = post(run.port(), HANG);
        assert_eq!(
            (answer.status(), &*reason(&answer)),
            (502, "not-http"),
            "{wrong:?}"
        );
        assert_eq!(outcomes(&run.events()), ["unreachable 502"]);
    }
    let strange = b"HTTP/1.1 200 OK\r\nX-It: \xff\xc2\x9b31m\r\nContent-Length: 2\r\n\r\n{}";
    let app = saying(&strange[..], false);
    let run = Run::of(&app);
    let answer = post(run.port(), HANG);
    let value = answer
        .headers
        .0
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("x-it"));
    assert_eq!(value.expect("the header").1, b"\xff\xc2\x9b31m");
    assert_eq!(outcomes(&run.events()), ["answered 200"]);
}

#[test]
fn an_app_with_http_1_0_is_passed_on_as_1_1() {
    for (rest, body) in [("\r\n{}", "{}"), ("Content-Length: 2\r\n\r\n{}", "{}")] {
        let app = saying(format!("HTTP/1.0 200 OK\r\n{rest}"), true);
        let run = Run::of(&app);
        for _ in 0..2 {
            let answer = post(run.port(), HANG);
            assert!(answer.first_line.starts_with("HTTP/1.1 200"), "{answer:?}");
            assert_eq!(answer.text(), body);
        }
        assert_eq!(outcomes(&run.events()), ["answered 200"; 2]);
    }
}

#[test]
fn trailers_do_not_disturb_the_body_before_them() {
    let app = saying(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n\
         2\r\n{}\r\n0\r\nX-Sum: 1\r\nX-Other: 2\r\n\r\n",
        false,
    );
    let run = Run::of(&app);
    // Both on one connection: nothing of the first is left on it.
    let mut sender = crate::sandbox::Client::connect(run.port());
    for _ in 0..2 {
        let answer = sender.post(HANG);
        assert_eq!((answer.status(), answer.text()), (200, "{}"));
        assert!(!answer.broken_off);
    }
    assert_eq!(outcomes(&run.events()), ["answered 200"; 2]);
}

#[test]
fn interim_answers_are_not_taken_for_the_answer() {
    let app = saying(
        "HTTP/1.1 100 Continue\r\n\r\n\
         HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n\
         HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        false,
    );
    let run = Run::of(&app);
    for _ in 0..2 {
        let answer = post(run.port(), HANG);
        assert_eq!((answer.status(), answer.text()), (200, "{}"));
        assert_eq!(answer.headers.get("link"), None);
    }
    assert_eq!(outcomes(&run.events()), ["answered 200"; 2]);
}

#[test]
fn an_upgrade_is_a_502_that_says_so() {
    let app = saying(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        false,
    );
    let run = Run::of(&app);
    let answer = post(run.port(), HANG);
    assert_eq!((answer.status(), &*reason(&answer)), (502, "not-http"));
    let said = answer.json()["error"].to_string();
    assert!(said.contains("101") && said.contains("upgrade"), "{said}");
    let events = run.events();
    assert_eq!(outcomes(&events), ["unreachable 502"]);
    assert_eq!(events[0]["request"]["body"], json!(HANG));
}
