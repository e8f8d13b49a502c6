//! JSON text read in place: it is checked once, and looked into as slices of itself, without
//! building values. Knows nothing of what the text is about.
//!
//! | module | what it does |
//! |---|---|
//! | [`raw`] | looks into JSON text without rejecting or copying it: the place to begin |
//! | [`members`] | the members of one object, found once |
//! | [`check`] | whether bytes are JSON, and where the long values in it end |
//! | [`skim`] | where the upper values of a large text end, which is not checked |
//! | [`grammar`] | how it is checked: the rules of JSON for sixty-four bytes at once |
//! | [`scalars`] | the rules for numbers, `true`, `false` and `null` |
//! | [`blocks`] | sixty-four bytes as bits, and what carries over from one block to the next |
//! | [`scan`] | steps over text that was checked before |
//! | [`cursor`] | a few members of many lines that were not checked |
//! | [`unescape`] | the text of a long string, on its way to a digest |
//! | [`walk`] | every scalar of a text, for edits that leave the rest as it is |
//! | [`quoted`] | strings as JSON has them, written and read |
//! | [`sixteen`] | bytes looked at sixteen at a time |
//!
//! Places are byte offsets, ends are exclusive, and text is never decoded beyond the string that
//! was asked for. Nothing recurses, so any depth is read; nothing fails on text that is no JSON
//! except [`Raw::parse`](raw::Raw::parse) and what says so by an [`Option`].
//!
//! It is a crate by itself because it is built for speed, where the rest of the program is built
//! for size. What is generic or marked for inlining is compiled where it is used, for size: loops
//! over bytes stand in functions that are neither.

pub mod blocks;
pub mod check;
pub mod cursor;
mod grammar;
pub mod members;
pub mod quoted;
pub mod raw;
mod scalars;
pub mod scan;
pub mod sixteen;
pub mod skim;
pub mod unescape;
pub mod walk;
