//! The pages: events one by one as they are read, or, for what is of a whole call, call by call.

use std::io::{self, Write};

use super::{Args, View, field};
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
    let mut events = Events::open(args, context)?;
    let pager = (!args.no_pager && !context.json() && args.view != View::Raw).then(|| Pager {
        command: config::get(&config::PAGER),
        before: leave_interrupts_to_the_pager,
    });
    let mut out = Pages::new(&context.style, pager.filter(is_wanted));
    let written = if context.json() {
        json(&mut out, &mut events, &judge)
    } else {
        shown(&mut out, &mut events, args, context, &judge)
    };
    match written.and_then(|()| out.finish()) {
        Ok(()) => events.exit_code(),
        Err(error) => field::gone(&error),
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

impl Args {
    /// What is shown of an event.
    fn shown(&self, exchange: Exchange) -> Exchange {
        if self.show_secrets {
            return exchange;
        }
        hidden::exchange(exchange)
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
            let id = exchange.arrival.event.call_id.as_deref();
            if call.is_none_or(|call| id.is_some_and(|id| id.starts_with(call))) {
                break exchange;
            }
        };
        self.any = true;
        Some(found)
    }
}

fn json(out: &mut Pages, events: &mut Events, judge: &Judge) -> io::Result<()> {
    let mut text = Vec::new();
    for exchange in events {
        text.clear();
        line::write_to(&mut text, &exchange, &judge.one(&exchange));
        text.push(b'\n');
        out.write_all(&text)?;
    }
    Ok(())
}

fn shown(
    out: &mut Pages,
    events: &mut Events,
    args: &Args,
    context: &Context,
    judge: &Judge,
) -> io::Result<()> {
    let mut look = Look::new(&context.style, args.full);
    let is_verbose = context.format(Format::Compact) == Format::Pretty;
    let is_call = args.call.is_some() || args.what.iter().any(|name| name.starts_with(CALL));
    match args.view {
        View::Auto if is_call => calls(out, events, args, &look, timeline::page),
        View::Timeline => calls(out, events, args, &look, timeline::page),
        View::Conversation => calls(out, events, args, &look, conversation::page),
        View::Raw => events.try_for_each(|exchange| out.write_all(&exchange.arrival.envelope.body)),
        View::Headers => {
            let mut gap = "";
            events.try_for_each(|exchange| {
                out.write_all(gap.as_bytes())?;
                gap = "\n";
                headers::write(out, &args.shown(exchange), &look)
            })
        }
        View::Auto | View::Summary => {
            let mut events = events.peekable();
            let mut first = true;
            while let Some(exchange) = events.next() {
                look.several |= events.peek().is_some();
                if !std::mem::take(&mut first) {
                    out.write_all(b"\n")?;
                }
                let mut judged = judge.one(&exchange);
                // Notes are for those who ask for everything (-v), and for scripts.
                if !is_verbose {
                    judged
                        .findings
                        .retain(|finding| finding.severity > Severity::Note);
                }
                let exchange = args.shown(exchange);
                out.write_all(summary::page(&exchange, &judged, &look).as_bytes())?;
                if is_verbose {
                    out.write_all(detail::ignored(&judged).as_bytes())?;
                }
            }
            Ok(())
        }
    }
}

/// A page per call, in the order that their first events come in; what is of no call has a page
/// of its own.
fn calls(
    out: &mut Pages,
    events: &mut Events,
    args: &Args,
    look: &Look,
    page: fn(&[&Exchange], &Look) -> String,
) -> io::Result<()> {
    let mut calls: Vec<(Option<Box<str>>, Vec<Exchange>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for exchange in events {
        let exchange = args.shown(exchange);
        let id = exchange.arrival.event.call_id.clone();
        let place = match &id {
            Some(id) => *places.entry(id.clone()).or_insert(calls.len()),
            None => calls.len(),
        };
        if place == calls.len() {
            calls.push((id, Vec::new()));
        }
        calls[place].1.push(exchange);
    }
    for (at, (_, exchanges)) in calls.iter().enumerate() {
        let text = page(&exchanges.iter().collect::<Vec<_>>(), look);
        if at > 0 {
            out.write_all(b"\n")?;
        }
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}
