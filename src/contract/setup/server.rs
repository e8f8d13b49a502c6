//! Rules about servers: where they are, how they are asked, what proves the sender.

use serde_json::Value;

use super::reach::{self, Doubt};
use super::{Part, Setup};
use crate::contract::rule::{Check::Setup as OnSetup, Fault, Rule, Scope, Sure};
use crate::contract::show::{found, members, shortened};
use crate::event::finding::Severity::{Error, Note, Warning};

const ON: Scope = Scope::Setup;

#[rustfmt::skip]
pub(in crate::contract) const RULES: &[Rule] = &[
    Rule { id: "VW070", severity: Error, on: ON, sure: Sure::Sure, mends: false, check: OnSetup(unreachable),
        when: "a server's URL is not http or https, or its host is of this machine or a private network",
        message: "Vapi cannot reach the server", fix: "name the public URL of a tunnel to this machine",
        source: "docs (developing locally)" },
    Rule { id: "VW071", severity: Warning, on: ON, sure: Sure::Unsure, mends: false, check: OnSetup(plain),
        when: "a server's URL begins with http://",
        message: "http sends calls, secrets and transcripts in the clear: https is better", fix: "use https",
        source: "inferred" },
    Rule { id: "VW072", severity: Note, on: ON, sure: Sure::Likely, mends: false, check: OnSetup(no_backoff),
        when: "a server has no backoffPlan",
        message: "nothing is sent a second time: one failure loses the event", fix: "set one: vapihook server set --backoff-plan exponential:5:1",
        source: "published configurations" },
    Rule { id: "VW073", severity: Warning, on: ON, sure: Sure::Likely, mends: false, check: OnSetup(two_proofs),
        when: "a server has a secret and the header X-Vapi-Secret, or a credential and the header Authorization (a note: the credential may sign instead)",
        message: "the header is sent instead of the secret or the credential", fix: "keep one of the two",
        source: "schema, published configurations" },
    Rule { id: "VW074", severity: Note, on: ON, sure: Sure::Likely, mends: false, check: OnSetup(no_proof),
        when: "a server has no credential, no secret that the API shows, and no header that proves the sender",
        message: "requests may carry no proof of who sends them (the API does not show every secret)", fix: "set a credential: vapihook server set --credential-id ID",
        source: "published configurations" },
    Rule { id: "VW080", severity: Warning, on: ON, sure: Sure::Likely, mends: false, check: OnSetup(timeout),
        when: "timeoutSeconds is not from 1 to 300, or is over 7.5 where an assistant-request is asked (a note)",
        message: "the timeout is out of its range", fix: "set 1 to 300: vapihook server set --timeout-seconds 20",
        source: "schema" },
    Rule { id: "VW081", severity: Warning, on: ON, sure: Sure::Sure, mends: false, check: OnSetup(backoff),
        when: "backoffPlan.maxRetries or backoffPlan.baseDelaySeconds is not from 0 to 10",
        message: "the plan is out of its range", fix: "set 0 to 10",
        source: "schema" },
    Rule { id: "VW082", severity: Note, on: ON, sure: Sure::Unsure, mends: false, check: OnSetup(static_ips),
        when: "the server or the metadata speaks of an allow-list, and staticIpAddressesEnabled is off",
        message: "requests come from addresses that change", fix: "vapihook server set --static-ips on, and allow 167.150.224.0/23",
        source: "schema" },
    Rule { id: "VW083", severity: Warning, on: ON, sure: Sure::Sure, mends: false, check: OnSetup(elsewhere),
        when: "a listener has the assistant's server, and a tool has a server of its own on another host",
        message: "calls of this tool do not reach the listener", fix: "listen with --tool, too",
        source: "docs (server URL priority)" },
];

fn unreachable(setup: &Setup<'_>) -> Vec<Fault> {
    each(setup, |at, server| {
        let url = server["url"].as_str().unwrap_or_default();
        let fault = |expected: &str| Fault::at(url_at(at), shortened(url), expected);
        let fault = match reach::doubts(url).into_iter().next()? {
            Doubt::NoUrl => fault("a whole URL with https://")
                .saying(format!(
                    "\"{}\" is not a URL that Vapi can send to",
                    shortened(url)
                ))
                .fixed_by("a server URL is whole, as https://app.example.com/vapi/webhook"),
            Doubt::Unreachable { host, why } => {
                fault("a public host").saying(format!("Vapi cannot reach {host}: {why}"))
            }
            Doubt::Plain => return None,
        };
        Some(fault)
    })
}

fn plain(setup: &Setup<'_>) -> Vec<Fault> {
    each(setup, |at, server| {
        let url = server["url"].as_str().unwrap_or_default();
        let plain = reach::doubts(url).contains(&Doubt::Plain);
        plain.then(|| Fault::at(url_at(at), shortened(url), "https://"))
    })
}

/// Where a server's URL stands.
fn url_at(at: &str) -> String {
    match at {
        "serverUrl" => at.to_owned(),
        at => format!("{at}.url"),
    }
}

fn each(setup: &Setup<'_>, fault: impl Fn(&str, &Value) -> Option<Fault>) -> Vec<Fault> {
    let servers = setup.servers();
    let faults = servers.iter().filter_map(|(at, server)| fault(at, server));
    faults.collect()
}

