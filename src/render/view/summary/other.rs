//! What is no message of a known type: what it looks like instead, and what it holds.

use super::super::super::text::{columns, fold};
use super::super::page::{INDENT, Page};
use super::super::strip::{Paint, Strip};
use super::super::{Look, conversation, json, tree};
use super::answer;
use crate::event::dialect::Dialect;
use crate::event::exchange::Exchange;
use crate::event::message::Message;
use crate::event::raw::Raw;
use crate::event::voice;

/// Members that every message has, and that say nothing about its type.
const COMMON: &[&str] = &[
    "type",
    "call",
    "assistant",
    "phoneNumber",
    "customer",
    "timestamp",
    "artifact",
];
/// Below this width, what a member is natively stands below it.
const BESIDE: usize = 70;
/// Characters of a body that is not JSON.
const PLAIN: usize = 2_000;

pub(super) fn page(
    page: &mut Page,
    exchange: &Exchange,
    message: &Message<'_>,
    text: &str,
    look: &Look,
) {
    let root = Raw::parse(text).ok();
    match (message.dialect, message.body, root) {
        (Dialect::VoiceWebhook, _, Some(root)) => voice_members(page, root),
        (Dialect::CustomLlm, Some(body), _) => {
            for name in [
                "model",
                "temperature",
                "max_tokens",
                "stream",
                "tools",
                "metadata",
            ] {
                if let Some(value) = body.get(name) {
                    page.member(name, value);
                }
            }
            conversation::section(page, body, look, 12);
        }
        (Dialect::Vapi | Dialect::Unwrapped, Some(body), _) => {
            let own = body
                .entries()
                .into_iter()
                .filter(|(name, _)| !COMMON.contains(&&**name));
            let own: Vec<_> = own.collect();
            page.labels(own.iter().map(|(name, _)| &**name));
            for (name, value) in own {
                page.member(&name, value);
            }
        }
        (_, _, Some(root)) => {
            page.title("Body", "");
            let mut body = Vec::new();
            json::write(&mut body, root.text(), look.json()).ok();
            page.ready(&String::from_utf8_lossy(&body));
            page.gap();
        }
        (_, _, None) if text.trim().is_empty() => {}
        (_, _, None) => {
            page.title(
                "Body",
                &format!("{} bytes", exchange.arrival.envelope.body.len()),
            );
            if std::str::from_utf8(&exchange.arrival.envelope.body).is_ok() {
                let most = if page.full { usize::MAX } else { PLAIN };
                let shown: String = text.chars().take(most).collect();
                page.paragraph(&shown, Paint::Plain);
            } else {
                page.paragraph("bytes that are not text", Paint::Plain);
            }
        }
    }
    answer::section(page, exchange);
}

/// An agency's payload, member by member, with what each is natively.
fn voice_members(page: &mut Page, root: Raw<'_>) {
    let members = voice::members(root);
    page.title("Member by member", "=> what it is in Vapi's own messages");
    let names = members
        .iter()
        .map(|member| columns(&member.path))
        .max()
        .unwrap_or_default();
    let names = names.min(page.room() / 3);
    let wide = page.width >= BESIDE;
    for member in &members {
        let mut line = Strip::default();
        line.push(
            &fold(&member.path, names.max(if wide { 0 } else { page.room() })),
            Paint::Name,
        );
        line.pad(names + 2);
        let from = if wide { names + 2 } else { 2 };
        if !wide {
            page.indented(&line);
            line = Strip::default();
        }
        let width = page.width.saturating_sub(INDENT + from).max(16);
        for value in tree::lines(member.value, width, page.full) {
            line.pad(from);
            line.append(&value);
            page.indented(&line);
            line = Strip::default();
        }
        if !member.native.is_empty() {
            line.pad(from);
            line.push(&fold(&format!("=> {}", member.native), width), Paint::Dim);
            page.indented(&line);
        }
    }
}
