//! How far a load test is: a bar on stderr, on a terminal only, and lines above it.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::out;

const BOUNDED: &str = "{bar:32} {pos}/{len} calls  {msg}  {elapsed}, {eta} left";
const OPEN_ENDED: &str = "{spinner} {pos} calls  {msg}  {elapsed}";

/// The bar.
#[derive(Debug)]
pub struct Gauge(ProgressBar);

impl Gauge {
    /// A bar for so many calls; `live` says whether there is a terminal.
    #[must_use]
    pub fn start(calls: Option<u64>, live: bool) -> Self {
        let bar = calls.map_or_else(ProgressBar::no_length, ProgressBar::new);
        bar.set_draw_target(if live {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        let template = if calls.is_some() { BOUNDED } else { OPEN_ENDED };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// So many calls have ended, so many events were answered.
    pub fn set(&self, calls: u64, events: u64) {
        self.0.set_position(calls);
        self.0.set_message(format!("{events} events"));
    }

    /// Prints a line of data above the bar.
    pub fn line(&self, line: &str) {
        self.0.suspend(|| out::data_line(line));
    }

    /// Removes it.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}
