//! `server route`: which URL gets each event, and why.

use serde_json::{Value, json};

use super::setup;
use super::targets::complain;
use crate::api::diff::redacted;
use crate::api::route::{Route, Situation, Speaker};
use crate::api::{Client, Kind, Resource};
use crate::commands::judge::Judge;
use crate::context::Context;
use crate::contract::setup::{Part, Setup};
use crate::error::{Kind as ErrorKind, Result};
use crate::event::finding::Finding;
use crate::lease;
use crate::render::reporter::Format;
use crate::render::{detail, out, routes};

/// Arguments of `server route`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
With --json an array of {event, url, level, why, sent, listening, assistant, tool, findings}. While a listen
runs that has taken server URLs, events that go elsewhere are marked.

Examples:
  vapihook server route --assistant support-bot
  vapihook server route --phone-number +14155550100 --event tool-calls
  vapihook server route --assistant support-bot --phone-number +14155550100 --json")]
pub struct Args {
    #[command(flatten)]
    subject: Subject,
    /// Only this event
    #[arg(short, long, value_name = "TYPE")]
    event: Option<String>,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Subject {
    /// The assistant that takes the call, by id or name
    #[arg(short, long, value_name = "ID")]
    assistant: Option<String>,
    /// The phone number that is called, by id, name or E.164 number
    #[arg(short, long, value_name = "ID")]
    phone_number: Option<String>,
}

/// Runs `server route`; the result is the exit code.
///
/// # Errors
/// When the API does not answer, or there is no such assistant, phone number or event.
pub async fn run(args: &Args, context: &Context) -> Result<u8> {
    // A wrong name is found before anything is fetched.
    Situation::default().routes(args.event.as_deref())?;
    let client = context.api()?;
    let situation = situation(&client, &args.subject).await?;
    let found = situation.routes(args.event.as_deref())?;
    let taken = taken(context);
    let wrong = wrong(&situation, &taken, context)?;
    if context.json() {
        let found: Vec<Value> = found
            .iter()
            .map(|route| {
                let mut object = route_json(route, &taken);
                let own = wrong.iter().filter(|(label, _)| *label == route.assistant);
                object["findings"] = json!(own.flat_map(|(_, found)| found).collect::<Vec<_>>());
                object
            })
            .collect();
        out::data_line(&Value::Array(found).to_string());
    } else {
        out::data(routes::routes(&found, &taken).as_bytes()).ok();
        for (_, findings) in &wrong {
            out::data(detail::found(findings).as_bytes()).ok();
        }
    }
    Ok(0)
}

/// What is wrong with who takes part, by the assistant's label; the phone number has none.
fn wrong(
    situation: &Situation,
    taken: &[String],
    context: &Context,
) -> Result<Vec<(Option<String>, Vec<Finding>)>> {
    let judge = Judge::new(context)?;
    let notes = context.format(Format::Compact) == Format::Pretty;
    let mut all = Vec::new();
    if let Some(phone) = &situation.phone {
        all.push((None, setup::findings(phone, &Value::Null, &judge, notes)));
    }
    for speaker in &situation.speakers {
        let body = redacted(speaker.body());
        let setup = Setup {
            listening: taken,
            ..Setup::new(Part::Assistant, &body)
        };
        let setup = Setup {
            tools: speaker.fetched_tools(),
            ..setup
        };
        all.push((
            Some(speaker.label.clone()),
            setup::of(&setup, &judge, notes),
        ));
    }
    Ok(all)
}

/// The URLs that running listeners of this user have put into resources. Not knowing them is no
/// failure: routes are right without.
fn taken(context: &Context) -> Vec<String> {
    let entries = context
        .leases_dir()
        .and_then(lease::list)
        .unwrap_or_default();
    let running = entries
        .into_iter()
        .filter(|entry| entry.alive && !entry.is_over());
    let journals = running.filter_map(|entry| entry.journal.ok());
    journals
        .filter_map(|journal| journal.ours.last()?["url"].as_str().map(str::to_owned))
        .collect()
}

fn route_json(route: &Route, taken: &[String]) -> Value {
    json!({
        "event": route.event,
        "url": redacted(&json!(route.url)),
        "level": route.level.name(),
        "why": route.why,
        "sent": route.sent,
        "listening": routes::is_listened_to(route, taken),
        "assistant": route.assistant,
        "tool": route.tool,
    })
}

/// Fetches whoever takes part in the call.
async fn situation(client: &Client, subject: &Subject) -> Result<Situation> {
    let mut situation = Situation::default();
    if let Some(text) = &subject.phone_number {
        situation.phone = Some(client.find(Kind::PhoneNumber, text).await?);
    }
    let phone = situation.phone.as_ref().map(|phone| phone.body.clone());
    let phone = phone.unwrap_or_default();
    let id = |name: &str| phone[name].as_str().filter(|id| !id.is_empty());
    situation.bound = ["assistantId", "squadId", "workflowId"]
        .into_iter()
        .any(|name| id(name).is_some());
    let over = [("assistantOverrides", &phone["assistantOverrides"])];
    if let Some(text) = &subject.assistant {
        let assistant = client.find(Kind::Assistant, text).await?;
        situation.speakers.push(speaker(&assistant, &[]));
    } else if let Some(id) = id("assistantId") {
        let assistant = client.fetch(Kind::Assistant, id).await?;
        situation.speakers.push(speaker(&assistant, &over));
    } else if let Some(id) = id("squadId") {
        let squad = client.get(&format!("/squad/{id}")).await?;
        situation.speakers = members(client, &squad).await?;
    } else if id("workflowId").is_some() {
        out::warn("the number belongs to a workflow, whose server URL the API does not tell");
    }
    for speaker in &mut situation.speakers {
        for id in speaker.tool_ids() {
            match client.fetch(Kind::Tool, &id).await {
                Ok(tool) => speaker.add_tool(tool.body),
                Err(error) if error.kind == ErrorKind::NotFound => {
                    complain(&format!("assistant {}", speaker.label), &error);
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(situation)
}

fn speaker(assistant: &Resource, overrides: &[(&str, &Value)]) -> Speaker {
    let label = assistant.name().unwrap_or(&assistant.id).to_owned();
    Speaker::new(label, &assistant.body, overrides)
}

/// A squad's members, each with its own overrides and then the squad's.
async fn members(client: &Client, squad: &Value) -> Result<Vec<Speaker>> {
    let mut speakers = Vec::new();
    let members = squad["members"].as_array();
    for (at, member) in members.into_iter().flatten().enumerate() {
        let overrides = [
            ("assistantOverrides", &member["assistantOverrides"]),
            ("membersOverrides", &squad["membersOverrides"]),
        ];
        if let Some(id) = member["assistantId"].as_str() {
            let assistant = client.fetch(Kind::Assistant, id).await?;
            speakers.push(speaker(&assistant, &overrides));
        } else {
            let inline = &member["assistant"];
            let label = inline["name"].as_str();
            let label = label.map_or_else(|| format!("member {}", at + 1), str::to_owned);
            speakers.push(Speaker::new(label, inline, &overrides));
        }
    }
    Ok(speakers)
}
