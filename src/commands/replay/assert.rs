//! `--assert`: each answer against the recorded one. A recorded call is then a test of the app.

use std::time::Duration;

use serde_json::{Value, json};

use crate::commands::play::{Sent, Shot};
use crate::commands::values;
use crate::commands::what::Origin;
use crate::error::{Error, Kind, Result};
use crate::event::compare::{Difference, Tolerance, compare};
use crate::event::exchange::{Delivery, Exchange, Outcome};
use crate::event::finding::{Finding, Judged, Severity};
use crate::event::path::Pattern;
use crate::render::ci::Checked;
use crate::render::lines::took;

/// What answers have to be.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Assertions")]
pub(super) struct Asked {
    /// Compare each answer with the recorded one: status, content type, JSON by meaning; exit
    /// with 3 when one differs, or none could be compared
    #[arg(long)]
    assert: bool,
    /// How much numbers may differ: absolutely, or as a share of the larger one
    #[arg(long, value_name = "N", default_value_t = 0.0, requires = "assert", value_parser = tolerance)]
    tolerance: f64,
    /// Leave these paths of the answers out: results[*].id, **.createdAt, /results/0/id
    #[arg(long, value_name = "PATH", requires = "assert", value_parser = Pattern::parse)]
    ignore_path: Vec<Pattern>,
    /// Accept the answers of now: write them to where the recorded ones are, in the record or in
    /// lines of --json
    #[arg(long, requires = "assert", conflicts_with_all = ["set", "add"])]
    pub update: bool,
    /// Exit with 3 when an answer takes longer: 800ms, 1.5s
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    max_latency: Option<Duration>,
    /// How differences are told: text, junit (the whole stdout is the document), github
    /// (annotations)
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Form::Text)]
    pub format: Form,
}

/// The forms of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Form {
    Text,
    Junit,
    Github,
}

/// Reads a tolerance.
fn tolerance(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|number| (0.0..=1e9).contains(number))
        .ok_or_else(|| "a tolerance is a number from 0 up, as in 0.001".to_owned())
}

/// How an answer compares.
#[derive(Debug)]
pub(super) enum Compared {
    /// As recorded.
    Same,
    /// Not as recorded.
    Different(Vec<Difference>),
    /// There is no recorded answer, and why.
    Nothing(&'static str),
}

/// Compares answers, and counts.
#[derive(Debug)]
pub(super) struct Assertions {
    compares: bool,
    tolerance: Tolerance,
    max_latency: Option<Duration>,
    pub same: u64,
    pub different: u64,
    pub nothing: u64,
    pub slow: u64,
}

/// What was said of one answer.
#[derive(Debug)]
pub(super) struct Said {
    pub compared: Option<Compared>,
    /// The longest that it was allowed to take, if it took longer.
    pub slow: Option<Duration>,
    latency: Duration,
}

impl Assertions {
    /// What the arguments ask for; `None` when they ask for nothing.
    pub fn of(args: &Asked) -> Result<Option<Self>> {
        let asks = args.assert || args.max_latency.is_some();
        if args.format != Form::Text && !asks {
            return Err(Error::usage("--format tells what an assertion found")
                .hint("add --assert, or --max-latency TIME"));
        }
        Ok(asks.then(|| Self {
            compares: args.assert,
            tolerance: Tolerance {
                numbers: args.tolerance,
                ignored: args.ignore_path.clone(),
            },
            max_latency: args.max_latency,
            same: 0,
            different: 0,
            nothing: 0,
            slow: 0,
        }))
    }

    /// Whether an answer is not as it has to be.
    pub fn has_failed(&self) -> bool {
        self.different > 0 || self.slow > 0
    }

    /// Why a run proved nothing: nothing was compared.
    pub fn void(&self) -> Option<Error> {
        if !self.compares || self.same + self.different > 0 {
            return None;
        }
        let why = match self.nothing {
            0 => "no event was answered",
            _ => "the events have no recorded answers",
        };
        let hint = "record them with listen, or use trigger or simulate";
        Some(Error::new(Kind::No, format!("nothing was compared: {why}")).hint(hint))
    }

    /// Compares one answer.
    pub fn judge(&mut self, sent: &Sent, exchange: &Exchange) -> Said {
        let now = exchange.delivery.as_ref();
        let latency = now.map_or(Duration::ZERO, |now| now.latency);
        let compared = self.compares.then(|| self.compared(sent, now));
        match &compared {
            Some(Compared::Same) => self.same += 1,
            Some(Compared::Different(_)) => self.different += 1,
            Some(Compared::Nothing(_)) => self.nothing += 1,
            None => {}
        }
        let slow = self.max_latency.filter(|max| latency > *max);
        self.slow += u64::from(slow.is_some());
        Said {
            compared,
            slow,
            latency,
        }
    }

