//! While it runs: who is let in, and what the account looks like.

use serde_json::json;

use super::{ALL, EVENT, HUSH, KINDS, Stage, parts, post_to, public_url, rich, states};
use crate::sandbox::{Answer, App, Listener, Process, free_port, json_lines};

#[test]
fn three_server_urls_lead_to_the_app_and_everything_else_stays() {
    let mut stage = Stage::new();
    stage.app = App::answering(|_| Answer::json(r#"{"results":[]}"#));
    let listener = stage.listen(&ALL);
    let public = public_url(&listener);
    let (port, prefix) = parts(&public);
    assert_eq!(port, listener.port);
    assert!(prefix.starts_with("/wh_") && prefix.len() == 30, "{prefix}");
    let mut wanted = rich();
    wanted["url"] = json!(public);
    for (kind, id) in KINDS {
        let server = &stage.vapi.get(kind, id)["server"];
        if kind == "phone-number" {
            assert_eq!(*server, json!({ "url": public }));
        } else {
            assert_eq!(*server, wanted, "{kind}");
        }
        let answer = stage.call(kind, id);
        assert_eq!((answer.status(), answer.text()), (200, r#"{"results":[]}"#));
    }
    post_to(&format!("{public}/hooks/vapi?call=1"), EVENT);
    post_to(&format!("{public}?call=2"), EVENT);
    let seen = stage.app.requests(5);
    let uris: Vec<&str> = seen.iter().map(|seen| &*seen.uri).collect();
    assert_eq!(uris, ["/", "/", "/", "/hooks/vapi?call=1", "/?call=2"]);
    for request in seen {
        let headers = format!("{:?}", request.headers);
        assert!(!headers.contains("wh_"), "{headers}");
    }
    let shown = listener.events(5);
    assert_eq!(shown[3]["request"]["path"], "/hooks/vapi?call=1");
    assert_eq!(shown[4]["request"]["path"], "/?call=2");
    let output = stage.ended(listener.stop()).code(143);
    for event in shown {
        assert!(!event.to_string().contains(&prefix), "{event}");
    }
    // Neither does the record give it away.
    let prefix = prefix.as_bytes();
    for file in stage.sandbox.files() {
        let bytes = std::fs::read(&file).expect("a file");
        let given_away = bytes.windows(prefix.len()).any(|part| part == prefix);
        assert!(!given_away, "{}", file.display());
    }
    let objects = json_lines(&output.stdout);
    assert!(objects.iter().all(|object| object["type"] != "warning"));
    let mut states = states(&objects);
    assert_eq!(states.len(), 6, "{states:?}");
    assert_eq!(states.split_off(3), ["restored"; 3]);
    assert_eq!(states, ["taken"; 3]);
}

#[test]
fn strangers_never_reach_the_app_and_are_told_once() {
    let stage = Stage::new();
    let listener = stage.listen(&["--assistant", "a1"]);
    let public = public_url(&listener);
    let base = &listener.url;
    let shorter = &public[..public.len() - 1];
    for url in [
        format!("{base}/"),
        format!("{base}/.env"),
        format!("{base}/wh_/x"),
        shorter.to_owned(),
        format!("{public}x"),
        format!("{public}%2f"),
        public.replace("/wh_", "//wh_"),
    ] {
        let answer = post_to(&url, EVENT);
        assert_eq!((answer.status(), &*answer.body), (404, &b""[..]), "{url}");
    }
    listener.warning("turned-away");
    assert_eq!(stage.call("assistant", "a1").status(), 200);
    assert_eq!(stage.app.requests(1).len(), 1);
    listener.event();
    let output = stage.ended(listener.stop()).code(143);
    let objects = json_lines(&output.stdout);
    let count = |kind: &str| objects.iter().filter(|o| o["type"] == kind).count();
    assert_eq!((count("warning"), count("event")), (1, 1), "{output:?}");
    let summary = objects.last().expect("a summary");
    assert_eq!(
        (&summary["type"], &summary["turned_away"]),
        (&json!("summary"), &json!(7))
    );
    assert_eq!(stage.app.count(), 1);
}

#[test]
fn people_are_told_in_lines() {
    let stage = Stage::new();
    let port = free_port().to_string();
    let url = format!("http://127.0.0.1:{port}");
    let app = stage.app.at("");
    let fixed = ["listen", "-f", &app, "-p", &port, "--public-url", &url];
    let command = stage.command(&[&fixed[..], &["--force"], &ALL].concat());
    let listener = Listener::text(command, stage.sandbox.home());
    assert!(stage.url("tool", "t1").starts_with(&format!("{url}/wh_")));
    let output = stage.ended(listener.stop()).code(143);
    let text = format!("{}{}", output.stdout, output.stderr);
    for part in [
        "assistant bot points here until this ends (was: https://[secret]@old.example/hook",
        "assistant bot (a1): given back",
        "only this machine reaches it, Vapi does not",
        "http is not encrypted",
        &format!("  public  {url}/wh_"),
    ] {
        assert!(text.contains(part), "no {part:?} in: {text}");
    }
    assert!(!text.contains(HUSH), "{text}");
}

#[test]
fn a_public_url_alone_needs_no_key_and_touches_no_account() {
    let stage = Stage::new();
    let mut command = stage.listen_command(&[]);
    command.env_remove("VAPI_API_KEY");
    let listener = Listener::json(command, stage.sandbox.home());
    assert_eq!(post_to(&public_url(&listener), EVENT).status(), 200);
    stage.ended(listener.stop()).code(143);
    assert!(stage.vapi.requests().is_empty());
}

#[test]
fn a_url_that_leads_elsewhere_is_told_loudly_and_the_run_goes_on() {
    let stage = Stage::new();
    let other = App::new();
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let somebody = format!("http://{}", other.at(""));
    let app = stage.app.at("");
    let start = |url: &str, more: &[&str]| {
        let fixed = ["--json", "listen", "-f", &app, "-p", "0", "--force"];
        let public = ["--public-url", url];
        Process::start(stage.command(&[&fixed[..], &public, more].concat()))
    };
    // Both at once: each takes its time.
    let runs = [
        start(&nobody, &["--assistant", "a1", "--for", "1ms"]),
        start(&somebody, &["--tool", "t1", "--for", "1ms"]),
    ];
    for (run, url) in runs.into_iter().zip([nobody, somebody]) {
        let output = stage.ended(run.wait()).code(0);
        let objects = json_lines(&output.stdout);
        let at = |kind: &str| objects.iter().position(|object| object["type"] == kind);
        let warning = &objects[at("warning").expect("a warning")];
        assert_eq!(warning["code"], "public-url-unproven");
        let message = warning["message"].as_str().expect("a message");
        let wanted = format!("{url} DOES NOT LEAD HERE: ");
        assert!(message.starts_with(&wanted), "{message}");
        assert!(at("ready") > at("warning"), "{objects:?}");
        assert_eq!(states(&objects), ["taken", "restored"]);
    }
    assert!(other.request().uri.contains("/vapihook-ready/"));
}

#[test]
fn a_projects_file_names_what_points_here_when_the_listener_is_public() {
    let stage = Stage::new();
    stage
        .sandbox
        .file("vapihook.toml", "assistants = [\"bot\"]\n");
    let app = stage.app.at("");
    let private = stage.command(&["--json", "listen", "-f", &app, "-p", "0"]);
    let listener = Listener::json(private, stage.sandbox.home());
    stage.ended(listener.stop()).code(143);
    assert!(stage.vapi.requests().is_empty());

    let listener = Listener::json(stage.listen_command(&[]), stage.sandbox.home());
    assert!(stage.url("assistant", "a1").contains("/wh_"));
    assert!(!stage.url("tool", "t1").contains("/wh_"));
    stage.ended(listener.stop()).code(143);
    assert!(!stage.url("assistant", "a1").contains("/wh_"));
}
