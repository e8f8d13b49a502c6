//! A scenario file becomes a [`Scenario`]. Unknown members are errors, so that a typo is not a
//! step that silently does nothing.

use std::time::Duration;

use serde_json::{Map, Value};

use super::expect;
use super::fields::{Fields, duration, nearest, text, wrong};
use super::model::{Added, Ask, Kind, Scenario, Speech, Step, ToolUse, Verb};
use super::node::{Content, Fault, Node};
use super::{toml, yaml};
use crate::error::{Error, Result};
use crate::event::catalog::{self, Part};

/// How long nothing happens before somebody speaks, unless the step says otherwise.
const BREATH: Duration = Duration::from_millis(600);

/// What a step can be; each step is one of them.
pub(super) const VERBS: &[&str] = &[
    "ask",
    "status",
    "greet",
    "user",
    "assistant",
    "tools",
    "transfer",
    "event",
    "end",
];

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
}

impl Syntax {
    /// By the file's name; without a known ending by how the text begins.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("yaml" | "yml") => Self::Yaml,
            Some("toml") => Self::Toml,
            // A line of TOML has an equals sign or is a header, one of YAML a colon.
            _ => {
                let line = text
                    .lines()
                    .map(str::trim)
                    .find(|line| !line.is_empty() && !line.starts_with('#'));
                let is_toml = line.is_none_or(|line| line.starts_with('[') || line.contains(" = "));
                if is_toml { Self::Toml } else { Self::Yaml }
            }
        }
    }
}

/// Reads a scenario; `name` is what the file is called, for errors.
///
/// # Errors
/// [`crate::error::Kind::Usage`], with the place in the file.
pub fn parse(name: &str, source: &str, syntax: Syntax) -> Result<Scenario> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let node = match syntax {
        Syntax::Toml => toml::read(source),
        Syntax::Yaml => yaml::read(source),
    };
    node.and_then(|node| scenario(&node)).map_err(|fault| {
        let at = fault.at;
        let message = format!("{name}:{}:{}: {}", at.line, at.column, fault.message);
        let error = Error::usage(message);
        match fault.hint {
            Some(hint) => error.hint(hint),
            None => error.hint("a scenario to start from: vapihook simulate inbound --print"),
        }
    })
}

fn scenario(node: &Node) -> Result<Scenario, Fault> {
    let mut fields = Fields::of(node, "a scenario")?;
    let mut scenario = Scenario {
        name: fields.text("name")?.unwrap_or_default(),
        about: fields.text("about")?.unwrap_or_default(),
        ..Scenario::default()
    };
    if let Some(node) = fields.take("call") {
        call(node, &mut scenario)?;
    }
    scenario.assistant = fields.object("assistant")?.unwrap_or_default();
    if let Some(node) = fields.take("assistants") {
        scenario.others = match node.to_json() {
            Value::Array(items) if items.iter().all(Value::is_object) => items
                .into_iter()
                .filter_map(|item| match item {
                    Value::Object(item) => Some(item),
                    _ => None,
                })
                .collect(),
            _ => return Err(wrong(node, "assistants", "a list of tables")),
        };
    }
    let steps = fields.take("step");
    let at = fields.at;
    fields.end()?;
    let Some(steps) = steps else {
        return Err(Fault::new(at, "nothing happens: there is no step"));
    };
    let Content::List(items) = &steps.content else {
        return Err(wrong(steps, "step", "a list of steps"));
    };
    for item in items {
        scenario.steps.push(step(item, scenario.exact)?);
    }
    if scenario.steps.is_empty() {
        return Err(Fault::new(steps.at, "nothing happens: there is no step"));
    }
    Ok(scenario)
}

