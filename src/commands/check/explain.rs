//! `check --explain`: one rule in words.

use serde_json::json;

use crate::context::Context;
use crate::contract::{self, Rule};
use crate::event::line;
use crate::render::out;

/// Prints a rule.
pub(super) fn explain(rule: &Rule, context: &Context) {
    if context.json() {
        out::data_line(&line::to_json(&json!({
            "v": 1, "type": "rule", "id": rule.id, "severity": rule.severity, "events": rule.on.about(),
            "when": rule.when, "message": rule.message, "fix": rule.fix, "source": rule.source,
            "sure": rule.sure.name(), "needs_session": matches!(rule.check, contract::Check::Session),
        })));
        return;
    }
    let note = match rule.check {
        contract::Check::Exchange(_) => "",
        contract::Check::Setup(_) => {
            "\nchecked by: vapihook server set, vapihook server route, vapihook doctor"
        }
        contract::Check::Session => "\nnot checked on one answer: it needs several events",
    };
    out::data_line(&format!(
        "{} ({}) for {}\nwhen: {}\nmeans: {}\nfix: {}\nsource: {} ({}){note}",
        rule.id,
        rule.severity.name(),
        rule.on.about(),
        rule.when,
        rule.message,
        rule.fix,
        rule.source,
        rule.sure.name(),
    ));
}
