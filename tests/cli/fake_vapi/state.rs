//! The account: its objects, its log, and the answer to each request.

use bytes::Bytes;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use super::fault::{Fault, Held};
use super::rules::Rules;
use super::{KEY, PUBLIC_KEY, list, schema};

/// The paths that have lists and items.
const KINDS: [&str; 4] = ["assistant", "phone-number", "tool", "squad"];

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

impl Request {
    /// `PATCH /assistant/ID`
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The first header of that name (in lower case), empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as JSON, `null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Reply {
    pub fn new(status: u16, content_type: &str, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.to_owned(),
        }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", &body.to_string())
    }

    /// An error as `NestJS` words it: one message or several.
    pub fn error(status: u16, message: impl Into<Value>) -> Self {
        let mut body = json!({ "message": message.into() });
        let reason = http::StatusCode::from_u16(status).ok();
        if let Some(reason) = reason.and_then(|status| status.canonical_reason()) {
            body["error"] = json!(reason);
        }
        body["statusCode"] = json!(status);
        Self::json(status, &body)
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A stored object, secrets included.
pub struct Object {
    pub kind: &'static str,
    pub body: Value,
}

impl Object {
    fn is(&self, kind: &str, which: &str) -> bool {
        self.kind == kind && (self.body["id"] == which || self.body["name"] == which)
    }

    /// Whether its secret is kept from those who ask.
    fn hides_secret(&self) -> bool {
        matches!(self.kind, "assistant" | "phone-number")
    }

    /// As the API gives it back: without the secret, times in milliseconds.
    pub fn shown(&self) -> Value {
        let mut body = self.body.clone();
        for name in ["createdAt", "updatedAt"] {
            body[name] = json!(format!("{:.3}", self.time(name)));
        }
        if self.hides_secret() {
            let of_server = body
                .get_mut("server")
                .and_then(Value::as_object_mut)
                .and_then(|server| server.shift_remove("secret"));
            let object = body.as_object_mut().expect("an object");
            let legacy = object.shift_remove("serverUrlSecret");
            if [of_server, legacy].iter().flatten().any(|s| !s.is_null()) {
                body["isServerUrlSecretSet"] = json!(true);
            }
        }
        body
    }

    pub fn time(&self, name: &str) -> Timestamp {
        let text = self.body[name].as_str().expect("a time");
        text.parse().expect("a time in RFC 3339")
    }

    /// Top-level members replace the stored ones whole; `null` removes one.
    fn merge(&mut self, members: Map<String, Value>, rules: &Rules) {
        let object = self.body.as_object_mut().expect("an object");
        if members.contains_key("server") {
            // Whatever secret there was, it is replaced with the server it belonged to.
            object.shift_remove("isServerUrlSecretSet");
            if rules.server_replaces_legacy {
                object.shift_remove("serverUrl");
                object.shift_remove("serverUrlSecret");
            }
        }
        for (name, value) in members {
            if value.is_null() {
                object.shift_remove(&name);
            } else {
                object.insert(name, value);
            }
        }
    }
}

/// The account.
#[derive(Default)]
pub struct State {
    pub rules: Rules,
    pub requests: Vec<Request>,
    pub faults: Vec<Fault>,
    pub gates: Vec<Held>,
    pub violations: Vec<String>,
    objects: Vec<Object>,
    lists: usize,
    ticks: i64,
}

impl State {
    /// A time a second after the last one.
    pub fn tick(&mut self) -> String {
        self.ticks += 1;
        let start = Timestamp::constant(1_735_689_600, 0);
        format!("{:.3}", start + self.ticks.seconds())
    }

    pub fn add(&mut self, kind: &'static str, object: Value) {
        assert!(KINDS.contains(&kind), "{kind}");
        let now = self.tick();
        let mut body = json!({
            "id": format!("00000000-0000-4000-8000-{:012}", self.ticks),
            "orgId": "0f9a0000-0000-4000-8000-000000000000",
            "createdAt": object.get("createdAt").unwrap_or(&json!(now)),
            "updatedAt": object.get("createdAt").unwrap_or(&json!(now)),
        });
        match kind {
            "phone-number" => body["provider"] = json!("vapi"),
            "tool" => body["type"] = json!("function"),
            _ => {}
        }
        let Value::Object(members) = object else {
            panic!("not an object: {object}");
        };
        body.as_object_mut().expect("an object").extend(members);
        self.objects.push(Object { kind, body });
    }

    pub fn remove(&mut self, kind: &str, which: &str) {
        self.objects.retain(|object| !object.is(kind, which));
    }

    pub fn object(&self, kind: &str, which: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.is(kind, which))
    }

    pub fn object_mut(&mut self, kind: &str, which: &str) -> Option<&mut Object> {
        self.objects
            .iter_mut()
            .find(|object| object.is(kind, which))
    }

    /// The answer to a request.
    pub fn answer(&mut self, request: &Request) -> Reply {
        let bearer = request.header("authorization").strip_prefix("Bearer ");
        if bearer == Some(PUBLIC_KEY) {
            let message = "Invalid Key. Hot tip, you may be using the private key instead of the \
                           public key, or vice versa.";
            return Reply::error(401, message);
        }
        if bearer != Some(KEY) {
            let body = json!({"message": "Unauthorized", "statusCode": 401});
            return Reply::json(401, &body);
        }
        let path: Vec<&str> = request.path.split('/').skip(1).collect();
        match (&*request.method, &*path) {
            (_, ["org", ..]) => Reply::error(403, "Forbidden resource"),
            ("GET", [kind]) if KINDS.contains(kind) => {
                self.lists += 1;
                let objects: Vec<&Object> =
                    self.objects.iter().filter(|o| o.kind == *kind).collect();
                list::answer(&objects, &request.query, self.lists.is_multiple_of(2))
            }
            ("GET", [kind, id]) if KINDS.contains(kind) => match self.by_id(kind, id) {
                Some(at) => Reply::json(200, &self.objects[at].shown()),
                None => missing(kind, id),
            },
            ("PATCH", [kind, id]) if KINDS.contains(kind) => match self.by_id(kind, id) {
                Some(at) => self.patch(at, request),
                None => missing(kind, id),
            },
            _ => Reply::error(404, format!("Cannot {}", request.line())),
        }
    }

    fn by_id(&self, kind: &str, id: &str) -> Option<usize> {
        self.objects
            .iter()
            .position(|object| object.kind == kind && object.body["id"] == id)
    }

    fn patch(&mut self, at: usize, request: &Request) -> Reply {
        let line = request.line();
        if !request
            .header("content-type")
            .starts_with("application/json")
        {
            self.violations.push(format!("{line}: not sent as JSON"));
        }
        let Ok(Value::Object(members)) = serde_json::from_slice(&request.body) else {
            return Reply::error(400, "Expected a JSON object");
        };
        let object = &self.objects[at];
        if let Some(document) = schema::published() {
            let found = document.violations(object.kind, &object.body, &members);
            let found = found.into_iter().map(|what| format!("{line}: {what}"));
            self.violations.extend(found);
        }
        let refused = self.rules.refused(object.kind, &object.body, &members);
        if !refused.is_empty() {
            return Reply::error(400, refused);
        }
        let now = self.tick();
        let object = &mut self.objects[at];
        object.merge(members, &self.rules);
        object.body["updatedAt"] = json!(now);
        Reply::json(200, &object.shown())
    }
}

fn missing(kind: &str, id: &str) -> Reply {
    Reply::error(
        404,
        json!(format!("Couldn't find {kind}. {id} does not exist.")),
    )
}
