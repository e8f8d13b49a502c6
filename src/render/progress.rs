//! How far a long run is: one bar for all commands, on stderr, with the time that is left. Where
//! stderr is no terminal nothing is drawn; at the end the bar is taken away.

use std::fmt::Write;
use std::time::Duration;

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::terminal::rows_on;

/// Redraws a second.
const REDRAWS: u8 = 10;
/// How often it moves when nothing else moves it: the spinner and the times go on.
const TICK: Duration = Duration::from_millis(200);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes that were read.
    Bytes,
    /// Calls that were played.
    Calls,
    /// Events that were sent.
    Events,
}

impl Unit {
    /// So many of so many, and how many a second, as the bar's template says it.
    fn parts(self) -> [&'static str; 3] {
        match self {
            Self::Bytes => [
                "{binary_bytes}",
                "{binary_total_bytes}",
                "{binary_bytes_per_sec}",
            ],
            Self::Calls => ["{human_pos}", "{human_len} calls", "{rate}"],
            Self::Events => ["{human_pos}", "{human_len} events", "{rate}"],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Bytes => "",
            Self::Calls => " calls",
            Self::Events => " events",
        }
    }

    /// `===>   42%  420/1,000 events  81/s  7s left`, or without an end
    /// `420 events  81/s  5s`.
    fn template(self, has_end: bool) -> String {
        let [done, all, rate] = self.parts();
        if has_end {
            format!("{{bar:32}} {{percent:>3}}%  {done}/{all}  {rate}{{msg}}  {{eta}} left")
        } else {
            let name = self.name();
            format!("{{spinner}} {done}{name}  {rate}{{msg}}  {{elapsed}}")
        }
    }
}

/// The bar. Lines that are printed meanwhile go through [`Progress::above`].
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    unit: Unit,
}

impl Progress {
    /// A bar up to `total`, or one whose end is not known; `shown` is whether it is wanted.
    #[must_use]
    pub fn start(unit: Unit, total: Option<u64>, shown: bool) -> Self {
        let target = if shown {
            rows_on(Term::buffered_stderr(), REDRAWS)
        } else {
            ProgressDrawTarget::hidden()
        };
        Self::of(ProgressBar::with_draw_target(total, target), unit)
    }

    /// A bar below rows that are drawn on stderr, too.
    pub(super) fn below(rows: &MultiProgress, unit: Unit) -> Self {
        Self::of(rows.add(ProgressBar::no_length()), unit)
    }

    fn of(bar: ProgressBar, unit: Unit) -> Self {
        let progress = Self { bar, unit };
        progress.styled();
        if !progress.bar.is_hidden() {
            progress.bar.enable_steady_tick(TICK);
        }
        progress
    }

    fn styled(&self) {
        let template = self.unit.template(self.bar.length().is_some());
        if let Ok(style) = ProgressStyle::with_template(&template) {
            let style = style.with_key("rate", rate).progress_chars("=> ");
            self.bar.set_style(style);
        }
    }

    /// So many are done, of so many if that is known by now.
    pub fn set(&self, done: u64, total: Option<u64>) {
        if let Some(total) = total
            && self.bar.length() != Some(total)
        {
            self.bar.set_length(total);
            self.styled();
        }
        self.bar.set_position(done);
    }

    /// So many more are done.
    pub fn advance(&self, more: u64) {
        self.bar.inc(more);
    }

    /// What else there is to say beside the numbers; from us, never from a payload.
    pub fn say(&self, text: &str) {
        self.bar.set_message(format!("  {text}"));
    }

    /// Prints above the bar.
    pub fn above<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// `81/s`, `0.4/s`.
fn rate(state: &ProgressState, out: &mut dyn Write) {
    let rate = state.per_sec();
    let decimals = usize::from(rate < 10.0);
    write!(out, "{rate:.decimals$}/s").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_can_be_drawn() {
        for unit in [Unit::Bytes, Unit::Calls, Unit::Events] {
            for has_end in [true, false] {
                let template = unit.template(has_end);
                let style = ProgressStyle::with_template(&template);
                assert!(style.is_ok(), "{template}");
                assert_eq!(template.contains("{eta} left"), has_end);
            }
        }
    }

    #[test]
    fn an_end_that_is_known_later_is_taken_up() {
        let progress = Progress::start(Unit::Events, None, false);
        progress.set(3, None);
        assert_eq!(progress.bar.length(), None);
        progress.set(4, Some(9));
        assert_eq!(
            (progress.bar.position(), progress.bar.length()),
            (4, Some(9))
        );
        progress.end();
    }
}
