//! The text of a long JSON string: its escapes resolved, sixty-four bytes at a time, and on its way
//! handed to whoever waits for it, a digest for example. A digest takes a block while the next one
//! is unescaped, so that one hides behind the other.
//!
//! In JSON inside of JSON there is an escape every few bytes. Where they are is known for a whole
//! block before the first is resolved, and what stands between two of them is moved thirty-two bytes
//! at once, however little it is: there is not much that a processor could guess wrong.

use crate::quoted::escaped;
use crate::sixteen::{LANES, Sixteen};

/// Bytes that are looked at, and handed over, at once.
pub const BLOCK: usize = 64;
/// What is left in the buffer before more is handed over: written long enough ago to be there.
const BEHIND: usize = BLOCK;
/// What a step may read: the last bytes of a block may be moved with what stands behind them.
const WINDOW: usize = BLOCK + MOVED;
/// What a step may write.
const ROOM: usize = BLOCK + MOVED;
/// Bytes that are moved at once.
const MOVED: usize = 2 * LANES;
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
}

impl Unescaper {
    /// Begins anew.
    pub fn clear(&mut self) {
        self.len = 0;
        self.taken = 0;
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
    pub fn read(
        &mut self,
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
            let step = unescape(window, self.room()?);
            self.len += step.written;
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

/// What a step came to.
struct Step {
    /// Bytes of text.
    written: usize,
    /// Bytes of the string.
    read: usize,
    /// Whether it is a whole block; else it ends before a quote, or an escape that is left alone.
    is_whole: bool,
}

/// The end of a text, filled up to a window.
#[cold]
fn pad(rest: &[u8]) -> [u8; WINDOW] {
    let mut padded = [0; WINDOW];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}

/// Resolves the escapes of a block, as far as each stands for one byte.
#[inline]
fn unescape(window: &[u8; WINDOW], out: &mut [u8; ROOM]) -> Step {
    let marks = Marks::of(window);
    let left_out = leave_out(marks.escapes, window, out);
    let mut others = marks.others;
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
            };
        }
        if let Some(place) = out.get_mut(written) {
            *place = byte;
        }
        others &= others - 1;
    }
    // An escape may end one byte behind the block.
    let read = marks.end + (marks.escapes >> (BLOCK - 1)) as usize;
    Step {
        written: read - left_out,
        read,
        is_whole: marks.end == BLOCK,
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
    #[inline]
    fn of(window: &[u8; WINDOW]) -> Self {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        let (mut slashes, mut quotes) = (0, 0);
        let (chunks, _) = window[..BLOCK].as_chunks();
        for (at, chunk) in (0..BLOCK).step_by(LANES).zip(chunks) {
            let chunk = Sixteen::of(chunk);
            slashes |= u64::from(chunk.equal(b'\\').bits()) << at;
            quotes |= u64::from(chunk.equal(b'"').bits()) << at;
        }
        // Of backslashes in a row every second is escaped. Adding a row's first bit to it carries
        // beyond its end, so that rows that begin at odd places are told from the others.
        let behind = slashes << 1;
        let odd_rows = slashes & !EVEN & !behind;
        let plain = !((EVEN ^ (odd_rows.wrapping_add(slashes) << 1)) & behind);
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

/// Copies a block without the bytes of these bits: how many those are.
#[inline]
fn leave_out(bytes: u64, window: &[u8; WINDOW], out: &mut [u8; ROOM]) -> usize {
    /// So that there are never more than can be moved at once from one stop to the next.
    const ALWAYS: u64 = 1 | 1 << MOVED;
    let mut stops = bytes | ALWAYS;
    let mut left_out = 0;
    while stops != 0 {
        let stop = stops.trailing_zeros() as usize;
        let is_left_out = (bytes >> stop & 1) as usize;
        let source = window[stop + is_left_out..].first_chunk::<MOVED>();
        // It is below that anyway; said like this, nothing has to be checked.
        let place = out[(stop - left_out) % BLOCK..].first_chunk_mut();
        if let (Some(source), Some(place)) = (source, place) {
            *place = *source;
        }
        left_out += is_left_out;
        stops &= stops - 1;
    }
    left_out
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

    fn read(string: &str) -> Option<Vec<u8>> {
        let json = format!("\"{string}");
        let mut text = Unescaper::default();
        let end = text.read(json.as_bytes(), 1, None)?;
        assert_eq!(json.as_bytes()[end], b'"', "{string}");
        Some(text.rest().to_vec())
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
            let mut unescaper = Unescaper::default();
            for _ in 0..2 {
                unescaper.clear();
                unescaper.push(head.as_bytes());
                let mut taken = Vec::new();
                let mut take = |block: &[u8; BLOCK]| taken.extend_from_slice(block);
                let end = unescaper.read(json.as_bytes(), 1, Some(&mut take));
                prop_assert_eq!(end, Some(json.len() - 2));
                taken.extend_from_slice(unescaper.rest());
                prop_assert_eq!(taken, format!("{head}{text}").into_bytes());
            }
        }
    }
}
