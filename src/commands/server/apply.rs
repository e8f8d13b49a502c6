//! One change to each target: planned, sent, read again, compared, reported. A target that fails
//! does not keep the others from being tried.

use serde_json::{Value, json};

use super::setup;
use super::targets::{Target, Targets, complain, error_json, find};
use crate::api::diff::{Difference, redacted};
use crate::api::plan::Plan;
use crate::api::{Client, Resource};
use crate::commands::judge::Judge;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::event::finding::Finding;
use crate::render::detail;
use crate::render::diff::diff;
use crate::render::out;
use crate::render::reporter::Format;
use crate::secret::Secret;

/// What is done to every target.
pub struct Job<'a> {
    /// The report's `type`, as `server-set`.
    pub name: &'static str,
    /// What was done, as `set`.
    pub done: &'static str,
    /// What becomes of a target.
    pub plan: &'a dyn Fn(&Resource) -> Result<Plan>,
    /// Show it, send nothing.
    pub dry_run: bool,
    /// What must not be seen in what the API says.
    pub secrets: Vec<Secret>,
    /// Whether what comes of it is held to the rules.
    pub checked: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Status {
    Done,
    Unchanged,
    DryRun,
    Failed,
}

/// What became of one target.
struct Outcome {
    target: Target,
    resource: Option<Resource>,
    status: Status,
    before: Value,
    after: Value,
    changes: Vec<Difference>,
    findings: Vec<Finding>,
    error: Option<Error>,
}

impl Job<'_> {
    /// Does it; the result is the worst target's exit code.
    pub async fn run(&self, targets: &Targets, context: &Context) -> Result<u8> {
        let client = context.api()?;
        let quiet = context.format(Format::Compact) == Format::Quiet;
        let judge = if self.checked {
            Some((
                Judge::new(context)?,
                context.format(Format::Compact) == Format::Pretty,
            ))
        } else {
            None
        };
        let mut outcomes = Vec::new();
        for (target, found) in find(&client, targets).await {
            let outcome = match found {
                Ok(resource) => self.change(&client, target, resource, judge.as_ref()).await,
                Err(error) => Outcome::failed(target, None, self.clean(error)),
            };
            if !context.json() && !quiet {
                out::data(self.block(&outcome, outcomes.is_empty()).as_bytes()).ok();
            }
            if let Some(error) = &outcome.error {
                complain(&outcome.title(), error);
            }
            outcomes.push(outcome);
        }
        if context.json() {
            let targets: Vec<Value> = outcomes.iter().map(|one| self.json(one)).collect();
            let report = json!({
                "v": 1, "type": self.name, "dry_run": self.dry_run, "targets": targets,
            });
            out::data_line(&report.to_string());
        }
        let codes = outcomes.iter().filter_map(|one| one.error.as_ref());
        Ok(codes.map(|error| error.kind.exit_code()).max().unwrap_or(0))
    }

    async fn change(
        &self,
        client: &Client,
        target: Target,
        resource: Resource,
        judge: Option<&(Judge, bool)>,
    ) -> Outcome {
        let plan = match (self.plan)(&resource) {
            Ok(plan) => plan,
            Err(error) => return Outcome::failed(target, Some(resource), error),
        };
        let mut outcome = Outcome {
            target,
            status: match (plan.is_done(), self.dry_run) {
                (true, _) => Status::Unchanged,
                (_, true) => Status::DryRun,
                _ => Status::Done,
            },
            before: redacted(plan.before()),
            after: redacted(plan.after()),
            changes: plan.differences.clone(),
            findings: judge.map_or_else(Vec::new, |(judge, notes)| {
                setup::findings(&resource, &plan.members, judge, *notes)
            }),
            error: None,
            resource: None,
        };
        if outcome.status == Status::Done
            && let Err(error) = send(client, &resource, &plan).await
        {
            outcome.status = Status::Failed;
            outcome.after = Value::Null;
            outcome.error = Some(self.clean(error));
        }
        outcome.resource = Some(resource);
        outcome
    }

    /// The error without what must not be seen.
    fn clean(&self, mut error: Error) -> Error {
        for secret in self.secrets.iter().filter(|secret| !secret.is_empty()) {
            error.message = error.message.replace(secret.reveal(), "[secret]");
        }
        error
    }

    fn block(&self, outcome: &Outcome, first: bool) -> String {
        let verdict = match outcome.status {
            Status::Done => self.done.to_owned(),
            Status::Unchanged => "already so".to_owned(),
            Status::DryRun => format!("would be {} (dry run: nothing was sent)", self.done),
            Status::Failed => "failed".to_owned(),
        };
        let gap = if first { "" } else { "\n" };
        let title = crate::render::text::escape(&outcome.title());
        let changes = diff(&outcome.changes);
        let found = detail::found(&outcome.findings);
        format!("{gap}{title}\n{changes}  {verdict}\n{found}")
    }

    fn json(&self, outcome: &Outcome) -> Value {
        let resource = outcome.resource.as_ref();
        let changes: Vec<Value> = outcome
            .changes
            .iter()
            .map(|one| json!({"path": one.path, "before": one.before, "after": one.after}))
            .collect();
        json!({
            "kind": outcome.target.kind.path(),
            "id": resource.map_or(&outcome.target.text, |it| &it.id),
            "name": resource.and_then(Resource::name),
            "status": match outcome.status {
                Status::Done => self.done,
                Status::Unchanged => "unchanged",
                Status::DryRun => "dry-run",
                Status::Failed => "failed",
            },
            "before": outcome.before,
            "after": outcome.after,
            "changes": changes,
            "findings": outcome.findings,
            "error": outcome.error.as_ref().map(error_json),
        })
    }
}

/// Sends it, reads it again and compares.
async fn send(client: &Client, resource: &Resource, plan: &Plan) -> Result<()> {
    client.update(resource, &plan.members).await?;
    let mut now = client.fetch(resource.kind, &resource.id).await?;
    if let Some(leftover) = plan.leftover(&now.body) {
        client.update(resource, &leftover).await?;
        now = client.fetch(resource.kind, &resource.id).await?;
    }
    let missed = plan.missed(&now.body);
    if missed.is_empty() {
        return Ok(());
    }
    let found: Vec<String> = missed
        .iter()
        .map(|one| {
            let shown = one
                .after
                .as_ref()
                .map_or("nothing".into(), Value::to_string);
            format!("{} is {shown}", one.path)
        })
        .collect();
    let message = format!(
        "Vapi took the change, but it reads back otherwise: {}",
        found.join(", ")
    );
    let hint = "somebody else may have changed it; see: vapihook server get";
    Err(Error::new(Kind::Network, message).hint(hint))
}

impl Outcome {
    fn failed(target: Target, resource: Option<Resource>, error: Error) -> Self {
        Self {
            target,
            resource,
            status: Status::Failed,
            before: Value::Null,
            after: Value::Null,
            changes: Vec::new(),
            findings: Vec::new(),
            error: Some(error),
        }
    }

    fn title(&self) -> String {
        let resource = self.resource.as_ref();
        resource.map_or_else(|| self.target.title(), Resource::title)
    }
}
