//! How far a run is: a bar with the time that is left, on a terminal only.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

const OPEN_ENDED: &str = "{spinner} {human_pos} sent  {per_sec}  {elapsed}";
const BOUNDED: &str = "{bar:32} {human_pos}/{human_len}  {per_sec}  {eta} left";
/// Redraws a second.
const REDRAWS: u8 = 10;

/// The bar.
pub(super) struct Bar {
    bar: ProgressBar,
    bounded: bool,
}

impl Bar {
    /// A bar below the rows of the same terminal, or on stderr when the lines go elsewhere; it
    /// is not drawn where there is no terminal.
    pub fn start(rows: Option<&MultiProgress>) -> Self {
        let bar = ProgressBar::no_length();
        let bar = if let Some(rows) = rows {
            rows.add(bar)
        } else {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(REDRAWS));
            bar
        };
        let bar = Self {
            bar,
            bounded: false,
        };
        bar.style(OPEN_ENDED);
        bar
    }

    fn style(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
    }

    /// So many are done, of so many.
    pub fn set(&mut self, done: u64, total: Option<u64>) {
        if let Some(total) = total {
            if !self.bounded {
                self.bounded = true;
                self.style(BOUNDED);
            }
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }

    /// Removes it.
    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}
