//! What the rules say of what the API returned.

use serde_json::Value;

use crate::api::diff::redacted;
use crate::api::{Kind, Resource};
use crate::commands::judge::Judge;
use crate::contract::setup::{Part, Setup};
use crate::event::finding::{Finding, Severity};

/// What is wrong with a resource as it will be with these members; notes only when they are
/// wanted. Nothing secret is in what is found.
pub fn findings(resource: &Resource, members: &Value, judge: &Judge, notes: bool) -> Vec<Finding> {
    let mut body = resource.body.clone();
    if let (Some(body), Some(members)) = (body.as_object_mut(), members.as_object()) {
        body.extend(members.clone());
    }
    let body = redacted(&body);
    of(&Setup::new(part(resource.kind), &body), judge, notes)
}

/// What is wrong with a configuration; notes only when they are wanted.
pub fn of(setup: &Setup<'_>, judge: &Judge, notes: bool) -> Vec<Finding> {
    let mut findings = judge.setup(setup);
    findings.retain(|found| notes || found.severity > Severity::Note);
    findings
}

fn part(kind: Kind) -> Part {
    match kind {
        Kind::Assistant => Part::Assistant,
        Kind::PhoneNumber => Part::PhoneNumber,
        Kind::Tool => Part::Tool,
    }
}
