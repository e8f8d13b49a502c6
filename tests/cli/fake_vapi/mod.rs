//! Vapi's REST API as far as the program speaks to it, in this process and on a port of its own:
//! keys, lists, items, PATCH with its shallow merge, and everything that goes wrong on the way.
//!
//! What it does is written in the fact sheet's chapter on REST; where that is unsure, the fake has
//! a switch for each possibility. [`FakeVapi`] is set up and started, [`Vapi`] is the running one.

mod client;
mod fault;
mod list;
mod rules;
pub mod schema;
mod server;
mod state;

#[cfg(test)]
mod self_test;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use serde_json::{Value, json};
use tokio::sync::oneshot;

pub use client::{SETTINGS, block_on, client};
pub use fault::{Fault, Gate, Moment};
pub use rules::Member;
pub use state::Request;
use state::State;

/// The private key, the one that is accepted. Like a secret, it must be seen nowhere.
pub const KEY: &str = "5ec2e7ed-4a11-4c0d-8bad-f00dfeedface";
/// The public key: known, and of the wrong kind.
pub const PUBLIC_KEY: &str = "9b11c0de-4a11-4c0d-8bad-f00dfeedface";

/// An account that is being set up.
pub struct FakeVapi(State);

impl FakeVapi {
    pub fn new() -> Self {
        Self(State::default())
    }

    /// Adds an assistant. What every object has (`id`, `orgId`, `createdAt`, `updatedAt`) is
    /// filled in when it is missing; each object is a second younger than the one before.
    pub fn assistant(self, object: Value) -> Self {
        self.with("assistant", object)
    }

    /// Adds a phone number, of `provider` `vapi` when it names none.
    pub fn phone_number(self, object: Value) -> Self {
        self.with("phone-number", object)
    }

    /// Adds a tool, of `type` `function` when it names none.
    pub fn tool(self, object: Value) -> Self {
        self.with("tool", object)
    }

    /// Adds an object below that path.
    pub fn with(mut self, kind: &'static str, object: Value) -> Self {
        self.0.add(kind, object);
        self
    }

    /// What a PATCH of a phone number does about `provider`. Not said: either.
    pub fn provider_on_patch(mut self, member: Member) -> Self {
        self.0.rules.provider = member;
        self
    }

    /// What a PATCH of a tool does about `type`. Not said: either.
    pub fn type_on_patch(mut self, member: Member) -> Self {
        self.0.rules.tool_type = member;
        self
    }

    /// Takes `serverUrl` and `serverUrlSecret` in a PATCH. Not said: refused.
    pub fn accept_legacy(mut self) -> Self {
        self.0.rules.accept_legacy = true;
        self
    }

    /// A PATCH of `server` removes the legacy `serverUrl`. Not said: it stays beside it.
    pub fn server_replaces_legacy(mut self) -> Self {
        self.0.rules.server_replaces_legacy = true;
        self
    }

    /// Refuses unknown members of `server`. Not said: they are kept and returned, like a member
    /// that Vapi adds tomorrow.
    pub fn strict_server(mut self) -> Self {
        self.0.rules.strict_server = true;
        self
    }

    pub fn start(self) -> Vapi {
        let state = Arc::new(Mutex::new(self.0));
        let (address, stop, thread) = server::start(state.clone());
        Vapi {
            address,
            state,
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

/// A running fake. Closes its port and its connections when it is dropped, and then fails the
/// test when it got a body that Vapi would not have taken.
pub struct Vapi {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Vapi {
    /// The base URL, for `--base-url` and `VAPI_BASE_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The key that is accepted.
    #[expect(clippy::unused_self, reason = "reads better beside url()")]
    pub fn key(&self) -> &'static str {
        KEY
    }

    /// The object as it is stored, secrets included; `which` is its id or its name. `null` when
    /// there is none.
    pub fn get(&self, kind: &str, which: &str) -> Value {
        let state = lock(&self.state);
        state
            .object(kind, which)
            .map_or(Value::Null, |object| object.body.clone())
    }

    /// The object as a GET returns it.
    pub fn shown(&self, kind: &str, which: &str) -> Value {
        let state = lock(&self.state);
        state
            .object(kind, which)
            .map_or(Value::Null, state::Object::shown)
    }

    /// Every request so far, also those that failed.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state).requests.clone()
    }

    /// The requests whose line starts so: `PATCH`, `GET /tool`, `PATCH /assistant/ID`.
    pub fn requests_to(&self, line: &str) -> Vec<Request> {
        let mut requests = self.requests();
        requests.retain(|request| request.line().starts_with(line));
        requests
    }

    /// The bodies of every PATCH so far.
    pub fn patches(&self) -> Vec<Value> {
        let patches = self.requests_to("PATCH");
        patches.iter().map(Request::json).collect()
    }

    /// Changes an object behind the program's back.
    pub fn change(&self, kind: &str, which: &str, change: impl FnOnce(&mut Value)) {
        let mut state = lock(&self.state);
        let now = state.tick();
        let object = state.object_mut(kind, which).expect("an object to change");
        change(&mut object.body);
        object.body["updatedAt"] = json!(now);
    }

    /// Deletes an object behind the program's back.
    pub fn remove(&self, kind: &str, which: &str) {
        lock(&self.state).remove(kind, which);
    }

    /// Lets requests go wrong from now on. Faults that match the same request take turns in the
    /// order they were given.
    pub fn fail(&self, fault: Fault) {
        lock(&self.state).faults.push(fault);
    }

    /// Lets nothing go wrong any more.
    pub fn mend(&self) {
        lock(&self.state).faults.clear();
    }

    /// Holds the next request whose line starts so, at this moment, until the gate opens.
    pub fn gate(&self, line: &str, moment: Moment) -> Gate {
        let (gate, held) = fault::gate(line, moment);
        lock(&self.state).gates.push(held);
        gate
    }

    /// Fails when a request had a body that Vapi's published schema does not allow (known only
    /// when `VAPIHOOK_CORPUS` is set) or no JSON content type.
    pub fn assert_clean(&self) {
        let violations = lock(&self.state).violations.clone();
        assert!(violations.is_empty(), "Vapi got: {violations:#?}");
    }

    /// What [`Vapi::assert_clean`] fails for; forgotten afterwards, for a test that sends such a
    /// body on purpose.
    pub fn take_violations(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state).violations)
    }
}

impl Drop for Vapi {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            assert!(matches!(ended, Some(Ok(()))), "the fake ended badly");
            self.assert_clean();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
