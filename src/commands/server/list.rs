//! `server list`: what there is, and where each sends its events.

use serde_json::{Value, json};

use crate::api::diff::redacted;
use crate::api::route::tool_name;
use crate::api::server::current;
use crate::api::{Kind, Resource};
use crate::context::Context;
use crate::error::Result;
use crate::render::{out, table};

/// Arguments of `server list`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook server list
  vapihook server list --set-only
  vapihook server list --json | jq '.servers[] | select(.server.url == null) | .id'")]
pub struct Args {
    /// Only what has a server URL
    #[arg(long)]
    set_only: bool,
}

/// One line of the list.
struct Entry {
    kind: &'static str,
    id: Value,
    name: String,
    server: Value,
    /// The assistant that an inline tool is part of.
    assistant: Option<String>,
}

/// Runs `server list`; the result is the exit code.
///
/// # Errors
/// When the API does not answer.
pub async fn run(args: &Args, context: &Context) -> Result<u8> {
    let client = context.api()?;
    let [assistants, phone_numbers, tools] = Kind::ALL.map(|kind| client.all(kind));
    let (assistants, phone_numbers, tools) = tokio::try_join!(assistants, phone_numbers, tools)?;
    let mut entries: Vec<Entry> = Vec::new();
    for resource in assistants.iter().chain(&phone_numbers).chain(&tools) {
        entries.push(Entry::of(resource));
        entries.extend(inline_tools(resource));
    }
    if args.set_only {
        entries.retain(|entry| entry.server["url"].is_string());
    }
    if context.json() {
        let servers: Vec<Value> = entries.iter().map(Entry::json).collect();
        let list = json!({"v": 1, "type": "server-list", "servers": servers});
        out::data_line(&list.to_string());
    } else if entries.is_empty() {
        out::talk("there are none");
    } else {
        let header = ["KIND", "NAME", "ID", "URL", "CREDENTIAL", "TIMEOUT"];
        let rows: Vec<[String; 6]> = entries.iter().map(Entry::row).collect();
        out::data(table::table(header, &rows).as_bytes()).ok();
    }
    Ok(0)
}

/// The tools that are part of an assistant itself and can have a server.
fn inline_tools(resource: &Resource) -> Vec<Entry> {
    let tools = resource.body["model"]["tools"].as_array();
    let tools = tools.into_iter().flatten().map(|tool| Entry {
        kind: "inline-tool",
        id: Value::Null,
        name: tool_name(tool),
        server: redacted(&current(tool)),
        assistant: Some(resource.id.clone()),
    });
    tools.collect()
}

impl Entry {
    fn of(resource: &Resource) -> Self {
        Self {
            kind: resource.kind.path(),
            id: json!(resource.id),
            name: resource.name().unwrap_or_default().to_owned(),
            server: redacted(&current(&resource.body)),
            assistant: None,
        }
    }

    fn json(&self) -> Value {
        json!({
            "kind": self.kind, "id": self.id, "name": self.name, "assistant": self.assistant,
            "server": self.server,
        })
    }

    fn row(&self) -> [String; 6] {
        let member = |name: &str| match &self.server[name] {
            Value::Null => "-".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let id = match (&self.assistant, self.id.as_str()) {
            (Some(assistant), _) => format!("in {assistant}"),
            (None, id) => id.unwrap_or_default().to_owned(),
        };
        let timeout = match &self.server["timeoutSeconds"] {
            Value::Null => "-".to_owned(),
            seconds => format!("{seconds}s"),
        };
        [
            self.kind.replace('-', " "),
            self.name.clone(),
            id,
            member("url"),
            member("credentialId"),
            timeout,
        ]
    }
}
