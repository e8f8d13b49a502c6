//! Rules about where a call goes: transfers, and assistant requests that forward the call.

use serde_json::{Map, Value};

use super::case::{Asked, Case, member};
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure, when};
use super::show::{described, found, members, quoted};
use crate::event::finding::Severity::{Error, Warning};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW046", severity: Error, on: Scope::Destinations, sure: Sure::Sure, mends: true, check: Exchange(no_number),
        when: "a destination of type number without `number`, often with `phoneNumber`",
        message: "the member is `number`", fix: "send {\"type\": \"number\", \"number\": \"+1..\"}",
        source: "schema; older docs had phoneNumber" },
    Rule { id: "VW047", severity: Warning, on: Scope::Destinations, sure: Sure::Likely, mends: false, check: Exchange(not_e164),
        when: "a number is not E.164 and numberE164CheckEnabled is not false",
        message: "the number is not E.164 and will be rejected", fix: "write it as +14155552671, or set numberE164CheckEnabled: false",
        source: "schema" },
    Rule { id: "VW048", severity: Error, on: Scope::Destinations, sure: Sure::Likely, mends: false, check: Exchange(type_unknown),
        when: "destination.type is unknown, or `assistant` in an assistant-request",
        message: "this type of destination is not accepted here", fix: "use number or sip; for an assistant answer an assistant-request with assistantId",
        source: "schema" },
    Rule { id: "VW049", severity: Error, on: Scope::Destinations, sure: Sure::Sure, mends: false, check: Exchange(no_sip_uri),
        when: "a destination of type sip without sipUri, or one that does not begin with sip: or sips:",
        message: "a SIP destination needs its address", fix: "send {\"type\": \"sip\", \"sipUri\": \"sip:..\"}",
        source: "schema" },
    Rule { id: "VW050", severity: Error, on: Scope::One(Asked::Transfer), sure: Sure::Sure, mends: false, check: Exchange(nowhere),
        when: "neither `destination` nor `error`",
        message: "the transfer does not happen", fix: "send a destination, or an error for the model",
        source: "schema" },
    Rule { id: "VW051", severity: Warning, on: Scope::One(Asked::Transfer), sure: Sure::Likely, mends: true, check: Exchange(message_in_message),
        when: "`message.message` instead of `message.content`",
        message: "the schema knows `content`; the docs' sample with `message` is wrong", fix: "name it content",
        source: "schema; the docs' sample disagrees" },
    Rule { id: "VW052", severity: Warning, on: Scope::Destinations, sure: Sure::Sure, mends: false, check: Exchange(not_an_object),
        when: "`destination` is not an object",
        message: "a destination is an object with its type", fix: "send {\"type\": \"number\", \"number\": \"+1..\"}",
        source: "schema" },
    Rule { id: "VW053", severity: Error, on: Scope::Destinations, sure: Sure::Sure, mends: false, check: Exchange(lengths),
        when: "extension is not 1 to 10 characters long, or callerId is over 40",
        message: "out of the range that validation allows", fix: "shorten it, or leave it out",
        source: "schema" },
];

fn destination<'c>(case: &'c Case<'_>) -> Option<&'c Map<String, Value>> {
    case.member("destination")?.as_object()
}

/// The destination, when it is of that type.
fn of_type<'c>(case: &'c Case<'_>, wanted: &str) -> Option<&'c Map<String, Value>> {
    let destination = destination(case)?;
    let kind = destination.get("type").and_then(Value::as_str);
    (kind == Some(wanted)).then_some(destination)
}

fn no_number(case: &Case<'_>) -> Vec<Fault> {
    let Some(destination) = of_type(case, "number") else {
        return Vec::new();
    };
    let number = member(destination, "number");
    let fine = number
        .and_then(Value::as_str)
        .is_some_and(|number| !number.trim().is_empty());
    when(!fine, || {
        let other = ["phoneNumber", "phone_number", "phone"]
            .into_iter()
            .find(|name| destination.contains_key(*name));
        let fault = Fault::at("destination.number", found(number), "a number in E.164");
        match other {
            Some(name) => fault.saying(format!(
                "the number stands under `{name}`; the member is `number`"
            )),
            None => fault,
        }
    })
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (3..=15).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

fn not_e164(case: &Case<'_>) -> Vec<Fault> {
    let Some(destination) = of_type(case, "number") else {
        return Vec::new();
    };
    let checked = destination.get("numberE164CheckEnabled") != Some(&Value::Bool(false));
    let number = destination
        .get("number")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let wrong = checked && !number.trim().is_empty() && !is_e164(number);
    when(wrong, || {
        Fault::at(
            "destination.number",
            format!("\"{number}\""),
            "+ and digits",
        )
    })
}

fn type_unknown(case: &Case<'_>) -> Vec<Fault> {
    let Some(destination) = destination(case) else {
        return Vec::new();
    };
    let known: &[&str] = match case.asked {
        Asked::Assistant => &["number", "sip"],
        _ => &["number", "sip", "assistant", "step", "squad"],
    };
    let kind = member(destination, "type");
    let fine = kind
        .and_then(Value::as_str)
        .is_some_and(|kind| known.contains(&kind));
    when(!fine, || {
        let known = known.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let fault = Fault::at("destination.type", found(kind), known);
        match kind {
            None => fault.saying("a destination needs its type"),
            Some(_) => fault,
        }
    })
}

fn no_sip_uri(case: &Case<'_>) -> Vec<Fault> {
    let Some(destination) = of_type(case, "sip") else {
        return Vec::new();
    };
    let uri = member(destination, "sipUri");
    let fine = uri.and_then(Value::as_str).is_some_and(|uri| {
        let uri = uri.to_ascii_lowercase();
        uri.starts_with("sip:") || uri.starts_with("sips:")
    });
    when(!fine, || {
        Fault::at(
            "destination.sipUri",
            found(uri),
            "an address that begins with sip:",
        )
    })
}

fn nowhere(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    let wrong = ["destination", "error"]
        .into_iter()
        .all(|name| member(answer, name).is_none());
    let found = || members(&Value::Object(answer.clone()));
    when(wrong, || {
        Fault::at("destination", found(), "`destination` or `error`")
    })
}

fn message_in_message(case: &Case<'_>) -> Vec<Fault> {
    let message = case.member("message").and_then(Value::as_object);
    let words = message.filter(|message| !message.contains_key("content"));
    let words = words.and_then(|message| message.get("message"));
    let fault = |words| Fault::at("message.message", quoted(words), "`content`");
    words.map(fault).into_iter().collect()
}

fn not_an_object(case: &Case<'_>) -> Vec<Fault> {
    let wrong = case
        .member("destination")
        .filter(|destination| !destination.is_object());
    let fault = |found| Fault::at("destination", described(found), "an object");
    wrong.map(fault).into_iter().collect()
}

fn lengths(case: &Case<'_>) -> Vec<Fault> {
    let Some(destination) = of_type(case, "number") else {
        return Vec::new();
    };
    [("extension", 1, 10), ("callerId", 0, 40)]
        .into_iter()
        .filter_map(|(name, least, most)| {
            let text = member(destination, name)?.as_str()?;
            let length = text.chars().count();
            let expected = format!("{least} to {most} characters");
            let path = format!("destination.{name}");
            (length < least || length > most)
                .then(|| Fault::at(path, format!("\"{text}\""), expected))
        })
        .collect()
}
