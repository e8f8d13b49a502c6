//! Rules about HTTP: the status, the content type, and whether there is an answer at all.

use serde_json::Value;

use super::case::{Asked, Case};
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure, when};
use super::show::{described, members, shortened};
use super::wrap;
use crate::event::exchange::Outcome;
use crate::event::finding::Severity::{Error, Note, Warning};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW001", severity: Error, on: Scope::Asks, sure: Sure::Likely, mends: false, check: Exchange(not_ok),
        when: "the event waits for an answer and the status is not 2xx",
        message: "Vapi ignores the body of an answer that is not 2xx", fix: "return 200 and put the failure in the body",
        source: "docs (custom tools troubleshooting); VapiAI/gitops says a tool's body is still read" },
    Rule { id: "VW002", severity: Warning, on: Scope::Asks, sure: Sure::Unsure, mends: false, check: Exchange(not_exactly_200),
        when: "the event waits for an answer and the status is 2xx, but neither 200 nor 204",
        message: "the documentation asks for exactly 200; one working server answered 201", fix: "return 200",
        source: "docs (custom tools troubleshooting)" },
    Rule { id: "VW003", severity: Error, on: Scope::Asks, sure: Sure::Likely, mends: false, check: Exchange(no_answer),
        when: "the event waits for an answer and there is none: status 204, an empty body, an app that broke off or was not there",
        message: "there is no answer; for a tool the model reads \"No result returned.\"", fix: "return 200 with a JSON object",
        source: "docs (custom tools troubleshooting)" },
    Rule { id: "VW004", severity: Warning, on: Scope::Informs, sure: Sure::Likely, mends: false, check: Exchange(rejected),
        when: "the event only informs and the status is 400 or more",
        message: "Vapi logs the event as rejected, and it is lost without a backoffPlan", fix: "acknowledge every event with 200 {}, also those you do not handle",
        source: "VapiAI/gitops, support threads" },
    Rule { id: "VW005", severity: Error, on: Scope::Every, sure: Sure::Unsure, mends: false, check: Exchange(redirected),
        when: "the status is 3xx",
        message: "redirects are not documented as followed", fix: "set the final URL as the server URL",
        source: "inferred" },
    Rule { id: "VW006", severity: Error, on: Scope::Asks, sure: Sure::Sure, mends: false, check: Exchange(not_json),
        when: "the event waits for an answer (other than audio) and the body is not JSON",
        message: "the body is not JSON", fix: "return a JSON object",
        source: "docs (custom tools troubleshooting), schema" },
    Rule { id: "VW007", severity: Error, on: Scope::Every, sure: Sure::Likely, mends: false, check: Exchange(html),
        when: "the body is an HTML page, or for an event that only informs a tunnel's page",
        message: "an HTML page answered, not your handler", fix: "check the path of the server URL, and what answers there",
        source: "support threads" },
    Rule { id: "VW008", severity: Warning, on: Scope::Asks, sure: Sure::Likely, mends: false, check: Exchange(content_type),
        when: "a JSON answer without Content-Type: application/json",
        message: "a missing content type is a known cause of \"No result returned.\"", fix: "set Content-Type: application/json",
        source: "support threads" },
    Rule { id: "VW009", severity: Error, on: Scope::Asks, sure: Sure::Sure, mends: true, check: Exchange(not_an_object),
        when: "the body is JSON, but not an object",
        message: "the answer must be a JSON object", fix: "return an object",
        source: "schema" },
    Rule { id: "VW018", severity: Error, on: Scope::Asks, sure: Sure::Likely, mends: true, check: Exchange(wrapped),
        when: "the answer stands inside `messageResponse`, `message`, `data` or `body`, or is {statusCode, body}",
        message: "the answer stands inside another object, where Vapi does not look", fix: "send the inner object",
        source: "schema (the wrapper is documentation only), support threads" },
    Rule { id: "VW062", severity: Note, on: Scope::Informs, sure: Sure::Sure, mends: false, check: Exchange(ignored),
        when: "an event that only informs is answered with results, an assistant or a destination",
        message: "Vapi ignores the body of the answer to this event", fix: "answer {}",
        source: "docs (server-url/events)" },
    Rule { id: "VW064", severity: Warning, on: Scope::Every, sure: Sure::Likely, mends: false, check: Exchange(strict_schema),
        when: "status 400 or 422 whose text is that of a schema that forbids unknown members",
        message: "the request's schema is too strict: Vapi adds members without notice", fix: "let the schema pass unknown members",
        source: "support threads" },
    Rule { id: "VW067", severity: Warning, on: Scope::Every, sure: Sure::Sure, mends: false, check: Exchange(too_large),
        when: "a body over 1 MB is refused with 413",
        message: "reports grow with the call", fix: "allow bodies of 5 MB or more",
        source: "captured payloads" },
    Rule { id: "VW085", severity: Note, on: Scope::Every, sure: Sure::Likely, mends: false, check: Exchange(refused),
        when: "the status is 401 or 403",
        message: "the app refuses the sender; events are lost silently", fix: "make both sides use the same secret, or add a backoffPlan",
        source: "support threads" },
];

