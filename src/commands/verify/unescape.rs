//! The text of a long JSON string: its escapes resolved, sixty-four bytes at a time, and on its way
//! handed to the digest that waits for it. In a body nearly every escape is that of a quote, and
//! those are resolved by leaving out the backslash: no branch that a processor could guess wrong.
//! The digest takes a block while the next one is unescaped, so that one hides behind the other.

use crate::event::quoted;
use crate::signature::Begun;

/// Bytes that are looked at, and handed to the digest, at once.
const BLOCK: usize = 64;
/// What is left in the buffer before the digest gets more: written long enough ago to be there.
const BEHIND: usize = BLOCK;
/// What a step may write.
const ROOM: usize = BLOCK + 8;
/// The buffer, when a digest takes what is in it.
const BUFFER: usize = 4 << 10;

/// A string's text, or the end of it when a digest took the rest.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// Long enough for the next step; what counts is `..len`.
    buffer: Vec<u8>,
    len: usize,
    /// What the digest has had.
    done: usize,
    begun: Option<Begun>,
    /// Whether the digest takes this text.
    is_digested: bool,
}

impl Text {
    /// Begins anew; without a digest the whole text is kept.
    pub fn clear(&mut self) {
        self.len = 0;
        self.done = 0;
        self.is_digested = false;
    }

    /// The digest, to begin with.
    pub fn digest(&mut self) -> &mut Option<Begun> {
        &mut self.begun
    }

    /// Begins anew, with the digest, which gets `head` and the text.
    pub fn begin(&mut self, head: &[u8]) {
        self.clear();
        self.is_digested = true;
        self.push(head);
    }

    /// The digest that takes the text, if one does.
    pub fn begun(&self) -> Option<&Begun> {
        self.begun.as_ref().filter(|_| self.is_digested)
    }

    /// The digest, after the whole text.
    pub fn digested(&mut self) -> Option<&mut Begun> {
        let begun = self.begun.as_mut().filter(|_| self.is_digested)?;
        begun.update(&self.buffer[self.done..self.len]);
        self.done = self.len;
        Some(begun)
    }

