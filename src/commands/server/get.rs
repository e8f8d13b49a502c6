//! `server get`: the whole server, members that nobody knows included.

use serde_json::{Value, json};

use super::targets::{Targets, complain, error_json, find};
use crate::api::Resource;
use crate::api::diff::redacted;
use crate::api::server::{current, has_hidden_secret};
use crate::context::Context;
use crate::error::Result;
use crate::render::{out, table, text};

/// Arguments of `server get`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
With --json the server object itself (null for none); of several targets one line each, as
{\"kind\", \"id\", \"name\", \"server\", \"error\"}.

Examples:
  vapihook server get --assistant support-bot
  vapihook server get --phone-number +14155550100 --json")]
pub struct Args {
    #[command(flatten)]
    targets: Targets,
    /// Show secrets as they are
    #[arg(long)]
    show_secrets: bool,
}

/// Runs `server get`; the result is the exit code.
///
/// # Errors
/// When there is no usable key.
pub async fn run(args: &Args, context: &Context) -> Result<u8> {
    let client = context.api()?;
    let found = find(&client, &args.targets).await;
    let one = found.len() == 1;
    let mut code = 0;
    for (at, (target, found)) in found.into_iter().enumerate() {
        let server = found.as_ref().ok().map(|resource| {
            let server = current(&resource.body);
            if args.show_secrets {
                server
            } else {
                redacted(&server)
            }
        });
        if let Err(error) = &found {
            complain(&target.title(), error);
            code = code.max(error.kind.exit_code());
        }
        if context.json() && one {
            if let Some(server) = &server {
                out::data_line(&server.to_string());
            }
        } else if context.json() {
            let resource = found.as_ref().ok();
            let line = json!({
                "v": 1, "type": "server",
                "kind": target.kind.path(),
                "id": resource.map_or(&target.text, |it| &it.id),
                "name": resource.and_then(Resource::name),
                "server": server,
                "error": found.as_ref().err().map(error_json),
            });
            out::data_line(&line.to_string());
        } else if let (Ok(resource), Some(server)) = (&found, &server) {
            let gap = if at == 0 { "" } else { "\n" };
            let block = format!("{gap}{}", block(resource, server));
            out::data(block.as_bytes()).ok();
        }
    }
    Ok(code)
}

fn block(resource: &Resource, server: &Value) -> String {
    let title = text::escape(&resource.title());
    let mut fields = Vec::new();
    flatten("", server, &mut fields);
    if has_hidden_secret(&resource.body) && server["secret"].is_null() {
        fields.push(("secret".into(), "set; Vapi does not give it back".into()));
    }
    if fields.is_empty() {
        return format!("{title}\n  no server URL\n");
    }
    format!("{title}\n{}", table::fields(&fields))
}

/// A line per member, objects member by member.
fn flatten(path: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let gap = if path.is_empty() { "" } else { "." };
                flatten(&format!("{path}{gap}{name}"), member, fields);
            }
        }
        Value::Null => {}
        Value::String(text) => fields.push((path.to_owned(), text.clone())),
        other => fields.push((path.to_owned(), other.to_string())),
    }
}
