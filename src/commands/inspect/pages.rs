//! The pages: events one by one as they are read, or, for what is of a whole call, call by call.

use std::io::{self, Write};

use super::ahead::Ahead;
use super::{Args, View};
use crate::commands::judge::Judge;
use crate::commands::runtime;
use crate::commands::what::{self, Sources};
use crate::config;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::exchange::Exchange;
use crate::event::finding::Severity;
use crate::event::hidden;
use crate::event::line;
use crate::render::detail;
use crate::render::pager::{Pager, Pages};
use crate::render::reporter::Format;
use crate::render::view::{Look, conversation, headers, summary, timeline};

/// The prefix of a name that stands for all events of a call.
const CALL: &str = "call:";

pub(super) fn run(args: &Args, context: &Context) -> Result<u8> {
    let judge = Judge::new(context)?;
    let events = Events::open(args, context)?;
    let pager = (!args.no_pager && !context.json() && args.view != View::Raw).then(|| Pager {
        command: config::get(&config::PAGER),
        before: leave_interrupts_to_the_pager,
    });
    let mut out = Pages::new(&context.style, pager.filter(is_wanted));
    let written = if context.json() {
        json(&mut out, events, judge)
    } else {
        shown(&mut out, events, args, context, judge)
    };
    match written.and_then(|events| out.finish().map(|()| events)) {
        Ok(Some(events)) => events.exit_code(),
        Ok(None) => Err(Error::failed("the thread that reads has ended early")),
        // Whoever read has seen enough, or it was told that nothing can be written.
        Err(_) => Ok(0),
    }
}

/// Whether what `PAGER` names is a pager at all.
fn is_wanted(pager: &Pager) -> bool {
    pager
        .command
        .as_ref()
        .is_none_or(|command| command != "cat")
}

/// Ctrl-C in a pager is the pager's: without this it would end the program under it.
fn leave_interrupts_to_the_pager() {
    #[cfg(unix)]
    if let Ok(runtime) = runtime() {
        let _inside = runtime.enter();
        // A handler stays for as long as the process lives.
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt()).ok();
    }
}

/// The events that are named, of one call when that is asked for.
pub(super) struct Events {
    sources: Sources,
    call: Option<String>,
    any: bool,
}

impl Events {
    pub(super) fn open(args: &Args, context: &Context) -> Result<Self> {
        let mut names = args.what.clone();
        if let Some(count) = args.last {
            names = vec![format!("last:{count}")];
        }
        let mut call = args.call.clone();
        if names.is_empty() {
            names = vec![match call.take() {
                Some(call) => format!("{CALL}{call}"),
                None => "last".to_owned(),
            }];
        }
        Ok(Self {
            sources: what::open(&names, context)?,
            call,
            any: false,
        })
    }

    /// 1 when something could not be read, else 0.
    ///
    /// # Errors
    /// When a call was asked for that no event is of.
    pub(super) fn exit_code(&self) -> Result<u8> {
        match &self.call {
            Some(call) if !self.any => {
                let message = format!("there is no event of call {call} in what is named");
                Err(Error::not_found(message).hint("the recorded calls: vapihook events list"))
            }
            _ => Ok(self.sources.exit_code()),
        }
    }
}

impl Iterator for Events {
    type Item = Exchange;

    fn next(&mut self) -> Option<Exchange> {
        let call = self.call.as_deref();
        let found = loop {
            let exchange = self.sources.next_told()?.exchange;
            let id = exchange.arrival.event().call_id.as_deref();
            if call.is_none_or(|call| id.is_some_and(|id| id.starts_with(call))) {
                break exchange;
            }
        };
        self.any = true;
        Some(found)
    }
}

