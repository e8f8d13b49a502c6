//! Which server URL gets which event, and why (contract 5). Pure: what it looks at was fetched.
//!
//! Names of events are the catalog's; which servers are asked is its `server` column.

mod place;
mod speaker;

use serde_json::Value;

use super::resource::Resource;
use super::server::current;
use crate::error::{Error, Result};
use crate::event::catalog::{self, Row, Server, Standing};
pub use place::{Level, Route};
pub use speaker::Speaker;

/// What is to be said about the organization's URL.
pub const ORGANIZATION: &str = "an API key can neither read nor set the organization's URL: see dashboard.vapi.ai, \
     Settings > Server URL";

/// Who may take part in a call.
#[derive(Clone, Debug, Default)]
pub struct Situation {
    /// The assistant, or the members of a squad; none when each call asks for one.
    pub speakers: Vec<Speaker>,
    /// Whether the speakers are a squad's.
    pub squad: bool,
    /// The phone number that is called.
    pub phone: Option<Resource>,
    /// Whether that phone number has an assistant, squad or workflow of its own.
    pub bound: bool,
}

struct Found {
    url: Option<String>,
    level: Level,
    why: String,
}

impl Situation {
    /// Where each event goes, in the catalog's order; only `event`, when it is given.
    ///
    /// # Errors
    /// [`crate::error::Kind::Usage`] when there is no such event.
    pub fn routes(&self, event: Option<&str>) -> Result<Vec<Route>> {
        if let Some(name) = event
            && catalog::find(name).is_none()
        {
            return Err(unknown_event(name));
        }
        let wanted = |row: &&Row| match event {
            Some(name) => row.name == name,
            None => row.standing != Standing::ClientOnly,
        };
        let mut routes = Vec::new();
        for row in catalog::rows().filter(wanted) {
            let by_assistant = !matches!(
                row.server,
                Server::PhoneNumber | Server::Campaign | Server::Nobody
            );
            if by_assistant && !self.speakers.is_empty() {
                for speaker in &self.speakers {
                    self.of_speaker(row, speaker, &mut routes);
                }
            } else {
                routes.push(self.of_call(row));
            }
        }
        if event.is_none() {
            routes.extend(self.speakers.iter().filter_map(transcriber));
        }
        Ok(routes)
    }

    /// An event that no assistant decides about, or that comes while none is known.
    fn of_call(&self, row: &Row) -> Route {
        let (found, sent) = match row.server {
            Server::PhoneNumber => self.before_the_assistant(),
            Server::Campaign | Server::Nobody => {
                let level = match row.server {
                    Server::Campaign => Level::Campaign,
                    _ => Level::Nobody,
                };
                let why = row.server.about().to_owned();
                let url = None;
                (Found { url, level, why }, false)
            }
            Server::Voice | Server::KnowledgeBase => (
                nobody("it depends on the assistant that takes the call"),
                false,
            ),
            Server::Assistant | Server::Endpointing => (self.chain(None, false), true),
            Server::Tool | Server::Call | Server::Handoff => (self.chain(None, true), true),
        };
        route(row.name, found, sent)
    }

    fn before_the_assistant(&self) -> (Found, bool) {
        let Some(phone) = &self.phone else {
            let why = "it comes before an assistant is known, so the phone number that is called \
                       decides: name one with --phone-number";
            let level = Level::PhoneNumber;
            let why = why.to_owned();
            return (
                Found {
                    url: None,
                    level,
                    why,
                },
                false,
            );
        };
        let title = phone.title();
        if self.bound {
            return (
                nobody(&format!("{title} already says who takes the call")),
                false,
            );
        }
        let found = match url_of(phone) {
            Some(url) => Found {
                url: Some(url),
                level: Level::PhoneNumber,
                why: format!("{title} has a server URL and no assistant of its own"),
            },
            None => organization(&format!("no server URL on {title}")),
        };
        (found, true)
    }

