//! The terminal below the lines of a run, where rows are drawn again and again.
//!
//! Between two drawings the cursor waits at the beginning of the last row. At its end, the `^C`
//! that a terminal shows for Ctrl-C would begin a row of its own, and what was drawn above it would
//! be taken for something else and stay.

use std::io;

use console::Term;
use indicatif::{ProgressDrawTarget, TermLike};

/// Where rows are drawn on this terminal, so many times a second at most; nowhere when it is none.
pub(super) fn rows_on(terminal: Term, redraws: u8) -> ProgressDrawTarget {
    if terminal.is_term() {
        ProgressDrawTarget::term_like_with_hz(Box::new(Below(terminal)), redraws)
    } else {
        ProgressDrawTarget::hidden()
    }
}

#[derive(Debug)]
struct Below<T>(T);

impl<T: TermLike> TermLike for Below<T> {
    fn width(&self) -> u16 {
        self.0.width()
    }

    fn height(&self) -> u16 {
        self.0.height()
    }

    fn move_cursor_up(&self, rows: usize) -> io::Result<()> {
        self.0.move_cursor_up(rows)
    }

    fn move_cursor_down(&self, rows: usize) -> io::Result<()> {
        self.0.move_cursor_down(rows)
    }

    fn move_cursor_right(&self, columns: usize) -> io::Result<()> {
        self.0.move_cursor_right(columns)
    }

    fn move_cursor_left(&self, columns: usize) -> io::Result<()> {
        self.0.move_cursor_left(columns)
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.0.write_line(text)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.0.write_str(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line()
    }

    /// What was drawn is whole here.
    fn flush(&self) -> io::Result<()> {
        self.0.write_str("\r")?;
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use indicatif::{ProgressBar, ProgressStyle};

    use super::*;

    /// A terminal of 20 columns that keeps what is written, up to what was last cleared.
    #[derive(Clone, Debug, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl Paper {
        fn with(&self, change: impl FnOnce(&mut String)) {
            change(&mut self.0.lock().expect("no panic"));
        }
    }

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            20
        }

        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, text: &str) -> io::Result<()> {
            self.with(|paper| *paper += &format!("{text}\n"));
            Ok(())
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            self.with(|paper| *paper += text);
            Ok(())
        }

        fn clear_line(&self) -> io::Result<()> {
            self.with(String::clear);
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_cursor_waits_at_the_beginning_of_the_row() {
        let paper = Paper::default();
        let target = ProgressDrawTarget::term_like(Box::new(Below(paper.clone())));
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template("{msg}").expect("a template"));
        bar.set_message("waiting");
        bar.tick();
        let drawn = paper.0.lock().expect("no panic").clone();
        assert_eq!(drawn, format!("{:<20}\r", "waiting"));
        bar.finish_and_clear();
        assert_eq!(*paper.0.lock().expect("no panic"), "\r");
    }
}
