//! Rules about a tool answer's frame: `results`, and which result belongs to which call.

use serde_json::{Map, Value};

use super::case::{Asked, Call, Case, member};
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure, when};
use super::show::{described, found, members, quoted};
use crate::event::finding::Severity::{Error, Note, Warning};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW014", severity: Error, on: Scope::One(Asked::Tools), sure: Sure::Sure, mends: true, check: Exchange(results_missing),
        when: "`results` is missing (a note beside a top-level `error`, which the schema allows)",
        message: "the answer needs a `results` array", fix: "answer {\"results\": [{\"toolCallId\": \"..\", \"result\": \"..\"}]}",
        source: "docs (custom tools troubleshooting)" },
    Rule { id: "VW015", severity: Error, on: Scope::One(Asked::Tools), sure: Sure::Sure, mends: true, check: Exchange(results_not_an_array),
        when: "`results` is not an array",
        message: "`results` must be an array, also for one call", fix: "wrap it in [ ]",
        source: "docs (custom tools troubleshooting), support threads" },
    Rule { id: "VW016", severity: Error, on: Scope::One(Asked::Tools), sure: Sure::Sure, mends: false, check: Exchange(results_empty),
        when: "`results` is empty while calls were made",
        message: "no call gets a result; often the handler reads `type` or `toolCalls` of the body, but they stand in `message`", fix: "read message.toolCallList and return one result per id",
        source: "docs (custom tools troubleshooting), support threads" },
    Rule { id: "VW017", severity: Error, on: Scope::One(Asked::Tools), sure: Sure::Sure, mends: true, check: Exchange(old_shape),
        when: "a top-level `result` and no `results`",
        message: "that is the shape of the old function-call", fix: "answer {\"results\": [{\"toolCallId\": \"..\", \"result\": \"..\"}]}",
        source: "docs (custom tools troubleshooting)" },
    Rule { id: "VW019", severity: Error, on: Scope::Tools, sure: Sure::Sure, mends: true, check: Exchange(not_objects),
        when: "an item of `results` is not an object",
        message: "each result is an object with the call's id", fix: "answer {\"toolCallId\": \"..\", \"result\": \"..\"} for each call",
        source: "schema" },
    Rule { id: "VW020", severity: Error, on: Scope::One(Asked::Tools), sure: Sure::Sure, mends: true, check: Exchange(id_missing),
        when: "`toolCallId` is missing or not a string",
        message: "Vapi cannot tell which call this result is for", fix: "copy message.toolCallList[].id",
        source: "docs (custom tools troubleshooting)" },
    Rule { id: "VW021", severity: Error, on: Scope::One(Asked::Tools), sure: Sure::Sure, mends: true, check: Exchange(id_unknown),
        when: "`toolCallId` is none of the request's: unknown, truncated, the tool definition's, in another case, or under another name (tool_call_id, id)",
        message: "no call has this id; it must match exactly", fix: "copy message.toolCallList[].id",
        source: "docs (custom tools troubleshooting), support threads" },
    Rule { id: "VW022", severity: Error, on: Scope::One(Asked::Tools), sure: Sure::Sure, mends: false, check: Exchange(call_unanswered),
        when: "a call of the request has no result",
        message: "one call gets no result", fix: "return one result per id, an `error` where it failed",
        source: "docs (custom tools troubleshooting)" },
    Rule { id: "VW023", severity: Warning, on: Scope::One(Asked::Tools), sure: Sure::Unsure, mends: true, check: Exchange(id_twice),
        when: "two results have the same `toolCallId`",
        message: "only one of them can win", fix: "return one result per id",
        source: "inferred" },
    Rule { id: "VW030", severity: Note, on: Scope::One(Asked::Tools), sure: Sure::Likely, mends: false, check: Exchange(name_missing),
        when: "`name` is missing",
        message: "the schema marks `name` as required; answers work without it, and the docs' samples have none", fix: "add the function's name",
        source: "schema; the docs' samples disagree" },
    Rule { id: "VW031", severity: Warning, on: Scope::One(Asked::Tools), sure: Sure::Likely, mends: true, check: Exchange(name_differs),
        when: "`name` is not the name of the function that was called",
        message: "the result has another function's name", fix: "use the name of the call with this id",
        source: "schema" },
    Rule { id: "VW032", severity: Note, on: Scope::One(Asked::Tools), sure: Sure::Unsure, mends: false, check: Exchange(out_of_order),
        when: "the results are not in the order of the calls",
        message: "the docs ask for the calls' order; ids are what is matched", fix: "return the results in the order of message.toolCallList",
        source: "docs (custom tools troubleshooting)" },
    Rule { id: "VW035", severity: Note, on: Scope::Tools, sure: Sure::Likely, mends: false, check: Exchange(asynchronous),
        when: "the tool is async: true",
        message: "the tool is async: Vapi goes on at once and ignores this answer", fix: "set async: false on the tool when the model needs the result",
        source: "docs (custom tools troubleshooting)" },
];