fn status(case: &Case<'_>, expected: &str) -> Fault {
    Fault::at("status", case.delivery.status.to_string(), expected)
}

fn not_ok(case: &Case<'_>) -> Vec<Fault> {
    let wrong = !case.is_success() && !is_redirect(case) && !case.is_async();
    when(wrong, || status(case, "200"))
}

fn not_exactly_200(case: &Case<'_>) -> Vec<Fault> {
    let wrong = case.is_success() && !matches!(case.delivery.status, 200 | 204);
    when(wrong && !case.is_async(), || status(case, "200"))
}

fn no_answer(case: &Case<'_>) -> Vec<Fault> {
    if case.is_async() {
        return Vec::new();
    }
    let lost = |found, message, fix| {
        let fault = Fault::at("body", found, "a whole answer");
        vec![fault.saying(message).fixed_by(fix)]
    };
    match case.delivery.outcome {
        Outcome::Truncated => {
            return lost(
                "an answer that breaks off",
                "the answer breaks off, and Vapi cannot use it",
                "look in the app's log for what broke it off",
            );
        }
        Outcome::Unreachable => {
            return lost(
                "nothing",
                "the app gave no answer",
                "start the app; if it runs, look in its log for what broke it off",
            );
        }
        _ => {}
    }
    let sent = case.delivery.body_omitted > 0 || !case.is_empty();
    let wrong = match case.delivery.status {
        204 => true,
        // An empty sound is the voice's own rule.
        _ => case.is_success() && !sent && case.asked != Asked::Voice,
    };
    when(wrong, || {
        let found = if case.delivery.status == 204 {
            "204 No Content"
        } else {
            "an empty body"
        };
        Fault::at("body", found, "a JSON object")
    })
}

fn rejected(case: &Case<'_>) -> Vec<Fault> {
    when(case.delivery.status >= 400, || status(case, "200"))
}

fn is_redirect(case: &Case<'_>) -> bool {
    (300..400).contains(&case.delivery.status)
}

fn redirected(case: &Case<'_>) -> Vec<Fault> {
    when(is_redirect(case), || {
        let to = case.delivery.headers.get("location");
        let to = to.map_or_else(String::new, |to| format!(" to {}", shortened(&to)));
        Fault::at("status", format!("{}{to}", case.delivery.status), "200")
    })
}

/// Whether there is a body to read as JSON.
fn has_body(case: &Case<'_>) -> bool {
    case.asked != Asked::Voice
        && case.is_success()
        && case.is_whole()
        && !case.is_empty()
        && !case.is_async()
}

fn not_json(case: &Case<'_>) -> Vec<Fault> {
    let wrong = has_body(case) && !case.is_json && !is_html(&case.text);
    when(wrong, || {
        Fault::at("body", shortened(case.text.trim()), "a JSON object")
    })
}

/// Words on the pages that tunnels show instead of passing a request on.
const TUNNEL_PAGES: [&str; 8] = [
    "err_ngrok_",
    "ngrok.com",
    "localtunnel",
    "loca.lt",
    "argo tunnel",
    "cloudflare tunnel",
    "trycloudflare",
    "tunnel not found",
];

fn is_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