    fn of_speaker(&self, row: &Row, speaker: &Speaker, routes: &mut Vec<Route>) {
        let first = routes.len();
        match row.server {
            Server::Tool => self.of_tools(row, speaker, routes),
            Server::Handoff => self.of_handoffs(row, speaker, routes),
            Server::Voice => {
                let own = &speaker.body["voice"]["server"];
                routes.push(own_only(row, own, Level::Voice, "voice"));
            }
            Server::KnowledgeBase => {
                let own = &speaker.body["model"]["knowledgeBase"]["server"];
                routes.push(own_only(
                    row,
                    own,
                    Level::KnowledgeBase,
                    "model.knowledgeBase",
                ));
            }
            Server::Endpointing => routes.push(self.endpointing(row, speaker)),
            Server::Assistant => routes.push(self.subscribed(row, speaker, false)),
            _ => routes.push(self.subscribed(row, speaker, true)),
        }
        for route in &mut routes[first..] {
            route.assistant = Some(speaker.label.clone());
        }
    }

    fn subscribed(&self, row: &Row, speaker: &Speaker, with_phone: bool) -> Route {
        let mut found = self.chain(Some(speaker), with_phone);
        let sent = !row.is_subscribable() || speaker.subscribes(row.name);
        if !sent {
            let why = if speaker.body["serverMessages"].is_array() {
                "serverMessages does not list it"
            } else {
                "serverMessages is not set, and it is not among the defaults"
            };
            found.why = format!("not sent: {why}; else: {}", found.why);
        }
        route(row.name, found, sent)
    }

    fn of_tools(&self, row: &Row, speaker: &Speaker, routes: &mut Vec<Route>) {
        let first = routes.len();
        for tool in speaker.tools.iter().filter(|tool| is_called(tool)) {
            let name = tool_name(tool);
            let mut one = if let Some(url) = text(&current(tool)["url"]) {
                let level = Level::Tool;
                let why = format!("tool {name} has a server URL of its own");
                let url = Some(url);
                route(row.name, Found { url, level, why }, true)
            } else {
                let mut one = self.subscribed(row, speaker, true);
                one.why = format!("tool {name} has none of its own; {}", one.why);
                one
            };
            one.tool = Some(name);
            routes.push(one);
        }
        if routes.len() == first {
            let mut one = self.subscribed(row, speaker, true);
            one.why = format!("no tool has a server of its own; {}", one.why);
            routes.push(one);
        }
    }

    fn of_handoffs(&self, row: &Row, speaker: &Speaker, routes: &mut Vec<Route>) {
        let first = routes.len();
        for tool in &speaker.tools {
            for destination in items(&tool["destinations"]) {
                if destination["type"] != "dynamic" {
                    continue;
                }
                let name = tool_name(tool);
                let own = text(&destination["server"]["url"]);
                let mut one = if let Some(url) = own {
                    let level = Level::Handoff;
                    let why = format!("the dynamic destination of tool {name} has a server URL");
                    let url = Some(url);
                    route(row.name, Found { url, level, why }, true)
                } else {
                    self.subscribed(row, speaker, true)
                };
                one.tool = Some(name);
                routes.push(one);
            }
        }
        if routes.len() == first {
            let found = nobody("no handoff tool has a dynamic destination");
            routes.push(route(row.name, found, false));
        }
    }

    fn endpointing(&self, row: &Row, speaker: &Speaker) -> Route {
        let plan = &speaker.body["startSpeakingPlan"]["smartEndpointingPlan"];
        if let Some(url) = text(&plan["server"]["url"]) {
            let level = Level::Endpointing;
            let why = "startSpeakingPlan.smartEndpointingPlan.server has a URL".to_owned();
            let url = Some(url);
            return route(row.name, Found { url, level, why }, true);
        }
        let custom = text(&plan["provider"]).is_some_and(|name| name.starts_with("custom"));
        if custom {
            return route(row.name, self.chain(Some(speaker), false), true);
        }
        let found = nobody("startSpeakingPlan has no custom smartEndpointingPlan");
        route(row.name, found, false)
    }

