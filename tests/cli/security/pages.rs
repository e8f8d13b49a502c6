//! Web pages in a browser on this machine, which can reach 127.0.0.1 as any program can.

use crate::sandbox::{App, Listener, Message, Sandbox, Wire, post, send};

const EVENT: &str = r#"{"message":{"type":"status-update","status":"ringing"}}"#;
const SITE: &str = "https://evil.example";

/// Sends an event with these headers, `Host` among them.
fn ask(listener: &Listener, method: &str, headers: &[&str]) -> Message {
    let mut wire = Wire::connect(listener.port);
    let head = headers.join("\r\n");
    let length = EVENT.len();
    wire.send(format!(
        "{method} /hook HTTP/1.1\r\n{head}\r\nContent-Length: {length}\r\n\r\n{EVENT}"
    ));
    wire.read_answer(method)
}

/// Nothing that lets a page read an answer, or send what it has to ask for first.
fn has_no_cors(answer: &Message) -> bool {
    let names = answer.headers.names();
    names
        .iter()
        .all(|name| !name.to_lowercase().starts_with("access-control-"))
}

fn listen(app: &App, more: &[&str]) -> Listener {
    let target = app.at("");
    Sandbox::new().listen(&[&["-f", &*target], more].concat())
}

#[test]
fn a_page_of_a_web_site_gets_403_and_reaches_no_app() {
    let app = App::new();
    let listener = listen(&app, &[]);
    let host = format!("Host: 127.0.0.1:{}", listener.port);
    for origin in [
        SITE,
        "null",
        "http://localhost.evil.example",
        "http://10.0.0.9",
    ] {
        let origin = format!("Origin: {origin}");
        for (method, more) in [
            ("POST", "Content-Type: text/plain"),
            ("GET", "Upgrade: websocket"),
            ("OPTIONS", "Access-Control-Request-Method: POST"),
        ] {
            let answer = ask(&listener, method, &[&host, &origin, more]);
            assert_eq!(answer.status(), 403, "{method} {origin}");
            assert!(has_no_cors(&answer), "{answer:?}");
        }
    }
    // An image or a link: no Origin.
    let answer = ask(&listener, "GET", &[&host, "Sec-Fetch-Site: cross-site"]);
    assert_eq!(answer.status(), 403);
    assert_eq!(app.count(), 0);
    let warning = listener.warning("page-turned-away");
    let wanted = "a request of a web page of https://evil.example was turned away (403): vapihook \
                  listen --allow-origin https://evil.example lets it in; more are only counted";
    assert_eq!(warning, wanted);
    let printed = listener.stop_json();
    let summary = printed.last().expect("a summary");
    assert_eq!(summary["pages_turned_away"], 13, "{summary}");
    assert_eq!(summary["events"], 0, "{summary}");
}

#[test]
fn a_site_whose_name_is_made_to_lead_here_gets_403() {
    let app = App::new();
    let listener = listen(&app, &[]);
    let port = listener.port;
    // Its pages are of the same origin then: the browser asks nobody.
    let host = format!("Host: evil.example:{port}");
    let origin = format!("Origin: http://evil.example:{port}");
    for headers in [vec![&*host], vec![&host, &origin]] {
        let answer = ask(&listener, "POST", &headers);
        assert_eq!(answer.status(), 403, "{headers:?}");
        assert!(
            answer.text().contains("--allow-host evil.example"),
            "{answer:?}"
        );
        assert!(has_no_cors(&answer), "{answer:?}");
    }
    assert_eq!(app.count(), 0);
    drop(listener);

    let open = listen(&app, &["--allow-host", "evil.example"]);
    let host = format!("Host: evil.example:{}", open.port);
    assert_eq!(ask(&open, "POST", &[&host]).status(), 200);
    assert_eq!(app.count(), 1);
}

