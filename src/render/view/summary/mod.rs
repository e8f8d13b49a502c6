//! What matters first in an event, by its type: who, what, what was answered, what is wrong.

mod answer;
mod calls;
mod other;
mod report;

use vapihook_json::members::{Members, Object};
use vapihook_json::raw::Raw;

use super::super::detail;
use super::super::lines::{local, took};
use super::super::text::{escape, fold};
use super::Look;
use super::conversation;
use super::page::Page;
use super::strip::Paint;
use crate::event::call::CallFacts;
use crate::event::catalog::{self, Member, Reply, Row, View};
use crate::event::ended_reason::{self, Family};
use crate::event::exchange::Exchange;
use crate::event::finding::Judged;
use crate::event::message::Message;

/// Turns at the end of a conversation that are shown where it is not the whole matter.
const LAST_TURNS: usize = 6;

/// The page about one event.
#[must_use]
pub fn page(exchange: &Exchange, judged: &Judged, look: &Look) -> String {
    let text = exchange.arrival.text();
    let message = Message::reopen(&exchange.arrival, &text);
    let mut page = Page::new(look);
    head(&mut page, exchange, &message, look);
    let row = message.row;
    if let Some(row) = row.filter(|_| message.body.is_some()) {
        if let View::Members(list) | View::Talk(list) = row.view {
            members(&mut page, &message.own, list);
        }
        told(&mut page, exchange, row, judged);
        known(&mut page, row, &message.own, exchange, look);
    } else {
        answered(&mut page, exchange);
        other::page(&mut page, exchange, &message, &text, look);
    }
    page.ready(&detail::found_within(&judged.findings, page.width));
    page.into_text()
}

/// How it was answered, or is to be, and what that does.
fn told(page: &mut Page, exchange: &Exchange, row: &Row, judged: &Judged) {
    answered(page, exchange);
    if exchange.delivery.is_none()
        && let Reply::Expected(holds) = row.reply
    {
        let deadline = exchange.arrival.event().deadline.as_secs_f64();
        page.field("answer", &format!("expected within {deadline}s: {holds}"));
    }
    // A result stands beside its call: what it does needs words only when it does not work.
    let is_clear = matches!(row.view, View::Calls) && judged.findings.is_empty();
    if let Some(effect) = judged.effect.as_deref().filter(|_| !is_clear) {
        page.field("effect", effect);
    }
}

/// Whether the event came through a listener, so that its id and its time mean something.
fn is_recorded(exchange: &Exchange) -> bool {
    exchange.delivery.is_some() || exchange.arrival.target.is_some()
}

/// Its name, what it is, whose call, when, how it was answered.
fn head(page: &mut Page, exchange: &Exchange, message: &Message<'_>, look: &Look) {
    let arrival = &exchange.arrival;
    let (envelope, event) = (&arrival.envelope, arrival.event());
    let id = if is_recorded(exchange) {
        envelope.id.to_string()
    } else {
        String::new()
    };
    page.row(|title| {
        if look.several {
            title.rule(2, Paint::Dim);
            title.push(" ", Paint::Plain);
        }
        let room = look.width.saturating_sub(id.len() + 6);
        title.push_folded(&event.name, room, Paint::Bold);
        if look.several {
            let room = look.width.saturating_sub(title.columns() + id.len() + 5);
            title.push(" ", Paint::Plain);
            title.rule(room, Paint::Dim);
            title.push(" ", Paint::Plain);
        } else {
            title.push("  ", Paint::Plain);
        }
        title.push(&id, Paint::Dim);
    });
    if !look.several {
        page.flush(&about(message), Paint::Dim);
        page.gap();
    }
    call(page, message, event.call_id.as_deref());
    if is_recorded(exchange) {
        page.field("received", &local(envelope.received_ms, TIME));
    } else if let Some(ms) = sent_ms(message) {
        page.field("sent", &local(ms, TIME));
    }
}

const TIME: &str = "%Y-%m-%d %H:%M:%S.%3f";

/// What the event is, in a sentence.
fn about(message: &Message<'_>) -> String {
    if let Some(row) = message.row {
        let not_sent = match row.standing {
            catalog::Standing::ClientOnly => " Sent to web clients only, never to a server URL.",
            _ => "",
        };
        return format!("{}{not_sent}", row.about);
    }
    let Some(name) = &message.event_type else {
        let about = message.dialect.about();
        let mut chars = about.chars();
        let first = chars.next().map(|c| c.to_uppercase().to_string());
        return format!("{}{}.", first.unwrap_or_default(), chars.as_str());
    };
    match catalog::did_you_mean(name).as_slice() {
        [] => "A type that is not known here; it is relayed all the same.".to_owned(),
        [near, ..] => format!("A type that is not known here; the nearest is {near}."),
    }
}

