//! Where events go: what is sent as a table, what is not in a few lines below it.

use colored::Colorize;

use super::table::table;
use super::text::{escape, wrap};
use crate::api::diff::redacted;
use crate::api::route::{Level, ORGANIZATION, Route};

/// Columns of the lines below the table.
const WIDTH: usize = 100;

/// Whether a running listener gets the event; `None` when none has taken a server URL. `taken` are
/// the URLs that listeners have put into resources.
#[must_use]
pub fn is_listened_to(route: &Route, taken: &[String]) -> Option<bool> {
    (!taken.is_empty()).then(|| route.url.as_ref().is_some_and(|url| taken.contains(url)))
}

/// The routes of every assistant that may speak, one after the other; `taken` as in
/// [`is_listened_to`].
#[must_use]
pub fn routes(routes: &[Route], taken: &[String]) -> String {
    let mut speakers: Vec<Option<&str>> = Vec::new();
    for route in routes {
        if !speakers.contains(&route.assistant.as_deref()) {
            speakers.push(route.assistant.as_deref());
        }
    }
    let titled = speakers.iter().flatten().count() > 1;
    let mut text = String::new();
    let mut rows = Vec::new();
    if !titled {
        rows.extend(routes.iter().filter(|route| route.sent));
        text += &sent(&rows, taken);
    }
    for speaker in speakers.iter().filter(|_| titled) {
        rows.clear();
        let own = |route: &&Route| route.assistant.as_deref() == *speaker;
        rows.extend(routes.iter().filter(own).filter(|route| route.sent));
        if rows.is_empty() {
            continue;
        }
        let title = match speaker {
            Some(speaker) => format!("while {} speaks", escape(speaker)),
            None => "whoever speaks".to_owned(),
        };
        let gap = if text.is_empty() { "" } else { "\n" };
        text += &format!("{gap}{}\n{}", title.bold(), sent(&rows, taken));
    }
    text += &not_sent(routes, !text.is_empty());
    if routes
        .iter()
        .any(|one| one.sent && one.level == Level::Organization)
    {
        text += &format!("\norganization: {ORGANIZATION}\n");
    }
    text
}

fn sent(routes: &[&Route], taken: &[String]) -> String {
    if routes.is_empty() {
        return String::new();
    }
    let rows: Vec<[String; 4]> = routes
        .iter()
        .map(|route| {
            let url = redacted(&route.url.as_deref().into());
            let why = &route.why;
            let why = why.strip_suffix(ORGANIZATION).unwrap_or(why);
            [
                route.event.clone(),
                url.as_str().unwrap_or("-").to_owned(),
                route.level.name().to_owned(),
                match is_listened_to(route, taken) {
                    Some(false) => format!("NOT TO LISTEN: {}", why.trim_end_matches("; ")),
                    _ => why.trim_end_matches("; ").to_owned(),
                },
            ]
        })
        .collect();
    table(["EVENT", "URL", "LEVEL", "WHY"], &rows)
}

/// What is not sent, by reason.
fn not_sent(routes: &[Route], gap: bool) -> String {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for route in routes.iter().filter(|route| !route.sent) {
        let why = route.why.split("; else: ").next().unwrap_or_default();
        let why = why.trim_start_matches("not sent: ");
        let why = match &route.assistant {
            Some(speaker) => format!("{why} ({speaker})"),
            None => why.to_owned(),
        };
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, events)) => events.push(&route.event),
            None => reasons.push((why, vec![&route.event])),
        }
    }
    if reasons.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "{}{}\n",
        if gap { "\n" } else { "" },
        "not sent in such a call".bold()
    );
    for (why, events) in reasons {
        text += &format!("  {}\n", escape(&why));
        for line in wrap(events.iter().map(AsRef::as_ref), WIDTH) {
            text += &format!("    {line}\n");
        }
    }
    text
}