/// One result of an answer.
#[derive(Debug)]
pub(super) struct Entry<'c> {
    /// Where it stands.
    pub path: String,
    /// Its members.
    pub item: &'c Map<String, Value>,
    /// The call whose id it has.
    pub call: Option<usize>,
}

impl Entry<'_> {
    /// The path of a member.
    pub fn at(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
            .trim_start_matches('.')
            .to_owned()
    }
}

/// The results that are objects; for a legacy function-call the answer itself.
pub(super) fn entries<'c>(case: &'c Case<'_>) -> Vec<Entry<'c>> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    let Some(results) = member(answer, "results") else {
        let item = (case.asked == Asked::Function).then_some(answer);
        let entry = |item| Entry {
            path: String::new(),
            item,
            call: Some(0),
        };
        return item.map(entry).into_iter().collect();
    };
    let items = results.as_array().map_or(&[][..], Vec::as_slice);
    let entry = |(at, item): (usize, &'c Value)| {
        let item = item.as_object()?;
        let id = item.get("toolCallId").and_then(Value::as_str);
        Some(Entry {
            path: format!("results[{at}]"),
            item,
            call: id.and_then(|id| case.call(id)),
        })
    };
    items.iter().enumerate().filter_map(entry).collect()
}

fn results_missing(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case.answer() else {
        return Vec::new();
    };
    if member(answer, "results").is_some() || answer.contains_key("result") {
        return Vec::new();
    }
    let fault = Fault::at(
        "results",
        members(&Value::Object(answer.clone())),
        "an array",
    );
    let is_error = member(answer, "error").is_some_and(Value::is_string);
    vec![if is_error {
        fault
            .saying("the schema allows a top-level `error`, but no sample shows what the model then reads")
            .fixed_by("put the error in results[].error, with the call's id")
            .weighing(Note)
    } else if answer.is_empty() {
        fault
            .saying("the answer is empty; often the handler reads `type` of the body, but it stands in `message.type`")
            .fixed_by("read message.type and message.toolCallList, and return one result per id")
    } else {
        fault
    }]
}

fn results_not_an_array(case: &Case<'_>) -> Vec<Fault> {
    let wrong = case.member("results").filter(|results| !results.is_array());
    let fault = |results| Fault::at("results", described(results), "an array");
    wrong.map(fault).into_iter().collect()
}

fn results_empty(case: &Case<'_>) -> Vec<Fault> {
    let empty = case.member("results").and_then(Value::as_array);
    let wrong = empty.is_some_and(Vec::is_empty) && !case.calls.is_empty();
    when(wrong, || {
        let ids: Vec<&str> = case.calls.iter().map(|call| &*call.id).collect();
        Fault::at("results", "[]", format!("results for {}", ids.join(", ")))
    })
}

fn old_shape(case: &Case<'_>) -> Vec<Fault> {
    let Some(answer) = case
        .answer()
        .filter(|answer| member(answer, "results").is_none())
    else {
        return Vec::new();
    };
    let fault = |result| Fault::at("result", described(result), "`results`, an array");
    answer.get("result").map(fault).into_iter().collect()
}

fn not_objects(case: &Case<'_>) -> Vec<Fault> {
    let items = case.member("results").and_then(Value::as_array);
    let items = items.map_or(&[][..], Vec::as_slice).iter().enumerate();
    items
        .filter(|(_, item)| !item.is_object())
        .map(|(at, item)| Fault::at(format!("results[{at}]"), described(item), "an object"))
        .collect()
}

fn id_missing(case: &Case<'_>) -> Vec<Fault> {
    let wrong = |entry: &Entry<'_>| !entry.item.get("toolCallId").is_some_and(Value::is_string);
    entries(case)
        .into_iter()
        .filter(wrong)
        .map(|entry| {
            let found = found(entry.item.get("toolCallId"));
            Fault::at(entry.at("toolCallId"), found, wanted_ids(case))
        })
        .collect()
}

/// The ids that an answer may use.
fn wanted_ids(case: &Case<'_>) -> String {
    let ids: Vec<String> = case
        .calls
        .iter()
        .map(|call| format!("\"{}\"", call.id))
        .collect();
    match ids.len() {
        0 => "the call's id".to_owned(),
        1..=4 => ids.join(" or "),
        _ => format!("one of the {} ids of message.toolCallList", ids.len()),
    }
}

/// Other names under which the id was found in users' answers.
pub(super) const OTHER_NAMES: [&str; 6] = [
    "tool_call_id",
    "toolcallId",
    "toolCallID",
    "callId",
    "call_id",
    "id",
];

