//! One request to check, wherever it came from: an event, or a bare body with the headers of
//! the command line.

use http::{HeaderName, HeaderValue};

use crate::commands::what::{Form, Found, Origin};
use crate::event::envelope::lines;
use crate::event::exchange::Exchange;
use crate::signature::Request;

/// A request to check.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The event's id, when it has one.
    pub id: Option<String>,
    /// What the event is called.
    pub name: Option<String>,
    pub method: String,
    pub path: String,
    pub headers: Vec<u8>,
    pub body: Vec<u8>,
    /// When it was received, if that is known.
    pub received_ms: Option<i64>,
}

impl Item {
    pub fn of_event(exchange: &Exchange) -> Self {
        let envelope = &exchange.arrival.envelope;
        Self {
            id: Some(envelope.id.to_string()),
            name: Some(exchange.arrival.event().name.to_string()),
            method: envelope.method.to_string(),
            path: envelope.path.clone(),
            headers: envelope.headers.block().to_vec(),
            body: envelope.body.to_vec(),
            received_ms: Some(envelope.received_ms),
        }
    }

    /// What was found, without what it does not say: an id of ours, when it was received.
    pub fn found(found: &Found) -> Self {
        let mut item = Self::of_event(&found.exchange);
        if let Origin::File { is_ours: false, .. } = found.origin {
            item.id = None;
        }
        if found.form == Form::Request {
            item.received_ms = None;
        }
        item
    }

    /// Bytes that are a body and nothing else.
    pub fn of_body(body: Vec<u8>) -> Self {
        Self {
            id: None,
            name: None,
            method: "POST".to_owned(),
            path: "/".to_owned(),
            headers: Vec::new(),
            body,
            received_ms: None,
        }
    }

    /// Puts the headers of the command line in the place of those of their names.
    pub fn set_headers(&mut self, given: &[(HeaderName, HeaderValue)]) {
        if given.is_empty() {
            return;
        }
        let mut block = Vec::new();
        let kept = lines(&self.headers).filter(|(name, _)| {
            !given
                .iter()
                .any(|(set, _)| set.as_str().eq_ignore_ascii_case(name))
        });
        let given = given
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()));
        for (name, value) in kept.chain(given) {
            block.extend_from_slice(name.as_bytes());
            block.extend_from_slice(b": ");
            block.extend_from_slice(value);
            block.extend_from_slice(b"\r\n");
        }
        self.headers = block;
    }

    pub fn request<'a>(&'a self, url: Option<&'a str>) -> Request<'a> {
        Request {
            method: &self.method,
            path: &self.path,
            url,
            headers: &self.headers,
            body: &self.body,
        }
    }
}
