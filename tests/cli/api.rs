//! The REST client against the fake of Vapi.

mod resources;

use std::time::{Duration, Instant};

use serde_json::json;
use vapihook::api::Kind;
use vapihook::api::client::{Client, Settings};
use vapihook::error::{Error, Kind as ErrorKind, Result};
use vapihook::secret::Secret;

use crate::fake_vapi::{FakeVapi, Fault, KEY, PUBLIC_KEY, SETTINGS, Vapi, block_on, client};
use crate::sandbox::free_port;

/// The error of a call. Whatever it says, it does not say the key.
fn failed<T: std::fmt::Debug>(result: Result<T>) -> Error {
    let error = result.expect_err("an error");
    let text = format!("{error:?} {error}");
    assert!(!text.contains(KEY) && !text.contains(PUBLIC_KEY), "{text}");
    error
}

/// Kind, message and hint.
fn told(error: &Error) -> (ErrorKind, &str, &str) {
    let hint = error.hint.as_deref().unwrap_or_default();
    (error.kind, &error.message, hint)
}

/// A fake with one assistant, `a1`.
fn one_assistant() -> Vapi {
    FakeVapi::new().assistant(json!({"id": "a1"})).start()
}

/// The error of a GET that goes wrong like this every time, and how often it was tried.
fn get_with(fault: Fault) -> (Error, usize) {
    let vapi = one_assistant();
    vapi.fail(fault.always());
    let error = failed(vapi.client_get("/assistant/a1"));
    let error = Error {
        message: error.message.replace(&vapi.url(), "URL"),
        ..error
    };
    (error, vapi.requests().len())
}

#[test]
fn keys_of_the_wrong_kind_and_unknown_keys_are_told_apart() {
    let vapi = one_assistant();
    let get = |key: &str| block_on(client(&vapi.url(), key, SETTINGS).get("/assistant"));
    let wrong_kind = failed(get(PUBLIC_KEY));
    assert_eq!(
        told(&wrong_kind),
        (
            ErrorKind::Credentials,
            "Vapi answered 401: Invalid Key. Hot tip, you may be using the private key instead of \
             the public key, or vice versa.",
            "this is a Vapi key of the wrong kind, or a revoked one: use the private key from \
             dashboard.vapi.ai, then: vapihook login"
        )
    );
    assert_eq!(
        told(&failed(get("nonsense"))),
        (
            ErrorKind::Credentials,
            "Vapi answered 401: Unauthorized",
            "this is not a Vapi API key; get the private key, then: vapihook login"
        )
    );
    let forbidden = failed(vapi.client_get("/org"));
    assert_eq!(
        told(&forbidden),
        (
            ErrorKind::Credentials,
            "Vapi answered 403: Forbidden resource",
            "this key may not do that: use the account's private key"
        )
    );
    assert_eq!(vapi.requests().len(), 3, "none was tried again");
}

#[test]
fn a_key_is_in_the_header_and_nowhere_else() {
    let vapi = one_assistant();
    assert!(!format!("{:?}", vapi.client()).contains(KEY));
    vapi.client_get("/assistant/a1").expect("the assistant");
    let request = vapi.requests().remove(0);
    assert_eq!(request.header("authorization"), format!("Bearer {KEY}"));
    assert!(request.header("user-agent").starts_with("vapihook/"));
    let broken = Secret::new(format!("{KEY}\n{KEY}"));
    let error = failed(Client::new(&vapi.url(), &broken, Settings::default()));
    assert_eq!(error.kind, ErrorKind::Credentials);
}

#[test]
fn what_is_not_there_is_told_from_a_wrong_address() {
    let vapi = one_assistant();
    let get = |path: &str| failed(vapi.client_get(path));
    assert_eq!(
        told(&get("/assistant/a2")),
        (
            ErrorKind::NotFound,
            "Vapi answered 404: Couldn't find assistant. a2 does not exist.",
            ""
        )
    );
    assert_eq!(
        told(&get("/v1/assistant/a1")),
        (
            ErrorKind::Network,
            "Vapi answered 404: Cannot GET /v1/assistant/a1",
            "is --base-url right, or is a proxy in between?"
        )
    );
    assert_eq!(
        told(&failed(block_on(vapi.client().fetch(Kind::Tool, "t1")))),
        (
            ErrorKind::NotFound,
            "there is no tool t1",
            "see what there is: vapihook server list"
        )
    );
}

#[test]
fn messages_of_a_refusal_are_joined() {
    let vapi = one_assistant();
    let body = json!({"id": "a2", "status": "x"});
    let error = failed(vapi.client_patch("/assistant/a1", &body));
    let message = "Vapi answered 400: property id should not exist; property status should not \
                   exist";
    assert_eq!(told(&error), (ErrorKind::Network, message, ""));
    assert_eq!(vapi.requests().len(), 1);
}