fn html(case: &Case<'_>) -> Vec<Fault> {
    if case.asked == Asked::Voice && case.is_success() || !is_html(&case.text) {
        return Vec::new();
    }
    let start: String = case.text.chars().take(20_000).collect();
    let start = start.to_ascii_lowercase();
    let tunnel = TUNNEL_PAGES.iter().any(|words| start.contains(words));
    when(tunnel || case.asked != Asked::Nothing, || {
        let fault = Fault::at("body", shortened(case.text.trim()), "a JSON object");
        if tunnel {
            fault
                .saying("the tunnel answered, not your server")
                .fixed_by("start the tunnel again, or skip its warning page")
        } else {
            fault
        }
    })
}

fn content_type(case: &Case<'_>) -> Vec<Fault> {
    if !has_body(case) || !case.is_json {
        return Vec::new();
    }
    let fine = |kind: &str| kind == "application/json" || kind.ends_with("+json");
    other_type(case, fine, "application/json")
}

/// A content type that will not do; `fine` gets it in lower case and without its parameters.
pub(super) fn other_type(
    case: &Case<'_>,
    fine: impl Fn(&str) -> bool,
    expected: &str,
) -> Vec<Fault> {
    let found = case.delivery.headers.get("content-type");
    let found = found.unwrap_or_default();
    let kind = found.split(';').next().unwrap_or_default();
    when(!fine(&kind.trim().to_ascii_lowercase()), || {
        let found = if found.is_empty() { "nothing" } else { &found };
        Fault::at("content-type", shortened(found), expected)
    })
}

fn not_an_object(case: &Case<'_>) -> Vec<Fault> {
    let Some(body) = case.body().filter(|body| !body.is_object()) else {
        return Vec::new();
    };
    let fault = Fault::at("body", described(body), "an object");
    vec![match (body, case.asked) {
        (Value::String(text), _)
            if serde_json::from_str::<Value>(text).is_ok_and(|inner| inner.is_object()) =>
        {
            fault
                .saying("the answer is a string of JSON: it was stringified twice")
                .fixed_by("stringify once")
        }
        (Value::Array(_), Asked::Tools) => fault.fixed_by("wrap it: {\"results\": [..]}"),
        _ => fault,
    }]
}

fn wrapped(case: &Case<'_>) -> Vec<Fault> {
    let Some((body, wrap)) = case
        .body()
        .and_then(|body| Some((body, wrap::find(case.asked, body)?)))
    else {
        return Vec::new();
    };
    let fault = Fault::at(wrap.key, members(body), members(&wrap.inner));
    vec![if wrap.is_gateway {
        fault.saying("this is the object of an API gateway (statusCode, body): Vapi must get what is in its body")
            .fixed_by("return the inner object here; {statusCode, body} is for the gateway")
    } else {
        fault.fixed_by(format!("send what stands in `{}`", wrap.key))
    }]
}

fn ignored(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    let used = ["results", "assistantId", "assistant", "destination"]
        .into_iter()
        .find(|name| answer.contains_key(*name));
    used.map_or_else(Vec::new, |name| {
        vec![Fault::at(name, format!("`{name}`"), "{}")]
    })
}

/// Words of schemas that refuse unknown members: zod, pydantic, class-validator.
const STRICT: [&str; 8] = [
    "zoderror",
    "unrecognized_keys",
    "unrecognized key",
    "pydantic",
    "extra_forbidden",
    "extra inputs",
    "extra fields",
    "should not exist",
];

fn strict_schema(case: &Case<'_>) -> Vec<Fault> {
    if !matches!(case.delivery.status, 400 | 422) {
        return Vec::new();
    }
    let text = case.text.to_ascii_lowercase();
    let said = STRICT.into_iter().find(|words| text.contains(words));
    when(said.is_some(), || {
        Fault::at("body", shortened(case.text.trim()), "200")
    })
}

fn too_large(case: &Case<'_>) -> Vec<Fault> {
    let size = case.arrival.envelope.body.len();
    when(case.delivery.status == 413 && size > 1_000_000, || {
        Fault::at("status", format!("413 for {size} bytes"), "200")
    })
}

fn refused(case: &Case<'_>) -> Vec<Fault> {
    when(matches!(case.delivery.status, 401 | 403), || {
        status(case, "200")
    })
}