fn id_unknown(case: &Case<'_>) -> Vec<Fault> {
    if case.calls.iter().all(|call| call.id.is_empty()) {
        return Vec::new();
    }
    let fault = |entry: Entry<'_>| {
        if entry.call.is_some() {
            return None;
        }
        let Some(id) = entry.item.get("toolCallId").and_then(Value::as_str) else {
            let name = OTHER_NAMES
                .into_iter()
                .find(|name| entry.item.contains_key(*name))?;
            let fault = Fault::at(entry.at(name), quoted(&entry.item[name]), "`toolCallId`");
            return Some(
                fault
                    .saying(format!(
                        "the id stands under `{name}`, where Vapi does not look"
                    ))
                    .fixed_by("name the member toolCallId"),
            );
        };
        let fault = Fault::at(
            entry.at("toolCallId"),
            format!("\"{id}\""),
            wanted_ids(case),
        );
        Some(match near_miss(id, &case.calls) {
            Some(what) => fault.saying(what),
            None => fault,
        })
    };
    entries(case).into_iter().filter_map(fault).collect()
}

/// What an unknown id looks like.
fn near_miss(id: &str, calls: &[Call]) -> Option<String> {
    calls.iter().find_map(|call| {
        if call.definition.as_deref() == Some(id) {
            return Some("this is the id of the tool's definition, not of the call".to_owned());
        }
        let same = |a: &str, b: &str| !a.is_empty() && a.trim().eq_ignore_ascii_case(b.trim());
        if same(id, &call.id) {
            return Some(format!(
                "this differs from \"{}\" in case or whitespace",
                call.id
            ));
        }
        let part = id.trim().trim_end_matches(['.', '…']);
        let cut = part.len() >= 4 && (call.id.starts_with(part) || call.id.ends_with(part));
        if cut {
            return Some(format!("this is a truncated \"{}\"", call.id));
        }
        (call.name == id).then(|| "this is the function's name, not the id of the call".to_owned())
    })
}

fn call_unanswered(case: &Case<'_>) -> Vec<Fault> {
    let Some(results) = case.member("results").and_then(Value::as_array) else {
        return Vec::new();
    };
    let entries = entries(case);
    let matched = entries.iter().filter(|entry| entry.call.is_some()).count();
    // A result with a wrong id was meant for some call: that is said once.
    let strays = results.len() - matched;
    let missing = case.calls.iter().enumerate().filter(|(at, call)| {
        !call.id.is_empty()
            && !call.is_async
            && !entries.iter().any(|entry| entry.call == Some(*at))
    });
    if results.is_empty() {
        return Vec::new();
    }
    missing
        .skip(strays)
        .map(|(_, call)| {
            let expected = format!("a result for \"{}\"", call.id);
            Fault::at("results", "nothing", expected).saying(format!(
                "the call \"{}\" of {} gets no result",
                call.id, call.name
            ))
        })
        .collect()
}

fn id_twice(case: &Case<'_>) -> Vec<Fault> {
    let mut seen = Vec::new();
    let twice = |entry: Entry<'_>| {
        let id = entry.item.get("toolCallId")?.as_str()?;
        if seen.contains(&id.to_owned()) {
            return Some(Fault::at(
                entry.at("toolCallId"),
                format!("\"{id}\" again"),
                "each id once",
            ));
        }
        seen.push(id.to_owned());
        None
    };
    entries(case).into_iter().filter_map(twice).collect()
}

fn name_missing(case: &Case<'_>) -> Vec<Fault> {
    let unnamed = |entry: &Entry<'_>| member(entry.item, "name").is_none();
    let name = |entry: &Entry<'_>| {
        let name = entry.call.map_or("", |at| &*case.calls[at].name);
        match name {
            "" => "the function's name".to_owned(),
            name => format!("\"{name}\""),
        }
    };
    entries(case)
        .into_iter()
        .filter(unnamed)
        .map(|entry| Fault::at(entry.at("name"), "nothing", name(&entry)))
        .collect()
}

fn name_differs(case: &Case<'_>) -> Vec<Fault> {
    let fault = |entry: Entry<'_>| {
        let called = &*case.calls.get(entry.call?)?.name;
        let name = member(entry.item, "name")?;
        let differs = !called.is_empty() && name.as_str() != Some(called);
        differs.then(|| Fault::at(entry.at("name"), quoted(name), format!("\"{called}\"")))
    };
    entries(case).into_iter().filter_map(fault).collect()
}

fn out_of_order(case: &Case<'_>) -> Vec<Fault> {
    let order: Vec<usize> = entries(case)
        .iter()
        .filter_map(|entry| entry.call)
        .collect();
    when(!order.is_sorted(), || {
        let ids: Vec<&str> = order.iter().map(|at| &*case.calls[*at].id).collect();
        Fault::at(
            "results",
            ids.join(", "),
            "the order of message.toolCallList",
        )
    })
}

fn asynchronous(case: &Case<'_>) -> Vec<Fault> {
    let ignored = case.calls.iter().filter(|call| call.is_async);
    ignored
        .map(|call| {
            let answered = |entry: &Entry<'_>| {
                entry.item.get("toolCallId").and_then(Value::as_str) == Some(&call.id)
            };
            let entry = entries(case).into_iter().find(answered);
            let path = entry.map_or_else(|| "body".to_owned(), |entry| entry.path);
            Fault::at(path, format!("{} is async", call.name), "nothing")
        })
        .collect()
}
