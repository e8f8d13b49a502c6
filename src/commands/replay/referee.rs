//! Shows what becomes of the events, and decides how the run ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Map;

use super::assert::{Assertions, Compared, Form, Said};
use super::change::followed;
use super::update::Updates;
use crate::commands::outcome::Results;
use crate::commands::play::{Sent, Shot, Witness};
use crate::error::Error;
use crate::event::exchange::{Exchange, Outcome};
use crate::event::finding::Severity;
use crate::relay::forward::{ForwardError, Reason};
use crate::relay::once;
use crate::render::ci::{self, Checked};
use crate::render::lines::took;
use crate::render::report::Report;
use crate::render::reporter::Format;
use crate::render::{assertion, out};

/// An event that is sent so long after its time is late.
const LATE: Duration = Duration::from_millis(50);

/// Who is told.
pub(super) struct Referee {
    results: Results,
    format: Format,
    width: usize,
    expected: Arc<AtomicU64>,
    done: u64,
    unreachable: Option<Error>,
    late: (u64, Duration),
    assertions: Option<Assertions>,
    form: Form,
    /// Of every answer, for a document.
    cases: Vec<Checked>,
    updates: Option<Updates>,
}

/// What the run amounted to.
pub(super) struct Verdict {
    /// Whether an answer had an error by Vapi's contract.
    pub has_errors: bool,
    /// Why an answer never began.
    pub unreachable: Option<Error>,
    /// Whether an answer was not as it has to be.
    pub has_failed: bool,
    /// Why the assertions proved nothing, if they did not.
    pub void: Option<Error>,
    /// The answers that are to be written.
    pub updates: Option<Updates>,
}

impl Referee {
    pub fn new(results: Results, format: Format, width: usize, expected: Arc<AtomicU64>) -> Self {
        Self {
            results,
            format,
            width,
            expected,
            done: 0,
            unreachable: None,
            late: Default::default(),
            assertions: None,
            form: Form::Text,
            cases: Vec::new(),
            updates: None,
        }
    }

    /// Compares the answers, too.
    pub fn asserting(mut self, assertions: Option<Assertions>, form: Form, update: bool) -> Self {
        self.assertions = assertions;
        self.form = form;
        self.updates = update.then(Updates::default);
        self
    }

    /// Prints what is left to print.
    pub async fn end(self) -> Verdict {
        let ended = self.results.end().await;
        let (count, worst) = self.late;
        let mut rows = Vec::new();
        let mut members = Map::new();
        if count > 0 {
            let by = took(worst);
            rows.push(format!(
                "late       {count} sent late, by up to {by}; a higher --concurrency keeps the pace"
            ));
        }
        members.insert("sent_late".into(), count.into());
        if let Some(assertions) = &self.assertions {
            rows.push(assertions.to_text());
            members.insert("assert".into(), assertions.to_json());
        }
        if self.form == Form::Junit {
            let document = ci::junit("replay", &self.cases, Severity::Error);
            out::data(document.as_bytes()).ok();
            for row in &rows {
                out::talk(row);
            }
        }
        ended.print(&rows, members);
        let failed = self.assertions.as_ref().is_some_and(Assertions::has_failed);
        let slow = self.assertions.as_ref().is_some_and(|all| all.slow > 0);
        let void = self.assertions.as_ref().and_then(Assertions::void);
        Verdict {
            has_errors: ended.has_errors(),
            unreachable: self.unreachable,
            // What is accepted is no failure; an answer that was too late cannot be.
            has_failed: failed && (self.updates.is_none() || slow),
            // Where answers are accepted there need be none before.
            void: void.filter(|_| self.updates.is_none()),
            updates: self.updates,
        }
    }

    fn finished(&mut self, shot: &Shot, sent: &Sent, exchange: Exchange) {
        let said = self
            .assertions
            .as_mut()
            .map(|assertions| assertions.judge(sent, &exchange));
        if let Some(said) = &said {
            self.accept(said, shot, sent, &exchange);
        }
        let told = said.and_then(|said| self.told(&said, shot, &exchange));
        self.results.finished(exchange);
        if let Some(report) = told {
            self.results.reporter().report(report);
        }
        self.done += 1;
        let expected = self.expected.load(Ordering::Relaxed);
        let expected = (expected > 0).then_some(expected);
        self.results.progress(self.done, expected);
    }

    /// How an assertion is told, behind the line of the answer.
    fn told(&mut self, said: &Said, shot: &Shot, exchange: &Exchange) -> Option<Report> {
        match self.form {
            Form::Junit => {
                self.cases.push(said.checked(shot, exchange));
                return None;
            }
            Form::Github if !said.is_fine() => {
                let lines = ci::annotations(&said.checked(shot, exchange));
                return Some(Report::Line(lines.trim_end().to_owned()));
            }
            _ => {}
        }
        if self.format == Format::Json {
            return Some(Report::Json(said.to_json(shot, exchange)));
        }
        let differences = said.differences();
        if !differences.is_empty() {
            let origin = shot.recorded.origin.to_string();
            let lines = assertion::differences(&differences, &origin, self.width);
            return Some(Report::Line(lines));
        }
        match &said.compared {
            Some(Compared::Nothing(why)) if self.format != Format::Quiet => {
                Some(Report::Line(assertion::nothing(why)))
            }
            _ => None,
        }
    }

    /// Keeps an answer that is to be accepted, as it would have been to the recorded event.
    fn accept(&mut self, said: &Said, shot: &Shot, sent: &Sent, exchange: &Exchange) {
        let is_new = matches!(
            said.compared,
            Some(Compared::Different(_) | Compared::Nothing(_))
        );
        let (Some(updates), true) = (&mut self.updates, is_new) else {
            return;
        };
        let Some(now) = &exchange.delivery else {
            return;
        };
        if now.outcome == Outcome::Answered {
            let answer = followed(now, &sent.renewal.undone());
            let judged = self.results.judge().one(exchange);
            updates.accept(&shot.recorded, answer, &judged);
        }
    }
}

impl Witness for Referee {
    fn sending(&mut self, sent: &Sent, late: Duration) {
        if late > LATE {
            self.late.0 += 1;
            self.late.1 = self.late.1.max(late);
        }
        self.results.sending(&sent.arrival);
    }

    fn answered(&mut self, shot: &Shot, sent: &Sent, exchange: Exchange) {
        self.finished(shot, sent, exchange);
    }

    /// An app that is not there ends the run; one that breaks off on an event does not. Programs
    /// read of both in the event's line, people of the first in the error.
    fn failed(&mut self, shot: &Shot, sent: &Sent, error: ForwardError) -> Result<(), Error> {
        let goes_on = matches!(error.reason, Reason::ClosedEarly | Reason::NotHttp);
        if goes_on || self.format == Format::Json {
            self.finished(shot, sent, once::unreached(&sent.arrival, &error));
        }
        let told = error.told(crate::commands::TO);
        if !goes_on {
            return Err(told);
        }
        self.unreachable.get_or_insert(told);
        Ok(())
    }

    fn is_crowded(&self) -> bool {
        self.results.is_crowded()
    }

    fn is_done(&self) -> bool {
        self.results.reader_gone()
    }
}
