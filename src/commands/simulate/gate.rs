//! `--max-p95 TYPE=DURATION`: how slow answers may be.

use std::time::Duration;

use super::super::values;
use super::stats::Stats;
use crate::event::catalog;
use crate::event::span::written;
use crate::render::lines::took;

/// The most that 95 % of the answers to a type may take.
#[derive(Clone, Debug)]
pub struct Gate {
    event_type: String,
    most: Duration,
}

/// Reads `tool-calls=800ms`.
pub(super) fn parse(text: &str) -> Result<Gate, String> {
    let (event_type, most) = text
        .rsplit_once('=')
        .ok_or("it is written as TYPE=DURATION, as in tool-calls=800ms")?;
    if catalog::find(event_type).is_none() {
        let near = catalog::did_you_mean(event_type);
        let near = near
            .first()
            .map_or(String::new(), |near| format!("; did you mean {near}?"));
        return Err(format!("Vapi has no event \"{event_type}\"{near}"));
    }
    Ok(Gate {
        event_type: event_type.to_owned(),
        most: values::duration(most)?,
    })
}

impl Gate {
    /// Why it is not passed.
    pub fn failure(&self, stats: &Stats) -> Option<String> {
        let most = written(self.most);
        let Some(times) = stats.by_type.get(self.event_type.as_str()) else {
            return Some(format!(
                "no {} was answered, so that its p95 cannot be below {most}",
                self.event_type
            ));
        };
        let p95 = times.times.percentile(95.0);
        (p95 > self.most).then(|| {
            format!(
                "p95 of {} is {}, over the {most} that --max-p95 allows",
                self.event_type,
                took(p95)
            )
        })
    }
}
