//! What is wrong with a configuration: rules about what Vapi's API returned for an assistant, a
//! phone number, a tool or the organization. Pure: whoever calls has fetched it.

mod messages;
mod reach;
mod server;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::rule::{Check, Fault, Rule};
use crate::event::finding::Finding;
pub(super) use messages::RULES as OF_MESSAGES;
pub(super) use server::RULES as OF_SERVERS;

/// What a configuration belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// An assistant.
    Assistant,
    /// A phone number.
    PhoneNumber,
    /// A tool.
    Tool,
    /// The organization.
    Organization,
}

/// A configuration, as it was fetched.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// What it belongs to.
    pub part: Part,
    /// The whole object.
    pub body: &'a Value,
    /// An assistant's tools that are no part of it, as they were fetched.
    pub tools: &'a [Value],
    /// The URLs that lead to listeners which run now.
    pub listening: &'a [String],
}

impl<'a> Setup<'a> {
    /// A configuration by itself.
    #[must_use]
    pub fn new(part: Part, body: &'a Value) -> Self {
        Self {
            part,
            body,
            tools: &[],
            listening: &[],
        }
    }

    /// Every tool, its own first, with where it stands.
    fn tools(&self) -> Vec<(String, &'a Value)> {
        if self.part == Part::Tool {
            return vec![(String::new(), self.body)];
        }
        let own = self.body["model"]["tools"].as_array();
        let own = own.map_or(&[][..], Vec::as_slice).iter().enumerate();
        let own = own.map(|(at, tool)| (format!("model.tools[{at}]."), tool));
        let others = self.tools.iter().map(|tool| {
            let id = tool["id"].as_str().unwrap_or("without an id");
            (format!("tool {id}: "), tool)
        });
        own.chain(others).collect()
    }

    /// Every server with a URL, with where it stands.
    fn servers(&self) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        let mut add = |at: String, server: &Value| {
            if server["url"].as_str().is_some_and(|url| !url.is_empty()) {
                found.push((at, server.clone()));
            }
        };
        let legacy = self.body["serverUrl"].as_str();
        match legacy.filter(|_| !self.body["server"].is_object()) {
            Some(url) => add("serverUrl".to_owned(), &serde_json::json!({ "url": url })),
            None => add("server".to_owned(), &self.body["server"]),
        }
        if self.part == Part::Assistant {
            for at in [
                "/voice/server",
                "/model/knowledgeBase/server",
                "/startSpeakingPlan/smartEndpointingPlan/server",
            ] {
                if let Some(server) = self.body.pointer(at) {
                    add(at.trim_start_matches('/').replace('/', "."), server);
                }
            }
            for (at, tool) in self.tools() {
                add(format!("{at}server"), &tool["server"]);
            }
        }
        found
    }
}

/// What is wrong with a configuration, by the order of the rules.
#[must_use]
pub fn check(setup: &Setup<'_>) -> Vec<Finding> {
    let rules = super::rules().filter_map(|rule| match rule.check {
        Check::Setup(check) => Some((rule, check)),
        _ => None,
    });
    let findings = rules.flat_map(|(rule, check)| found(rule, check(setup)));
    findings.collect()
}

fn found(rule: &Rule, faults: Vec<Fault>) -> Vec<Finding> {
    faults
        .into_iter()
        .map(|fault| rule.finding(fault))
        .collect()
}

/// What is wrong with a URL that is to be set, and whether it is a URL at all.
#[must_use]
pub fn check_url(url: &str) -> (Vec<Finding>, bool) {
    let body = serde_json::json!({ "server": { "url": url } });
    let setup = Setup::new(Part::Organization, &body);
    let mut findings = check(&setup);
    findings.retain(|finding| matches!(&*finding.id, "VW070" | "VW071"));
    if url.is_empty() {
        let rule = super::find("VW070");
        let fault = || Fault::at("server.url", "nothing", "https://..");
        findings.extend(rule.map(|rule| rule.finding(fault())));
    }
    let is_url = !url.is_empty() && !reach::doubts(url).contains(&reach::Doubt::NoUrl);
    (findings, is_url)
}

/// What is wrong with `serverMessages` that are to be set.
#[must_use]
pub fn check_events(names: &[String]) -> Vec<Finding> {
    let body = serde_json::json!({ "serverMessages": names });
    let setup = Setup::new(Part::Assistant, &body);
    let rule = super::find("VW078");
    rule.map_or_else(Vec::new, |rule| found(rule, messages::unknown(&setup)))
}