fn no_backoff(setup: &Setup<'_>) -> Vec<Fault> {
    each(setup, |at, server| {
        let none = server["backoffPlan"].is_null();
        none.then(|| Fault::at(format!("{at}.backoffPlan"), "nothing", "a plan"))
    })
}

/// The names of a server's headers, in lower case.
fn headers(server: &Value) -> Vec<String> {
    let headers = server["headers"].as_object();
    let names = headers
        .into_iter()
        .flatten()
        .map(|(name, _)| name.to_ascii_lowercase());
    names.collect()
}

fn is_set(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

fn two_proofs(setup: &Setup<'_>) -> Vec<Fault> {
    each(setup, |at, server| {
        let headers = headers(server);
        let has = |name: &str| headers.iter().any(|header| header == name);
        let secret = is_set(&server["secret"]) && has("x-vapi-secret");
        let credential = is_set(&server["credentialId"]) && has("authorization");
        let at = format!("{at}.headers");
        match (secret, credential) {
            (true, _) => {
                let found = "a secret, and the header X-Vapi-Secret";
                Some(Fault::at(at, found, "one of them"))
            }
            // The credential may sign instead of sending a token.
            (_, true) => {
                let found = "a credential, and the header Authorization";
                Some(Fault::at(at, found, "one of them").weighing(Note))
            }
            _ => None,
        }
    })
}

fn no_proof(setup: &Setup<'_>) -> Vec<Fault> {
    let hidden = |server: &Value| {
        let flag = "isServerUrlSecretSet";
        setup.body[flag] == true || server[flag] == true || is_set(&setup.body["serverUrlSecret"])
    };
    each(setup, |at, server| {
        let proofs = ["authorization", "secret", "signature", "token", "key"];
        let by_header = headers(server)
            .iter()
            .any(|name| proofs.iter().any(|word| name.contains(word)));
        let proven = is_set(&server["credentialId"]) || is_set(&server["secret"]) || by_header;
        let wrong = !proven && !hidden(server);
        wrong.then(|| Fault::at(format!("{at}.credentialId"), "nothing", "a credential"))
    })
}

fn timeout(setup: &Setup<'_>) -> Vec<Fault> {
    let asks_for_assistant = setup.part == Part::PhoneNumber
        && ["assistantId", "squadId", "workflowId"]
            .into_iter()
            .all(|name| !is_set(&setup.body[name]));
    each(setup, |at, server| {
        let seconds = server["timeoutSeconds"].as_f64()?;
        let fault = |expected: &str| {
            Fault::at(
                format!("{at}.timeoutSeconds"),
                seconds.to_string(),
                expected,
            )
        };
        if !(1.0..=300.0).contains(&seconds) {
            return Some(fault("1 to 300"));
        }
        // 20 is what stands there unless somebody chose another.
        let chosen = (seconds - 20.0).abs() > f64::EPSILON;
        (asks_for_assistant && seconds > 7.5 && chosen).then(|| {
            fault("7.5 at most, where it counts")
                .saying("an assistant-request waits 7.5 s, whatever is set here")
                .fixed_by("answer assistant-request in less than 6 s")
                .weighing(Note)
        })
    })
}

fn backoff(setup: &Setup<'_>) -> Vec<Fault> {
    let servers = setup.servers();
    let faults = servers.iter().flat_map(|(at, server)| {
        ["maxRetries", "baseDelaySeconds"]
            .into_iter()
            .filter_map(move |name| {
                let value = &server["backoffPlan"][name];
                let number = value.as_f64()?;
                let fine = (0.0..=10.0).contains(&number);
                let at = format!("{at}.backoffPlan.{name}");
                (!fine).then(|| Fault::at(at, found(Some(value)), "0 to 10"))
            })
    });
    faults.collect()
}

fn static_ips(setup: &Setup<'_>) -> Vec<Fault> {
    const WORDS: [&str; 4] = ["allow-list", "allowlist", "whitelist", "white-list"];
    let speaks = |value: &Value| {
        let text = value.to_string().to_ascii_lowercase();
        !value.is_null() && WORDS.iter().any(|word| text.contains(word))
    };
    let metadata = speaks(&setup.body["metadata"]);
    each(setup, |at, server| {
        let on = server["staticIpAddressesEnabled"] == true;
        let wrong = !on && (metadata || speaks(server));
        wrong.then(|| {
            Fault::at(
                format!("{at}.staticIpAddressesEnabled"),
                members(server),
                "true",
            )
        })
    })
}

fn elsewhere(setup: &Setup<'_>) -> Vec<Fault> {
    let own = setup.body["server"]["url"].as_str();
    let Some(own) = own.filter(|own| setup.listening.iter().any(|url| url == own)) else {
        return Vec::new();
    };
    if setup.part != Part::Assistant {
        return Vec::new();
    }
    let tools = setup.tools().into_iter().filter_map(|(at, tool)| {
        let url = tool["server"]["url"]
            .as_str()
            .filter(|url| !url.is_empty())?;
        let away = reach::host(url) != reach::host(own);
        away.then(|| Fault::at(format!("{at}server.url"), shortened(url), shortened(own)))
    });
    tools.collect()
}
