//! SARIF 2.1.0, as code scanning reads it.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Checked, Rule, headline, particulars};
use crate::event::finding::Finding;
use crate::render::text::escape;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The whole log: every rule, and a result for every finding.
#[must_use]
pub fn document(all: &[Checked], rules: &[Rule]) -> Value {
    let results: Vec<Value> = all
        .iter()
        .flat_map(|checked| {
            let findings = checked.judged.findings.iter();
            findings.map(|finding| result(checked, finding, rules))
        })
        .collect();
    let rules: Vec<Value> = rules.iter().map(descriptor).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "vapihook",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.message },
        "fullDescription": { "text": format!("{}: {}", rule.when, rule.message) },
        "help": { "text": rule.fix },
        "defaultConfiguration": { "level": rule.severity },
    })
}

fn result(checked: &Checked, finding: &Finding, rules: &[Rule]) -> Value {
    let mut text = headline(finding);
    for line in particulars(finding) {
        write!(text, "\n{line}").ok();
    }
    let name = escape(&checked.name);
    let mut location = json!({
        "logicalLocations": [{
            "name": escape(&finding.path),
            "fullyQualifiedName": format!("{name}: {}", escape(&finding.path)),
            "kind": "member",
        }],
    });
    if let Some((file, line)) = &checked.file {
        location["physicalLocation"] = json!({
            "artifactLocation": { "uri": uri(file) },
            "region": { "startLine": line },
        });
    }
    let mut result = json!({
        "ruleId": finding.id,
        "level": finding.severity.name(),
        "message": { "text": text },
        "locations": [location],
    });
    if let Some(index) = rules.iter().position(|rule| rule.id == finding.id) {
        result["ruleIndex"] = json!(index);
    }
    result
}

/// A path as a URI reference: relative as it is named, absolute as a `file:` URI.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut out = String::new();
    if path.starts_with('/') {
        out += "file://";
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").ok();
        }
    }
    out
}
