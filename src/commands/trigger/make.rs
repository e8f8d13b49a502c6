//! Makes the requests: a template, the tool calls that were asked for, fresh ids and times, and
//! last the changes of the command line.

use bytes::Bytes;
use http::Method;
use vapihook_json::raw::Raw;

use super::{Args, Map, find};
use crate::commands::signing::Signer;
use crate::commands::what;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::event::dialect::Dialect;
use crate::event::envelope::{Envelope, Headers, now_ms};
use crate::event::id::EventId;
use crate::relay::target::Target;
use crate::synth::calls::{self, Arguments, Call, Shape};
use crate::synth::definition::{self, Definition};
use crate::synth::fresh::Fresh;
use crate::synth::random::Random;
use crate::synth::{arguments, corsair, fuzz};

/// One request, made.
pub(super) struct Made {
    /// What is sent.
    pub(super) envelope: Envelope,
    /// What was made wrong in it, on purpose.
    pub(super) wrong: Option<String>,
}

/// Makes the requests of one command line, one after the other.
pub(super) struct Maker<'a> {
    args: &'a Args,
    template: Template,
    tools: Vec<Definition>,
    cases: Vec<fuzz::Case>,
    seed: u64,
    /// Arguments come from here, the same for the same seed.
    random: Random,
    /// Ids come from here, never the same.
    ids: Random,
    target: &'a Target,
    signer: Option<Signer>,
}

/// What an event is made from.
struct Template {
    name: String,
    path: String,
    body: String,
}

impl<'a> Maker<'a> {
    /// A maker of requests to `target`.
    pub(super) fn new(args: &'a Args, target: &'a Target, context: &Context) -> Result<Self> {
        let template = Template::of(args, context)?;
        let tools = tools(args)?;
        let seed = args.calls.seed.unwrap_or_else(Random::fresh_seed);
        let mut random = Random::new(seed);
        let count = args.calls.fuzz.unwrap_or_default() as usize;
        let mut cases = fuzz::cases(&tools, count, &mut random);
        if !template.holds_calls() {
            // Two at once cannot be; what takes their place comes behind.
            cases = fuzz::cases(&tools, count * 2, &mut random);
            cases.retain(|case| case.calls.len() == 1);
            cases.truncate(count);
        }
        Ok(Self {
            args,
            template,
            tools,
            cases,
            seed,
            random,
            ids: Random::fresh(),
            target,
            signer: args.signing.signer(context)?,
        })
    }

    /// The seed, when nobody chose it and it decides something.
    pub(super) fn seed_to_tell(&self) -> Option<u64> {
        (self.args.calls.fuzz.is_some() && self.args.calls.seed.is_none()).then_some(self.seed)
    }

    /// How many requests there are.
    pub(super) fn count(&self) -> usize {
        let each = if self.cases.is_empty() {
            self.tools.len().max(1)
        } else {
            self.cases.len()
        };
        each * self.args.repeat as usize
    }

    /// The request of a number below [`Maker::count`].
    pub(super) fn make(&mut self, number: usize) -> Result<Made> {
        let (calls, shape, wrong) = self.calls(number)?;
        let mut text = self.template.body.clone();
        if let Some(calls) = calls {
            text = calls::write(&text, &calls, shape)?
                .or_else(|| self.bare(&text, &calls))
                .ok_or_else(|| {
                    let name = &self.template.name;
                    Error::usage(format!("{name} calls no tools"))
                        .hint("events that do: tool-calls, function-call, mcp.tools.call")
                })?;
        }
        if let Some(Map::Corsair) = self.args.mapped {
            text = corsair::shape(&text)?;
        }
        if !self.args.exact {
            text = Fresh::new(now_ms(), self.ids.split())
                .call_id(self.args.call_id.as_deref())
                .renew(&text);
        }
        let body = self.args.changes.apply(&Bytes::from(text))?;
        let mut envelope = self.envelope(body)?;
        if let Some(signer) = &self.signer {
            let url = url(self.target, &envelope)?.to_string();
            let mut headers = envelope.headers.to_map();
            signer.apply(&mut headers, &envelope.method, &url, &envelope.body)?;
            envelope.headers = Headers::from_map(&headers);
        }
        Ok(Made { envelope, wrong })
    }

    /// The calls of a request, how they are written, and what is wrong with them; no calls when
    /// the template's stay.
    fn calls(&mut self, number: usize) -> Result<(Option<Vec<Call>>, Shape, Option<String>)> {
        let asked = self.args.calls.shape.map(Shape::from);
        let shape = asked.unwrap_or_default();
        if !self.cases.is_empty() {
            let case = &self.cases[number % self.cases.len()];
            let count = self.cases.len();
            let wrong = format!("{}/{count} {}", number % count + 1, case.wrong);
            let shape = case.shape.unwrap_or(shape);
            return Ok((Some(case.calls.clone()), shape, Some(wrong)));
        }
        if !self.tools.is_empty() {
            let tool = &self.tools[number % self.tools.len()];
            let made = arguments::valid(&tool.schema, &mut self.random);
            return Ok((Some(vec![tool.call(Arguments::Json(made), 0)]), shape, None));
        }
        let own = calls::read(&self.template.body);
        if self.args.calls.tool.is_none() && self.args.calls.args.is_none() {
            return Ok((asked.map(|_| own), shape, None));
        }
        let given = match &self.args.calls.args {
            None => None,
            Some(text) => Some(
                serde_json::from_str(text)
                    .map_err(|error| Error::usage(format!("--args cannot be read: {error}")))?,
            ),
        };
        // A tool that the template calls keeps its definition and, unless given, its arguments.
        let known = match &self.args.calls.tool {
            Some(name) => own.into_iter().find(|call| call.name == **name),
            None => own.into_iter().next(),
        };
        let mut call = known.unwrap_or_else(|| {
            let name = self.args.calls.tool.as_deref().unwrap_or_default();
            Call::new(name, Arguments::Json(serde_json::Map::new().into()))
        });
        if let Some(given) = given {
            call.arguments = Arguments::Json(given);
        }
        Ok((Some(vec![call]), shape, None))
    }

