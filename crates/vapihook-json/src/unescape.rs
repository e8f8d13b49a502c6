//! The text of a long JSON string: its escapes resolved, sixty-four bytes at a time, and on its way
//! handed to whoever waits for it, a digest for example. A digest takes a block while the next one
//! is unescaped, so that one hides behind the other.
//!
//! In JSON inside of JSON there is an escape every few bytes. Where they are is known for a whole
//! block before the first is resolved, and their backslashes are left out sixteen bytes at a time,
//! however many there are: there is not much that a processor could guess wrong. What the processor
//! can do for that beyond what all of its kind can is asked once for a string, and not before there
//! is one: on a virtual machine the first time takes 50 µs.
#![expect(
    clippy::inline_always,
    reason = "a processor's better instructions are used in what is inlined into their user alone"
)]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, mask8x16, u8x16};

use crate::blocks::{self, Carry};
use crate::quoted::{escaped, unquoted};
use crate::sixteen::{LANES, has_controls};

/// Bytes that are looked at, and handed over, at once.
pub const BLOCK: usize = blocks::BLOCK;
/// What is left in the buffer before more is handed over: written long enough ago to be there.
const BEHIND: usize = BLOCK;
/// Groups of sixteen bytes in a block.
const GROUPS: usize = BLOCK / LANES;
/// What a step may read: an escape may begin with the last byte of a block.
const WINDOW: usize = BLOCK + 1;
/// What a step may write: the last group may follow three that were whole.
const ROOM: usize = BLOCK + LANES;
/// The buffer, when what is in it is handed over.
const BUFFER: usize = 4 << 10;

/// Who takes a text, block by block.
pub type Taker<'t> = &'t mut dyn FnMut(&[u8; BLOCK]);

/// Unescapes one string after the other into one buffer.
#[derive(Debug, Default)]
pub struct Unescaper {
    /// Long enough for the next step; what counts is `..len`.
    buffer: Vec<u8>,
    len: usize,
    /// What was handed over.
    taken: usize,
    /// Whether an escape was longer than it has to be, as far as that is told.
    has_long: bool,
}

impl Unescaper {
    /// Begins anew.
    pub fn clear(&mut self) {
        self.len = 0;
        self.taken = 0;
        self.has_long = false;
    }

    /// Whether every escape was one letter: of all ways to write it the shortest, but for control
    /// characters that have none.
    pub(crate) fn is_short(&self) -> bool {
        !self.has_long
    }

    /// The text, or what of it was not handed over: less than two blocks, and whatever was pushed.
    #[must_use]
    pub fn rest(&self) -> &[u8] {
        &self.buffer[self.taken..self.len]
    }

    /// Adds to the text, as it is.
    pub fn push(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(BLOCK) {
            if let Some(room) = self.room() {
                room[..piece.len()].copy_from_slice(piece);
                self.len += piece.len();
            }
        }
    }

    /// Adds the text of the string whose first byte, behind its quote, is at `from` in `json`, and
    /// hands all but the last of it to `taker`, if there is one. The result is where the closing
    /// quote is, if there is one and no escape that JSON does not know, or half a character.
    pub fn read(&mut self, json: &[u8], from: usize, taker: Option<Taker<'_>>) -> Option<usize> {
        dispatch!(Level::new(), simd => self.read_by(simd, json, from, taker))
    }

    #[inline(always)]
    fn read_by<S: Simd>(
        &mut self,
        simd: S,
        json: &[u8],
        from: usize,
        mut taker: Option<Taker<'_>>,
    ) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = json.get(at..)?;
            let padded;
            let window = if let Some(window) = rest.first_chunk() {
                window
            } else {
                padded = pad(rest);
                &padded
            };
            let step = unescape(simd, window, self.room()?);
            self.len += step.written;
            self.has_long |= step.has_slash;
            at += step.read;
            if let Some(taker) = &mut taker {
                self.hand_over(taker);
            }
            if step.is_whole {
                continue;
            }
            if *json.get(at)? == b'"' {
                return Some(at);
            }
            let (c, used) = escaped(json.get(at + 1..)?)?;
            self.has_long = true;
            self.push(c?.encode_utf8(&mut [0; 4]).as_bytes());
            at += 1 + used;
        }
    }

    #[inline]
    fn hand_over(&mut self, taker: Taker<'_>) {
        if self.len - self.taken >= BLOCK + BEHIND
            && let Some(block) = self.buffer[self.taken..].first_chunk()
        {
            taker(block);
            self.taken += BLOCK;
        }
    }

    /// Where the next step writes: always there, as far as the compiler can tell not.
    #[inline]
    fn room(&mut self) -> Option<&mut [u8; ROOM]> {
        if self.buffer.len() < self.len + ROOM {
            self.make_room();
        }
        self.buffer.get_mut(self.len..)?.first_chunk_mut()
    }

    #[cold]
    fn make_room(&mut self) {
        self.buffer.copy_within(self.taken..self.len, 0);
        self.len -= self.taken;
        self.taken = 0;
        let wanted = (self.len + ROOM).max(BUFFER);
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted.next_power_of_two(), 0);
        }
    }
}

