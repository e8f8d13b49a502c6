//! `server leases`: what is taken and not given back, whoever took it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::api::Kind;
use crate::context::Context;
use crate::error::Result;
use crate::lease::journal::{Entry, Original};
use crate::lease::report::restore_command;
use crate::lease::{self, Journal, shown};
use crate::render::out;
use crate::render::text::escape;

pub(super) fn run(context: &Context) -> Result<u8> {
    let mut entries = lease::list(context.leases_dir()?)?;
    entries.retain(|entry| !entry.is_over());
    if entries.is_empty() && !context.json() {
        out::talk("no server URL is taken");
    }
    for entry in &entries {
        let text = if context.json() {
            json(entry).to_string()
        } else {
            text(entry)
        };
        out::data_line(&text);
    }
    Ok(0)
}

/// As a `lease` object, without secrets.
fn json(entry: &Entry) -> Value {
    let journal = match &entry.journal {
        Ok(journal) => journal,
        Err(why) => {
            return json!({
                "v": 1,
                "type": "lease",
                "state": "unreadable",
                "message": why,
                "file": entry.file,
            });
        }
    };
    let original = journal.original.as_ref().map(Original::folded);
    let holder = &journal.holder;
    json!({
        "v": 1,
        "type": "lease",
        "state": if entry.alive { "held" } else { "left" },
        "kind": journal.kind.path(),
        "id": journal.id,
        "name": journal.name,
        "base_url": journal.base_url,
        "original": original.as_ref().map(shown::redacted),
        "ours": journal.ours.last().map(shown::redacted),
        "holder": {
            "command": holder.command,
            "pid": holder.pid,
            "host": holder.host,
            "since": Timestamp::from_millisecond(holder.since).unwrap_or_default().to_string(),
            "alive": entry.alive,
        },
        "repair": repair(journal, entry.alive),
        "file": entry.file,
    })
}

fn text(entry: &Entry) -> String {
    let journal = match &entry.journal {
        Ok(journal) => journal,
        Err(why) => {
            let file = entry.file.display();
            return format!("unreadable: {}: {}", escape(&file.to_string()), escape(why));
        }
    };
    let url = |server: &Value| match server["url"].as_str() {
        Some(url) => escape(&shown::url(url)),
        None => "none".to_owned(),
    };
    let since = Timestamp::from_millisecond(journal.holder.since)
        .unwrap_or_default()
        .to_zoned(TimeZone::system())
        .strftime("%Y-%m-%d %H:%M:%S");
    let title = escape(&journal.title());
    let holder = escape(&journal.holder.title());
    let held = if entry.alive { "held by" } else { "left by" };
    let mut text = format!("{title}\n  {held:<7}  {holder}, since {since}\n");
    match &journal.original {
        None => text += "  before   not looked up yet, nothing was changed\n",
        Some(original) => text += &format!("  before   {}\n", url(&original.folded())),
    }
    if let Some(ours) = journal.ours.last() {
        text += &format!("  taken    {}\n", url(ours));
    }
    let repair = repair(journal, entry.alive);
    text + &match repair {
        Some(command) => format!("  restore  {}", escape(&command)),
        None => "  restore  when it ends".to_owned(),
    }
}

fn repair(journal: &Journal, alive: bool) -> Option<String> {
    let (kind, id): (Kind, &str) = (journal.kind, &journal.id);
    (!alive).then(|| restore_command(Some(kind), Some(id), &journal.base_url, ""))
}
