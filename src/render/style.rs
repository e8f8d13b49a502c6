//! Colour, width, and whether there is a terminal at all.

use std::io::IsTerminal;
use std::path::PathBuf;

/// Columns when the output is no terminal.
const PIPE_WIDTH: usize = 120;
/// The same for pages of text, which read better narrower.
const PIPE_PAGE: usize = 100;
/// Below this, lines would have no room for what matters.
const MIN_WIDTH: usize = 60;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where the events that are shown can be found again; decides which commands are advised.
#[derive(Clone, Debug, Default)]
pub enum Recorded {
    /// In the user's record.
    #[default]
    AsUsual,
    /// In a record that `--store` must name.
    At(PathBuf),
    /// Nowhere.
    Nowhere,
}

/// How to write to stdout.
#[derive(Clone, Debug)]
pub struct Style {
    /// Whether stdout is a terminal, so that rows may be redrawn.
    pub live: bool,
    /// Columns of a line.
    pub width: usize,
    /// Columns of a page for reading: the terminal's own, however narrow.
    pub page: usize,
    /// Rows of the terminal.
    pub rows: usize,
    /// Where the events can be found again.
    pub recorded: Recorded,
}

impl Style {
    /// Looks at stdout and sets the colour for the whole process.
    #[must_use]
    pub fn detect(color: Color, no_color: bool) -> Self {
        let live = std::io::stdout().is_terminal();
        colored::control::set_override(match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => live && !no_color,
        });
        let width = if live { Self::live_width() } else { PIPE_WIDTH };
        let size = terminal_size::terminal_size_of(std::io::stdout());
        let (page, rows) = size.map_or((PIPE_PAGE, usize::MAX), |(columns, rows)| {
            (usize::from(columns.0), usize::from(rows.0))
        });
        Self {
            live,
            width,
            page,
            rows,
            recorded: Recorded::default(),
        }
    }

    /// The same style for events that are recorded there.
    #[must_use]
    pub fn recorded(mut self, recorded: Recorded) -> Self {
        self.recorded = recorded;
        self
    }

    /// Columns of a sentence: in a pipe it stays on one line, for whoever searches it.
    #[must_use]
    pub fn sentence(&self) -> usize {
        if self.live { self.width } else { usize::MAX }
    }

    /// Columns of the terminal now; it may have been resized.
    #[must_use]
    pub fn live_width() -> usize {
        terminal_size::terminal_size_of(std::io::stdout())
            .map_or(PIPE_WIDTH, |(width, _)| usize::from(width.0).max(MIN_WIDTH))
    }
}

/// Whether colours are on.
#[must_use]
pub fn is_coloured() -> bool {
    colored::control::SHOULD_COLORIZE.should_colorize()
}