/// Bytes of a string from which on it is looked at in blocks.
const LONG: usize = 4 * BLOCK;

/// What a string, with its quotes, says; a lone surrogate becomes U+FFFD. `None` when it is not what
/// JSON allows.
pub(crate) fn text_of(string: &str) -> Option<String> {
    let inner = string.strip_prefix('"')?.strip_suffix('"')?;
    if inner.len() >= LONG && !has_controls(inner.as_bytes()) {
        let mut text = Unescaper {
            buffer: vec![0; inner.len() + ROOM],
            ..Unescaper::default()
        };
        // Halves of characters are left to who mends them.
        if text.read(string.as_bytes(), 1, None) == Some(string.len() - 1) {
            text.buffer.truncate(text.len);
            return String::from_utf8(text.buffer).ok();
        }
    }
    unquoted(inner)
}

/// What a step came to.
struct Step {
    /// Bytes of text.
    written: usize,
    /// Bytes of the string.
    read: usize,
    /// Whether it is a whole block; else it ends before a quote, or an escape that is left alone.
    is_whole: bool,
    /// Whether a slash was escaped, which need not be.
    has_slash: bool,
}

/// The end of a text, filled up to a window.
#[cold]
fn pad(rest: &[u8]) -> [u8; WINDOW] {
    let mut padded = [0; WINDOW];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}

/// Resolves the escapes of a block, as far as each stands for one byte.
#[inline(always)]
fn unescape<S: Simd>(simd: S, window: &[u8; WINDOW], out: &mut [u8; ROOM]) -> Step {
    let (groups, _) = window.as_chunks::<LANES>();
    let groups = std::array::from_fn(|at| u8x16::simd_from(simd, groups[at]));
    let marks = Marks::of(&groups);
    leave_out(simd, marks.escapes, &groups, out);
    let mut others = marks.others;
    let mut has_slash = false;
    while others != 0 {
        let escape = others.trailing_zeros() as usize;
        let before = marks.escapes & ((1 << escape) - 1);
        let written = escape - before.count_ones() as usize;
        let byte = SHORT[usize::from(window[escape + 1])];
        if byte == 0 {
            return Step {
                written,
                read: escape,
                is_whole: false,
                has_slash,
            };
        }
        has_slash |= byte == b'/';
        if let Some(place) = out.get_mut(written) {
            *place = byte;
        }
        others &= others - 1;
    }
    // An escape may end one byte behind the block.
    let read = marks.end + (marks.escapes >> (BLOCK - 1)) as usize;
    Step {
        written: read - marks.escapes.count_ones() as usize,
        read,
        is_whole: marks.end == BLOCK,
        has_slash,
    }
}

/// What stands in a block beside text: bits for bytes, the first byte's the lowest.
struct Marks {
    /// Backslashes that begin an escape, up to the end.
    escapes: u64,
    /// Those of them behind which something else than a quote or a backslash may stand.
    others: u64,
    /// Where the closing quote is, or the block ends.
    end: usize,
}

impl Marks {
    #[inline(always)]
    fn of<S: Simd>(groups: &[u8x16<S>; GROUPS]) -> Self {
        let (mut slashes, mut quotes) = (0, 0);
        for (at, group) in (0..BLOCK).step_by(LANES).zip(groups) {
            slashes |= group.simd_eq(b'\\').to_bitmask() << at;
            quotes |= group.simd_eq(b'"').to_bitmask() << at;
        }
        // A step never begins behind a backslash.
        let plain = !Carry::default().escaped(slashes);
        let ends = quotes & plain;
        let before_end = (ends & ends.wrapping_neg()).wrapping_sub(1);
        let escapes = slashes & plain & before_end;
        Self {
            escapes,
            others: escapes & !((quotes | slashes) >> 1),
            end: ends.trailing_zeros() as usize,
        }
    }
}

/// Copies a block without the bytes of these bits.
#[inline(always)]
fn leave_out<S: Simd>(simd: S, bytes: u64, groups: &[u8x16<S>; GROUPS], out: &mut [u8; ROOM]) {
    const ALL: u64 = (1 << LANES) - 1;
    let mut written = 0;
    for (at, group) in (0..BLOCK).step_by(LANES).zip(groups) {
        let kept = !(bytes >> at) & ALL;
        // It is below that anyway; said like this, nothing has to be checked.
        if let Some(place) = out[written % BLOCK..].first_chunk_mut::<LANES>() {
            *place = group.compress(mask8x16::from_bitmask(simd, kept)).into();
        }
        written += kept.count_ones() as usize;
    }
}

