//! Which events go where: `--route`, `--events`, `--exclude`.

use std::sync::Arc;

use wildmatch::WildMatch;

use super::target::Target;
use crate::error::{Error, Result};
use crate::event::catalog;
use crate::event::envelope::Envelope;
use crate::event::exchange::Arrival;

/// An event type, or a pattern with `*` and `?`.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: WildMatch,
}

impl Pattern {
    /// Any text is a pattern; a type that Vapi is not known to send matches all the same.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            matcher: WildMatch::new(text),
        }
    }

    /// Whether the event's name matches.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.matcher.matches(name)
    }

    /// A warning when no known type matches, with the nearest ones.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        let voice = self.text.starts_with("voice.");
        if voice || catalog::rows().any(|row| self.matches(row.name)) {
            return None;
        }
        let near = catalog::did_you_mean(&self.text).join(", ");
        Some(if near.is_empty() {
            format!("no known event type matches \"{}\"", self.text)
        } else {
            format!(
                "no known event type matches \"{}\"; did you mean {near}?",
                self.text
            )
        })
    }
}

/// A target with its text, shared by the events that go there.
#[derive(Clone, Debug)]
pub struct Destination {
    /// Where.
    pub target: Target,
    /// Its URL, for lines and records.
    pub text: Arc<str>,
}

impl Destination {
    /// An event on its way there.
    #[must_use]
    pub fn arrival(&self, envelope: Envelope) -> Arc<Arrival> {
        Arc::new(Arrival::new(envelope, Some(self.text.clone())))
    }
}

impl From<Target> for Destination {
    fn from(target: Target) -> Self {
        let text = target.to_string().into();
        Self { target, text }
    }
}

/// The routing table.
#[derive(Clone, Debug)]
pub struct Routing {
    default: Destination,
    routes: Vec<(Pattern, Destination)>,
    only: Vec<Pattern>,
    except: Vec<Pattern>,
}

impl Routing {
    /// Everything goes to `default`.
    #[must_use]
    pub fn to(default: Target) -> Self {
        Self {
            default: default.into(),
            routes: Vec::new(),
            only: Vec::new(),
            except: Vec::new(),
        }
    }

    /// Events that match `TYPE` of a `TYPE=TARGET` go to its target; the first match counts.
    ///
    /// # Errors
    /// [`crate::error::Kind::Usage`] when the text is not `TYPE=TARGET`.
    pub fn route(&mut self, text: &str, fixed_path: bool) -> Result<()> {
        // `transcript[transcriptType="final"]=3000`: the type itself may hold an `=`.
        let at = text.rfind("]=").map(|at| at + 1).or_else(|| text.find('='));
        let Some((kind, target)) = at.map(|at| (&text[..at], &text[at + 1..])) else {
            return Err(Error::usage(format!("\"{text}\" is not a route"))
                .hint("a route is TYPE=TARGET, as in --route 'tool-calls=localhost:3001/tools'"));
        };
        let target = Target::parse(target)?.fixed_path(fixed_path);
        self.routes.push((Pattern::new(kind.trim()), target.into()));
        Ok(())
    }

    /// Only events that match one of `patterns` are forwarded (all, when there is none).
    pub fn only(&mut self, patterns: &[String]) {
        self.only
            .extend(patterns.iter().map(|text| Pattern::new(text)));
    }

    /// Events that match one of `patterns` are not forwarded.
    pub fn except(&mut self, patterns: &[String]) {
        self.except
            .extend(patterns.iter().map(|text| Pattern::new(text)));
    }

    /// Where an event goes; `None` when it is kept back. Filters choose among events: what is no
    /// event (a health check, a custom-LLM request) always passes.
    #[must_use]
    pub fn destination(&self, arrival: &Arrival) -> Option<&Destination> {
        if self.routes.is_empty() && self.only.is_empty() && self.except.is_empty() {
            return Some(&self.default);
        }
        let event = arrival.event();
        let name = &*event.name;
        let matches = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(name));
        let chosen = (self.only.is_empty() || matches(&self.only)) && !matches(&self.except);
        if event.dialect.is_event() && !chosen {
            return None;
        }
        let route = self
            .routes
            .iter()
            .find(|(pattern, _)| pattern.matches(name));
        Some(route.map_or(&self.default, |(_, destination)| destination))
    }

    /// Every target, the default first.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        std::iter::once(&self.default)
            .chain(self.routes.iter().map(|(_, destination)| destination))
            .map(|destination| &destination.target)
    }

    /// What to warn of: patterns that match no known type.
    pub fn doubts(&self) -> impl Iterator<Item = String> {
        let routes = self.routes.iter().map(|(pattern, _)| pattern);
        routes
            .chain(&self.only)
            .chain(&self.except)
            .filter_map(Pattern::doubt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Event;
    use crate::event::dialect::{Dialect, Shape};
    use crate::event::testing::post;

    fn arrival(name: &str, dialect: Dialect) -> Arrival {
        let event = Event {
            dialect,
            event_type: Some(name.to_owned().into()),
            name: name.to_owned().into(),
            call_id: None,
            deadline: catalog::DEFAULT_TIMEOUT,
            transcript: None,
            summary: "".into(),
        };
        Arrival::known(post(""), event, None)
    }

    #[test]
    fn routes_and_filters_choose() {
        let mut routing = Routing::to(Target::parse("3000").expect("a target"));
        routing.route("tool-*=3001/tools", false).expect("a route");
        routing
            .route("transcript[transcriptType=\"final\"]=3002", true)
            .expect("a route");
        routing.only(&["tool-calls".into(), "transcript*".into()]);
        routing.except(&["transcript".into()]);
        let to = |name: &str, dialect| {
            let arrival = arrival(name, dialect);
            routing.destination(&arrival).map(|to| to.text.to_string())
        };
        let tools = Some("http://localhost:3001/tools".to_owned());
        assert_eq!(to("tool-calls", Dialect::Vapi), tools);
        let bracket = "transcript[transcriptType=\"final\"]";
        assert_eq!(
            to(bracket, Dialect::Vapi),
            Some("http://localhost:3002".into())
        );
        assert_eq!(to("transcript", Dialect::Vapi), None);
        assert_eq!(to("hang", Dialect::Vapi), None);
        let health = to("GET /health", Dialect::Other(Shape::Empty));
        assert_eq!(health, Some("http://localhost:3000".into()));
        assert!(routing.route("tool-calls", false).is_err());
    }

    #[test]
    fn unknown_types_are_doubted() {
        assert_eq!(Pattern::new("tool-c*").doubt(), None);
        assert_eq!(Pattern::new("voice.completed").doubt(), None);
        let doubt = Pattern::new("tool-call").doubt().expect("a doubt");
        assert!(doubt.contains("tool-calls"), "{doubt}");
    }
}