#[test]
fn what_no_page_sends_is_let_in_without_an_option() {
    let app = App::new();
    let listener = listen(&app, &[]);
    let port = listener.port;
    let here = [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "192.168.1.9",
        "host.docker.internal",
    ];
    let mut hosts: Vec<String> = here.iter().map(|host| format!("{host}:{port}")).collect();
    // Through tunnels: as they are called outside, on ports of their own.
    hosts.extend([
        "abc.tunnel.example".into(),
        "bore.example:1".into(),
        "x:443".into(),
    ]);
    for host in &hosts {
        assert_eq!(
            ask(&listener, "POST", &[&format!("Host: {host}")]).status(),
            200,
            "{host}"
        );
    }
    // One's own app in a browser, and Node's own client.
    let host = format!("Host: localhost:{port}");
    for header in [
        "Origin: http://localhost:3000",
        "Origin: http://127.0.0.1:5173",
        "Sec-Fetch-Mode: cors",
        "Sec-Fetch-Site: same-origin",
    ] {
        assert_eq!(
            ask(&listener, "POST", &[&host, header]).status(),
            200,
            "{header}"
        );
    }
    // A sender without Host, of the old kind.
    let mut wire = Wire::connect(port);
    wire.send("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
    assert_eq!(wire.read_answer("POST").status(), 200);
    assert_eq!(app.count(), hosts.len() + 5);
}

#[test]
fn a_site_that_is_allowed_is_let_in() {
    let app = App::new();
    let origin = format!("Origin: {SITE}");
    let other = "Origin: https://other.example";
    for (allowed, other_status) in [(SITE, 403), ("*", 200)] {
        let listener = listen(&app, &["--allow-origin", allowed]);
        assert_eq!(ask(&listener, "POST", &["Host: x", &origin]).status(), 200);
        assert_eq!(
            ask(&listener, "POST", &["Host: x", other]).status(),
            other_status
        );
    }
    for (flag, value) in [
        ("--allow-origin", "evil.example"),
        ("--allow-origin", "https://evil.example/path"),
        ("--allow-host", "http://evil.example"),
        ("--allow-host", "evil.example:80"),
    ] {
        let output = Sandbox::new()
            .run(&["listen", "-f", "1", flag, value])
            .code(2);
        assert!(output.stderr.contains("it is no "), "{output:?}");
    }
}

#[test]
fn behind_the_secret_path_any_host_is_let_in_and_no_page() {
    let app = App::new();
    let port = crate::sandbox::free_port();
    let url = format!("http://127.0.0.1:{port}");
    let (target, number) = (app.at(""), port.to_string());
    let args = [
        "--json",
        "listen",
        "-f",
        &target,
        "-p",
        &number,
        "--public-url",
        &url,
        "--force",
    ];
    let sandbox = Sandbox::new();
    let listener = Listener::json(sandbox.command(&args), sandbox.home());
    let ready = listener.object("ready", |_| true);
    let public = ready["public_url"].as_str().expect("a URL");
    let path = public.strip_prefix(&url).expect("the URL that was given");
    let ask = |path: &str, headers: &str| {
        let mut wire = Wire::connect(port);
        wire.send(format!(
            "POST {path} HTTP/1.1\r\n{headers}\r\nContent-Length: 2\r\n\r\n{{}}"
        ));
        wire.read_answer("POST").status()
    };
    // A tunnel may rewrite Host to anything.
    for host in [
        "abc.tunnel.example".to_owned(),
        format!("rewritten.example:{port}"),
    ] {
        assert_eq!(ask(path, &format!("Host: {host}")), 200, "{host}");
        assert_eq!(ask("/", &format!("Host: {host}")), 404, "{host}");
    }
    assert_eq!(ask(path, &format!("Host: x\r\nOrigin: {SITE}")), 403);
    assert_eq!(app.count(), 2);
}

#[test]
fn the_demo_listens_behind_the_same_door() {
    let help = Sandbox::new().run(&["listen", "--help"]).code(0);
    for flag in ["--allow-origin", "--allow-host"] {
        assert!(help.stdout.contains(flag), "{flag}");
    }
    // Its call is let in.
    let output = Sandbox::new().run(&["--json", "demo"]).code(0);
    assert!(
        output.stdout.contains("\"pages_turned_away\":0"),
        "{output:?}"
    );
}

#[test]
fn what_a_page_sends_is_not_recorded() {
    let app = App::new();
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    for _ in 0..3 {
        let answer = send(listener.port, "POST", "/", &[("Origin", SITE)], EVENT);
        assert_eq!(answer.status(), 403);
    }
    post(listener.port, EVENT);
    listener.events(1);
    listener.stop();
    assert_eq!(sandbox.json(&["events", "list"]).len(), 1);
}
