//! How a run ends: by a signal, by itself, by its child, by a reader that goes away.

use std::io::{BufRead, BufReader, PipeReader};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::sandbox::{
    Answer, App, Client, Gate, Listener, PATIENCE, Process, Sandbox, Signal, Wire, json_lines, post,
};

const HANG: &str = r#"{"message":{"type":"hang"}}"#;

/// Waits until nothing new is accepted.
fn wait_until_closed(port: u16) {
    let until = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(Instant::now() < until, "still accepting");
        std::thread::yield_now();
    }
}

#[test]
fn a_signal_ends_a_run_with_its_code_and_a_summary() {
    let app = App::new();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let listener = Sandbox::new().listen(&["-f", &app.at("")]);
        post(listener.port, HANG);
        listener.signal(signal);
        let output = listener.wait().code(code);
        let summary = output.stdout.lines().last().expect("a line").to_owned();
        assert!(summary.contains(r#""type":"summary""#), "{summary}");
        assert!(summary.contains(r#""events":1"#), "{summary}");
    }
}

#[test]
fn what_is_in_flight_is_answered_before_the_end() {
    let (app, gate) = App::waiting();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let port = listener.port;
    let sender = std::thread::spawn(move || post(port, HANG));
    app.request();
    listener.signal(Signal::INT);
    // Nothing new is accepted from here on, and the app is still asked.
    wait_until_closed(port);
    gate.open();
    assert_eq!(sender.join().expect("a sender").text(), "{}");
    let output = listener.wait().code(130);
    assert!(
        output.stdout.contains(r#""outcome":"answered""#),
        "{output:?}"
    );
}

#[test]
fn a_second_signal_ends_a_run_at_once() {
    let (app, gate) = App::waiting();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let port = listener.port;
    let mut wire = Wire::connect(port);
    wire.send(format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n\r\n{HANG}"
    ));
    app.request();
    listener.signal(Signal::INT);
    wait_until_closed(port);
    listener.signal(Signal::TERM);
    listener.wait().code(130);
    gate.open();
}

/// Runs until an event is with the app, stops twice, and gives what was printed.
fn given_up(sandbox: &Sandbox, start: impl Fn(&str) -> Listener) -> String {
    let (app, gate) = App::waiting();
    let listener = start(&app.at(""));
    let mut wire = Wire::connect(listener.port);
    wire.send(format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{HANG}",
        HANG.len()
    ));
    sandbox.wait_until_recorded(&app.request().event_id());
    listener.signal(Signal::INT);
    wait_until_closed(listener.port);
    listener.signal(Signal::INT);
    let output = listener.wait().code(130);
    gate.open();
    output.stdout
}

#[test]
fn an_event_that_is_given_up_is_told_and_counted() {
    let sandbox = Sandbox::with_record();
    let printed = given_up(&sandbox, |target| sandbox.listen(&["-f", target]));
    let objects = json_lines(&printed);
    let is = |kind: &'static str| move |object: &&Value| object["type"] == kind;
    let event = objects.iter().find(is("event")).expect("an event");
    assert_eq!(event["outcome"], "given-up");
    assert_eq!(event["response"]["status"], 0);
    let summary = objects.iter().find(is("summary")).expect("a summary");
    assert_eq!(
        (&summary["events"], &summary["failures"]),
        (&1.into(), &1.into())
    );
    // The record says the same.
    let recorded = sandbox.json(&["events", "list", "--failed"]);
    assert_eq!(recorded.iter().collect::<Vec<_>>(), [event]);
}

#[test]
fn an_event_that_is_given_up_has_a_line() {
    let sandbox = Sandbox::with_record();
    let printed = given_up(&sandbox, |target| sandbox.listen_in_text(&["-f", target]));
    let answer = printed.lines().find(|line| line.contains("<--  ---"));
    assert!(answer.is_some(), "{printed}");
    assert!(
        printed.contains("! given up: the run was stopped"),
        "{printed}"
    );
    assert!(
        printed.contains("failures   1 x given-up (first "),
        "{printed}"
    );
}

#[test]
fn an_idle_connection_does_not_hold_up_the_end() {
    let app = App::new();
    let listener = Sandbox::new().listen(&["-f", &app.at("")]);
    let _silent = Wire::connect(listener.port);
    let mut kept = crate::sandbox::Client::connect(listener.port);
    kept.post(HANG);
    listener.signal(Signal::TERM);
    listener.wait().code(143);
}

#[test]
fn a_run_until_an_event_ends_once_it_was_answered() {
    let app = App::new();
    let target = app.at("");
    let listener = Sandbox::new().listen(&["-f", &target, "--until", "end-of-*"]);
    post(listener.port, HANG);
    let answer = post(
        listener.port,
        r#"{"message":{"type":"end-of-call-report"}}"#,
    );
    assert_eq!(answer.text(), "{}");
    let output = listener.wait().code(0);
    assert_eq!(output.stdout.matches(r#""type":"event""#).count(), 2);
}

#[test]
fn a_run_for_a_time_ends_with_0() {
    let listener = Sandbox::new().listen(&["-f", "127.0.0.1:9", "--for", "50ms"]);
    listener.wait().code(0);
}

#[test]
fn the_child_knows_the_url_and_ends_the_run_with_its_code() {
    let app = App::new();
    let script = r#"echo "$VAPIHOOK_URL $VAPIHOOK_PORT"; exit 7"#;
    let target = app.at("");
    let args = [
        "listen", "--port", "0", "-f", &target, "--", "sh", "-c", script,
    ];
    let output = Sandbox::new().run(&args).code(7);
    let url = output
        .stderr
        .split("relaying ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let url = url.expect("a URL in the banner");
    let port = url.rsplit(':').next().expect("a port");
    assert!(
        output.stdout.starts_with(&format!("{url} {port}\n")),
        "{output:?}"
    );
    assert!(output.stdout.contains("summary  "), "{output:?}");
}

#[test]
fn the_child_keeps_off_our_stdout_when_that_is_json() {
    let app = App::new();
    let script = "echo to-stdout; echo to-stderr >&2";
    let listener = Sandbox::new().listen(&["-f", &app.at(""), "--", "sh", "-c", script]);
    let output = listener.wait().code(0);
    let types: Vec<_> = json_lines(&output.stdout)
        .iter()
        .map(|object| object["type"].clone())
        .collect();
    assert_eq!(types, ["ready", "summary"]);
    assert_eq!(output.stderr, "to-stdout\nto-stderr\n");
}

#[test]
fn the_child_is_started_only_when_the_relay_answers() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let script = sandbox.file(
        "ask.sh",
        "exec 3<>/dev/tcp/127.0.0.1/$VAPIHOOK_PORT\n\
         printf 'GET /up HTTP/1.0\\r\\n\\r\\n' >&3\nread -r line <&3\necho \"$line\" >&2\n",
    );
    let script = script.to_str().expect("a path");
    let listener = sandbox.listen(&["-f", &app.at(""), "--", "bash", script]);
    let output = listener.wait().code(0);
    assert_eq!(output.stderr, "HTTP/1.0 200 Whatever\r\n");
}

#[test]
fn a_signal_is_passed_on_to_the_child() {
    let script =
        "trap 'echo told >&2; exit 5' TERM; echo started >&2; while :; do sleep 0.01; done";
    let args = ["-f", "127.0.0.1:9", "--", "sh", "-c", script];
    let mut listener = Sandbox::new().listen(&args);
    listener
        .process()
        .stderr()
        .wait_for("start", |text| text.contains("started").then_some(()));
    listener.signal(Signal::TERM);
    assert_eq!(listener.wait().code(5).stderr, "started\ntold\n");
}

#[test]
fn a_run_that_ends_ends_its_child() {
    let args = ["-f", "127.0.0.1:9", "--for", "50ms", "--", "sleep", "1000"];
    let listener = Sandbox::new().listen(&args);
    // The child's code in every case: it died of SIGTERM.
    listener.wait().code(143);
}

#[test]
fn a_child_that_cannot_be_started_is_said() {
    let args = [
        "listen",
        "--port",
        "0",
        "-f",
        "3000",
        "--",
        "no-such-command",
    ];
    let output = Sandbox::new().run(&args).code(1);
    assert!(
        output
            .stderr
            .contains("error: the command no-such-command cannot be started"),
        "{output:?}"
    );
}

#[test]
fn a_reader_that_goes_away_ends_the_run_with_0() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let target = app.at("");
    let mut command = sandbox.command(&["--json", "listen", "--port", "0", "-f", &target]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    command.stdout(Stdio::from(writer)).stderr(Stdio::null());
    let process = Process::with_own_outputs(command);
    let mut reader = BufReader::new(reader);
    let mut ready = String::new();
    reader.read_line(&mut ready).expect("a line");
    drop(reader);
    let ready: serde_json::Value = serde_json::from_str(&ready).expect("JSON");
    let port = ready["port"]
        .as_u64()
        .and_then(|port| u16::try_from(port).ok());
    // The call goes on: this event is answered, although nobody reads its line.
    assert_eq!(post(port.expect("a port"), HANG).status(), 200);
    process.wait().code(0);
}

#[test]
fn a_second_signal_kills_a_child_that_does_not_listen() {
    let script = "trap 'echo told >&2' TERM; echo started >&2; while :; do sleep 0.01; done";
    let args = ["-f", "127.0.0.1:9", "--", "sh", "-c", script];
    let mut listener = Sandbox::new().listen(&args);
    for said in ["started", "told"] {
        let stderr = listener.process().stderr();
        stderr.wait_for(said, |text| text.contains(said).then_some(()));
        listener.signal(Signal::TERM);
    }
    listener.wait().code(128 + 9);
}

/// A listener whose outputs are read up to the line that tells its port, and its port.
fn unread(sandbox: &Sandbox, flags: &[&str]) -> (Process, u16, [BufReader<PipeReader>; 2]) {
    let mut command = sandbox.command(&[&["listen", "--port", "0"], flags].concat());
    let (stdout, to_stdout) = std::io::pipe().expect("a pipe");
    let (stderr, to_stderr) = std::io::pipe().expect("a pipe");
    command.stdout(to_stdout).stderr(to_stderr);
    let process = Process::with_own_outputs(command);
    let mut pipes = [BufReader::new(stdout), BufReader::new(stderr)];
    let mut line = String::new();
    // The `ready` object, or the banner.
    let telling = &mut pipes[usize::from(!flags.contains(&"--json"))];
    telling.read_line(&mut line).expect("a line");
    let (_, port) = line.split_once("http://127.0.0.1:").expect("a URL");
    let digits = port.find(|c: char| !c.is_ascii_digit());
    let port = port[..digits.expect("more")].parse().expect("a port");
    (process, port, pipes)
}

#[test]
fn an_output_that_nobody_reads_stalls_no_call_and_no_end() {
    for format in [&["--json"][..], &[], &["--verbose"]] {
        let app = App::new();
        let sandbox = Sandbox::new();
        let target = app.at("");
        let flags = [&["-f", &*target], format].concat();
        let (process, port, _pipes) = unread(&sandbox, &flags);
        let mut sender = Client::connect(port);
        // Far more than a pipe holds.
        for _ in 0..500 {
            assert_eq!(sender.post(HANG).status(), 200);
        }
        process.signal(Signal::TERM);
        let started = Instant::now();
        process.wait().code(143);
        let took = started.elapsed();
        assert!(took < Duration::from_secs(15), "{format:?}: {took:?}");
        assert_eq!(sandbox.json(&["events", "list"]).len(), 500);
    }
}

/// Connections whose requests are not whole: half a head, half a body.
fn half_sent(port: u16) -> [Wire; 3] {
    let mut head = Wire::connect(port);
    head.send("POST / HTTP/1.1\r\nHost: x\r\nConte");
    let mut second_head = Wire::connect(port);
    second_head.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    second_head.read_answer("GET");
    second_head.send("POST / HTTP/1.1\r\nHost: x\r\n");
    let mut body = Wire::connect(port);
    body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
    // From here on the body is being read.
    assert_eq!(body.read_head().expect("a head").status(), 100);
    body.send("half");
    [head, second_head, body]
}

#[test]
fn a_sender_in_the_middle_of_its_request_does_not_hold_up_the_end() {
    let app = App::new();
    for halves in [0..1, 1..2, 2..3, 0..3] {
        let listener = Sandbox::new().listen(&["-f", &app.at(""), "--sender-timeout", "10m"]);
        let senders = half_sent(listener.port);
        let kept = senders.into_iter().enumerate();
        let kept: Vec<_> = kept.filter(|(at, _)| halves.contains(at)).collect();
        listener.signal(Signal::TERM);
        let started = Instant::now();
        listener.wait().code(143);
        let took = started.elapsed();
        assert!(took < Duration::from_secs(5), "{halves:?}: {took:?}");
        drop(kept);
    }
}

#[test]
fn a_sender_in_the_middle_of_its_request_takes_nothing_from_the_others() {
    let gate = Gate::new();
    let held = gate.clone();
    let app = App::answering(move |request| {
        if request.method == "POST" {
            held.wait();
            // Not to wait for something: this app takes longer than last bytes are given.
            std::thread::sleep(Duration::from_millis(1_200));
        }
        Answer::json("{}")
    });
    let listener = Sandbox::new().listen(&["-f", &app.at(""), "--sender-timeout", "10m"]);
    let port = listener.port;
    let _senders = half_sent(port);
    let sender = std::thread::spawn(move || post(port, HANG));
    app.requests(2);
    listener.signal(Signal::TERM);
    wait_until_closed(port);
    gate.open();
    assert_eq!(sender.join().expect("a sender").text(), "{}");
    let started = Instant::now();
    let output = listener.wait().code(143);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    let answered = output.stdout.matches(r#""outcome":"answered""#).count();
    assert_eq!(answered, 2, "{output:?}");
}
