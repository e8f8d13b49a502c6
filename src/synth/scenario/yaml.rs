//! YAML 1.2, read with the places of its values: the core schema's scalars, anchors and aliases
//! (not those that would make a small file large), one document.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};
use serde_json::Number;

use super::node::{Content, Fault, Key, Node, Place};

/// Most values of a file, aliases resolved.
const MOST: usize = 100_000;
/// Deepest nesting.
const DEEPEST: usize = 64;

/// Reads a YAML document.
pub fn read(text: &str) -> Result<Node, Fault> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        made: 0,
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::StreamEnd, span) => return Err(Fault::new(place(span.start), "it is empty")),
            (event, span) => {
                let node = reader.node(event, span, 0)?;
                return reader.ends(node);
            }
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchors: HashMap<usize, Node>,
    made: usize,
}

fn place(marker: Marker) -> Place {
    Place {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Fault> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(Fault::new(place(*error.marker()), error.info())),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    /// Nothing but the end may follow.
    fn ends(&mut self, node: Node) -> Result<Node, Fault> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(node),
                (Event::DocumentEnd | Event::Nothing, _) => {}
                (_, span) => {
                    let why = "a second document begins; a scenario is one";
                    return Err(Fault::new(place(span.start), why));
                }
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Fault> {
        let at = place(span.start);
        self.made += 1;
        if depth > DEEPEST || self.made > MOST {
            return Err(Fault::new(at, "this is nested too deep, or too much"));
        }
        let (content, anchor) = match event {
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let mut node = node.ok_or_else(|| Fault::new(at, "no such anchor"))?;
                self.made += size(&node);
                node.at = at;
                return Ok(node);
            }
            Event::Scalar(text, ScalarStyle::Plain, anchor, None) => (plain(&text), anchor),
            Event::Scalar(text, _, anchor, _) => (Content::Text(text.into_owned()), anchor),
            Event::SequenceStart(anchor, _) => (self.list(depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.table(depth)?, anchor),
            _ => return Err(Fault::new(at, "a value is missing")),
        };
        let node = Node { at, content };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn list(&mut self, depth: usize) -> Result<Content, Fault> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Content::List(items)),
                (event, span) => items.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn table(&mut self, depth: usize) -> Result<Content, Fault> {
        let mut members: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let at = place(span.start);
            let text = match event {
                Event::MappingEnd => return Ok(Content::Table(members)),
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(Fault::new(at, "the name of a member is a text")),
            };
            if members.iter().any(|(key, _)| key.text == text) {
                return Err(Fault::new(at, format!("`{text}` stands here twice")));
            }
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            members.push((Key { at, text }, node));
        }
    }
}

fn size(node: &Node) -> usize {
    match &node.content {
        Content::List(items) => items.iter().map(|item| 1 + size(item)).sum(),
        Content::Table(members) => members.iter().map(|(_, item)| 1 + size(item)).sum(),
        _ => 0,
    }
}

/// A plain scalar by the core schema.
fn plain(text: &str) -> Content {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Content::Null,
        "true" | "True" | "TRUE" => Content::Bool(true),
        "false" | "False" | "FALSE" => Content::Bool(false),
        _ => number(text).map_or_else(|| Content::Text(text.to_owned()), Content::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.trim_start_matches(['-', '+']);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    // A phone number that nobody quoted is text, not an integer with a sign.
    if text.starts_with('+') {
        return None;
    }
    let whole = text.parse::<i64>().map(Number::from).ok();
    whole.or_else(|| text.parse().ok().and_then(Number::from_f64))
}