    /// The text, when no digest took it.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    fn push(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(BLOCK) {
            if let Some(room) = self.room() {
                room[..piece.len()].copy_from_slice(piece);
                self.wrote(piece.len());
            }
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
        if self.is_digested {
            self.buffer.copy_within(self.done..self.len, 0);
            self.len -= self.done;
            self.done = 0;
        }
        let wanted = (self.len + ROOM).max(BUFFER);
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted.next_power_of_two(), 0);
        }
    }

    /// Takes what a step wrote.
    fn wrote(&mut self, count: usize) {
        self.len += count;
        if self.is_digested
            && let Some(begun) = &mut self.begun
            && self.len - self.done >= BLOCK + BEHIND
            && let Some(block) = self.buffer[self.done..].first_chunk::<BLOCK>()
        {
            begun.update(block);
            self.done += BLOCK;
        }
    }

    /// Takes the string whose first byte is at `from` in `line`; the result is where its closing
    /// quote is, if it has one and no escape that JSON does not know.
    pub fn read(&mut self, line: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        let mut odd = with_odd as Unescape;
        loop {
            // With the byte before, which says whether the first one is escaped.
            let rest = line.get(at.checked_sub(1)?..)?;
            let padded;
            let window = if let Some(window) = rest.first_chunk() {
                window
            } else {
                padded = pad(rest);
                &padded
            };
            let step = unescape(window, self.room()?, odd);
            self.wrote(step.written);
            at += step.read;
            if !step.is_odd {
                continue;
            }
            if line[at - 1] != b'\\' {
                return Some(at);
            }
            // Where one line breaks, more do.
            if line.get(at) == Some(&b'n') {
                odd = with_line_breaks;
            }
            match self.escapes(line, at)? {
                Next::Text(next) => at = next,
                Next::End(end) => return Some(end),
            }
        }
    }

    /// Takes the escape whose backslash is just before `at`, and those that follow a backslash that
    /// was itself escaped: to a step it would look like the beginning of another escape.
    fn escapes(&mut self, line: &[u8], mut at: usize) -> Option<Next> {
        loop {
            let Escaped { bytes, len, used } = escaped(line.get(at..)?)?;
            self.push(&bytes[..len]);
            at += used;
            if line[at - 1] != b'\\' {
                return Some(Next::Text(at));
            }
            match line.get(at)? {
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
    /// Whether it ends before something other than text and escaped quotes: the closing quote, or
    /// what stands behind the backslash of another escape.
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

/// Resolves the escapes of a block, of which the window has the byte before, too.
fn unescape(window: &[u8; BLOCK + 1], out: &mut [u8; ROOM], otherwise: Unescape) -> Step {
    // A quote stands behind each backslash and nowhere else: else there is more to it.
    let mut odd = false;
    for at in 0..BLOCK {
        odd |= (window[at + 1] == b'"') != (window[at] == b'\\');
    }
    if odd {
        return otherwise(window, out);
    }
    let (_, text) = window.split_at(1);
    Step::whole(clean(text, text, out))
}

/// The same for a block that may have escaped line breaks, too.
#[inline(never)]
fn with_line_breaks(window: &[u8; BLOCK + 1], out: &mut [u8; ROOM]) -> Step {
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
        return with_odd(window, out);
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
fn with_odd(window: &[u8; BLOCK + 1], out: &mut [u8; ROOM]) -> Step {
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

/// What an escape stands for.
pub(super) struct Escaped {
    pub bytes: [u8; 4],
    /// How many bytes of these.
    pub len: usize,
    /// How many bytes of the line it takes, behind its first backslash.
    pub used: usize,
}

/// Reads what stands behind a backslash; half a character is none.
pub(super) fn escaped(behind: &[u8]) -> Option<Escaped> {
    let (c, used) = quoted::escaped(behind)?;
    let mut bytes = [0; 4];
    let len = c?.encode_utf8(&mut bytes).len();
    Some(Escaped { bytes, len, used })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::Secret;
    use crate::signature::plan::Hmac;
    use crate::signature::template::Template;
    use crate::signature::{Auth, Clock, Plan, Shown};

    fn read(string: &str) -> Option<Vec<u8>> {
        let line = format!("\"{string}");
        let mut text = Text::default();
        let end = text.read(line.as_bytes(), 1)?;
        assert_eq!(line.as_bytes()[end], b'"', "{string}");
        Some(text.bytes().to_vec())
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
        fn what_is_digested_on_the_way_is_the_text(
            text in "([a-z\"\\\\\n🙂]{0,9}[ -~]{0,40}){0,60}",
            large in 0..3_usize,
        ) {
            // Longer than the buffer, too.
            let text = text.repeat(1 + large * 20);
            let format = Some(Template::parse("{timestamp}.{body}!{method}"));
            let plan = Plan::hmac(Hmac { format, ..Hmac::default() });
            let auth = Auth::new(plan, Secret::new("s3cret".to_owned())).expect("an auth");
            let made = auth.sign("PUT", "", text.as_bytes(), 1_790_000_000_000, "").expect("headers");
            let shown = Shown {
                method: b"PUT",
                signature: Some(made[0].1.as_bytes()),
                timestamp: Some(made[1].1.as_bytes()),
                id: None,
            };
            let clock = Clock::at(1_790_000_000_000);
            let line = serde_json::to_string(&text).expect("JSON") + ",";
            let mut digested = Text::default();
            for (change, wanted) in [("", true), ("x", false), ("", true)] {
                let line = format!("\"{change}{}", &line[1..]);
                let mut head = Vec::new();
                prop_assert!(auth.begin(&shown, digested.digest(), &mut head));
                digested.begin(&head);
                prop_assert!(digested.begun().is_some_and(Begun::is_bound));
                prop_assert_eq!(digested.read(line.as_bytes(), 1), Some(line.len() - 2));
                let begun = digested.digested().expect("begun");
                prop_assert_eq!(auth.accepts_begun(&shown, &clock, begun), wanted);
            }
        }
    }
}