fn call(page: &mut Page, message: &Message<'_>, call_id: Option<&str>) {
    let facts = CallFacts::of(message);
    let mut parts = Vec::new();
    parts.extend(facts.kind.clone());
    let direction = if facts.kind.as_deref() == Some("outbound") {
        "to"
    } else {
        "from"
    };
    parts.extend(facts.customer.map(|number| format!("{direction} {number}")));
    let mut who = parts.join(" ");
    if let Some(assistant) = facts.assistant {
        let comma = if who.is_empty() { "" } else { ", " };
        who += &format!("{comma}assistant {assistant}");
    }
    let id = call_id.unwrap_or_default();
    page.field("call", if id.is_empty() { &who } else { id });
    if !id.is_empty() {
        page.field(" ", &who);
    }
}

/// The message's own time.
fn sent_ms(message: &Message<'_>) -> Option<i64> {
    let stamp = message.own.get("timestamp")?;
    if let Some(ms) = stamp.as_f64() {
        // The agency format stamps in seconds.
        let ms = if ms < 1e11 { ms * 1_000.0 } else { ms };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a time; out of range it saturates"
        )]
        return Some(ms as i64);
    }
    let time: jiff::Timestamp = stamp.as_str()?.parse().ok()?;
    Some(time.as_millisecond())
}

fn answered(page: &mut Page, exchange: &Exchange) {
    let event = exchange.arrival.event();
    let Some(delivery) = &exchange.delivery else {
        if is_recorded(exchange) {
            page.field("answer", "none recorded");
        }
        return;
    };
    let deadline = event.deadline.as_secs_f64();
    let share = 100.0 * delivery.latency.as_secs_f64() / deadline;
    let mut text = format!("{} in {}", delivery.shown_status(), took(delivery.latency));
    if event.asks() {
        text += &format!(", {share:.0}% of {deadline}s");
    }
    if let Some(target) = &exchange.arrival.target {
        text += &format!(", by {target}");
    }
    let paint = match delivery.status {
        200..=299 if delivery.latency <= event.deadline => Paint::Good,
        300..=399 => Paint::Warn,
        _ => Paint::Bad,
    };
    page.painted("answer", &text, paint);
    page.painted(
        "problem",
        delivery.detail.as_deref().unwrap_or_default(),
        Paint::Bad,
    );
    if !event.asks() {
        let said = crate::event::answer::summary(&delivery.headers, &delivery.body);
        page.field("answered", &said);
    }
}

fn known(page: &mut Page, row: &Row, own: &Members<'_>, exchange: &Exchange, look: &Look) {
    match row.view {
        View::Members(_) => {}
        View::Talk(_) => conversation::section(page, own, look, LAST_TURNS),
        View::Status => status(page, own),
        View::Report => report::section(page, own, look),
        View::Calls => return calls::section(page, own, exchange),
    }
    answer::section(page, exchange);
}

fn members(page: &mut Page, own: &Members<'_>, list: &[Member]) {
    for (label, path) in list {
        if let Some(value) = own.path(path) {
            page.member(label, value);
        }
    }
}

/// Why a call ended: the reason as sent, in words, in its family's colour.
fn ended(page: &mut Page, reason: &str) {
    let (family, words) = ended_reason::explain(reason);
    let paint = match family {
        Family::Normal => Paint::Good,
        Family::Missed | Family::Cut | Family::Unknown => Paint::Warn,
        Family::Yours | Family::Provider | Family::Vapi => Paint::Bad,
    };
    page.painted("ended", &format!("{reason} ({})", family.about()), paint);
    page.field(" ", &words);
}

fn status(page: &mut Page, own: &Members<'_>) {
    let [status, reason, call, destination] =
        own.members(["status", "endedReason", "call", "destination"]);
    let text = |raw: Option<Raw<'_>>| raw.and_then(Raw::as_str).unwrap_or_default().into_owned();
    page.painted("status", &text(status), Paint::Name);
    let reason = match text(reason) {
        reason if reason.is_empty() => text(call.and_then(|call| call.get("endedReason"))),
        reason => reason,
    };
    if !reason.is_empty() {
        ended(page, &reason);
    }
    if let Some(destination) = destination {
        page.member("to", destination);
    }
    members(
        page,
        own,
        &[("summary", &["summary"]), ("transcript", &["transcript"])],
    );
    if let Some(debugging) = own.get("inboundPhoneCallDebuggingArtifacts") {
        page.title("What Vapi says of the assistant-request", "");
        let [error, request_error, response] =
            debugging.members(["error", "assistantRequestError", "assistantRequestResponse"]);
        page.painted("error", &text(error), Paint::Bad);
        page.painted("answer", &text(request_error), Paint::Bad);
        let response = text(response);
        if let Ok(response) = Raw::parse(&response) {
            page.member("received", response);
        } else {
            page.field("received", &response);
        }
    }
}

/// A line of text for a value in dollars.
fn dollars(amount: f64) -> String {
    format!("${amount:.4}")
}

/// A name of a column or a tool, escaped and cut.
fn short(text: &str, width: usize) -> String {
    fold(&escape(text), width)
}
