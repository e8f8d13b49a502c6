//! The text of a long JSON string: its escapes resolved, sixty-four bytes at a time, and on its way
//! handed to whoever waits for it, a digest for example. In JSON inside of JSON nearly every escape
//! is that of a quote, and those are resolved by leaving out the backslash: no branch that a
//! processor could guess wrong. A digest takes a block while the next one is unescaped, so that one
//! hides behind the other.

use crate::quoted::escaped;

/// Bytes that are looked at, and handed over, at once.
pub const BLOCK: usize = 64;
/// What is left in the buffer before more is handed over: written long enough ago to be there.
const BEHIND: usize = BLOCK;
/// What a step may write.
const ROOM: usize = BLOCK + 8;
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
        let mut unescape = quotes as Unescape;
        loop {
            // With the byte before, which says whether the first one is escaped.
            let rest = json.get(at.checked_sub(1)?..)?;
            let padded;
            let window = if let Some(window) = rest.first_chunk() {
                window
            } else {
                padded = pad(rest);
                &padded
            };
            let step = unescape(window, self.room()?);
            self.len += step.written;
            if let Some(taker) = &mut taker {
                self.hand_over(taker);
            }
            at += step.read;
            if !step.is_odd {
                continue;
            }
            if json[at - 1] != b'\\' {
                return Some(at);
            }
            // Where one line breaks, more do.
            if json.get(at) == Some(&b'n') {
                unescape = quotes_and_breaks;
            }
            match self.escapes(json, at)? {
                Next::Text(next) => at = next,
                Next::End(end) => return Some(end),
            }
        }
    }

    fn hand_over(&mut self, taker: Taker<'_>) {
        if self.len - self.taken >= BLOCK + BEHIND
            && let Some(block) = self.buffer[self.taken..].first_chunk()
        {
            taker(block);
            self.taken += BLOCK;
        }
    }

    /// Where the next step writes: always there, as far as the compiler can tell not.
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

    /// Takes the escape whose backslash is just before `at`, and those that follow a backslash that
    /// was itself escaped: to a step it would look like the beginning of another escape.
    fn escapes(&mut self, json: &[u8], mut at: usize) -> Option<Next> {
        loop {
            let (c, used) = escaped(json.get(at..)?)?;
            self.push(c?.encode_utf8(&mut [0; 4]).as_bytes());
            at += used;
            if json[at - 1] != b'\\' {
                return Some(Next::Text(at));
            }
            match json.get(at)? {
                b'"' => return Some(Next::End(at)),
                b'\\' => at += 1,
                byte => {
                    self.push(&[*byte]);
                    return Some(Next::Text(at + 1));
                }
            }
        }
    }
}

/// What comes behind an escape.
enum Next {
    Text(usize),
    End(usize),
}

/// What a step came to.
struct Step {
    /// Bytes of text.
    written: usize,
    /// Bytes of the string.
    read: usize,
    /// Whether it ends before something other than text and escapes that it resolves: the closing
    /// quote, or what stands behind the backslash of another escape.
    is_odd: bool,
}

impl Step {
    fn whole(written: usize) -> Self {
        Self {
            written,
            read: BLOCK,
            is_odd: false,
        }
    }
}

/// A way to resolve the escapes of a block.
type Unescape = fn(&[u8; BLOCK + 1], &mut [u8; ROOM]) -> Step;

/// The end of a line, filled up to a window.
#[cold]
fn pad(rest: &[u8]) -> [u8; BLOCK + 1] {
    let mut padded = [0; BLOCK + 1];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}

/// Resolves the escapes of quotes in a block, of which the window has the byte before, too.
#[inline(never)]
fn quotes(window: &[u8; BLOCK + 1], out: &mut [u8; ROOM]) -> Step {
    // A quote stands behind each backslash and nowhere else: else there is more to it.
    let mut odd = false;
    for at in 0..BLOCK {
        odd |= (window[at + 1] == b'"') != (window[at] == b'\\');
    }
    if odd {
        return up_to_odd(window, out);
    }
    let (_, text) = window.split_at(1);
    Step::whole(clean(text, text, out))
}

/// The same where line breaks are escaped, too.
#[inline(never)]
fn quotes_and_breaks(window: &[u8; BLOCK + 1], out: &mut [u8; ROOM]) -> Step {
    let mut odd = false;
    let mut text = [0; BLOCK];
    for at in 0..BLOCK {
        let is_escaped = window[at] == b'\\';
        let byte = window[at + 1];
        let is_break = is_escaped && byte == b'n';
        odd |= (byte == b'"') != (is_escaped && byte != b'n');
        text[at] = if is_break { b'\n' } else { byte };
    }
    if odd {
        return up_to_odd(window, out);
    }
    Step::whole(clean(&text, &window[1..], out))
}

/// Writes a text without the bytes that are backslashes in the string.
fn clean(text: &[u8], string: &[u8], out: &mut [u8; ROOM]) -> usize {
    let mut slashes = [0_u8; BLOCK];
    for (slash, byte) in slashes.iter_mut().zip(string) {
        *slash = u8::from(*byte == b'\\');
    }
    let mut written = 0;
    for (text, slashes) in words(text).zip(words(&slashes)) {
        written += leave_out(text, slashes, out, written);
    }
    written
}

/// The same for a block that has something odd, up to there.
#[inline(never)]
fn up_to_odd(window: &[u8; BLOCK + 1], out: &mut [u8; ROOM]) -> Step {
    let (mut written, mut read) = (0, 0);
    for (text, before) in words(&window[1..]).zip(words(window)) {
        let slashes = equal(text, b'\\');
        let odd = equal(text, b'"') ^ equal(before, b'\\');
        if odd != 0 {
            let count = (odd.trailing_zeros() / 8) as usize;
            let below = (odd & odd.wrapping_neg()) - 1;
            let all = leave_out(text, slashes & below, out, written);
            return Step {
                // What stands behind was written, too, and does not count.
                written: written + all - (8 - count),
                read: read + count,
                is_odd: true,
            };
        }
        written += leave_out(text, slashes, out, written);
        read += 8;
    }
    Step {
        written,
        read,
        is_odd: false,
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// Eight bytes each, the first in the lowest place.
fn words(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let (words, _) = bytes.as_chunks();
    words.iter().map(|word| u64::from_le_bytes(*word))
}

/// 1 in the place of each byte that is this one.
fn equal(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x7F * ONES;
    let differs = word ^ (ONES * u64::from(byte));
    (!(((differs & LOW) + LOW) | differs | LOW)) >> 7
}

/// Writes a word without the bytes in whose place `slashes` has a 1; the result is how many stay.
#[inline]
fn leave_out(mut text: u64, mut slashes: u64, out: &mut [u8; ROOM], at: usize) -> usize {
    let left_out = (slashes.wrapping_mul(ONES) >> 56) as usize;
    while slashes != 0 {
        // What stands below the lowest one stays, what stands above it moves down.
        let less = slashes - 1;
        let stays = less & !slashes;
        let moved = text >> 8;
        text = moved ^ ((moved ^ text) & stays);
        slashes = (slashes & less) >> 8;
    }
    if let Some(place) = out.get_mut(at..at + 8) {
        place.copy_from_slice(&text.to_le_bytes());
    }
    8 - left_out
}

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
