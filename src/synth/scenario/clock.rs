//! The time in a call: the wall's, the wall's at ten times the speed, or the script's own.

use std::time::Duration;

use crate::event::envelope::now_ms;

/// How fast a call is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// So many times as fast as the script says.
    Times(f64),
    /// Without waiting: the time in the events goes on by what the script says.
    Max,
}

/// The time in one call.
#[derive(Clone, Debug)]
pub struct Clock {
    began_ms: i64,
    pace: Pace,
    passed: Duration,
}

impl Clock {
    /// A clock that begins now.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self {
            began_ms: now_ms(),
            pace,
            passed: Duration::ZERO,
        }
    }

    /// The time in the call, in ms since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        let passed = match self.pace {
            Pace::Max => self.passed,
            Pace::Times(factor) => {
                let since = u64::try_from(now_ms() - self.began_ms).unwrap_or_default();
                Duration::from_millis(since).mul_f64(factor)
            }
        };
        self.began_ms + i64::try_from(passed.as_millis()).unwrap_or_default()
    }

    /// Lets time go by; the result is how long that takes in the real world.
    #[must_use]
    pub fn pass(&mut self, time: Duration) -> Duration {
        match self.pace {
            Pace::Max => {
                self.passed += time;
                Duration::ZERO
            }
            Pace::Times(factor) => time.div_f64(factor),
        }
    }

    /// An answer was waited for: that took as long in the call.
    pub fn waited(&mut self, latency: Duration) {
        self.passed += latency;
    }
}