/// What the byte behind a backslash stands for, where that is one byte; else 0.
static SHORT: [u8; 256] = {
    let mut short = [0; 256];
    short[b'"' as usize] = b'"';
    short[b'\\' as usize] = b'\\';
    short[b'/' as usize] = b'/';
    short[b'b' as usize] = 0x08;
    short[b'f' as usize] = 0x0c;
    short[b'n' as usize] = b'\n';
    short[b'r' as usize] = b'\r';
    short[b't' as usize] = b'\t';
    short
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sixteen::levels;

    /// [`Unescaper::read`], by what this level of the processor can do.
    fn read_by(
        level: Level,
        text: &mut Unescaper,
        json: &str,
        taker: Option<Taker<'_>>,
    ) -> Option<usize> {
        dispatch!(level, simd => text.read_by(simd, json.as_bytes(), 1, taker))
    }

    /// The text of a string, the same by whatever the processor can do.
    fn read(string: &str) -> Option<Vec<u8>> {
        let json = format!("\"{string}");
        let mut found = levels().into_iter().map(|level| {
            let mut text = Unescaper::default();
            let end = read_by(level, &mut text, &json, None)?;
            assert_eq!(json.as_bytes()[end], b'"', "{string}");
            Some(text.rest().to_vec())
        });
        let first = found.next()?;
        assert!(found.all(|other| other == first), "{string}");
        first
    }

    #[test]
    fn escapes_are_resolved_wherever_they_stand_in_a_block() {
        for escape in [
            r#"\""#,
            r"\\",
            r"\n",
            r"\/",
            r"\t",
            r#"\\\""#,
            r"\\n",
            r"\u00e9",
            r"\ud83d\ude42",
            r"\\\\\\",
            r#"\"\"\"\"\""#,
            r"\n\n\\\n",
        ] {
            for before in 0..140 {
                let string = format!("{}{escape}{escape}x{escape}", "é".repeat(before));
                let wanted: String = serde_json::from_str(&format!("\"{string}\"")).expect("JSON");
                for behind in ["", ",", &" ".repeat(200)] {
                    let read = read(&format!("{string}\"{behind}"));
                    assert_eq!(read.as_deref(), Some(wanted.as_bytes()), "{string}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_string_is_none() {
        let long = "x".repeat(64);
        for string in [
            "",
            "x",
            r"\",
            r"\\",
            r#"\""#,
            r#"\x""#,
            r#"\ud800""#,
            r#"\u12""#,
            r#"\u12g4""#,
        ] {
            for before in ["", &long[..31], &long[..62], &long[..63], &long] {
                assert_eq!(read(&format!("{before}{string}")), None, "{before}{string}");
            }
        }
    }

    #[test]
    fn a_long_string_is_read_as_a_short_one_is() {
        for inner in [
            "x",
            "é",
            r"\n",
            r#"\""#,
            r"\ud83d\ude42",
            r"\ud800",
            r"\udc00x",
            r"\ud83d",
            "\n",
            "\u{1}",
            "\u{7f}",
            r"\x",
            r"\u12",
            r"\",
            "\"",
        ] {
            for before in LONG - 9..LONG + BLOCK {
                let inner = format!("{}{inner}{}", "x".repeat(before), "y".repeat(before % 3));
                let text = text_of(&format!("\"{inner}\""));
                assert_eq!(text, unquoted(&inner), "{inner}");
            }
        }
        assert_eq!(text_of("\""), None);
    }

    proptest! {
        #[test]
        fn what_is_handed_over_on_the_way_is_the_text(
            text in "([a-z\"\\\\\n🙂]{0,9}[ -~]{0,40}){0,60}",
            large in 0..3_usize,
            head in "[a-z]{0,200}",
        ) {
            // Longer than the buffer, too.
            let text = text.repeat(1 + large * 20);
            let json = serde_json::to_string(&text).expect("JSON") + ",";
            for level in levels() {
                let mut unescaper = Unescaper::default();
                for _ in 0..2 {
                    unescaper.clear();
                    unescaper.push(head.as_bytes());
                    let mut taken = Vec::new();
                    let mut take = |block: &[u8; BLOCK]| taken.extend_from_slice(block);
                    let end = read_by(level, &mut unescaper, &json, Some(&mut take));
                    prop_assert_eq!(end, Some(json.len() - 2));
                    taken.extend_from_slice(unescaper.rest());
                    prop_assert_eq!(taken, format!("{head}{text}").into_bytes());
                }
            }
        }
    }
}