    /// A request that is nothing but the arguments of one call.
    fn bare(&self, text: &str, calls: &[Call]) -> Option<String> {
        let dialect = self.envelope(Bytes::from(text.to_owned())).ok()?;
        let bare = Event::parse(&dialect).dialect == Dialect::ApiRequest;
        match (bare, calls) {
            (true, [call]) => match &call.arguments {
                Arguments::Json(value) => Some(value.to_string()),
                Arguments::Text(text) => Some(text.clone()),
            },
            _ => None,
        }
    }

    fn envelope(&self, body: Bytes) -> Result<Envelope> {
        let mut headers = b"content-type: application/json\r\n".to_vec();
        let mut envelope = Envelope {
            id: EventId::new(),
            received_ms: now_ms(),
            method: Method::POST,
            path: self.template.path.clone(),
            headers: Headers::from_block(headers.clone()),
            body,
        };
        let event = Event::parse(&envelope);
        if event.dialect == Dialect::McpTool {
            // An MCP request says in a header which call it belongs to (contract 1.2).
            let id = match &self.args.call_id {
                Some(id) => id.clone(),
                None => Random::fresh().uuid(now_ms()),
            };
            headers.extend_from_slice(format!("x-call-id: {id}\r\n").as_bytes());
            envelope.headers = Headers::from_block(headers);
        } else if let Some(id) = &self.args.call_id
            && event.call_id.as_deref() != Some(id)
            && self.args.changes.is_empty()
        {
            let name = &self.template.name;
            return Err(Error::usage(format!("{name} belongs to no call"))
                .hint("--call-id is for events of a call; leave it out"));
        }
        Ok(envelope)
    }
}

impl Template {
    /// Whether it has room for several calls.
    fn holds_calls(&self) -> bool {
        let two = [(); 2].map(|()| Call::new("a", Arguments::Text(String::new())));
        matches!(calls::write(&self.body, &two, Shape::Object), Ok(Some(_)))
    }

    fn of(args: &Args, context: &Context) -> Result<Self> {
        let Some(from) = &args.from else {
            let kind = find(args.kind.as_deref().unwrap_or_default())?;
            return Ok(Self {
                name: kind.name.to_owned(),
                path: kind.path.to_owned(),
                body: kind.body(),
            });
        };
        let mut found = what::find(std::slice::from_ref(from), context)?;
        if let Some(kind) = &args.kind
            && found.len() > 1
        {
            found.retain(|exchange| *exchange.arrival.event().name == **kind);
        }
        let exchange = match (&found[..], &args.kind) {
            ([exchange], _) => exchange,
            ([], Some(kind)) => {
                return Err(Error::not_found(format!("no {kind} is in {from}")));
            }
            (several, _) => {
                let count = several.len();
                return Err(Error::usage(format!("{from} names {count} events"))
                    .hint("a template is one event: name it by its id, or put it in a file"));
            }
        };
        let name = exchange.arrival.event().name.to_string();
        if let Some(kind) = args.kind.as_ref().filter(|kind| ***kind != *name) {
            return Err(Error::usage(format!("{from} holds a {name}, not a {kind}"))
                .hint("leave the type out, or name the one it holds"));
        }
        let envelope = &exchange.arrival.envelope;
        let body = String::from_utf8(envelope.body.to_vec())
            .map_err(|_| Error::failed(format!("{from} is not UTF-8")))?;
        if let Err(error) = Raw::parse(body.trim_start_matches('\u{feff}')) {
            return Err(Error::failed(format!("{from} is not JSON: {error}")));
        }
        Ok(Self {
            name,
            path: envelope.path.clone(),
            body: body.trim_start_matches('\u{feff}').to_owned(),
        })
    }
}

/// The whole URL that a request goes to.
pub(super) fn url(target: &Target, envelope: &Envelope) -> Result<http::Uri> {
    target
        .uri_for(&envelope.path)
        .map_err(|error| Error::failed(format!("{} is no path: {error}", envelope.path)))
}

/// The tools of `--tools`, only the one that `--tool` names when it does.
fn tools(args: &Args) -> Result<Vec<Definition>> {
    let Some(file) = &args.calls.tools else {
        return Ok(Vec::new());
    };
    let text = std::fs::read_to_string(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::not_found(format!("there is no file \"{file}\"")),
        _ => Error::failed(format!("{file} cannot be read: {error}")),
    })?;
    let mut tools = definition::read(&text).map_err(|mut error| {
        error.message = format!("{file}: {}", error.message);
        error
    })?;
    let names: Vec<String> = tools.iter().map(|tool| tool.name.clone()).collect();
    if let Some(name) = &args.calls.tool {
        tools.retain(|tool| tool.name == *name);
        if tools.is_empty() {
            return Err(
                Error::not_found(format!("{file} defines no tool \"{name}\""))
                    .hint(format!("it defines {}", names.join(", "))),
            );
        }
    }
    Ok(tools)
}
