//! What goes wrong between a sender and an app, on purpose: events come twice, in another order,
//! late, all at once, or not at all. A seed decides everything, by the order of the events alone
//! (never by time or by answers), so that the same seed gives the same run again.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::json;

use super::Shot;
use crate::commands::values;
use crate::render::reporter::Reporter;
use crate::synth::random::Random;

/// How likely a thing is when nothing is said.
const USUAL: f64 = 0.1;
const USUAL_DELAY: Duration = Duration::from_millis(200);
const USUAL_BURST: u64 = 10;
/// Most places that an event moves back.
const FURTHEST: usize = 3;

/// What may go wrong, and how often.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trouble {
    /// How likely an event is sent twice.
    pub duplicate: f64,
    /// How likely an event is overtaken by those behind it.
    pub reorder: f64,
    /// How likely an event is not sent.
    pub drop: f64,
    /// The longest that an event is on its way.
    pub delay: Duration,
    /// How many events come at once.
    pub burst: u64,
}

impl Trouble {
    /// Adds one kind: `duplicate`, `drop:0.1`, `delay:200ms`, `burst:10`.
    ///
    /// # Errors
    /// In words, for clap.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let (kind, value) = match text.trim().split_once(':') {
            Some((kind, value)) => (kind, Some(value)),
            None => (text.trim(), None),
        };
        let likely = || match value.map(str::parse::<f64>) {
            None => Ok(USUAL),
            Some(Ok(share)) if (0.0..=1.0).contains(&share) => Ok(share),
            Some(_) => Err(format!(
                "{kind} takes a share between 0 and 1, as in {kind}:0.1"
            )),
        };
        match kind {
            "duplicate" => self.duplicate = likely()?,
            "reorder" => self.reorder = likely()?,
            "drop" => self.drop = likely()?,
            "delay" => self.delay = value.map_or(Ok(USUAL_DELAY), values::duration)?,
            "burst" => {
                self.burst = match value.map(str::parse) {
                    None => USUAL_BURST,
                    Some(Ok(size)) if size > 1 => size,
                    Some(_) => return Err("burst takes a number above 1, as in burst:10".into()),
                };
            }
            _ => {
                return Err(format!(
                    "\"{kind}\" is no chaos: it is a list of duplicate, reorder, drop, delay and \
                     burst, as in drop:0.1,delay:200ms"
                ));
            }
        }
        Ok(())
    }
}

/// What goes wrong in one run.
#[derive(Debug)]
pub struct Chaos {
    trouble: Trouble,
    dice: Random,
    /// Events that are overtaken, each by so many more.
    back: Vec<(usize, Shot)>,
    /// Events that wait for the burst to be complete.
    burst: Vec<Shot>,
}

impl Chaos {
    /// The chaos of a seed.
    pub fn new(trouble: Trouble, seed: u64) -> Self {
        Self {
            trouble,
            dice: Random::new(seed),
            back: Vec::new(),
            burst: Vec::new(),
        }
    }

    /// Takes the next event and lets through what follows from it, telling what it did.
    pub fn pass(&mut self, mut shot: Shot, out: &mut VecDeque<Shot>, reporter: &Reporter) {
        // Every event takes the same number of dice, so that one kind of trouble does not
        // change what another one does.
        let [duplicate, reorder, drop, delay] = [(); 4].map(|()| self.dice.share());
        let further = self.dice.below(FURTHEST) + 1;
        let trouble = &self.trouble;
        if drop < trouble.drop {
            tell(reporter, "dropped", &shot);
            return self.overtake(out);
        }
        shot.hold = trouble.delay.mul_f64(delay);
        let twice = (duplicate < trouble.duplicate).then(|| shot.clone());
        let moved = reorder < trouble.reorder;
        if let Some(twice) = twice {
            tell(reporter, "duplicated", &shot);
            self.release(twice, out);
        }
        if moved {
            tell(reporter, "moved back", &shot);
            self.back.push((further, shot));
        } else {
            self.release(shot, out);
            self.overtake(out);
        }
    }

    /// Lets through what still waits.
    pub fn end(&mut self, out: &mut VecDeque<Shot>) {
        for (_, shot) in std::mem::take(&mut self.back) {
            self.release(shot, out);
        }
        self.fire(out);
    }

    /// One more event has passed those that were moved back.
    fn overtake(&mut self, out: &mut VecDeque<Shot>) {
        for (left, _) in &mut self.back {
            *left = left.saturating_sub(1);
        }
        let passed = self.back.extract_if(.., |(left, _)| *left == 0);
        for (_, shot) in passed.collect::<Vec<_>>() {
            self.release(shot, out);
        }
    }

    fn release(&mut self, mut shot: Shot, out: &mut VecDeque<Shot>) {
        if self.trouble.burst < 2 {
            out.push_back(shot);
            return;
        }
        shot.loose = true;
        self.burst.push(shot);
        if self.burst.len() as u64 >= self.trouble.burst {
            self.fire(out);
        }
    }

    /// Everything in the burst is due when its last event is.
    fn fire(&mut self, out: &mut VecDeque<Shot>) {
        let due = self.burst.iter().filter_map(|shot| shot.due).max();
        out.extend(self.burst.drain(..).map(|shot| Shot { due, ..shot }));
    }
}

fn tell(reporter: &Reporter, what: &str, shot: &Shot) {
    let arrival = &shot.recorded.arrival;
    let (id, name) = (arrival.envelope.id, &arrival.event().name);
    reporter.told(
        format!("chaos: {name} {} was {what}", id.short()),
        json!({ "v": 1, "type": "chaos", "what": what, "id": id.to_string(), "name": name }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_read() {
        let mut trouble = Trouble::default();
        for text in ["duplicate", "reorder:0.5", "drop:0", "delay:50ms", "burst"] {
            trouble.add(text).expect(text);
        }
        let wanted = Trouble {
            duplicate: USUAL,
            reorder: 0.5,
            drop: 0.0,
            delay: Duration::from_millis(50),
            burst: USUAL_BURST,
        };
        assert_eq!(trouble, wanted);
        for text in ["", "drop:2", "drop:x", "burst:1", "delay:never", "rain"] {
            assert!(Trouble::default().add(text).is_err(), "{text}");
        }
    }
}