    fn compared(&self, sent: &Sent, now: Option<&Delivery>) -> Compared {
        let Some(recorded) = &sent.expected else {
            return Compared::Nothing("no answer is recorded");
        };
        match recorded.outcome {
            Outcome::Answered if recorded.body_omitted == 0 => {}
            Outcome::Answered => return Compared::Nothing("the recorded answer is not whole"),
            _ => return Compared::Nothing("the recorded answer is not the app's"),
        }
        let differences = match now {
            Some(now) if now.outcome == Outcome::Answered => {
                compare(recorded, now, &self.tolerance)
            }
            _ => vec![Difference {
                path: "answer".into(),
                recorded: Some(recorded.status.to_string()),
                now: None,
            }],
        };
        if differences.is_empty() {
            Compared::Same
        } else {
            Compared::Different(differences)
        }
    }

    /// The row of the summary.
    pub fn to_text(&self) -> String {
        let mut parts = Vec::new();
        if self.compares {
            parts.push(format!("{} as recorded", self.same));
            parts.push(format!("{} different", self.different));
        }
        if self.nothing > 0 {
            parts.push(format!("{} with nothing to compare", self.nothing));
        }
        if let Some(max) = self.max_latency {
            parts.push(format!("{} over {}", self.slow, took(max)));
        }
        format!("assert     {}", parts.join(", "))
    }

    /// The member of the summary.
    pub fn to_json(&self) -> Value {
        json!({
            "same": self.same,
            "different": self.different,
            "nothing_to_compare": self.nothing,
            "too_slow": self.slow,
        })
    }
}

impl Said {
    /// Whether the answer is as it has to be.
    pub fn is_fine(&self) -> bool {
        self.slow.is_none() && matches!(self.compared, None | Some(Compared::Same))
    }

    /// Every difference, the time among them.
    pub fn differences(&self) -> Vec<Difference> {
        let mut all = match &self.compared {
            Some(Compared::Different(differences)) => differences.clone(),
            _ => Vec::new(),
        };
        all.extend(self.slow.map(|max| Difference {
            path: "latency".into(),
            recorded: Some(format!("at most {}", took(max))),
            now: Some(took(self.latency)),
        }));
        all
    }

    /// The `assertion` object of `--json`.
    pub fn to_json(&self, shot: &Shot, exchange: &Exchange) -> Value {
        let result = match &self.compared {
            _ if self.slow.is_some() => "different",
            Some(Compared::Different(_)) => "different",
            Some(Compared::Nothing(_)) => "nothing-to-compare",
            _ => "same",
        };
        let differences: Vec<Value> = self
            .differences()
            .into_iter()
            .map(|one| json!({ "path": one.path, "recorded": one.recorded, "now": one.now }))
            .collect();
        json!({
            "v": 1,
            "type": "assertion",
            "id": exchange.arrival.envelope.id.to_string(),
            "name": exchange.arrival.event().name,
            "call_id": exchange.arrival.event().call_id,
            "origin": shot.recorded.origin.to_string(),
            "result": result,
            "differences": differences,
        })
    }

    /// The same as a case for continuous integration.
    pub fn checked(&self, shot: &Shot, exchange: &Exchange) -> Checked {
        let origin = shot.recorded.origin.to_string();
        let finding = |id: &'static str, severity: Severity, one: Difference| {
            let text = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
            Finding {
                id: id.into(),
                severity,
                path: one.path,
                found: text(one.now),
                expected: text(one.recorded),
                message: "not as recorded".into(),
                fix: "mend the app, or accept the answer with --update".into(),
                fix_body: None,
            }
        };
        let mut findings: Vec<Finding> = self
            .differences()
            .into_iter()
            .map(|one| {
                if one.path == "latency" {
                    Finding {
                        message: "too late".into(),
                        fix: "make the app faster, or allow more with --max-latency".into(),
                        ..finding("too-slow", Severity::Error, one)
                    }
                } else {
                    finding("different", Severity::Error, one)
                }
            })
            .collect();
        let mut skipped = None;
        if let Some(Compared::Nothing(why)) = self.compared {
            skipped = Some(format!("nothing to compare: {why}"));
            let nothing = Difference {
                path: "answer".into(),
                recorded: None,
                now: None,
            };
            findings.push(Finding {
                message: format!("nothing to compare: {why}"),
                fix: "record an answer, or accept the one of now with --update".into(),
                ..finding("nothing-to-compare", Severity::Note, nothing)
            });
        }
        Checked {
            name: format!("{} {origin}", exchange.arrival.event().name),
            file: match &shot.recorded.origin {
                Origin::File { name, line, .. } => Some((name.to_string(), *line)),
                Origin::Record(_) => None,
            },
            judged: Judged {
                findings,
                ..Judged::default()
            },
            skipped,
        }
    }
}