fn json(out: &mut Pages, events: Events, judge: Judge) -> io::Result<Option<Events>> {
    let mut text = Vec::new();
    let mut events = Ahead::new(events, move |exchange| {
        let judged = judge.one(&exchange);
        (exchange, judged)
    });
    while let Some(batch) = events.batch() {
        for (exchange, judged) in &batch {
            text.clear();
            line::write_to(&mut text, exchange, judged);
            text.push(b'\n');
            out.write_all(&text)?;
        }
        events.done(batch);
    }
    Ok(events.ended())
}

/// Shows the events; what is left of them, when all of them were read.
fn shown(
    out: &mut Pages,
    events: Events,
    args: &Args,
    context: &Context,
    judge: Judge,
) -> io::Result<Option<Events>> {
    let mut look = Look::new(&context.style, args.full);
    let is_verbose = context.format(Format::Compact) == Format::Pretty;
    let is_call = args.call.is_some() || args.what.iter().any(|name| name.starts_with(CALL));
    let hides = !args.show_secrets;
    match args.view {
        View::Auto if is_call => calls(out, events, hides, &look, timeline::page),
        View::Timeline => calls(out, events, hides, &look, timeline::page),
        View::Conversation => calls(out, events, hides, &look, conversation::page),
        View::Raw => {
            let mut events = events;
            for exchange in &mut events {
                out.write_all(&exchange.arrival.envelope.body)?;
            }
            Ok(Some(events))
        }
        View::Headers => {
            let mut gap = "";
            let mut events = Ahead::new(events, move |exchange| without_secrets(exchange, hides));
            while let Some(batch) = events.batch() {
                for exchange in &batch {
                    out.write_all(gap.as_bytes())?;
                    gap = "\n";
                    headers::write(out, exchange, &look)?;
                }
                events.done(batch);
            }
            Ok(events.ended())
        }
        View::Auto | View::Summary => {
            let mut events = Ahead::new(events, move |exchange| {
                let mut judged = judge.one(&exchange);
                // Notes are for those who ask for everything (-v), and for scripts.
                if !is_verbose {
                    judged
                        .findings
                        .retain(|finding| finding.severity > Severity::Note);
                }
                (without_secrets(exchange, hides), judged)
            });
            let mut gap = "";
            let mut next = None;
            while let Some(batch) = next.take().or_else(|| events.batch()) {
                if !look.several && batch.len() == 1 {
                    next = events.batch();
                }
                look.several |= batch.len() > 1 || next.is_some();
                for (exchange, judged) in &batch {
                    out.write_all(gap.as_bytes())?;
                    gap = "\n";
                    out.write_all(summary::page(exchange, judged, &look).as_bytes())?;
                    if is_verbose {
                        out.write_all(detail::ignored(judged).as_bytes())?;
                    }
                }
                events.done(batch);
            }
            Ok(events.ended())
        }
    }
}

/// What is shown of an event.
fn without_secrets(exchange: Exchange, hides: bool) -> Exchange {
    if hides {
        hidden::exchange(exchange)
    } else {
        exchange
    }
}

/// A page per call, in the order that their first events come in; what is of no call has a page
/// of its own.
fn calls(
    out: &mut Pages,
    events: Events,
    hides: bool,
    look: &Look,
    page: fn(&[&Exchange], &Look) -> String,
) -> io::Result<Option<Events>> {
    let mut calls: Vec<(Option<Box<str>>, Vec<Exchange>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    let mut events = Ahead::new(events, move |exchange| without_secrets(exchange, hides));
    while let Some(batch) = events.batch() {
        for exchange in batch {
            let id = exchange.arrival.event().call_id.clone();
            let place = match &id {
                Some(id) => *places.entry(id.clone()).or_insert(calls.len()),
                None => calls.len(),
            };
            if place == calls.len() {
                calls.push((id, Vec::new()));
            }
            calls[place].1.push(exchange);
        }
    }
    for (at, (_, exchanges)) in calls.iter().enumerate() {
        let text = page(&exchanges.iter().collect::<Vec<_>>(), look);
        if at > 0 {
            out.write_all(b"\n")?;
        }
        out.write_all(text.as_bytes())?;
    }
    Ok(events.ended())
}
