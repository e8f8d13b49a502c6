//! Model to text: the only place that prints.
//!
//! - [`text`]: untrusted text made safe and fitted to columns;
//! - [`lines`]: the lines of `listen` and `demo` (`row`: the cells that they are made of);
//! - [`view`]: pages about events, for `inspect`; [`pager`]: which shows them screen by screen;
//! - [`judged`]: what a check says of an answer, below its line;
//! - [`detail`]: what was found in an answer, and bodies, in full;
//! - [`ci`]: what `check` found, for continuous integration;
//! - [`clock`]: local times;
//! - [`diff`]: what a change does, a line per member; [`assertion`]: how an answer differs;
//! - [`routes`]: which URL gets which event;
//! - [`tally`]: what a run amounted to; [`load`]: how long its answers took;
//! - [`report`]: what a live run has shown;
//! - [`reporter`]: the thread that prints a live run (its state is in `screen`);
//! - [`health`]: what `doctor` found; [`table`]: rows in columns;
//! - [`style`]: colour, width, and whether there is a terminal at all;
//! - [`verdict`]: whether an event is from who it says;
//! - [`progress`]: how far a long run is;
//! - [`out`]: stdout for data, stderr for talk.
//!
//! Text from payloads is untrusted: it reaches the output only through [`text`].

mod advice;
pub mod assertion;
pub mod ci;
pub mod clock;
pub mod detail;
pub mod diff;
pub mod health;
pub mod judged;
pub mod lines;
pub mod load;
pub mod out;
pub mod pager;
pub mod progress;
pub mod report;
pub mod reporter;
pub mod routes;
mod row;
mod screen;
pub mod style;
pub mod table;
pub mod tally;
mod terminal;
pub mod text;
pub mod verdict;
pub mod view;
pub mod words;
