//! What the project takes at Vapi: its assistants, phone numbers and tools, held to the rules.

use tokio::time::timeout;

use super::{PATIENCE, failed};
use crate::api::{Client, Kind};
use crate::commands::judge::Judge;
use crate::commands::server::setup;
use crate::config::setting::{ASSISTANTS, PHONE_NUMBERS, TOOLS};
use crate::config::value::Value;
use crate::context::Context;
use crate::error::Result;
use crate::event::finding::Severity;
use crate::render::health::{Check, Status};

/// A line for every resource that the project names, or several where several things are wrong.
pub async fn checks(context: &Context) -> Vec<Check> {
    let mut wanted = Vec::new();
    for (kind, setting) in [
        (Kind::Assistant, &ASSISTANTS),
        (Kind::PhoneNumber, &PHONE_NUMBERS),
        (Kind::Tool, &TOOLS),
    ] {
        // A file that cannot be read has its own line.
        let found = context.config().get(setting).ok().flatten();
        if let Some(Value::List(names)) = found.map(|found| found.value) {
            wanted.extend(names.into_iter().map(|name| (kind, name)));
        }
    }
    let Ok(Some(_)) = context.config().key() else {
        return Vec::new();
    };
    if wanted.is_empty() {
        return Vec::new();
    }
    let (client, judge) = match (context.api(), Judge::new(context)) {
        (Ok(client), Ok(judge)) => (client, judge),
        (Err(error), _) | (_, Err(error)) => return vec![failed("setup", error)],
    };
    let all = async {
        let mut checks = Vec::new();
        for (kind, name) in &wanted {
            match check(&client, *kind, name, &judge).await {
                Ok(found) => checks.extend(found),
                Err(error) => checks.push(failed("setup", error)),
            }
        }
        checks
    };
    timeout(PATIENCE, all).await.unwrap_or_else(|_| {
        let detail = format!(
            "not checked: the API did not answer in {} s",
            PATIENCE.as_secs()
        );
        vec![Check::new("setup", Status::Warn, detail).fix("vapihook server list")]
    })
}

async fn check(client: &Client, kind: Kind, name: &str, judge: &Judge) -> Result<Vec<Check>> {
    let resource = client.find(kind, name).await?;
    let findings = setup::findings(&resource, &serde_json::Value::Null, judge, false);
    let title = resource.title();
    if findings.is_empty() {
        let detail = format!("{title}: nothing to say against it");
        return Ok(vec![Check::new("setup", Status::Ok, detail)]);
    }
    let line = |found: crate::event::finding::Finding| {
        let status = match found.severity {
            Severity::Error => Status::Fail,
            _ => Status::Warn,
        };
        let detail = format!("{title}: {} {}: {}", found.id, found.path, found.message);
        Check::new("setup", status, detail).fix(found.fix)
    };
    Ok(findings.into_iter().map(line).collect())
}