    /// Assistant, phone number, organization: the first that has a URL.
    fn chain(&self, speaker: Option<&Speaker>, with_phone: bool) -> Found {
        if let Some(url) = speaker.and_then(|speaker| speaker.url.clone()) {
            let owner = speaker.map_or("", |speaker| &speaker.owner);
            return Found {
                url: Some(url),
                level: Level::Assistant,
                why: format!("{owner} has a server URL"),
            };
        }
        let without = match speaker {
            Some(speaker) => format!("no server URL on assistant {}", speaker.label),
            None => "the assistant that takes the call has none".to_owned(),
        };
        match self.phone.as_ref().filter(|_| with_phone) {
            Some(phone) => match url_of(phone) {
                Some(url) => Found {
                    url: Some(url),
                    level: Level::PhoneNumber,
                    why: format!("{without}, {} has one", phone.title()),
                },
                None => organization(&format!("{without}, none on {}", phone.title())),
            },
            None if with_phone => organization(&format!(
                "{without}, and none on a phone number unless one is called that has one"
            )),
            None => organization(&without),
        }
    }
}

/// An event that nobody knows, with those that may be meant.
fn unknown_event(name: &str) -> Error {
    let near = catalog::did_you_mean(name);
    let error = Error::usage(format!("Vapi has no event \"{name}\""));
    if near.is_empty() {
        let all: Vec<&str> = catalog::rows().map(|row| row.name).collect();
        error.hint(format!("there are {}", all.join(", ")))
    } else {
        error.hint(format!("did you mean {}?", near.join(" or ")))
    }
}

fn route(event: &str, found: Found, sent: bool) -> Route {
    Route {
        event: event.to_owned(),
        url: found.url,
        level: found.level,
        why: found.why,
        sent,
        assistant: None,
        tool: None,
    }
}

/// The custom transcriber: no event, but a URL of ours all the same.
fn transcriber(speaker: &Speaker) -> Option<Route> {
    let url = text(&speaker.body["transcriber"]["server"]["url"])?;
    let found = Found {
        url: Some(url),
        level: Level::Transcriber,
        why: "transcriber.server has a URL: the call's audio, over a WebSocket".to_owned(),
    };
    let mut one = route("custom-transcriber", found, true);
    one.assistant = Some(speaker.label.clone());
    Some(one)
}

fn nobody(why: &str) -> Found {
    Found {
        url: None,
        level: Level::Nobody,
        why: why.to_owned(),
    }
}

fn organization(why: &str) -> Found {
    Found {
        url: None,
        level: Level::Organization,
        why: format!("{why}: the organization's is used; {ORGANIZATION}"),
    }
}

/// A message that only a server of its own gets.
fn own_only(row: &Row, server: &Value, level: Level, place: &str) -> Route {
    match text(&server["url"]) {
        Some(url) => {
            let why = format!("{place}.server has a URL; no other is asked");
            let url = Some(url);
            route(row.name, Found { url, level, why }, true)
        }
        None => route(row.name, nobody(&format!("{place} has no server")), false),
    }
}

/// Whether calls of this tool are sent to a server as events: functions, and what has a server
/// and no protocol of its own.
fn is_called(tool: &Value) -> bool {
    match tool["type"].as_str() {
        None | Some("function") => true,
        Some("mcp" | "apiRequest" | "handoff" | "transferCall") => false,
        Some(_) => text(&current(tool)["url"]).is_some(),
    }
}

/// What a tool is called.
#[must_use]
pub fn tool_name(tool: &Value) -> String {
    let names = [
        &tool["function"]["name"],
        &tool["name"],
        &tool["id"],
        &tool["type"],
    ];
    let name = names.into_iter().find_map(text);
    name.unwrap_or_else(|| "without a name".to_owned())
}

fn url_of(phone: &Resource) -> Option<String> {
    text(&current(&phone.body)["url"])
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty());
    text.map(str::to_owned)
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;
