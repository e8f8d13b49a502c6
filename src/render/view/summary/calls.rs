//! Tool calls with their arguments decoded, each beside what the app returned for it.

use vapihook_json::members::Members;
use vapihook_json::raw::{Raw, text_of};

use super::super::page::Page;
use super::super::strip::{Paint, Strip, beside};
use super::super::tree;
use super::super::wrap::wrap_some;
use super::answer;
use crate::event::exchange::Exchange;
use crate::event::tool_call::{ToolCall, tool_calls};

/// From this width on, arguments and result stand side by side.
const BESIDE: usize = 76;

pub(super) fn section(page: &mut Page, message: &Members<'_>, exchange: &Exchange) {
    let calls = tool_calls(message);
    let answer = exchange
        .delivery
        .as_ref()
        .map(|delivery| text_of(&delivery.body));
    let json = answer.as_deref().and_then(|text| Raw::parse(text).ok());
    let results = json
        .and_then(|json| json.get("results"))
        .map(Raw::items)
        .unwrap_or_default();
    // The old form: one call, one result at the top.
    let single = json.filter(|json| results.is_empty() && calls.len() == 1 && json.is_object());
    let mut used = vec![false; results.len()];
    for call in &calls {
        let found = results
            .iter()
            .position(|result| result.str("toolCallId").is_some_and(|id| id == call.id));
        if let Some(at) = found {
            used[at] = true;
        }
        let result = found.map(|at| results[at]).or(single);
        one(page, call, result, exchange.delivery.is_some());
    }
    if calls.is_empty() {
        page.gap();
        page.paragraph("no tool call in it", Paint::Warn);
    }
    let strangers: Vec<Raw<'_>> = results
        .iter()
        .zip(&used)
        .filter(|(_, used)| !**used)
        .map(|(result, _)| *result)
        .collect();
    for result in strangers {
        page.title(
            "A result for no call",
            "its toolCallId is not one of the request's",
        );
        page.tree(result);
    }
    if json.is_none() {
        answer::section(page, exchange);
    }
}

/// One call: its name and id, its arguments and its result.
fn one(page: &mut Page, call: &ToolCall<'_>, result: Option<Raw<'_>>, is_answered: bool) {
    let name = if call.name.is_empty() {
        "(no name)"
    } else {
        &*call.name
    };
    page.gap();
    let mut title = Strip::of(&super::short(name, page.width), Paint::Bold);
    let room = page.width.saturating_sub(title.columns() + 2);
    if !call.id.is_empty() && room > 8 {
        title.push("  ", Paint::Plain);
        title.push(&super::short(&call.id, room), Paint::Dim);
    }
    page.line(&title);
    let side_by_side = page.width >= BESIDE && is_answered;
    let left = if side_by_side {
        page.room() / 2 - 2
    } else {
        page.room()
    };
    let right = if side_by_side {
        page.room() - left - 3
    } else {
        page.room() - 3
    };
    let arguments = match Raw::parse(&call.arguments) {
        Ok(json) if json.entries().is_empty() && json.is_object() => {
            vec![Strip::of("no arguments", Paint::Dim)]
        }
        Ok(json) => tree::lines(json, left, page.full),
        Err(_) => vec![Strip::of(
            &super::short(&call.arguments, left),
            Paint::Plain,
        )],
    };
    if !is_answered {
        for line in &arguments {
            page.indented(line);
        }
        return;
    }
    let result = returned(result, right, page.full);
    if side_by_side {
        for line in beside(&arguments, &result, left, " │ ") {
            page.indented(&line);
        }
        return;
    }
    for line in &arguments {
        page.indented(line);
    }
    for (at, line) in result.iter().enumerate() {
        let mut marked = Strip::of(if at == 0 { "=> " } else { "   " }, Paint::Dim);
        marked.append(line);
        page.indented(&marked);
    }
}

/// What the app returned for a call.
fn returned(result: Option<Raw<'_>>, width: usize, full: bool) -> Vec<Strip> {
    let Some(result) = result else {
        return vec![Strip::of("no result for this call", Paint::Bad)];
    };
    let [value, error, message] = result.members(["result", "error", "message"]);
    let mut lines = Vec::new();
    if let Some(error) = error {
        let text = error.as_str().unwrap_or_else(|| error.text().into());
        lines.extend(paragraph(
            &format!("error: {text}"),
            width,
            full,
            Paint::Bad,
        ));
    }
    match value.map(|value| (value, value.as_str())) {
        // JSON in a string, as Vapi wants it, is opened again.
        Some((_, Some(text))) => match Raw::parse(&text) {
            Ok(json) if json.is_object() => lines.extend(tree::lines(json, width, full)),
            _ => lines.extend(paragraph(&text, width, full, Paint::Good)),
        },
        Some((value, None)) => lines.extend(tree::lines(value, width, full)),
        None if error.is_none() => lines.push(Strip::of("neither result nor error", Paint::Bad)),
        None => {}
    }
    if let Some(message) = message {
        let text = message
            .str("content")
            .unwrap_or_else(|| message.text().into());
        lines.extend(paragraph(
            &format!("spoken: {text}"),
            width,
            full,
            Paint::Dim,
        ));
    }
    lines
}

fn paragraph(text: &str, width: usize, full: bool, paint: Paint) -> Vec<Strip> {
    let most = if full { usize::MAX - 1 } else { 12 };
    wrap_some(text, width, most)
        .iter()
        .map(|line| Strip::of_escaped(line, paint))
        .collect()
}
