//! What to do about an answer that is no good, below its line.

use super::style::Recorded;
use super::text::{escape, shell_word};
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};

/// What to do next, as commands.
pub(super) fn advice(
    exchange: &Exchange,
    delivery: &Delivery,
    recorded: &Recorded,
) -> Option<String> {
    let Exchange { arrival, .. } = exchange;
    let command = |command: &str| match recorded {
        Recorded::Nowhere => None,
        Recorded::AsUsual => Some(format!("vapihook {command}")),
        Recorded::At(path) => {
            let path = shell_word(&path.to_string_lossy());
            Some(format!("vapihook --store {path} {command}"))
        }
    };
    match delivery.outcome {
        Outcome::Unreachable => {
            let id = arrival.envelope.id.short();
            let target = shell_word(arrival.target.as_deref().unwrap_or_default());
            Some(match command(&format!("replay {id} --to {target}")) {
                Some(replay) => format!("start the app, then: {replay}"),
                None => "start the app; the next event will reach it".to_owned(),
            })
        }
        Outcome::Answered if delivery.status == 404 => Some(format!(
            "the app has no {} {}: look at the path of --forward-to, or use --fixed-path",
            arrival.envelope.method,
            escape(&sent_path(arrival)),
        )),
        Outcome::Answered if delivery.status >= 400 => {
            let inspect = command(&format!("inspect {}", arrival.envelope.id.short()));
            inspect.map(|inspect| format!("more: {inspect}"))
        }
        _ => None,
    }
}

/// The path that the app was asked for: the target's, then the request's own.
fn sent_path(arrival: &Arrival) -> String {
    let target = arrival.target.as_deref().unwrap_or_default();
    let base = target.split_once("://").map_or(target, |(_, rest)| rest);
    let base = base.find('/').map_or("", |at| &base[at..]);
    match arrival.envelope.bare_path() {
        "/" if base.is_empty() => "/".to_owned(),
        "/" => base.to_owned(),
        path => format!("{base}{path}"),
    }
}