fn call(node: &Node, scenario: &mut Scenario) -> Result<(), Fault> {
    let mut fields = Fields::of(node, "[call]")?;
    if let Some(node) = fields.take("type") {
        let name = text(node, "type")?;
        let kind = Kind::ALL
            .iter()
            .find(|(_, short, vapi)| *short == name || *vapi == name);
        let (kind, ..) = kind.ok_or_else(|| {
            Fault::new(node.at, format!("there is no call of type \"{name}\""))
                .hint("a call is inbound, outbound or web")
        })?;
        scenario.kind = *kind;
    }
    scenario.customer = fields.object("customer")?.unwrap_or_default();
    scenario.phone_number = fields.object("phone_number")?.unwrap_or_default();
    scenario.variables = fields.object("variables")?.unwrap_or_default();
    scenario.exact = fields.flag("exact")?.unwrap_or(false);
    if let Some(node) = fields.take("server_messages") {
        let Content::List(names) = &node.content else {
            return Err(wrong(node, "server_messages", "a list of types"));
        };
        let mut list = Vec::new();
        for node in names {
            let name = text(node, "server_messages")?;
            if !scenario.exact {
                known_type(node, &name)?;
            }
            list.push(name);
        }
        scenario.server_messages = Some(list);
    }
    fields.end()
}

/// A type that the catalog has, also in the form that asks for final transcripts only.
fn known_type(node: &Node, name: &str) -> Result<(), Fault> {
    let bare = name.split('[').next().unwrap_or(name);
    if catalog::find(bare).is_some() {
        return Ok(());
    }
    let fault = Fault::new(node.at, format!("Vapi has no event \"{name}\""));
    let near = catalog::did_you_mean(name);
    Err(match near.first() {
        Some(near) => fault.hint(format!("did you mean {near}?")),
        None => fault.hint("all of them: vapihook trigger --list"),
    })
}

