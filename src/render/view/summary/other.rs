//! What is no message of a known type: what it looks like instead, and what it holds.

use std::borrow::Cow;

use vapihook_json::members::Object;
use vapihook_json::raw::Raw;

use super::super::super::text::{columns, fold};
use super::super::page::Page;
use super::super::strip::{Paint, Strip, beside};
use super::super::wrap::wrap;
use super::super::{Look, conversation, json, tree};
use super::answer;
use crate::event::dialect::Dialect;
use crate::event::exchange::Exchange;
use crate::event::message::{COMMON, Message};
use crate::event::voice;

/// From this width on, a member, its value and what it is natively stand side by side.
const THREE: usize = 90;
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
        (Dialect::CustomLlm, Some(_), _) => {
            for name in [
                "model",
                "temperature",
                "max_tokens",
                "stream",
                "tools",
                "metadata",
            ] {
                if let Some(value) = message.own.get(name) {
                    page.member(name, value);
                }
            }
            conversation::section(page, &message.own, look, 12);
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
    for member in &members {
        if page.width >= THREE {
            let value = (page.room() - names - 4) * 2 / 5;
            let left = Strip::of(&fold(&member.path, names), Paint::Name);
            let values = tree::lines(member.value, value, page.full);
            for line in beside(
                &[left],
                &beside(
                    &values,
                    &native(&member.native, page.room() - names - value - 4),
                    value,
                    "  ",
                ),
                names,
                "  ",
            ) {
                page.indented(&line);
            }
            continue;
        }
        page.indented(&Strip::of(&fold(&member.path, page.room()), Paint::Name));
        let values = tree::lines(member.value, page.room().saturating_sub(2), page.full);
        let native = native(&member.native, page.room().saturating_sub(2));
        for line in values.iter().chain(&native) {
            let mut indented = Strip::default();
            indented.pad(2);
            indented.append(line);
            page.indented(&indented);
        }
    }
}

/// What a member is in Vapi's own messages; nothing when it is nothing there.
fn native(name: &str, width: usize) -> Vec<Strip> {
    if name.is_empty() {
        return Vec::new();
    }
    let lines = wrap(name, width.saturating_sub(3));
    let line = |(at, line): (usize, &Cow<'_, str>)| {
        let mut strip = Strip::of(if at == 0 { "=> " } else { "   " }, Paint::Dim);
        strip.push_escaped(line, Paint::Dim);
        strip
    };
    lines.iter().enumerate().map(line).collect()
}
