//! When each event is due: at once, with the gaps it was recorded with, or so many a second.

use std::time::Duration;

/// The distances between events.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Spacing {
    /// None: as fast as they are answered.
    #[default]
    Max,
    /// As recorded, so many times as fast.
    Recorded(f64),
    /// So many a second.
    Rate(f64),
}

/// Gives each event its time.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    spacing: Spacing,
    due: Duration,
    before_ms: Option<i64>,
}

impl Pace {
    /// A pace that has not begun.
    pub fn new(spacing: Spacing) -> Self {
        Self {
            spacing,
            ..Self::default()
        }
    }

    /// When the next event is due, from the start of the run; `None` is at once. `recorded_ms`
    /// is when it arrived; an earlier one than the last (another file) follows at once.
    pub fn next(&mut self, recorded_ms: i64) -> Option<Duration> {
        let before = self.before_ms.replace(recorded_ms);
        match self.spacing {
            Spacing::Max => return None,
            Spacing::Recorded(factor) => {
                let gap = recorded_ms.saturating_sub(before.unwrap_or(recorded_ms));
                let gap = Duration::from_millis(u64::try_from(gap).unwrap_or_default());
                self.due += gap.div_f64(factor);
            }
            Spacing::Rate(rate) => {
                if before.is_some() {
                    self.due += Duration::from_secs_f64(1.0 / rate);
                }
            }
        }
        Some(self.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dues(spacing: Spacing, times: &[i64]) -> Vec<Option<u128>> {
        let mut pace = Pace::new(spacing);
        let due = |ms: &i64| pace.next(*ms).map(|due| due.as_millis());
        times.iter().map(due).collect()
    }

    #[test]
    fn gaps_are_kept_and_time_never_runs_backwards() {
        let times = [5_000, 5_400, 9_400, 1_000, 1_100];
        let real = [0, 400, 4_400, 4_400, 4_500].map(Some);
        assert_eq!(dues(Spacing::Recorded(1.0), &times), real);
        let double = [0, 200, 2_200, 2_200, 2_250].map(Some);
        assert_eq!(dues(Spacing::Recorded(2.0), &times), double);
        assert_eq!(
            dues(Spacing::Rate(4.0), &times[..3]),
            [0, 250, 500].map(Some)
        );
        assert_eq!(dues(Spacing::Max, &times), [None; 5]);
    }
}