#[test]
fn a_rate_limit_is_waited_for_as_long_as_it_asks() {
    let vapi = one_assistant();
    vapi.fail(Fault::rate_limited("0.02").times(2));
    let start = Instant::now();
    vapi.client_get("/assistant/a1").expect("the assistant");
    assert!(start.elapsed() >= Duration::from_millis(40));
    assert_eq!(vapi.requests().len(), 3);

    // It asks for less than the client would wait.
    vapi.fail(Fault::rate_limited("0").times(4));
    let slow = Settings {
        first_pause: Duration::from_hours(1),
        ..SETTINGS
    };
    block_on(client(&vapi.url(), KEY, slow).get("/assistant/a1")).expect("the assistant");
    assert_eq!(vapi.requests().len(), 8);

    let (error, tries) = get_with(Fault::rate_limited("0"));
    let message = "Vapi answered 429: Rate limit exceeded. Please try again later.";
    let hint = "the account is over its rate limit; wait a minute and run it again";
    assert_eq!(told(&error), (ErrorKind::Network, message, hint));
    assert_eq!(tries, 5);
}

#[test]
fn a_failing_server_is_asked_again_and_given_up() {
    let vapi = one_assistant();
    vapi.fail(Fault::status(500));
    vapi.fail(Fault::status(503).times(2));
    vapi.fail(Fault::dropped());
    vapi.fail(Fault::slow(Duration::from_millis(1)));
    vapi.client_get("/assistant/a1").expect("the assistant");
    assert_eq!(vapi.requests().len(), 5);

    let (error, tries) = get_with(Fault::status(503));
    let message = "Vapi answered 503: It is broken";
    assert_eq!(told(&error), (ErrorKind::Network, message, ""));
    assert_eq!(tries, 5);
}

#[test]
fn a_patch_whose_answer_is_lost_is_sent_again() {
    for fault in [Fault::dropped(), Fault::html(502), Fault::status(504)] {
        let vapi = one_assistant();
        vapi.fail(fault.on("PATCH").after_applying());
        let body = json!({"server": {"url": "https://a.example"}});
        let answer = vapi.client_patch("/assistant/a1", &body).expect("patched");
        assert_eq!(answer["server"], body["server"]);
        assert_eq!(vapi.patches(), [body.clone(), body]);
    }
}

#[test]
fn who_answers_in_vapis_place_is_named() {
    let html = |status: u16| {
        format!(
            "URL answered {status} with an HTML page, which is not from Vapi's API: <!DOCTYPE html>"
        )
    };
    let in_between = "a proxy or firewall answered in Vapi's place";
    // Not the key's fault, nor is anything missing.
    for (status, tries) in [(401, 1), (403, 1), (404, 1), (503, 5)] {
        let (error, tried) = get_with(Fault::html(status));
        let wanted = (ErrorKind::Network, &*html(status), in_between);
        assert_eq!((told(&error), tried), (wanted, tries));
    }
    let wrong_place = "is --base-url right, or is a proxy in between?";
    for (fault, message) in [
        (
            Fault::garbage(),
            "URL did not answer with JSON: welcome to wifi",
        ),
        (
            Fault::html(200),
            "URL did not answer with JSON: <!DOCTYPE html>",
        ),
    ] {
        let (error, tried) = get_with(fault);
        let wanted = (ErrorKind::Network, message, wrong_place);
        assert_eq!((told(&error), tried), (wanted, 1));
    }
}

#[test]
fn a_redirect_gets_no_key() {
    let elsewhere = one_assistant();
    let (error, tried) = get_with(Fault::redirect(&elsewhere.url()));
    let message = format!("URL answered 307, a redirect to {}", elsewhere.url());
    let hint = "is --base-url right, or is a proxy in between?";
    assert_eq!(told(&error), (ErrorKind::Network, &*message, hint));
    assert_eq!((tried, elsewhere.requests().len()), (1, 0));
}

#[test]
fn silence_and_a_closed_port_are_the_networks_fault() {
    let vapi = one_assistant();
    vapi.fail(Fault::silent().always());
    let hasty = Settings {
        timeout: Duration::from_millis(20),
        ..SETTINGS
    };
    let error = failed(block_on(
        client(&vapi.url(), KEY, hasty).get("/assistant/a1"),
    ));
    let message = format!("{} did not answer in time", vapi.url());
    assert!(error.message.starts_with(&message), "{error}");
    assert_eq!(error.kind, ErrorKind::Network);

    let (error, tried) = get_with(Fault::dropped());
    assert_eq!((error.kind, tried), (ErrorKind::Network, 5));

    let url = format!("http://127.0.0.1:{}", free_port());
    let error = failed(block_on(client(&url, KEY, SETTINGS).get("/assistant")));
    let (kind, message, hint) = told(&error);
    assert_eq!(kind, ErrorKind::Network);
    assert!(message.starts_with(&format!("{url} cannot be reached (")));
    assert_eq!(
        hint,
        "check the network, or name another address with --base-url"
    );
}
