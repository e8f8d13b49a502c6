//! What goes wrong on the way, and a gate to stop a request in the middle.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::sync::watch;

use super::state::Reply;
use crate::sandbox::PATIENCE;

/// Something that goes wrong, once if nothing else is said, with any request.
#[derive(Clone)]
pub struct Fault {
    line: String,
    left: usize,
    /// Whether the request is handled first.
    pub(super) applied: bool,
    how: How,
}

#[derive(Clone)]
enum How {
    Reply(Reply),
    Slow(Duration),
    Silent,
    Drop,
}

impl Fault {
    fn new(how: How) -> Self {
        Self {
            line: String::new(),
            left: 1,
            applied: false,
            how,
        }
    }

    /// 429, with a `Retry-After` of so many seconds.
    pub fn rate_limited(retry_after: &str) -> Self {
        let body = json!({"message": "Rate limit exceeded. Please try again later."});
        let reply = Reply::json(429, &body).header("retry-after", retry_after);
        Self::new(How::Reply(reply))
    }

    /// A `NestJS` error with this status.
    pub fn status(status: u16) -> Self {
        Self::new(How::Reply(Reply::error(status, "It is broken")))
    }

    /// 400 with this message.
    pub fn refusing(message: &str) -> Self {
        Self::new(How::Reply(Reply::error(400, message)))
    }

    /// An HTML page with this status, as something in front of Vapi answers.
    pub fn html(status: u16) -> Self {
        let page = "<!DOCTYPE html>\n<html><head><title>Attention Required!</title></head></html>";
        Self::new(How::Reply(Reply::new(status, "text/html", page)))
    }

    /// 200 with a body that is no JSON.
    pub fn garbage() -> Self {
        Self::new(How::Reply(Reply::new(200, "text/plain", "welcome to wifi")))
    }

    /// A redirect.
    pub fn redirect(to: &str) -> Self {
        let reply = Reply::new(307, "text/plain", "").header("location", to);
        Self::new(How::Reply(reply))
    }

    /// The right answer, so much later.
    pub fn slow(by: Duration) -> Self {
        Self::new(How::Slow(by))
    }

    /// No answer, and the connection stays open.
    pub fn silent() -> Self {
        Self::new(How::Silent)
    }

    /// No answer, the connection is closed.
    pub fn dropped() -> Self {
        Self::new(How::Drop)
    }

    /// Only requests whose line starts so: `PATCH`, `GET /tool`, `PATCH /assistant/ID`.
    pub fn on(mut self, line: &str) -> Self {
        line.clone_into(&mut self.line);
        self
    }

    /// So many times.
    pub fn times(mut self, times: usize) -> Self {
        self.left = times;
        self
    }

    /// Every time.
    pub fn always(self) -> Self {
        self.times(usize::MAX)
    }

    /// Only after the request was handled: a PATCH is applied and its answer is lost.
    pub fn after_applying(mut self) -> Self {
        self.applied = true;
        self
    }

    /// The first fault for this request, used up once.
    pub(super) fn take(faults: &mut Vec<Self>, line: &str) -> Option<Self> {
        let at = faults.iter().position(|f| line.starts_with(&f.line))?;
        let fault = faults[at].clone();
        faults[at].left -= 1;
        faults.retain(|fault| fault.left > 0);
        Some(fault)
    }

    /// Lets it happen: the answer, none, or `Ok(None)` to go on.
    pub(super) async fn play(&self) -> Result<Option<Reply>, Dropped> {
        match &self.how {
            How::Reply(reply) => Ok(Some(reply.clone())),
            How::Slow(by) => {
                tokio::time::sleep(*by).await;
                Ok(None)
            }
            How::Silent => std::future::pending().await,
            How::Drop => Err(Dropped),
        }
    }
}

/// The connection is to be closed without an answer.
#[derive(Debug)]
pub struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("dropped on purpose")
    }
}

impl std::error::Error for Dropped {}

/// When a gate holds a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It has arrived and nothing is changed.
    Before,
    /// It is applied and not yet answered.
    Applied,
}

/// Holds one request. What happens to it does not depend on whether its sender still lives.
/// Dropped without a word, it discards the request.
pub struct Gate {
    reached: Reached,
    decide: watch::Sender<Option<bool>>,
}

type Reached = Arc<(Mutex<bool>, Condvar)>;

/// The fake's side of a gate.
pub struct Held {
    line: String,
    moment: Moment,
    reached: Reached,
    decided: watch::Receiver<Option<bool>>,
}

pub(super) fn gate(line: &str, moment: Moment) -> (Gate, Held) {
    let reached = Reached::default();
    let (decide, decided) = watch::channel(None);
    let held = Held {
        line: line.to_owned(),
        moment,
        reached: reached.clone(),
        decided,
    };
    (Gate { reached, decide }, held)
}

impl Gate {
    /// Waits until a request stands here.
    pub fn wait(&self) {
        let (reached, changed) = &*self.reached;
        let guard = reached.lock().unwrap_or_else(PoisonError::into_inner);
        let (_guard, wait) = changed
            .wait_timeout_while(guard, PATIENCE, |reached| !*reached)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!wait.timed_out(), "no request came to the gate");
    }

    /// Lets the request go on.
    pub fn open(self) {
        self.decide.send_replace(Some(true));
    }

    /// Closes its connection; what was not applied yet never is.
    pub fn discard(self) {
        self.decide.send_replace(Some(false));
    }
}

impl Held {
    /// The gates that this request comes to.
    pub(super) fn take(gates: &mut Vec<Self>, line: &str) -> Vec<Self> {
        let mut taken = Vec::new();
        for moment in [Moment::Before, Moment::Applied] {
            let fits = |gate: &Self| gate.moment == moment && line.starts_with(&gate.line);
            if let Some(at) = gates.iter().position(fits) {
                taken.push(gates.remove(at));
            }
        }
        taken
    }

    /// Stands at the gates of this moment.
    pub(super) async fn pass(gates: &mut [Self], moment: Moment) -> Result<(), Dropped> {
        for gate in gates.iter_mut().filter(|gate| gate.moment == moment) {
            *super::lock(&gate.reached.0) = true;
            gate.reached.1.notify_all();
            match gate.decided.wait_for(Option::is_some).await.as_deref() {
                Ok(Some(true)) => {}
                _ => return Err(Dropped),
            }
        }
        Ok(())
    }
}