fn step(node: &Node, exact: bool) -> Result<Step, Fault> {
    let mut fields = Fields::of(node, "a step")?;
    let wait = fields.duration("wait")?;
    let expect = fields.take("expect").map(expect::read).transpose()?;
    let adds = fields.take("adds").map(added).transpose()?;
    let found: Vec<(&'static str, &Node)> = VERBS
        .iter()
        .filter_map(|verb| Some((*verb, fields.take(verb)?)))
        .collect();
    if let [(one, _), (other, node), ..] = found[..] {
        return Err(Fault::new(
            node.at,
            format!("a step is one thing, this is both `{one}` and `{other}`"),
        )
        .hint("make two steps of it"));
    }
    let verb = match found.first() {
        Some(("event", node)) => event(node, &mut fields, exact)?,
        Some((name, node)) => verb(name, node, &mut fields)?,
        None => Verb::Pause,
    };
    let speaks = matches!(verb, Verb::Greet | Verb::User(_) | Verb::Assistant(_));
    let at = fields.at;
    if matches!(verb, Verb::Pause) && wait.is_none() && fields.known().len() > VERBS.len() {
        fields.end()?;
        let message = "this step does nothing";
        return Err(Fault::new(at, message).hint(format!("a step is one of {}", VERBS.join(", "))));
    }
    fields.end()?;
    Ok(Step {
        at,
        wait: wait.unwrap_or(if speaks { BREATH } else { Duration::ZERO }),
        adds: adds.unwrap_or_default(),
        verb,
        expect,
    })
}

fn verb(name: &'static str, node: &Node, fields: &mut Fields<'_>) -> Result<Verb, Fault> {
    Ok(match name {
        "ask" => Verb::Ask(ask(node, fields)?),
        "status" => Verb::Status {
            status: text(node, name)?,
            with: fields.object("with")?.unwrap_or_default(),
        },
        "greet" => match node.content {
            Content::Bool(true) => Verb::Greet,
            _ => return Err(wrong(node, name, "true")),
        },
        "user" => Verb::User(speech(text(node, name)?, fields)?),
        "assistant" => {
            let mut speech = speech(text(node, name)?, fields)?;
            speech.heard = fields.text("heard")?;
            Verb::Assistant(speech)
        }
        "tools" => Verb::Tools(tools(node)?),
        "transfer" => match node.to_json() {
            destination @ Value::Object(_) => Verb::Transfer(destination),
            _ => return Err(wrong(node, name, "a destination, a table")),
        },
        _ => Verb::End {
            reason: text(node, name)?,
            analysis: fields.object("analysis")?.unwrap_or_default(),
        },
    })
}

fn ask(node: &Node, fields: &mut Fields<'_>) -> Result<Ask, Fault> {
    let what = text(node, "ask")?;
    match what.as_str() {
        "assistant" => Ok(Ask::Assistant),
        "transfer" => Ok(Ask::Transfer),
        "handoff" => Ok(Ask::Handoff(
            fields.object("parameters")?.unwrap_or_default(),
        )),
        _ => {
            let fault = Fault::new(node.at, format!("\"{what}\" cannot be asked for"));
            let known = ["assistant", "transfer", "handoff"];
            Err(match nearest(&what, &known) {
                Some(near) => fault.hint(format!("did you mean \"{near}\"?")),
                None => fault.hint("ask for \"assistant\", \"transfer\" or \"handoff\"; for tools: tools = [..]; for anything else: event = \"TYPE\""),
            })
        }
    }
}

fn speech(text: String, fields: &mut Fields<'_>) -> Result<Speech, Fault> {
    Ok(Speech {
        text,
        takes: fields.duration("takes")?,
        partials: fields.count("partials")?.unwrap_or(2).min(50),
        heard: None,
    })
}

fn tools(node: &Node) -> Result<Vec<ToolUse>, Fault> {
    let Content::List(items) = &node.content else {
        return Err(wrong(node, "tools", "a list of calls"));
    };
    if items.is_empty() {
        return Err(Fault::new(node.at, "no tool is called"));
    }
    let tool = |node: &Node| {
        let mut fields = Fields::of(node, "a call of a tool")?;
        let name = fields.text("name")?;
        let tool = ToolUse {
            id: fields.text("id")?,
            name: name.ok_or_else(|| Fault::new(node.at, "a call of a tool needs a `name`"))?,
            arguments: Value::Object(fields.object("arguments")?.unwrap_or_default()),
        };
        fields.end()?;
        Ok(tool)
    };
    items.iter().map(tool).collect()
}

/// Any event; a recording may hold types that nobody knows yet.
fn event(node: &Node, fields: &mut Fields<'_>, exact: bool) -> Result<Verb, Fault> {
    let name = text(node, "event")?;
    if !exact {
        known_type(node, &name)?;
    }
    let mut with: Map<String, Value> = fields.object("with")?.unwrap_or_default();
    Ok(match Part::of(&name) {
        Part::AsksAssistant => Verb::Ask(Ask::Assistant),
        Part::AsksTransfer => Verb::Ask(Ask::Transfer),
        Part::AsksHandoff => {
            let parameters = with.remove("parameters");
            let parameters = parameters.and_then(|it| it.as_object().cloned());
            Verb::Ask(Ask::Handoff(parameters.unwrap_or_default()))
        }
        Part::AsksTools => {
            return Err(Fault::new(node.at, format!("{name} is made by `tools`"))
                .hint("tools = [{ name = \"..\", arguments = {} }]"));
        }
        Part::Report => Verb::Report { with },
        _ => Verb::Event { name, with },
    })
}

fn added(node: &Node) -> Result<Vec<Added>, Fault> {
    let Content::List(items) = &node.content else {
        return Err(wrong(node, "adds", "a list of what was said"));
    };
    let one = |node: &Node| {
        let mut fields = Fields::of(node, "what was said")?;
        let added = Added {
            role: fields.text("role")?.unwrap_or_else(|| "user".to_owned()),
            text: fields.text("text")?.unwrap_or_default(),
            takes: match fields.take("takes") {
                Some(node) => duration(node, "takes")?,
                None => Duration::ZERO,
            },
        };
        fields.end()?;
        Ok(added)
    };
    items.iter().map(one).collect()
}
